package chart

import (
	"fmt"

	"github.com/sibsim/sibsim/report"
)

// heat draws a grid of differences: the deeper the colour the larger. On a
// narrow picture labels stand above their rows.
func (c *canvas) heat(f *report.Figure) {
	if len(f.Grid.Columns) == 0 {
		c.empty()
		return
	}
	label := 0.0
	for _, r := range f.Grid.Rows {
		label = max(label, span(r.Label))
	}
	const height, gap, top = 26.0, 2.0, 24.0
	left, above := min(label, 250)+24, 0.0
	if c.narrow {
		left, above = 2, 20
	}
	step := min((c.width-left)/float64(len(f.Grid.Columns)), 110)
	for j, name := range f.Grid.Columns {
		c.text("head", "middle", left+(float64(j)+0.5)*step, 16, name)
	}
	y := top
	for _, r := range f.Grid.Rows {
		if c.narrow {
			c.text("lab", "start", 2, y+14, fit(r.Label, c.width-4))
		} else {
			c.text("", "end", left-10, y+height/2+4, fit(r.Label, left-24))
		}
		y += above
		for j, cell := range r.Cells {
			x := left + float64(j)*step
			c.tinted(moveClass(cell.Move), x, y, step-gap, height-gap, cell)
			c.text("", "middle", x+(step-gap)/2, y+height/2+3, fit(cell.Text, step-gap))
		}
		y += height
	}
	c.text("lab", "start", 4, y+20, fit(f.X.Label, c.width-8))
	c.legend(moveKeys(f), y+42)
}

// tinted draws the ground of a cell.
func (c *canvas) tinted(class string, x, y, w, h float64, cell report.GridCell) {
	if cell.Move == report.Unsure {
		class, cell.Depth = "unsure", 0.5
	}
	fmt.Fprintf(&c.out, `<rect class="%s" x="%s" y="%s" width="%s" height="%s" fill-opacity="%.2f"/>`, class, px(x), px(y), px(w), px(h), 0.2+0.7*cell.Depth)
}
