package num

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestAgainstMath compares with the standard library, which is itself within one
// unit in the last place (1.1e-16 to 2.2e-16) except where noted. It would catch
// any wrong digit of a coefficient that matters to float64.
func TestAgainstMath(t *testing.T) {
	logistic := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	logit := func(p float64) float64 {
		if math.Abs(p-0.5) < 0.25 {
			return math.Log1p((2*p - 1) / (1 - p))
		}
		return math.Log(p / (1 - p))
	}
	cdf := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
	gamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	cases := []struct {
		name      string
		got, want func(float64) float64
		low, high float64
		bound     float64
	}{
		{"Exp", Exp, math.Exp, -708, 709, 4e-16},
		{"Exp near 0", Exp, math.Exp, -1, 1, 4e-16},
		{"Expm1", Expm1, math.Expm1, -40, 40, 5e-16},
		{"Expm1 near 0", Expm1, math.Expm1, -0.01, 0.01, 5e-16},
		{"Log", Log, math.Log, 0, 1000, 4e-16},
		{"Log near 1", Log, math.Log, 0.9, 1.1, 4e-16},
		{"Log1p", Log1p, math.Log1p, -1, 10, 9e-16},
		{"Log1p near 0", Log1p, math.Log1p, -0.01, 0.01, 7e-16},
		{"Logistic", Logistic, logistic, -30, 30, 9e-16},
		{"Logit", Logit, logit, 0.01, 0.99, 1e-15},
		{"NormCDF", NormCDF, cdf, -0.7, 9, 1e-15},
		{"NormCDF tail", NormCDF, cdf, -37, -0.6, 3e-13}, // Erfc squares its argument's rounding error
	}
	r := rand.New(rand.NewPCG(1, 0))
	for _, c := range cases {
		worst, at := 0.0, 0.0
		for i := range 40000 {
			x := c.low + (c.high-c.low)*(float64(i)+0.5)/20000
			if i >= 20000 {
				x = c.low + (c.high-c.low)*r.Float64()
			}
			if i < 20000 && x >= c.high {
				continue
			}
			if e := math.Abs(c.got(x)/c.want(x) - 1); !(e <= worst) {
				worst, at = e, x
			}
		}
		t.Logf("%-14s largest relative difference %.2g at %v", c.name, worst, at)
		if !(worst <= c.bound) {
			t.Errorf("%s: relative difference %.3g at %v, bound %.1g", c.name, worst, at, c.bound)
		}
	}
	worst := 0.0
	for i := 1; i < 40000; i++ {
		x := 0.01 * float64(i)
		worst = math.Max(worst, math.Abs(LogGamma(x)-gamma(x))/math.Max(1, math.Abs(gamma(x))))
	}
	t.Logf("LogGamma       largest difference %.2g", worst)
	if !(worst <= 1e-14) {
		t.Errorf("LogGamma: %.3g", worst)
	}
}

// bigExp returns e^x to 200 bits: the Taylor series of x/2^40, squared 40 times.
func bigExp(x *big.Float) *big.Float {
	const bits = 300
	y := new(big.Float).SetPrec(bits).SetMantExp(x, -40)
	sum := new(big.Float).SetPrec(bits).SetInt64(1)
	term := new(big.Float).SetPrec(bits).SetInt64(1)
	for n := int64(1); n < 30; n++ {
		term.Mul(term, y)
		term.Quo(term, new(big.Float).SetInt64(n))
		sum.Add(sum, term)
	}
	for range 40 {
		sum.Mul(sum, sum)
	}
	return sum
}

func relative(got float64, want *big.Float) float64 {
	d := new(big.Float).SetPrec(300).Sub(new(big.Float).SetFloat64(got), want)
	e, _ := d.Quo(d, want).Float64()
	return math.Abs(e)
}

// TestAgainstBig asserts the documented bounds of Exp, Log and Pow.
func TestAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	n := 3000
	if testing.Short() {
		n = 300
	}
	var worstExp, worstLog, worstPow float64
	for range n {
		x := r.Float64()*1400 - 700
		worstExp = max(worstExp, relative(Exp(x), bigExp(big.NewFloat(x))))

		// With y = Log(v), v e^-y - 1 is the absolute error of y.
		v := math.Ldexp(0.5+r.Float64(), r.IntN(60)-30)
		y := Log(v)
		back := bigExp(big.NewFloat(-y))
		e := relative(1, back.Mul(back, big.NewFloat(v)))
		worstLog = max(worstLog, e/math.Abs(y))

		// A rational power by comparing 64th powers of both sides.
		base, m := 0.25+3*r.Float64(), r.IntN(30000)-15000
		got := Pow(base, float64(m)/64)
		if got < 1e-300 || got > 1e300 {
			continue
		}
		left := new(big.Float).SetPrec(300).SetFloat64(got)
		for range 6 {
			left.Mul(left, left)
		}
		right := bigPow(base, m)
		d := new(big.Float).SetPrec(300).Sub(left, right)
		pe, _ := d.Quo(d, right).Float64()
		worstPow = max(worstPow, math.Abs(pe)/64)
	}
	t.Logf("Exp %.3g, Log %.3g, Pow %.3g", worstExp, worstLog, worstPow)
	if !(worstExp < 1.2e-16 && worstLog < 2.3e-16 && worstPow < 1.2e-15) {
		t.Errorf("error above the documented bound: Exp %.3g, Log %.3g, Pow %.3g", worstExp, worstLog, worstPow)
	}
}

