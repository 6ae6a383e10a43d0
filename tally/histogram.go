package tally

import "math/bits"

// The histogram is log-linear: magnitudes below 2^8 have a bucket each, and every
// octave above is cut into 2^7 equal buckets. The middle of a bucket is within a
// relative 2^-8 of anything in it.
const (
	subBits = 7
	half    = (64 - subBits) << subBits // buckets of one sign: magnitudes to 2^63-1
	buckets = 2 * half
)

// bucket returns the place of v, ascending in v. v is a number, not MinInt64.
func bucket(v int64) int {
	if v < 0 {
		return half - magnitude(uint64(-v))
	}
	return half + magnitude(uint64(v))
}

// magnitude returns the bucket of m among those of one sign.
func magnitude(m uint64) int {
	e := bits.Len64(m) - (subBits + 1)
	if e <= 0 {
		return int(m)
	}
	return e<<subBits + int(m>>e)
}

// edges returns the smallest and the largest value of a bucket.
func edges(b int) (lo, hi int64) {
	if b < half {
		lo, hi = edges(2*half - b)
		return -hi, -lo
	}
	b -= half
	if b < 2<<subBits {
		return int64(b), int64(b)
	}
	e := b>>subBits - 1
	lo = int64(b-e<<subBits) << e
	return lo, lo + (1<<e - 1)
}
