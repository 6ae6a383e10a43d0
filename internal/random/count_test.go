package random

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// countCases are the laws of counts; dispersion 0 is Poisson.
var countCases = []struct{ mean, dispersion float64 }{
	{0.01, 0},
	{0.7, 0},
	{15, 0},
	{80, 0},
	{900, 0},
	{20000, 0},
	{0.01, 2},
	{0.7, 0.3},
	{15, 0.1},
	{80, 1},
	{900, 0.002},
	{20000, 1e-5},
	{15, 20},
	{3000, 0.02},
}

// logProbability is the textbook form, from math.Lgamma: right to about 1e-9 here.
func logProbability(k, mean, dispersion float64) float64 {
	if dispersion == 0 {
		return distuv.Poisson{Lambda: mean}.LogProb(k)
	}
	r := 1 / dispersion
	a, _ := math.Lgamma(k + r)
	b, _ := math.Lgamma(r)
	c, _ := math.Lgamma(k + 1)
	return a - b - c - r*math.Log1p(mean/r) - k*math.Log1p(r/mean)
}

func draw(u, mean, dispersion float64) int {
	if dispersion == 0 {
		return Poisson(u, mean)
	}
	return NegativeBinomial(u, mean, dispersion)
}

// TestCounts compares 400,000 draws of each law with its probabilities by chi-square
// over cells of at least 50 expected, and their mean and variance by z tests. It would
// catch a mean off by 0.8 % of the sd, or a cell of 1 % off by 8 %. All 14 x 3 tests
// together give a false alarm with probability 1e-6.
func TestCounts(t *testing.T) {
	n := 400_000
	if testing.Short() {
		n = 20_000
	}
	const bound = 5.7
	for _, c := range countCases {
		name := fmt.Sprintf("mean %v dispersion %v", c.mean, c.dispersion)
		key := Path(1, 0).At(Address(name))
		counts := map[int]int{}
		var sum, square float64
		most := 0
		for i := range n {
			k := draw(key.Unit(uint64(i)), c.mean, c.dispersion)
			counts[k]++
			most = max(most, k)
			d := float64(k) - c.mean
			sum += d
			square += d * d
		}
		variance := c.mean + c.dispersion*c.mean*c.mean
		if z := sum / math.Sqrt(float64(n)*variance); !(math.Abs(z) < bound) {
			t.Errorf("%s: mean has z = %.2f", name, z)
		}
		// Fourth central moment, for the variance of the variance.
		fourth, seen := 0.0, 0.0
		width := math.Sqrt(variance)
		from := max(0, math.Floor(c.mean-15*width))
		chi, cells, expected, observed, covered := 0.0, 0, 0.0, 0, 0.0
		for k := from; k < c.mean+60*width+60; k++ {
			p := math.Exp(logProbability(k, c.mean, c.dispersion))
			d := k - c.mean
			fourth += p * d * d * d * d
			seen += p
			expected += p * float64(n)
			observed += counts[int(k)]
			covered += p * float64(n)
			if expected >= 50 && float64(n)-covered >= 50 {
				chi += (float64(observed) - expected) * (float64(observed) - expected) / expected
				cells++
				expected, observed = 0, 0
			}
		}
		for k := int(c.mean + 60*width + 60); k <= most; k++ {
			observed += counts[k]
		}
		if expected > 0 {
			chi += (float64(observed) - expected) * (float64(observed) - expected) / expected
			cells++
		}
		if !(math.Abs(seen-1) < 1e-6) {
			t.Errorf("%s: the reference sums to %v", name, seen)
		}
		spread := math.Sqrt((fourth - variance*variance) / float64(n))
		if z := (square/float64(n) - variance) / spread; !(math.Abs(z) < 7) { // skew: normal only roughly
			t.Errorf("%s: variance has z = %.2f", name, z)
		}
		if z := chiSquareZ(chi, max(1, float64(cells-1))); cells > 1 && !(z < bound) {
			t.Errorf("%s: chi-square %.1f on %d, z = %.2f", name, chi, cells-1, z)
		}
	}
}

