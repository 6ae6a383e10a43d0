package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// ReverseStress reports what breaks a deal: the most plausible combination of
// moves, and each driver alone.
func ReverseStress(p *sim.Plan, s *study.ReverseStress) Report {
	terms := p.Contract().Terms()
	b := &breaker{ReverseStress: s, terms: terms, statistic: boundFormat(&s.Until.Bound, terms.Currency), condition: Clean(s.Until.String()), name: Clean(s.Until.Name)}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What breaks it: the nearest moves at which " + b.condition,
		Facts: b.facts(p), Headline: b.headline(), Warnings: warnings(p),
	}
	if b.found() {
		r.Sections = append(r.Sections, Section{ID: "together", Title: "The most plausible combination", Figures: b.way(), Tables: []Table{b.moves()}, Notes: b.meaning()})
	}
	if len(s.Singles) > 0 {
		r.Sections = append(r.Sections, Section{ID: "alone", Title: "Each driver alone", Tables: []Table{b.singles()}})
	}
	if s.Partial {
		r.Warnings = append([]string{"The study was stopped before the nearest combination was found."}, r.Warnings...)
	}
	return r
}

// breaker makes the parts of a reverse stress's report.
type breaker struct {
	*study.ReverseStress
	terms     contract.Terms
	statistic Format
	condition string
	name      string // of the statistic
}

func (b *breaker) found() bool { return !b.Already && !math.IsNaN(b.Distance) }

func (b *breaker) facts(p *sim.Plan) []Fact {
	inputs := 0
	for _, d := range p.Drivers() {
		if d.Input {
			inputs++
		}
	}
	facts := []Fact{
		{Label: "Breaks if", Value: b.condition},
		{Label: "Drivers", Value: fmt.Sprintf("%s and %s of the environment", plural(inputs, "uncertain input"), plural(len(p.Drivers())-inputs, "effect"))},
	}
	if b.AtMedian.N > 0 {
		facts = append(facts, Fact{Label: "At the median", Value: fmt.Sprintf("%s is %s with every driver at its median", b.name, told(b.statistic, &b.Until.Bound, &b.AtMedian))})
	}
	return append(facts,
		Fact{Label: "Luck", Value: thousands(uintText(b.Paths)) + " lifetimes at each point, the same random words at all"},
		Fact{Label: "Seed", Value: uintText(b.Seed)},
		Fact{Label: "Walked", Value: thousands(uintText(b.Walks)) + " lifetimes"})
}

// sds prints a number of standard deviations.
func sds(x float64) string { return bare.At(x, -2) }

func (b *breaker) headline() []Fact {
	switch {
	case b.Already:
		return []Fact{{Label: "Distance", Value: "0", Detail: "The condition holds already with every driver at its median: nothing has to move."}}
	case b.Partial && len(b.Singles) == 0:
		return []Fact{{Label: "Distance", Value: None, Detail: "Nothing was finished."}}
	case b.Partial:
		return nil
	case math.IsNaN(b.Distance):
		return []Fact{{
			Label: "Distance", Value: "none found",
			Detail: fmt.Sprintf("No combination of moves that was tried, up to a distance of %s standard deviations, makes the condition hold.", sds(b.Farthest)),
		}}
	}
	return []Fact{
		{Label: "Distance from the median", Value: sds(b.Distance) + " sd", Detail: "95" + nbsp + "% interval " + b.interval(b.Lo, b.Hi, b.Radius) + ", from the lifetimes at each point."},
		{Label: "First-order chance", Value: b.chance(), Detail: "Of the drivers landing beyond, if the boundary were flat."},
		estimateFact(b.name+" there", b.statistic, &b.Until.Bound, &b.AtPoint),
	}
}

// interval prints an interval of distances, whose upper end may be beyond reach.
func (b *breaker) interval(lo, hi, reach float64) string {
	if math.IsInf(lo, 0) {
		return "beyond " + sds(math.Copysign(reach, lo)) + " to " + sds(hi)
	}
	if math.IsInf(hi, 0) {
		return sds(lo) + " to beyond " + sds(math.Copysign(reach, hi))
	}
	return sds(lo) + " to " + sds(hi)
}

