package cashflow

import (
	"math/big"
	"math/bits"
)

// squarefree returns a polynomial with the same roots as f, each of them simple:
// f divided by its greatest common divisor with its derivative. The divisor is
// found modulo primes and put together by the Chinese remainder theorem (W. S.
// Brown, J. ACM 18, 1971); a divisor of degree 0 modulo one prime proves that f is
// square-free already, and any other is checked by division.
func squarefree(f poly) poly {
	f = f.primitive()
	df := f.derivative()
	if len(f) < 3 {
		return f
	}
	lead := f[len(f)-1]
	var g poly // the divisor modulo m, made to lead like f
	m := big.NewInt(1)
	for prime := new(big.Int).SetUint64(1<<62 - 57); ; below(prime) {
		p := prime.Uint64()
		if residue(lead, p) == 0 || residue(df[len(df)-1], p) == 0 {
			continue
		}
		r := gcd(f.residues(p), df.residues(p), p)
		switch {
		case len(r) == 1:
			return f
		case g == nil || len(r) < len(g): // the primes before were unlucky
			m.SetInt64(1)
			g = make(poly, len(r))
			for i := range g {
				g[i] = new(big.Int)
			}
		case len(r) > len(g): // this one is
			continue
		}
		g.lift(m, r, residue(lead, p), p)
		m.Mul(m, prime)
		c := g.symmetric(m).primitive()
		if q, ok := f.divide(c); ok {
			if _, ok := df.divide(c); ok {
				return q
			}
		}
	}
}

// below moves a prime down to the next one.
func below(prime *big.Int) {
	for prime.Sub(prime, big.NewInt(2)); !prime.ProbablyPrime(0); { // no error below 2^64
		prime.Sub(prime, big.NewInt(2))
	}
}

// lift makes g, known modulo m, agree with lead times r modulo p as well.
func (g poly) lift(m *big.Int, r []uint64, lead, p uint64) {
	inv := inverse(residue(m, p), p)
	t := new(big.Int)
	for i := range g {
		have := residue(g[i], p)
		want := mulmod(r[i], lead, p)
		if want < have {
			want += p
		}
		k := mulmod(want-have, inv, p)
		g[i].Add(g[i], t.Mul(m, t.SetUint64(k)))
	}
}

// symmetric returns g with residues modulo m taken nearest to zero.
func (g poly) symmetric(m *big.Int) poly {
	half := new(big.Int).Rsh(m, 1)
	out := make(poly, len(g))
	for i, c := range g {
		out[i] = new(big.Int).Set(c)
		if c.Cmp(half) > 0 {
			out[i].Sub(out[i], m)
		}
	}
	return out
}

// derivative returns f'.
func (f poly) derivative() poly {
	d := make(poly, max(len(f)-1, 0))
	for i := range d {
		d[i] = new(big.Int).Mul(f[i+1], big.NewInt(int64(i+1)))
	}
	return d
}

// primitive returns f divided by the greatest common divisor of its coefficients.
func (f poly) primitive() poly {
	d := new(big.Int)
	for _, c := range f {
		d.GCD(nil, nil, d, new(big.Int).Abs(c))
	}
	out := make(poly, len(f))
	for i, c := range f {
		out[i] = new(big.Int).Quo(c, d)
	}
	return out
}

// divide returns the quotient f/d if it has integer coefficients and no remainder.
func (f poly) divide(d poly) (poly, bool) {
	if len(f) < len(d) || d[len(d)-1].Sign() == 0 {
		return nil, false
	}
	rest := make(poly, len(f))
	for i, c := range f {
		rest[i] = new(big.Int).Set(c)
	}
	q := make(poly, len(f)-len(d)+1)
	t := new(big.Int)
	for i := len(q) - 1; i >= 0; i-- {
		k, mod := new(big.Int).QuoRem(rest[i+len(d)-1], d[len(d)-1], new(big.Int))
		if mod.Sign() != 0 {
			return nil, false
		}
		q[i] = k
		for j, c := range d {
			rest[i+j].Sub(rest[i+j], t.Mul(k, c))
		}
	}
	for _, c := range rest {
		if c.Sign() != 0 {
			return nil, false
		}
	}
	return q, true
}

// residues returns the coefficients modulo p.
func (f poly) residues(p uint64) []uint64 {
	out := make([]uint64, len(f))
	for i, c := range f {
		out[i] = residue(c, p)
	}
	return out
}

// residue returns c modulo p, in [0, p).
func residue(c *big.Int, p uint64) uint64 {
	return new(big.Int).Mod(c, new(big.Int).SetUint64(p)).Uint64()
}

// gcd returns the monic greatest common divisor of two polynomials modulo a prime.
// Their last coefficients are not zero; both are overwritten.
func gcd(a, b []uint64, p uint64) []uint64 {
	for len(b) > 0 {
		inv := inverse(b[len(b)-1], p)
		for len(a) >= len(b) {
			k := mulmod(a[len(a)-1], inv, p)
			off := len(a) - len(b)
			for i, c := range b {
				v := a[off+i] + p - mulmod(k, c, p)
				if v >= p {
					v -= p
				}
				a[off+i] = v
			}
			for len(a) > 0 && a[len(a)-1] == 0 {
				a = a[:len(a)-1]
			}
		}
		a, b = b, a
	}
	inv := inverse(a[len(a)-1], p)
	for i := range a {
		a[i] = mulmod(a[i], inv, p)
	}
	return a
}

// mulmod returns ab modulo p for a, b < p.
func mulmod(a, b, p uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	_, r := bits.Div64(hi, lo, p)
	return r
}

// inverse returns 1/a modulo a prime p, by Fermat's little theorem.
func inverse(a, p uint64) uint64 {
	r := uint64(1)
	for e := p - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = mulmod(r, a, p)
		}
		a = mulmod(a, a, p)
	}
	return r
}
