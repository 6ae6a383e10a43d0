package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// clauseColumns are the effects that the table of clauses shows; JSON has all.
var clauseColumns = []struct{ metric, title, short string }{
	{"payments.total", "Outcome payments", "Payments"},
	{"investor.npv", "Investor NPV", "Inv. NPV"},
	{"cost.total", "Cost", ""},
}

// Clauses reports what each clause of a deal is worth to each side, those
// first that move most money.
func Clauses(p *sim.Plan, c *study.Clauses) Report {
	terms := p.Contract().Terms()
	money := Format{Style: Money, Currency: terms.Currency}
	t := Table{Title: "With the clause less without it", Columns: []Column{label("Clause"), number("Binds", "", Percent)}}
	var places []int
	for _, col := range clauseColumns {
		if i := slices.IndexFunc(c.Metrics, func(s metric.Spec) bool { return s.Name == col.metric }); i >= 0 {
			places = append(places, i)
			t.Columns = append(t.Columns, number(col.title, col.short, Money))
		}
	}
	order := make([]int, len(c.Clauses))
	for i := range order {
		order[i] = i
	}
	moved := func(i int) float64 {
		most := 0.0
		for _, k := range places {
			most = max(most, math.Abs(c.Clauses[i].Effects[k].Mean))
		}
		return most
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(moved(b), moved(a)) })
	for _, i := range order {
		clause := &c.Clauses[i]
		cells := []Cell{words(clause.Address), share1(clause.Binds.P)}
		for _, k := range places {
			cells = append(cells, effect(money, &clause.Effects[k]))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	t.Notes = []string{
		"Mean ± its 95 % interval over lifetimes with the same random words. Binds: lifetimes in which the clause changes anything. A clause that never binds is worth exactly 0. " +
			"Clauses work on each other: their effects need not add up.",
	}
	for _, f := range c.Fixed {
		t.Notes = append(t.Notes, fmt.Sprintf("%s cannot be switched off by itself: %v", f.Address, f.Reason))
	}
	return Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What each clause is worth",
		Facts:    []Fact{{Label: "Lifetimes", Value: (Format{Style: Count}).Exact(float64(c.Paths))}, {Label: "Seed", Value: fmt.Sprint(c.Seed)}},
		Sections: []Section{{ID: "clauses", Title: "The clauses", Tables: []Table{t}}},
		Warnings: warnings(p),
	}
}

// effect is a mean difference; one that is never there is exactly 0.
func effect(f Format, s *tally.Summary) Cell {
	if s.N == 0 {
		return missing("no value in any lifetime")
	}
	if s.Min == 0 && s.Max == 0 {
		return figure("0", 0)
	}
	i := s.MeanInterval()
	return estimate(f.Estimate(i.Value, s.SE), i.Value, i.Lo, i.Hi)
}

// ClausesJSON is the same as one JSON object: for each clause its address,
// the share of lifetimes in which it binds, and its effect on each metric.
func ClausesJSON(p *sim.Plan, c *study.Clauses, version string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	list := make([]object, 0, len(c.Clauses))
	for i := range c.Clauses {
		clause := &c.Clauses[i]
		o := object{"address": clause.Address, "binds": object{"p": clause.Binds.P, "lo": clause.Binds.Lo, "hi": clause.Binds.Hi}}
		for k, s := range c.Metrics {
			x := &clause.Effects[k]
			o[s.Name] = object{"unit": s.Unit, "n": x.N, "mean": e.number(s.Unit, x.Mean), "se": e.number(s.Unit, x.SE)}
		}
		list = append(list, o)
	}
	fixed := make([]object, 0, len(c.Fixed))
	for _, f := range c.Fixed {
		fixed = append(fixed, object{"address": f.Address, "reason": f.Reason.Error()})
	}
	d := p.Deal()
	return marshal(object{
		"schema": "sibsim.clauses/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": c.Seed, "paths": c.Paths, "clauses": list, "fixed": fixed,
	})
}
