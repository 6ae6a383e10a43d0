package report

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// tableWidth is how many characters of numbers stand side by side in one table,
// so that it fits in 80 columns.
const tableWidth = 64

// scaled prints the numbers of a column: plain ones in the unit of its header.
type scaled struct {
	by     float64
	finest int // place of the last digit
}

var plainNumber = Format{Style: Bare}

// estimate prints a number with half of its interval or, if that is lopsided,
// the interval. So that many stand side by side it stops at three digits of the
// number and at four of the largest of its column; an error below the last of
// them prints as one of it.
func (c scaled) estimate(v, lo, hi float64) string {
	v, lo, hi = v*c.by, lo*c.by, hi*c.by
	h := (hi - lo) / 2
	switch f := plainNumber; {
	case h == 0:
		return f.Within(v, v, v)
	case !usable(h):
		return f.At(v, f.fallback(v))
	case max(v-lo, hi-v) > 2*min(v-lo, hi-v):
		place := f.place(h, 2)
		if lo > 0 || hi < 0 { // nor may an end print as 0 that is not
			place = min(place, f.place(min(math.Abs(lo), math.Abs(hi)), 1))
		}
		return f.At(lo, place) + nbsp + "to" + nbsp + f.At(hi, place)
	default:
		place := f.place(h, 2)
		if v != 0 {
			place = max(place, f.place(v, 3), min(c.finest, f.place(v, 1)))
		}
		return f.At(v, place) + " ± " + f.At(max(h, math.Pow10(place)), place)
	}
}

// share is estimate for a probability, which has its own words for the ends.
func (c scaled) share(p, lo, hi float64) string {
	switch {
	case p == 0:
		return "≤ " + plainNumber.At(hi*c.by, plainNumber.place(hi*c.by, 2))
	case p == 1:
		return "≥ " + plainNumber.At(lo*c.by, plainNumber.place((1-lo)*c.by, 2))
	}
	return c.estimate(p, lo, hi)
}

// largest is the largest figure or difference of a statistic, without its sign.
func (b *comparer) largest(k int) float64 {
	most := 0.0
	for i := range b.Cells {
		if x := &b.Cells[i]; x.Done && !math.IsInf(x.Figures[k].Value, 0) {
			most = max(most, math.Abs(x.Figures[k].Value))
		}
	}
	return most
}

// column returns the header and the numbers of a statistic.
func (b *comparer) column(k int) (Column, scaled) {
	unit, by := b.unitOf(k)
	title := b.name(&b.Statistics[k])
	if unit != "" {
		title += " (" + unit + ")"
	}
	numbers := scaled{by, plainNumber.finest()}
	if most := b.largest(k) * by; most > 0 {
		numbers.finest = plainNumber.place(most, 4)
	}
	return number(title, "", Bare), numbers
}

// side is the section of one side of the table.
func (b *comparer) side(side study.Side) Section {
	s := Section{ID: string(side), Title: sideTitles[side]}
	var places []int
	meanings := []string{}
	for k := range b.Statistics {
		if x := &b.Statistics[k]; x.Side == side {
			places = append(places, k)
			if m := b.meaning(x); m != "" {
				meanings = append(meanings, m)
			}
		}
	}
	if f, ok := b.picture(places[0]); ok {
		s.Figures = append(s.Figures, f)
	}
	for len(places) > 0 {
		n := b.together(places, 13)
		s.Tables = append(s.Tables, b.table(places[:n]))
		places = places[n:]
	}
	if len(meanings) > 0 {
		last := &s.Tables[len(s.Tables)-1]
		last.Notes = append(last.Notes, strings.Join(meanings, " "))
	}
	return s
}

// together is how many of some statistics, with numbers of so many characters,
// stand in one table: at least one.
func (b *comparer) together(places []int, least int) int {
	const gap = 2 // between two columns
	width := 0
	for n, k := range places {
		header, _ := b.column(k)
		longest := least
		for _, word := range strings.Fields(header.Title) {
			longest = max(longest, utf8.RuneCountInString(word))
		}
		if width += longest + gap; n > 0 && width > tableWidth+gap {
			return n
		}
	}
	return len(places)
}

