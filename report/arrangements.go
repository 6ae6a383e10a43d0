package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// arranger makes the parts of a report on arrangements.
type arranger struct {
	*study.Arrangements
	terms contract.Terms
	money Format
	deal  string // what the first arrangement is called in a sentence
}

// counts prints expected numbers of people.
var counts = Format{Style: Count}

// Arrangements reports a deal beside other arrangements for the same service,
// in the order of the evaluation's four questions.
func Arrangements(a *study.Arrangements) Report {
	b := newArranger(a)
	p := a.List[0].Plan
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "Arrangements for the same service",
		Facts: []Fact{
			{Label: "Lifetimes", Value: thousands(uintText(a.Paths)) + " of each arrangement, on the same random words"},
			{Label: "Seed", Value: uintText(a.Seed)},
			{Label: "Against", Value: b.name(a.Against)},
		},
		Headline: b.headline(),
		Sections: []Section{b.assumed(), b.outcomes(), b.cost(), b.causes(), b.incentives()},
		Warnings: append([]string{caution}, warnings(p)...),
	}
	for _, w := range a.Warnings {
		r.Warnings = append(r.Warnings, warningText(w))
	}
	if a.Partial {
		r.Warnings = append(r.Warnings, "Interrupted: what is missing was not yet known; what is here is as in the whole.")
	}
	return r
}

func newArranger(a *study.Arrangements) *arranger {
	terms := a.List[0].Plan.Contract().Terms()
	deal := Clean(a.List[0].Name)
	if deal == "partnership" {
		deal = "the " + deal
	}
	return &arranger{a, terms, Format{Style: Money, Currency: terms.Currency}, deal}
}

// name is what an arrangement is called.
func (b *arranger) name(i int) string { return arrangementName(b.List[i].Name) }

func (b *arranger) outcomeName(id string) string {
	for _, o := range b.terms.Outcomes {
		if o.ID == id {
			return nameOf(o.Name, id)
		}
	}
	return nameOf("", id)
}

func (b *arranger) siteName(id string) string {
	for _, s := range b.terms.Sites {
		if s.ID == id {
			return nameOf(s.Name, id)
		}
	}
	return nameOf("", id)
}

// contrast is that of the outcome that costs are counted by.
func (b *arranger) contrast() *study.OutcomeContrast {
	for i := range b.Contrasts {
		if b.Contrasts[i].Outcome == b.Outcome {
			return &b.Contrasts[i]
		}
	}
	return &b.Contrasts[0]
}

// attribution is that of the same outcome.
func (b *arranger) attribution() *study.Attribution {
	for i := range b.Attribution {
		if b.Attribution[i].Outcome == b.Outcome {
			return &b.Attribution[i]
		}
	}
	return &b.Attribution[0]
}

func (b *arranger) costRow(name string) *study.CostRow {
	for i := range b.Costs {
		if b.Costs[i].Name == name {
			return &b.Costs[i]
		}
	}
	return nil
}

// caution heads the page: nothing here is a finding.
const caution = "What levers do is assumed, not observed. What stands below follows from these assumptions and is no finding about any programme; where data were given, it says so."

// assumed says what the comparison rests on.
func (b *arranger) assumed() Section {
	s := Section{ID: "assumed", Title: "What this rests on"}
	t := Table{Title: "The arrangements", Columns: []Column{label("Arrangement"), label("What it is")}}
	for i := range b.List {
		t.Rows = append(t.Rows, row(words(b.name(i)), words(Clean(b.List[i].Story))))
	}
	for _, m := range b.Missing {
		t.Rows = append(t.Rows, row(words(arrangementName(m.Name)), words("does not apply: "+Clean(strings.ReplaceAll(m.Reason.Error(), "\n", "; ")))))
	}
	s.Tables = append(s.Tables, t)
	levers := Table{Title: "How much of each lever they have", Columns: []Column{label("Lever"), label("Kind")}}
	for i := range b.List {
		levers.Columns = append(levers.Columns, number(b.name(i), "", Bare))
	}
	d := b.List[0].Deal
	doc := d.Document()
	for _, l := range d.Assumptions().Levers {
		name := Clean(l.ID)
		if x := doc.Levers.Find(l.ID); x != nil && x.Name != "" {
			name += ": " + Clean(x.Name) // what the intensity counts
		}
		cells := []Cell{words(name), words(l.Kind)}
		for i := range b.List {
			cells = append(cells, b.intensity(i, l.ID))
		}
		levers.Rows = append(levers.Rows, row(cells...))
	}
	effects := Table{Title: "What the levers do: assumptions", Columns: []Column{label("Effect"), label("Of"), label("On"), {Title: "Size", Wrap: true}, label("Source")}}
	for _, e := range b.effects() {
		effects.Rows = append(effects.Rows, row(words(e.id), words(e.lever), words(e.on), words(e.size), words(e.source)))
	}
	if len(effects.Rows) == 0 {
		s.Notes = append(s.Notes, "The deal states no effects of levers, so its arrangements can differ in money and not, by that, in outcomes.")
		return s
	}
	effects.Notes = []string{"Size: the full effect on the logit of the outcome's chance (on the log of referrals), by how far an arrangement is from the intensity at which the deal's chances are meant."}
	s.Tables = append(s.Tables, levers, effects)
	return s
}

