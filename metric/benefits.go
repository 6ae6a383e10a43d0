package metric

import (
	"math"

	"github.com/sibsim/sibsim/contract"
)

// The metrics of what outcomes are worth. The catalogue's rows come first.

const (
	aValue      = "benefits"
	costedValue = "benefits, and a local or central payer"
	benefitCost = "public.bcr"
	aGain       = "positive is a gain"
	aCost       = "positive is a cost; negative if the benefits are more"
)

var benefitRows = []entry{
	{
		pattern: "benefit.line.ID", unit: Money, present: aValue, sign: aGain, formula: "B_b",
		text: "One benefit, before optimism: present value in prices of the first financial year, net of deadweight, at the Green Book's rates.",
	},
	{pattern: "benefit.fiscal", unit: Money, present: aValue, sign: aGain, formula: "Σ_{b fiscal} B_b", text: "Benefits to public money, before optimism."},
	{pattern: "benefit.social", unit: Money, present: aValue, sign: aGain, formula: "Σ_{b social} B_b", text: "Benefits to people, before optimism."},
	{pattern: "benefit.optimism", unit: Money, present: aValue, sign: "at most 0", formula: "−Σ_b Q_b", text: "What is taken off the benefits for optimism."},
	{pattern: "benefit.total", unit: Money, present: aValue, sign: aGain, formula: "Σ_b (B_b − Q_b)", text: "All benefits after optimism: fiscal, social and the line for optimism together."},
	{
		pattern: "payer.ID.benefit", unit: Money, present: "a benefit accrues to it", sign: aGain, formula: "Σ_{b to p} (B_b − Q_b)",
		text: "Fiscal benefits that accrue to the payer, after optimism.",
	},
	{
		pattern: "payer.ID.net_cost", unit: Money, present: "benefits, and it is local or central", sign: aCost, formula: "K_p − payer.ID.benefit",
		text: "Present cost of the payer's spend, as in public.present_cost, less the fiscal benefits that accrue to it.",
	},
	{
		pattern: "public.npv", unit: Money, present: costedValue, sign: aGain, formula: "benefit.total − public.present_cost",
		text: "Public net present value: all benefits after optimism less the present cost of public spend.",
	},
	{
		pattern: "public.fiscal_npv", unit: Money, present: costedValue, sign: aGain, formula: "Σ_{b fiscal} (B_b − Q_b) − public.present_cost",
		text: "Net present value for public money alone: fiscal benefits after optimism less the present cost of public spend.",
	},
}

var benefitStatisticRows = []entry{
	{
		pattern: "cost_per.OUTCOME.net.PAYER", unit: Money, present: "benefits, and a deadweight below 1", sign: "positive is spent",
		formula: "E[payer.ID.spend] / E[outcome.ID.achieved (1 − δ_k)]", undefined: "mean achieved is 0",
		text: "One payer's part of cost_per.OUTCOME.net: its spend per outcome that would not have happened anyway, a ratio of means. Those of the public payers add up to it.",
	},
	{
		pattern: benefitCost, unit: Ratio, present: costedValue, sign: "above 1 benefits exceed costs",
		formula: "E[benefit.total] / E[public.present_cost]", undefined: "mean present cost is 0",
		text: "Benefit-cost ratio: all benefits after optimism over the present cost of public spend, a ratio of means.",
	},
}

// worth is a sum of figures of benefits, and what payers spent against it.
type worth struct {
	places []int32 // in Ledger.Observed
	payers []int32
	sign   int64 // of the figures; that of the payers' present cost is the other
}

func (s *Set) worth(x *worth, l *contract.Ledger) int64 {
	v := -s.presentCost(x.payers, l)
	for _, at := range x.places {
		if int(at) >= len(l.Observed) {
			return Undefined // an outturn that was not sampled
		}
		v += l.Observed[at]
	}
	return clamp(x.sign * v)
}

// addBenefits adds what the outcomes of a deal are worth.
func (b *builder) addBenefits(ctx *Context) {
	if len(ctx.Benefits) == 0 {
		return
	}
	var lines, fiscal, social, optimism, total, fiscalAfter []int32
	accrues := make([][]int32, b.payers)
	for i, x := range ctx.Benefits {
		value := int32(len(ctx.Observed) + 2*i)
		off := value + 1
		lines, optimism, total = append(lines, value), append(optimism, off), append(total, value, off)
		if !x.Fiscal {
			social = append(social, value)
			continue
		}
		fiscal, fiscalAfter = append(fiscal, value), append(fiscalAfter, value, off)
		if x.Payer >= 0 {
			accrues[x.Payer] = append(accrues[x.Payer], value, off)
		}
	}
	add := func(pattern string, x worth, ids ...string) {
		b.add(row{benefitWorth, int32(len(b.worths)), 0}, pattern, ids...)
		b.worths = append(b.worths, x)
	}
	for i, x := range ctx.Benefits {
		add("benefit.line.ID", worth{places: lines[i : i+1], sign: 1}, x.ID)
	}
	add("benefit.fiscal", worth{places: fiscal, sign: 1})
	add("benefit.social", worth{places: social, sign: 1})
	add("benefit.optimism", worth{places: optimism, sign: 1})
	add("benefit.total", worth{places: total, sign: 1})
	var public []int32
	for i := range b.terms.Payers {
		p, at := &b.terms.Payers[i], []int32{int32(i)}
		if len(accrues[i]) > 0 {
			add("payer.ID.benefit", worth{places: accrues[i], sign: 1}, p.ID)
		}
		if p.Class != contract.Private {
			public = append(public, at...)
			add("payer.ID.net_cost", worth{places: accrues[i], payers: at, sign: -1}, p.ID)
		}
	}
	if len(public) > 0 {
		add("public.npv", worth{places: total, payers: public, sign: 1})
		add("public.fiscal_npv", worth{places: fiscalAfter, payers: public, sign: 1})
	}
}

// addBenefitRatios adds the statistics of a deal with benefits.
func (b *builder) addBenefitRatios(ctx *Context) {
	if len(ctx.Benefits) == 0 {
		return
	}
	for k := range b.terms.Outcomes {
		id := b.terms.Outcomes[k].ID
		if len(ctx.Deadweight) == 0 || math.IsNaN(ctx.Deadweight[k]) || ctx.Deadweight[k] == 1 {
			continue
		}
		for i := range b.terms.Payers {
			p := &b.terms.Payers[i]
			b.ratios = append(b.ratios, RatioSpec{
				Name: "cost_per." + id + ".net." + p.ID, Unit: Money, Doc: find("cost_per.OUTCOME.net.PAYER").text,
				Num: b.index["payer."+p.ID+".spend"], Den: b.index["outcome."+id+".achieved"], Factor: 1 / (1 - ctx.Deadweight[k]),
			})
		}
	}
	if cost, ok := b.index["public.present_cost"]; ok {
		b.ratios = append(b.ratios, RatioSpec{Name: benefitCost, Unit: Ratio, Num: b.index["benefit.total"], Den: cost, Factor: 1, Doc: find(benefitCost).text})
	}
}
