package dealfile

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sibsim/sibsim/deal"
)

// quantity reads a number in any of its forms.
func (d *decoder) quantity(s spot) deal.Quantity {
	switch s.node.Kind {
	case yaml.ScalarNode:
		text, _ := d.number(s)
		return deal.Quantity{Text: text}
	case yaml.MappingNode:
		return d.longNumber(s)
	}
	d.wrong(s, wanted(s))
	return deal.Quantity{}
}

// wanted says what may stand at the spot of a number.
func wanted(s spot) string {
	switch {
	case s.field == nil:
	case s.field.words:
		return "must be a number, a word or a distribution"
	case s.field.tag.Get("random") == "yes":
		return "must be a number or a distribution"
	}
	return "must be a number"
}

// longNumber reads {value: N} or {beta: {..}}, with source and note.
func (d *decoder) longNumber(s spot) deal.Quantity {
	var q deal.Quantity
	if len(s.node.Content) == 0 {
		d.wrong(s, wanted(s))
		return q
	}
	if d.bareParams(s) {
		return q
	}
	number, strange := false, false
	for key, n := range d.pairs(s) {
		name := key.Value
		if name != "value" && name != "source" && name != "note" && paramsOf(name) == nil {
			near, ok := d.unknown(s, key, numberKeys())
			if !ok {
				d.faults.hurtAt(s.address)
				strange = true
				continue
			}
			name = near
		}
		at := s.under(name, key, n, s.field)
		d.places[at.address] = at.place()
		form := name != "source" && name != "note"
		switch {
		case d.skip[n]:
			d.faults.hurtAt(s.address)
		case form && number:
			d.fault(at, name+" as well", "must be one number or one distribution")
			d.faults.hurtAt(s.address)
		case name == "value":
			text, ok := d.number(at)
			if q.Text = text; !ok {
				d.faults.hurtAt(s.address)
			}
		case name == "source":
			q.Source = d.source(at)
		case name == "note":
			q.Note = d.text(at)
		default:
			if !d.distribution(&q, name, at) {
				d.faults.hurtAt(s.address)
			}
		}
		number = number || form
	}
	if !number && !strange {
		d.fault(s, "no number", "must have value or a distribution: "+oneOf(numberKeys()[3:]))
	}
	return q
}

func numberKeys() []string {
	keys := []string{"value", "source", "note"}
	for _, d := range distributions {
		keys = append(keys, d.name)
	}
	return keys
}

// bareParams refuses the parameters of a distribution without its name.
func (d *decoder) bareParams(s spot) bool {
	var names []string
	for key := range d.pairs(s) {
		known := false
		for _, dist := range distributions {
			for _, p := range dist.params {
				known = known || p == key.Value
			}
		}
		if key.Value == "source" || key.Value == "note" {
			continue
		}
		if !known || paramsOf(key.Value) != nil {
			return false
		}
		names = append(names, key.Value)
	}
	if len(names) == 0 {
		return false
	}
	d.fault(s, oneOf(names)+" without a distribution", "must be within one, as beta: {mean: 0.4, sd: 0.1}")
	return true
}

// distribution reads the parameters of a distribution and reports whether
// they are readable.
func (d *decoder) distribution(q *deal.Quantity, name string, s spot) bool {
	params := paramsOf(name)
	if s.node.Kind != yaml.MappingNode || len(s.node.Content) == 0 {
		d.wrong(s, "must be a group of its parameters: "+oneOf(params))
		return false
	}
	q.Dist = name
	whole := true
	for key, n := range d.pairs(s) {
		param := key.Value
		if !isOneOf(param, params) {
			near, ok := d.unknown(s, key, params)
			if whole = false; !ok {
				continue
			}
			param = near
		}
		at := s.under(param, key, n, nil)
		d.places[at.address] = at.place()
		ok := true
		switch {
		case d.skip[n]:
			ok = false
		case param == "values":
			q.Values, ok = d.floats(at)
		case param == "weights":
			q.Weights, ok = d.floats(at)
		case param == "table":
			q.Table = d.text(at)
			ok = q.Table != ""
		case param == "column":
			q.Column = d.text(at)
			ok = q.Column != ""
		default:
			var x float64
			x, ok = d.float(at)
			q.Params = append(q.Params, deal.Param{Name: param, Value: x})
		}
		whole = whole && ok
	}
	return whole
}

