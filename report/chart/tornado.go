package chart

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// tornado draws each span as a bar from the reference line to its two ends, the way
// to the low one pale. Labels stand on the left or, in a narrow picture, above.
func (c *canvas) tornado(f *report.Figure) {
	lo, hi, centre := 0.0, 0.0, 0.0
	for _, l := range f.Lines {
		if l.Vertical {
			lo, hi, centre = l.At, l.At, l.At
		}
	}
	texts, labels := 0.0, 0.0
	for _, s := range f.Spans {
		lo, hi = min(lo, s.Low, s.High), max(hi, s.Low, s.High)
		texts, labels = max(texts, span(s.LowText), span(s.HighText)), max(labels, span(s.Label))
	}
	if !(hi > lo) {
		c.empty()
		return
	}
	step, above, left := 26.0, 0.0, min(labels, c.width*0.42)+10
	if c.narrow {
		step, above, left = 42, 16, 6
	}
	texts = min(texts+8, c.width/5)
	p := plot{left: left, right: c.width - 10, top: 30}
	p.bottom = p.top + step*float64(len(f.Spans)) + 4
	x := scale{lo, hi, p.left + texts, p.right - texts}
	c.references(f.Lines, p, x)
	for i, s := range f.Spans {
		y := p.top + step*float64(i) + above
		if c.narrow {
			c.text("tick halo", "start", p.left, y-3, squeeze(s.Label, c.width-12))
		} else {
			c.text("tick", "end", p.left-6, y+16, squeeze(s.Label, p.left-10))
		}
		bar := func(class string, v float64) {
			c.rect(class, min(x.at(v), x.at(centre)), y+4, math.Abs(x.at(v)-x.at(centre)), 16)
		}
		if math.Abs(s.Low-centre) > math.Abs(s.High-centre) {
			bar("band2", s.Low)
			bar("bar", s.High)
		} else {
			bar("bar", s.High)
			bar("band2", s.Low)
		}
		c.end(x, y+16, s.Low, s.High, s.LowText, texts-4)
		c.end(x, y+16, s.High, s.Low, s.HighText, texts-4)
	}
	c.below(p, scale{lo, hi, x.from, x.to}, f.X)
	c.legend([]key{{"band2", f.Marked}, {"bar", f.Plain}}, p.bottom+64)
}

// end writes where a span ends at v, on the side away from its other end.
func (c *canvas) end(x scale, y, v, other float64, text string, room float64) {
	text = fit(text, room)
	if v < other {
		c.text("lab", "end", x.at(v)-4, y, text)
	} else {
		c.text("lab", "start", x.at(v)+4, y, text)
	}
}

// squeeze shortens words to so many pixels in the middle: their ends tell addresses apart.
func squeeze(s string, room float64) string {
	s = report.Clean(s)
	if span(s) <= room {
		return s
	}
	r := []rune(s)
	for n := len(r) - 1; n > 1; n-- {
		if short := string(r[:n*2/5]) + "…" + string(r[len(r)-n+n*2/5:]); span(short) <= room {
			return short
		}
	}
	return fit(s, room)
}
