package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// tornado is the mean with each driver at its 10 % and 90 % point: a figure and a
// table.
func (b *sensitivity) tornado() Section {
	s := Section{ID: "tornado", Title: "Each driver by itself"}
	t := Table{
		Title: "Mean of " + Clean(b.Metric.Name) + " with one driver moved",
		Columns: []Column{
			label("Driver"), number("10"+nbsp+"% point", "Moved", Bare), number("90"+nbsp+"% point", "", Bare),
			number("Mean there", "Mean", b.format.Style), number("Mean there", "", b.format.Style), number("Difference", "", b.format.Style),
		},
	}
	t.Columns[1].Range, t.Columns[3].Range = true, true
	var small, still []string
	widest := 0.0
	for i := range b.Tornado.Swings {
		x := &b.Tornado.Swings[i]
		size := math.Abs(x.Difference.Value)
		widest = max(widest, size)
		switch {
		case x.Difference == (study.Figure{}):
			still = append(still, b.driverName(x.Driver))
		case len(t.Rows) == shownRows || size < widest/100:
			small = append(small, b.driverName(x.Driver))
		default:
			t.Rows = append(t.Rows, b.swing(x))
		}
	}
	if len(t.Rows) == 0 {
		s.Notes = []string{"No driver moves " + Clean(b.Metric.Name) + " by itself."}
		return s
	}
	t.Notes = append([]string{
		"Each driver alone at its 10" + nbsp + "% point, then at its 90" + nbsp + "% point, all else as in the run and correlated inputs following it. A driver of the environment goes 1.28 standard deviations (sd) of its level down and up. " +
			"Mean there: of the metric, at either point. Difference: the second less the first, ± its 95" + nbsp + "% interval over lifetimes with the same random words.",
	}, andMore("Less, not shown", small)...)
	t.Notes = append(t.Notes, andMore("No difference at all", still)...)
	s.Figures, s.Tables = []Figure{b.tornadoFigure(len(t.Rows))}, []Table{t}
	return s
}

// swing is a row of the tornado's table.
func (b *sensitivity) swing(x *study.Swing) Row {
	low, high := b.ends(x)
	place, ok := b.format.Place(x.Difference.SE)
	mean := func(f study.Figure) Cell {
		text := b.format.Exact(f.Value)
		if ok {
			text = b.format.At(f.Value, place)
		}
		return estimate(text, f.Value, f.Lo, f.Hi)
	}
	difference := estimate(b.format.Estimate(x.Difference.Value, x.Difference.SE), x.Difference.Value, x.Difference.Lo, x.Difference.Hi)
	return row(words(b.driverName(x.Driver)), words(low), words(high), mean(x.Low), mean(x.High), difference)
}

// ends print where a driver goes.
func (b *sensitivity) ends(x *study.Swing) (low, high string) {
	if len(x.Inputs) == 0 {
		return signed(x.Scores[0], -2) + nbsp + "sd", signed(x.Scores[1], -2) + nbsp + "sd"
	}
	var lows, highs []string
	for _, in := range x.Inputs[:min(len(x.Inputs), 3)] {
		lows, highs = append(lows, b.input(in.Address, in.Low)), append(highs, b.input(in.Address, in.High))
	}
	return strings.Join(lows, "; "), strings.Join(highs, "; ")
}

// tornadoFigure draws the widest swings.
func (b *sensitivity) tornadoFigure(n int) Figure {
	name := Clean(b.Metric.Name)
	f := Figure{
		ID: "swings", Kind: Tornado, X: Axis{Label: "mean of " + name, Format: b.format},
		Marked: "driver at its 10" + nbsp + "% point", Plain: "at its 90" + nbsp + "% point",
		Lines: []Line{{Label: "as in the run", At: b.Tornado.Mean.Value, Vertical: true}},
	}
	for i := range n {
		x := &b.Tornado.Swings[i]
		low, high := b.ends(x)
		f.Spans = append(f.Spans, Span{Label: b.driverName(x.Driver), Low: x.Low.Value, High: x.High.Value, LowText: low, HighText: high})
	}
	first := &b.Tornado.Swings[0]
	show := func(f study.Figure) string { return b.format.Within(f.Value, f.Lo, f.Hi) }
	f.Title = fmt.Sprintf("%s moves the mean most: from %s to %s", b.driverName(first.Driver), show(first.Low), show(first.High))
	f.Text = fmt.Sprintf("Bars for %s, widest first: the mean of %s with the driver at its 10 and at its 90 per cent point.", plural(n, "driver"), name)
	return f
}

