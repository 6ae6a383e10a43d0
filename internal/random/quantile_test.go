package random

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sibsim/sibsim/internal/num"
)

// TestDKW compares the empirical distribution of draws with distuv's. By
// Dvoretzky-Kiefer-Wolfowitz and Massart the largest gap exceeds 0.00327 with
// probability 1e-9 at n = 1e6 (about 50 laws: 5e-8 together). It would catch a
// distribution function wrong by 0.5 % of probability anywhere.
func TestDKW(t *testing.T) {
	n, bound := 1_000_000, 0.00327
	if testing.Short() {
		n, bound = 20_000, 0.0232
	}
	u, z, x := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = Path(1, uint64(i)).At(Address("dkw")).Unit(0)
		z[i] = num.NormQuantile(u[i])
	}
	// The laws are monotone in u, so sorting once is enough.
	slices.Sort(u)
	slices.Sort(z)
	worst := 0.0
	for _, c := range lawCases() {
		q := c.make(t)
		for i := range x {
			x[i] = q.At(z[i], u[i])
		}
		if !slices.IsSorted(x) {
			t.Fatalf("%s is not monotone", c.name)
		}
		gap := 0.0
		for i := 0; i < n; i += 5 { // the law rises by 1/n a step: 5 steps add 5e-6
			p := c.cdf(x[i])
			gap = max(gap, math.Abs(p-(float64(i)+0.5)/float64(n)))
		}
		worst = max(worst, gap)
		if !(gap < bound) {
			t.Errorf("%s: gap %.5f", c.name, gap)
		}
	}
	t.Logf("%d laws, largest gap %.5f", len(lawCases()), worst)
}

// TestQuantileInverts asks CDF(At(z)) = NormCDF(z) with no sampling noise: it would
// catch a quantile off by a millionth of its spread.
func TestQuantileInverts(t *testing.T) {
	worst, at := 0.0, ""
	for _, c := range lawCases() {
		q := c.make(t)
		for z := -6.0; z <= 6; z += 0.013 {
			u := num.NormCDF(z)
			if e := math.Abs(c.cdf(q.At(z, u)) - u); !(e <= worst) {
				worst, at = e, fmt.Sprintf("%s at z = %.2f", c.name, z)
			}
		}
	}
	t.Logf("largest |CDF(quantile(u)) - u| %.2g, %s", worst, at)
	if !(worst < 1e-6) {
		t.Errorf("CDF(quantile(u)) misses u by %.3g, %s", worst, at)
	}
}

// TestMoments integrates each quantile over u = NormCDF(z) and compares with Mean and
// SD: 1e-6 of the spread is what the table's interpolation allows.
func TestMoments(t *testing.T) {
	cases := lawCases()
	q, err := Discrete([]float64{3, 1, 7}, []float64{2, 5, 1})
	cases = append(cases, lawCase{"discrete", false, must(q, err), nil})
	for _, c := range cases {
		q := c.make(t)
		step := 1e-3
		if q.law == discreteLaw || q.law == triangularLaw || q.law == uniformLaw {
			step = 1e-4 // kinks
		}
		var mass, first, second float64
		for i := -int(12 / step); i <= int(12/step); i++ {
			z := float64(i) * step
			w := math.Exp(-z*z/2) * step / math.Sqrt(2*math.Pi)
			d := q.At(z, min(max(num.NormCDF(z), 0x1p-53), 1-0x1p-53)) - q.Mean()
			mass += w
			first += w * d
			second += w * d * d
		}
		sd := math.Sqrt(second)
		tolerance := 2e-6
		if q.law == discreteLaw {
			tolerance = 1e-3
		}
		if q.law == lognormalLaw && q.b > 1 {
			continue // its variance lies beyond what words reach; closed form
		}
		if !(math.Abs(first) < tolerance*sd+1e-12) || !(math.Abs(sd/q.SD()-1) < tolerance) {
			t.Errorf("%s: mean is off by %.3g sd; sd %.9g, says %.9g", c.name, first/sd, sd, q.SD())
		}
	}
}

