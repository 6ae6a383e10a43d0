package report

import (
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// gains is how much smaller the errors of the differences are for the words
// that the cells share.
func (b *comparer) gains() Section {
	s := Section{ID: "errors", Title: "What common words are worth"}
	var exact []string
	for _, side := range b.sides {
		var places []int
		for k := range b.Statistics {
			x := &b.Statistics[k]
			if x.Side != side {
				continue
			}
			switch some, all := b.errors(k); {
			case some && all:
				exact = append(exact, lower(b.name(x)))
			case some:
				places = append(places, k)
			}
		}
		title := sideTitles[side]
		for len(places) > 0 {
			n := b.together(places, 14)
			if t := b.gainTable(places[:n]); len(t.Rows) > 0 {
				t.Title, title = title, ""
				s.Tables = append(s.Tables, t)
			}
			places = places[n:]
		}
	}
	if len(s.Tables) > 0 {
		s.Notes = append(s.Notes, "The standard error that each difference would have between independent runs, → the one it has on common words, and how many times smaller that is: "+
			"without them that many times squared the lifetimes would be needed. Of chances only the last number. Exact: the difference is the same in every lifetime; cells of which all are so are left out. Percentiles have no standard error.")
	}
	if len(exact) > 0 {
		s.Notes = append(s.Notes, "Exact in every cell: "+list(exact, len(exact))+".")
	}
	return s
}

// errors reports whether some differences of a statistic have a standard error,
// and whether all of those that have are exact.
func (b *comparer) errors(k int) (some, exact bool) {
	exact = true
	for i := range b.Cells {
		x := &b.Cells[i]
		if !x.Done {
			continue
		}
		if d := b.difference(x, &x.Figures[k]); d != nil && !math.IsNaN(d.SE) {
			some = true
			exact = exact && d.SE == 0
		}
	}
	return some, exact
}

// gainTable has a row for each cell with a difference that is not exact.
func (b *comparer) gainTable(places []int) Table {
	t := Table{Columns: []Column{label("Under")}}
	var columns []scaled
	for _, k := range places {
		header, numbers := b.column(k)
		t.Columns, columns = append(t.Columns, header), append(columns, numbers)
	}
	for i := range b.Structures {
		b.addGains(&t, i, places, columns)
	}
	return t
}

// addGains adds the errors of the differences of a structure's cells.
func (b *comparer) addGains(t *Table, structure int, places []int, columns []scaled) {
	headed := !b.several()
	for j := range b.Scenarios {
		x := b.Cell(structure, j)
		if x == nil || !x.Done {
			continue
		}
		cells := []Cell{words(b.under(j))}
		from, estimated := "", false
		for c, k := range places {
			d := b.difference(x, &x.Figures[k])
			cells = append(cells, words(""))
			if d != nil && !math.IsNaN(d.SE) {
				from, estimated = b.other(x, d), estimated || d.SE > 0
				cells[c+1] = gain(&b.Statistics[k], d, columns[c])
			}
		}
		if !estimated {
			continue
		}
		if !headed {
			t.Rows = append(t.Rows, group(b.heading(structure)+", less "+from, len(t.Columns)))
			headed = true
		}
		t.Rows = append(t.Rows, row(cells...))
	}
}

// gain is a difference's error with words of its own and with common ones.
func gain(s *study.Statistic, d *study.Difference, c scaled) Cell {
	short := func(v float64) string { return plainNumber.At(v, plainNumber.place(v, 2)) }
	times := plainNumber.At(d.Gain(), max(plainNumber.place(d.Gain(), 2), -1)) + "×"
	switch {
	case d.SE == 0:
		return figure("exact", 0)
	case s.Figure == metric.Probability:
		return figure(times, d.Gain())
	}
	return figure(short(d.Independent*c.by)+" → "+short(d.SE*c.by)+", "+times, d.Gain())
}