// sobol is the table of first and total order indices.
func (b *sensitivity) sobol() Section {
	s := Section{ID: "sobol", Title: "Shares of the variance, driver by driver"}
	if b.Sobol.Constant {
		s.Notes = b.nothingToSplit(b.Paths)
		return s
	}
	interval := "95" + nbsp + "% interval"
	t := Table{
		Title:   "Sobol' indices",
		Columns: []Column{label("Driver"), number("By itself", "", Percent), number(interval, "", Percent), number("In all", "", Percent), number(interval, "", Percent)},
	}
	blocks := false
	var small, still []string
	for i := range b.Sobol.Indices {
		x := &b.Sobol.Indices[i]
		blocks = blocks || len(x.Drivers) > 1
		switch {
		case x.First == (study.Figure{}) && x.Total == (study.Figure{}):
			still = append(still, Clean(x.Name))
		case !x.Luck && (len(t.Rows) >= shownRows || x.Total.Hi < 0.01 && x.First.Hi < 0.01):
			small = append(small, Clean(x.Name))
		default:
			first, firstEnds := span(x.First)
			total, totalEnds := span(x.Total)
			t.Rows = append(t.Rows, row(
				words(Clean(x.Name)), estimate(first, x.First.Value, x.First.Lo, x.First.Hi), words(firstEnds),
				estimate(total, x.Total.Value, x.Total.Lo, x.Total.Hi), words(totalEnds),
			))
		}
	}
	t.Notes = []string{"By itself (first order): the share of the variance that goes when this driver alone is known. In all (total order): the share that stays when all but this driver is known, so what it does together with others counts too, " +
		"and the column may add up to more than 100" + nbsp + "%. Luck: people and single events. Estimates below 0 are not cut off. Intervals by bootstrap over the paths."}
	if blocks {
		t.Notes = append(t.Notes, "Inputs that are correlated are one driver here, under the name of their block; the shares by group part them.")
	}
	t.Notes = append(t.Notes, andMore("Less, not shown", small)...)
	t.Notes = append(t.Notes, andMore("Change nothing, exactly 0", still)...)
	s.Tables = []Table{t}
	return s
}

// regional is the table of what tells the lifetimes with a flag from the others.
func (b *sensitivity) regional() Section {
	x := b.Regional
	flag := Clean(x.Split.Name)
	s := Section{ID: "regional", Title: "What goes with " + flag}
	if flag == "" {
		s.Title = "What goes with a loss"
		s.Notes = []string{"The deal has no investors, budget or agreed cost to lose against: --split FLAG names another flag."}
		return s
	}
	count := fmt.Sprintf("%s is so in %s of %s lifetimes", flag, thousands(uintText(x.With)), thousands(uintText(x.With+x.Without)))
	if x.Contrasts == nil {
		s.Notes = []string{count + ": too few on one side to compare. More paths (--paths) or another flag (--split) may tell."}
		return s
	}
	t := Table{
		Title: count,
		Columns: []Column{
			label("Driver"), number("Mean if so", "If so", Bare), number("Mean if not", "If not", Bare), number("Shift", "", Bare),
			number("in s.e.", "", Bare), number("Distance", "", Bare), number("Chance", "", Bare),
		},
	}
	var rest []string
	for i := range x.Contrasts {
		c := &x.Contrasts[i]
		name := b.driverName(c.Driver)
		if c.Adjusted >= 0.05 || len(t.Rows) == shownRows {
			rest = append(rest, name)
			continue
		}
		t.Rows = append(t.Rows, row(
			words(name), words(b.average(c, c.With)), words(b.average(c, c.Without)),
			estimate(signed(c.Score.Value, -2), c.Score.Value, c.Score.Lo, c.Score.Hi), figure(signed(c.Z, -1), c.Z),
			figure(bare.At(c.Distance, -2), c.Distance), figure(tiny(c.Adjusted), c.Adjusted),
		))
	}
	if len(t.Rows) == 0 {
		s.Notes = []string{count + ". No driver is told apart by it more than chance would do."}
		return s
	}
	t.Notes = append([]string{
		"Mean if so, if not: of the input in the two sets of lifetimes or, of what is no single input, of its normal score (sd). Shift: by how many of its standard deviations (normal scores) the driver is higher if so, and that in standard errors (s.e.). " +
			"Distance: the greatest gap between the two distributions (Kolmogorov-Smirnov, 0 to 1). Chance: of one as large by accident, times the " + plural(len(b.Drivers), "driver") + " looked at (Bonferroni).",
	}, andMore("Not shown, less or no clear difference", rest)...)
	s.Tables = []Table{t}
	return s
}

// average prints the mean of a driver in one of the two sets.
func (b *sensitivity) average(c *study.Contrast, v float64) string {
	if c.Input {
		return b.input(b.Drivers[c.Driver].Name, v)
	}
	return signed(v, -2) + nbsp + "sd"
}

// signed prints a number with its sign.
func signed(v float64, place int) string {
	text := bare.At(v, place)
	if v > 0 {
		return "+" + text
	}
	return text
}

// tiny prints a chance that may be very small.
func tiny(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}
