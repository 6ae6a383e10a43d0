package contract

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for _, test := range []struct {
		name  string
		x     Money
		q     []int64
		want  []Money
		parts int // payers; the last of q is unpaid if there is one more
	}{
		// 1 × 0.5 = 0 remainder 500,000 twice: the tie goes to the first.
		{"tie", 1, []int64{500_000, 500_000}, []Money{1, 0}, 2},
		// 101 × 0.3 = 30.3, × 0.7 = 70.7: the unit left goes to 0.7.
		{"larger remainder", 101, []int64{300_000, 700_000}, []Money{30, 71}, 2},
		// 100 × 1/3 = 33.3333 (remainder 333,300), 33.3333, 33.3334 (333,400).
		{"thirds", 100, []int64{333_333, 333_333, 333_334}, []Money{33, 33, 34}, 3},
		// 2 × 0.25 = 0.5 four times: two units left, to the first two.
		{"two units over", 2, []int64{250_000, 250_000, 250_000, 250_000}, []Money{1, 1, 0, 0}, 4},
		// 303 × 0.75 = 227.25, × 0.25 unpaid = 75.75: the unit left is nobody's.
		{"unpaid takes the unit", 303, []int64{750_000, 250_000}, []Money{227}, 1},
		{"all of it", 7, []int64{1_000_000}, []Money{7}, 1},
		// Beyond 64 bits: 3·10^15 × 0.333333 and × 0.666667, both exact.
		{"128 bits", 3e15, []int64{333_333, 666_667}, []Money{999_999_000_000_000, 2_000_001_000_000_000}, 2},
	} {
		got := make([]Money, test.parts)
		split(got, test.x, test.q, make([]uint64, len(test.q)))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: split(%d, %v) = %v, want %v", test.name, test.x, test.q, got, test.want)
		}
	}
}

func TestScale(t *testing.T) {
	for _, test := range []struct {
		name  string
		x     []Money
		total Money
		want  []Money
	}{
		// 300·401/500 = 240.6, 200·401/500 = 160.4.
		{"larger remainder", []Money{300, 200}, 401, []Money{241, 160}},
		// 1·2/3 each, remainder 2 each: two units, to the first two.
		{"ties", []Money{1, 1, 1}, 2, []Money{1, 1, 0}},
		{"nothing left", []Money{5, 6}, 0, []Money{0, 0}},
		// Zeros stay zero: 10·9/20 = 4.5 twice, the tie to the first that has one.
		{"zeros", []Money{0, 10, 0, 10}, 9, []Money{0, 5, 0, 4}},
	} {
		got := slices.Clone(test.x)
		scale(got, total(got), test.total, make([]uint64, len(got)))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v scaled to %d = %v, want %v", test.name, test.x, test.total, got, test.want)
		}
	}
}

// A split of two is the rounding of its first part.
func TestFirstOfTwoIsSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 3*maxMoney)).Draw(t, "x")
		q := rapid.Int64Range(0, Million).Draw(t, "q")
		dst := make([]Money, 2)
		split(dst, x, []int64{q, Million - q}, make([]uint64, 2))
		if got := inMillionths(min(x, maxMoney), q); x <= maxMoney && got != dst[0] {
			t.Fatalf("inMillionths(%d, %d) = %d, split says %d", x, q, got, dst[0])
		}
	})
}

func TestRoundDiv(t *testing.T) {
	for _, test := range []struct{ a, b, d, want int64 }{
		{105, 1_100_000_000, IndexUnit, 116},             // 115.5 away from zero
		{115, 1_000_000_000, IndexUnit, 115},             //
		{1, 499_999_999, IndexUnit, 0},                   // just under a half
		{1e15, 1_999_999_999, 2 * IndexUnit, 1e15 - 5e5}, // 999,999,999,500,000 exactly
		{1e15, 5_000_000_000, IndexUnit, 1e15},           // held to maxMoney
		{math.MaxInt64, math.MaxInt64, 2, maxMoney},      // would not fit 128/64
	} {
		if got := roundDiv(test.a, test.b, uint64(test.d)); got != test.want {
			t.Errorf("roundDiv(%d, %d, %d) = %d, want %d", test.a, test.b, test.d, got, test.want)
		}
	}
	if got := product(1e15, 2); got != maxMoney {
		t.Errorf("product = %d, want it held to %d", got, maxMoney)
	}
}

// The monthly rate is the rounded root of the number given, not of a power
// that is nearly right.
func TestMonthlyRate(t *testing.T) {
	for annual, want := range map[float64]int64{
		0:                   0,
		0.12682503013196973: 10_000_000_000, // 1.01^12 − 1
		1:                   59_463_094_359, // 2^(1/12) = 1.059463094359295
		0.8023970484768135:  50_318_154_665, // ...664.500045: a double's power says ...664.49996
	} {
		if got := monthlyRate(annual); got != want {
			t.Errorf("monthlyRate(%v) = %d, want %d", annual, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		annual := rapid.Float64Range(0, maxRate).Draw(t, "annual")
		n := monthlyRate(annual)
		year := func(twice int64) *big.Rat { // (1 + twice/2/rateUnit)^12 − 1
			month, y := big.NewRat(2*rateUnit+twice, 2*rateUnit), big.NewRat(1, 1)
			for range 12 {
				y.Mul(y, month)
			}
			return y.Sub(y, big.NewRat(1, 1))
		}
		given := new(big.Rat).SetFloat64(annual)
		if n > 0 && year(2*n-1).Cmp(given) > 0 || year(2*n+1).Cmp(given) <= 0 {
			t.Fatalf("monthlyRate(%v) = %d is not the nearest", annual, n)
		}
	})
}
