package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// NotIdentified is printed where the data move the split by under five points.
const NotIdentified = "not identified by these data"

// causes answers the third question.
func (b *arranger) causes() Section {
	s := Section{ID: "causes", Title: "3. Is it management or incentive, and is it worth it?"}
	if t := b.split(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	if t, ok := b.sizes(); ok {
		s.Tables = append(s.Tables, t)
	}
	if b.Data != nil {
		s.Tables = append(s.Tables, b.data())
	}
	s.Notes = append(s.Notes, b.shareSentence(), b.evenSentence())
	if f, ok := b.curve(); ok {
		s.Figures = append(s.Figures, f)
		s.Tables = append(s.Tables, b.curveTable())
	}
	s.Notes = append(s.Notes, b.valueSentence())
	return s
}

// enough reports whether there is anything to show after data.
func (b *arranger) enough() bool { return b.Data != nil && b.Data.Enough }

// split parts the differences in outcomes.
func (b *arranger) split() Table {
	t := Table{Title: "Outcomes of " + b.deal + " less those under " + lower(b.name(b.Against)), Columns: []Column{label("What is changed"), number("Assumed", "Before", Count)}}
	if b.enough() {
		t.Columns = append(t.Columns, number("After the data", "After", Count))
	}
	var same []string
	for k := range b.Attribution {
		x := &b.Attribution[k]
		if w := x.Prior.Whole; w.Value == 0 && w.SE == 0 {
			same = append(same, b.outcomeName(x.Outcome))
			continue
		}
		t.Rows = append(t.Rows, group(b.outcomeName(x.Outcome), len(t.Columns)))
		columns := [][]Cell{addends(counts, x.Prior.Whole, x.Prior.Management, x.Prior.Incentive, x.Prior.Interaction, x.Prior.Other)}
		if b.enough() {
			s := x.After
			columns = append(columns, addends(counts, s.Whole, s.Management, s.Incentive, s.Interaction, s.Other))
		}
		for i, name := range []string{"Management alone", "Incentive alone", "Both together beyond that", "The rest of the arrangement", "In all"} {
			r := Row{Cells: []Cell{words(name)}}
			switch {
			case i == 3 && x.Prior.Other.Value == 0 && x.Prior.Other.SE == 0:
				continue
			case i == 4:
				r.Kind = Total
			}
			for _, c := range columns {
				r.Cells = append(r.Cells, c[i])
			}
			t.Rows = append(t.Rows, r)
		}
		share := func(name string, of func(s *study.Split) study.Figure) {
			cells := []Cell{words(name), shareCell(of(&x.Prior))}
			if b.enough() {
				cells = append(cells, shareCell(of(x.After)))
			}
			t.Rows = append(t.Rows, row(cells...))
		}
		share("Management's share (Shapley)", func(s *study.Split) study.Figure { return s.ShareManagement })
		share("Incentive's share (Shapley)", func(s *study.Split) study.Figure { return s.ShareIncentive })
	}
	t.Notes = []string{"Levers of one kind moved from what " + lower(b.name(b.Against)) + " has to what " + b.deal + " has, all else left, on the same words. The parts add up in every lifetime. " +
		"A Shapley share has half of what both together do beyond each alone. – where it is not sure that the levers do anything."}
	if len(same) > 0 {
		t.Notes = append(t.Notes, "The same in both in every lifetime: "+list(same, len(same))+".")
	}
	if b.enough() {
		for k := range b.Attribution {
			if x := &b.Attribution[k]; b.unidentified(x) {
				t.Notes = append(t.Notes, b.outcomeName(x.Outcome)+": the split is "+NotIdentified+".")
			}
		}
	}
	return t
}

// addends prints the parts of a whole, and the whole last, to one place and so
// that they add up as printed: of parts rounded down those that lose most are raised.
func addends(f Format, whole study.Figure, parts ...study.Figure) []Cell {
	all := append(parts, whole)
	place, found := 0, false
	for _, x := range all {
		if p, ok := f.Place(x.SE); ok && (!found || p < place) {
			place, found = p, true
		}
	}
	unit := math.Pow10(place)
	rounded, order := make([]float64, len(parts)), make([]int, len(parts))
	left := math.Round(whole.Value / unit)
	for i, x := range parts {
		rounded[i], order[i] = math.Floor(x.Value/unit), i
		left -= rounded[i]
	}
	loss := func(i int) float64 { return parts[i].Value/unit - rounded[i] }
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(loss(j), loss(i)) })
	for _, i := range order[:max(0, min(len(order), int(left)))] {
		rounded[i]++
	}
	rounded = append(rounded, math.Round(whole.Value/unit))
	var out []Cell
	for i, x := range all {
		c := estimate("0", x.Value, x.Lo, x.Hi)
		if x.Value != 0 || x.SE != 0 {
			c.Text = f.At(float64(rounded[i]*unit), place)
			if rounded[i] > 0 {
				c.Text = "+" + c.Text
			}
			if usable(x.SE) {
				c.Text += " ± " + f.digits(halfWidth(x.SE), place, 0)
			}
		}
		out = append(out, c)
	}
	return out
}

