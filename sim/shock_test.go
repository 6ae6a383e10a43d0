package sim_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

// shocked is a deal of one outcome, one month after the referral, and a factor.
func shocked(t *testing.T, law, mean, factor string) deal.Deal {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", fmt.Appendf(nil, `
sibsim: 1
name: Shock
term: {start: 2024-04, months: 12}
outcomes: {job: {}}
payers: {council: {budget: 1000000}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {law: %s, rate: 200}
pathway: {job: {probability: 0.3, delay: 1, mean: %s}}
site_effects: {town: {sd: 0.8, on: [job]}}
%s
capital: {tranches: {all: {commitment: 100000}}}
sites: {town: {}}
`, law, mean, factor))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A shock of log 1/2 on fixed referrals halves them in its months exactly, and
// is not in the plan case. With a loading of 2 it quarters them.
func TestShockOnReferrals(t *testing.T) {
	plain := fmt.Sprintf("factors: {f: {sd: 0, shock: [0, 0, %.17g, %[1]v], on: [referrals]}}", -math.Ln2)
	want := []int32{200, 200, 100, 100, 200, 200, 200, 200, 200, 200, 200, 200}
	d := shocked(t, "fixed", "central", plain)
	p := compile(t, d)
	for _, l := range p.Lifetimes(1, 0, 3) {
		if !slices.Equal(l.Outturn.Referrals, want) {
			t.Errorf("referrals %v, want %v", l.Outturn.Referrals, want)
		}
	}
	if got := p.PlanCase().Outturn.Referrals; got[2] != 200 {
		t.Errorf("the plan case has referrals %v: a shock is no part of it", got)
	}
	doc := d.Document()
	doc.Sites[0].Value.Loadings = deal.Table[deal.Quantity]{{ID: "f", Value: deal.Num("2")}}
	doubled, err := deal.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range compile(t, doubled).Lifetimes(1, 0, 1) {
		if l.Outturn.Referrals[2] != 50 || l.Outturn.Referrals[4] != 200 {
			t.Errorf("with loading 2 referrals %v, want 50 in month 2", l.Outturn.Referrals)
		}
	}
}

// A shock of nothing is no factor: the same rows. A shock of one month leaves
// every other month as it was, path by path, also where the intercept is
// solved: that is done without the shock, which then moves its month's mean
// to E[logistic(a + 0.8 Z - 1)], a being the intercept at which it was 0.3.
func TestShockMovesItsMonthsAlone(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	const shock = "factors: {f: {sd: 0, shock: [0, 0, 0, 0, 0, 0, -1], on: [job]}}"
	for _, mean := range []string{"central", "marginal"} {
		base := compile(t, shocked(t, "poisson", mean, ""))
		none := compile(t, shocked(t, "poisson", mean, "factors: {f: {sd: 0, rho: 0.5, shock: [0, 0, 0], on: [job]}}"))
		moved := compile(t, shocked(t, "poisson", mean, shock))
		var before, after moments
		for n := range uint64(2000) {
			var rows [3][]int32
			for i, p := range []*sim.Plan{base, none, moved} {
				for _, l := range p.Lifetimes(1, n, 1) {
					rows[i] = slices.Clone(l.Outturn.Achieved)
				}
			}
			if !slices.Equal(rows[0], rows[1]) {
				t.Fatalf("%s, path %d: a shock of 0 gives %v, no factor %v", mean, n, rows[1], rows[0])
			}
			before.add(float64(rows[0][6]))
			after.add(float64(rows[2][6]))
			rows[0][6], rows[2][6] = 0, 0
			if !slices.Equal(rows[0], rows[2]) {
				t.Fatalf("%s, path %d: months without the shock: %v, want %v", mean, n, rows[2], rows[0])
			}
		}
		intercept := math.Log(0.3 / 0.7)
		if mean == "marginal" {
			intercept = solve(func(a float64) float64 { return meanLogistic(a) - 0.3 })
		}
		for _, c := range []struct {
			name string
			got  *moments
			want float64
		}{{"before", &before, 200 * meanLogistic(intercept)}, {"after", &after, 200 * meanLogistic(intercept-1)}} {
			if math.Abs(c.got.mean()-c.want) > z*math.Sqrt(c.got.se2()) {
				t.Errorf("%s, %s: %.2f jobs in month 6, want %.2f", mean, c.name, c.got.mean(), c.want)
			}
		}
	}
}

// meanLogistic is E[logistic(a + 0.8 Z)] by quadrature.
func meanLogistic(a float64) float64 {
	var sum float64
	for x := -8.0; x <= 8; x += 0.001 {
		sum += 0.001 * math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / (1 + math.Exp(-a-0.8*x))
	}
	return sum
}

// solve finds the root of a rising function between -5 and 5.
func solve(f func(float64) float64) float64 {
	lo, hi := -5.0, 5.0
	for range 40 {
		if mid := (lo + hi) / 2; f(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
