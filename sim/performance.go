package sim

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/assumptions"
)

// Performance is how a deal does against what its assumptions expect.
type Performance struct {
	// Outcomes multiplies the chances of the transitions that leave the referral,
	// or a segment, and so all that follows them; a chance stops at 1. It multiplies
	// the effects of measures of impact too.
	Outcomes float64
	// Referrals multiplies the mean referrals of every month.
	Referrals float64
}

// AsExpected is the performance that a deal's assumptions expect.
var AsExpected = Performance{1, 1}

// At returns the plan of the same deal at another performance: same contract,
// same words, another chance of each outcome. The metrics are the built-in ones.
func (p *Plan) At(x Performance) (*Plan, error) {
	for _, v := range []float64{x.Outcomes, x.Referrals} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("performance: %v must be a number from 0 on", v)
		}
	}
	return compile(p.deal, p.contract, p.deal.Assumptions(), x)
}

// Segment is a kind of person at a site: one of a group of exclusive outcomes of
// the referral that come at once and whose central probabilities add up to 1.
type Segment struct {
	Site, Outcome int // places in the contract
	Group         string
}

// Segments lists the segments of the deal, by site, in the order of the deal.
func (p *Plan) Segments() []Segment { return append([]Segment(nil), p.segments...) }

// segmentsOf returns the outcomes that are segments of a site, and notes them.
func (c *compiler) segmentsOf(s *assumptions.Site) []string {
	total := map[string]float64{}
	at := func(t *assumptions.Transition) bool {
		return t.From == "" && t.Group != "" && len(t.Hazards) == 0 &&
			t.Delay.Kind == assumptions.Months && t.Delay.A.IsZero()
	}
	for i := range s.Pathway {
		if t := &s.Pathway[i]; t.From == "" && t.Group != "" {
			if !at(t) {
				total[t.Group] = math.Inf(1)
				continue
			}
			total[t.Group] += central(t.Probability)
		}
	}
	var out []string
	for i := range s.Pathway {
		if t := &s.Pathway[i]; at(t) && math.Abs(total[t.Group]-1) < 1e-9 {
			out = append(out, t.Outcome)
			c.plan.segments = append(c.plan.segments, Segment{Site: len(c.plan.sites), Outcome: int(c.outcomes[t.Outcome]), Group: t.Group})
		}
	}
	return out
}

// central is the mean of an input that is no joint draw, else NaN.
func central(in assumptions.Input) float64 {
	switch in.Kind {
	case assumptions.Fixed:
		return in.Value
	case assumptions.Joint:
		return math.NaN()
	}
	q, err := quantile(in)
	if err != nil { // a fault where the input is lowered
		return math.NaN()
	}
	return q.Mean()
}

// multiply turns the hazards of a group, [member][column] of n columns, into those
// whose chance of each month is g.times as large. The chance of an event within
// the columns stops at 1.
func (g *group) multiply(hazards []float64, n int) {
	sum := func(k int) float64 {
		var x float64
		for i := range g.members {
			x += hazards[i*n+k]
		}
		return math.Min(x, 1)
	}
	left := 1.0 // chance that nothing happened yet
	for k := range n {
		left *= 1 - sum(k)
	}
	times := g.times
	if left < 1 {
		times = math.Min(times, 1/(1-left))
	}
	left, rest := 1.0, 1.0 // before and after
	for k := range n {
		h := sum(k)
		if h == 0 {
			continue
		}
		chance := float64(h * left)
		ratio := 0.0
		if rest > 0 {
			ratio = math.Min(1, float64(times*chance)/rest) / h
		}
		for i := range g.members {
			hazards[i*n+k] *= ratio
		}
		left -= chance
		if rest -= float64(times * chance); rest < 1e-12 {
			rest = 0
		}
	}
}

// Stopped lists the transitions, by address, whose chance would be above 1 at this
// plan's performance at central inputs and so stops there: of a group all of them.
func (p *Plan) Stopped() []string {
	var out []string
	terms := p.contract.Terms()
	for i := range p.sites {
		for j := range p.sites[i].groups {
			g := &p.sites[i].groups[j]
			if g.times <= 1 || g.total()*g.times <= 1 {
				continue
			}
			for _, m := range g.members {
				out = append(out, "sites."+p.sites[i].id+".pathway."+terms.Outcomes[m.outcome].ID)
			}
		}
	}
	return out
}

// total is the chance of any event of a group at central inputs, as entered: of
// hazards within the columns, siblings of one month together, as multiply has it.
func (g *group) total() float64 {
	var sum float64
	for i := range g.members {
		if m := &g.members[i]; len(m.hazards) == 0 {
			sum += m.probability.central
		}
	}
	left := 1.0
	for k := range g.columns {
		var h float64
		for i := range g.members {
			m := &g.members[i]
			if j := k + g.first - m.hazardsFrom; j >= 0 && j < len(m.hazards) {
				h += m.hazards[j].central
			}
		}
		left *= 1 - math.Min(h, 1)
	}
	return sum + 1 - left
}
