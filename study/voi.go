package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// InformationQuery says what to value.
type InformationQuery struct {
	Decision Decision
	// Learn are patterns of overruns that count as information; the others are chance.
	Learn  []string
	Groups []InputGroup // nil: NaturalInputGroups of Learnable
	// Pilot is what pilot to value. Without an address it is the probability,
	// of people, that is worth most to know; without sizes DefaultSizes.
	Pilot       PilotPlan
	CostOfPilot float64 // for each person, in the unit of the gain
}

// Information is what it is worth to know more before a decision.
type Information struct {
	Seed, Paths uint64
	Decision    Decision
	Condition   metric.Constraint // of the decision, in this deal
	Yes         bool              // the decision now: to do it
	Gain        float64           // the mean gain of doing it, over the paths
	GainSE      float64
	// Perfect is nil if the study was stopped before it was known.
	Perfect *Perfect
	// AllInputs is what all inputs are worth by the regression that values
	// groups: it should agree with Perfect.
	AllInputs *InputWorth
	Inputs    []InputWorth // each by itself, in the plan's order
	Chance    []string     // uncertain inputs that count as chance: see Learnable
	Groups    []InputWorth
	Pilot     *Pilot // nil if no probability is uncertain
	// Partial says that the study was stopped: what is there is as in the whole.
	Partial  bool
	Warnings []sim.Warning
}

// InputWorth is what it is worth to know one input or a group (EVPPI).
type InputWorth struct {
	InputGroup
	Worth
	// Spread is how far the expected gain moves with them: the standard deviation
	// of E[gain | inputs].
	Spread float64
	// Tested is what deciding by the estimate gains on lifetimes it was not made
	// from. Its mean is too low: the bias of Value is no larger than what lies between.
	Tested float64
}

// DefaultSizes are the pilots that are valued if none are asked for.
var DefaultSizes = []int{10, 30, 100, 300, 1000}

// The sizes of a study.
const (
	leastInformationPaths = 500
	maxInformationPaths   = 200_000
	maxPilot              = 10_000
	informationReplicates = 200 // of the bootstrap
)

// InformationPaths is how many lifetimes a study of so many paths walks: those of
// the plain run and those of the nested simulation.
func InformationPaths(paths uint64) uint64 { return (1 + nested) * paths }

var errUndefined = errors.New("it has no value on some path")

// Information values what the uncertain inputs of a plan tell a decision. The
// environment and luck are never information. It walks InformationPaths(o.Paths)
// lifetimes.
//
// When ctx ends it returns what is known by then, equal bit for bit to the
// same figures of the whole, with ctx's error.
func ValueOfInformation(ctx context.Context, p *sim.Plan, q InformationQuery, o sim.Options) (*Information, error) {
	condition, faults := q.Decision.bind(p)
	if o.Paths < leastInformationPaths || o.Paths > maxInformationPaths {
		faults = errors.Join(faults, fmt.Errorf("paths: %d must be %d to %d", o.Paths, leastInformationPaths, maxInformationPaths))
	}
	if q.Groups == nil {
		q.Groups = NaturalInputGroups(p, Learnable(p, q.Learn))
	}
	if err := errors.Join(faults, q.check(p)); err != nil {
		return nil, err
	}
	out := &Information{Seed: o.Seed, Paths: o.Paths, Decision: q.Decision, Condition: condition}
	_, ofPeople := probabilities(p)
	for _, in := range p.Inputs() {
		if !slices.Contains(Learnable(p, q.Learn), in) {
			out.Chance = append(out.Chance, in)
		}
	}
	err := out.value(ctx, newStakes(p, &condition, q.Learn, o.Seed), q, ofPeople, o)
	switch {
	case errors.Is(err, errUndefined):
		return nil, fmt.Errorf("%s: %w; decide by one that always has, such as %s", condition.Name, err, insteadOf(p, condition.Metrics[0]))
	case out.Inputs == nil && err != nil:
		return nil, err
	}
	return out, err
}

