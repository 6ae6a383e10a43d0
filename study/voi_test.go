package study

import (
	"context"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/sim"
)

// The normal case with noise of ten times the deviation of the inputs: the
// closed form, within 2 %, where lifetimes taken for their own expectation
// would give ten times too much, and no correction of the nested figure 2 to 4 % too much.
func TestPerfectInformationThroughNoise(t *testing.T) {
	const mu, s, noise = 0.25, 1.0, 10.0
	want := normalWorth(mu, s)
	seeds := []uint64{1, 2, 3}
	if testing.Short() {
		seeds = seeds[:1]
	}
	total := 0.0
	for _, seed := range seeds {
		w := normalWorld{seed, 1, linear(mu, s), noise}.stakes()
		guess := make([]float64, 100_000)
		x := make([]float64, 1)
		for n := range guess {
			w.values(x, uint64(n))
			guess[n] = mu + s*x[0]
		}
		p, err := w.perfect(context.Background(), sim.Options{Seed: seed, Paths: 2_000_000}, true, guess, s*s+noise*noise)
		if err != nil {
			t.Fatal(err)
		}
		agrees(t, "EVPI", p.Worth, want)
		if p.SE > 0.02*want || p.Coarse {
			t.Errorf("seed %d: standard error %.4f of %.4f, coarse %v", seed, p.SE, want, p.Coarse)
		}
		if wrong := 1 - math.Erfc(-mu/s/math.Sqrt2)/2; math.Abs(p.Wrong.Value-wrong) > sure*p.Wrong.SE {
			t.Errorf("seed %d: wrong with probability %.4f ± %.4f, want %.4f", seed, p.Wrong.Value, p.Wrong.SE, wrong)
		}
		total += p.Value / float64(len(seeds))
	}
	if math.Abs(total/want-1) > 0.02 {
		t.Errorf("EVPI %.5f, want %.5f within 2 %%", total, want)
	}
}

// The plain nested figure is too high by half of the variance v of the inner
// mean times the density of the expected gain at 0, the one by halves too low by
// twice that, to first order in v; a guess, whatever it is, only makes the error smaller.
func TestNestedBounds(t *testing.T) {
	const mu, s, noise = 0.5, 1.0, 1.5
	want := normalWorth(mu, s)
	for seed := uint64(1); seed <= 3; seed++ {
		w := normalWorld{seed, 1, linear(mu, s), noise}.stakes()
		guess, wild := make([]float64, 50_000), make([]float64, 50_000)
		x := make([]float64, 1)
		for n := range guess {
			w.values(x, uint64(n))
			guess[n], wild[n] = mu+x[0], normalWorld{seed: seed}.normal(uint64(n), "wild", 0)
		}
		var found []*Perfect
		for _, g := range [][]float64{guess, wild} {
			p, err := w.perfect(context.Background(), sim.Options{Seed: seed, Paths: 50_000}, true, g, s*s+noise*noise)
			if err != nil {
				t.Fatal(err)
			}
			agrees(t, "EVPI", p.Worth, want)
			found = append(found, p)
		}
		p := found[0]
		bias := noise * noise / float64(p.Inner) * density(mu/s) / s / 2
		if up, down := (p.Uncorrected-p.Value)/bias, (p.Value-p.Tested)/bias; math.Abs(up-1) > 0.5 || math.Abs(down-2) > 1 {
			t.Errorf("seed %d: %.2f biases above and %.2f below, want 1 and 2", seed, up, down)
		}
		if !(p.SE < 0.6*found[1].SE) {
			t.Errorf("seed %d: standard error %.5f with a good guess, %.5f with a wild one", seed, p.SE, found[1].SE)
		}
	}
}

