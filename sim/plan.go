package sim

import (
	"errors"
	"fmt"
	"sync"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/metric"
)

// Plan is a compiled deal: every name an integer, every check done. It is
// immutable and shared by all workers.
type Plan struct {
	deal     deal.Deal
	contract contract.Contract
	schedule *contract.Schedule
	metrics  *metric.Set
	specs    []metric.Spec

	performance Performance
	segments    []Segment

	months   int
	outcomes int
	inputs   inputs
	drivers  drivers
	env      environment
	sites    []site
	marks    marks
	costs    costs
	people   bool // whether some clause looks at single people
	gauges   []gauge
	benefits []benefit

	centralIndex []int64 // [index][month]
	planCase     *Lifetime
	layout       layout
	fingerprint  string
	warnings     []Warning

	chanceOnce sync.Once
	chance     string
}

// site is one compiled site.
type site struct {
	id       string
	volume   volume
	effects  []effect // one for each of the deal's site effects
	groups   []group  // parents before children
	evidence []evidence
	reached  []reach // outcomes of the groups, ascending
	staff    *staff  // nil: everyone is served at once
	reports  []report
	hours    []hours
}

// Warning is a doubt about the deal, carried in every result.
type Warning struct {
	Address string
	Text    string
}

type compiler struct {
	plan     *Plan
	outcomes map[string]int32
	slots    map[string]int32 // of theta, by address
	tables   []assumptions.Table
	faults   []error
}

func (c *compiler) fault(address, found string) {
	c.faults = append(c.faults, &deal.Fault{Address: address, Found: found})
}

// outcome returns the index of an outcome, -1 for the referral.
func (c *compiler) outcome(id string) int32 {
	if id == "" {
		return -1
	}
	return c.outcomes[id]
}

// Compile lowers a deal to a plan, with the built-in metrics of its contract
// followed by the caller's own. The error joins a *deal.Fault for each thing
// that only shows here, such as correlations that cannot hold together.
func Compile(d deal.Deal, want ...metric.Spec) (*Plan, error) {
	return compile(d, d.Contract(), d.Assumptions(), AsExpected, want...)
}

// compile is Compile with the deal's contract and assumptions as given, at another performance than expected.
func compile(d deal.Deal, agreed contract.Contract, a assumptions.Assumptions, at Performance, want ...metric.Spec) (*Plan, error) {
	p := &Plan{deal: d, contract: agreed, performance: at, months: a.Months}
	p.schedule = p.contract.Schedule()
	p.people = p.contract.NeedsPeople()
	c := &compiler{plan: p, outcomes: map[string]int32{}, slots: map[string]int32{}, tables: a.Tables}
	terms := p.contract.Terms()
	for i, o := range terms.Outcomes {
		c.outcomes[o.ID] = int32(i)
	}
	p.outcomes = len(terms.Outcomes)
	c.environment(&a)
	for _, s := range a.Sites {
		c.site(s, &a)
	}
	p.listGauges()
	c.costs(&terms, &a)
	c.marks(&terms, &a)
	c.benefits(&terms, &a)
	c.number()
	c.correlate(a.Correlations)
	if err := errors.Join(c.faults...); err != nil {
		return nil, err
	}
	c.marginal()
	if err := c.metrics(&terms, &a, want); err != nil {
		return nil, err
	}
	p.warnings = append(p.warnings, doubts(p, &terms)...)
	p.warnings = append(p.warnings, benefitDoubts(p, &terms, &a)...)
	p.fingerprint = p.hash()
	return p, nil
}

func (c *compiler) environment(a *assumptions.Assumptions) {
	env := &c.plan.env
	for _, f := range a.Factors {
		x := factor{
			address: random.Address("factors." + f.ID),
			sd:      c.scalar(f.SD), rho: c.scalar(f.Rho), mean: c.scalar(f.Mean), shock: f.Shock, score: -1,
		}
		if x.sd.varies() {
			x.score = c.scores("factors."+f.ID, 0, a.Months, persistent(x.rho.central, a.Months))
		}
		env.factors = append(env.factors, x)
	}
	env.common = c.effect("volume_effect", a.CommonVolume)
}

