// Package crossing finds where a statistic crosses a limit: along one number
// ([Line]), and nearest to the origin of a space of independent standard
// normals ([Space]). It knows the statistic by its readings only: how far it is
// on the right side of the limit, with an interval.
package crossing

import "math"

// Reading is what a statistic came to somewhere, held against its limit.
type Reading struct {
	// Slack is how far it is on the right side of the limit: negative on the
	// wrong side, NaN if it has no value.
	Slack float64
	// Lo and Hi are the 95 % interval of Slack.
	Lo, Hi float64
	// Met says whether the condition holds: on the limit itself only the
	// condition can tell.
	Met bool
}

// surelyMet and surelyNot report whether all values of the interval agree.
func (r Reading) surelyMet() bool { return r.Met && r.Lo >= 0 }
func (r Reading) surelyNot() bool { return !r.Met && r.Hi <= 0 }
func (r Reading) certain() bool   { return r.surelyMet() || r.surelyNot() }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
