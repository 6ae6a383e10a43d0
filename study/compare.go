package study

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Case is one cell of a comparison: what a structure is under a scenario.
type Case struct {
	Structure, Scenario string
	Deal                deal.Deal
	// Reason says why there is no Deal: the scenario does not apply to the structure.
	Reason error
}

// Comparison is several cases on the same lifetimes. Its first case, the first
// structure under the first scenario, is the reference.
type Comparison struct {
	Seed, Paths           uint64
	Structures, Scenarios []string    // in the order of their first cases
	Statistics            []Statistic // what is compared, side by side
	Cells                 []Cell      // in the order of the cases
	// Walked is how many lifetimes were sampled; Settled how many were only
	// settled again, under another contract, on people sampled already.
	Walked, Settled uint64
	// Partial marks a comparison that was stopped: cells that are not Done have no figures.
	Partial bool
}

// Cell is what one case comes to.
type Cell struct {
	Structure, Scenario int       // places in Comparison.Structures and Scenarios
	Plan                *sim.Plan // nil where there is no deal
	Reason              error     // why there is none
	Done                bool
	Figures             []Measured // one for each statistic
}

// Measured is a statistic of one cell and how it differs from other cells.
type Measured struct {
	Estimate
	// Missing says why the deal has no such statistic; the estimate is then empty.
	Missing error
	// Less has the figure less that of each Reference, nil where that is not there.
	Less [References]*Difference
}

// Reference says which cell another one is held against.
type Reference int

// The references.
const (
	Base   Reference = iota // the same structure under the first scenario
	First                   // the first structure under the same scenario
	Corner                  // the first structure under the first scenario
	References
)

// Difference is what a figure is more in one cell than in another, on the same
// words path by path.
type Difference struct {
	Estimate // with the paired interval: see Sample.Difference
	// Structure and Scenario are those of the other cell.
	Structure, Scenario int
	// Independent is the standard error that the difference would have with
	// words of its own for each side, sqrt(se1² + se2²); NaN for figures that have none.
	Independent float64
}

// Gain is how many times smaller the standard error is for the common words;
// plus infinity for a difference without error, NaN where there is nothing to gain.
func (d *Difference) Gain() float64 { return d.Independent / d.SE }

// Sure reports whether the difference is beyond error: its interval does not hold 0.
func (d *Difference) Sure() bool { return d.Lo > 0 || d.Hi < 0 }

// Cell returns the cell of a structure and a scenario, nil if there is no such case.
func (c *Comparison) Cell(structure, scenario int) *Cell {
	for i := range c.Cells {
		if x := &c.Cells[i]; x.Structure == structure && x.Scenario == scenario {
			return x
		}
	}
	return nil
}

// Compare runs all cases on the same words and holds each against its
// references: every difference is paired path by path and has an interval of its
// own. A path is walked once for all cases that draw the same and settled for each.
// Compared are the statistics wanted, else some that each side looks at first.
//
// A case that has a Reason, or whose deal is not sound, is an empty cell; so is
// the statistic of a deal that has none. The error joins everything that leaves
// nothing to compare: a structure that does not work under its first scenario, a
// scenario that applies to no structure, a statistic that no deal has, deals in
// different currencies.
//
// When ctx ends, the cells finished by then are returned with ctx's error,
// equal bit for bit to those of the whole; nil if there are none.
func Compare(ctx context.Context, cases []Case, o sim.Options, want ...metric.Statistic) (*Comparison, error) {
	c := &Comparison{Seed: o.Seed, Paths: o.Paths}
	if err := c.lay(cases); err != nil {
		return nil, err
	}
	c.compile(cases, want)
	if err := c.check(); err != nil {
		return nil, err
	}
	asked := askedFor(want)
	if len(want) == 0 {
		asked = sidesOf(c.Cells[0].Plan)
	}
	bound, err := c.bind(asked)
	if err != nil {
		return nil, err
	}
	var plans []*sim.Plan
	var metrics [][]string
	var at []int // the cell of each plan
	for i := range c.Cells {
		if c.Cells[i].Plan != nil {
			plans, metrics, at = append(plans, c.Cells[i].Plan), append(metrics, needed(bound[i])), append(at, i)
		}
	}
	sweep, err := sim.NewSweep(ctx, plans, metrics, o)
	if sweep == nil {
		return nil, err
	}
	place := make([]int, len(c.Cells)) // the plan of each cell
	for k, i := range at {
		place[i] = k
		if c.Cells[i].Done = sweep.Done[k]; c.Cells[i].Done {
			c.Settled += o.Paths
		} else {
			c.Partial = true
		}
	}
	c.Walked = sweep.Walks
	c.Settled -= c.Walked
	if !slices.Contains(sweep.Done, true) {
		return nil, err
	}
	if wrong := c.evaluate(sweep, place, bound, o.Workers); wrong != nil {
		return nil, wrong
	}
	return c, err
}

