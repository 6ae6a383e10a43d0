// Package text prints a report for a terminal or a file of plain text: tables
// and figures drawn with characters, readable with and without colour, laid
// out for the width given. Nothing printed is wider than that, and no number
// is ever broken.
package text

import (
	"io"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// Options say how to print.
type Options struct {
	// Width is the number of columns; below 40 counts as 40. 0: 80.
	Width int
	// Color allows ANSI colours. Without them nothing is lost.
	Color bool
}

// Write prints a whole report.
func Write(w io.Writer, r report.Report, o Options) error {
	p := newPage(o)
	p.heading(r.Title, '━')
	if r.Subtitle != "" {
		p.paragraph(r.Subtitle, "", dim)
	}
	p.gap()
	p.facts(r.Facts)
	if len(r.Warnings) > 0 {
		p.gap()
		for _, x := range r.Warnings {
			p.paragraph("! "+clean(x), "  ", yellow)
		}
	}
	if len(r.Headline) > 0 {
		p.gap()
		p.headline(r.Headline)
	}
	for i := range r.Sections {
		p.section(&r.Sections[i])
	}
	if r.Footer != "" {
		p.gap()
		p.paragraph(r.Footer, "", dim)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// WriteTable prints one table.
func WriteTable(w io.Writer, t report.Table, o Options) error {
	p := newPage(o)
	p.table(&t)
	_, err := io.WriteString(w, p.String())
	return err
}

// WriteFigure draws one figure.
func WriteFigure(w io.Writer, f report.Figure, o Options) error {
	p := newPage(o)
	p.figure(&f)
	_, err := io.WriteString(w, p.String())
	return err
}

// page collects the lines of a report.
type page struct {
	strings.Builder
	width int
	color bool
}

func newPage(o Options) *page {
	if o.Width == 0 {
		o.Width = 80
	}
	return &page{width: max(o.Width, 40), color: o.Color}
}

// The ANSI styles in use.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	yellow = "33"
	blue   = "34"
)

// paint puts a style around s.
func (p *page) paint(s, style string) string {
	if !p.color || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// line prints one line without trailing spaces. No-break spaces have done
// their work by now.
func (p *page) line(s string) {
	p.WriteString(strings.TrimRight(spaced(s), " "))
	p.WriteByte('\n')
}

// gap prints an empty line, never two in a row.
func (p *page) gap() {
	if s := p.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.WriteByte('\n')
	}
}

// heading prints a title with a rule under it.
func (p *page) heading(s string, rule rune) {
	longest := 0
	for _, l := range wrap(clean(s), p.width, "") {
		p.line(p.paint(l, bold))
		longest = max(longest, width(l))
	}
	p.line(p.paint(strings.Repeat(string(rule), longest), dim))
}

// paragraph prints words, lines after the first behind an indent.
func (p *page) paragraph(s, indent, style string) {
	for _, l := range wrap(clean(s), p.width, indent) {
		p.line(p.paint(l, style))
	}
}

func (p *page) section(s *report.Section) {
	p.gap()
	p.gap()
	p.WriteByte('\n')
	p.heading(strings.ToUpper(clean(s.Title)), '─')
	for i := range s.Figures {
		p.gap()
		p.figure(&s.Figures[i])
	}
	for i := range s.Tables {
		p.gap()
		p.table(&s.Tables[i])
	}
	for _, n := range s.Notes {
		p.gap()
		p.paragraph(n, "", "")
	}
}

// facts prints labels and values side by side.
func (p *page) facts(facts []report.Fact) {
	label := 0
	for _, f := range facts {
		label = max(label, width(clean(f.Label)))
	}
	label = min(label, p.width/3)
	for _, f := range facts {
		value := f.Value
		if f.Detail != "" {
			value += " (" + f.Detail + ")"
		}
		lines := wrap(clean(value), p.width-label-2, "")
		for i, l := range lines {
			head := ""
			if i == 0 {
				head = clean(f.Label)
			}
			p.line(pad(head, label+2) + l)
		}
	}
}

// headline prints the few figures to read first: the label and the value on
// one line if they fit, the rest below.
func (p *page) headline(facts []report.Fact) {
	for _, f := range facts {
		label, value := clean(f.Label), clean(f.Value)
		space := p.width - width(label) - width(value)
		if p.width > 60 {
			space = min(space, 60-width(label)-width(value))
		}
		if space >= 1 {
			p.line(label + strings.Repeat(" ", space) + p.paint(value, bold))
		} else {
			for _, l := range wrap(label, p.width, "") {
				p.line(l)
			}
			for _, l := range wrap(value, p.width-2, "") {
				p.line("  " + p.paint(l, bold))
			}
		}
		for _, l := range wrap(clean(f.Detail), p.width-2, "") {
			p.line("  " + p.paint(l, dim))
		}
	}
}

func (p *page) figure(f *report.Figure) {
	for _, l := range wrap(clean(f.Title), p.width, "") {
		p.line(p.paint(l, bold))
	}
	switch f.Kind {
	case report.Histogram:
		p.histogram(f)
	case report.Fan:
		p.fan(f)
	case report.Bars:
		p.bars(f)
	case report.Tornado:
		p.tornado(f)
	case report.Forest:
		p.forest(f)
	case report.Curves:
		p.curves(f)
	case report.Heat:
		p.heat(f)
	case report.Waterfall:
		p.waterfall(f)
	}
}
