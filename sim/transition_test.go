package sim_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
)

// The chance of a transition is its probability without effects, the logistic
// function of the logit in one month, and what people do in many.
func TestTransitionChance(t *testing.T) {
	none := func(string) float64 { return 0 }
	d := shocked(t, "fixed", "central", "")
	p := compile(t, d)
	tr, ok := p.Transition("town", "job")
	if !ok || tr.Parent() != "" {
		t.Fatal("no transition to job at town")
	}
	base := tr.Chance(make([]float64, len(p.Inputs())), none)
	if math.Abs(base-0.3) > 1e-12 {
		t.Errorf("chance %v without effects, want 0.3", base)
	}
	if _, ok := p.Transition("town", "nothing"); ok {
		t.Error("a transition to nothing")
	}
	for _, c := range []struct {
		delay string
		exact bool // all in one month
	}{{"months: 1", true}, {"geometric: {mean: 4}, first: 1, last: 10", false}} {
		text := fmt.Sprintf("sibsim: 1\nname: x\nterm: {start: 2024-04, months: 40}\noutcomes: {job: {}}\npayers: {c: {}}\nshares: {c: 1}\ntariffs: {job: 1}\n"+
			"referrals: {law: fixed, rate: 200, until: 20}\npathway: {job: {probability: 0.3, delay: {%s}}}\ncosts: {s: {amount: 1}}\ncapital: {tranches: {i: {commitment: 1}}}\nsites: {town: {}}\n"+
			"factors: {f: {sd: 0, mean: 0.5, on: [job]}}\n", c.delay)
		d, err := dealfile.Read("deal.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		p := compile(t, d)
		tr, _ := p.Transition("town", "job")
		got := tr.Chance(nil, func(string) float64 { return 0.5 })
		if want := 1 / (1 + 7./3*math.Exp(-0.5)); c.exact && math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: chance %v, want %v", c.delay, got, want)
		}
		people, jobs := 0., 0.
		for _, l := range p.Lifetimes(1, 0, 40) {
			for _, n := range l.Outturn.Referrals {
				people += float64(n)
			}
			for _, n := range l.Outturn.Achieved {
				jobs += float64(n)
			}
		}
		if seen := jobs / people; math.Abs(seen-got) > 4.89*math.Sqrt(got*(1-got)/people) {
			t.Errorf("%s: %v of people have a job, the chance is %v", c.delay, seen, got)
		}
	}
}
