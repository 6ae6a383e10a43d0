package study_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// A ladder on an impact with a normal error: 40,000 from a reduction of 8 %, 60,000 from
// 12 % and 1,000 a point above that. The chances are areas under the normal curve. At
// 10,000 paths it would catch a chance off by 0.025.
func TestLadderPaysForNothing(t *testing.T) {
	const paths, effect, spread = 10_000, 0.1, 0.05
	p := trialDeal(t, "0.3", `measures: {fewer: {effect: {normal: {mean: 0.1, sd: 0.03}}, error: 0.05, cohorts: {all: {from: 0, until: 23, month: 40}}}}`,
		`rewards: {step: {measure: fewer, each: {low: {from: 0.08, amount: 40000}, high: {from: 0.12, amount: 60000, per_point: 1000}}}, top: {measure: fewer, each: {only: {from: 0.15, amount: 5000}}}}`,
		"sites: {town: {referrals: {rate: 1}}}")
	found, err := study.PaymentErrors(context.Background(), p, sim.Options{Seed: 1, Paths: paths})
	if err != nil || len(found) != 2 || !study.HasImpact(p) {
		t.Fatalf("%+v, %v", found, err)
	}
	beyond := func(x, mean float64) float64 { return distuv.UnitNormal.Survival((x - mean) / spread) }
	step, top := found[0], found[1]
	for what, c := range map[string]struct {
		got  float64
		want float64
	}{
		"step, for nothing":     {step.ForNothing.P, beyond(0.08, 0)},
		"step, nothing paid":    {step.NotPaid.P, 1 - beyond(0.08, effect)},
		"step, less than it is": {step.NotFull.P, 1 - beyond(0.08, effect)}, // the effect earns the lower step
		"top, for nothing":      {top.ForNothing.P, beyond(0.15, 0)},
		"top, nothing paid":     {top.NotPaid.P, 1 - beyond(0.15, effect)},
		"top, less than it is":  {top.NotFull.P, 1 - beyond(0.15, effect)},
	} {
		if math.Abs(c.got-c.want) > surprise*math.Sqrt(c.want*(1-c.want)/paths) {
			t.Errorf("%s: %.4f, want %.4f", what, c.got, c.want)
		}
	}
	if step.Effect != effect || step.Earned.Value != 40000 || step.Earned.SE != 0 || top.Earned.Value != 0 {
		t.Errorf("effect %v earns %v and %v, want 40,000 and nothing", step.Effect, step.Earned, top.Earned)
	}
	// The mean of the ladder under each truth, by quadrature.
	ladder := func(x float64) float64 {
		switch {
		case x >= 0.12:
			return 60000 + 1000*100*(x-0.12)
		case x >= 0.08:
			return 40000
		}
		return 0
	}
	for _, c := range []struct {
		got  study.Figure
		mean float64
	}{{step.NoEffect, 0}, {step.Assumed, effect}} {
		var want float64
		const h = 1e-4
		for z := -8.0; z < 8; z += h {
			want += h * distuv.UnitNormal.Prob(z+h/2) * ladder(c.mean+spread*(z+h/2))
		}
		if math.Abs(c.got.Value-want) > surprise*c.got.SE {
			t.Errorf("effect %v: paid %v, want %.0f", c.mean, c.got, want)
		}
	}
	if none, err := study.PaymentErrors(context.Background(), trialDeal(t, "0.3"), sim.Options{Paths: 10}); none != nil || err != nil {
		t.Errorf("a deal without rewards has %v, %v", none, err)
	}
}
