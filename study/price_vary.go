package study

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// PriceVariable is one thing that a pricing may change.
type PriceVariable struct {
	Vary
	Range Range
	Held  Held
	// Fields are where it is written.
	Fields []PriceField
	// Step is what the numbers in the fields are rounded to, Factor what the
	// factor of a variable that multiplies is; 0: neither is rounded.
	Step, Factor float64
}

// PriceField is a field that a variable writes, and the plain number that the
// deal has there, NaN if none.
type PriceField struct {
	Address string
	Held    float64
	Price   bool // it is one of deal.Deal.Prices, or of that kind
}

// newPriceVariable resolves a variable of a deal, rounded by default: money that
// is set to whole units where its range is wide enough, a factor to nothing.
func newPriceVariable(p *sim.Plan, v Vary) (PriceVariable, error) {
	x := PriceVariable{Vary: v}
	d := p.Deal()
	if v.Address == AllPrices {
		return x, x.allPrices(d)
	}
	var err error
	if x.Range, err = v.Range(d); err != nil {
		return x, err
	}
	x.Held = v.Held(p)
	found := d.Matches(v.Address)
	if len(found) == 0 {
		found = []string{v.Address}
	}
	for _, address := range found {
		if v.Times {
			address = d.Origin(address)
		}
		if !slices.ContainsFunc(x.Fields, func(f PriceField) bool { return f.Address == address }) {
			x.Fields = append(x.Fields, priceField(d, address))
		}
	}
	if !v.Times && x.Range.Unit == "money" && x.Range.Hi-x.Range.Lo >= 100 {
		x.Step = 1
	}
	return x, nil
}

func priceField(d deal.Deal, address string) PriceField {
	f := PriceField{Address: address, Held: math.NaN(), Price: slices.Contains(d.Prices(), address) || strings.HasSuffix(address, ".price")}
	if q, ok := d.Number(address); ok && q.Dist == "" {
		if v, err := strconv.ParseFloat(q.Text, 64); err == nil {
			f.Held = v
		}
	}
	return f
}

// allPrices resolves the factor on all prices.
func (x *PriceVariable) allPrices(d deal.Deal) error {
	if !x.Times {
		return fmt.Errorf("%s: must be multiplied: write %s*=LO:HI", AllPrices, AllPrices)
	}
	prices := d.Prices()
	if len(prices) == 0 {
		return fmt.Errorf("%s: the deal has no price above 0; must have one to multiply", AllPrices)
	}
	var errs []error
	x.Range.Lo, x.Range.Hi = x.end(d, "", x.Lo, &errs), x.end(d, "", x.Hi, &errs)
	switch {
	case errs != nil:
		return errors.Join(errs...)
	case !(x.Range.Lo < x.Range.Hi):
		return fmt.Errorf("%s: %s:%s is empty; the first must be below the second", AllPrices, x.Lo, x.Hi)
	case x.Range.Lo < 0:
		return fmt.Errorf("%s: %s must be at least 0", AllPrices, x.Lo)
	}
	x.Range.Places = placesOf(x.Range.Hi - x.Range.Lo)
	x.Held = Held{Value: 1, Fields: len(prices)}
	for _, address := range prices {
		x.Fields = append(x.Fields, priceField(d, address))
	}
	for _, v := range []float64{x.Range.Lo, x.Range.Hi} {
		if _, err := d.With(x.edits(v, false)...); err != nil {
			return err
		}
	}
	return nil
}

// overlaps returns a fault for each field that two variables write.
func overlaps(vars []PriceVariable) []error {
	var out []error
	of := map[string]string{}
	for i := range vars {
		for _, f := range vars[i].Fields {
			if before, taken := of[f.Address]; taken {
				out = append(out, fmt.Errorf("%s: is varied by both %s and %s; must be varied once", f.Address, before, vars[i].String()))
				break
			}
			of[f.Address] = vars[i].String()
		}
	}
	return out
}

// at returns the value at a place in [0, 1] of the range.
func (x *PriceVariable) at(place float64) float64 {
	v := x.Range.Lo + float64((x.Range.Hi-x.Range.Lo)*place)
	return min(max(toPlaces(v, x.Range.Places), x.Range.Lo), x.Range.Hi)
}

// place is where in the range a value lies: 0 to 1.
func (x *PriceVariable) place(v float64) float64 {
	return (v - x.Range.Lo) / (x.Range.Hi - x.Range.Lo)
}

