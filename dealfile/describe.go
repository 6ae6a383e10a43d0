package dealfile

import (
	"reflect"
	"strconv"
	"strings"
)

// What the tags say of a field in words, for the schema and the template.

// bounds is the range tag of a field, read.
type bounds struct {
	low, high         string // empty: none
	lowOpen, highOpen bool
}

func boundsOf(tag reflect.StructTag) bounds {
	text := tag.Get("range")
	low, high, ok := strings.Cut(strings.Trim(text, "[]()"), ",")
	if !ok {
		return bounds{}
	}
	b := bounds{low, high, text[0] == '(', text[len(text)-1] == ')'}
	if low == "-inf" {
		b.low = ""
	}
	if high == "inf" {
		b.high = ""
	}
	return b
}

func (b bounds) String() string {
	low, high := "at least "+b.low, "at most "+b.high
	if b.lowOpen {
		low = "above " + b.low
	}
	if b.highOpen {
		high = "below " + b.high
	}
	switch {
	case b.low == "" && b.high == "":
		return ""
	case b.high == "":
		return low
	case b.low == "":
		return high
	case b.low == b.high:
		return b.low
	case !b.lowOpen && !b.highOpen:
		return b.low + " to " + b.high
	}
	return low + ", " + high
}

// float returns a bound as a number.
func (b bounds) float(text string) *float64 {
	if text == "" {
		return nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("dealfile: bad range " + text)
	}
	return &x
}

// whole reports whether a number in the field counts something.
func (f *field) whole() bool {
	unit := f.tag.Get("unit")
	return unit == "count" || unit == "months" && f.tag.Get("random") != "yes"
}

var unitWords = map[string]string{
	"money": "money", "probability": "probability", "share": "share", "rate": "annual rate", "ratio": "ratio",
	"months": "months", "month": "month as 2020-06 or counted from the start", "period": "months, or financial_year",
	"date":  "month as 2020-06",
	"count": "count", "number": "number",
}

// facts lists what the tags of a field say besides its doc: unit, range,
// words, distribution, default.
func (f *field) facts() []string {
	var facts []string
	if unit := f.tag.Get("unit"); unit != "" {
		facts = append(facts, unitWords[unit])
	}
	if s := boundsOf(f.tag).String(); s != "" {
		facts = append(facts, s)
	}
	if enum := f.tag.Get("enum"); enum != "" {
		words := strings.Split(enum, "|")
		facts = append(facts, strings.Join(words[:len(words)-1], ", ")+" or "+words[len(words)-1])
	}
	if f.tag.Get("random") == "yes" {
		facts = append(facts, "may be a distribution")
	}
	if def := f.tag.Get("default"); def != "" {
		facts = append(facts, "default "+def)
	}
	return facts
}

// sentence is the doc of a field with its facts.
func (f *field) sentence() string {
	s := f.tag.Get("doc")
	if facts := f.facts(); len(facts) > 0 {
		s += " (" + strings.Join(facts, "; ") + ")"
	}
	return s
}
