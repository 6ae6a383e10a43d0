package text

import (
	"slices"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// heat prints a grid of differences, as many columns side by side as there is
// room for.
func (p *page) heat(f *report.Figure) {
	each, label := 0, 0
	for _, c := range f.Grid.Columns {
		each = max(each, width(clean(c)))
	}
	for _, r := range f.Grid.Rows {
		label = max(label, width(clean(r.Label)))
		for _, c := range r.Cells {
			each = max(each, width(c.Move.Mark()+clean(c.Text)))
		}
	}
	each++
	label = min(label, max(14, p.width-each*min(len(f.Grid.Columns), 10)))
	most := max(1, (p.width-label)/each)
	p.paragraph(clean(f.X.Label), "", dim)
	first := 0
	for columns := range slices.Chunk(f.Grid.Columns, most) {
		line := strings.Repeat(" ", label)
		for _, c := range columns {
			line += left(clean(c), each)
		}
		p.line(p.paint(line, bold))
		for _, r := range f.Grid.Rows {
			for i, l := range wrap(clean(r.Label), label, "") {
				line := pad(l, label)
				for _, c := range r.Cells[first : first+len(columns)] {
					if i == 0 {
						line += p.paint(left(c.Move.Mark()+clean(c.Text), each), moveStyle(c.Move))
					}
				}
				p.line(line)
			}
		}
		first += len(columns)
	}
	p.paragraph(p.moves(f)+"; without a mark within it; "+report.None+" no figure", "", dim)
}
