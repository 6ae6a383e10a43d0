package study

import (
	"context"
	"fmt"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// Incentives says who is paid to do what: what each actor's money does as the deal
// does better or worse, and what one more outcome, one more person or a month's delay
// brings it. All figures are settled cash in units of the currency; what an outcome is
// worth to anyone beyond money is not in them.
type Incentives struct {
	Seed, Paths uint64
	// Volume says that performance multiplies referrals, not outcomes.
	Volume bool
	// Reviewed says that reviews change volumes, which edits leave as sampled.
	Reviewed bool
	Actors   []Actor
	Levels   []Level // of performance, ascending
	Flats    []Flat
	Margins  []Margin
	People   []PersonGain
	Spreads  []Spread
	Dead     []DeadZone
	AtRisk   []AtRisk
	Delay    Delay
	Stages   []Stage // by natural order
	Flags    []Flag
}

// Level is a level of performance: 1.2 is 20 % more than expected.
type Level struct {
	Performance float64
	Payoffs     []tally.Summary // by actor
	// Steps is what each actor has more than at the level before, on the same words;
	// nil for the first.
	Steps []tally.Summary
	// Sites and Outcomes are the achieved outcomes: [site][outcome], [outcome].
	Sites    [][]tally.Summary
	Outcomes []tally.Summary
	// Stopped are the transitions whose chance would be above 1 at central inputs.
	Stopped []string
}

// Margin is one more outcome, evidenced, at a site: the whole contract settled
// with it and without it on every path.
type Margin struct {
	Site, Outcome int             // places in the contract
	Gains         []tally.Summary // by actor
	// Zero is the share of paths on which it is worth exactly nothing.
	Zero []tally.Proportion
}

// PersonGain is what a person of a segment brings: the path less the path without
// them, on paths that have one. Outcome is the segment's place, [sim.Anyone] or
// [sim.Nothing].
type PersonGain struct {
	Site, Outcome int
	Group         string
	Gains         []tally.Summary // by actor
}

// Spread is how much more a person of the best segment of a group brings an actor
// than one of the worst, on paths that have both.
type Spread struct {
	Site, Actor int
	Group       string
	Best, Worst int // outcomes
	Gain        tally.Summary
	// Pairs is the number of pairs of segments that it is the widest of.
	Pairs int
}

// Delay is every outcome one month later.
type Delay struct {
	Gains []tally.Summary // by actor
	Lost  tally.Summary   // evidenced outcomes that then fall after the window
}

// IncentiveOptions says how to vary performance.
type IncentiveOptions struct {
	Volume bool // referrals instead of outcomes
}

// Idle reports whether an actor has no money of the deal on any path, at any level
// of performance.
func (s *Incentives) Idle(actor int) bool {
	for i := range s.Levels {
		if x := &s.Levels[i].Payoffs[actor]; x.Min != 0 || x.Max != 0 {
			return false
		}
	}
	return true
}

// levels of performance, in hundredths.
var levels = []int{50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150}

// incentives is the study while it runs.
type incentives struct {
	Incentives
	plan          *sim.Plan
	o             sim.Options
	unit          int64
	sites, actors int
	outcomes      int
	curve         [][]int64 // [level] table of payoffs
	margins       []int64   // the table of settle
	marginWidth   int
	done          uint64
	personAt      int // columns
	delayAt       int
	stageAt       int
}

// maxIncentives bounds the bytes kept.
const maxIncentives = 1_000_000_000

// RunIncentives looks at a deal on o.Paths lifetimes. Each is walked once for every
// level of performance, once for the income at risk and once for everything else, and
// settled once for every question. The error is of fewer than two paths, of more than
// can be kept, or ctx's.
func RunIncentives(ctx context.Context, p *sim.Plan, ask IncentiveOptions, o sim.Options) (*Incentives, error) {
	if o.Paths < 2 {
		return nil, fmt.Errorf("paths: %d must be at least 2", o.Paths)
	}
	s := &incentives{plan: p, o: o, unit: unitOf(p)}
	s.Seed, s.Paths, s.Volume, s.Reviewed = o.Seed, o.Paths, ask.Volume, p.Reviewed()
	s.Actors = Actors(p)
	s.actors, s.sites, s.outcomes = len(s.Actors), p.Contract().NumSites(), p.Contract().NumOutcomes()
	s.layOut()
	if bytes := float64(len(levels)*s.actors+s.marginWidth) * 16 * float64(o.Paths); bytes > maxIncentives {
		return nil, fmt.Errorf("paths: %d paths need %.0f MB, more than %d: ask for fewer", o.Paths, bytes/1e6, maxIncentives/1_000_000)
	}
	if err := s.draw(ctx); err != nil {
		return nil, err
	}
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	var err error
	if s.AtRisk, err = RevenueAtRisk(ctx, p, s.options()); err != nil {
		return nil, err
	}
	s.flats()
	s.flag()
	return &s.Incentives, nil
}

// IncentiveWalks is the number of lifetimes walked for so many paths.
func IncentiveWalks(paths uint64) uint64 { return paths * uint64(len(levels)+2) }

// options counts on from what is done.
func (s *incentives) options() sim.Options {
	o := s.o
	if o.Progress != nil {
		before := s.done
		o.Progress = func(done uint64) { s.o.Progress(before + done) }
	}
	s.done += o.Paths
	return o
}

// columns makes summaries of a table's columns.
func columns(table []int64, width int) *tally.Tally {
	t := tally.New(tally.Shape{Columns: width, Store: true}, len(table)/width)
	for ; len(table) > 0; table = table[width:] {
		t.Add(table[:width])
	}
	return t
}

// difference summarises column a less column b of two tables of equal length, in
// units, over the rows in which both have a value.
func difference(x []int64, wide, a int, y []int64, width, b int, unit int64) tally.Summary {
	n := len(x) / wide
	t := tally.New(tally.Shape{Columns: 1, Store: true}, n)
	row := make([]int64, 1)
	for i := range n {
		u, v := x[i*wide+a], y[i*width+b]
		row[0] = tally.Undefined
		if u != tally.Undefined && v != tally.Undefined {
			row[0] = u - v
		}
		t.Add(row)
	}
	return t.Summary(0, unit)
}
