package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// clauseColumns are the effects that the table of clauses shows, where some
// clause has one; JSON and CSV have all.
var clauseColumns = []struct{ metric, title, short string }{
	{"payments.total", "Outcome payments", "Payments"},
	{"public.spend", "Public spend", "Public"},
	{"investor.npv", "Investor NPV", "Inv. NPV"},
	{"cost.total", "Cost", ""},
}

// Clauses reports what each clause of a deal is worth to each side, those
// first that move most money. Clauses that move nothing are named below.
func Clauses(p *sim.Plan, c *study.Clauses) Report {
	terms := p.Contract().Terms()
	money := Format{Style: Money, Currency: terms.Currency}
	t := Table{Title: "With the clause less without it", Columns: []Column{label("Clause"), number("Binds", "", Percent)}}
	places, still := shownEffects(c)
	for _, k := range places {
		for _, col := range clauseColumns {
			if col.metric == c.Metrics[k].Name {
				t.Columns = append(t.Columns, number(col.title, col.short, Money))
			}
		}
	}
	moving, bound, idle := sortClauses(c, places)
	for _, clause := range moving {
		cells := []Cell{words(Clean(clause.Address)), binds(clause, c.Paths)}
		for _, k := range places {
			cells = append(cells, effect(money, &clause.Effects[k]))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	count := thousands(uintText(c.Paths))
	if len(t.Rows) > 0 {
		t.Notes = append(t.Notes, "Mean ± its 95"+nbsp+"% interval over lifetimes with the same random words. Binds: lifetimes in which the clause changes anything. "+
			"Clauses work on each other: their effects need not add up.")
	}
	if len(still) > 0 && len(t.Rows) > 0 {
		t.Notes = append(t.Notes, "No clause moves "+list(still, len(still))+".")
	}
	if len(bound) > 0 {
		t.Notes = append(t.Notes, "Bind without moving any of these figures: "+list(bound, len(bound))+".")
	}
	if len(idle) > 0 {
		t.Notes = append(t.Notes, "Never bind in "+count+" lifetimes, so worth exactly 0 in them: "+list(idle, len(idle))+".")
	}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What each clause is worth",
		Facts:    []Fact{{Label: "Clauses", Value: fmt.Sprint(len(c.Clauses) + len(c.Fixed))}, {Label: "Lifetimes", Value: count}, {Label: "Seed", Value: fmt.Sprint(c.Seed)}},
		Sections: []Section{{ID: "clauses", Title: "The clauses"}},
		Warnings: warnings(p),
	}
	s := &r.Sections[0]
	switch {
	case len(c.Clauses)+len(c.Fixed) == 0:
		s.Notes = []string{"The deal states no clause that can be switched off."}
	case len(t.Rows) == 0:
		s.Notes = t.Notes
	default:
		s.Tables = []Table{t}
	}
	if len(c.Fixed) > 0 {
		s.Tables = append(s.Tables, fixedClauses(c))
	}
	return r
}

// shownEffects are the places of the metrics to show, those on which some
// clause has an effect, and the names of the others. Outcome payments are left
// out where each clause that moves them moves public spend too.
func shownEffects(c *study.Clauses) (places []int, still []string) {
	at := map[string]int{}
	for _, col := range clauseColumns {
		k := slices.IndexFunc(c.Metrics, func(s metric.Spec) bool { return s.Name == col.metric })
		switch {
		case k < 0:
		case slices.ContainsFunc(c.Clauses, func(x study.Clause) bool { return !nothing(&x.Effects[k]) }):
			at[col.metric] = k
			places = append(places, k)
		default:
			still = append(still, strings.ToLower(col.title[:1])+col.title[1:])
		}
	}
	paid, ok := at["payments.total"]
	spent, both := at["public.spend"]
	if ok && both && !slices.ContainsFunc(c.Clauses, func(x study.Clause) bool {
		return !nothing(&x.Effects[paid]) && nothing(&x.Effects[spent])
	}) {
		places = slices.DeleteFunc(places, func(k int) bool { return k == paid })
	}
	return places, still
}

// nothing reports whether a difference is there in no lifetime.
func nothing(s *tally.Summary) bool { return s.N == 0 || s.Min == 0 && s.Max == 0 }

// sortClauses parts the clauses that move a figure shown, those of most effect
// first, from those that only bind and those that do not even that.
func sortClauses(c *study.Clauses, places []int) (moving []*study.Clause, bound, idle []string) {
	most := func(x *study.Clause) float64 {
		m := 0.0
		for _, k := range places {
			m = max(m, math.Abs(x.Effects[k].Mean))
		}
		return m
	}
	for i := range c.Clauses {
		x := &c.Clauses[i]
		switch {
		case slices.ContainsFunc(places, func(k int) bool { return !nothing(&x.Effects[k]) }):
			moving = append(moving, x)
		case x.Binds.P > 0:
			bound = append(bound, Clean(x.Address))
		default:
			idle = append(idle, Clean(x.Address))
		}
	}
	slices.SortStableFunc(moving, func(a, b *study.Clause) int { return cmp.Compare(most(b), most(a)) })
	return moving, bound, idle
}

// binds is the share of lifetimes in which a clause changes anything.
func binds(x *study.Clause, n uint64) Cell {
	text, _ := Chance(x.Binds, n)
	if x.Binds.P == 1 {
		text = "always"
	}
	return estimate(text, x.Binds.P, x.Binds.Lo, x.Binds.Hi)
}

// fixedClauses are those that another one needs, and why.
func fixedClauses(c *study.Clauses) Table {
	t := Table{Title: "Not switched off: without it the deal is not sound", Columns: []Column{label("Clause"), label("Without it")}}
	for _, f := range c.Fixed {
		t.Rows = append(t.Rows, row(words(Clean(f.Address)), words(Clean(strings.ReplaceAll(f.Reason.Error(), "\n", "; ")))))
	}
	return t
}

// effect is a mean difference; one that is never there is exactly 0.
func effect(f Format, s *tally.Summary) Cell {
	if s.N == 0 {
		return missing("no value in any lifetime")
	}
	if nothing(s) {
		return figure("0", 0)
	}
	i := s.MeanInterval()
	if s.SE == 0 {
		return figure(f.At(i.Value, 0), i.Value)
	}
	return estimate(f.Estimate(i.Value, s.SE), i.Value, i.Lo, i.Hi)
}
