package text

import (
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// waterfall draws each step as a line from where the one before ended, and totals
// as marks.
func (p *page) waterfall(f *report.Figure) {
	lo, hi, label, value := math.Inf(1), math.Inf(-1), 0, 0
	for _, s := range f.Steps {
		lo, hi = min(lo, s.From, s.To), max(hi, s.From, s.To)
		label, value = max(label, width(clean(s.Label))), max(value, width(spaced(clean(s.Text))))
	}
	label, room := p.rows(label, value)
	if !(hi > lo) || room < 12 {
		p.paragraph(f.Text, "", dim)
		return
	}
	at := func(v float64) int { return int(math.Round((v - lo) / (hi - lo) * float64(room-1))) }
	for _, s := range f.Steps {
		cells := []rune(strings.Repeat(" ", room))
		style := ""
		switch {
		case s.Total:
			cells[at(s.To)] = '┃'
			style = bold
		case s.From == s.To:
			cells[at(s.To)] = '│'
		default:
			style = moveStyle(s.Move)
			for i := min(at(s.From), at(s.To)); i <= max(at(s.From), at(s.To)); i++ {
				cells[i] = stepBlock[s.Move]
			}
		}
		p.line(pad(fit(clean(s.Label), label), label) + " " + p.paint(string(cells), style) + " " + left(spaced(clean(s.Text)), value))
	}
	p.axisBelow(f, lo, hi, label+1, room)
	legend := "┃\u00a0total"
	for _, k := range []struct {
		move  report.Move
		label string
	}{{report.Worse, f.Marked}, {report.Better, f.Plain}, {report.Unsure, "within\u00a0error"}} {
		if slices.ContainsFunc(f.Steps, func(s report.Step) bool { return !s.Total && s.From != s.To && s.Move == k.move }) {
			legend += "   " + string(stepBlock[k.move]) + "\u00a0" + k.label
		}
	}
	p.paragraph(legend, "", dim)
}

// stepBlock is what steps are drawn with.
var stepBlock = map[report.Move]rune{report.Unsure: '░', report.Worse: markedBlock, report.Better: '█', report.Higher: markedBlock, report.Lower: '█'}
