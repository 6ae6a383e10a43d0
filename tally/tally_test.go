package tally

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const top = 1 << 60 // metrics are clamped to ± this

var pairs = [][2]int{{0, 1}, {2, 3}, {4, 4}, {5, 0}}

func shapes() []Shape {
	return []Shape{{Columns: 6, Pairs: pairs, Store: true}, {Columns: 6, Pairs: pairs}}
}

// rows returns n rows of six unlike columns.
func rows(r *rand.Rand, n int) [][]int64 {
	out := make([][]int64, n)
	for i := range out {
		out[i] = []int64{
			int64(1e6 * r.NormFloat64()),
			special(r, int64(math.Exp2(60*r.Float64()))),
			special(r, r.Int64N(2*top+1)-top),
			[]int64{-top, top}[r.IntN(2)],
			special(r, int64(r.IntN(60))),
			int64(r.IntN(2)),
		}
	}
	return out
}

func special(r *rand.Rand, v int64) int64 {
	switch r.IntN(10) {
	case 0:
		return Undefined
	case 1:
		return Never
	}
	return v
}

func fit(s Shape, first int, rows [][]int64) *Tally {
	t := NewRange(s, uint64(first), len(rows))
	for _, row := range rows {
		t.Add(row)
	}
	return t
}

func encode(t *Tally) []byte {
	b, _ := t.MarshalBinary()
	return b
}

// same checks two tallies to the last bit, by Equal, by encoding and by every figure.
func same(t *testing.T, got, want *Tally) {
	t.Helper()
	if !got.Equal(want) || !want.Equal(got) || !slices.Equal(encode(got), encode(want)) || got.Paths() != want.Paths() {
		t.Fatalf("tallies differ: %v and %v", got.Ranges(), want.Ranges())
	}
	for c := range got.columns {
		x, y := got.Summary(c, 100), want.Summary(c, 100)
		x.t, y.t = nil, nil
		if fmt.Sprint(x) != fmt.Sprint(y) {
			t.Fatalf("column %d: %v and %v", c, x, y)
		}
		if !slices.Equal(got.Column(c), want.Column(c)) {
			t.Fatalf("column %d is in another order", c)
		}
		if x, y := fmt.Sprint(got.Summary(c, 1).Quantile(0.3)), fmt.Sprint(want.Summary(c, 1).Quantile(0.3)); x != y {
			t.Fatalf("column %d: quantiles %s and %s", c, x, y)
		}
	}
	for p := range got.pairs {
		if fmt.Sprint(got.Ratio(p, 100, 1)) != fmt.Sprint(want.Ratio(p, 100, 1)) {
			t.Fatalf("pair %d: ratios differ", p)
		}
	}
}

func TestTwoHalves(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, s := range shapes() {
		all := rows(r, 1001)
		want := fit(s, 7, all)
		a, b := fit(s, 7, all[:400]), fit(s, 407, all[400:])
		for _, parts := range [][]*Tally{{a, b}, {b, a}, {a, NewRange(s, 407, 0), b}} {
			got, err := Merge(parts...)
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
		}
		if !slices.Equal(encode(a), encode(fit(s, 7, all[:400]))) {
			t.Error("merging changed a part")
		}
	}
}

func TestRandomPartitions(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, s := range shapes() {
		all := rows(r, 3000)
		want := fit(s, 0, all)
		for range 50 {
			var parts []*Tally
			for from := 0; from < len(all); {
				to := min(len(all), from+1+r.IntN(400))
				parts = append(parts, fit(s, from, all[from:to]))
				from = to
			}
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			got, err := Merge(parts...)
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
			// in place, one by one, in this order
			got = New(s, len(all))
			for _, p := range parts {
				if err := got.Absorb(p); err != nil {
					t.Fatal(err)
				}
			}
			same(t, got, want)
			// and in two sparse groups
			k := r.IntN(len(parts)-1) + 1
			x, err1 := MergeSparse(parts[:k]...)
			y, err2 := MergeSparse(parts[k:]...)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if got, err = Merge(x, y); err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
			// a duplicate is refused and changes nothing
			if err := got.Absorb(parts[0]); err == nil {
				t.Fatal("a part twice is accepted")
			}
			same(t, got, want)
			if len(parts) > 2 {
				slices.SortFunc(parts, func(a, b *Tally) int { return int(a.first) - int(b.first) })
				_, err := Merge(slices.Delete(parts, 1, 2)...)
				if err == nil || !strings.Contains(err.Error(), "missing") {
					t.Fatalf("a gap: error %v", err)
				}
			}
		}
	}
}

