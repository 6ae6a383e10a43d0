package study

import (
	"context"
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// Clauses says what each clause of a deal is worth to each side.
type Clauses struct {
	Seed, Paths uint64
	Metrics     []metric.Spec // what the effects are measured on
	Clauses     []Clause
	// Fixed are the clauses that could not be switched off by themselves, with the reason.
	Fixed []Fixed
}

// Clause is one clause and its effect on each metric: with it less without it,
// on the same words. A clause that never binds has effects of exactly 0.
type Clause struct {
	Address string
	Effects []tally.Summary
	// Binds is the share of paths on which it changes any metric.
	Binds tally.Proportion
}

// Fixed is a clause that another one needs.
type Fixed struct {
	Address string
	Reason  error
}

// sides are the metrics on which the effect of a clause is measured, where the
// deal has them: what payers pay, what investors earn, what service costs.
var sides = []string{"payments.total", "public.spend", "investor.npv", "investor.drawn", "investor.repaid", "investor.peak_exposure", "investor.irr", "cost.total"}

// SwitchOff switches each clause of the deal off in turn, or only those at the
// given addresses, and compares.
func SwitchOff(ctx context.Context, d deal.Deal, addresses []string, o sim.Options) (*Clauses, error) {
	base, err := sim.Compile(d)
	if err != nil {
		return nil, err
	}
	out := &Clauses{Seed: o.Seed, Paths: o.Paths}
	asked := len(addresses) > 0
	if !asked {
		addresses = d.Clauses()
	}
	var plans []*sim.Plan
	for _, address := range addresses {
		off, err := d.Without(address)
		var p *sim.Plan
		if err == nil {
			p, err = sim.Compile(off)
		}
		switch {
		case err != nil && asked:
			return nil, fmt.Errorf("without %s: %w", address, err)
		case err != nil:
			out.Fixed = append(out.Fixed, Fixed{address, err})
			continue
		}
		plans = append(plans, p)
		out.Clauses = append(out.Clauses, Clause{Address: address})
	}
	names := out.measured(base)
	pairs, err := sim.Pair(ctx, base, plans, names, o)
	if err != nil {
		return nil, err
	}
	for i, p := range pairs {
		out.Clauses[i].Effects, out.Clauses[i].Binds = p.Differences, p.Changed
	}
	return out, nil
}

// measured notes and names the metrics of the two sides and of the providers.
func (c *Clauses) measured(p *sim.Plan) []string {
	var names []string
	add := func(s metric.Spec) {
		c.Metrics = append(c.Metrics, s)
		names = append(names, s.Name)
	}
	specs := p.Specs()
	for _, name := range sides {
		for _, s := range specs {
			if s.Name == name {
				add(s)
			}
		}
	}
	for _, s := range specs {
		if strings.HasPrefix(s.Name, "provider.") && strings.HasSuffix(s.Name, ".surplus") {
			add(s)
		}
	}
	return names
}
