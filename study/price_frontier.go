package study

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/internal/optimum"
	"github.com/sibsim/sibsim/metric"
)

// PriceTrade is a point of the frontier, on fresh paths: what is spent, and the
// investors' chance of loss at it.
type PriceTrade struct {
	Values      []float64
	Spend, Loss Estimate
}

// The points of a frontier: how many levels of the chance of loss are asked for,
// the least number of points where there are so many, and how long is searched.
const (
	frontierLevels = 17
	frontierLeast  = 15
	levelSteps     = 3 // of the search at a level
)

// investorSide reports whether a constraint is the investors'.
func investorSide(c *metric.Constraint) bool {
	return slices.ContainsFunc(c.Metrics, func(name string) bool {
		return strings.HasPrefix(name, "investor.") || strings.HasPrefix(name, "tranche.")
	})
}

// frontier looks for the least objective at each of several levels of the
// investors' chance of loss, subject to the constraints that are not the investors',
// and evaluates what it finds on fresh paths.
func (r *priceRun) frontier(ctx context.Context, out *Price) ([]PriceTrade, error) {
	if !r.investors {
		return nil, nil
	}
	cost := func(x *priced) optimum.Value {
		v := optimum.Value{Figure: x.objective.Value}
		for j := range r.constraints {
			if !investorSide(&r.constraints[j]) {
				v.Slack = append(v.Slack, x.slack(j, &r.constraints[j], 0))
			}
		}
		return v
	}
	cheap, err := r.scaled(ctx, cost)
	if err != nil {
		return nil, err
	}
	safe := func(x *priced) optimum.Value {
		v := cheap(x)
		v.Figure = ramp(x.loss, r.lossWidth) + float64(1e-3*v.Figure)
		return v
	}
	cheapest, err := r.near(ctx, cheap)
	if err != nil {
		return nil, err
	}
	safest, err := r.near(ctx, safe)
	if err != nil || cheapest.Violation() > 0 || safest.Violation() > 0 {
		return nil, err
	}
	ends, err := r.points(ctx, [][]float64{cheapest.X, safest.X})
	if err != nil {
		return nil, err
	}
	found := slices.Clone(ends)
	if len(r.vars) == 1 {
		found = append(found, r.strung(ends, cheap)...)
	} else {
		levels, err := r.levels(ctx, cost, ends[0].lossAt.Value, ends[1].lossAt.Value)
		if err != nil {
			return nil, err
		}
		found = append(found, levels...)
	}
	if found, err = r.filled(ctx, found, cheap); err != nil {
		return nil, err
	}
	var all []candidate
	for _, x := range found {
		all = append(all, x.candidate)
	}
	out.FrontierPaths = min(out.FreshPaths, out.Paths)
	fresh, err := r.again(ctx, freshFrom(safeRounds+1), out.FrontierPaths, all)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(fresh, cheaper)
	var trades []PriceTrade
	for _, x := range fresh {
		trades = append(trades, PriceTrade{Values: x.values, Spend: x.objective, Loss: x.lossAt})
	}
	return trades, nil
}

// near searches from the best two candidates so far, roughly.
func (r *priceRun) near(ctx context.Context, of aim) (optimum.Spot, error) {
	if len(r.vars) == 1 {
		return r.line(ctx, of, 2, 2e-3)
	}
	spots, err := r.climb(ctx, r.ranked(of, 2, 0.1), of, 0.1, 2e-3, 5)
	if err != nil {
		return optimum.Spot{}, err
	}
	best := spots[0]
	for _, s := range spots[1:] {
		if s.Better(&best.Value) {
			best = s
		}
	}
	return best, nil
}

// ramp is the share of margins above 0, those within a width of it in part: a share
// that moves evenly.
func ramp(margins []float64, width float64) float64 {
	sum := 0.0
	for _, m := range margins {
		sum += min(max(0.5+0.5*m/width, 0), 1)
	}
	return sum / float64(len(margins))
}

// strung returns the candidates along the single variable that no cheaper one
// beats, between two ends, no two of them near each other: what is known of a line is
// its frontier.
func (r *priceRun) strung(ends []*priced, of aim) []*priced {
	var kept []*priced
	for _, x := range r.order {
		if v := of(x); !x.rounded && v.Violation() == 0 {
			kept = append(kept, x)
		}
	}
	slices.SortStableFunc(kept, cheaper)
	step := (ends[1].objective.Value - ends[0].objective.Value) / frontierLevels
	var out []*priced
	last := ends[0]
	for _, x := range kept {
		if x.lossAt.Value < last.lossAt.Value && x.objective.Value >= last.objective.Value+step &&
			x.objective.Value <= ends[1].objective.Value-step && x.lossAt.Value > ends[1].lossAt.Value {
			out = append(out, x)
			last = x
		}
	}
	return out
}

// levels looks for the least objective at even steps of the chance of loss
// between two.
func (r *priceRun) levels(ctx context.Context, cost aim, from, to float64) ([]*priced, error) {
	var all []optimum.Search[*priced]
	for n := 1; n < frontierLevels-1; n++ {
		level := from + float64((to-from)*float64(n)/(frontierLevels-1))
		limit := metric.Limit{Relation: metric.AtMost, Number: level}
		at, err := r.scaled(ctx, func(x *priced) optimum.Value {
			v := cost(x)
			slack := math.Inf(1)
			if k := place(limit, len(x.loss), 0); k < len(x.loss) {
				slack = beyond(-x.loss[k])
			}
			v.Slack = append(v.Slack, slack)
			return v
		})
		if err != nil {
			return nil, err
		}
		best := r.ranked(at, 1, 0)
		all = append(all, optimum.Search[*priced]{Aim: at, From: best[0], Reach: 0.05, Fine: 2e-3, Most: levelSteps})
	}
	spots, err := optimum.Run(ctx, all, r.grain, r.points)
	if err != nil {
		return nil, err
	}
	var points [][]float64
	for _, s := range spots {
		if s.Violation() == 0 {
			points = append(points, s.X)
		}
	}
	return r.points(ctx, points)
}

// filled drops points that are there twice and, while there are too few, adds the
// middle of the widest gap in the objective.
func (r *priceRun) filled(ctx context.Context, found []*priced, of aim) ([]*priced, error) {
	for range 4 * frontierLeast {
		slices.SortStableFunc(found, cheaper)
		found = slices.CompactFunc(found, func(a, b *priced) bool { return a == b || a.objective.Value == b.objective.Value })
		if len(found) >= frontierLeast || len(found) < 2 {
			break
		}
		at := 1
		for i := range found {
			if i > 0 && found[i].objective.Value-found[i-1].objective.Value > found[at].objective.Value-found[at-1].objective.Value {
				at = i
			}
		}
		a, b := r.placeOf(found[at-1].values), r.placeOf(found[at].values)
		middle := make([]float64, len(a))
		for i := range a {
			middle[i] = (a[i] + b[i]) / 2
		}
		got, err := r.points(ctx, [][]float64{middle})
		if err != nil {
			return nil, err
		}
		if v := of(got[0]); v.Violation() > 0 || slices.Contains(found, got[0]) {
			break
		}
		found = append(found, got[0])
	}
	return found, nil
}
