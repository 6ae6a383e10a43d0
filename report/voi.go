package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// mostInputs is how many inputs, and how many groups, the tables show; JSON and CSV have all.
const mostInputs = 15

// information makes the parts of a report on the value of information.
type information struct {
	*study.Information
	gain Format
}

// Information reports what it is worth to know more before a decision.
func Information(p *sim.Plan, v *study.Information) Report {
	b := information{v, gainFormat(&v.Condition, p.Contract().Terms().Currency)}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What it is worth to know more before deciding",
		Facts:    b.facts(),
		Headline: b.headline(),
		Warnings: warnings(p),
	}
	for _, w := range v.Warnings {
		r.Warnings = append(r.Warnings, warningText(w))
	}
	if v.Partial {
		r.Warnings = append(r.Warnings, "Interrupted: what is missing was not yet known; what is here is as in the whole.")
	}
	if len(v.Inputs) == 0 && !v.Partial {
		r.Sections = []Section{{ID: "worth", Title: "What to learn", Notes: []string{
			"The deal has no uncertain number that one could learn, so there is nothing to pay for: what is left is chance, and no study beforehand tells it." + b.chance(),
		}}}
		return r
	}
	r.Sections = append(r.Sections, b.inputs())
	if v.Pilot != nil {
		r.Sections = append(r.Sections, b.pilot())
	}
	return r
}

// gainFormat prints gains in the unit of a statistic.
func gainFormat(c *metric.Constraint, currency contract.Currency) Format {
	switch {
	case c.Figure == metric.Probability:
		return percent
	case c.Unit == metric.Months:
		return Format{Style: Months}
	}
	return formatOf(metric.Spec{Unit: c.Unit}, currency)
}

func (b *information) facts() []Fact {
	walked := thousands(uintText(b.Paths)) + " in one plain run"
	if b.Perfect != nil && b.Perfect.Outer > 0 {
		walked += fmt.Sprintf("; %s draws of the inputs with %d each", thousands(uintText(b.Perfect.Outer)), b.Perfect.Inner)
	}
	return []Fact{
		{Label: "Decision", Value: Clean(b.Decision.String())},
		{Label: "Lifetimes", Value: walked},
		{Label: "Seed", Value: fmt.Sprint(b.Seed)},
	}
}

// headline is the decision now, what knowing everything is worth, how often
// the decision is wrong, and which pilot pays most.
func (b *information) headline() []Fact {
	now := "no"
	if b.Yes {
		now = "yes"
	}
	out := []Fact{{
		Label: "Decision now: " + Clean(b.Decision.Name), Value: now,
		Detail: "a yes is worth " + b.gain.Estimate(b.Gain, b.GainSE) + " on average, a no is worth 0",
	}}
	if p := b.Perfect; p != nil {
		detail := "the most that knowing every uncertain number beforehand is worth"
		if p.Outer > 0 {
			detail += ", ± its 95 % interval"
		}
		out = append(out, Fact{Label: "Perfect information (EVPI)", Value: b.worth(p.Worth), Detail: detail})
		if p.Outer > 0 {
			out = append(out, Fact{Label: "The decision is wrong", Value: worthIn(percent, p.Wrong), Detail: "chance that someone who knew the uncertain numbers would decide otherwise"})
		}
	}
	if b.Pilot != nil && b.costs() {
		best := Fact{Label: "Pilot that pays most", Value: "none", Detail: "each of those looked at costs more than it is worth"}
		if b.Pilot.Best >= 0 {
			s := &b.Pilot.Sizes[b.Pilot.Best]
			best.Value = plural(s.People, "person")
			if s.People > 1 {
				best.Value = thousands(fmt.Sprint(s.People)) + " people"
			}
			best.Detail = "worth " + b.gain.Within(s.Value, s.Lo, s.Hi) + ", less " + b.gain.Exact(s.Cost) + " that it costs"
		}
		out = append(out, best)
	}
	return out
}

