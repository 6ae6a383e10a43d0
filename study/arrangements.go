package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// Arrangement is a way to organise the service of a deal.
type Arrangement struct {
	Name, Story string
	Deal        deal.Deal
	// Reason says why there is no Deal: it does not apply.
	Reason error
}

// ArrangementsQuery is what is asked about arrangements.
type ArrangementsQuery struct {
	// Against is the arrangement that the first is held against: ordinary commissioning.
	Against string
	// Cohorts are what was observed of people under some arrangement; nil: nothing.
	Cohorts []Cohort
	// PlaceSD is the scale of the half-normal prior of the standard deviation
	// between places, on the logit.
	PlaceSD float64
}

// Arrangements holds a deal, the first of them, against other ways to
// organise the same service for the same people, on the same words.
type Arrangements struct {
	Seed, Paths uint64
	Walks       uint64 // lifetimes sampled by the sweeps; the bridge and the revenue at risk walk their own
	List        []Offer
	Missing     []Arrangement // those that do not apply, with the reason
	Against     int           // place in List
	Outcome     string        // the outcome that costs and value are counted by: it is paid most
	Net         bool          // net of deadweight, which the deal states of it
	Private     bool          // no payer is public: what all payers spend counts as spend

	Targets   []Target
	Contrasts []OutcomeContrast
	Costs     []CostRow
	// Same says that every outcome is the same in all arrangements in every lifetime.
	Same bool

	Attribution []Attribution // one for each outcome
	Data        *Data         // nil: no cohorts
	BreakEven   *EffectBreakEven
	Value       *Acceptability
	Bridge      *Bridge    // of the first against its own plan
	AtRisk      [][]AtRisk // of each arrangement

	Warnings []sim.Warning
	// Partial says that the study was stopped: what was not yet known of Bridge,
	// AtRisk and BreakEven is nil.
	Partial bool
}

// Offer is an arrangement that applies.
type Offer struct {
	Arrangement
	Plan *sim.Plan
}

// ArrangementsStudy is a question about arrangements that has been found sound.
type ArrangementsStudy struct {
	out     Arrangements
	query   ArrangementsQuery
	service *sim.Plan   // the first arrangement with every lever at its reference
	moved   []*sim.Plan // the arrangement against, with levers of some kinds as the first has them: see kinds
	beliefs *beliefs
}

// NewArrangements prepares the study. The first of the list is the deal that is
// asked about. The error joins the faults of the list and of the question; what then
// does not fit together, or does not compile, is told alone.
func NewArrangements(list []Arrangement, q ArrangementsQuery) (*ArrangementsStudy, error) {
	s := &ArrangementsStudy{query: q}
	s.out.Against = -1
	var faults []error
	var names []string
	for _, a := range list {
		switch {
		case a.Reason != nil && (len(s.out.List) == 0 || a.Name == q.Against):
			faults = append(faults, fmt.Errorf("%s does not apply: %w", a.Name, a.Reason))
			continue
		case a.Reason != nil:
			s.out.Missing = append(s.out.Missing, a)
			continue
		}
		p, err := sim.Compile(a.Deal)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", a.Name, err))
			continue
		}
		if a.Name == q.Against {
			s.out.Against = len(s.out.List)
		}
		names = append(names, a.Name)
		s.out.List = append(s.out.List, Offer{a, p})
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(s.out.List) == 0 {
		return nil, errors.New("there is no arrangement")
	}
	if s.out.Against <= 0 {
		return nil, fmt.Errorf("against: %q must be another of %s", q.Against, strings.Join(names, ", "))
	}
	first, other := &s.out.List[0], &s.out.List[s.out.Against]
	if err := s.alike(); err != nil {
		return nil, err
	}
	s.out.Outcome, s.out.Net = counted(first.Plan)
	_, err := first.Plan.Find("public.spend")
	s.out.Private = err != nil
	if s.service, err = withLevers(first.Deal, atReference); err != nil {
		return nil, err
	}
	if s.moved, err = movedLevers(first.Deal, other.Deal); err != nil {
		return nil, err
	}
	if s.beliefs, err = newBeliefs(&s.out); err != nil {
		return nil, err
	}
	return s, nil
}

// counted is the outcome that most is paid for in the plan case, and whether the
// deal states its deadweight.
func counted(p *sim.Plan) (outcome string, net bool) {
	best := -1.0
	for k, o := range p.Contract().Terms().Outcomes {
		if paid, _ := p.Value(p.PlanCase(), "payments.outcome."+o.ID); paid > best {
			d := p.Deal()
			best, outcome, net = paid, o.ID, d.Assumptions().Outcomes[k].Deadweight < 1 // not if it is no number
		}
	}
	return outcome, net
}

