package tally

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

func column1(store bool, values ...int64) *Tally {
	t := New(Shape{Columns: 1, Store: store}, len(values))
	for _, v := range values {
		t.Add([]int64{v})
	}
	return t
}

func TestSummaryByHand(t *testing.T) {
	for _, store := range []bool{true, false} {
		// 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares of deviations 32
		s := column1(store, 200, Undefined, 400, 400, 400, 500, Never, 500, 700, 900, Never).Summary(0, 100)
		if s.N != 8 || s.Undefined != 1 || s.Never != 2 || s.Mean != 5 || s.Min != 2 || s.Max != 9 ||
			math.Abs(s.SD-math.Sqrt(32.0/7)) > 5e-16 || math.Abs(s.SE-math.Sqrt(32.0/56)) > 2e-16 {
			t.Errorf("%+v", s)
		}
		if got := s.MeanInterval(); got.Value != 5 || math.Abs(got.Hi-5-1.959963984540054*s.SE) > 1e-15 || math.Abs(got.Lo+got.Hi-10) > 1e-15 {
			t.Errorf("mean interval %v", got)
		}
		if s := column1(store, 12345).Summary(0, 100); s.Mean != 123.45 || s.Min != 123.45 || !math.IsNaN(s.SD) || !math.IsInf(s.MeanInterval().Lo, -1) {
			t.Errorf("one value: %+v", s)
		}
		if s := column1(store, Undefined).Summary(0, 100); s.N != 0 || !math.IsNaN(s.Mean) || !math.IsNaN(s.Min) || !math.IsNaN(s.Quantile(0.5).Value) {
			t.Errorf("nothing: %+v", s)
		}
		// a constant, near a power that cancels, has no spread at all
		if s := column1(store, top-1, top-1, top-1).Summary(0, 1e9); s.SD != 0 || s.SE != 0 || s.Mean != float64(top-1)/1e9 {
			t.Errorf("constant: %+v", s)
		}
		// 1 apart at 2^60: the variance of 0, 0, 1 is 1/3
		if s := column1(store, top-1, top-1, top).Summary(0, 1); s.SD != math.Sqrt(1.0/3) {
			t.Errorf("small spread: %+v", s)
		}
	}
}

func TestSummaryAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	x := make([]float64, 1000)
	y := make([]float64, 1000)
	both := New(Shape{Columns: 2, Pairs: [][2]int{{0, 1}}}, 0)
	for i := range x {
		a := int64(1e5 * r.NormFloat64())
		b := a + int64(2e5*r.NormFloat64()) + 1e6
		both.Add([]int64{a, b})
		x[i], y[i] = float64(a)/100, float64(b)/10
	}
	mean, sd := stat.MeanStdDev(x, nil)
	s := both.Summary(0, 100)
	if math.Abs(s.Mean-mean) > 1e-10 || math.Abs(s.SD-sd) > 1e-10 {
		t.Errorf("mean %v, sd %v, want %v, %v", s.Mean, s.SD, mean, sd)
	}
	if got, want := both.Covariance(0, 100, 10), stat.Covariance(x, y, nil); math.Abs(got-want) > 1e-11*want {
		t.Errorf("covariance %v, want %v", got, want)
	}
	e := both.Ratio(0, 100, 10)
	my := stat.Mean(y, nil)
	d := make([]float64, len(x))
	for i := range d {
		d[i] = x[i] - mean/my*y[i]
	}
	se := stat.StdDev(d, nil) / my / math.Sqrt(float64(len(d)))
	if math.Abs(e.Value-mean/my) > 1e-14 || math.Abs(e.SE-se) > 1e-12*se || e.Hi != e.Value+1.959963984540054*e.SE || e.N != 1000 {
		t.Errorf("ratio %+v, want %v with error %v", e, mean/my, se)
	}
}

