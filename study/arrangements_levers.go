package study

import (
	"fmt"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// withLevers compiles a deal with other intensities of its levers.
func withLevers(d deal.Deal, intensity func(l *assumptions.Lever) float64) (*sim.Plan, error) {
	var edits []deal.Edit
	a := d.Assumptions()
	for i := range a.Levers {
		l := &a.Levers[i]
		if x := intensity(l); x != l.Intensity {
			edits = append(edits, deal.Set("levers."+l.ID+".intensity", strconv.FormatFloat(x, 'f', -1, 64)))
		}
	}
	if len(edits) > 0 {
		var err error
		if d, err = d.With(edits...); err != nil {
			return nil, fmt.Errorf("levers: %w", err)
		}
	}
	return sim.Compile(d)
}

// atReference leaves every lever where the deal's probabilities are meant.
func atReference(l *assumptions.Lever) float64 { return l.Reference }

// offReference moves every lever to where it does something.
func offReference(l *assumptions.Lever) float64 {
	if l.Reference == 0 {
		return 0.5
	}
	return 0
}

// The plans of movedLevers, by what is moved.
const (
	movedNone = iota
	movedManagement
	movedIncentive
	movedBoth
)

// movedLevers compiles the deal other with the levers of no kind, of either, and
// of both at the intensities that the deal first has.
func movedLevers(first, other deal.Deal) ([]*sim.Plan, error) {
	to := map[string]float64{}
	for _, l := range first.Assumptions().Levers {
		to[l.ID] = l.Intensity
	}
	var plans []*sim.Plan
	for _, kinds := range [][2]bool{movedNone: {}, movedManagement: {true, false}, movedIncentive: {false, true}, movedBoth: {true, true}} {
		p, err := withLevers(other, func(l *assumptions.Lever) float64 {
			x, known := to[l.ID]
			if known && (kinds[0] && l.Kind == assumptions.Management || kinds[1] && l.Kind == assumptions.Incentive) {
				return x
			}
			return l.Intensity
		})
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// shifts are what levers add to the logit of an outcome's transition, per unit of
// the size of each effect: by the place of the effect.
type shift struct {
	effect int
	times  float64
}

// shiftsOf lists what acts on an outcome with the levers at the given intensities.
func shiftsOf(a *assumptions.Assumptions, outcome string, intensity func(l *assumptions.Lever) float64) []shift {
	var out []shift
	for i, e := range a.LeverEffects {
		for _, on := range e.On {
			for j := range a.Levers {
				l := &a.Levers[j]
				if on != outcome || l.ID != e.Lever {
					continue
				}
				if times := l.Reach(intensity(l)) - l.Reach(l.Reference); times != 0 {
					out = append(out, shift{i, times})
				}
			}
		}
	}
	return out
}
