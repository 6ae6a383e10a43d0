package dealfile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// markRows read the rows that count no people, by the first word of their item.
var markRows = map[string]func(f *countFile, e entry, id string){
	"costs": (*countFile).cost, "indices": (*countFile).level, "measures": (*countFile).impact,
	"audit": (*countFile).audit, "failed": (*countFile).failed, "late": (*countFile).late, "default": (*countFile).defaults,
}

func (f *countFile) cost(e entry, id string) {
	m, ok := f.month(e.month)
	line := slices.IndexFunc(f.terms.Costs, func(x contract.Cost) bool { return x.ID == id && x.Site == e.site })
	if line < 0 {
		f.fault(itemColumn, strconv.Quote(e.item), "must be a cost line of that site (or, with no site, of the deal)")
		return
	}
	scale := math.Pow10(f.terms.Currency.Digits)
	x, err := strconv.ParseFloat(e.value, 64)
	if minor := math.Round(x * scale); err != nil || !(minor >= 0 && minor <= 1e13) || math.Abs(minor-x*scale) > 1e-6*math.Max(1, minor*1e-6) {
		f.fault(valueColumn, strconv.Quote(e.value), fmt.Sprintf("must be an amount of at least 0 with at most %d decimals", f.terms.Currency.Digits))
		return
	}
	if f.costs[line] == nil {
		f.costs[line] = make([]int64, f.terms.Months)
	}
	if ok {
		f.costs[line][m] = int64(math.Round(x * scale))
	}
}

func (f *countFile) level(e entry, id string) {
	m, ok := f.month(e.month)
	i := slices.Index(f.terms.Indices, id)
	if i < 0 {
		f.fault(itemColumn, strconv.Quote(e.item), "must be an index of the deal's tariffs")
		return
	}
	x, err := strconv.ParseFloat(e.value, 64)
	if err != nil || !(x > 0 && x < 1e6) {
		f.fault(valueColumn, strconv.Quote(e.value), "must be a level above 0, 1 in the first year")
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

// impact reads what a measure finds for a cohort.
func (f *countFile) impact(e entry, id string) {
	f.empty(monthColumn, e.month)
	f.empty(siteColumn, e.site)
	measure, cohort, _ := strings.Cut(id, ".")
	at, n := 0, -1
	for i := range f.terms.Measures {
		m := &f.terms.Measures[i]
		if m.ID == measure {
			if m.Outcome != "" {
				f.fault(itemColumn, strconv.Quote(e.item), "must be a measure of impact: a rate follows from the counts")
				return
			}
			for k := range m.Cohorts {
				if m.Cohorts[k].ID == cohort {
					n = at + k
				}
			}
		}
		at += len(m.Cohorts)
	}
	if n < 0 {
		f.fault(itemColumn, strconv.Quote(e.item), "must be measures.J.COHORT: a measure of the deal and a cohort of it")
		return
	}
	x, err := strconv.ParseFloat(e.value, 64)
	millionths := math.Round(x * contract.Million)
	if err != nil || !(math.Abs(x) <= 1000) || math.Abs(x*contract.Million-millionths) > 1e-3 {
		f.fault(valueColumn, strconv.Quote(e.value), "must be a value between -1000 and 1000 with at most 6 decimals, as 0.38")
		return
	}
	f.out.Impact[n] = int64(millionths)
}

// empty asks for an empty column.
func (f *countFile) empty(column int, s string) {
	if s != "" {
		f.fault(column, strconv.Quote(s), "must be empty: the item has no "+countColumns[column])
	}
}

// audit reads the errors that an audit of a site found.
func (f *countFile) audit(e entry, id string) {
	f.alone(e, id)
	s, okSite := f.site(e.site)
	m, okMonth := f.month(e.month)
	n, ok := f.whole(e.value)
	if !okSite || !okMonth || !ok {
		return
	}
	var months []string
	for i := range f.contract.NumAudits() {
		if f.contract.AuditMonth(i) == m {
			f.out.Errors[s*f.contract.NumAudits()+i] = n
			return
		}
		months = append(months, strconv.Itoa(f.contract.AuditMonth(i)))
	}
	allowed := "must be the month of an audit, of which this deal has none"
	if len(months) > 0 {
		allowed = "must be the month of an audit: " + oneOf(months)
	}
	f.fault(monthColumn, strconv.Quote(e.month), allowed)
}

// alone asks for an item that is one word.
func (f *countFile) alone(e entry, id string) {
	if word, _, dotted := strings.Cut(e.item, "."); dotted {
		f.fault(itemColumn, strconv.Quote(e.item), "must be "+word+" alone: nothing follows it")
	}
}

// failed reads the month in which the provider of a site fails.
func (f *countFile) failed(e entry, id string) {
	f.alone(e, id)
	s, okSite := f.site(e.site)
	m, okMonth := f.month(e.month)
	if f.one(e.value) && okSite && okMonth {
		f.once(f.out.Failed, s, m, e)
	}
}

// one asks for the value 1.
func (f *countFile) one(s string) bool {
	if s != "1" {
		f.fault(valueColumn, strconv.Quote(s), "must be 1: it happens in that month")
	}
	return s == "1"
}

// once notes the month of what happens at most once.
func (f *countFile) once(months []int32, i, m int, e entry) {
	if months[i] >= 0 {
		f.fault(itemColumn, strconv.Quote(e.item)+" of month "+strconv.Itoa(int(months[i]))+" stands already,", "must be given once")
		return
	}
	months[i] = int32(m)
}

// payer reads the payer and month of a mark: any month in which money moves.
func (f *countFile) payer(e entry, id string) (p, m int, ok bool) {
	f.empty(siteColumn, e.site)
	if p = slices.IndexFunc(f.terms.Payers, func(x contract.Payer) bool { return x.ID == id }); p < 0 {
		f.fault(itemColumn, strconv.Quote(e.item), "must name a payer of the deal after the dot")
		return 0, 0, false
	}
	m, ok = f.monthBelow(e.month, len(f.out.Late)/len(f.terms.Payers))
	return p, m, ok
}

func (f *countFile) late(e entry, id string) {
	p, m, ok := f.payer(e, id)
	if e.value != "0" && e.value != "1" {
		f.fault(valueColumn, strconv.Quote(e.value), "must be 1, late, or 0, in time")
	} else if ok {
		f.out.Late[p*(len(f.out.Late)/len(f.terms.Payers))+m] = e.value == "1"
	}
}

func (f *countFile) defaults(e entry, id string) {
	p, m, ok := f.payer(e, id)
	if f.one(e.value) && ok {
		f.once(f.out.Default, p, m, e)
	}
}
