package report

import "math"

// Report is a whole answer in the order of reading.
type Report struct {
	Title    string // the deal's name
	Subtitle string // what kind of report it is
	// Facts say what was looked at: label and value.
	Facts []Fact
	// Headline holds the few figures to read first.
	Headline []Fact
	Sections []Section
	// Warnings are doubts about the deal, a sentence each.
	Warnings []string
	Footer   string // how the report can be made again
}

// Fact is a labelled value. Detail, if any, is one sentence beside it.
type Fact struct {
	Label, Value, Detail string
}

// Section is one part of a report: its figures, then its tables.
type Section struct {
	ID      string // a word, unique in the report
	Title   string
	Figures []Figure
	Tables  []Table
	Notes   []string
}

// Align says where the text of a column stands.
type Align uint8

// The alignments: words left, numbers right.
const (
	Left Align = iota
	Right
)

// Column is one column of a table.
type Column struct {
	Title string
	// Short is the title where there is little room; empty: Title.
	Short string
	Align Align
	Unit  Style
	// Wrap allows the column to be broken into lines between words.
	Wrap bool
	// Range marks the lower end of a range whose upper end is the next
	// column: where there is little room both may stand under Short.
	Range bool
}

// Table is a table of cells. Each row has one cell for each column.
type Table struct {
	Title   string
	Columns []Column
	Rows    []Row
	Notes   []string
}

// RowKind says how a row is meant.
type RowKind uint8

// The kinds of rows.
const (
	Plain RowKind = iota
	Group         // a heading over the rows that follow; only its first cell counts
	Total
)

// Row is one row of a table.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// Cell is one figure or word: Text is what is printed. Value is the figure
// in its own unit and Lo and Hi its 95 % interval, NaN where there is none.
// Note says why a figure is missing.
type Cell struct {
	Text          string
	Value, Lo, Hi float64
	Note          string
}

// words is a cell without a number.
func words(s string) Cell {
	nan := math.NaN()
	return Cell{Text: s, Value: nan, Lo: nan, Hi: nan}
}

// missing is the cell of a figure that has no value, and why.
func missing(why string) Cell {
	c := words(None)
	c.Note = why
	return c
}

// figure is a cell of a number known exactly.
func figure(text string, v float64) Cell {
	c := words(text)
	c.Value = v
	return c
}

// estimate is a cell of a number with its interval.
func estimate(text string, v, lo, hi float64) Cell {
	return Cell{Text: text, Value: v, Lo: lo, Hi: hi}
}

func row(cells ...Cell) Row { return Row{Cells: cells} }

func group(title string, columns int) Row {
	cells := make([]Cell, columns)
	for i := range cells {
		cells[i] = words("")
	}
	cells[0] = words(title)
	return Row{Kind: Group, Cells: cells}
}

// label and number make columns.
func label(title string) Column { return Column{Title: title, Wrap: true} }

func number(title, short string, unit Style) Column {
	return Column{Title: title, Short: short, Align: Right, Unit: unit}
}

// ends are the two columns between whose values nine lifetimes in ten end.
func ends(unit Style) (lower, upper Column) {
	lower, upper = number("5"+nbsp+"%", "5 to 95 %", unit), number("95"+nbsp+"%", "", unit)
	lower.Range = true
	return lower, upper
}
