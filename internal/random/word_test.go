package random

import (
	"fmt"
	"math"
	"math/bits"
	"testing"
)

// zBound is the normal deviate passed with probability 1e-6, both sides together.
const zBound = 4.89

// TestWordIsSplitmix holds Word to the published splitmix64, seed 1234567, as listed
// for the generator on Rosetta Code and in many test suites.
func TestWordIsSplitmix(t *testing.T) {
	want := []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423,
		4593380528125082431, 16408922859458223821,
	}
	for i, w := range want {
		if got := Key(1234567).Word(uint64(i)); got != w {
			t.Errorf("word %d = %d, want %d", i, got, w)
		}
	}
}

// TestFrozen holds keys, addresses and words to the values of the first release.
func TestFrozen(t *testing.T) {
	const name = "sites.enfield.tariffs.job_start.price"
	got := []uint64{
		uint64(Path(0, 0)), uint64(Path(0, 1)), uint64(Path(1, 0)), uint64(Path(2, 3)), uint64(Path(1<<63, 1<<40)),
		Address(""), Address("a"), Address("sites"), Address("sites.ab"), Address("sites.abc"), Address(name),
		uint64(Path(1, 2).At(Address(name))), Path(1, 2).At(Address(name)).Word(Person(3, 4)),
		uint64(Key(0).At(0)), Key(0).Word(0), Person(47, 12),
	}
	for i, want := range frozen {
		if got[i] != want {
			t.Errorf("value %d = %#x, want %#x", i, got[i], want)
		}
	}
	if len(got) != len(frozen) {
		t.Errorf("%d values, %d frozen", len(got), len(frozen))
	}
	if t.Failed() {
		for _, v := range got {
			t.Logf("%#x,", v)
		}
	}
}

// correlation returns the z score of the correlation of two uniform sequences.
func correlation(n int, x, y func(i int) uint64) float64 {
	sum := 0.0
	for i := range n {
		sum += (Unit(x(i)) - 0.5) * (Unit(y(i)) - 0.5)
	}
	return 12 * sum / math.Sqrt(float64(n))
}

// TestIndependent correlates words that differ by one step in one coordinate. With
// n = 200,000 each would catch a correlation of 0.011; the bound is for 1e-6 over all
// of them together (about 350 tests, so 5.9 sd).
func TestIndependent(t *testing.T) {
	const n, bound = 200_000, 5.9
	worst := 0.0
	check := func(name string, x, y func(i int) uint64) {
		z := correlation(n, x, y)
		worst = max(worst, math.Abs(z))
		if !(math.Abs(z) < bound) {
			t.Errorf("%s: z = %.2f", name, z)
		}
	}
	a, b := Address("sites.a.referrals"), Address("sites.b.referrals")
	for seed := range uint64(10) {
		index := Path(seed, 1).At(a)
		for _, lag := range []uint64{1, 2, 7, 1 << 32} {
			check(fmt.Sprintf("seed %d, index lag %d", seed, lag),
				func(i int) uint64 { return index.Word(uint64(i)) },
				func(i int) uint64 { return index.Word(uint64(i) + lag) })
		}
		for _, lag := range []uint64{1, 2, 1 << 32, 1 << 63} {
			check(fmt.Sprintf("seed %d, path lag %d", seed, lag),
				func(i int) uint64 { return Path(seed, uint64(i)).At(a).Word(0) },
				func(i int) uint64 { return Path(seed, uint64(i)+lag).At(a).Word(0) })
			check(fmt.Sprintf("seed %d + %d", seed, lag),
				func(i int) uint64 { return Path(seed, uint64(i)).At(a).Word(0) },
				func(i int) uint64 { return Path(seed+lag, uint64(i)).At(a).Word(0) })
		}
		check(fmt.Sprintf("seed %d, two addresses over paths", seed),
			func(i int) uint64 { return Path(seed, uint64(i)).At(a).Word(0) },
			func(i int) uint64 { return Path(seed, uint64(i)).At(b).Word(0) })
		check(fmt.Sprintf("seed %d, two addresses over indices", seed),
			func(i int) uint64 { return Path(seed, 0).At(a).Word(uint64(i)) },
			func(i int) uint64 { return Path(seed, 0).At(b).Word(uint64(i)) })
		check(fmt.Sprintf("seed %d, neighbouring numbers as addresses", seed),
			func(i int) uint64 { return Path(seed, 0).At(uint64(i)).Word(0) },
			func(i int) uint64 { return Path(seed, 0).At(uint64(i) + 1).Word(0) })
		check(fmt.Sprintf("seed %d, seed against path", seed),
			func(i int) uint64 { return Path(seed, uint64(i)).Word(0) },
			func(i int) uint64 { return Path(uint64(i), seed).Word(0) * min(1, seed^uint64(i)) })
	}
	t.Logf("largest |z| %.2f", worst)
}

