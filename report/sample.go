package report

import (
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// results reads a run's metrics by name, in their own units.
type results struct {
	*sim.Result
	index map[string]int
	specs []metric.Spec
}

func resultsOf(r *sim.Result) results {
	out := results{r, map[string]int{}, r.Plan().Specs()}
	for i := range out.specs {
		out.index[out.specs[i].Name] = i
	}
	return out
}

func (r *results) has(name string) bool { _, ok := r.index[name]; return ok }

// summary returns the summary of a metric known to be there.
func (r *results) summary(name string) tally.Summary {
	s, _ := r.Metric(name)
	return s
}

// chance returns the probability of a flag and the paths it is out of.
func (r *results) chance(name string) (tally.Proportion, uint64) {
	p, _ := r.Probability(name)
	return p, r.summary(name).N
}

// planned returns a metric on the plan case: +Inf if it never happens there,
// false if it has no value there.
func (r *results) planned(name string) (float64, bool) {
	i, ok := r.index[name]
	if !ok {
		return math.NaN(), false
	}
	return read(&r.specs[i], r.Plan().PlanCase().Row[i])
}

// read turns a metric's integer into its own unit: +Inf for Never, false for Undefined.
func read(s *metric.Spec, x int64) (float64, bool) {
	switch x {
	case metric.Undefined:
		return math.NaN(), false
	case metric.Never:
		return math.Inf(1), true
	}
	return float64(x) / float64(s.Scale), true
}

// distribution is a metric's distribution over the paths on which it has a
// value, Never counting as plus infinity.
type distribution struct {
	summary tally.Summary
	values  []float64 // in no order; nil if the run kept no columns
}

func (r *results) distribution(name string) distribution {
	d := distribution{summary: r.summary(name)}
	column := r.Column(name)
	if column == nil {
		return d
	}
	spec := &r.specs[r.index[name]]
	d.values = make([]float64, 0, len(column))
	for _, x := range column {
		if v, ok := read(spec, x); ok {
			d.values = append(d.values, v)
		}
	}
	return d
}

func (d *distribution) empty() bool { return d.summary.N+d.summary.Never == 0 }

// below returns the share of paths below x, and the share below or at it.
func (d *distribution) below(x float64) (under, upTo float64) {
	if d.values != nil {
		var less, equal int
		for _, v := range d.values {
			switch {
			case v < x:
				less++
			case v == x:
				equal++
			}
		}
		n := float64(len(d.values))
		return float64(less) / n, float64(less+equal) / n
	}
	return d.invert(func(q float64) bool { return q < x }), d.invert(func(q float64) bool { return q <= x })
}

// invert returns the share of paths whose value satisfies a condition that
// holds up to some value, from quantiles.
func (d *distribution) invert(holds func(float64) bool) float64 {
	lo, hi := 0.0, 1.0
	if !holds(d.summary.Quantile(0).Value) {
		return 0
	}
	if holds(d.summary.Quantile(1).Value) {
		return 1
	}
	for range 40 {
		mid := (lo + hi) / 2
		if holds(d.summary.Quantile(mid).Value) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// rank returns where x lies in the distribution, 0 to 1: the share of paths
// below it and half of those at it.
func (d *distribution) rank(x float64) float64 {
	under, upTo := d.below(x)
	return (under + upTo) / 2
}
