package cashflow

import "math/bits"

// changes returns the sign of the total of the flows, and how often the
// cumulative flows change sign, zeros left out: summed from the first month (up)
// and from the last (down). The sums are exact.
func changes(flows []int64) (total, up, down int) {
	n := len(flows)
	var size uint64
	for _, f := range flows {
		size |= uint64(f ^ f>>63)
	}
	if bits.Len64(size)+bits.Len(uint(n)) > 62 {
		return changesWide(flows)
	}
	var a, b int64
	lastA, lastB := flows[0]>>63, flows[n-1]>>63 // -1 below zero, else 0; both ends are not zero
	for i, f := range flows {
		a += f
		b += flows[n-1-i]
		if s := a >> 63; s != lastA && a != 0 {
			up++
			lastA = s
		}
		if s := b >> 63; s != lastB && b != 0 {
			down++
			lastB = s
		}
	}
	return sign64(a), up, down
}

// changesWide is changes for flows whose sums may leave int64.
func changesWide(flows []int64) (total, up, down int) {
	var a, b int128
	lastA, lastB := 0, 0
	for i, f := range flows {
		a = a.add(f)
		b = b.add(flows[len(flows)-1-i])
		if s := a.sign(); s != 0 {
			if s == -lastA {
				up++
			}
			lastA = s
		}
		if s := b.sign(); s != 0 {
			if s == -lastB {
				down++
			}
			lastB = s
		}
	}
	return a.sign(), up, down
}

// int128 is a signed integer of 128 bits in two's complement.
type int128 struct{ hi, lo uint64 }

func (a int128) add(v int64) int128 { return a.plus(int128{uint64(v >> 63), uint64(v)}) }

func (a int128) plus(b int128) int128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return int128{hi, lo}
}

func (a int128) sign() int {
	switch {
	case int64(a.hi) < 0:
		return -1
	case a.hi|a.lo == 0:
		return 0
	}
	return 1
}

// float returns the nearest float64 or its neighbour.
func (a int128) float() float64 {
	if int64(a.hi) < 0 {
		lo, borrow := bits.Sub64(0, a.lo, 0)
		hi, _ := bits.Sub64(0, a.hi, borrow)
		return -int128{hi, lo}.float()
	}
	return float64(float64(a.hi)*(1<<64)) + float64(a.lo)
}
