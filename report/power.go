package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// power makes the parts of a report on the power of an evaluation.
type power struct {
	p *sim.Plan
	*study.Trial
	found   *study.Power
	outcome string // its name
}

// Power reports what an evaluation of a deal can find, and how rewards on measured
// impacts err.
func Power(p *sim.Plan, found *study.Power) Report {
	t, payments := found.Trial, found.Payments
	b := power{p: p, Trial: t, found: found}
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What an evaluation of the deal can find",
		Warnings: warnings(p),
	}
	if t == nil {
		r.Subtitle = "How often payment by measured impact errs"
		r.Facts = []Fact{{Label: "Lifetimes", Value: thousands(uintText(found.Paths))}, {Label: "Seed", Value: uintText(found.Seed)}}
	} else {
		for _, o := range p.Contract().Terms().Outcomes {
			if o.ID == t.Query.Outcome {
				b.outcome = nameOf(o.Name, o.ID)
			}
		}
		for _, w := range t.Warnings {
			r.Warnings = append(r.Warnings, warningText(w))
		}
		r.Facts, r.Headline = b.facts(), b.headline()
		r.Sections = append(r.Sections, b.compared(), b.findings(), b.curve())
	}
	if len(payments) > 0 {
		r.Headline = append(r.Headline, b.paid()...)
		r.Sections = append(r.Sections, b.errors())
	}
	return r
}

func (b *power) facts() []Fact {
	q := &b.Query
	follow := "to the end of the pathway"
	if q.FollowUp >= 0 {
		follow = "within " + plural(q.FollowUp, "month") + " of the referral"
	}
	arms := fmt.Sprintf("%s in the service arm, %s in the comparison arm", people(q.People), thousands(fmt.Sprint(b.Comparison)))
	if q.Sites > 0 {
		arms += fmt.Sprintf(", at %d sites each", q.Sites)
	}
	test := "two-proportion z-test, pooled variance"
	if q.Sites > 0 {
		test = fmt.Sprintf("t-test of the sites' rates, %d degrees of freedom", 2*q.Sites-2)
	}
	return []Fact{
		{Label: "Design", Value: designs[q.Design]},
		{Label: "Outcome", Value: b.outcome + ", " + follow},
		{Label: "People", Value: arms},
		{Label: "Test", Value: test + ", two-sided at " + percent.Exact(q.Alpha)},
		{Label: "Evaluations", Value: thousands(uintText(b.found.Paths)) + " simulated"},
		{Label: "Seed", Value: uintText(b.found.Seed)},
	}
}

var designs = map[study.TrialDesign]string{
	study.RCT: "randomised trial", study.Matched: "matched comparison with other places", study.BeforeAfter: "before and after at the same sites",
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(fmt.Sprint(n)) + " people"
}

func (b *power) headline() []Fact {
	effect := "none"
	if x := b.Assumed.Effect.Value; x != 0 {
		effect = points(short(percent, x)) + b.against()
	}
	doubt := ""
	if b.None.Significant.Lo > 2*b.Query.Alpha {
		doubt = ". The test takes other differences between the arms for an effect: what it finds proves little"
	}
	out := []Fact{
		{Label: "Power", Value: b.chance(b.Assumed.Significant), Detail: "of evaluations find a significant difference if the deal's effect is the one assumed, " + effect},
		{Label: "Assurance", Value: b.chance(b.Drawn.Significant), Detail: "the same with the effect as uncertain as the deal says"},
		{Label: "False positives", Value: b.chance(b.None.Significant), Detail: "of evaluations find a difference though " + b.idle() + "; the test promises " + percent.Exact(b.Query.Alpha) + doubt},
	}
	least := Fact{Label: "Least effect found", Value: "none", Detail: "no effect is found by four evaluations in five"}
	if d := b.Detectable; !math.IsNaN(d.Value) {
		least.Value = points(short(percent, d.Value))
		least.Detail = fmt.Sprintf("over %s in the comparison arm (%s): four evaluations in five find it (minimum detectable effect)", short(percent, b.Assumed.Otherwise.Value), points(reach(percent, d)))
	}
	needed := Fact{Label: "People needed", Value: "none are enough", Detail: b.hopeless()}
	if n := b.Needed; !math.IsNaN(n.Value) {
		needed.Value = thousands(fmt.Sprint(int(n.Value)))
		needed.Detail = "in the service arm, for four evaluations in five to find the assumed effect (" + reach(Format{Style: Count}, n) + ")"
	}
	return append(out, least, needed)
}

// idle says what no effect is.
func (b *power) idle() string {
	if b.Query.Contrast.Kind == study.AgainstScenario {
		return "the deal and " + Clean(b.Query.Contrast.Name) + " do the same"
	}
	return "the deal has no effect"
}

