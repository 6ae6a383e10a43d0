package report

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// Bridge reports what a deal comes to against its plan, in each reading of cost, and
// how much of the difference each cause adds.
func Bridge(p *sim.Plan, b *study.Bridge) Report {
	x := newBridger(p, b)
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "Cost against the plan",
		Facts: x.facts(), Headline: x.headline(),
		Sections: []Section{x.section()},
		Warnings: warnings(p),
	}
	if b.Partial {
		r.Warnings = append([]string{"The study was stopped: it covers the lifetimes done by then."}, r.Warnings...)
	}
	return r
}

// bridger makes the parts of a bridge's report.
type bridger struct {
	*study.Bridge
	money Format
}

func newBridger(p *sim.Plan, b *study.Bridge) *bridger {
	return &bridger{b, Format{Style: Money, Currency: p.Contract().Terms().Currency}}
}

// readingNames are the readings as a reader would say them.
var readingNames = map[string]string{
	study.DeliveryReading: "Delivery", study.PayersReading: "Payers", study.WholeReading: "Whole system",
}

// causeNotes say what a cause is.
var causeNotes = map[study.BridgeCause]string{
	study.VolumeCause:       "referrals, outcomes and their evidence, staff in post",
	study.PriceCause:        "index levels",
	study.ManagementCause:   "unit costs and overruns of management lines",
	study.IntermediaryCause: "the same of intermediary and special purpose lines",
	study.FinanceCause:      "what finance costs rather than what was planned",
	study.OverrunCause:      "unit costs and overruns of all other cost lines",
	study.IncidentsCause:    "late payment, defaults, failures of providers, audits, measured impacts",
}

// came is the word for what the deal comes to: of many lifetimes the mean.
func (x *bridger) came() string {
	if x.Of == study.OfRun {
		return "Expected"
	}
	return "Actual"
}

func (x *bridger) facts() []Fact {
	var facts []Fact
	switch x.Of {
	case study.OfRun:
		facts = []Fact{{Label: "Lifetimes", Value: thousands(uintText(x.Paths))}, {Label: "Seed", Value: uintText(x.Seed)}}
	case study.OfPath:
		facts = []Fact{{Label: "Lifetime", Value: "path " + uintText(x.Path) + " alone"}, {Label: "Seed", Value: uintText(x.Seed)}}
	case study.OfGiven:
		facts = []Fact{{Label: "Lifetime", Value: "the counts given"}}
	}
	how := "Shapley: the mean over all orders of what a cause adds to those before it"
	if x.Order != nil {
		var names []string
		for _, c := range x.Order {
			names = append(names, c.String())
		}
		how = "one after the other: " + strings.Join(names, ", ")
	}
	return append(facts, Fact{Label: "Divided by", Value: how})
}

// shown are the bars of a reading that a reader sees: incidents only where the deal has any.
func (x *bridger) shown(r *study.BridgeReading) []study.BridgeBar {
	var out []study.BridgeBar
	for _, b := range r.Bars {
		if b.Cause != study.IncidentsCause || b.On > 0 {
			out = append(out, b)
		}
	}
	return out
}

func (x *bridger) section() Section {
	s := Section{ID: "bridge", Title: "From the plan to what it comes to"}
	for i := range x.Readings {
		s.Figures = append(s.Figures, x.figure(&x.Readings[i]))
	}
	s.Tables = []Table{x.table()}
	if x.Of == study.OfRun {
		s.Tables = append(s.Tables, x.errors())
	}
	return s
}

// table sets the readings side by side, to the minor unit.
func (x *bridger) table() Table {
	t := Table{Title: "To the penny", Columns: []Column{label("")}}
	if x.money.Currency.Code != "GBP" {
		t.Title = "To the minor unit"
	}
	for _, r := range x.Readings {
		t.Columns = append(t.Columns, number(readingNames[r.Name], "", Money))
	}
	line := func(kind RowKind, name string, cell func(r *study.BridgeReading) Cell) {
		out := Row{Kind: kind, Cells: []Cell{words(name)}}
		for i := range x.Readings {
			out.Cells = append(out.Cells, cell(&x.Readings[i]))
		}
		t.Rows = append(t.Rows, out)
	}
	line(Total, "Plan", func(r *study.BridgeReading) Cell { return x.amount(r.Plan) })
	var off []string
	for k, bar := range x.shown(&x.Readings[0]) {
		line(Plain, capital(bar.Cause.String()), func(r *study.BridgeReading) Cell { return x.step(&x.shown(r)[k]) })
		if x.never(bar.Cause) {
			off = append(off, bar.Cause.String())
		}
	}
	line(Total, x.came(), func(r *study.BridgeReading) Cell { return x.amount(r.Came) })
	line(Plain, "Difference", func(r *study.BridgeReading) Cell { return x.signed(r.Difference) })
	t.Notes = []string{
		"More than planned is +, less is −. Each column adds up exactly; there is no residual.",
		"Plan: plan counts, central amounts and prices, no overrun. Delivery: all costs of the service, before finance. Payers: all that public payers pay. " +
			"Whole system: all costs and the cost of finance, which is what investors receive less what they pay in, and an intermediary's part of the profit, less interest earned.",
		x.explain(),
	}
	if !x.never(study.FinanceCause) {
		t.Notes = append(t.Notes, "Finance follows the other causes: what one of them does to the cost of finance is shared between it and finance"+
			map[bool]string{true: ".", false: " as the order says."}[x.Order == nil]+" Where investors lose money they bear a part of the cost, and the whole system spends less.")
	}
	if len(x.Readings) < len(readingNames) {
		t.Notes = append(t.Notes, "The deal has no public payer.")
	}
	if len(off) > 0 {
		t.Notes = append(t.Notes, "Off, so exactly 0: "+list(off, len(off))+".")
	}
	return t
}

