// Package scenarios turns one deal into another: named, pure changes that
// leave their argument alone. Base changes nothing; a deal file has scenarios of its own;
// Library holds the stresses that investors and commissioners use on any deal.
package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// Scenario is a named change of a deal: a clause switched off, then edits of
// its fields, then what a stress of the library or other scenarios do.
type Scenario struct {
	Name  string
	Story string // one line: what happens
	Edits []deal.Edit
	// Off is the address of a clause that is switched off, before the edits.
	Off string
	// Structure says that it is another arrangement for the same service, not a stress.
	Structure bool
	first     func(deal.Deal) (deal.Deal, error) // before all else
	change    func(deal.Deal) (deal.Deal, error)
}

// Base is the scenario that changes nothing.
var Base = Scenario{Name: "base", Story: "The deal as it is written."}

// Apply returns the deal with the scenario's changes; the argument is
// unchanged. The error joins a *deal.Fault for everything that the deal lacks
// for the change, or that the change breaks.
func (s Scenario) Apply(d deal.Deal) (deal.Deal, error) {
	var err error
	if s.first != nil {
		d, err = s.first(d)
	}
	if err == nil && s.Off != "" {
		d, err = d.Without(s.Off)
	}
	if err == nil && len(s.Edits) > 0 {
		d, err = d.With(s.Edits...)
	}
	if err == nil && s.change != nil {
		d, err = s.change(d)
	}
	if err != nil {
		return deal.Deal{}, fmt.Errorf("scenario %s: %w", s.Name, err)
	}
	return d, nil
}

// Compose returns the scenario that applies others one after the other, each
// to the deal that those before it have made.
func Compose(list ...Scenario) Scenario {
	var names, stories []string
	structure := false
	for _, s := range list {
		structure = structure || s.Structure
		names, stories = append(names, s.Name), append(stories, s.Story)
	}
	return Scenario{
		Name: strings.Join(names, ","), Story: strings.Join(stories, " "), Structure: structure,
		change: func(d deal.Deal) (deal.Deal, error) {
			var err error
			for _, s := range list {
				if d, err = s.Apply(d); err != nil {
					return deal.Deal{}, err
				}
			}
			return d, nil
		},
	}
}

// Of lists the scenarios a deal names itself, after Base, in the order of its
// file. One from an arrangement of the library is that, with its own changes on top.
func Of(d deal.Deal) []Scenario {
	out := []Scenario{Base}
	for _, e := range d.Document().Scenarios {
		s := Scenario{Name: e.ID, Story: e.Value.Story, Structure: e.Value.Kind == "structure"}
		if from, ok := arrangement(e.Value.From); ok {
			s.first = from.byDefault().change
		}
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
