package study

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/tally"
)

// TestPairedSharesIsTheScoreInterval holds both ends to the score test with the
// likelihood maximised by search: at an end the score is 1.96, and it takes q,
// the share of "less", that is most likely there.
func TestPairedSharesIsTheScoreInterval(t *testing.T) {
	score := func(more, less, n, d float64) float64 {
		low, high := max(0, -d), (1-d)/2
		for range 300 { // the likelihood has one peak in q
			a, b := low+(high-low)/3, high-(high-low)/3
			likelihood := func(q float64) float64 {
				sum := 0.0
				for _, x := range [][2]float64{{more, q + d}, {less, q}, {n - more - less, 1 - 2*q - d}} {
					if x[0] > 0 {
						sum += x[0] * math.Log(x[1])
					}
				}
				return sum
			}
			if likelihood(a) < likelihood(b) {
				low = a
			} else {
				high = b
			}
		}
		q := (low + high) / 2
		return (more - less - n*d) / math.Sqrt(n*(2*q+d-d*d))
	}
	for _, c := range [][3]uint64{{3, 1, 10}, {0, 1, 10}, {0, 0, 10}, {12, 2, 50}, {500, 480, 10000}, {1, 0, 10000}, {9, 0, 10}} {
		lo, hi := pairedShares(c[0], c[1], c[2])
		more, less, n := float64(c[0]), float64(c[1]), float64(c[2])
		if s := score(more, less, n, hi); math.Abs(s+z) > 1e-4 {
			t.Errorf("%d of %d: the score at the upper end %v is %v", c[:2], c[2], hi, s)
		}
		if s := score(less, more, n, -lo); math.Abs(s+z) > 1e-4 {
			t.Errorf("%d of %d: the score at the lower end %v is %v", c[:2], c[2], lo, s)
		}
	}
	// Without a difference z^2/(n + z^2), the end for q = 0.
	if lo, hi := pairedShares(0, 0, 100); math.Abs(hi-z*z/(100+z*z)) > 1e-12 || lo != -hi {
		t.Errorf("nothing of 100: %v to %v", lo, hi)
	}
	if lo, hi := pairedShares(5, 0, 5); hi != 1 || !(lo > 0 && lo < 1) {
		t.Errorf("everything: %v to %v", lo, hi)
	}
}

// TestPairedSharesCovers sums the probability of all outcomes whose interval
// holds the truth, for 20 paths and a grid of truths. Wald's interval, of no
// width where no path differs, covers 91 % on average and 64 % at least.
func TestPairedSharesCovers(t *testing.T) {
	const n = 20
	var lo, hi [n + 1][n + 1]float64
	for b := range n + 1 {
		for c := range n + 1 - b {
			lo[b][c], hi[b][c] = pairedShares(uint64(b), uint64(c), n)
		}
	}
	logs := make([]float64, n+1)
	for i := 2; i <= n; i++ {
		logs[i] = logs[i-1] + math.Log(float64(i))
	}
	least, sum, truths := 1.0, 0.0, 0.0
	for p := 0.005; p < 1; p += 0.045 {
		for q := 0.005; p+q < 1; q += 0.045 {
			cover := 0.0
			for b := range n + 1 {
				for c := range n + 1 - b {
					if d := p - q; lo[b][c] <= d+1e-12 && d-1e-12 <= hi[b][c] {
						rest := float64(n - b - c)
						cover += math.Exp(logs[n] - logs[b] - logs[c] - logs[n-b-c] + float64(b)*math.Log(p) + float64(c)*math.Log(q) + rest*math.Log(1-p-q))
					}
				}
			}
			least, sum, truths = min(least, cover), sum+cover, truths+1
		}
	}
	if least < 0.93 || sum/truths < 0.945 || sum/truths > 0.965 {
		t.Errorf("the interval covers %.4f on average and %.4f at least", sum/truths, least)
	}
}

// TestDifferencesCover draws pairs of correlated samples of known figures and
// counts how often the interval holds the true difference: 95 % within z 4.89 of
// a binomial, and 1 % for the approximation. Intervals that take the samples for
// independent would be four times as wide as 1.96 deviations of the differences
// are: that shows in the mean width.
func TestDifferencesCover(t *testing.T) {
	runs, n := 300, 400
	if testing.Short() {
		runs = 100
	}
	bound := 4.89*math.Sqrt(0.95*0.05/float64(runs)) + 0.01
	for name, c := range map[string]struct {
		figure metric.Figure
		level  float64
		truth  float64
	}{
		"mean":     {metric.Mean, 0, 0.5},
		"median":   {metric.Quantile, 0.5, 0.5},
		"quantile": {metric.Quantile, 0.9, 0.5 + 1.2815515655446004*(math.Sqrt(1.09)-1)},
		"sd":       {metric.SD, 0, math.Sqrt(1.09) - 1},
		"ratio":    {metric.RatioOfMeans, 0, 10.5/4 - 10.0/4},
	} {
		r := rand.New(rand.NewPCG(1, 2))
		covered, width, values := 0, 0.0, make([]int64, 0, runs)
		for range runs {
			a, b := make([]int64, n), make([]int64, n)
			y := make([]int64, n)
			shift := 0.0
			if c.figure == metric.RatioOfMeans {
				shift = 10
			}
			for i := range a {
				x := r.NormFloat64()
				b[i] = int64(math.Round(1e6 * (shift + x)))
				a[i] = int64(math.Round(1e6 * (shift + x + 0.5 + 0.3*r.NormFloat64())))
				y[i] = int64(2 + r.IntN(5)) // mean 4
			}
			p, q := sampleOf(c.figure, c.level, a...), sampleOf(c.figure, c.level, b...)
			if c.figure == metric.RatioOfMeans {
				p, q = ratioOf(1, a, y), ratioOf(1, b, y)
			}
			p.of.Scales[0], q.of.Scales[0] = 1e6, 1e6
			e, err := p.Difference(q)
			if err != nil {
				t.Fatal(err)
			}
			if e.Lo <= c.truth && c.truth <= e.Hi {
				covered++
			}
			width += (e.Hi - e.Lo) / float64(runs)
			values = append(values, int64(math.Round(1e9*e.Value)))
		}
		if share := float64(covered) / float64(runs); math.Abs(share-0.95) > bound {
			t.Errorf("%s: %.3f of the intervals hold the truth", name, share)
		}
		spread := fill([][]int64{values}, tally.Shape{Columns: 1}).Summary(0, 1e9).SD
		if ratio := width / (2 * z * spread); math.Abs(ratio-1) > 4.89/math.Sqrt(2*float64(runs))+0.1 {
			t.Errorf("%s: the mean width is %.3f of that of the differences", name, ratio)
		}
	}
}
