package sim_test

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// minimal is the smallest deal: 12 people a month to month 17 of 24, each with
// a job after 4 months or never.
func minimal(t testing.TB) model {
	t.Helper()
	return modelOf(open(t, "../examples/minimal/deal.yaml"))
}

// near fails unless x, the mean of n values with the given variance, is near want.
func near(t *testing.T, what string, x, want, variance, n float64) {
	t.Helper()
	if se := math.Sqrt(variance / n); math.Abs(x-want) > z*se {
		t.Errorf("%s: %.5f, exactly %.5f (%.1f standard errors)", what, x, want, (x-want)/se)
	}
}

// share is near for a share of n.
func share(t *testing.T, what string, hits, n, want float64) {
	t.Helper()
	near(t, what, hits/n, want, want*(1-want), n)
}

// The laws of marks are closed forms: late months, the months of defaults and
// failures, impacts, and errors that are binomial.
func TestMarksHaveTheirLaws(t *testing.T) {
	const (
		paths                  = 20000
		late, annual, fail     = 0.23, 0.35, 0.2
		effect, deviation, bad = 0.03, 0.05, 0.12
	)
	m := minimal(t)
	m.a.Payers = []assumptions.Payer{{ID: "council", Late: assumptions.Of(late), Default: assumptions.Of(annual)}}
	m.a.Sites[0].Failure = assumptions.Of(fail)
	m.terms.Measures = []contract.Measure{
		{ID: "rate", Outcome: "job", Per: contract.PerTarget, Cohorts: []contract.Cohort{{Until: 5, Month: 9}}},
		{ID: "impact", Cohorts: []contract.Cohort{{Until: 5, Month: 9, Weight: 1}, {From: 6, Until: 11, Month: 15, Weight: 1}}},
	}
	m.a.Measures = []assumptions.Measure{{ID: "impact", Effect: assumptions.Of(effect), Error: assumptions.Of(deviation)}}
	m.terms.Audit = contract.Audit{Every: 10, Sample: 12}
	m.a.AuditError = assumptions.Of(bad)
	p := m.compile(t)
	c := m.contract(t)
	grid, months := c.Grid(), m.terms.Months

	lates := make([]float64, grid)
	var pairs float64 // late in two months running
	defaults, failures := map[int32]float64{}, map[int32]float64{}
	var impacts [2]moments
	var product moments
	var errors, squares, expected, variance, fourth float64
	sizes := map[int64]bool{}
	var apart moments // of two audits
	for n, l := range p.Lifetimes(1, 0, paths) {
		o := l.Outturn
		for i, yes := range o.Late {
			if yes {
				lates[i]++
				if i > 0 && o.Late[i-1] {
					pairs++
				}
			}
		}
		defaults[o.Default[0]]++
		failures[o.Failed[0]]++
		if o.Impact[0] != 0 {
			t.Fatalf("path %d: a rate has the impact %d", n, o.Impact[0])
		}
		for i := range impacts {
			impacts[i].add(float64(o.Impact[1+i]) / 1e6)
		}
		product.add((float64(o.Impact[1])/1e6 - effect) * (float64(o.Impact[2])/1e6 - effect))
		excess := [3]float64{}
		for i, months := range [][2]int{{0, 10}, {10, 20}, {20, 24}} {
			var found int64
			for _, e := range o.Evidenced[months[0]:months[1]] {
				found += int64(e)
			}
			size := min(12, found)
			sizes[size] = true
			if int64(o.Errors[i]) > size {
				t.Fatalf("path %d: %d errors in a sample of %d", n, o.Errors[i], size)
			}
			mean, v := float64(size)*bad, float64(size)*bad*(1-bad)
			excess[i] = (float64(o.Errors[i]) - mean) / math.Sqrt(max(v, 1e-12))
			errors += float64(o.Errors[i])
			squares += square(float64(o.Errors[i]) - mean)
			expected, variance = expected+mean, variance+v
			fourth += 3*v*v + v*(1-6*bad*(1-bad)) - v*v // variance of the square
		}
		apart.add(excess[0] * excess[1])
	}
	for i, n := range lates {
		share(t, "late in month "+string(rune('a'+i%26)), n, paths, late)
	}
	share(t, "late in two months running", pairs, paths*float64(grid-1), late*late)
	for what, x := range map[string]struct {
		seen map[int32]float64
		q    float64
		last int
	}{"default": {defaults, annual, grid}, "failure": {failures, fail, months}} {
		share(t, what+" never", x.seen[-1], paths, math.Pow(1-x.q, float64(x.last)/12))
		for k := range x.last {
			share(t, what, x.seen[int32(k)], paths, math.Pow(1-x.q, float64(k)/12)-math.Pow(1-x.q, float64(k+1)/12))
		}
	}
	for i := range impacts {
		near(t, "impact", impacts[i].mean(), effect, deviation*deviation, paths)
		v := impacts[i].squares/paths - square(impacts[i].mean())
		near(t, "variance of an impact", v, deviation*deviation, 2*math.Pow(deviation, 4), paths)
	}
	near(t, "covariance of two cohorts", product.mean(), 0, math.Pow(deviation, 4), paths)
	if len(sizes) < 5 || !sizes[12] {
		t.Errorf("samples of %d sizes only", len(sizes))
	}
	near(t, "correlation of two audits", apart.mean(), 0, 1, paths)
	near(t, "errors found", errors, expected, variance, 1)
	near(t, "squares of errors found", squares, variance, fourth, 1)
}

