package study

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// Lifetimes are flagged where the sum of two scores passes sqrt(2): with c = 1, p =
// 1 - Phi(c) of them. Either score then has mean phi(c)/p/sqrt(2) with the flag and
// -phi(c)/(1-p)/sqrt(2) without it. The third driver tells nothing: at 10,000
// lifetimes the smallest of its adjusted chances over 20 seeds is above 0.0025 but
// once in 1,000 times. A driver that the flag is a function of has distance 1.
func TestRegional(t *testing.T) {
	p := toy(t, 2, true)
	f := world(func(z []float64, _ random.Key) float64 { return z[0] })
	sum := world(func(z []float64, _ random.Key) float64 { return z[0] + z[1] - math.Sqrt2 })
	tail := 1 - num.NormCDF(1)
	density := math.Exp(-0.5) / math.Sqrt(2*math.Pi)
	gap := density * (1/tail + 1/(1-tail)) / math.Sqrt2
	for seed := range uint64(20) {
		got := answer(t, f.study(t, p, sum, SensitivityOptions{Parts: []string{"regional"}}), seed, 1000).Regional
		if share := float64(got.With) / float64(got.With+got.Without); math.Abs(share-tail) > 0.02 || got.With+got.Without != 10_000 {
			t.Errorf("%d of %d lifetimes flagged, want %v", got.With, got.With+got.Without, tail)
		}
		for place, c := range got.Contrasts {
			idle := c.Driver == 2
			want := gap
			if idle {
				want = 0
			}
			nearFigure(t, p.Drivers()[c.Driver].Name, c.Score, want, 4.89)
			if idle != (place == 2) || idle && c.Adjusted < 0.0025 || !idle && (c.Adjusted > 1e-12 || c.Z < 30) {
				t.Errorf("place %d, driver %d: z %v, distance %v, chance %v", place, c.Driver, c.Z, c.Distance, c.Adjusted)
			}
			if idle == c.Input || idle && math.Abs(c.With-c.Without-c.Score.Value) > 1e-12 || !idle && !(c.With > 1600 && c.Without < 1500 && c.Without > 1400) {
				t.Errorf("driver %d has means %v with and %v without, of 1000 to 2000", c.Driver, c.With, c.Without)
			}
		}
	}
	one := answer(t, f.study(t, p, f, SensitivityOptions{Parts: []string{"regional"}}), 1, 100).Regional.Contrasts[0]
	if one.Driver != 0 || one.Distance != 1 {
		t.Errorf("what the flag is made of: %+v", one)
	}
}

// The flag's two sets are those of the run, and a flag that no lifetime has, or
// all, or no deal, leaves nothing to compare.
func TestRegionalWithoutContrast(t *testing.T) {
	p := toy(t, 1, false)
	f := world(func(z []float64, _ random.Key) float64 { return z[0] })
	never := world(func([]float64, random.Key) float64 { return -1 })
	got := answer(t, f.study(t, p, never, SensitivityOptions{Parts: []string{"regional"}}), 1, 10).Regional
	if got.With != 0 || got.Without != 100 || got.Contrasts != nil || got.Split.Name != "investor.loss" {
		t.Errorf("a flag that never is: %+v", got)
	}
	s := f.study(t, p, never, SensitivityOptions{Parts: []string{"regional"}})
	s.split = -1
	if got := answer(t, s, 1, 10).Regional; got.Split.Name != "" || got.Contrasts != nil {
		t.Errorf("a deal without flags: %+v", got)
	}
}

// By hand: after 1, 2 and 4 the distributions of 1, 2, 4 and of 3, 5, 6, 7 are 1/3,
// 2/3 and 1 - 1/4 apart. The chances are the usual critical values of Kolmogorov's
// law, at samples so large that Stephens' correction does not show.
func TestKolmogorov(t *testing.T) {
	if d := ksDistance([]float64{4, 1, 2}, []float64{7, 3, 6, 5}); math.Abs(d-0.75) > 1e-15 {
		t.Errorf("distance %v, want 0.75", d)
	}
	if d := ksDistance([]float64{1, 1, 2}, []float64{1, 1, 2}); d != 0 {
		t.Errorf("distance of the same %v", d)
	}
	const n = 20_000_000
	for x, want := range map[float64]float64{1.2238: 0.10, 1.3581: 0.05, 1.4802: 0.025, 1.6276: 0.01, 1.9495: 0.001, 0.5: 0.9639, 0.1: 1} {
		if got := kolmogorov(x/math.Sqrt(n/2), n, n); math.Abs(got-want) > 2e-3*want {
			t.Errorf("Q(%v) is %v, want %v", x, got, want)
		}
	}
}