// worth prints a worth with the half-width of its interval.
func (b *information) worth(w study.Worth) string { return worthIn(b.gain, w) }

func worthIn(f Format, w study.Worth) string {
	if small(f, w.Hi) {
		return f.Exact(0)
	}
	return f.Estimate(w.Value, w.SE)
}

// small reports whether a figure is less than the smallest unit that prints, or
// than one of a currency: as good as nothing.
func small(f Format, v float64) bool {
	if f.Style == Money {
		return math.Abs(v) < 1
	}
	return math.Abs(v)*f.unit() < math.Pow10(f.finest())
}

func (b *information) cell(w study.Worth) Cell {
	return estimate(b.worth(w), w.Value, w.Lo, w.Hi)
}

// inputs is the section on what to learn: single inputs and groups.
func (b *information) inputs() Section {
	s := Section{ID: "worth", Title: "What to learn"}
	style := b.gain.Style
	columns := func(what string) []Column {
		return []Column{label(what), number("Worth", "", style), number("Tested", "", style), number("Moves the gain", "Moves gain", style)}
	}
	if len(b.Inputs) > 0 {
		t := Table{Title: "One uncertain number alone", Columns: columns("To know")}
		t.Notes = append(t.Notes, b.fill(&t, b.Inputs, "number")...)
		s.Tables = append(s.Tables, t)
	}
	if len(b.Groups) > 0 {
		t := Table{Title: "Several together", Columns: columns("To know all of")}
		t.Notes = append(t.Notes, b.fill(&t, b.Groups, "group")...)
		s.Tables = append(s.Tables, t)
	}
	s.Notes = append(s.Notes, "Worth (EVPPI): the most one would pay to know this, and nothing else, before deciding; ± its 95"+nbsp+"% interval. "+
		"What one number tells of those correlated with it is counted. Worths do not add up.",
		"Tested: what deciding by the estimate gains on lifetimes it was not made from. On average that is too little, so the worth is not too high by more than the gap. "+
			"Moves the gain: the standard deviation of the expected gain as the number varies. Where that is small against the mean gain, to know the number would not change the decision, and is worth nothing.")
	if text := b.nested(); text != "" {
		s.Notes = append(s.Notes, text)
	}
	if text := b.chance(); text != "" {
		s.Notes = append(s.Notes, strings.TrimSpace(text))
	}
	return s
}

// fill adds the rows worth most, and returns the note on the others.
func (b *information) fill(t *Table, list []study.InputWorth, what string) []string {
	order := make([]*study.InputWorth, len(list))
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortStableFunc(order, func(x, y *study.InputWorth) int {
		return cmp.Or(cmp.Compare(y.Value, x.Value), cmp.Compare(y.Spread, x.Spread))
	})
	for _, in := range order[:min(len(order), mostInputs)] {
		tested := figure(b.gain.Within(in.Tested, in.Lo, in.Hi), in.Tested)
		moves := figure(short(b.gain, in.Spread), in.Spread)
		for _, c := range []*Cell{&tested, &moves} {
			if small(b.gain, c.Value) {
				c.Text = b.gain.Exact(0)
			}
		}
		t.Rows = append(t.Rows, row(words(Clean(in.Name)), b.cell(in.Worth), tested, moves))
	}
	if more := len(order) - mostInputs; more > 0 {
		most := 0.0
		for _, in := range order[mostInputs:] {
			most = max(most, in.Hi)
		}
		if small(b.gain, most) {
			return []string{plural(more, "more "+what) + ", worth nothing."}
		}
		return []string{plural(more, "more "+what) + ", none worth more than " + short(b.gain, most) + "."}
	}
	return nil
}

