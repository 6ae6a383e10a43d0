package chart

import (
	"fmt"

	"github.com/sibsim/sibsim/report"
)

// curves draws lines of equal standing over the X axis, at most six kinds.
func (c *canvas) curves(f *report.Figure) {
	p, x, y, ok := c.over(f)
	if !ok {
		c.empty()
		return
	}
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
