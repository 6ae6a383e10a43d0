package text

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// curves draws each line as its letter; where lines meet the first one shows.
func (p *page) curves(f *report.Figure) {
	const height = 16
	lo, hi := extent(f)
	if !(hi > lo) || len(f.X0) < 2 {
		p.paragraph(f.Text, "", dim)
		return
	}
	ticks := f.Y.Ticks(lo, hi, 6)
	axis := 0
	for _, t := range ticks {
		axis = max(axis, width(spaced(clean(t.Text)))+2)
	}
	columns := min(p.width-axis-1, 66)
	row := func(v float64) int { return int(math.Round((hi - v) / (hi - lo) * (height - 1))) }
	grid := make([][]rune, height)
	for y := range grid {
		grid[y] = []rune(strings.Repeat(" ", columns))
	}
	from, to := f.X0[0], f.X0[len(f.X0)-1]
	var keys []string
	for i := len(f.Curves) - 1; i >= 0; i-- {
		letter := 'A' + rune(i)
		for x := range columns {
			at := from + (to-from)*float64(x)/float64(columns-1)
			k := 1
			for k < len(f.X0)-1 && f.X0[k] < at {
				k++
			}
			t := (at - f.X0[k-1]) / (f.X0[k] - f.X0[k-1])
			y := f.Curves[i].Y
			grid[row(y[k-1]+float64(t*(y[k]-y[k-1])))][x] = letter
		}
	}
	for i, c := range f.Curves {
		keys = append(keys, string('A'+rune(i))+"\u00a0"+held(c.Label))
	}
	labels := map[int]string{}
	for _, t := range ticks {
		labels[row(t.At)] = spaced(clean(t.Text))
	}
	for y := range grid {
		mark := "│"
		if labels[y] != "" {
			mark = "┤"
		}
		p.line(left(labels[y], axis-1) + p.paint(mark, dim) + string(grid[y]))
	}
	p.axisBelow(f, from, to, axis, columns)
	p.paragraph(clean(f.Y.Label)+":  "+strings.Join(keys, "  "), "", dim)
}
