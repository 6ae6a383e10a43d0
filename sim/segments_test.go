package sim_test

import (
	"context"
	"math"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

// Segments with shares, chances, prices and costs of their own, as exclusive
// outcomes of the referral. 480 people are expected; counts of each kind are
// Poisson, so that the errors are exact. An error of 1 % in a share shows.
func TestSegments(t *testing.T) {
	d, err := dealfile.Open("testdata/segments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	const n = 20_000
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: n})
	if err != nil {
		t.Fatal(err)
	}
	young, older := 480*0.3, 480*0.7
	for name, want := range map[string]struct{ mean, variance float64 }{
		"outcome.young.achieved":     {young, young},
		"outcome.older.achieved":     {older, older},
		"outcome.young_job.achieved": {young / 2, young / 2},
		"outcome.older_job.achieved": {older / 5, older / 5},
		"payments.total":             {1500*young/2 + 2500*older/5, 1500*1500*young/2 + 2500*2500*older/5},
		"cost.total":                 {400*young + 150*older, 400*400*young + 150*150*older},
	} {
		s, ok := r.Metric(name)
		if !ok {
			t.Fatalf("no metric %s", name)
		}
		if z := (s.Mean - want.mean) / math.Sqrt(want.variance/n); math.Abs(z) > 4.89 {
			t.Errorf("%s: mean %v, want %v: z = %.1f", name, s.Mean, want.mean, z)
		}
	}
}
