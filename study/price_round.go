package study

import (
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/optimum"
)

// wholeGrid is the most points that the grid of the rounding may have for all of
// them to be tried.
const wholeGrid = 60

// rounded returns the best candidate near a point that is rounded as asked and
// keeps all constraints; nil if there is none. A grid of few points is tried as a
// whole. Else the values around the point are, and those a step further while none
// keeps the constraints or the best of them is at the edge.
func (r *priceRun) rounded(ctx context.Context, spot optimum.Spot, of aim) (*priced, error) {
	at := r.valuesAt(spot.X)
	ladders := make([][]float64, len(at))
	whole := 1.0
	for i := range at {
		ladders[i] = r.vars[i].ladder()
		if ladders[i] == nil {
			ladders[i] = []float64{at[i]}
		}
		whole *= float64(len(ladders[i]))
	}
	if whole <= wholeGrid {
		return r.best(ctx, product(ladders), of)
	}
	var best *priced
	for reach := 1; reach <= 4; reach++ {
		if reach > 2 && len(at) > 2 {
			break // 4^k is enough
		}
		near := make([][]float64, len(at))
		for i := range at {
			near[i] = around(ladders[i], at[i], reach)
		}
		var err error
		if best, err = r.best(ctx, product(near), of); err != nil || best != nil {
			break
		}
	}
	if best == nil {
		return nil, nil
	}
	// Steps of one or two variables from there, while they help.
	for range 12 {
		center := best
		near := make([][]float64, len(at))
		for i := range at {
			near[i] = around(ladders[i], center.values[i], 1)
		}
		var all [][]float64
		for _, values := range product(near) {
			moved := 0
			for i := range values {
				if values[i] != center.values[i] {
					moved++
				}
			}
			if moved <= 2 {
				all = append(all, values)
			}
		}
		next, err := r.best(ctx, append(all, center.values), of)
		if err != nil {
			return nil, err
		}
		if next == nil || next == center {
			break
		}
		best = next
	}
	return best, nil
}

// best evaluates rounded candidates and returns the best of those that keep all
// constraints, the first of equals; nil if none does.
func (r *priceRun) best(ctx context.Context, values [][]float64, of aim) (*priced, error) {
	all := make([]candidate, len(values))
	for i := range values {
		all[i] = candidate{values[i], true}
	}
	got, err := r.evaluate(ctx, all)
	if err != nil {
		return nil, err
	}
	var best *priced
	var least optimum.Value
	for _, x := range got {
		v := of(x)
		if v.Violation() == 0 && (best == nil || v.Better(&least)) {
			best, least = x, v
		}
	}
	return best, nil
}

// mostRungs bounds the values of a ladder.
const mostRungs = 1_000_000

// rungs says what is wrong with the steps that a variable is rounded to: too many
// values, or none.
func (x *PriceVariable) rungs() error {
	width := x.Range.Hi - x.Range.Lo
	step, values := x.Step, width/x.Step
	switch {
	case x.Times && x.Factor > 0:
		step, values = x.Factor, width/x.Factor
	case x.Times:
		values = 0
		for _, f := range x.Fields {
			values += max(0, width*f.Held/x.Step)
		}
	}
	switch {
	case values > mostRungs:
		return roundFault("a step of %s makes over %d values of %s; must be wider", decimal(step), mostRungs, x.Address)
	case len(x.ladder()) == 0:
		return roundFault("no multiple of %s lies in the range of %s; must be smaller", decimal(step), x.Address)
	}
	return nil
}

// ladder lists the values that a variable may have when it is rounded, ascending;
// nil if it is not. A factor whose fields are rounded has one value for each set
// of numbers that comes of it: the middle of the factors that make it.
func (x *PriceVariable) ladder() []float64 {
	var out []float64
	lo, hi := x.Range.Lo, x.Range.Hi
	step := x.Step
	if x.Times {
		step = x.Factor
	}
	switch {
	case step > 0:
		for n := math.Ceil(lo/step - 1e-9); ; n++ {
			v := toStep(float64(n*step), step)
			if v > hi+float64(1e-9*step) {
				break
			}
			out = append(out, min(max(v, lo), hi))
		}
	case x.Times && x.Step > 0:
		out = x.changes()
	}
	return out
}

// changes are the middles between the factors at which a rounded field changes.
func (x *PriceVariable) changes() []float64 {
	cuts := []float64{x.Range.Lo, x.Range.Hi}
	for _, f := range x.Fields {
		if !(f.Held > 0) {
			continue
		}
		for n := math.Floor(x.Range.Lo * f.Held / x.Step); ; n++ {
			v := (n + 0.5) * x.Step / f.Held
			if v >= x.Range.Hi {
				break
			}
			if v > x.Range.Lo {
				cuts = append(cuts, v)
			}
		}
	}
	slices.Sort(cuts)
	var out []float64
	for i := 1; i < len(cuts); i++ {
		if cuts[i]-cuts[i-1] > 1e-9 {
			out = append(out, (cuts[i]+cuts[i-1])/2)
		}
	}
	return out
}

// around returns the values of a ladder next to one, so many on either side, and
// the value itself if it is on it or there is no other.
func around(ladder []float64, v float64, reach int) []float64 {
	at, _ := slices.BinarySearch(ladder, v)
	end := at + reach
	if at < len(ladder) && ladder[at] == v {
		end++
	}
	return ladder[max(0, at-reach):min(len(ladder), end)]
}

// product lists all combinations.
func product(lists [][]float64) [][]float64 {
	out := [][]float64{{}}
	for _, list := range lists {
		var next [][]float64
		for _, head := range out {
			for _, v := range list {
				next = append(next, append(slices.Clone(head), v))
			}
		}
		out = next
	}
	return out
}
