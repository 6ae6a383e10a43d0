package study

import (
	"context"
	"fmt"
	"math"

	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// BreakEven is where a condition begins or ceases to hold as a field of the
// deal is varied, on the same words at every value.
type BreakEven struct {
	Seed, Paths uint64
	Vary        Vary
	Range       Range
	Until       metric.Constraint // bound to the deal as it stands
	// Today is what the deal has where it is varied, and AtToday what the
	// statistic comes to in the deal as it stands.
	Today   Held
	AtToday Estimate
	// Values are all that were tried, ascending.
	Values []Tried
	// Crossings are those found, ascending: usually one.
	Crossings []Crossing
	// Monotone says that the statistic goes one way on the coarse grid as far as
	// its errors tell. Grid is the number of values on which crossings were looked
	// for; All says that those are all values there are.
	Monotone bool
	Grid     int
	All      bool
	// Evaluations counts the deals evaluated, the one that stands included; Walks
	// the lifetimes sampled for them: all others were settled again.
	Evaluations int
	Walks       uint64
	// Rewalked says that the deal has reviews, so that nothing could be settled again.
	Rewalked bool
	// Partial says that the study was stopped: Values are those finished by then,
	// as the whole study has them, and crossings are not resolved to the end.
	Partial bool
}

// Tried is a value and what the statistic comes to there.
type Tried struct {
	At float64
	// Even says that it is one of an even grid, or what the deal has; else it was
	// tried on the way to a crossing.
	Even bool
	Estimate
	Verdict
}

// Crossing is a value at which the condition begins to hold, upwards if Above,
// else downwards: the last value tried at which it does, at most 1e-4 of the
// range, or the smallest step of the field, from Other, at which it does not.
type Crossing struct {
	Tried
	Other float64
	Above bool
	// AtLo and AtHi are its 95 % interval: the values at which the
	// statistic's own 95 % interval has the limit in it. An end is infinite where
	// the range ends first.
	AtLo, AtHi float64
}

// Nearest returns the place of the crossing nearest to a value, the first if
// that is no number; -1 if there is none.
func (b *BreakEven) Nearest(x float64) int {
	best := -1
	for i := range b.Crossings {
		if best < 0 || math.Abs(b.Crossings[i].At-x) < math.Abs(b.Crossings[best].At-x) {
			best = i
		}
	}
	return best
}

// The numbers of values tried: on the coarse grid, on the fine one unless asked
// otherwise, and in all while the coarse one decides.
const (
	coarseGrid      = 7
	FineGrid        = 49
	MostEvaluations = 20
)

// BreakEvenStudy is a break-even that can be run: its field is there, both ends
// of its range make sound deals, and the deal has the statistic.
type BreakEvenStudy struct {
	base  *sim.Plan
	until metric.Condition
	out   BreakEven
	fine  int
}

// NewBreakEven prepares the break-even of a deal. The plan must be compiled with
// what metric.Wants says of the condition's statistic. Fine is the number of
// values of the grid that is used where the statistic is not monotone; 0 is FineGrid.
func NewBreakEven(p *sim.Plan, v Vary, until metric.Condition, fine int) (*BreakEvenStudy, error) {
	bound, err := bindOne(p, until)
	if err != nil {
		return nil, err
	}
	r, err := v.Range(p.Deal())
	if err != nil {
		return nil, err
	}
	s := &BreakEvenStudy{base: p, until: until, fine: fine}
	if fine == 0 {
		s.fine = FineGrid
	}
	s.out = BreakEven{Vary: v, Range: r, Until: bound, Today: v.Held(p), Rewalked: p.Reviewed()}
	for _, x := range []float64{r.Lo, r.Hi} {
		if _, err := s.plan(x); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// bindOne binds a condition that must stand for one constraint.
func bindOne(p *sim.Plan, c metric.Condition) (metric.Constraint, error) {
	bound, err := c.Bind(p.Metrics())
	if err != nil {
		return metric.Constraint{}, err
	}
	if len(bound) > 1 {
		return metric.Constraint{}, fmt.Errorf("%s: stands for %d conditions, such as %s; must be one: write it for one of them, or p(any(...)) for the chance of any", c.String(), len(bound), bound[0].String())
	}
	return bound[0], nil
}

// plan compiles the deal with a value in place.
func (s *BreakEvenStudy) plan(x float64) (*sim.Plan, error) {
	d, err := s.base.Deal().With(s.out.Vary.Edit(x))
	if err != nil {
		return nil, fmt.Errorf("at %v: %w", x, err)
	}
	agreed := d.Contract()
	p, err := sim.Compile(d, metric.Wants(&agreed, s.until.Statistic)...)
	if err != nil {
		return nil, fmt.Errorf("at %v: %w", x, err)
	}
	return p, nil
}

// Run looks for the break-even. Each value is evaluated on the same o.Paths
// lifetimes, so that differences between values are those of the deals and not of chance;
// the values of the first grid are evaluated in one sweep. When ctx ends it
// returns what is finished with ctx's error; any other error is of the deal that
// some value makes.
func (s *BreakEvenStudy) Run(ctx context.Context, o sim.Options) (*BreakEven, error) {
	r := breakEvenRun{BreakEvenStudy: s, o: o, samples: map[float64]*Sample{}, out: s.out}
	r.out.Seed, r.out.Paths = o.Seed, o.Paths
	line := crossing.Line{
		Lo: s.out.Range.Lo, Hi: s.out.Range.Hi, Places: s.out.Range.Places,
		Grid: coarseGrid, Fine: s.fine, Most: MostEvaluations, Read: r.read, Rise: r.rise,
	}
	if today := s.out.Today; today.Value >= line.Lo && today.Value <= line.Hi && (s.out.Vary.Times || today.Uncertain == 0) {
		r.today = today.Value // the deal as it stands is one of the values
		line.Also = []float64{r.today}
	} else {
		r.today = math.NaN()
		line.Most-- // it is evaluated beside them
	}
	found, err := line.Solve(ctx)
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	r.out.Partial = err != nil
	r.out.Monotone, r.out.Grid, r.out.All = found.Monotone, found.Grid, found.All
	if found.All {
		r.out.Grid = len(found.Points)
	}
	for _, p := range found.Points {
		x := r.tried(p.X)
		x.Even = p.Even
		r.out.Values = append(r.out.Values, x)
	}
	for _, c := range found.Crossings {
		r.out.Crossings = append(r.out.Crossings, Crossing{Tried: r.tried(c.At), Other: c.Other, Above: c.Above, AtLo: c.Lo, AtHi: c.Hi})
	}
	return &r.out, err
}

// breakEvenRun is a break-even while it runs.
type breakEvenRun struct {
	*BreakEvenStudy
	o       sim.Options
	out     BreakEven
	today   float64 // NaN if the deal as it stands is none of the values
	done    uint64  // paths of the sweeps so far
	samples map[float64]*Sample
}

// read evaluates values in one sweep; with the first of them the deal as it stands.
func (r *breakEvenRun) read(ctx context.Context, xs []float64) ([]crossing.Reading, error) {
	var plans []*sim.Plan
	first := r.out.Evaluations == 0
	if first && math.IsNaN(r.today) {
		plans = append(plans, r.base)
	}
	for _, x := range xs {
		p := r.base
		if x != r.today {
			var err error
			if p, err = r.plan(x); err != nil {
				return nil, err
			}
		}
		plans = append(plans, p)
	}
	bound := make([]metric.Constraint, len(plans))
	names := make([][]string, len(plans))
	for i, p := range plans {
		var err error
		if bound[i], err = bindOne(p, r.until); err != nil {
			return nil, err
		}
		names[i] = bound[i].Metrics
	}
	o := r.o
	if o.Progress != nil {
		o.Progress = func(done uint64) { r.o.Progress(r.done + done) }
	}
	sweep, err := sim.NewSweep(ctx, plans, names, o)
	if sweep == nil {
		return nil, err
	}
	r.done += uint64(len(plans)) * o.Paths
	r.out.Walks += sweep.Walks
	at := 0
	if len(plans) > len(xs) {
		if sweep.Done[0] {
			r.out.AtToday = sweptSample(sweep, 0, plans[0], bound[0].Bound).Estimate()
			r.out.Evaluations++
		}
		at = 1
	}
	var readings []crossing.Reading
	for i, x := range xs {
		if !sweep.Done[at+i] { // of what was stopped a prefix counts
			break
		}
		r.samples[x] = sweptSample(sweep, at+i, plans[at+i], bound[at+i].Bound)
		e := r.samples[x].Estimate()
		if x == r.today {
			r.out.AtToday = e
		}
		r.out.Evaluations++
		readings = append(readings, readingOf(e, r.out.Until.Limit))
	}
	return readings, err
}

// rise is the interval of the change of slack from a to b, paired path by path.
func (r *breakEvenRun) rise(a, b float64) (lo, hi float64) {
	return riseOf(r.samples[a], r.samples[b], r.out.Until.Limit)
}

func (r *breakEvenRun) tried(x float64) Tried {
	e := r.samples[x].Estimate()
	return Tried{At: x, Estimate: e, Verdict: e.Holds(r.out.Until.Limit)}
}

// readingOf holds an estimate against a limit.
func readingOf(e Estimate, l metric.Limit) crossing.Reading {
	lo, hi := l.Slack(e.Lo), l.Slack(e.Hi)
	return crossing.Reading{Slack: l.Slack(e.Value), Lo: min(lo, hi), Hi: max(lo, hi), Met: l.Met(e.Value)}
}
