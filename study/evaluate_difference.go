package study

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/tally"
)

// Difference returns what the statistic is more under s than under base, on the
// paths on which both have a value: those on which one has none are counted as
// Undefined. It is exactly 0 of a sample and itself.
//
//   - Of means, the mean of the paired differences with its standard error.
//   - Of probabilities, the paired interval of [pairedShares], which has a
//     width even where no path differs.
//   - Of quantiles, the percentile interval of a bootstrap over paths
//     ([bootstrapQuantiles]); an end is infinite where a quantile's own is.
//   - Of standard deviations and of ratios of means, the delta method on the
//     joint moments: the spread of the difference of each path's influence.
//   - Of least and greatest values, the difference alone: nothing bounds it.
//
// Where one side is infinite so is the difference; where both are it has no
// value. It fails if the samples are not of one statistic on equally many paths.
func (s *Sample) Difference(base *Sample) (Estimate, error) {
	if s.Paths() != base.Paths() {
		return Estimate{}, fmt.Errorf("difference of %d paths and %d", s.Paths(), base.Paths())
	}
	if s.of.Figure != base.of.Figure || s.of.Level != base.of.Level || s.of.Unit != base.of.Unit || s.of.Scales[0] != base.of.Scales[0] {
		return Estimate{}, fmt.Errorf("difference of %s and %s, which are not alike", s.of.Name, base.of.Name)
	}
	a, b, left := pairUp(s, base)
	if a.Paths() == 0 {
		e := Estimate{Undefined: left}
		return e.without("no path has a value on both sides"), nil
	}
	x, y := a.Estimate(), b.Estimate()
	e := Estimate{Value: x.Value - y.Value, SE: math.NaN(), Lo: math.Inf(-1), Hi: math.Inf(1), N: x.N, Never: max(x.Never, y.Never), Undefined: left}
	switch {
	case math.IsInf(x.Value, 0) && math.IsInf(y.Value, 0):
		return e.without("it is infinite on both sides"), nil
	case math.IsInf(e.Value, 0):
		e.Reason = x.Reason + y.Reason // one of them has none
		if s.of.Figure != metric.Quantile {
			e.Lo, e.Hi = e.Value, e.Value
		}
		return e, nil
	case math.IsNaN(e.Value):
		if e.Reason = x.Reason; e.Reason == "" {
			e.Reason = y.Reason
		}
		return e, nil
	}
	switch s.of.Figure {
	case metric.Mean:
		e.means(a, b)
	case metric.Probability:
		e.shares(a, b)
	case metric.Quantile:
		scale := float64(s.of.Scales[0])
		if s.drawn != nil && base.drawn != nil {
			e.Lo, e.Hi = percentiles(s.drawn, base.drawn, scale)
		} else {
			e.Lo, e.Hi = bootstrapQuantiles(a.values[0], b.values[0], s.of.Level, scale)
		}
		e.Lo, e.Hi = min(e.Lo, e.Value), max(e.Hi, e.Value)
		if math.IsInf(x.Lo, -1) || math.IsInf(y.Hi, 1) {
			e.Lo = math.Inf(-1)
		}
		if math.IsInf(x.Hi, 1) || math.IsInf(y.Lo, -1) {
			e.Hi = math.Inf(1)
		}
	case metric.SD:
		e.around(spreadInfluence(a), spreadInfluence(b))
	case metric.RatioOfMeans:
		e.around(ratioInfluence(a), ratioInfluence(b))
	}
	return e, nil
}

// pairUp returns the samples on the paths on which all integers of both are
// defined, and the number of the others. For a ratio, whose tally leaves such
// paths out, they must be numbers.
func pairUp(s, base *Sample) (a, b *Sample, left uint64) {
	a, b = newSample(s.of, 0), newSample(base.of, 0)
	for n := range s.Paths() {
		defined := true
		for i := range s.values {
			for _, v := range [...]int64{s.values[i][n], base.values[i][n]} {
				if v == metric.Undefined || v == metric.Never && s.of.Figure == metric.RatioOfMeans {
					defined = false
				}
			}
		}
		if !defined {
			left++
			continue
		}
		for i := range s.values {
			a.values[i] = append(a.values[i], s.values[i][n])
			b.values[i] = append(b.values[i], base.values[i][n])
		}
	}
	return a, b, left
}

