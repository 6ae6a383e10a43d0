package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// along prints values of the scale of the zone.
func (b *pricer) along() varied {
	x := &b.Zone.Along
	return newVaried(x.Range, x.Times, &b.terms)
}

// scaleName says what the scale of the zone is.
func (b *pricer) scaleName() string {
	name := variableName(&b.Zone.Along)
	if b.fromAnswer() {
		return name + " of the answer"
	}
	return name
}

// fromAnswer reports whether the zone's scale multiplies the answer, and not
// what the deal has today.
func (b *pricer) fromAnswer() bool {
	return b.Zone.Along.Times && b.Zone.At == 1 && !(len(b.Variables) == 1 && b.Variables[0].Times && b.Values[0] == 1)
}

// zoneText is the zone in one sentence.
func (b *pricer) zoneText() string {
	z, v := b.Zone, b.along()
	if z.Empty() {
		return "none: no " + b.scaleName() + " between " + v.at(z.Along.Range.Lo) + " and " + v.at(z.Along.Range.Hi) + " meets all conditions"
	}
	s := fmt.Sprintf("%s from %s to %s", b.scaleName(), v.near(z.From, 1e-2), v.near(z.To, 1e-2))
	var why []string
	if z.Floor >= 0 {
		why = append(why, "below it "+b.condition(z.Floor)+" fails")
	} else {
		why = append(why, "its lower end is that of the range")
	}
	if z.Ceiling >= 0 {
		why = append(why, "above it "+b.condition(z.Ceiling)+" fails")
	} else {
		why = append(why, "its upper end is that of the range: no condition sets a ceiling")
	}
	return s + "; " + strings.Join(why, "; ")
}

func (b *pricer) condition(i int) string { return Clean(b.Constraints[i].Constraint.String()) }

// zone is the section of the zone of possible agreement.
func (b *pricer) zone() Section {
	z, v := b.Zone, b.along()
	t := Table{Title: "Where each condition holds along the " + b.scaleName(), Columns: []Column{
		label("Condition"), label("Holds"), number("At", "", Bare), number("95"+nbsp+"% interval", "", Bare), label("Sets"),
	}}
	for i := range z.Sides {
		s := &z.Sides[i]
		sets := ""
		switch i {
		case z.Floor:
			sets = "the floor"
		case z.Ceiling:
			sets = "the ceiling"
		}
		if len(s.Crossings) == 0 {
			holds := "everywhere in the range"
			if len(s.Holds) == 0 {
				holds = "nowhere in the range"
			}
			t.Rows = append(t.Rows, row(words(b.condition(i)), words(holds), words(""), words(""), words(sets)))
		}
		for k := range s.Crossings {
			c := &s.Crossings[k]
			side := "up to"
			if c.Above {
				side = "from"
			}
			name := b.condition(i)
			if k > 0 {
				name, sets = "", ""
			}
			t.Rows = append(t.Rows, row(words(name), words(side), estimate(v.near(c.At, 1e-2), c.At, c.AtLo, c.AtHi), words(v.interval(c.AtLo, c.AtHi)), words(sets)))
		}
	}
	notes := []string{
		"A condition that begins to hold as prices rise is a floor: what it costs the side that delivers and finances. One that ceases to hold is a ceiling: what it is worth to the side that pays. Between the highest floor and the lowest ceiling both can sign.",
		"The intervals say how far the number of lifetimes leaves an end open, as those of sibsim breakeven do.",
	}
	if b.fromAnswer() && len(b.Variables) > 1 {
		notes = append(notes, "1× is the answer itself: the mix of prices is that of the answer at every point.")
	}
	if z.Pieces > 1 {
		notes = append(notes, fmt.Sprintf("The conditions hold together on %d separate stretches; this is the one that the answer is in.", z.Pieces))
	}
	if z.Empty() && z.Floor >= 0 && z.Ceiling >= 0 {
		notes = append(notes, fmt.Sprintf("The zone is empty: %s needs more than %s allows.", b.condition(z.Floor), b.condition(z.Ceiling)))
	}
	return Section{ID: "zone", Title: "The zone of possible agreement", Tables: []Table{t}, Notes: notes}
}

