package crossing

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// signs are the two ways to move a driver.
var signs = [2]float64{-1, 1}

// mayHold reports whether the condition holds, or may for all that the interval
// says: one without an end says nothing.
func mayHold(r Reading) bool { return r.Met || finite(r.Hi) && !r.surelyNot() }

// quarters is the number of places at which a single driver is tried either way.
const quarters = 4

// Singles finds for each driver the nearest move of it alone at which the
// condition holds, either way and within Within: the nearest first, then those
// that have none, those first that come nearest to the limit.
//
// All are tried at four places either way with few words of luck. Where the
// condition then holds it is looked for with all of them, to a hundredth of a
// standard deviation; and so where it may hold for all that the few words tell, if it
// still may at the end of the range with all of them.
func (s *Space) Singles(ctx context.Context) ([]Single, error) {
	var points [][]float64
	for _, e := range s.Push {
		for _, sign := range signs {
			for k := 1; k <= quarters; k++ {
				points = append(points, scaled(e, sign*s.Within*float64(k)/quarters))
			}
		}
	}
	got, err := s.Read(ctx, points, max(s.Quick/2, 1))
	if err != nil {
		return nil, err
	}
	out := make([]Single, len(s.Push))
	from := make([]int, 2*len(s.Push)) // place from which each driver is to be looked at, either way; -1: nowhere
	var open []int
	points = points[:0]
	for i := range out {
		for k, sign := range signs {
			way := got[quarters*(2*i+k):][:quarters]
			if end := way[quarters-1]; k == 0 || math.IsNaN(out[i].Slack) || end.Slack > out[i].Slack {
				out[i] = Single{Driver: i, Distance: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), End: sign * s.Within, Reading: end}
			}
			from[2*i+k] = slices.IndexFunc(way, mayHold)
			if from[2*i+k] >= 0 && !slices.ContainsFunc(way, func(r Reading) bool { return r.Met }) {
				open = append(open, 2*i+k)
				points = append(points, scaled(s.Push[i], sign*s.Within))
			}
		}
	}
	if len(open) > 0 {
		if got, err = s.Read(ctx, points, s.Luck); err != nil {
			return nil, err
		}
		for k, at := range open {
			if !mayHold(got[k]) {
				from[at] = -1
			}
		}
	}
	for at, first := range from {
		if first >= 0 {
			if err := s.single(ctx, &out[at/2], signs[at%2], first); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Single) int {
		if c := cmp.Compare(orLast(math.Abs(a.Distance)), orLast(math.Abs(b.Distance))); c != 0 {
			return c
		}
		return cmp.Compare(orLast(-a.Slack), orLast(-b.Slack))
	})
	return out, nil
}

func orLast(v float64) float64 {
	if math.IsNaN(v) {
		return math.Inf(1)
	}
	return v
}

// single looks for the nearest move of one driver in one direction, from before
// the first of the places at which it may be.
func (s *Space) single(ctx context.Context, x *Single, sign float64, first int) error {
	way := scaled(s.Push[x.Driver], sign)
	l := s.line(s.Within*float64(first)/quarters, s.Within, quarters-first+1, func(r float64) []float64 { return scaled(way, r) })
	l.Tolerance = 0.0025 * s.Within / (l.Hi - l.Lo)
	l.Most = l.Grid + 14
	f, err := l.Solve(ctx)
	if err != nil {
		return err
	}
	for _, c := range f.Crossings {
		if !c.Above || math.Abs(x.Distance) <= c.At {
			continue
		}
		x.Distance, x.Lo, x.Hi = sign*c.At, sign*max(c.Lo, 0), sign*c.Hi
		if sign < 0 {
			x.Lo, x.Hi = x.Hi, x.Lo
		}
		break
	}
	return nil
}

// line is the statistic on a way through the space, with all words of luck.
func (s *Space) line(lo, hi float64, grid int, at func(r float64) []float64) *Line {
	read := map[float64]Reading{}
	return &Line{
		Lo: lo, Hi: hi, Places: 5, Grid: grid, Fine: 4*(grid-1) + 1,
		Read: func(ctx context.Context, xs []float64) ([]Reading, error) {
			points := make([][]float64, len(xs))
			for i, r := range xs {
				points[i] = at(r)
			}
			got, err := s.Read(ctx, points, s.Luck)
			for i := range got {
				read[xs[i]] = got[i]
			}
			return got, err
		},
		// Surely only where the intervals are apart.
		Rise: func(a, b float64) (lo, hi float64) {
			return read[b].Lo - read[a].Hi, read[b].Hi - read[a].Lo
		},
	}
}