// edits write a value. Rounded is for what several fields are multiplied to: the
// step of a value itself is the caller's.
func (x *PriceVariable) edits(v float64, rounded bool) []deal.Edit {
	if !x.Times {
		return []deal.Edit{x.Edit(v)}
	}
	if x.Address != AllPrices && (!rounded || x.Step == 0) {
		return []deal.Edit{x.Edit(v)}
	}
	var out []deal.Edit
	for _, f := range x.Fields {
		if rounded && x.Step > 0 && !math.IsNaN(f.Held) {
			out = append(out, deal.Set(f.Address, decimal(toStep(float64(f.Held*v), x.Step))))
		} else {
			out = append(out, deal.Scale(f.Address, v))
		}
	}
	return out
}

// PriceFault is a fault of a named part of a question: round or zone.
type PriceFault struct {
	Part string
	Err  error
}

func (f *PriceFault) Error() string { return f.Part + ": " + f.Err.Error() }

func (f *PriceFault) Unwrap() error { return f.Err }

func roundFault(format string, args ...any) error {
	return &PriceFault{"round", fmt.Errorf(format, args...)}
}

// round reads STEP, ADDRESS=STEP or ADDRESS*=STEP.
func (s *PriceStudy) round(text string) error {
	address, step, named := strings.Cut(text, "=")
	if !named {
		address, step = "", text
	}
	address = strings.TrimSpace(address)
	v, err := strconv.ParseFloat(strings.TrimSpace(step), 64)
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return roundFault("%q must be STEP or ADDRESS=STEP, with a step above 0", text)
	}
	hit := false
	for i := range s.vars {
		x := &s.vars[i]
		bare, factor := strings.CutSuffix(address, "*")
		switch {
		case !named && x.prices():
			x.Step = v
		case named && address == x.Address && (!x.Times || x.Range.Unit == ""):
			x.Step = v
		case named && factor && x.Times && bare == x.Address:
			x.Factor = v
		default:
			continue
		}
		hit = true
		if places := x.fieldPlaces(s.base.Deal()); x.Step > 0 && places >= 0 && math.Abs(toPlaces(x.Step, places)-x.Step) > 1e-12 {
			return roundFault("%q must be a whole number of the field's smallest step, %s", text, decimal(math.Pow10(-places)))
		}
	}
	switch {
	case hit, !named && len(s.vars) < len(s.ask.Vary): // of those that could not be read one may be a price
		return nil
	case named:
		return roundFault("%s is not varied; must be one of the variables", address)
	}
	return roundFault("no price is varied; write ADDRESS=%s for a variable", step)
}

// prices reports whether the variable writes prices.
func (x *PriceVariable) prices() bool {
	return slices.ContainsFunc(x.Fields, func(f PriceField) bool { return f.Price })
}

// fieldPlaces is the number of decimals that the fields take, -1 if any.
func (x *PriceVariable) fieldPlaces(d deal.Deal) int {
	places, ok := d.Places(x.Fields[0].Address)
	if !ok {
		return -1
	}
	return places
}

// toPlaces rounds to a number of decimals; -3 is thousands.
func toPlaces(v float64, places int) float64 {
	if places < 0 {
		return toStep(v, math.Pow10(-places))
	}
	unit := math.Pow10(places)
	return math.Round(v*unit) / unit
}

// toStep rounds to a multiple of a step, in at most nine decimals.
func toStep(v, step float64) float64 {
	return math.Round(math.Round(v/step)*step*1e9) / 1e9
}

// decimal is the shortest decimal of a number, without an exponent.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// PriceWritten is what a field has under the answer: Text as the deal states it,
// empty for nothing, Value the number, NaN if it is none, Unit that of the field.
type PriceWritten struct {
	Text  string
	Value float64
	Unit  string
}

// Written returns what the fields of variable number i have at Values, in the
// order of its Fields.
func (p *Price) Written(i int) []PriceWritten {
	x := &p.Variables[i]
	out := make([]PriceWritten, len(x.Fields))
	for k, f := range x.Fields {
		text, _ := p.Deal.Get(f.Address)
		field, _ := deal.Describe(f.Address)
		out[k] = PriceWritten{Text: text, Value: math.NaN(), Unit: field.Unit}
		if field.Unit == "month" {
			if m, ok := p.Deal.Month(text); ok {
				out[k].Value = float64(m)
			}
		} else if v, err := strconv.ParseFloat(text, 64); err == nil {
			out[k].Value = v
		}
	}
	return out
}
