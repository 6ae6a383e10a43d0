package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// Comparing says how a comparison is shown.
type Comparing struct {
	// Against is the reference that differences are shown from. From
	// study.First, the first structure's own are shown from its base.
	Against study.Reference
	// Stories are what happens in each scenario, a line each.
	Stories []string
}

// comparer reports a comparison.
type comparer struct {
	*study.Comparison
	Comparing
	money Format
	sides []study.Side
}

// Compare reports structures and scenarios side by side: for each side of the
// table the figures of each cell, and how they differ from a reference on the
// same lifetimes.
func Compare(c *study.Comparison, how Comparing) Report {
	b := newComparer(c, how)
	r := Report{
		Title: b.title(0), Subtitle: "Side by side: " + b.extent(),
		Facts: b.facts(), Headline: b.headline(), Sections: []Section{b.key()}, Warnings: b.warnings(),
	}
	for _, side := range b.sides {
		r.Sections = append(r.Sections, b.side(side))
	}
	if s := b.gains(); len(s.Notes) > 0 {
		r.Sections = append(r.Sections, s)
	}
	return r
}

func newComparer(c *study.Comparison, how Comparing) *comparer {
	b := &comparer{Comparison: c, Comparing: how, money: Format{Style: Money, Currency: c.Cells[0].Plan.Contract().Terms().Currency}}
	for _, s := range c.Statistics {
		if !slices.Contains(b.sides, s.Side) {
			b.sides = append(b.sides, s.Side)
		}
	}
	return b
}

// story is what happens in a scenario.
func (b *comparer) story(scenario int) string {
	if scenario < len(b.Stories) {
		return b.Stories[scenario]
	}
	return ""
}

// difference is the one that is shown of a figure, nil if there is none or the
// cell is the reference itself.
func (b *comparer) difference(x *study.Cell, f *study.Measured) *study.Difference {
	d := f.Less[shown(b.Against, x)]
	if d == nil || d.Structure == x.Structure && d.Scenario == x.Scenario {
		return nil
	}
	return d
}

// shown is the reference that a cell's differences are shown from.
func shown(against study.Reference, x *study.Cell) study.Reference {
	if against == study.First && x.Structure == 0 {
		return study.Base
	}
	return against
}

func (b *comparer) several() bool { return len(b.Structures) > 1 }

// extent says how large the grid is.
func (b *comparer) extent() string {
	text := plural(len(b.Scenarios), "scenario")
	if b.several() {
		text = plural(len(b.Structures), "structure") + " under " + text
	}
	return text
}

// letter names a structure in tables: A, B, ... Z, AA.
func letter(structure int) string {
	if structure >= 26 {
		return letter(structure/26-1) + letter(structure%26)
	}
	return string(rune('A' + structure))
}

// title is the name of the deal of a structure.
func (b *comparer) title(structure int) string {
	d := b.Cell(structure, 0).Plan.Deal()
	return nameOf(d.Name(), "deal")
}

// heading is the letter and the name of a structure.
func (b *comparer) heading(structure int) string {
	return letter(structure) + "  " + strings.ReplaceAll(Clean(b.Structures[structure]), ",", ", ")
}

// place names a cell in a sentence.
func (b *comparer) place(structure, scenario int) string {
	if !b.several() {
		return b.under(scenario)
	}
	return letter(structure) + " under " + b.under(scenario)
}

// under names a scenario; composed ones may be broken after their commas.
func (b *comparer) under(scenario int) string {
	return strings.ReplaceAll(Clean(b.Scenarios[scenario]), ",", ", ")
}

func (b *comparer) facts() []Fact {
	count := func(n uint64) string { return thousands(uintText(n)) }
	facts := []Fact{{Label: "Lifetimes", Value: count(b.Paths) + " of each cell, the same for all", Detail: fmt.Sprintf("seed %d", b.Seed)}}
	done, reviewed := 0, 0
	for i := range b.Cells {
		if x := &b.Cells[i]; x.Done {
			done++
			if x.Plan.Reviewed() {
				reviewed++
			}
		}
	}
	work := plural(done, "cell") + ": " + count(b.Walked) + " lifetimes walked"
	if b.Settled > 0 {
		work += ", " + count(b.Settled) + " only settled again under another contract"
	}
	facts = append(facts, Fact{Label: "Work", Value: work})
	if reviewed > 0 {
		facts = append(facts, Fact{Label: "Reviewed", Value: plural(reviewed, "cell") + ", whose contracts may change who is served: each is walked by itself"})
	}
	return facts
}

