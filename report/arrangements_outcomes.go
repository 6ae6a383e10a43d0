package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/study"
)

// outcomes answers the first question.
func (b *arranger) outcomes() Section {
	s := Section{ID: "targets", Title: "1. Are the targets met, and are there more outcomes?"}
	if f, ok := b.forest(); ok {
		s.Figures = append(s.Figures, f)
	}
	if t := b.targets(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	s.Tables = append(s.Tables, b.versus(), b.net())
	if b.enough() {
		s.Tables = append(s.Tables, b.versusAfter())
	}
	s.Notes = append(s.Notes, b.outcomeSentence())
	return s
}

// targets has the chance that each target is met.
func (b *arranger) targets() Table {
	t := Table{Title: "Chance that a target is met", Columns: []Column{label("Outcome")}}
	for i := range b.List {
		t.Columns = append(t.Columns, number(b.name(i), "", Percent))
	}
	site := "-"
	for k := range b.Targets {
		x := &b.Targets[k]
		if x.Site != site {
			site = x.Site
			title := "All sites together"
			if site != "" {
				title = b.siteName(site)
			}
			t.Rows = append(t.Rows, group(title, len(t.Columns)))
		}
		cells := []Cell{words(b.outcomeName(x.Outcome))}
		for i := range x.Met {
			cells = append(cells, chanceCell(&x.Met[i]))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	t.Notes = []string{"Evidenced outcomes against what was signed. A chance counts lifetimes: what is not known, the environment and luck together. The paired differences are in --json."}
	return t
}

// usualCare names the contrast that is the deadweight's.
const usualCare = "The service against usual care"

// versusName names the contrast between arrangements.
func (b *arranger) versusName(i int) string {
	return b.name(i) + " against " + lower(b.name(b.Against))
}

// versus puts the two contrasts side by side, each by its name.
func (b *arranger) versus() Table {
	t := contrastTable("Two contrasts, never one for the other")
	for k := range b.Contrasts {
		x := &b.Contrasts[k]
		t.Rows = append(t.Rows, group(b.outcomeName(x.Outcome), len(t.Columns)))
		rd := b.difference(bare, x.Usual.RD)
		if math.IsNaN(rd.Value) {
			rd = noDeadweight
		}
		t.Rows = append(t.Rows, row(words(usualCare), usualCell(x), rd))
		b.ratios(&t, x, func(o *study.OutcomeIn) study.Ratio { return o.Versus })
	}
	t.Notes = []string{
		usualCare + ": what the deal states as deadweight and nothing else; the ratio is 1 over it, and no lever moves it. " +
			"Between arrangements: the same service for the same people, chance per person referred in one over that in the other; no deadweight moves it. " +
			"± is the 95" + nbsp + "% interval of the mean over lifetimes, not of what may be true of the effects: see question 3.",
	}
	return t
}

func contrastTable(title string) Table {
	return Table{Title: title, Columns: []Column{label("Contrast"), number("Risk ratio", "", Bare), number("Per 100 referred", "Per 100", Bare)}}
}

// ratios adds a row for each arrangement but the one against.
func (b *arranger) ratios(t *Table, x *study.OutcomeContrast, of func(o *study.OutcomeIn) study.Ratio) {
	for i := range x.Arrangements {
		if i != b.Against {
			r := of(&x.Arrangements[i])
			t.Rows = append(t.Rows, row(words(b.versusName(i)), cellOf(bare, r.RR), b.difference(bare, r.RD)))
		}
	}
}

// versusAfter has the contrasts between arrangements given the data.
func (b *arranger) versusAfter() Table {
	t := contrastTable("Between arrangements, after the data")
	for k := range b.Contrasts {
		x := &b.Contrasts[k]
		t.Rows = append(t.Rows, group(b.outcomeName(x.Outcome), len(t.Columns)))
		b.ratios(&t, x, func(o *study.OutcomeIn) study.Ratio { return *o.After })
	}
	t.Notes = []string{"The same lifetimes weighed by how likely they make the cohorts given, places pooled in part: see question 3."}
	return t
}

var noDeadweight = missing("the deal states no deadweight of it")

// usualCell is the ratio against usual care, which is no estimate.
func usualCell(x *study.OutcomeContrast) Cell {
	switch {
	case x.Deadweight == 0:
		return missing("the deal states that none would have happened anyway")
	case !(x.Deadweight > 0):
		return noDeadweight
	}
	return figure(bare.At(x.Usual.RR.Value, -2), x.Usual.RR.Value)
}

// net has expected outcomes, with and without what would have happened anyway.
func (b *arranger) net() Table {
	t := Table{Title: "Expected outcomes", Columns: []Column{label("Arrangement"), number("Achieved", "", Count), number("Net", "", Count), number("Net, less "+lower(b.name(b.Against)), "Net less", Count), number("5 to 95"+nbsp+"% of lifetimes", "5 to 95 %", Count)}}
	for k := range b.Contrasts {
		x := &b.Contrasts[k]
		t.Rows = append(t.Rows, group(b.outcomeName(x.Outcome), len(t.Columns)))
		for i := range x.Arrangements {
			o := &x.Arrangements[i]
			cells := []Cell{words(b.name(i)), cellOf(counts, o.Achieved), cellOf(counts, o.Net), b.difference(counts, o.NetLess), words("")}
			if math.IsNaN(o.Net.Value) {
				cells[2], cells[3] = noDeadweight, noDeadweight
			}
			if i != b.Against {
				cells[4] = words(counts.Exact(o.Low) + " to " + counts.Exact(o.High))
			} else {
				cells[3] = words("")
			}
			t.Rows = append(t.Rows, row(cells...))
		}
	}
	t.Notes = []string{"Net: less the deadweight that the deal states, the same share in every arrangement, as in cost_per.OUTCOME.net. " +
		"5 to 95" + nbsp + "%: of the difference in outcomes achieved, lifetime by lifetime."}
	return t
}

// forest shows the differences between arrangements per 100 people referred.
func (b *arranger) forest() (Figure, bool) {
	f := Figure{ID: "arrangements", Kind: Forest, Marked: "fewer", Plain: "more", X: Axis{"outcomes per 100 people referred, less those under " + lower(b.name(b.Against)), bare}}
	if b.Same {
		return f, false
	}
	for k := range b.Contrasts {
		x := &b.Contrasts[k]
		for i := range x.Arrangements {
			if i == b.Against {
				continue
			}
			d := x.Arrangements[i].Versus.RD
			if math.IsNaN(d.Value) || b.still(x) {
				continue
			}
			move := Unsure
			switch {
			case d.Lo > 0:
				move = Better
			case d.Hi < 0:
				move = Worse
			}
			f.Items = append(f.Items, Item{
				Label: b.outcomeName(x.Outcome) + ": " + lower(b.name(i)), Text: strings.TrimSpace(move.Mark() + nbsp + b.signed(bare, d)),
				Value: d.Value, Lo: d.Lo, Hi: d.Hi, Move: move,
			})
		}
	}
	f.Title = fmt.Sprintf("%s: %s per 100 people referred, %s", capital(b.deal), b.signed(bare, b.contrast().Arrangements[0].Versus.RD), lower(b.outcomeName(b.Outcome)))
	f.Text = "Outcomes per 100 people referred in each arrangement, less those under " + lower(b.name(b.Against)) + ", with 95 % intervals."
	return f, len(f.Items) > 0
}

// still reports whether an outcome is the same in all arrangements.
func (b *arranger) still(x *study.OutcomeContrast) bool {
	for i := range x.Arrangements {
		if o := &x.Arrangements[i]; o.More.Value > 0 || o.Fewer.Value > 0 {
			return false
		}
	}
	return true
}

// costNames are the rows of cost.
var costNames = map[string]string{
	"delivery": "Delivery", "set_up": "Development and setting up", "management": "Management", "intermediary": "Intermediary and special-purpose company",
	"evaluation": "Evaluation", study.TotalCost: "Cost of the deal", study.CapitalCost: "Cost of investors' capital",
}

// spendName is what spend is called: all payers' where none is public.
func (b *arranger) spendName() string {
	if b.Private {
		return "Payers' spend"
	}
	return "Public spend"
}

// costName is what a row is called.
func (b *arranger) costName(name string) string {
	switch name {
	case study.PerOutcome:
		return b.spendName() + " per " + lower(b.netName())
	case study.PublicSpend:
		return b.spendName()
	}
	return costNames[name]
}

// cost answers the second question.
func (b *arranger) cost() Section {
	s := Section{ID: "cost", Title: "2. What does it cost, against the plan and against the others?"}
	t := Table{Title: "Expected cost", Columns: []Column{label("")}}
	less := Table{Title: "Less " + lower(b.name(b.Against)) + ", in the same lifetimes", Columns: []Column{label("")}}
	for i := range b.List {
		t.Columns = append(t.Columns, number(b.name(i), "", Money))
		if i != b.Against {
			less.Columns = append(less.Columns, number(b.name(i), "", Money))
		}
	}
	for k := range b.Costs {
		x := &b.Costs[k]
		kind := Plain
		if x.Name == study.TotalCost || x.Name == study.PublicSpend {
			kind = Total
		}
		cells, other := []Cell{words(b.costName(x.Name))}, []Cell{words(b.costName(x.Name))}
		for i := range x.Value {
			v := x.Value[i]
			cells = append(cells, estimate(b.money.Within(v.Value, v.Lo, v.Hi), v.Value, v.Lo, v.Hi))
			if i != b.Against {
				other = append(other, b.difference(b.money, x.Less[i]))
			}
		}
		t.Rows = append(t.Rows, Row{Kind: kind, Cells: cells})
		less.Rows = append(less.Rows, Row{Kind: kind, Cells: other})
	}
	above := ""
	if b.Bridge != nil {
		above = ", the reading delivery above"
	}
	t.Notes = []string{"Means, as far as their 95" + nbsp + "% intervals allow. Cost of the deal: all categories before finance, whoever bears them" + above + ". Cost of investors' capital: what they receive less what they pay in. Spend per outcome is a ratio of means." + b.within()}
	if b.Bridge != nil {
		own := newBridger(b.List[0].Plan, b.Bridge).table()
		own.Title = capital(b.deal) + " against its own plan"
		own.Notes = []string{own.Notes[0], "What readings and causes are, how sure they are, and figures: sibsim bridge."}
		s.Tables = append(s.Tables, own)
	}
	s.Tables = append(s.Tables, t, less)
	s.Notes = append(s.Notes, b.spendSentence()+" "+b.perOutcomeSentence())
	return s
}

// within says which lines of an arrangement's own stand in its cost of delivery.
func (b *arranger) within() string {
	var parts []string
	for i := range b.List {
		p := b.List[i].Plan
		terms := p.Contract().Terms()
		planned := map[string]int64{}
		for j, l := range terms.Costs {
			for m := range terms.Months {
				planned[l.ID] += p.PlanCase().Outturn.Costs[j*terms.Months+m]
			}
		}
		for _, x := range []struct{ line, what string }{
			{scenarios.MarginLine, "the provider's margin"},
			{scenarios.CapitalLine, "the cost of the provider's own capital"},
		} {
			if c := planned[x.line]; c > 0 {
				v := float64(c) / math.Pow10(terms.Currency.Digits)
				parts = append(parts, fmt.Sprintf("%s under %s (%s as planned)", x.what, lower(b.name(i)), b.money.At(v, b.money.fallback(v))))
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " Delivery has in it " + list(parts, len(parts)) + "."
}

// perOutcomeSentence says whether an outcome costs payers more.
func (b *arranger) perOutcomeSentence() string {
	x := b.costRow(study.PerOutcome).Less[0]
	if math.IsNaN(x.Value) {
		return "There is no cost per outcome: some arrangement has none."
	}
	return fmt.Sprintf("An outcome costs them %s %s.", way(x, "more than under", "less than under", "exactly what it costs under", "neither surely more nor surely less than under"), lower(b.name(b.Against)))
}
