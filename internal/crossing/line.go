package crossing

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"
)

// Line is a statistic as a function of one number.
type Line struct {
	Lo, Hi float64
	// Places is the number of decimals that a value has: 2 for pennies, 0 for
	// whole numbers, -3 for thousands.
	Places int
	// Also are values in the range that are read with the grid.
	Also []float64
	// Grid is the number of values of the coarse grid, Fine that of the fine one.
	Grid, Fine int
	// Tolerance is the share of the range within which a crossing is found; 0: 1e-4.
	Tolerance float64
	// Most is the number of values that may be read while the coarse grid
	// decides: Grid, len(Also) and 12 are always enough for the crossing.
	Most int
	// Read reads the statistic at each of several values.
	Read func(ctx context.Context, xs []float64) ([]Reading, error)
	// Rise returns the 95 % interval of the change of slack from a to b, both of
	// them read before.
	Rise func(a, b float64) (lo, hi float64)
}

// Point is a value and what was read there.
type Point struct {
	X float64
	// Even says that it is one of an even grid, or one of Also.
	Even bool
	Reading
}

// Crossing is where the condition begins or ceases to hold.
type Crossing struct {
	// At is a value that was read, the last at which the condition holds, and
	// Other the nearest beyond it at which it does not.
	At, Other float64
	// Above says that the condition holds from At upwards, else downwards.
	Above bool
	// Lo and Hi are the 95 % interval: the values at which the statistic's own
	// interval has the limit in it. An end is infinite where the range ends first.
	Lo, Hi float64
}

// Found is what a Line came to.
type Found struct {
	Points    []Point // all that were read, ascending
	Crossings []Crossing
	// Monotone says that no step of the coarse grid goes surely one way and
	// another surely the other.
	Monotone bool
	// Grid is the number of values of the grid on which crossings were looked
	// for, All whether it has every value there is.
	Grid int
	All  bool
}

const tolerance = 1e-4

// Solve looks for all crossings. Where the statistic is monotone on the coarse
// grid, as far as its errors tell, and the condition changes at most once, that
// grid decides, with at most Most values in all; else the fine grid does. If the
// range has no more than Most values all are read. When ctx ends it returns what
// has been found by then with ctx's error.
func (l *Line) Solve(ctx context.Context) (Found, error) {
	s := lineSearch{Line: l, step: math.Pow10(-l.Places)}
	s.tol = max(s.step, cmp.Or(l.Tolerance, tolerance)*(l.Hi-l.Lo)) * (1 + 1e-9)
	err := s.solve(ctx)
	return s.Found, err
}

// lineSearch is a Line being solved.
type lineSearch struct {
	*Line
	Found
	step, tol float64
}

func (s *lineSearch) solve(ctx context.Context) error {
	if values := math.Round((s.Hi-s.Lo)/s.step) + 1; values+float64(len(s.Also)) <= float64(s.Most) {
		s.All = true
		if err := s.read(ctx, append(s.grid(int(values)), s.Also...), true); err != nil {
			return err
		}
		s.Monotone = s.monotone(s.Points)
		return s.crossings(ctx, math.MaxInt)
	}
	coarse := s.grid(s.Line.Grid)
	if err := s.read(ctx, append(slices.Clone(coarse), s.Also...), true); err != nil {
		return err
	}
	s.Found.Grid = len(coarse)
	s.Monotone = s.monotone(s.Points)
	if s.Monotone && len(s.changes()) <= 1 {
		return s.crossings(ctx, s.Most)
	}
	fine := s.grid(s.Fine)
	if err := s.read(ctx, fine, true); err != nil {
		return err
	}
	s.Found.Grid = len(fine)
	return s.crossings(ctx, math.MaxInt)
}

