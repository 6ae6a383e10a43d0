// Package chart draws the figures of a report as SVG: pictures that scale,
// say in words what they show, follow the reader's light or dark theme and
// print. It sees nothing but report.Figure.
package chart

import (
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// Options say how a figure is drawn.
type Options struct {
	// Width in pixels, at least 280. 0: 720.
	Width int
	// Prefix makes the identifiers in the picture unique on a page.
	Prefix string
	// Inline leaves out the styles: the page that holds the picture has Style.
	Inline bool
}

// Write draws a figure as a complete SVG document.
func Write(w io.Writer, f report.Figure, o Options) error {
	_, err := io.WriteString(w, SVG(f, o))
	return err
}

// SVG returns a figure as an svg element.
func SVG(f report.Figure, o Options) string {
	if o.Width == 0 {
		o.Width = 720
	}
	c := &canvas{width: float64(max(o.Width, 280)), id: word(o.Prefix) + word(f.ID)}
	c.narrow = c.width < 480
	switch f.Kind {
	case report.Histogram:
		c.histogram(&f)
	case report.Fan:
		c.fan(&f)
	case report.Bars:
		c.bars(&f)
	case report.Tornado:
		c.tornado(&f)
	case report.Forest:
		c.forest(&f)
	case report.Heat:
		c.heat(&f)
	case report.Waterfall:
		c.waterfall(&f)
	case report.Curves:
		c.curves(&f)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="%s-t %s-d" viewBox="0 0 %s %s" width="%s" height="%s">`,
		c.id, c.id, px(c.width), px(c.height), px(c.width), px(c.height))
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, c.id, escape(f.Title), c.id, escape(f.Text))
	if !o.Inline {
		b.WriteString("<style>" + Style + standalone + "</style>")
	}
	b.WriteString(c.out.String())
	b.WriteString("</svg>")
	return b.String()
}

// canvas is a picture in the making. Heights grow as parts are added.
type canvas struct {
	out           strings.Builder
	width, height float64
	narrow        bool
	id            string
}

// word keeps the letters of an identifier.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return -1
	}, s)
}

// escape makes words safe in markup.
func escape(s string) string { return html.EscapeString(report.Clean(s)) }

// px writes a length to a tenth of a pixel.
func px(v float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *canvas) rect(class string, x, y, w, h float64) {
	if w > 0 && h > 0 {
		fmt.Fprintf(&c.out, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, px(x), px(y), px(w), px(h))
	}
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&c.out, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, px(x1), px(y1), px(x2), px(y2))
}

// text writes words; anchor is start, middle or end.
func (c *canvas) text(class, anchor string, x, y float64, s string) {
	fmt.Fprintf(&c.out, `<text class="%s" text-anchor="%s" x="%s" y="%s">%s</text>`, class, anchor, px(x), px(y), escape(s))
}

type point struct{ x, y float64 }

func (c *canvas) path(class string, points []point, closed bool) {
	var b strings.Builder
	for i, p := range points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + px(p.x) + " " + px(p.y))
	}
	if closed {
		b.WriteString("Z")
	}
	fmt.Fprintf(&c.out, `<path class="%s" d="%s"/>`, class, b.String())
}

// span is about how many pixels words take at the size of labels.
func span(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune(" .,:;|iljtf()'\u00a0", r):
			w += 4.6
		case r >= 'A' && r <= 'Z' || r == '%' || r == 'm' || r == 'w':
			w += 10
		case r > 0x2e80:
			w += 13
		default:
			w += 7.8
		}
	}
	return w
}

// fit shortens words to so many pixels.
func fit(s string, room float64) string {
	s = report.Clean(s)
	if span(s) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && span(string(r))+7 > room {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ") + "…"
}

// scale turns values into pixels.
type scale struct{ lo, hi, from, to float64 }

func (s scale) at(v float64) float64 {
	return s.from + (v-s.lo)/(s.hi-s.lo)*(s.to-s.from)
}

// key is one entry of a legend.
type key struct{ class, label string }

// legend writes the keys under the picture, as many lines as they need. A
// class of a line is drawn as a line, any other as a box, none as nothing.
func (c *canvas) legend(keys []key, y float64) {
	x := 4.0
	for _, k := range keys {
		label, at := fit(k.label, c.width-40), 26.0
		if k.class == "" {
			at = 0
		}
		w := at + span(label) + 14
		if x > 4 && x+w > c.width {
			x, y = 4, y+20
		}
		if strings.HasPrefix(k.class, "c-") {
			c.line(k.class, x, y-4, x+20, y-4)
		} else if k.class != "" {
			c.rect(k.class, x, y-10, 20, 11)
		}
		c.text("lab", "start", x+at, y, label)
		x += w
	}
	c.height = y + 10
}

// plot is the area inside the axes.
type plot struct{ left, right, top, bottom float64 }

// grid draws the horizontal lines and labels of the Y axis.
func (c *canvas) grid(p plot, y scale, ticks []report.Tick) {
	for _, t := range ticks {
		class := "grid"
		if t.At == 0 {
			class = "zero"
		}
		c.line(class, p.left, y.at(t.At), p.right, y.at(t.At))
		c.text("tick", "end", p.left-7, y.at(t.At)+4, t.Text)
	}
}

// below draws the marks and the label of the X axis.
func (c *canvas) below(p plot, x scale, axis report.Axis) {
	most := int((p.right - p.left) / 62)
	end := 0.0
	for _, t := range axis.Ticks(x.lo, x.hi, max(most, 2)) {
		at, half := x.at(t.At), span(t.Text)/2
		c.line("mark", at, p.bottom, at, p.bottom+5)
		at = min(at, c.width-half-6)
		if at-half > end {
			c.text("tick", "middle", at, p.bottom+19, t.Text)
			end = at + half + 6
		}
	}
	c.text("lab", "middle", (p.left+p.right)/2, p.bottom+38, axis.Label)
}

// gutter is the room that labels of the Y axis need.
func gutter(ticks []report.Tick) float64 {
	w := 0.0
	for _, t := range ticks {
		w = max(w, span(t.Text))
	}
	return w + 12
}
