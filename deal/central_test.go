package deal

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
)

// The central value of a distribution is its mean: in closed form, and for
// what is cut that of the density inside by Simpson's rule.
func TestCentral(t *testing.T) {
	simpson := func(lo, hi float64, f func(float64) float64) float64 {
		const n = 2000
		h, sum := (hi-lo)/n, f(lo)+f(hi)
		for i := 1; i < n; i++ {
			sum += f(lo+float64(i)*h) * float64(2+2*(i%2))
		}
		return sum * h / 3
	}
	within := func(lo, hi float64, density func(float64) float64) float64 {
		return simpson(lo, hi, func(x float64) float64 { return x * density(x) }) / simpson(lo, hi, density)
	}
	bell := func(mean, sd float64) func(float64) float64 {
		return func(x float64) float64 { return math.Exp(-(x - mean) * (x - mean) / (2 * sd * sd)) }
	}
	logBell := func(mu, sigma float64) func(float64) float64 {
		return func(x float64) float64 { return bell(mu, sigma)(math.Log(x)) / x }
	}
	for _, tt := range []struct {
		text string
		want float64
	}{
		{"3.5", 3.5},
		{"uniform(min 1, max 4)", 2.5},
		{"triangular(min 1, mode 2, max 6)", 3},
		{"pert(min 1, mode 2, max 6)", 2.5},
		{"gamma(shape 3, scale 2)", 6},
		{"gamma(mean 12, sd 2)", 12},
		{"normal(mean 2, sd 1, min 0)", within(0, 12, bell(2, 1))},
		{"normal(mean 2, sd 1, min 1, max 2.5)", within(1, 2.5, bell(2, 1))},
		{"lognormal(mu 0.5, sigma 0.4)", math.Exp(0.58)},
		{"lognormal(median 3, sigma 0.4)", 3 * math.Exp(0.08)},
		{"lognormal(mean 3, sd 2)", 3},
		{"lognormal(mu 0.5, sigma 0.4, min 1, max 2)", within(1, 2, logBell(0.5, 0.4))},
		{"lognormal(median 3, sigma 0.4, max 4)", within(0.01, 4, logBell(math.Log(3), 0.4))},
	} {
		doc := small()
		doc.Costs[0].Value.Amount = ParseQuantity(tt.text)
		d := mustNew(t, doc)
		if got := d.Central(d.Assumptions().Costs[1].Amount) / 100; math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", tt.text, got, tt.want)
		}
	}
	for _, tt := range []struct {
		in   assumptions.Input
		want float64
	}{
		{assumptions.Input{Kind: assumptions.Beta, Params: map[string]float64{"alpha": 3, "beta": 7}}, 0.3},
		{assumptions.Input{Kind: assumptions.Beta, Params: map[string]float64{"mean": 0.4, "sd": 0.1}}, 0.4},
		{assumptions.Input{Kind: assumptions.Normal, Params: map[string]float64{"mean": -2, "sd": 1}}, -2},
		{assumptions.Input{Kind: assumptions.Discrete, Values: []float64{1, 2, 6}}, 3},
	} {
		if got := mustNew(t, small()).Central(tt.in); math.Abs(got-tt.want) > 1e-15 {
			t.Errorf("%v: %v, want %v", tt.in, got, tt.want)
		}
	}
}
