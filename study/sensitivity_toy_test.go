package study

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
)

// toy is a deal with so many uncertain costs, c1 on, and an effect on referrals
// if there is an environment. Its lifetimes are replaced in most tests by a
// function of the scores, whose answer is known.
func toy(t *testing.T, inputs int, environment bool) *sim.Plan {
	t.Helper()
	var costs []string
	for i := range inputs {
		costs = append(costs, fmt.Sprintf("c%d: {per: once, amount: {uniform: {min: 1000, max: 2000}}}", i+1))
	}
	more := ""
	if environment {
		more = "volume_effect: {sd: 0.1}"
	}
	return planOf(t, toyText+"costs: {"+strings.Join(costs, ", ")+"}\n"+more)
}

const toyText = `
sibsim: 1
name: Toy
term: {start: 2024-04, months: 6}
outcomes: {job: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {rate: 1, until: 1}
pathway: {job: {probability: 0.5, delay: 1}}
capital: {tranches: {all: {commitment: 100000}}}
sites: {town: {}}
`

func planOf(t *testing.T, text string) *sim.Plan {
	t.Helper()
	d, err := dealfile.Read("toy.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// world is a function of scores and of luck.
type world func(z []float64, luck random.Key) float64

// study asks about a function in the place of a plan's lifetimes; flag is the sign
// of another, if it is not nil.
func (f world) study(t *testing.T, p *sim.Plan, flag world, ask SensitivityOptions) *SensitivityStudy {
	t.Helper()
	ask.Metric = "cost.total"
	s, err := NewSensitivity(p, ask)
	if err != nil {
		t.Fatal(err)
	}
	s.lives = func() func([]float64, uint64, uint64) (int64, int64) {
		return func(z []float64, seed, luck uint64) (int64, int64) {
			key, sign := random.Path(seed, luck), int64(0)
			if flag != nil && flag(z, key) > 0 {
				sign = 1
			}
			return int64(math.Round(f(z, key) * 1e9)), sign // cost.total has a scale of 100: in units of 1e-7
		}
	}
	return s
}

const toyUnit = 1e7 // of a toy's figures, for each of the function's

func answer(t *testing.T, s *SensitivityStudy, seed, paths uint64) *Sensitivity {
	t.Helper()
	out, err := s.Run(context.Background(), sim.Options{Seed: seed, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	if want := s.Walks(paths); out.Walks != want {
		t.Errorf("walked %d lifetimes, not the %d that were told", out.Walks, want)
	}
	return out
}

// normal is a standard normal of the words of luck.
func normal(luck random.Key, index uint64) float64 { return num.NormQuantile(luck.At(1).Unit(index)) }

// near fails if a figure is more than z standard errors from the truth.
func nearFigure(t *testing.T, what string, f Figure, want, z float64) {
	t.Helper()
	if d := math.Abs(f.Value - want); !(d <= z*f.SE) && d > 1e-12 {
		t.Errorf("%s: %v ± %v, want %v", what, f.Value, f.SE, want)
	}
}

// within fails if a figure is further than d from the truth.
func within(t *testing.T, what string, f Figure, want, d float64) {
	t.Helper()
	if !(math.Abs(f.Value-want) <= d) {
		t.Errorf("%s: %v, want %v ± %v", what, f.Value, want, d)
	}
}

func (s *Sobol) find(t *testing.T, name string) SobolIndex {
	t.Helper()
	for _, x := range s.Indices {
		if x.Name == name {
			return x
		}
	}
	t.Fatalf("no index of %s", name)
	return SobolIndex{}
}

func (s *Shapley) find(t *testing.T, name string) Figure {
	t.Helper()
	for _, x := range s.Effects {
		if x.Name == name {
			return x.Share
		}
	}
	t.Fatalf("no effect of %s", name)
	return Figure{}
}

func cost(i int) string { return fmt.Sprintf("costs.c%d.amount", i+1) }

// shapleyOf is the Shapley value of each of n players by its definition, worth
// giving that of a set as bits.
func shapleyOf(n int, worth func(set uint) float64) []float64 {
	factorial := func(k int) float64 { return math.Gamma(float64(k) + 1) }
	out := make([]float64, n)
	for u := range uint(1) << n {
		size := 0
		for i := range n {
			size += int(u >> i & 1)
		}
		for i := range n {
			if u>>i&1 == 0 {
				out[i] += factorial(size) * factorial(n-size-1) / factorial(n) * (worth(u|1<<i) - worth(u))
			}
		}
	}
	return out
}
