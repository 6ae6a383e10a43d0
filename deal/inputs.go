package deal

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// InputInfo is one number as the deal states it.
type InputInfo struct {
	Address   string
	Text      string // "0.35", "beta(mean 0.35, sd 0.05)"
	Unit      string
	Source    Source // its Kind is empty if none was given
	Note      string
	Uncertain bool

	counted bool // an assumption or a term, not a matter of layout
}

// counted are the units of numbers that somebody must have believed or agreed.
var counted = []string{"money", "probability", "rate", "ratio", "number", "count"}

// Inputs returns every number the deal states, in the order of the document,
// each once, where it is written. A column of a table of joint draws is one
// input, and so is a factor's shock. What scenarios would set is not among them.
func (d Deal) Inputs() []InputInfo {
	if d.content == nil {
		return nil
	}
	var list []InputInfo
	walk(root, reflect.ValueOf(&d.doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
		switch {
		case n.Pattern == "scenarios":
			return false
		case n.Pattern == "tables.*.columns.*":
			list = append(list, columnInfo(address, v.Interface().([]Quantity)))
			return false
		case n.Pattern == "factors.*.shock":
			if v.Len() > 0 {
				list = append(list, listInfo(address, plural(v.Len(), "month"), v.Interface().([]Quantity)))
			}
			return false
		case n.Kind != Number:
			return true
		}
		q := v.Interface().(Quantity)
		if !q.Stated() {
			return true
		}
		info := InputInfo{
			Address: address, Text: q.String(), Unit: n.Unit, Note: q.Note, Uncertain: q.Dist != "",
			counted: n.counts(),
		}
		if q.Source != nil {
			info.Source = *q.Source
		}
		list = append(list, info)
		return true
	})
	return list
}

// columnInfo describes a column of joint draws.
func columnInfo(address string, values []Quantity) InputInfo {
	info := listInfo(address, fmt.Sprintf("%d joint draws", len(values)), values)
	info.Uncertain = true
	return info
}

// listInfo describes a list that is one input. It has a source if every value has one.
func listInfo(address, text string, values []Quantity) InputInfo {
	info := InputInfo{Address: address, Text: text, Unit: "number", counted: true}
	for _, q := range values {
		if q.Source == nil || q.Source.Kind == "assumption" {
			info.Source = Source{}
			break
		}
		info.Source = *q.Source
	}
	return info
}

// counts reports whether a number of the field should have a source: amounts,
// probabilities, rates, counts, anything that may be uncertain, and
// deadweight and all of a benefit, of which nothing is agreed. The version of the format, ranks, lags, lengths in months, the
// parties' shares and the tolerance are what the contract says.
func (n *node) counts() bool {
	switch {
	case n.key == "sibsim" || n.key == "rank":
		return false
	case n.key == "deadweight" || n.Random || strings.HasPrefix(n.Pattern, "benefits."):
		return true
	}
	return slices.Contains(counted, n.Unit)
}

// Unsourced returns the addresses of the numbers that should have a source
// and have none, or only that of an assumption.
func (d Deal) Unsourced() []string {
	var list []string
	for _, in := range d.Inputs() {
		if in.counted && (in.Source.Kind == "" || in.Source.Kind == "assumption") {
			list = append(list, in.Address)
		}
	}
	return list
}