func TestMergeErrors(t *testing.T) {
	s := Shape{Columns: 1, Store: true}
	one := func(first, n int) *Tally {
		t := NewRange(s, uint64(first), n)
		for range n {
			t.Add([]int64{1})
		}
		return t
	}
	for _, v := range []struct {
		parts []*Tally
		want  string
	}{
		{nil, "no parts"},
		{[]*Tally{one(0, 5), one(4, 5)}, "[0, 5) and [4, 9) overlap"},
		{[]*Tally{one(0, 5), one(0, 5)}, "[0, 5) and [0, 5) overlap"},
		{[]*Tally{one(9, 1), one(0, 5)}, "paths [5, 9) are missing between [0, 5) and [9, 10)"},
		{[]*Tally{one(0, 5), New(Shape{Columns: 1}, 0)}, "shapes differ"},
	} {
		if _, err := Merge(v.parts...); err == nil || !strings.Contains(err.Error(), v.want) {
			t.Errorf("error %v, want %q", err, v.want)
		}
	}
	full := New(s, 3)
	if err := full.Absorb(one(0, 4)); err == nil || full.Paths() != 0 {
		t.Errorf("a part over capacity: error %v, %d paths", err, full.Paths())
	}
	if _, err := MergeSparse(one(9, 1), one(0, 5)); err != nil {
		t.Error(err)
	}
}

func TestAgainstBigInt(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, s := range shapes() {
		for _, n := range []int{0, 1, 2, 3, 500} {
			all := rows(r, n)
			got := fit(s, 0, all)
			for c := range got.columns {
				col := &got.columns[c]
				sum, square := new(big.Int), new(big.Int)
				var k, undefined, never uint64
				lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
				for _, row := range all {
					switch v := row[c]; v {
					case Undefined:
						undefined++
					case Never:
						never++
					default:
						k++
						b := big.NewInt(v)
						sum.Add(sum, b)
						square.Add(square, new(big.Int).Mul(b, b))
						lo, hi = min(lo, v), max(hi, v)
					}
				}
				if col.n != k || col.undefined != undefined || col.never != never || col.sum.big().Cmp(sum) != 0 || col.square.big().Cmp(square) != 0 {
					t.Fatalf("column %d of %d rows: %+v", c, n, col)
				}
				if k > 0 && (col.min != lo || col.max != hi) {
					t.Fatalf("column %d: range %d to %d, want %d to %d", c, col.min, col.max, lo, hi)
				}
			}
			for i, p := range pairs {
				var k uint64
				var sum [5]*big.Int
				for j := range sum {
					sum[j] = new(big.Int)
				}
				for _, row := range all {
					if !number(row[p[0]]) || !number(row[p[1]]) {
						continue
					}
					k++
					x, y := big.NewInt(row[p[0]]), big.NewInt(row[p[1]])
					for j, v := range []*big.Int{x, y, product(x, x), product(y, y), product(x, y)} {
						sum[j].Add(sum[j], v)
					}
				}
				q := got.pairs[i]
				for j, v := range []*big.Int{q.x.big(), q.y.big(), q.xx.big(), q.yy.big(), q.xy.big()} {
					if v.Cmp(sum[j]) != 0 || q.n != k {
						t.Fatalf("pair %d, sum %d: %v, want %v", i, j, v, sum[j])
					}
				}
			}
		}
	}
}

