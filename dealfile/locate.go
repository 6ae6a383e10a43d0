package dealfile

import (
	"errors"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// Place is a line and a column of a file, both from 1.
type Place struct{ Line, Col int }

// Positions says where the fields of a deal were written.
type Positions struct{ places map[string]Place }

// At returns the place of the field at address and whether it was written. A
// value of one line is where it begins, a group or list where its key is.
func (p *Positions) At(address string) (Place, bool) {
	at, ok := p.places[address]
	return at, ok
}

// Near returns the address nearest to the given one that was written, and
// its place: the field itself, for a field that a site inherits the default
// it inherits, else the group that would hold it.
func (p *Positions) Near(address string) (string, Place) {
	own := p.written(address)
	if rest, ok := inherited(address); ok {
		if top := p.written(rest); top != "" && depth(top)+2 > depth(own) {
			return top, p.places[top]
		}
	}
	return own, p.places[own]
}

// written returns the longest beginning of the address that was written.
func (p *Positions) written(address string) string {
	for address != "" {
		if _, ok := p.places[address]; ok {
			return address
		}
		address = parent(address)
	}
	return ""
}

func parent(address string) string { return address[:max(0, strings.LastIndexByte(address, '.'))] }

func depth(address string) int {
	if address == "" {
		return 0
	}
	return strings.Count(address, ".") + 1
}

// inherited returns the address of the default of a site's field.
func inherited(address string) (string, bool) {
	if !strings.HasPrefix(address, "sites.") {
		return "", false
	}
	_, rest, ok := strings.Cut(address[len("sites."):], ".")
	if !ok || !isOneOf(first(rest), inheritedKeys) {
		return "", false
	}
	return rest, true
}

func first(address string) string {
	step, _, _ := strings.Cut(address, ".")
	return step
}

// follow adds what deal.New found, but for what only follows from faults
// that are said already.
func (fs *faults) follow(err error, places *Positions) {
	type mistake struct {
		at             Place
		found, allowed string
	}
	seen := map[mistake]int{} // where it stands in list
	for _, f := range dealFaults(err) {
		near, at := places.Near(f.Address)
		if fs.follows(f, near) {
			continue
		}
		f.Found, f.Allowed = clip(f.Found, shownFound), clip(f.Allowed, shownAllowed)
		m := mistake{at, f.Found, f.Allowed}
		if i, ok := seen[m]; ok && near != f.Address {
			fs.list[i].Address = clipped(near) // one default, several sites
			continue
		}
		if fs.add(at, f.Address, f.Found, f.Allowed) {
			seen[m] = len(fs.list) - 1
		}
	}
}

// dealFaults unfolds the error of deal.New.
func dealFaults(err error) []*deal.Fault {
	var one *deal.Fault
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var list []*deal.Fault
		for _, e := range many.Unwrap() {
			list = append(list, dealFaults(e)...)
		}
		return list
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &one):
		return []*deal.Fault{one}
	}
	return []*deal.Fault{{Found: err.Error(), Allowed: "must be a possible deal"}}
}

// follows reports whether a fault of the deal, at an address written at near,
// may only be there because something else could not be read.
func (fs *faults) follows(f *deal.Fault, near string) bool {
	if len(fs.hurt) == 0 && len(fs.vague) == 0 {
		return false
	}
	addresses := []string{f.Address, near}
	if rest, ok := inherited(f.Address); ok {
		addresses = append(addresses, rest)
	}
	if strings.HasPrefix(f.Address, "correlations.") {
		addresses = append(addresses, f.Found) // the input it is about
	}
	// A number as it was written is out of range whatever else is wrong.
	local := f.Address == near && decimal.MatchString(f.Found) && !strings.HasPrefix(f.Allowed, needsOther)
	for _, a := range addresses {
		if fs.aboveHurt[a] {
			return true // it has a part that could not be read
		}
		for up := a; ; up = parent(up) {
			if up != "" && fs.hurt[up] || fs.vague[up] && !local {
				return true // it is part of what could not be read, or of a group with a strange key
			}
			if up == "" {
				break
			}
		}
	}
	return fs.followsTable(f) || fs.followsOther(f) || fs.refersToHurt(f.Address)
}

// needsOther begins what is said of a field that has no meaning beside or without another.
const needsOther = "must not be written"

// followsOther reports whether a fault may only be there because something
// beside or elsewhere that it is about could not be read.
func (fs *faults) followsOther(f *deal.Fault) bool {
	switch {
	case strings.HasPrefix(f.Allowed, needsOther):
		return fs.aboveHurt[parent(f.Address)]
	case f.Found == "is missing:" && fs.vagueUnder(f.Address+"."):
		return true
	case strings.HasPrefix(f.Allowed, "must have a target"):
		return fs.aboveHurt["sites"] || fs.vagueUnder("sites.")
	case strings.HasPrefix(f.Address, "benefits.") && strings.HasSuffix(f.Address, ".deadweight"): // which may be its outcome's
		return fs.aboveHurt["outcomes"] || fs.vagueUnder("outcomes.")
	case f.Address == "deflator": // which real prices need not
		return fs.hurt["prices"]
	case strings.HasPrefix(f.Address, "rewards.") && strings.Contains(f.Address, ".shares"): // whose commissioner is that of the measure's site
		return fs.aboveHurt["measures"] || fs.vagueUnder("measures.")
	}
	return false
}

// followsTable reports whether a fault may only be there because a table of
// joint draws could not be read: it is about such a draw, or another column.
func (fs *faults) followsTable(f *deal.Fault) bool {
	if strings.HasPrefix(f.Found, "joint(") {
		return fs.aboveHurt["tables"] || fs.hurt["tables"] || fs.vagueUnder("tables.")
	}
	if steps := strings.SplitN(f.Address, ".", 3); len(steps) == 3 && steps[0] == "tables" {
		return fs.aboveHurt["tables."+steps[1]]
	}
	return false
}

func (fs *faults) vagueUnder(prefix string) bool {
	for address := range fs.vague {
		if strings.HasPrefix(address, prefix) {
			return true
		}
	}
	return false
}

// refersToHurt reports whether the field at the address names an entry of a
// table that could not be read as a whole.
func (fs *faults) refersToHurt(address string) bool {
	for _, table := range refersTo(address) {
		if fs.hurt[table] || fs.vague[table] {
			return true
		}
	}
	return false
}

// tables says where the entries stand that a ref tag allows.
var tables = map[string][]string{
	"outcome": {"outcomes"}, "parent": {"outcomes", "pathway"}, "payer": {"payers"}, "share": {"payers"},
	"site": {"sites"}, "index": {"indices"}, "factor": {"factors"}, "bearer": {"payers"},
	"target": {"outcomes"}, "payer_or_site": {"payers", "sites"},
	"payer_or_commissioner": {"payers"}, "per": {"outcomes"}, "measure": {"measures"}, "payee": {"payers", "sites"}, "guarantor": {"payers"},
	"input": {"sites", "pathway", "costs", "benefits"}, "address": {"sites"},
}

// refersTo returns the tables that the fields on the way to an address refer to.
func refersTo(address string) []string {
	var to []string
	t := documentType
	steps := strings.Split(address, ".")
	for i := 0; i < len(steps); i++ {
		switch shapeOf(t) {
		case aGroup:
			f := groupOf(t).find(steps[i])
			if f == nil {
				return to
			}
			to = append(to, tables[f.tag.Get("ref")]...)
			t = f.typ
		case aTable:
			t = t.Elem().Field(1).Type
		case aList:
			t = t.Elem()
		default:
			return to
		}
	}
	return to
}
