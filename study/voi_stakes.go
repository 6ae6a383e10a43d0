package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// stakes is what the estimators see of a deal and a decision.
type stakes struct {
	inputs []string // addresses of what one may learn
	// values fills dst with the inputs of a path, for one goroutine at a time.
	values func(dst []float64, path uint64)
	// walker returns, for one goroutine, a function that gives the gain of the
	// lifetime with the inputs of path theta and the environment and luck of path
	// chance; NaN if it has none.
	walker func() func(theta, chance uint64) float64
}

// table walks rows of gains, row n by f.
func (s *stakes) table(ctx context.Context, o sim.Options, width int, f func(gain func(theta, chance uint64) float64, n uint64, row []float64)) ([]float64, error) {
	bits, err := sim.Each(ctx, o, width, func() func(uint64, []int64) {
		gain, floats := s.walker(), make([]float64, width)
		return func(n uint64, row []int64) {
			f(gain, n, floats)
			for i, v := range floats {
				row[i] = int64(math.Float64bits(v))
			}
		}
	})
	table := make([]float64, len(bits))
	for i, v := range bits {
		table[i] = math.Float64frombits(uint64(v))
	}
	return table, err
}

// newStakes is the gain of a decision in a deal, by its condition.
func newStakes(p *sim.Plan, c *metric.Constraint, learn []string, seed uint64) *stakes {
	all, scores := make([]float64, len(p.Inputs())), make([]float64, p.NumScores())
	held, inputs := learnable(p, learn)
	var slots []int
	for _, in := range inputs {
		slots = append(slots, slices.Index(p.Inputs(), in))
	}
	return &stakes{
		inputs: inputs,
		values: func(dst []float64, path uint64) {
			p.Scores(scores, seed, path)
			p.InputsAt(all, scores)
			for i, slot := range slots {
				dst[i] = all[slot]
			}
		},
		walker: func() func(theta, chance uint64) float64 {
			w, work := p.Walker(), make([]int64, 2)
			mixed, known, other := make([]float64, p.NumScores()), make([]float64, p.NumScores()), make([]float64, p.NumScores())
			return func(theta, chance uint64) float64 {
				p.Scores(mixed, seed, chance)
				if chance != theta {
					copy(other, mixed)
					p.Scores(known, seed, theta)
					p.Hold(mixed, known, other, held)
				}
				return gain(c, w.Walk(mixed, seed, chance), work)
			}
		},
	}
}

// learnable says which drivers are information, and the inputs they make: those
// of ignorance, and the overruns that learn names. What a cost will overrun by
// is of the environment: as a rule nothing beforehand tells it.
func learnable(p *sim.Plan, learn []string) (held []bool, inputs []string) {
	var chance []string
	for _, d := range p.Drivers() {
		outcome := d.Input && d.Tier == sim.Environment && !slices.ContainsFunc(learn, func(pattern string) bool { return begins(pattern, d.Name) })
		held = append(held, d.Input && !outcome)
		if outcome {
			chance = append(chance, d.Name)
		}
	}
	inputs = slices.DeleteFunc(p.Inputs(), func(in string) bool { return slices.Contains(chance, in) })
	return held, inputs
}

// overruns are the inputs that are of the environment.
func overruns(p *sim.Plan) (names []string) {
	for _, d := range p.Drivers() {
		if d.Input && d.Tier == sim.Environment {
			names = append(names, d.Name)
		}
	}
	return names
}

// probabilities are the uncertain inputs that are the chance of an event, as
// the deal has them, and whether people show them: one would see it in a pilot.
func probabilities(p *sim.Plan) (all, ofPeople []string) {
	_, uncertain := learnable(p, nil)
	for _, in := range p.Deal().Inputs() {
		if in.Unit != "probability" || !slices.Contains(uncertain, in.Address) {
			continue
		}
		all = append(all, in.Address)
		for _, step := range strings.Split(in.Address, ".") {
			if step == "pathway" || step == "evidence" || step == "resubmission" {
				ofPeople = append(ofPeople, in.Address)
				break
			}
		}
	}
	return all, ofPeople
}

// check holds a query against what a plan has; the error joins all that is wrong.
func (q *InformationQuery) check(p *sim.Plan) error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, pattern := range q.Learn {
		if all := overruns(p); !slices.ContainsFunc(all, func(in string) bool { return begins(pattern, in) }) {
			add("learn: %q must name an uncertain overrun, of %s", pattern, listed(all))
		}
	}
	inputs := Learnable(p, q.Learn)
	for i, g := range q.Groups {
		if slices.ContainsFunc(q.Groups[:i], func(h InputGroup) bool { return h.Name == g.Name }) {
			add("group %s: is there twice", g.Name)
		}
		for _, in := range g.Inputs {
			if !slices.Contains(inputs, in) {
				add("group %s: %s is no uncertain input that one may learn; the deal has %s", g.Name, in, listed(inputs))
			}
		}
	}
	all, _ := probabilities(p)
	if a := q.Pilot.Address; a != "" && !slices.Contains(all, a) {
		add("pilot: %s must be an uncertain probability; the deal has %s", a, listed(all))
	}
	for _, n := range q.Pilot.Sizes {
		if n < 1 || n > maxPilot {
			add("pilot: %d people must be 1 to %d", n, maxPilot)
		}
	}
	if !(q.CostOfPilot >= 0) || math.IsInf(q.CostOfPilot, 0) {
		add("cost of a pilot: %v must be at least 0 for each person", q.CostOfPilot)
	}
	return errors.Join(faults...)
}
