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

// Marks are luck: with what they are made of held, only its path number moves them.
func TestMarksAreLuck(t *testing.T) {
	m := everyClause(t)
	walk := sim.TierOutturn(m.compile(t), 1)
	marks := func(ignorance, environ, luck uint64) (late []bool, months []int32, impact []int64) {
		o := walk(ignorance, environ, luck)
		return slices.Clone(o.Late), append(slices.Clone(o.Default), o.Failed...), slices.Clone(o.Impact)
	}
	late, months, impact := marks(1, 2, 3)
	if l, d, i := marks(1, 9, 3); !slices.Equal(l, late) || !slices.Equal(d, months) || !slices.Equal(i, impact) {
		t.Error("marks depend on the environment")
	}
	if l, d, i := marks(1, 2, 4); slices.Equal(l, late) || slices.Equal(d, months) || slices.Equal(i, impact) {
		t.Error("marks do not depend on luck")
	}
	if _, _, i := marks(9, 2, 3); slices.Equal(i, impact) {
		t.Error("an uncertain effect does not depend on ignorance")
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
