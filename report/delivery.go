package report

import (
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// delivery is the section for those who deliver and those who manage.
func (b *builder) delivery() Section {
	s := Section{ID: "delivery", Title: "Delivery: cost, cash and providers"}
	s.Figures = append(s.Figures, b.fan(sim.Cash))
	s.Tables = append(s.Tables, b.costFigures(), b.deliveryChances())
	if t := b.providers(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	for _, t := range []Table{b.places(), b.reports(), b.hours()} {
		if len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
	return s
}

// tagged makes a measure of each metric between a prefix and a suffix, with
// the words in the middle as its label.
func (b *builder) tagged(prefix, suffix string, label func(id string) string) []measure {
	var out []measure
	for i := range b.specs {
		id, ok := strings.CutPrefix(b.specs[i].Name, prefix)
		if !ok {
			continue
		}
		if id, ok = strings.CutSuffix(id, suffix); ok {
			out = append(out, measure{label(id), b.specs[i].Name, b.money, false})
		}
	}
	return out
}

// bearer names who bears a cost.
func (b *builder) bearer(id string) string {
	switch id {
	case contract.BearerVehicle:
		return "the vehicle"
	case contract.BearerProvider:
		return "providers"
	}
	for i := range b.terms.Payers {
		if b.terms.Payers[i].ID == id {
			return b.payerName(i)
		}
	}
	return Clean(id)
}

func (b *builder) costFigures() Table {
	rows := []measure{{"Cost in all", "cost.total", b.money, false}}
	if parts := b.tagged("cost.category.", "", func(id string) string { return "of which " + strings.ReplaceAll(id, "_", " ") }); len(parts) > 1 {
		rows = append(rows, parts...)
	}
	rows = append(rows, measure{"Cost above budget", "cost.excess", b.money, false})
	rows = append(rows, b.tagged("cost.excess.", "", func(id string) string { return "borne by " + b.bearer(id) })...)
	rows = append(rows, measure{"Unpaid at the end", "cost.unpaid", b.money, false}, measure{"Cash left at the end", "vehicle.closing", b.money, false})
	t := b.figures("Cost", "Cost before finance", Money, rows...)
	budget := "The budget is the cost of the plan case: none is stated."
	if b.terms.Budget.Total.Set {
		budget = "The budget is " + b.money.Exact(b.major(b.terms.Budget.Total.Amount)) + "."
	}
	t.Notes = []string{budget + " What a bearer bears above its plan need not add up to the cost above budget."}
	return t
}

func (b *builder) deliveryChances() Table {
	over := "Cost above budget"
	if x := b.terms.Budget.Tolerance; x > 0 {
		over += " by more than " + percent.Exact(float64(x)/contract.Million)
	}
	rows := []event{
		{over, "cost.overrun"},
		{"The same, like for like", "cost.overrun_like_for_like"},
		{"Service stopped for lack of cash", "service.stopped"},
	}
	if b.terms.Cap.Set {
		rows = append(rows, event{"Cap of the deal reached", "capped.deal"})
	}
	for i := range b.terms.Payers {
		if b.terms.Payers[i].Cap.Set {
			rows = append(rows, event{"A payer's cap reached", "capped.payer"})
			break
		}
	}
	if b.outcomeCap() {
		rows = append(rows, event{"A tariff's cap reached", "capped.outcome"})
	}
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		if s.Cap.Set {
			rows = append(rows, event{"Cap of " + nameOf(s.Name, s.ID) + " reached", "site." + s.ID + ".capped"})
		}
	}
	t := b.chances("Overrun and caps", rows...)
	t.Notes = []string{"Like for like: against what the lifetime's own volumes would have cost at the plan's unit costs."}
	return t
}

func (b *builder) outcomeCap() bool {
	for i := range b.terms.Sites {
		for _, t := range b.terms.Sites[i].Tariffs {
			if t.Cap.Set || t.MaxCount.Set {
				return true
			}
		}
	}
	return false
}

func (b *builder) siteName(id string) string {
	for i := range b.terms.Sites {
		if b.terms.Sites[i].ID == id {
			return nameOf(b.terms.Sites[i].Name, id)
		}
	}
	return Clean(id)
}

func (b *builder) providers() Table {
	t := b.figures("Provider surplus by site", "Provider at", Money, b.tagged("provider.", ".surplus", b.siteName)...)
	t.Notes = []string{"What the vehicle pays the provider less the costs it bears.."}
	return t
}
