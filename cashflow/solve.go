package cashflow

import (
	"math"
	"math/big"

	"github.com/sibsim/sibsim/internal/num"
)

const ulp = 0x1p-53 // largest relative error of one rounding

// eval returns the polynomial and its derivative at x. The coefficients are taken
// in four interleaved strands, x^k F_k(x^4), so that their sums can overlap.
func (w *work) eval(x float64) (p, d float64) {
	x2 := float64(x * x)
	x4 := float64(x2 * x2)
	var f0, f1, f2, f3, g0, g1, g2, g3 float64
	for c := w.c; len(c) >= 4; c = c[:len(c)-4] {
		q := c[len(c)-4:]
		g0 = float64(g0*x4) + f0
		g1 = float64(g1*x4) + f1
		g2 = float64(g2*x4) + f2
		g3 = float64(g3*x4) + f3
		f0 = float64(f0*x4) + q[0]
		f1 = float64(f1*x4) + q[1]
		f2 = float64(f2*x4) + q[2]
		f3 = float64(f3*x4) + q[3]
	}
	p = f0 + float64(f1*x) + float64(x2*(f2+float64(f3*x)))
	g := g0 + float64(g1*x) + float64(x2*(g2+float64(g3*x)))
	d = f1 + float64(x*(float64(2*f2)+float64(float64(3*f3)*x))) + float64(float64(4*x2)*float64(x*g))
	return p, d
}

// sum returns the polynomial at x >= 0 and the same with absolute coefficients.
func (w *work) sum(x float64) (p, size float64) {
	for i := w.n - 1; i >= 0; i-- {
		p = float64(p*x) + w.c[i]
		size = float64(size*x) + math.Abs(w.c[i])
	}
	return p, size
}

// rounding returns a bound on the relative error of a sum of n coefficients, times
// powers, by Horner's rule, up to the second derivative, as a share of the same
// sum with absolute values. The bound of N. J. Higham, Accuracy and Stability of
// Numerical Algorithms, 2nd ed., section 5.1, is about 2n ulp; twice that covers
// the rounding of coefficients, of the point and of the bound itself.
func rounding(n int) float64 { return float64(4*n+32) * ulp }

// sign returns the certain sign of the polynomial at x, or 0 for doubt.
func (w *work) sign(x float64) int {
	p, size := w.sum(x)
	return certain(p, float64(rounding(w.n)*size))
}

// certain returns the sign of p, or 0 where |p| does not exceed its error.
func certain(p, err float64) int {
	switch {
	case p > err:
		return 1
	case p < -err:
		return -1
	}
	return 0
}

// unique finds the only root in (0, 1) of a half and keeps it if it lies inside
// the half.
func (w *work) unique(h half) {
	w.load(h)
	v := w.root(h, 0, 1, w.guess(), h.first())
	p, q := h.low()
	switch low := float64(p) / float64(q); {
	case v < low*(1-1e-9):
		return
	case v < low*(1+1e-9): // too near to call
		if h.signAt(p, q) != h.first() {
			return
		}
	}
	w.roots = append(w.roots, h.rate(v))
}

// accurate is the relative error above which a root in x or 1/x is refined by exact
// arithmetic.
const accurate = 1e-11

// root returns the only root in (lo, hi), where f has the sign s at lo and -s at hi,
// by Newton steps from v. A root so ill-conditioned that rounding may have moved it by
// more than the limit is refined exactly.
func (w *work) root(h half, lo, hi, v float64, s int) float64 {
	v, d := w.newton(lo, hi, v, s)
	slack := float64(math.Abs(d)*v) * accurate / rounding(w.n)
	if slack > w.mass { // f(1) with absolute coefficients: the size at any v is less
		return v
	}
	_, size := w.sum(v)
	if slack > size {
		return v
	}
	f := h.poly()
	if err := float64(size*rounding(w.n)) / math.Abs(d); err < 1e-3*v { // false for d = 0
		a, b := max(lo, v-float64(4*err)), min(hi, v+float64(4*err))
		x, y := new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b)
		if f.sign(x) == s && f.sign(y) == -s {
			lo, hi = a, b
		}
	}
	out, _ := f.refine(new(big.Rat).SetFloat64(lo), new(big.Rat).SetFloat64(hi)).Float64()
	return out
}

// guess returns a first value for the root: the one if all negative coefficients
// stood at their mean power and all positive ones at theirs.
func (w *work) guess() float64 {
	var a, b, ta, tb, t float64
	for _, c := range w.c[:w.n] {
		up := max(c, 0)
		a += up
		b += c
		ta += float64(up * t)
		tb += float64(c * t)
		t++
	}
	b = a - b // sum of minus the negative ones
	tb = ta - tb
	v := num.Exp(num.Log(b/a) / (ta/a - tb/b))
	if !(v > 0 && v < 1) {
		return 0.5
	}
	return v
}

// newton returns the root in (lo, hi) of a polynomial whose sign is s at lo and -s
// at hi, from a first guess v. A Newton step that leaves the bracket, or does not
// halve the one before, is replaced by bisection. The slope is f' there, nearly.
func (w *work) newton(lo, hi, v float64, s int) (root, slope float64) {
	last, steady := hi-lo, false // the step before, and whether it was Newton's
	var p, d float64
	for range 300 {
		p, d = w.eval(v)
		if p == 0 {
			return v, d
		}
		if p > 0 == (s > 0) {
			lo = v
		} else {
			hi = v
		}
		step := p / d
		next := v - step
		switch size := math.Abs(step); {
		case size <= float64(2*ulp)*v:
			return min(max(next, lo), hi), d
		case next > lo && next < hi && size <= 0.5*last:
			// the steps shrink quadratically: is the next one below the last digit?
			if steady && float64(size*float64(size*size)) <= float64(ulp*v)*float64(last*last) {
				return next, d
			}
			last, steady = size, true
		default:
			if _, scale := w.sum(v); math.Abs(p) <= float64(rounding(w.n)*scale) {
				return v, d // within the rounding error of zero
			}
			next = lo + float64(0.5*(hi-lo))
			if next <= lo || next >= hi {
				return next, d
			}
			last, steady = hi-lo, false
		}
		v = next
	}
	return v, d
}
