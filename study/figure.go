package study

import (
	"math"
	"slices"
)

// Figure is an estimate: its value, standard error and 95 % interval, in units of
// what it is an estimate of. What has no value (a share of no variance) is NaN.
type Figure struct{ Value, SE, Lo, Hi float64 }

// normal975 is the 97.5 % point of the standard normal.
const normal975 = 1.959963984540054

// statistic is an estimate from independent paths with the pull of each path on it
// (its empirical influence). The pull on a smooth function of several statistics
// of the same paths follows from theirs, and so does its standard error: the
// delta method.
type statistic struct {
	value float64
	pull  []float64 // adds up to 0, up to rounding
}

// figure gives the interval value ± 1.96 standard errors.
func (s statistic) figure() Figure {
	n := float64(len(s.pull))
	var square float64
	for _, x := range s.pull {
		square += float64(x * x)
	}
	se := math.Sqrt(square / n / (n - 1))
	return Figure{s.value, se, s.value - float64(normal975*se), s.value + float64(normal975*se)}
}

// plus returns s + factor t.
func (s statistic) plus(factor float64, t statistic) statistic {
	out := statistic{s.value + float64(factor*t.value), make([]float64, len(s.pull))}
	for i := range out.pull {
		out.pull[i] = s.pull[i] + float64(factor*t.pull[i])
	}
	return out
}

// over returns s/t.
func (s statistic) over(t statistic) statistic {
	out := statistic{s.value / t.value, make([]float64, len(s.pull))}
	for i := range out.pull {
		out.pull[i] = (s.pull[i] - float64(out.value*t.pull[i])) / t.value
	}
	return out
}

// zero is 0, known exactly, of n paths.
func zero(n int) statistic { return statistic{0, make([]float64, n)} }

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// centred returns x less its mean.
func centred(x []float64) []float64 {
	m := mean(x)
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v - m
	}
	return out
}

// estimateMean is the mean; what is the same on every path has no error, not that
// of adding it up.
func estimateMean(x []float64) statistic {
	if !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] }) && len(x) > 0 {
		s := zero(len(x))
		s.value = x[0]
		return s
	}
	return statistic{mean(x), centred(x)}
}

// covariance estimates the covariance of x and y, with divisor n-1.
func covariance(x, y []float64) statistic {
	x, y = centred(x), centred(y)
	product := make([]float64, len(x))
	var sum float64
	for i := range x {
		product[i] = float64(x[i] * y[i])
		sum += product[i]
	}
	c := sum / float64(len(x)-1)
	for i := range product {
		product[i] -= c
	}
	return statistic{c, product}
}

func variance(x []float64) statistic { return covariance(x, x) }

// deviation is the standard deviation, with divisor n-1.
func deviation(x []float64) float64 { return math.Sqrt(variance(x).value) }

// allEqual reports whether all of x are the same number.
func allEqual(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}
