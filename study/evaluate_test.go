package study

import (
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/tally"
)

const (
	undefined = metric.Undefined
	comesNot  = metric.Never
)

var inf, nan = math.Inf(1), math.NaN()

// sampleOf is a sample of one integer a path, in hundredths unless of an event.
func sampleOf(f metric.Figure, level float64, values ...int64) *Sample {
	scale := int64(100)
	if f == metric.Probability {
		scale = 1
	}
	return &Sample{of: metric.Bound{Name: "by hand", Figure: f, Level: level, Unit: metric.Money, Scales: []int64{scale}, Factor: 1}, values: [][]int64{values}}
}

// ratioOf is a sample of a ratio of means: hundredths over whole numbers.
func ratioOf(factor float64, x, y []int64) *Sample {
	return &Sample{of: metric.Bound{Figure: metric.RatioOfMeans, Unit: metric.Money, Scales: []int64{100, 1}, Factor: factor}, values: [][]int64{x, y}}
}

// near reports whether two figures agree to 1e-12; not a number is like itself.
func near(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Max(1, math.Abs(b))
}

func alike(a, b Estimate) bool {
	return near(a.Value, b.Value) && near(a.SE, b.SE) && near(a.Lo, b.Lo) && near(a.Hi, b.Hi) &&
		a.N == b.N && a.Undefined == b.Undefined && a.Never == b.Never && a.Reason == b.Reason
}

// The textbook eight: mean 5, squares of deviations 9 1 1 1 0 0 4 16, which add
// up to 32 and their squares to 356.
func eight(more ...int64) []int64 {
	return append([]int64{200, 400, 400, 400, 500, 500, 700, 900}, more...)
}

