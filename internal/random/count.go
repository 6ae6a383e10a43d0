package random

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

const (
	// MaxMean is the largest mean of a count law.
	MaxMean = 1e9

	// Invalid is the count of arguments outside their domain (NaN, or a mean above
	// MaxMean): a negative count cannot be taken for one.
	Invalid = -1

	// Below this, probabilities may be summed from 0; e^-72 is far from subnormal.
	fromZero = 72
)

// A count law is inverted by walking its cumulative sum from a first count, below
// which lies less than 2^-56 of probability, until the sum passes u. Neither the
// first count nor any of the sums depends on u, so a larger u can never give a
// smaller count. The walk ends, if u is above every sum, where a further probability
// no longer changes the sum.

// Poisson returns the count k with F(k-1) <= u < F(k), F the distribution function of
// the Poisson law with the given mean, from 0 to MaxMean.
//
// F is right to about 1e-14, so a larger mean can give a smaller count only if u lies
// within that distance of F(k). The time is about 1.5 ns for each of the mean + 2 or,
// from a mean of 72, 9 sqrt(mean) terms. A mean <= 0 gives 0.
func Poisson(u, mean float64) int {
	if !(mean > 0 && mean <= MaxMean) || u != u {
		return outside(u, mean)
	}
	k, p := poissonStart(mean)
	sum := p
	n := float64(k)
	for u >= sum {
		n++
		p = float64(p * (mean / n))
		next := sum + p
		if next == sum {
			break
		}
		sum = next
	}
	return int(n)
}

// outside answers for arguments that are not an ordinary positive mean.
func outside(u, mean float64) int {
	if mean <= 0 && u == u {
		return 0
	}
	return Invalid
}

// poissonStart returns the count from which to sum, and its probability.
func poissonStart(mean float64) (int, float64) {
	if mean <= fromZero {
		return 0, num.Exp(-mean)
	}
	// The left tail of a Poisson law is lighter than a normal one's, whose
	// probability beyond 8.5 sd is 1e-17.
	k := math.Floor(mean - float64(8.5*math.Sqrt(mean)))
	if k <= 0 {
		return 0, num.Exp(-mean)
	}
	return int(k), poissonAt(k, mean)
}

const twoPi = 6.283185307179586

// poissonAt returns the probability of k > 0 by Loader's saddle-point form: it
// subtracts no large numbers (see num.Stirling).
func poissonAt(k, mean float64) float64 {
	return num.Exp(-num.Stirling(k)-deviance(k, mean)) / math.Sqrt(twoPi*k)
}

// deviance returns x log(x/m) + m - x for x, m > 0 without cancellation near x = m,
// where its series in v = (x-m)/(x+m) is used.
func deviance(x, m float64) float64 {
	d := x - m
	if math.Abs(d) >= float64(0.1*(x+m)) {
		return float64(x*num.Log(x/m)) - d
	}
	v := d / (x + m)
	w := float64(v * v)
	sum := float64(d * v)
	term := float64(float64(2*x) * v)
	for j := 3.0; ; j += 2 {
		term = float64(term * w)
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}

// NegativeBinomial returns the count at u of the law with the given mean and variance
// mean + dispersion mean^2: Poisson with a gamma-distributed mean of shape
// 1/dispersion. Dispersion 0 is Poisson; it must not be negative.
//
// The sum is right to about 1e-13 up to u = 1 - 1e-13 (for a dispersion above 1, up to
// 1 - 1e-16 mean dispersion); beyond, the count at that u is returned. The time is about
// 2 ns for each count passed.
func NegativeBinomial(u, mean, dispersion float64) int {
	switch {
	case dispersion == 0:
		return Poisson(u, mean)
	case !(dispersion > 0 && dispersion <= math.MaxFloat64):
		return Invalid
	case !(mean > 0 && mean <= MaxMean) || u != u:
		return outside(u, mean)
	}
	k, p := negativeBinomialStart(mean, dispersion)
	step := mean / (1 + float64(dispersion*mean))
	sum := p
	n := float64(k)
	for u >= sum {
		// p(n+1)/p(n) = step (1 + dispersion n)/(n+1)
		rate := float64(step * (1 + float64(dispersion*n)))
		n++
		p = float64(p * (rate / n))
		next := sum + p
		if next == sum {
			break
		}
		sum = next
	}
	return int(n)
}

// negativeBinomialStart returns the count from which to sum, and its probability.
func negativeBinomialStart(mean, dispersion float64) (int, float64) {
	exponent := num.Log1p(dispersion*mean) / dispersion
	if exponent <= fromZero {
		return 0, num.Exp(-exponent)
	}
	// Below the mode the law rises, faster the further down, so that the
	// probability below k is at most p(k) ratio/(1-ratio), ratio = p(k-1)/p(k).
	// Find the largest k for which that is under 2^-56.
	low, high := 0.0, math.Floor(mean*(1-dispersion))
	for high-low > 1 {
		k := math.Floor(0.5 * (low + high))
		rate := mean * (1 + float64(dispersion*(k-1)))
		ratio := k * (1 + float64(dispersion*mean)) / rate
		if ratio < 1 && negativeBinomialAt(k, mean, dispersion)*ratio < 0x1p-56*(1-ratio) {
			low = k
		} else {
			high = k
		}
	}
	if low <= 0 {
		return 0, num.Exp(-exponent)
	}
	return int(low), negativeBinomialAt(low, mean, dispersion)
}

// negativeBinomialAt returns the probability of k > 0 in Loader's form: that of r
// successes in r+k trials, times r/(r+k), with r = 1/dispersion.
func negativeBinomialAt(k, mean, dispersion float64) float64 {
	r := 1 / dispersion
	n := r + k
	q := mean / (r + mean)
	e := num.Stirling(n) - num.Stirling(r) - num.Stirling(k)
	e -= deviance(r, n*(r/(r+mean)))
	e -= deviance(k, n*q)
	return num.Exp(e) * math.Sqrt(r/(float64(twoPi*k)*n))
}

// guideSize is the number of equal parts of [0, 1) for which a table knows where to
// start looking; a power of two, so that u times it is exact.
const guideSize = 512

// PoissonTable is the Poisson law of one fixed mean, tabulated: At gives bit for bit
// what Poisson gives, in about a tenth of the time. It is safe for concurrent use.
type PoissonTable struct {
	first int
	sums  []float64 // sums[i] = F(first+i); the last is +Inf
	guide [guideSize]int32
}

// NewPoissonTable tabulates the law with the given mean, which must lie in
// [0, MaxMean]; the table holds about 18 sqrt(mean) + 20 numbers. It panics otherwise.
func NewPoissonTable(mean float64) *PoissonTable {
	if !(mean >= 0 && mean <= MaxMean) {
		panic("random: Poisson mean outside [0, 1e9]")
	}
	t := &PoissonTable{}
	if mean > 0 {
		var p float64
		t.first, p = poissonStart(mean)
		sum := p
		for n := float64(t.first); ; {
			t.sums = append(t.sums, sum)
			n++
			p = float64(p * (mean / n))
			next := sum + p
			if next == sum {
				break
			}
			sum = next
		}
	}
	t.sums = append(t.sums, math.Inf(1))
	i := 0
	for j := range t.guide {
		for float64(j)/guideSize >= t.sums[i] {
			i++
		}
		t.guide[j] = int32(i)
	}
	return t
}

// At returns Poisson(u, mean), for u in [0, 1).
func (t *PoissonTable) At(u float64) int {
	i := int(t.guide[int(u*guideSize)&(guideSize-1)])
	for u >= t.sums[i] {
		i++
	}
	return t.first + i
}
