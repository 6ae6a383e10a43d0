package deal

import (
	"reflect"
	"strconv"
	"strings"
)

// path is a parsed address: the steps from the root and the node each leads to.
type path []step

type step struct {
	key  string // a field's key, an ID or a position
	node *node
}

func (p path) node() *node {
	if len(p) == 0 {
		return root
	}
	return p[len(p)-1].node
}

func (p path) String() string {
	keys := make([]string, len(p))
	for i, s := range p {
		keys[i] = s.key
	}
	return strings.Join(keys, ".")
}

// parse reads an address. A section that may be written as a bare scalar
// stands for that field: tariffs.job_start is tariffs.job_start.price.
func parse(address string) (path, *Fault) {
	var p path
	n := root
	keys := strings.Split(address, ".")
	for i := 0; i < len(keys); i++ {
		key := keys[i]
		if key == "" {
			return nil, newFault(address, "has an empty step;", "must be keys and IDs joined by single dots")
		}
		switch n.Kind {
		case Section:
			next := n.child(key)
			if next == nil {
				return nil, unknownField(address, key, p, n)
			}
			n = next
		case TableOf:
			if n.free { // the ID is itself an address: all up to a last field of the entry
				last := len(keys)
				if n.elem.child(keys[last-1]) != nil && last > i+1 {
					last--
				}
				key, i = strings.Join(keys[i:last], "."), last-1
			}
			n = n.elem
		case ListOf:
			if _, ok := position(key); !ok && key != "*" {
				return nil, newFault(address, key, "must be the position of an element of "+p.String()+", from 0")
			}
			n = n.elem
		default:
			return nil, newFault(address, key, "must not stand here: "+p.String()+" has no fields")
		}
		p = append(p, step{key, n})
	}
	if n.Kind == Section && n.scalar != nil {
		p = append(p, step{n.scalar.key, n.scalar})
	}
	return p, nil
}

func unknownField(address, key string, p path, n *node) *Fault {
	of := p.String()
	if of == "" {
		of = "a deal"
	}
	allowed := "must be a field of " + of + suggest(key, n.keys())
	if !strings.HasSuffix(allowed, "?") {
		allowed += ": " + oneOf(n.keys())
	}
	return newFault(address, key, allowed)
}

// position reads the position of a list's element.
func position(key string) (int, bool) {
	i, err := strconv.Atoi(key)
	return i, err == nil && i >= 0 && strconv.Itoa(i) == key
}

// find returns the value at the path inside doc (a Document's reflection), if
// its entries and elements are there.
func (p path) find(doc reflect.Value) (reflect.Value, bool) {
	v, n := doc, root
	for _, s := range p {
		v = descend(v, n, s.key)
		if !v.IsValid() {
			return v, false
		}
		n = s.node
	}
	return v, true
}

// descend takes one step down from the value of a node; the result is not
// valid if the entry or element is not there.
func descend(v reflect.Value, n *node, key string) reflect.Value {
	switch n.Kind {
	case Section:
		return v.Field(n.child(key).field)
	case TableOf:
		for i := range v.Len() {
			if v.Index(i).Field(0).String() == key {
				return v.Index(i).Field(1)
			}
		}
	case ListOf:
		if i, ok := position(key); ok && i < v.Len() {
			return v.Index(i)
		}
	}
	return reflect.Value{}
}

// walk visits v and everything below it in the order of the document, each
// with its address; visit returns whether to go deeper.
func walk(n *node, v reflect.Value, address string, visit func(n *node, v reflect.Value, address string) bool) {
	if !visit(n, v, address) {
		return
	}
	switch n.Kind {
	case Section:
		for _, c := range n.fields {
			walk(c, v.Field(c.field), join(address, c.key), visit)
		}
	case TableOf:
		for i := range v.Len() {
			e := v.Index(i)
			walk(n.elem, e.Field(1), join(address, e.Field(0).String()), visit)
		}
	case ListOf:
		for i := range v.Len() {
			walk(n.elem, v.Index(i), join(address, strconv.Itoa(i)), visit)
		}
	}
}

// stated reports whether anything is written at v or below it.
func stated(n *node, v reflect.Value) bool {
	switch n.Kind {
	case Number:
		q := v.Interface().(Quantity)
		return q.Stated()
	case Text:
		return v.Len() > 0
	case Section:
		for _, c := range n.fields {
			if stated(c, v.Field(c.field)) {
				return true
			}
		}
		return false
	}
	return v.Len() > 0
}

// text returns what a leaf holds, as text.
func text(n *node, v reflect.Value) string {
	if n.Kind == Text {
		return v.String()
	}
	return v.Interface().(Quantity).String()
}

// findIn returns the value at the path in doc.
func (p path) findIn(doc *Document) (reflect.Value, bool) {
	return p.find(reflect.ValueOf(doc).Elem())
}
