package text

import (
	"math"

	"github.com/sibsim/sibsim/report"
)

// tornado draws each span as a line: hatched on the way to its low end, solid on
// the way to its high end, from the reference line.
func (p *page) tornado(f *report.Figure) {
	lo, hi, centre := reach(f)
	if !(hi > lo) {
		p.paragraph(f.Text, "", dim)
		return
	}
	label := 0
	for _, s := range f.Spans {
		label = max(label, width(clean(s.Label)))
	}
	label = min(label, p.width/2)
	columns := p.width - label - 1
	at := func(v float64) int { return int(math.Round((v - lo) / (hi - lo) * float64(columns-1))) }
	for _, s := range f.Spans {
		cells := make([]rune, columns)
		for x := range cells {
			cells[x] = ' '
		}
		fill := func(v float64, r rune) {
			for x := min(at(v), at(centre)); x <= max(at(v), at(centre)); x++ {
				cells[x] = r
			}
		}
		if math.Abs(s.Low-centre) > math.Abs(s.High-centre) { // the shorter on top, where both are on one side
			fill(s.Low, markedBlock)
			fill(s.High, '█')
		} else {
			fill(s.High, '█')
			fill(s.Low, markedBlock)
		}
		cells[at(centre)] = '│'
		p.line(pad(squeeze(clean(s.Label), label), label) + " " + p.shades(cells))
	}
	p.axisBelow(f, lo, hi, label+1, columns)
	p.paragraph(string(markedBlock)+" "+f.Marked+"   █ "+f.Plain, "", dim)
}

// reach is the range of the spans, and where they start from.
func reach(f *report.Figure) (lo, hi, centre float64) {
	for _, l := range f.Lines {
		if l.Vertical {
			centre = l.At
		}
	}
	lo, hi = centre, centre
	for _, s := range f.Spans {
		lo, hi = min(lo, s.Low, s.High), max(hi, s.Low, s.High)
	}
	return lo, hi, centre
}

// shades colours a line of a tornado.
func (p *page) shades(cells []rune) string {
	out := ""
	for i := 0; i < len(cells); {
		j := i
		for j < len(cells) && cells[j] == cells[i] {
			j++
		}
		out += p.paint(string(cells[i:j]), map[rune]string{'█': blue, markedBlock: yellow, '│': bold}[cells[i]])
		i = j
	}
	return out
}

// squeeze returns s if it fits in n columns, else its beginning and its end, which
// tell addresses apart.
func squeeze(s string, n int) string {
	if width(s) <= n {
		return s
	}
	r := []rune(s)
	head := n * 2 / 5
	tail := len(r)
	for w := head + 1; tail > head; tail-- {
		if w += width(string(r[tail-1])); w > n {
			break
		}
	}
	return fit(string(r[:head])+"…"+string(r[tail:]), n)
}
