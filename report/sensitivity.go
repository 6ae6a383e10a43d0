package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// sensitivity makes the parts of a report on what a metric depends on.
type sensitivity struct {
	*study.Sensitivity
	plan   *sim.Plan
	format Format // of the metric
	money  Format
}

// Sensitivity reports what a metric of a deal depends on: what could be learned and
// what is chance, each driver by itself and in all, and what goes with a loss.
func Sensitivity(p *sim.Plan, s *study.Sensitivity) Report {
	currency := p.Contract().Terms().Currency
	b := &sensitivity{Sensitivity: s, plan: p, format: formatOf(s.Metric, currency), money: Format{Style: Money, Currency: currency}}
	if s.Metric.Unit == metric.Flag {
		b.format = percent
	}
	name := Clean(s.Metric.Name)
	r := Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "What " + name + " depends on",
		Facts: b.facts(), Warnings: warnings(p),
		Footer: fmt.Sprintf("Made again by seed %d and %s paths of engine %d. Deal %.12s, plan %.12s.",
			s.Seed, thousands(uintText(s.Paths)), sim.EngineVersion, p.Deal().SHA256(), p.Fingerprint()),
	}
	if s.Least == s.Most {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s is %s in each of %s lifetimes: there is no variance to explain.", name, b.format.Exact(s.Least), thousands(uintText(s.Run))))
	}
	if len(s.Missing) > 0 {
		r.Warnings = append([]string{"The study was stopped before it came to " + list(s.Missing, len(s.Missing)) + ". What is here is as in the whole."}, r.Warnings...)
	}
	if s.Tiers != nil {
		r.Sections = append(r.Sections, b.tiers())
	}
	if s.Tornado != nil {
		r.Sections = append(r.Sections, b.tornado())
	}
	if s.Sobol != nil {
		r.Sections = append(r.Sections, b.sobol())
	}
	if s.Shapley != nil {
		r.Sections = append(r.Sections, b.shapley())
	}
	if s.Regional != nil {
		r.Sections = append(r.Sections, b.regional())
	}
	return r
}

func (b *sensitivity) facts() []Fact {
	tiers := map[sim.Tier]int{}
	for _, d := range b.Drivers {
		tiers[d.Tier]++
	}
	what := Clean(b.Metric.Name)
	if d, ok := metric.Explain(b.Metric.Name); ok {
		what += ": " + d.Text
	}
	return []Fact{
		{Label: "Metric", Value: what},
		{Label: "Mean", Value: b.format.Estimate(b.Mean.Value, b.Mean.SE), Detail: "standard deviation " + b.format.At(b.SD, b.format.fallback(b.SD))},
		{Label: "Drivers", Value: fmt.Sprintf("%d of ignorance, %d of the environment", tiers[sim.Ignorance], tiers[sim.Environment])},
		{Label: "Lifetimes", Value: fmt.Sprintf("%s walked: a run of %s, and designs on its first %s paths; seed %d", thousands(uintText(b.Walks)), thousands(uintText(b.Run)), thousands(uintText(b.Paths)), b.Seed)},
	}
}

// nothingToSplit is said where there is no variance.
func (b *sensitivity) nothingToSplit(paths uint64) []string {
	text := Clean(b.Metric.Name) + " is the same in all of these " + thousands(uintText(paths)) + " lifetimes: there is no variance to split."
	if b.Least != b.Most {
		text += " It is not in all of " + thousands(uintText(b.Run)) + ": more paths (--paths) may tell."
	}
	return []string{text}
}

// tierWords say what each tier is.
var tierWords = map[string]string{
	"Ignorance":   "Numbers of the deal that nobody knows; more data would make it less",
	"Environment": "How months, sites, prices and costs turn out; more data would not make it less",
	"Luck":        "Chance between people, and single events; more people would make it less",
}

