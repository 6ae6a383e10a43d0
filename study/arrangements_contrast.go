package study

import (
	"cmp"
	"math"
	"slices"
)

// OutcomeContrast is what becomes of one outcome. It has two contrasts, never one for
// the other: the service against usual care, which is the deadweight that the deal
// states and nothing else; and arrangement against arrangement for the same
// service, which is what their levers and clauses do and no deadweight moves.
type OutcomeContrast struct {
	Outcome string
	// Deadweight is the share that would have happened anyway; NaN if nobody said.
	Deadweight float64
	// Usual is the service, at the chances that the deal states, against usual
	// care: nothing in it is simulated but the number of people.
	Usual Ratio
	// Arrangements has each in the order of the list.
	Arrangements []OutcomeIn
}

// Ratio compares chances per person referred.
type Ratio struct {
	// RR is the ratio of means, RD the difference per 100 people referred.
	RR, RD Figure
}

// OutcomeIn is an outcome in one arrangement.
type OutcomeIn struct {
	Achieved, Net Figure // expected number; Net is without deadweight
	// AchievedLess and NetLess are those less those of the arrangement against.
	AchievedLess, NetLess Figure
	// Versus compares those achieved with the arrangement against; After is the same given the data, nil without.
	Versus Ratio
	After  *Ratio
	// More and Fewer are the shares of lifetimes with more and with fewer achieved
	// than in the arrangement against; Low and High the 5 % and 95 % points of the difference.
	More, Fewer Figure
	Low, High   float64
}

var noFigure = Figure{math.NaN(), math.NaN(), math.NaN(), math.NaN()}

// exactly is a figure without error.
func exactly(x float64) Figure { return Figure{x, 0, x, x} }

// contrasts compares the outcomes.
func (c *outturns) contrasts(after *weights) []OutcomeContrast {
	var out []OutcomeContrast
	against := c.study.out.Against
	for k, id := range c.outcomes() {
		x := OutcomeContrast{Outcome: id, Deadweight: c.deadweight(k), Usual: Ratio{noFigure, noFigure}}
		if d := x.Deadweight; d > 0 {
			x.Usual.RR = exactly(1 / d)
		}
		if d := x.Deadweight; !math.IsNaN(d) {
			at := c.service()
			x.Usual.RD = scaled(100*(1-d), estimateMean(c.achieved(at, id)).over(estimateMean(c.column(at, "referrals.total")))).figure()
		}
		base := c.achieved(against, id)
		for i := range c.study.out.List {
			mine := c.achieved(i, id)
			d := less(mine, base)
			o := OutcomeIn{Achieved: estimateMean(mine).figure(), AchievedLess: estimateMean(d).figure(), Net: noFigure, NetLess: noFigure, Versus: c.versus(i, id, nil)}
			if dw := x.Deadweight; !math.IsNaN(dw) {
				o.Net = estimateMean(times(1-dw, mine)).figure()
				o.NetLess = estimateMean(times(1-dw, d)).figure()
			}
			if after != nil {
				r := c.versus(i, id, after)
				o.After = &r
			}
			o.More, o.Fewer = shareOf(d, func(v float64) bool { return v > 0 }), shareOf(d, func(v float64) bool { return v < 0 })
			slices.Sort(d)
			o.Low, o.High = d[(len(d)-1)/20], d[len(d)-1-(len(d)-1)/20]
			x.Arrangements = append(x.Arrangements, o)
		}
		out = append(out, x)
	}
	return out
}

// versus compares an outcome of an arrangement with that of the one against.
func (c *outturns) versus(plan int, outcome string, w *weights) Ratio {
	against := c.study.out.Against
	chance := func(plan int) (statistic, statistic) {
		n := w.mean(c.achieved(plan, outcome))
		return n, n.over(w.mean(c.column(plan, "referrals.total")))
	}
	n0, p0 := chance(against)
	if n0.value == 0 {
		return Ratio{noFigure, noFigure}
	}
	_, p := chance(plan)
	rd := scaled(100, p.plus(-1, p0))
	return Ratio{RR: p.over(p0).figure(), RD: rd.figure()}
}

// deadweight is that of an outcome, NaN if nobody said.
func (c *outturns) deadweight(k int) float64 {
	d := c.study.out.List[0].Deal
	return d.Assumptions().Outcomes[k].Deadweight
}

// scaled is k s.
func scaled(k float64, s statistic) statistic {
	return zero(len(s.pull)).plus(k, s)
}

