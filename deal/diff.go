package deal

import (
	"reflect"
	"slices"
	"strconv"
)

// Difference is one field that two deals do not state alike. Old and New are
// what is written there, as Get returns it; empty: nothing.
type Difference struct {
	Address  string
	Old, New string
}

// Diff lists the fields that two deals do not state alike, in the order of the
// document; what only the first states stands where it stood. Fields are
// compared where they are written: what sites inherit appears once. How a number is written
// (1800 or 1.8e3), sources, notes, the order of tables and the scenarios of
// the deals do not count.
func Diff(before, after Deal) []Difference {
	var a, b Document
	if before.content != nil {
		a = before.doc
	}
	if after.content != nil {
		b = after.doc
	}
	a.Scenarios, b.Scenarios = nil, nil
	var out []Difference
	differ(root, reflect.ValueOf(&a).Elem(), reflect.ValueOf(&b).Elem(), "", func(d Difference) { out = append(out, d) })
	return out
}

// differ finds what differs at a node and below it. A value that is not valid
// is that of an entry or element which is not there.
func differ(n *node, a, b reflect.Value, address string, found func(Difference)) {
	switch n.Kind {
	case Section:
		for _, c := range n.fields {
			differ(c, under(a, n, c.key), under(b, n, c.key), join(address, c.key), found)
		}
	case TableOf:
		old := keysOf(a)
		added := slices.DeleteFunc(keysOf(b), func(id string) bool { return slices.Contains(old, id) })
		for _, id := range append(old, added...) {
			differ(n.elem, under(a, n, id), under(b, n, id), join(address, id), found)
		}
	case ListOf:
		for i := range max(length(a), length(b)) {
			key := strconv.Itoa(i)
			differ(n.elem, under(a, n, key), under(b, n, key), join(address, key), found)
		}
	default:
		if old, now := written(n, a), written(n, b); old != now && !(n.Kind == Number && sameNumber(a, b)) {
			found(Difference{address, old, now})
		}
	}
}

// under is descend from a value that may not be there.
func under(v reflect.Value, n *node, key string) reflect.Value {
	if !v.IsValid() {
		return v
	}
	return descend(v, n, key)
}

func length(v reflect.Value) int {
	if !v.IsValid() {
		return 0
	}
	return v.Len()
}

// keysOf returns the IDs of a table's entries.
func keysOf(v reflect.Value) []string {
	keys := make([]string, length(v))
	for i := range keys {
		keys[i] = v.Index(i).Field(0).String()
	}
	return keys
}

// written returns the text of a leaf, empty if it is not there.
func written(n *node, v reflect.Value) string {
	if !v.IsValid() || !stated(n, v) {
		return ""
	}
	return text(n, v)
}

// sameNumber reports whether two quantities that are there say the same number or distribution.
func sameNumber(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return false
	}
	x, y := a.Interface().(Quantity), b.Interface().(Quantity)
	x.Source, y.Source = nil, nil
	return slices.Equal(x.canonical(), y.canonical())
}
