package random

import "math/bits"

// golden is 2^64 over the golden ratio, the step of splitmix64.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of splitmix64 (Steele, Lea & Flood, "Fast splittable
// pseudorandom number generators", OOPSLA 2014; constants by D. Stafford): a
// bijection in which every input bit moves every output bit with probability 1/2.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Key names a family of words. The zero Key is an ordinary one.
type Key uint64

// Path returns the key of one path under one seed. Any two seeds and any two path
// numbers, consecutive small ones included, give unrelated keys; within one seed
// they are all different.
func Path(seed, path uint64) Key {
	return Key(mix(mix(seed+golden) + golden*(path+1)))
}

// At returns the key of an address below k: a hash from Address, or any number that
// is not reused below the same key.
func (k Key) At(address uint64) Key {
	return Key(mix(mix(uint64(k)+golden) ^ address))
}

// Word returns the 64 random bits at index: output number index of a splitmix64
// generator whose state is k.
func (k Key) Word(index uint64) uint64 {
	return mix(uint64(k) + (index+1)*golden)
}

// Unit returns the uniform at index, Unit(k.Word(index)).
func (k Key) Unit(index uint64) float64 {
	return Unit(k.Word(index))
}

// Person packs a cohort month and a person's number in it into an index. Both are
// taken modulo 2^32.
func Person(month, ordinal int) uint64 {
	return uint64(uint32(month))<<32 | uint64(uint32(ordinal))
}

// Address returns a 64-bit hash of a name, for Key.At. It is frozen: the words of
// every published result depend on it.
//
// Eight bytes at a time go through mix, so a change of one bit changes every bit of
// the hash with probability 1/2. Two of n names collide with probability n^2/2^65.
func Address(name string) uint64 {
	h := mix(uint64(len(name)) + golden)
	for len(name) > 0 {
		var chunk uint64
		n := min(8, len(name))
		for i := range n {
			chunk |= uint64(name[i]) << (8 * i)
		}
		h = mix((h ^ chunk) + golden)
		name = name[n:]
	}
	return mix(h)
}

// Unit returns a uniform in the open interval (0, 1): (w>>12 + 1/2) 2^-52.
//
// It keeps 52 bits, not 53, because with 53 the half cannot be held by numbers above
// 1/2 and the largest word would give exactly 1. As it is, every value is exact, and
// 1 - Unit(w) is exact and equals Unit(^w).
func Unit(word uint64) float64 {
	return float64((float64(int64(word>>12)) + 0.5) * 0x1p-52)
}

// Always is the threshold that every word is below.
const Always = 1 << 63

// Threshold returns t such that Below(word, t) is 1 with probability p, within
// 2^-64: 0, never, for p <= 0; Always for p >= 1. It never falls as p rises. It
// panics if p is NaN.
func Threshold(p float64) uint64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return Always
	case p != p:
		panic("random: the threshold of NaN")
	}
	scaled := float64(p * 0x1p63) // exact
	whole := uint64(int64(scaled))
	if scaled-float64(whole) >= 0.5 {
		whole++
	}
	return whole
}

// Below returns 1 if the word is below the threshold and 0 if not, without a
// branch. It compares the upper 63 bits of the word, so that a threshold can also
// say always.
func Below(word, threshold uint64) int {
	_, borrow := bits.Sub64(word>>1, threshold, 0)
	return int(borrow)
}
