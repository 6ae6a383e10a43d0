package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// Run reports a simulation for both sides of the table: what the deal is, the
// few figures to read first, then investors, payers, delivery, outcomes and
// what the figures rest on. Every row has what was signed (plan), what is
// expected (mean of the lifetimes with its error) and how far it ranges. What
// was asked of the run, if anything, comes first.
func Run(r *sim.Result, asked ...study.Requirement) Report {
	b := newBuilder(r)
	d := r.Plan().Deal()
	out := Report{
		Title: nameOf(d.Name(), "deal"), Subtitle: "Simulated lifetimes of an outcomes contract",
		Facts: b.facts(), Headline: b.headline(),
		Sections: []Section{b.investors(), b.payers(), b.delivery()},
		Warnings: b.runWarnings(),
		Footer: fmt.Sprintf("Made again by seed %d and %s paths of engine %d. Deal %.12s, plan %.12s.",
			r.Seed, thousands(uintText(r.Paths)), sim.EngineVersion, d.SHA256(), r.Plan().Fingerprint()),
	}
	if t := b.risks(); len(t.Rows) > 0 {
		out.Sections = append(out.Sections, Section{ID: "risks", Title: "What may go wrong", Tables: []Table{t}})
	}
	out.Sections = append(out.Sections, b.outcomes())
	if s, ok := b.value(); ok {
		out.Sections = append(out.Sections, s)
	}
	if s, ok := b.own(); ok {
		out.Sections = append(out.Sections, s)
	}
	out.Sections = append(out.Sections, assumptionsSection(r.Plan()))
	if len(asked) > 0 {
		out.Sections = append([]Section{b.requirements(asked)}, out.Sections...)
	}
	if r.Partial {
		out.Warnings = append([]string{fmt.Sprintf("The run was stopped: the figures are those of the first %s lifetimes.", thousands(uintText(r.Paths)))}, out.Warnings...)
	}
	return out
}

// facts say what the deal is and how it was run.
func (b *builder) facts() []Fact {
	facts := dealFacts(&b.terms, b.money)
	run := fmt.Sprintf("%s lifetimes, seed %d, engine %d", thousands(uintText(b.Paths)), b.Seed, sim.EngineVersion)
	if b.Partial {
		run += ", stopped early"
	}
	if len(b.Scenarios) > 0 {
		facts = append(facts, Fact{Label: "Scenario", Value: Clean(strings.Join(b.Scenarios, ", "))})
	}
	return append(facts, Fact{Label: "Run", Value: run})
}

func dealFacts(t *contract.Terms, money Format) []Fact {
	when := Format{Style: Calendar, Start: t.Start}
	var sites, payers []string
	for i := range t.Sites {
		sites = append(sites, nameOf(t.Sites[i].Name, t.Sites[i].ID))
	}
	classes := [...]string{contract.Local: "local", contract.Central: "central", contract.Private: "private"}
	for i := range t.Payers {
		p := &t.Payers[i]
		payers = append(payers, nameOf(p.Name, p.ID)+" ("+classes[p.Class]+")")
	}
	var commitment int64
	for _, x := range t.Capital.Tranches {
		commitment += x.Commitment
	}
	capitalText := "none"
	if n := len(t.Capital.Tranches); n > 0 && commitment == 0 {
		capitalText = "none committed"
	} else if n > 0 {
		capitalText = money.Exact(float64(commitment)/math.Pow10(t.Currency.Digits)) + " committed in " + plural(n, "tranche")
	}
	return []Fact{
		{Label: "Term", Value: fmt.Sprintf("%s, %s to %s", plural(t.Months, "month"), when.month(0), when.month(float64(t.Months-1)))},
		{Label: "Sites", Value: counted(sites)},
		{Label: "Payers", Value: counted(payers)},
		{Label: "Capital", Value: capitalText},
	}
}

// counted writes "3: a, b and c".
func counted(names []string) string {
	if len(names) < 2 {
		return list(names, 6)
	}
	return strconv.Itoa(len(names)) + ": " + list(names, 6)
}

