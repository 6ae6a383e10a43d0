package random

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/internal/num"
)

const (
	nodeSteps = 8   // nodes per unit of z
	nodeEdge  = 8.5 // the table spans [-nodeEdge, nodeEdge]; words reach 8.21
	nodeCount = int(2*nodeEdge*nodeSteps) + 1
)

// nodes is a monotone cubic through a quantile function of z: the logit of a beta
// variable or the logarithm of a gamma one, either of which is nearly a parabola in
// z however skew the law. Beyond the ends it is constant.
type nodes struct {
	center float64 // that of the mean, so that what is rounded is the distance from it
	value  [nodeCount]float64
	slope  [nodeCount]float64 // times the step
}

// at interpolates at z in the Hermite form.
func (n *nodes) at(z float64) float64 {
	x := float64((z + nodeEdge) * nodeSteps)
	if !(x > 0) {
		if x != x {
			return x
		}
		return n.center + n.value[0]
	}
	if x >= float64(nodeCount-1) {
		return n.center + n.value[nodeCount-1]
	}
	i := int(x)
	t := x - float64(i)
	y, rise := n.value[i], n.value[i+1]-n.value[i]
	m0, m1 := n.slope[i], n.slope[i+1]
	c3 := m0 + m1 - (rise + rise)
	c2 := rise - m0 - c3
	return n.center + (y + float64(t*(m0+float64(t*(c2+float64(t*c3))))))
}

// coarse rounds to 28 significant bits, so that last-bit differences between
// machines in the library that made x do not show.
func coarse(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	return math.Ldexp(math.Round(fraction*(1<<28)), exponent-28)
}

// fit sets the slopes from the values: fourth-order differences, limited to three
// times either neighbouring secant, which keeps a cubic monotone (Fritsch & Carlson,
// SIAM J. Numer. Anal. 17, 1980).
func (n *nodes) fit() {
	v := &n.value
	last := nodeCount - 1
	for i := range v {
		var m float64
		switch i {
		case 0:
			m = float64(2*(v[1]-v[0])) - float64(0.5*(v[2]-v[0]))
		case last:
			m = float64(2*(v[last]-v[last-1])) - float64(0.5*(v[last]-v[last-2]))
		case 1, last - 1:
			m = 0.5 * (v[i+1] - v[i-1])
		default:
			m = (float64(8*(v[i+1]-v[i-1])) - (v[i+2] - v[i-2])) / 12
		}
		if i > 0 {
			m = min(m, float64(3*(v[i]-v[i-1])))
		}
		if i < last {
			m = min(m, float64(3*(v[i+1]-v[i])))
		}
		n.slope[i] = max(m, 0)
	}
}

// tailLaw is one tail of a law in the variable g of its table.
type tailLaw struct {
	// probability of lying below g (for a lower tail) or above it.
	probability func(g float64) float64
	// logDensity is the logarithm of the density with respect to g.
	logDensity func(g float64) float64
}

// solve fills the nodes on one side of z = 0, from the middle outwards: Newton on the
// logarithm of the tail probability, kept inside a bracket. The law's own quantile
// function is not used for this, as it stops early or fails in far tails.
func (n *nodes) solve(law tailLaw, start float64, sign int) bool {
	middle := (nodeCount - 1) / 2
	g := start
	slope := 0.0
	out := float64(sign)
	for step := 0; step <= middle; step++ {
		z := -float64(step) / nodeSteps
		want := num.NormCDF(z)
		logWant := num.Log(want)
		g += float64(out * (slope / nodeSteps))
		found := false
		low, high := math.Inf(-1), math.Inf(1)
		for range 60 {
			p := law.probability(g)
			tooFar := p < want // too far out
			if tooFar == (sign < 0) {
				low = g
			} else {
				high = g
			}
			var move float64
			if p > 0 {
				move = (num.Log(p) - logWant) * p / num.Exp(law.logDensity(g))
			}
			// Outwards is down for the lower tail, up for the upper.
			if p > 0 && math.Abs(move) <= 1e-5*num.Exp(logNormal(z)-law.logDensity(g)) {
				g += float64(out * move)
				found = true // within 1e-5 sd, an error that Newton has squared
				break
			}
			next := g + float64(out*move)
			if !(p > 0) || !(next > low && next < high) || move-move != 0 {
				switch {
				case low-low == 0 && high-high == 0:
					next = 0.5 * (low + high)
				case tooFar:
					next = g - float64(out*0.5*(1+math.Abs(g)))
				default:
					next = g + float64(out*0.5*(1+math.Abs(g)))
				}
			}
			g = next
		}
		if !found {
			return false
		}
		// dg/dz outwards = normal density over density of g.
		slope = num.Exp(logNormal(z) - law.logDensity(g))
		n.value[middle+sign*step] = coarse(g - n.center)
	}
	return true
}

