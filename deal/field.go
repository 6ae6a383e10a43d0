package deal

import (
	"iter"
	"reflect"
	"strings"
)

// Kind says what stands at an address.
type Kind string

// The kinds of fields. Numbers and texts hold values; the others hold fields.
const (
	Number  Kind = "number"  // a Quantity
	Text    Kind = "text"    // words, an ID, a month
	Section Kind = "section" // named fields
	TableOf Kind = "table"   // entries by ID
	ListOf  Kind = "list"    // elements by position
)

// Field describes what may be written at every address of one pattern. It is
// read from the tags of Document.
type Field struct {
	Pattern string // sites.*.tariffs.*.price
	Kind    Kind
	Unit    string   // money, probability, share, rate, ratio, months, month, period, count, number, date; empty for words
	Range   string   // [0,1], (0,inf); empty: any
	Enum    []string // the words allowed; empty: any
	Default string   // what holds when nothing is written; empty: nothing
	Ref     string   // what the ID, or the key of a table, must name
	Random  bool     // may be a distribution
	Doc     string   // one sentence
}

// node is one place in the shape of Document.
type node struct {
	Field
	key    string
	field  int     // index in the struct of the section above
	fields []*node // of a section
	elem   *node   // of a table or list
	scalar *node   // the field of a section meant by a bare scalar
	limits interval
	free   bool // a table whose IDs are addresses
}

var root = shape(reflect.TypeFor[Document](), "", "")

var (
	quantityType = reflect.TypeFor[Quantity]()
	stringType   = reflect.TypeFor[string]()
)

// shape makes the node of a type; the tag is that of the struct field that
// holds it, and goes down through tables and lists to what they hold.
func shape(t reflect.Type, tag reflect.StructTag, pattern string) *node {
	n := &node{key: tag.Get("field")}
	n.Pattern = pattern
	n.Unit, n.Range, n.Default = tag.Get("unit"), tag.Get("range"), tag.Get("default")
	n.Ref, n.Doc, n.Random = tag.Get("ref"), tag.Get("doc"), tag.Get("random") == "yes"
	if e := tag.Get("enum"); e != "" {
		n.Enum = strings.Split(e, "|")
	}
	n.limits = parseInterval(n.Range)
	switch {
	case t == quantityType:
		n.Kind = Number
	case t == stringType:
		n.Kind = Text
	case t.Kind() == reflect.Struct:
		n.Kind = Section
		for i := range t.NumField() {
			f := t.Field(i)
			child := shape(f.Type, f.Tag, join(pattern, f.Tag.Get("field")))
			child.field = i
			n.fields = append(n.fields, child)
			if f.Tag.Get("short") == "scalar" {
				n.scalar = child
			}
		}
	case isTable(t):
		n.Kind = TableOf
		n.free = n.Ref == "address"
		n.elem = shape(t.Elem().Field(1).Type, withoutRef(tag), join(pattern, "*"))
	default:
		n.Kind = ListOf
		n.elem = shape(t.Elem(), tag, join(pattern, "*"))
	}
	return n
}

// withoutRef is the tag of what a table holds: its ref is about the keys.
func withoutRef(tag reflect.StructTag) reflect.StructTag {
	return reflect.StructTag(strings.Replace(string(tag), `ref:"`, `key:"`, 1))
}

// isTable reports whether t is a Table: a slice of entries with an ID.
func isTable(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct &&
		t.Elem().NumField() == 2 && t.Elem().Field(0).Name == "ID" && t.Elem().Field(1).Name == "Value"
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}

// child returns the field of a section by its key.
func (n *node) child(key string) *node {
	for _, c := range n.fields {
		if c.key == key {
			return c
		}
	}
	return nil
}

// keys returns the keys of a section's fields.
func (n *node) keys() []string {
	keys := make([]string, len(n.fields))
	for i, c := range n.fields {
		keys[i] = c.key
	}
	return keys
}

// leaf reports whether the node holds a value.
func (n *node) leaf() bool { return n.Kind == Number || n.Kind == Text }

// describe returns the node's Field with its own copy of Enum.
func (n *node) describe() Field {
	f := n.Field
	f.Enum = append([]string(nil), f.Enum...)
	return f
}

// Fields lists every field that holds a value, in the order of Document.
func Fields() iter.Seq[Field] {
	return func(yield func(Field) bool) { root.each(yield) }
}

func (n *node) each(yield func(Field) bool) bool {
	if n.leaf() {
		return yield(n.describe())
	}
	if n.elem != nil {
		return n.elem.each(yield)
	}
	for _, c := range n.fields {
		if !c.each(yield) {
			return false
		}
	}
	return true
}

// Describe returns the field an address or pattern names: one that holds a
// value, or a section, table or list of them. IDs are not looked at.
func Describe(address string) (Field, bool) {
	p, fault := parse(address)
	if fault != nil {
		return Field{}, false
	}
	return p.node().describe(), true
}
