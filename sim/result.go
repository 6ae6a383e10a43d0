package sim

import (
	"math"
	"slices"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/tally"
)

// Result is what a run found. It is a pure function of the plan, the seed and
// the number of paths.
type Result struct {
	Seed  uint64
	Paths uint64
	// Partial marks a run that was stopped: Paths is then what was done.
	Partial bool
	// Scenarios names what was applied to the deal before it was compiled, for readers.
	Scenarios []string

	plan  *Plan
	tally *tally.Tally
}

func newResult(p *Plan, j Job, t *tally.Tally) *Result {
	return &Result{Seed: j.Seed, Paths: t.Paths(), Partial: t.Paths() < j.Paths, plan: p, tally: t}
}

// Plan returns the plan that was run.
func (r *Result) Plan() *Plan { return r.plan }

// Metric returns the summary of a metric over the paths, in its own unit
// (money in major units), and whether there is such a metric. A flag's mean is its probability.
func (r *Result) Metric(name string) (tally.Summary, bool) {
	i, ok := r.plan.metrics.Index(name)
	if !ok {
		return tally.Summary{}, false
	}
	return r.tally.Summary(i, r.plan.specs[i].Scale), true
}

// Probability returns the share of paths on which a flag is set, among those
// on which it is defined, with its Wilson interval.
func (r *Result) Probability(name string) (tally.Proportion, bool) {
	i, ok := r.plan.metrics.Index(name)
	if !ok || r.plan.specs[i].Unit != metric.Flag {
		return tally.Proportion{}, false
	}
	return r.tally.Proportion(i)
}

// Ratios names the statistics that are ratios of means.
func (r *Result) Ratios() []metric.RatioSpec { return r.plan.metrics.Ratios() }

// Ratio returns a ratio of means with its delta interval.
func (r *Result) Ratio(name string) (tally.RatioEstimate, bool) {
	for _, s := range r.plan.metrics.Ratios() {
		if s.Name == name {
			// Ratios of the same two metrics share a pair.
			pair := slices.Index(r.plan.metrics.Pairs(), [2]int{s.Num, s.Den})
			e := r.tally.Ratio(pair, r.plan.specs[s.Num].Scale, r.plan.specs[s.Den].Scale)
			e.Value, e.SE, e.Lo, e.Hi = e.Value*s.Factor, e.SE*s.Factor, e.Lo*s.Factor, e.Hi*s.Factor
			return e, true
		}
	}
	return tally.RatioEstimate{}, false
}

// PlanValue returns a metric of the plan case in its own unit; false if there is
// no such metric or it is undefined there.
func (r *Result) PlanValue(name string) (float64, bool) { return r.plan.Value(r.plan.planCase, name) }

// Value returns a metric of one lifetime in its own unit.
func (p *Plan) Value(l *Lifetime, name string) (float64, bool) {
	i, ok := p.metrics.Index(name)
	if !ok || l.Row[i] == metric.Undefined {
		return 0, false
	}
	return p.unit(i, l.Row[i]), true
}

// Column returns a metric's value on every path, in path order, as integers in units of
// 1/Scale; nil if the run was too large to store columns.
func (r *Result) Column(name string) []int64 {
	i, ok := r.plan.metrics.Index(name)
	if !ok {
		return nil
	}
	return r.tally.Column(i)
}

// IRROfMean is the internal rate of return of the mean monthly flow: the
// figure investors quote.
func (r *Result) IRROfMean() (float64, cashflow.Status) {
	l := &r.plan.layout
	flow := make([]float64, l.grid)
	prev := 0.0
	for m := range flow {
		cum := r.tally.Summary(l.investor+m, 1).Mean
		flow[m] = cum - prev
		prev = cum
	}
	return metric.IRROfMean(flow)
}

// Series names the monthly series of a result, all in major units of money,
// one summary for each month of the ledger's grid.
type Series string

// The monthly series.
const (
	Cash     Series = "cash"     // the vehicle's closing cash less its unpaid costs
	Investor Series = "investor" // investors' cumulative net flow
)

// Monthly returns the summaries of a series, month by month.
func (r *Result) Monthly(s Series) []tally.Summary {
	l := &r.plan.layout
	first := l.cash
	if s == Investor {
		first = l.investor
	}
	return r.money(first, l.grid)
}

// PlanMonthly returns the series on the plan case, in major units.
func (r *Result) PlanMonthly(s Series) []float64 {
	ledger := r.plan.planCase.Ledger
	out := make([]float64, r.plan.layout.grid)
	var cum contract.Money
	for m := range out {
		x := ledger.Cash[m] - ledger.Arrears[m]
		if s == Investor {
			cum += ledger.Flow[m]
			x = cum
		}
		out[m] = float64(x) / float64(r.plan.minor())
	}
	return out
}

// Spend returns a payer's spend by April-to-March financial year, and the
// year in which the first of them begins. The payer is an index into the contract's payers.
func (r *Result) Spend(payer int) (first int, years []tally.Summary) {
	l := &r.plan.layout
	first, _ = r.plan.contract.FinancialYears()
	return first, r.money(l.spend+payer*l.years, l.years)
}

func (r *Result) money(first, n int) []tally.Summary {
	out := make([]tally.Summary, n)
	for i := range out {
		out[i] = r.tally.Summary(first+i, r.plan.minor())
	}
	return out
}

// minor is the number of minor units in a major one.
func (p *Plan) minor() int64 {
	n := int64(1)
	for range p.contract.Terms().Currency.Digits {
		n *= 10
	}
	return n
}

// unit turns a metric's integer into its own unit; Never is +Inf.
func (p *Plan) unit(i int, x int64) float64 {
	if x == metric.Never {
		return math.Inf(1)
	}
	return float64(x) / float64(p.specs[i].Scale)
}

// Equal reports whether two results hold the same numbers, bit for bit.
func (r *Result) Equal(o *Result) bool {
	return r.Seed == o.Seed && r.plan.fingerprint == o.plan.fingerprint && r.tally.Equal(o.tally)
}
