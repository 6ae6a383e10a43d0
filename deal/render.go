package deal

import (
	"strconv"
	"strings"
)

// String writes the quantity as ParseQuantity reads it: a plain number as it
// was written, a distribution as "beta(mean 0.35, sd 0.05)", "discrete(10, 20)",
// "discrete(10 weight 0.2, 20 weight 0.8)" or "joint(TABLE.COLUMN)". It is
// empty if nothing was written.
func (q Quantity) String() string {
	if q.Dist == "" {
		return q.Text
	}
	var parts []string
	for _, p := range q.Params {
		parts = append(parts, p.Name+" "+number(p.Value))
	}
	for i, v := range q.Values {
		s := number(v)
		if i < len(q.Weights) {
			s += " weight " + number(q.Weights[i])
		}
		parts = append(parts, s)
	}
	if q.Table != "" || q.Column != "" {
		parts = append(parts, q.Table+"."+q.Column)
	}
	return q.Dist + "(" + strings.Join(parts, ", ") + ")"
}

// ParseQuantity reads what String writes. What it cannot read as a
// distribution it takes for a plain number, which New will check.
func ParseQuantity(s string) Quantity {
	name, rest, ok := strings.Cut(s, "(")
	rest, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !ok || !closed {
		return Num(strings.TrimSpace(s))
	}
	q := Quantity{Dist: strings.TrimSpace(name)}
	if q.Dist == "joint" {
		q.Table, q.Column, _ = strings.Cut(strings.TrimSpace(rest), ".")
		return q
	}
	for part := range strings.SplitSeq(rest, ",") {
		if !q.parsePart(strings.Fields(part)) {
			return Num(strings.TrimSpace(s))
		}
	}
	return q
}

// parsePart reads one of the comma-separated parts of a distribution:
// NAME VALUE, VALUE, or VALUE weight WEIGHT.
func (q *Quantity) parsePart(words []string) bool {
	switch len(words) {
	case 0:
		return true
	case 1:
		v, err := strconv.ParseFloat(words[0], 64)
		q.Values = append(q.Values, v)
		return err == nil
	case 2:
		v, err := strconv.ParseFloat(words[1], 64)
		q.Params = append(q.Params, Param{words[0], v})
		return err == nil
	case 3:
		v, errV := strconv.ParseFloat(words[0], 64)
		w, errW := strconv.ParseFloat(words[2], 64)
		q.Values, q.Weights = append(q.Values, v), append(q.Weights, w)
		return errV == nil && errW == nil && words[1] == "weight"
	}
	return false
}

// Get returns the parameter of a distribution by its name.
func (q Quantity) Get(name string) (float64, bool) {
	for _, p := range q.Params {
		if p.Name == name {
			return p.Value, true
		}
	}
	return 0, false
}
