package dealfile

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sibsim/sibsim/deal"
)

// decoder fills a document from nodes.
type decoder struct {
	faults *faults
	skip   map[*yaml.Node]bool
	places map[string]Place
}

// spot is a node with its key, the address it stands for and the field it fills.
type spot struct {
	key, node *yaml.Node
	address   string
	field     *field
}

// under returns the spot of a value below s.
func (s spot) under(step string, key, node *yaml.Node, f *field) spot {
	address := step
	if s.address != "" {
		address = s.address + "." + step
	}
	return spot{key, node, address, f}
}

// place returns where to point a reader: at a value of one line, else at its key.
func (s spot) place() Place {
	if s.node.Kind == yaml.ScalarNode && !empty(s.node) || s.key == nil {
		return placeOfNode(s.node)
	}
	return placeOfNode(s.key)
}

func (d *decoder) document(doc *deal.Document, root *yaml.Node) {
	d.group(reflect.ValueOf(doc).Elem(), spot{node: root, field: &field{typ: documentType}})
}

// fault records that the spot cannot be read.
func (d *decoder) fault(s spot, found, allowed string) {
	d.faults.add(s.place(), s.address, found, allowed)
	d.faults.hurtAt(s.address)
}

// wrong records that something else than allowed stands at the spot.
func (d *decoder) wrong(s spot, allowed string) { d.fault(s, describe(s.node), allowed) }

// value fills v from the node at s.
func (d *decoder) value(v reflect.Value, s spot) {
	d.places[s.address] = s.place()
	if d.skip[s.node] {
		d.faults.hurtAt(s.address)
		return
	}
	switch shapeOf(v.Type()) {
	case aNumber:
		*v.Addr().Interface().(*deal.Quantity) = d.quantity(s)
	case aText:
		v.SetString(d.text(s))
	case aList:
		d.list(v, s)
	case aTable:
		d.table(v, s)
	case aGroup:
		d.group(v, s)
	}
}

func (d *decoder) text(s spot) string {
	switch {
	case s.node.Kind != yaml.ScalarNode:
		d.wrong(s, "must be text")
	case empty(s.node):
		d.wrong(s, "must be text, or the key left out")
	case strings.TrimSpace(s.node.Value) == "":
		d.wrong(s, "must not be empty; leave the key out instead")
	default:
		return s.node.Value
	}
	return ""
}

func (d *decoder) list(v reflect.Value, s spot) {
	if s.node.Kind != yaml.SequenceNode {
		d.wrong(s, "must be "+listOf(v.Type().Elem()))
		return
	}
	if len(s.node.Content) == 0 {
		d.wrong(s, "must have an entry, or the key left out")
		return
	}
	if d.tooMany(s, v.Type()) {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(s.node.Content), len(s.node.Content))
	for i, n := range s.node.Content {
		d.value(list.Index(i), s.under(step(i), n, n, s.field))
	}
	v.Set(list)
}

func listOf(t reflect.Type) string {
	switch shapeOf(t) {
	case aText:
		return "a list of names, such as [first, second]"
	case aList:
		return "a list of rows, each a list of numbers"
	}
	return "a list of numbers, such as [1, 2, 3]"
}

func (d *decoder) table(v reflect.Value, s spot) {
	if s.node.Kind != yaml.MappingNode {
		d.wrong(s, "must be a group with an ID as the key of each entry")
		return
	}
	if d.tooMany(s, v.Type()) {
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, len(s.node.Content)/2)
	entry := reflect.New(v.Type().Elem()).Elem()
	for key, n := range d.pairs(s) {
		entry.SetZero()
		entry.Field(0).SetString(key.Value)
		list = reflect.Append(list, entry)
		d.value(list.Index(list.Len()-1).Field(1), s.under(key.Value, key, n, s.field))
	}
	if list.Len() > 0 {
		v.Set(list)
	}
}

// pairs yields the keys and values of a mapping whose keys are sound.
func (d *decoder) pairs(s spot) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(s.node.Content); i += 2 {
			key := s.node.Content[i]
			if d.skip[key] {
				d.faults.vagueAt(s.address)
				continue
			}
			if !yield(key, s.node.Content[i+1]) {
				return
			}
		}
	}
}

func (d *decoder) group(v reflect.Value, s spot) {
	g := groupOf(v.Type())
	if f := d.shortOf(g, s.node); f != nil {
		inner := s.under(f.name, s.key, s.node, f)
		d.value(v.Field(f.index), inner)
		if d.faults.hurt[inner.address] {
			d.faults.hurtAt(s.address)
		}
		return
	}
	if s.node.Kind != yaml.MappingNode {
		d.wrong(s, "must be "+groupForms(g))
		return
	}
	taken := map[string]bool{}
	for key := range d.pairs(s) {
		taken[key.Value] = true
	}
	for key, n := range d.pairs(s) {
		f := g.find(key.Value)
		if f == nil {
			near, ok := d.unknown(s, key, g.names())
			if !ok || taken[near] {
				continue
			}
			if empty(n) { // "price:," is a key of its own: one mistake
				d.faults.hurtAt(s.under(near, key, n, nil).address)
				continue
			}
			taken[near] = true
			f = g.find(near) // read on as if it had been meant
		}
		d.value(v.Field(f.index), s.under(f.name, key, n, f))
	}
}

// shortOf returns the field that a node which is no plain group of g's keys
// stands for, nil if there is none: a scalar, a list, or the longer forms of a
// number.
func (d *decoder) shortOf(g *group, n *yaml.Node) *field {
	switch n.Kind {
	case yaml.ScalarNode:
		return g.shortFor("scalar")
	case yaml.SequenceNode:
		return g.shortFor("list")
	}
	number := false
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if g.find(key) != nil {
			return nil
		}
		number = number || key == "value" || paramsOf(key) != nil
	}
	if !number {
		return nil
	}
	return g.shortFor("scalar")
}

// groupForms says in how many ways a group may be written.
func groupForms(g *group) string {
	forms := "a group of keys: " + oneOf(g.names())
	if g.shortFor("list") != nil {
		forms = "a list of numbers or " + forms
	}
	if g.shortFor("scalar") != nil {
		forms = "a number or " + forms
	}
	return forms
}

// unknown records a key that the group at s does not have. If one of its keys
// is close, that is returned.
func (d *decoder) unknown(s spot, key *yaml.Node, names []string) (near string, ok bool) {
	if len(d.faults.list) >= maxKept { // nobody will read the advice
		d.faults.more++
		return "", false
	}
	near, ok = closest(key.Value, names)
	allowed := "must be one of " + oneOf(names)
	if ok {
		allowed = "did you mean " + near + "?"
	}
	if !ok {
		d.faults.vagueAt(s.address)
	}
	at := s.under(key.Value, key, key, nil)
	d.faults.add(at.place(), at.address, "unknown key;", allowed)
	return near, ok
}
