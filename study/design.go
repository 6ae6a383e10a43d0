package study

import (
	"math/bits"

	"github.com/sibsim/sibsim/sim"
)

// design lists the lifetimes that each part of a study needs.
type design struct {
	paths   uint64
	base    recipe   // the plain run: all is the path's own
	copies  recipe   // nothing is
	tiers   []recipe // on the run
	tornado []recipe // these and the next on the first paths of the run
	sobol   []recipe
	shapley []recipe // by subset of the groups, as bits; nil: by permutations
	orders  int      // permutations on each path
	groups  int
	drivers int
}

// exactGroups is the most groups whose subsets are all walked.
const exactGroups = 7

// pointScores are the normal scores of the 10 % and the 90 % point.
var pointScores = [2]float64{-1.2815515655446004, 1.2815515655446004}

// design returns the design of what is asked.
func (s *SensitivityStudy) design(paths uint64) *design {
	all := s.all()
	d := &design{paths: paths, base: s.keep(all), copies: s.keep(), groups: len(s.groups), drivers: len(all.Drivers)}
	if s.asks("tiers") {
		d.tiers = []recipe{s.keep(Group{Drivers: all.Drivers}), s.keep(s.tier(sim.Ignorance))}
	}
	if s.asks("tornado") {
		for i := range all.Drivers {
			d.tornado = append(d.tornado, s.pin(i, pointScores[0]), s.pin(i, pointScores[1]))
		}
	}
	if s.asks("sobol") {
		d.sobol = append(d.sobol, d.copies)
		for i := range s.sobol {
			d.sobol = append(d.sobol, s.keep(allBut(s.sobol, i)...))
		}
	}
	switch n := len(s.groups); {
	case !s.asks("shapley"):
	case n <= exactGroups:
		for u := range uint(1) << n {
			d.shapley = append(d.shapley, s.keep(subsetOf(s.groups, u)...))
		}
	default:
		// About as many lifetimes as the subsets of exactGroups, in pairs of
		// opposite orders.
		d.orders = 2 * ((1 << exactGroups) / (2 * (n - 1)))
	}
	return d
}

// needed are the subsets of the Shapley effects that must be walked on all paths.
func (d *design) needed() []recipe {
	switch {
	case d.orders > 0:
		return []recipe{d.copies}
	case len(d.shapley) > 0:
		return d.shapley[:len(d.shapley)-1] // the whole is the run
	}
	return nil
}

// count returns how many lifetimes are walked for each path of the run, and for
// each path of the designs besides.
func (d *design) count() (long, short uint64) {
	run := append([]recipe{d.base}, d.tiers...)
	kept := map[recipe][]int64{}
	for _, r := range notKept(kept, 1, run) {
		kept[r] = []int64{0}
	}
	long = uint64(len(kept))
	short = uint64(len(notKept(kept, 1, append(append(append([]recipe(nil), d.tornado...), d.sobol...), d.needed()...))))
	return long, short + uint64(d.orders*(d.groups-1))
}

// bytes returns about how much memory what is kept takes.
func (d *design) bytes() float64 {
	long, short := d.count()
	short += uint64(3*len(d.sobol) + d.groups) // products of the indices, pulls of the effects
	return 8 * float64(d.paths) * float64(runTimes*(long+1)+short)
}

// tier is the group of the drivers of a tier.
func (s *SensitivityStudy) tier(t sim.Tier) Group {
	var g Group
	for i, d := range s.plan.Drivers() {
		if d.Tier == t {
			g.Drivers = append(g.Drivers, i)
		}
	}
	return g
}

// allBut are all groups but one.
func allBut(groups []Group, but int) []Group {
	out := append([]Group(nil), groups[:but]...)
	return append(out, groups[but+1:]...)
}

// subsetOf returns the groups whose bits are set.
func subsetOf(groups []Group, set uint) []Group {
	out := make([]Group, 0, bits.OnesCount(set))
	for i := range groups {
		if set>>i&1 != 0 {
			out = append(out, groups[i])
		}
	}
	return out
}
