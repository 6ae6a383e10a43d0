package report

import (
	"math"
	"strconv"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/study"
)

// varied prints the values of a field as deal files have them, so that they can
// be typed again, with the symbol of money or of a factor.
type varied struct {
	format Format
	places int
}

// newVaried is for the values of a range of some unit; of a factor if it is empty.
func newVaried(r study.Range, times bool, terms *contract.Terms) varied {
	v := varied{fieldFormat(r.Unit, terms), r.Places}
	if times {
		v.format = multiple
	}
	return v
}

// fieldFormat is how the numbers of a field's unit print.
func fieldFormat(unit string, terms *contract.Terms) Format {
	switch unit {
	case "money":
		return Format{Style: Money, Currency: terms.Currency}
	case "month":
		return Format{Style: Calendar, Start: terms.Start}
	case "count", "months":
		return Format{Style: Count}
	}
	return bare
}

// at prints a value with all the decimals it has.
func (v varied) at(x float64) string {
	switch v.format.Style {
	case Calendar, Money:
		return v.format.Exact(x)
	}
	s := thousands(strconv.FormatFloat(math.Abs(x), 'f', -1, 64))
	if v.format.Style == Multiple {
		s += "×"
	}
	if x < 0 {
		s = "−" + s
	}
	return s
}

// near prints a value to two digits of a width, such as that of its interval.
func (v varied) near(x, width float64) string {
	if !usable(width) || v.format.Style == Calendar {
		return v.at(x)
	}
	place := max(exponent(width)-1, -v.places)
	if v.format.Style == Money {
		if place < 0 {
			place = -v.format.Currency.Digits
		}
		return v.format.At(x, place)
	}
	unit := math.Pow10(place)
	if place < 0 {
		x = math.Round(x*math.Pow10(-place)) / math.Pow10(-place)
	} else {
		x = math.Round(x/unit) * unit
	}
	return v.at(x)
}

// interval prints an interval of values, either of whose ends may be open.
func (v varied) interval(lo, hi float64) string {
	width := hi - lo
	switch open, up := math.IsInf(lo, -1), math.IsInf(hi, 1); {
	case open && up:
		return "not bounded within the range"
	case open:
		return "at most " + v.at(hi)
	case up:
		return "at least " + v.at(lo)
	}
	return v.near(lo, width) + " to " + v.near(hi, width)
}

// apart prints how far a value is from another, and in per cent of that.
func (v varied) apart(x, from float64) string {
	d := x - from
	sign := "+"
	if d < 0 {
		sign = "−"
	}
	var text string
	switch v.format.Style {
	case Calendar:
		return sign + plural(int(math.Round(math.Abs(d))), "month")
	case Money:
		text = v.format.Exact(math.Abs(d))
	case Multiple: // of what the deal has, which is 1
		return sign + percent.At(math.Abs(d), percent.fallback(d))
	default:
		text = v.near(math.Abs(d), math.Abs(d)*1e-3)
	}
	if from == 0 {
		return sign + text
	}
	return sign + text + " (" + sign + percent.At(math.Abs(d/from), percent.fallback(d/from)) + ")"
}
