package study

import (
	"context"
	"errors"
	"math"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// EffectBreakEven is the factor on the sizes of all effects of levers at which the
// first arrangement spends as much per net outcome as the one against.
type EffectBreakEven struct {
	Statistic string // of both
	Most      float64
	// Tried are the factors tried, from 0 to Most, ascending: the value is the cost per net
	// outcome of the first less that of the other.
	Tried []Tried
	// Crossings are the factors at which the first begins, or ceases, to spend no more.
	Crossings []Crossing
	// Reason says why there is nothing to try; else it is empty.
	Reason string
}

// Today is the difference with the effects as they are assumed; false if it was not tried.
func (b *EffectBreakEven) Today() (Tried, bool) {
	for _, t := range b.Tried {
		if t.At == 1 {
			return t, true
		}
	}
	return Tried{}, false
}

// The factors tried: at most mostFactors in all, up to the first of tops at
// which the deals are sound.
const mostFactors = 22

var tops = []float64{5, 4, 3, 2, 1.5, 1}

// breakEven looks for the factor on shared words.
func (s *ArrangementsStudy) breakEven(ctx context.Context, out *Arrangements, o sim.Options) (*EffectBreakEven, error) {
	b := &EffectBreakEven{Statistic: costPer(out.List[0].Plan)}
	r := &effectRun{study: s, statistic: b.Statistic, o: o, samples: map[float64][2]*Sample{}}
	switch {
	case b.Statistic == "":
		b.Reason = "the deal has no public payer to count the cost per outcome by"
		return b, nil
	case len(out.List[0].Deal.Assumptions().LeverEffects) == 0:
		b.Reason = "the deal has no effects of levers"
		return b, nil
	case r.bindFails(out.List[out.Against].Plan):
		b.Reason = out.List[out.Against].Name + " has no " + b.Statistic
		return b, nil
	}
	for _, top := range tops {
		if _, err := r.plans(top); err == nil {
			b.Most = top
			break
		}
	}
	if b.Most == 0 {
		b.Reason = "the sizes of effects cannot be multiplied"
		return b, nil
	}
	line := crossing.Line{
		Lo: 0, Hi: b.Most, Places: 3, Also: []float64{1}, Grid: coarseGrid, Fine: 25, Tolerance: 1e-3,
		Most: mostFactors, Read: r.read, Rise: r.rise,
	}
	found, err := line.Solve(ctx)
	if err != nil && (ctx.Err() == nil || len(found.Points) == 0) {
		return nil, err
	}
	for _, p := range found.Points {
		b.Tried = append(b.Tried, r.tried(p.X))
	}
	for _, c := range found.Crossings {
		b.Crossings = append(b.Crossings, Crossing{Tried: r.tried(c.At), Other: c.Other, Above: c.Above, AtLo: c.Lo, AtHi: c.Hi})
	}
	out.Walks += r.walks
	return b, err
}

// effectRun is the search while it runs.
type effectRun struct {
	study     *ArrangementsStudy
	statistic string
	o         sim.Options
	done      uint64
	walks     uint64
	samples   map[float64][2]*Sample // of the first arrangement and the one against
}

// noMore is the condition: the difference is at most 0.
var noMore = metric.Limit{Relation: metric.AtMost}

func (r *effectRun) bound(p *sim.Plan) (metric.Bound, error) {
	st, err := metric.ParseStatistic(r.statistic)
	if err != nil {
		return metric.Bound{}, err
	}
	list, err := st.Bind(p.Metrics())
	if err != nil {
		return metric.Bound{}, err
	}
	return list[0], nil
}

func (r *effectRun) bindFails(p *sim.Plan) bool {
	_, err := r.bound(p)
	return err != nil
}

// plans compiles both deals with all sizes times a factor.
func (r *effectRun) plans(factor float64) ([2]*sim.Plan, error) {
	var out [2]*sim.Plan
	a := &r.study.out
	for i, o := range []*Offer{&a.List[0], &a.List[a.Against]} {
		var err error
		switch factor {
		case 0: // as levers at their reference are
			out[i], err = withLevers(o.Deal, atReference)
		case 1:
			out[i] = o.Plan
		default:
			var d deal.Deal
			if d, err = o.Deal.With(deal.Scale("effects.*.size", factor)); err == nil {
				out[i], err = sim.Compile(d)
			}
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// read evaluates factors in one sweep.
func (r *effectRun) read(ctx context.Context, xs []float64) ([]crossing.Reading, error) {
	var plans []*sim.Plan
	var bounds []metric.Bound
	var names [][]string
	for _, x := range xs {
		pair, err := r.plans(x)
		if err != nil {
			return nil, err
		}
		for _, p := range pair {
			b, err := r.bound(p)
			if err != nil {
				return nil, err
			}
			plans, bounds, names = append(plans, p), append(bounds, b), append(names, b.Metrics)
		}
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
	r.walks += sweep.Walks
	var out []crossing.Reading
	for i, x := range xs {
		if !sweep.Done[2*i] || !sweep.Done[2*i+1] {
			break
		}
		r.samples[x] = [2]*Sample{sweptSample(sweep, 2*i, plans[2*i], bounds[2*i]), sweptSample(sweep, 2*i+1, plans[2*i+1], bounds[2*i+1])}
		t := r.tried(x)
		if math.IsNaN(t.Value) {
			return out, errors.New("at some size of effects there are no outcomes to count the cost by")
		}
		out = append(out, readingOf(t.Estimate, noMore))
	}
	return out, err
}

// tried is the difference at a factor.
func (r *effectRun) tried(x float64) Tried {
	pair := r.samples[x]
	e, err := pair[0].Difference(pair[1])
	if err != nil {
		e = Estimate{}.without(err.Error())
	}
	return Tried{At: x, Even: true, Estimate: e, Verdict: e.Holds(noMore)}
}

// rise is the interval of the change of slack from a to b. The errors of both
// are of the same words, but the difference of two differences is held to be of
// independent ones, which is too wide if anything.
func (r *effectRun) rise(a, b float64) (lo, hi float64) {
	x, y := r.tried(a), r.tried(b)
	d := x.Value - y.Value
	h := float64(z * math.Sqrt(float64(x.SE*x.SE)+float64(y.SE*y.SE)))
	return d - h, d + h
}
