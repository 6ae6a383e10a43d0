package dealfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// MaxCounts is the size in bytes that a file of counts may have.
const MaxCounts = 16 << 20

// countColumns are the columns of a file of counts, in any order; the last may
// be left out.
var countColumns = []string{"month", "site", "item", "value", "person"}

// ReadCounts reads an outturn from CSV: a header naming the columns month,
// site, item, value and, if it likes, person, then one row for each count. A
// month is a number from 0 or a date 2020-06. The items are
//
//	OUTCOME           evidenced outcomes, by the outcome's ID
//	OUTCOME.achieved  achieved outcomes; if not given, as many as are evidenced
//	referrals         people referred
//	costs.LINE        an amount of money, in the major unit; no site for a line of the whole deal
//	indices.ID        the level of a price index
//	audit             errors found by the audit at the end of that month
//	failed            1: the site's provider fails in that month
//	late.PAYER        1: what the payer owes in that month is paid late; no site
//	default.PAYER     1: the payer defaults in that month; no site
//	measures.J.COHORT what a measure of impact finds for a cohort, as 0.38; no site, no month
//
// A row with a person, whose name may be any text, is about that person at
// that site: referrals (1) is the month of its referral, by default that of
// its first outcome; OUTCOME is evidenced in that month, and achieved in it
// too unless OUTCOME.achieved says when; OUTCOME.achieved alone is never
// evidenced. Of an outcome counted by time there may be a row for each month,
// its value the units. People come on top of the counts, which are of
// people unknown: clauses about people do not apply to these.
//
// Central fills the costs and index levels of the counts before the given ones
// are laid over them; a line or index with any row keeps none of its central
// months. The error, if any, is an *Error.
func ReadCounts(name string, r io.Reader, c *contract.Contract, central func(*contract.Outturn)) (*contract.Outturn, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	in.FieldsPerRecord = -1
	f := &countFile{
		reader: in, contract: c, terms: c.Terms(), out: contract.NewOutturn(c), seen: map[[4]string]int{}, given: map[int]bool{},
		costs: map[int][]int64{}, levels: map[int][]int64{}, people: map[personKey]*person{},
	}
	if f.header() {
		f.rows()
	}
	for i, n := range f.out.Evidenced {
		if !f.given[i] {
			f.out.Achieved[i] = n
		}
	}
	if len(f.faults) == 0 {
		f.addPeople()
	}
	if len(f.faults) > 0 {
		return nil, &Error{File: name, Faults: f.faults}
	}
	central(f.out)
	months := f.terms.Months
	for line, months12 := range f.costs {
		copy(f.out.Costs[line*months:], months12)
	}
	for i, levels := range f.levels {
		copy(f.out.Index[i*months:], levels)
	}
	return f.out, nil
}

// countFile is the state of reading one file of counts.
type countFile struct {
	reader   *csv.Reader
	contract *contract.Contract
	terms    contract.Terms
	column   [5]int // of each of countColumns; -1 for a person that is not there
	out      *contract.Outturn
	given    map[int]bool // cells of Achieved that the file gives
	costs    map[int][]int64
	levels   map[int][]int64
	people   map[personKey]*person
	seen     map[[4]string]int // line of each (month, site, item, person)
	faults   []Located
}

// entry is one row of the file.
type entry struct{ month, site, item, value, person string }

// The columns of an entry, as places in countColumns.
const (
	monthColumn = iota
	siteColumn
	itemColumn
	valueColumn
	personColumn
)

// fault adds a fault at a column of the row just read.
func (f *countFile) fault(column int, found, allowed string) {
	at := f.here(column)
	f.faults = append(f.faults, Located{Line: at.Line, Col: at.Col, Found: found, Allowed: allowed})
}

// here returns the place of a column of the row just read.
func (f *countFile) here(column int) Place {
	line, col := f.reader.FieldPos(max(0, f.column[column]))
	return Place{line, col}
}

