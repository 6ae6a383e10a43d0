package report

import (
	"math"

	"github.com/sibsim/sibsim/tally"
)

var percent = Format{Style: Percent}

// hits returns how many of n paths a proportion stands for.
func hits(p tally.Proportion, n uint64) uint64 { return uint64(math.Round(p.P * float64(n))) }

// Chance prints a probability estimated from n paths and its Wilson
// interval: "16.2 %" and "15.5 to 16.9 %"; without a hit "0 of 10,000" and
// "at most 0.04 %"; without a miss "10,000 of 10,000" and "at least 99.96 %".
func Chance(p tally.Proportion, n uint64) (chance, interval string) {
	count := thousands(uintText(n))
	switch k := hits(p, n); {
	case n == 0:
		return None, None
	case k == 0:
		return "0 of " + count, "at most " + bound(p.Hi)
	case k == n:
		return count + " of " + count, "at least " + complement(1-p.Lo)
	}
	place := seen(p.P, percent.place((p.Hi-p.Lo)/2, 1))
	lo := percent.digits(p.Lo*100, place, 0)
	return percent.At(p.P, place), lo + " to " + percent.At(p.Hi, place)
}

// ChanceText is Chance in one piece: "16.2 % (15.5 to 16.9 %)", "0 of 10,000: at most 0.04 %".
func ChanceText(p tally.Proportion, n uint64) string {
	chance, interval := Chance(p, n)
	if k := hits(p, n); n > 0 && (k == 0 || k == n) {
		return chance + ": " + interval
	}
	return chance + " (" + interval + ")"
}

// bound prints a small share rounded up to one significant digit.
func bound(x float64) string {
	place := exponent(x * 100)
	up := math.Ceil(x*100*math.Pow10(-place)-1e-9) * math.Pow10(place)
	return Format{Style: Bare}.at(up, place) + nbsp + "%"
}

// complement prints 1 minus such a share.
func complement(x float64) string {
	place := exponent(x * 100)
	up := math.Ceil(x*100*math.Pow10(-place)-1e-9) * math.Pow10(place)
	return Format{Style: Bare}.at(100-up, place) + nbsp + "%"
}

// at prints without regard to the style's finest place.
func (f Format) at(v float64, place int) string { return f.digits(v, place, 0) }

// share prints a probability for a sentence, to two significant digits at most.
func share(p tally.Proportion) string {
	place := percent.place((p.Hi-p.Lo)/2, 1)
	if small := min(p.P, 1-p.P); small > 0 {
		place = max(place, percent.place(small, 2))
	}
	return percent.At(p.P, seen(p.P, place))
}

// seen returns the place, or the finer one that it takes for a probability to
// print neither as nil nor as certain.
func seen(p float64, place int) int {
	if small := 100 * min(p, 1-p); small > 0 && small <= 0.5*math.Pow10(place)+1e-9 {
		return exponent(small)
	}
	return place
}

// oftenness says in how many lifetimes something happened: "in 16 % of
// lifetimes", "in none of 10,000 lifetimes".
func oftenness(p tally.Proportion, n uint64) string {
	count := thousands(uintText(n))
	switch hits(p, n) {
	case 0:
		return "in none of " + count + " lifetimes"
	case n:
		return "in all " + count + " lifetimes"
	}
	return "in " + share(p) + " of lifetimes"
}
