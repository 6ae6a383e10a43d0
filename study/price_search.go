package study

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/optimum"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// priceRun is a pricing while it runs.
type priceRun struct {
	*evaluator
	study       *PriceStudy
	objective   metric.Bound
	constraints []metric.Constraint
	grain       []float64
	lossWidth   float64 // a tenth of the spread of the investors' loss
}

func newPriceRun(s *PriceStudy, o sim.Options) *priceRun {
	r := &priceRun{study: s, evaluator: &evaluator{deal: s.base.Deal(), vars: s.vars, ask: &s.ask, o: o, known: map[string]*priced{}}}
	_, r.investors = s.base.Metrics().Index("investor.loss")
	for i := range s.vars {
		x := &s.vars[i].Range
		r.grain = append(r.grain, min(math.Pow10(-x.Places)/(x.Hi-x.Lo), 0.5))
	}
	return r
}

// standing evaluates the deal as it stands.
func (r *priceRun) standing(ctx context.Context) (Estimate, error) {
	b, err := r.bind(r.study.base)
	if err != nil {
		return Estimate{}, err
	}
	r.objective, r.constraints = b.objective, b.constraints
	quiet := r.o
	quiet.Progress = nil
	if r.kept, err = r.study.base.Walk(ctx, quiet); err != nil {
		return Estimate{}, err
	}
	if r.kept != nil {
		r.walks = r.o.Paths
	}
	as := *r.evaluator
	as.vars = nil
	got, err := as.sweep(ctx, 0, r.o.Paths, []candidate{{}})
	if err != nil {
		return Estimate{}, err
	}
	r.done, r.evaluations, r.walks = as.done, as.evaluations, as.walks
	if m := got[0].loss; len(m) > 0 {
		r.lossWidth = max(0.1*(m[len(m)/10]-m[len(m)-1-len(m)/10]), 1)
	}
	return got[0].objective, nil
}

// valuesAt are the values of the variables at a point of the unit box.
func (r *priceRun) valuesAt(x []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = r.vars[i].at(x[i])
	}
	return out
}

// placeOf is the point of the unit box at values of the variables.
func (r *priceRun) placeOf(values []float64) []float64 {
	out := make([]float64, len(values))
	for i := range values {
		out[i] = r.vars[i].place(values[i])
	}
	return out
}

// points evaluates points of the unit box.
func (r *priceRun) points(ctx context.Context, points [][]float64) ([]*priced, error) {
	all := make([]candidate, len(points))
	for i, x := range points {
		all[i] = candidate{values: r.valuesAt(x)}
	}
	return r.evaluate(ctx, all)
}

// designed is the number of points that the box is filled with first, besides
// corners and centre.
func designed(dim int) int {
	if dim == 1 {
		return 17
	}
	return 12 + 6*dim
}

// The reach of the first steps and of the last, as shares of the ranges, and
// how many of them there may be.
const (
	firstReach = 0.2
	lastReach  = 1e-4
	firstSteps = 6
	allSteps   = 30
	starts     = 4
)

// priceFound is what a search came to. Rounded is nil if nothing was found that
// keeps all constraints, or nothing on the grid of the rounding.
type priceFound struct {
	exact   optimum.Spot
	rounded *priced
}

// search looks for the least objective such that all constraints hold in sample
// with so wide a margin, in half-widths of their intervals.
func (r *priceRun) search(ctx context.Context, margin float64) (priceFound, error) {
	aim, err := r.scaled(ctx, func(x *priced) optimum.Value {
		v := optimum.Value{Figure: x.objective.Value}
		for j := range r.constraints {
			v.Slack = append(v.Slack, x.slack(j, &r.constraints[j], margin))
		}
		return v
	})
	if err != nil {
		return priceFound{}, err
	}
	best, err := r.least(ctx, aim)
	if err != nil || best.Violation() > 0 {
		return priceFound{exact: best}, err
	}
	rounded, err := r.rounded(ctx, best, aim)
	return priceFound{best, rounded}, err
}

// aim is what a search wants of a candidate, scaled.
type aim func(*priced) optimum.Value

// scaled divides an aim's figure and slacks by how much they move over the
// candidates of the first design.
func (r *priceRun) scaled(ctx context.Context, of aim) (aim, error) {
	design, err := r.points(ctx, optimum.Design(len(r.vars), designed(len(r.vars))))
	if err != nil {
		return nil, err
	}
	var figures []float64
	var slacks [][]float64
	for _, x := range design {
		v := of(x)
		figures = append(figures, v.Figure)
		slacks = append(slacks, v.Slack)
	}
	figure := spreadOf(figures)
	var slack []float64
	for j := range slacks[0] {
		var column []float64
		for _, s := range slacks {
			column = append(column, s[j])
		}
		slack = append(slack, spreadOf(column))
	}
	return func(x *priced) optimum.Value {
		v := of(x)
		v.Figure /= figure
		for j := range v.Slack {
			v.Slack[j] /= slack[j]
		}
		return v
	}, nil
}

// spreadOf is the range of the numbers among values, or their size if they are
// all alike; never 0.
func spreadOf(values []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	switch {
	case hi > lo:
		return hi - lo
	case hi != 0 && hi == lo:
		return math.Abs(hi)
	}
	return 1
}

