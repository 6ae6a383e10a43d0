package cashflow

import (
	"math"
	"math/big"
)

// span is a piece of a half; the signs at both ends are certain and not zero.
type span struct {
	a, b   float64
	sa, sb int
}

// taylor is what is known of the polynomial f on a span with middle m and radius h:
// f(m), f'(m), f”(m)/2, and bounds on what the terms beyond add on the span.
type taylor struct {
	m, h       float64
	p0, p1, p2 float64 // f(m), f'(m), f''(m)/2
	r0, r1, r2 float64 // |f - quadratic|, |f' - linear|, |f''/2 - constant|, rounding included
}

// isolate finds the roots of the loaded polynomial in one half; its sign at 1 is
// given and not zero. It certifies that a span has no root, or one, by the Taylor
// bounds, and otherwise cuts it at a point of certain sign. A span in which no
// such point is found goes to exact arithmetic.
func (w *work) isolate(h half, atOne int) {
	p, q := h.low()
	low := float64(p) / float64(q)
	atLow := w.sign(low)
	if atLow == 0 {
		if atLow = h.signAt(p, q); atLow == 0 {
			w.exact(h, nil, nil)
			return
		}
	}
	var stack [128]span
	stack[0] = span{low, 1, atLow, atOne}
	for top := 1; top > 0; {
		top--
		s := stack[top]
		t := w.taylor(s.a, s.b)
		bend := math.Abs(t.p2) > t.r2 // f'' keeps its sign
		switch {
		case s.sa == s.sb && math.Abs(t.p0) > float64(math.Abs(t.p1)*t.h)+float64(math.Abs(t.p2)*float64(t.h*t.h))+t.r0:
			continue // too far from zero
		case math.Abs(t.p1) > float64(float64(2*math.Abs(t.p2))*t.h)+t.r1, // f' keeps its sign
			bend && s.sa != s.sb,
			bend && s.sa == s.sb && s.sa > 0 != (t.p2 > 0):
			if s.sa != s.sb {
				v := w.root(h, s.a, s.b, t.m, s.sa)
				w.roots = append(w.roots, h.rate(v))
			}
			continue
		}
		cut, sign := 0.0, 0
		if bend {
			var none bool
			if cut, sign, none = w.turn(s, t); none {
				continue
			}
		}
		if sign == 0 {
			cut, sign = w.cut(s)
		}
		if sign == 0 || top+2 > len(stack) {
			w.doubt(h, s, low)
			continue
		}
		stack[top] = span{cut, s.b, sign, s.sb}
		stack[top+1] = span{s.a, cut, s.sa, sign}
		top += 2
	}
}

// taylor evaluates the polynomial and the bounds on [a, b], 0 < a < b <= 1. With A
// the polynomial of absolute coefficients, the terms of order k and above of f,
// f', f”/2 at distance h from m are at most those of A, which are the difference
// of A(m+h) and the lower terms of A at m.
func (w *work) taylor(a, b float64) taylor {
	m := a + float64(0.5*(b-a))
	h := float64(max(b-m, m-a) * (1 + 4*ulp))
	e := (m + h) * (1 + 4*ulp)
	var p0, p1, p2, a0, a1, a2, b0, b1, b2 float64
	for i := w.n - 1; i >= 0; i-- {
		c := w.c[i]
		p2 = float64(p2*m) + p1
		p1 = float64(p1*m) + p0
		p0 = float64(p0*m) + c
		c = math.Abs(c)
		a2 = float64(a2*m) + a1
		a1 = float64(a1*m) + a0
		a0 = float64(a0*m) + c
		b2 = float64(b2*e) + b1
		b1 = float64(b1*e) + b0
		b0 = float64(b0*e) + c
	}
	g := 4 * rounding(w.n)
	return taylor{
		m: m, h: h, p0: p0, p1: p1, p2: p2,
		r0: max(0, b0-a0-float64(a1*h)-float64(a2*float64(h*h))) + float64(g*b0),
		r1: max(0, b1-a1-float64(float64(2*a2)*h)) + float64(g*b1),
		r2: max(0, b2-a2) + float64(g*b2),
	}
}

// turn handles a span on which f bends one way from ends of the same sign towards
// zero: it walks to the turning point, and either proves that f stays off zero
// there, or returns a point and the certain sign of f at it (0 for doubt).
func (w *work) turn(s span, t taylor) (at float64, sign int, none bool) {
	lo, hi := s.a, s.b
	at = t.m - t.p1/float64(2*t.p2)
	for range 8 {
		if !(at > lo && at < hi) {
			at = lo + float64(0.5*(hi-lo))
		}
		p, d := w.eval(at)
		if d == 0 || d > 0 == (t.p2 > 0) {
			hi = at
		} else {
			lo = at
		}
		_, size := w.sum(at)
		_, top := w.sum(s.b)
		err := float64(rounding(w.n) * size)
		// The tangent at a point bounds a convex f from below; |f'| is known to
		// within rounding of A'(b) <= n A(b)/b.
		slope := math.Abs(d) + float64(rounding(w.n)*float64(float64(w.n)*top))/s.b
		if p*float64(s.sa) > float64(slope*(s.b-s.a))+err {
			return at, 0, true
		}
		if sign = certain(p, err); sign == -s.sa {
			return at, sign, false
		}
		next := at - d/float64(2*t.p2)
		if next == at {
			break
		}
		at = next
	}
	return at, 0, false
}

// cut returns an inner point of the span, near the middle if possible, at which
// the sign of f is certain, with that sign; sign 0 if it finds none.
func (w *work) cut(s span) (at float64, sign int) {
	if s.b > 2*s.a {
		at = math.Sqrt(float64(s.a * s.b))
		if sign = w.sign(at); sign != 0 {
			return at, sign
		}
	}
	for _, share := range [...]float64{0.5, 0.4375, 0.5625, 0.375, 0.625, 0.25, 0.75, 0.125, 0.875} {
		at = s.a + float64(share*(s.b-s.a))
		if at <= s.a || at >= s.b {
			return 0, 0
		}
		if sign = w.sign(at); sign != 0 {
			return at, sign
		}
	}
	return 0, 0
}

// doubt settles a span by exact arithmetic.
func (w *work) doubt(h half, s span, low float64) {
	var a *big.Rat
	if s.a != low {
		a = new(big.Rat).SetFloat64(s.a)
	}
	w.exact(h, a, new(big.Rat).SetFloat64(s.b))
}