// header finds the columns.
func (f *countFile) header() bool {
	needed := countColumns[:personColumn]
	record, err := f.reader.Read()
	if err != nil {
		f.faults = append(f.faults, Located{Line: 1, Col: 1, Found: "no header", Allowed: "must be " + strings.Join(needed, ",")})
		return false
	}
	for k, name := range countColumns {
		f.column[k] = slices.IndexFunc(record, func(s string) bool { return strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")) == name })
		if f.column[k] < 0 && k != personColumn {
			f.faults = append(f.faults, Located{Line: 1, Col: 1, Found: "no column " + name, Allowed: "must have " + strings.Join(needed, ", ")})
		}
	}
	return len(f.faults) == 0
}

func (f *countFile) rows() {
	widest := slices.Max(f.column[:])
	for {
		record, err := f.reader.Read()
		if err == io.EOF {
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			f.faults = append(f.faults, Located{Line: bad.Line, Col: bad.Column, Found: bad.Err.Error(), Allowed: "must be CSV"})
			return
		}
		if err != nil {
			f.faults = append(f.faults, Located{Line: 1, Col: 1, Found: err.Error(), Allowed: "must be readable"})
			return
		}
		if len(record) <= widest {
			at, col := f.reader.FieldPos(0)
			f.faults = append(f.faults, Located{Line: at, Col: col, Found: strconv.Itoa(len(record)) + " fields", Allowed: "must be as many as the header has"})
			continue
		}
		field := func(k int) string {
			if f.column[k] < 0 {
				return ""
			}
			return strings.TrimSpace(record[f.column[k]])
		}
		f.row(entry{field(monthColumn), field(siteColumn), field(itemColumn), field(valueColumn), field(personColumn)})
		if len(f.faults) >= maxPrinted {
			return
		}
	}
}

func (f *countFile) row(e entry) {
	key := [4]string{e.month, e.site, e.item, e.person}
	if e.person != "" && e.item == "referrals" {
		key[0] = "" // a person is referred once
	}
	if at, ok := f.seen[key]; ok {
		of := e.month
		if e.person != "" {
			of = "person " + strconv.Quote(e.person)
		}
		f.fault(itemColumn, strconv.Quote(e.item)+" of "+of+" stands in line "+strconv.Itoa(at)+" already,", "must be given once")
		return
	}
	f.seen[key], _ = f.reader.FieldPos(0)
	kind, id, _ := strings.Cut(e.item, ".")
	if mark := markRows[kind]; mark != nil {
		if e.person != "" {
			f.fault(personColumn, strconv.Quote(e.person), "must be empty: people have referrals and outcomes")
		}
		mark(f, e, id)
		return
	}
	f.count(e, kind, id)
}

// count reads referrals or outcomes, of people unknown or of a person.
func (f *countFile) count(e entry, kind, id string) {
	k := slices.IndexFunc(f.terms.Outcomes, func(x contract.Outcome) bool { return x.ID == kind })
	if e.item != "referrals" && (k < 0 || id != "" && id != "achieved") {
		f.fault(itemColumn, strconv.Quote(e.item), "must be an outcome, OUTCOME.achieved, referrals, costs.LINE, indices.ID, audit, failed, late.PAYER, default.PAYER or measures.J.COHORT")
		return
	}
	m, okMonth := f.month(e.month)
	s, okSite := f.site(e.site)
	n, ok := f.whole(e.value)
	if !okMonth || !okSite || !ok {
		return
	}
	at := (s*len(f.terms.Outcomes)+k)*f.terms.Months + m
	switch {
	case e.person != "":
		f.personal(e, s, k, m, n, id == "achieved")
	case e.item == "referrals":
		f.out.Referrals[s*f.terms.Months+m] = n
	case id == "achieved":
		f.out.Achieved[at], f.given[at] = n, true
	default:
		f.out.Evidenced[at] = n
	}
}

// site reads a site of the deal.
func (f *countFile) site(id string) (int, bool) {
	s := slices.IndexFunc(f.terms.Sites, func(x contract.Site) bool { return x.ID == id })
	if s < 0 {
		f.fault(siteColumn, strconv.Quote(id), "must be a site of the deal")
	}
	return s, s >= 0
}

// whole reads a count.
func (f *countFile) whole(s string) (int32, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange) || n < 0:
		f.fault(valueColumn, strconv.Quote(s), "must be a whole number, at least 0")
	case n > math.MaxInt32:
		f.fault(valueColumn, strconv.Quote(s), mostCounted)
	default:
		return int32(n), true
	}
	return 0, false
}

var mostCounted = "must be at most " + strconv.Itoa(math.MaxInt32)

// month reads a month of the term, from 0 or a date.
func (f *countFile) month(s string) (int, bool) { return f.monthBelow(s, f.terms.Months) }

// monthBelow reads a month below n.
func (f *countFile) monthBelow(s string, n int) (int, bool) {
	m, err := strconv.Atoi(s)
	if year, number, isDate := strings.Cut(s, "-"); isDate && year != "" {
		y, yerr := strconv.Atoi(year)
		k, kerr := strconv.Atoi(number)
		if err = errors.Join(yerr, kerr); err == nil && (k < 1 || k > 12) {
			err = errors.New("no such month")
		}
		m = int(contract.MonthOf(y, k) - f.terms.Start)
	}
	if err != nil || m < 0 || m >= n {
		start := f.terms.Start
		f.fault(monthColumn, strconv.Quote(s), fmt.Sprintf("must be a month from 0 to %d, or a date from %d-%02d on", n-1, start.Year(), start.Number()))
		return 0, false
	}
	return m, true
}
