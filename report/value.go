package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// value is the section of what outcomes are worth beyond what is paid for
// them, and false for a deal that states no benefits.
func (b *builder) value() (Section, bool) {
	s := Section{ID: "value", Title: "Value for money"}
	if !b.has("benefit.total") {
		return s, false
	}
	d := b.Plan().Deal()
	doc := d.Document()
	s.Tables = append(s.Tables, b.netOutcomes())
	if t := b.costByPayer(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	s.Tables = append(s.Tables, b.benefits(&doc))
	if t := b.netCosts(); len(t.Rows) > 0 {
		s.Tables = append(s.Tables, t)
	}
	s.Notes = []string{
		fmt.Sprintf("Present values: in prices of %s, each financial year after it discounted by the Green Book's real rates. Benefits are of net outcomes, those that would not have happened anyway, "+
			"and count as long as they last, after the deal too. Nothing is taken off for other people displaced. Optimism is taken off benefits, not added to costs; costs are what public payers spend, so that a loss of investors or providers is not among them.", financialYear(b.terms.Start.FinancialYear())),
		assumedBenefits(&d, &doc),
	}
	return s, true
}

// netOutcomes counts outcomes with and without those that would have happened anyway.
func (b *builder) netOutcomes() Table {
	t := Table{Title: "Outcomes that would not have happened anyway", Columns: []Column{
		label("Outcome"), number("Achieved", "", Count), number("Deadweight", "", Percent), number("Net", "", Count),
	}}
	for _, o := range b.Plan().Deal().Assumptions().Outcomes {
		d := b.distribution("outcome." + o.ID + ".achieved")
		mean := d.summary.MeanInterval()
		share, net := missing("nobody said how many would have happened anyway"), missing("nobody said how many would have happened anyway")
		if x := o.Deadweight; !math.IsNaN(x) {
			share = figure(percent.Exact(x), x)
			left := 1 - x
			net = estimate(b.count.Estimate(mean.Value*left, d.summary.SE*left), mean.Value*left, mean.Lo*left, mean.Hi*left)
		}
		t.Rows = append(t.Rows, row(words(b.outcomeName(o.ID)), b.expected(measure{format: b.count}, &d), share, net))
	}
	t.Notes = []string{"Achieved, evidenced or not: the mean over lifetimes ± the 95" + nbsp + "% interval of that estimate. Deadweight: the share that would have happened without the service. Net: the rest."}
	return t
}

// outcomeName is the name of an outcome.
func (b *builder) outcomeName(id string) string {
	for i := range b.terms.Outcomes {
		if b.terms.Outcomes[i].ID == id {
			return nameOf(b.terms.Outcomes[i].Name, id)
		}
	}
	return nameOf("", id)
}

// costByPayer is what each payer spends per net outcome.
func (b *builder) costByPayer() Table {
	t := Table{Title: "Spend per net outcome, by payer", Columns: []Column{label("Payer"), number("Plan", "", Money), number("Expected", "", Money)}}
	line := func(title, name string, kind RowKind) bool {
		e, ok := b.Ratio(name)
		if !ok {
			return false
		}
		plan, cell := missing("not achieved in the plan case"), missing("the outcome is never achieved")
		if v, ok := b.plannedRatio(name); ok {
			plan = figure(b.money.Within(v, e.Lo, e.Hi), v)
		}
		if !math.IsNaN(e.Value) {
			cell = estimate(b.money.Estimate(e.Value, e.SE), e.Value, e.Lo, e.Hi)
		}
		t.Rows = append(t.Rows, Row{Kind: kind, Cells: []Cell{words(title), plan, cell}})
		return true
	}
	for _, o := range b.terms.Outcomes {
		t.Rows = append(t.Rows, group(nameOf(o.Name, o.ID), len(t.Columns)))
		some := false
		for i, p := range b.terms.Payers {
			some = line(b.payerName(i), "cost_per."+o.ID+".net."+p.ID, Plain) || some
		}
		some = line("Public payers together", "cost_per."+o.ID+".net", Total) || some
		if !some {
			t.Rows = t.Rows[:len(t.Rows)-1]
		}
	}
	if len(t.Rows) > 0 {
		t.Notes = []string{"Mean spend (" + b.prices() + ") over mean net outcomes. All spend is set against each outcome in turn, so the outcomes' figures do not add up; those of local and central payers do."}
	}
	return t
}

// benefits is the account from each benefit to the net present value.
func (b *builder) benefits(doc *deal.Document) Table {
	t := Table{Title: "Benefits and costs, present values", Columns: figureColumns("What", Money)[:5]} // without the plan's rank
	line := func(kind RowKind, title, name string) {
		if b.has(name) {
			r := b.figure(measure{title, name, b.money, false})
			t.Rows = append(t.Rows, Row{Kind: kind, Cells: r.Cells[:5]})
		}
	}
	for _, kind := range []struct{ id, title string }{{"fiscal", "Fiscal: saved by, or paid to, public bodies"}, {"social", "Social: worth to people"}} {
		n := 0
		for i := range doc.Benefits {
			x := &doc.Benefits[i]
			if x.Value.Kind != kind.id {
				continue
			}
			if n++; n == 1 {
				t.Rows = append(t.Rows, group(kind.title, len(t.Columns)))
			}
			line(Plain, b.benefitName(x), "benefit.line."+x.ID)
		}
		if n > 1 {
			line(Plain, capital(kind.id)+" benefits together", "benefit."+kind.id)
		}
	}
	t.Rows = append(t.Rows, group("All together", len(t.Columns)))
	line(Plain, "Taken off for optimism", "benefit.optimism")
	line(Total, "Benefits after optimism", "benefit.total")
	line(Plain, "Present cost of public spend", "public.present_cost")
	line(Total, "Public net present value", "public.npv")
	line(Plain, "For public money alone", "public.fiscal_npv")
	if e, ok := b.Ratio("public.bcr"); ok {
		plan, cell := missing("nothing is spent in the plan case"), missing("nothing is spent")
		if v, ok := b.plannedRatio("public.bcr"); ok {
			plan = figure(bare.Within(v, e.Lo, e.Hi), v)
		}
		if !math.IsNaN(e.Value) {
			cell = estimate(bare.Estimate(e.Value, e.SE), e.Value, e.Lo, e.Hi)
		}
		t.Rows = append(t.Rows, row(words("Benefit-cost ratio"), plan, cell, words(""), words("")))
	}
	t.Notes = []string{
		"Expected: the mean over lifetimes ± the 95" + nbsp + "% interval of that estimate. Positive is a gain, but costs are positive where they are spent. Lines of benefits are before optimism. Net present value: benefits after optimism less present cost; for public money alone: with fiscal benefits only. " +
			"Benefit-cost ratio: mean benefits after optimism over mean present cost, with its 95" + nbsp + "% interval.",
	}
	for i := range doc.Benefits {
		x := &doc.Benefits[i]
		if share, _ := b.Plan().Deal().Get("benefits." + x.ID + ".deadweight"); share != "" {
			t.Notes = append(t.Notes, nameOf(x.Value.Name, x.ID)+" has a deadweight of its own, "+Clean(share)+".")
		}
	}
	return t
}

// benefitName says what a benefit is and whose.
func (b *builder) benefitName(e *deal.Entry[deal.Benefit]) string {
	title, whose := nameOf(e.Value.Name, e.ID), Clean(e.Value.Body)
	for i := range b.terms.Payers {
		if b.terms.Payers[i].ID == e.Value.To {
			whose = b.payerName(i)
		}
	}
	if whose = strings.TrimSpace(whose); whose != "" {
		title += " (" + whose + ")"
	}
	return title
}

// netCosts is what public payers spend less what accrues to them.
func (b *builder) netCosts() Table {
	var rows []measure
	some := false
	for i, p := range b.terms.Payers {
		benefit := measure{b.payerName(i) + ": benefits", "payer." + p.ID + ".benefit", b.money, false}
		some = some || b.has(benefit.name)
		rows = append(rows, benefit, measure{b.payerName(i) + ": net cost", "payer." + p.ID + ".net_cost", b.money, false})
	}
	if !some {
		return Table{}
	}
	t := b.figures("By payer, present values", "Payer", Money, rows...)
	t.Notes = []string{"Benefits: fiscal ones that accrue to the payer, after optimism. Net cost: the present cost of its spend less those; negative where it gains."}
	return t
}

// assumedBenefits says how much of the benefits is assumed.
func assumedBenefits(d *deal.Deal, doc *deal.Document) string {
	var amounts []string
	others := 0
	for _, address := range d.Unsourced() {
		id, ok := strings.CutPrefix(address, "benefits.")
		if !ok {
			continue
		}
		if id, ok = strings.CutSuffix(id, ".amount"); !ok {
			others++
			continue
		}
		amounts = append(amounts, nameOf(doc.Benefits.Find(id).Name, id))
	}
	var text string
	switch n := len(doc.Benefits); {
	case len(amounts) == 0 && n == 1:
		text = "The amount of the benefit has a source"
	case len(amounts) == 0:
		text = "The amounts of all " + plural(n, "benefit") + " have a source"
	case len(amounts) == n && n == 1:
		text = "The amount of the benefit is an assumption (" + amounts[0] + ")"
	default:
		text = fmt.Sprintf("The amounts of %d of %s are assumptions: %s", len(amounts), plural(n, "benefit"), list(amounts, named))
	}
	if others > 0 {
		without := "without a source there too: "
		if len(amounts) == 0 {
			without = "without one: "
		}
		text += "; " + without + plural(others, "other number")
	}
	return text + "."
}