// logNormal returns the logarithm of the normal density.
func logNormal(z float64) float64 { return -float64(0.5*float64(z*z)) - 0.9189385332046727 }

// finish checks the nodes and fits the slopes.
func (n *nodes) finish(name string, ok bool) (*nodes, error) {
	for i := 1; i < nodeCount; i++ {
		ok = ok && n.value[i] >= n.value[i-1]
	}
	if !ok {
		return nil, fmt.Errorf("%s: no quantile table could be made", name)
	}
	n.fit()
	return n, nil
}

// softplus returns log(1 + e^x).
func softplus(x float64) float64 {
	if x > 0 {
		return x + num.Log1p(num.Exp(-x))
	}
	return num.Log1p(num.Exp(x))
}

// tiny is where the distribution function is its first power to the last digit.
const tiny = 1e-18

// betaNodes tabulates the logit of a beta variable.
func betaNodes(alpha, beta float64) (*nodes, error) {
	logB := num.LogGamma(alpha) + num.LogGamma(beta) - num.LogGamma(alpha+beta)
	// Either tail is a lower tail, of the law or of its mirror image.
	tail := func(a, b float64, sign float64) tailLaw {
		law := distuv.Beta{Alpha: a, Beta: b}
		return tailLaw{
			probability: func(g float64) float64 {
				x := num.Logistic(sign * g)
				if x*(a+b) < tiny {
					return num.Exp(float64(a*(sign*g))-logB) / a
				}
				return law.CDF(x)
			},
			logDensity: func(g float64) float64 {
				return -float64(a*softplus(-sign*g)) - float64(b*softplus(sign*g)) - logB
			},
		}
	}
	start := num.Logit(min(max(distuv.Beta{Alpha: alpha, Beta: beta}.Quantile(0.5), 1e-300), 1-0x1p-53))
	n := &nodes{center: coarse(num.Log(alpha / beta))}
	ok := n.solve(tail(alpha, beta, 1), start, -1) && n.solve(tail(beta, alpha, -1), start, 1)
	return n.finish("beta", ok)
}

// gammaNodes tabulates the logarithm of a gamma variable of scale 1.
func gammaNodes(k float64) (*nodes, error) {
	law := distuv.Gamma{Alpha: k, Beta: 1}
	logG := num.LogGamma(k)
	density := func(g float64) float64 { return float64(k*g) - num.Exp(g) - logG }
	lower := tailLaw{logDensity: density, probability: func(g float64) float64 {
		if x := num.Exp(g); x > tiny {
			return law.CDF(x)
		}
		return num.Exp(float64(k*g)-logG) / k
	}}
	upper := tailLaw{logDensity: density, probability: func(g float64) float64 {
		return law.Survival(num.Exp(g))
	}}
	start := num.Log(max(law.Quantile(0.5), 1e-300))
	n := &nodes{center: coarse(num.Log(k))}
	ok := n.solve(lower, start, -1) && n.solve(upper, start, 1)
	return n.finish("gamma", ok)
}