// The outer draws stand for all paths, whatever the guess: their weighted means
// are those of all, they are in path order, and where the decision may turn there are more.
func TestChosenPathsStandForAll(t *testing.T) {
	const paths, n = 20_000, 1000
	w := normalWorld{1, 1, nil, 0}
	guess, other := make([]float64, paths), make([]float64, paths)
	for i := range guess {
		guess[i] = 2 + w.normal(uint64(i), "guess", 0)
		other[i] = w.normal(uint64(i), "other", 0)
	}
	for _, c := range []struct {
		tau  float64
		yes  bool
		more bool
	}{{0.3, true, true}, {0, true, true}, {0.3, false, false}, {50, true, false}} {
		draws := choose(guess, c.yes, c.tau, n)
		if len(draws) != n {
			t.Fatalf("%d draws", len(draws))
		}
		var weights, sum, own, low, square float64
		for k, d := range draws {
			if k > 0 && d.path < draws[k-1].path {
				t.Fatal("not in path order")
			}
			if d.weight > 2.0001 {
				t.Errorf("weight %v: above that of the defensive half", d.weight)
			}
			weights += d.weight / n
			square += d.weight * d.weight / n
			sum += d.weight * other[d.path] / n
			own += d.weight * guess[d.path] / n
			if guess[d.path] < 0.5 {
				low++
			}
		}
		se := math.Sqrt(square / n)
		if math.Abs(weights-1) > sure*se || math.Abs(sum-mean(other)) > sure*se || math.Abs(own-mean(guess)) > sure*math.Sqrt(5)*se {
			t.Errorf("tau %v: mean weight %.4f, means %.4f of %.4f and %.4f of %.4f", c.tau, weights, sum, mean(other), own, mean(guess))
		}
		// One path in 15 is below 0.5.
		if c.more != (low > n/4) {
			t.Errorf("tau %v, yes %v: %.0f of %d draws where the decision may turn", c.tau, c.yes, low, n)
		}
	}
	for i := range guess {
		guess[i] = 1
	}
	if draws := choose(guess, true, 0, 100); draws[0].weight != 1 || draws[99].path != 19_900 {
		t.Errorf("of paths all alike: %v to %v", draws[0], draws[99])
	}
}

// With no uncertain input nothing is worth anything, exactly.
func TestNothingToLearn(t *testing.T) {
	v := normalWorld{1, 0, linear(0.01), 1}.study(t, 1000)
	if !reflect.DeepEqual(*v.Perfect, Perfect{}) || len(v.Inputs) != 0 || v.AllInputs.Worth != (Worth{}) {
		t.Errorf("worth %+v, all inputs %+v", v.Perfect, v.AllInputs)
	}
}

// One input of two, both, and one that does nothing: the closed forms. EVPPI
// rises with the set and ends at EVPI.
func TestInputsHaveTheirWorth(t *testing.T) {
	const mu, a, b = 0.4, 1.0, 0.6
	paths := uint64(20_000)
	if testing.Short() {
		paths = 5000
	}
	for seed := uint64(1); seed <= 3; seed++ {
		v := normalWorld{seed, 3, linear(mu, a, b, 0), 1}.study(t, paths, []int{0, 1}, []int{0, 2}, []int{0, 1, 2})
		agrees(t, "EVPI", v.Perfect.Worth, normalWorth(mu, math.Hypot(a, b)))
		agrees(t, "first", v.Inputs[0].Worth, normalWorth(mu, a))
		agrees(t, "second", v.Inputs[1].Worth, normalWorth(mu, b))
		agrees(t, "idle", v.Inputs[2].Worth, 0)
		agrees(t, "both", v.Groups[0].Worth, normalWorth(mu, math.Hypot(a, b)))
		agrees(t, "first and idle", v.Groups[1].Worth, normalWorth(mu, a))
		agrees(t, "all", v.Groups[2].Worth, normalWorth(mu, math.Hypot(a, b)))
		for _, in := range append(slices.Clone(v.Inputs), v.Groups...) {
			if gap := in.Value - in.Tested; gap > sure*in.SE {
				t.Errorf("seed %d: %s: %.5f, tested %.5f, standard error %.5f", seed, in.Name, in.Value, in.Tested, in.SE)
			}
		}
		if s := v.Inputs[0].Spread; math.Abs(s-a) > 0.05 {
			t.Errorf("seed %d: the first input moves the gain by %.4f, want %v", seed, s, a)
		}
	}
}

