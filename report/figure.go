package report

// FigureKind says how a figure is drawn.
type FigureKind uint8

// The kinds of figures.
const (
	Histogram FigureKind = iota // Bins
	Fan                         // Bands and Curves over X
	Bars                        // Panels
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

	// Lines are reference lines.
	Lines []Line
	// Marked says what the marked bins or bars have in common: "loss".
	Marked string
	// Plain says what the other bins have in common: "gain".
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

// Line is a reference line across the figure at a value of the axis.
type Line struct {
	Label    string
	At       float64
	Vertical bool // at a value of X, else of Y
}
