package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// None is printed where a figure has no value.
const None = "–"

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// Style says how a number reads.
type Style uint8

// The styles of numbers.
const (
	Bare     Style = iota // 1,234.5
	Money                 // £226,400, £23.74m, CHF 12,000
	Percent               // a ratio: 0.123 reads 12.3 %
	Multiple              // a ratio: 1.12 reads 1.12×
	Count                 // 1,234
	Months                // 31.2
	Calendar              // months from Start: Apr 2020
)

// Format prints numbers of one kind. Its rule for the digits:
//
//   - A figure with a standard error prints with its 95 % half-width (1.96
//     standard errors) rounded to two significant digits, and itself to the
//     same place: mean 2,373,807 with standard error 8,412 reads
//     "£2,374,000 ± 16,000". [Format.Estimate].
//   - A figure whose interval is not printed beside it stops at the first
//     significant digit of its interval's half-width, and after four
//     significant digits in any case; money without a doubt (a cap that binds)
//     prints in whole units. [Format.Within].
//   - A figure known exactly prints in full: money to the minor unit unless
//     that is .00, ratios to two decimals. [Format.Exact]. Beside an
//     estimate it stops at the estimate's place. [Format.At].
//   - Money from ten million on is written in millions (m), from ten billion
//     in billions (bn), where no printed digit is lost by it. It never ends
//     in a single decimal: whole units, or all the minor digits.
//   - Without an error (one lifetime) three significant digits print.
type Format struct {
	Style    Style
	Currency contract.Currency
	Start    contract.Month // of style Calendar: the month of 0
}

// unit is what a number is multiplied by before it prints.
func (f Format) unit() float64 {
	if f.Style == Percent {
		return 100
	}
	return 1
}

// finest is the smallest place that prints: -2 is hundredths.
func (f Format) finest() int {
	switch f.Style {
	case Money:
		return -f.Currency.Digits
	case Percent:
		return -2
	case Count:
		return -2
	case Months:
		return -1
	case Multiple:
		return -3
	}
	return -4
}

// exponent returns the place of the first significant digit of |v|.
func exponent(v float64) int { return int(math.Floor(math.Log10(math.Abs(v)) + 1e-12)) }

// place returns the place down to which an error of h is printed with the
// given number of significant digits.
func (f Format) place(h float64, digits int) int {
	place := max(exponent(h*f.unit())-digits+1, f.finest())
	if f.Style == Money && place < 0 && place > -f.Currency.Digits {
		return 0
	}
	return place
}

// fallback is the place of the third significant digit of v.
func (f Format) fallback(v float64) int {
	if v == 0 {
		return 0
	}
	return f.place(v, 3)
}

func usable(h float64) bool { return h > 0 && !math.IsInf(h, 0) }

// Place returns the place to which Estimate prints: 3 is thousands. It is
// false where the figure is exact or has no error.
func (f Format) Place(se float64) (int, bool) {
	if !usable(se) {
		return 0, false
	}
	return f.place(halfWidth(se), 2), true
}

func halfWidth(se float64) float64 { return 1.959963984540054 * se }

// Estimate prints a mean and the half-width of its 95 % interval.
func (f Format) Estimate(v, se float64) string {
	place, ok := f.Place(se)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0) || se == 0:
		return f.Exact(v)
	case !ok:
		return f.At(v, f.fallback(v))
	}
	scale := f.scale(v, place)
	h := f.digits(halfWidth(se)*f.unit(), place, scale) + suffixOf(scale)
	if f.Style == Percent {
		return f.sign(v, place) + f.digits(math.Abs(v)*100, place, scale) + " ± " + h + nbsp + "%"
	}
	return f.At(v, place) + " ± " + h
}

// Within prints a figure as far as its interval allows.
func (f Format) Within(v, lo, hi float64) string {
	switch h := (hi - lo) / 2; {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return f.Exact(v)
	case h == 0 && f.Style == Money:
		return f.At(v, 0)
	case h == 0:
		return f.Exact(v)
	case v == 0:
		return f.At(v, 0)
	case !usable(h):
		return f.At(v, f.fallback(v))
	default:
		place := f.place(h, 1)
		if v != 0 {
			place = max(place, f.place(v, 4))
		}
		switch f.Style {
		case Percent:
			place = max(place, -1)
		case Count:
			place = max(place, 0)
		}
		return f.At(v, place)
	}
}

