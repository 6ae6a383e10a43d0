package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// Price reports the prices at which a figure is least while the conditions of
// both sides hold: the answer in a sentence, what it writes, the conditions on
// lifetimes that the search has not seen, the zone of agreement, and what a lower
// chance of loss costs.
func Price(p *sim.Plan, x *study.Price, assumed bool) Report {
	b := &pricer{Price: x, terms: p.Contract().Terms(), plan: p, assumed: assumed}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "Pricing: the least " + b.objective() + " at which the conditions hold",
		Facts: b.facts(), Headline: b.headline(), Warnings: warnings(p),
	}
	if x.Values != nil {
		r.Sections = append(r.Sections, b.answer())
	}
	if len(x.Constraints) > 0 {
		r.Sections = append(r.Sections, b.conditions())
	}
	if x.Relaxation != nil {
		r.Sections = append(r.Sections, b.relaxation())
	}
	if x.Zone != nil {
		r.Sections = append(r.Sections, b.zone())
	}
	if len(x.Frontier) > 1 {
		r.Sections = append(r.Sections, b.frontier())
	}
	return r
}

// pricer makes the parts of a pricing's report.
type pricer struct {
	*study.Price
	terms   contract.Terms
	plan    *sim.Plan
	assumed bool // the conditions are those that hold if none are asked for
}

// objective is what is made least, in words where there are some.
func (b *pricer) objective() string {
	switch b.Objective.Name {
	case "public.spend.mean":
		return "expected public spend"
	case "payments.total.mean":
		return "expected outcome payments"
	}
	return Clean(b.Objective.Name)
}

func (b *pricer) money() Format { return boundFormat(&b.Objective, b.terms.Currency) }

func (b *pricer) value(i int) varied {
	x := &b.Variables[i]
	return newVaried(x.Range, x.Times, &b.terms)
}

// name is how a variable is called.
func variableName(x *study.PriceVariable) string {
	switch {
	case x.Address == study.AllPrices:
		return "factor on all prices"
	case x.Times:
		return "factor on " + Clean(x.Address)
	}
	return Clean(x.Address)
}

func (b *pricer) facts() []Fact {
	var vary []string
	for i := range b.Variables {
		x := &b.Variables[i]
		vary = append(vary, fmt.Sprintf("%s, %s to %s", variableName(x), b.value(i).at(x.Range.Lo), b.value(i).at(x.Range.Hi)))
	}
	asked := "nothing"
	if texts := b.conditionTexts(); len(texts) > 0 {
		asked = strings.Join(texts, "; ")
		if b.assumed {
			asked += " (nothing was asked for: investors must not lose on average)"
		}
	}
	return []Fact{
		{Label: "Varied", Value: strings.Join(vary, "; ")},
		{Label: "Made least", Value: b.objective() + " (" + Clean(b.Objective.Name) + "), today " + told(b.money(), &b.Objective, &b.Today)},
		{Label: "Conditions", Value: asked},
		{Label: "Lifetimes", Value: fmt.Sprintf("%s to search on, the same for all candidates; %s fresh ones to check the answer", thousands(uintText(b.Paths)), thousands(uintText(b.FreshPaths)))},
		{Label: "Seed", Value: uintText(b.Seed)},
		{Label: "Candidates", Value: thousands(fmt.Sprint(b.Evaluations)) + " evaluations"},
	}
}

// conditionTexts are the conditions, as asked.
func (b *pricer) conditionTexts() []string {
	var out []string
	for i := range b.Asked {
		out = append(out, Clean(b.Asked[i].String()))
	}
	return out
}

