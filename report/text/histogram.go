package text

import (
	"math"
	"strings"

	"github.com/sibsim/sibsim/report"
)

// eighths are the blocks that fill a cell from below.
var eighths = []rune(" ▁▂▃▄▅▆▇█")

// marked fills the bars that are marked: told apart without colour.
const markedBlock = '▒'

// histogram draws the bins as columns. Marked ones are hatched.
func (p *page) histogram(f *report.Figure) {
	if len(f.Bins) == 0 {
		p.paragraph(f.Text, "", dim)
		return
	}
	const height = 8
	top := 0.0
	for _, b := range f.Bins {
		top = max(top, b.Share)
	}
	high := f.Y.Format.At(top, 0)
	axis := max(width(high), 4) + 1
	each := max(1, min(3, (p.width-axis-2)/len(f.Bins)))
	bins := f.Bins
	for len(bins)*each > p.width-axis-2 { // more bins than columns: join two and two
		bins = joined(bins)
	}
	top = 0
	for _, b := range bins {
		top = max(top, b.Share)
	}
	high = f.Y.Format.At(top, 0)
	for y := height - 1; y >= 0; y-- {
		head := ""
		switch y {
		case height - 1:
			head = high
		case 0:
			head = f.Y.Format.At(0, 0)
		}
		line := left(spaced(head), axis-1) + " "
		for _, b := range bins {
			line += p.cell(b, top, y, height, each)
		}
		p.line(line)
	}
	p.axisBelow(f, bins[0].Lo, bins[len(bins)-1].Hi, axis, len(bins)*each)
	share := 0.0
	for _, b := range bins {
		if b.Marked {
			share += b.Share
		}
	}
	legend := ""
	if f.Marked != "" && share > 0 {
		legend = string(markedBlock) + " " + f.Marked + "   "
	}
	if f.Plain != "" {
		legend += "█ " + f.Plain
	}
	if open(bins) {
		legend += "   the outermost bars hold all beyond"
	}
	p.paragraph(legend, "", dim)
}

func open(bins []report.Bin) bool { return bins[0].Open || bins[len(bins)-1].Open }

// joined adds each two neighbouring bins of one kind together.
func joined(bins []report.Bin) []report.Bin {
	var out []report.Bin
	for i := 0; i < len(bins); i++ {
		b := bins[i]
		if i+1 < len(bins) && bins[i+1].Marked == b.Marked {
			i++
			b.Hi, b.Share, b.Open = bins[i].Hi, b.Share+bins[i].Share, b.Open || bins[i].Open
		}
		out = append(out, b)
	}
	return out
}

// cell is one row of one bar.
func (p *page) cell(b report.Bin, top float64, y, height, each int) string {
	fill := b.Share/top*float64(height) - float64(y)
	var s string
	switch {
	case fill <= 0:
		return strings.Repeat(" ", each)
	case b.Marked && (fill >= 0.5 || y == 0):
		s = string(markedBlock)
	case b.Marked:
		return strings.Repeat(" ", each)
	default:
		s = string(eighths[min(8, max(1, int(math.Round(fill*8))))])
	}
	s = strings.Repeat(s, each)
	if b.Marked {
		return p.paint(s, red)
	}
	return p.paint(s, blue)
}

// axisBelow draws the axis of a figure's X, its marks and its reference lines.
func (p *page) axisBelow(f *report.Figure, lo, hi float64, indent, columns int) {
	at := func(v float64) int { return int(math.Round((v - lo) / (hi - lo) * float64(columns-1))) }
	rule, labels := []rune(strings.Repeat("─", columns)), []rune(strings.Repeat(" ", columns+8))
	free := 0
	for _, t := range f.X.Ticks(lo, hi, max(2, columns/8)) {
		text := []rune(spaced(clean(t.Text)))
		x := at(t.At)
		start := min(max(x-len(text)/2, 0), p.width-indent-len(text))
		if start < free || start+len(text) > len(labels) {
			continue
		}
		rule[x] = '┬'
		copy(labels[start:], text)
		free = start + len(text) + 1
	}
	blank := strings.Repeat(" ", indent)
	p.line(blank + p.paint(string(rule), dim))
	p.line(blank + string(labels))
	for _, l := range f.Lines {
		if !l.Vertical {
			continue
		}
		text := spaced(clean(l.Label))
		switch { // beyond the axis an arrow points the way
		case l.At > hi:
			p.line(blank + left(text+" ►", columns))
			continue
		case l.At < lo:
			p.line(blank + "◄ " + text)
			continue
		}
		x := at(l.At)
		if indent+x+2+width(text) <= p.width {
			p.line(blank + strings.Repeat(" ", x) + "▲ " + text)
		} else {
			p.line(blank + left(text+" ▲", x+1))
		}
	}
	p.line(blank + p.paint(fit(clean(f.X.Label), p.width-indent), dim))
}
