package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

// The planted deal pays 100 jobs for certain and has two normal costs, so the
// investors' gain is normal with mean 10,000 and variance 3,000² + 4,000²; what
// every study must answer about it follows with a pencil.

// ask runs a command line on the planted deal and reads its JSON.
func ask(t *testing.T, status int, command string, args ...string) any {
	t.Helper()
	var out, errOut bytes.Buffer
	all := append(append([]string{}, strings.Fields(command)...), args...)
	if got := Main(append(all, "--json"), strings.NewReader(""), &out, &errOut); got != status {
		t.Fatalf("sibsim %s: status %d, want %d\n%s", strings.Join(all, " "), got, status, errOut.String())
	}
	var v any
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatalf("%v: %v\n%s", all, err, out.String())
	}
	return v
}

// at follows keys and list places through JSON.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok || m[step] == nil {
				t.Fatalf("no %q in %v", step, v)
			}
			v = m[step]
		case int:
			v = v.([]any)[step]
		}
	}
	return v
}

func number(t *testing.T, v any, path ...any) float64 {
	t.Helper()
	x, ok := at(t, v, path...).(float64)
	if !ok {
		t.Fatalf("%v is no number", path)
	}
	return x
}

// within holds an estimate to the truth: 4.89 of its standard errors.
func within(t *testing.T, name string, v any, truth float64) {
	t.Helper()
	value, se := number(t, v, "value"), number(t, v, "se")
	if d := math.Abs(value - truth); d > 4.89*se || se > 0.2*math.Abs(truth) {
		t.Errorf("%s: %v with standard error %v, want %v", name, value, se, truth)
	}
}

const planted = "testdata/planted.yaml"

func TestPlantedBreakEven(t *testing.T) {
	for seed := 1; seed <= 3; seed++ {
		v := ask(t, exitDone, fmt.Sprintf("breakeven %s --vary tariffs.job.price=500:1500 --paths 4000 --seed %d", planted, seed), "--until", "investor.npv.mean >= 0")
		se := 5000 / math.Sqrt(4000) / 100 // in the price: 100 jobs
		if got := number(t, v, "value"); math.Abs(got-900) > 4.89*se+0.1 {
			t.Errorf("seed %d: break-even at %v, want 900 within %v", seed, got, 4.89*se)
		}
		if width := number(t, v, "hi") - number(t, v, "lo"); math.Abs(width/(2*1.96*se)-1) > 0.15 {
			t.Errorf("seed %d: the interval is %v wide, want %v", seed, width, 2*1.96*se)
		}
		if n := number(t, v, "evaluations"); n > 20 {
			t.Errorf("%v evaluations", n)
		}
	}
	// No price up to 100 pays for costs of 90,000: the answer is no.
	ask(t, exitNo, "breakeven "+planted+" --vary tariffs.job.price=1:100 --paths 200", "--until", "investor.npv.mean >= 0")
}

// The gain falls to 10,000 - 5,000 k at the distance k, along (3, 4)/5; alone
// the costs would have to move by 25,000/3,000 and 25,000/4,000 deviations.
func TestPlantedReverseStress(t *testing.T) {
	v := ask(t, exitDone, "stress --reverse "+planted+" --paths 50", "--until", "investor.npv.mean <= -15000")
	if got := number(t, v, "distance", "value"); math.Abs(got-5) > 0.01 {
		t.Errorf("distance %v, want 5", got)
	}
	for _, m := range at(t, v, "moves").([]any) {
		want := map[string]float64{"costs.a.amount": 3, "costs.b.amount": 4}[at(t, m, "driver").(string)]
		if got := number(t, m, "score"); math.Abs(got-want) > 0.1 {
			t.Errorf("%v moves by %v, want %v", at(t, m, "driver"), got, want)
		}
	}
	for _, s := range at(t, v, "singles").([]any) {
		if d := s.(map[string]any)["distance"]; d != nil {
			t.Errorf("%v breaks it alone at %v", at(t, s, "driver"), d)
		}
	}
	ask(t, exitNo, "stress --reverse "+planted+" --paths 50", "--until", "investor.npv.mean <= -30000")
}

// The unit normal loss at 0 is 1/sqrt(2 pi): so many deviations is it worth to
// know what moves a gain of mean 0.
func TestPlantedValueOfInformation(t *testing.T) {
	loss := 1 / math.Sqrt(2*math.Pi)
	v := ask(t, exitDone, "voi "+planted, "--decision", "invest if investor.npv.mean >= 10000")
	within(t, "EVPI", at(t, v, "evpi"), 5000*loss)
	within(t, "EVPPI of a", at(t, v, "evppi", "costs.a.amount"), 3000*loss)
	within(t, "EVPPI of b", at(t, v, "evppi", "costs.b.amount"), 4000*loss)
	// Two deviations from the limit knowing little changes little.
	v = ask(t, exitDone, "voi "+planted, "--decision", "invest if investor.npv.mean >= 0")
	z := 2.0
	far := 5000 * (math.Exp(-z*z/2)*loss - z*0.5*math.Erfc(z/math.Sqrt2))
	within(t, "EVPI far from the limit", at(t, v, "evpi"), far)
}

// The variance is 9 to 16 between the two costs, and nothing else.
func TestPlantedSensitivity(t *testing.T) {
	v := ask(t, exitDone, "sensitivity "+planted+" --metric investor.npv --paths 2000")
	truth := map[string]float64{"costs.a.amount": 9.0 / 25, "costs.b.amount": 16.0 / 25}
	seen := 0
	for _, kind := range [][2]string{{"sobol", "first"}, {"sobol", "total"}, {"shapley", "share"}} {
		for _, g := range at(t, v, kind[0]).([]any) {
			if want, ok := truth[at(t, g, "name").(string)]; ok {
				within(t, kind[0]+" "+kind[1], at(t, g, kind[1]), want)
				seen++
			}
		}
	}
	if seen != 6 {
		t.Errorf("%d estimates of 6", seen)
	}
	for _, tier := range []string{"environment", "luck"} {
		if x := at(t, v, "tiers", tier, "share", "value").(float64); x != 0 {
			t.Errorf("%s has %v of the variance", tier, x)
		}
	}
	// A tornado of a straight line: 2 x 1.2816 deviations.
	for _, s := range at(t, v, "tornado").([]any) {
		want := -2 * 1.2815515655446004 * map[string]float64{"costs.a.amount": 3000, "costs.b.amount": 4000}[at(t, s, "driver").(string)]
		if got := number(t, s, "difference", "value"); math.Abs(got-want) > 0.02 {
			t.Errorf("%v swings the mean by %v, want %v", at(t, s, "driver"), got, want)
		}
	}
}

// Everything 5 % dearer is 5,000 more, for certain, on common words.
func TestPlantedComparison(t *testing.T) {
	v := ask(t, exitDone, "compare "+planted+" --paths 500 --scenario times:tariffs.job.price=1.05 --metric investor.npv.mean --metric payments.total.mean")
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if d, ok := v["difference"].(map[string]any); ok {
				if x, ok := d["mean"].(float64); ok && x != 0 {
					found++
					if x != 5000 || d["se"].(float64) != 0 {
						t.Errorf("difference %v with standard error %v, want 5000 and 0", x, d["se"])
					}
				}
			}
			for _, below := range v {
				walk(below)
			}
		case []any:
			for _, below := range v {
				walk(below)
			}
		}
	}
	walk(v)
	if found != 2 {
		t.Errorf("%d differences of 2 in %s", found, text)
	}
}