// TestTruncatedMoments compares with the closed forms, to 1e-9.
func TestTruncatedMoments(t *testing.T) {
	pdf := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	cdf := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	for _, p := range [][4]float64{{0, 1, 0, 50}, {0.5, 0.3, 0, 1}, {0, 1, -1, 2}, {10, 2, 3, 10.5}} {
		q, err := Normal(p[0], p[1], Truncate(p[2], p[3]))
		if err != nil {
			t.Fatal(err)
		}
		a, b := (p[2]-p[0])/p[1], (p[3]-p[0])/p[1]
		z := cdf(b) - cdf(a)
		h := (pdf(a) - pdf(b)) / z
		mean := p[0] + p[1]*h
		sd := p[1] * math.Sqrt(1+(a*pdf(a)-b*pdf(b))/z-h*h)
		if !(math.Abs(q.Mean()-mean) < 1e-9*p[1] && math.Abs(q.SD()/sd-1) < 1e-9) {
			t.Errorf("normal%v: mean %v, sd %v; want %v, %v", p, q.Mean(), q.SD(), mean, sd)
		}
	}
	for _, p := range [][4]float64{{0, 1, 0.5, 2}, {0, 0.5, 1.5, 1e9}, {0.02, 0.12, 0, 1.2}, {0, 3, 0.1, math.Inf(1)}} {
		q, err := Lognormal(p[0], p[1], Truncate(p[2], p[3]))
		if err != nil {
			t.Fatal(err)
		}
		a, b := (math.Log(p[2])-p[0])/p[1], (math.Log(p[3])-p[0])/p[1]
		moment := func(k float64) float64 {
			return math.Exp(k*p[0]+k*k*p[1]*p[1]/2) * (cdf(b-k*p[1]) - cdf(a-k*p[1])) / (cdf(b) - cdf(a))
		}
		mean := moment(1)
		sd := math.Sqrt(moment(2) - mean*mean)
		if !(math.Abs(q.Mean()/mean-1) < 1e-9 && math.Abs(q.SD()/sd-1) < 1e-9) {
			t.Errorf("lognormal%v: mean %v, sd %v; want %v, %v", p, q.Mean(), q.SD(), mean, sd)
		}
	}
}

func TestDiscrete(t *testing.T) {
	q, err := Discrete([]float64{3, 1, 7, 5}, []float64{2, 5, 1, 0})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]float64{{0x1p-53, 1}, {0.6249, 1}, {0.625, 3}, {0.8749, 3}, {0.875, 7}, {1 - 0x1p-53, 7}} {
		if got := q.At(0, c[0]); got != c[1] {
			t.Errorf("At(%v) = %v, want %v", c[0], got, c[1])
		}
	}
	if q.Mean() != 2.25 || math.Abs(q.SD()-math.Sqrt(9.0*2/8+5.0/8+49.0/8-2.25*2.25)) > 1e-15 {
		t.Errorf("mean %v, sd %v", q.Mean(), q.SD())
	}
}

