package dealfile

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// Schema returns the JSON Schema (draft 2020-12) of a deal file, for editors.
// It knows keys, kinds, ranges and words; what ties fields together only
// [Read] knows.
func Schema() ([]byte, error) {
	s := schemas{defs: map[string]*jsonschema.Schema{}}
	root := s.group(documentType)
	root.Schema = "https://json-schema.org/draft/2020-12/schema"
	root.Title = "sibsim deal"
	root.Description = "A deal file: an outcomes contract and what is assumed about it."
	root.Required = []string{"sibsim", "name", "term", "outcomes", "payers", "capital", "sites"}
	s.defs["source"] = sourceSchema()
	s.defs["distribution"] = distributionSchema()
	root.Defs = s.defs
	text, err := json.Marshal(root)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// schemas builds schemas; groups are defined once, by the name of their type.
type schemas struct{ defs map[string]*jsonschema.Schema }

const idPattern = "^[a-z][a-z0-9_]{0,39}$"

// forbidden is the schema that nothing fits.
func forbidden() *jsonschema.Schema { return &jsonschema.Schema{Not: &jsonschema.Schema{}} }

func object(properties map[string]*jsonschema.Schema, order ...string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: properties, PropertyOrder: order, AdditionalProperties: forbidden()}
}

func reference(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

// group is the schema of the keys of a struct.
func (s *schemas) group(t reflect.Type) *jsonschema.Schema {
	g := groupOf(t)
	properties := map[string]*jsonschema.Schema{}
	for i := range g.fields {
		f := &g.fields[i]
		of := s.value(f.typ, f)
		of.Description = f.sentence()
		if def := f.tag.Get("default"); def != "" && shapeOf(f.typ) == aNumber {
			of.Default = json.RawMessage(def)
		} else if def != "" && shapeOf(f.typ) == aText {
			of.Default, _ = json.Marshal(def)
		}
		properties[f.name] = of
	}
	return object(properties, g.names()...)
}

// value is the schema of a value of type t in field f.
func (s *schemas) value(t reflect.Type, f *field) *jsonschema.Schema {
	one := 1
	switch shapeOf(t) {
	case aNumber:
		return numberSchema(f)
	case aText:
		return textSchema(f)
	case aList:
		return &jsonschema.Schema{Type: "array", MinItems: &one, Items: s.value(t.Elem(), f)}
	case aTable:
		table := &jsonschema.Schema{Type: "object", AdditionalProperties: s.value(t.Elem().Field(1).Type, f)}
		if f.tag.Get("ref") == "" {
			table.PropertyNames = &jsonschema.Schema{Pattern: idPattern}
		}
		return table
	}
	name := strings.ToLower(t.Name())
	if s.defs[name] == nil {
		s.defs[name] = &jsonschema.Schema{} // before its parts, which may hold it
		*s.defs[name] = *s.forms(t)
	}
	return reference(name)
}

// forms is the schema of a group in all the ways it may be written.
func (s *schemas) forms(t reflect.Type) *jsonschema.Schema {
	g, long := groupOf(t), s.group(t)
	forms := []*jsonschema.Schema{long}
	for _, kind := range []string{"list", "scalar"} {
		if f := g.shortFor(kind); f != nil {
			forms = append([]*jsonschema.Schema{s.value(f.typ, f)}, forms...)
		}
	}
	if len(forms) == 1 {
		return long
	}
	return &jsonschema.Schema{AnyOf: forms}
}

// numberSchema allows a number in its range, the same with its source, and,
// where it may be uncertain, a distribution.
func numberSchema(f *field) *jsonschema.Schema {
	b := boundsOf(f.tag)
	plain := func() *jsonschema.Schema {
		n := &jsonschema.Schema{Type: "number"}
		if f.whole() {
			n.Type = "integer"
		}
		if n.Minimum = b.float(b.low); b.lowOpen {
			n.Minimum, n.ExclusiveMinimum = nil, n.Minimum
		}
		if n.Maximum = b.float(b.high); b.highOpen {
			n.Maximum, n.ExclusiveMaximum = nil, n.Maximum
		}
		return n
	}
	long := object(map[string]*jsonschema.Schema{"value": plain(), "source": reference("source"), "note": {Type: "string"}}, "value", "source", "note")
	long.Required = []string{"value"}
	forms := []*jsonschema.Schema{plain(), long}
	if f.tag.Get("random") == "yes" || f.words {
		forms = append(forms, reference("distribution"))
	}
	if f.words {
		forms = append(forms, &jsonschema.Schema{Types: []string{"string", "boolean"}})
	}
	return &jsonschema.Schema{AnyOf: forms}
}

func textSchema(f *field) *jsonschema.Schema {
	one := 1
	switch {
	case f.tag.Get("enum") != "":
		var words []any
		for _, w := range strings.Split(f.tag.Get("enum"), "|") {
			words = append(words, w)
			if w == "true" || w == "false" {
				words = append(words, w == "true")
			}
		}
		return &jsonschema.Schema{Enum: words}
	case f.tag.Get("unit") == "date":
		return &jsonschema.Schema{Type: "string", Pattern: `^\d{4}-\d{2}$`}
	case f.tag.Get("unit") == "period":
		return &jsonschema.Schema{Types: []string{"integer", "string"}, Pattern: `^([1-9]\d*|financial_year)$`}
	case f.tag.Get("unit") == "month":
		return &jsonschema.Schema{Types: []string{"integer", "string"}, Pattern: `^(\d{4}-\d{2}|\d+)$`}
	}
	return &jsonschema.Schema{Type: "string", MinLength: &one}
}

func sourceSchema() *jsonschema.Schema {
	date := &jsonschema.Schema{Types: []string{"string", "integer"}}
	s := object(map[string]*jsonschema.Schema{
		"kind": {Enum: []any{"published", "derived", "elicited", "assumption"}},
		"ref":  {Type: "string"},
		"date": date,
	}, "kind", "ref", "date")
	s.Required = []string{"kind"}
	s.Description = "Where a number comes from."
	return s
}

// distributionSchema allows one distribution with its parameters.
func distributionSchema() *jsonschema.Schema {
	one := 1
	numbers := func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "array", MinItems: &one, Items: &jsonschema.Schema{Type: "number"}}
	}
	properties := map[string]*jsonschema.Schema{"source": reference("source"), "note": {Type: "string"}}
	order := []string{"source", "note"}
	whole := &jsonschema.Schema{}
	for _, d := range distributions {
		params := map[string]*jsonschema.Schema{}
		for _, p := range d.params {
			switch p {
			case "values", "weights":
				params[p] = numbers()
			case "table", "column":
				params[p] = &jsonschema.Schema{Type: "string"}
			default:
				params[p] = &jsonschema.Schema{Type: "number"}
			}
		}
		properties[d.name] = object(params, d.params...)
		properties[d.name].MinProperties = &one
		properties[d.name].Required = d.always
		order = append(order, d.name)
		whole.OneOf = append(whole.OneOf, &jsonschema.Schema{Required: []string{d.name}})
	}
	named := object(properties, order...)
	named.OneOf = whole.OneOf
	named.Description = "A distribution: the number is drawn once a path."
	return named
}
