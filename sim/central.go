package sim

import (
	"math"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
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
		g.base(odds, nil, make([]float64, fullColumns(g)))
		parent := referrals
		if g.parent >= 0 {
			parent = achieved[int(g.parent)*p.months:][:p.months]
		}
		if g.units != nil {
			g.dwell(achieved[int(g.members[0].outcome)*p.months:][:p.months], parent, odds)
			continue
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
	p.marks.central(out)
	out.Observed = p.centralSights()
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
				spreadEvidence(evidenced, out.Achieved[at:][:p.months], mean)
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
	out.Observed = append(out.Observed, p.centralBenefits(out)...)
	return out, targets
}

// spreadEvidence fills dst with the rounded cumulative mean, never more in a month
// than was achieved in it; what a month has no room for falls to a later one.
func spreadEvidence(dst, achieved []int32, mean []float64) {
	var cum float64
	var seen int64
	for m := range dst {
		cum += mean[m]
		n := min(num.Round(cum)-seen, int64(achieved[m]))
		dst[m] = int32(n)
		seen += n
	}
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

// centralPosts is the specialists of the plan case, who never leave: [site][month].
func (p *Plan) centralPosts() []int64 {
	out := make([]int64, len(p.sites)*p.months)
	for i := range p.sites {
		if s := p.sites[i].staff; s != nil {
			copy(out[i*p.months:], s.fte)
		}
	}
	return out
}

// CentralCosts fills the costs of an outturn whose counts are given: what they come
// to at central amounts and index levels, without overrun. Index levels are set too.
func (p *Plan) CentralCosts(o *contract.Outturn) {
	copy(o.Index, p.centralIndex)
	units, inPost := make([]int64, p.months), p.centralPosts()
	for i := range p.costs.lines {
		l := &p.costs.lines[i]
		l.units(units, p, o, inPost)
		var levels []int64
		if l.index >= 0 {
			levels = p.centralIndex[l.index*p.months:][:p.months]
		}
		o.Flexed[i] = 0
		for m, n := range units {
			c := l.charge(l.central(), n, levels, m)
			o.Costs[i*p.months+m] = c
			o.Flexed[i] += c
		}
	}
}
