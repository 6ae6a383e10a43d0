package sim_test

import (
	"context"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// What was walked once and kept settles as what is walked anew, also of another
// contract; a plan of another chance is walked; other paths are other paths, those
// of the same plan one by one.
func TestWalks(t *testing.T) {
	ctx, o := context.Background(), sim.Options{Seed: 3, Paths: 60}
	d := open(t, "../examples/minimal/deal.yaml")
	var plans []*sim.Plan
	for _, e := range []deal.Edit{deal.Set("tariffs.job.price", 4000), deal.Set("tariffs.job.price", 1234), deal.Set("referrals.rate", 30)} {
		changed, err := d.With(e)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(changed)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	names := []string{"investor.npv", "investor.loss", "public.spend", "cost.total"}
	all := [][]string{names, names, append(slices.Clone(names), "investor.irr")}
	walks, err := plans[0].Walk(ctx, o)
	if err != nil || walks == nil {
		t.Fatal(walks, err)
	}
	kept, err := walks.Sweep(ctx, plans, all, o)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := sim.NewSweep(ctx, plans, all, o)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Walks != o.Paths || fresh.Walks != 2*o.Paths {
		t.Errorf("%d and %d walks", kept.Walks, fresh.Walks)
	}
	for i := range plans {
		for _, name := range all[i] {
			if !slices.Equal(kept.Column(i, name), fresh.Column(i, name)) {
				t.Errorf("plan %d: %s differs", i, name)
			}
		}
	}
	later, err := sim.NewSweepFrom(ctx, 20, plans, all, sim.Options{Seed: 3, Paths: 40})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(later.Column(1, "investor.npv"), fresh.Column(1, "investor.npv")[20:]) {
		t.Error("paths from 20 on are not those of the whole")
	}
	// With rates or without, other metrics are the same.
	with, err := sim.NewSweep(ctx, plans[:1], [][]string{append(slices.Clone(names), "investor.irr")}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !slices.Equal(with.Column(0, name), fresh.Column(0, name)) {
			t.Errorf("%s differs with rates of return", name)
		}
	}
}
