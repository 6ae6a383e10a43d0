package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// BreakEven reports at which value of a field a condition begins to hold, how
// sure that is, how far it is from what the deal has, and the statistic over the
// range.
func BreakEven(p *sim.Plan, b *study.BreakEven) Report {
	e := newEvener(p, b)
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: e.subtitle(),
		Facts: e.facts(), Headline: e.headline(),
		Sections: []Section{{ID: "range", Title: "Over the range", Notes: e.notes()}},
		Warnings: warnings(p),
	}
	s := &r.Sections[0]
	if f, ok := e.line(); ok {
		s.Figures = []Figure{f}
	}
	if len(b.Crossings) > 1 {
		s.Tables = append(s.Tables, e.crossings())
	}
	s.Tables = append(s.Tables, e.table())
	if b.Partial {
		r.Warnings = append([]string{"The study was stopped: these are the values finished by then, and the answer is not resolved to the end."}, r.Warnings...)
	}
	return r
}

// evener makes the parts of a break-even's report.
type evener struct {
	*study.BreakEven
	terms     contract.Terms
	value     varied
	statistic Format
	condition string
	name      string // of the statistic
	field     string // what is varied
	public    bool   // a public metric: the Green Book's word is switching value
}

func newEvener(p *sim.Plan, b *study.BreakEven) *evener {
	terms := p.Contract().Terms()
	e := &evener{
		BreakEven: b, terms: terms, value: newVaried(b.Range, b.Vary.Times, &terms),
		statistic: boundFormat(&b.Until.Bound, terms.Currency),
		condition: Clean(b.Until.String()), name: Clean(b.Until.Name), field: Clean(b.Vary.Address),
		public: switching(b),
	}
	if b.Vary.Times {
		e.field = "factor on " + e.field
	}
	return e
}

// switching reports whether the break-even is what the Green Book calls a
// switching value: that of a public metric.
func switching(b *study.BreakEven) bool {
	return slices.ContainsFunc(b.Until.Metrics, func(name string) bool { return strings.HasPrefix(name, "public.") })
}

// word is what a crossing is called.
func (e *evener) word() string {
	if e.public {
		return "Switching value"
	}
	return "Break-even"
}

func (e *evener) subtitle() string {
	return fmt.Sprintf("%s: the %s at which %s", e.word(), e.field, e.condition)
}

func (e *evener) facts() []Fact {
	facts := []Fact{
		{Label: "Varied", Value: fmt.Sprintf("%s, %s to %s", e.field, e.value.at(e.Range.Lo), e.value.at(e.Range.Hi))},
		{Label: "Asked", Value: e.condition},
		{Label: "Today", Value: e.today()},
	}
	holds := "does not hold"
	if e.Until.Limit.Met(e.AtToday.Value) {
		holds = "holds"
	}
	if e.AtToday.N > 0 {
		facts = append(facts, Fact{Label: "It comes to", Value: told(e.statistic, &e.Until.Bound, &e.AtToday) + ": the condition " + holds + " today"})
	}
	return append(facts,
		Fact{Label: "Lifetimes", Value: thousands(uintText(e.Paths)) + ", the same random words at every value"},
		Fact{Label: "Seed", Value: uintText(e.Seed)},
		Fact{Label: "Evaluations", Value: fmt.Sprintf("%d, the deal of today included", e.Evaluations)})
}

// today says what the deal has where it is varied.
func (e *evener) today() string {
	h := e.Today
	switch {
	case e.Vary.Times && h.Fields > 1:
		return fmt.Sprintf("%s: what %d fields hold", e.value.at(1), h.Fields)
	case e.Vary.Times:
		return e.value.at(1) + ": " + Clean(h.Text)
	case h.Text == "":
		return "nothing is stated"
	case h.Uncertain > 0 && !math.IsNaN(h.Value):
		return fmt.Sprintf("%s, median %s", Clean(h.Text), e.value.near(h.Value, math.Abs(h.Value)*0.01))
	case math.IsNaN(h.Value):
		return Clean(h.Text)
	case h.Fields > 1:
		return fmt.Sprintf("%s, in %d fields", e.value.at(h.Value), h.Fields)
	}
	return e.value.at(h.Value)
}

