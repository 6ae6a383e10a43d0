package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// PlanCase reports every metric of the plan case: what was signed.
func PlanCase(p *sim.Plan) Report {
	r := Validation(p)
	r.Subtitle = "The plan case: what was signed, nothing simulated"
	currency := p.Contract().Terms().Currency
	t := Table{Title: "Every metric", Columns: []Column{label("Metric"), number("Plan", "", Bare), label("Unit")}}
	for i, s := range p.Specs() {
		if s.Hidden {
			continue
		}
		value := missing("no value in the plan case")
		if v, ok := read(&s, p.PlanCase().Row[i]); ok {
			value = figure(formatOf(s, currency).Exact(v), v)
		}
		t.Rows = append(t.Rows, row(words(Clean(s.Name)), value, words(string(s.Unit))))
	}
	r.Sections = []Section{r.Sections[0], {ID: "metrics", Title: "Metrics", Tables: []Table{t}}}
	return r
}

// Lifetime reports one simulated lifetime with its whole ledger. Path is its
// number under the seed.
func Lifetime(p *sim.Plan, path, seed uint64, l *sim.Lifetime) Report {
	r := Settlement(p, l)
	r.Subtitle = fmt.Sprintf("Lifetime %d of seed %d", path, seed)
	if names := p.Inputs(); len(names) > 0 {
		t := Table{Title: "What was not known", Columns: []Column{label("Input"), number("Drawn", "", Bare)}}
		for i, name := range names {
			t.Rows = append(t.Rows, row(words(Clean(name)), figure(strconv.FormatFloat(l.Theta[i], 'g', 6, 64), l.Theta[i])))
		}
		r.Sections = append([]Section{{ID: "inputs", Title: "The inputs of this lifetime", Tables: []Table{t}}}, r.Sections...)
	}
	return r
}

// TablesJSON writes a report's tables as one JSON object: sections by ID,
// each a list of tables with title, columns and rows of texts.
func TablesJSON(w io.Writer, r Report) error {
	sections := object{}
	for _, s := range r.Sections {
		tables := []any{}
		for _, t := range s.Tables {
			columns, rows := []any{}, []any{}
			for _, c := range t.Columns {
				columns = append(columns, Clean(c.Title))
			}
			for _, x := range t.Rows {
				cells := []any{}
				for _, c := range x.Cells {
					cells = append(cells, Clean(c.Text))
				}
				rows = append(rows, cells)
			}
			tables = append(tables, object{"title": Clean(t.Title), "columns": columns, "rows": rows})
		}
		sections[s.ID] = tables
	}
	facts := object{}
	for _, f := range r.Facts {
		facts[f.Label] = Clean(f.Value)
	}
	warnings := []any{}
	for _, s := range r.Warnings {
		warnings = append(warnings, Clean(s))
	}
	data, err := marshal(object{"title": Clean(r.Title), "subtitle": Clean(r.Subtitle), "facts": facts, "warnings": warnings, "sections": sections})
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// TablesCSV writes a report's tables one below the other, each headed by its columns.
func TablesCSV(w io.Writer, r Report) error {
	out := csv.NewWriter(w)
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			record := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				record[i] = cellText(c.Title)
			}
			if err := out.Write(record); err != nil {
				return err
			}
			for _, x := range t.Rows {
				for i, c := range x.Cells {
					record[i] = cellText(c.Text)
					if math.IsInf(c.Value, 1) {
						record[i] = "inf"
					} else if !math.IsNaN(c.Value) { // a number: its sign is no formula
						record[i] = strconv.FormatFloat(c.Value, 'f', -1, 64)
					}
				}
				if err := out.Write(record[:len(x.Cells)]); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// formatOf is the format of a metric's unit.
func formatOf(s metric.Spec, currency contract.Currency) Format {
	switch s.Unit {
	case metric.Money:
		return Format{Style: Money, Currency: currency}
	case metric.Ratio:
		return Format{Style: Bare}
	}
	return Format{Style: Count}
}
