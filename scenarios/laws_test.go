package scenarios_test

import (
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

// deals are the deals every law is tried on: all examples, and those of the
// tests that have a clause of every kind.
func deals(t *testing.T) map[string]deal.Deal {
	t.Helper()
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d example deals, %v", len(files), err)
	}
	files = append(files, "../dealfile/testdata/base.yaml", "../dealfile/testdata/clauses.yaml", "../sim/testdata/rich.yaml", "../study/testdata/base.yaml")
	out := map[string]deal.Deal{}
	for _, f := range files {
		out[f] = read(t, f)
	}
	out["with specialists"] = changed(t, out["../examples/mhep-lcf/at-signing.yaml"], "specialists")
	return out
}

// scenario is the stress tuned by settings.
func scenario(t *testing.T, s scenarios.Stress, settings ...string) scenarios.Scenario {
	t.Helper()
	out, err := s.Scenario(settings...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onlyFaults fails unless every error joined in err is a *deal.Fault that
// says where, what was found and what is allowed.
func onlyFaults(t *testing.T, what string, err error) {
	t.Helper()
	err = errors.Unwrap(err) // the name of the scenario
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	for _, e := range list {
		var f *deal.Fault
		if !errors.As(e, &f) || f.Address == "" || f.Found == "" || f.Allowed == "" {
			t.Errorf("%s: %v is no fault with address, found and allowed", what, e)
		}
	}
}

// Every stress on every deal: the argument stays, what comes out compiles,
// states something else (or, being as bad already, the same), and twice is
// once unless it compounds. Or it says what the deal lacks.
func TestEveryStressOnEveryDeal(t *testing.T) {
	applied := map[string]int{}
	for file, d := range deals(t) {
		before, doc := d.SHA256(), d.Document()
		for _, s := range scenarios.Library() {
			one := scenario(t, s)
			once, err := one.Apply(d)
			if d.SHA256() != before || !reflect.DeepEqual(d.Document(), doc) {
				t.Fatalf("%s on %s changed its argument", s.Name, file)
			}
			if err != nil {
				onlyFaults(t, s.Name+" on "+file, err)
				continue
			}
			if _, err := sim.Compile(once); err != nil {
				t.Errorf("%s on %s does not compile: %v", s.Name, file, err)
			}
			if len(deal.Diff(d, once)) == 0 {
				t.Errorf("%s changes nothing of %s", s.Name, file)
			}
			applied[s.Name]++
			twice, err := one.Apply(once)
			switch {
			case err != nil:
				t.Errorf("%s, applied again to %s: %v", s.Name, file, err)
			case !s.Compounds && twice.SHA256() != once.SHA256():
				t.Errorf("%s applied twice to %s is not applied once: %v", s.Name, file, deal.Diff(once, twice))
			}
		}
	}
	for _, s := range scenarios.Library() {
		least := 3
		if s.Name == "specialist_turnover" {
			least = 2
		}
		if applied[s.Name] < least {
			t.Errorf("%s applies to %d deals only", s.Name, applied[s.Name])
		}
	}
}

// At the ends of every parameter's range a stress still makes a valid deal or
// says what is wrong.
func TestEveryParameterAtItsEnds(t *testing.T) {
	all := deals(t)
	for _, file := range []string{"../examples/mhep-lcf/deal.yaml", "../examples/mhep5/deal.yaml", "../dealfile/testdata/clauses.yaml", "with specialists"} {
		for _, s := range scenarios.Library() {
			for _, p := range s.Params {
				for _, x := range []float64{p.Least, p.Most} {
					one := scenario(t, s, p.Name+"="+number(x))
					if _, err := one.Apply(all[file]); err != nil {
						onlyFaults(t, one.Name+" on "+file, err)
					}
				}
			}
		}
	}
}

// A stress that compounds, applied twice, is applied once with the product of
// its sizes, up to the rounding of money and of decimals.
func TestTwiceIsTheProduct(t *testing.T) {
	square := func(x float64) float64 { return x * x }
	products := map[string]struct {
		param string
		twice func(x float64) float64
	}{
		"conversion_shortfall":  {"part", square},
		"sustainment_shortfall": {"part", square},
		"evidence_failure":      {"refused", func(x float64) float64 { return 1 - square(1-x) }},
		"cost_overrun":          {"more", func(x float64) float64 { return square(1+x) - 1 }},
		"price_cut":             {"cut", func(x float64) float64 { return 1 - square(1-x) }},
		"slow_ramp":             {"months", nil}, // below
	}
	for _, s := range scenarios.Library() {
		p, ok := products[s.Name]
		if ok != s.Compounds {
			t.Errorf("%s compounds: %v; in the table: %v", s.Name, s.Compounds, ok)
		}
		if !ok || p.twice == nil {
			continue
		}
		for _, file := range []string{"../examples/mhep-lcf/deal.yaml", "../examples/mhep5/deal.yaml"} {
			d := read(t, file)
			one := scenario(t, s)
			both, err := scenarios.Compose(one, one).Apply(d)
			if err != nil {
				t.Fatal(err)
			}
			direct, err := scenario(t, s, p.param+"="+number(p.twice(s.Params[0].Default))).Apply(d)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range deal.Diff(both, direct) {
				a, b := deal.ParseQuantity(x.Old), deal.ParseQuantity(x.New)
				if !near(a, b) {
					t.Errorf("%s twice on %s: %s is %s, with the product %s", s.Name, file, x.Address, x.Old, x.New)
				}
			}
		}
	}
}

// near reports whether two quantities agree to a penny or a part in 10^9.
func near(a, b deal.Quantity) bool {
	close := func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*math.Abs(x) || math.Abs(x-y) < 0.0101 && x > 1 }
	if a.Dist != b.Dist || len(a.Params) != len(b.Params) {
		return false
	}
	for i := range a.Params {
		if !close(a.Params[i].Value, b.Params[i].Value) {
			return false
		}
	}
	return a.Dist != "" || close(value(a.Text), value(b.Text))
}

// Ramps are set where there is a rate, and multiplied where months are listed.
func TestSlowRampTwice(t *testing.T) {
	d := open(t, `referrals: {monthly: [10, 10, 10, 10]}`)
	slow := find(t, d, "slow_ramp:months=4")
	both, err := scenarios.Compose(slow, slow).Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"0.625", "2.5", "5.625", "10"} {
		if got, _ := both.Get("referrals.monthly." + number(float64(i))); got != want {
			t.Errorf("month %d: %s, want %s", i, got, want)
		}
	}
}