func TestEstimatesByHand(t *testing.T) {
	s := math.Sqrt(32.0 / 7)
	spread := z * math.Sqrt((356.0/8-16)/8) / (2 * s)
	wilson := tally.Share(3, 4)
	for name, c := range map[string]struct {
		of   *Sample
		want Estimate
	}{
		"mean":          {sampleOf(metric.Mean, 0, eight(undefined)...), Estimate{5, math.Sqrt(32.0 / 56), 5 - z*math.Sqrt(32.0/56), 5 + z*math.Sqrt(32.0/56), 8, 0, 1, ""}},
		"sd":            {sampleOf(metric.SD, 0, eight(undefined)...), Estimate{s, spread / z, s - spread, s + spread, 8, 0, 1, ""}},
		"min":           {sampleOf(metric.Min, 0, eight(comesNot)...), Estimate{2, nan, -inf, 2, 9, 1, 0, ""}},
		"max":           {sampleOf(metric.Max, 0, eight()...), Estimate{9, nan, 9, inf, 8, 0, 0, ""}},
		"median":        {sampleOf(metric.Quantile, 0.5, eight()...), Estimate{4, nan, 2, 9, 8, 0, 0, ""}},     // ranks 1 and 8: P(B = 0) is 0.4 %
		"low quantile":  {sampleOf(metric.Quantile, 0.05, eight()...), Estimate{2, nan, -inf, 4, 8, 0, 0, ""}}, // P(B >= 3) is 0.6 %, P(B >= 2) 5.7 %,
		"high quantile": {sampleOf(metric.Quantile, 0.95, eight(comesNot)...), Estimate{inf, nan, 7, inf, 9, 1, 0, "it never comes on 1 of 9 paths"}},
		"mean of never": {sampleOf(metric.Mean, 0, eight(comesNot)...), Estimate{inf, nan, inf, inf, 9, 1, 0, "it never comes on 1 of 9 paths"}},
		"max of never":  {sampleOf(metric.Max, 0, eight(comesNot)...), Estimate{inf, nan, inf, inf, 9, 1, 0, "it never comes on 1 of 9 paths"}},
		"min of never":  {sampleOf(metric.Min, 0, comesNot, comesNot), Estimate{inf, nan, inf, inf, 2, 2, 0, "it never comes on 2 of 2 paths"}},
		"sd of never":   {sampleOf(metric.SD, 0, eight(comesNot)...), Estimate{nan, nan, -inf, inf, 9, 1, 0, "it never comes on 1 of 9 paths"}},
		"nothing":       {sampleOf(metric.Mean, 0, undefined, undefined), Estimate{nan, nan, -inf, inf, 0, 0, 2, "no path has a value"}},
		"one":           {sampleOf(metric.Mean, 0, 700), Estimate{7, nan, -inf, inf, 1, 0, 0, ""}},
		"sd of one":     {sampleOf(metric.SD, 0, 700), Estimate{nan, nan, -inf, inf, 1, 0, 0, "one path has no spread"}},
		"no spread":     {sampleOf(metric.SD, 0, 700, 700, 700), Estimate{0, 0, 0, 0, 3, 0, 0, ""}},
		"probability":   {sampleOf(metric.Probability, 0, 1, 1, undefined, 0, 1), Estimate{0.75, math.Sqrt(0.75 * 0.25 / 4), wilson.Lo, wilson.Hi, 4, 0, 1, ""}},
		"no event":      {sampleOf(metric.Probability, 0, undefined), Estimate{nan, nan, 0, 1, 0, 0, 1, "no path decides it"}},
		// 10 20 30 over 1 2 2: R = 12, x - 12 y = -2 -4 6, mean y = 5/3
		"ratio":         {ratioOf(2, []int64{1000, 2000, undefined, 3000}, []int64{1, 2, 5, 2}), Estimate{24, 2 * math.Sqrt(56.0/6) / (5.0 / 3), 24 - 2*z*math.Sqrt(56.0/6)/(5.0/3), 24 + 2*z*math.Sqrt(56.0/6)/(5.0/3), 3, 0, 1, ""}},
		"ratio to none": {ratioOf(1, []int64{5}, []int64{0}), Estimate{nan, nan, -inf, inf, 1, 0, 0, "the mean below the line is 0"}},
		"no ratio":      {ratioOf(1, []int64{undefined}, []int64{3}), Estimate{nan, nan, -inf, inf, 0, 0, 1, "no path has a value"}},
	} {
		if got := c.of.Estimate(); !alike(got, c.want) {
			t.Errorf("%s is\n%+v, want\n%+v", name, got, c.want)
		}
	}
	// The most uncertain spread there is: the interval stays above 0.
	if e := sampleOf(metric.SD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 900).Estimate(); !(e.Lo > 0 && e.Lo < e.Value/2) {
		t.Errorf("the interval of a standard deviation is %+v", e)
	}
}

