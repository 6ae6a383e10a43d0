package sim

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/random"
)

// environment is the second tier: factors that move months, effects that
// move sites.
type environment struct {
	factors []factor
	common  effect // log effect on every site's referrals
}

// factor is a stationary AR(1) process over the months.
type factor struct {
	address       uint64
	sd, rho, mean scalar
	shock         []float64 // added, by month; not longer than the term
	score         int32     // place of its first month's among the scores of the environment; -1: it never varies
}

// effect is one normal draw a path.
type effect struct {
	address  uint64
	mean, sd scalar
	times    float64 // what the mean is multiplied by: 1, or the coefficient of a lever
	score    int32   // place among the scores of the environment; -1: it never varies
}

func (e effect) none() bool {
	return !e.mean.uncertain() && !e.sd.uncertain() && e.mean.central == 0 && e.sd.central == 0
}

func (c *compiler) effect(address string, in assumptions.Effect) effect {
	e := effect{address: random.Address(address), mean: c.scalar(in.Mean), sd: c.scalar(in.SD), times: 1, score: -1}
	if e.sd.varies() {
		e.score = c.scores(address, 0, 1, nil)
	}
	return e
}

// levers adds to a site what the deal's levers do there, after its site
// effects. What a lever at its reference would do is no input of the plan, and
// an effect of 0 is none.
func (c *compiler) levers(out *site, a *assumptions.Assumptions, pulls map[string]pull) {
	for _, l := range a.Levers {
		times := l.Coefficient()
		for _, e := range a.LeverEffects {
			if e.Lever != l.ID || times == 0 || e.Size.IsZero() {
				continue
			}
			for _, on := range e.On {
				p := pulls[on]
				p.effects = append(p.effects, int32(len(out.effects)))
				pulls[on] = p
			}
			out.effects = append(out.effects, effect{
				address: random.Address("effects." + e.ID), mean: c.scalar(e.Size), sd: scalar{slot: -1}, times: times, score: -1,
			})
		}
	}
}

func (e *effect) draw(theta, scores []float64) float64 {
	x := float64(e.times * e.mean.at(theta))
	if e.score >= 0 {
		x += float64(e.sd.at(theta) * scores[e.score])
	}
	return x
}

// draw fills x with the factor's level in each month:
// x_0 = mu + sd e_0, x_m - mu = rho (x_(m-1) - mu) + sd sqrt(1-rho^2) e_m,
// to which the shock of the month is added.
func (f *factor) draw(x, theta, scores []float64) {
	mean := f.mean.at(theta)
	for m := range x {
		x[m] = mean
	}
	if f.score >= 0 {
		sd, rho := f.sd.at(theta), f.rho.at(theta)
		step := sd * math.Sqrt(1-float64(rho*rho))
		var dev float64
		for m, z := range scores[f.score:][:len(x)] {
			if m == 0 {
				dev = float64(sd * z)
			} else {
				dev = float64(rho*dev) + float64(step*z)
			}
			x[m] += dev
		}
	}
	for m, s := range f.shock {
		x[m] += s
	}
}

// pull is what acts on one target (a transition, the referrals, the evidence)
// at one site: factors with their loadings and site effects.
type pull struct {
	factors  []int32
	loadings []scalar
	effects  []int32 // indices into the site's effects
}

// level says how the sum of a pull may vary.
type level uint8

const (
	never   level = iota // no effect at all
	byPath               // the same in every month of a path
	byMonth              // moves from month to month
)

func (p *pull) level() level {
	switch {
	case len(p.factors) > 0:
		return byMonth
	case len(p.effects) > 0:
		return byPath
	}
	return never
}

// sum fills eta with the total effect in each month and reports whether it is
// the same in all of them.
func (p *pull) sum(eta []float64, w *worker, site []float64) {
	var flat float64
	for _, e := range p.effects {
		flat += site[e]
	}
	for m := range eta {
		eta[m] = flat
	}
	for i, f := range p.factors {
		load := p.loadings[i].at(w.theta)
		x := w.factors[int(f)*w.plan.months:]
		for m := range eta {
			eta[m] += float64(load * x[m])
		}
	}
}
