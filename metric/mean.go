package metric

import (
	"math"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/internal/num"
)

// IRROfMean returns the internal rate of return of a mean monthly flow, annual
// effective, and its status, as cashflow.IRR does: the statistic
// investor.irr_of_mean. The rate does not depend on the unit, so sums over paths
// serve as well as means. The flow is brought to whole numbers of magnitude up
// to 2^60 by a power of two, which changes each month by at most 2^-60 of the
// largest. A flow with a NaN or an infinity has no rate: NaN, status None.
func IRROfMean(flow []float64) (float64, cashflow.Status) {
	largest := 0.0
	for _, f := range flow {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return math.NaN(), cashflow.None
		}
		largest = max(largest, math.Abs(f))
	}
	_, exponent := math.Frexp(largest) // largest < 2^exponent
	whole := make([]int64, len(flow))
	for t, f := range flow {
		whole[t] = num.Round(math.Ldexp(f, 60-exponent))
	}
	return cashflow.IRR(whole)
}
