package metric

import (
	"slices"
	"strings"
)

// Doc is the definition of a metric, or of a statistic over paths, for a reader.
type Doc struct {
	Name      string // the pattern: payer.ID.spend
	Unit      Unit
	Grain     string // the step of its integer
	Sign      string
	Text      string // what it is, in one or two sentences
	Formula   string // in the notation of section 6 of docs/model.md
	Present   string // when a deal has it
	Undefined string // when it has no value on a path; "never" if it always has
	Source    string // where the definition stands
	Hidden    bool
	Statistic bool // made from means over paths, not on one path
}

// source is where every definition stands.
const source = "docs/model.md, section 6"

// entry is one row of the catalogue: a name pattern, in which a segment in
// capitals stands for an identifier of the deal, and its definition.
type entry struct {
	pattern   string
	unit      Unit
	text      string
	sign      string
	formula   string
	present   string
	undefined string
}

func (e *entry) hidden() bool    { return isStatus(e.pattern) }
func (e *entry) statistic() bool { return isStatistic(e.pattern) }

// isStatus reports whether a pattern is one of the flags beside a rate of return.
func isStatus(pattern string) bool { return strings.Contains(pattern, ".irr.") }

func isStatistic(pattern string) bool {
	return strings.HasPrefix(pattern, "cost_per.") || strings.HasSuffix(pattern, ".irr_of_mean") || pattern == benefitCost
}

// isObserved reports whether a pattern is one that the sampling of people measures.
func isObserved(pattern string) bool {
	is := func(e entry) bool { return e.pattern == pattern }
	return slices.ContainsFunc(observedOutcomeRows, is) || slices.ContainsFunc(observedSiteRows, is)
}

func (e *entry) doc() Doc {
	return Doc{
		Name: e.pattern, Unit: e.unit, Grain: e.grain(), Sign: e.sign, Text: e.text,
		Formula: e.formula, Present: e.present, Undefined: e.undefined, Source: source,
		Hidden: e.hidden(), Statistic: e.statistic(),
	}
}

func (e *entry) grain() string {
	switch {
	case e.statistic():
		return "none: a float made from exact means"
	case e.unit == Money:
		return "one minor unit of the currency"
	case e.unit == Ratio:
		return "1e-9"
	}
	return "1"
}

// Names returns the name patterns of all metrics and statistics, in the order
// in which a Set lists them. A segment in capitals (ID, SITE, OUT, OUTCOME,
// PAYER, BEARER, NAME) stands for an identifier.
func Names() []string {
	names := make([]string, len(catalog))
	for i := range catalog {
		names[i] = catalog[i].pattern
	}
	return names
}

// Explain returns the definition of the metric or statistic with this name or
// name pattern: payer.enfield.spend and payer.ID.spend give the same.
func Explain(name string) (Doc, bool) {
	for i := range catalog {
		if matches(catalog[i].pattern, name) {
			return catalog[i].doc(), true
		}
	}
	return Doc{}, false
}

// matches reports whether a name has the pattern's segments, a segment in
// capitals standing for any.
func matches(pattern, name string) bool {
	for {
		p, pRest, pMore := strings.Cut(pattern, ".")
		n, nRest, nMore := strings.Cut(name, ".")
		if n == "" || p != n && !placeholder(p) || pMore != nMore {
			return false
		}
		if !pMore {
			return true
		}
		pattern, name = pRest, nRest
	}
}

// placeholder reports whether a segment of a pattern stands for an identifier.
func placeholder(segment string) bool { return segment[0] >= 'A' && segment[0] <= 'Z' }

// find returns the entry of a pattern. It panics if there is none: the patterns
// are written in this package.
func find(pattern string) *entry {
	for i := range catalog {
		if catalog[i].pattern == pattern {
			return &catalog[i]
		}
	}
	panic("metric: no entry for " + pattern)
}

// catalog is every metric in the order of a Set.
var catalog = assemble(investorRows, trancheRows(), payerRows, costRows, volumeRows, observedOutcomeRows, siteRows, observedSiteRows, otherRows, benefitRows, statisticRows, benefitStatisticRows)

func assemble(parts ...[]entry) []entry {
	var all []entry
	for _, p := range parts {
		all = append(all, p...)
	}
	for i := range all {
		e := &all[i]
		if e.undefined == "" {
			e.undefined = "never"
		}
		if e.present == "" {
			e.present = "always"
		}
		if e.sign == "" {
			e.sign = "at least 0"
			if e.unit == Flag {
				e.sign = "1 if it happened, else 0"
			}
		}
	}
	return all
}

// trancheRows are the investors' rows for one tranche.
func trancheRows() []entry {
	symbols := strings.NewReplacer("ΣD", "D_i", "ΣR", "R_i", "F_t", "F_it", "F_u", "F_iu", "F_v", "F_iv")
	words := strings.NewReplacer("the investors", "the tranche")
	var rows []entry
	for _, e := range investorRows {
		e.pattern = strings.Replace(e.pattern, "investor.", "tranche.ID.", 1)
		e.text = words.Replace(e.text)
		e.formula = symbols.Replace(e.formula)
		e.present = "two tranches or more"
		rows = append(rows, e)
	}
	return rows
}
