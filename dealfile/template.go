package dealfile

import (
	_ "embed"
	"reflect"
	"strings"
)

// sample is the deal of the template: small, complete, made up.
//
//go:embed sample.yaml
var sample []byte

const templateHead = `# A deal file for sibsim. What follows a # is a comment.
#
# Every key is explained where it stands first; one that is explained without
# being there has its default, and its own keys are explained below it. Any number may say where it comes from,
#
#     price: {value: 1800, source: {kind: published, ref: "tender, table 3", date: 2024-05}, note: net of tax}
#
# and one that "may be a distribution" may be uncertain:
#
#     probability: {beta: {mean: 0.4, sd: 0.05}, source: {kind: assumption}}
#
# The distributions and their parameters:
#
`

// Template returns a deal file to start from: a small complete deal in which
// every key that the format has is explained, in words taken from the tags of
// [deal.Document].
func Template() []byte {
	doc, _, err := Parse("sample", sample)
	if err != nil {
		panic("dealfile: the sample deal: " + err.Error())
	}
	w := writer{told: map[reflect.Type]bool{}}
	w.WriteString(templateHead)
	for _, d := range distributions {
		w.WriteString("#     " + d.name + ": " + strings.Join(d.params, ", ") + "\n")
	}
	w.group(reflect.ValueOf(doc), "")
	return []byte(w.String())
}

// explains reports whether the keys of groups of this type are still to be
// explained.
func (w *writer) explains(t reflect.Type) bool { return w.told != nil && !w.told[t] }

// remark writes the comment on a key.
func (w *writer) remark(f *field, indent string) {
	if indent == "" {
		w.WriteByte('\n')
	}
	w.explain(f, indent+"# ")
}

// remarkBelow explains the keys of a group, or of the entries of a table of
// groups, that the sample does not write.
func (w *writer) remarkBelow(t reflect.Type, indent, deeper string) {
	table := shapeOf(t) == aTable
	if table {
		t = t.Elem().Field(1).Type
	}
	if shapeOf(t) != aGroup || !w.explains(t) {
		return
	}
	if table {
		w.WriteString(indent + "# " + deeper + "ID:\n")
		deeper += "  "
	}
	w.told[t] = true
	for i := range groupOf(t).fields {
		f := &groupOf(t).fields[i]
		w.explain(f, indent+"# "+deeper)
		w.remarkBelow(f.typ, indent, deeper+"  ")
	}
}

// explain writes the sentence of a key behind a lead, on as many lines as it needs.
func (w *writer) explain(f *field, lead string) {
	line := lead + f.name + ":"
	for _, word := range strings.Fields(f.sentence()) {
		if len(line)+1+len(word) > lineWidth {
			w.WriteString(line + "\n")
			line = lead + " "
		}
		line += " " + word
	}
	w.WriteString(line + "\n")
}
