package metric

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
)

// Context is what the metrics of a contract need besides its ledger.
type Context struct {
	Contract *contract.Contract
	// Deadweight is, for each outcome, the share of achieved outcomes that would
	// have happened without the service; NaN if nobody said. Nil: for none.
	Deadweight []float64
	// CostBudget is the deal's agreed cost, minor units: the stated one, else
	// the cost of the plan case.
	CostBudget int64
	// PlanCosts is the plan case's cost by bearer, from BearerCosts. Nil: there
	// are no metrics cost.excess.BEARER.
	PlanCosts []int64
	// Deflator is the inflation a year that turns money into prices of the
	// first financial year, if Deflated says that it is known.
	Deflator float64
	Deflated bool
	// Defaults and Failures say which payers may default and which sites'
	// providers may fail; others have no metric of it. Nil: none may.
	Defaults, Failures []bool
	// Observed names what each place of Ledger.Observed holds. Nil: nothing is observed.
	Observed []Observed
	// Benefits are what outcomes are worth. Two figures of each stand in
	// Ledger.Observed behind those of Observed, present values net of deadweight:
	// the benefit, and what optimism takes off it, at most 0.
	Benefits []Benefit
	// Targets is the plan's evidenced outcomes, [site][outcome], row-major;
	// negative where there is no target. Nil: the contract's own targets.
	Targets []int64
}

// Observed names a metric that the sampling of people measures itself: the
// integer, or Undefined, in its place of Ledger.Observed.
type Observed struct {
	Pattern string // of the catalogue: outcome.ID.recorded
	Of      int    // the outcome or site that its ID stands for
}

// Benefit names what an outcome is worth to public money (fiscal) or to people.
type Benefit struct {
	ID     string
	Fiscal bool
	Payer  int // to whom a fiscal one accrues; -1: to no payer
}

// PlanContext returns the context of a contract whose plan case settled to the
// ledger plan: its cost is the budget where none is stated. Deadweight is for
// the caller to add.
func PlanContext(c *contract.Contract, plan *contract.Ledger) Context {
	ctx := Context{Contract: c, CostBudget: plan.CostTotal, PlanCosts: BearerCosts(c, plan)}
	if b := c.Terms().Budget.Total; b.Set {
		ctx.CostBudget = b.Amount
	}
	return ctx
}

// RatioSpec is a statistic made from two metrics: the ratio of their means over
// paths, never a mean of ratios. Its value is Factor E[Num]/E[Den], each in its
// own unit (integer / Scale); it is undefined where E[Den] = 0.
type RatioSpec struct {
	Name     string
	Unit     Unit
	Num, Den int // places in Specs
	Factor   float64
	Doc      string
}

// Set is the metrics of one contract and the user's own. It never changes and
// may be shared by goroutines; each brings its own Work.
type Set struct {
	specs  []Spec
	index  map[string]int
	rows   []row // the built-in metrics, in the order of specs
	ratios []RatioSpec

	sites, outcomes, payers, years, grid int
	series                               int       // the investors together, then each tranche if there are several
	discount                             []float64 // [month]
	budget                               []int64   // [payer] its own; meaningless where it has none
	yearly                               []yearBudget
	lists                                []int32 // places of payers, by spans of rows
	targets                              []int64 // [site][outcome]
	dealTargets                          []dealTarget
	cost, tolerance                      int64
	category                             []int32 // [cost line]
	bearing                              bearing
	planCosts                            []int64
	reserves                             []int64   // of providers that state one
	present                              []float64 // [financial year] factor of public.present_cost
	worths                               []worth
}

// yearBudget is a payer's budget for one financial year.
type yearBudget struct {
	at     int32 // place in Ledger.Spend
	amount int64
}

// dealTarget is an outcome's target over the sites that have one.
type dealTarget struct {
	cells []int32 // of [site][outcome]
	total int64
}

