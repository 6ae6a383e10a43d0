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

// countColumns are the columns of a file of counts, in any order.
var countColumns = []string{"month", "site", "item", "value"}

// ReadCounts reads an outturn from CSV: a header naming the columns month,
// site, item and value, then one row for each count. A month is a number from 0 or
// a date 2020-06; an item is an outcome's ID (evidenced), OUTCOME.achieved,
// referrals, costs.LINE (money in the major unit) or indices.ID (a level).
// Achieved counts not given equal the evidenced ones. Central fills the costs and
// index levels of the counts before the given ones are laid over them; a
// line or index with any row keeps none of its central months. The error, if any, is an *Error.
func ReadCounts(name string, r io.Reader, c *contract.Contract, central func(*contract.Outturn)) (*contract.Outturn, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	in.FieldsPerRecord = -1
	f := &countFile{reader: in, terms: c.Terms(), out: contract.NewOutturn(c), seen: map[[3]string]int{}}
	f.costs, f.levels = map[int][]int64{}, map[int][]int64{}
	if f.header() {
		f.rows()
	}
	if len(f.faults) > 0 {
		return nil, &Error{File: name, Faults: f.faults}
	}
	for i, n := range f.out.Evidenced {
		if !f.given[i] {
			f.out.Achieved[i] = n
		}
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
	reader *csv.Reader
	terms  contract.Terms
	column [4]int // of each of countColumns
	out    *contract.Outturn
	given  map[int]bool // cells of Achieved that the file gives
	costs  map[int][]int64
	levels map[int][]int64
	seen   map[[3]string]int // line of each (month, site, item)
	faults []Located
}

func (f *countFile) fault(column int, found, allowed string) {
	line, col := f.reader.FieldPos(column)
	f.faults = append(f.faults, Located{Line: line, Col: col, Found: found, Allowed: allowed})
}

// header finds the columns.
func (f *countFile) header() bool {
	f.given = map[int]bool{}
	record, err := f.reader.Read()
	if err != nil {
		f.faults = append(f.faults, Located{Line: 1, Col: 1, Found: "no header", Allowed: "must be " + strings.Join(countColumns, ",")})
		return false
	}
	for k, name := range countColumns {
		f.column[k] = slices.IndexFunc(record, func(s string) bool { return strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")) == name })
		if f.column[k] < 0 {
			f.faults = append(f.faults, Located{Line: 1, Col: 1, Found: "no column " + name, Allowed: "must have " + strings.Join(countColumns, ", ")})
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
			f.fault(0, strconv.Itoa(len(record))+" fields", "must be as many as the header has")
			continue
		}
		field := func(k int) string { return strings.TrimSpace(record[f.column[k]]) }
		f.row(field(0), field(1), field(2), field(3))
		if len(f.faults) >= maxPrinted {
			return
		}
	}
}

func (f *countFile) row(month, site, item, value string) {
	line, _ := f.reader.FieldPos(0)
	key := [3]string{month, site, item}
	if at, ok := f.seen[key]; ok {
		f.fault(f.column[2], strconv.Quote(item)+" of "+month+" stands in line "+strconv.Itoa(at)+" already,", "must be given once")
		return
	}
	f.seen[key] = line
	m, ok := f.month(month)
	s := slices.IndexFunc(f.terms.Sites, func(x contract.Site) bool { return x.ID == site })
	kind, id, _ := strings.Cut(item, ".")
	switch {
	case kind == "costs":
		f.cost(ok, m, site, id, value)
		return
	case kind == "indices":
		f.level(ok, m, id, value)
		return
	}
	if s < 0 {
		f.fault(f.column[1], strconv.Quote(site), "must be a site of the deal")
	}
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 0 {
		f.fault(f.column[3], strconv.Quote(value), "must be a whole number, at least 0")
		ok = false
	}
	months := f.terms.Months
	if item == "referrals" {
		if ok && s >= 0 {
			f.out.Referrals[s*months+m] = int32(n)
		}
		return
	}
	k := slices.IndexFunc(f.terms.Outcomes, func(x contract.Outcome) bool { return x.ID == kind })
	if k < 0 || id != "" && id != "achieved" {
		f.fault(f.column[2], strconv.Quote(item), "must be an outcome, OUTCOME.achieved, referrals, costs.LINE or indices.ID")
		return
	}
	if !ok || s < 0 {
		return
	}
	at := (s*len(f.terms.Outcomes)+k)*months + m
	if id == "achieved" {
		f.out.Achieved[at], f.given[at] = int32(n), true
	} else {
		f.out.Evidenced[at] = int32(n)
	}
}

// month reads a month from 0 or a date.
func (f *countFile) month(s string) (int, bool) {
	m, err := strconv.Atoi(s)
	if year, number, isDate := strings.Cut(s, "-"); isDate && year != "" {
		y, yerr := strconv.Atoi(year)
		n, nerr := strconv.Atoi(number)
		if err = errors.Join(yerr, nerr); err == nil && (n < 1 || n > 12) {
			err = errors.New("no such month")
		}
		m = int(contract.MonthOf(y, n) - f.terms.Start)
	}
	if err != nil || m < 0 || m >= f.terms.Months {
		start := f.terms.Start
		f.fault(f.column[0], strconv.Quote(s), fmt.Sprintf("must be a month from 0 to %d, or a date from %d-%02d on", f.terms.Months-1, start.Year(), start.Number()))
		return 0, false
	}
	return m, true
}

func (f *countFile) cost(ok bool, m int, site, id, value string) {
	line := slices.IndexFunc(f.terms.Costs, func(x contract.Cost) bool { return x.ID == id && x.Site == site })
	if line < 0 {
		f.fault(f.column[2], strconv.Quote("costs."+id), "must be a cost line of that site (or, with no site, of the deal)")
		return
	}
	scale := math.Pow10(f.terms.Currency.Digits)
	x, err := strconv.ParseFloat(value, 64)
	if minor := math.Round(x * scale); err != nil || !(minor >= 0 && minor <= 1e13) || math.Abs(minor-x*scale) > 1e-6*math.Max(1, minor*1e-6) {
		f.fault(f.column[3], strconv.Quote(value), fmt.Sprintf("must be an amount of at least 0 with at most %d decimals", f.terms.Currency.Digits))
		return
	}
	if f.costs[line] == nil {
		f.costs[line] = make([]int64, f.terms.Months)
	}
	if ok {
		f.costs[line][m] = int64(math.Round(x * scale))
	}
}

func (f *countFile) level(ok bool, m int, id, value string) {
	i := slices.Index(f.terms.Indices, id)
	if i < 0 {
		f.fault(f.column[2], strconv.Quote("indices."+id), "must be an index of the deal's tariffs")
		return
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || !(x > 0 && x < 1e6) {
		f.fault(f.column[3], strconv.Quote(value), "must be a level above 0, 1 in the first year")
		return
	}
	if f.levels[i] == nil {
		f.levels[i] = make([]int64, f.terms.Months)
		for k := range f.levels[i] {
			f.levels[i][k] = contract.IndexUnit
		}
	}
	if ok {
		f.levels[i][m] = int64(math.Round(x * contract.IndexUnit))
	}
}
