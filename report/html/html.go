// Package html writes a report as one self-contained page: no script, no
// network, tables and pictures inline, readable on a telephone, in the dark
// and on paper. It sees nothing but the report's tables and figures.
package html

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/chart"
)

//go:embed page.tmpl
var source string

//go:embed page.css
var style string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"clean":  report.Clean,
	"cells":  cells,
	"joints": joints,
	"notes":  notes,
	"right":  func(c report.Column) bool { return c.Align == report.Right },
	"group":  func(r report.Row) bool { return r.Kind == report.Group },
	"total":  func(r report.Row) bool { return r.Kind == report.Total },
	"wide":   func(f report.Figure) template.HTML { return picture(f, 720, "w-") },
	"narrow": func(f report.Figure) template.HTML { return picture(f, 340, "n-") },
	"style":  func() template.CSS { return template.CSS(style + chart.Style) },
	"first":  func(i int) bool { return i == 0 },
}).Parse(source))

// Write writes a report as an HTML page.
func Write(w io.Writer, r report.Report) error { return page.Execute(w, r) }

// picture draws a figure; chart escapes every word it takes from it.
func picture(f report.Figure, width int, prefix string) template.HTML {
	return template.HTML(chart.SVG(f, chart.Options{Width: width, Prefix: prefix, Inline: true}))
}

// joints lets an address be broken after its dots.
func joints(s string) template.HTML {
	s = template.HTMLEscapeString(report.Clean(s))
	if strings.Contains(s, " ") {
		return template.HTML(s)
	}
	return template.HTML(strings.ReplaceAll(s, ".", ".<wbr/>"))
}

// cell is a table cell with the title of its column, which stands beside it
// where the table is laid out row by row.
type cell struct {
	Text, Column, Mark string
	Right, Empty       bool
}

// cells returns the cells of a row, with marks for the notes that say why a
// figure is missing.
func cells(t report.Table, r report.Row) []cell {
	marks := marksOf(t)
	out := make([]cell, len(r.Cells))
	for i, c := range r.Cells {
		out[i] = cell{Text: report.Clean(c.Text), Column: report.Clean(t.Columns[i].Title), Right: t.Columns[i].Align == report.Right, Empty: c.Text == ""}
		if c.Note != "" {
			out[i].Mark = strconv.Itoa(marks[c.Note])
		}
	}
	return out
}

func marksOf(t report.Table) map[string]int {
	marks := map[string]int{}
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if c.Note != "" && marks[c.Note] == 0 {
				marks[c.Note] = len(marks) + 1
			}
		}
	}
	return marks
}

// note is a numbered or plain note under a table.
type note struct{ Mark, Text string }

func notes(t report.Table) []note {
	marks := marksOf(t)
	out := make([]note, len(marks), len(marks)+len(t.Notes))
	for text, i := range marks {
		out[i-1] = note{strconv.Itoa(i), report.Clean(text)}
	}
	for _, n := range t.Notes {
		out = append(out, note{"", report.Clean(n)})
	}
	return out
}
