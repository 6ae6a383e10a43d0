package report

import (
	"math"
	"strconv"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// builder makes the parts of a run's report.
type builder struct {
	results
	terms contract.Terms
	money Format
	count Format
	when  Format // months as dates
}

func newBuilder(r *sim.Result) *builder {
	terms := r.Plan().Contract().Terms()
	return &builder{
		results: resultsOf(r), terms: terms,
		money: Format{Style: Money, Currency: terms.Currency},
		count: Format{Style: Count},
		when:  Format{Style: Calendar, Start: terms.Start},
	}
}

// multiple prints ratios that are no rates of return.
var multiple = Format{Style: Multiple}

// bare prints ratios that are means of a number.
var bare = Format{Style: Bare}

// measure is one row of a table of figures.
type measure struct {
	label  string
	name   string
	format Format
	median bool // show the median for the mean
}

// figureColumns are the columns of every table of figures.
func figureColumns(what string, unit Style) []Column {
	lower, upper := ends(unit)
	return []Column{label(what), number("Plan", "", unit), number("Expected", "", unit), lower, upper, number("Plan at", "Plan at", Bare)}
}

// figures makes a table of the metrics that the deal has.
func (b *builder) figures(title, what string, unit Style, rows ...measure) Table {
	t := Table{Title: title, Columns: figureColumns(what, unit)}
	for _, m := range rows {
		if b.has(m.name) {
			t.Rows = append(t.Rows, b.figure(m))
		}
	}
	return t
}

// figure is one row: what was signed, what is expected, how far it ranges,
// and where in that range the plan lies.
func (b *builder) figure(m measure) Row {
	d := b.distribution(m.name)
	if d.empty() {
		why := "no value in any lifetime"
		return row(words(m.label), b.planCell(m, nil), missing(why), missing(why), missing(why), missing(why))
	}
	return row(words(m.label), b.planCell(m, &d), b.expected(m, &d), quantile(m.format, &d, 0.05), quantile(m.format, &d, 0.95), b.rank(m, &d))
}

// planCell prints the plan to the place of the estimate it stands beside.
func (b *builder) planCell(m measure, d *distribution) Cell {
	v, ok := b.planned(m.name)
	switch {
	case !ok:
		return missing("no value in the plan case")
	case d == nil || m.median || math.IsInf(v, 0) || m.format.Style == Count:
		return figure(m.format.Exact(v), v)
	}
	if place, ok := m.format.Place(d.summary.SE); ok {
		return figure(m.format.At(v, place), v)
	}
	return figure(m.format.Exact(v), v)
}

func (b *builder) expected(m measure, d *distribution) Cell {
	if m.median {
		q := d.summary.Quantile(0.5)
		return estimate(m.format.Within(q.Value, q.Lo, q.Hi), q.Value, q.Lo, q.Hi)
	}
	i := d.summary.MeanInterval()
	return estimate(m.format.Estimate(i.Value, d.summary.SE), i.Value, i.Lo, i.Hi)
}

func quantile(f Format, d *distribution, p float64) Cell {
	q := d.summary.Quantile(p)
	return estimate(f.Within(q.Value, q.Lo, q.Hi), q.Value, q.Lo, q.Hi)
}

// rank prints the percentile of the plan, p54; blank where nothing varies.
func (b *builder) rank(m measure, d *distribution) Cell {
	v, ok := b.planned(m.name)
	if !ok {
		return missing("no value in the plan case")
	}
	if s := &d.summary; s.Never == 0 && s.Min == s.Max && v == s.Min {
		return words("")
	}
	r := d.rank(v)
	text := "p" + strconv.Itoa(int(math.Round(100*r)))
	switch {
	case r < 0.005:
		text = "<p1"
	case r > 0.995:
		text = ">p99"
	}
	return figure(text, r)
}

// rankNote explains the last column of a table of figures.
const rankNote = "Expected: the mean over lifetimes ± the 95 % interval of that estimate. 5 % and 95 %: one lifetime in twenty ends below, one in twenty above. " +
	"Plan at p30: the plan lies above 30 % of lifetimes."

// event is one row of a table of chances.
type event struct {
	label string
	name  string
}

// chances makes a table of the flags that the deal has.
func (b *builder) chances(title string, rows ...event) Table {
	t := Table{Title: title, Columns: []Column{label("What may happen"), number("Plan", "", Bare), number("Chance", "", Percent), number("95"+nbsp+"% interval", "", Percent)}}
	for _, e := range rows {
		if b.has(e.name) {
			p, n := b.chance(e.name)
			v, ok := b.planned(e.name)
			t.Rows = append(t.Rows, chanceRow(e.label, yesNo(v, ok), p.P, p.Lo, p.Hi, n))
		}
	}
	return t
}

func yesNo(v float64, ok bool) Cell {
	switch {
	case !ok:
		return missing("no value in the plan case")
	case v != 0:
		return figure("yes", v)
	}
	return figure("no", v)
}

// status names what kind of answer a rate of return is.
func status(s cashflow.Status) string {
	switch s {
	case cashflow.NoDraw:
		return "nothing drawn"
	case cashflow.TotalLoss:
		return "total loss"
	case cashflow.Several:
		return "several rates fit, the one nearest to zero is shown"
	case cashflow.None:
		return "no rate fits"
	}
	return ""
}