// against names what the effect is over.
func (b *power) against() string {
	switch b.Query.Contrast.Kind {
	case study.AgainstScenario:
		return " against the same people under " + Clean(b.Query.Contrast.Name)
	case study.AgainstNothing:
		return " over what would have happened anyway"
	}
	return " as stated outright"
}

// hopeless says why no number of people is enough.
func (b *power) hopeless() string {
	if math.Abs(b.Assumed.Effect.Value) < 1e-12 {
		return "there is no effect to find"
	}
	most := "not even " + people(b.Query.MostNeeded())
	switch {
	case b.Query.Sites > 0:
		return most + " at so few sites: it takes more sites, for what parts them does not shrink with people"
	case b.Query.Design != study.RCT:
		return most + " tell the effect from what else parts the arms, which does not shrink with people"
	}
	return most + " find so small an effect"
}

// reach prints the interval of a figure.
func reach(f Format, x study.Figure) string {
	hi := "more than can be had"
	if !math.IsInf(x.Hi, 0) {
		hi = short(f, x.Hi)
	}
	return strings.TrimSuffix(short(f, x.Lo), nbsp+"%") + " to " + hi
}

// points makes a per cent of a difference of chances percentage points.
func points(text string) string { return strings.ReplaceAll(text, nbsp+"%", nbsp+"points") }

// unsigned takes the sign of a per cent off, where the row says what it is.
func unsigned(text string) string { return strings.ReplaceAll(text, nbsp+"%", "") }

// chance prints how often something happens with the half-width of its interval.
func (b *power) chance(p tally.Proportion) string {
	switch {
	case math.IsNaN(p.P):
		return None
	case p.P < (p.Hi-p.Lo)/2:
		return "at most " + bound(p.Hi)
	case 1-p.P < (p.Hi-p.Lo)/2:
		return "at least " + complement(1-p.Lo)
	}
	return percent.Estimate(p.P, (p.Hi-p.Lo)/2/halfWidth(1))
}

func (b *power) chanceCell(p tally.Proportion) Cell {
	if math.IsNaN(p.P) {
		return missing("no such evaluation")
	}
	return estimate(b.chance(p), p.P, p.Lo, p.Hi)
}

// compared is the section on what is compared, and where the effect comes from.
func (b *power) compared() Section {
	return Section{ID: "contrast", Title: "What is compared", Notes: []string{
		b.contrast(),
		"Only this contrast is tested. An effect against nothing or against usual care is not the effect of this deal against the same service bought in another way, and neither stands in for the other.",
		b.design(),
	}}
}

// contrast says in words what the effect is, and where it comes from.
func (b *power) contrast() string {
	c := &b.Query.Contrast
	service := "The service arm has what the deal says: a chance of " + short(percent, b.Assumed.Service.Value) + " at central inputs. "
	otherwise := short(percent, b.Assumed.Otherwise.Value) + "; that is a difference of " + points(short(percent, b.Assumed.Effect.Value))
	if b.Assumed.Otherwise.Value > 0 {
		otherwise += ", a risk ratio of " + bare.At(b.Assumed.Service.Value/b.Assumed.Otherwise.Value, -2)
	}
	otherwise += ". "
	const stated = "It is stated outright: nothing in the deal says that it is so."
	switch {
	case c.Kind == study.AgainstScenario:
		return service + "The comparison arm is the same kind of people under " + Clean(c.Name) + ", with " + otherwise + "The effect is what the assumptions of the two deals make it."
	case c.Kind == study.StatedRatio, c.Kind == study.StatedReduction && c.Value != 0:
		return service + "The effect leaves the comparison arm " + otherwise + stated
	case c.Kind == study.StatedReduction:
		return service + "So has the comparison arm: no effect, stated outright."
	}
	return service + fmt.Sprintf("The comparison arm has what would have happened anyway, by the deal's deadweight %s of that: %sThe effect is no better than that number, %s.", percent.Exact(c.Value), otherwise, b.source())
}

// source says where the deal has its deadweight from.
func (b *power) source() string {
	q, _ := b.p.Deal().Number("outcomes." + b.Query.Outcome + ".deadweight")
	text := "for which it gives no source"
	switch {
	case q.Source == nil:
	case q.Source.Kind == "assumption":
		text = "which it calls an assumption"
	case q.Source.Ref != "":
		text = "which it calls " + Clean(q.Source.Kind) + " (" + Clean(q.Source.Ref) + ")"
	default:
		text = "which it calls " + Clean(q.Source.Kind)
	}
	if q.Note != "" {
		text += ": " + Clean(q.Note)
	}
	return text
}

