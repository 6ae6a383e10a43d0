package study

import (
	"fmt"
	"math"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
)

// A deal whose cost is the sum of three normal amounts, of standard deviations 200,
// 100 and 100, the first two correlated at r = 0.8 (Spearman's rho = 6/pi asin
// r/2). In units of 100², known alone the first explains (2 + 0.8)² = 7.84, the
// second (1 + 1.6)² = 6.76, both 4 + 1 + 2 x 0.8 x 2 = 8.2, and the third, which is
// independent, 1 more. The effect of the first is thus (7.84 + 8.2 - 6.76)/2 = 4.64
// of 9.2, of the second 3.56 and of the third 1 (Owen & Prieur 2017, section 4).
// An index that ignored the correlation would take 7.84 or, what is left when the
// second is known, 4 (1 - 0.64) = 1.44: both are out by over 0.1.
func TestShapleyOfCorrelatedNormals(t *testing.T) {
	p := toyNormals(t, 6/math.Pi*math.Asin(0.4))
	truth := []float64{4.64 / 9.2, 3.56 / 9.2, 1 / 9.2}
	paths, bound := uint64(20_000), 0.02
	if testing.Short() {
		paths, bound = 5000, 0.04
	}
	s, err := NewSensitivity(p, SensitivityOptions{Metric: "cost.total", Parts: []string{"shapley", "sobol"}})
	if err != nil {
		t.Fatal(err)
	}
	got := answer(t, s, 1, paths)
	for i, want := range truth {
		share := got.Shapley.find(t, cost(i))
		within(t, cost(i), share, want, bound)
		nearFigure(t, cost(i), share, want, 4.89)
	}
	for i, alone := range [][2]float64{{7.84 / 9.2, 1.44 / 9.2}, {6.76 / 9.2, 0.36 / 9.2}} {
		for _, index := range alone {
			if d := math.Abs(got.Shapley.find(t, cost(i)).Value - index); d < 0.1 {
				t.Errorf("%s: effect within %v of the index %v", cost(i), d, index)
			}
		}
	}
	// The indices take the block as one group.
	block := got.Sobol.find(t, "correlations.block")
	within(t, "the block", block.First, 8.2/9.2, bound)
	within(t, "the block", block.Total, 8.2/9.2, bound)
	if n := len(got.Sobol.Indices); n != 3 {
		t.Errorf("%d indices, want those of the block, the third and luck", n)
	}
}

func toyNormals(t *testing.T, rho float64) *sim.Plan {
	t.Helper()
	return planOf(t, fmt.Sprintf(`
sibsim: 1
name: Normals
term: {start: 2024-04, months: 2}
outcomes: {job: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {rate: 0.1}
pathway: {job: {probability: 0.5, delay: 1}}
capital: {tranches: {all: {commitment: 100000}}}
sites: {town: {}}
costs:
  c1: {per: once, amount: {normal: {mean: 5000, sd: 200, min: 0}}}
  c2: {per: once, amount: {normal: {mean: 5000, sd: 100, min: 0}}}
  c3: {per: once, amount: {normal: {mean: 5000, sd: 100, min: 0}}}
correlations: {block: {inputs: [costs.c1.amount, costs.c2.amount], rho: %.12f}}
`, rho))
}

// The effects add up to the whole whatever the metric, the correlations and the
// way they are made, and are the same whatever their groups are called.
func TestShapleyAddsUp(t *testing.T) {
	for _, file := range []string{"../sim/testdata/correlated.yaml", "../sim/testdata/rich.yaml"} {
		d, err := dealfile.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, groups := range []string{"", "all=ignorance,environment"} {
			s, err := NewSensitivity(p, SensitivityOptions{Groups: groups, Parts: []string{"shapley"}})
			if err != nil {
				t.Fatal(err)
			}
			got, sum := answer(t, s, 1, 20).Shapley, 0.0
			for _, e := range got.Effects {
				sum += e.Share.Value
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("%s: the effects of %q add up to %v", file, groups, sum)
			}
		}
	}
}

// Orders drawn and all subsets estimate the same: with a product of three, 2 % of
// the variance apart would be seen.
func TestPermutationsAreSubsets(t *testing.T) {
	f := world(func(z []float64, key random.Key) float64 {
		return (1 + z[0]) * (1 + 0.5*z[1]) * (2 + z[2] + normal(key, 0))
	})
	s := f.study(t, toy(t, 3, false), nil, SensitivityOptions{Parts: []string{"shapley"}})
	o := sim.Options{Seed: 2, Paths: 20_000}
	d := s.design(o.Paths)
	l := newLifetimes(s, o)
	if err := l.run(t.Context(), o.Paths); err != nil {
		t.Fatal(err)
	}
	exact, err := s.effects(t.Context(), d, l)
	if err != nil {
		t.Fatal(err)
	}
	d.shapley, d.orders = nil, 4 // of the same lifetimes
	drawn, err := s.effects(t.Context(), d, l)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exact.Effects {
		x := drawn.find(t, e.Name)
		nearFigure(t, e.Name, Figure{x.Value - e.Share.Value, 0.005, 0, 0}, 0, 4)
		if x.SE > 2*e.Share.SE {
			t.Errorf("%s: standard error %v by orders, %v by subsets", e.Name, x.SE, e.Share.SE)
		}
	}
}

// The square of the first of two normals with correlation r = 0.8, of variance 2:
// the second explains 2r⁴ of it, so that its effect is r⁴ of 2, and not 0 as the
// formula of independent inputs would have it, nor 0.32 if the opposite formula
// were taken where correlations cross groups.
func TestShapleyOfCorrelatedSquare(t *testing.T) {
	f := world(func(z []float64, _ random.Key) float64 { return z[0] * z[0] })
	s := f.study(t, toyNormals(t, 6/math.Pi*math.Asin(0.4)), nil, SensitivityOptions{Parts: []string{"shapley"}})
	got := answer(t, s, 1, 20_000).Shapley
	within(t, cost(0), got.find(t, cost(0)), 1-0.2048, 0.03)
	within(t, cost(1), got.find(t, cost(1)), 0.2048, 0.03)
}
