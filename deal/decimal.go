package deal

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// decimal is an exact number as written: ±digits × 10^exp, with no zero at
// either end of digits; zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exp      int
}

// The bounds of a number that can be read: beyond them it is a slip, and
// cannot be told from infinity or zero.
const (
	maxDigits   = 60
	maxExponent = 300
)

// parseDecimal reads an optional sign, digits with an optional point, and an
// optional exponent; nothing else.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	mantissa, exponent, scientific := s, "", false
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent, scientific = s[:i], s[i+1:], true
	}
	if rest, ok := strings.CutPrefix(mantissa, "-"); ok {
		mantissa, d.negative = rest, true
	} else {
		mantissa = strings.TrimPrefix(mantissa, "+")
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return decimal{}, false
	}
	d.exp = -len(fraction)
	if scientific {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > 2*maxExponent || e < -2*maxExponent {
			return decimal{}, false
		}
		d.exp += e
	}
	digits = strings.TrimLeft(digits, "0")
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	d.exp += len(digits) - len(d.digits)
	if size := d.exp + len(d.digits); len(d.digits) > maxDigits || size > maxExponent || size < -maxExponent {
		return decimal{}, false
	}
	return d, true
}

// decimals returns how many digits stand after the point.
func (d decimal) decimals() int { return max(0, -d.exp) }

// scaled returns the number times 10^places, if it is whole and within
// ±2^62.
func (d decimal) scaled(places int) (int64, bool) {
	if d.digits == "" {
		return 0, true
	}
	e := d.exp + places
	if e < 0 || len(d.digits)+e > 19 {
		return 0, false
	}
	n, err := strconv.ParseInt(d.digits+strings.Repeat("0", e), 10, 64)
	if err != nil || n > 1<<62 {
		return 0, false
	}
	if d.negative {
		n = -n
	}
	return n, true
}

// float returns the nearest float64.
func (d decimal) float() float64 {
	v, _ := strconv.ParseFloat(d.canonical(), 64)
	return v
}

// canonical writes the number in the one way that all ways of writing it share.
func (d decimal) canonical() string {
	switch {
	case d.digits == "":
		return "0"
	case d.negative:
		return "-" + d.digits + "e" + strconv.Itoa(d.exp)
	}
	return d.digits + "e" + strconv.Itoa(d.exp)
}

// rat returns the number as a fraction.
func (d decimal) rat() *big.Rat {
	r, _ := new(big.Rat).SetString(d.canonical())
	return r
}

// number writes a float64 in its shortest decimal form.
func number(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// sixDigits writes a computed number for a reader.
func sixDigits(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// sumText writes a sum that should be 1 with six digits, or with as many as
// show that it is not.
func sumText(v float64) string {
	s := sixDigits(v)
	for digits := 7; s == "1" && digits <= 17; digits++ {
		s = strconv.FormatFloat(v, 'g', digits, 64)
	}
	return s
}

// times multiplies two numbers as the decimals they are written as: 0.35 x
// 1.1 is 0.385, not the nearest float64 to the product of the nearest float64s.
func times(a, b float64) float64 {
	x, okA := parseDecimal(number(a))
	y, okB := parseDecimal(number(b))
	if !okA || !okB {
		return math.NaN()
	}
	v, _ := new(big.Rat).Mul(x.rat(), y.rat()).Float64()
	return v
}

// timesText multiplies the number written as text by factor exactly, rounded
// to places decimals, half away from zero; places < 0: not rounded but to the
// nearest float64.
func timesText(text string, factor float64, places int) (string, bool) {
	d, ok := parseDecimal(text)
	f, okF := parseDecimal(number(factor))
	if !ok || !okF {
		return "", false
	}
	r := new(big.Rat).Mul(d.rat(), f.rat())
	if places < 0 {
		v, _ := r.Float64()
		return number(v), !math.IsInf(v, 0)
	}
	s := r.FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s, true
}
