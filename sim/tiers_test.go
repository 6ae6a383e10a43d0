package sim_test

import (
	"slices"
	"testing"

	"github.com/sibsim/sibsim/sim"
)

// Law 4: each tier has a path number of its own. Holding ignorance and
// varying the others leaves theta; varying only luck leaves the factors, which
// show in nothing but people, so the costs per month stay too.
func TestTiersAreApart(t *testing.T) {
	p := compile(t, open(t, "testdata/rich.yaml"))
	if a, b := sim.Theta(p, 1, 5), sim.Theta(p, 1, 5); !slices.Equal(a, b) {
		t.Error("theta depends on something else than its path number")
	}
	if a, b := sim.Theta(p, 1, 5), sim.Theta(p, 1, 6); slices.Equal(a, b) {
		t.Error("theta does not depend on its path number")
	}
	walk := sim.TierWalker(p, 1)
	base := walk(1, 2, 3)
	if !slices.Equal(base, walk(1, 2, 3)) {
		t.Error("a path walked twice differs")
	}
	for i, other := range [][]int64{walk(9, 2, 3), walk(1, 9, 3), walk(1, 2, 9)} {
		if slices.Equal(base, other) {
			t.Errorf("tier %d changes nothing", i)
		}
	}
}

// A lifetime seen alone is the one seen among others, and its row is what the
// run stored.
func TestLifetimesAreTheRunsPaths(t *testing.T) {
	for _, file := range allDeals {
		p := compile(t, open(t, file))
		r := run(t, p, 4, 300)
		for _, first := range []uint64{0, 17, 299} {
			for n, l := range p.Lifetimes(4, first, min(3, 300-first)) {
				for i, s := range p.Specs() {
					if got, want := l.Row[i], r.Column(s.Name)[n]; got != want {
						t.Fatalf("%s: path %d, %s: lifetime %d, run %d", file, n, s.Name, got, want)
					}
				}
			}
		}
	}
}
