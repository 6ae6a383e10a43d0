package cashflow

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSums(t *testing.T) {
	for _, v := range []struct {
		flows                []int64
		drawn, repaid, peak  int64
		payback              int
		back                 bool
		multiple             float64
		hasMultiple          bool
		annual, presentValue float64
	}{
		{flows: nil, back: true},
		{flows: []int64{0, 0}, back: true},
		// -100, -150, -30, +10
		{flows: []int64{-100, -50, 120, 40}, drawn: 150, repaid: 160, peak: 150, payback: 3, back: true, multiple: 160.0 / 150, hasMultiple: true, presentValue: 10},
		// +10, -20, 0, -1, +9: back in month 2, lost again, back for good in month 4
		{flows: []int64{10, -30, 20, -1, 10}, drawn: 31, repaid: 40, peak: 20, payback: 4, back: true, multiple: 40.0 / 31, hasMultiple: true, presentValue: 9},
		{flows: []int64{-10, 9}, drawn: 10, repaid: 9, peak: 10, payback: 2, multiple: 0.9, hasMultiple: true, presentValue: -1},
		{flows: []int64{5, 6}, repaid: 11, back: true, presentValue: 11},
		// 12 months at 21 %: 121/1.21 - 100 = 0; 24 months: 146.41/1.4641
		{flows: append(level(-100, 11, 0), 121), drawn: 100, repaid: 121, peak: 100, payback: 12, back: true, multiple: 1.21, hasMultiple: true, annual: 0.21},
		{flows: append(level(-50, 23, 0), 14641), drawn: 50, repaid: 14641, peak: 50, payback: 24, back: true, multiple: 292.82, hasMultiple: true, annual: 0.21, presentValue: 10000 - 50},
	} {
		if got := Drawn(v.flows); got != v.drawn {
			t.Errorf("%v: drawn %d, want %d", v.flows, got, v.drawn)
		}
		if got := Repaid(v.flows); got != v.repaid {
			t.Errorf("%v: repaid %d, want %d", v.flows, got, v.repaid)
		}
		if got := PeakExposure(v.flows); got != v.peak {
			t.Errorf("%v: peak %d, want %d", v.flows, got, v.peak)
		}
		if got, ok := Payback(v.flows); ok != v.back || ok && got != v.payback {
			t.Errorf("%v: payback %d, %v, want %d, %v", v.flows, got, ok, v.payback, v.back)
		}
		if got, ok := MOIC(v.flows); ok != v.hasMultiple || math.Abs(got-v.multiple) > 1e-15*got {
			t.Errorf("%v: multiple %v, %v, want %v", v.flows, got, ok, v.multiple)
		}
		if got := NPV(v.flows, v.annual); math.Abs(got-v.presentValue) > 1e-10 {
			t.Errorf("%v: NPV %v, want %v", v.flows, got, v.presentValue)
		}
	}
	for _, bad := range []float64{-1, -2, math.NaN(), math.Inf(-1)} {
		if got := NPV([]int64{1}, bad); !math.IsNaN(got) {
			t.Errorf("NPV at %v is %v, want NaN", bad, got)
		}
		if got := Discount(make([]float64, 1), bad)[0]; !math.IsNaN(got) {
			t.Errorf("factor at %v is %v, want NaN", bad, got)
		}
	}
}

func TestNPVWithTableHasTheSameBits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	table := make([]float64, 100)
	for range 1000 {
		flows := flowsLikeDeals(r)
		annual := r.Float64()*3 - 0.9
		if a, b := NPV(flows, annual), NPVWith(flows, Discount(table, annual)); a != b {
			t.Fatalf("NPV %v, with a table %v", a, b)
		}
		// against the definition
		var want, gross float64
		for t, f := range flows {
			v := float64(f) * math.Pow(1+annual, -float64(t)/12)
			want += v
			gross += math.Abs(v)
		}
		if got := NPV(flows, annual); math.Abs(got-want) > 1e-13*gross {
			t.Fatalf("NPV %v, want %v", got, want)
		}
	}
}

