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
	s.Tables = append(s.Tables, b.costFigures(), b.overrun())
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

// overrun is the chance that cost goes over budget.
func (b *builder) overrun() Table {
	over := "Cost above budget"
	if x := b.terms.Budget.Tolerance; x > 0 {
		over += " by more than " + percent.Exact(float64(x)/contract.Million)
	}
	t := b.chances("Overrun", event{over, "cost.overrun"}, event{"The same, like for like", "cost.overrun_like_for_like"})
	t.Notes = []string{"Like for like: against what the lifetime's own volumes would have cost at the plan's unit costs."}
	return t
}

// providers is what each site's provider is left with and how far it is out of pocket.
func (b *builder) providers() Table {
	t := Table{Title: "Providers by site", Columns: figureColumns("Provider at", Money)}
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		prefix := "provider." + s.ID
		if !b.has(prefix + ".surplus") {
			continue
		}
		title := nameOf(s.Name, s.ID)
		if reserve := s.Provider.Reserve; reserve.Set {
			title += ", reserve " + b.money.Exact(b.major(reserve.Amount))
		}
		t.Rows = append(t.Rows, group(title, len(t.Columns)),
			b.figure(measure{"Surplus", prefix + ".surplus", b.money, false}),
			b.figure(measure{"Most out of pocket", prefix + ".worst", b.money, false}))
	}
	t.Notes = []string{"Surplus: what the vehicle pays the provider less the costs it bears. Most out of pocket: the most that costs it had paid were ever above what it had received, at a month's end."}
	return t
}