// TestFlat counts bits and bytes of words over indices, paths, addresses and seeds.
// It would catch a bit set with probability 0.508 or a byte 6 % too frequent.
func TestFlat(t *testing.T) {
	const n = 1 << 17
	a := Address("flat")
	for name, word := range map[string]func(i uint64) uint64{
		"index":   func(i uint64) uint64 { return Path(1, 0).At(a).Word(i) },
		"person":  func(i uint64) uint64 { return Path(1, 0).At(a).Word(Person(int(i>>8), int(i&255))) },
		"path":    func(i uint64) uint64 { return Path(1, i).At(a).Word(0) },
		"seed":    func(i uint64) uint64 { return Path(i, 0).At(a).Word(0) },
		"address": func(i uint64) uint64 { return Path(1, 0).At(i).Word(0) },
		"name":    func(i uint64) uint64 { return Address(fmt.Sprintf("sites.s%d.x", i)) },
		"key":     func(i uint64) uint64 { return uint64(Path(1, i)) },
	} {
		var ones [64]int
		var bytes [8][256]int
		for i := range uint64(n) {
			w := word(i)
			for j := range 64 {
				ones[j] += int(w >> j & 1)
			}
			for j := range 8 {
				bytes[j][byte(w>>(8*j))]++
			}
		}
		for j, k := range ones {
			if z := (float64(k) - n/2) / math.Sqrt(n/4); !(math.Abs(z) < 6.1) { // 448 bits together: 1e-6
				t.Errorf("%s: bit %d has z = %.2f", name, j, z)
			}
		}
		for j := range bytes {
			sum := 0.0
			for _, k := range bytes[j] {
				d := float64(k) - n/256
				sum += d * d / (n / 256)
			}
			// Wilson-Hilferty; 56 tests together: 1e-6.
			if z := chiSquareZ(sum, 255); !(z < 5.5) {
				t.Errorf("%s: byte %d has chi-square %.1f on 255", name, j, sum)
			}
		}
	}
}

// chiSquareZ returns the normal deviate of a chi-square value (Wilson & Hilferty 1931).
func chiSquareZ(x, degrees float64) float64 {
	v := 2 / (9 * degrees)
	return (math.Cbrt(x/degrees) - (1 - v)) / math.Sqrt(v)
}