// Curves and products: E[gain | x] is bent for x² and nil for either factor of a
// product, which only both together make worth something (1/π).
func TestInputsThatBendOrMultiply(t *testing.T) {
	paths := uint64(20_000)
	if testing.Short() {
		paths = 5000
	}
	for seed := uint64(1); seed <= 3; seed++ {
		bent := normalWorld{seed, 2, func(x []float64) float64 { return x[0]*x[0] - 1.5 + 0.3*x[1] }, 0.5}.study(t, paths)
		// E max(0, x² - c) = 2 (√c φ(√c) + (1 - c) (1 - Φ(√c)))
		c := math.Sqrt(1.5)
		agrees(t, "square", bent.Inputs[0].Worth, 2*(c*density(c)+(1-1.5)*math.Erfc(c/math.Sqrt2)/2))
		product := normalWorld{seed, 2, func(x []float64) float64 { return x[0] * x[1] }, 0.5}.study(t, paths, []int{0, 1})
		agrees(t, "both factors", product.Groups[0].Worth, 1/math.Pi)
		for _, in := range product.Inputs {
			if in.Value > sure*in.SE {
				t.Errorf("seed %d: one factor alone is worth %.4f ± %.4f", seed, in.Value, in.SE)
			}
		}
	}
}

// An input of three values is a choice between them: only the middle one is worth
// doing, which no line through them shows.
func TestInputOfFewValues(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		s := normalWorld{seed, 1, func(x []float64) float64 {
			if math.Abs(x[0]) < 0.5 {
				return 1.5
			}
			return -1
		}, 0.5}.stakes()
		draw := s.values
		s.values = func(dst []float64, path uint64) {
			draw(dst, path)
			switch x := dst[0]; {
			case x <= -0.5:
				dst[0] = 10
			case x < 0.5:
				dst[0] = 20
			default:
				dst[0] = 30
			}
		}
		var v Information
		if err := v.value(context.Background(), s, InformationQuery{Groups: []InputGroup{}}, nil, sim.Options{Seed: seed, Paths: 3000}); err != nil {
			t.Fatal(err)
		}
		middle := math.Erf(0.5 / math.Sqrt2)
		agrees(t, "three values", v.Inputs[0].Worth, 1.5*middle-math.Max(0, 2.5*middle-1))
		agrees(t, "EVPI", v.Perfect.Worth, 1.5*middle-math.Max(0, 2.5*middle-1))
	}
}

// What an input tells of one correlated with it counts: the gain hangs on the
// second, of which the first tells its share.
func TestCorrelatedInputTellsOfTheOther(t *testing.T) {
	const rho = 0.8
	for seed := uint64(1); seed <= 3; seed++ {
		s := normalWorld{seed, 2, func(x []float64) float64 { return rho*x[0] + math.Sqrt(1-rho*rho)*x[1] }, 0.5}.stakes()
		draw := s.values
		s.values = func(dst []float64, path uint64) {
			draw(dst, path)
			dst[1] = rho*dst[0] + math.Sqrt(1-rho*rho)*dst[1]
		}
		var v Information
		if err := v.value(context.Background(), s, InformationQuery{Groups: []InputGroup{}}, nil, sim.Options{Seed: seed, Paths: 5000}); err != nil {
			t.Fatal(err)
		}
		agrees(t, "the one that only tells", v.Inputs[0].Worth, normalWorth(0, rho))
		agrees(t, "the one that acts", v.Inputs[1].Worth, normalWorth(0, 1))
	}
}

// The standard errors are those of the estimates: over 40 seeds the mean square of
// error over standard error is 1, within 4.89 of its deviation √(2/40).
func TestErrorsAreTheirOwn(t *testing.T) {
	if testing.Short() {
		t.Skip("40 studies: left out of -short")
	}
	const mu, seeds = 0.6, 40
	slopes := []float64{1, 0.5, 0.3, 0.3, 0.3}
	all := 0.0
	for _, s := range slopes {
		all += s * s
	}
	squares := map[string]float64{}
	for seed := uint64(1); seed <= seeds; seed++ {
		v := normalWorld{seed, len(slopes), linear(mu, slopes...), 1}.study(t, 3000, []int{0, 1, 2})
		for name, e := range map[string]struct {
			w    Worth
			want float64
		}{
			"EVPI": {v.Perfect.Worth, normalWorth(mu, math.Sqrt(all))},
			"one":  {v.Inputs[0].Worth, normalWorth(mu, 1)},
			"some": {v.Groups[0].Worth, normalWorth(mu, math.Sqrt(1+0.25+0.09))},
		} {
			squares[name] += (e.w.Value - e.want) * (e.w.Value - e.want) / (e.w.SE * e.w.SE) / seeds
		}
	}
	for name, m := range squares {
		if math.Abs(m-1) > sure*math.Sqrt(2.0/seeds) {
			t.Errorf("%s: mean square %.3f of error over standard error", name, m)
		}
	}
}

