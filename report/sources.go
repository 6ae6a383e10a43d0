package report

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// named is how many unsourced inputs a report names.
const named = 8

// assumptionsSection says what the figures rest on: how many inputs have a
// source, and the biggest that have none.
func assumptionsSection(p *sim.Plan) Section {
	d := p.Deal()
	inputs, unsourced := d.Inputs(), d.Unsourced()
	s := Section{ID: "assumptions", Title: "What the figures rest on"}
	if len(unsourced) == 0 {
		s.Notes = []string{"All " + plural(len(inputs), "number") + " of the deal have a source."}
		return s
	}
	t := Table{
		Title:   plural(len(unsourced), "number") + " of " + strconv.Itoa(len(inputs)) + " in the deal have no source",
		Columns: []Column{label("Input"), {Title: "Value", Wrap: true}, {Title: "Source"}},
		Notes:   []string{"The uncertain ones first, then the largest amounts of money."},
	}
	for _, in := range biggest(inputs, unsourced) {
		t.Rows = append(t.Rows, row(words(Clean(in.Address)), words(inputText(&in)), words(sourceKind(&in))))
	}
	if more := len(unsourced) - len(t.Rows); more > 0 {
		t.Notes = append(t.Notes, strconv.Itoa(more)+" more: sibsim validate lists them all.")
	}
	s.Tables = []Table{t}
	return s
}

// biggest returns the unsourced inputs to name: uncertain ones before certain
// ones, within each larger money before smaller and money before the rest,
// then the order of the document.
func biggest(inputs []deal.InputInfo, unsourced []string) []deal.InputInfo {
	var list []deal.InputInfo
	for _, in := range inputs {
		if slices.Contains(unsourced, in.Address) {
			list = append(list, in)
		}
	}
	size := func(in *deal.InputInfo) float64 {
		if in.Unit != "money" {
			return -1
		}
		q := deal.ParseQuantity(in.Text)
		for _, p := range []string{"mean", "mode", "median", "max"} {
			if v, ok := q.Get(p); ok {
				return v
			}
		}
		v, _ := strconv.ParseFloat(q.Text, 64)
		return v
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		if a.Uncertain != b.Uncertain {
			return a.Uncertain
		}
		return size(a) > size(b)
	})
	return list[:min(len(list), named)]
}

// inputText is an input's value for a reader, with its distribution if it has one.
func inputText(in *deal.InputInfo) string {
	text := Clean(in.Text)
	if v, err := strconv.ParseFloat(text, 64); err == nil && in.Unit == "money" {
		text = thousands(strconv.FormatFloat(v, 'f', -1, 64))
	}
	return text
}

func sourceKind(in *deal.InputInfo) string {
	if in.Source.Kind == "" {
		return "no source"
	}
	return Clean(in.Source.Kind)
}

// sourceText says where an input comes from; empty if nobody said.
func sourceText(in *deal.InputInfo) string {
	var parts []string
	if in.Source.Kind != "" {
		parts = append(parts, Clean(in.Source.Kind))
	}
	for _, s := range []string{in.Source.Ref, in.Source.Date} {
		if s = strings.TrimSpace(Clean(s)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