// New returns the built-in metrics of a contract followed by the wanted ones.
// The order is that of Names, and within a pattern, or a group of patterns that
// share their identifier, that of the contract: investors, tranches, payers,
// commissioner, public, payments, cost, volumes, sites, caps, providers, vehicle.
// The error joins everything wrong with the context and the wanted metrics: a
// name that is taken, a metric without Of, a scale below 1.
func New(ctx Context, want ...Spec) (*Set, error) {
	if ctx.Contract == nil {
		return nil, errors.New("metric: no contract")
	}
	c, t := ctx.Contract, ctx.Contract.Terms()
	_, years := c.FinancialYears()
	s := &Set{
		sites: len(t.Sites), outcomes: len(t.Outcomes), payers: len(t.Payers), years: years, grid: c.Grid(),
		cost: ctx.CostBudget, tolerance: t.Budget.Tolerance,
		bearing: bearingOf(&t), planCosts: slices.Clone(ctx.PlanCosts),
		targets: slices.Clone(ctx.Targets), index: make(map[string]int),
		discount: cashflow.Discount(make([]float64, c.Grid()), t.Capital.Hurdle),
	}
	if s.targets == nil {
		s.targets = targetsOf(&t)
	}
	if err := s.checkContext(&ctx); err != nil {
		return nil, err
	}
	b := builder{Set: s, terms: &t, observed: ctx.Observed, defaults: ctx.Defaults, failures: ctx.Failures, first: t.Start.FinancialYear(), money: minorUnits(&t)}
	if ctx.Deflated {
		s.present = presentFactors(years, ctx.Deflator, cashflow.GreenBook(t.Start.Year()))
	}
	b.build()
	b.addBenefits(&ctx)
	b.addRatios(ctx.Deadweight)
	b.addBenefitRatios(&ctx)
	var faults []error
	for _, w := range want {
		if err := s.want(w); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return s, nil
}

// minorUnits returns the number of minor units in one of the currency.
func minorUnits(t *contract.Terms) int64 {
	n := int64(1)
	for range t.Currency.Digits {
		n *= 10
	}
	return n
}

// presentFactors turns the spend of each financial year into prices of the
// first one and discounts it to that.
func presentFactors(years int, inflation float64, rates cashflow.SocialRates) []float64 {
	out := make([]float64, years)
	level := 1.0
	for y := range out {
		out[y] = rates.Factor(y) / level
		level *= 1 + inflation
	}
	return out
}

// checkContext checks that the context has the contract's shape.
func (s *Set) checkContext(ctx *Context) error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf("metric: "+format, args...)) }
	if n := len(ctx.Deadweight); n != 0 && n != s.outcomes {
		add("deadweight of %d outcomes, want %d", n, s.outcomes)
	}
	for i, d := range ctx.Deadweight {
		if d < 0 || d > 1 {
			add("deadweight of outcome %d is %v, must be 0 to 1", i, d)
		}
	}
	if ctx.CostBudget < 0 {
		add("cost budget is %d, must be at least 0", ctx.CostBudget)
	}
	if n := len(s.planCosts); n != 0 && n != len(s.bearing.names) {
		add("plan costs of %d bearers, want %d", n, len(s.bearing.names))
	}
	if n := len(ctx.Defaults); n != 0 && n != s.payers {
		add("defaults of %d payers, want %d", n, s.payers)
	}
	if n := len(ctx.Failures); n != 0 && n != s.sites {
		add("failures of %d sites, want %d", n, s.sites)
	}
	for i, o := range ctx.Observed {
		most := s.sites
		if strings.HasPrefix(o.Pattern, "outcome.") {
			most = s.outcomes
		}
		if !isObserved(o.Pattern) || o.Of < 0 || o.Of >= most || slices.Contains(ctx.Observed[:i], o) {
			add("observed %q of %d is none, or stands twice", o.Pattern, o.Of)
		}
	}
	if len(ctx.Benefits) > 0 && !ctx.Deflated {
		add("benefits without a deflator")
	}
	for _, x := range ctx.Benefits {
		if x.Payer >= s.payers || x.Payer >= 0 && !x.Fiscal {
			add("benefit %s is of payer %d: there is none, or it is not fiscal", x.ID, x.Payer)
		}
	}
	if n := len(s.targets); n != s.sites*s.outcomes {
		add("%d targets, want %d", n, s.sites*s.outcomes)
	}
	return errors.Join(faults...)
}