// headline is the answer in sentences made from the numbers.
func (b *pricer) headline() []Fact {
	switch {
	case b.Grid:
		return []Fact{{Label: "Answer", Value: "No price exists", Detail: "Not in the steps asked for. " + "The conditions can be met at " + b.told(b.Values) + ", but not at the rounded prices that were tried. A finer --round may find one."}}
	case b.Relaxation != nil:
		return b.nothing()
	case !b.Exists:
		return []Fact{
			{Label: "Answer", Value: "No price is certain", Detail: "No margin that was tried makes it so. The conditions hold at the prices below as far as the lifetimes of the search tell, but not all of them for certain on fresh ones. More --paths and --fresh make intervals narrower."},
		}
	}
	cell, _ := boundCells(b.money(), &b.Objective, &b.Fresh)
	bind := 0
	for i := range b.Constraints {
		if b.Constraints[i].Binding {
			bind++
		}
	}
	facts := []Fact{
		{Label: capital(b.objective()), Value: cell.Text, Detail: "With " + b.told(b.Values) + b.written() + ". " + b.sentence()},
		{Label: "What holds it there", Value: plural(bind, "condition"), Detail: capital(b.reason()) + "."},
	}
	if z := b.Zone; z != nil {
		value := "none"
		if !z.Empty() {
			value = b.along().near(z.From, 1e-2) + " to " + b.along().near(z.To, 1e-2)
		}
		facts = append(facts, Fact{Label: "Room to agree", Value: value, Detail: capital(b.zoneText()) + "."})
	}
	if n := len(b.Constraints); n > 0 {
		sure := 0
		for i := range b.Constraints {
			if c := &b.Constraints[i]; c.Met && c.Certain {
				sure++
			}
		}
		facts = append(facts, Fact{Label: "On fresh lifetimes", Value: fmt.Sprintf("%d of %d certain", sure, n), Detail: capital(b.verdict()) + "."})
	}
	return facts
}

// told is values of the variables in words.
func (b *pricer) told(values []float64) string {
	var parts []string
	for i, v := range values {
		x := &b.Variables[i]
		if x.Times {
			parts = append(parts, variableName(x)+" "+b.value(i).at(roundTo(v, 4)))
		} else {
			parts = append(parts, variableName(x)+" "+b.value(i).at(v))
		}
	}
	return strings.Join(parts, ", ")
}

// written are the fields that factors write, if they are few.
func (b *pricer) written() string {
	var parts []string
	for i := range b.Variables {
		x := &b.Variables[i]
		if !x.Times {
			continue
		}
		for k, w := range b.Written(i) {
			if !math.IsNaN(w.Value) {
				parts = append(parts, Clean(x.Fields[k].Address)+" "+varied{fieldFormat(w.Unit, &b.terms), -2}.at(w.Value))
			}
		}
	}
	if len(parts) == 0 || len(parts) > 6 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// roundTo rounds to so many decimals.
func roundTo(v float64, places int) float64 {
	unit := math.Pow10(places)
	return math.Round(v*unit) / unit
}

// sentence says what the answer costs, and against today.
func (b *pricer) sentence() string {
	f := b.money()
	s := fmt.Sprintf("%s is then %s, on %s fresh lifetimes", capital(b.objective()), told(f, &b.Objective, &b.Fresh), thousands(uintText(b.FreshPaths)))
	if d := b.InSample.Value - b.Today.Value; b.Today.Value != 0 && !math.IsNaN(d) && !math.IsInf(d, 0) {
		way := "less than"
		if d > 0 {
			way = "more than"
		}
		share := math.Abs(d / b.Today.Value)
		s += fmt.Sprintf(": %s %s today", percent.At(share, percent.fallback(share)), way)
	}
	return s + ". No lower one was found at which the conditions hold."
}

// reason says which conditions, or ends of ranges, keep the objective from being less.
func (b *pricer) reason() string {
	var parts []string
	for i := range b.Constraints {
		if c := &b.Constraints[i]; c.Binding {
			parts = append(parts, Clean(c.Constraint.String()))
		}
	}
	s := ""
	switch len(parts) {
	case 0:
		s = "no single condition"
	case 1:
		s = "the condition " + parts[0] + ": without it " + b.objective() + " could be less"
	default:
		s = "the conditions " + strings.Join(parts, " and ") + ": without any one of them " + b.objective() + " could be less"
	}
	if ends := b.ends(); len(ends) > 0 {
		s += "; " + strings.Join(ends, ", ")
	}
	return s
}

// ends are the variables that stand at an end of their range.
func (b *pricer) ends() []string {
	var out []string
	for i := range b.Variables {
		x := &b.Variables[i]
		near := 2e-3 * (x.Range.Hi - x.Range.Lo)
		switch v := b.Exact[i]; {
		case v-x.Range.Lo < near:
			out = append(out, variableName(x)+" is at the lower end of its range")
		case x.Range.Hi-v < near:
			out = append(out, variableName(x)+" is at the upper end of its range")
		}
	}
	return out
}

// verdict counts what the fresh lifetimes say.
func (b *pricer) verdict() string {
	n, fails, unsure := len(b.Constraints), 0, 0
	for i := range b.Constraints {
		c := &b.Constraints[i]
		switch {
		case !c.Certain:
			unsure++
		case !c.Met:
			fails++
		}
	}
	switch {
	case n == 0:
		return ""
	case fails+unsure == 0:
		return fmt.Sprintf("all %s hold, with their whole 95%s%% intervals", plural(n, "condition"), nbsp)
	}
	var parts []string
	if good := n - fails - unsure; good > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d certain to hold", good, n))
	}
	if unsure > 0 {
		parts = append(parts, plural(unsure, "condition")+" not certain")
	}
	if fails > 0 {
		parts = append(parts, plural(fails, "condition")+" not met")
	}
	s := strings.Join(parts, ", ")
	if fails > 0 {
		s += ": the whole interval is on the wrong side, so that the prices suit the lifetimes of the search and few others. More --paths, or --safe, makes up for it"
	}
	if unsure > 0 && !b.Safe {
		s += ". What binds stands at its limit, so its interval has the limit in it; --safe prices so that all are certain"
	}
	return s
}

