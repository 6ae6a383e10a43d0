package study

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// Ishigami's function sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 of uniforms on ±pi, with
// the variances of its parts in closed form (Ishigami & Homma 1990): the indices
// (0.3139, 0.4424, 0; 0.5576, 0.4424, 0.2437) and the effects within 0.02, which
// is four standard errors or more. Luck, which does nothing, has exactly 0.
func TestIshigami(t *testing.T) {
	const a, b = 7, 0.1
	x := func(z float64) float64 { return math.Pi * (2*num.NormCDF(z) - 1) }
	f := world(func(z []float64, _ random.Key) float64 {
		s := math.Sin(x(z[0]))
		return s + a*math.Pow(math.Sin(x(z[1])), 2) + b*math.Pow(x(z[2]), 4)*s
	})
	pi4 := math.Pow(math.Pi, 4)
	v1, v2, v13 := math.Pow(1+b*pi4/5, 2)/2, a*a/8.0, b*b*pi4*pi4*8/225
	v := v1 + v2 + v13
	first := []float64{v1 / v, v2 / v, 0}
	total := []float64{(v1 + v13) / v, v2 / v, v13 / v}
	for i, published := range []float64{0.3139, 0.4424, 0, 0.5576, 0.4424, 0.2437} {
		if have := append(append([]float64(nil), first...), total...)[i]; math.Abs(have-published) > 5e-5 {
			t.Errorf("the closed form gives %v, published is %v", have, published)
		}
	}
	got := answer(t, f.study(t, toy(t, 3, false), nil, SensitivityOptions{Parts: []string{"sobol", "shapley"}}), 1, 40_000)
	for i := range 3 {
		index := got.Sobol.find(t, cost(i))
		within(t, cost(i)+" first", index.First, first[i], 0.02)
		within(t, cost(i)+" total", index.Total, total[i], 0.02)
		within(t, cost(i)+" effect", got.Shapley.find(t, cost(i)), (first[i]+total[i])/2, 0.02)
	}
	if index := got.Sobol.find(t, luckName); index.First != (Figure{}) || index.Total != (Figure{}) {
		t.Errorf("luck does nothing and has %+v", index)
	}
	if share := got.Shapley.find(t, luckName); share != (Figure{}) {
		t.Errorf("luck does nothing and has the effect %+v", share)
	}
}

// Sobol's g-function, the product of (|4u - 2| + a)/(1 + a), with 1/(3 (1+a)²) for
// the variance of each factor: the indices within 0.02 of the closed form, and the
// Shapley effects, which nine groups have by permutations, of their definition.
func TestGFunction(t *testing.T) {
	a := []float64{0, 1, 4.5, 9, 99, 99, 99, 99}
	f := world(func(z []float64, _ random.Key) float64 {
		y := 1.0
		for i := range a {
			y *= (math.Abs(4*num.NormCDF(z[i])-2) + a[i]) / (1 + a[i])
		}
		return y
	})
	worth := func(set uint) float64 {
		y := 1.0
		for i := range a {
			if set>>i&1 != 0 {
				y *= 1 + 1/(3*(1+a[i])*(1+a[i]))
			}
		}
		return y - 1
	}
	const whole = 1<<8 - 1
	effects := shapleyOf(len(a), worth)
	got := answer(t, f.study(t, toy(t, 8, false), nil, SensitivityOptions{Groups: "costs.c1.amount=costs.c1;costs.c2.amount=costs.c2;costs.c3.amount=costs.c3;costs.c4.amount=costs.c4;" +
		"costs.c5.amount=costs.c5;costs.c6.amount=costs.c6;costs.c7.amount=costs.c7;costs.c8.amount=costs.c8", Parts: []string{"sobol", "shapley"}}), 1, 20_000)
	if got.Shapley.Permutations == 0 {
		t.Error("nine groups were not done by permutations")
	}
	sum := 0.0
	for i := range a {
		index := got.Sobol.find(t, cost(i))
		within(t, cost(i)+" first", index.First, worth(1<<i)/worth(whole), 0.02)
		within(t, cost(i)+" total", index.Total, 1-worth(whole&^(1<<i))/worth(whole), 0.02)
		share := got.Shapley.find(t, cost(i))
		within(t, cost(i)+" effect", share, effects[i]/worth(whole), 0.02)
		nearFigure(t, cost(i)+" effect", share, effects[i]/worth(whole), 4.89)
		sum += share.Value
	}
	if sum += got.Shapley.find(t, luckName).Value; math.Abs(sum-1) > 1e-12 {
		t.Errorf("the effects add up to %v", sum)
	}
}

// Where drivers add up, luck among them, first and total are the same, b²/Σb²; one
// that does nothing has 0 in its interval and exactly 0 in total. An index that
// took the wrong lifetimes would be out by more than 4.89 standard errors (0.05).
func TestAdditive(t *testing.T) {
	b := []float64{3, 2, 0, 1}
	f := world(func(z []float64, key random.Key) float64 {
		return b[0]*z[0] + b[1]*z[1] + b[2]*z[2] + b[3]*normal(key, 0)
	})
	for seed := range uint64(3) {
		got := answer(t, f.study(t, toy(t, 3, false), nil, SensitivityOptions{Parts: []string{"sobol"}}), seed+1, 5000)
		for i, name := range []string{cost(0), cost(1), cost(2), luckName} {
			index := got.Sobol.find(t, name)
			nearFigure(t, name+" first", index.First, b[i]*b[i]/14, 4.89)
			nearFigure(t, name+" total", index.Total, b[i]*b[i]/14, 4.89)
			nearFigure(t, name+" first less total", Figure{index.First.Value - index.Total.Value, math.Hypot(index.First.SE, index.Total.SE), 0, 0}, 0, 4.89)
		}
		idle := got.Sobol.find(t, cost(2))
		if idle.Total != (Figure{}) || idle.First.Lo > 0 || idle.First.Hi < 0 {
			t.Errorf("what does nothing has %+v", idle)
		}
		if got.Sobol.Indices[0].Name != cost(0) || got.Sobol.Indices[3].Name != cost(2) {
			t.Errorf("not sorted: %+v", got.Sobol.Indices)
		}
	}
}

// The 95 % intervals of small samples hold the truth in nearly that share of 200
// studies: 86 % would be seen.
func TestIntervalsCover(t *testing.T) {
	f := world(func(z []float64, key random.Key) float64 {
		return 2*z[0] + z[1] + z[0]*z[1] + normal(key, 0)
	})
	p := toy(t, 1, true)
	// First and total of the input, its effect, and the tiers. V = 7.
	truth := []float64{4.0 / 7, 5.0 / 7, 4.5 / 7, 4.0 / 7, 2.0 / 7, 1.0 / 7}
	hits := make([]int, len(truth))
	const studies = 200
	for seed := range uint64(studies) {
		got := answer(t, f.study(t, p, nil, SensitivityOptions{Parts: []string{"tiers", "sobol", "shapley"}}), seed, 300)
		index := got.Sobol.find(t, cost(0))
		for i, x := range []Figure{index.First, index.Total, got.Shapley.find(t, cost(0)), got.Tiers.Ignorance.Share, got.Tiers.Environment.Share, got.Tiers.Luck.Share} {
			if x.Lo <= truth[i] && truth[i] <= x.Hi {
				hits[i]++
			}
		}
	}
	for i, n := range hits {
		if z := (float64(n) - 0.95*studies) / math.Sqrt(0.95*0.05*studies); z < -4.89 {
			t.Errorf("interval %d holds the truth %d times of %d", i, n, studies)
		}
	}
}