// unidentified reports whether there is a split that the data leave all but as it was.
func (b *arranger) unidentified(x *study.Attribution) bool {
	return x.After != nil && !math.IsNaN(x.Moved.Value) && !x.Identified
}

// shareCell prints a share of the whole.
func shareCell(x study.Figure) Cell {
	if math.IsNaN(x.Value) {
		return missing("it is not sure that the levers do anything")
	}
	return cellOf(percent, x)
}

// shareSentence says how the effect is divided, and whether data tell anything of it.
func (b *arranger) shareSentence() string {
	x := b.attribution()
	s := &x.Prior
	if math.IsNaN(s.ShareManagement.Value) {
		if s.Levers.Value == 0 && s.Levers.SE == 0 {
			return "The levers change nothing in " + lower(b.outcomeName(x.Outcome)) + ", so there is nothing to divide."
		}
		return "On these assumptions it is not sure that the levers change anything in " + lower(b.outcomeName(x.Outcome)) + ", so there is nothing to divide."
	}
	lead := way(study.Figure{Value: s.ShareManagement.Value - 0.5, SE: s.ShareManagement.SE, Lo: s.ShareManagement.Lo - 0.5, Hi: s.ShareManagement.Hi - 0.5},
		"more of the levers' effect goes to management than to incentive", "more of the levers' effect goes to incentive than to management",
		"the levers' effect goes to management and incentive alike", "the levers' effect goes to neither of management and incentive surely more")
	if s.ShapleyManagement.Value < 0 != (s.ShapleyIncentive.Value < 0) {
		lead = "management and incentive pull opposite ways"
	}
	text := "By assumption " + lead + "."
	together := way(s.Interaction, "Together they do more than the sum of each alone.", "Together they do less than the sum of each alone.", "", "")
	if together != "" {
		text += " " + together
	}
	switch {
	case b.Data == nil:
		return text + " No data were given (--comparator): the division is the assumptions' own."
	case !b.Data.Enough:
		return text + fmt.Sprintf(" The data leave too few draws to say anything after them (%s of %s).", bare.At(b.Data.Effective, 0), thousands(uintText(b.Paths)))
	case math.IsNaN(x.Moved.Value):
		return text + " After the data it is not sure that the levers do anything."
	case !x.Identified:
		return text + fmt.Sprintf(" After the data management's share is %s: the division is %s, which move it by under five points.", shareCell(x.After.ShareManagement).Text, NotIdentified)
	}
	return text + fmt.Sprintf(" After the data management's share is %s: they move it by %s points.", shareCell(x.After.ShareManagement).Text, b.signed(bare, study.Figure{Value: 100 * x.Moved.Value, SE: 100 * x.Moved.SE, Lo: 100 * x.Moved.Lo, Hi: 100 * x.Moved.Hi}))
}

