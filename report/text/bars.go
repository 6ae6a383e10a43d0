package text

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// bars draws each panel's bars as lines, with a mark where the reference is.
// What goes beyond the reference is hatched.
func (p *page) bars(f *report.Figure) {
	top, label, value := 0.0, 0, 0
	texts := map[[2]int]string{}
	for i, panel := range f.Panels {
		for j, b := range panel.Bars {
			top = max(top, b.Value)
			if !math.IsNaN(b.Reference) {
				top = max(top, b.Reference)
			}
			s := spaced(number(f.Y.Format, b.Value))
			texts[[2]int{i, j}] = s
			label, value = max(label, width(clean(b.Label))), max(value, width(s))
		}
	}
	room := min(p.width-label-value-3, 50)
	if top <= 0 || room < 8 {
		p.paragraph(f.Text, "", dim)
		return
	}
	references := false
	for i, panel := range f.Panels {
		heading := clean(panel.Title)
		if panel.Note != "" {
			heading += " (" + clean(panel.Note) + ")"
		}
		for _, l := range wrap(heading, p.width, "  ") {
			p.line(l)
		}
		for j, b := range panel.Bars {
			references = references || !math.IsNaN(b.Reference)
			p.line(pad(clean(b.Label), label) + " " + p.bar(b, top, room) + " " + left(texts[[2]int{i, j}], value))
		}
	}
	legend := "█ " + f.Plain
	if references {
		legend += "   │ " + f.Reference
		if f.Marked != "" {
			legend += "   " + string(markedBlock) + " above it"
		}
	}
	p.paragraph(legend, "", dim)
}

// number prints the value of a bar to three digits.
func number(f report.Format, v float64) string {
	if v == 0 || math.IsNaN(v) {
		return f.Exact(v)
	}
	return f.At(v, max(int(math.Floor(math.Log10(math.Abs(v))))-2, 0))
}

func (p *page) bar(b report.Bar, top float64, room int) string {
	fill := max(0, b.Value) / top * float64(room-1)
	cells := make([]rune, room)
	for x := range cells {
		cells[x] = ' '
		if part := fill - float64(x); part > 0 {
			cells[x] = []rune(" ▏▎▍▌▋▊▉█")[min(8, max(1, int(math.Round(part*8))))]
		}
	}
	at := -1
	if !math.IsNaN(b.Reference) {
		at = int(math.Round(b.Reference / top * float64(room-1)))
		for x := at + 1; x < room; x++ {
			if cells[x] != ' ' {
				cells[x] = markedBlock
			}
		}
		cells[at] = '│'
	}
	if at < 0 {
		return p.paint(string(cells), blue)
	}
	return p.paint(string(cells[:at]), blue) + p.paint(string(cells[at]), bold) + p.paint(string(cells[at+1:]), red)
}