func bigPow(base float64, m int) *big.Float {
	b := new(big.Float).SetPrec(300).SetFloat64(base)
	result := new(big.Float).SetPrec(300).SetInt64(1)
	for k := max(m, -m); k > 0; k >>= 1 {
		if k&1 == 1 {
			result.Mul(result, b)
		}
		b.Mul(b, b)
	}
	if m < 0 {
		result.Quo(new(big.Float).SetPrec(300).SetInt64(1), result)
	}
	return result
}

func TestEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tiny := math.SmallestNonzeroFloat64
	cases := []struct {
		name      string
		got, want float64
	}{
		{"exp 0", Exp(0), 1},
		{"exp -0", Exp(math.Copysign(0, -1)), 1},
		{"exp inf", Exp(inf), inf},
		{"exp -inf", Exp(-inf), 0},
		{"exp nan", Exp(nan), nan},
		{"exp 710", Exp(710), inf},
		{"exp 709.78", Exp(709.78), 1.7928227943945155e+308}, // where math.Exp on amd64 overflows
		{"exp -746", Exp(-746), 0},
		{"exp subnormal", Exp(-744), 10 * 4.94065645841246544e-324},
		{"exp tiny", Exp(tiny), 1},
		{"expm1 -0", 1 / Expm1(math.Copysign(0, -1)), -inf},
		{"expm1 inf", Expm1(inf), inf},
		{"expm1 -inf", Expm1(-inf), -1},
		{"expm1 nan", Expm1(nan), nan},
		{"expm1 tiny", Expm1(tiny), tiny},
		{"log 0", Log(0), -inf},
		{"log 1", Log(1), 0},
		{"log inf", Log(inf), inf},
		{"log -1", Log(-1), nan},
		{"log -inf", Log(-inf), nan},
		{"log nan", Log(nan), nan},
		{"log subnormal", Log(tiny), -744.4400719213812},
		{"log1p -1", Log1p(-1), -inf},
		{"log1p -2", Log1p(-2), nan},
		{"log1p nan", Log1p(nan), nan},
		{"log1p inf", Log1p(inf), inf},
		{"log1p tiny", Log1p(tiny), tiny},
		{"log1p -0", 1 / Log1p(math.Copysign(0, -1)), -inf},
		{"logit 0", Logit(0), -inf},
		{"logit 1", Logit(1), inf},
		{"logit half", Logit(0.5), 0},
		{"logit 2", Logit(2), nan},
		{"logit -1", Logit(-1), nan},
		{"logit nan", Logit(nan), nan},
		{"logistic 0", Logistic(0), 0.5},
		{"logistic inf", Logistic(inf), 1},
		{"logistic -inf", Logistic(-inf), 0},
		{"logistic nan", Logistic(nan), nan},
		{"pow x^0", Pow(nan, 0), 1},
		{"pow 1^nan", Pow(1, nan), 1},
		{"pow nan", Pow(nan, 1), nan},
		{"pow 2^nan", Pow(2, nan), nan},
		{"pow -1", Pow(-1, 2), nan},
		{"pow 0^2", Pow(0, 2), 0},
		{"pow 0^-3", Pow(0, -3), inf},
		{"pow inf^3", Pow(inf, 3), inf},
		{"pow inf^-3", Pow(inf, -3), 0},
		{"pow 2^inf", Pow(2, inf), inf},
		{"pow .5^inf", Pow(0.5, inf), 0},
		{"pow .5^-inf", Pow(0.5, -inf), inf},
		{"pow 2^1e300", Pow(2, 1e300), inf},
		{"pow 10^3", Pow(10, 3), 1000},
		{"pow 10^22", Pow(10, 22), 1e22},
		{"pow 2^-1074", Pow(2, -1074), tiny},
		{"pow 2^1023", Pow(2, 1023), 0x1p1023},
		{"pow 2^1024", Pow(2, 1024), inf},
		{"pow 3^33", Pow(3, 33), 5559060566555523},
		{"pow 4^.5", Pow(4, 0.5), 2},
		{"cdf 0", NormCDF(0), 0.5},
		{"cdf inf", NormCDF(inf), 1},
		{"cdf -inf", NormCDF(-inf), 0},
		{"cdf nan", NormCDF(nan), nan},
		{"cdf 40", NormCDF(40), 1},
		{"quantile 0", NormQuantile(0), -inf},
		{"quantile 1", NormQuantile(1), inf},
		{"quantile half", NormQuantile(0.5), 0},
		{"quantile -1", NormQuantile(-1), nan},
		{"quantile 2", NormQuantile(2), nan},
		{"quantile nan", NormQuantile(nan), nan},
		{"gamma 1", LogGamma(1), 0},
		{"gamma 0", LogGamma(0), inf},
		{"gamma -1", LogGamma(-1), nan},
		{"gamma inf", LogGamma(inf), inf},
		{"gamma nan", LogGamma(nan), nan},
	}
	for _, c := range cases {
		same := c.got == c.want || (c.got != c.got && c.want != c.want)
		if !same && !(math.Abs(c.got-c.want) < 1e-14) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	// Exact where the answer is a whole number.
	for k := range 23 {
		want := 1.0
		for range k {
			want *= 10
		}
		if got := Pow(10, float64(k)); got != want {
			t.Errorf("10^%d = %v", k, got)
		}
	}
}

