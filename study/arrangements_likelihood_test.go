package study

import (
	"math"
	"testing"
)

// A rule of n nodes is exact for polynomials of degree 2n-1: moments of the
// normal with variance 1/2.
func TestQuadratureRules(t *testing.T) {
	for _, n := range []int{1, 2, 3, placeNodes, tauNodes} {
		r := gaussHermite(n)
		moment := math.Sqrt(math.Pi)
		for k := 0; k < min(n, 10); k++ {
			var even, odd float64
			for i, x := range r.x {
				even += r.w[i] * math.Pow(x, float64(2*k))
				odd += r.w[i] * math.Pow(x, float64(2*k+1))
			}
			if math.Abs(even/moment-1) > 1e-10 || math.Abs(odd) > 1e-9*moment {
				t.Errorf("%d nodes: moments %d and %d are %v and %v, want %v and 0", n, 2*k, 2*k+1, even, odd, moment)
			}
			moment *= float64(2*k+1) / 2
		}
	}
}

// Adaptive quadrature follows likelihoods as narrow as thousands of people make
// them, far from the prior's middle: against a fine sum.
func TestPlaceIntegral(t *testing.T) {
	for _, c := range []struct {
		people, achieved, tau float64
	}{{20, 5, 0.3}, {5000, 1000, 1}, {5000, 4900, 0.5}, {10, 0, 2}, {10, 10, 0.01}} {
		g := together{{c.people, c.achieved, 0}}
		eta := []float64{-0.5}
		var sum float64
		most, _, _ := g.at(eta, 0)
		const steps = 400000
		for i := range steps {
			z := -12 + 24*(float64(i)+0.5)/steps
			f, _, _ := g.at(eta, c.tau*z)
			most = max(most, f)
		}
		for i := range steps {
			z := -12 + 24*(float64(i)+0.5)/steps
			f, _, _ := g.at(eta, c.tau*z)
			sum += math.Exp(f-most-z*z/2) / math.Sqrt(2*math.Pi) * 24 / steps
		}
		if want, got := most+math.Log(sum), g.integral(eta, c.tau); math.Abs(got-want) > 2e-3 {
			t.Errorf("%+v: %v, want %v", c, got, want)
		}
	}
}
