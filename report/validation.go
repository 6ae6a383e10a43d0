package report

import (
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// environments is how many environments the means of transitions are taken over.
const environments = 512

// Validation reports a compiled deal before anything is simulated: what it
// is, what its probabilities mean in it, its plan case, and every input with
// its source.
func Validation(p *sim.Plan) Report {
	terms := p.Contract().Terms()
	money := Format{Style: Money, Currency: terms.Currency}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "The deal as the simulator reads it",
		Facts: dealFacts(&terms, money), Warnings: warnings(p),
		Sections: []Section{
			{ID: "plan", Title: "The plan case", Tables: []Table{planTable(p, money)}},
			{ID: "pathway", Title: "The pathway", Tables: []Table{transitions(p)}},
			{ID: "inputs", Title: "The inputs", Tables: []Table{inputs(p)}},
		},
	}
	if t := published(p); len(t.Rows) > 0 {
		r.Sections = slices.Insert(r.Sections, 2, Section{ID: "published", Title: "Against published deals", Tables: []Table{t}})
	}
	return r
}

// transitions says what each probability entered comes to.
func transitions(p *sim.Plan) Table {
	t := Table{Title: "Probabilities given the parent", Columns: []Column{
		label("Transition to"), number("Entered", "", Percent), number("Mean", "", Percent), number("In window", "", Percent),
	}, Notes: []string{
		"Entered: at central inputs and zero effects. Mean: over inputs and effects, from " + strconv.Itoa(environments) + " environments. In window: the mean chance that it comes before the outcome window ends.",
	}}
	terms := p.Contract().Terms()
	outcome, site := map[string]string{}, map[string]string{}
	for _, o := range terms.Outcomes {
		outcome[o.ID] = nameOf(o.Name, o.ID)
	}
	for _, s := range terms.Sites {
		site[s.ID] = nameOf(s.Name, s.ID)
	}
	last := ""
	for i, m := range p.Marginals(environments) {
		if i == 0 || m.Site != last {
			t.Rows = append(t.Rows, group(site[m.Site], len(t.Columns)))
			last = m.Site
		}
		t.Rows = append(t.Rows, row(words(outcome[m.Outcome]), share1(m.Entered), share1(m.Marginal), share1(m.InWindow)))
	}
	return t
}

// share1 is a probability to a tenth of a per cent.
func share1(x float64) Cell { return figure(percent.At(x, -1), x) }

// planTable is the plan case in the figures that deals are signed on.
func planTable(p *sim.Plan, money Format) Table {
	t := Table{Title: "What was signed", Columns: []Column{label("Measure"), number("Plan", "", Bare)}, Notes: []string{
		"Plan counts, central inputs, no effects, no overrun, settled by the same contract.",
	}}
	count := Format{Style: Count}
	when := Format{Style: Calendar, Start: p.Contract().Terms().Start}
	rows := []measure{
		{"Annual return (IRR)", "investor.irr", percent, false},
		{"Money multiple (MOIC)", "investor.moic", multiple, false},
		{"Drawn", "investor.drawn", money, false},
		{"Repaid", "investor.repaid", money, false},
		{"Paid back by", "investor.payback", when, false},
		{"Outcome payments", "payments.total", money, false},
		{"Public spend", "public.spend", money, false},
		{"Cost before finance", "cost.total", money, false},
		{"Referrals", "referrals.total", count, false},
	}
	for _, o := range p.Contract().Terms().Outcomes {
		rows = append(rows, measure{nameOf(o.Name, o.ID) + ", evidenced", "outcome." + o.ID + ".evidenced", count, false})
	}
	specs := p.Specs()
	for _, m := range rows {
		for i := range specs {
			if specs[i].Name != m.name {
				continue
			}
			cell := missing("no value in the plan case")
			if v, ok := read(&specs[i], p.PlanCase().Row[i]); ok {
				cell = figure(m.format.Exact(v), v)
			}
			t.Rows = append(t.Rows, row(words(m.label), cell))
		}
	}
	return t
}

// inputs is every number the deal states, with its source.
func inputs(p *sim.Plan) Table {
	d := p.Deal()
	list := d.Inputs()
	lacking := map[string]bool{}
	for _, a := range d.Unsourced() {
		lacking[a] = true
	}
	t := Table{
		Title:   plural(len(list), "number") + ", " + strconv.Itoa(len(lacking)) + " that should have a source and have none",
		Columns: []Column{label("Input"), {Title: "Value", Wrap: true}, {Title: "Source", Wrap: true}},
	}
	for i := range list {
		source := sourceText(&list[i])
		if source == "" && lacking[list[i].Address] {
			source = "no source"
		}
		t.Rows = append(t.Rows, row(words(Clean(list[i].Address)), words(inputText(&list[i])), words(source)))
	}
	return t
}

// unitWords say what a metric's unit is.
func unitWords(u metric.Unit) string {
	switch u {
	case metric.Money:
		return "money, major units of the currency"
	case metric.Ratio:
		return "ratio"
	case metric.Months:
		return "months from the start, counted from 0"
	case metric.Flag:
		return "0 or 1: reported as a probability"
	}
	return string(u)
}
