package deal

import (
	"iter"
	"reflect"
	"slices"
)

// Get returns the text of what holds at an address: what is written there,
// else what a site inherits, else the default. It is not found if the address
// is unknown, contains a * or names a field that holds nothing.
func (d Deal) Get(address string) (string, bool) {
	n, v, ok := d.effective(address)
	switch {
	case !ok:
		return "", false
	case v.IsValid() && stated(n, v):
		return text(n, v), true
	}
	return n.Default, n.Default != ""
}

// Number returns what Get does as a Quantity, with its source. It is not
// found if the field holds no number.
func (d Deal) Number(address string) (Quantity, bool) {
	n, v, ok := d.effective(address)
	switch {
	case !ok || n.Kind != Number:
		return Quantity{}, false
	case v.IsValid() && stated(n, v):
		return clone(v.Interface().(Quantity)), true
	}
	return Num(n.Default), n.Default != ""
}

// Origin returns the address at which what holds at an address was written: a
// site inherits from the top level. It is the address of the input that is
// drawn for it if it is uncertain.
func (d Deal) Origin(address string) string {
	p, fault := parse(address)
	if fault != nil || d.content == nil {
		return address
	}
	return d.merged.origin(p.String())
}

// effective finds a leaf in the merged document. The value is not valid if the entry is
// not written but could be.
func (d Deal) effective(address string) (*node, reflect.Value, bool) {
	p, fault := parse(address)
	if fault != nil || d.content == nil || !p.node().leaf() {
		return nil, reflect.Value{}, false
	}
	if v, ok := p.findIn(&d.merged.doc); ok {
		return p.node(), v, true
	}
	// A table of numbers with a default (evidence, loadings) has an entry for
	// every ID it could name.
	table := p[:len(p)-1]
	if n := table.node(); n.Kind == TableOf && n.elem.Kind == Number && n.Default != "" {
		_, ok := table.findIn(&d.merged.doc)
		known := slices.Contains(refsOf(&d.doc).lists[n.Ref], p[len(p)-1].key)
		return p.node(), reflect.Value{}, ok && known
	}
	return nil, reflect.Value{}, false
}

// Addresses lists every address that holds a value, with its text: written,
// inherited or by default.
func (d Deal) Addresses() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if d.content == nil {
			return
		}
		known, open := refsOf(&d.doc), true
		emit := func(address, text string) {
			if text != "" {
				open = open && yield(address, text)
			}
		}
		walk(root, reflect.ValueOf(&d.merged.doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
			switch {
			case !open:
			case n.leaf() && stated(n, v):
				emit(address, text(n, v))
			case n.leaf():
				emit(address, n.Default)
			case n.Kind == TableOf && n.elem.Kind == Number && n.Default != "":
				for _, id := range known.lists[n.Ref] {
					if e := descend(v, n, id); e.IsValid() {
						emit(join(address, id), text(n.elem, e))
					} else {
						emit(join(address, id), n.Default)
					}
				}
				return false
			}
			return open
		})
	}
}