func (c *compiler) site(s assumptions.Site, a *assumptions.Assumptions) {
	out := site{id: s.ID}
	pulls := map[string]pull{}
	for i, f := range a.Factors {
		load := scalar{central: 1, slot: -1}
		for _, l := range s.Loadings {
			if l.Factor == f.ID {
				load = c.scalar(l.Value)
			}
		}
		for _, on := range f.On {
			p := pulls[on]
			p.factors = append(p.factors, int32(i))
			p.loadings = append(p.loadings, load)
			pulls[on] = p
		}
	}
	for i, e := range a.SiteEffects {
		out.effects = append(out.effects, c.effect("sites."+s.ID+".site_effects."+e.ID, e.Effect))
		for _, on := range e.On {
			p := pulls[on]
			p.effects = append(p.effects, int32(i))
			pulls[on] = p
		}
	}
	c.levers(&out, a, pulls)
	out.volume = c.volume(s.ID, s.Referrals, pulls[assumptions.OnReferrals])
	segments := c.segmentsOf(&s)
	out.groups = c.groups(s, pulls, a.Start, segments)
	out.reached = reachedBy(out.groups)
	for _, e := range s.Evidence {
		out.evidence = append(out.evidence, c.evidence(&s, e, &out, pulls[assumptions.OnEvidence]))
	}
	c.specialists(s.Specialists, &out)
	c.observe(&s, &out)
	c.plan.sites = append(c.plan.sites, out)
}

func (c *compiler) costs(t *contract.Terms, a *assumptions.Assumptions) {
	p := c.plan
	indexOf := map[string]int{"": -1}
	for i, id := range t.Indices {
		indexOf[id] = i
		for _, x := range a.Indices {
			if x.ID == id {
				index := index{annual: c.scalar(x.Annual), sd: c.scalar(x.SD), score: -1}
				if years := (a.Months - 1) / 12; years > 0 && index.sd.varies() {
					index.score = c.scores("indices."+id, 1, years, even(years))
				}
				p.costs.indices = append(p.costs.indices, index)
			}
		}
	}
	siteOf := map[string]int{"": -1}
	for i, s := range a.Sites {
		siteOf[s.ID] = i
	}
	for _, l := range a.Costs {
		of := 1.0
		if l.Driver == assumptions.PerSpecialist {
			of = full
		}
		p.costs.lines = append(p.costs.lines, costLine{
			driver: l.Driver, of: of, site: siteOf[l.Site], outcome: c.outcome(l.Outcome), span: l.For, from: l.From, until: l.Until,
			amount: c.scalar(l.Amount), gross: 1 + l.VAT, index: indexOf[l.Index],
			overrun: c.scalar(l.Overrun), siteOverrun: c.scalar(l.SiteOverrun),
		})
	}
}

// metrics settles the plan case and names what is measured.
func (c *compiler) metrics(t *contract.Terms, a *assumptions.Assumptions, want []metric.Spec) error {
	p := c.plan
	p.central()
	out, targets := p.planOutturn(t)
	ledger := p.schedule.NewLedger()
	p.schedule.Settle(ledger, out)
	ctx := metric.PlanContext(&p.contract, ledger)
	ctx.Targets, ctx.Observed, ctx.Benefits = targets, p.observed(), valued(t, a)
	for _, o := range a.Outcomes {
		ctx.Deadweight = append(ctx.Deadweight, o.Deadweight)
	}
	ctx.Deflator, ctx.Deflated = a.Deflator, a.Deflated
	for i := range p.marks.defaults {
		ctx.Defaults = append(ctx.Defaults, !p.marks.defaults[i].never())
	}
	for i := range p.marks.failures {
		ctx.Failures = append(ctx.Failures, !p.marks.failures[i].never())
	}
	set, err := metric.New(ctx, want...)
	if err != nil {
		return err
	}
	p.metrics, p.specs = set, set.Specs()
	p.layout = p.newLayout(t)
	p.planCase = &Lifetime{Outturn: out, Ledger: ledger, Row: make([]int64, p.layout.columns)}
	w := p.newWorker()
	w.measure(p.planCase.Row, ledger)
	return nil
}

