package study

import (
	"slices"
	"testing"

	"github.com/sibsim/sibsim/sim"
)

// A lifetime takes each driver, and luck, from its path or from the path's copy,
// whose number no run reaches.
func TestRecipes(t *testing.T) {
	p := toy(t, 2, true)
	var scores []float64
	var words uint64
	s, err := NewSensitivity(p, SensitivityOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s.lives = func() func([]float64, uint64, uint64) (int64, int64) {
		return func(z []float64, seed, luck uint64) (int64, int64) {
			scores, words = slices.Clone(z), luck
			return int64(seed), 0
		}
	}
	a, b := make([]float64, p.NumScores()), make([]float64, p.NumScores())
	p.Scores(a, 9, 5)
	p.Scores(b, 9, 5+1<<40)
	m := newLifetimes(s, sim.Options{Seed: 9}).mixer()
	m.at(5)
	for _, c := range []struct {
		recipe recipe
		scores []float64
		luck   uint64
	}{
		{s.keep(), b, 5 + 1<<40},
		{s.keep(s.all()), a, 5},
		{s.keep(Group{Drivers: []int{1}}), []float64{b[0], a[1], b[2]}, 5 + 1<<40},
		{s.keep(Group{Drivers: []int{0}}, Group{Drivers: []int{2}, Luck: true}), []float64{a[0], b[1], a[2]}, 5},
		{s.pin(2, 1.5), []float64{a[0], a[1], 1.5}, 5},
	} {
		if seed := m.live(c.recipe); seed != 9 || words != c.luck || !slices.Equal(scores, c.scores) {
			t.Errorf("%+v: scores %v of seed %d and luck %d, want %v of 9 and %d", c.recipe, scores, seed, words, c.scores, c.luck)
		}
	}
}
