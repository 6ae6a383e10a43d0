package chart

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// fan draws bands and curves over the X axis.
func (c *canvas) fan(f *report.Figure) {
	p, x, y, ok := c.over(f)
	if !ok {
		c.empty()
		return
	}
	var keys []key
	for i, b := range f.Bands {
		class := "band"
		if i > 0 {
			class = "band2"
		}
		outline := make([]point, 0, 2*len(f.X0))
		for m := range f.X0 {
			outline = append(outline, point{x.at(f.X0[m]), y.at(b.Hi[m])})
		}
		for m := len(f.X0) - 1; m >= 0; m-- {
			outline = append(outline, point{x.at(f.X0[m]), y.at(b.Lo[m])})
		}
		c.path(class, outline, true)
		keys = append(keys, key{class, b.Label})
	}
	for _, v := range f.Curves {
		class := map[string]string{"mean": "c-mean", "plan": "c-plan"}[v.Label]
		if v.Main || class == "" {
			class = "c-main"
		}
		points := make([]point, len(f.X0))
		for m := range f.X0 {
			points[m] = point{x.at(f.X0[m]), y.at(v.Y[m])}
		}
		c.path(class, points, false)
		keys = append(keys, key{class, v.Label})
	}
	for _, l := range f.Lines {
		if l.Vertical || l.Label == "" {
			continue
		}
		c.line("c-ref", p.left, y.at(l.At), p.right, y.at(l.At))
		c.text("halo", "start", p.left+6, y.at(l.At)-6, l.Label)
	}
	c.references(f.Lines, p, x)
	c.line("mark", p.left, p.bottom, p.right, p.bottom)
	c.below(p, x, f.X)
	c.legend(keys, p.bottom+64)
}

// extent is the range of everything that is drawn.
func extent(f *report.Figure) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	add := func(values ...float64) {
		for _, v := range values {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	for _, b := range f.Bands {
		add(b.Lo...)
		add(b.Hi...)
	}
	for _, v := range f.Curves {
		add(v.Y...)
	}
	for _, l := range f.Lines {
		if !l.Vertical {
			add(l.At)
		}
	}
	return lo, hi
}

// over draws the frame of a figure over X0: its area and scales, false if there
// is nothing to draw.
func (c *canvas) over(f *report.Figure) (p plot, x, y scale, ok bool) {
	lo, hi := extent(f)
	if !(hi > lo) || len(f.X0) < 2 {
		return p, x, y, false
	}
	pad := (hi - lo) * 0.04
	lo, hi = lo-pad, hi+pad
	ticks := f.Y.Ticks(lo, hi, 7)
	p = plot{left: gutter(ticks), right: c.width - 12, top: 28}
	for _, l := range f.Lines {
		if l.Vertical {
			p.top += 18 // for its label
		}
	}
	p.bottom = p.top + c.tall(0.42, 210)
	x = scale{f.X0[0], f.X0[len(f.X0)-1], p.left, p.right}
	y = scale{lo, hi, p.bottom, p.top}
	c.text("lab", "start", 4, 14, f.Y.Label)
	c.grid(p, y, ticks)
	return p, x, y, true
}
