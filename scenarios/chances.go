package scenarios

import (
	"errors"
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/deal"
)

// step is a transition of the pathway at a site; states, which have no
// probability, are none.
type step struct {
	site string
	assumptions.Transition
}

// choose lists the transitions of all sites that pick takes, in order.
func choose(d deal.Deal, pick func(s *assumptions.Site, t *assumptions.Transition) bool) []step {
	var out []step
	a := d.Assumptions()
	for i := range a.Sites {
		s := &a.Sites[i]
		for j := range s.Pathway {
			if t := &s.Pathway[j]; t.Counted == assumptions.CountedOnce && pick(s, t) {
				out = append(out, step{s.ID, *t})
			}
		}
	}
	return out
}

// kindsOf returns the kind of each outcome.
func kindsOf(d deal.Deal) map[string]string {
	kinds := map[string]string{}
	for _, o := range d.Assumptions().Outcomes {
		kinds[o.ID] = o.Kind
	}
	return kinds
}

func ofKind(kinds map[string]string, kind string) func(*assumptions.Site, *assumptions.Transition) bool {
	return func(_ *assumptions.Site, t *assumptions.Transition) bool { return kinds[t.Outcome] == kind }
}

// conversions picks job starts or, where the deal names none, the first
// outcomes after the referral, engagement aside.
func conversions(d deal.Deal) func(*assumptions.Site, *assumptions.Transition) bool {
	kinds := kindsOf(d)
	if len(events(d, assumptions.JobStart)) > 0 {
		return ofKind(kinds, assumptions.JobStart)
	}
	return func(s *assumptions.Site, t *assumptions.Transition) bool {
		if kinds[t.Outcome] == assumptions.Engagement {
			return false
		}
		for from := t.From; from != ""; {
			if kinds[from] != assumptions.Engagement {
				return false
			}
			i := slices.IndexFunc(s.Pathway, func(p assumptions.Transition) bool { return p.Outcome == from })
			from = s.Pathway[i].From
		}
		return true
	}
}

func conversion(d deal.Deal, v values) (deal.Deal, error) {
	return lessLikely(d, choose(d, conversions(d)), v["part"], "job starts, or first outcomes after the referral")
}

func sustainment(d deal.Deal, v values) (deal.Deal, error) {
	pick := ofKind(kindsOf(d), assumptions.Job13Weeks)
	if len(events(d, assumptions.Job13Weeks)) == 0 {
		pick = func(s *assumptions.Site, t *assumptions.Transition) bool {
			return t.From != "" && !slices.ContainsFunc(s.Pathway, func(next assumptions.Transition) bool { return next.From == t.Outcome })
		}
	}
	return lessLikely(d, choose(d, pick), v["part"], "outcomes of kind job_13_weeks, or outcomes that follow another")
}

func noChance(what string) error {
	return &deal.Fault{Address: "pathway", Found: "has no " + what + ";", Allowed: "must have some whose probability can be changed"}
}

// lessLikely returns the deal with the probability of each transition
// multiplied by part, each once, where it is written.
func lessLikely(d deal.Deal, steps []step, part float64, what string) (deal.Deal, error) {
	if len(steps) == 0 {
		return d, noChance(what)
	}
	var edits []deal.Edit
	var wrong []error
	seen := map[string]bool{}
	for i := range steps {
		t := &steps[i]
		at := "sites." + t.site + ".pathway." + t.Outcome + "."
		if len(t.Hazards) == 0 {
			if address := t.Probability.Address; !seen[address] {
				seen[address] = true
				edits = append(edits, deal.Scale(address, part))
			}
			continue
		}
		first := d.Origin(at + "hazards.0")
		list := first[:len(first)-len(".0")]
		if seen[list] {
			continue
		}
		seen[list] = true
		hazards, err := thinned(t, list, part)
		if err != nil {
			wrong = append(wrong, err)
		}
		for k, h := range hazards {
			edits = append(edits, deal.Set(list+"."+strconv.Itoa(k), h))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return d, err
	}
	return d.With(edits...)
}

// thinned returns the hazards of a delay as it is with a probability that is
// part of what the hazards at address make: with f_k = h_k S_(k-1) the chance of
// month k and F its sum so far, h'_k = part f_k / (1 - part F_(k-1)).
func thinned(t *step, address string, part float64) ([]float64, error) {
	if t.Group != "" {
		return nil, &deal.Fault{Address: address, Found: "are those of a member of group " + t.Group + ";", Allowed: "must be of a transition on its own, or a probability and a delay: the siblings' chances would move too"}
	}
	out := make([]float64, len(t.Hazards))
	left := 1.0 // S
	for k, h := range t.Hazards {
		if h.Uncertain() {
			return nil, &deal.Fault{Address: address + "." + strconv.Itoa(k), Found: "is uncertain;", Allowed: "must be a plain number, or the transition be a probability and a delay"}
		}
		f := h.Value * left
		if rest := 1 - part*(1-left); f > 0 && rest > 0 {
			out[k] = min(1, part*f/rest)
		}
		left -= f
	}
	return out, nil
}

func evidenceFailure(d deal.Deal, v values) (deal.Deal, error) {
	var edits []deal.Edit
	seen := map[string]bool{}
	for _, s := range d.Assumptions().Sites {
		for _, e := range s.Evidence {
			address := e.Probability.Address
			if address == "" { // written nowhere: 1, at every site that writes none
				address = "evidence." + e.Outcome
			}
			if !seen[address] {
				seen[address] = true
				edits = append(edits, deal.Scale(address, 1-v["refused"]))
			}
		}
	}
	return d.With(edits...)
}
