package report

import (
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// sideTitles name the sides of the table.
var sideTitles = map[study.Side]string{
	study.Investor: "Investors", study.Public: "Public payers", study.Delivery: "Delivery", study.Asked: "Asked for",
}

// comparedNames are the names, for headers, of the statistics that are
// compared by default, and what they are.
var comparedNames = map[string][2]string{
	"investor.npv.mean":              {"Mean NPV", "net present value of the investors' flows at the deal's own rate; below 0 is a loss"},
	"p(investor.loss)":               {"Chance of loss", "less is repaid than was drawn"},
	"investor.moic.mean":             {"Mean MOIC", "repaid over drawn; below 1 is a loss"},
	"investor.peak_exposure.p95":     {"Peak exposure, p95", "one lifetime in twenty has more money out at its peak"},
	"payments.total.mean":            {"Outcome payments", "mean of all payers' together"},
	"public.spend.mean":              {"Public spend", "mean of all that local and central payers pay, grants and costs too"},
	"p(commissioner.over_budget)":    {"Chance over budget", "some local payer spends more than its own budget"},
	"public.npv.mean":                {"Public NPV", "mean of benefits after optimism less the present cost of public spend; below 0 costs exceed benefits"},
	"public.bcr":                     {"Benefit-cost ratio", "mean benefits after optimism over the mean present cost of public spend"},
	"cost.total.mean":                {"Cost", "mean of all cost before finance, whoever bears it"},
	"p(cost.overrun)":                {"Chance of overrun", "cost exceeds its budget by more than the tolerance"},
	"p(any(provider.*.surplus < 0))": {"Chance a provider loses", "some provider receives less than it spends"},
}

// name is what a statistic is called.
func (b *comparer) name(s *study.Statistic) string {
	if s.Side == study.Asked {
		return Clean(s.Name)
	}
	if n, ok := comparedNames[s.Name]; ok {
		return n[0]
	}
	if outcome, kind, ok := b.costPer(s); ok {
		return "Spend per " + lower(outcome) + ", " + kind
	}
	return Clean(s.Name)
}

// meaning is one sentence about a statistic.
func (b *comparer) meaning(s *study.Statistic) string {
	if n, ok := comparedNames[s.Name]; ok {
		return b.name(s) + ": " + n[1] + "."
	}
	if _, kind, ok := b.costPer(s); ok {
		text := "mean public spend over mean outcomes achieved"
		if kind == "net" {
			text += " that would not have happened anyway"
		}
		return b.name(s) + ": " + text + "."
	}
	return ""
}

// costPer takes cost_per.OUTCOME.KIND apart.
func (b *comparer) costPer(s *study.Statistic) (outcome, kind string, ok bool) {
	id, ok := strings.CutPrefix(s.Name, "cost_per.")
	dot := strings.LastIndexByte(id, '.')
	if !ok || dot < 0 || id[dot:] != ".gross" && id[dot:] != ".net" {
		return "", "", false
	}
	id, kind = id[:dot], id[dot+1:]
	for _, o := range b.Cells[0].Plan.Contract().Terms().Outcomes {
		if o.ID == id {
			return nameOf(o.Name, id), kind, true
		}
	}
	return nameOf("", id), kind, true
}

// key says what is compared and how to read it.
func (b *comparer) key() Section {
	s := Section{ID: "compared", Title: "What is compared"}
	if b.several() {
		t := Table{Title: "Structures", Columns: []Column{{Title: ""}, label("Structure"), label("Deal")}}
		for i := range b.Structures {
			t.Rows = append(t.Rows, row(words(letter(i)), words(Clean(b.Structures[i])), words(b.title(i))))
		}
		s.Tables = append(s.Tables, t)
	}
	t := Table{Title: "Scenarios", Columns: []Column{label("Scenario"), label("What happens")}}
	for k := range b.Scenarios {
		t.Rows = append(t.Rows, row(words(b.under(k)), words(Clean(b.story(k)))))
	}
	s.Tables = append(s.Tables, t)
	s.Notes = []string{b.reading(), b.sharing()}
	return s
}

// reading says how to read the tables.
func (b *comparer) reading() string {
	from := "the same structure under " + b.under(0)
	switch {
	case b.several() && b.Against == study.First:
		from = "A in the same scenario, and for A itself from its " + b.under(0)
	case b.several() && b.Against == study.Corner:
		from = b.place(0, 0)
	}
	return fmt.Sprintf("A cell is the figure and, below it at ↳, how much it differs from %s: ± is half of the 95%s%% interval, which itself stands there if it is lopsided. "+
		"≤ and ≥ bound what was seen in no lifetime, or in all. Differences of percentages are in percentage points. ▼ is worse and ▲ better for that side, beyond error; without a mark 0 is within the interval. "+
		"Of true differences of nil one in twenty is marked by chance.", from, nbsp)
}

// sharing says what the cells have in common.
func (b *comparer) sharing() string {
	text := "Each difference is taken lifetime by lifetime: cells share every random word by its address, so that what differs is the deal and not chance."
	if b.several() {
		text += " Sites, outcomes and inputs that have other names in another structure have other words: they are drawn anew."
	}
	return text
}

// unitOf is the unit of a column of a statistic and what its numbers are
// multiplied by.
func (b *comparer) unitOf(k int) (unit string, by float64) {
	s := &b.Statistics[k]
	f := b.format(s)
	switch {
	case f.Style == Percent:
		return "%", 100
	case f.Style == Multiple:
		return "×", 1
	case s.Unit == metric.Months:
		return "months", 1
	case s.Unit != metric.Money:
		return "", 1
	}
	largest := b.largest(k)
	symbol := f.symbol()
	switch {
	case largest >= 1e10:
		return symbol + "m", 1e-6
	case largest >= 1e4:
		return symbol + "k", 1e-3
	}
	return trimSymbol(f), 1
}

// trimSymbol is the currency's symbol or code alone.
func trimSymbol(f Format) string { return strings.TrimSuffix(f.symbol(), nbsp) }
