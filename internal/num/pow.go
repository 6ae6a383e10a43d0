package num

import "math"

// twoSum returns a+b and the rounding error of that sum (Knuth).
func twoSum(a, b float64) (sum, rest float64) {
	sum = a + b
	v := sum - a
	return sum, (a - (sum - v)) + (b - v)
}

// halves splits x into two parts of 26 bits (Veltkamp), for |x| < 2^990.
func halves(x float64) (high, low float64) {
	c := float64(x * (1<<27 + 1))
	high = c - (c - x)
	return high, x - high
}

// twoProduct returns a*b and the rounding error of that product (Dekker).
func twoProduct(a, b float64) (product, rest float64) {
	product = float64(a * b)
	ah, al := halves(a)
	bh, bl := halves(b)
	rest = float64(ah*bh) - product
	rest += float64(ah * bl)
	rest += float64(al * bh)
	return product, rest + float64(al*bl)
}

// logPair returns log(x) as an unevaluated sum, relative error about 2^-59, for x
// positive and finite. Only the first term of the series needs the extra bits.
func logPair(x float64) (high, low float64) {
	m, k := split(x)
	f := m - 1
	d, dRest := twoSum(2, f)
	s := f / d
	p, pRest := twoProduct(s, d)
	sRest := (((f - p) - pRest) - float64(s*dRest)) / d
	// k ln2 + 2s, both in pairs, plus the rest of the series.
	base := float64(k * ln2Hi)
	low2, low2Rest := twoProduct(k, ln2Lo)
	high, rest := twoSum(base, s+s)
	sum, sumRest := twoSum(rest, low2)
	series := float64(s * logSeries(float64(s*s)))
	tail := float64(k*ln2Rest) + low2Rest + (sRest + sRest) + sumRest
	sum, more := twoSum(sum, series)
	high, low = twoSum(high, sum)
	return high, low + (more + tail)
}

// Pow returns x^y for x > 0 and any real y, within 1.2e-15 (relative) wherever the
// result is normal. Whole powers that fit 53 bits come out exact.
//
// It is Exp(y log x) with log x carried in two float64, because an error e in the
// exponent, which may be 700, is a relative error e in the result. x = 0 gives 0,
// 1 or +Inf by the sign of y; x < 0 gives NaN, even for whole y.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case x != x || y != y || x < 0:
		return math.NaN()
	case y == 1:
		return x
	case y == 2:
		return float64(x * x)
	case y == -1:
		return 1 / x
	case x == 0 || x > math.MaxFloat64:
		if (x == 0) == (y > 0) {
			return 0
		}
		return math.Inf(1)
	case y > 0x1p63 || y < -0x1p63: // |log x| is at least 2^-53
		if (x < 1) == (y > 0) {
			return 0
		}
		return math.Inf(1)
	}
	high, low := logPair(x)
	e := float64(y * high)
	if e > 710 {
		return math.Inf(1)
	}
	if e < -746 {
		return 0
	}
	e, rest := twoProduct(y, high)
	rest += float64(y * low)
	scale, growth, k := expParts(e)
	growth += float64(rest * (1 + growth))
	return math.Ldexp(scale+float64(scale*growth), k)
}
