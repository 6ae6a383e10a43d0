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

// Bodies of one column without stored values and of one path, 5, with one fault each.
func TestDecodeRefuses(t *testing.T) {
	le := func(words ...uint64) (b []byte) {
		for _, w := range words {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
		return b
	}
	head := []byte{1, 0, 0, 0, 1, 0, 1} // a column, not stored, no pairs, from 0, one range, 0 and one more
	whole := func(head, counts []byte, lo, hi uint64, bins ...byte) []byte {
		return slices.Concat(head, counts, le(lo, hi, 5, 0, 25, 0, 0), bins)
	}
	var got Tally
	if err := got.UnmarshalBinary(seal(whole(head, []byte{1, 0, 0}, 5, 5, 1))); err != nil || !got.Equal(column1(false, 5)) {
		t.Fatalf("without a fault: %v", err)
	}
	for name, body := range map[string][]byte{
		"nothing":          nil,
		"no columns":       {0, 0, 0, 0, 0},
		"store":            {1, 2, 0, 0, 0},
		"many columns":     {255, 255, 255, 1, 0, 0, 0, 0},
		"many pairs":       {1, 0, 200, 0, 0},
		"pair":             {1, 0, 1, 0, 1, 0, 0, 0, 0, 0},
		"empty range":      whole([]byte{1, 0, 0, 0, 1, 0, 0}, []byte{1, 0, 0}, 5, 5, 1),
		"touching":         whole([]byte{1, 0, 0, 0, 2, 0, 1, 1, 1}, []byte{2, 0, 0}, 5, 5, 2),
		"counts":           whole(head, []byte{1, 1, 0}, 5, 5, 1),
		"order":            whole(head, []byte{1, 0, 0}, 6, 5, 1),
		"never as max":     whole(head, []byte{1, 0, 0}, 5, 1<<63-1, 1),
		"bins low":         whole(head, []byte{1, 0, 0}, 4, 5, 0, 1),
		"bins high":        whole(head, []byte{1, 0, 0}, 5, 6, 1, 0),
		"bins few":         whole(head, []byte{1, 0, 0}, 5, 5, 0),
		"bins many":        whole(head, []byte{1, 0, 0}, 5, 5, 2),
		"left over":        whole(head, []byte{1, 0, 0}, 5, 5, 1, 0),
		"stored, short":    {1, 1, 0, 0, 1, 0, 1},
		"stored, billions": {1, 1, 0, 0, 1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1},
	} {
		if err := got.UnmarshalBinary(seal(body)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
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
