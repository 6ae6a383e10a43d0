package num

import "math"

const (
	// ln2 in two parts; multiples of the first by an exponent are exact.
	ln2Hi = 0x1.62e42fefa3000p-1
	ln2Lo = 0x1.3de6af278ece6p-42
	// What the two leave over, for Pow.
	ln2Rest = 0x1.f97b57a079a19p-103

	fractionMask = 1<<52 - 1
	sqrtHalfBits = 0x3fe6a09e667f3bcd
)

// split returns k and m in [sqrt(1/2), sqrt(2)) with x = m 2^k, for x positive
// and finite.
func split(x float64) (m float64, k float64) {
	bits := math.Float64bits(x)
	shift := 0
	if bits < 1<<52 { // subnormal
		bits = math.Float64bits(x * 0x1p54)
		shift = -54
	}
	// Moving the origin to sqrt(1/2) makes the exponent field count from there.
	bits += 0x3ff0000000000000 - sqrtHalfBits
	e := int(bits>>52) - 1023 + shift
	return math.Float64frombits(bits&fractionMask + sqrtHalfBits), float64(e)
}

// logSeries returns (2 artanh(s) - 2s)/s for w = s^2 <= 0.0295. The coefficients
// interpolate the function at seven Chebyshev points; they miss by 1e-17.
func logSeries(w float64) float64 {
	p := 0x1.39fe208c33457p-3 + float64(w*0x1.2b5b5fb2eac92p-3)
	p = 0x1.7462b69705382p-3 + float64(w*p)
	p = 0x1.c71c62debf86bp-3 + float64(w*p)
	p = 0x1.2492492df6947p-2 + float64(w*p)
	p = 0x1.99999999952b2p-2 + float64(w*p)
	p = 0x1.5555555555558p-1 + float64(w*p)
	return float64(w * p) // a bare product could fuse where this is inlined
}

// Log returns the natural logarithm of x, within 2.3e-16 (relative), also near 1.
//
// With x = 2^k (1+f) and s = f/(2+f), log(1+f) = 2 artanh(s), arranged so that f,
// which is exact, is the last and largest term added (Muller et al., Handbook of
// Floating-Point Arithmetic, section 10.3). Log(0) is -Inf, of a negative number NaN.
func Log(x float64) float64 {
	if !(x > 0 && x <= math.MaxFloat64) {
		switch {
		case x == 0:
			return math.Inf(-1)
		case x < 0:
			return math.NaN()
		}
		return x // +Inf or NaN
	}
	m, k := split(x)
	f := m - 1
	s := f / (2 + f)
	half := float64(0.5 * float64(f*f))
	small := float64(s*(half+logSeries(float64(s*s)))) + float64(k*ln2Lo)
	return float64(k*ln2Hi) - ((half - small) - f)
}

// Log1p returns log(1 + x), within 7e-16 (relative), also for x near zero.
//
// The rounding of 1+x is undone by the factor x/((1+x)-1) (Higham, Accuracy and
// Stability of Numerical Algorithms, problem 1.5).
func Log1p(x float64) float64 {
	u := 1 + x
	if u == 1 || x > 0x1p60 {
		if x > 1 {
			return Log(x)
		}
		return x
	}
	if !(x > -1) {
		return Log(u) // -Inf at -1, NaN below
	}
	return float64(Log(u) * (x / (u - 1)))
}

// Logit returns log(p/(1-p)), within 7e-16 (relative), also near p = 1/2. It is
// -Inf at 0, +Inf at 1, NaN outside [0, 1].
func Logit(p float64) float64 {
	switch {
	case p >= 0.25 && p <= 0.75:
		return Log1p((float64(2*p) - 1) / (1 - p)) // the numerator is exact
	case p == 1:
		return math.Inf(1)
	}
	return Log(p / (1 - p))
}