// answer is what to write into the deal.
func (b *pricer) answer() Section {
	t := Table{Title: "What is written", Columns: []Column{label("Field"), number("Today", "", Bare), number("Answer", "", Bare), number("Change", "", Bare)}}
	if b.Relaxation != nil || !b.Exists {
		t.Columns[2].Title = "Tried"
	}
	for i := range b.Variables {
		x := &b.Variables[i]
		if x.Times {
			t.Rows = append(t.Rows, row(words(capital(variableName(x))), figure(b.value(i).at(1), 1), figure(b.value(i).at(roundTo(b.Values[i], 4)), b.Values[i]), words(b.value(i).apart(b.Values[i], 1))))
		}
		for k, w := range b.Written(i) {
			f := &x.Fields[k]
			if w.Text == "" {
				continue
			}
			format := varied{fieldFormat(w.Unit, &b.terms), -2}
			today, change := words(None), words("")
			if !math.IsNaN(f.Held) {
				today = figure(format.at(f.Held), f.Held)
				if f.Held != 0 {
					share := w.Value/f.Held - 1
					change = words(changed(share))
				}
			}
			t.Rows = append(t.Rows, row(words(Clean(f.Address)), today, figure(format.at(w.Value), w.Value), change))
		}
	}
	s := Section{ID: "answer", Title: "Prices", Tables: []Table{t}}
	if b.Exists {
		rounding := "Not rounded: --round STEP rounds prices to multiples of STEP."
		if !slices.Equal(b.Values, b.Exact) {
			rounding = "Rounded to the best values nearby at which all conditions hold on the lifetimes of the search. Before rounding: " + b.told(b.Exact) + "."
		}
		s.Notes = []string{
			rounding,
			"This is a search from several starts, not a proof: where caps make the problem uneven, something lower may be overlooked.",
		}
	}
	return s
}

// changed is a change as a part of what was.
func changed(share float64) string {
	sign := "+"
	if share < 0 {
		sign = "−"
	}
	return sign + percent.At(math.Abs(share), -1)
}

// conditions holds the conditions against fresh lifetimes.
func (b *pricer) conditions() Section {
	t := Table{Title: fmt.Sprintf("On %s fresh lifetimes, which the search has not seen", thousands(uintText(b.FreshPaths))), Columns: []Column{
		label("Condition"), number("Value", "", Bare), number("95"+nbsp+"% interval", "", Bare), number("Slack", "", Bare), label("Verdict"), label("Binds"),
	}}
	for i := range b.Constraints {
		c := &b.Constraints[i]
		f := boundFormat(&c.Constraint.Bound, b.terms.Currency)
		value, interval := boundCells(f, &c.Constraint.Bound, &c.Estimate)
		verdict, binds := "holds", ""
		switch {
		case !c.Certain:
			verdict = "not certain"
		case !c.Met:
			verdict = "fails"
		}
		if c.Binding {
			binds = "yes"
		}
		slack := figure(f.besides(&c.Estimate, c.Slack), c.Slack)
		if math.IsNaN(c.Slack) || math.IsInf(c.Slack, 0) {
			slack = missing(c.Reason)
		}
		t.Rows = append(t.Rows, row(words(Clean(c.Constraint.String())), value, words(interval), slack, words(verdict), words(binds)))
	}
	t.Notes = append(b.leftOut(), []string{
		"Slack: how far the value is on the right side of its limit; negative on the wrong side. Not certain: the interval has values on both sides.",
		"Binds: it stands at its limit on the lifetimes of the search, and " + b.objective() + " could be less without it.",
	}...)
	return Section{ID: "conditions", Title: "The conditions", Tables: []Table{t}}
}