// TestExpMonotone looks at nine neighbours on both sides of every breakpoint of
// the table, the only places where two formulas meet.
func TestExpMonotone(t *testing.T) {
	for cell := -138000; cell < 132000; cell++ {
		x := (float64(cell) + 0.5) * (math.Ln2 / expCells)
		for range 4 {
			x = math.Nextafter(x, math.Inf(-1))
		}
		for range 9 {
			next := math.Nextafter(x, math.Inf(1))
			if Exp(next) < Exp(x) {
				t.Fatalf("Exp falls after %v", x)
			}
			x = next
		}
	}
}

// TestNormalMonotone walks runs of neighbours on the grid of 2^-52 that random
// words have, around the breakpoints and across the interval.
func TestNormalMonotone(t *testing.T) {
	const grid = 0x1p-52
	starts := []float64{0.075, 0.925, 0.5, 1.3887943864964021e-11, 1 - 1.3887943864964021e-11, 0}
	for i := range 100 {
		starts = append(starts, (float64(i)+0.37)/100)
	}
	for _, start := range starts {
		first := max(0, math.Floor(start/grid)-5000)
		last := math.Inf(-1)
		for i := range 10000 {
			u := (first + float64(i) + 0.5) * grid
			if u >= 1 {
				break
			}
			z := NormQuantile(u)
			if z < last {
				t.Fatalf("NormQuantile falls at %v", u)
			}
			if NormQuantile(1-u) != -z {
				t.Fatalf("NormQuantile is not symmetric at %v", u)
			}
			last = z
		}
	}
	// Off that grid u - 1/2 is rounded, and a last bit may be lost at a breakpoint.
	for _, u := range []float64{0.075, 0.925, 1.3887943864964021e-11} {
		below, above := NormQuantile(math.Nextafter(u, 0)), NormQuantile(math.Nextafter(u, 1))
		if z := NormQuantile(u); math.Nextafter(below, -10) > z || math.Nextafter(z, -10) > above {
			t.Errorf("NormQuantile falls near %v: %v %v %v", u, below, z, above)
		}
	}
}

// TestNormalRoundTrip: dz = dp/phi(z), so an error e in z shows in p as e z^2
// (relative) in the lower tail.
func TestNormalRoundTrip(t *testing.T) {
	worst := 0.0
	for e := 1.0; e < 55; e += 0.01 {
		u := Pow(2, -e)
		z := NormQuantile(u)
		worst = max(worst, math.Abs(NormCDF(z)/u-1)/(1+z*z))
	}
	t.Logf("largest relative error %.2g", worst)
	if !(worst < 1.2e-15) {
		t.Errorf("NormCDF(NormQuantile(u)) misses u by %.3g", worst)
	}
}

func TestRound(t *testing.T) {
	cases := []struct {
		x    float64
		want int64
	}{
		{0, 0},
		{0.49999999999999994, 0},
		{0.5, 1},
		{-0.5, -1},
		{1.5, 2},
		{2.5, 3},
		{-2.5, -3},
		{-2.4999999999999996, -2},
		{4503599627370495.5, 4503599627370496},
		{4503599627370497, 4503599627370497},
		{9007199254740993, 9007199254740992},
		{1e18, 1e18},
		{RoundLimit, RoundLimit},
		{1e300, RoundLimit},
		{-1e300, -RoundLimit},
		{math.Inf(1), RoundLimit},
		{math.Inf(-1), -RoundLimit},
		{math.SmallestNonzeroFloat64, 0},
	}
	for _, c := range cases {
		if got, ok := RoundOK(c.x); got != c.want || !ok || Round(c.x) != c.want {
			t.Errorf("Round(%v) = %d, %v, want %d", c.x, got, ok, c.want)
		}
	}
	if got, ok := RoundOK(math.NaN()); got != 0 || ok || Round(math.NaN()) != NotANumber {
		t.Errorf("Round(NaN) = %d, %v and %d", got, ok, Round(math.NaN()))
	}
}
