package random

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestBinomialInverts holds the count at the steps of gonum's distribution function: just
// below F(k) it is k, just above it is k + 1.
func TestBinomialInverts(t *testing.T) {
	for _, c := range []struct {
		n int
		p float64
	}{{1, 0.3}, {12, 0.5}, {40, 0.02}, {60, 0.97}, {400, 0.31}, {2500, 0.4}, {2500, 0.62}, {100_000, 0.3}} {
		law := distuv.Binomial{N: float64(c.n), P: c.p}
		mean, sd := float64(c.n)*c.p, math.Sqrt(float64(c.n)*c.p*(1-c.p))
		for k := max(0, int(mean-4*sd)); k < min(c.n, int(mean+4*sd)+1); k += 1 + int(sd/5) {
			f, step := law.CDF(float64(k)), 1e-9
			if f < 1e-6 || 1-f < 1e-6 {
				continue
			}
			if got := Binomial(f-step, c.n, c.p); got != k {
				t.Errorf("%d of chance %v: just below F(%d) it is %d", c.n, c.p, k, got)
			}
			if got := Binomial(f+step, c.n, c.p); got != k+1 {
				t.Errorf("%d of chance %v: just above F(%d) it is %d", c.n, c.p, k, got)
			}
		}
	}
}

func TestBinomialEdges(t *testing.T) {
	for _, c := range []struct {
		u    float64
		n    int
		p    float64
		want int
	}{
		{0.5, 0, 0.3, 0},
		{0.999, 7, 0, 0},
		{0.001, 7, 1, 7},
		{1 - 0x1p-53, 30, 0.5, 30},
		{0x1p-53, 30, 0.5, 0},
		{0.5, 7, 1.1, Invalid},
		{0.5, -1, 0.5, Invalid},
		{math.NaN(), 3, 0.5, Invalid},
		{0.5, 3, math.NaN(), Invalid},
	} {
		if got := Binomial(c.u, c.n, c.p); got != c.want {
			t.Errorf("Binomial(%v, %d, %v) = %d, want %d", c.u, c.n, c.p, got, c.want)
		}
	}
}