// sizes has the sizes of effects before and after the data.
func (b *arranger) sizes() (Table, bool) {
	t := Table{Title: "Sizes of effects, on the logit", Columns: []Column{label("Effect"), label("Kind"), number("Assumed", "Before", Bare), number("95"+nbsp+"%", "", Bare), number("After the data", "After", Bare), number("95"+nbsp+"%", "", Bare)}}
	if !b.enough() || len(b.Data.Sizes) == 0 {
		return t, false
	}
	two := func(x float64) string { return bare.At(x, -2) }
	for _, s := range b.Data.Sizes {
		cells := []Cell{words(Clean(s.Effect)), words(s.Kind)}
		for _, belief := range []*study.Belief{&s.Prior, s.After} {
			cells = append(cells, estimate(two(belief.Mean), belief.Mean, belief.Lo, belief.Hi), words(two(belief.Lo)+" to "+two(belief.Hi)))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	t.Notes = []string{fmt.Sprintf("Mean and what lies between the 2.5 and the 97.5 %% points, before and after the data: %s draws weighed, worth %s. Places differ by a normal effect on the logit whose standard deviation is half-normal with scale %s, an assumption (--place-sd).",
		thousands(uintText(b.Paths)), bare.At(b.Data.Effective, 0), bare.Exact(b.Data.PlaceSD))}
	if b.Data.Few {
		t.Notes = append(t.Notes, fmt.Sprintf("Fewer than %d draws' worth: read what is said after the data with care, or ask for more --paths.", study.FewEffective))
	}
	return t, true
}

// data has the cohorts and what the deal expects of them.
func (b *arranger) data() Table {
	t := Table{Title: "The data", Columns: []Column{label("Cohort"), label("Outcome"), number("People", "", Count), number("Achieved", "", Count), number("Share", "", Percent), number("Assumed", "Before", Percent), number("After", "", Percent)}}
	for _, c := range b.Data.Cohorts {
		name := arrangementName(c.Arrangement)
		if c.Arrangement == "" {
			name = "management " + bare.Exact(c.Management) + ", incentive " + bare.Exact(c.Incentive)
		}
		if c.Site != "" {
			name += ", " + b.siteName(c.Site)
		}
		if c.Source != "" {
			name += " (" + Clean(c.Source) + ")"
		}
		after := missing("too few draws")
		if !math.IsNaN(c.After) {
			after = figure(percent.At(c.After, -1), c.After)
		}
		seen := float64(c.Achieved) / float64(c.People)
		t.Rows = append(t.Rows, row(
			words(name), words(b.outcomeName(c.Outcome)+" "+b.given(c.Parent)), figure(counts.Exact(float64(c.People)), float64(c.People)),
			figure(counts.Exact(float64(c.Achieved)), float64(c.Achieved)), figure(percent.At(seen, -1), seen), figure(percent.At(c.Prior, -1), c.Prior), after))
	}
	t.Notes = []string{"People: those with the outcome that comes before it on the pathway. Before and after: the mean chance that the deal gives them, without what is special to the place."}
	if !b.Data.Enough {
		t.Notes = append(t.Notes, fmt.Sprintf("No result after the data is shown: %s draws are worth %s by their weights, fewer than %d. The data are far from what is assumed, or say more than so few draws can follow: ask for more --paths.",
			thousands(uintText(b.Paths)), bare.At(b.Data.Effective, -1), study.LeastEffective))
	}
	return t
}

// given says of whom an outcome is counted.
func (b *arranger) given(parent string) string {
	if parent == "" {
		return "of people referred"
	}
	return "of those with " + lower(b.outcomeName(parent))
}

// evenValue is the factor at which costs per outcome are equal.
func (b *arranger) evenValue() string {
	switch e := b.BreakEven; {
	case e == nil:
		return "not known"
	case e.Reason != "":
		return None
	case len(e.Crossings) > 0:
		c := e.Crossings[0]
		return multiple.At(c.At, -2)
	case e.Tried[0].Met:
		return "at any effect"
	}
	return "at none up to " + multiple.Exact(b.BreakEven.Most)
}

// evenSentence says at which multiple of the assumed effects an outcome costs the same.
func (b *arranger) evenSentence() string {
	e := b.BreakEven
	other := lower(b.name(b.Against))
	switch {
	case e == nil:
		return "Where it breaks even is not known: the study was interrupted."
	case e.Reason != "":
		return "There is no effect to break even at: " + Clean(e.Reason) + "."
	case len(e.Crossings) == 0 && e.Tried[0].Met:
		return fmt.Sprintf("Whatever the effects, from none to %s the assumed ones, an outcome costs no more than under %s.", multiple.Exact(e.Most), other)
	case len(e.Crossings) == 0:
		return fmt.Sprintf("It never breaks even: with effects from none to %s the assumed ones an outcome costs more than under %s.", multiple.Exact(e.Most), other)
	}
	var parts []string
	for _, c := range e.Crossings {
		from := "at most"
		if c.Above {
			from = "at least"
		}
		v := varied{multiple, 2}
		parts = append(parts, fmt.Sprintf("%s %s the assumed ones (95"+nbsp+"%% interval %s)", from, multiple.At(c.At, -2), v.interval(c.AtLo, c.AtHi)))
	}
	return fmt.Sprintf("An outcome costs no more than under %s if all effects of levers are %s.", other, strings.Join(parts, ", or "))
}

// curve draws the acceptability curve.
func (b *arranger) curve() (Figure, bool) {
	v := b.Value
	f := Figure{ID: "acceptability", Kind: Fan, X: Axis{"value of one " + lower(b.netName()), b.money}, Y: Axis{"Chance that it is worth its cost", percent}}
	if v == nil || v.Reason != "" || b.Same { // of the same outcomes the curve is flat
		return f, false
	}
	band := Band{Label: "95 % interval"}
	line := Curve{Label: "chance, as assumed", Main: true}
	for _, p := range v.Points {
		f.X0 = append(f.X0, p.W)
		band.Lo, band.Hi = append(band.Lo, p.P.Lo), append(band.Hi, p.P.Hi)
		line.Y = append(line.Y, p.P.Value)
	}
	f.Bands, f.Curves = []Band{band}, []Curve{line}
	if b.enough() { // two lines; the error of the first is in the table
		after := Curve{Label: "after the data", Main: true}
		for _, p := range v.Points {
			after.Y = append(after.Y, p.After)
		}
		line.Label, line.Main = "as assumed", false
		f.Kind, f.Bands, f.Curves = Curves, nil, []Curve{line, after}
	}
	last := v.Points[len(v.Points)-1]
	f.Title = fmt.Sprintf("Worth its cost with chance %s if one is worth nothing, %s if one is worth %s", percent.At(v.Points[0].P.Value, 0), percent.At(last.P.Value, 0), b.money.At(last.W, b.money.fallback(last.W)))
	f.Text = "Chance, over what is not known, that " + b.deal + " is worth what it costs beyond " + lower(b.name(b.Against)) + ", by what one more outcome is worth."
	return f, true
}

// curveTable has a few points of the curve.
func (b *arranger) curveTable() Table {
	t := Table{Title: "Chance that it is worth what it costs beyond " + lower(b.name(b.Against)), Columns: []Column{number("If one is worth", "Worth", Money), number("Chance", "", Percent)}}
	if b.enough() {
		t.Columns = append(t.Columns, number("After the data", "After", Percent))
	}
	n := len(b.Value.Points)
	for k := 0; k < n; k += (n - 1) / 8 {
		p := b.Value.Points[k]
		cells := []Cell{figure(b.money.At(p.W, b.money.fallback(p.W)), p.W), likely(p.P)}
		if b.enough() {
			cells = append(cells, figure(percent.At(p.After, 0), p.After))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	t.Notes = []string{fmt.Sprintf("The chance is over what is not known (%s), luck and the environment averaged out by regression; ± is the regression's own 95"+nbsp+"%% interval. Worth: w × %s more − %s more > 0. The highest value is twice what payers spend for each.", plural(b.Value.Inputs, "input"), lower(b.netName()), lower(b.spendName()))}
	return t
}

// likely prints a chance that may be 0 or 1 by all that is seen.
func likely(p study.Figure) Cell {
	c := cellOf(percent, p)
	switch p.Value {
	case 0:
		c = estimate("at most "+bound(p.Hi), p.Value, p.Lo, p.Hi)
	case 1:
		c = estimate("at least "+complement(1-p.Lo), p.Value, p.Lo, p.Hi)
	}
	return c
}

// valueSentence says what the curve says.
func (b *arranger) valueSentence() string {
	v := b.Value
	switch {
	case v.Reason != "":
		return "There is no curve of acceptability: " + Clean(v.Reason) + "."
	case b.Same && v.Spend.Value == 0 && v.Spend.SE == 0:
		return "Outcomes and spend are the same in every lifetime: at no value of an outcome is one arrangement worth more."
	}
	if b.Same {
		text := "Outcomes are the same in every lifetime, so what one is worth changes nothing: " + b.deal + " is worth its cost where it costs payers less"
		if v.Inputs > 0 {
			text += ", over what is not known with chance " + likely(v.Points[0].P).Text
		}
		return text + "."
	}
	first, last := v.Points[0].P, v.Points[len(v.Points)-1].P
	d := study.Figure{Value: last.Value - first.Value, SE: last.SE + first.SE, Lo: last.Lo - first.Hi, Hi: last.Hi - first.Lo}
	return way(d, "The more an outcome is worth, the likelier it is that "+b.deal+" is worth its cost.", "The more an outcome is worth, the less likely it is that "+b.deal+" is worth its cost: it has fewer.",
		"What an outcome is worth changes nothing: "+b.deal+" is worth its cost with the same chance.", "What an outcome is worth does not surely change the chance that "+b.deal+" is worth its cost.")
}
