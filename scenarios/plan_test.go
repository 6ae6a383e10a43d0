package scenarios_test

import (
	"testing"

	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

// The plan case that arrangements take their amounts from is that of the
// engine, in every count and cost.
func TestPlanCaseIsTheEngines(t *testing.T) {
	all := deals(t)
	all["groups"] = open(t, "outcomes: {a: {}, b: {paid: false}, c: {paid: false}, d: {paid: false}, stay: {paid: false}}", "tariffs: {a: 1}", "referrals: {rate: 12, ramp: 5, until: 17}",
		"pathway: {a: {group: g, probability: {beta: {mean: 0.5, sd: 0.1}}, delay: {lognormal: {median: 3, sigma: 0.5}}}, b: {group: g, probability: {beta: {mean: 0.4, sd: 0.1}}, delay: {list: [0.5, 0.5], first: 2}},"+
			" d: {group: g, hazards: [0.03, 0.1], hazards_from: 2}, c: {from: a, probability: 0.5, delay: 1}, stay: {from: b, counted: daily, delay: {weibull: {shape: 1.4, mean: 5}, first: 1}}}")
	for file, d := range all {
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		want, got := p.PlanCase().Outturn, scenarios.PlanCase(d)
		same(t, file+": index", got.Index, want.Index, 0)
		same(t, file+": impact", got.Impact, want.Impact, 0)
		same(t, file+": referrals", got.Referrals, want.Referrals, 1) // a half may be rounded either way
		same(t, file+": achieved", got.Achieved, want.Achieved, 1)
		same(t, file+": evidenced", got.Evidenced, want.Evidenced, 1)
		same(t, file+": costs", got.Costs, want.Costs, 0)
		same(t, file+": flexed", got.Flexed, want.Flexed, 0)
	}
}

// same fails if two lists differ in length or anywhere by more than most.
func same[T int32 | int64](t *testing.T, what string, got, want []T, most T) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if d := got[i] - want[i]; d > most || -d > most {
			t.Errorf("%s: place %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}
