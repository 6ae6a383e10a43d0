package scenarios_test

import (
	"context"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

func read(t *testing.T, file string) deal.Deal {
	t.Helper()
	d, err := dealfile.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// changed applies scenarios by name, in order.
func changed(t *testing.T, d deal.Deal, names ...string) deal.Deal {
	t.Helper()
	for _, name := range names {
		s, err := scenarios.Find(d, name)
		if err == nil {
			d, err = s.Apply(d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func plan(t *testing.T, d deal.Deal) *sim.Plan {
	t.Helper()
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each stress moves the metric it is meant to move, in the direction it is
// meant to, by more than 10 standard errors of the paired difference: on mhep-lcf or, where
// that has nobody to leave, as seen at signing with specialists.
func TestEachStressMovesItsMetric(t *testing.T) {
	paths := uint64(400)
	if testing.Short() {
		paths = 200
	}
	bases := map[string]*sim.Plan{
		"":                    plan(t, read(t, "../examples/mhep-lcf/deal.yaml")),
		"specialist_turnover": plan(t, changed(t, read(t, "../examples/mhep-lcf/at-signing.yaml"), "specialists")),
	}
	for _, s := range scenarios.Library() {
		base := bases[s.Name]
		if base == nil {
			base = bases[""]
		}
		stressed := plan(t, changed(t, base.Deal(), "library:"+s.Name))
		pairs, err := sim.Pair(context.Background(), base, []*sim.Plan{stressed}, []string{s.Metric}, sim.Options{Seed: 1, Paths: paths})
		if err != nil {
			t.Fatal(err)
		}
		diff := pairs[0].Differences[0]
		moved := -diff.Mean // the stressed deal less the base
		if !s.Rises {
			moved = -moved
		}
		if uint64(diff.N) < paths/2 || !(moved > 10*diff.SE) {
			t.Errorf("%s moves %s by %.6g ± %.3g (%d paths); rises %v, want more than 10 standard errors", s.Name, s.Metric, -diff.Mean, diff.SE, diff.N, s.Rises)
		}
		t.Logf("%s: %s %.6g ± %.3g, %.0f standard errors", s.Name, s.Metric, -diff.Mean, diff.SE, moved/diff.SE)
	}
}
