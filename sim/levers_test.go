package sim_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/sibsim/sibsim/deal"
)

// levered is a deal whose jobs follow a lever.
func levered(t *testing.T, mean, lever, size string) deal.Deal {
	t.Helper()
	return shocked(t, "fixed", mean, fmt.Sprintf("levers: {team: {%s}}\neffects: {jobs: {lever: team, on: [job], size: %s}}", lever, size))
}

// starts is the number of jobs on the first paths, one after the other.
func starts(t *testing.T, d deal.Deal, paths uint64) []int32 {
	t.Helper()
	var out []int32
	for _, l := range compile(t, d).Lifetimes(1, 0, paths) {
		var n int32
		for _, a := range l.Outturn.Achieved {
			n += a
		}
		out = append(out, n)
	}
	return out
}

// A lever at its reference changes nothing, and is no input: the plan draws
// what the plan without it draws. So does an effect of 0 away from it.
func TestLeverAtReference(t *testing.T) {
	none := compile(t, shocked(t, "fixed", "central", ""))
	for _, c := range []struct{ lever, size string }{
		{"kind: management, half: 3, intensity: 5, reference: 5", "{normal: {mean: 0.4, sd: 0.3}}"},
		{"kind: incentive, intensity: 0.7, reference: 0.7", "1"},
		{"kind: incentive, intensity: 0.7", "0"},
	} {
		p := compile(t, levered(t, "central", c.lever, c.size))
		if len(p.Inputs()) != 0 || p.Chance() != none.Chance() {
			t.Errorf("%s, size %s: inputs %v, chance moved: %v", c.lever, c.size, p.Inputs(), p.Chance() != none.Chance())
		}
	}
}

// Away from it the logit moves by size times the difference in reach: as a
// factor without spread does that has this mean.
func TestLeverMovesTheLogit(t *testing.T) {
	for _, c := range []struct {
		lever string
		reach float64
	}{
		{"kind: management, half: 3, intensity: 9, reference: 1", 9./12 - 1./4},
		{"kind: management, intensity: 2, reference: 0.5", 1.5},
		{"kind: incentive, intensity: 0, reference: 0.8", -0.8},
	} {
		got := starts(t, levered(t, "central", c.lever, "0.6"), 20)
		want := starts(t, shocked(t, "fixed", "central", fmt.Sprintf("factors: {f: {sd: 0, mean: %.17g, on: [job]}}", 0.6*c.reach)), 20)
		same := 0
		for i := range got {
			if d := got[i] - want[i]; d >= -1 && d <= 1 { // one person at a rounding of the logit
				same++
			}
		}
		if same != len(got) {
			t.Errorf("%s: jobs %v, want %v", c.lever, got, want)
		}
	}
}

// The size of an effect is one input, drawn once for all sites, and more of it
// loses nobody a job.
func TestLeverSizeIsOneInput(t *testing.T) {
	d := levered(t, "central", "kind: management, half: 1, intensity: 1", "{uniform: {min: 0, max: 2}}")
	p := compile(t, d)
	if in := p.Inputs(); len(in) != 1 || in[0] != "effects.jobs.size" {
		t.Fatalf("inputs %v", in)
	}
	base := starts(t, shocked(t, "fixed", "central", ""), 200)
	var gain, size float64
	for n, l := range p.Lifetimes(1, 0, 200) {
		var jobs int32
		for _, a := range l.Outturn.Achieved {
			jobs += a
		}
		if jobs < base[n] {
			t.Errorf("path %d: %d jobs with the lever, %d without", n, jobs, base[n])
		}
		gain += float64(jobs - base[n])
		size += l.Theta[0]
	}
	if gain == 0 || math.Abs(size/200-1) > 4.89*math.Sqrt(1./3/200) {
		t.Errorf("gain %v, mean size %v, want 1", gain, size/200)
	}
}

// An intercept is solved without a lever, which then shifts the outcome from
// there; and the plan case is without it.
func TestLeverIsNoPartOfTheIntercept(t *testing.T) {
	with := compile(t, levered(t, "marginal", "kind: incentive, intensity: 1", "1"))
	without := compile(t, shocked(t, "fixed", "marginal", ""))
	a, b := with.Marginals(4000)[0], without.Marginals(4000)[0]
	if math.Abs(b.Marginal-0.3) > 0.01 || a.Marginal < 0.45 {
		t.Errorf("marginal means %v with, %v without the lever; the latter must be 0.3, the former the logit 1 higher", a.Marginal, b.Marginal)
	}
	x, y := with.PlanCase().Outturn.Achieved, without.PlanCase().Outturn.Achieved
	for i := range x {
		if x[i] != y[i] {
			t.Fatalf("plan cases differ: %v and %v", x, y)
		}
	}
}