// What is certain happens at once, what is impossible never, and an uncertain
// chance is drawn once a path.
func TestMarksAtTheirLimits(t *testing.T) {
	m := minimal(t)
	m.terms.Audit = contract.Audit{Every: 24, Sample: 1e6}
	m.a.Payers = []assumptions.Payer{{ID: "council", Late: assumptions.Of(1), Default: assumptions.Of(1)}}
	m.a.Sites[0].Failure = assumptions.Of(1)
	m.a.AuditError = assumptions.Of(1)
	for _, l := range m.compile(t).Lifetimes(1, 0, 20) {
		var found int32
		for _, e := range l.Outturn.Evidenced {
			found += e
		}
		for i, late := range l.Outturn.Late {
			if !late {
				t.Errorf("month %d is not late", i)
			}
		}
		if o := l.Outturn; o.Default[0] != 0 || o.Failed[0] != 0 || o.Errors[0] != found {
			t.Errorf("default %d, failure %d, %d errors of %d", o.Default[0], o.Failed[0], o.Errors[0], found)
		}
	}
	m.a.Payers[0] = assumptions.Payer{ID: "council", Late: assumptions.Input{Address: "x", Kind: assumptions.Discrete, Values: []float64{0, 1}}}
	m.a.Sites[0].Failure, m.a.AuditError = assumptions.Of(0), assumptions.Of(0)
	both := map[bool]int{}
	for n, l := range m.compile(t).Lifetimes(1, 0, 100) {
		o := l.Outturn
		for _, late := range o.Late {
			if late != o.Late[0] || late != (l.Theta[len(l.Theta)-1] == 1) {
				t.Fatalf("path %d: late differs from the chance drawn", n)
			}
		}
		both[o.Late[0]]++
		if o.Default[0] != -1 || o.Failed[0] != -1 || o.Errors[0] != 0 {
			t.Errorf("path %d: default %d, failure %d, %d errors, of chance 0", n, o.Default[0], o.Failed[0], o.Errors[0])
		}
	}
	if both[true] < 20 || both[false] < 20 {
		t.Errorf("late on %d paths, not on %d", both[true], both[false])
	}
}

// The plan case has no marks but the expected impacts, and no events; nor does
// it see a review or a second attempt.
func TestPlanCaseHasNoMarks(t *testing.T) {
	m := everyClause(t)
	o := m.compile(t).PlanCase().Outturn
	for _, late := range o.Late {
		if late {
			t.Error("late in the plan case")
		}
	}
	for _, x := range append(append([]int32{}, o.Default...), o.Failed...) {
		if x != -1 {
			t.Errorf("default or failure in month %d of the plan case", x)
		}
	}
	for _, x := range o.Errors {
		if x != 0 {
			t.Errorf("%d errors in the plan case", x)
		}
	}
	if len(o.Events) != 0 {
		t.Errorf("%d events in the plan case", len(o.Events))
	}
	if len(o.Impact) != 3 || o.Impact[0] != 0 || o.Impact[1] != 40_000 || o.Impact[2] != 40_000 {
		t.Errorf("impacts %v in the plan case, want those of the rate 0 and the mean effect 0.04 twice", o.Impact)
	}
}

// VAT that is not recovered comes on top of the amount, in costs and in flexed ones.
func TestVAT(t *testing.T) {
	m := minimal(t)
	m.a.Costs[0].VAT = 0.2
	p := m.compile(t)
	for _, l := range []*sim.Lifetime{p.PlanCase(), first(p)} {
		for month := range 18 {
			if got := l.Outturn.Costs[month]; got != 1_560_000 {
				t.Errorf("month %d costs %d, want 13,000.00 and a fifth", month, got)
			}
		}
		if got := l.Outturn.Flexed[0]; got != 18*1_560_000 {
			t.Errorf("flexed cost %d", got)
		}
	}
}

// first is the first lifetime of seed 1.
func first(p *sim.Plan) *sim.Lifetime {
	for _, l := range p.Lifetimes(1, 0, 1) {
		return l
	}
	return nil
}