// A power of two changes no bit of the rate, another factor only rounding; the
// flows are worth nothing at their rate; the mirror image has the same roots.
func TestRateLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 3000 {
		flows := flowsLikeDeals(r)
		if slices.ContainsFunc(flows, func(f int64) bool { return f > 1<<52 || f < -1<<52 }) {
			continue // times 1000 must fit
		}
		annual, s := IRR(flows)
		for _, k := range []int64{4, 7, 1000} {
			times := make([]int64, len(flows))
			for i, f := range flows {
				times[i] = f * k
			}
			a, b := IRR(times)
			if b != s || !(math.Abs(a-annual) <= 1e-9*(1+math.Abs(annual)) || math.IsNaN(a) && math.IsNaN(annual)) {
				t.Fatalf("x %d: %v %v, before %v %v: %v", k, a, b, annual, s, flows)
			}
			if k == 4 && a != annual && s.Defined() {
				t.Fatalf("x 4 moves bits: %v, before %v: %v", a, annual, flows)
			}
		}
		if (s == One || s == Several) && annual > -0.99 { // below, 1+annual has lost its digits
			var gross float64
			for i, f := range flows {
				gross += math.Abs(float64(f)) * math.Pow(1+annual, -float64(i)/12)
			}
			if v := NPV(flows, annual); math.Abs(v) > 1e-8*gross {
				t.Fatalf("NPV at the IRR %v is %v of %v: %v", annual, v, gross, flows)
			}
		}
		mirror := make([]int64, len(flows))
		for i, f := range flows {
			mirror[i] = -f
		}
		if a, b := Roots(nil, flows), Roots(nil, mirror); !slices.EqualFunc(a, b, near) {
			t.Fatalf("roots %v, of the mirror image %v", a, b)
		}
		if !slices.IsSorted(Roots(nil, flows)) {
			t.Fatal("roots are not in order")
		}
	}
}

func TestAnnual(t *testing.T) {
	for _, v := range []struct{ r, want float64 }{
		{0, 0}, {-1, -1}, {1, 4095}, {0.01, 0.12682503013196972}, {-0.5, -0.999755859375}, {1e-12, 1.2000000000066e-11},
	} {
		if got := Annual(v.r); math.Abs(got-v.want) > 4e-16*math.Abs(v.want) {
			t.Errorf("Annual(%v) = %v, want %v", v.r, got, v.want)
		}
	}
}

func TestStatusStrings(t *testing.T) {
	want := []string{"no draw", "total loss", "one", "several", "none", "unknown status"}
	for i, w := range want {
		if got := Status(i).String(); got != w {
			t.Errorf("status %d is %q, want %q", i, got, w)
		}
	}
}

// deal is 60 months of one plausible deal: drawn over the first year, distributed
// every quarter; loss moves it below water.
func deal(share float64) []int64 {
	flows := make([]int64, 60)
	for t := range flows {
		if t < 14 {
			flows[t] = -int64(3_500_000 - 200_000*t)
		}
		if t > 10 && t%3 == 2 {
			flows[t] += int64(share * float64(2_500_000+40_000*t))
		}
	}
	return flows
}

func TestNoAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector empties pools at random")
	}
	gain, loss, two := deal(1), deal(0.3), append(deal(1), -500_000, 0, -3_000_000)
	table := make([]float64, 80)
	out := make([]float64, 0, 8)
	for name, f := range map[string]func(){
		"NPV":      func() { NPV(gain, 0.035) },
		"NPVWith":  func() { NPVWith(gain, table) },
		"Discount": func() { Discount(table, 0.035) },
		"IRR":      func() { IRR(gain); IRR(loss); IRR(two) },
		"Roots":    func() { out = Roots(out, two) },
		"sums":     func() { MOIC(gain); PeakExposure(gain); Payback(gain) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkIRR(b *testing.B) {
	for name, flows := range map[string][]int64{
		"flows=gain":      deal(1),
		"flows=loss":      deal(0.3),
		"flows=two-roots": append(deal(1), -500_000, 0, -3_000_000),
		"flows=no-root":   append(deal(0.8), -500_000, 0, -30_000_000),
		"flows=double":    mul([]int64{-10, 11}, []int64{-10, 11}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				IRR(flows)
			}
		})
	}
}

func BenchmarkNPV(b *testing.B) {
	flows := deal(1)
	table := Discount(make([]float64, len(flows)), 0.035)
	b.Run("table=no", func(b *testing.B) {
		for b.Loop() {
			NPV(flows, 0.035)
		}
	})
	b.Run("table=yes", func(b *testing.B) {
		for b.Loop() {
			NPVWith(flows, table)
		}
	})
}