// nested says how EVPI was found, and what bias it may have.
func (b *information) nested() string {
	p := b.Perfect
	if p == nil || p.Outer == 0 {
		return ""
	}
	text := fmt.Sprintf("Perfect information was found by nested simulation: %s draws of all uncertain numbers, %d lifetimes for each.", thousands(uintText(p.Outer)), p.Inner)
	if small(b.gain, p.Uncorrected) {
		return text + " None of them would change the decision."
	}
	text += fmt.Sprintf(" So few lifetimes make the plain figure too high, %s, and one that decides by one half of them and counts the other too low, %s; what is shown is corrected for that.",
		short(b.gain, p.Uncorrected), short(b.gain, max(0, p.Tested)))
	if b.AllInputs != nil {
		text += " A regression on all of them together, from the plain run, gives " + b.worth(b.AllInputs.Worth) + "."
	}
	return text
}

// chance names what is uncertain and counts as chance.
func (b *information) chance() string {
	if len(b.Chance) == 0 {
		return ""
	}
	names := make([]string, len(b.Chance))
	for i, in := range b.Chance {
		names[i] = Clean(in)
	}
	return " Overruns count as chance, known when the deal is over (" + list(names, 3) + "); --learn ADDRESS counts one as something that may be learnt."
}

// costs reports whether a pilot costs anything.
func (b *information) costs() bool {
	return slices.ContainsFunc(b.Pilot.Sizes, func(s study.PilotSize) bool { return s.Cost > 0 })
}

// pilot is the section on what pilots are worth.
func (b *information) pilot() Section {
	p := b.Pilot
	style := b.gain.Style
	t := Table{Title: "To watch people first: " + Clean(p.Address), Columns: []Column{label("People"), number("Worth", "", style), number("Share of all", "Share", Percent)}}
	costs := b.costs()
	if costs {
		t.Columns = append(t.Columns, number("Cost", "", style), number("Worth less cost", "Net", style))
	}
	count := Format{Style: Count}
	part := func(v float64) Cell {
		if p.Knowing.Value == 0 {
			return missing("knowing it is worth nothing")
		}
		v /= p.Knowing.Value
		return figure(percent.At(v, 0), v)
	}
	f := Figure{ID: "pilot", Kind: Bars, X: Axis{"People in the pilot", count}, Y: Axis{"Worth", b.gain}, Plain: "worth of the pilot", Range: "95 % interval", Reference: "worth of knowing the probability"}
	panel := Panel{Title: "Worth by people in the pilot"}
	for i := range p.Sizes {
		s := &p.Sizes[i]
		people := thousands(fmt.Sprint(s.People))
		cells := []Cell{figure(people, float64(s.People)), b.cell(s.Worth), part(s.Value)}
		if costs {
			cells = append(cells, figure(b.gain.Exact(s.Cost), s.Cost), figure(b.gain.Within(s.Net, s.Lo-s.Cost, s.Hi-s.Cost), s.Net))
		}
		t.Rows = append(t.Rows, row(cells...))
		panel.Bars = append(panel.Bars, Bar{Label: people, Value: s.Value, Lo: s.Lo, Hi: s.Hi, Reference: p.Knowing.Value})
	}
	known := []Cell{words("all"), b.cell(p.Knowing), part(p.Knowing.Value)}
	if costs {
		known = append(known, words(""), words(""))
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: known})
	t.Notes = []string{"Worth (EVSI): how much better one decides, on average, after watching so many people, each of whom has the event with this probability; ± its 95" + nbsp + "% interval. All: to know the probability itself, from the same fit (EVPPI). The people are as in the deal without effects of site, factor or volume, watched to the end, and the pilot takes no time."}
	f.Panels = []Panel{panel}
	f.Text = "Worth of pilots by the number of people, with 95 % intervals, against the worth of knowing the probability."
	s := Section{ID: "pilot", Title: "A pilot first", Tables: []Table{t}}
	if p.Knowing.Value == 0 {
		s.Notes = []string{"No pilot of this one probability would change the decision."}
		return s
	}
	last := &p.Sizes[len(p.Sizes)-1]
	f.Title = fmt.Sprintf("A pilot of %s people tells %s of what knowing the probability is worth", thousands(fmt.Sprint(last.People)), percent.At(last.Value/p.Knowing.Value, 0))
	s.Figures = []Figure{f}
	return s
}
