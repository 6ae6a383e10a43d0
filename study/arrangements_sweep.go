package study

import (
	"context"
	"slices"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// outturns is what the arrangements came to, path by path.
type outturns struct {
	*sim.Sweep
	study *ArrangementsStudy
	plans []*sim.Plan // the arrangements, then the moved plans, then the service at reference
	n     int         // paths
}

// sweep walks all plans on the same words.
func (s *ArrangementsStudy) sweep(ctx context.Context, o sim.Options) (*outturns, error) {
	c := &outturns{study: s, n: int(o.Paths)}
	var names [][]string
	add := func(p *sim.Plan, all bool) {
		var list []string
		for _, x := range p.Specs() {
			if wanted(x.Name, all) {
				list = append(list, x.Name)
			}
		}
		c.plans, names = append(c.plans, p), append(names, list)
	}
	for _, x := range s.out.List {
		add(x.Plan, true)
	}
	for _, p := range s.moved {
		add(p, false)
	}
	add(s.service, false)
	var err error
	if c.Sweep, err = sim.NewSweep(ctx, c.plans, names, o); err != nil {
		return nil, err
	}
	return c, nil
}

// wanted are the metrics that the study reads; of plans that are no arrangement
// those of outcomes alone.
func wanted(name string, all bool) bool {
	for _, pattern := range []string{"outcome.ID.achieved", "referrals.total"} {
		if isMetric(name, pattern) {
			return true
		}
	}
	if !all {
		return false
	}
	for _, pattern := range []string{
		"outcome.ID.met", "site.ID.outcome.OUT.met", "cost.total", "cost.category.NAME", "investor.drawn", "investor.repaid", "public.spend", "payer.ID.spend",
	} {
		if isMetric(name, pattern) {
			return true
		}
	}
	return false
}

func isMetric(name, pattern string) bool {
	d, ok := metric.Explain(name)
	return ok && d.Name == pattern
}

// service is the place of the first arrangement with every lever at its reference.
func (c *outturns) service() int { return len(c.plans) - 1 }

// moved is the place of the plan of a constant of movedLevers.
func (c *outturns) moved(kinds int) int { return len(c.study.out.List) + kinds }

// column is a metric of a plan path by path: whole numbers, money in minor
// units, so that sums and differences are exact. It is zeros if the plan has none.
func (c *outturns) column(plan int, name string) []float64 {
	out := make([]float64, c.n)
	for n, v := range c.Column(plan, name) {
		out[n] = float64(v)
	}
	return out
}

// spend is what public payers spend or, without any, all payers.
func (c *outturns) spend(plan int) []float64 {
	if !c.study.out.Private {
		return c.column(plan, "public.spend")
	}
	sum := make([]float64, c.n)
	for _, p := range c.plans[plan].Contract().Terms().Payers {
		sum = plus(sum, c.column(plan, "payer."+p.ID+".spend"))
	}
	return sum
}

// money is the mean of minor units in the unit of the currency.
func (c *outturns) money(x []float64) statistic { return scaled(1/c.minor(), estimateMean(x)) }

// minor is the number of minor units in a unit of the currency.
func (c *outturns) minor() float64 { return float64(unitOf(c.plans[0])) }

// less is a - b path by path; of whole numbers, exact.
func less(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range out {
		out[i] = a[i] - b[i]
	}
	return out
}

// plus is a + b path by path.
func plus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range out {
		out[i] = a[i] + b[i]
	}
	return out
}

// times is k a path by path.
func times(k float64, a []float64) []float64 {
	out := make([]float64, len(a))
	for i := range out {
		out[i] = float64(k * a[i])
	}
	return out
}

// outcomes are the IDs of the outcomes.
func (c *outturns) outcomes() []string {
	var ids []string
	for _, o := range c.plans[0].Contract().Terms().Outcomes {
		ids = append(ids, o.ID)
	}
	return ids
}

func (c *outturns) achieved(plan int, outcome string) []float64 {
	return c.column(plan, "outcome."+outcome+".achieved")
}

// same reports whether each outcome is the same in all arrangements on every path.
func (c *outturns) same() bool {
	for _, id := range c.outcomes() {
		first := c.achieved(0, id)
		for i := range c.study.out.List {
			if !slices.Equal(first, c.achieved(i, id)) {
				return false
			}
		}
	}
	return true
}

// Target is the chance that a target is met.
type Target struct {
	Site, Outcome string // no site: all sites together
	// Met has the chance in each arrangement, Wilson's interval; without a value
	// where an arrangement has no such target.
	Met []Estimate
	// Less is the chance less that of the arrangement against, in the same lifetimes.
	Less []Estimate
}

// targets reads the flags of targets met, all sites together first.
func (c *outturns) targets() []Target {
	var out []Target
	terms := c.plans[0].Contract().Terms()
	add := func(site, outcome, name string) {
		t := Target{Site: site, Outcome: outcome}
		found := false
		base := c.flag(c.study.out.Against, name)
		for i := range c.study.out.List {
			s := c.flag(i, name)
			if s == nil {
				t.Met = append(t.Met, Estimate{}.without("no such target"))
			} else {
				found = true
				t.Met = append(t.Met, s.Estimate())
			}
			d := Estimate{}.without("no such target")
			if s != nil && base != nil {
				d.Value, d.N = 0, uint64(c.n)
				d.Reason = ""
				d.shares(s, base)
			}
			t.Less = append(t.Less, d)
		}
		if found {
			out = append(out, t)
		}
	}
	for _, o := range terms.Outcomes {
		add("", o.ID, "outcome."+o.ID+".met")
	}
	for _, s := range terms.Sites {
		for _, o := range terms.Outcomes {
			add(s.ID, o.ID, "site."+s.ID+".outcome."+o.ID+".met")
		}
	}
	return out
}

// flag is the sample of a flag, nil if the plan has none.
func (c *outturns) flag(plan int, name string) *Sample {
	values := c.Column(plan, name)
	if values == nil {
		return nil
	}
	return &Sample{of: metric.Bound{Figure: metric.Probability, Unit: metric.Flag, Scales: []int64{1}}, values: [][]int64{values}}
}