func TestDifferencesByHand(t *testing.T) {
	type pair struct{ a, b []int64 }
	// Differences 1 2 3 6 of the paths on which both are numbers: mean 3, squares of deviations 4 1 0 9.
	means := pair{[]int64{300, 500, undefined, 700, 900, 1}, []int64{200, 300, 100, 400, 300, undefined}}
	lo, hi := pairedShares(3, 1, 6)
	for name, c := range map[string]struct {
		figure metric.Figure
		level  float64
		pair
		want Estimate
	}{
		"means":         {metric.Mean, 0, means, Estimate{3, math.Sqrt(14.0 / 12), 3 - z*math.Sqrt(14.0/12), 3 + z*math.Sqrt(14.0/12), 4, 0, 2, ""}},
		"least":         {metric.Min, 0, means, Estimate{1, nan, -inf, inf, 4, 0, 2, ""}},
		"greatest":      {metric.Max, 0, means, Estimate{5, nan, -inf, inf, 4, 0, 2, ""}},
		"probabilities": {metric.Probability, 0, pair{[]int64{1, 1, 1, 0, 1, 0, undefined}, []int64{0, 0, 0, 1, 1, 0, 1}}, Estimate{2.0 / 6, math.Sqrt(4-4.0/6) / 6, lo, hi, 6, 0, 1, ""}},
		"one side":      {metric.Mean, 0, pair{[]int64{comesNot, 5}, []int64{1, 2}}, Estimate{inf, nan, inf, inf, 2, 1, 0, "it never comes on 1 of 2 paths"}},
		"other side":    {metric.Max, 0, pair{[]int64{1, 2}, []int64{3, comesNot}}, Estimate{-inf, nan, -inf, -inf, 2, 1, 0, "it never comes on 1 of 2 paths"}},
		"both sides":    {metric.Mean, 0, pair{[]int64{comesNot, 5}, []int64{1, comesNot}}, Estimate{nan, nan, -inf, inf, 2, 1, 0, "it is infinite on both sides"}},
		"nothing":       {metric.Mean, 0, pair{[]int64{1, undefined}, []int64{undefined, 1}}, Estimate{nan, nan, -inf, inf, 0, 0, 2, "no path has a value on both sides"}},
		"one path":      {metric.SD, 0, pair{[]int64{1}, []int64{2}}, Estimate{nan, nan, -inf, inf, 1, 0, 0, "one path has no spread"}},
		"few paths":     {metric.Quantile, 0.05, means, Estimate{1, nan, -inf, inf, 4, 0, 2, ""}},
	} {
		got, err := sampleOf(c.figure, c.level, c.a...).Difference(sampleOf(c.figure, c.level, c.b...))
		if err != nil || !alike(got, c.want) {
			t.Errorf("%s differ by\n%+v, want\n%+v, %v", name, got, c.want, err)
		}
	}
	a := sampleOf(metric.Mean, 0, 1, 2)
	for name, b := range map[string]*Sample{
		"paths": sampleOf(metric.Mean, 0, 1), "figure": sampleOf(metric.Max, 0, 1, 2), "scale": {of: metric.Bound{Unit: metric.Money, Scales: []int64{1}}, values: [][]int64{{1, 2}}},
	} {
		if _, err := a.Difference(b); err == nil {
			t.Errorf("samples of another %s are compared", name)
		}
	}
}

// TestRatioDifference holds the joint delta interval to the variance put
// together from the four moments that it is made of.
func TestRatioDifference(t *testing.T) {
	x1, y1 := []int64{1000, 2200, 3100, 900, 2500}, []int64{2, 3, 5, 1, 4}
	x2, y2 := []int64{900, 2500, 2600, 1100, 2400}, []int64{2, 4, 4, 2, 5}
	got, err := ratioOf(1.5, x1, y1).Difference(ratioOf(2, x2, y2))
	if err != nil {
		t.Fatal(err)
	}
	joint := fill([][]int64{x1, y1, x2, y2}, tally.Shape{Columns: 4, Pairs: [][2]int{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}, {3, 3}}})
	scale := []int64{100, 1, 100, 1}
	mean := func(i int) float64 { return joint.Summary(i, scale[i]).Mean }
	r1, r2 := mean(0)/mean(1), mean(2)/mean(3)
	weight := []float64{1.5 / mean(1), -1.5 * r1 / mean(1), -2 / mean(3), 2 * r2 / mean(3)} // of x1 y1 x2 y2 in the difference
	variance := 0.0
	for k, p := range joint.Shape().Pairs {
		twice := 2.0
		if p[0] == p[1] {
			twice = 1
		}
		variance += twice * weight[p[0]] * weight[p[1]] * joint.Covariance(k, scale[p[0]], scale[p[1]])
	}
	want := math.Sqrt(variance * 4 / 5 / 5) // of divisor n, over n
	if !near(got.Value, 1.5*r1-2*r2) || math.Abs(got.SE-want) > 1e-12 || !near(got.Hi-got.Lo, 2*z*got.SE) {
		t.Errorf("%+v, want %v with standard error %v", got, 1.5*r1-2*r2, want)
	}
}