// least searches from several starts, and goes on from the best two of what they
// find.
func (r *priceRun) least(ctx context.Context, of aim) (optimum.Spot, error) {
	if len(r.vars) == 1 {
		return r.line(ctx, of, 3, 1e-6)
	}
	if _, err := r.climb(ctx, r.ranked(of, starts, 0.2), of, firstReach, lastReach, firstSteps); err != nil {
		return optimum.Spot{}, err
	}
	spots, err := r.climb(ctx, r.ranked(of, 2, 0.02), of, firstReach/4, lastReach, allSteps)
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

// line searches along the single variable, from all that is known along it.
func (r *priceRun) line(ctx context.Context, of aim, most int, fine float64) (optimum.Spot, error) {
	mark := func(x *priced) optimum.Mark { return optimum.Mark{X: r.vars[0].place(x.values[0]), Value: of(x)} }
	var known []optimum.Mark
	for _, x := range r.order {
		if !x.rounded {
			known = append(known, mark(x))
		}
	}
	best, err := optimum.Line(ctx, known, most, max(fine, r.grain[0]), func(ctx context.Context, xs []float64) ([]optimum.Mark, error) {
		points := make([][]float64, len(xs))
		for i, x := range xs {
			points[i] = []float64{x}
		}
		got, err := r.points(ctx, points)
		if err != nil {
			return nil, err
		}
		out := make([]optimum.Mark, len(got))
		for i, x := range got {
			out[i] = mark(x)
		}
		return out, nil
	})
	return optimum.Spot{X: []float64{best.X}, Value: best.Value}, err
}

// climb searches from each of some points, side by side.
func (r *priceRun) climb(ctx context.Context, from [][]float64, of aim, reach, fine float64, most int) ([]optimum.Spot, error) {
	var all []optimum.Search[*priced]
	for _, x := range from {
		all = append(all, optimum.Search[*priced]{Aim: of, From: x, Reach: reach, Fine: fine, Most: most})
	}
	return optimum.Run(ctx, all, r.grain, r.points)
}

// ranked returns the best of all candidates evaluated so far, no two of them nearer
// than some share of the range along every variable.
func (r *priceRun) ranked(of aim, count int, apart float64) [][]float64 {
	type ranked struct {
		x []float64
		optimum.Value
	}
	var all []ranked
	for _, x := range r.order {
		if !x.rounded {
			all = append(all, ranked{r.placeOf(x.values), of(x)})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		switch {
		case a.Better(&b.Value):
			return -1
		case b.Better(&a.Value):
			return 1
		}
		return 0
	})
	var out [][]float64
	for _, x := range all {
		near := func(y []float64) bool {
			for i := range y {
				if math.Abs(x.x[i]-y[i]) > apart {
					return false
				}
			}
			return true
		}
		if !slices.ContainsFunc(out, near) {
			out = append(out, x.x)
		}
		if len(out) == count {
			break
		}
	}
	return out
}

// binding says which constraints bind: those that stand at their limit as far as
// the error in sample tells, and without which the objective could be less.
func (r *priceRun) binding(ctx context.Context, out *Price) error {
	if len(r.constraints) == 0 {
		return nil
	}
	base, err := r.scaled(ctx, func(x *priced) optimum.Value {
		v := optimum.Value{Figure: x.objective.Value}
		for j := range r.constraints {
			v.Slack = append(v.Slack, x.slack(j, &r.constraints[j], 0))
		}
		return v
	})
	if err != nil {
		return err
	}
	at, err := r.points(ctx, [][]float64{r.placeOf(out.Exact)})
	if err != nil {
		return err
	}
	stands := base(at[0])
	var searches []optimum.Search[*priced]
	var of []int
	for j := range out.Constraints {
		c := &out.Constraints[j]
		number := c.Constraint.Limit.Number
		if e := &at[0].held[j]; !r.ask.Safe && (e.Lo > number || e.Hi < number) {
			continue
		}
		without := func(x *priced) optimum.Value {
			v := base(x)
			v.Slack = slices.Delete(v.Slack, j, j+1)
			return v
		}
		less := func(v optimum.Value) bool { return v.Violation() == 0 && v.Figure < stands.Figure-1e-4 }
		c.Binding = slices.ContainsFunc(r.order, func(x *priced) bool { return !x.rounded && less(without(x)) })
		switch {
		case c.Binding: // a candidate shows it already
		case len(r.vars) == 1:
			s, err := r.line(ctx, without, 2, 2e-4)
			if err != nil {
				return err
			}
			c.Binding = less(s.Value)
		default:
			for _, from := range append(r.ranked(without, 2, 0.05), r.placeOf(out.Exact)) {
				searches = append(searches, optimum.Search[*priced]{Aim: without, From: from, Reach: 0.2, Fine: 0.002, Most: 8})
				of = append(of, j)
			}
		}
	}
	spots, err := optimum.Run(ctx, searches, r.grain, r.points)
	if err != nil {
		return err
	}
	for i, s := range spots {
		c := &out.Constraints[of[i]]
		c.Binding = c.Binding || s.Violation() == 0 && s.Figure < stands.Figure-1e-4
	}
	return nil
}

// cheaper orders candidates by what they cost.
func cheaper(a, b *priced) int { return cmp.Compare(a.objective.Value, b.objective.Value) }