// explain says what the causes are.
func (x *bridger) explain() string {
	var parts []string
	for _, bar := range x.shown(&x.Readings[0]) {
		parts = append(parts, capital(bar.Cause.String())+": "+causeNotes[bar.Cause])
	}
	return strings.Join(parts, ". ") + "."
}

// never reports whether a cause is off in all readings.
func (x *bridger) never(c study.BridgeCause) bool {
	for i := range x.Readings {
		for _, bar := range x.Readings[i].Bars {
			if bar.Cause == c && bar.On > 0 {
				return false
			}
		}
	}
	return true
}

// errors says how far chance may move the means.
func (x *bridger) errors() Table {
	t := Table{Title: "How sure: mean ± its 95" + nbsp + "% interval", Columns: []Column{label("")}}
	for _, r := range x.Readings {
		t.Columns = append(t.Columns, number(readingNames[r.Name], "", Money))
	}
	for k, bar := range x.shown(&x.Readings[0]) {
		if x.never(bar.Cause) {
			continue
		}
		cells := []Cell{words(capital(bar.Cause.String()))}
		for i := range x.Readings {
			cells = append(cells, x.sure(x.shown(&x.Readings[i])[k].Change))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	last := Row{Kind: Total, Cells: []Cell{words("Difference")}}
	for i := range x.Readings {
		last.Cells = append(last.Cells, x.sure(x.Readings[i].Change))
	}
	t.Rows = append(t.Rows, last)
	t.Notes = []string{"Where the interval covers 0 the bar is not distinguishable from 0 by so many lifetimes."}
	return t
}

func (x *bridger) sure(f study.Figure) Cell {
	if nowhere(f) {
		return figure("0", 0)
	}
	return estimate(plus(f.Value)+x.money.Estimate(f.Value, f.SE), f.Value, f.Lo, f.Hi)
}

// nowhere reports whether a change is exactly 0 in every lifetime.
func nowhere(f study.Figure) bool { return f.Value == 0 && !(f.SE > 0) }

// plus is the sign of what is more.
func plus(v float64) string {
	if v > 0 {
		return "+"
	}
	return ""
}

func (x *bridger) major(amount int64) float64 {
	return float64(amount) / math.Pow10(x.money.Currency.Digits)
}

func (x *bridger) amount(amount int64) Cell { return figure(x.money.minor(amount), x.major(amount)) }

func (x *bridger) signed(amount int64) Cell {
	return figure(plus(float64(amount))+x.money.minor(amount), x.major(amount))
}

// step is the cell of a bar: its amount as printed, and the interval of its mean.
func (x *bridger) step(bar *study.BridgeBar) Cell {
	if nowhere(bar.Change) {
		return figure("0", 0)
	}
	c := x.signed(bar.Amount)
	if x.Of == study.OfRun {
		c.Lo, c.Hi = bar.Change.Lo, bar.Change.Hi
	}
	return c
}

// figure is the waterfall of one reading.
func (x *bridger) figure(r *study.BridgeReading) Figure {
	name := readingNames[r.Name]
	f := Figure{
		ID: "bridge_" + r.Name, Kind: Waterfall, Title: name + ": " + x.verdict(r), X: Axis{name, x.money},
		Marked: "adds", Plain: "takes off",
	}
	at := r.Plan
	f.Steps = append(f.Steps, Step{Label: "Plan", Text: short(x.money, x.major(at)), From: x.major(at), To: x.major(at), Total: true})
	var said []string
	for _, bar := range x.shown(r) {
		next := at + bar.Amount
		text := "0"
		if !nowhere(bar.Change) {
			text = plus(float64(bar.Amount)) + short(x.money, x.major(bar.Amount))
		}
		f.Steps = append(f.Steps, Step{Label: capital(bar.Cause.String()), Text: text, From: x.major(at), To: x.major(next), Move: x.move(bar.Change)})
		said = append(said, bar.Cause.String()+" "+text)
		at = next
	}
	f.Steps = append(f.Steps, Step{Label: x.came(), Text: short(x.money, x.major(at)), From: x.major(at), To: x.major(at), Total: true})
	f.Text = "From the plan, " + short(x.money, x.major(r.Plan)) + ", to " + short(x.money, x.major(r.Came)) + " by cause: " + strings.Join(said, ", ") + "."
	return f
}

// move says whether a bar is beyond error, and which way.
func (x *bridger) move(f study.Figure) Move {
	switch {
	case !x.beyond(f):
		return Unsure
	case f.Value > 0:
		return Worse
	}
	return Better
}
