package tally

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// z is the 97.5 % point of the normal distribution.
const z = 1.959963984540054

// Proportion is a share with its 95 % interval, ratios in [0, 1].
type Proportion struct{ P, Lo, Hi float64 }

// Share returns hits/n with the Wilson score interval (E. B. Wilson, J. American
// Statistical Association 22, 1927). Lo is exactly 0 without hits and Hi exactly 1
// without misses. Of nothing (n = 0) P is NaN and the interval [0, 1]. It panics if
// hits exceed n.
func Share(hits, n uint64) Proportion {
	if hits > n {
		panic(fmt.Sprintf("tally: %d hits of %d", hits, n))
	}
	if n == 0 {
		return Proportion{math.NaN(), 0, 1}
	}
	m := float64(n)
	p, q := float64(hits)/m, float64(n-hits)/m
	zz := float64(z*z) / m
	mid := (p + float64(0.5*zz)) / (1 + zz)
	d := math.Sqrt(float64(float64(p*q)/m*float64(z*z))+float64(0.25*float64(zz*zz))) / (1 + zz)
	s := Proportion{p, max(0, mid-d), min(1, mid+d)}
	if hits == 0 {
		s.Lo = 0
	}
	if hits == n {
		s.Hi = 1
	}
	return s
}

// String returns the share in per cent with its interval; no hits, and no misses,
// say what that bounds.
func (s Proportion) String() string {
	switch {
	case math.IsNaN(s.P):
		return "unknown"
	case s.P == 0:
		return fmt.Sprintf("at most %.2g %%", 100*s.Hi)
	case s.P == 1:
		return fmt.Sprintf("all but at most %.2g %%", 100*(1-s.Lo))
	}
	return fmt.Sprintf("%.3g %% (%.3g to %.3g)", 100*s.P, 100*s.Lo, 100*s.Hi)
}

// Rank returns the rank, of m, of the p-quantile: ceil(m p), in 1 to m, where a
// product within a few units in the last place of a whole number is that number.
func Rank(m uint64, p float64) uint64 {
	t := float64(float64(m) * p)
	k := math.Ceil(t)
	if r := math.Round(t); math.Abs(t-r) <= float64(0x1p-50*t) {
		k = r
	}
	switch {
	case !(k > 1):
		return 1
	case k >= float64(m):
		return m
	}
	return uint64(k)
}

// few is the mean of the rarer outcome up to which ranks come from the exact
// binomial distribution.
const few = 500

// Ranks returns the ranks of the two order statistics, of m, between which the
// p-quantile lies with at least 95 % confidence: the number B of values below it is
// binomial (m, p), and lo is the largest rank with P(B < lo) <= 2.5 %, hi the
// smallest with P(B >= hi) <= 2.5 %. Rank 0 or m+1 says that the sample gives no
// such end. While the mean of B, or of m-B, is at most 500 the distribution is
// summed exactly; beyond, the normal approximation is rounded outwards, and one
// rank more. See H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed., 7.1.
func Ranks(m uint64, p float64) (lo, hi uint64) {
	p = min(max(p, 0), 1)
	if p > 0.5 {
		lo, hi = Ranks(m, 1-p)
		return m + 1 - hi, m + 1 - lo
	}
	n := float64(m)
	mean := float64(n * p)
	if mean > few {
		d := float64(z * math.Sqrt(float64(mean*(1-p))))
		return uint64(max(0, math.Floor(mean-d)-1)), uint64(min(n+1, math.Ceil(mean+d)+2))
	}
	const tail, guard = 0.025, 1e-12 // the guard covers the rounding of the sum, outwards
	mass := num.Exp(float64(n * num.Log1p(-p)))
	odds := p / (1 - p)
	sum := mass // P(B <= k)
	found := false
	for k := uint64(0); ; k++ {
		if !found && sum > tail-guard {
			lo, found = k, true
		}
		if sum >= 1-tail+guard || k == m {
			return lo, k + 1
		}
		mass = float64(float64(mass*odds) * (float64(m-k) / float64(k+1)))
		sum += mass
	}
}
