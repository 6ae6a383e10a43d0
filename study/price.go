package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Price is the prices, and other terms of a deal, at which a figure is least
// while conditions of both sides hold.
type Price struct {
	Seed, Paths, FreshPaths uint64
	Variables               []PriceVariable
	// Objective is what is made least: in sample what the search saw, on the paths
	// that it searched on; then on fresh ones.
	Objective metric.Bound
	InSample  Estimate
	Fresh     Estimate
	// Today is the objective of the deal as it stands, on the paths of the search.
	Today Estimate
	// Exists says that values were found at which all constraints hold in sample and,
	// under Safe, hold for certain on fresh paths. Without it there is a Relaxation, or
	// Grid, or under Safe the Values that come nearest to being certain.
	Exists bool
	// Values are those of the variables, rounded as asked: the answer or, if there
	// is none, where the least relaxation was found. Exact are those before rounding.
	Values, Exact []float64
	Deal          deal.Deal // with the values in place
	Asked         []metric.Constraint
	Constraints   []PriceConstraint // those at the answer; none if there is none
	Zone          *PriceZone        // nil if there is no answer
	Frontier      []PriceTrade      // ascending in what is spent; nil without investors
	FrontierPaths uint64            // fresh ones on which it is evaluated: at most Paths
	Relaxation    *PriceRelaxation  // nil if there is an answer
	Grid          bool              // there is none only because of the rounding
	Safe          bool
	// Rounds is the copy of fresh paths that the answer was checked on: under Safe one
	// for each margin tried, the last of them (6) for one without a margin.
	Rounds int
	// Evaluations counts the deals evaluated, Walks the lifetimes sampled for them.
	Evaluations int
	Walks       uint64
	Rewalked    bool // as BreakEven has it
}

// PriceConstraint is a constraint at the answer.
type PriceConstraint struct {
	Constraint metric.Constraint
	InSample   Estimate
	// On fresh paths, held against the limit; nothing if there is no answer.
	Estimate
	Verdict
	// Binding says that it stands at its limit, as far as its error in sample
	// tells, and that the objective could be less without it.
	Binding bool
}

// PriceQuestion is what is asked of a deal.
type PriceQuestion struct {
	Vary      []Vary // none: all prices by one factor, 0.5 to 2
	Minimise  metric.Statistic
	SubjectTo []metric.Condition
	// Round are the steps to which the answer is rounded: ADDRESS=STEP for a
	// variable, ADDRESS*=STEP for the factor itself, STEP for all prices.
	Round []string
	// Zone is ADDRESS or ADDRESS*: what is scaled to find the zone of agreement; empty: the
	// single variable, or all prices if there are several.
	Zone string
	Safe bool
	// FreshPaths is the number of paths on which the answer is evaluated anew; 0:
	// four times those of the search.
	FreshPaths uint64
}

// AllPrices is the word for all prices of a deal where an address may stand.
const AllPrices = "prices"

// PriceStudy is a pricing that can be run.
type PriceStudy struct {
	base *sim.Plan
	ask  PriceQuestion
	vars []PriceVariable
	zone PriceVariable // its range is of factors on the answer, unless it is the single variable
}

// MaxPriceVariables is the most variables that a pricing may have.
const MaxPriceVariables = 6

// NewPrice prepares the pricing of a deal. The plan must be compiled with what
// metric.Wants says of all statistics. The error joins everything that is wrong
// with the question; what is wrong with Round or Zone is a *PriceFault.
func NewPrice(p *sim.Plan, q PriceQuestion) (*PriceStudy, error) {
	s := &PriceStudy{base: p, ask: q}
	if len(q.Vary) == 0 {
		s.ask.Vary = []Vary{{Address: AllPrices, Times: true, Lo: "0.5", Hi: "2"}}
	}
	var faults []error
	if len(s.ask.Vary) > MaxPriceVariables {
		faults = append(faults, fmt.Errorf("%d variables; must be at most %d", len(s.ask.Vary), MaxPriceVariables))
	}
	for _, v := range s.ask.Vary {
		x, err := newPriceVariable(p, v)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		s.vars = append(s.vars, x)
	}
	faults = append(faults, overlaps(s.vars)...)
	for _, text := range q.Round {
		if err := s.round(text); err != nil {
			faults = append(faults, err)
		}
	}
	for i := range s.vars {
		if x := &s.vars[i]; x.Step > 0 || x.Factor > 0 {
			if err := x.rungs(); err != nil {
				faults = append(faults, err)
			}
		}
	}
	if len(faults) == 0 || q.Zone != "" {
		var err error
		if s.zone, err = s.zoneVariable(); err != nil {
			faults = append(faults, err)
		}
	}
	if bound, err := q.Minimise.Bind(p.Metrics()); err != nil {
		faults = append(faults, err)
	} else if len(bound) != 1 {
		faults = append(faults, fmt.Errorf("%s: stands for %d statistics, such as %s; must be one", q.Minimise.String(), len(bound), bound[0].Name))
	}
	for _, c := range q.SubjectTo {
		if _, err := c.Bind(p.Metrics()); err != nil {
			faults = append(faults, err)
		}
	}
	return s, errors.Join(faults...)
}