func TestRatioEdges(t *testing.T) {
	s := Shape{Columns: 2, Pairs: [][2]int{{0, 1}}}
	p := New(s, 0)
	if e := p.Ratio(0, 1, 1); !math.IsNaN(e.Value) || !math.IsInf(e.Lo, -1) || !math.IsNaN(p.Covariance(0, 1, 1)) {
		t.Errorf("nothing: %+v", e)
	}
	p.Add([]int64{600, 3})
	p.Add([]int64{Never, 3})
	p.Add([]int64{600, Undefined})
	if e := p.Ratio(0, 100, 1); e.Value != 2 || e.N != 1 || !math.IsNaN(e.SE) {
		t.Errorf("one: %+v", e)
	}
	p.Add([]int64{1200, 6}) // in proportion: no error
	if e := p.Ratio(0, 100, 1); e.Value != 2 || e.SE != 0 || e.Lo != 2 || e.Hi != 2 {
		t.Errorf("proportional: %+v", e)
	}
	p.Add([]int64{5, -9})
	if e := p.Ratio(0, 100, 1); !math.IsNaN(e.Value) {
		t.Errorf("zero below: %+v", e)
	}
}

func TestQuantileRanks(t *testing.T) {
	values := make([]int64, 100)
	for i := range values {
		values[i] = int64((i*37)%100 + 1) // 1 to 100 in some order
	}
	s := column1(true, values...).Summary(0, 1)
	for i := 1; i <= 100; i++ {
		if got := s.Quantile(float64(i) / 100); got.Value != float64(i) {
			t.Errorf("quantile %d %% is %v", i, got.Value)
		}
	}
	for p, want := range map[float64]float64{-1: 1, 0: 1, 0.001: 1, 0.0101: 2, 0.995: 100, 1: 100, 2: 100} {
		if got := s.Quantile(p).Value; got != want {
			t.Errorf("quantile %v is %v, want %v", p, got, want)
		}
	}
	// Ranks 40 and 61: P(B < 40) = 0.0176, P(B < 41) = 0.0284 for B binomial (100, 1/2).
	// Source: Conover, Practical Nonparametric Statistics, binomial tables.
	if got := s.Quantile(0.5); got != (Estimate{50, 40, 61}) {
		t.Errorf("median %v", got)
	}
	if got := s.Quantile(0.01); !math.IsInf(got.Lo, -1) || got.Hi != 4 {
		t.Errorf("1 %% point %v", got)
	}
	if got := s.Quantile(0.99); got.Lo != 97 || !math.IsInf(got.Hi, 1) {
		t.Errorf("99 %% point %v", got)
	}
	if got := s.Quantile(math.NaN()); !math.IsNaN(got.Value) {
		t.Errorf("NaN point %v", got)
	}
	for _, store := range []bool{true, false} {
		s := column1(store, 3, Never, 5, Undefined, Never).Summary(0, 1)
		if a, b := s.Quantile(0.5).Value, s.Quantile(0.51).Value; a != 5 || !math.IsInf(b, 1) {
			t.Errorf("with nevers: %v, %v", a, b)
		}
	}
}

// The interval covers the quantile if lo <= B < hi. Enumerate that exactly, by an
// independent distribution function.
func TestRanksCover(t *testing.T) {
	for _, m := range []uint64{1, 2, 5, 6, 10, 37, 100, 999, 1000, 1001, 5000, 10_000, 12_345, 1_000_000} {
		for _, p := range []float64{0.001, 0.01, 0.05, 0.1, 0.25, 0.4999, 0.5, 0.6, 0.9, 0.95, 0.999} {
			lo, hi := Ranks(m, p)
			b := distuv.Binomial{N: float64(m), P: p}
			below := func(k uint64) float64 { // P(B < k)
				switch {
				case k == 0:
					return 0
				case k > m:
					return 1
				}
				return b.CDF(float64(k) - 1)
			}
			left, right := below(lo), 1-below(hi)
			if left > 0.025+1e-9 || right > 0.025+1e-9 {
				t.Errorf("m %d, p %v: ranks %d and %d miss by %v and %v", m, p, lo, hi, left, right)
			}
			if mean := float64(m) * min(p, 1-p); mean <= few {
				if lo < m && below(lo+1) <= 0.025-1e-9 || hi > 1 && 1-below(hi-1) <= 0.025-1e-9 {
					t.Errorf("m %d, p %v: ranks %d and %d are not the closest", m, p, lo, hi)
				}
			} else if right+left < 0.036 {
				t.Errorf("m %d, p %v: ranks %d and %d miss only %v", m, p, lo, hi, left+right)
			}
		}
	}
}

