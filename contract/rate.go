package contract

import (
	"math"
	"math/big"

	"github.com/sibsim/sibsim/internal/num"
)

// monthlyRate returns (1 + annual)^(1/12) − 1 in whole units of 1/rateUnit,
// rounded exactly, for annual >= 0.
func monthlyRate(annual float64) int64 {
	if annual == 0 {
		return 0
	}
	// The power is right to about 1e-15; let exact arithmetic decide on which
	// side of a half it is.
	n := int64(math.Round((num.Pow(1+annual, 1.0/12) - 1) * rateUnit))
	for reachesHalf(annual, n) {
		n++
	}
	for n > 0 && !reachesHalf(annual, n-1) {
		n--
	}
	return n
}

// reachesHalf reports whether (1 + (n + ½)/rateUnit)^12 <= 1 + annual.
func reachesHalf(annual float64, n int64) bool {
	month := big.NewRat(2*n+1, 2*rateUnit)
	one := big.NewRat(1, 1)
	month.Add(month, one)
	year := new(big.Rat).Set(one)
	for range 12 {
		year.Mul(year, month)
	}
	given := new(big.Rat).SetFloat64(annual)
	return year.Cmp(given.Add(given, one)) <= 0
}