func isOneOf(word string, words []string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

func (d *decoder) floats(s spot) ([]float64, bool) {
	if s.node.Kind != yaml.SequenceNode || len(s.node.Content) == 0 {
		d.wrong(s, "must be a list of numbers, such as [1, 2, 3]")
		return nil, false
	}
	list, whole := make([]float64, len(s.node.Content)), true
	for i, n := range s.node.Content {
		ok := !d.skip[n]
		if ok {
			list[i], ok = d.float(s.under(step(i), n, n, nil))
		}
		whole = whole && ok
	}
	return list, whole
}

func (d *decoder) float(s spot) (float64, bool) {
	if s.node.Kind != yaml.ScalarNode {
		d.wrong(s, "must be a number")
		return 0, false
	}
	text, ok := d.number(s)
	if !ok {
		return 0, false
	}
	x, _ := strconv.ParseFloat(text, 64)
	return x, true
}

// source reads where a number comes from.
func (d *decoder) source(s spot) *deal.Source {
	keys := []string{"kind", "ref", "date"}
	if s.node.Kind != yaml.MappingNode || len(s.node.Content) == 0 {
		d.wrong(s, "must be a group of keys: "+oneOf(keys))
		return nil
	}
	var source deal.Source
	for key, n := range d.pairs(s) {
		name := key.Value
		if !isOneOf(name, keys) {
			near, ok := d.unknown(s, key, keys)
			if !ok {
				continue
			}
			name = near
		}
		at := s.under(name, key, n, nil)
		d.places[at.address] = at.place()
		if d.skip[n] {
			continue
		}
		switch name {
		case "kind":
			source.Kind = d.text(at)
		case "ref":
			source.Ref = d.text(at)
		case "date":
			source.Date = d.text(at)
		}
	}
	return &source
}

// decimal is how a number is written: as in JSON.
var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?$`)

// number reads a scalar that must be a plain number.
func (d *decoder) number(s spot) (string, bool) {
	n := s.node
	switch {
	case n.Kind != yaml.ScalarNode || empty(n):
		d.wrong(s, wanted(s))
	case s.field != nil && s.field.words && isWord(n.Value):
		return n.Value, true
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && decimal.MatchString(n.Value):
		d.wrong(s, wanted(s)+"; write it without quotation marks")
	case n.Style&quotes != 0:
		d.wrong(s, wanted(s))
	case !decimal.MatchString(n.Value):
		allowed := wanted(s)
		if better := plainly(n.Value); better != "" {
			allowed += "; write " + better + ", not " + show(n.Value)
		}
		d.wrong(s, allowed)
	case len(n.Value) > maxDigit:
		d.fault(s, "a number of "+strconv.Itoa(len(n.Value))+" characters", fmt.Sprintf("must have at most %d", maxDigit))
	default:
		x, err := strconv.ParseFloat(n.Value, 64)
		zero := !strings.ContainsAny(n.Value[:mantissa(n.Value)], "123456789")
		if err != nil || !zero && !(math.Abs(x) >= 1e-300 && math.Abs(x) <= 1e300) {
			d.fault(s, show(n.Value), "must be 0 or 1e-300 to 1e300 in size")
			return "", false
		}
		return n.Value, true
	}
	return "", false
}

// isWord reports whether a text is a word, an ID or a date rather than a
// number, well or badly written.
func isWord(s string) bool {
	return strings.TrimSpace(s) != "" && !decimal.MatchString(s) && plainly(s) == ""
}

// mantissa returns the length of a number before its exponent.
func mantissa(s string) int {
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		return i
	}
	return len(s)
}

var (
	money     = regexp.MustCompile(`^(-?)(?:[£$€¥]|[A-Z]{3} ?|Rs\.? ?)(-?[0-9].*)$|^(-?[0-9].*?) ?(?:[£$€¥]|[A-Z]{3})$`)
	thousands = regexp.MustCompile(`^-?[0-9]{1,3}([,_' ][0-9]{3})+(\.[0-9]+)?$`)
	based     = regexp.MustCompile(`^-?0([xXoObB])[0-9a-fA-F_]+$`)
)

// plainly returns the plain number that a text most likely means, or nothing.
func plainly(s string) string {
	if len(s) > 40 {
		return ""
	}
	if m := money.FindStringSubmatch(s); m != nil {
		s = m[1] + m[2] + m[3]
	}
	if based.MatchString(s) {
		if n, ok := new(big.Int).SetString(s, 0); ok {
			return n.String()
		}
	}
	factor := 0
	switch {
	case strings.HasSuffix(s, "%"):
		s, factor = strings.TrimRight(s[:len(s)-1], " "), -2
	case strings.HasSuffix(s, "k"), strings.HasSuffix(s, "K"):
		s, factor = s[:len(s)-1], 3
	}
	if thousands.MatchString(s) {
		s = strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(s)
	} else if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	s = strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
		if s = strings.TrimLeft(s, "0"); s == "" {
			s = "0"
		}
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	s = sign + strings.TrimSuffix(s, ".")
	if !decimal.MatchString(s) {
		return ""
	}
	if factor != 0 {
		x, err := strconv.ParseFloat(s+"e"+strconv.Itoa(factor), 64)
		if err != nil {
			return ""
		}
		s = strconv.FormatFloat(x, 'f', -1, 64)
	}
	return s
}