// Many inputs and few paths: noise does not pass for worth. Of 30 idle inputs
// the fitted gains as they are would be worth 0.07, tested by the paths they are fitted to
// 0.03; of ten that matter they would be worth a fifth too much.
func TestManyInputsOnFewPaths(t *testing.T) {
	const paths, seeds = 500, 20
	study := func(seed uint64, slopes []float64, noise float64) InputWorth {
		w := normalWorld{seed, len(slopes), linear(0.05, slopes...), noise}
		s := w.stakes()
		values, gains, walk := make([][]float64, len(slopes)), make([]float64, paths), s.walker()
		x := make([]float64, len(slopes))
		for n := range uint64(paths) {
			s.values(x, n)
			for i, v := range x {
				values[i] = append(values[i], v)
			}
			gains[n] = walk(n, n)
		}
		r, yes := newRegression(values, gains), mean(gains) >= 0
		worth, spread := r.worth(yes, blockResamples(seed))
		return InputWorth{Worth: worth, Spread: spread, Tested: r.tested(yes)}
	}
	var idle, tested, real []float64
	for seed := uint64(1); seed <= seeds; seed++ {
		in := study(seed, make([]float64, 30), 1)
		idle, tested = append(idle, in.Value), append(tested, in.Tested)
		real = append(real, study(seed, slices.Repeat([]float64{0.3}, 10), 1.5).Value)
	}
	if m := mean(idle); m > 0.04 {
		t.Errorf("idle inputs are worth %.3f", m)
	}
	if m := mean(tested); m > 0.01 {
		t.Errorf("idle inputs, tested, are worth %.3f", m)
	}
	if m, want := mean(real), normalWorth(0.05, 0.3*math.Sqrt(10)); math.Abs(m-want) > sure*deviation(real)/math.Sqrt(seeds) {
		t.Errorf("ten inputs are worth %.4f, want %.4f", m, want)
	}
}

// Where the truth cannot lie, the study says whether that is more than error.
func TestDoubtsSayWhereEstimatesCross(t *testing.T) {
	one := func(name string, value, se float64) InputWorth {
		return InputWorth{InputGroup: InputGroup{name, []string{name}}, Worth: newWorth(value, se), Tested: value}
	}
	v := Information{
		Gain: 1, GainSE: 1, Perfect: &Perfect{Worth: newWorth(10, 1), Coarse: true},
		Inputs: []InputWorth{one("a", 4, 0.5), one("b", 11, 1), one("c", 2, 0.1)},
		Groups: []InputWorth{{InputGroup: InputGroup{"ac", []string{"a", "c"}}, Worth: newWorth(1, 0.1), Tested: 1}},
	}
	v.doubts()
	var text []string
	for _, w := range v.Warnings {
		text = append(text, w.Address+": "+w.Text)
	}
	want := []string{
		": the mean gain is within its error of 0", ": chance moves the gain so much more",
		"a: estimated to be worth more than ac, of which it is a part; by more than their error",
		"c: estimated to be worth more than ac, of which it is a part; by more than their error",
		"b: estimated to be worth more than everything, of which it is a part; the difference is within their error",
	}
	if len(text) != len(want) {
		t.Fatalf("%d warnings: %q", len(text), text)
	}
	for i := range want {
		if !strings.HasPrefix(text[i], want[i]) {
			t.Errorf("warning %d is %q, want %q", i, text[i], want[i])
		}
	}
}