// chance prints the first-order chance: per cent, or one in so many.
func (b *breaker) chance() string {
	if b.Chance >= 0.001 {
		return percent.At(b.Chance, percent.place(b.Chance, 2))
	}
	n := 1 / b.Chance
	return "1 in " + Format{Style: Count}.At(n, exponent(n)-1)
}

// moves lists what is moved at the nearest point.
func (b *breaker) moves() Table {
	t := Table{Title: "What moves", Columns: []Column{
		label("Driver"), number("Moved by (sd)", "sd", Bare), number("Share", "", Percent), label("At the median"), label("At this point"),
	}}
	var follow []string
	for i := range b.Moves {
		m := &b.Moves[i]
		share := figure(percent.At(m.Share, 0), m.Share)
		if m.Push == 0 {
			follow = append(follow, Clean(m.Driver.Name))
			share = words("follows")
		}
		before, after := b.inWords(&m.Moved)
		t.Rows = append(t.Rows, row(words(Clean(m.Driver.Name)), figure(sds(m.Score), m.Score), share, words(before), words(after)))
	}
	t.Notes = []string{"sd: where the driver stands, in standard deviations from its median on the normal scale; −1.64 is its 5" + nbsp + "% point, 1.64 its 95" + nbsp + "% point. Share: of the squared distance."}
	if len(follow) > 0 {
		t.Notes = append(t.Notes, "Follows: not moved itself, but correlated with what is.")
	}
	return t
}

// meaning says how the point was found and what its distance means.
func (b *breaker) meaning() []string {
	still := b.Drivers - len(b.Moves)
	out := []string{}
	if still > 0 {
		verb := "stay at their medians: moving them, too, would bring the point"
		if still == 1 {
			verb = "stays at its median: moving it, too, would bring the point"
		}
		out = append(out, fmt.Sprintf("%s %s less than a hundredth nearer.", capital(plural(still, "other driver")), verb))
	}
	return append(out,
		"Each driver is measured on its normal scale, where 0 is its median, and correlation is taken out first: of all points at which the condition holds this is the nearest that was found, "+
			"so the most plausible one. Luck is not moved: it is in the statistic, which is taken over the lifetimes at the point.",
		"The first-order chance is that of all drivers together landing beyond a flat boundary through this point. It orders dangers; it is no forecast: the boundary may bend, there may be other ways to break, "+
			"and it is the chance that the drivers bring the statistic to the limit, not that a lifetime fails.")
}

// way draws the statistic on the straight way from the median through the point.
func (b *breaker) way() []Figure {
	f := Figure{
		ID: "way", Kind: Fan, X: Axis{"Distance from the median, in standard deviations", bare}, Y: Axis{b.name, b.statistic},
		Title: fmt.Sprintf("On the way out %s at a distance of %s", b.condition, sds(b.Distance)),
	}
	var lo, hi, mid, at []float64
	for i := range b.Way {
		if x := &b.Way[i]; !math.IsNaN(x.Value) && !math.IsInf(x.Value, 0) {
			at, mid = append(at, x.At), append(mid, x.Value)
			lo, hi = append(lo, finiteOr(x.Lo, x.Value)), append(hi, finiteOr(x.Hi, x.Value))
		}
	}
	if len(at) < 2 {
		return nil
	}
	f.drawLine(at, lo, mid, hi)
	limit := b.Until.Limit.Number
	f.Lines = []Line{{"limit " + b.statistic.Exact(limit), limit, false}, {sds(b.Distance), b.Distance, true}}
	f.Text = fmt.Sprintf("%s with its 95 %% interval as all drivers move together from their medians towards the point and beyond.", b.name)
	return []Figure{f}
}

// unbroken is how many drivers that break nothing alone the table lists.
const unbroken = 10

