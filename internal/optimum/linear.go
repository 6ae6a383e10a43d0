package optimum

import "math"

// halfspace is a constraint a·x <= b.
type halfspace struct {
	a []float64
	b float64
}

// least returns the point of the box lo <= x <= hi that keeps all constraints and
// has the least cost·x; false if there is none. Constraints are taken in one by
// one: while the best point keeps the next it stays, else the next holds with
// equality there, which leaves a problem of one variable less (R. Seidel, Discrete
// & Computational Geometry 6, 1991). It is meant for few variables.
func least(cost []float64, rows []halfspace, lo, hi []float64) ([]float64, bool) {
	x := make([]float64, len(cost))
	for i := range x {
		if lo[i] > hi[i] {
			return nil, false
		}
		x[i] = min(max(0, lo[i]), hi[i]) // what costs nothing stays as near to 0 as it can
		switch {
		case cost[i] > 0:
			x[i] = lo[i]
		case cost[i] < 0:
			x[i] = hi[i]
		}
	}
	for n, row := range rows {
		if dot(row.a, x) <= row.b+slip(row) {
			continue
		}
		at := 0 // the variable that is expressed by the others
		for i := range row.a {
			if math.Abs(row.a[i]) > math.Abs(row.a[at]) {
				at = i
			}
		}
		if math.Abs(row.a[at]) < 1e-14 {
			return nil, false
		}
		if len(x) == 1 {
			// The end of an interval: it must keep the rows before it.
			v := row.b / row.a[0]
			if v < lo[0] || v > hi[0] {
				return nil, false
			}
			x[0] = v
			for _, before := range rows[:n] {
				if dot(before.a, x) > before.b+slip(before) {
					return nil, false
				}
			}
			continue
		}
		var below []halfspace
		for _, before := range rows[:n] {
			below = append(below, without(before, row, at))
		}
		unit := make([]float64, len(x))
		unit[at] = 1
		below = append(below, without(halfspace{unit, hi[at]}, row, at))
		unit = make([]float64, len(x))
		unit[at] = -1
		below = append(below, without(halfspace{unit, -lo[at]}, row, at))
		rest, ok := least(without(halfspace{cost, 0}, row, at).a, below, drop(lo, at), drop(hi, at))
		if !ok {
			return nil, false
		}
		copy(x, rest[:at])
		copy(x[at+1:], rest[at:])
		x[at] = 0
		x[at] = (row.b - dot(row.a, x)) / row.a[at]
	}
	return x, true
}

// slip is how far rounding may carry a point over a constraint.
func slip(h halfspace) float64 {
	s := math.Abs(h.b)
	for _, v := range h.a {
		s += math.Abs(v)
	}
	return float64(1e-12 * s)
}

// without expresses variable at by the others, on the boundary of a constraint.
func without(h, on halfspace, at int) halfspace {
	t := h.a[at] / on.a[at]
	a := make([]float64, 0, len(h.a)-1)
	for i := range h.a {
		if i != at {
			a = append(a, h.a[i]-float64(t*on.a[i]))
		}
	}
	return halfspace{a, h.b - float64(t*on.b)}
}

func drop(v []float64, at int) []float64 {
	out := make([]float64, 0, len(v)-1)
	out = append(out, v[:at]...)
	return append(out, v[at+1:]...)
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += float64(a[i] * b[i])
	}
	return s
}
