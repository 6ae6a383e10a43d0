package study

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
)

// Cohort is people who were observed under some arrangement.
type Cohort struct {
	Line int // of the file
	// Arrangement is the name of one; if empty the intensities are given outright,
	// for all levers of the kind.
	Arrangement           string
	Management, Incentive float64
	Site                  string // of the deal or any other place; may be empty
	Outcome               string
	// People are those with the outcome that comes before it on the pathway,
	// each with one chance of it, and Achieved those of them who had it.
	People, Achieved int
	Source           string
}

// place is what cohorts must share to share what is special to a place: the
// site, or without one the source.
func (c *Cohort) place() string {
	if c.Site != "" {
		return "site " + c.Site
	}
	return "source " + c.Source
}

// cohortColumns are the columns of a file of cohorts, in any order.
var cohortColumns = []string{"arrangement", "management", "incentive", "site", "outcome", "people", "achieved", "source"}

// mostCohorts bounds the rows of a file.
const mostCohorts = 10_000

// ReadCohorts reads cohorts from CSV: a header with the columns outcome, people
// and achieved, with arrangement or both management and incentive (intensities),
// and with site and source if it likes; then one row for each cohort. The error
// joins all faults, each NAME:LINE:COLUMN: what was found and what is allowed.
func ReadCohorts(name string, r io.Reader, list []Arrangement) ([]Cohort, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	in.FieldsPerRecord = -1
	f := &cohortFile{name: name, in: in, column: map[string]int{}}
	for _, a := range list {
		if a.Reason == nil {
			f.arrangements = append(f.arrangements, a.Name)
			if f.expected == nil {
				e := a.Deal.Assumptions()
				f.expected = &e
			}
		}
	}
	if f.header() {
		f.rows()
	}
	if err := errors.Join(f.faults...); err != nil {
		return nil, err
	}
	return f.out, nil
}

// cohortFile is a file of cohorts while it is read.
type cohortFile struct {
	name         string
	in           *csv.Reader
	column       map[string]int
	arrangements []string
	expected     *assumptions.Assumptions
	out          []Cohort
	faults       []error
}

// fault adds a fault at a column of the row just read.
func (f *cohortFile) fault(column, format string, args ...any) {
	line, col := 1, 1
	if at, ok := f.column[column]; ok {
		line, col = f.in.FieldPos(at)
	} else if len(f.column) > 0 {
		line, col = f.in.FieldPos(0)
	}
	f.faultAt(line, col, format, args...)
}

func (f *cohortFile) faultAt(line, col int, format string, args ...any) {
	f.faults = append(f.faults, fmt.Errorf("%s:%d:%d: %s", f.name, line, col, fmt.Sprintf(format, args...)))
}

// header finds the columns.
func (f *cohortFile) header() bool {
	record, err := f.in.Read()
	if err != nil {
		f.faultAt(1, 1, "no header, must be such as arrangement,site,outcome,people,achieved,source")
		return false
	}
	for i, field := range record {
		field = strings.TrimSpace(strings.TrimPrefix(field, "\ufeff"))
		line, col := f.in.FieldPos(i)
		_, twice := f.column[field]
		switch {
		case !slices.Contains(cohortColumns, field):
			f.faultAt(line, col, "column %q, must be one of %s", field, strings.Join(cohortColumns, ", "))
		case twice:
			f.faultAt(line, col, "column %q stands twice, must be there once", field)
		default:
			f.column[field] = i
		}
	}
	has := func(name string) bool { _, ok := f.column[name]; return ok }
	for _, need := range []string{"outcome", "people", "achieved"} {
		if !has(need) {
			f.faultAt(1, 1, "no column %s, must have outcome, people, achieved", need)
		}
	}
	if !has("arrangement") && !(has("management") && has("incentive")) {
		f.faultAt(1, 1, "no column arrangement, must have it or both management and incentive")
	}
	return len(f.faults) == 0
}

func (f *cohortFile) rows() {
	for {
		record, err := f.in.Read()
		if err == io.EOF {
			if len(f.out) == 0 && len(f.faults) == 0 {
				f.faultAt(2, 1, "no rows, must have at least one cohort")
			}
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			f.faultAt(bad.Line, bad.Column, "%v, must be CSV", bad.Err)
			return
		}
		if err != nil {
			f.faultAt(1, 1, "%v, must be readable", err)
			return
		}
		line, col := f.in.FieldPos(0)
		if len(f.out) >= mostCohorts || len(f.faults) >= 100 {
			f.faultAt(line, col, "more rows, must be at most %d", mostCohorts)
			return
		}
		if len(record) != len(f.column) {
			f.faultAt(line, col, "%d fields, must be %d as in the header", len(record), len(f.column))
			continue
		}
		f.row(line, func(column string) string {
			if i, ok := f.column[column]; ok {
				return strings.TrimSpace(record[i])
			}
			return ""
		})
	}
}

// row reads one cohort.
func (f *cohortFile) row(line int, field func(column string) string) {
	c := Cohort{Line: line, Arrangement: field("arrangement"), Site: field("site"), Outcome: field("outcome"), Source: field("source")}
	m, i := field("management"), field("incentive")
	switch {
	case c.Arrangement != "" && (m != "" || i != ""):
		f.fault("arrangement", "%q with intensities beside it, must be either", c.Arrangement)
	case c.Arrangement != "" && !slices.Contains(f.arrangements, c.Arrangement):
		f.fault("arrangement", "%q, must be one of %s, or empty with management and incentive given", c.Arrangement, strings.Join(f.arrangements, ", "))
	case c.Arrangement == "" && (m == "" || i == ""):
		f.fault("arrangement", "no arrangement, must be one of %s, or management and incentive must be given", strings.Join(f.arrangements, ", "))
	case c.Arrangement == "":
		c.Management = f.intensity("management", m, 1e6)
		c.Incentive = f.intensity("incentive", i, 1)
	}
	f.outcome(&c)
	people, achieved := field("people"), field("achieved")
	c.People = f.whole("people", people, 1)
	c.Achieved = f.whole("achieved", achieved, 0)
	if c.People > 0 && c.Achieved > c.People {
		f.fault("achieved", "%d of %d people, must be at most as many", c.Achieved, c.People)
	}
	f.out = append(f.out, c)
}

// outcome checks that a cohort's outcome is one that people have a chance of there.
func (f *cohortFile) outcome(c *Cohort) {
	var ids []string
	for _, o := range f.expected.Outcomes {
		ids = append(ids, o.ID)
	}
	if !slices.Contains(ids, c.Outcome) {
		f.fault("outcome", "%q, must be one of %s", c.Outcome, strings.Join(ids, ", "))
		return
	}
	found := false
	for i := range f.expected.Sites {
		for _, t := range f.expected.Sites[i].Pathway {
			if t.Outcome == c.Outcome && t.Counted != assumptions.CountedOnce {
				f.fault("outcome", "%q, must be one that happens once: it is counted by time", c.Outcome)
				return
			}
			found = found || t.Outcome == c.Outcome
		}
	}
	if !found {
		f.fault("outcome", "%q, must be one that the pathway leads to", c.Outcome)
	}
}

func (f *cohortFile) intensity(column, text string, most float64) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x >= 0 && x <= most) {
		f.fault(column, "%q, must be an intensity from 0 to %s", text, strconv.FormatFloat(most, 'f', -1, 64))
	}
	return x
}

// whole reads a count; -1 if it is none.
func (f *cohortFile) whole(column, text string, least int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > math.MaxInt32 {
		f.fault(column, "%q, must be a whole number from %d to %d", text, least, math.MaxInt32)
		return -1
	}
	return n
}