// singles ranks the drivers alone.
func (b *breaker) singles() Table {
	broken := 0
	for i := range b.Singles {
		if !math.IsNaN(b.Singles[i].Distance) {
			broken++
		}
	}
	within := bare.Exact(b.Within)
	t := Table{Columns: []Column{label("Driver"), number("Nearest (sd)", "sd", Bare)}}
	if broken > 0 {
		t.Columns = append(t.Columns, number("95"+nbsp+"% interval", "", Bare), label("It is then"))
	}
	t.Columns = append(t.Columns, number("Worst within "+within+" sd", "Worst", Bare))
	for i := range b.Singles[:min(len(b.Singles), broken+unbroken)] {
		x := &b.Singles[i]
		cells := []Cell{words(Clean(x.Driver.Name))}
		switch {
		case !math.IsNaN(x.Distance):
			_, after := b.inWords(&x.Moved)
			cells = append(cells, figure(sds(x.Distance), x.Distance), words(b.interval(x.Lo, x.Hi, b.Within)), words(after))
		case broken > 0:
			cells = append(cells, words("none"), words(""), words(""))
		default:
			cells = append(cells, words("none"))
		}
		end := words(None)
		if !math.IsNaN(x.AtEnd) {
			end = figure(short(b.statistic, x.AtEnd)+" at "+deviations(x.End), x.AtEnd)
		}
		t.Rows = append(t.Rows, row(append(cells, end)...))
	}
	switch broken {
	case 0:
		t.Title = "No driver alone breaks it within " + within + " standard deviations"
	case 1:
		t.Title = fmt.Sprintf("1 driver of %d alone breaks it within %s standard deviations", len(b.Singles), within)
	default:
		t.Title = fmt.Sprintf("%d drivers of %d alone break it within %s standard deviations", broken, len(b.Singles), within)
	}
	t.Notes = []string{"Nearest: the least move of this driver alone at which the condition holds, all others at their medians; what is correlated with it follows. " +
		"None: not within " + within + " sd either way. Worst: " + b.name + " at that end of the range at which it comes nearest to the limit or goes farthest beyond it."}
	if left := len(b.Singles) - len(t.Rows); left > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d more break nothing alone; --json and --csv have all.", left))
	}
	return t
}

// deviations prints a number of standard deviations with its sign.
func deviations(x float64) string {
	s := bare.Exact(x)
	if x > 0 {
		s = "+" + s
	}
	return s + nbsp + "sd"
}

// inWords says what a driver is at the median and moved, in its own unit.
func (b *breaker) inWords(m *study.Moved) (before, after string) {
	if len(m.Inputs) == 0 {
		return b.effectWords(&m.Effect)
	}
	var was, is []string
	for _, in := range m.Inputs {
		field, _ := deal.Describe(in.Address)
		f := varied{fieldFormat(field.Unit, &b.terms), 12}
		change := math.Abs(in.Value - in.Median)
		head := ""
		if len(m.Inputs) > 1 {
			head = Clean(in.Address) + " "
		}
		was, is = append(was, head+f.near(in.Median, change)), append(is, head+f.near(in.Value, change))
	}
	return strings.Join(was, ", "), strings.Join(is, ", ")
}

// effectWords says what a factor, an effect or a price index does.
func (b *breaker) effectWords(e *study.EffectMove) (before, after string) {
	if len(e.On) == 0 {
		place := percent.place(e.Size/10, 1)
		return "grows " + percent.At(e.Growth, place) + " a year", "grows " + percent.At(e.Growth+e.Size, place) + " a year"
	}
	times := bare.At(math.Exp(e.Size), -3)
	var parts []string
	for _, on := range e.On {
		switch on {
		case assumptions.OnReferrals:
			parts = append(parts, "referrals × "+times)
		case assumptions.OnEvidence:
			parts = append(parts, "odds of evidence × "+times)
		default:
			parts = append(parts, "odds of "+Clean(b.outcome(on))+" × "+times)
		}
	}
	after = strings.Join(parts, ", ")
	if e.Factor {
		after += " on average"
	}
	return "no effect", after
}

// outcome is the name of an outcome.
func (b *breaker) outcome(id string) string {
	for _, o := range b.terms.Outcomes {
		if o.ID == id {
			return lower(nameOf(o.Name, o.ID))
		}
	}
	return id
}