func TestFaults(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	fault := func(name string, _ Quantile, err error) {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	try := func(name string) func(Quantile, error) {
		return func(q Quantile, err error) { fault(name, q, err) }
	}
	try("fixed nan")(Fixed(nan))
	try("uniform order")(Uniform(2, 1))
	try("uniform inf")(Uniform(0, inf))
	try("triangular order")(Triangular(0, 2, 1))
	try("pert order")(PERT(0, -1, 1))
	try("pert weight")(PERT(0, 0.5, 1, -1))
	try("beta 0")(Beta(0, 1))
	try("beta nan")(Beta(1, nan))
	try("gamma scale")(Gamma(1, 0))
	try("gamma shape")(Gamma(1e9, 1))
	try("normal sd")(Normal(0, -1))
	try("normal truncation order")(Normal(0, 1, Truncate(1, 0)))
	try("normal truncation far")(Normal(0, 1, Truncate(8, 9)))
	try("normal truncation nan")(Normal(0, 1, Truncate(nan, 9)))
	try("normal fixed outside")(Normal(0, 0, Truncate(8, 9)))
	try("lognormal infinite")(Lognormal(800, 1))
	try("discrete empty")(Discrete(nil, nil))
	try("discrete weights")(Discrete([]float64{1}, []float64{0}))
	try("discrete negative")(Discrete([]float64{1, 2}, []float64{2, -1}))
	try("discrete lengths")(Discrete([]float64{1, 2}, []float64{2}))
}

// TestLimits: no law leaves its support, even at words' extremes and beyond.
func TestLimits(t *testing.T) {
	for _, c := range lawCases() {
		q := c.make(t)
		for _, z := range []float64{-40, -8.3, 0, 8.3, 40} {
			x := q.At(z, min(max(num.NormCDF(z), 0x1p-53), 1-0x1p-53))
			if p := c.cdf(x); x-x != 0 || !(p > -1e-9 && p < 1+1e-9) {
				t.Errorf("%s at z = %v: %v", c.name, z, x)
			}
		}
	}
}

// TestMonotoneQuantiles draws any law of the families and any two uniforms.
func TestMonotoneQuantiles(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := math.Exp(rapid.Float64Range(math.Log(0.05), math.Log(1e6)).Draw(r, "a"))
		b := math.Exp(rapid.Float64Range(math.Log(0.05), math.Log(1e6)).Draw(r, "b"))
		m := rapid.Float64Range(0, 1).Draw(r, "m")
		var q Quantile
		var err error
		switch rapid.IntRange(0, 6).Draw(r, "law") {
		case 0:
			q, err = Beta(a, b)
		case 1:
			q, err = Gamma(a, b)
		case 2:
			q, err = PERT(0, m*b, b)
		case 3:
			q, err = Triangular(-a, min(m*(a+b)-a, b), b)
		case 4:
			q, err = Normal(a, b, Truncate(a-b, a+2*b))
		case 5:
			q, err = Lognormal(m, m)
		case 6:
			q, err = Discrete([]float64{b, a, m}, []float64{1, m, a})
		}
		if err != nil {
			r.Fatal(err)
		}
		word := Key(1).Word(rapid.Uint64().Draw(r, "index"))
		for range 50 { // any two
			u, v := Unit(word), Key(2).Unit(rapid.Uint64().Draw(r, "other"))
			u, v = min(u, v), max(u, v)
			if x, y := q.At(num.NormQuantile(u), u), q.At(num.NormQuantile(v), v); x > y {
				r.Fatalf("%v at %v, %v at %v", x, u, y, v)
			}
		}
		last := math.Inf(-1)
		for range 200 { // neighbours in 40 bits
			u := Unit(word)
			x := q.At(num.NormQuantile(u), u)
			if !(x >= last*(1-4e-16*sign(last))) {
				r.Fatalf("falls from %v to %v at u = %v", last, x, u)
			}
			last = x
			if word += 1 << 24; word < 1<<24 {
				return
			}
		}
	})
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

func TestNoAllocation(t *testing.T) {
	for _, c := range lawCases() {
		q := c.make(t)
		if n := testing.AllocsPerRun(100, func() { sinkFloat += q.At(0.3, 0.6) }); n != 0 {
			t.Errorf("%s allocates %v times", c.name, n)
		}
	}
	discrete, _ := Discrete([]float64{3, 1, 7}, []float64{2, 5, 1})
	table := NewPoissonTable(15)
	lower, _ := Cholesky([][]float64{{1, 0.5}, {0.5, 1}})
	z := []float64{1, 2}
	for name, f := range map[string]func(){
		"word":              func() { sinkWord += Path(1, 2).At(3).Word(Person(4, 5)) },
		"address":           func() { sinkWord += Address("sites.enfield.tariffs.job_start.price") },
		"poisson":           func() { sinkInt += Poisson(0.3, 15) + Poisson(0.3, 1000) },
		"negative binomial": func() { sinkInt += NegativeBinomial(0.3, 15, 0.1) + NegativeBinomial(0.3, 1e4, 1e-3) },
		"table":             func() { sinkInt += table.At(0.3) },
		"discrete":          func() { sinkFloat += discrete.At(0.3, 0.6) },
		"correlate":         func() { Correlate(z, lower, z) },
		"normal":            func() { sinkFloat += num.NormQuantile(Unit(99)) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// TestQuantileVectors freezes one answer of each law: beta, PERT and gamma through
// their rounded tables.
func TestQuantileVectors(t *testing.T) {
	var got []uint64
	for _, c := range lawCases() {
		q := c.make(t)
		got = append(got, math.Float64bits(q.At(num.NormQuantile(0.3), 0.3)))
	}
	if !slices.Equal(got, frozenQuantiles) {
		t.Error("bits differ from the frozen ones; now:")
		for i, v := range got {
			t.Logf("%#x, // %s", v, lawCases()[i].name)
		}
	}
}
