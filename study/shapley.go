package study

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// Shapley divides the variance of a metric among groups of drivers: to each its
// Shapley value in the game in which a set of groups is worth the variance it
// explains, Var E[Y|set]. The effects add up to the whole and mean the same
// whether or not inputs are correlated (Owen 2014; Song, Nelson & Staum 2016).
type Shapley struct {
	Effects []ShapleyEffect // the largest first
	// Permutations is how many orders of the groups were drawn on each path; 0: the
	// effects are those of all orders, by all subsets.
	Permutations int
	// Constant says that the metric is the same on all paths, or that they are too
	// few to tell: there is nothing to divide.
	Constant bool
}

// ShapleyEffect is the share of the variance that falls to a group.
type ShapleyEffect struct {
	Group
	Share Figure
}

// effects estimates Var E[Y|set] = Cov(Y(a), Y(hold(a, b, set)) - Y(b)) (pick-freeze,
// correlated inputs drawn given those held). Y(b) is independent of Y(a): less it
// the empty set has exactly 0, and so does a group that does nothing. The shares
// are of what the whole set has, so that they add up to 1.
//
// Where no correlation crosses groups, -Y(b) in the place of Y(a) says the same of
// the sets' complements, and the mean of the two errs less.
func (s *SensitivityStudy) effects(ctx context.Context, d *design, l *lifetimes) (*Shapley, error) {
	if err := l.fill(ctx, d.paths, d.needed()); err != nil {
		return nil, err
	}
	y, whole := l.column(d.base, d.paths), l.difference(d.copies, d.base, d.paths)
	if !s.crossed() {
		for n := range y {
			y[n] = whole[n] / 2
		}
	}
	total := covariance(y, whole)
	if allEqual(l.column(d.base, d.paths)) || total.value <= 0 {
		return &Shapley{Constant: true}, nil
	}
	if len(s.groups) == 1 {
		return &Shapley{Effects: []ShapleyEffect{{s.groups[0], Figure{1, 0, 1, 1}}}}, nil
	}
	out := &Shapley{Permutations: d.orders}
	steps := s.bySubsets(d, l)
	if d.orders > 0 {
		var err error
		if steps, err = s.byPermutations(ctx, d, l); err != nil {
			return nil, err
		}
	}
	for i, g := range s.groups {
		out.Effects = append(out.Effects, ShapleyEffect{g, covariance(y, steps[i]).over(total).figure()})
	}
	slices.SortStableFunc(out.Effects, func(a, b ShapleyEffect) int { return cmp.Compare(b.Share.Value, a.Share.Value) })
	return out, nil
}

// crossed reports whether inputs of different groups are correlated.
func (s *SensitivityStudy) crossed() bool {
	for _, block := range s.plan.Correlated() {
		in := 0
		for _, g := range s.groups {
			if slices.ContainsFunc(block, func(i int) bool { return slices.Contains(g.Drivers, i) }) {
				in++
			}
		}
		if in > 1 {
			return true
		}
	}
	return false
}

// bySubsets returns for each group and path the mean, over all orders of the
// groups, of what the lifetime changes by when the group is held too. A set of k of
// d groups comes before one given other group in k!(d-k-1)!/d! of the orders.
func (s *SensitivityStudy) bySubsets(d *design, l *lifetimes) [][]float64 {
	if len(d.shapley) == 0 {
		return nil
	}
	n := len(s.groups)
	weight := make([]float64, n)
	weight[0] = 1 / float64(n)
	for k := 1; k < n; k++ {
		weight[k] = weight[k-1] * float64(k) / float64(n-k)
	}
	steps := make([][]float64, n)
	for i := range steps {
		steps[i] = make([]float64, d.paths)
		for u := range d.shapley {
			if u>>i&1 != 0 {
				continue
			}
			w := weight[bits.OnesCount(uint(u))] / l.scale
			without, with := l.kept[d.shapley[u]], l.kept[d.shapley[u|1<<i]]
			for p := range steps[i] {
				steps[i][p] += float64(w * float64(with[p]-without[p]))
			}
		}
	}
	return steps
}

// byPermutations estimates the same from orders drawn for each path, in pairs of
// which one is the other backwards (Castro, Gómez & Tejada 2009; Mitchell et al.
// 2022).
func (s *SensitivityStudy) byPermutations(ctx context.Context, d *design, l *lifetimes) ([][]float64, error) {
	n := len(s.groups)
	table, err := l.each(ctx, d.paths, n, d.orders*(n-1), func() func(uint64, []int64) {
		m := l.mixer()
		steps := make([]float64, n)
		return func(path uint64, row []int64) {
			m.at(path)
			clear(steps)
			none, whole := float64(l.kept[d.copies][path])/l.scale, float64(l.kept[d.base][path])/l.scale
			r := generator(l.o.Seed, "shapley", path)
			var order []int
			for k := range d.orders {
				if k%2 == 0 {
					order = r.Perm(n)
				} else {
					slices.Reverse(order)
				}
				before, held := none, uint(0)
				for j, g := range order {
					held |= 1 << g
					now := whole
					if j < n-1 {
						now = float64(m.live(s.keep(subsetOf(s.groups, held)...))) / l.scale
					}
					steps[g] += now - before
					before = now
				}
			}
			for g := range row {
				if m.lost { // a lifetime without a value spoils the path
					steps[g] = math.NaN()
				}
				row[g] = int64(math.Float64bits(steps[g] / float64(d.orders)))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	steps := make([][]float64, n)
	for g := range steps {
		for _, x := range columnOf(table, n, g) {
			steps[g] = append(steps[g], math.Float64frombits(uint64(x)))
		}
	}
	lost := uint64(0)
	for _, x := range steps[0] {
		if math.IsNaN(x) {
			lost++
		}
	}
	return steps, l.undefined(lost, d.paths, true)
}
