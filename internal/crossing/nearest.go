package crossing

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Nearest looks for the point nearest to the origin at which the condition
// holds. The condition must not hold at the origin; singles, from Singles, are
// among the ways it starts from.
//
// The distance is a function of the direction: that to the first crossing on
// the way out. It is made smaller from several starts: the gradients, the bends
// and the worst lifetimes of samples of the whole space at once, twice and three
// times its spread, and the best single drivers. At the crossing the normal of the
// boundary is had by regression of single lifetimes around it, which works for
// a statistic that jumps as for a smooth one, and the direction is turned towards it
// as far as that helps: A. M. Hasofer and N. C. Lind, J. Engineering Mechanics
// Division ASCE 100, 1974; R. Rackwitz and B. Fiessler, Computers & Structures 9, 1978,
// with a search for the length of the step. Then drivers that hardly matter are set back.
func (s *Space) Nearest(ctx context.Context, singles []Single) (Spot, error) {
	h := &hunt{Space: s}
	out := Spot{Distance: math.NaN()}
	w, err := h.way(ctx, singles)
	if err == nil && w.direction != nil {
		out, err = h.along(ctx, w)
	}
	if len(singles) > 0 && err == nil {
		// A single driver is a combination, too.
		if x := singles[0]; !math.IsNaN(x.Distance) && !(out.Distance < math.Abs(x.Distance)*(1-tolerance)) {
			out, err = h.along(ctx, way{scaled(h.Push[x.Driver], math.Copysign(1, x.Distance)), math.Abs(x.Distance)})
		}
	}
	out.Farthest = h.far
	return out, err
}

// along finds the first crossing on a way, with all words of luck, about where
// few words have it.
func (h *hunt) along(ctx context.Context, w way) (Spot, error) {
	a, expected := w.direction, w.distance
	at := func(r float64) []float64 { return scaled(a, r) }
	l := h.line(0, min(h.Radius, max(1, 1.5*expected)), 9, at)
	l.Most = 30
	f, err := l.Solve(ctx)
	open := !slices.ContainsFunc(f.Crossings, func(c Crossing) bool { return c.Above && !math.IsInf(c.Hi, 1) })
	if open && err == nil && l.Hi < h.Radius {
		l = h.line(0, h.Radius, 13, at)
		l.Most = 40
		f, err = l.Solve(ctx)
	}
	out := Spot{Distance: math.NaN(), Way: f.Points}
	for _, c := range f.Crossings {
		if err != nil || !c.Above {
			continue
		}
		out.Distance, out.Lo, out.Hi = c.At, max(c.Lo, 0), c.Hi
		out.Point = scaled(a, c.At)
		out.Push = h.pushes(out.Point)
		for k, x := range out.Push {
			if math.Abs(x) < 1e-9 {
				out.Push[k] = 0
			}
		}
		out.Share = h.shares(out.Point, out.Push)
		for _, p := range f.Points {
			if p.X == c.At {
				out.Reading = p.Reading
			}
		}
		break
	}
	return out, err
}

// way returns the shortest way to where the condition holds, one without a
// direction if there is none.
func (h *hunt) way(ctx context.Context, singles []Single) (way, error) {
	starts, err := h.starts(ctx, singles)
	if err != nil || len(starts) == 0 {
		return way{}, err
	}
	all := h.everyone()
	best := starts[0]
	for i, start := range starts {
		rounds := 12
		if i > 0 {
			rounds = 3
		}
		w, err := h.descend(ctx, start, all, rounds)
		if err == nil && i > 0 && w.distance < best.distance {
			w, err = h.descend(ctx, w, all, 12)
		}
		if err != nil {
			return way{}, err
		}
		best = nearer(best, w)
	}
	active, fewer, err := h.sparse(ctx, best)
	if err != nil {
		return way{}, err
	}
	if fewer, err = h.descend(ctx, fewer, active, 4); err != nil {
		return way{}, err
	}
	return h.polish(ctx, fewer, active)
}

// way is a direction and the distance at which the condition begins to hold on it.
type way struct {
	direction []float64
	distance  float64
}

// pairs is how many pairs of lifetimes are scored around a point: the noise of a
// direction that least squares find grows with the square root of drivers over pairs.
func (h *hunt) pairs() int {
	drivers := len(h.Push)
	return max(400, min(20*drivers, 1000), 4*drivers)
}