// warnings say whether the comparison was stopped, and what is doubtful about
// each structure.
func (b *comparer) warnings() []string {
	var out []string
	if b.Partial {
		left := 0
		for i := range b.Cells {
			if b.Cells[i].Plan != nil && !b.Cells[i].Done {
				left++
			}
		}
		out = append(out, fmt.Sprintf("The comparison was stopped: %s not finished. What is shown is as in the whole.", pluralVerb(left, "cell is", "cells are")))
	}
	for i := range b.Structures {
		for _, text := range warnings(b.Cell(i, 0).Plan) {
			if b.several() {
				text = letter(i) + ": " + text
			}
			out = append(out, text)
		}
	}
	return out
}

func pluralVerb(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// headline has for each side its first figure at the reference, and where it
// is worse or better beyond error.
func (b *comparer) headline() []Fact {
	var out []Fact
	for _, side := range b.sides {
		k := slices.IndexFunc(b.Statistics, func(s study.Statistic) bool { return s.Side == side })
		s := &b.Statistics[k]
		f := &b.Cells[0].Figures[k]
		fact := Fact{Label: sideTitles[side] + ": " + lower(b.name(s)), Value: None, Detail: b.finding(k)}
		if b.Cells[0].Done && f.Missing == nil {
			fact.Value = b.whole(s, f.Value, f.Lo, f.Hi)
		}
		out = append(out, fact)
	}
	return out
}

// whole prints a figure with its error and its unit.
func (b *comparer) whole(s *study.Statistic, v, lo, hi float64) string {
	f := b.format(s)
	if h := (hi - lo) / 2; usable(h) {
		return f.Estimate(v, errorOf(h))
	}
	return f.Exact(v)
}

// format is how a statistic reads on its own.
func (b *comparer) format(s *study.Statistic) Format {
	switch s.Unit {
	case metric.Money:
		return b.money
	case metric.Count:
		return Format{Style: Count}
	case metric.Months:
		return Format{Style: Months}
	}
	switch {
	case s.Figure == metric.Probability, strings.Contains(s.Name, ".irr."):
		return percent
	case strings.Contains(s.Name, ".moic."):
		return Format{Style: Multiple}
	}
	return Format{Style: Bare}
}

// errorOf is the standard error of which h is the half-width of a 95 % interval.
func errorOf(h float64) float64 { return h / halfWidth(1) }

// finding says in how many cells a statistic is worse or better than at the
// reference, beyond error, and where it is worst.
func (b *comparer) finding(k int) string {
	n, worse, better := b.count(k)
	if n == 0 {
		return ""
	}
	s := &b.Statistics[k]
	words := [2]string{"worse", "better"}
	if s.Worse == 0 {
		words = [2]string{"higher", "lower"}
	}
	text := fmt.Sprintf("at %s; beyond error it is %s in %d and %s in %d of %s", b.place(0, 0), words[0], worse, words[1], better, b.others(n))
	worst, most := -1, 0.0
	for i := range b.Cells {
		if d := b.cornerOf(i, k); i > 0 && d != nil && d.Sure() {
			if v := d.Value * float64(direction(s)); v > most {
				worst, most = i, v
			}
		}
	}
	if worst >= 0 {
		x := &b.Cells[worst]
		text += fmt.Sprintf(", most by %s: %s", b.signed(s, b.cornerOf(worst, k)), b.place(x.Structure, x.Scenario))
	}
	return text
}

// direction is 1 if more counts as worse, or nobody said, else -1.
func direction(s *study.Statistic) int {
	if s.Worse < 0 {
		return -1
	}
	return 1
}

// signed prints a difference with its error, unit and sign.
func (b *comparer) signed(s *study.Statistic, d *study.Difference) string {
	text := b.whole(s, d.Value, d.Lo, d.Hi)
	if d.Value > 0 {
		return "+" + text
	}
	return text
}
