package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// picture shows how a statistic differs from the reference in every cell: a
// forest for one structure, a grid for several. It is false where there is nothing
// to show.
func (b *comparer) picture(k int) (Figure, bool) {
	s := &b.Statistics[k]
	f := Figure{ID: "differences_" + string(s.Side), Kind: Forest, Marked: "worse", Plain: "better"}
	if s.Worse == 0 {
		f.Marked, f.Plain = "higher", "lower"
	}
	what := b.name(s)
	n, worse, better := b.count(k)
	if n == 0 || b.still(k) {
		return f, false
	}
	f.Title = fmt.Sprintf("%s: beyond error %s in %d and %s in %d of %s", what, f.Marked, worse, f.Plain, better, b.others(n))
	f.Text = fmt.Sprintf("How much %s differs from %s, in the same lifetimes.", lower(what), b.place(0, 0))
	if b.several() {
		f.Kind = Heat
		f.Grid = b.grid(k)
		unit, _ := b.small(k)
		if unit != "" {
			unit = ", " + unit
		}
		f.X.Label = lower(what) + " less that of " + b.place(0, 0) + unit
		return f, true
	}
	f.X = Axis{lower(what) + " less that under " + b.under(0), b.format(s)}
	for i := range b.Cells {
		x := &b.Cells[i]
		if i == 0 || !x.Done {
			continue
		}
		d := x.Figures[k].Less[study.Corner]
		if d == nil || math.IsNaN(d.Value) || math.IsInf(d.Value, 0) {
			continue
		}
		f.Items = append(f.Items, Item{
			Label: b.under(x.Scenario), Text: strings.TrimSpace(move(s, d).Mark() + nbsp + b.signed(s, d)),
			Value: d.Value, Lo: d.Lo, Hi: d.Hi, Move: move(s, d),
		})
	}
	return f, len(f.Items) > 0
}

// others counts cells apart from the reference, in words.
func (b *comparer) others(n int) string {
	if b.several() {
		return plural(n, "other cell")
	}
	return plural(n, "scenario")
}

// still reports whether a statistic is the same in all cells.
func (b *comparer) still(k int) bool {
	for i := range b.Cells {
		if d := b.cornerOf(i, k); d != nil && d.Value != 0 {
			return false
		}
	}
	return true
}

// count counts the cells, apart from the reference, that have a difference
// from it, and those in which it is beyond error: worse or higher, and better or lower.
func (b *comparer) count(k int) (n, worse, better int) {
	for i := range b.Cells {
		x := &b.Cells[i]
		if i == 0 || !x.Done || x.Figures[k].Less[study.Corner] == nil {
			continue
		}
		n++
		switch move(&b.Statistics[k], x.Figures[k].Less[study.Corner]) {
		case Worse, Higher:
			worse++
		case Better, Lower:
			better++
		}
	}
	return n, worse, better
}

// small is the unit of the few digits of a grid.
func (b *comparer) small(k int) (unit string, by float64) {
	unit, by = b.unitOf(k)
	most := 0.0
	for i := range b.Cells {
		if d := b.cornerOf(i, k); d != nil {
			most = max(most, math.Abs(d.Value))
		}
	}
	f := b.format(&b.Statistics[k])
	if f.Style != Money {
		return unit, by
	}
	symbol := f.symbol()
	switch {
	case most >= 1e6:
		return symbol + "m", 1e-6
	case most >= 1e3:
		return symbol + "k", 1e-3
	}
	return trimSymbol(f), 1
}

// cornerOf is a cell's difference from the reference, if it is a number.
func (b *comparer) cornerOf(i, k int) *study.Difference {
	x := &b.Cells[i]
	if !x.Done {
		return nil
	}
	d := x.Figures[k].Less[study.Corner]
	if d == nil || math.IsNaN(d.Value) || math.IsInf(d.Value, 0) {
		return nil
	}
	return d
}

// grid has the scenarios as rows and the structures as columns.
func (b *comparer) grid(k int) Grid {
	s := &b.Statistics[k]
	_, by := b.small(k)
	most := 0.0
	for i := range b.Cells {
		if d := b.cornerOf(i, k); d != nil {
			most = max(most, math.Abs(d.Value))
		}
	}
	var g Grid
	for i := range b.Structures {
		g.Columns = append(g.Columns, letter(i))
	}
	for j := range b.Scenarios {
		r := GridRow{Label: b.under(j)}
		for i := range b.Structures {
			cell := GridCell{Text: None}
			for at := range b.Cells {
				if x := &b.Cells[at]; x.Structure != i || x.Scenario != j {
					continue
				}
				if d := b.cornerOf(at, k); d != nil {
					cell = GridCell{Text: brief(d.Value*by, most*by), Move: move(s, d)}
					if most > 0 {
						cell.Depth = math.Abs(d.Value) / most
					}
				}
			}
			r.Cells = append(r.Cells, cell)
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// brief prints a number of a grid: whole from ten on, else to a tenth, or to a
// hundredth where all are below ten.
func brief(v, most float64) string {
	switch {
	case v == 0:
		return "0"
	case most < 9.95:
		return plainNumber.At(v, -2)
	case math.Abs(v) < 9.95:
		return plainNumber.At(v, -1)
	}
	return plainNumber.At(v, 0)
}
