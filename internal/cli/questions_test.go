package cli

import (
	"fmt"
	"math"
	"testing"
)

// Deals whose answers follow with a pencil, for the questions of commissioners
// and evaluators: what price, who is paid for what, which arrangement, which
// evaluation, what value.

// One more job is 1,000 from the council to the investors, to the penny on
// every path, and half the people leave half the income.
func TestPlantedIncentives(t *testing.T) {
	v := ask(t, exitDone, "incentives "+planted+" --performance volume --paths 500")
	found := 0
	for _, a := range at(t, v, "actors").([]any) {
		if a.(map[string]any)["part"] == true {
			continue // a second reading of the same money
		}
		sign := 0.0
		switch at(t, a, "kind") {
		case "investor", "investors":
			sign = 1
		case "local", "commissioner", "payer":
			sign = -1
		default:
			continue
		}
		found++
		for _, m := range at(t, a, "marginal").([]any) {
			if number(t, m, "mean") != 1000*sign || number(t, m, "se") != 0 {
				t.Errorf("%v: one more job is %v with standard error %v, want %v", at(t, a, "id"), number(t, m, "mean"), number(t, m, "se"), 1000*sign)
			}
		}
		for _, p := range at(t, a, "payoff").([]any) {
			want := -100000 * number(t, p, "performance")
			if sign > 0 {
				want = -want - 90000
			}
			if d := number(t, p, "mean") - want; math.Abs(d) > 4.89*number(t, p, "se")+1e-6 {
				t.Errorf("%v at %v: %v, want %v", at(t, a, "id"), number(t, p, "performance"), number(t, p, "mean"), want)
			}
		}
		if d := number(t, a, "delay", "mean"); d != 0 {
			t.Errorf("%v: a month's delay is worth %v, want 0: nothing is lost and nothing discounted", at(t, a, "id"), d)
		}
	}
	if found != 2 {
		t.Errorf("%d of the two actors", found)
	}
}

const plantedLevers = "testdata/planted_levers.yaml"

// What is left of 300 jobs without one lever, or both, is the logistic law.
func TestPlantedArrangements(t *testing.T) {
	v := ask(t, exitDone, "arrangements "+plantedLevers+" --against ordinary --paths 2000")
	jobs := func(shift float64) float64 {
		odds := 3.0 / 7 * math.Exp(shift)
		return 1000 * odds / (1 + odds)
	}
	none, managed, paid, both := jobs(-1.3), jobs(-0.8), jobs(-0.5), jobs(0)
	a := at(t, v, "attribution", "outcomes", "job")
	for name, want := range map[string]float64{"management": managed - none, "incentive": paid - none, "interaction": both - managed - paid + none} {
		within(t, name, at(t, a, name), want)
	}
	share := ((managed - none) + (both - paid)) / 2 / (both - none)
	within(t, "management's share", at(t, a, "shapley", "management_share"), share)
	// A job is paid 1,000 and half of them are net: 2,000 each. Ordinarily 210,000
	// buy half of 1,000 jobs at the odds that the effects leave.
	even := math.Log(0.3/0.7*0.79/0.21) / 1.3
	if lo, hi := number(t, v, "breakeven", "factor", "lo"), number(t, v, "breakeven", "factor", "hi"); math.Abs((lo+hi)/2-even) > 4.89/1.96*(hi-lo)/2 || hi-lo > 0.1 {
		t.Errorf("breaks even at %v to %v of the effects, want %v", lo, hi, even)
	}
}

// An evaluation with 200 people in each arm, counted over both binomial laws.
func TestPlantedPower(t *testing.T) {
	const n = 200
	law := func(p float64) []float64 {
		out := make([]float64, n+1)
		for k := range out {
			a, _ := math.Lgamma(n + 1)
			b, _ := math.Lgamma(float64(k) + 1)
			c, _ := math.Lgamma(float64(n-k) + 1)
			out[k] = math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
		}
		return out
	}
	detects := func(p, q float64) (power float64) {
		a, b := law(p), law(q)
		for i := range a {
			for j := range b {
				pool := float64(i+j) / (2 * n)
				if math.Abs(float64(i-j)/n) > 1.959963984540054*math.Sqrt(2*pool*(1-pool)/n) {
					power += a[i] * b[j]
				}
			}
		}
		return power
	}
	v := ask(t, exitDone, fmt.Sprintf("power %s --design rct --n %d --outcome job --paths 4000", plantedLevers, n))
	for name, want := range map[string]float64{"power": detects(0.3, 0.15), "size": detects(0.15, 0.15)} {
		got := number(t, v, name, "value")
		if math.Abs(got-want) > 4.89*math.Sqrt(want*(1-want)/4000) {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
}

// Two costs that may come to anything but their plan, and nothing else: the
// bridge has one bar.
func TestPlantedBridge(t *testing.T) {
	v := ask(t, exitDone, "bridge "+planted+" --paths 1000")
	r := at(t, v, "readings", "delivery")
	var sum float64
	for name, c := range at(t, r, "causes").(map[string]any) {
		x := number(t, c, "mean")
		sum += x
		if name != "overrun" && x != 0 {
			t.Errorf("%s has %v", name, x)
		}
	}
	if d := number(t, r, "difference"); math.Abs(sum-d) > 0.005 || math.Abs(d) > 4.89*5000/math.Sqrt(1000) {
		t.Errorf("causes add up to %v, the difference is %v", sum, d)
	}
}