// TestCountSums checks the inversion with no sampling noise: at u just above and
// below F(k), from a 120-bit sum, the count must be k+1 and k. It would catch an error
// of 1e-12 in any F.
func TestCountSums(t *testing.T) {
	for _, c := range countCases {
		if c.mean > 1000 && testing.Short() {
			continue
		}
		one := func(x float64) *big.Float { return new(big.Float).SetPrec(120).SetFloat64(x) }
		// Relative probabilities from the mode outwards, then normalised.
		width := math.Sqrt(c.mean + c.dispersion*c.mean*c.mean)
		from := math.Floor(max(0, c.mean-14*width))
		to := math.Ceil(c.mean + 30*width + 45*c.dispersion*c.mean + 60)
		p := one(1)
		total := one(0)
		sums := make([]*big.Float, 0, int(to-from)+1)
		for k := from; k <= to; k++ {
			total.Add(total, p)
			sums = append(sums, new(big.Float).Set(total))
			ratio := one(c.dispersion)
			ratio.Mul(ratio, one(k)).Add(ratio, one(1)).Mul(ratio, one(c.mean))
			under := one(c.dispersion)
			under.Mul(under, one(c.mean)).Add(under, one(1)).Mul(under, one(k+1))
			p.Mul(p, ratio.Quo(ratio, under))
		}
		for i := 0; i < len(sums); i += 1 + len(sums)/400 {
			f, _ := new(big.Float).Quo(sums[i], total).Float64()
			k := int(from) + i
			const slack = 1e-12
			if u := f - slack; u > 1e-15 {
				if got := draw(u, c.mean, c.dispersion); got > k {
					t.Fatalf("mean %v dispersion %v: count at F(%d)-%g is %d", c.mean, c.dispersion, k, slack, got)
				}
			}
			if u := f + slack; u < 1-1e-10 {
				if got := draw(u, c.mean, c.dispersion); got <= k {
					t.Fatalf("mean %v dispersion %v: count at F(%d)+%g is %d", c.mean, c.dispersion, k, slack, got)
				}
			}
		}
	}
}

func TestPoissonTable(t *testing.T) {
	for _, mean := range []float64{0, 1e-300, 0.01, 0.7, 2.5, 15, 72, 72.5, 85, 900, 20000, 1e5} {
		table := NewPoissonTable(mean)
		n := uint64(100_000)
		if mean > 1000 {
			n = 10_000
		}
		for i := range n {
			u := Path(1, i).Unit(0)
			switch i { // and the extremes
			case 0:
				u = 0x1p-53
			case 1:
				u = 1 - 0x1p-53
			case 2:
				u = 0
			}
			if got, want := table.At(u), Poisson(u, mean); got != want {
				t.Fatalf("mean %v, u %v: table says %d, Poisson %d", mean, u, got, want)
			}
		}
	}
}

func TestCountEdges(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name      string
		got, want int
	}{
		{"mean 0", Poisson(0.9, 0), 0},
		{"mean -1", Poisson(0.9, -1), 0},
		{"mean NaN", Poisson(0.9, nan), Invalid},
		{"mean inf", Poisson(0.9, math.Inf(1)), Invalid},
		{"u NaN", Poisson(nan, 3), Invalid},
		{"u NaN, mean 0", Poisson(nan, 0), Invalid},
		{"nb dispersion NaN", NegativeBinomial(0.5, 3, nan), Invalid},
		{"nb dispersion -1", NegativeBinomial(0.5, 3, -1), Invalid},
		{"nb mean 0", NegativeBinomial(0.5, 0, 1), 0},
		{"nb dispersion 0", NegativeBinomial(0.999, 3, 0), Poisson(0.999, 3)},
		{"nb tiny dispersion", NegativeBinomial(0.999, 3, 1e-300), Poisson(0.999, 3)},
		{"lowest word", Poisson(0x1p-53, 20), 0}, // F(0) = 2e-9
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	for _, mean := range []float64{0.5, 20, 100, 1e4, 1e6} {
		low, high := Poisson(0x1p-53, mean), Poisson(1-0x1p-53, mean)
		if sd := math.Sqrt(mean); float64(low) < mean-8.6*sd || float64(high) > mean+8.4*sd+16 {
			t.Errorf("mean %v: extreme counts %d and %d", mean, low, high)
		}
	}
}

// TestMonotoneCounts draws any laws and any two uniforms and means.
func TestMonotoneCounts(t *testing.T) {
	// Through Word, because the integers rapid draws are mostly small.
	unit := rapid.Custom(func(r *rapid.T) float64 { return Key(1).Unit(rapid.Uint64().Draw(r, "index")) })
	rapid.Check(t, func(r *rapid.T) {
		scale := math.Exp(rapid.Float64Range(-6, 9).Draw(r, "log mean"))
		mean := scale
		more := scale * (1 + rapid.SampledFrom([]float64{0, 1e-12, 1e-9, 1e-6, 1e-3, 0.1, 3}).Draw(r, "raise"))
		dispersion := rapid.SampledFrom([]float64{0, 1e-6, 1e-3, 0.1, 1, 5}).Draw(r, "dispersion")
		for range 20 {
			u, v := unit.Draw(r, "u"), unit.Draw(r, "v")
			u, v = min(u, v), max(u, v)
			if a, b := draw(u, mean, dispersion), draw(v, mean, dispersion); a > b {
				r.Fatalf("u %v gives %d, u %v gives %d", u, a, v, b)
			}
			if a, b := draw(u, mean, dispersion), draw(u, more, dispersion); a > b {
				r.Fatalf("mean %v gives %d, mean %v gives %d", mean, a, more, b)
			}
		}
	})
}
