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
		g.base(odds, nil, make([]float64, fullColumns(g)))
	} else {
		g.base(odds, w.theta, make([]float64, fullColumns(g)))
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
// transition's probability means in this deal. States have none and are left out.
func (p *Plan) Marginals(draws int) []TransitionMeans {
	var out []TransitionMeans
	outcomes := p.contract.Terms().Outcomes
	w := p.newWorker()
	for i := range p.sites {
		s := &p.sites[i]
		referrals, achieved := p.expected(s)
		for gi := range s.groups {
			g := &s.groups[gi]
			if g.units != nil {
				continue
			}
			parents := referrals
			if g.parent >= 0 {
				parents = achieved[int(g.parent)*p.months:][:p.months]
			}
			n := len(g.members)
			entered, scrap := make([]float64, n), make([]float64, n)
			full, window := make([]float64, n), make([]float64, n)
			g.probabilities(p, nil, s, parents, entered, scrap)
			for d := 0; d < draws; d++ {
				w.draw(uint64(d), i)
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

// draw draws theta, the environment and the effects of one site, no people.
// The draws are those of seed 0.
func (w *worker) draw(n uint64, site int) {
	p := w.plan
	p.drivers.draw(w.z, random.Path(0, n), 0)
	p.drivers.draw(w.scores, random.Path(0, n), len(w.z))
	p.inputs.fill(w.theta, w.z)
	for i := range p.env.factors {
		p.env.factors[i].draw(w.factors[i*p.months:(i+1)*p.months], w.theta, w.scores)
	}
	for k := range p.sites[site].effects {
		w.effects[k] = p.sites[site].effects[k].draw(w.theta, w.scores)
	}
}

// marginal solves the intercepts of transitions whose probability was given
// as the mean over the effects, those of a group together.
func (c *compiler) marginal() {
	for i := range c.plan.sites {
		s := &c.plan.sites[i]
		for gi := range s.groups {
			g := &s.groups[gi]
			for j := range g.members {
				if g.members[j].solved() {
					c.plan.intercepts(s, g)
					break
				}
			}
		}
	}
}

// solved reports whether the member's intercept is to be solved.
func (m *member) solved() bool {
	p := m.probability.central
	return m.marginal && len(m.hazards) == 0 && p > 0 && p < 1
}

// solvePairs is the number of pairs of opposite environments over which
// intercepts are solved: the points of a rank-1 lattice, one dimension for each
// site effect and for each factor's month, so that every dimension is
// stratified. A power of two.
const solvePairs = 2048

// lattice is the standard normal of point d in the dimension of a word.
func lattice(word, d uint64) float64 {
	at := (d*(word>>32|1) + word) % solvePairs
	return num.NormQuantile((float64(at) + 0.5) / solvePairs)
}

// intercepts shifts the group's marginal members on the logit scale until the
// mean of each one's probability, over effects of mean 0 at central inputs and
// with no end of window, is the entered one. The means of factors and site
// effects then shift it from there, as a scenario wants.
func (p *Plan) intercepts(s *site, g *group) {
	n, cols := len(g.members), fullColumns(g)
	odds := make([]float64, n*cols)
	g.base(odds, nil, make([]float64, fullColumns(g)))
	lifts := p.oppositeLifts(s, g, cols)
	mean, scale := make([]float64, n), make([]float64, n)
	for range 200 {
		for j := range g.members {
			scale[j] = num.Exp(g.members[j].shift)
		}
		clear(mean)
		for at := 0; at < len(lifts); at += n * cols {
			left := 1.0
			for k := range cols {
				total := 1.0
				for j := range n {
					total += float64(odds[j*cols+k] * lifts[at+j*cols+k] * scale[j])
				}
				for j := range n {
					mean[j] += float64(left * (odds[j*cols+k] * lifts[at+j*cols+k] * scale[j] / total))
				}
				left /= total
			}
		}
		// A mean's logit rises with its shift at a slope below 1 (effects
		// attenuate), so stepping by the difference of logits converges.
		largest := 0.0
		for j := range g.members {
			m := &g.members[j]
			if !m.solved() {
				continue
			}
			step := num.Logit(m.probability.central) - num.Logit(mean[j]/(2*solvePairs))
			m.shift += step
			largest = math.Max(largest, math.Abs(step))
		}
		if largest < 1e-10 {
			return
		}
	}
}

// oppositeLifts returns exp(effect) for [environment][member][column], each
// environment followed by its opposite, effects centred. Factors are stationary, so one
// parent month stands for all.
func (p *Plan) oppositeLifts(s *site, g *group, cols int) []float64 {
	factors := make([]float64, len(p.env.factors)*cols)
	effects := make([]float64, len(s.effects))
	out := make([]float64, 0, 2*solvePairs*len(g.members)*cols)
	key := random.Path(0, 0)
	for d := range uint64(solvePairs) {
		for i, f := range p.env.factors {
			words := key.At(f.address)
			sd, rho := f.sd.central, f.rho.central
			step := sd * math.Sqrt(1-float64(rho*rho))
			dev := float64(sd * lattice(words.Word(0), d))
			for k := range cols {
				if k > 0 {
					dev = float64(rho*dev) + float64(step*lattice(words.Word(uint64(k)), d))
				}
				factors[i*cols+k] = dev
			}
		}
		for i, e := range s.effects {
			effects[i] = e.sd.central * lattice(key.At(e.address).Word(0), d)
		}
		for _, sign := range []float64{1, -1} {
			for j := range g.members {
				pull := &g.members[j].pull
				for k := range cols {
					var eta float64
					for i, f := range pull.factors {
						eta += float64(pull.loadings[i].central * factors[int(f)*cols+k])
					}
					for _, e := range pull.effects {
						eta += effects[e]
					}
					out = append(out, num.Exp(float64(sign*eta)))
				}
			}
		}
	}
	return out
}
