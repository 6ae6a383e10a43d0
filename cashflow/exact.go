package cashflow

import (
	"math/big"
	"slices"
)

// poly is a polynomial with integer coefficients, lowest power first, the last
// one not zero.
type poly []*big.Int

// poly returns the polynomial of a half.
func (h half) poly() poly {
	p := make(poly, len(h.flows))
	for i, f := range h.flows {
		p[i] = big.NewInt(f)
	}
	if h.rev {
		slices.Reverse(p)
	}
	return p
}

// signAt returns the exact sign of the half's polynomial at p/q, q > 0.
func (h half) signAt(p, q int64) int {
	return h.poly().sign(big.NewRat(p, q))
}

// sign returns the exact sign of f at x.
func (f poly) sign(x *big.Rat) int {
	// Horner's rule on q^n f(p/q)
	p, q := x.Num(), x.Denom()
	sum, scale, t := new(big.Int), big.NewInt(1), new(big.Int)
	for i := len(f) - 1; i >= 0; i-- {
		sum.Mul(sum, p)
		sum.Add(sum, t.Mul(f[i], scale))
		scale.Mul(scale, q)
	}
	return sum.Sign()
}

// exact appends the distinct roots of a half in the open interval (a, b); nil
// stands for the end of the half. It may take milliseconds and allocates.
func (w *work) exact(h half, a, b *big.Rat) {
	if a == nil {
		a = big.NewRat(h.low())
	}
	if b == nil {
		b = big.NewRat(1, 1)
	}
	f := squarefree(h.poly())
	e := search{f: f, found: func(lo, hi *big.Rat) {
		w.roots = append(w.roots, h.exactRate(f.refine(lo, hi)))
	}}
	e.run(f.onto(a, b), a, b)
}

// exactRate is rate for a rational, correctly rounded.
func (h half) exactRate(v *big.Rat) float64 {
	one := big.NewRat(1, 1)
	r := new(big.Rat).Sub(v, one)
	if !h.rev {
		r.Quo(r.Neg(r), v)
	}
	out, _ := r.Float64()
	return out
}

// onto returns a positive multiple of f(a + (b-a)u) as a polynomial in u.
func (f poly) onto(a, b *big.Rat) poly {
	// With a common denominator d: a = s/d, b-a = r/d, and d^n f((s + r u)/d).
	width := new(big.Rat).Sub(b, a)
	d := new(big.Int).Mul(a.Denom(), width.Denom())
	s := new(big.Int).Mul(a.Num(), width.Denom())
	r := new(big.Int).Mul(width.Num(), a.Denom())
	g := make(poly, len(f))
	scale := big.NewInt(1)
	for i := len(f) - 1; i >= 0; i-- {
		g[i] = new(big.Int).Mul(f[i], scale)
		scale.Mul(scale, d)
	}
	t := new(big.Int)
	for i := range g { // shift by s
		for j := len(g) - 2; j >= i; j-- {
			g[j].Add(g[j], t.Mul(g[j+1], s))
		}
	}
	scale.SetInt64(1)
	for i := range g {
		g[i].Mul(g[i], scale)
		scale.Mul(scale, r)
	}
	return g
}

// search isolates the roots of a square-free polynomial by Descartes' rule of
// signs and bisection (G. E. Collins and A. G. Akritas, SYMSAC 1976): for each
// root it calls found with an interval that holds no other, both ends equal if the
// root itself was met.
type search struct {
	f     poly
	found func(lo, hi *big.Rat)
}

// run searches the open interval (a, b), onto which g maps (0, 1).
func (e *search) run(g poly, a, b *big.Rat) {
	switch g.variations() {
	case 0:
		return
	case 1:
		e.found(a, b)
		return
	}
	mid := new(big.Rat).Add(a, b)
	mid.Quo(mid, big.NewRat(2, 1))
	// left = 2^n g(u/2), right = left(u+1)
	left := make(poly, len(g))
	for i, c := range g {
		left[i] = new(big.Int).Lsh(c, uint(len(g)-1-i))
	}
	right := make(poly, len(g))
	for i, c := range left {
		right[i] = new(big.Int).Set(c)
	}
	right.shift()
	e.run(left, a, mid)
	if right[0].Sign() == 0 {
		e.found(mid, mid)
	}
	e.run(right, mid, b)
}

// shift replaces g(u) by g(u+1).
func (g poly) shift() {
	for i := range g {
		for j := len(g) - 2; j >= i; j-- {
			g[j].Add(g[j], g[j+1])
		}
	}
}

// variations returns the sign changes of (1+u)^n g(1/(1+u)): 0 if g has no root
// in the open interval (0, 1), 1 if it has one, else at least their number.
func (g poly) variations() int {
	t := make(poly, len(g))
	for i, c := range g {
		t[len(g)-1-i] = new(big.Int).Set(c)
	}
	t.shift()
	n, last := 0, 0
	for _, c := range t {
		if s := c.Sign(); s != 0 {
			if s == -last {
				n++
			}
			last = s
		}
	}
	return n
}

// refine narrows an interval that holds one simple root of f, until float64 cannot
// tell its ends apart, and returns a point of it.
func (f poly) refine(lo, hi *big.Rat) *big.Rat {
	if lo.Cmp(hi) == 0 {
		return lo
	}
	// An end may itself be another root: step inside it first.
	lo, hi = new(big.Rat).Set(lo), new(big.Rat).Set(hi)
	half := big.NewRat(1, 2)
	at := func() *big.Rat { m := new(big.Rat).Add(lo, hi); return m.Mul(m, half) }
	fine := new(big.Rat).SetFrac64(1, 1<<60)
	sLo := f.sign(lo)
	if sLo == 0 {
		// just right of a simple root f has the sign it keeps up to the next
		if sLo = -f.sign(hi); sLo == 0 {
			sLo = f.derivative().sign(lo)
		}
	}
	for {
		m := at()
		width := new(big.Rat).Sub(hi, lo)
		if width.Cmp(new(big.Rat).Mul(fine, lo)) <= 0 {
			return m
		}
		switch f.sign(m) {
		case 0:
			return m
		case sLo:
			lo = m
		default:
			hi = m
		}
	}
}