// TestNothingDiffersFromItself: 0 exactly, inside the interval, which has a width only for a probability and where nothing bounds it.
func TestNothingDiffersFromItself(t *testing.T) {
	values := make([]int64, 200)
	flags := make([]int64, 200)
	for i := range values {
		values[i] = int64(i*i%977 - 300)
		flags[i] = int64(i % 3 / 2)
	}
	values[17], flags[4] = undefined, undefined
	for f, s := range map[metric.Figure]*Sample{
		metric.Mean: sampleOf(metric.Mean, 0, values...), metric.SD: sampleOf(metric.SD, 0, values...), metric.Min: sampleOf(metric.Min, 0, values...), metric.Max: sampleOf(metric.Max, 0, values...),
		metric.Quantile: sampleOf(metric.Quantile, 0.3, values...), metric.Probability: sampleOf(metric.Probability, 0, flags...), metric.RatioOfMeans: ratioOf(3, values, flags),
	} {
		e, err := s.Difference(s)
		if err != nil || e.Value != 0 || !(e.Lo <= 0 && e.Hi >= 0) || e.N+e.Undefined != 200 {
			t.Errorf("figure %d: %+v, %v", f, e, err)
		}
		width := f == metric.Probability || f == metric.Min || f == metric.Max
		if (e.Hi > e.Lo) != width {
			t.Errorf("figure %d: interval %v to %v", f, e.Lo, e.Hi)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		e      Estimate
		limit  metric.Limit
		met    bool
		sure   bool
		number float64
	}{
		{Estimate{Value: 5, Lo: 4, Hi: 6}, metric.Limit{Relation: metric.AtLeast, Number: 3}, true, true, 2},
		{Estimate{Value: 5, Lo: 4, Hi: 6}, metric.Limit{Relation: metric.AtLeast, Number: 4.5}, true, false, 0.5},
		{Estimate{Value: 5, Lo: 4, Hi: 6}, metric.Limit{Relation: metric.AtMost, Number: 4.5}, false, false, -0.5},
		{Estimate{Value: 5, Lo: 4, Hi: 6}, metric.Limit{Relation: metric.Below, Number: 4}, false, true, -1},
		{Estimate{Value: 5, Lo: 4, Hi: 6}, metric.Limit{Relation: metric.Above, Number: 4}, true, false, 1},
		{Estimate{Value: 5, Lo: -inf, Hi: 5}, metric.Limit{Relation: metric.AtLeast, Number: 0}, true, false, 5},
		{Estimate{Value: 5, Lo: -inf, Hi: 5}, metric.Limit{Relation: metric.AtLeast, Number: 6}, false, true, -1},
		{Estimate{Value: inf, Lo: inf, Hi: inf}, metric.Limit{Relation: metric.AtMost, Number: 6}, false, true, -inf},
		{Estimate{Value: nan, Lo: -inf, Hi: inf}, metric.Limit{Relation: metric.AtMost, Number: 6}, false, false, nan},
	} {
		if v := c.e.Holds(c.limit); v.Met != c.met || v.Certain != c.sure || !near(v.Slack, c.number) {
			t.Errorf("%v of %v to %v %s: %+v", c.e.Value, c.e.Lo, c.e.Hi, c.limit, v)
		}
	}
}

// TestReach finds a rank from both ends as it is in the list written out.
func TestReach(t *testing.T) {
	values := []int64{7, 3, 9, 3, 1, 8, 2, 2}
	weight := []uint32{0, 2, 1, 0, 3, 0, 2, 0}
	var out []int64
	for i, w := range weight {
		for range w {
			out = append(out, values[i])
		}
	}
	slices.Sort(out)
	for rank := 1; rank <= len(values); rank++ {
		order := ascending(values)
		if got := values[order[reach(order, weight, uint64(rank))]]; got != out[rank-1] {
			t.Errorf("rank %d is %d, want %d", rank, got, out[rank-1])
		}
	}
}