// TestAvalanche flips one bit of the input of each hash: every output bit should
// change half of the time. It would catch 0.45.
func TestAvalanche(t *testing.T) {
	const n = 4000
	name := []byte("sites.enfield.tariffs.job_start.price")
	for label, f := range map[string]func(i, bit int) uint64{
		"seed": func(i, bit int) uint64 { return uint64(Path(uint64(i), 1) ^ Path(uint64(i)^1<<bit, 1)) },
		"path": func(i, bit int) uint64 { return uint64(Path(1, uint64(i)) ^ Path(1, uint64(i)^1<<bit)) },
		"address": func(i, bit int) uint64 {
			k := Key(i)
			return uint64(k.At(uint64(i)) ^ k.At(uint64(i)^1<<bit))
		},
		"index": func(i, bit int) uint64 { k := Path(1, uint64(i)); return k.Word(5) ^ k.Word(5^1<<bit) },
		"name": func(i, bit int) uint64 {
			b := append([]byte(nil), name...)
			b[6], b[7], b[8] = byte(i), byte(i>>8), 'x'
			before := Address(string(b))
			b[(bit*5)%len(b)] ^= 1 << (bit % 8)
			return before ^ Address(string(b))
		},
	} {
		for bit := range 64 {
			total := 0
			for i := range n {
				total += bits.OnesCount64(f(i, bit))
			}
			z := (float64(total) - 32*n) / math.Sqrt(16*n)
			if !(math.Abs(z) < 6) {
				t.Errorf("%s, input bit %d: %.2f output bits change, z = %.1f", label, bit, float64(total)/n, z)
			}
		}
	}
}

// TestKeysDiffer: keys of small seeds, paths and addresses do not meet.
func TestKeysDiffer(t *testing.T) {
	seen := map[Key]string{}
	note := func(k Key, name string) {
		if other, ok := seen[k]; ok {
			t.Fatalf("%s and %s have the same key", other, name)
		}
		seen[k] = name
	}
	for seed := range uint64(30) {
		for path := range uint64(300) {
			k := Path(seed, path)
			note(k, fmt.Sprintf("seed %d path %d", seed, path))
			for a := range uint64(10) {
				note(k.At(a), fmt.Sprintf("seed %d path %d address %d", seed, path, a))
			}
		}
	}
	if Address("ab") == Address("ab\x00") || Address("") == Address("\x00") {
		t.Error("padding is not told from zeros")
	}
}

func TestUnit(t *testing.T) {
	if u := Unit(0); u != 0x1p-53 {
		t.Errorf("Unit(0) = %v", u)
	}
	if u := Unit(math.MaxUint64); u != 1-0x1p-53 || u >= 1 {
		t.Errorf("Unit(max) = %v", u)
	}
	for i := range uint64(100_000) {
		w := Key(1).Word(i)
		if u := Unit(w); !(u > 0 && u < 1) || 1-u != Unit(^w) || Unit(w|0xfff) != u || w < math.MaxUint64-4096 && Unit(w+4096) <= u {
			t.Fatalf("Unit(%#x) = %v", w, u)
		}
	}
}

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want uint64
	}{
		{-1, 0},
		{math.Inf(-1), 0},
		{0, 0},
		{0x1p-65, 0},
		{0x1p-64, 1}, // half away from zero
		{0x1p-63, 1},
		{0.25, 1 << 61},
		{0.5, 1 << 62},
		{1 - 0x1p-53, 1<<63 - 1<<10},
		{1, Always},
		{2, Always},
		{math.Inf(1), Always},
	} {
		if got := Threshold(c.p); got != c.want {
			t.Errorf("Threshold(%v) = %d, want %d", c.p, got, c.want)
		}
	}
	for _, w := range []uint64{0, 1, 2, 1 << 63, math.MaxUint64} {
		if Below(w, 0) != 0 || Below(w, Always) != 1 {
			t.Errorf("word %#x: never is %d, always is %d", w, Below(w, 0), Below(w, Always))
		}
	}
	if Below(1<<63-2, 1<<62) != 1 || Below(1<<63, 1<<62) != 0 {
		t.Error("Below is off at 1/2")
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("Threshold(NaN) did not panic")
			}
		}()
		Threshold(math.NaN())
	}()
	// Frequencies: catches a probability 0.0025 off at 0.3.
	for _, p := range []float64{0.001, 0.3, 0.5, 0.97} {
		const n = 1_000_000
		k := 0
		for i := range uint64(n) {
			k += Below(Path(1, i).Word(3), Threshold(p))
		}
		if z := (float64(k) - n*p) / math.Sqrt(n*p*(1-p)); !(math.Abs(z) < zBound+0.3) {
			t.Errorf("p = %v: z = %.2f", p, z)
		}
	}
}
