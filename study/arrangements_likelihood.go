package study

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// likelihood is that of cohorts: each has so many of its people achieve the
// outcome by the binomial law, with a logit that has an effect of the place and
// outcome added, normal with mean 0 and standard deviation tau, the same for all
// cohorts of the place. tau is half-normal. Both are integrated out.
type likelihood struct {
	groups [][]observed // those that share an effect
	tau    []float64    // nodes, and the logarithms of their weights
	log1   []float64
}

// observed is a cohort: people, of them achieved, and its place among the logits.
type observed struct {
	people, achieved float64
	at               int
}

// The nodes of Gauss-Hermite rules: of tau, of which half are above 0, and of an effect of a place.
const (
	tauNodes   = 32
	placeNodes = 15
)

var (
	tauRule   = gaussHermite(tauNodes)
	placeRule = gaussHermite(placeNodes)
)

// spread sets the nodes of tau, half-normal of the given scale; 0: places do not differ.
func (l *likelihood) spread(scale float64) {
	if scale == 0 {
		l.tau, l.log1 = []float64{0}, []float64{0}
		return
	}
	for i, x := range tauRule.x {
		if x > 0 {
			l.tau = append(l.tau, float64(scale*math.Sqrt2)*x)
			l.log1 = append(l.log1, num.Log(2*tauRule.w[i]/math.Sqrt(math.Pi)))
		}
	}
}

// log is the logarithm of the likelihood given the logits, up to a constant.
func (l *likelihood) log(eta []float64) float64 {
	terms := make([]float64, len(l.tau))
	for i, tau := range l.tau {
		terms[i] = l.log1[i]
		for _, g := range l.groups {
			terms[i] += together(g).integral(eta, tau)
		}
	}
	return logSum(terms)
}

// together is cohorts that share an effect.
type together []observed

// at is the logarithm of the binomial terms with the effect u, and its first two derivatives.
func (g together) at(eta []float64, u float64) (f, slope, bend float64) {
	for _, c := range g {
		x := eta[c.at] + u
		// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
		e := num.Exp(-math.Abs(x))
		p := 1 / (1 + e)
		if x < 0 {
			p = e / (1 + e)
		}
		f += float64(c.achieved*x) - float64(c.people*(max(x, 0)+num.Log(1+e)))
		slope += c.achieved - float64(c.people*p)
		bend -= float64(c.people * float64(p*(1-p)))
	}
	return f, slope, bend
}

// integral is the logarithm of the mean over u, normal with standard deviation tau:
// by adaptive Gauss-Hermite quadrature about the mode (Q. Liu and D. A. Pierce,
// Biometrika 81, 1994). The integrand is log-concave.
func (g together) integral(eta []float64, tau float64) float64 {
	if tau == 0 {
		f, _, _ := g.at(eta, 0)
		return f
	}
	precision := 1 / float64(tau*tau)
	u, bend := 0.0, 0.0
	for range 50 {
		_, slope, b := g.at(eta, u)
		slope -= float64(u * precision)
		bend = b - precision
		step := min(max(-slope/bend, -1), 1)
		u += step
		if math.Abs(step) < 1e-9 {
			break
		}
	}
	scale := math.Sqrt(-2 / bend)
	terms := make([]float64, placeNodes)
	for i, x := range placeRule.x {
		v := u + float64(scale*x)
		f, _, _ := g.at(eta, v)
		terms[i] = f - float64(0.5*float64(float64(v*v)*precision)) + float64(x*x) + num.Log(placeRule.w[i])
	}
	return logSum(terms) + num.Log(scale/(tau*math.Sqrt(2*math.Pi)))
}

// logSum is log Σ exp.
func logSum(terms []float64) float64 {
	most := math.Inf(-1)
	for _, t := range terms {
		most = max(most, t)
	}
	if math.IsInf(most, -1) {
		return most
	}
	var sum float64
	for _, t := range terms {
		sum += num.Exp(t - most)
	}
	return most + num.Log(sum)
}

// rule is a quadrature rule: ∫ exp(-x²) f(x) dx is about Σ w f(x).
type rule struct{ x, w []float64 }

// gaussHermite makes the rule of n nodes: roots of the Hermite polynomial by
// Newton's method from above, each found one divided out (W. H. Press et al.,
// Numerical Recipes, 4.6, has the same recurrence for orthonormal polynomials).
func gaussHermite(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	z := math.Sqrt(2*float64(n) + 1)
	for i := range n {
		var slope float64
		for range 200 {
			// orthonormal recurrence: h_(j+1) = x sqrt(2/(j+1)) h_j - sqrt(j/(j+1)) h_(j-1)
			before, h := 0.0, math.Sqrt(1/math.Sqrt(math.Pi))
			for j := range n {
				next := float64(float64(z*math.Sqrt(2/float64(j+1)))*h) - float64(math.Sqrt(float64(j)/float64(j+1))*before)
				before, h = h, next
			}
			slope = float64(math.Sqrt(2*float64(n)) * before)
			// Newton on h over the roots found: they cannot be found again.
			var pull float64
			for _, root := range r.x[:i] {
				pull += 1 / (z - root)
			}
			step := h / (slope - float64(h*pull))
			z -= step
			if math.Abs(step) < 1e-14 {
				break
			}
		}
		r.x[i], r.w[i] = z, 2/float64(slope*slope)
		z -= 1e-3
	}
	return r
}
