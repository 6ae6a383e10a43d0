package random

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// MaxTrials is the largest number of trials of Binomial.
const MaxTrials = 1e8

// Binomial returns the count k with F(k-1) <= u < F(k), F the distribution function of
// the successes in n trials, from 0 to MaxTrials, with chance p each; Invalid for
// any other n, a p outside [0, 1] and no number.
//
// F is right to about 1e-13. The time is about 2 ns for each of the n min(p, 1-p) or, if
// that is more than 79, 9 sqrt(n min(p, 1-p)) counts passed.
func Binomial(u float64, n int, p float64) int {
	switch {
	case !(p >= 0 && p <= 1) || n < 0 || n > MaxTrials || u != u:
		return Invalid
	case p > 0.5:
		return n - Binomial(1-u, n, 1-p)
	}
	trials := float64(n)
	k, mass := binomialStart(trials, p)
	odds := p / (1 - p)
	sum := mass
	for u >= sum && k < trials {
		mass = float64(mass * float64(odds*((trials-k)/(k+1))))
		k++
		next := sum + mass
		if next == sum {
			break
		}
		sum = next
	}
	return int(k)
}

// binomialStart returns the count from which to sum, and its probability, for p <= 1/2.
func binomialStart(n, p float64) (k, mass float64) {
	mean := float64(n * p)
	// P(X <= mean - t) <= exp(-t²/(2 mean)), which is below 2^-56 here (Chernoff).
	if k = math.Floor(mean - float64(8.9*math.Sqrt(mean))); k <= 0 {
		return 0, num.Exp(float64(n * num.Log1p(-p)))
	}
	e := num.Stirling(n) - num.Stirling(k) - num.Stirling(n-k)
	e -= deviance(k, mean)
	e -= deviance(n-k, n-mean)
	return k, num.Exp(e) * math.Sqrt(n/(float64(twoPi*k)*(n-k)))
}