// table has two rows for each cell: its figures, and how they differ.
func (b *comparer) table(places []int) Table {
	t := Table{Columns: []Column{label("Under")}}
	var columns []scaled
	for _, k := range places {
		header, numbers := b.column(k)
		t.Columns, columns = append(t.Columns, header), append(columns, numbers)
	}
	for i := range b.Structures {
		if b.several() {
			t.Rows = append(t.Rows, group(b.heading(i), len(t.Columns)))
		}
		for j := range b.Scenarios {
			if x := b.Cell(i, j); x != nil {
				t.Rows = append(t.Rows, b.cellRows(x, places, columns)...)
			}
		}
	}
	return t
}

// cellRows are the rows of one cell.
func (b *comparer) cellRows(x *study.Cell, places []int, columns []scaled) []Row {
	figures := []Cell{words(b.under(x.Scenario))}
	differences := []Cell{words("")}
	any := false
	for c, k := range places {
		switch {
		case x.Plan == nil:
			figures = append(figures, missing(oneLine(x.Reason)))
			continue
		case !x.Done:
			figures = append(figures, missing(unfinished))
			continue
		}
		f := &x.Figures[k]
		d := b.difference(x, f)
		figures = append(figures, figureCell(&b.Statistics[k], f, columns[c]))
		differences = append(differences, words(""))
		if d != nil {
			any = true
			differences[c+1] = differenceCell(&b.Statistics[k], d, columns[c])
			differences[0] = words("↳ less " + b.other(x, d))
		}
	}
	if !any {
		return []Row{row(figures...)}
	}
	return []Row{row(figures...), row(differences...)}
}

// other names the cell that a difference is from, beside the other one.
func (b *comparer) other(x *study.Cell, d *study.Difference) string {
	switch {
	case d.Structure == x.Structure:
		return b.under(d.Scenario)
	case d.Scenario == x.Scenario:
		return letter(d.Structure)
	}
	return b.place(d.Structure, d.Scenario)
}

// figureCell is a figure with its error.
func figureCell(s *study.Statistic, f *study.Measured, c scaled) Cell {
	switch {
	case f.Missing != nil:
		return missing(oneLine(f.Missing))
	case math.IsNaN(f.Value):
		return missing(Clean(f.Reason))
	}
	text := c.estimate(f.Value, f.Lo, f.Hi)
	if s.Figure == metric.Probability {
		text = c.share(f.Value, f.Lo, f.Hi)
	}
	out := estimate(text, f.Value, f.Lo, f.Hi)
	if math.IsInf(f.Value, 0) {
		out.Note = Clean(f.Reason)
	}
	return out
}

// differenceCell is a difference with its sign, error and mark.
func differenceCell(s *study.Statistic, d *study.Difference, c scaled) Cell {
	if math.IsNaN(d.Value) || math.IsInf(d.Value, 0) {
		return missing(Clean(d.Reason))
	}
	text := c.estimate(d.Value, d.Lo, d.Hi)
	if d.Value > 0 && (d.Lo > 0 || math.IsInf(d.Lo, 0) || strings.Contains(text, "±")) {
		text = "+" + text
	}
	if m := move(s, d).Mark(); m != "" {
		text = m + nbsp + text
	}
	return estimate(text, d.Value, d.Lo, d.Hi)
}

// move says whether a difference is beyond error, and which way.
func move(s *study.Statistic, d *study.Difference) Move {
	switch {
	case !d.Sure():
		return Unsure
	case s.Worse == 0 && d.Value > 0:
		return Higher
	case s.Worse == 0:
		return Lower
	case d.Value*float64(s.Worse) > 0:
		return Worse
	}
	return Better
}
