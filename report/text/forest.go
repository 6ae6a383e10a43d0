package text

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// moveStyle is the colour of a difference beyond error.
func moveStyle(m report.Move) string {
	switch m {
	case report.Worse, report.Higher:
		return red
	case report.Better, report.Lower:
		return blue
	}
	return ""
}

// forest draws each difference as a point with its interval beside the line
// of no difference, and prints it.
func (p *page) forest(f *report.Figure) {
	lo, hi, label, value := 0.0, 0.0, 0, 0
	for _, x := range f.Items {
		lo, hi = min(lo, finite(x.Lo, x.Value)), max(hi, finite(x.Hi, x.Value))
		label, value = max(label, width(clean(x.Label))), max(value, width(spaced(clean(x.Text))))
	}
	label, room := p.rows(label, value)
	if !(hi > lo) || room < 12 {
		p.paragraph(f.Text, "", dim)
		return
	}
	at := func(v float64) int { return int(math.Round((v - lo) / (hi - lo) * float64(room-1))) }
	for _, x := range f.Items {
		cells := []rune(strings.Repeat(" ", room))
		for i := at(finite(x.Lo, x.Value)); i <= at(finite(x.Hi, x.Value)); i++ {
			cells[i] = '─'
		}
		cells[at(0)] = '│'
		cells[at(x.Value)] = '●'
		names := wrap(clean(x.Label), label, "")
		for i, l := range names {
			if i > 0 {
				p.line(pad(l, label) + strings.Repeat(" ", at(0)+1) + "│")
				continue
			}
			p.line(pad(l, label) + " " + p.paint(string(cells), moveStyle(x.Move)) + " " + left(spaced(clean(x.Text)), value))
		}
	}
	p.axisBelow(f, lo, hi, label+1, room)
	p.paragraph("● difference   ─ its 95\u00a0% interval   │ none   "+p.moves(f), "", dim)
}

// finite returns v, or instead where there is no end.
func finite(v, instead float64) float64 {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return instead
	}
	return v
}

// moves says what the marks of a figure mean.
func (p *page) moves(f *report.Figure) string {
	if f.Marked == "worse" {
		return report.Worse.Mark() + "\u00a0worse, " + report.Better.Mark() + "\u00a0better, beyond error"
	}
	return report.Higher.Mark() + "\u00a0beyond error"
}

// rows is how wide labels may be beside values so wide, and what room is left
// between them, in characters.
func (p *page) rows(label, value int) (int, int) {
	label = min(label, max(12, p.width-value-34))
	return label, min(p.width-label-value-3, 50)
}
