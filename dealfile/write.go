package dealfile

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// Write returns the document as a deal file: the keys in the order of
// [deal.Document], entries in their own order, nothing that was not written.
// Reading it gives the same document; a document of which that is not true,
// because it holds what no file can say, is an error.
func Write(doc deal.Document) ([]byte, error) {
	w := writer{}
	w.group(reflect.ValueOf(doc), "")
	if w.Len() == 0 {
		w.WriteString("{}\n")
	}
	text := []byte(w.String())
	back, _, err := Parse("document", text)
	if err != nil {
		return nil, fmt.Errorf("the document cannot be written as a deal file: %w", err)
	}
	if !same(reflect.ValueOf(doc), reflect.ValueOf(back)) {
		return nil, errors.New("the document cannot be written as a deal file: it would not read back the same")
	}
	return text, nil
}

// same reports whether two values are equal, an empty list being none.
func same(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// writer writes a document as text; template.go adds comments to it.
type writer struct {
	strings.Builder
	// told, if not nil, asks for comments, and holds the types of groups
	// whose keys have theirs.
	told map[reflect.Type]bool
}

const lineWidth = 100

// group writes the fields of a struct, one below the other.
func (w *writer) group(v reflect.Value, indent string) {
	explain := w.explains(v.Type())
	if explain {
		w.told[v.Type()] = true
	}
	for i := range groupOf(v.Type()).fields {
		f := &groupOf(v.Type()).fields[i]
		value := v.Field(f.index)
		if explain {
			w.remark(f, indent)
			if unwritten(value) {
				w.remarkBelow(f.typ, indent, "  ")
			}
		}
		if !unwritten(value) {
			w.entry(f.name, value, indent) // "on" is a word here, whatever YAML 1.1 made of it
		}
	}
}

// unwritten reports whether a field says nothing.
func unwritten(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !unwritten(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

// entry writes a key, as it is to stand in the file, and its value.
func (w *writer) entry(key string, v reflect.Value, indent string) {
	w.WriteString(indent + key + ":")
	deeper := indent + "  "
	switch shapeOf(v.Type()) {
	case aNumber:
		w.WriteString(" " + numberText(v.Interface().(deal.Quantity)) + "\n")
	case aText:
		w.WriteString(" " + wordText(v.String()) + "\n")
	case aList:
		w.list(v, deeper)
	case aTable:
		w.WriteString("\n")
		for i := range v.Len() {
			w.entry(keyText(v.Index(i).Field(0).String()), v.Index(i).Field(1), deeper)
		}
	case aGroup:
		if inner, ok := alone(v); ok && !w.explains(v.Type()) {
			w.list(inner, deeper)
		} else if unwritten(v) {
			w.WriteString(" {}\n")
		} else {
			w.WriteString("\n")
			w.group(v, deeper)
		}
	}
}

// alone returns the one field of a group that can stand for it, if no other
// is written.
func alone(v reflect.Value) (reflect.Value, bool) {
	var only *field
	for i := range groupOf(v.Type()).fields {
		f := &groupOf(v.Type()).fields[i]
		if unwritten(v.Field(f.index)) {
			continue
		}
		if only != nil || f.short == "" {
			return reflect.Value{}, false
		}
		only = f
	}
	if only == nil {
		return reflect.Value{}, false
	}
	inner := v.Field(only.index)
	if q, ok := inner.Interface().(deal.Quantity); ok && (q.Text == "" || numberText(q)[0] == '{') {
		return reflect.Value{}, false
	}
	return inner, true
}

// list writes the elements of a list in brackets, on as many lines as they
// need; a number stands for itself.
func (w *writer) list(v reflect.Value, indent string) {
	if v.Type() == quantityType {
		w.WriteString(" " + numberText(v.Interface().(deal.Quantity)) + "\n")
		return
	}
	if v.Type().Elem().Kind() == reflect.Slice {
		w.WriteString("\n")
		for i := range v.Len() {
			w.WriteString(indent + "-")
			w.list(v.Index(i), indent+"  ")
		}
		return
	}
	w.WriteString(" [")
	width := lineWidth
	for i := range v.Len() {
		text := ""
		if q, ok := v.Index(i).Interface().(deal.Quantity); ok {
			text = numberText(q)
		} else {
			text = wordText(v.Index(i).String())
		}
		if i > 0 {
			w.WriteString(",")
			if width < len(text) {
				w.WriteString("\n" + indent)
				width = lineWidth - len(indent)
			} else {
				w.WriteString(" ")
			}
		}
		w.WriteString(text)
		width -= len(text) + 2
	}
	w.WriteString("]\n")
}

// numberText writes a number in the shortest form that says all of it.
func numberText(q deal.Quantity) string {
	value := q.Text
	if !decimal.MatchString(value) {
		value = wordText(value)
	}
	if q.Dist == "" && q.Source == nil && q.Note == "" {
		return value
	}
	var parts []string
	part := func(name, text string) { parts = append(parts, name+": "+text) }
	if q.Text != "" {
		part("value", value)
	}
	if q.Dist != "" {
		part(keyText(q.Dist), paramsText(q))
	}
	if s := q.Source; s != nil {
		var of []string
		for _, field := range [][2]string{{"kind", s.Kind}, {"ref", s.Ref}, {"date", s.Date}} {
			if field[1] != "" {
				of = append(of, field[0]+": "+wordText(field[1]))
			}
		}
		part("source", "{"+strings.Join(of, ", ")+"}")
	}
	if q.Note != "" {
		part("note", wordText(q.Note))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func paramsText(q deal.Quantity) string {
	var parts []string
	for _, p := range q.Params {
		parts = append(parts, keyText(p.Name)+": "+floatText(p.Value))
	}
	for _, list := range []struct {
		name   string
		values []float64
	}{{"values", q.Values}, {"weights", q.Weights}} {
		if len(list.values) > 0 {
			texts := make([]string, len(list.values))
			for i, x := range list.values {
				texts[i] = floatText(x)
			}
			parts = append(parts, list.name+": ["+strings.Join(texts, ", ")+"]")
		}
	}
	for _, name := range [][2]string{{"table", q.Table}, {"column", q.Column}} {
		if name[1] != "" {
			parts = append(parts, name[0]+": "+wordText(name[1]))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func floatText(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

var (
	plainKey  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.*-]*$`)
	plainWord = regexp.MustCompile(`^([A-Za-z]|[0-9]+ [A-Za-z])[A-Za-z0-9_./*+()-]*( [A-Za-z0-9_./*+()-]+)*$`)
	monthText = regexp.MustCompile(`^([0-9]{1,4}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?)$`)
	otherType = regexp.MustCompile(`^(?i:null|y|n|yes|no|on|off)$`)
)

// keyText writes a key, in quotation marks where YAML would misread it.
func keyText(s string) string {
	if plainKey.MatchString(s) && !otherType.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

// wordText does so for a text.
func wordText(s string) string {
	if (plainWord.MatchString(s) || monthText.MatchString(s)) && !otherType.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
