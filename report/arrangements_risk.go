package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/study"
)

// farApart is the gap from which a stated share of revenue at risk and the one
// that the settlement gives are said to be apart.
const farApart = 0.2

// incentives answers the fourth question.
func (b *arranger) incentives() Section {
	s := Section{ID: "incentives", Title: "4. How is each actor paid to act?"}
	t := Table{Title: "Share of income that depends on outcomes", Columns: []Column{label("Actor")}}
	for i := range b.List {
		t.Columns = append(t.Columns, number(b.name(i), "", Percent))
	}
	if b.AtRisk != nil {
		w := incentiver{terms: b.terms}
		for _, a := range b.earners() {
			name := w.actor(&a)
			if a.Kind == study.VehicleActor {
				name = "Vehicle: what payers pay it"
			}
			cells := []Cell{words(name)}
			for i := range b.List {
				cells = append(cells, b.risk(i, a.ID))
			}
			t.Rows = append(t.Rows, row(cells...))
		}
		t.Notes = []string{"Computed: 1 − mean income if nobody reaches any outcome / mean income as expected, both settled in full. – where an actor has no income of the deal."}
	}
	var apart []string
	for _, l := range b.incentiveLevers() {
		cells := []Cell{words("Stated: lever " + Clean(l.ID))}
		for i := range b.List {
			c := b.intensity(i, l.ID)
			if !math.IsNaN(c.Value) {
				c.Text = percent.Exact(c.Value)
			}
			cells = append(cells, c)
			if b.AtRisk == nil {
				continue
			}
			if found := b.ServiceAtRisk(i); math.Abs(found-c.Value) > farApart {
				apart = append(apart, fmt.Sprintf("%s states %s, and %s of its revenue depends on outcomes", b.name(i), c.Text, percent.At(found, 0)))
			}
		}
		t.Rows = append(t.Rows, Row{Kind: Total, Cells: cells})
	}
	if len(t.Rows) > 0 {
		s.Tables = []Table{t}
	}
	if len(apart) > 0 {
		s.Notes = append(s.Notes, "Stated and computed are far apart: "+list(apart, len(apart))+". Revenue is what payers pay the vehicle or, where they pay it nothing, what providers are paid. What levers do follows what is stated.")
	}
	s.Notes = append(s.Notes, "What one more outcome, one more person or a month's delay brings each of them: sibsim incentives.")
	return s
}

func (b *arranger) incentiveLevers() []assumptions.Lever {
	d := b.List[0].Deal
	return slices.DeleteFunc(d.Assumptions().Levers, func(l assumptions.Lever) bool { return l.Kind != assumptions.Incentive })
}

// earners are the actors with an income in some arrangement.
func (b *arranger) earners() []study.Actor {
	var out []study.Actor
	for _, list := range b.AtRisk {
		for _, x := range list {
			if x.Expected.Value > 0 && !slices.ContainsFunc(out, func(a study.Actor) bool { return a.ID == x.Actor.ID }) {
				out = append(out, x.Actor)
			}
		}
	}
	return out
}

// risk is the share at risk of an actor in an arrangement.
func (b *arranger) risk(i int, actor string) Cell {
	for _, x := range b.AtRisk[i] {
		if x.Actor.ID == actor && x.Expected.Value > 0 {
			return cellOf(percent, x.Share)
		}
	}
	return missing("no income of the deal")
}