// value fills the study.
func (v *Information) value(ctx context.Context, s *stakes, q InformationQuery, probabilities []string, o sim.Options) error {
	gains, err := s.table(ctx, o, 1, func(gain func(theta, chance uint64) float64, n uint64, row []float64) { row[0] = gain(n, n) })
	if err != nil {
		return err
	}
	if slices.ContainsFunc(gains, math.IsNaN) {
		return errUndefined
	}
	v.Gain, v.GainSE = mean(gains), deviation(gains)/math.Sqrt(float64(len(gains)))
	v.Yes = v.Gain >= 0
	values := make([][]float64, len(s.inputs))
	for i := range values {
		values[i] = make([]float64, len(gains))
	}
	theta := make([]float64, len(s.inputs))
	for n := range gains {
		s.values(theta, uint64(n))
		for i, x := range theta {
			values[i][n] = x
		}
	}
	groups := []InputGroup{{Name: "all", Inputs: s.inputs}}
	for _, in := range s.inputs {
		groups = append(groups, InputGroup{in, []string{in}})
	}
	groups = append(groups, q.Groups...)
	fits := v.regress(ctx, groups, s.inputs, values, gains, o)
	v.Inputs = []InputWorth{}
	for i := range fits {
		f := &fits[i]
		switch {
		case !f.done:
		case i == 0:
			v.AllInputs = &f.InputWorth
		case i <= len(s.inputs):
			v.Inputs = append(v.Inputs, f.InputWorth)
		default:
			v.Groups = append(v.Groups, f.InputWorth)
		}
	}
	if ctx.Err() != nil {
		v.Partial = true
		return ctx.Err()
	}
	if at := v.piloted(q.Pilot, probabilities); at >= 0 {
		if q.Pilot.Sizes == nil {
			q.Pilot.Sizes = DefaultSizes
		}
		v.Pilot = newRegression(values[at:at+1], gains).pilot(v.Inputs[at].Name, q.Pilot.Sizes, values[at], blockResamples(o.Seed), q.CostOfPilot)
	}
	one := o
	if o.Progress != nil {
		one.Progress = func(done uint64) { o.Progress(o.Paths + done) }
	}
	if v.Perfect, err = s.perfect(ctx, one, v.Yes, fits[0].guess, float64(v.GainSE*v.GainSE)*float64(len(gains))); err != nil {
		v.Partial = true
		return err
	}
	v.doubts()
	return nil
}

// fit is a regression of one group.
type fit struct {
	InputWorth
	done  bool
	guess []float64 // of all inputs: the fitted gain of each path
}

// regress values each group, on o.Workers goroutines.
func (v *Information) regress(ctx context.Context, groups []InputGroup, inputs []string, values [][]float64, gains []float64, o sim.Options) []fit {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	resampled := blockResamples(o.Seed)
	fits := make([]fit, len(groups))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(groups)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(groups) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				var of [][]float64
				for _, in := range groups[i].Inputs {
					of = append(of, values[slices.Index(inputs, in)])
				}
				r := newRegression(of, gains)
				f := &fits[i]
				worth, spread := r.worth(v.Yes, resampled)
				f.InputWorth = InputWorth{groups[i], worth, spread, r.tested(v.Yes)}
				if i == 0 {
					f.guess = r.fitted()
				}
				f.done = true
			}
		})
	}
	wg.Wait()
	return fits
}

// piloted is the place of the input to pilot: the one asked for or, of the
// probabilities that people show, the one worth most; if none is worth anything,
// the one that moves the gain most. -1: there is none.
func (v *Information) piloted(asked PilotPlan, probabilities []string) int {
	best := -1
	for i := range v.Inputs {
		in := &v.Inputs[i]
		switch {
		case in.Name == asked.Address:
			return i
		case asked.Address == "" && slices.Contains(probabilities, in.Name) && (best < 0 || before(in, &v.Inputs[best])):
			best = i
		}
	}
	return best
}

// before orders inputs by what they are worth, then by how far they move the gain.
func before(a, b *InputWorth) bool {
	return a.Value > b.Value || a.Value == b.Value && a.Spread > b.Spread
}

// doubts notes where estimates stand in an order in which the truth cannot.
func (v *Information) doubts() {
	add := func(address, format string, args ...any) {
		v.Warnings = append(v.Warnings, sim.Warning{Address: address, Text: fmt.Sprintf(format, args...)})
	}
	if math.Abs(v.Gain) < float64(z*v.GainSE) {
		add("", "the mean gain is within its error of 0: with more lifetimes the decision now may be the other one")
	}
	if v.Perfect.Coarse {
		add("", "chance moves the gain so much more than the inputs do that the value of knowing them all may still be estimated too high: ask for more lifetimes")
	}
	type estimate struct {
		name        string
		value, loss float64 // loss: what the error may be
	}
	of := func(name string, w InputWorth) estimate {
		return estimate{name, w.Value, float64(z*w.SE) + max(0, w.Value-w.Tested)}
	}
	above := func(part, whole estimate, same bool) {
		over := part.value - whole.value
		if over <= 0.001*v.Perfect.Value {
			return
		}
		reason := "the difference is within their error"
		if float64(over*over) > float64(part.loss*part.loss)+float64(whole.loss*whole.loss) {
			reason = "by more than their error: the curves fitted to them miss something, or more lifetimes are needed"
		}
		relation := "of which it is a part"
		if same {
			relation = "though it is all there is to learn"
		}
		add(part.name, "estimated to be worth more than %s, %s; %s", whole.name, relation, reason)
	}
	all := estimate{"everything", v.Perfect.Value, float64(z * v.Perfect.SE)}
	for _, g := range v.Groups {
		whole := of(g.Name, g)
		for _, in := range v.Inputs {
			if slices.Contains(g.Inputs, in.Name) {
				above(of(in.Name, in), whole, len(g.Inputs) == 1)
			}
		}
		above(whole, all, len(g.Inputs) == len(v.Inputs))
	}
	for _, in := range v.Inputs {
		above(of(in.Name, in), all, len(v.Inputs) == 1)
	}
}