// means sets the paired difference of means, from exact sums.
func (e *Estimate) means(a, b *Sample) {
	difference := make([]int64, a.Paths())
	for n := range difference {
		difference[n] = a.values[0][n] - b.values[0][n] // of two within ±2^60
	}
	x := fill([][]int64{difference}, tally.Shape{Columns: 1}).Summary(0, a.of.Scales[0])
	m := x.MeanInterval()
	e.Value, e.SE, e.Lo, e.Hi = m.Value, x.SE, m.Lo, m.Hi
}

// shares sets the paired difference of probabilities.
func (e *Estimate) shares(a, b *Sample) {
	var more, less uint64
	for n, v := range a.values[0] {
		switch v - b.values[0][n] {
		case 1:
			more++
		case -1:
			less++
		}
	}
	n := float64(e.N)
	d := float64(more) - float64(less)
	e.Value = d / n
	e.SE = math.Sqrt(float64(more+less)-float64(d*d)/n) / n
	e.Lo, e.Hi = pairedShares(more, less, e.N)
}

// around sets the interval of Value from how each path moves either side.
func (e *Estimate) around(a, b []float64) {
	difference := make([]float64, e.N)
	for n := range difference {
		if a != nil {
			difference[n] = a[n]
		}
		if b != nil {
			difference[n] -= b[n]
		}
	}
	if len(difference) < 2 {
		return
	}
	e.SE = spreadError(difference)
	h := float64(z * e.SE)
	e.Lo, e.Hi = e.Value-h, e.Value+h
}

// spreadInfluence is the influence of each path on the standard deviation.
func spreadInfluence(s *Sample) []float64 {
	x := fill(s.values, tally.Shape{Columns: 1}).Summary(0, s.of.Scales[0])
	return s.influence(&x)
}

// ratioInfluence is the influence of each path on a ratio of means, factor
// (x - R y)/mean y: the linear term of the delta method.
func ratioInfluence(s *Sample) []float64 {
	t := fill(s.values, tally.Shape{Columns: 2, Pairs: [][2]int{{0, 1}}})
	r := t.Ratio(0, s.of.Scales[0], s.of.Scales[1]).Value
	mean := t.Summary(1, s.of.Scales[1]).Mean
	out := make([]float64, s.Paths())
	for n := range out {
		x := float64(s.values[0][n]) / float64(s.of.Scales[0])
		y := float64(s.values[1][n]) / float64(s.of.Scales[1])
		out[n] = s.of.Factor * (x - float64(r*y)) / mean
	}
	return out
}

// pairedShares returns the 95 % score interval of the difference of two
// probabilities on the same n paths, of which more have the event on the first
// side only and less on the second only. See T. Tango, Statistics in Medicine
// 17, 891-908 (1998). It lies in [-1, 1] and has a width for every n.
func pairedShares(more, less, n uint64) (lo, hi float64) {
	// The interval of the difference the other way round is the mirror image.
	return -scoreEnd(less, more, n), scoreEnd(more, less, n)
}

// scoreEnd returns the upper end: the difference d at which the score
// (more - less - n d)/sqrt(n (2 q + d (1 - d))) is -z, where q is the share of
// less that is most likely under d. The score falls in d.
func scoreEnd(more, less, n uint64) float64 {
	b, c, m := float64(more), float64(less), float64(n)
	low, high := (b-c)/m, 1.0
	for range 200 {
		d := float64(0.5 * (low + high))
		if d <= low || d >= high {
			break
		}
		// 2 n q^2 + linear q - c d (1-d) = 0
		linear := -b - c + float64((float64(2*m)-b+c)*d)
		free := float64(-c * float64(d*(1-d)))
		q := (math.Sqrt(float64(linear*linear)-float64(8*float64(m*free))) - linear) / float64(4*m)
		variance := m * max(0, 2*q+float64(d*(1-d)))
		if float64(m*d)-(b-c) < float64(z*math.Sqrt(variance)) {
			low = d
		} else {
			high = d
		}
	}
	return high
}
