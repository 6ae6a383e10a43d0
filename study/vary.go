package study

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// Vary is a field of a deal, or with * several at once, and the range in which
// it is varied. [ParseVary] reads it.
type Vary struct {
	Address string
	// Times says that values multiply what holds at the address, as deal.Scale
	// does; else they are written there, as deal.Set does.
	Times bool
	// Lo and Hi are the ends of the range as they were written: plain numbers, or
	// dates of a field that is a month.
	Lo, Hi string
}

// ParseVary reads ADDRESS=LO:HI, or ADDRESS*=LO:HI for a factor that multiplies
// what holds there: tariffs.*.price=1500:2500, tariffs.*.price*=0.5:1.5. A *
// after a dot is an ID, so that targets.*=10:20 sets every target and
// targets.**=0.5:2 multiplies each. Whether a deal has the field is for
// [Vary.Range] to say.
func ParseVary(text string) (Vary, error) {
	address, span, ok := strings.Cut(text, "=")
	lo, hi, between := strings.Cut(span, ":")
	v := Vary{Address: strings.TrimSpace(address), Lo: strings.TrimSpace(lo), Hi: strings.TrimSpace(hi)}
	if !ok || !between || v.Address == "" || v.Lo == "" || v.Hi == "" {
		return Vary{}, fmt.Errorf("%q must be ADDRESS=LO:HI, or ADDRESS*=LO:HI to multiply what holds there", text)
	}
	if before, starred := strings.CutSuffix(v.Address, "*"); starred && before != "" && !strings.HasSuffix(before, ".") {
		v.Address, v.Times = before, true
	}
	return v, nil
}

// String returns the form that ParseVary reads.
func (v Vary) String() string {
	star := ""
	if v.Times {
		star = "*"
	}
	return v.Address + star + "=" + v.Lo + ":" + v.Hi
}

// Range is the values that a Vary runs over in a deal.
type Range struct {
	// Lo and Hi are the ends; of a field that is a date they are months from the
	// deal's start.
	Lo, Hi float64
	// Places is the number of decimals that a value has: no more than the field
	// takes, and no more than tell a millionth of the range; -3 is thousands.
	Places int
	// Unit is that of the field, as deal.Field has it; empty for a factor.
	Unit string
}

// Range returns the values that v runs over in a deal. The error says what is
// wrong with the address, the range, or the deal that either end makes.
func (v Vary) Range(d deal.Deal) (Range, error) {
	var r Range
	places := -1
	field, known := deal.Describe(v.Address)
	if known && (field.Kind == deal.Number || field.Kind == deal.Text) {
		var ok bool
		if places, ok = d.Places(v.Address); !ok {
			return r, fmt.Errorf("%s: holds words; must be a number or a month", v.Address)
		}
		r.Unit = field.Unit
		if v.Times && field.Kind == deal.Text {
			return r, fmt.Errorf("%s: is a month, which cannot be multiplied; write %s=LO:HI", v.Address, v.Address)
		}
	}
	if v.Times {
		places, r.Unit = -1, ""
	}
	var errs []error
	r.Lo = v.end(d, r.Unit, v.Lo, &errs)
	r.Hi = v.end(d, r.Unit, v.Hi, &errs)
	if err := errors.Join(errs...); err != nil {
		return r, err
	}
	if !(r.Lo < r.Hi) {
		return r, fmt.Errorf("%s: %s:%s is empty; the first must be below the second", v.Address, v.Lo, v.Hi)
	}
	r.Places = placesOf(r.Hi - r.Lo)
	if places >= 0 {
		r.Places = min(r.Places, places)
	}
	for _, x := range []float64{r.Lo, r.Hi} {
		if _, err := d.With(v.Edit(x)); err != nil {
			return r, err
		}
	}
	return r, nil
}

// end reads one end of the range.
func (v Vary) end(d deal.Deal, unit, s string, errs *[]error) float64 {
	if unit == "month" {
		m, ok := d.Month(s)
		if !ok {
			*errs = append(*errs, fmt.Errorf("%s: %q must be a month: a date as 2020-06, or whole months from the start", v.Address, s))
		}
		return float64(m)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || strings.ContainsAny(s, "xXpP_") {
		*errs = append(*errs, fmt.Errorf("%s: %q must be a plain number, as deal files have them", v.Address, s))
		return 0
	}
	return x
}

// Edit returns the edit that puts a value in place.
func (v Vary) Edit(x float64) deal.Edit {
	if v.Times {
		return deal.Scale(v.Address, x)
	}
	return deal.Set(v.Address, strconv.FormatFloat(x, 'f', -1, 64))
}

// Held is what holds at a varied field before it is varied.
type Held struct {
	// Value is the number there, NaN if there is none: 1 for a factor, the median
	// of an uncertain number, months from the start for a date. Fields that hold
	// different numbers have none.
	Value float64
	// Text is what the deal says there; empty if nothing.
	Text string
	// Fields is the number of fields that the address stands for, Uncertain how
	// many of them hold a distribution.
	Fields, Uncertain int
}

// Held returns what the deal of a plan has where v varies it.
func (v Vary) Held(p *sim.Plan) Held {
	d := p.Deal()
	found := d.Matches(v.Address)
	h := Held{Value: math.NaN(), Fields: len(found)}
	for i, address := range found {
		q, number := d.Number(address)
		if number && q.Dist != "" {
			h.Uncertain++
		}
		text, _ := d.Get(address)
		x := heldNumber(p, address)
		switch {
		case i == 0:
			h.Text, h.Value = text, x
		case text != h.Text:
			h.Text = fmt.Sprintf("%d fields that differ", len(found))
		}
		if x != h.Value {
			h.Value = math.NaN()
		}
	}
	if v.Times {
		h.Value = 1
	}
	return h
}

// heldNumber is the number at an address, the median of an uncertain one.
func heldNumber(p *sim.Plan, address string) float64 {
	d := p.Deal()
	if field, _ := deal.Describe(address); field.Unit == "month" {
		text, _ := d.Get(address)
		if m, ok := d.Month(text); ok {
			return float64(m)
		}
		return math.NaN()
	}
	q, ok := d.Number(address)
	if !ok {
		return math.NaN()
	}
	if q.Dist != "" {
		return medianOf(p, address)
	}
	x, err := strconv.ParseFloat(q.Text, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// medianOf is the median of an uncertain input as the deal states it: money in
// whole units. NaN if the deal draws none there.
func medianOf(p *sim.Plan, address string) float64 {
	x, ok := inputsAt(p, make([]float64, p.NumScores()))[p.Deal().Origin(address)]
	if !ok {
		return math.NaN()
	}
	return x
}

// inputsAt returns the uncertain inputs by address at the given scores, as the
// deal states them: money in whole units.
func inputsAt(p *sim.Plan, scores []float64) map[string]float64 {
	names := p.Inputs()
	theta := make([]float64, len(names))
	p.InputsAt(theta, scores)
	minor := math.Pow10(p.Contract().Terms().Currency.Digits)
	out := map[string]float64{}
	for i, name := range names {
		out[name] = theta[i]
		if field, ok := deal.Describe(name); ok && field.Unit == "money" {
			out[name] = theta[i] / minor
		}
	}
	return out
}

// placesOf is how many decimals show a range of this width to a millionth.
func placesOf(width float64) int {
	places := 0
	scaled := width / 1e6
	for ; scaled < 1-1e-9; scaled *= 10 {
		places++
	}
	for ; scaled >= 10; scaled /= 10 {
		places--
	}
	return places
}