func (b *arranger) intensity(i int, lever string) Cell {
	d := b.List[i].Deal
	for _, l := range d.Assumptions().Levers {
		if l.ID == lever {
			return figure(bare.Exact(l.Intensity), l.Intensity)
		}
	}
	return missing("no such lever")
}

// assumedEffect is an effect as it is listed.
type assumedEffect struct{ id, lever, on, size, source string }

// effects lists the effects of levers with their sources: an assumption where nobody said.
func (b *arranger) effects() []assumedEffect {
	var out []assumedEffect
	d := b.List[0].Deal
	infos := d.Inputs()
	for _, e := range d.Assumptions().LeverEffects {
		x := assumedEffect{id: Clean(e.ID), lever: Clean(e.Lever), source: "assumption"}
		var on []string
		for _, target := range e.On {
			on = append(on, Clean(target))
		}
		x.on = list(on, len(on))
		for i := range infos {
			if in := &infos[i]; in.Address == "effects."+e.ID+".size" {
				x.size = inputText(in)
				if text := sourceText(in); text != "" {
					x.source = text
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// cellOf prints a figure with its error.
func cellOf(f Format, x study.Figure) Cell {
	switch {
	case math.IsNaN(x.Value):
		return missing("has no value")
	case x.SE == 0 && x.Value == 0:
		return figure("0", 0)
	case x.SE == 0 || math.IsNaN(x.SE):
		return figure(f.At(x.Value, f.fallback(x.Value)), x.Value)
	}
	return estimate(f.Estimate(x.Value, x.SE), x.Value, x.Lo, x.Hi)
}

// chanceCell prints a probability.
func chanceCell(e *study.Estimate) Cell {
	if math.IsNaN(e.Value) {
		return missing(e.Reason)
	}
	text, _ := Chance(tally.Proportion{P: e.Value, Lo: e.Lo, Hi: e.Hi}, e.N)
	return estimate(text, e.Value, e.Lo, e.Hi)
}

// way says which way a difference goes: "more" or "fewer" where its interval
// leaves no doubt, "as many, exactly" where nothing ever differs.
func way(x study.Figure, up, down, same, unsure string) string {
	switch {
	case x.Value == 0 && x.SE == 0:
		return same
	case x.Lo > 0:
		return up
	case x.Hi < 0:
		return down
	}
	return unsure
}

// headline holds what to read first.
func (b *arranger) headline() []Fact {
	other := lower(b.name(b.Against))
	facts := []Fact{{
		Label: b.netName() + " against " + other, Value: b.signed(counts, b.netLess()),
		Detail: b.outcomeSentence(),
	}}
	if x := b.costRow(study.PublicSpend); x != nil {
		facts = append(facts, Fact{Label: b.spendName() + " against " + other, Value: b.signed(b.money, x.Less[0]), Detail: b.spendSentence()})
	}
	facts = append(facts, Fact{Label: "Management's part of the effect", Value: shareCell(b.attribution().Prior.ShareManagement).Text, Detail: b.shareSentence()})
	return append(facts, Fact{Label: "Breaks even", Value: b.evenValue(), Detail: b.evenSentence()})
}

func (b *arranger) netName() string {
	if b.Net {
		return "Net " + lower(b.outcomeName(b.Outcome))
	}
	return b.outcomeName(b.Outcome)
}

// netLess is by how much the deal has more outcomes, net where deadweight is stated.
func (b *arranger) netLess() study.Figure {
	o := b.contrast().Arrangements[0]
	if b.Net {
		return o.NetLess
	}
	return o.AchievedLess
}

// signed prints a difference with its sign.
func (b *arranger) signed(f Format, x study.Figure) string {
	text := cellOf(f, x).Text
	if x.Value > 0 {
		return "+" + text
	}
	return text
}

// outcomeSentence says whether the deal has more outcomes than ordinary commissioning.
func (b *arranger) outcomeSentence() string {
	other := lower(b.name(b.Against))
	if b.Same {
		return "All arrangements have the same outcomes in every lifetime: nothing that they differ in moves one."
	}
	o := b.contrast().Arrangements[0]
	return fmt.Sprintf("%s: on these assumptions %s has %s %s, in the mean over what is not known; in single lifetimes it has more in %s, fewer in %s.", b.outcomeName(b.Outcome), b.deal,
		way(o.AchievedLess, "more than", "fewer than", "in the mean exactly as many as", "neither surely more nor surely fewer than"), other, percentOf(o.More), percentOf(o.Fewer))
}

// percentOf prints a share for a sentence.
func percentOf(x study.Figure) string {
	return share(tally.Proportion{P: x.Value, Lo: x.Lo, Hi: x.Hi})
}

// spendSentence says whether payers pay more.
func (b *arranger) spendSentence() string {
	x := b.costRow(study.PublicSpend).Less[0]
	payers := "Public payers"
	if b.Private {
		payers = "Payers"
	}
	return fmt.Sprintf("%s spend %s %s.", payers, way(x, "more than under", "less than under", "exactly what they spend under", "neither surely more nor surely less than under"), lower(b.name(b.Against)))
}

// difference is a signed cell for tables.
func (b *arranger) difference(f Format, x study.Figure) Cell {
	c := cellOf(f, x)
	if x.Value > 0 {
		c.Text = "+" + c.Text
	}
	return c
}
