package chart

import (
	"fmt"

	"github.com/sibsim/sibsim/report"
)

// curves draws lines of equal standing over the X axis, at most six kinds.
func (c *canvas) curves(f *report.Figure) {
	lo, hi := extent(f)
	if !(hi > lo) || len(f.X0) < 2 {
		c.empty()
		return
	}
	pad := (hi - lo) * 0.04
	lo, hi = lo-pad, hi+pad
	ticks := f.Y.Ticks(lo, hi, 7)
	p := plot{left: gutter(ticks), right: c.width - 12, top: 28}
	for _, l := range f.Lines {
		if l.Vertical {
			p.top += 18 // for its label
		}
	}
	p.bottom = p.top + c.tall(0.42, 210)
	x := scale{f.X0[0], f.X0[len(f.X0)-1], p.left, p.right}
	y := scale{lo, hi, p.bottom, p.top}
	c.text("lab", "start", 4, 14, f.Y.Label)
	c.grid(p, y, ticks)
	var keys []key
	for i, v := range f.Curves {
		class := fmt.Sprintf("c-%d", i%6+1)
		points := make([]point, len(f.X0))
		for k := range f.X0 {
			points[k] = point{x.at(f.X0[k]), y.at(v.Y[k])}
		}
		c.path(class, points, false)
		keys = append(keys, key{class, v.Label})
	}
	c.references(f.Lines, p, x)
	c.line("mark", p.left, p.bottom, p.right, p.bottom)
	c.below(p, x, f.X)
	c.legend(keys, p.bottom+64)
}