// Scenarios act in the order written: of two cases the last holds, and a cut
// of a set price is not a set price that was cut.
func TestWrittenOrder(t *testing.T) {
	d := open(t, `scenarios: {dear: {set: {tariffs.job.price: 5000}}}`)
	for names, want := range map[string]string{"high_case,low_case": "-0.8209805520698302", "low_case,high_case": "0.01980262729617973"} {
		if got, _ := changed(t, d, strings.Split(names, ",")...).Get("factors.case.mean"); got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
	for names, want := range map[string]string{"dear,price_cut": "4500", "price_cut,dear": "5000"} {
		if got, _ := changed(t, d, strings.Split(names, ",")...).Get("tariffs.job.price"); got != want {
			t.Errorf("%s: %s, want %s", names, got, want)
		}
	}
	first, second := find(t, d, "dear"), find(t, d, "price_cut")
	both := scenarios.Compose(first, second)
	one, err := both.Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	if one.SHA256() != changed(t, d, "dear", "price_cut").SHA256() || both.Name != "dear,price_cut" {
		t.Errorf("%q is not its parts one after the other", both.Name)
	}
	if none, err := scenarios.Compose().Apply(d); err != nil || none.SHA256() != d.SHA256() {
		t.Errorf("composed of nothing it changes the deal: %v", err)
	}
}
