package text

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// The characters of a fan, from back to front.
const (
	lineChar = '╌'
	outer    = '░'
	inner    = '▒'
	mainChar = '█'
	planChar = '+'
)

// fan draws bands as shades, the main curve solid, the plan as crosses.
func (p *page) fan(f *report.Figure) {
	const height = 14
	lo, hi := extent(f)
	if !(hi > lo) {
		p.paragraph(f.Text, "", dim)
		return
	}
	ticks := f.Y.Ticks(lo, hi, 6)
	axis := 0
	for _, t := range ticks {
		axis = max(axis, width(spaced(clean(t.Text)))+2)
	}
	columns := min(p.width-axis-1, 72, max(len(f.X0), 24))
	row := func(v float64) int { return int(math.Round((hi - v) / (hi - lo) * (height - 1))) }
	grid := make([][]rune, height)
	for y := range grid {
		grid[y] = []rune(strings.Repeat(" ", columns))
	}
	for _, l := range f.Lines {
		if !l.Vertical {
			for x := range columns {
				grid[row(l.At)][x] = lineChar
			}
		}
	}
	month := func(x int) int {
		return int(math.Round(float64(x) / float64(max(columns-1, 1)) * float64(len(f.X0)-1)))
	}
	for x := range columns {
		m := month(x)
		for i, b := range f.Bands {
			shade := outer
			if i > 0 {
				shade = inner
			}
			for y := row(b.Hi[m]); y <= row(b.Lo[m]); y++ {
				grid[y][x] = shade
			}
		}
		for _, c := range f.Curves {
			switch {
			case c.Label == "plan" && x%2 == 0:
				grid[row(c.Y[m])][x] = planChar
			}
		}
		for _, c := range f.Curves {
			if c.Main {
				grid[row(c.Y[m])][x] = mainChar
			}
		}
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
		p.line(left(labels[y], axis-1) + p.paint(mark, dim) + p.shade(grid[y]))
	}
	p.axisBelow(f, f.X0[0], f.X0[len(f.X0)-1], axis, columns)
	p.fanLegend(f)
}

// extent is the range of everything that is drawn.
func extent(f *report.Figure) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	add := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	for _, b := range f.Bands {
		for i := range b.Lo {
			add(b.Lo[i])
			add(b.Hi[i])
		}
	}
	for _, c := range f.Curves {
		for _, v := range c.Y {
			add(v)
		}
	}
	for _, l := range f.Lines {
		if !l.Vertical {
			add(l.At)
		}
	}
	return lo, hi
}

// shade colours a row of a fan, run by run.
func (p *page) shade(row []rune) string {
	style := map[rune]string{outer: blue, inner: blue, mainChar: bold, lineChar: dim, planChar: yellow}
	var b strings.Builder
	for i := 0; i < len(row); {
		j := i
		for j < len(row) && row[j] == row[i] {
			j++
		}
		b.WriteString(p.paint(string(row[i:j]), style[row[i]]))
		i = j
	}
	return b.String()
}

func (p *page) fanLegend(f *report.Figure) {
	var parts []string
	for i, b := range f.Bands {
		shade := string(outer)
		if i > 0 {
			shade = string(inner)
		}
		parts = append(parts, shade+"\u00a0"+held(b.Label))
	}
	for _, c := range f.Curves {
		switch {
		case c.Main:
			parts = append(parts, string(mainChar)+"\u00a0"+held(c.Label))
		case c.Label == "plan":
			parts = append(parts, string(planChar)+"\u00a0plan")
		}
	}
	for _, l := range f.Lines {
		if !l.Vertical && l.Label != "" {
			parts = append(parts, string(lineChar)+"\u00a0"+held(l.Label))
		}
	}
	p.paragraph(clean(f.Y.Label)+":  "+strings.Join(parts, "  "), "", dim)
}

// held keeps a label of the legend on one line.
func held(s string) string { return strings.ReplaceAll(clean(s), " ", "\u00a0") }