// leftOut says which conditions leave lifetimes out: what holds on the others
// says nothing of those.
func (b *pricer) leftOut() []string {
	var out []string
	for i := range b.Constraints {
		if c := &b.Constraints[i]; c.Undefined > 0 {
			out = append(out, fmt.Sprintf("%s: %s left out, without a value; the figure is of the other %s.", Clean(c.Constraint.String()), plural(int(c.Undefined), "lifetime"), thousands(uintText(c.N))))
		}
	}
	return out
}

// nothing says that no price exists, and the least that would make one.
func (b *pricer) nothing() []Fact {
	facts := []Fact{{Label: "Answer", Value: "No price exists", Detail: "None of " + thousands(fmt.Sprint(b.Evaluations)) + " candidates in the ranges given meets all conditions: a search, not a proof."}}
	var all, alone, never []string
	for i := range b.Relaxation.Moves {
		m := &b.Relaxation.Moves[i]
		f := boundFormat(&m.Constraint.Bound, b.terms.Currency)
		if m.Never {
			never = append(never, Clean(m.Constraint.String()))
		}
		if m.Together != m.Constraint.Limit.Number {
			all = append(all, moveText(f, m, m.Together))
		}
		if !math.IsNaN(m.Alone) && !m.Constraint.Limit.Met(m.Alone) {
			alone = append(alone, moveText(f, m, m.Alone))
		}
	}
	if len(never) > 0 {
		facts = append(facts, Fact{Label: "Met nowhere", Value: plural(len(never), "condition"), Detail: strings.Join(never, "; ") + ". No value tried across the ranges meets " + them(len(never)) + ", whatever the others: what is varied may hardly touch " + them(len(never)) + "."})
	}
	if len(all) > 0 {
		facts = append(facts, Fact{Label: "Least relaxation", Value: plural(len(all), "bound"), Detail: strings.Join(all, "; ") + ". With the bounds at these values " + b.told(b.Values) + " would do."})
	}
	if len(alone) > 0 {
		enough := ". This is enough by itself, with the others as they are."
		if len(alone) > 1 {
			enough = ". Each is enough by itself, with the others as they are."
		}
		facts = append(facts, Fact{Label: "Or one alone", Value: "one bound", Detail: strings.Join(alone, "; or ") + enough})
	}
	return facts
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "any of them"
}

func moveText(f Format, m *study.PriceMove, to float64) string {
	return fmt.Sprintf("%s %s %s instead of %s", Clean(m.Constraint.Name), m.Constraint.Limit.Relation, moved(f, m, to), f.Exact(m.Constraint.Limit.Number))
}

// moved prints a bound as far as the error of the statistic tells.
func moved(f Format, m *study.PriceMove, to float64) string {
	return f.besides(&m.There, to)
}

// relaxation lists how each bound would have to move.
func (b *pricer) relaxation() Section {
	t := Table{Title: "How far the bounds would have to move", Columns: []Column{
		label("Condition"), number("Bound", "", Bare), number("Together", "", Bare), number("Alone", "", Bare),
	}}
	for i := range b.Relaxation.Moves {
		m := &b.Relaxation.Moves[i]
		f := boundFormat(&m.Constraint.Bound, b.terms.Currency)
		together, alone := figure(f.Exact(m.Together), m.Together), missing("the other conditions were not found to hold together")
		if m.Together != m.Constraint.Limit.Number {
			together.Text = moved(f, m, m.Together)
		} else {
			together.Text = "stays"
		}
		switch {
		case math.IsNaN(m.Alone):
		case m.Constraint.Limit.Met(m.Alone):
			alone = words("stays")
		default:
			alone = figure(moved(f, m, m.Alone), m.Alone)
		}
		t.Rows = append(t.Rows, row(words(Clean(m.Constraint.String())), figure(f.Exact(m.Constraint.Limit.Number), m.Constraint.Limit.Number), together, alone))
	}
	t.Notes = []string{
		"Together: the bounds with which a price exists if the largest move is as small as can be, each measured against how much its figure changes over the ranges, and that of a condition met nowhere from where it comes nearest. Alone: this bound only, the others as they are.",
		"Both are figures of the lifetimes of the search, without a margin for their error.",
	}
	return Section{ID: "relaxation", Title: "The least relaxation", Tables: []Table{t}}
}

// lossBound is how the investors' chance of loss prints.
var lossBound = metric.Bound{Figure: metric.Probability, Unit: metric.Ratio}
