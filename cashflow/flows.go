package cashflow

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// MonthsPerYear is the number of flow intervals in a year.
const MonthsPerYear = 12

// Drawn returns the sum of what is paid in, minor units, as a number >= 0.
// Each month counts by its net flow; where an investor pays in and receives in
// the same month the gross amounts come from the ledger instead.
func Drawn(flows []int64) int64 {
	var sum int64
	for _, f := range flows {
		sum -= min(f, 0)
	}
	return sum
}

// Repaid returns the sum of what is received, minor units, as a number >= 0.
// Each month counts by its net flow, as in [Drawn].
func Repaid(flows []int64) int64 {
	var sum int64
	for _, f := range flows {
		sum += max(f, 0)
	}
	return sum
}

// MOIC returns the multiple of invested capital, repaid/drawn, of a series of
// net flows. It is false when nothing is drawn, for then there is no multiple.
func MOIC(flows []int64) (float64, bool) {
	return Multiple(Drawn(flows), Repaid(flows))
}

// Multiple returns repaid/drawn from gross amounts in minor units, both >= 0.
// It is false when drawn is not positive. A value below 1 is a loss.
func Multiple(drawn, repaid int64) (float64, bool) {
	if drawn <= 0 {
		return 0, false
	}
	return float64(repaid) / float64(drawn), true
}

// PeakExposure returns the most that was ever out, minor units, >= 0: minus the
// lowest month-end cumulative net flow, or 0 if that never goes below zero.
func PeakExposure(flows []int64) int64 {
	var sum, low int64
	for _, f := range flows {
		sum += f
		low = min(low, sum)
	}
	return -low
}

// Payback returns the first month from whose end the cumulative net flow is, and
// stays to the end of the series, at or above zero. It is false when the series
// ends below zero: the money never comes back. A series that is never below zero,
// an empty one included, pays back in month 0.
func Payback(flows []int64) (month int, ok bool) {
	var sum int64
	for t, f := range flows {
		sum += f
		if sum < 0 {
			month = t + 1
		}
	}
	return month, sum >= 0
}

// Discount fills dst with discount factors and returns it: dst[t] is
// (1+annual)^(-t/12), the value today of one unit at the end of month t. The
// annual rate is effective and a ratio (0.035 is 3.5 %). For a rate of -1 or
// below, or NaN, all factors are NaN.
func Discount(dst []float64, annual float64) []float64 {
	delta := force(annual)
	for t := range dst {
		dst[t] = factor(delta, t)
	}
	return dst
}

// NPV returns the net present value at month 0, in minor units (not rounded), of
// flows at an annual effective rate: sum of flows[t] (1+annual)^(-t/12). Positive
// is a gain. It is NaN for a rate of -1 or below. The bits are those of [NPVWith]
// and a table by [Discount], which is the faster way to value many series.
func NPV(flows []int64, annual float64) float64 {
	delta := force(annual)
	if math.IsNaN(delta) {
		return delta
	}
	var sum float64
	for t, f := range flows {
		if f != 0 {
			sum += float64(float64(f) * factor(delta, t))
		}
	}
	return sum
}

// NPVWith returns the net present value in minor units of flows under a table of
// discount factors: sum of flows[t] table[t]. It panics if the table is shorter
// than the series.
func NPVWith(flows []int64, table []float64) float64 {
	table = table[:len(flows)]
	var sum float64
	for t, f := range flows {
		sum += float64(float64(f) * table[t])
	}
	return sum
}

// force returns the force of interest per year, log(1+annual), NaN where there
// is none.
func force(annual float64) float64 {
	if !(annual > -1) {
		return math.NaN()
	}
	return num.Log1p(annual)
}

// factor returns exp(-delta t/12), exactly 1 at t = 0.
func factor(delta float64, t int) float64 {
	return num.Exp(float64(-delta*float64(t)) / MonthsPerYear)
}
