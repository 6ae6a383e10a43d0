package sim

import "github.com/sibsim/sibsim/internal/num"

// Transition computes the chance that a person at a site who has one outcome, or is
// referred, has the next, if followed for as long as the pathway goes: exact,
// nobody is walked. It must not be shared by goroutines.
type Transition struct {
	plan   *Plan
	group  *group
	member int
	ids    []string // of the members' outcomes
	odds   []float64
	full   []float64
	lift   []float64
}

// Transition returns that to an outcome at a site; false if the site has none, or
// it ends a state counted by time.
func (p *Plan) Transition(site, outcome string) (*Transition, bool) {
	terms := p.contract.Terms()
	for i := range p.sites {
		if p.sites[i].id != site {
			continue
		}
		for g := range p.sites[i].groups {
			group := &p.sites[i].groups[g]
			t := &Transition{plan: p, group: group, member: -1}
			for j := range group.members {
				id := terms.Outcomes[group.members[j].outcome].ID
				if t.ids = append(t.ids, id); id == outcome && group.units == nil {
					t.member = j
				}
			}
			if t.member >= 0 {
				columns := fullColumns(group)
				t.odds, t.full = make([]float64, len(t.ids)*columns), make([]float64, columns)
				t.lift = make([]float64, len(t.ids))
				return t, true
			}
		}
	}
	return nil, false
}

// Parent returns the outcome that a person has before, empty for the referral.
func (t *Transition) Parent() string {
	if t.group.parent < 0 {
		return ""
	}
	return t.plan.contract.Terms().Outcomes[t.group.parent].ID
}

// Chance returns the chance at the given inputs, in the order of Plan.Inputs, with an
// effect added to the logit of each month's hazard (section 4.5 of docs/model.md), by the
// outcome it acts on: of the one asked for and of its exclusive siblings. The plan's own
// factors, effects and intercepts are left out.
func (t *Transition) Chance(theta []float64, effect func(outcome string) float64) float64 {
	t.group.base(t.odds, theta, t.full)
	for j, id := range t.ids {
		t.lift[j] = num.Exp(effect(id))
	}
	columns := len(t.full)
	left, chance := 1.0, 0.0
	for k := range columns {
		total := 1.0
		for j := range t.ids {
			total += float64(t.odds[j*columns+k] * t.lift[j])
		}
		mine := float64(t.odds[t.member*columns+k] * t.lift[t.member])
		chance += float64(left * (mine / total))
		left /= total
	}
	return min(max(chance, 0), 1)
}
