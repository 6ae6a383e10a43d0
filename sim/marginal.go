package sim

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// TransitionMeans are the readings of one transition's probability.
type TransitionMeans struct {
	Site, Outcome string
	// Entered is the probability at central inputs and zero effects;
	// Marginal its mean over inputs and effects; InWindow the mean chance
	// that the event comes before the outcome window ends.
	Entered, Marginal, InWindow float64
}

// probabilities adds, for each member, the chances of events without end of
// window (weighted by the parents' months) and within it.
func (g *group) probabilities(p *Plan, w *worker, s *site, parents []float64, full, window []float64) {
	cols := fullColumns(g)
	odds := make([]float64, len(g.members)*cols)
	if w == nil {
		g.base(odds, nil, newHazards(g))
	} else {
		g.base(odds, w.theta, newHazards(g))
	}
	lift := make([]float64, len(g.members)*p.months)
	for i := range lift {
		lift[i] = 1
	}
	if w != nil && g.level != never {
		g.lift(lift, w, w.effects)
	}
	var weight float64
	for _, n := range parents {
		weight += n
	}
	if weight == 0 {
		return
	}
	for m, n := range parents {
		if n == 0 {
			continue
		}
		left := n / weight
		for k := 0; k < cols; k++ {
			at := m + g.first + k
			lm := min(at, p.months-1) // beyond the window the last month's effect stands
			total := 1.0
			for j := range g.members {
				total += float64(odds[j*cols+k] * lift[j*p.months+lm])
			}
			for j := range g.members {
				x := float64(left * (float64(odds[j*cols+k]*lift[j*p.months+lm]) / total))
				full[j] += x
				if at < p.months {
					window[j] += x
				}
			}
			left /= total
		}
	}
}

// Marginals computes, from the given number of environments, what each
// transition's probability means in this deal.
func (p *Plan) Marginals(draws int) []TransitionMeans {
	var out []TransitionMeans
	outcomes := p.contract.Terms().Outcomes
	w := p.newWorker()
	for i := range p.sites {
		s := &p.sites[i]
		referrals, achieved := p.expected(s)
		for gi := range s.groups {
			g := &s.groups[gi]
			parents := referrals
			if g.parent >= 0 {
				parents = achieved[int(g.parent)*p.months:][:p.months]
			}
			n := len(g.members)
			entered, scrap := make([]float64, n), make([]float64, n)
			full, window := make([]float64, n), make([]float64, n)
			g.probabilities(p, nil, s, parents, entered, scrap)
			for d := 0; d < draws; d++ {
				w.draw(uint64(d), i, false)
				g.probabilities(p, w, s, parents, full, window)
			}
			for j := range g.members {
				out = append(out, TransitionMeans{
					Site: s.id, Outcome: outcomes[g.members[j].outcome].ID, Entered: entered[j],
					Marginal: full[j] / float64(draws), InWindow: window[j] / float64(draws),
				})
			}
		}
	}
	return out
}

// draw draws theta, the environment and the effects of one site, no people;
// or, if central, sets theta to its central values and the means of factors
// and effects to 0. The draws are those of seed 0.
func (w *worker) draw(n uint64, site int, central bool) {
	p := w.plan
	w.env = random.Path(0, n)
	p.inputs.draw(w.theta, w.z, w.env)
	if central {
		for k := range w.theta {
			w.theta[k] = p.inputs.quantiles[k].Mean()
		}
	}
	for i, f := range p.env.factors {
		if central {
			f.mean = scalar{slot: -1}
		}
		f.draw(w.factors[i*p.months:(i+1)*p.months], w.theta, w.env)
	}
	for k, e := range p.sites[site].effects {
		if central {
			e.mean = scalar{slot: -1}
		}
		w.effects[k] = e.draw(w.theta, w.env)
	}
}

// marginal solves the intercepts of transitions whose probability was given
// as the mean over the effects: the shift on the logit scale at which the
// mean over solveDraws environments, at central inputs and with effects of mean
// 0, is the entered one. The means of effects then shift it, as a scenario wants.
func (c *compiler) marginal() {
	p := c.plan
	var w *worker
	for i := range p.sites {
		s := &p.sites[i]
		for gi := range s.groups {
			g := &s.groups[gi]
			for j := range g.members {
				m := &g.members[j]
				target := m.probability.central
				if !m.marginal || len(m.hazards) > 0 || target <= 0 || target >= 1 {
					continue
				}
				if w == nil {
					w = p.newWorker()
				}
				m.shift = p.intercept(w, i, g, j, target)
			}
		}
	}
}

// solveDraws is the number of environments over which an intercept is solved:
// the mean over them is within a few thousandths of the true one.
const solveDraws = 512

// intercept bisects for member j's shift; the mean rises with it.
func (p *Plan) intercept(w *worker, site int, g *group, j int, target float64) float64 {
	s := &p.sites[site]
	referrals, achieved := p.expected(s)
	parents := referrals
	if g.parent >= 0 {
		parents = achieved[int(g.parent)*p.months:][:p.months]
	}
	full, window := make([]float64, len(g.members)), make([]float64, len(g.members))
	mean := func(shift float64) float64 {
		g.members[j].shift = shift
		clear(full)
		for d := range uint64(solveDraws) {
			w.draw(d, site, true)
			g.probabilities(p, w, s, parents, full, window)
		}
		return full[j] / solveDraws
	}
	// The mean's logit rises with the shift at a slope below 1 (effects
	// attenuate), so stepping by the difference of logits converges.
	shift := 0.0
	for range 30 {
		got := mean(shift)
		step := num.Logit(target) - num.Logit(got)
		if shift += step; math.Abs(step) < 1e-9 {
			break
		}
	}
	return shift
}