func (e *evener) headline() []Fact {
	if len(e.Crossings) == 0 {
		return e.nowhere()
	}
	c := &e.Crossings[e.Nearest(e.Today.Value)]
	if len(e.Crossings) > 1 {
		var all []string
		for i := range e.Crossings {
			all = append(all, e.value.at(e.Crossings[i].At))
		}
		facts := []Fact{{Label: e.word() + "s", Value: strings.Join(all, "; "), Detail: "The condition begins or ceases to hold more than once."}}
		if math.IsNaN(e.Today.Value) {
			return facts
		}
		return append(facts, Fact{Label: "The nearest from today", Value: e.value.apart(c.At, e.Today.Value)})
	}
	facts := []Fact{{Label: e.word(), Value: e.value.at(c.At), Detail: "95" + nbsp + "% interval " + e.value.interval(c.AtLo, c.AtHi) + "."}}
	facts = append(facts, Fact{Label: "The condition holds", Value: e.side(c)})
	if !math.IsNaN(e.Today.Value) {
		facts = append(facts, Fact{Label: "From today", Value: e.value.apart(c.At, e.Today.Value)})
	}
	return append(facts, e.there(e.name+" there", &c.Estimate))
}

// there is the statistic at some value.
func (e *evener) there(label string, x *study.Estimate) Fact {
	return estimateFact(label, e.statistic, &e.Until.Bound, x)
}

// side says on which side of a crossing the condition holds.
func (e *evener) side(c *study.Crossing) string {
	if c.Above {
		return "at it and above"
	}
	return "at it and below"
}

// nowhere says that there is no crossing, with the statistic at both ends.
func (e *evener) nowhere() []Fact {
	if len(e.Values) == 0 {
		return []Fact{{Label: e.word(), Value: None, Detail: "No value was finished."}}
	}
	first, last := &e.Values[0], &e.Values[len(e.Values)-1]
	value := "none: the condition holds nowhere in the range"
	if first.Met {
		value = "none: the condition holds all over the range"
	}
	facts := []Fact{{Label: e.word(), Value: value}}
	for _, x := range []*study.Tried{first, last} {
		facts = append(facts, e.there(e.name+" at "+e.value.at(x.At), &x.Estimate))
	}
	return facts
}

// notes say how the answer was found and what it means.
func (e *evener) notes() []string {
	var out []string
	switch {
	case e.All:
		out = append(out, fmt.Sprintf("All %d values that the field can have in the range were tried.", e.Grid))
	case e.Monotone && len(e.Crossings) == 0:
		out = append(out, fmt.Sprintf("Over %d values of the range the statistic goes one way as far as its errors tell, and it ends on the side of the limit on which it began.", e.Grid))
	case e.Monotone && len(e.Crossings) == 1:
		out = append(out, fmt.Sprintf("Over %d values of the range the statistic goes one way as far as its errors tell, so that it crosses once; the answer is within 1/10,000 of the range, or the smallest step of the field.", e.Grid))
	default:
		out = append(out, fmt.Sprintf("The statistic does not go one way only, as far as its errors tell, or comes near the limit more than once. "+
			"Crossings were looked for between %d evenly spaced values, and each was then found within 1/10,000 of the range; two between the same neighbours would be missed.", e.Grid))
	}
	if len(e.Crossings) > 0 {
		out = append(out, "The answer is a value tried at which the condition holds. Its interval has the values at which the statistic's own 95"+nbsp+"% interval has the limit in it; its ends are values tried, so that it is if anything a little wide. "+
			"It says how far the number of lifetimes leaves the answer open, not how far the assumptions do.")
	}
	if e.Today.Uncertain > 0 && !e.Vary.Times {
		out = append(out, "What is varied is uncertain in the deal as it stands. At each value tried it is held fixed there.")
	}
	switch {
	case e.Rewalked:
		out = append(out, "The deal has reviews, so that its people depend on its contract: every lifetime was walked again at every value.")
	case e.Walks < uint64(e.Evaluations)*e.Paths:
		out = append(out, fmt.Sprintf("%s lifetimes were walked for %d evaluations: where only the contract changes they are settled again.", thousands(uintText(e.Walks)), e.Evaluations))
	}
	if e.public {
		out = append(out, "A switching value is how far one input has to go for the answer to change (HM Treasury, The Green Book, on sensitivity analysis).")
	}
	return out
}

// crossings lists several of them.
func (e *evener) crossings() Table {
	t := Table{Title: "Where the condition begins or ceases to hold", Columns: []Column{
		{Title: "Value"}, number("95"+nbsp+"% interval", "", Bare), label("The condition holds"),
	}}
	for i := range e.Crossings {
		c := &e.Crossings[i]
		t.Rows = append(t.Rows, row(estimate(e.value.at(c.At), c.At, c.AtLo, c.AtHi), words(e.value.interval(c.AtLo, c.AtHi)), words(e.side(c))))
	}
	return t
}

// rowsShown is the most values of an even grid that the table lists.
const rowsShown = 25