// Exact prints a figure known exactly.
func (f Format) Exact(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "never"
	case math.IsNaN(v) || math.IsInf(v, 0):
		return None
	}
	switch f.Style {
	case Money:
		whole := math.Pow10(f.Currency.Digits)
		if math.Mod(math.Round(v*whole), whole) == 0 {
			return f.At(v, 0)
		}
		return f.At(v, -f.Currency.Digits)
	case Multiple:
		return f.At(v, -2)
	case Percent:
		for place := 0; place > -2; place-- {
			x := v * 100 * math.Pow10(-place)
			if math.Abs(x-math.Round(x)) < 1e-7 {
				return f.At(v, place)
			}
		}
		return f.At(v, -2)
	case Calendar:
		return f.At(v, 0)
	}
	if v == math.Round(v) {
		return f.At(v, 0)
	}
	s := strings.TrimRight(f.At(v, f.finest()), "0")
	return strings.TrimSuffix(s, ".")
}

// At prints a figure down to a place: 3 is thousands, -2 hundredths (of a
// per cent in style Percent).
func (f Format) At(v float64, place int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return f.Exact(v)
	}
	if f.Style == Calendar {
		return f.month(v)
	}
	scale := f.scale(v, place)
	s := f.digits(math.Abs(v)*f.unit(), place, scale) + suffixOf(scale)
	switch f.Style {
	case Money:
		s = f.symbol() + s
	case Percent:
		s += nbsp + "%"
	case Multiple:
		s += "×"
	}
	return f.sign(v, place) + s
}

// sign is a minus for a figure that does not print as zero.
func (f Format) sign(v float64, place int) string {
	if v < 0 && math.Round(v*f.unit()*math.Pow10(-place)) != 0 {
		return "−"
	}
	return ""
}

// scale says in which power of ten money is written.
func (f Format) scale(v float64, place int) int {
	if f.Style != Money {
		return 0
	}
	rounded := math.Abs(math.Round(v*math.Pow10(-place)) * math.Pow10(place))
	switch {
	case rounded >= 1e10 && place >= 6:
		return 9
	case rounded >= 1e7 && place >= 3:
		return 6
	}
	return 0
}

func suffixOf(scale int) string {
	switch scale {
	case 9:
		return "bn"
	case 6:
		return "m"
	}
	return ""
}

// digits writes a number >= 0 down to a place, in units of 10^scale, with
// thousands separators.
func (f Format) digits(v float64, place, scale int) string {
	if place > 0 {
		v = math.Round(v*math.Pow10(-place)) * math.Pow10(place)
	}
	return thousands(strconv.FormatFloat(v/math.Pow10(scale), 'f', max(0, scale-place), 64))
}

// thousands sets commas between groups of three digits.
func thousands(s string) string {
	whole, fraction, point := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if point {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}

// symbol returns the currency's symbol, or its code and a space.
func (f Format) symbol() string {
	switch f.Currency.Code {
	case "GBP":
		return "£"
	case "EUR":
		return "€"
	case "USD":
		return "$"
	}
	return f.Currency.Code + nbsp
}

var monthNames = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// minor prints an amount of money given in minor units, with all its digits.
func (f Format) minor(x int64) string {
	s := thousands(decimal(x, f.Currency.Digits))
	if x < 0 {
		return "−" + f.symbol() + s[1:]
	}
	return f.symbol() + s
}

// month prints the calendar month so many months after Start.
func (f Format) month(v float64) string {
	m := f.Start + contract.Month(math.Round(v))
	return fmt.Sprintf("%s %d", monthNames[m.Number()-1], m.Year())
}

// financialYear prints an April-to-March year: 2020/21.
func financialYear(first int) string { return fmt.Sprintf("%d/%02d", first, (first+1)%100) }