// alike checks that all arrangements serve the same sites and outcomes, in one currency.
func (s *ArrangementsStudy) alike() error {
	ids := func(o *Offer) string {
		terms := o.Plan.Contract().Terms()
		list := []string{terms.Currency.Code}
		for _, x := range terms.Sites {
			list = append(list, "sites."+x.ID)
		}
		for _, x := range terms.Outcomes {
			list = append(list, "outcomes."+x.ID)
		}
		return strings.Join(list, ", ")
	}
	var faults []error
	first := ids(&s.out.List[0])
	for i := range s.out.List[1:] {
		if o := &s.out.List[1+i]; ids(o) != first {
			faults = append(faults, fmt.Errorf("%s has %s: must be the same service as in %s, which has %s", o.Name, ids(o), s.out.List[0].Name, first))
		}
	}
	return errors.Join(faults...)
}

// Offer returns the arrangement of a name, nil if there is none.
func (a *Arrangements) Offer(name string) *Offer {
	if i := slices.IndexFunc(a.List, func(o Offer) bool { return o.Name == name }); i >= 0 {
		return &a.List[i]
	}
	return nil
}

// Work is about how many lifetimes Run will settle, for a progress bar.
func (s *ArrangementsStudy) Work(paths uint64) uint64 {
	return paths * uint64(2*len(s.out.List)+len(s.moved)+2+2*mostFactors)
}

// Run answers on o.Paths lifetimes of each arrangement. When ctx ends before
// the arrangements were walked there is no result; when it ends before the
// end, what was found by then is returned with ctx's error.
func (s *ArrangementsStudy) Run(ctx context.Context, o sim.Options) (*Arrangements, error) {
	if o.Paths < 2 {
		return nil, fmt.Errorf("paths: %d must be at least 2", o.Paths)
	}
	out := s.out
	out.Seed, out.Paths = o.Seed, o.Paths
	c, err := s.sweep(ctx, o)
	if err != nil {
		return nil, err
	}
	out.Walks = c.Walks
	draws := s.beliefs.draw(o.Seed, o.Paths)
	var after *weights
	if len(s.query.Cohorts) > 0 {
		if out.Data, after, err = s.beliefs.weigh(ctx, s.query, draws, o); err != nil {
			return nil, err
		}
	}
	out.Warnings = append(out.Warnings, draws.warnings...)
	out.Targets = c.targets()
	out.Contrasts = c.contrasts(after)
	out.Costs = c.costs()
	out.Same = c.same()
	out.Attribution = c.attribution(after)
	if out.Value, err = c.acceptability(ctx, draws, after); err != nil {
		return nil, err
	}
	if err = s.rest(ctx, &out, uint64(len(c.plans))*o.Paths, o); err != nil {
		if ctx.Err() == nil {
			return nil, err
		}
		out.Partial = true
	}
	return &out, err
}

// rest answers what needs lifetimes of its own.
func (s *ArrangementsStudy) rest(ctx context.Context, out *Arrangements, done uint64, o sim.Options) error {
	part := func() sim.Options {
		one := o
		if o.Progress != nil {
			before := done
			one.Progress = func(n uint64) { o.Progress(before + n) }
		}
		done += o.Paths
		return one
	}
	bridge, err := NewBridge(ctx, out.List[0].Plan, BridgeOptions{}, part())
	if err != nil {
		return err
	}
	out.Bridge = bridge
	var all [][]AtRisk
	for i := range out.List {
		risk, err := RevenueAtRisk(ctx, out.List[i].Plan, part())
		if err != nil {
			return err
		}
		all = append(all, risk)
	}
	out.AtRisk = all
	out.BreakEven, err = s.breakEven(ctx, out, part())
	return err
}

// ServiceAtRisk is the share of an arrangement's revenue that depends on
// outcomes: of what payers pay the vehicle or, where they pay it nothing, of what
// all providers are paid; NaN if nobody is paid by the deal.
func (a *Arrangements) ServiceAtRisk(arrangement int) float64 {
	var expected, without float64
	for _, x := range a.AtRisk[arrangement] {
		switch {
		case x.Actor.Kind == VehicleActor && x.Expected.Value > 0:
			return x.Share.Value
		case x.Actor.Kind == ProviderActor:
			expected, without = expected+x.Expected.Value, without+x.Without.Value
		}
	}
	return 1 - without/expected
}
