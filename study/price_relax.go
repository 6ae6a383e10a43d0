package study

import (
	"context"
	"math"

	"github.com/sibsim/sibsim/internal/optimum"
	"github.com/sibsim/sibsim/metric"
)

// PriceRelaxation is the least by which bounds would have to move for a price to exist.
type PriceRelaxation struct {
	// Values are where the largest violation is least, each less what it is
	// everywhere, and measured in the range that its statistic has over the values tried.
	Values  []float64
	Largest float64
	// Of each constraint.
	Moves []PriceMove
}

// PriceMove is how a bound would have to move.
type PriceMove struct {
	Constraint metric.Constraint
	There      Estimate // at Values, in sample
	// Together is its bound when all move by the same share of their ranges, its
	// own where it holds there; Alone the bound when the others stay, NaN if
	// the others exclude each other.
	Together, Alone float64
	// Never says that none of the candidates of the first design meets it, whatever
	// the others.
	Never bool
}

// noPrice looks for the least relaxation. If all constraints hold without rounding
// it is the rounding that excludes a price.
func (r *priceRun) noPrice(ctx context.Context, out *Price, found priceFound) error {
	if found.exact.X != nil && found.exact.Violation() == 0 {
		out.Grid, out.Values = true, r.valuesAt(found.exact.X)
		out.Exact = out.Values
		return r.write(out)
	}
	together, never, err := r.together(ctx)
	if err != nil {
		return err
	}
	best, err := r.least(ctx, together)
	if err != nil {
		return err
	}
	got, err := r.points(ctx, [][]float64{best.X})
	if err != nil {
		return err
	}
	x := &PriceRelaxation{Values: r.valuesAt(best.X), Largest: best.Violation()}
	out.Values, out.Exact = x.Values, x.Values
	if err := r.write(out); err != nil {
		return err
	}
	alone, err := r.alone(ctx)
	if err != nil {
		return err
	}
	for j, c := range r.constraints {
		m := PriceMove{Constraint: c, There: got[0].held[j], Together: c.Limit.Number, Alone: alone[j], Never: never[j]}
		if !c.Limit.Met(m.There.Value) {
			m.Together = m.There.Value
		}
		x.Moves = append(x.Moves, m)
	}
	out.Relaxation = x
	return nil
}

// together is the aim of moving all bounds as little as can be. A condition that no
// candidate meets is measured from the least that it is off anywhere, and in what it is off
// at most: else one that hardly moves with the variables would decide alone.
func (r *priceRun) together(ctx context.Context) (aim, []bool, error) {
	design, err := r.points(ctx, optimum.Design(len(r.vars), designed(len(r.vars))))
	if err != nil {
		return nil, nil, err
	}
	n := len(r.constraints)
	spread, off, never := make([]float64, n), make([]float64, n), make([]bool, n)
	for j := range r.constraints {
		var all []float64
		most, least := math.Inf(-1), 0.0
		for _, x := range design {
			if s := plainSlack(&x.held[j], &r.constraints[j], 0); !math.IsNaN(s) && !math.IsInf(s, 0) {
				all = append(all, s)
				most, least = max(most, s), min(least, s)
			}
		}
		spread[j] = max(spreadOf(all), -least)
		if most < 0 && !math.IsInf(most, 0) {
			off[j], never[j] = -most, true
		}
	}
	return func(x *priced) optimum.Value {
		var v optimum.Value
		for j := range r.constraints {
			v.Slack = append(v.Slack, (plainSlack(&x.held[j], &r.constraints[j], 0)+off[j])/spread[j])
		}
		return v
	}, never, nil
}

// write makes the deal with the values in place, as they are.
func (r *priceRun) write(out *Price) (err error) {
	out.Deal, err = r.dealOf(candidate{values: out.Values})
	return err
}

// alone returns, for each constraint, the value nearest to its bound that its
// statistic can have while all others hold; NaN if they cannot.
func (r *priceRun) alone(ctx context.Context) ([]float64, error) {
	out := make([]float64, len(r.constraints))
	best := make([]*optimum.Spot, len(out))
	var searches []optimum.Search[*priced]
	var of []int
	for j := range r.constraints {
		aim, err := r.scaled(ctx, func(x *priced) optimum.Value {
			v := optimum.Value{Figure: -plainSlack(&x.held[j], &r.constraints[j], 0)}
			for i := range r.constraints {
				if i != j {
					v.Slack = append(v.Slack, x.slack(i, &r.constraints[i], 0))
				}
			}
			return v
		})
		if err != nil {
			return nil, err
		}
		if len(r.vars) == 1 {
			s, err := r.line(ctx, aim, 2, lastReach)
			if err != nil {
				return nil, err
			}
			best[j] = &s
			continue
		}
		for _, from := range r.ranked(aim, 2, 0.1) {
			searches = append(searches, optimum.Search[*priced]{Aim: aim, From: from, Reach: firstReach, Fine: lastReach, Most: allSteps})
			of = append(of, j)
		}
	}
	spots, err := optimum.Run(ctx, searches, r.grain, r.points)
	if err != nil {
		return nil, err
	}
	for i := range spots {
		if j := of[i]; best[j] == nil || spots[i].Better(&best[j].Value) {
			best[j] = &spots[i]
		}
	}
	for j, s := range best {
		out[j] = math.NaN()
		if s.Violation() == 0 {
			got, err := r.points(ctx, [][]float64{s.X})
			if err != nil {
				return nil, err
			}
			out[j] = got[0].held[j].Value
		}
	}
	return out, nil
}
