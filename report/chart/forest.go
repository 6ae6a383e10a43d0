package chart

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// moveClass is the class of what is drawn for a difference.
func moveClass(m report.Move) string {
	switch m {
	case report.Worse, report.Higher:
		return "worse"
	case report.Better, report.Lower:
		return "better"
	}
	return "unsure"
}

// forest draws each difference as a point with its interval beside the line of
// no difference. On a narrow picture labels stand above.
func (c *canvas) forest(f *report.Figure) {
	lo, hi, label, value := 0.0, 0.0, 0.0, 0.0
	for _, x := range f.Items {
		for _, v := range []float64{x.Value, x.Lo, x.Hi} {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		label, value = max(label, span(x.Label)), max(value, span(x.Text))
	}
	if !(hi > lo) {
		c.empty()
		return
	}
	margin := (hi - lo) * 0.03
	p, each := c.rows(len(f.Items), label, value)
	x := scale{lo - margin, hi + margin, p.left, p.right}
	c.line("zero", x.at(0), p.top, x.at(0), p.bottom)
	for i, item := range f.Items {
		y := c.row(p, each, i, item.Label)
		class := moveClass(item.Move)
		if !math.IsInf(item.Lo, 0) && !math.IsInf(item.Hi, 0) && item.Hi > item.Lo {
			c.line("c-range", x.at(item.Lo), y, x.at(item.Hi), y)
		}
		c.rect(class, x.at(item.Value)-4, y-5, 8, 10)
		c.text("tick", "end", c.width-4, y+4, item.Text)
	}
	c.below(p, x, f.X)
	c.legend(moveKeys(f, key{"c-range", "95 % interval"}), p.bottom+60)
}

// rows is the area of n rows with their labels on the left and values on the
// right, so many pixels wide, and the height of each.
func (c *canvas) rows(n int, label, value float64) (p plot, each float64) {
	p, each = plot{left: min(label, 250) + 24, right: c.width - value - 16, top: 6}, 26
	if c.narrow {
		p.left, each = 8, 44
	}
	p.bottom = p.top + each*float64(n)
	return p, each
}

// row writes the label of row i, above it on a narrow picture, and returns the
// middle of what is drawn of it.
func (c *canvas) row(p plot, each float64, i int, label string) float64 {
	y := p.top + each*float64(i) + each/2
	if c.narrow {
		c.text("lab", "start", 4, y-4, fit(label, c.width-8))
		return y + 9
	}
	c.text("", "end", p.left-10, y+4, fit(label, p.left-24))
	return y
}

// moveKeys are the legend of differences.
func moveKeys(f *report.Figure, more ...key) []key {
	return append([]key{{"worse", f.Marked + " beyond error"}, {"better", f.Plain + " beyond error"}, {"unsure", "within error"}}, more...)
}
