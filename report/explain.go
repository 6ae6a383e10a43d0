package report

import (
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
)

// Explain reports the definition of a metric, or of a field of a deal file by
// its address or pattern; with a deal also what the field holds there. It is
// false if nothing has the name. A name that is both is explained as a field.
func Explain(name string, d deal.Deal) (Report, bool) {
	if f, ok := deal.Describe(name); ok && name != "" {
		return explainField(name, f, d), true
	}
	if m, ok := metric.Explain(name); ok {
		return explainMetric(name, m), true
	}
	return Report{}, false
}

func explainMetric(name string, m metric.Doc) Report {
	r := Report{Title: Clean(name), Subtitle: "Metric", Sections: []Section{{ID: "definition", Title: "Definition", Notes: []string{m.Text}}}}
	if m.Statistic {
		r.Subtitle = "Statistic over lifetimes"
	}
	r.Facts = stated(
		Fact{Label: "Name", Value: m.Name}, Fact{Label: "Unit", Value: unitWords(m.Unit)}, Fact{Label: "Sign", Value: m.Sign},
		Fact{Label: "Formula", Value: m.Formula}, Fact{Label: "Grain", Value: m.Grain}, Fact{Label: "Present", Value: m.Present},
		Fact{Label: "Undefined", Value: m.Undefined}, Fact{Label: "Source", Value: m.Source},
	)
	return r
}

func explainField(address string, f deal.Field, d deal.Deal) Report {
	r := Report{Title: Clean(address), Subtitle: "Field of a deal file", Sections: []Section{{ID: "definition", Title: "Definition", Notes: []string{f.Doc}}}}
	random := ""
	if f.Random {
		random = "may be a distribution"
	}
	r.Facts = stated(
		Fact{Label: "Field", Value: f.Pattern}, Fact{Label: "Kind", Value: string(f.Kind)}, Fact{Label: "Unit", Value: f.Unit}, Fact{Label: "Range", Value: f.Range},
		Fact{Label: "One of", Value: strings.Join(f.Enum, ", ")}, Fact{Label: "Names", Value: f.Ref}, Fact{Label: "Default", Value: f.Default}, Fact{Label: "Uncertain", Value: random},
	)
	if value, ok := d.Get(address); ok {
		r.Facts = append(r.Facts, Fact{Label: "Here", Value: Clean(value)})
		if at := d.Origin(address); at != address && at != "" {
			r.Facts = append(r.Facts, Fact{Label: "Written at", Value: Clean(at)})
		}
		if q, ok := d.Number(address); ok && q.Source != nil {
			in := deal.InputInfo{Source: *q.Source}
			r.Facts = append(r.Facts, Fact{Label: "Source", Value: sourceText(&in)})
		}
	}
	return r
}

// stated drops the facts without a value.
func stated(facts ...Fact) []Fact {
	var out []Fact
	for _, f := range facts {
		if f.Value != "" {
			f.Value = Clean(f.Value)
			out = append(out, f)
		}
	}
	return out
}