// tiers is the split of the variance into ignorance, environment and luck.
func (b *sensitivity) tiers() Section {
	s := Section{ID: "tiers", Title: "Ignorance, environment and luck"}
	if b.Tiers.Constant {
		s.Notes = b.nothingToSplit(b.Run)
		return s
	}
	t := Table{
		Title:   "Where the variance comes from",
		Columns: []Column{{Title: "Tier"}, number("Share", "", Percent), number("Alone", "", b.format.Style), label("What it is")},
		Notes: []string{
			"Share of the variance ± its 95" + nbsp + "% interval: of ignorance what is explained once the parameters are known; of the environment what is explained besides once the months and sites are known too; of luck the rest. " +
				"An estimate below 0 is not cut off: its share is little or nothing. Alone: the standard deviation that this part of the variance has.",
		},
	}
	for _, x := range []struct {
		name string
		part study.TierShare
	}{{"Ignorance", b.Tiers.Ignorance}, {"Environment", b.Tiers.Environment}, {"Luck", b.Tiers.Luck}} {
		alone := missing("its estimate is not above 0")
		if v := x.part.Variance.Value; v > 0 {
			alone = figure(b.format.At(math.Sqrt(v), b.format.fallback(math.Sqrt(v))), math.Sqrt(v))
		} else if x.part.Variance == (study.Figure{}) {
			alone = figure("0", 0)
		}
		t.Rows = append(t.Rows, row(words(x.name), ratio(x.part.Share), alone, words(tierWords[x.name])))
	}
	s.Tables = []Table{t}
	return s
}

// ratio is the cell of a share with its error; one that is exactly 0 has none.
func ratio(f study.Figure) Cell {
	if f == (study.Figure{}) {
		return figure("0", 0)
	}
	if f.SE == 0 {
		return figure(percent.Exact(f.Value), f.Value)
	}
	return estimate(percent.Estimate(f.Value, f.SE), f.Value, f.Lo, f.Hi)
}

// span is the text of an interval of shares, and of what lies in it to the same place.
func span(f study.Figure) (value, interval string) {
	if f.Lo == f.Hi || math.IsNaN(f.Lo) {
		return percent.Exact(f.Value), ""
	}
	place := max(percent.place((f.Hi-f.Lo)/2, 1), -1)
	return percent.At(f.Value, place), strings.TrimSuffix(percent.At(f.Lo, place), nbsp+"%") + " to " + percent.At(f.Hi, place)
}

// driverName is the name of a driver for a reader.
func (b *sensitivity) driverName(i int) string { return Clean(b.Drivers[i].Name) }

// shownRows is how many drivers a table names at most; JSON and CSV have all.
const shownRows = 15

// andMore says which drivers are left out of a table.
func andMore(text string, names []string) []string {
	if len(names) == 0 {
		return nil
	}
	return []string{text + ": " + list(names, 6) + "."}
}

// input prints a value of the input at an address.
func (b *sensitivity) input(address string, v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	field, _ := deal.Describe(address)
	f := Format{Style: Bare}
	switch field.Unit {
	case "money":
		f = b.money
	case "probability", "share", "rate":
		f = percent
	}
	if v == 0 {
		return f.Exact(v)
	}
	return f.At(v, f.place(v, 3))
}

// shapley is the division of the variance among groups.
func (b *sensitivity) shapley() Section {
	s := Section{ID: "shapley", Title: "Shares by group"}
	if b.Shapley.Constant {
		s.Notes = b.nothingToSplit(b.Paths)
		return s
	}
	how := "all subsets of the groups were walked"
	if n := b.Shapley.Permutations; n > 0 {
		how = fmt.Sprintf("%d orders of the groups were drawn on each path", n)
	}
	t := Table{
		Title:   "Shapley effects",
		Columns: []Column{label("Group"), number("Share", "", Percent), label("What is in it")},
		Notes: []string{"Share of the variance ± its 95" + nbsp + "% interval. What groups do together, or share by correlation, is divided evenly between them; the shares add up to 100" + nbsp + "%. For this " + how +
			". --groups 'NAME=ADDRESS,ADDRESS;...' makes other groups."},
	}
	for _, e := range b.Shapley.Effects {
		t.Rows = append(t.Rows, row(words(Clean(e.Name)), ratio(e.Share), words(b.members(e.Group))))
	}
	s.Tables = []Table{t}
	return s
}

// members says what is in a group.
func (b *sensitivity) members(g study.Group) string {
	var names []string
	for _, i := range g.Drivers {
		names = append(names, b.driverName(i))
	}
	if g.Luck {
		names = append(names, "people and single events")
	}
	if len(names) == 1 && names[0] == Clean(g.Name) {
		return "one input"
	}
	return list(names, 3)
}
