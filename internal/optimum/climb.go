package optimum

import (
	"context"
	"math"
)

// Value is what a point comes to: the figure, and the slack of each constraint, 0
// or more where it is kept. Both should be scaled so that they move by about 1
// over the box. NaN is as bad as can be.
type Value struct {
	Figure float64
	Slack  []float64
}

// Violation is how far the worst constraint is from being kept: 0 if all are.
func (v *Value) Violation() float64 {
	worst := 0.0
	for _, s := range v.Slack {
		if math.IsNaN(s) {
			return math.Inf(1)
		}
		worst = max(worst, -s)
	}
	if math.IsNaN(v.Figure) {
		return math.Inf(1)
	}
	return worst
}

// Better reports whether v is better than w: it keeps the constraints and w does
// not, both do and its figure is less, or neither does and it is nearer to it.
func (v *Value) Better(w *Value) bool {
	a, b := v.Violation(), w.Violation()
	if a != b {
		return a < b
	}
	return a == 0 && v.Figure < w.Figure
}

// Spot is a point of the box [0, 1]^d and what it comes to.
type Spot struct {
	X []float64
	Value
}

// Search is one search: from a point, for the least figure of its own aim.
type Search[R any] struct {
	Aim  func(R) Value
	From []float64
	// Reach is the half-width of the first region in which the aim is taken for
	// linear, Fine that at which the search ends; Most bounds its steps.
	Reach, Fine float64
	Most        int
}

// Run makes searches side by side: what they need next is read together. Read
// evaluates points, each of which lies in [0, 1]^d; grain is the smallest step of
// each coordinate. It returns the best point that each search has seen. When read
// fails it returns that error.
//
// A step reads a little to either side along each coordinate, takes figure and
// constraints for linear in a region around the point (R. Fletcher and E. Sainz de
// la Maza, Mathematical Programming 43, 1989) and tries the best point there, and
// shorter ways to it. The region grows where that helps and shrinks where not.
func Run[R any](ctx context.Context, searches []Search[R], grain []float64, read func(context.Context, [][]float64) ([]R, error)) ([]Spot, error) {
	all := make([]*climber[R], len(searches))
	for i := range searches {
		all[i] = &climber[R]{Search: searches[i], grain: grain, region: searches[i].Reach}
		all[i].next = [][]float64{all[i].From}
	}
	for {
		var points [][]float64
		for _, c := range all {
			points = append(points, c.next...)
		}
		if len(points) == 0 {
			break
		}
		got, err := read(ctx, points)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			n := len(c.next)
			if n > 0 {
				c.take(got[:n])
			}
			got = got[n:]
		}
	}
	out := make([]Spot, len(all))
	for i, c := range all {
		out[i] = c.best
	}
	return out, nil
}

// climber is a search under way.
type climber[R any] struct {
	Search[R]
	grain  []float64
	region float64
	steps  int
	best   Spot
	next   [][]float64 // what is to be read; nil at the end
	probe  bool        // next are probes along the coordinates
	before Spot        // where they were made
	slope  slopes
	aimed  []float64 // where the linear aim has its best point; nil: not asked
	short  []float64 // by how much the last such point fell short of each slack
}

// slopes are the derivatives of the figure and of each slack.
type slopes struct {
	figure []float64
	slack  [][]float64
}

// take hands over what was asked for and decides what to ask next.
func (c *climber[R]) take(got []R) {
	values := make([]Value, len(got))
	for i := range got {
		values[i] = c.Aim(got[i])
	}
	if c.best.X == nil {
		c.best = Spot{c.From, values[0]}
		c.short = make([]float64, len(values[0].Slack))
		c.look()
		return
	}
	from := c.best
	for i := range values {
		if values[i].Better(&c.best.Value) {
			c.best = Spot{c.next[i], values[i]}
		}
	}
	if c.probe {
		c.slope = c.slopes(values)
		c.aim()
		if len(c.next) == 0 {
			c.settle(false)
		}
		return
	}
	c.learn(values[0])
	moved := apart(from.X, c.best.X)
	if moved == 0 {
		moved = apart(c.before.X, c.best.X) // a probe was better than where it was made
		c.settle(moved > 0.9*c.region)
		return
	}
	c.settle(moved > 0.5*c.region)
}

