package contract

import "math/bits"

// unlimited stands for "no limit" in the arithmetic of settlement: more than
// any sum a contract can reach, so that it can be used up like a limit.
const unlimited = int64(1) << 62

// rateUnit is the denominator of monthly rates.
const rateUnit = 1_000_000_000_000

// product returns a·b for a, b >= 0, held to maxMoney.
func product(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > uint64(maxMoney) {
		return maxMoney
	}
	return int64(lo)
}

// roundDiv returns a·b/d rounded half away from zero, for a, b >= 0 and d > 0,
// held to maxMoney.
//
//go:noinline
func roundDiv(a, b int64, d uint64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	lo, carry := bits.Add64(lo, d/2, 0)
	hi += carry
	if hi == 0 {
		return min(int64(lo/d), maxMoney)
	}
	if hi >= d {
		return maxMoney
	}
	q, _ := bits.Div64(hi, lo, d)
	return int64(min(q, uint64(maxMoney)))
}

// fraction returns a·b/d rounded half away from zero, for d > 0 and a and b of
// any sign, within ±unlimited.
func fraction(a, b int64, d uint64) int64 {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	q := wholePart(hi, lo, d)
	if (a < 0) != (b < 0) {
		return -q
	}
	return q
}

// wholePart returns the 128-bit hi,lo divided by d and rounded, half up, at
// most unlimited.
func wholePart(hi, lo, d uint64) int64 {
	lo, carry := bits.Add64(lo, d/2, 0)
	hi += carry
	if hi >= d {
		return unlimited
	}
	q, _ := bits.Div64(hi, lo, d)
	return int64(min(q, uint64(unlimited)))
}

// magnitude returns the absolute value of x.
func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// wide is a signed sum of 128 bits, in two's complement.
type wide struct{ hi, lo uint64 }

// add adds a·b to the sum.
func (w *wide) add(a, b int64) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	var carry uint64
	if (a < 0) != (b < 0) {
		w.lo, carry = bits.Sub64(w.lo, lo, 0)
		w.hi, _ = bits.Sub64(w.hi, hi, carry)
		return
	}
	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.hi, _ = bits.Add64(w.hi, hi, carry)
}

// over returns the sum divided by d > 0, rounded half away from zero, within
// ±unlimited.
func (w wide) over(d uint64) int64 {
	if int64(w.hi) >= 0 {
		return wholePart(w.hi, w.lo, d)
	}
	lo, borrow := bits.Sub64(0, w.lo, 0)
	hi, _ := bits.Sub64(0, w.hi, borrow)
	return -wholePart(hi, lo, d)
}

// lessProduct reports whether a·b < c·d, for factors >= 0.
func lessProduct(a, b, c, d int64) bool {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	hi2, lo2 := bits.Mul64(uint64(c), uint64(d))
	return hi < hi2 || hi == hi2 && lo < lo2
}

// perMillion returns ⌊x·q / 10⁶⌋ and x·q mod 10⁶, for x >= 0 and 0 <= q <= 10⁶.
func perMillion(x, q int64) (int64, uint64) {
	hi, lo := bits.Mul64(uint64(x), uint64(q))
	if hi == 0 {
		w := lo / Million
		return int64(w), lo - w*Million
	}
	w, r := bits.Div64(hi, lo, Million)
	return int64(w), r
}

// split divides x by the millionths q, which sum to 10⁶: each part is
// ⌊x q_j / 10⁶⌋, and the rest goes one unit each to the largest remainders,
// ties to the first. Parts beyond len(dst) are computed and dropped. The
// slice rem is scratch of at least len(q).
func split(dst []Money, x Money, q []int64, rem []uint64) {
	if len(q) == 1 {
		if len(dst) == 1 {
			dst[0] = x
		}
		return
	}
	if x == 0 {
		clear(dst)
		return
	}
	rest := x
	rem = rem[:len(q)]
	for j, qj := range q {
		w, r := perMillion(x, qj)
		rem[j] = r
		rest -= w
		if j < len(dst) {
			dst[j] = w
		}
	}
	for ; rest > 0; rest-- {
		if j := takeLargest(rem); j < len(dst) {
			dst[j]++
		}
	}
}

// multiply sets each product to the number times its price and returns their
// sum, none of which overflows.
func multiply(products []Money, numbers []int64, prices []Money) Money {
	products, prices = products[:len(numbers)], prices[:len(numbers)]
	sum := Money(0)
	for i, n := range numbers {
		x := n * prices[i]
		products[i] = x
		sum += x
	}
	return sum
}

// splitInTwo divides each x by the millionths q and 10⁶ − q, as split does. Of
// two remainders that sum to 10⁶ the larger is at least a half, the first of
// equal ones is a half: and so the first part is rounded.
func splitInTwo(first, second, x []Money, q int64) {
	first, second = first[:len(x)], second[:len(x)]
	for i, xi := range x {
		part := inMillionths(xi, q)
		first[i], second[i] = part, xi-part
	}
}

// inMillionths returns x·q/10⁶ rounded half up, for 0 <= x <= maxMoney and
// 0 <= q <= 10⁶.
func inMillionths(x, q int64) int64 {
	if x < 1<<43 { // x·q fits 64 bits
		return int64((uint64(x)*uint64(q) + Million/2) / Million)
	}
	return roundDiv(x, q, Million)
}

// scale scales the amounts x, whose sum exceeds total, to that total: each
// becomes ⌊x_j·total / sum⌋, and the rest goes one unit each to the largest
// remainders, ties to the first. The slice rem is scratch of at least len(x).
func scale(x []Money, sum, total Money, rem []uint64) {
	if total == 0 {
		clear(x)
		return
	}
	rest := total
	rem = rem[:len(x)]
	for j, xj := range x {
		hi, lo := bits.Mul64(uint64(xj), uint64(total))
		w, r := bits.Div64(hi, lo, uint64(sum))
		x[j], rem[j] = int64(w), r
		rest -= int64(w)
	}
	for ; rest > 0; rest-- {
		x[takeLargest(rem)]++
	}
}

// takeLargest returns the place of the largest remainder, the first of equal
// ones, and sets it to 0 so that it is taken once.
func takeLargest(rem []uint64) int {
	best := 0
	for j, r := range rem {
		if r > rem[best] {
			best = j
		}
	}
	rem[best] = 0
	return best
}
