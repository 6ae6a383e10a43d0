package chart

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// bars draws one small chart a panel, all with the same Y axis.
func (c *canvas) bars(f *report.Figure) {
	lo, hi, references := 0.0, 0.0, false
	for _, p := range f.Panels {
		for _, b := range p.Bars {
			for _, v := range []float64{b.Value, b.Lo, b.Hi, b.Reference} {
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					lo, hi = min(lo, v), max(hi, v)
				}
			}
			references = references || !math.IsNaN(b.Reference)
		}
	}
	if !(hi > lo) {
		c.empty()
		return
	}
	columns := min(len(f.Panels), 3)
	if c.narrow {
		columns = 1
	}
	hi *= 1.04
	ticks := f.Y.Ticks(lo, hi, 5)
	side := gutter(ticks)
	room := (c.width - side - 8) / float64(columns)
	const below, between = 30, 16
	heading := 46.0
	for i := range f.Panels {
		if len(c.headings(&f.Panels[i], room-14)) > 1 {
			heading = 62
		}
	}
	area := 150.0
	rows := (len(f.Panels) + columns - 1) / columns
	for i := range f.Panels {
		column, line := i%columns, i/columns
		p := plot{left: side + float64(column)*room, top: float64(line)*(heading+area+below+between) + heading}
		p.right, p.bottom = p.left+room-14, p.top+area
		c.panel(&f.Panels[i], p, scale{lo, hi, p.bottom, p.top}, ticks, column == 0)
	}
	keys := []key{{"bar", f.Plain}, {"c-range", f.Range}}
	if references {
		keys = append(keys, key{"c-budget", f.Reference})
	}
	if c.anyOver(f) {
		keys = append(keys, key{"bar-loss", f.Marked})
	}
	c.legend(keys, float64(rows)*(heading+area+below+between)+8)
}

func (c *canvas) anyOver(f *report.Figure) bool {
	for _, p := range f.Panels {
		for _, b := range p.Bars {
			if b.Over {
				return true
			}
		}
	}
	return false
}

func (c *canvas) panel(panel *report.Panel, p plot, y scale, ticks []report.Tick, labelled bool) {
	left := p.left
	if labelled {
		left = 4
	}
	lines := c.headings(panel, p.right-p.left)
	for i, l := range lines {
		c.text("head", "start", left, p.top-30-16*float64(len(lines)-1-i), l)
	}
	c.text("lab", "start", left, p.top-13, fit(panel.Note, p.right-left))
	for _, t := range ticks {
		class := "grid"
		if t.At == 0 {
			class = "zero"
		}
		c.line(class, p.left, y.at(t.At), p.right, y.at(t.At))
		if labelled {
			c.text("tick", "end", p.left-7, y.at(t.At)+4, t.Text)
		}
	}
	step := (p.right - p.left) / float64(len(panel.Bars))
	shown := 0.0
	for j, b := range panel.Bars {
		middle, half := p.left+(float64(j)+0.5)*step, min(step*0.31, 26)
		class := "bar"
		if b.Over {
			class = "bar-loss"
		}
		upper, lower := y.at(max(b.Value, 0)), y.at(min(b.Value, 0))
		c.rect(class, middle-half, upper, 2*half, lower-upper)
		c.whisker(middle, y, b)
		if !math.IsNaN(b.Reference) {
			c.line("c-budget", middle-half-4, y.at(b.Reference), middle+half+4, y.at(b.Reference))
		}
		label := b.Label
		if span(label) > step-4 {
			label = strings.TrimPrefix(label, "20")
		}
		if w := span(label); middle-w/2 >= shown {
			c.text("tick", "middle", middle, p.bottom+18, label)
			shown = middle + w/2 + 4
		}
	}
}

// headings breaks a panel's title into at most two lines. Bold words are a
// sixth wider than others.
func (c *canvas) headings(panel *report.Panel, room float64) []string {
	const bold = 7.0 / 6
	title := report.Clean(panel.Title)
	if span(title)*bold <= room {
		return []string{title}
	}
	first, rest := "", title
	for {
		word, more, ok := strings.Cut(rest, " ")
		if !ok || span(first+" "+word)*bold > room {
			break
		}
		first, rest = strings.TrimSpace(first+" "+word), more
	}
	if first == "" {
		return []string{fit(title, room/bold)}
	}
	return []string{first, fit(rest, room/bold)}
}

// whisker draws the range of a bar.
func (c *canvas) whisker(x float64, y scale, b report.Bar) {
	if math.IsNaN(b.Lo) || math.IsInf(b.Hi, 0) || b.Hi <= b.Lo {
		return
	}
	c.line("c-range", x, y.at(b.Lo), x, y.at(b.Hi))
	c.line("c-range", x-4, y.at(b.Lo), x+4, y.at(b.Lo))
	c.line("c-range", x-4, y.at(b.Hi), x+4, y.at(b.Hi))
}