// grid returns n values evenly over the range, its ends among them.
func (s *lineSearch) grid(n int) []float64 {
	xs := make([]float64, 0, n)
	for i := range n {
		x := s.round(s.Lo + (s.Hi-s.Lo)*float64(i)/float64(n-1))
		switch i {
		case 0:
			x = s.Lo
		case n - 1:
			x = s.Hi
		}
		if len(xs) == 0 || x > xs[len(xs)-1] {
			xs = append(xs, x)
		}
	}
	return xs
}

// round brings a value to the decimals that it may have.
func (s *lineSearch) round(x float64) float64 {
	if s.Places < 0 {
		unit := math.Pow10(-s.Places)
		return math.Round(x/unit) * unit
	}
	unit := math.Pow10(s.Places)
	return math.Round(x*unit) / unit
}

// read reads the values that have not been read yet, and keeps what it got of
// them if it is cut short. Even says what they are.
func (s *lineSearch) read(ctx context.Context, xs []float64, even bool) error {
	var fresh []float64
	for _, x := range xs {
		if _, known := s.find(x); !known && !slices.Contains(fresh, x) {
			fresh = append(fresh, x)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	readings, err := s.Read(ctx, fresh)
	for i, r := range readings {
		at, _ := s.find(fresh[i])
		s.Points = slices.Insert(s.Points, at, Point{X: fresh[i], Even: even, Reading: r})
	}
	return err
}

// find returns the place of a value among the points, and whether it is there.
func (s *lineSearch) find(x float64) (int, bool) {
	at := sort.Search(len(s.Points), func(i int) bool { return s.Points[i].X >= x })
	return at, at < len(s.Points) && s.Points[at].X == x
}

// monotone reports whether no step between neighbours goes surely one way and
// another surely the other. Where there is no value there is no telling.
func (s *lineSearch) monotone(points []Point) bool {
	up, down := false, false
	for i := range points {
		if math.IsNaN(points[i].Slack) {
			return false
		}
		if i == 0 {
			continue
		}
		lo, hi := s.Rise(points[i-1].X, points[i].X)
		up, down = up || lo > 0, down || hi < 0
	}
	return !up || !down
}

// changes returns the places of the points whose condition is not that of the
// one before.
func (s *lineSearch) changes() []int {
	var out []int
	for i := 1; i < len(s.Points); i++ {
		if s.Points[i].Met != s.Points[i-1].Met {
			out = append(out, i)
		}
	}
	return out
}

// crossings refines every change of the condition, with at most so many points
// in all.
func (s *lineSearch) crossings(ctx context.Context, most int) error {
	var pairs [][2]Point
	for _, i := range s.changes() {
		pairs = append(pairs, [2]Point{s.Points[i-1], s.Points[i]})
	}
	for _, p := range pairs {
		not, met := p[0], p[1]
		if not.Met {
			not, met = met, not
		}
		slack, holds := func(r Reading) float64 { return r.Slack }, func(r Reading) bool { return r.Met }
		not, met, err := s.close(ctx, not, met, slack, holds, func(Point) float64 { return s.tol }, most)
		c := Crossing{At: met.X, Other: not.X, Above: met.X > not.X, Lo: math.Inf(-1), Hi: math.Inf(1)}
		if err == nil {
			// Half of what is left goes to either end, and what the first saves to the second.
			if c.Lo, err = s.end(ctx, c, -1, s.share(most)); err == nil {
				c.Hi, err = s.end(ctx, c, 1, most)
			}
		}
		s.Crossings = append(s.Crossings, c)
		if err != nil {
			return err
		}
	}
	return nil
}

// share returns the number of points at which half of what is left is spent.
func (s *lineSearch) share(most int) int {
	if most == math.MaxInt {
		return most
	}
	return len(s.Points) + (most-len(s.Points)+1)/2
}

// end finds one end of a crossing's interval: from the crossing outwards in the
// given direction, -1 or 1, to where the interval of the statistic has the limit
// in it no longer. It is the last value read there, so that what was not
// resolved makes the interval wider, not narrower.
func (s *lineSearch) end(ctx context.Context, c Crossing, direction float64, most int) (float64, error) {
	met := (direction > 0) == c.Above // the end is on the side where the condition holds
	from := c.At
	if met {
		from = c.Other
	}
	at, _ := s.find(from)
	inner, outer := s.Points[at], Point{X: math.NaN()}
	for at += int(direction); at >= 0 && at < len(s.Points); at += int(direction) {
		if s.Points[at].certain() {
			outer = s.Points[at]
			break
		}
		inner = s.Points[at]
	}
	if math.IsNaN(outer.X) {
		return math.Inf(int(direction)), nil
	}
	bound := func(r Reading) float64 { return r.Lo }
	if !met {
		bound = func(r Reading) float64 { return -r.Hi }
	}
	tol := func(p Point) float64 { return max(s.tol, 0.02*math.Abs(p.X-c.At)) }
	inner, outer, err := s.close(ctx, inner, outer, bound, Reading.certain, tol, most)
	if !met && math.Abs(outer.X-inner.X) < 1.5*s.step {
		return inner.X, err // of whole numbers the first that cannot be ruled out
	}
	return outer.X, err
}

// close narrows the gap between a point where something does not hold and one
// where it does to the tolerance of the latter, and returns the two. The value,
// negative at the first and positive at the second, guides it.
//
// It is regula falsi with the weight of a stale end halved (Illinois: M. Dowell
// and P. Jarratt, BIT 11, 1971), no nearer to an end than the tolerance, and
// projected to where bisection with one step more would be done as soon (I. F. D.
// Oliveira and R. H. C. Takahashi, ACM Transactions on Mathematical Software 47,
// 2021): on a step function it needs one point more than bisection.
func (s *lineSearch) close(ctx context.Context, not, yes Point, value func(Reading) float64, holds func(Reading) bool, tolerance func(Point) float64, most int) (Point, Point, error) {
	const spare = 0.99 // for the rounding of values
	reach := spare * s.tol * math.Exp2(math.Ceil(math.Log2(math.Abs(yes.X-not.X)/(spare*s.tol))))
	a, b := value(not.Reading), value(yes.Reading)
	stale := 0 // which end stayed the last time: -1 not, 1 yes
	for len(s.Points) < most {
		width, tol := math.Abs(yes.X-not.X), tolerance(yes)
		if width <= tol {
			break
		}
		t := 0.5 // from not to yes
		if finite(a) && finite(b) && a <= 0 && b >= 0 && b > a {
			t = -a/(b-a) + 0.5*tol/width // a little beyond, so that both ends come near
		}
		least := min(0.5, 0.9*tol/width)
		t = min(max(t, least), 1-least)
		free := max(0, reach/width-0.5)
		t = min(max(t, 0.5-free), 0.5+free)
		x := s.inside(not.X+float64(t*(yes.X-not.X)), not.X, yes.X)
		if math.IsNaN(x) {
			break
		}
		if err := s.read(ctx, []float64{x}, false); err != nil {
			return not, yes, err
		}
		at, _ := s.find(x)
		p := s.Points[at]
		if holds(p.Reading) {
			yes, b = p, value(p.Reading)
			if stale == -1 {
				a /= 2
			}
			stale = -1
		} else {
			not, a = p, value(p.Reading)
			if stale == 1 {
				b /= 2
			}
			stale = 1
		}
		reach /= 2
	}
	return not, yes, nil
}

// inside rounds a value to one strictly between two others, NaN if there is none.
func (s *lineSearch) inside(x, a, b float64) float64 {
	lo, hi := min(a, b), max(a, b)
	x = s.round(x)
	if x <= lo {
		x = s.round(lo + s.step)
	}
	if x >= hi {
		x = s.round(hi - s.step)
	}
	if x <= lo || x >= hi {
		return math.NaN()
	}
	return x
}