// About is roughly how many evaluations a run makes.
func (s *PriceStudy) About() uint64 { return uint64(300 + 300*len(s.vars)) }

// defaultFresh is how many times the paths of the search the answer is evaluated on.
const defaultFresh = 4

// freshFrom is the first path of the copy number n, from 1 on, of a run: no plain
// run reaches it.
func freshFrom(n int) uint64 { return uint64(n) << 40 }

// Run looks for the answer. All candidates are evaluated on the same o.Paths
// lifetimes, so that what is less is less because of the deal. When ctx ends it
// returns ctx's error and nothing else: half a search is no answer. Any other error
// is of the deal that some values make, or a *PriceFault of the zone.
func (s *PriceStudy) Run(ctx context.Context, o sim.Options) (*Price, error) {
	r := newPriceRun(s, o)
	out := &Price{
		Seed: o.Seed, Paths: o.Paths, FreshPaths: cmp.Or(s.ask.FreshPaths, defaultFresh*o.Paths),
		Variables: s.vars, Safe: s.ask.Safe, Rewalked: s.base.Reviewed(), Rounds: 1,
	}
	today, err := r.standing(ctx)
	if err != nil {
		return nil, err
	}
	out.Objective, out.Today, out.Asked = r.objective, today, r.constraints
	if err := r.answer(ctx, out); err != nil {
		return nil, err
	}
	if out.Exists {
		if out.Zone, err = r.agreement(ctx, out); err != nil {
			return nil, err
		}
	}
	if out.Frontier, err = r.frontier(ctx, out); err != nil {
		return nil, err
	}
	out.Evaluations, out.Walks = r.evaluations, r.walks
	return out, nil
}

// safeRounds bounds how often a safe answer is looked for, and wider is by how
// much its margin grows each time.
const (
	safeRounds = 6
	wider      = 1.5
)

// answer searches, rounds and evaluates on fresh paths: once or, for a safe
// answer, with a wider margin each time until all constraints are certain on
// fresh paths of that round.
func (r *priceRun) answer(ctx context.Context, out *Price) error {
	margin := 0.0
	if r.ask.Safe {
		margin = 1
	}
	for {
		found, err := r.search(ctx, margin)
		if err != nil {
			return err
		}
		if found.rounded == nil && margin > 0 { // what can be had without a margin
			if found, err = r.search(ctx, 0); err != nil {
				return err
			}
			out.Rounds = safeRounds
		}
		if found.rounded == nil {
			return r.noPrice(ctx, out, found)
		}
		if err := r.fresh(ctx, out, found); err != nil {
			return err
		}
		out.Exists = true
		for i := range out.Constraints {
			c := &out.Constraints[i]
			out.Exists = out.Exists && (!r.ask.Safe || c.Met && c.Certain)
		}
		if out.Exists || out.Rounds >= safeRounds {
			break
		}
		out.Rounds++
		margin *= wider
	}
	return r.binding(ctx, out)
}

// fresh evaluates the answer in sample and on fresh paths.
func (r *priceRun) fresh(ctx context.Context, out *Price, found priceFound) error {
	x := found.rounded
	out.Values, out.Exact = x.values, r.valuesAt(found.exact.X)
	out.InSample = x.objective
	d, err := r.dealOf(x.candidate)
	if err != nil {
		return err
	}
	out.Deal = d
	all, err := r.again(ctx, freshFrom(out.Rounds), out.FreshPaths, []candidate{x.candidate})
	if err != nil {
		return err
	}
	y := all[0]
	out.Fresh = y.objective
	out.Constraints = make([]PriceConstraint, len(r.constraints))
	for j, c := range r.constraints {
		out.Constraints[j] = PriceConstraint{Constraint: c, InSample: x.held[j], Estimate: y.held[j], Verdict: y.held[j].Holds(c.Limit)}
	}
	return nil
}