// doubts lists what a reader of the results should know about the deal.
func doubts(p *Plan, t *contract.Terms) []Warning {
	var out []Warning
	for _, payer := range t.Payers {
		if !payer.Budget.Set && payer.Class != contract.Private {
			out = append(out, Warning{"payers." + payer.ID + ".budget", "no budget: its chance of going over budget is not shown"})
		}
	}
	if n := len(p.deal.Unsourced()); n > 0 {
		out = append(out, Warning{"", fmt.Sprintf("%d numbers are assumptions or have no source", n)})
	}
	return out
}

// Deal returns the deal the plan was compiled from.
func (p *Plan) Deal() deal.Deal { return p.deal }

// Contract returns the deal's contract.
func (p *Plan) Contract() *contract.Contract { return &p.contract }

// Specs lists the metrics, in the order of Lifetime.Row.
func (p *Plan) Specs() []metric.Spec { return append([]metric.Spec(nil), p.specs...) }

// Metrics returns the metrics as a set, for expressions to be bound to.
func (p *Plan) Metrics() *metric.Set { return p.metrics }

// Warnings lists doubts about the deal.
func (p *Plan) Warnings() []Warning { return append([]Warning(nil), p.warnings...) }

// Fingerprint identifies the engine version and the plan's tables: results
// with unequal fingerprints may not be merged or compared bit by bit.
func (p *Plan) Fingerprint() string { return p.fingerprint }

// Inputs lists the addresses of the uncertain inputs, in the order of Lifetime.Theta.
func (p *Plan) Inputs() []string { return append([]string(nil), p.inputs.names...) }

// Reviewed reports whether reviews may change volumes: a path is then walked
// again from the month of each review that does.
func (p *Plan) Reviewed() bool { return p.schedule.NumReviews() > 0 }

// PlanCase is the deal as it was signed: plan counts, central inputs, no
// overrun, no effects, no marks, settled by the same contract.
func (p *Plan) PlanCase() *Lifetime { return p.planCase }

// newWorker allocates everything one worker needs.
func (p *Plan) newWorker() *worker {
	var members, cells, span, columns int
	for i := range p.sites {
		for j := range p.sites[i].groups {
			g := &p.sites[i].groups[j]
			members = max(members, len(g.members))
			cells = max(cells, len(g.odds))
			span = max(span, fullColumns(g))
			columns = max(columns, g.columns)
		}
	}
	effects := 0
	if len(p.sites) > 0 {
		effects = len(p.sites[0].effects)
	}
	scores := make([]float64, len(p.drivers.words))
	out := contract.NewOutturn(&p.contract)
	out.Observed = make([]int64, len(p.gauges)+2*len(p.benefits))
	return &worker{
		plan: p, named: p.people, theta: make([]float64, len(p.inputs.names)),
		z: scores[:p.drivers.inputs], scores: scores[p.drivers.inputs:],
		factors: make([]float64, len(p.env.factors)*p.months),
		effects: make([]float64, effects),
		means:   make([]float64, p.months), eta: make([]float64, p.months),
		lift: make([]float64, members*p.months), odds: make([]float64, cells),
		rows: make([]float64, p.months*columns), start: make([]int32, p.months), limit: make([]uint64, p.months),
		scratch: make([]float64, span),
		lists:   make([]list, p.outcomes),
		units:   make([]int64, p.months),
		factor:  make([]float64, p.months),
		sights:  newSights(p),
		inPost:  make([]int64, len(p.sites)*p.months),
		worth:   make([]float64, p.worthRoom()),
		out:     out,
		work:    new(metric.Work),
	}
}

// Find returns a metric's place in Specs, or an error that suggests the
// closest name.
func (p *Plan) Find(name string) (int, error) { return p.metrics.Find(name) }