// settle ends a step: the region grows if the step was a long one.
func (c *climber[R]) settle(long bool) {
	c.steps++
	switch {
	case long:
		c.region = min(2*c.region, 0.5)
	case apart(c.before.X, c.best.X) > 0.1*c.region:
		c.region /= 1.5
	default:
		c.region /= 3
	}
	if c.region < c.Fine || c.steps >= c.Most {
		c.next = nil
		return
	}
	c.look()
}

// look asks for probes to either side of the best point.
func (c *climber[R]) look() {
	c.before, c.next, c.probe = c.best, nil, true
	for i, x := range c.best.X {
		h := max(c.region/2, c.grain[i])
		for _, sign := range []float64{-1, 1} {
			v := min(max(x+float64(sign*h), 0), 1)
			p := append([]float64(nil), c.best.X...)
			p[i] = v
			c.next = append(c.next, p)
		}
	}
}

// slopes makes the derivatives from the probes.
func (c *climber[R]) slopes(values []Value) slopes {
	out := slopes{figure: make([]float64, len(c.before.X)), slack: make([][]float64, len(c.short))}
	for j := range out.slack {
		out.slack[j] = make([]float64, len(c.before.X))
	}
	for i := range out.figure {
		width := c.next[2*i+1][i] - c.next[2*i][i]
		a, b := &values[2*i], &values[2*i+1]
		out.figure[i] = finite((b.Figure - a.Figure) / width)
		for j := range out.slack {
			out.slack[j][i] = finite((b.Slack[j] - a.Slack[j]) / width)
		}
	}
	return out
}

// aim asks for the best point of the linear aim around where the probes were
// made, for points on the way to it, and for one that makes up for how much the
// last such point fell short.
func (c *climber[R]) aim() {
	c.next, c.probe = nil, false
	c.aimed = c.linear(nil)
	if c.aimed == nil {
		return
	}
	for _, t := range []float64{1, 0.5, 0.2} {
		c.try(c.aimed, t)
	}
	for _, s := range c.short {
		if s > 0 {
			if d := c.linear(c.short); d != nil {
				c.try(d, 1)
				c.try(d, 0.5)
			}
			break
		}
	}
}

// try asks for the point a part of the way along a step.
func (c *climber[R]) try(d []float64, t float64) {
	p := make([]float64, len(d))
	for i := range p {
		p[i] = min(max(c.before.X[i]+float64(t*d[i]), 0), 1)
	}
	c.next = append(c.next, p)
}

// heavy is what a violation counts against the figure where no point of the
// region keeps all constraints.
const heavy = 1000

// linear returns the step to the best point of the linear aim in the region, with
// more slack than 0 asked for by so much; nil if there is none but to stay. The last
// variable of the program is the violation.
func (c *climber[R]) linear(more []float64) []float64 {
	d := len(c.before.X)
	cost, lo, hi := make([]float64, d+1), make([]float64, d+1), make([]float64, d+1)
	copy(cost, c.slope.figure)
	cost[d], hi[d] = heavy, 1e9
	for i, x := range c.before.X {
		region := max(c.region, c.grain[i])
		lo[i], hi[i] = max(-region, -x), min(region, 1-x)
	}
	var rows []halfspace
	for j, s := range c.before.Slack {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			continue
		}
		a := make([]float64, d+1)
		for i := range d {
			a[i] = -c.slope.slack[j][i]
		}
		a[d] = -1
		if more != nil {
			s -= more[j]
		}
		rows = append(rows, halfspace{a, s})
	}
	x, ok := least(cost, rows, lo, hi)
	if !ok {
		return nil
	}
	for i := range d {
		if x[i] != 0 {
			return x[:d]
		}
	}
	return nil
}

// learn notes by how much the first point tried fell short of what was expected.
func (c *climber[R]) learn(v Value) {
	for j := range c.short {
		want := c.before.Slack[j] + dot(c.slope.slack[j], c.aimed)
		c.short[j] = max(0, finite(want-v.Slack[j]), c.short[j]/4)
	}
}

// apart is the greatest difference of two points along a coordinate.
func apart(a, b []float64) float64 {
	d := 0.0
	for i := range a {
		d = max(d, math.Abs(a[i]-b[i]))
	}
	return d
}

func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