// headline is what to read first, investor, payer and provider alike.
func (b *builder) headline() []Fact {
	var facts []Fact
	if b.has("investor.irr") && !b.undrawn() {
		rate, st := b.IRROfMean()
		f := Fact{Label: "Investor return", Value: None, Detail: capital(status(st))}
		if !math.IsNaN(rate) {
			f.Value = percent.At(rate, -1)
			q := b.distribution("investor.irr")
			f.Detail = "IRR of the mean flow; " + b.between(measure{name: "investor.irr", format: percent}, &q)
		}
		facts = append(facts, f)
		p, n := b.chance("investor.loss")
		facts = append(facts, b.chanceFact("Investors lose money", p.P, p.Lo, p.Hi, n, ""))
	}
	for _, name := range []string{"public.spend", "payments.total"} {
		if !b.has(name) {
			continue
		}
		d := b.distribution(name)
		m := measure{name: name, format: b.money}
		what := map[string]string{"public.spend": "Public spend", "payments.total": "Outcome payments"}[name]
		facts = append(facts, Fact{what, b.money.Estimate(d.summary.Mean, d.summary.SE), b.between(m, &d)})
		break
	}
	if b.has("commissioner.over_budget") {
		p, n := b.chance("commissioner.over_budget")
		facts = append(facts, b.chanceFact("A commissioner over budget", p.P, p.Lo, p.Hi, n, ""))
	}
	if b.has("public.npv") {
		d := b.distribution("public.npv")
		facts = append(facts, Fact{"Public net present value", b.money.Estimate(d.summary.Mean, d.summary.SE), b.between(measure{name: "public.npv", format: b.money}, &d)})
	}
	cost := b.distribution("cost.total")
	facts = append(facts, Fact{"Cost before finance", b.money.Estimate(cost.summary.Mean, cost.summary.SE), b.between(measure{name: "cost.total", format: b.money}, &cost)})
	p, n := b.chance("cost.overrun")
	like, likeN := b.chance("cost.overrun_like_for_like")
	facts = append(facts, b.chanceFact("Cost over budget", p.P, p.Lo, p.Hi, n, "like for like "+oftenness(like, likeN)))
	if f, ok := b.outcomeFact(); ok {
		facts = append(facts, f)
	}
	return facts
}

// between says how far a metric ranges and what was planned.
func (b *builder) between(m measure, d *distribution) string {
	if d.empty() {
		return "no value in any lifetime"
	}
	text := quantile(m.format, d, 0.05).Text + " to " + quantile(m.format, d, 0.95).Text + " in 90" + nbsp + "% of lifetimes"
	if plan := b.planCell(m, d); plan.Text != None {
		text += "; plan " + plan.Text
	}
	return text
}

func (b *builder) chanceFact(label string, p, lo, hi float64, n uint64, more string) Fact {
	r := chanceRow(label, words(""), p, lo, hi, n)
	detail := r.Cells[3].Text
	if k := hits(tally.Proportion{P: p, Lo: lo, Hi: hi}, n); k > 0 && k < n {
		detail = "95" + nbsp + "% interval " + detail
	}
	if k := r.Cells[2].Text; k != None && more != "" {
		detail += "; " + more
	}
	return Fact{label, r.Cells[2].Text, detail}
}

// outcomeFact is the outcome that most is expected to be paid for, against its target.
func (b *builder) outcomeFact() (Fact, bool) {
	most, at := 0.0, -1
	for k := range b.terms.Outcomes {
		if name := "payments.outcome." + b.terms.Outcomes[k].ID; b.has(name) {
			if paid := b.summary(name).Mean; at < 0 || paid > most {
				most, at = paid, k
			}
		}
	}
	if at < 0 {
		return Fact{}, false
	}
	o := &b.terms.Outcomes[at]
	m := measure{name: "outcome." + o.ID + ".evidenced", format: b.count}
	d := b.distribution(m.name)
	detail := b.between(m, &d)
	if p, n := b.chance("outcome." + o.ID + ".met"); b.has("outcome." + o.ID + ".met") {
		detail = "target " + b.planCell(measure{name: m.name, format: b.count, median: true}, &d).Text + ", met " + oftenness(p, n)
	}
	return Fact{nameOf(o.Name, o.ID), b.count.Estimate(d.summary.Mean, d.summary.SE), detail}, true
}

// own is the section of the metrics that the caller brought.
func (b *builder) own() (Section, bool) {
	s := Section{ID: "own", Title: "Measures of your own"}
	var rows []measure
	var flags []event
	formats := map[metric.Unit]Format{metric.Money: b.money, metric.Ratio: multiple, metric.Count: b.count, metric.Months: {Style: Months}}
	for i := range b.specs {
		m := &b.specs[i]
		switch {
		case m.Of == nil || m.Hidden:
		case m.Unit == metric.Flag:
			flags = append(flags, event{Clean(m.Name), m.Name})
		default:
			rows = append(rows, measure{Clean(m.Name), m.Name, formats[m.Unit], false})
		}
	}
	if len(rows) > 0 {
		s.Tables = append(s.Tables, b.figures("Figures", "Measure", Bare, rows...))
	}
	if len(flags) > 0 {
		s.Tables = append(s.Tables, b.chances("Chances", flags...))
	}
	return s, len(s.Tables) > 0
}
