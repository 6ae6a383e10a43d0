// Package scenarios turns one deal into another: named, pure changes that
// leave their argument alone. Base changes nothing.
package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// Scenario is a named change of a deal: edits of its fields, made in order.
type Scenario struct {
	Name  string
	Story string // one line: what happens
	Edits []deal.Edit
	// Off is the address of a clause that is switched off, before the edits.
	Off string
}

// Base is the scenario that changes nothing.
var Base = Scenario{Name: "base", Story: "The deal as it is written."}

// Apply returns the deal with the scenario's changes; the argument is
// unchanged. The error joins a *deal.Fault for everything the change breaks.
func (s Scenario) Apply(d deal.Deal) (deal.Deal, error) {
	var err error
	if s.Off != "" {
		d, err = d.Without(s.Off)
	}
	if err == nil && len(s.Edits) > 0 {
		d, err = d.With(s.Edits...)
	}
	if err != nil {
		return deal.Deal{}, fmt.Errorf("scenario %s: %w", s.Name, err)
	}
	return d, nil
}

// Of lists the scenarios a deal names itself, after Base, in the order of its file.
func Of(d deal.Deal) []Scenario {
	out := []Scenario{Base}
	for _, e := range d.Document().Scenarios {
		s := Scenario{Name: e.ID, Story: e.Value.Story}
		for _, change := range e.Value.Set {
			s.Edits = append(s.Edits, edit(change.ID, change.Value))
		}
		out = append(out, s)
	}
	return out
}

// edit is the edit a change of the deal file stands for. That Times is a
// number was checked with the deal.
func edit(address string, c deal.Change) deal.Edit {
	if !c.Times.Stated() {
		return deal.Set(address, c.To)
	}
	factor, err := strconv.ParseFloat(c.Times.Text, 64)
	if err != nil {
		return deal.Set(address, c.Times)
	}
	return deal.Scale(address, factor)
}

// without begins the name of a scenario that switches a clause off.
const without = "without:"

// Without is the scenario without:ADDRESS, which switches one clause off.
func Without(address string) Scenario {
	return Scenario{Name: without + address, Story: "The deal without " + address + ".", Off: address}
}

// Find returns the scenario of that name, without:ADDRESS for any clause the
// deal states, set:ADDRESS=VALUE, times:ADDRESS=FACTOR, or an error that lists
// the names there are.
func Find(d deal.Deal, name string) (Scenario, error) {
	if s, ok, err := inline(name); ok {
		return s, err
	}
	if address, ok := strings.CutPrefix(name, without); ok {
		return Without(address), nil
	}
	var names []string
	for _, s := range Of(d) {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	slices.Sort(names)
	return Scenario{}, fmt.Errorf("scenario %q: this deal has %q", name, names)
}