// targetsOf returns the contract's targets, [site][outcome], -1 for none.
func targetsOf(t *contract.Terms) []int64 {
	targets := make([]int64, 0, len(t.Sites)*len(t.Outcomes))
	for i := range t.Sites {
		for k := range t.Outcomes {
			target := int64(-1)
			for _, x := range t.Sites[i].Targets {
				if x.Outcome == t.Outcomes[k].ID {
					target = x.Total
				}
			}
			targets = append(targets, target)
		}
	}
	return targets
}

// want appends a user's metric.
func (s *Set) want(w Spec) error {
	fault := func(format string, args ...any) error {
		return fmt.Errorf("metric %q: "+format, append([]any{w.Name}, args...)...)
	}
	if w.Name == "" || strings.ContainsAny(w.Name, " \t\n") || slices.Contains(strings.Split(w.Name, "."), "") {
		return fault("the name must be words joined by dots")
	}
	if i, taken := s.index[w.Name]; taken {
		if i < len(s.rows) {
			return fault("is a built-in metric: must have another name")
		}
		return fault("stands twice: must be there once")
	}
	for i := range s.ratios {
		if s.ratios[i].Name == w.Name {
			return fault("is a built-in statistic: must have another name")
		}
	}
	switch {
	case w.Of == nil:
		return fault("has no function Of")
	case w.Scale < 1:
		return fault("scale is %d, must be at least 1", w.Scale)
	case w.Unit != Money && w.Unit != Ratio && w.Unit != Count && w.Unit != Months && w.Unit != Flag:
		return fault("unit %q is not known", w.Unit)
	case w.Unit == Flag && w.Scale != 1:
		return fault("scale is %d, must be 1 for a flag", w.Scale)
	}
	s.index[w.Name] = len(s.specs)
	s.specs = append(s.specs, w)
	return nil
}

// Specs returns a copy of the metrics, in the order of Eval's results.
func (s *Set) Specs() []Spec { return slices.Clone(s.specs) }

// Len returns the number of metrics.
func (s *Set) Len() int { return len(s.specs) }

// Index returns the place of a metric.
func (s *Set) Index(name string) (int, bool) {
	i, ok := s.index[name]
	return i, ok
}

// Ratios returns a copy of the ratio-of-means statistics.
func (s *Set) Ratios() []RatioSpec { return slices.Clone(s.ratios) }

// Pairs returns the pairs of metrics whose products must be summed for the
// intervals of the ratios, each once, in the order of Ratios.
func (s *Set) Pairs() [][2]int {
	var pairs [][2]int
	for i := range s.ratios {
		p := [2]int{s.ratios[i].Num, s.ratios[i].Den}
		if !slices.Contains(pairs, p) {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// addRatios adds the cost per outcome, gross and, where a share below 1 is
// given as deadweight, net.
func (b *builder) addRatios(deadweight []float64) {
	spend, ok := b.index["public.spend"]
	if !ok {
		return
	}
	for k := range b.terms.Outcomes {
		id := b.terms.Outcomes[k].ID
		r := RatioSpec{Unit: Money, Num: spend, Den: b.index["outcome."+id+".achieved"], Factor: 1}
		r.Name, r.Doc = "cost_per."+id+".gross", find("cost_per.OUTCOME.gross").text
		b.ratios = append(b.ratios, r)
		if len(deadweight) == 0 || math.IsNaN(deadweight[k]) || deadweight[k] == 1 {
			continue
		}
		r.Name, r.Doc = "cost_per."+id+".net", find("cost_per.OUTCOME.net").text
		r.Factor = 1 / (1 - deadweight[k])
		b.ratios = append(b.ratios, r)
	}
}
