package num

import "math"

const (
	expCells = 128

	// ln2/128 in two parts; multiples of the first up to 2^17 are exact.
	ln2CellHi = 0x1.62e42fef80000p-8
	ln2CellLo = 0x1.1cf79abc9e3b4p-43
	cellsLn2  = 0x1.71547652b82fep+7 // 128/ln2

	// Adding and subtracting 1.5*2^52 rounds to an integer and leaves that
	// integer in the low bits of the sum.
	roundShift = 0x1.8p52

	// Between these bounds 2^k and the result are both normal numbers.
	expLow  = -708
	expHigh = 709
)

// Exp returns e^x, within 1.2e-16 (relative) wherever the result is normal.
//
// With x = n ln2/128 + r and |r| <= ln2/256, e^x = 2^(n/128) e^r; the first factor
// comes from a table, the second from five Taylor terms (remainder 6e-19). The
// method is that of Tang, "Table-driven implementation of the exponential
// function", ACM TOMS 15 (1989). Overflow gives +Inf, underflow 0 through the
// subnormal numbers, NaN gives NaN.
func Exp(x float64) float64 {
	if !(x > expLow && x < expHigh) {
		return expEdge(x)
	}
	shifted := float64(x*cellsLn2) + roundShift
	n := math.Float64bits(shifted)
	cells := shifted - roundShift
	r := (x - float64(cells*ln2CellHi)) - float64(cells*ln2CellLo)
	cell := &expTable[n%expCells]
	r2 := float64(r * r)
	head := float64(r2 * (0.5 + float64(r*(1.0/6))))
	rest := float64(float64(r2*r2) * (1.0/24 + float64(r*(1.0/120))))
	growth := (cell.tail + r) + (head + rest)
	scale := math.Float64frombits(math.Float64bits(cell.value) + (n/expCells)<<52)
	return scale + float64(scale*growth)
}

// expEdge is Exp outside (expLow, expHigh): it splits the power of two so that
// neither factor leaves the range, and rounds once more when the result is
// subnormal.
func expEdge(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.7827128933841: // 1024 ln2, beyond which the result is infinite
		return math.Inf(1)
	case x < -745.1332191019412: // below 2^-1075
		return 0
	}
	scale, growth, k := expParts(x)
	return math.Ldexp(scale+float64(scale*growth), k)
}

// expParts returns e^x = 2^k scale (1 + growth) with scale in [1, 2) and
// |growth| < 0.0028, for |x| < 800. The relative error of growth itself is about
// 2e-16 when scale is 1, which is what Expm1 needs near zero.
func expParts(x float64) (scale, growth float64, k int) {
	shifted := float64(x*cellsLn2) + roundShift
	n := math.Float64bits(shifted)
	cells := shifted - roundShift
	r := (x - float64(cells*ln2CellHi)) - float64(cells*ln2CellLo)
	cell := &expTable[n%expCells]
	tail := 1.0/120 + float64(r*(1.0/720))
	tail = 1.0/24 + float64(r*tail)
	tail = 1.0/6 + float64(r*tail)
	tail = 0.5 + float64(r*tail)
	growth = (cell.tail + r) + float64(float64(r*r)*tail)
	return cell.value, growth, int(cells) >> 7
}

// Expm1 returns e^x - 1, within 4e-16 (relative), also for x near zero.
func Expm1(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 40 || x < -40: // 1 is below the last bit of e^x, or e^x below that of 1
		return Exp(x) - 1
	case -0x1p-54 < x && x < 0x1p-54:
		return x // and keeps the sign of zero
	}
	scale, growth, k := expParts(x)
	scale = math.Ldexp(scale, k)
	// For |k| <= 1 the difference is exact; beyond, nothing cancels.
	return (scale - 1) + float64(scale*growth)
}

// Logistic returns 1/(1 + e^-x), the probability whose logit is x, within 5e-16
// (relative) wherever it is normal.
func Logistic(x float64) float64 {
	if x < 0 {
		e := Exp(x) // never overflows on this side
		return e / (1 + e)
	}
	return 1 / (1 + Exp(-x))
}
