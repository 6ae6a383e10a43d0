package study

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/tally"
)

// z is the 97.5 % point of the normal distribution.
const z = 1.959963984540054

// Estimate returns the statistic with its interval, from exact sums:
//
//   - a mean ± 1.96 standard errors;
//   - a probability with Wilson's interval;
//   - a quantile between two order statistics ([tally.Summary.Quantile]);
//   - a ratio of means ± 1.96 standard errors of the delta method;
//   - a standard deviation s with those of the delta method, whose error is
//     sqrt((m4 - m2^2)/n)/(2s) with mk the k-th central moment;
//   - a least (greatest) value with no lower (upper) end: no sample bounds it.
//
// A path at plus infinity makes a mean and a greatest value infinite and a
// standard deviation no number.
func (s *Sample) Estimate() Estimate {
	switch s.of.Figure {
	case metric.Probability:
		return s.probability()
	case metric.RatioOfMeans:
		return s.ratio()
	}
	t := fill(s.values[:1], tally.Shape{Columns: 1, Store: s.of.Figure == metric.Quantile})
	x := t.Summary(0, s.of.Scales[0])
	e := Estimate{SE: math.NaN(), N: x.N + x.Never, Undefined: x.Undefined, Never: x.Never}
	switch {
	case e.N == 0:
		return e.without("no path has a value")
	case s.of.Figure == metric.Quantile:
		q := x.Quantile(s.of.Level)
		e.Value, e.Lo, e.Hi = q.Value, q.Lo, q.Hi
		if math.IsInf(q.Value, 1) {
			e.Reason = never(e.Never, e.N)
		}
		return e
	case s.of.Figure == metric.Min:
		e.Value, e.Lo, e.Hi = x.Min, math.Inf(-1), x.Min
		if x.N == 0 {
			return e.infinite()
		}
		return e
	case s.of.Figure == metric.SD && x.Never > 0:
		return e.without(never(e.Never, e.N))
	case x.Never > 0:
		return e.infinite()
	case s.of.Figure == metric.Max:
		e.Value, e.Lo, e.Hi = x.Max, x.Max, math.Inf(1)
		return e
	case s.of.Figure == metric.SD:
		if x.N < 2 {
			return e.without("one path has no spread")
		}
		e.Value, e.SE = x.SD, spreadError(s.influence(&x))
		h := float64(z * e.SE) // less than the value, since m4 < n m2^2
		e.Lo, e.Hi = e.Value-h, e.Value+h
		return e
	}
	m := x.MeanInterval()
	e.Value, e.SE, e.Lo, e.Hi = m.Value, x.SE, m.Lo, m.Hi
	return e
}

// without is an estimate that has no value, and why.
func (e Estimate) without(reason string) Estimate {
	e.Value, e.SE, e.Lo, e.Hi, e.Reason = math.NaN(), math.NaN(), math.Inf(-1), math.Inf(1), reason
	return e
}

// infinite is an estimate that is plus infinity for certain, because some path is.
func (e Estimate) infinite() Estimate {
	e.Value, e.Lo, e.Hi, e.Reason = math.Inf(1), math.Inf(1), math.Inf(1), never(e.Never, e.N)
	return e
}

func never(k, n uint64) string { return fmt.Sprintf("it never comes on %d of %d paths", k, n) }

// fill tallies columns of the same length.
func fill(columns [][]int64, shape tally.Shape) *tally.Tally {
	n := len(columns[0])
	t := tally.NewRange(shape, 0, n)
	row := make([]int64, len(columns))
	for i := range n {
		for c := range columns {
			row[c] = columns[c][i]
		}
		t.Add(row)
	}
	return t
}

func (s *Sample) probability() Estimate {
	t := fill(s.values, tally.Shape{Columns: 1})
	x := t.Summary(0, 1)
	e := Estimate{N: x.N, Undefined: x.Undefined}
	if e.N == 0 {
		e = e.without("no path decides it")
		e.Lo, e.Hi = 0, 1
		return e
	}
	p, _ := t.Proportion(0)
	e.Value, e.Lo, e.Hi = p.P, p.Lo, p.Hi
	e.SE = math.Sqrt(p.P * (1 - p.P) / float64(e.N))
	return e
}

func (s *Sample) ratio() Estimate {
	t := fill(s.values, tally.Shape{Columns: 2, Pairs: [][2]int{{0, 1}}})
	r := t.Ratio(0, s.of.Scales[0], s.of.Scales[1])
	e := Estimate{N: r.N, Undefined: t.Paths() - r.N}
	switch {
	case r.N == 0:
		return e.without("no path has a value")
	case math.IsNaN(r.Value):
		return e.without("the mean below the line is 0")
	}
	e.Value, e.SE, e.Lo, e.Hi = r.Value*s.of.Factor, r.SE*s.of.Factor, r.Lo*s.of.Factor, r.Hi*s.of.Factor
	return e
}

// influence returns, for each path that has a number, how it moves the standard
// deviation: (d^2 - s^2)/(2s) with d its deviation from the mean; nil where
// there is no spread. The mean of its squares over n is the variance of s.
// See R. J. Serfling, Approximation Theorems of Mathematical Statistics, 3.3.
func (s *Sample) influence(x *tally.Summary) []float64 {
	if !(x.SD > 0) {
		return nil
	}
	out := make([]float64, 0, x.N)
	scale := float64(s.of.Scales[0])
	variance := float64(x.SD * x.SD)
	for _, v := range s.values[0] {
		if v == metric.Undefined || v == metric.Never {
			continue
		}
		d := float64(v)/scale - x.Mean
		out = append(out, (float64(d*d)-variance)/(2*x.SD))
	}
	return out
}

// spreadError returns the standard error of a statistic from the influence of
// each path on it, summed in path order.
func spreadError(influence []float64) float64 {
	n := float64(len(influence))
	if n == 0 {
		return 0
	}
	mean := 0.0
	for _, v := range influence {
		mean += v
	}
	mean /= n
	squares := 0.0
	for _, v := range influence {
		d := v - mean
		squares += float64(d * d)
	}
	return math.Sqrt(squares) / n
}
