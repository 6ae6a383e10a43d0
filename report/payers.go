package report

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/contract"
)

// payers is the section for those who pay.
func (b *builder) payers() Section {
	s := Section{ID: "payers", Title: "Commissioners and other payers"}
	s.Figures = append(s.Figures, b.spendBars())
	s.Tables = append(s.Tables, b.spendFigures())
	if t := b.paidFor(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	if t := b.againstBudget(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	if t := b.costPerOutcome(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	s.Tables = append(s.Tables, b.spendByYear())
	return s
}

func (b *builder) payerName(i int) string {
	p := &b.terms.Payers[i]
	return nameOf(p.Name, p.ID)
}

func (b *builder) spendFigures() Table {
	var rows []measure
	local, public := 0, 0
	for i, p := range b.terms.Payers {
		rows = append(rows, measure{b.payerName(i), "payer." + p.ID + ".spend", b.money, false})
		if p.Class == contract.Local {
			local++
		}
		if p.Class != contract.Private {
			public++
		}
	}
	if local > 1 {
		rows = append(rows, measure{"Local commissioners together", "commissioner.spend", b.money, false})
	}
	if public > 1 {
		rows = append(rows, measure{"Public payers together", "public.spend", b.money, false})
	}
	rows = append(rows, measure{"Outcome payments, all payers", "payments.total", b.money, false})
	t := b.figures("Spend", "Payer", Money, rows...)
	t.Notes = []string{"Spend: all cash a payer pays (outcome payments, grants, costs it bears), " + b.prices() + ", less surplus received."}
	return t
}

// paidFor is what outcome payments are for, and what payers do not pay in the
// end; no rows for a deal that pays for one thing only.
func (b *builder) paidFor() Table {
	var rows []measure
	for _, o := range b.terms.Outcomes {
		rows = append(rows, measure{nameOf(o.Name, o.ID), "payments.outcome." + o.ID, b.money, false})
	}
	for _, r := range b.Plan().Deal().Document().Rewards {
		rows = append(rows, measure{"Reward: " + nameOf(r.Value.Name, r.ID), "payments.reward." + r.ID, b.money, false})
	}
	for i, p := range b.terms.Payers {
		rows = append(rows, measure{"Credited to " + b.payerName(i), "payer." + p.ID + ".credit", b.money, false})
	}
	for i, p := range b.terms.Payers {
		rows = append(rows, measure{"Lost by default of " + b.payerName(i), "payer." + p.ID + ".lost", b.money, false})
	}
	t := b.figures("What outcome payments are for", "Claimed for", Money, rows...)
	if len(t.Rows) < 2 {
		return Table{}
	}
	t.Notes = []string{"Outcomes and rewards: as claimed, after every cap. Credited: claw-back by audits and deductions by rewards, which payers set off. " +
		"Lost: what falls due and is never paid, grants too."}
	if !b.has("payer."+b.terms.Payers[0].ID+".credit") && !b.anyLost() {
		t.Notes = []string{"As claimed, after every cap."}
	}
	return t
}

// anyLost reports whether some payer may default.
func (b *builder) anyLost() bool {
	for _, p := range b.terms.Payers {
		if b.has("payer." + p.ID + ".lost") {
			return true
		}
	}
	return false
}

// budgetOf returns a payer's whole budget, in major units.
func (b *builder) budgetOf(p *contract.Payer) (float64, bool) {
	if p.Budget.Set {
		return b.major(p.Budget.Amount), true
	}
	var sum int64
	for _, y := range p.Years {
		sum += y.Amount
	}
	return b.major(sum), len(p.Years) > 0
}

func (b *builder) againstBudget() Table {
	t := Table{Title: "Against budget", Columns: []Column{
		label("Payer"), number("Budget", "", Money), number("Expected left", "", Money), number("Chance over", "", Percent), number("95"+nbsp+"% interval", "", Percent),
	}}
	add := func(name, flag string, budget, left Cell) {
		p, n := b.chance(flag)
		chance, interval := Chance(p, n)
		t.Rows = append(t.Rows, row(words(name), budget, left, estimate(chance, p.P, p.Lo, p.Hi), words(interval)))
	}
	for i := range b.terms.Payers {
		p := &b.terms.Payers[i]
		budget, ok := b.budgetOf(p)
		if !ok {
			continue
		}
		m := measure{"", "payer." + p.ID + ".underspend", b.money, false}
		d := b.distribution(m.name)
		add(b.payerName(i), "payer."+p.ID+".over_budget", figure(b.money.Exact(budget), budget), b.expected(m, &d))
		if b.has("payer." + p.ID + ".over_budget_any_year") {
			add(b.payerName(i)+", in any year", "payer."+p.ID+".over_budget_any_year", words(""), words(""))
		}
	}
	if len(t.Rows) > 1 && b.has("commissioner.over_budget") {
		add("Any local commissioner", "commissioner.over_budget", words(""), words(""))
	}
	if len(t.Rows) > 0 {
		t.Notes = []string{"Expected left: the mean of what is left of the budget, nothing where it is exceeded."}
	}
	return t
}

func (b *builder) costPerOutcome() Table {
	t := Table{Title: "Public spend per outcome", Columns: []Column{
		label("Outcome"), number("Plan", "", Money), number("Expected", "", Money),
	}}
	for _, o := range b.terms.Outcomes {
		for _, kind := range []string{"gross", "net"} {
			e, ok := b.Ratio("cost_per." + o.ID + "." + kind)
			if !ok {
				continue
			}
			title := nameOf(o.Name, o.ID) + ", " + kind
			if math.IsNaN(e.Value) {
				why := "the outcome is never achieved"
				t.Rows = append(t.Rows, row(words(title), missing(why), missing(why)))
				continue
			}
			plan := missing("not achieved in the plan case")
			if v, ok := b.plannedRatio("cost_per." + o.ID + "." + kind); ok {
				plan = figure(b.money.Within(v, e.Lo, e.Hi), v)
			}
			t.Rows = append(t.Rows, row(words(title), plan, estimate(b.money.Estimate(e.Value, e.SE), e.Value, e.Lo, e.Hi)))
		}
	}
	if len(t.Rows) > 0 {
		t.Notes = []string{"Mean public spend over mean achieved outcomes; all spend is set against each outcome in turn, so the figures do not add up. Net: per outcome that would not have happened anyway."}
	}
	return t
}

// plannedRatio returns a ratio on the plan case.
func (r *results) plannedRatio(name string) (float64, bool) {
	for _, s := range r.Ratios() {
		if s.Name != name {
			continue
		}
		num, ok := r.planned(r.specs[s.Num].Name)
		den, okDen := r.planned(r.specs[s.Den].Name)
		return s.Factor * num / den, ok && okDen && den != 0
	}
	return math.NaN(), false
}

// yearBudget returns a payer's budget of one financial year, NaN if none was stated.
func (b *builder) yearBudget(p *contract.Payer, year int) float64 {
	for _, y := range p.Years {
		if y.Year == year {
			return b.major(y.Amount)
		}
	}
	return math.NaN()
}

// plannedSpend returns a payer's spend of the plan case by financial year.
func (b *builder) plannedSpend(payer int) []float64 {
	_, years := b.Plan().Contract().FinancialYears()
	spend := b.Plan().PlanCase().Ledger.Spend[payer*years:][:years]
	out := make([]float64, years)
	for i, s := range spend {
		out[i] = b.major(s)
	}
	return out
}

func (b *builder) spendByYear() Table {
	lower, upper := ends(Money)
	t := Table{Title: "Spend by payer and financial year", Columns: []Column{
		label("Year"), number("Budget", "", Money), number("Plan", "", Money), number("Expected", "", Money), lower, upper,
	}, Notes: []string{"Years run from April to March."}}
	for i := range b.terms.Payers {
		p := &b.terms.Payers[i]
		title := b.payerName(i)
		if budget, ok := b.budgetOf(p); ok {
			title += fmt.Sprintf(" (budget %s in all)", b.money.Exact(budget))
		}
		t.Rows = append(t.Rows, group(title, len(t.Columns)))
		first, years := b.Spend(i)
		planned := b.plannedSpend(i)
		for y := range years {
			d := distribution{summary: years[y]}
			budget := missing("no budget by year")
			if v := b.yearBudget(p, first+y); !math.IsNaN(v) {
				budget = figure(b.money.Exact(v), v)
			}
			plan := figure(b.money.Exact(planned[y]), planned[y])
			if place, ok := b.money.Place(years[y].SE); ok {
				plan = figure(b.money.At(planned[y], place), planned[y])
			}
			t.Rows = append(t.Rows, row(words(financialYear(first+y)), budget, plan, b.expected(measure{format: b.money}, &d),
				quantile(b.money, &d, 0.05), quantile(b.money, &d, 0.95)))
		}
	}
	return t
}

// prices says what the deal's money is: nominal, or real.
func (b *builder) prices() string {
	d := b.Plan().Deal()
	if p, _ := d.Get("prices"); p == "real" {
		return "in prices of the first month"
	}
	return "nominal"
}
