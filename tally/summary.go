package tally

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// Summary describes one column in units. Numbers are correctly rounded from exact
// integers. What does not exist is NaN: everything of no numbers, SD and SE of one.
type Summary struct {
	N         uint64  // paths with a number
	Undefined uint64  // paths without a value
	Never     uint64  // paths at plus infinity
	Mean      float64 // of the N numbers
	SE        float64 // standard error of the mean, SD/sqrt(N)
	SD        float64 // standard deviation, divisor N-1; exactly 0 for a constant
	Min, Max  float64 // of the N numbers

	t     *Tally
	col   int
	scale int64
}

// Estimate is a figure with its 95 % interval. An end is infinite where the sample
// bounds the figure on the other side only.
type Estimate struct{ Value, Lo, Hi float64 }

// Summary summarises a column. One unit is scale grains: 100 for a column of pence
// to be read in pounds, 1e9 for ratios, 1 for counts. It panics if scale is not
// positive. Quantiles are read from the tally when they are asked for, so the tally
// must not change while the summary is in use.
func (t *Tally) Summary(col int, scale int64) Summary {
	if scale <= 0 {
		panic(fmt.Sprintf("tally: scale %d", scale))
	}
	c := &t.columns[col]
	nan := math.NaN()
	s := Summary{
		N: c.n, Undefined: c.undefined, Never: c.never,
		Mean: nan, SE: nan, SD: nan, Min: nan, Max: nan,
		t: t, col: col, scale: scale,
	}
	if c.n == 0 {
		return s
	}
	n, k := whole(c.n), big.NewInt(scale)
	s.Min, s.Max = units(c.min, scale), units(c.max, scale)
	s.Mean = quotient(c.sum.big(), product(n, k))
	if c.n > 1 {
		// the sum of squared deviations is (n sum x^2 - (sum x)^2)/n
		d := product(n, c.square.big())
		d.Sub(d, product(c.sum.big(), c.sum.big()))
		less := whole(c.n - 1)
		s.SD = root(d, product(n, less, k, k))
		s.SE = root(d, product(n, n, less, k, k))
	}
	return s
}

// MeanInterval returns the mean with mean ± 1.96 SE, the interval of the central
// limit theorem. Both ends are infinite for fewer than two numbers.
func (s Summary) MeanInterval() Estimate {
	if s.N < 2 {
		return Estimate{s.Mean, math.Inf(-1), math.Inf(1)}
	}
	d := float64(z * s.SE)
	return Estimate{s.Mean, s.Mean - d, s.Mean + d}
}

// Quantile returns the p-quantile of numbers and Nevers, and its interval between
// two order statistics.
//
// The value is that of rank ceil(m p) of m (the inverse of the empirical
// distribution, type 1 of R. J. Hyndman and Y. Fan, American Statistician 50, 1996;
// p is taken to mean its decimal, so p = 0.07 of 100 is rank 7), the smallest for
// p <= 0 and the largest for p >= 1. For the ranks of the interval see [Ranks]; an end that the
// sample cannot give is infinite. Without stored columns the value is the middle of
// its bucket, within a relative 2^-8, and the interval runs to the outer edges of
// the buckets of its ranks. All three are NaN without numbers and Nevers, or for p
// not a number.
func (s Summary) Quantile(p float64) Estimate {
	m := s.N + s.Never
	if m == 0 || math.IsNaN(p) {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	lo, hi := Ranks(m, p)
	e := Estimate{Lo: math.Inf(-1), Hi: math.Inf(1)}
	e.Value = s.at(Rank(m, p), 0)
	if lo >= 1 {
		e.Lo = s.at(lo, -1)
	}
	if hi <= m {
		e.Hi = s.at(hi, 1)
	}
	return e
}

// at returns the value of a rank, 1 to N+Never, in units; of a histogram the lower
// edge, the middle or the upper edge of its bucket for side -1, 0, 1.
func (s Summary) at(rank uint64, side int) float64 {
	if rank > s.N {
		return math.Inf(1)
	}
	if s.t.shape.Store {
		return units(s.t.order(s.col)[rank-1], s.scale)
	}
	c := &s.t.columns[s.col]
	b := bucket(c.min)
	for sum := c.bins[b]; sum < rank; sum += c.bins[b] {
		b++
	}
	lo, hi := edges(b)
	lo, hi = max(lo, c.min), min(hi, c.max)
	switch side {
	case -1:
		return units(lo, s.scale)
	case 1:
		return units(hi, s.scale)
	}
	return units(lo+(hi-lo)/2, s.scale)
}

// order returns the numbers of a stored column in ascending order.
func (t *Tally) order(col int) []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sorted[col] == nil {
		s := make([]int64, 0, t.columns[col].n)
		for _, v := range t.columns[col].values {
			if number(v) {
				s = append(s, v)
			}
		}
		slices.Sort(s)
		t.sorted[col] = s
		t.read = true
	}
	return t.sorted[col]
}

// Proportion returns the share of ones in a column of zeros and ones, over its
// defined values; false if it holds anything else (a Never included).
func (t *Tally) Proportion(col int) (Proportion, bool) {
	c := &t.columns[col]
	if c.never > 0 || c.n > 0 && (c.min < 0 || c.max > 1) {
		return Proportion{}, false
	}
	return Share(c.sum[0], c.n), true
}

// units returns v/scale, correctly rounded.
func units(v, scale int64) float64 {
	const exact = 1 << 53
	if -exact <= v && v <= exact && scale <= exact {
		return float64(v) / float64(scale)
	}
	return quotient(big.NewInt(v), big.NewInt(scale))
}

func whole(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// product returns the product of integers, a new one.
func product(f ...*big.Int) *big.Int {
	p := big.NewInt(1)
	for _, v := range f {
		p.Mul(p, v)
	}
	return p
}

// quotient returns a/b, correctly rounded.
func quotient(a, b *big.Int) float64 {
	v, _ := new(big.Rat).SetFrac(a, b).Float64()
	return v
}

// root returns sqrt(a/b) for a >= 0, b > 0, from 320 bits.
func root(a, b *big.Int) float64 {
	q := new(big.Float).SetPrec(320).Quo(new(big.Float).SetPrec(1024).SetInt(a), new(big.Float).SetPrec(1024).SetInt(b))
	v, _ := q.Sqrt(q).Float64()
	return v
}