// shareOf is the share of paths of a kind, with Wilson's interval.
func shareOf(x []float64, is func(float64) bool) Figure {
	hits := 0
	for _, v := range x {
		if is(v) {
			hits++
		}
	}
	return wilson(float64(hits)/float64(len(x)), float64(len(x)))
}

// wilson is a share p of n with Wilson's interval.
func wilson(p, n float64) Figure {
	zz := float64(z * z)
	centre := (p + zz/(2*n)) / (1 + zz/n)
	half := z * math.Sqrt(float64(p*(1-p))/n+zz/(4*float64(n*n))) / (1 + zz/n)
	return Figure{p, math.Sqrt(float64(p*(1-p)) / n), min(p, max(0, centre-half)), max(p, min(1, centre+half))}
}

// CostRow is one figure of cost in each arrangement.
type CostRow struct {
	Name string // delivery, set_up, management, intermediary, evaluation, cost, capital, public_spend, cost_per_outcome
	// Value is the mean, of cost_per_outcome the ratio of means, in whole units of the
	// currency, positive where it is spent; Less is it less that of the arrangement
	// against, in the same lifetimes.
	Value, Less []Figure
}

// The names of the rows that are no category.
const (
	TotalCost   = "cost"
	CapitalCost = "capital" // what investors receive less what they pay in
	PublicSpend = "public_spend"
	PerOutcome  = "cost_per_outcome" // public spend by net outcomes
)

// categories are the rows of cost by category, and what each adds up.
var categories = []struct {
	name string
	of   []string
}{
	{"delivery", []string{"delivery"}},
	{"set_up", []string{"development", "set_up"}},
	{"management", []string{"management"}},
	{"intermediary", []string{"intermediary", "special_purpose"}},
	{"evaluation", []string{"evaluation"}},
}

// costs are the rows of cost. A category that no arrangement has is left out.
func (c *outturns) costs() []CostRow {
	var out []CostRow
	add := func(name string, always bool, column func(plan int) []float64) {
		x := CostRow{Name: name}
		base := column(c.study.out.Against)
		any := always
		for i := range c.study.out.List {
			mine := column(i)
			any = any || slices.ContainsFunc(mine, func(v float64) bool { return v != 0 })
			x.Value = append(x.Value, c.money(mine).figure())
			x.Less = append(x.Less, c.money(less(mine, base)).figure())
		}
		if any {
			out = append(out, x)
		}
	}
	for _, row := range categories {
		add(row.name, false, func(plan int) []float64 {
			sum := make([]float64, c.n)
			for _, of := range row.of {
				sum = plus(sum, c.column(plan, "cost.category."+of))
			}
			return sum
		})
	}
	add(TotalCost, true, func(plan int) []float64 { return c.column(plan, "cost.total") })
	add(CapitalCost, false, func(plan int) []float64 {
		return less(c.column(plan, "investor.repaid"), c.column(plan, "investor.drawn"))
	})
	add(PublicSpend, true, c.spend)
	per := CostRow{Name: PerOutcome}
	base := c.costPerOutcome(c.study.out.Against)
	for i := range c.study.out.List {
		s := c.costPerOutcome(i)
		per.Value = append(per.Value, s.figure())
		per.Less = append(per.Less, s.plus(-1, base).figure())
	}
	return append(out, per)
}

// netOutcomes are those that costs are counted by, less deadweight if the deal states it.
func (c *outturns) netOutcomes(plan int) []float64 {
	id := c.study.out.Outcome
	x := c.achieved(plan, id)
	if k := slices.Index(c.outcomes(), id); c.study.out.Net {
		return times(1-c.deadweight(k), x)
	}
	return x
}

// costPerOutcome is public spend by net outcomes; no number without any.
func (c *outturns) costPerOutcome(plan int) statistic {
	n := estimateMean(c.netOutcomes(plan))
	if n.value == 0 {
		s := zero(c.n)
		s.value = math.NaN()
		return s
	}
	return c.money(c.spend(plan)).over(n)
}

// quantiles returns the points of probability p of weighted values: the least
// value with at least the share p of the weight at or below it.
func quantiles(x, w []float64, ps ...float64) []float64 {
	order := make([]int, len(x))
	total := 0.0
	for i := range order {
		order[i] = i
		total += w[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(ps))
	for k, p := range ps {
		sum := 0.0
		for _, i := range order {
			if w[i] > 0 {
				sum += w[i]
				out[k] = x[i]
			}
			if sum >= p*total {
				break
			}
		}
	}
	return out
}