// A billion paths at the clamp are beyond 128 bits of squares: doubled 30 times.
func TestExtremes(t *testing.T) {
	s := Shape{Columns: 2, Pairs: [][2]int{{0, 1}}}
	for _, v := range []int64{top, math.MaxInt64 - 1} {
		one := New(s, 0)
		one.Add([]int64{v, -v})
		for range 30 {
			part := New(s, 0)
			part.columns, part.pairs = slices.Clone(one.columns), slices.Clone(one.pairs)
			for i := range part.columns {
				part.columns[i].bins = slices.Clone(one.columns[i].bins)
			}
			part.ranges = []Range{{one.Paths(), one.Paths()}}
			if err := one.Absorb(part); err != nil {
				t.Fatal(err)
			}
		}
		c, p := one.columns[0], one.pairs[0]
		b := big.NewInt(v)
		sum := new(big.Int).Lsh(b, 30)
		square := new(big.Int).Lsh(product(b, b), 30)
		if c.sum.big().Cmp(sum) != 0 || c.square.big().Cmp(square) != 0 || p.xy.big().Cmp(square.Neg(square)) != 0 {
			t.Fatalf("2^30 times %d: %v, %v, %v", v, c.sum.big(), c.square.big(), p.xy.big())
		}
		var back Tally
		if err := back.UnmarshalBinary(encode(one)); err != nil || !back.Equal(one) {
			t.Fatalf("wide sums do not survive encoding: %v", err)
		}
	}
	for _, s := range []Shape{{Columns: 1}, {Columns: 1, Store: true}} {
		both := New(s, 2)
		both.Add([]int64{top})
		both.Add([]int64{-top})
		sum := both.Summary(0, 1)
		if sum.Mean != 0 || sum.SD != math.Sqrt2*top || sum.Min != -top || sum.Max != top {
			t.Errorf("both ends: %+v", sum)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	for _, s := range shapes() {
		row := []int64{1, -2, Never, top, Undefined, 1}
		got := New(s, 5000)
		if n := testing.AllocsPerRun(1000, func() { got.Add(row) }); n != 0 {
			t.Errorf("store %v: Add allocates %v times", s.Store, n)
		}
		total, part := New(s, 5000), NewRange(s, 0, 10)
		next := uint64(0)
		if n := testing.AllocsPerRun(100, func() {
			part.Reset(next)
			part.Add(row)
			if err := total.Absorb(part); err != nil {
				t.Fatal(err)
			}
			next++
		}); n != 0 {
			t.Errorf("store %v: Absorb in order allocates %v times", s.Store, n)
		}
	}
}

func TestReset(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, s := range shapes() {
		got := NewRange(s, 5, 300)
		for _, row := range rows(r, 300) {
			got.Add(row)
		}
		got.Summary(0, 1).Quantile(0.5)
		again := rows(r, 200)
		got.Reset(40)
		for _, row := range again {
			got.Add(row)
		}
		same(t, got, fit(s, 40, again))
	}
}

func TestMisuse(t *testing.T) {
	s := Shape{Columns: 1, Store: true}
	for name, f := range map[string]func(){
		"no columns":     func() { New(Shape{}, 1) },
		"pair":           func() { New(Shape{Columns: 1, Pairs: [][2]int{{0, 1}}}, 1) },
		"capacity":       func() { New(s, -1) },
		"row":            func() { New(s, 1).Add([]int64{1, 2}) },
		"full":           func() { New(s, 0).Add([]int64{1}) },
		"scale":          func() { New(s, 0).Summary(0, 0) },
		"ratio scale":    func() { New(Shape{Columns: 1, Pairs: [][2]int{{0, 0}}}, 0).Ratio(0, 1, 0) },
		"hits above all": func() { Share(2, 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func TestCost(t *testing.T) {
	if got := Cost(Shape{Columns: 32, Store: true}, 1_000_000); got != StoreLimit {
		t.Errorf("cost %d", got)
	}
	for _, s := range shapes() {
		got := New(s, 1000)
		if want := Cost(s, 1000); got.Bytes() != want {
			t.Errorf("store %v: %d bytes, estimated %d", s.Store, got.Bytes(), want)
		}
	}
}
