package tally

import (
	"encoding/binary"
	"hash/crc64"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestEncoding(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for _, s := range shapes() {
		for _, n := range []int{0, 1, 50} {
			want := fit(s, 9, rows(r, n))
			other := fit(s, 1000, rows(r, n))
			if err := want.absorbIf(other); err != nil {
				t.Fatal(err)
			}
			b := encode(want)
			var got Tally
			if err := got.UnmarshalBinary(b); err != nil {
				t.Fatal(err)
			}
			same(t, &got, want)
			if n == 50 {
				continue
			}
			for i := range 8 * len(b) { // any one bit wrong is caught
				bad := slices.Clone(b)
				bad[i/8] ^= 1 << (i % 8)
				if err := got.UnmarshalBinary(bad); err == nil {
					t.Fatalf("bit %d of %d wrong is not noticed", i, 8*len(b))
				}
			}
			for i := range b {
				if err := got.UnmarshalBinary(b[:i]); err == nil {
					t.Fatalf("%d of %d bytes are enough", i, len(b))
				}
			}
			same(t, &got, want) // failures left it alone
		}
	}
}

// absorbIf absorbs where there is room: stored tallies of the test are full.
func (t *Tally) absorbIf(o *Tally) error {
	t.capacity += int(o.Paths())
	return t.Absorb(o)
}

func seal(body []byte) []byte {
	b := append([]byte(magic), body...)
	return binary.LittleEndian.AppendUint64(b, crc64.Checksum(b, table))
}

// The checksum is made right, so that the fuzzer gets past it.
func FuzzUnmarshal(f *testing.F) {
	r := rand.New(rand.NewPCG(11, 11))
	for _, s := range shapes() {
		for _, n := range []int{0, 1, 3} {
			b := encode(fit(s, 9, rows(r, n)))
			f.Add(b[len(magic) : len(b)-8])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var a, b Tally
		if a.UnmarshalBinary(seal(body)) != nil {
			return
		}
		if err := b.UnmarshalBinary(encode(&a)); err != nil || !a.Equal(&b) {
			t.Fatalf("a tally that decodes does not round-trip: %v", err)
		}
		for c := range a.columns {
			s := a.Summary(c, 100)
			s.Quantile(0.5)
			s.Quantile(1)
		}
		a.Reset(0)
	})
}
