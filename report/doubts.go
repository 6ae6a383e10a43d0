package report

import (
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// warnings are a plan's doubts, a sentence each, and what its plan case leaves out.
func warnings(p *sim.Plan) []string {
	var out []string
	for _, w := range p.Warnings() {
		out = append(out, warningText(w))
	}
	return append(out, leftOut(p)...)
}

func warningText(w sim.Warning) string {
	if w.Address == "" {
		return capital(Clean(w.Text)) + "."
	}
	return Clean(w.Address) + ": " + Clean(w.Text) + "."
}

// ofPeople are the last steps of the clauses that look at single people.
var ofPeople = []string{"participant_cap", "window", "requires"}

// ofChance are the last steps of the clauses that only chance sets off.
var ofChance = []string{"late", "default", "failure", "audit"}

// leftOut says which clauses of the deal do nothing in its plan case, so that
// figures of the plan are read for what they are.
func leftOut(p *sim.Plan) []string {
	terms, d := p.Contract().Terms(), p.Deal()
	var people, chance []string
	for _, address := range d.Clauses() {
		steps := strings.Split(address, ".")
		last := steps[len(steps)-1]
		for _, s := range ofPeople {
			if last == s {
				people = append(people, Clean(address))
			}
		}
		for _, s := range ofChance {
			if last == s {
				chance = append(chance, Clean(address))
			}
		}
		if len(steps) > 1 && steps[len(steps)-2] == "resubmission" {
			chance = append(chance, Clean(address))
		}
	}
	for _, t := range terms.Tests {
		if t.RunOff > 0 {
			people = append(people, "tests."+Clean(t.ID)+".run_off")
		}
	}
	for _, m := range terms.Measures {
		if m.Outcome != "" && m.Per != contract.PerTarget {
			people = append(people, "measures."+Clean(m.ID)+".cohorts")
		}
	}
	var out []string
	if len(people) > 0 {
		out = append(out, "The plan case knows no people: what asks who they are does not bind in it ("+list(people, named)+").")
	}
	if len(chance) > 0 {
		out = append(out, "The plan case knows no mishaps: what only chance sets off does nothing in it ("+list(chance, named)+").")
	}
	return out
}

// runWarnings are those of the plan, and what a reader of the rates of return must know.
func (r *results) runWarnings() []string {
	out := warnings(r.Plan())
	if text := r.ambiguity(); text != "" {
		out = append(out, text)
	}
	return out
}

// ambiguous is the share of paths without one rate of return from which a
// reader is warned.
const ambiguous = 0.01

// ambiguity warns where too many paths have several rates of return or none;
// empty if there are few.
func (r *results) ambiguity() string {
	if !r.has("investor.irr") {
		return ""
	}
	several, n := r.chance("investor.irr.several")
	none, _ := r.chance("investor.irr.none")
	if n == 0 || !(several.P+none.P > ambiguous) {
		return ""
	}
	var parts []string
	if several.P > 0 {
		parts = append(parts, fmt.Sprintf("%s several rates of return fit the investors' flow and the one nearest to zero counts", oftenness(several, n)))
	}
	if none.P > 0 {
		parts = append(parts, fmt.Sprintf("%s none fits and the lifetime is left out", oftenness(none, n)))
	}
	return capital(strings.Join(parts, "; ")) + ": read the IRR with the money multiple and the net present value."
}
