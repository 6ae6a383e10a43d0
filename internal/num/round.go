package num

import "math"

const (
	// RoundLimit is the largest magnitude Round returns, 2^60: sums of seven of
	// them still fit an int64.
	RoundLimit = 1 << 60

	// NotANumber is what Round returns for NaN. It lies outside
	// [-RoundLimit, RoundLimit], so no number can be mistaken for it.
	NotANumber = math.MinInt64
)

// RoundOK returns x rounded to a whole number, half away from zero, clamped to
// [-RoundLimit, RoundLimit]; false, with 0, if x is NaN.
func RoundOK(x float64) (int64, bool) {
	x = float64(x) // where this is inlined, x may be a product that could fuse below
	switch {
	case x >= RoundLimit:
		return RoundLimit, true
	case x <= -RoundLimit:
		return -RoundLimit, true
	case x != x:
		return 0, false
	}
	// Not floor(x+0.5): that sum rounds, so 0.49999999999999994 would give 1.
	whole := int64(x)
	switch rest := x - float64(whole); {
	case rest >= 0.5:
		whole++
	case rest <= -0.5:
		whole--
	}
	return whole, true
}

// Round is RoundOK for arguments known to be numbers; NaN gives NotANumber.
func Round(x float64) int64 {
	whole, ok := RoundOK(x)
	if !ok {
		return NotANumber
	}
	return whole
}