// Source: R. G. Newcombe, "Two-sided confidence intervals for the single
// proportion", Statistics in Medicine 17, 1998, table I, method 3.
func TestWilsonVectors(t *testing.T) {
	for _, v := range []struct {
		hits, n uint64
		lo, hi  float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		got := Share(v.hits, v.n)
		if math.Abs(got.Lo-v.lo) > 5e-5 || math.Abs(got.Hi-v.hi) > 5e-5 || got.P != float64(v.hits)/float64(v.n) {
			t.Errorf("%d of %d: %v, want %v to %v", v.hits, v.n, got, v.lo, v.hi)
		}
		if not := Share(v.n-v.hits, v.n); math.Abs(not.Lo+got.Hi-1) > 1e-15 || math.Abs(not.Hi+got.Lo-1) > 1e-15 {
			t.Errorf("%d of %d is no mirror: %v, %v", v.hits, v.n, got, not)
		}
	}
	for _, n := range []uint64{1, 7, 10_000, 1 << 40} {
		if a, b := Share(0, n), Share(n, n); a.Lo != 0 || a.P != 0 || b.Hi != 1 || b.P != 1 || a.Hi <= 0 || b.Lo >= 1 {
			t.Errorf("none and all of %d: %v, %v", n, a, b)
		}
	}
	for want, got := range map[string]Proportion{
		"at most 0.038 %": Share(0, 10_000), "unknown": Share(0, 0), "all but at most 0.038 %": Share(10_000, 10_000),
		"50 % (40.4 to 59.6)": Share(50, 100),
	} {
		if got.String() != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Coverage of Wilson at 95 % swings about the level; it must lie where theory says
// (L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16, 2001: close to the
// level on average, never below 0.83), and above Wald, 0.63, by far at a rare event.
func TestWilsonCoverage(t *testing.T) {
	cover := func(n int, p float64) (sum float64) {
		b := distuv.Binomial{N: float64(n), P: p}
		for k := range n + 1 {
			if s := Share(uint64(k), uint64(n)); s.Lo <= p && p <= s.Hi {
				sum += b.Prob(float64(k))
			}
		}
		return sum
	}
	for _, n := range []int{10, 50, 200, 1000} {
		var mean float64
		for i := 1; i < 200; i++ {
			c := cover(n, float64(i)/200)
			mean += c / 199
			if c < 0.83 {
				t.Errorf("n %d, p %v: coverage %v", n, float64(i)/200, c)
			}
		}
		if math.Abs(mean-0.95) > 0.008 {
			t.Errorf("n %d: mean coverage %v", n, mean)
		}
	}
	if c := cover(1000, 0.001); math.Abs(c-0.9197) > 0.0005 { // P(B <= 2), B of mean 1: the lower end of 3 hits is above p
		t.Errorf("rare event: coverage %v", c)
	}
}

func TestProportion(t *testing.T) {
	if got, ok := column1(true, 0, 1, 1, Undefined, 0, 0).Proportion(0); !ok || got != Share(2, 5) {
		t.Errorf("%v %v", got, ok)
	}
	for _, v := range []int64{2, -1, Never} {
		if _, ok := column1(false, 1, v).Proportion(0); ok {
			t.Errorf("%d passes for an event", v)
		}
	}
}

func TestBuckets(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	check := func(v int64) {
		lo, hi := edges(bucket(v))
		if v < lo || v > hi || bucket(lo) != bucket(v) || bucket(hi) != bucket(v) {
			t.Fatalf("%d is not in its bucket %d to %d", v, lo, hi)
		}
		if middle := lo + (hi-lo)/2; math.Abs(float64(middle-v)) > math.Abs(float64(v))/256 {
			t.Fatalf("%d: the middle of its bucket is %d", v, middle)
		}
		if v != math.MaxInt64-1 && bucket(v+1)-bucket(v) != min(1, max(0, bucket(v+1)-bucket(v))) {
			t.Fatalf("buckets of %d and the next: %d, %d", v, bucket(v), bucket(v+1))
		}
	}
	for i := int64(-100_000); i <= 100_000; i++ {
		check(i)
	}
	for _, v := range []int64{math.MinInt64 + 1, math.MaxInt64 - 1, top, -top, top - 1, 1 - top} {
		check(v)
	}
	for range 100_000 {
		v := int64(r.Uint64() >> r.IntN(64))
		check(v / 2)
		check(-(v / 2))
	}
	if bucket(math.MinInt64+1) < 0 || bucket(math.MaxInt64-1) >= buckets {
		t.Error("the ends fall outside")
	}
}

func TestHistogramQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, draw := range []func() int64{
		func() int64 { return int64(1e8 * r.NormFloat64()) },
		func() int64 { return int64(math.Exp(12 + 4*r.NormFloat64())) },
		func() int64 { return -int64(r.IntN(300)) },
		func() int64 { return special(r, r.Int64N(2*top)-top) },
	} {
		values := make([]int64, 5000)
		for i := range values {
			values[i] = draw()
		}
		exact, rough := column1(true, values...).Summary(0, 100), column1(false, values...).Summary(0, 100)
		for _, p := range []float64{0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1} {
			a, b := exact.Quantile(p), rough.Quantile(p)
			if a.Value != b.Value && !(math.Abs(a.Value-b.Value) <= math.Abs(a.Value)/256) {
				t.Errorf("quantile %v: %v, exact %v", p, b.Value, a.Value)
			}
			if b.Lo > a.Lo || b.Hi < a.Hi || b.Value < b.Lo || b.Value > b.Hi {
				t.Errorf("quantile %v: interval %v is inside the exact %v", p, b, a)
			}
		}
	}
}

func TestUnitsAreCorrectlyRounded(t *testing.T) {
	for _, v := range []struct {
		v, scale int64
		want     float64
	}{{12345, 100, 123.45}, {-1, 1e9, -1e-9}, {top, 1, top}, {top + 1, 1e9, 1152921504.606846977}, {9007199254740993, 10, 900719925474099.3}} {
		if got := units(v.v, v.scale); got != v.want {
			t.Errorf("%d/%d = %v, want %v", v.v, v.scale, got, v.want)
		}
	}
}

// Reading is safe at the same time, and sorts once.
func TestReadingTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	values := make([]int64, 3000)
	for i := range values {
		values[i] = r.Int64N(top)
	}
	tally := column1(true, values...)
	slices.Sort(values)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := 1; i <= 30; i++ {
				if got := tally.Summary(0, 1).Quantile(float64(i) / 30); got.Value != float64(values[100*i-1]) {
					t.Errorf("quantile %d/30: %v", i, got)
				}
			}
		})
	}
	wait.Wait()
	before := &tally.order(0)[0]
	if tally.Summary(0, 1).Quantile(0.5); before != &tally.order(0)[0] {
		t.Error("sorted again")
	}
}

func BenchmarkQuantile(b *testing.B) {
	r := rand.New(rand.NewPCG(9, 9))
	values := make([]int64, 100_000)
	for i := range values {
		values[i] = int64(1e8 * r.NormFloat64())
	}
	for _, store := range []bool{true, false} {
		b.Run(fmt.Sprintf("paths=100000/store=%v", store), func(b *testing.B) {
			s := column1(store, values...).Summary(0, 100)
			for b.Loop() {
				s.Quantile(0.05)
			}
		})
	}
}