// design says how the arms are made and what parts them beside the deal.
func (b *power) design() string {
	q := &b.Query
	switch {
	case q.Sites > 0:
		return fmt.Sprintf("Randomised trial of sites: lots decide which sites serve. Each is like one of the deal's sites, drawn by lot, with site effects of its own, at the same time. "+
			"%s of the variance of the outcome lies between sites (ICC), which multiplies the variance of the estimate by %s (design effect).", percent.At(b.Cluster.ICC, -2), bare.At(b.Cluster.DesignEffect, -2))
	case q.Design == study.Matched:
		return fmt.Sprintf("Matched comparison: like people of other places at the same time. Site effects and factors there are draws of their own from the deal's laws. What matching does not see moves the chance there on the logit, with mean 0 and standard deviation %s (--bias): an assumption, no data. "+
			"The test takes no notice of either, as such tests do.", bare.Exact(q.Bias))
	case q.Design == study.BeforeAfter:
		return fmt.Sprintf("Before and after: the comparison arm is people of the same sites %s years earlier. Factors are draws of their own for that time, without the shocks written for the deal's months. The chance is taken to rise by %s on the logit each year whatever is done (--trend): an assumption, no data. Nobody is compared at the same time.", bare.Exact(math.Round(100*b.Years)/100), bare.Exact(q.Trend))
	}
	return "Randomised trial of people: lots decide who is served. Both arms live at the same sites at the same time, so that nothing but the deal and chance parts them."
}

// findings is the section on what evaluations find under three truths.
func (b *power) findings() Section {
	worlds := []*study.Evaluations{&b.Assumed, &b.Drawn, &b.None}
	t := Table{Columns: []Column{label(""), number("Assumed effect", "Assumed", Percent), number("As uncertain as the deal says", "Uncertain", Percent), number("No effect", "None", Percent)}}
	add := func(title string, cell func(e *study.Evaluations) Cell) {
		r := row(words(title))
		for _, e := range worlds {
			r.Cells = append(r.Cells, cell(e))
		}
		t.Rows = append(t.Rows, r)
	}
	figureOf := func(print func(string) string, of func(e *study.Evaluations) study.Figure) func(e *study.Evaluations) Cell {
		return func(e *study.Evaluations) Cell {
			x := of(e)
			text := percent.Estimate(x.Value, x.SE)
			if halfWidth(x.SE) < 0.5e-4 {
				text = percent.At(x.Value, -2) // no error to be seen
			}
			return estimate(print(text), x.Value, x.Lo, x.Hi)
		}
	}
	same := func(s string) string { return s }
	t.Rows = append(t.Rows, group("The truth", 4))
	add("Chance in the service arm", figureOf(same, func(e *study.Evaluations) study.Figure { return e.Service }))
	otherwise, less := "The same people without the deal", "without the deal"
	if b.Query.Contrast.Kind == study.AgainstScenario {
		less = "under " + Clean(b.Query.Contrast.Name)
		otherwise = "The same people " + less
	}
	add(otherwise, figureOf(same, func(e *study.Evaluations) study.Figure { return e.Otherwise }))
	add("Chance in the comparison arm", figureOf(same, func(e *study.Evaluations) study.Figure { return e.Compared }))
	add("Effect, percentage points", figureOf(unsigned, func(e *study.Evaluations) study.Figure { return e.Effect }))
	t.Rows = append(t.Rows, group("What evaluations find", 4))
	add("A significant difference", func(e *study.Evaluations) Cell { return b.chanceCell(e.Significant) })
	add("Estimate, percentage points", figureOf(unsigned, func(e *study.Evaluations) study.Figure { return e.Estimate }))
	add("Bias, percentage points", figureOf(unsigned, func(e *study.Evaluations) study.Figure { return e.Bias }))
	add("Truth within the 95"+nbsp+"% interval", func(e *study.Evaluations) Cell { return b.chanceCell(e.Coverage) })
	t.Rows = append(t.Rows, group("Of those that find a difference", 4))
	add("Wrong sign", func(e *study.Evaluations) Cell { return b.chanceCell(e.WrongSign) })
	add("Too large, times the effect", func(e *study.Evaluations) Cell {
		if x := e.Exaggeration; !math.IsNaN(x.Value) {
			return estimate(multiple.Estimate(x.Value, x.SE), x.Value, x.Lo, x.Hi)
		}
		return missing("no effect, or nothing found")
	})
	t.Notes = []string{"Assumed: the deal's inputs at their central values. Uncertain: drawn anew for each evaluation, from what the deal believes. None: the service arm has what its people would have had " + less + ". " +
		"Bias: the estimate less the effect on the people served, on average. Wrong sign and too large: what is said of the effect when only significant results are believed (errors of type S and M). ±: the 95" + nbsp + "% interval of what is simulated."}
	s := Section{ID: "found", Title: "What evaluations find", Tables: []Table{t}}
	if !math.IsNaN(b.Formula) {
		s.Notes = append(s.Notes, fmt.Sprintf("The textbook formula for two proportions gives a power of %s at the chances of these evaluations, %s by simulation.", percent.At(b.Formula, -1), b.chance(b.Assumed.Significant)))
	}
	return s
}