// table lists the values of the even grid and the crossings; JSON and CSV have
// those, too, that were tried on the way to them.
func (e *evener) table() Table {
	t := Table{Title: "The values tried", Columns: []Column{
		{Title: "Value"}, number(e.name, "Statistic", Bare), number("95"+nbsp+"% interval", "", Bare), label("Condition"),
	}}
	every := (e.Grid + rowsShown - 1) / rowsShown
	nth := 0
	for i := range e.Values {
		x := &e.Values[i]
		shown := slices.ContainsFunc(e.Crossings, func(c study.Crossing) bool { return x.At == c.At })
		if x.Even {
			shown = shown || nth%max(every, 1) == 0 || i == len(e.Values)-1
			nth++
		}
		if !shown {
			continue
		}
		cell, interval := boundCells(e.statistic, &e.Until.Bound, &x.Estimate)
		holds := "does not hold"
		if x.Met {
			holds = "holds"
		}
		if !x.Certain {
			holds += ", not certain"
		}
		t.Rows = append(t.Rows, row(figure(e.value.at(x.At), x.At), cell, words(interval), words(holds)))
	}
	if len(t.Rows) < len(e.Values) {
		t.Notes = []string{fmt.Sprintf("%d of %d values; --json and --csv have all.", len(t.Rows), len(e.Values))}
	}
	return t
}

// line draws the statistic with its interval over the range, straight between
// the values tried; false if too few have a value.
func (e *evener) line() (Figure, bool) {
	axis := Axis{e.field, e.value.format}
	f := Figure{ID: "line", Kind: Fan, X: axis, Y: Axis{e.name, e.statistic}, Title: e.finding()}
	var xs, mid, lo, hi []float64
	for i := range e.Values {
		x := &e.Values[i]
		if math.IsNaN(x.Value) || math.IsInf(x.Value, 0) {
			continue
		}
		xs, mid = append(xs, x.At), append(mid, x.Value)
		lo, hi = append(lo, finiteOr(x.Lo, x.Value)), append(hi, finiteOr(x.Hi, x.Value))
	}
	if len(xs) < 2 {
		return f, false
	}
	f.drawLine(xs, lo, mid, hi)
	limit := e.Until.Limit.Number
	f.Lines = []Line{{"limit " + e.statistic.Exact(limit), limit, false}}
	for i := range e.Crossings {
		x := e.Crossings[i].At
		f.Lines = append(f.Lines, Line{e.value.at(x), x, true})
	}
	if x := e.Today.Value; x >= xs[0] && x <= xs[len(xs)-1] {
		f.Lines = append(f.Lines, Line{"today", x, true})
	}
	f.Text = fmt.Sprintf("%s with its 95 %% interval over %s from %s to %s. %s.", e.name, e.field, e.value.at(xs[0]), e.value.at(xs[len(xs)-1]), e.finding())
	return f, true
}

// drawLine draws a statistic with its interval, straight between the values that
// are known; xs ascend.
func (f *Figure) drawLine(xs, lo, mid, hi []float64) {
	const points = 61
	band, curve := Band{Label: "95 % interval"}, Curve{Label: "estimate", Main: true}
	for i := range points {
		x := xs[0] + (xs[len(xs)-1]-xs[0])*float64(i)/(points-1)
		f.X0 = append(f.X0, x)
		curve.Y = append(curve.Y, between(xs, mid, x))
		band.Lo, band.Hi = append(band.Lo, between(xs, lo, x)), append(band.Hi, between(xs, hi, x))
	}
	f.Bands, f.Curves = []Band{band}, []Curve{curve}
}

// finding says where the condition holds.
func (e *evener) finding() string {
	switch {
	case len(e.Crossings) == 0 && len(e.Values) > 0 && e.Values[0].Met:
		return e.condition + " holds all over the range"
	case len(e.Crossings) == 0:
		return e.condition + " holds nowhere in the range"
	case len(e.Crossings) > 1:
		return fmt.Sprintf("%s begins or ceases to hold %d times", e.condition, len(e.Crossings))
	case e.Crossings[0].Above:
		return e.condition + " holds from " + e.value.at(e.Crossings[0].At) + " upwards"
	}
	return e.condition + " holds up to " + e.value.at(e.Crossings[0].At)
}

func finiteOr(v, other float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return other
	}
	return v
}

// between interpolates y at x; xs ascend.
func between(xs, y []float64, x float64) float64 {
	i, _ := slices.BinarySearch(xs, x)
	switch {
	case i == 0:
		return y[0]
	case i == len(xs):
		return y[len(xs)-1]
	}
	t := (x - xs[i-1]) / (xs[i] - xs[i-1])
	return y[i-1] + t*(y[i]-y[i-1])
}