// lay gives each case its place in the grid.
func (c *Comparison) lay(cases []Case) error {
	if len(cases) == 0 {
		return errors.New("no cases to compare")
	}
	place := func(list *[]string, name string) int {
		if i := slices.Index(*list, name); i >= 0 {
			return i
		}
		*list = append(*list, name)
		return len(*list) - 1
	}
	var faults []error
	for i := range cases {
		x := Cell{Structure: place(&c.Structures, cases[i].Structure), Scenario: place(&c.Scenarios, cases[i].Scenario), Reason: cases[i].Reason}
		if c.Cell(x.Structure, x.Scenario) != nil {
			faults = append(faults, fmt.Errorf("%s under %s: stands twice, must be there once", cases[i].Structure, cases[i].Scenario))
			continue
		}
		c.Cells = append(c.Cells, x)
	}
	return errors.Join(faults...)
}

// compile makes the plans, with what the wanted statistics need.
func (c *Comparison) compile(cases []Case, want []metric.Statistic) {
	for i := range c.Cells {
		x := &c.Cells[i]
		if x.Reason == nil && cases[i].Deal == (deal.Deal{}) {
			x.Reason = errors.New("there is no deal")
		}
		if x.Reason == nil {
			terms := cases[i].Deal.Contract()
			x.Plan, x.Reason = sim.Compile(cases[i].Deal, metric.Wants(&terms, want...)...)
		}
	}
}

// check refuses what cannot be compared.
func (c *Comparison) check() error {
	var faults []error
	for i, name := range c.Structures {
		if x := c.Cell(i, 0); x == nil {
			faults = append(faults, fmt.Errorf("%s: has no case under %s, which the others are held against", name, c.Scenarios[0]))
		} else if x.Plan == nil {
			faults = append(faults, fmt.Errorf("%s under %s: %w", name, c.Scenarios[0], x.Reason))
		}
	}
	for k, name := range c.Scenarios[1:] {
		var reasons []error
		applies := false
		for i := range c.Cells {
			x := &c.Cells[i]
			if x.Scenario != k+1 {
				continue
			}
			applies = applies || x.Plan != nil
			if x.Reason != nil && !slices.ContainsFunc(reasons, func(e error) bool { return e.Error() == x.Reason.Error() }) {
				reasons = append(reasons, x.Reason)
			}
		}
		if !applies {
			faults = append(faults, fmt.Errorf("%s: applies to none of the structures: %w", name, errors.Join(reasons...)))
		}
	}
	currency := ""
	for i := range c.Cells {
		if p := c.Cells[i].Plan; p != nil {
			code := p.Contract().Terms().Currency.Code
			if currency == "" {
				currency = code
			}
			if code != currency {
				faults = append(faults, fmt.Errorf("%s under %s: is in %s, must be in %s as the first", c.Structures[c.Cells[i].Structure], c.Scenarios[c.Cells[i].Scenario], code, currency))
			}
		}
	}
	return errors.Join(faults...)
}

// needed names the metrics that the statistics of a plan look at, each once.
func needed(bound []*metric.Bound) []string {
	var names []string
	for _, b := range bound {
		if b == nil {
			continue
		}
		for _, name := range b.Metrics {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