// frontier is the section of what a lower chance of loss costs.
func (b *pricer) frontier() Section {
	f := b.money()
	t := Table{Title: "The least " + b.objective() + " for each chance of loss", Columns: []Column{
		number(capital(b.objective()), "Spend", f.Style), number("Chance of loss", "Loss", Percent), number("95"+nbsp+"% interval", "", Bare),
	}}
	for i := range b.Variables {
		t.Columns = append(t.Columns, number(shortName(&b.Variables[i]), "", Bare))
	}
	for i := range b.Frontier {
		x := &b.Frontier[i]
		spend, _ := boundCells(f, &b.Objective, &x.Spend)
		spend.Text = f.Estimate(x.Spend.Value, x.Spend.SE)
		loss, losses := boundCells(percent, &lossBound, &x.Loss)
		cells := []Cell{spend, loss, words(losses)}
		for k, v := range x.Values {
			cells = append(cells, figure(b.value(k).near(v, 1e-3*(b.Variables[k].Range.Hi-b.Variables[k].Range.Lo)), v))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	s := Section{ID: "frontier", Title: "What a lower chance of loss costs", Tables: []Table{t}, Notes: []string{
		fmt.Sprintf("Each point is the least %s that was found at its chance of loss within the ranges, subject to the conditions that are not the investors', evaluated on %s fresh lifetimes. Prices are not rounded. ±: half the 95 %% interval.", b.objective(), thousands(uintText(b.FrontierPaths))),
	}}
	if fig, ok := b.tradeLine(); ok {
		s.Figures = []Figure{fig}
	}
	return s
}

// shortName is the last telling word of a variable's address.
func shortName(x *study.PriceVariable) string {
	if x.Address == study.AllPrices {
		return "All prices"
	}
	words := strings.Split(strings.TrimSuffix(x.Address, ".price"), ".")
	return Clean(words[len(words)-1])
}

// tradeLine draws the chance of loss over the objective.
func (b *pricer) tradeLine() (Figure, bool) {
	fig := Figure{ID: "trade", Kind: Fan, X: Axis{b.objective(), b.money()}, Y: Axis{"investors' chance of loss", percent}}
	var xs, mid, lo, hi []float64
	for i := range b.Frontier {
		x := &b.Frontier[i]
		if n := len(xs); math.IsNaN(x.Spend.Value) || math.IsInf(x.Spend.Value, 0) || n > 0 && x.Spend.Value <= xs[n-1] {
			continue
		}
		xs, mid, lo, hi = append(xs, x.Spend.Value), append(mid, x.Loss.Value), append(lo, x.Loss.Lo), append(hi, x.Loss.Hi)
	}
	if len(xs) < 2 {
		return fig, false
	}
	fig.drawLine(xs, lo, mid, hi)
	first, last := &b.Frontier[0], &b.Frontier[len(b.Frontier)-1]
	f := b.money()
	cheap, _ := boundCells(f, &b.Objective, &first.Spend)
	dear, _ := boundCells(f, &b.Objective, &last.Spend)
	fig.Title = fmt.Sprintf("Investors' chance of loss goes from %s at %s to %s at %s", lossText(first), cheap.Text, lossText(last), dear.Text)
	if b.Exists && b.Fresh.Value >= xs[0] && b.Fresh.Value <= xs[len(xs)-1] {
		fig.Lines = append(fig.Lines, Line{"answer", b.Fresh.Value, true})
	}
	fig.Text = fig.Title + ", with the 95 % interval of the chance."
	return fig, true
}

func lossText(x *study.PriceTrade) string {
	c, _ := boundCells(percent, &lossBound, &x.Loss)
	return c.Text
}
