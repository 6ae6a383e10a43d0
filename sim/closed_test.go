package sim_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/dealfile"
)

// closed is a deal with one outcome whose expectations are closed forms.
type closed struct {
	law, delay string
	p, q       float64 // transition, evidence
	lag        int
}

// The grid of closed-form deals: referrals at rate 6 in months 0..11 after a
// ramp of 3, a window of 18 months, price 100, cost 7 a month and 3 an outcome.
const (
	closedMonths = 18
	closedUntil  = 11
	closedRate   = 6.0
	closedRamp   = 3.0
)

func (c closed) yaml() string {
	return fmt.Sprintf(`
sibsim: 1
name: Closed form
term: {start: 2024-04, months: %d}
outcomes: {job: {}}
payers: {council: {budget: 1000000}}
shares: {council: 1}
tariffs: {job: {price: 100, lag: %d}}
referrals: {%s, rate: %g, ramp: %g, until: %d}
pathway: {job: {probability: %g, delay: %s}}
evidence: {job: %g}
costs: {rent: {amount: 7}, job: {per: outcome, outcome: job, amount: 3}}
capital: {tranches: {all: {commitment: 100000}}}
sites: {town: {}}
`, closedMonths, c.lag, c.law, closedRate, closedRamp, closedUntil, c.p, c.delay, c.q)
}

// delays pairs a delay's text with its distribution function over whole
// months, written from its definition.
var delays = map[string]func(k int) float64{
	"3":                 func(k int) float64 { return step(k, 3) },
	"0":                 func(k int) float64 { return step(k, 0) },
	"[0.5, 0.25, 0.25]": func(k int) float64 { return []float64{0.5, 0.75, 1}[min(k, 2)] },
	"{weeks: 13}": func(k int) float64 {
		x := 13 * 7 / 30.4375
		return math.Min(1, math.Max(0, float64(k)-x+1)) // P(floor(U + x) <= k)
	},
	"{geometric: {mean: 5}, first: 2, last: 30}": func(k int) float64 {
		q := 1.0 / 4
		cut := 1 - math.Pow(1-q, 29)
		if k < 2 {
			return 0
		}
		return (1 - math.Pow(1-q, float64(min(k, 30)-1))) / cut
	},
	"{lognormal: {median: 4, sigma: 0.5}, last: 20}": func(k int) float64 {
		l := distuv.LogNormal{Mu: math.Log(4), Sigma: 0.5}
		return l.CDF(float64(min(k, 20))+0.5) / l.CDF(20.5)
	},
}

func step(k, at int) float64 {
	if k >= at {
		return 1
	}
	return 0
}

// TestClosedForms checks means, and where the counts are Poisson their
// variances, of 72 deals. With n paths an error of 4.89/sqrt(n) standard
// deviations of a metric would be seen, 3.5 % of one at n = 20,000.
func TestClosedForms(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	paths := uint64(20000)
	if testing.Short() {
		paths = 3000
	}
	deals := 0
	for _, law := range []string{"law: poisson", "law: negative_binomial, dispersion: 0.3", "law: fixed"} {
		for delay, cdf := range delays {
			for _, odds := range [][2]float64{{0.3, 0.8}, {1, 1}, {0.05, 0.5}, {0.9, 0.95}} {
				c := closed{law: law, delay: delay, p: odds[0], q: odds[1], lag: 2}
				deals++
				d, err := dealfile.Read("closed.yaml", []byte(c.yaml()))
				if err != nil {
					t.Fatalf("%+v: %v", c, err)
				}
				r := run(t, compile(t, d), 1, paths)
				var referrals, achieved float64
				for m := 0; m <= closedUntil; m++ {
					rate := closedRate * math.Min(1, float64(m+1)/closedRamp)
					referrals += rate
					achieved += rate * c.p * cdf(closedMonths-1-m)
				}
				if c.law == "law: fixed" {
					achieved = 0
					var cum float64
					for m := 0; m <= closedUntil; m++ {
						next := cum + closedRate*math.Min(1, float64(m+1)/closedRamp)
						achieved += (math.Round(next) - math.Round(cum)) * c.p * cdf(closedMonths-1-m)
						cum = next
					}
				}
				for name, want := range map[string]float64{
					"referrals.total":       referrals,
					"outcome.job.achieved":  achieved,
					"outcome.job.evidenced": achieved * c.q,
					"payments.total":        achieved * c.q * 100,
					"cost.total":            7*closedMonths + 3*achieved,
				} {
					s, ok := r.Metric(name)
					if !ok {
						t.Fatalf("no metric %s", name)
					}
					if math.Abs(s.Mean-want) > z*s.SE+1e-6 {
						t.Errorf("%s, delay %s, p %g: %s is %.4f, exactly %.4f (%.1f standard errors)", law, delay, c.p, name, s.Mean, want, (s.Mean-want)/s.SE)
					}
				}
				if law != "law: poisson" {
					continue
				}
				// A thinned Poisson count is Poisson: variance = mean. The
				// variance of a sample variance of it is (2 mean^2 + mean)/n.
				s, _ := r.Metric("outcome.job.evidenced")
				mean := achieved * c.q
				if se := math.Sqrt((2*mean*mean + mean) / float64(paths)); math.Abs(s.SD*s.SD-mean) > 1.5*z*se {
					t.Errorf("delay %s, p %g: variance of evidenced %.4f, exactly %.4f", delay, c.p, s.SD*s.SD, mean)
				}
			}
		}
	}
	if deals < 40 {
		t.Errorf("%d deals, want at least 40", deals)
	}
}

// TestEnumerated holds a deal small enough to enumerate against its exact
// distribution: two people, each with the outcome at probability 0.6 and
// evidence 0.5, one outcome paid at most.
func TestEnumerated(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	d, err := dealfile.Read("tiny.yaml", []byte(`
sibsim: 1
name: Two people
term: {start: 2024-04, months: 3}
outcomes: {job: {}}
payers: {council: {budget: 150}}
shares: {council: 1}
tariffs: {job: {price: 100, max_count: 1}}
referrals: {law: fixed, monthly: [2]}
pathway: {job: {probability: 0.6, delay: 1}}
evidence: {job: 0.5}
costs: {all: {per: once, amount: 80}}
capital: {tranches: {all: {commitment: 1000}}}
sites: {town: {}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const paths = 50000
	r := run(t, compile(t, d), 1, paths)
	none := 0.7 * 0.7 // nobody evidenced
	for name, want := range map[string]float64{
		"investor.total_loss": none, "investor.loss": none, "capped.outcome": 0.3 * 0.3,
		"cost.overrun": 0, "payer.council.over_budget": 0,
	} {
		p, ok := r.Probability(name)
		if !ok {
			t.Fatalf("no probability %s", name)
		}
		if se := math.Sqrt(want * (1 - want) / paths); math.Abs(p.P-want) > z*se {
			t.Errorf("%s: %.4f, exactly %.4f", name, p.P, want)
		}
	}
	for name, want := range map[string]float64{
		"payments.total": 100 * (1 - none), "investor.moic": 1.25 * (1 - none), "outcome.job.evidenced": 0.6, "outcome.job.paid": 1 - none,
	} {
		s, _ := r.Metric(name)
		if math.Abs(s.Mean-want) > z*s.SE {
			t.Errorf("%s: %.5f, exactly %.5f", name, s.Mean, want)
		}
	}
}
