package dealfile

import (
	"reflect"
	"sync"

	"github.com/sibsim/sibsim/deal"
)

// field is one key of a group in the file: a field of a struct of package
// deal and what its tags say.
type field struct {
	index int
	name  string // the key
	short string // scalar, list: what stands for the whole group
	tag   reflect.StructTag
	typ   reflect.Type
	words bool // a number that may be a word too: what a scenario sets
}

// group is the keys of one struct, in order.
type group struct {
	fields []field
	byName map[string]int
}

func (g *group) find(name string) *field {
	if i, ok := g.byName[name]; ok {
		return &g.fields[i]
	}
	return nil
}

// shortFor returns the field meant when the whole group is written as a
// scalar or a list, or nil.
func (g *group) shortFor(kind string) *field {
	for i := range g.fields {
		if g.fields[i].short == kind {
			return &g.fields[i]
		}
	}
	return nil
}

func (g *group) names() []string {
	names := make([]string, len(g.fields))
	for i, f := range g.fields {
		names[i] = f.name
	}
	return names
}

var groups sync.Map // reflect.Type to *group

// groupOf returns the keys of a struct type of package deal.
func groupOf(t reflect.Type) *group {
	if g, ok := groups.Load(t); ok {
		return g.(*group)
	}
	g := &group{byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := f.Tag.Lookup("field")
		if !ok {
			continue
		}
		g.byName[name] = len(g.fields)
		words := t == changeType && name == "to"
		g.fields = append(g.fields, field{i, name, f.Tag.Get("short"), f.Tag, f.Type, words})
	}
	groups.Store(t, g)
	return g
}

var (
	documentType = reflect.TypeFor[deal.Document]()
	quantityType = reflect.TypeFor[deal.Quantity]()
	changeType   = reflect.TypeFor[deal.Change]()
)

// shape is what the type of a field lets one write.
type shape int

const (
	aNumber shape = iota
	aText
	aList
	aTable
	aGroup
)

func shapeOf(t reflect.Type) shape {
	switch {
	case t == quantityType:
		return aNumber
	case t.Kind() == reflect.String:
		return aText
	case t.Kind() == reflect.Slice && isEntry(t.Elem()):
		return aTable
	case t.Kind() == reflect.Slice:
		return aList
	case t.Kind() == reflect.Struct:
		return aGroup
	}
	panic("dealfile: no rule for a field of type " + t.String())
}

// isEntry reports whether t is a deal.Entry of something.
func isEntry(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t.NumField() != 2 {
		return false
	}
	return t.Field(0).Name == "ID" && t.Field(1).Name == "Value"
}

// distributions are their names and what they take, in the order of the
// docs; always are the parameters that none of their forms does without.
var distributions = []struct {
	name           string
	params, always []string
}{
	{"uniform", []string{"min", "max"}, []string{"min", "max"}},
	{"triangular", []string{"min", "mode", "max"}, []string{"min", "mode", "max"}},
	{"pert", []string{"min", "mode", "max"}, []string{"min", "mode", "max"}},
	{"beta", []string{"alpha", "beta", "mean", "sd"}, nil},
	{"gamma", []string{"shape", "scale", "mean", "sd"}, nil},
	{"normal", []string{"mean", "sd", "min", "max"}, []string{"mean", "sd"}},
	{"lognormal", []string{"mu", "sigma", "mean", "sd", "median", "min", "max"}, nil},
	{"discrete", []string{"values", "weights"}, []string{"values"}},
	{"joint", []string{"table", "column"}, []string{"table", "column"}},
}

// paramsOf returns the parameters of a distribution, nil if there is none of that name.
func paramsOf(name string) []string {
	for _, d := range distributions {
		if d.name == name {
			return d.params
		}
	}
	return nil
}

// allGroups returns every group that a deal file may hold, the file itself first.
func allGroups() []*group {
	var list []*group
	seen := map[reflect.Type]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch shapeOf(t) {
		case aList:
			visit(t.Elem())
		case aTable:
			visit(t.Elem().Field(1).Type)
		case aGroup:
			if seen[t] {
				return
			}
			seen[t] = true
			list = append(list, groupOf(t))
			for _, f := range groupOf(t).fields {
				visit(f.typ)
			}
		}
	}
	visit(documentType)
	return list
}
