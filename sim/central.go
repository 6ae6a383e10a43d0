package sim

import (
	"math"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// central fills the index levels at central growth.
func (p *Plan) central() {
	p.centralIndex = make([]int64, len(p.costs.indices)*p.months)
	for i := range p.costs.indices {
		level := 1.0
		for m := 0; m < p.months; m++ {
			if m > 0 && m%12 == 0 {
				level *= 1 + math.Max(p.costs.indices[i].annual.central, -0.9)
			}
			p.centralIndex[i*p.months+m] = num.Round(level * contract.IndexUnit)
		}
	}
}

// expected returns the site's mean referrals [month] and mean achieved
// outcomes [outcome][month] at central inputs and zero effects.
func (p *Plan) expected(s *site) (referrals []float64, achieved []float64) {
	referrals = make([]float64, p.months)
	s.volume.mean(referrals, nil, 0)
	achieved = make([]float64, p.outcomes*p.months)
	for i := range s.groups {
		g := &s.groups[i]
		odds := make([]float64, len(g.odds))
		g.base(odds, nil, newHazards(g))
		parent := referrals
		if g.parent >= 0 {
			parent = achieved[int(g.parent)*p.months:][:p.months]
		}
		left := 1.0
		for k := 0; k < g.columns; k++ {
			total := 1.0
			for j := range g.members {
				total += odds[j*g.columns+k]
			}
			for j := range g.members {
				share := left * (odds[j*g.columns+k] / total)
				row := achieved[int(g.members[j].outcome)*p.months:][:p.months]
				for m, n := range parent {
					if at := m + g.first + k; at < p.months {
						row[at] += float64(n * share)
					}
				}
			}
			left /= total
		}
	}
	return referrals, achieved
}

// planOutturn is the outturn of the plan case. A signed target is both
// achieved and evidenced; a total is spread in proportion to the central
// case (evenly if that has none); where nothing was signed the plan is the
// central case itself. Fractions are rounded cumulatively, so totals agree.
func (p *Plan) planOutturn(t *contract.Terms) (*contract.Outturn, []int64) {
	out := contract.NewOutturn(&p.contract)
	targets := make([]int64, len(p.sites)*p.outcomes)
	for i := range targets {
		targets[i] = -1
	}
	copy(out.Index, p.centralIndex)
	for i := range p.sites {
		s := &p.sites[i]
		referrals, achieved := p.expected(s)
		spread(out.Referrals[i*p.months:][:p.months], referrals, -1)
		for k := range p.outcomes {
			at := (i*p.outcomes + k) * p.months
			mean := achieved[k*p.months:][:p.months]
			evidenced := out.Evidenced[at:][:p.months]
			target := findTarget(t.Sites[i].Targets, t.Outcomes[k].ID)
			if target == nil {
				spread(out.Achieved[at:][:p.months], mean, -1)
				for m := range mean {
					mean[m] *= s.evidenceOf(int32(k))
				}
				spread(evidenced, mean, -1)
				for m := range evidenced {
					evidenced[m] = min(evidenced[m], out.Achieved[at+m])
				}
				continue
			}
			targets[i*p.outcomes+k] = target.Total
			if target.Months != nil {
				copy(evidenced, target.Months)
			} else {
				spread(evidenced, mean, float64(target.Total))
			}
			copy(out.Achieved[at:][:p.months], evidenced)
		}
	}
	p.CentralCosts(out)
	return out, targets
}

func findTarget(targets []contract.Target, outcome string) *contract.Target {
	for i := range targets {
		if targets[i].Outcome == outcome {
			return &targets[i]
		}
	}
	return nil
}

func (s *site) evidenceOf(outcome int32) float64 {
	for i := range s.evidence {
		if s.evidence[i].outcome == outcome {
			return s.evidence[i].probability.central
		}
	}
	return 1
}

// spread fills dst with whole counts that follow mean cumulatively and add up
// to total (to the rounded sum of mean if total < 0).
func spread(dst []int32, mean []float64, total float64) {
	var sum float64
	for _, x := range mean {
		sum += x
	}
	factor := 1.0
	if total >= 0 && sum > 0 {
		factor = total / sum
	}
	var cum float64
	var seen int64
	for m := range dst {
		cum += mean[m]
		next := num.Round(cum * factor)
		if total >= 0 && sum == 0 {
			next = num.Round(total * float64(m+1) / float64(len(dst)))
		}
		if total >= 0 && m == len(dst)-1 {
			next = int64(total)
		}
		dst[m] = int32(next - seen)
		seen = next
	}
}

// CentralCosts fills the costs of an outturn whose counts are given: what they come
// to at central amounts and index levels, without overrun. Index levels are set too.
func (p *Plan) CentralCosts(o *contract.Outturn) {
	copy(o.Index, p.centralIndex)
	units := make([]int64, p.months)
	for i := range p.costs.lines {
		l := &p.costs.lines[i]
		l.units(units, p, o)
		var levels []int64
		if l.index >= 0 {
			levels = p.centralIndex[l.index*p.months:][:p.months]
		}
		o.Flexed[i] = 0
		for m, n := range units {
			c := charge(l.amount.central, n, levels, m)
			o.Costs[i*p.months+m] = c
			o.Flexed[i] += c
		}
	}
}

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
				id := ""
				for name, k := range p.outcomeNames() {
					if int32(k) == g.members[j].outcome {
						id = name
					}
				}
				out = append(out, TransitionMeans{
					Site: s.id, Outcome: id, Entered: entered[j],
					Marginal: full[j] / float64(draws), InWindow: window[j] / float64(draws),
				})
			}
		}
	}
	return out
}

func (p *Plan) outcomeNames() map[string]int {
	names := map[string]int{}
	for i, o := range p.contract.Terms().Outcomes {
		names[o.ID] = i
	}
	return names
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
