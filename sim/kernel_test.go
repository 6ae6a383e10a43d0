package sim_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// z is the bound of every statistical test here: a false alarm in 1e6.
const z = 4.89

func open(t testing.TB, path string) deal.Deal {
	t.Helper()
	d, err := dealfile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile(t testing.TB, d deal.Deal, want ...metric.Spec) *sim.Plan {
	t.Helper()
	p, err := sim.Compile(d, want...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t testing.TB, p *sim.Plan, seed, paths uint64) *sim.Result {
	t.Helper()
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: seed, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// moments gathers n, mean and standard error of a metric's values.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(x float64) { m.n++; m.sum += x; m.squares += x * x }
func (m *moments) mean() float64 { return m.sum / m.n }
func (m *moments) se2() float64  { return math.Max(0, m.squares/m.n-m.mean()*m.mean()) / (m.n - 1) }
func unit(s metric.Spec) float64 { return float64(s.Scale) }
func defined(x int64) bool       { return x != metric.Undefined && x != metric.Never }

// TestKernelAgainstOracle holds the kernel against the plain simulator on
// every metric of three deals. With n oracle paths a shift of 4.89 sqrt(1/n +
// 1/paths) standard deviations of a metric would be seen: 0.16 of one at
// n = 1,000.
func TestKernelAgainstOracle(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	n := 1500
	if testing.Short() {
		n = 300
	}
	for _, c := range []struct{ name, path string }{
		{"every mechanism", "testdata/rich.yaml"},
		{"benchmark deal renamed", "testdata/renamed.yaml"},
		{"minimal", "../examples/minimal/deal.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := modelOf(open(t, c.path))
			p := m.compile(t)
			r := run(t, p, 1, 20000)
			specs := p.Specs()
			plain := make([]moments, len(specs))
			odd := make([]moments, len(specs)) // share undefined
			values := make([][]float64, len(specs))
			o := newOracle(m.contract(t), m.a, 1)
			for range n {
				row := p.Settle(o.path()).Row
				for i, x := range row {
					if defined(x) {
						plain[i].add(float64(x) / unit(specs[i]))
						values[i] = append(values[i], float64(x)/unit(specs[i]))
						odd[i].add(0)
					} else {
						odd[i].add(1)
					}
				}
			}
			for i, s := range specs {
				got, _ := r.Metric(s.Name)
				kernelOdd := float64(got.Undefined+got.Never) / float64(r.Paths)
				if diff, se := kernelOdd-odd[i].mean(), math.Sqrt(binomial(kernelOdd, odd[i].mean(), float64(r.Paths), float64(n))); math.Abs(diff) > z*se+1e-12 {
					t.Errorf("%s: undefined on %.4f of the kernel's paths, %.4f of the oracle's", s.Name, kernelOdd, odd[i].mean())
				}
				if plain[i].n < 50 || got.N < 50 {
					continue
				}
				// A metric that hardly ever leaves its usual value has no normal
				// mean: how often it leaves it is compared instead.
				usual := got.Quantile(0.5).Value
				if a, b := unusual(r.Column(s.Name), unit(s), usual), elsewhere(values[i], usual); math.Min(a, b)*plain[i].n < 30 {
					if se := math.Sqrt(binomial(a, b, float64(got.N), plain[i].n)); math.Abs(a-b) > z*se {
						t.Errorf("%s: not %g on %.4f of the kernel's paths, %.4f of the oracle's", s.Name, usual, a, b)
					}
					continue
				}
				want := plain[i].mean()
				se := math.Sqrt(got.SE*got.SE + plain[i].se2())
				if s.Unit == metric.Flag {
					se = math.Sqrt(binomial(got.Mean, want, float64(got.N), plain[i].n))
				}
				if d := got.Mean - want; math.Abs(d) > z*se+1e-9*math.Abs(want) {
					t.Errorf("%s: kernel %.6g, oracle %.6g, difference %.2f standard errors", s.Name, got.Mean, want, d/se)
				}
				// Spread: the second moments about the kernel's mean.
				if s.Unit == metric.Flag {
					continue
				}
				var kernel2, plain2 moments
				for _, x := range r.Column(s.Name) {
					if defined(x) {
						kernel2.add(square(float64(x)/unit(s) - got.Mean))
					}
				}
				for _, x := range values[i] {
					plain2.add(square(x - got.Mean))
				}
				d := kernel2.mean() - plain2.mean()
				if se := math.Sqrt(kernel2.se2() + plain2.se2()); math.Abs(d) > 1.5*z*se+1e-9*kernel2.mean() {
					t.Errorf("%s: kernel's second moment %.6g, oracle's %.6g, difference %.2f standard errors", s.Name, kernel2.mean(), plain2.mean(), d/se)
				}
			}
		})
	}
}

func square(x float64) float64 { return x * x }

// unusual is the share of a column's defined values other than x, elsewhere that of a list.
func unusual(column []int64, unit, x float64) float64 {
	var values []float64
	for _, v := range column {
		if defined(v) {
			values = append(values, float64(v)/unit)
		}
	}
	return elsewhere(values, x)
}

func elsewhere(values []float64, x float64) float64 {
	n := 0
	for _, v := range values {
		if v != x {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// binomial is the variance of the difference of two shares, pooled, with one
// success and failure added so that 0 of n is not certain.
func binomial(p, q, n, m float64) float64 {
	pool := (p*n + q*m + 1) / (n + m + 2)
	return pool * (1 - pool) * (1/n + 1/m)
}

func TestCompileRefusesImpossibleCorrelations(t *testing.T) {
	d := open(t, "testdata/rich.yaml")
	d, err := d.With(
		deal.Set("correlations.prospects.matrix.0.1", 0.95), deal.Set("correlations.prospects.matrix.1.0", 0.95),
		deal.Set("correlations.prospects.matrix.1.2", 0.95), deal.Set("correlations.prospects.matrix.2.1", 0.95),
		deal.Set("correlations.prospects.matrix.0.2", -0.9), deal.Set("correlations.prospects.matrix.2.0", -0.9),
	)
	if err != nil {
		t.Fatal(err)
	}
	_, err = sim.Compile(d)
	var fault *deal.Fault
	if !errors.As(err, &fault) || fault.Address != "correlations.prospects" {
		t.Fatalf("error %v, want a fault at correlations.prospects", err)
	}
}
