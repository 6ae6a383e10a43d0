package chart

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// waterfall draws each step as a bar from where the one before ended, and totals as
// marks. The axis need not begin at 0. In a narrow picture labels stand above.
func (c *canvas) waterfall(f *report.Figure) {
	lo, hi, label, value := math.Inf(1), math.Inf(-1), 0.0, 0.0
	for _, s := range f.Steps {
		lo, hi = min(lo, s.From, s.To), max(hi, s.From, s.To)
		label, value = max(label, span(s.Label)), max(value, span(s.Text))
	}
	if !(hi > lo) {
		c.empty()
		return
	}
	margin := (hi - lo) * 0.04
	p, each := c.rows(len(f.Steps), label, value)
	x := scale{lo - margin, hi + margin, p.left, p.right}
	seen := map[string]bool{}
	for i, s := range f.Steps {
		y := c.row(p, each, i, s.Label)
		if i+1 < len(f.Steps) {
			c.line("grid", x.at(s.To), y, x.at(s.To), y+each)
		}
		if s.Total {
			c.rect("total", x.at(s.To)-2, y-9, 4, 18)
		} else {
			class := moveClass(s.Move)
			seen[class] = seen[class] || s.From != s.To
			c.rect(class, min(x.at(s.From), x.at(s.To)), y-8, math.Abs(x.at(s.To)-x.at(s.From)), 16)
		}
		c.text("tick", "end", c.width-4, y+4, s.Text)
	}
	c.below(p, x, f.X)
	var keys []key
	for _, k := range []key{{"worse", f.Marked}, {"better", f.Plain}, {"unsure", "within error"}} {
		if seen[k.class] {
			keys = append(keys, k)
		}
	}
	c.legend(keys, p.bottom+60)
}
