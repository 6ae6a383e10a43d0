package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Side is the side of the table that looks at a statistic.
type Side string

// The sides, in their order. Asked stands for whoever asked.
const (
	Investor Side = "investor"
	Public   Side = "public"
	Delivery Side = "delivery"
	Asked    Side = "asked"
)

// Statistic is one that is compared.
type Statistic struct {
	Side   Side
	Name   string // in canonical form, as metric.Statistic prints it
	Figure metric.Figure
	Unit   metric.Unit
	// Worse is 1 if more is worse for the side, -1 if less is, 0 if nobody said.
	Worse int
}

// asked is a statistic to compare. Each match of its wildcards is one of its own.
type asked struct {
	side  Side
	of    metric.Statistic
	worse int
	must  bool // some deal must have it
}

func askedFor(want []metric.Statistic) []asked {
	var out []asked
	for _, s := range want {
		out = append(out, asked{side: Asked, of: s, must: true})
	}
	return out
}

// sidesOf lists what each side looks at first. They are figures that have a
// value on every path, so that a difference is one of the same paths.
func sidesOf(p *sim.Plan) []asked {
	var out []asked
	add := func(side Side, worse int, exprs ...string) {
		for _, expr := range exprs {
			s, err := metric.ParseStatistic(expr)
			if err != nil {
				panic(fmt.Sprintf("study: %v", err)) // they are our own, or made of the deal's IDs
			}
			out = append(out, asked{side: side, of: s, worse: worse})
		}
	}
	add(Investor, -1, "investor.npv.mean")
	add(Investor, 1, "p(investor.loss)")
	add(Investor, -1, "investor.moic.mean")
	add(Investor, 1, "investor.peak_exposure.p95")
	add(Public, 1, "payments.total.mean", "public.spend.mean", "p(commissioner.over_budget)")
	if name := costPer(p); name != "" {
		add(Public, 1, name)
	}
	add(Public, -1, "public.npv.mean", "public.bcr") // of a deal with benefits
	add(Delivery, 1, "cost.total.mean", "p(cost.overrun)", "p(any(provider.*.surplus < 0))")
	return out
}

// costPer names the cost per outcome to look at first: of the outcome that most
// is paid for in the plan case, net of what would have happened anyway where the
// deal says how much that is; empty if there is none.
func costPer(p *sim.Plan) string {
	best, name := -1.0, ""
	for _, r := range p.Metrics().Ratios() {
		id, ok := strings.CutPrefix(r.Name, "cost_per.")
		id, net := strings.CutSuffix(id, ".net")
		id, gross := strings.CutSuffix(id, ".gross")
		if !ok || net == gross { // one payer's part, or no cost per outcome
			continue
		}
		paid, _ := p.Value(p.PlanCase(), "payments.outcome."+id)
		if paid > best || paid == best && net && strings.TrimSuffix(name, ".gross") == "cost_per."+id {
			best, name = paid, r.Name
		}
	}
	return name
}

// bind finds the statistics in each plan and notes them in the order in which
// they are asked for; bound has, for each cell, one for each statistic, nil
// where the cell has none.
func (c *Comparison) bind(all []asked) (bound [][]*metric.Bound, err error) {
	bound = make([][]*metric.Bound, len(c.Cells))
	var faults []error
	for _, a := range all {
		first := len(c.Statistics)
		found := make([][]metric.Bound, len(c.Cells))
		missing := make([]error, len(c.Cells))
		var none error
		for i := range c.Cells {
			if c.Cells[i].Plan == nil {
				continue
			}
			found[i], missing[i] = a.of.Bind(c.Cells[i].Plan.Metrics())
			if none == nil {
				none = missing[i]
			}
			for _, b := range found[i] {
				if !c.has(b.Name) {
					c.Statistics = append(c.Statistics, Statistic{Side: a.side, Name: b.Name, Figure: b.Figure, Unit: b.Unit, Worse: a.worse})
				}
			}
		}
		if len(c.Statistics) == first && a.must && none != nil {
			faults = append(faults, none)
		}
		for i := range c.Cells {
			if c.Cells[i].Plan == nil {
				continue
			}
			for _, s := range c.Statistics[first:] {
				k := slices.IndexFunc(found[i], func(b metric.Bound) bool { return b.Name == s.Name })
				f := Measured{}
				if k >= 0 {
					bound[i] = append(bound[i], &found[i][k])
				} else {
					bound[i] = append(bound[i], nil)
					if f.Missing = missing[i]; f.Missing == nil {
						f.Missing = errors.New("the deal has no " + s.Name)
					}
				}
				c.Cells[i].Figures = append(c.Cells[i].Figures, f)
			}
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(c.Statistics) == 0 {
		return nil, errors.New("the deals have no statistic to compare: ask for one")
	}
	return bound, nil
}

func (c *Comparison) has(name string) bool {
	return slices.ContainsFunc(c.Statistics, func(s Statistic) bool { return s.Name == name })
}
