package optimum

import (
	"context"
	"math"
	"slices"
)

// Mark is a point of a line and what it comes to.
type Mark struct {
	X float64
	Value
}

// Line looks for the best point along one variable. Known are points already read,
// two or more. Around each of at most so many of them that are no worse than their
// neighbours it narrows the gap to either neighbour to a width of fine: values
// between two points are taken for linear, the best such place is tried with a
// little to either side, or a point nearby if the middle seems best. What it needs
// next for all of them is read together. Read may round points; it fails with its own
// error.
func Line(ctx context.Context, known []Mark, most int, fine float64, read func(context.Context, []float64) ([]Mark, error)) (Mark, error) {
	all := sorted(known)
	var tips []float64
	for i := range all {
		if (i == 0 || !all[i-1].Better(&all[i].Value)) && (i == len(all)-1 || !all[i+1].Better(&all[i].Value)) {
			tips = append(tips, all[i].X)
		}
	}
	slices.SortStableFunc(tips, func(a, b float64) int { return order(all[find(all, a)], all[find(all, b)]) })
	tips = tips[:min(len(tips), most)]
	halve := false // what was read last was known: points are rounded
	for range 60 {
		var next []float64
		for k, x := range tips {
			m := find(all, x)
			for ; m > 0 && all[m-1].Better(&all[m].Value); m-- {
			}
			for ; m < len(all)-1 && all[m+1].Better(&all[m].Value); m++ {
			}
			tips[k] = all[m].X
			for _, n := range []int{m - 1, m + 1} {
				if n >= 0 && n < len(all) && math.Abs(all[n].X-all[m].X) > fine {
					if halve {
						next = append(next, at(all[m], all[n], 0.5))
					} else {
						next = append(next, between(all[m], all[n])...)
					}
				}
			}
		}
		if len(next) == 0 {
			break
		}
		got, err := read(ctx, next)
		if err != nil {
			return Mark{}, err
		}
		before := len(all)
		all = sorted(append(all, got...))
		stuck := len(all) == before
		if stuck && halve {
			break // finer than what is read can tell
		}
		halve = stuck
	}
	best := all[0]
	for i := range all {
		if all[i].Better(&best.Value) {
			best = all[i]
		}
	}
	return best, nil
}

// sorted orders points along the line, each once.
func sorted(all []Mark) []Mark {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Mark) int { return compare(a.X, b.X) })
	return slices.CompactFunc(all, func(a, b Mark) bool { return a.X == b.X })
}

func find(all []Mark, x float64) int {
	return slices.IndexFunc(all, func(m Mark) bool { return m.X == x })
}

func order(a, b Mark) int {
	switch {
	case a.Better(&b.Value):
		return -1
	case b.Better(&a.Value):
		return 1
	}
	return 0
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// between returns what to try between the best point so far and its neighbour.
func between(m, n Mark) []float64 {
	const near = 0.05
	t := promise(&m.Value, &n.Value)
	switch {
	case math.IsNaN(t):
		return []float64{at(m, n, 0.5)}
	case t < near:
		return []float64{at(m, n, 0.1)}
	case t > 1-near:
		return []float64{at(m, n, 0.9)}
	}
	return []float64{at(m, n, t-near/2), at(m, n, t+near/2)}
}

func at(m, n Mark, t float64) float64 { return m.X + float64(t*(n.X-m.X)) }

// promise is the part of the way from m to n at which the best value lies if
// figure and slacks are linear between them; NaN if some are not numbers.
func promise(m, n *Value) float64 {
	mix := func(t float64) Value {
		v := Value{Figure: m.Figure + float64(t*(n.Figure-m.Figure)), Slack: make([]float64, len(m.Slack))}
		for j := range v.Slack {
			switch a, b := m.Slack[j], n.Slack[j]; {
			case a == b: // both may be infinite
				v.Slack[j] = a
			default:
				v.Slack[j] = a + float64(t*(b-a))
			}
		}
		return v
	}
	places := []float64{1}
	add := func(p, q float64) { // where a line that is p at m and q at n is 0
		if t := p / (p - q); t > 0 && t < 1 {
			places = append(places, max(t-1e-9, 0), min(t+1e-9, 1))
		}
	}
	for j := range m.Slack {
		if a, b := m.Slack[j], n.Slack[j]; a != b && (finite(a) != a || finite(b) != b) {
			return math.NaN()
		}
		add(m.Slack[j], n.Slack[j])
		for k := range j {
			add(m.Slack[j]-m.Slack[k], n.Slack[j]-n.Slack[k])
		}
	}
	best, where := mix(0), 0.0
	for _, t := range places {
		if v := mix(t); v.Better(&best) {
			best, where = v, t
		}
	}
	return where
}
