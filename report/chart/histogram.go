package chart

import (
	"cmp"
	"slices"

	"github.com/sibsim/sibsim/report"
)

// histogram draws shares as columns, the marked ones on a shaded ground.
func (c *canvas) histogram(f *report.Figure) {
	top := 0.0
	for _, b := range f.Bins {
		top = max(top, b.Share)
	}
	if top == 0 {
		c.empty()
		return
	}
	lines := 0
	for _, l := range f.Lines {
		if l.Vertical {
			lines++
		}
	}
	ticks := f.Y.Ticks(0, top, 5)
	p := plot{left: gutter(ticks), right: c.width - 10, top: 12 + 18*float64(lines)}
	p.bottom = p.top + c.tall(0.36, 190)
	lo, hi := f.Bins[0].Lo, f.Bins[len(f.Bins)-1].Hi
	x, y := scale{lo, hi, p.left, p.right}, scale{0, top * 1.04, p.bottom, p.top}
	c.zone(f, p, x)
	c.grid(p, y, ticks)
	marked, plain := 0.0, 0.0
	for _, b := range f.Bins {
		class := "bar"
		if b.Marked {
			class = "bar-loss"
			marked += b.Share
		} else {
			plain += b.Share
		}
		gap := min(1, (x.at(b.Hi)-x.at(b.Lo))/6)
		c.rect(class, x.at(b.Lo)+gap, y.at(b.Share), x.at(b.Hi)-x.at(b.Lo)-2*gap, p.bottom-y.at(b.Share))
	}
	c.references(f.Lines, p, x)
	c.below(p, x, f.X)
	var keys []key
	if marked > 0 {
		keys = append(keys, key{"bar-loss", f.Marked})
	}
	if plain > 0 {
		keys = append(keys, key{"bar", f.Plain})
	}
	if f.Bins[0].Open || f.Bins[len(f.Bins)-1].Open {
		keys = append(keys, key{"", "outermost bars: all beyond"})
	}
	c.legend(keys, p.bottom+64)
}

// references draws vertical lines with their labels above the plot: the
// rightmost has its label on its right, the others on their left, if there is room.
func (c *canvas) references(lines []report.Line, p plot, x scale) {
	var shown []report.Line
	for _, l := range lines {
		if l.Vertical {
			shown = append(shown, l)
		}
	}
	slices.SortStableFunc(shown, func(a, b report.Line) int { return cmp.Compare(b.At, a.At) })
	row := p.top - 18*float64(len(shown)) + 6
	for i, l := range shown {
		at, w := x.at(l.At), 6+span(l.Label)
		switch { // beyond the plot an arrow points the way
		case l.At > x.hi:
			c.text("halo", "end", p.right, row+8, l.Label+" →")
			row += 18
			continue
		case l.At < x.lo:
			c.text("halo", "start", p.left, row+8, "← "+l.Label)
			row += 18
			continue
		}
		c.line("c-line", at, row-2, at, p.bottom)
		if at+w < c.width && (i == 0 || at-w < 0) {
			c.text("halo", "start", at+5, row+8, l.Label)
		} else {
			c.text("halo", "end", at-5, row+8, l.Label)
		}
		row += 18
	}
}

// tall is the height of a plot area for the width.
func (c *canvas) tall(part, least float64) float64 { return max(c.width*part, least) }

// zone shades the ground under the marked bins.
func (c *canvas) zone(f *report.Figure, p plot, x scale) {
	last := -1
	for i, b := range f.Bins {
		if b.Marked {
			last = i
		}
	}
	if last >= 0 {
		c.rect("zone", p.left, p.top-4, x.at(f.Bins[last].Hi)-p.left, p.bottom-p.top+4)
	}
}

// empty says that there is nothing to draw.
func (c *canvas) empty() {
	c.text("lab", "start", 4, 22, "Nothing to draw.")
	c.height = 36
}
