package report

// FigureKind says how a figure is drawn.
type FigureKind uint8

// The kinds of figures.
const (
	Histogram FigureKind = iota // Bins
	Fan                         // Bands and Curves over X
	Bars                        // Panels
	Tornado                     // Spans along X
	Forest                      // Items over X
	Heat                        // Grid
	Waterfall                   // Steps along X
	Curves                      // Curves over X0, none before the others
)

// Figure is a picture as data. Media choose size, colour and ticks.
type Figure struct {
	ID   string // a word, unique in the report
	Kind FigureKind
	// Title is the finding, made from the numbers.
	Title string
	// Text says what is drawn, for those who do not see it.
	Text string
	X, Y Axis

	Bins   []Bin     // histogram
	X0     []float64 // fan: the places of Bands and Curves on the X axis
	Bands  []Band
	Curves []Curve
	Panels []Panel // bars
	Spans  []Span  // tornado, the widest first
	Items  []Item  // forest
	Grid   Grid    // heat
	Steps  []Step  // waterfall, from top to bottom

	// Lines are reference lines.
	Lines []Line
	// Marked says what the marked bins or bars, the low ends of spans, or worse moves
	// have in common: "loss".
	Marked string
	// Plain says what the other bins, the high ends, or better moves have in common: "gain".
	Plain string
	// Range and Reference say what the ranges and the references of bars are:
	// "90 % of lifetimes", "budget of the year".
	Range, Reference string
}

// Axis is one axis: how its numbers read.
type Axis struct {
	Label  string
	Format Format
}

// Bin is one bar of a histogram: the share of paths from Lo up to Hi. An Open
// bin at either end holds everything beyond, too.
type Bin struct {
	Lo, Hi float64
	Share  float64
	Marked bool
	Open   bool
}

// Band is a shaded range of a fan.
type Band struct {
	Label  string
	Lo, Hi []float64
}

// Curve is one line of a fan. A Main one is the one to read first.
type Curve struct {
	Label string
	Y     []float64
	Main  bool
}

// Panel is one group of bars with a title.
type Panel struct {
	Title string
	Note  string
	Bars  []Bar
}

// Bar is one bar with its range; Reference is what it is measured against,
// such as a budget, NaN if there is nothing. Over marks a bar above it.
type Bar struct {
	Label         string
	Value, Lo, Hi float64
	Reference     float64
	Over          bool
}

// Span is what a figure goes through when one thing moves from its low to its high
// point: from Low to High, which may be less. LowText and HighText say where those
// points are.
type Span struct {
	Label             string
	Low, High         float64
	LowText, HighText string
}

// Item is one line of a forest: a difference with its interval. Text is the
// difference as it is printed.
type Item struct {
	Label, Text   string
	Value, Lo, Hi float64
	Move          Move
}

// Grid is a table of differences in colours: one row for each label, one cell
// for each column.
type Grid struct {
	Columns []string
	Rows    []GridRow
}

// GridRow is one row of a grid.
type GridRow struct {
	Label string
	Cells []GridCell
}

// GridCell is one cell of a grid. Depth is 0 to 1, of the largest.
type GridCell struct {
	Text  string
	Depth float64
	Move  Move
}

// Step is one step of a waterfall, from where the one before ended to To; a Total is
// where it stands. Text is the step, or the total, as it is printed.
type Step struct {
	Label, Text string
	From, To    float64
	Total       bool
	Move        Move
}

// Move says whether a difference is beyond error, and which way.
type Move uint8

// The moves.
const (
	Unsure Move = iota // within error
	Worse
	Better
	Higher // where nobody said what is worse
	Lower
)

// Mark is the sign of a move beside a number; none within error.
func (m Move) Mark() string { return [...]string{"", "▼", "▲", "*", "*"}[m] }

// Line is a reference line across the figure at a value of the axis.
type Line struct {
	Label    string
	At       float64
	Vertical bool // at a value of X, else of Y
}
