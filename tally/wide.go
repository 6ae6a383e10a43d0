package tally

import (
	"math/big"
	"math/bits"
)

// int128 is a signed integer of 128 bits, low word first, two's complement. It holds
// the sum of any 2^64 int64.
type int128 [2]uint64

func (a *int128) add(v int64) {
	var carry uint64
	a[0], carry = bits.Add64(a[0], uint64(v), 0)
	a[1] += uint64(v>>63) + carry
}

func (a *int128) plus(b int128) {
	var carry uint64
	a[0], carry = bits.Add64(a[0], b[0], 0)
	a[1] += b[1] + carry
}

func (a int128) big() *big.Int { return signed(a[:]) }

// int192 is a signed integer of 192 bits, low word first, two's complement. It holds
// the sum of any 2^64 products of two int64.
type int192 [3]uint64

func (a *int192) addProduct(x, y int64) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	// the product of the words exceeds the signed one by 2^64 y if x < 0, and
	// by 2^64 x if y < 0
	hi -= uint64(x>>63)&uint64(y) + uint64(y>>63)&uint64(x)
	var carry uint64
	a[0], carry = bits.Add64(a[0], lo, 0)
	a[1], carry = bits.Add64(a[1], hi, carry)
	a[2] += uint64(int64(hi)>>63) + carry
}

func (a *int192) plus(b int192) {
	var carry uint64
	a[0], carry = bits.Add64(a[0], b[0], 0)
	a[1], carry = bits.Add64(a[1], b[1], carry)
	a[2] += b[2] + carry
}

func (a int192) big() *big.Int { return signed(a[:]) }

// signed returns the value of two's complement words, low word first.
func signed(words []uint64) *big.Int {
	v, t := new(big.Int), new(big.Int)
	for i := len(words) - 1; i >= 0; i-- {
		v.Lsh(v, 64)
		v.Add(v, t.SetUint64(words[i]))
	}
	if n := uint(64 * len(words)); words[len(words)-1]>>63 == 1 {
		v.Sub(v, t.Lsh(t.SetInt64(1), n))
	}
	return v
}
