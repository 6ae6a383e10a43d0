package study

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// ReverseStress says what it takes to break a deal: the nearest move of each
// driver alone, and the nearest of all combinations, at which a condition holds.
//
// Every driver of ignorance and environment is a coordinate of independent
// standard normal space, a factor or an index moving as a whole along its Level;
// correlation is applied afterwards. All drivers at 0 are the median. Luck is
// not moved: the statistic is taken over it, on the same words everywhere. The
// nearest point is the design point of the first-order reliability method: A. M.
// Hasofer and N. C. Lind, J. Engineering Mechanics Division ASCE 100, 1974; A. Der
// Kiureghian, First- and second-order reliability methods, 2005.
type ReverseStress struct {
	// Paths is the number of words of luck at each point.
	Seed, Paths uint64
	Until       metric.Constraint
	// Radius is the largest distance looked at, Within that for single drivers,
	// in standard deviations.
	Radius, Within float64
	// AtMedian is the statistic with all drivers at their medians. Already says
	// that the condition holds there: the distance is then 0 and nothing else was
	// looked for.
	AtMedian Estimate
	Already  bool
	// Distance is that of the nearest point found, NaN if there is none within
	// Radius; Lo and Hi are its 95 % interval along the way to it.
	Distance, Lo, Hi float64
	// Chance is Phi(-Distance), the chance beyond a flat boundary at that distance.
	Chance float64
	// AtPoint is the statistic there, and Moves what is moved, those of the
	// largest share first. All other drivers stay at their medians.
	AtPoint Estimate
	Moves   []Move
	// Way is the statistic on the straight way from the median, by distance.
	Way []Tried
	// Singles are all drivers, the most fragile first.
	Singles []SingleMove
	// Farthest is the largest distance tried.
	Farthest float64
	Drivers  int
	// Walks is the number of lifetimes walked.
	Walks uint64
	// Partial says that the study was stopped: there are the single drivers, or
	// not even these.
	Partial bool
}

// Move is what is done to one driver at the nearest point.
type Move struct {
	Driver sim.Driver
	// Push is how far it is moved itself, in its standard deviations: 0 if it
	// only follows what it is correlated with.
	Push float64
	// Score is where it then stands, as a normal score: -1.645 is its 5 % point.
	Score float64
	// Share is its share of the squared distance.
	Share float64
	Moved
}

// SingleMove is the nearest move of one driver alone at which the condition holds.
type SingleMove struct {
	Driver sim.Driver
	// Distance is the move in standard deviations of the driver, either way, and
	// Lo and Hi its 95 % interval; NaN if none within reach does.
	Distance, Lo, Hi float64
	// End is the end of the range at which the statistic is worst, and AtEnd the
	// statistic there, from fewer words of luck than the others.
	End, AtEnd float64
	Moved      // at Distance, else at End
}

// Moved says what the move of a driver means.
type Moved struct {
	Inputs []InputMove // of a driver of ignorance
	Effect EffectMove  // of a driver of the environment
}

// InputMove is an uncertain input at the median and moved, as the deal states
// it: money in whole units.
type InputMove struct {
	Address       string
	Median, Value float64
}

// EffectMove is a factor, an effect or a price index, moved.
type EffectMove struct {
	// Size is what is added: to the log mean of referrals, to the log odds of
	// outcomes and of evidence, of a factor on average over the months; of a price
	// index to its growth a year.
	Size float64
	// On are the outcomes that it acts on, "referrals" or "evidence"; none for an
	// index, whose growth a year at the median is Growth.
	On     []string
	Growth float64
	Site   string // empty: all sites
	Factor bool   // moves from month to month
}

// quickLuck is the number of words of luck of a step on the way to an answer.
const quickLuck = 200

// ReverseStressStudy is a reverse stress that can be run.
type ReverseStressStudy struct {
	plan  *sim.Plan
	until metric.Constraint
	// Radius and Within may be changed before it runs.
	Radius, Within float64
}

// NewReverseStress prepares the reverse stress of a deal. The plan must be
// compiled with what metric.Wants says of the condition's statistic.
func NewReverseStress(p *sim.Plan, until metric.Condition) (*ReverseStressStudy, error) {
	bound, err := bindOne(p, until)
	if err != nil {
		return nil, err
	}
	if len(p.Drivers()) == 0 {
		return nil, errors.New("the deal has no uncertain input, factor or effect: there is nothing to move")
	}
	return &ReverseStressStudy{plan: p, until: bound, Radius: 6, Within: 4}, nil
}

// Run looks for what breaks the deal, with o.Paths words of luck at each point
// of an answer. When ctx ends it returns what is finished with ctx's error.
func (s *ReverseStressStudy) Run(ctx context.Context, o sim.Options) (*ReverseStress, error) {
	if o.Paths == 0 || o.Paths > 1e6 {
		return nil, fmt.Errorf("paths: %d must be 1 to 1000000", o.Paths)
	}
	nan := math.NaN()
	out := &ReverseStress{Seed: o.Seed, Paths: o.Paths, Until: s.until, Radius: s.Radius, Within: s.Within, Distance: nan, Lo: nan, Hi: nan, Chance: nan, Drivers: len(s.plan.Drivers())}
	g := newDriverSpace(s.plan, s.until, o)
	space := crossing.Space{
		Push: g.push, Draw: g.draw, Read: g.read, Score: g.score,
		Luck: int(o.Paths), Quick: int(min(quickLuck, o.Paths)), Radius: s.Radius, Within: s.Within,
	}
	err := s.run(ctx, g, &space, out)
	out.Partial = err != nil
	out.Walks = g.walks
	return out, err
}

func (s *ReverseStressStudy) run(ctx context.Context, g *driverSpace, space *crossing.Space, out *ReverseStress) error {
	origin := make([]float64, len(g.drivers))
	err := g.settleOrigin(ctx, origin, space.Quick)
	if err != nil {
		return err
	}
	out.AtMedian = g.atOrigin
	if s.until.Limit.Met(out.AtMedian.Value) {
		out.Already, out.Distance, out.Lo, out.Hi, out.Chance, out.AtPoint = true, 0, 0, 0, 0.5, out.AtMedian
		return nil
	}
	singles, err := space.Singles(ctx)
	if err != nil {
		return err
	}
	for _, x := range singles {
		out.Singles = append(out.Singles, g.single(x))
	}
	out.Farthest = s.Within
	spot, err := space.Nearest(ctx, singles)
	if err != nil {
		return err
	}
	out.Farthest = max(out.Farthest, spot.Farthest)
	if spot.Point == nil {
		return nil
	}
	out.Distance, out.Lo, out.Hi, out.Chance = spot.Distance, spot.Lo, spot.Hi, num.NormCDF(-spot.Distance)
	for _, p := range spot.Way {
		out.Way = append(out.Way, g.onWay(p))
	}
	out.Moves = g.moves(&spot)
	estimates, err := g.estimates(ctx, [][]float64{spot.Point}, int(out.Paths))
	if err == nil {
		out.AtPoint = estimates[0]
	}
	return err
}
