package deal

import (
	"math"
	"strconv"
	"strings"
)

// interval is a range of numbers, with open or closed ends.
type interval struct {
	lo, hi         float64
	loOpen, hiOpen bool
}

var everything = interval{math.Inf(-1), math.Inf(1), true, true}

// parseInterval reads [0,1], (0,inf), ... as the tags of Document write them.
func parseInterval(s string) interval {
	if s == "" {
		return everything
	}
	lo, hi, _ := strings.Cut(s[1:len(s)-1], ",")
	a, errA := strconv.ParseFloat(lo, 64)
	b, errB := strconv.ParseFloat(hi, 64)
	if errA != nil || errB != nil {
		panic("deal: bad range tag " + s)
	}
	return interval{a, b, s[0] == '(', s[len(s)-1] == ')'}
}

func (r interval) contains(v float64) bool {
	return !math.IsNaN(v) && !r.below(v) && !r.above(v)
}

func (r interval) below(v float64) bool { return v < r.lo || v == r.lo && r.loOpen }
func (r interval) above(v float64) bool { return v > r.hi || v == r.hi && r.hiOpen }

// String says what the interval allows: "at least 0", "between 0 and 1".
func (r interval) String() string {
	lo, hi := "at least "+number(r.lo), "at most "+number(r.hi)
	if r.loOpen {
		lo = "above " + number(r.lo)
	}
	if r.hiOpen {
		hi = "below " + number(r.hi)
	}
	switch {
	case math.IsInf(r.lo, -1) && math.IsInf(r.hi, 1):
		return "a number"
	case math.IsInf(r.hi, 1):
		return lo
	case math.IsInf(r.lo, -1):
		return hi
	case r.lo == r.hi:
		return number(r.lo)
	case !r.loOpen && !r.hiOpen:
		return "between " + number(r.lo) + " and " + number(r.hi)
	}
	return lo + " and " + hi
}
