package study

import (
	"context"
	"math"

	"github.com/sibsim/sibsim/sim"
)

// AtRisk is the part of an actor's income that depends on outcomes.
type AtRisk struct {
	Actor Actor
	// Expected is its mean income, Without what is left of it if nobody reaches
	// any outcome; in units of the currency.
	Expected, Without Figure
	// Share is 1 - Without/Expected, a ratio of means; NaN without income.
	Share Figure
}

// RevenueAtRisk says how much of each actor's income depends on outcomes: every
// path is settled as it is and without any outcome, on the same words. Income is
// what the actor receives: the investors and tranches what they are repaid, a
// provider and the intermediary what they are paid, the vehicle what payers pay it.
// The outcomes taken away are all but segments, which say who a person is; impacts
// are 0. Who has no income of the deal is left out.
func RevenueAtRisk(ctx context.Context, p *sim.Plan, o sim.Options) ([]AtRisk, error) {
	var actors []Actor
	for _, a := range Actors(p) {
		if a.hasIncome() {
			actors = append(actors, a)
		}
	}
	width := 2 * len(actors)
	table, err := sim.Each(ctx, o, width, func() func(uint64, []int64) {
		t := p.Trial(false)
		return func(n uint64, row []int64) {
			t.Walk(o.Seed, n)
			l := t.Settle()
			for i := range actors {
				row[2*i] = actors[i].income(l)
			}
			t.Clear()
			l = t.Settle()
			for i := range actors {
				row[2*i+1] = actors[i].income(l)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	unit := unitOf(p)
	var out []AtRisk
	for i, a := range actors {
		with, without := estimateMean(floats(table, width, 2*i, unit)), estimateMean(floats(table, width, 2*i+1, unit))
		x := AtRisk{Actor: a, Expected: with.figure(), Without: without.figure(), Share: Figure{math.NaN(), math.NaN(), math.NaN(), math.NaN()}}
		if with.value != 0 {
			share := without.over(with)
			share.value = 1 - share.value
			x.Share = share.figure()
		}
		out = append(out, x)
	}
	return out, nil
}

// unitOf is the minor units of one unit of a plan's currency.
func unitOf(p *sim.Plan) int64 {
	unit := int64(1)
	for range p.Contract().Terms().Currency.Digits {
		unit *= 10
	}
	return unit
}

// floats returns a column of a table of integers, in units.
func floats(table []int64, width, column int, unit int64) []float64 {
	out := make([]float64, 0, len(table)/width)
	for at := column; at < len(table); at += width {
		out = append(out, float64(table[at])/float64(unit))
	}
	return out
}
