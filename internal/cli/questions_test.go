package cli

import (
	"fmt"
	"math"
	"testing"
)

// Deals whose answers follow with a pencil, for the questions of commissioners
// and evaluators: what price, who is paid for what, which arrangement, which
// evaluation, what value.

// The gain is 100 x price - 90,000 with a deviation of 5,000: a chance of 10 %
// of a loss needs a price of 900 + 50 x 1.2816.
func TestPlantedPrice(t *testing.T) {
	const z, density = 1.2815515655446004, 0.17549833193248682 // of the normal law at its 90 % point
	const n = 4000
	want := 900 + 50*z
	se := math.Sqrt(0.1*0.9/n) / density * 50
	for seed := 1; seed <= 3; seed++ {
		v := ask(t, exitDone, fmt.Sprintf("price %s --vary tariffs.job.price=500:1500 --minimise payments.total.mean --round 1 --paths %d --seed %d", planted, n, seed),
			"--subject-to", "p(investor.npv < 0) <= 0.1", "--subject-to", "payments.total.mean <= 120000")
		got := number(t, v, "prices", "tariffs.job.price")
		if got != math.Round(got) || math.Abs(got-want) > 4.89*se+1 {
			t.Errorf("seed %d: price %v, want %v within %v, rounded", seed, got, want, 4.89*se)
		}
		binding := at(t, v, "binding").([]any)
		if len(binding) != 1 || binding[0] != "p(investor.npv < 0) <= 0.1" {
			t.Errorf("seed %d: binding %v", seed, binding)
		}
		// On fresh paths the chance of a loss at this price is what the normal law says.
		chance := 0.5 * math.Erfc((got-900)/50/math.Sqrt2)
		c := at(t, v, "constraints", 0)
		width := (number(t, c, "hi") - number(t, c, "lo")) / (2 * 1.96)
		if d := number(t, c, "value") - chance; math.Abs(d) > 4.89*width {
			t.Errorf("seed %d: chance of a loss %v on fresh paths, want %v", seed, number(t, c, "value"), chance)
		}
		// Payments of 120,000 for 100 jobs are the ceiling; the loss is the floor.
		from, to := number(t, v, "zone", "from"), number(t, v, "zone", "to")
		if ratio := to / from; math.Abs(ratio-1200/want) > 4.89*se/want*1.3+0.002 {
			t.Errorf("seed %d: zone of %v to %v, want the ratio 1200 to %v", seed, from, to, want)
		}
		if len(at(t, v, "frontier").([]any)) < 15 {
			t.Errorf("frontier of %d points", len(at(t, v, "frontier").([]any)))
		}
	}
}

// Payments of at most 95,000 leave a price of 950, where a loss has a chance
// of 16 %: no price exists, and payments would have to go up to 96,408.
func TestPlantedNoPrice(t *testing.T) {
	v := ask(t, exitNo, "price "+planted+" --vary tariffs.job.price=500:1500 --minimise payments.total.mean",
		"--subject-to", "p(investor.npv < 0) <= 0.1", "--subject-to", "payments.total.mean <= 95000")
	if at(t, v, "exists") != false {
		t.Error("a price exists")
	}
	at(t, v, "relaxation")
}

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