// starts returns at most three ways that reach a crossing, the nearest first,
// that are not much alike.
func (h *hunt) starts(ctx context.Context, singles []Single) ([]way, error) {
	var tries [][]float64
	try := func(a []float64) {
		if a = unit(a); a != nil && !slices.ContainsFunc(tries, func(b []float64) bool { return dot(a, b) > 0.97 }) {
			tries = append(tries, a)
		}
	}
	origin := make([]float64, len(h.Push[0]))
	for spread := 1.0; spread <= 3; spread++ {
		c, err := h.around(ctx, origin, spread, max(1000, h.pairs()))
		if err != nil {
			return nil, err
		}
		try(c.normal)
		try(c.clear)
		for _, p := range c.worst() {
			try(p)
		}
		for _, a := range c.bends(2) {
			try(a)
			try(scaled(a, -1))
		}
	}
	together := make([]float64, len(origin)) // exact where the boundary is flat
	alone := 0
	for _, x := range singles {
		if math.IsNaN(x.Distance) {
			continue
		}
		if alone++; alone <= 3 {
			try(scaled(h.Push[x.Driver], x.Distance))
		}
		for i, e := range h.Push[x.Driver] {
			together[i] += e / x.Distance
		}
	}
	try(together)
	if len(tries) == 0 {
		return nil, nil
	}
	var ways []way
	for _, luck := range []int{max(h.Quick/4, 1), h.Quick} {
		distances, err := h.reach(ctx, tries, h.Radius, rough, luck)
		if err != nil {
			return nil, err
		}
		for i, a := range tries {
			if !math.IsInf(distances[i], 1) {
				ways = append(ways, way{a, distances[i]})
			}
		}
		if len(ways) > 0 {
			break
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.distance, b.distance) })
	var out []way
	for _, w := range ways {
		if len(out) == 3 || slices.ContainsFunc(out, func(o way) bool { return dot(o.direction, w.direction) > 0.85 }) {
			continue
		}
		found, err := h.reach(ctx, [][]float64{w.direction}, h.Radius, fine, h.Quick)
		if err != nil {
			return nil, err
		}
		if !math.IsInf(found[0], 1) {
			out = append(out, way{w.direction, found[0]})
		}
	}
	return out, nil
}

// descend turns a way towards the normal of the boundary while that makes it
// shorter, moving the active drivers only.
func (h *hunt) descend(ctx context.Context, w way, active []bool, rounds int) (way, error) {
	still := 0 // rounds without a gain
	for range rounds {
		// A wide sample sees the bend of the boundary, a narrow one its tangent.
		spread, steps := 0.4, []float64{1, 0.5, 0.25, 0.12}
		if still > 0 {
			spread, steps = 0.15, []float64{0.5, 0.25, 0.12, 0.06, 0.03, 0.015}
		}
		c, err := h.around(ctx, scaled(w.direction, w.distance), spread, h.pairs())
		if err != nil {
			return w, err
		}
		var tries [][]float64
		for _, n := range [][]float64{c.normal, c.clear} {
			if n == nil || dot(n, w.direction) <= 0 {
				continue
			}
			for _, t := range steps {
				if a := h.restrict(toward(w.direction, n, t), active); a != nil {
					tries = append(tries, a)
				}
			}
		}
		next, err := h.shorter(ctx, w, tries)
		if err != nil {
			return w, err
		}
		if next.distance > w.distance*(1-0.004) {
			if still++; still > 1 {
				return nearer(w, next), nil
			}
		}
		w = nearer(w, next)
	}
	return w, nil
}

func nearer(a, b way) way {
	if b.distance < a.distance {
		return b
	}
	return a
}

// shorter returns the way among the tried directions that is best where w ends,
// or w if none is shorter.
func (h *hunt) shorter(ctx context.Context, w way, tries [][]float64) (way, error) {
	if len(tries) == 0 {
		return w, nil
	}
	limit := w.distance - 2*fine
	points := make([][]float64, len(tries))
	for i, a := range tries {
		points[i] = scaled(a, limit)
	}
	got, err := h.read(ctx, points, h.Quick)
	if err != nil {
		return w, err
	}
	best := -1
	for i, r := range got {
		if r.Met && (best < 0 || r.Slack > got[best].Slack) {
			best = i
		}
	}
	if best < 0 {
		return w, nil
	}
	found, err := h.reach(ctx, tries[best:best+1], limit, fine, h.Quick)
	if err != nil {
		return w, err
	}
	return way{tries[best], found[0]}, nil
}

// everyone is the set of all drivers.
func (h *hunt) everyone() []bool { return slices.Repeat([]bool{true}, len(h.Push)) }