// curve is the section on power by the number of people.
func (b *power) curve() Section {
	f := Figure{
		ID: "curve", Kind: Fan, X: Axis{"People in the service arm", Format{Style: Count}}, Y: Axis{"Power", percent},
		Lines: []Line{{percent.Exact(study.EnoughPower), study.EnoughPower, false}},
	}
	t := Table{Columns: []Column{number("People", "", Count), number("Power", "", Percent), number("Assurance", "", Percent)}}
	var xs, lo, mid, hi []float64
	for _, point := range b.Curve {
		xs = append(xs, float64(point.People))
		lo, mid, hi = append(lo, point.Assumed.Lo), append(mid, point.Assumed.P), append(hi, point.Assumed.Hi)
		t.Rows = append(t.Rows, row(figure(thousands(fmt.Sprint(point.People)), float64(point.People)), b.chanceCell(point.Assumed), b.chanceCell(point.Assured)))
	}
	s := Section{ID: "people", Title: "Power by the number of people", Tables: []Table{t}, Notes: []string{
		"People in the service arm, with " + bare.Exact(b.Query.Ratio) + " in the comparison arm for each. Power is at the assumed effect, assurance with the effect as uncertain as the deal says: it does not go to 100" + nbsp + "% where the deal itself holds a small effect possible.",
	}}
	if len(xs) > 1 {
		f.drawLine(xs, lo, mid, hi)
		last := &b.Curve[len(b.Curve)-1]
		f.Title = fmt.Sprintf("From %s to %s people the power goes from %s to %s", thousands(fmt.Sprint(b.Curve[0].People)), thousands(fmt.Sprint(last.People)), percent.At(b.Curve[0].Assumed.P, 0), percent.At(last.Assumed.P, 0))
		f.Text = f.Title + ", with its 95 % interval, against 80 %."
		s.Figures = []Figure{f}
	}
	return s
}

// paid is what to read first about rewards on measured impacts.
func (b *power) paid() []Fact {
	var out []Fact
	for i := range b.found.Payments {
		e := &b.found.Payments[i]
		name := b.reward(e.Reward)
		out = append(out,
			Fact{Label: "Paid for nothing", Value: b.chance(e.ForNothing), Detail: "chance that " + name + " is paid though there is no effect"},
			Fact{Label: "Nothing paid for something", Value: b.chance(e.NotPaid), Detail: "chance that " + name + " is not paid though the effect is " + bare.Exact(e.Effect)})
	}
	return out
}

// reward is the name of a reward.
func (b *power) reward(id string) string {
	if text, ok := b.p.Deal().Get("rewards." + id + ".name"); ok && text != "" {
		return Clean(text)
	}
	return strings.ReplaceAll(Clean(id), "_", " ")
}

// errors is the section on payment by measured impact.
func (b *power) errors() Section {
	money := Format{Style: Money, Currency: b.p.Contract().Terms().Currency}
	t := Table{Columns: []Column{label(""), number("No effect", "", Bare), number("Assumed effect", "", Bare)}}
	sum := func(x study.Figure) Cell { return estimate(money.Estimate(x.Value, x.SE), x.Value, x.Lo, x.Hi) }
	none := missing("not asked of this truth")
	for i := range b.found.Payments {
		e := &b.found.Payments[i]
		t.Rows = append(t.Rows, group(capital(b.reward(e.Reward)), 3),
			row(words("Effect"), figure("0", 0), figure(bare.Exact(e.Effect), e.Effect)),
			row(words("Something is paid"), b.chanceCell(e.ForNothing), b.chanceCell(tally.Proportion{P: 1 - e.NotPaid.P, Lo: 1 - e.NotPaid.Hi, Hi: 1 - e.NotPaid.Lo})),
			row(words("Nothing, or less than the effect earns"), none, b.chanceCell(e.NotFull)),
			row(words("Mean paid"), sum(e.NoEffect), sum(e.Assumed)),
			row(words("What the effect itself earns"), none, sum(e.Earned)))
	}
	return Section{ID: "payments", Title: "Payment by measured impact", Tables: []Table{t}, Notes: []string{
		"A measured impact is the effect and an error. Settled after all caps, on the same paths: with effects of 0, with those assumed (the means of what the deal says), and with these measured without error, which is what the effect itself earns.",
	}}
}
