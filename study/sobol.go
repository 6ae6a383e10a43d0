package study

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/sim"
)

// Sobol holds the first and total order indices of a metric for each group of
// drivers that is independent of all others, and for luck.
type Sobol struct {
	Indices []SobolIndex // the largest total first
	// Constant says that the metric is the same on all paths: there are no indices.
	Constant bool
}

// SobolIndex is the index of one group: First is the share of the variance that it
// explains by itself, Var E[Y|g]/V; Total the share that is left when all but it is
// known, E Var(Y|all but g)/V. An estimate may be negative or above 1.
type SobolIndex struct {
	Group
	First, Total Figure
}

// resamples is how many bootstrap samples of paths give an interval: the 25th
// from either end are its ends.
const resamples = 999

// indices estimates by the design of Saltelli et al. (2010): A and B are the
// paths and their copies, AB the path with the group of the copy. With values
// centred at the mean of A and B,
//
//	first = mean B (AB - A) / V    Saltelli et al. 2010, (b) of their table 2
//	total = mean (A - AB)^2 / 2 V  Jansen 1999, (f)
//
// V the mean square of A and B. What does nothing has both exactly 0.
func (s *SensitivityStudy) indices(ctx context.Context, d *design, l *lifetimes) (*Sobol, error) {
	if err := l.fill(ctx, d.paths, d.sobol); err != nil {
		return nil, err
	}
	a, b := l.column(d.base, d.paths), l.column(d.sobol[0], d.paths)
	if allEqual(slices.Concat(a, b)) {
		return &Sobol{Constant: true}, nil
	}
	if len(s.sobol) == 1 { // luck alone: it explains all there is
		one := Figure{1, 0, 1, 1}
		return &Sobol{Indices: []SobolIndex{{s.sobol[0], one, one}}}, nil
	}
	centre := mean(slices.Concat(a, b))
	// Terms whose sums over the paths give V, and for each group first and total.
	terms := [][]float64{make([]float64, len(a))}
	for n := range a {
		a[n] -= centre
		b[n] -= centre
		terms[0][n] = (float64(a[n]*a[n]) + float64(b[n]*b[n])) / 2
	}
	for i := range s.sobol {
		steps := l.difference(d.base, d.sobol[1+i], d.paths)
		first, total := make([]float64, len(a)), make([]float64, len(a))
		for n, step := range steps {
			first[n], total[n] = float64(b[n]*step), float64(step*step)/2
		}
		terms = append(terms, first, total)
	}
	figures, err := bootstrap(ctx, l.o, "sobol", terms)
	if err != nil {
		return nil, err
	}
	out := &Sobol{}
	for i, g := range s.sobol {
		out.Indices = append(out.Indices, SobolIndex{g, figures[2*i], figures[2*i+1]})
	}
	slices.SortStableFunc(out.Indices, func(x, y SobolIndex) int { return cmp.Compare(y.Total.Value, x.Total.Value) })
	return out, nil
}

// bootstrap returns, for each row of terms but the first, the sum over the paths
// divided by that of the first row, with the standard error and the interval
// (Efron's percentiles) of the same ratio over resampled paths. Resamples without
// a variance are left out.
func bootstrap(ctx context.Context, o sim.Options, label string, terms [][]float64) ([]Figure, error) {
	rows, paths := len(terms), len(terms[0])
	all := slices.Repeat([]float64{1}, paths)
	truth := make([]float64, rows)
	weightedSums(truth, terms, all)
	seed := o.Seed
	o.Paths, o.Progress = resamples, nil
	table, err := sim.Each(ctx, o, rows, func() func(uint64, []int64) {
		weights, out := make([]float64, paths), make([]float64, rows)
		return func(n uint64, row []int64) {
			clear(weights)
			r := generator(seed, label, n)
			for range paths {
				weights[r.IntN(paths)]++
			}
			weightedSums(out, terms, weights)
			for i := range row {
				row[i] = int64(math.Float64bits(out[i]))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	figures := make([]Figure, rows-1)
	for i := range figures {
		var drawn []float64
		for n := range resamples {
			row := table[n*rows:]
			if v := math.Float64frombits(uint64(row[0])); v != 0 {
				drawn = append(drawn, math.Float64frombits(uint64(row[1+i]))/v)
			}
		}
		f := &figures[i]
		f.Value, f.SE, f.Lo, f.Hi = truth[1+i]/truth[0], math.NaN(), math.NaN(), math.NaN()
		if len(drawn) < resamples/2 {
			continue
		}
		slices.Sort(drawn)
		tail := (len(drawn)+1)/40 - 1
		f.SE, f.Lo, f.Hi = deviation(drawn), drawn[tail], drawn[len(drawn)-1-tail]
	}
	return figures, nil
}

// weightedSums fills dst with the weighted sum of each row.
func weightedSums(dst []float64, rows [][]float64, weights []float64) {
	for i, row := range rows {
		var sum float64
		for n, x := range row {
			sum += float64(x * weights[n])
		}
		dst[i] = sum
	}
}
