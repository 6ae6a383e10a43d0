package tally

import (
	"fmt"
	"math"
	"math/big"
)

// RatioEstimate is a ratio of two means with its standard error and 95 % interval.
type RatioEstimate struct {
	Value, SE, Lo, Hi float64
	N                 uint64 // paths on which both columns are numbers
}

// Ratio returns the mean of the first column of a pair over the mean of the second,
// both over the paths on which both are numbers, in units: scales as for
// [Tally.Summary]. The standard error is that of the delta method, the standard
// deviation of x - R y over |mean y| sqrt(N), and the interval is Value ± 1.96 SE.
// The value is NaN if the second mean is zero or there are no paths; SE is NaN, and
// the interval infinite, for fewer than two paths too. See W. G. Cochran, Sampling
// Techniques, 3rd ed., section 6.4.
func (t *Tally) Ratio(pair int, scaleX, scaleY int64) RatioEstimate {
	scales(scaleX, scaleY)
	p := &t.pairs[pair]
	e := RatioEstimate{math.NaN(), math.NaN(), math.Inf(-1), math.Inf(1), p.n}
	x, y := p.x.big(), p.y.big()
	if p.n == 0 || y.Sign() == 0 {
		return e
	}
	up, down := big.NewInt(scaleY), big.NewInt(scaleX) // x/sx / (y/sy)
	e.Value = quotient(product(x, up), product(y, down))
	if p.n < 2 {
		return e
	}
	// With X, Y the sums, R = X/Y, and sum (x - R y) = 0, the squares of x - R y add
	// up to (Sxx Y^2 - 2 Sxy X Y + Syy X^2)/Y^2, and SE^2 is N/(N-1) of it over Y^2.
	d := product(p.xx.big(), y, y)
	d.Sub(d, product(big.NewInt(2), p.xy.big(), x, y))
	d.Add(d, product(p.yy.big(), x, x))
	e.SE = root(product(whole(p.n), d, up, up), product(whole(p.n-1), y, y, y, y, down, down))
	h := float64(z * e.SE)
	e.Lo, e.Hi = e.Value-h, e.Value+h
	return e
}

// Covariance returns the covariance of a pair, divisor N-1, over the paths on which
// both are numbers, in the product of their units. It is NaN for fewer than two.
func (t *Tally) Covariance(pair int, scaleX, scaleY int64) float64 {
	scales(scaleX, scaleY)
	p := &t.pairs[pair]
	if p.n < 2 {
		return math.NaN()
	}
	n := whole(p.n)
	d := product(n, p.xy.big())
	d.Sub(d, product(p.x.big(), p.y.big()))
	return quotient(d, product(n, whole(p.n-1), big.NewInt(scaleX), big.NewInt(scaleY)))
}

func scales(x, y int64) {
	if x <= 0 || y <= 0 {
		panic(fmt.Sprintf("tally: scales %d and %d", x, y))
	}
}
