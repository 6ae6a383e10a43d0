package deal

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Edit is one change of a deal, made by Set or Scale and applied by With.
type Edit struct {
	address string
	value   any
	factor  float64
	scale   bool
}

// Address returns the address the edit was made for.
func (e Edit) Address() string { return e.address }

// Set returns the edit that writes value at an address: an int, int64,
// float64, string, bool or Quantity. A string may be a distribution as
// Quantity.String writes it; the empty string removes what is written, so
// that what is inherited or the default holds again. A number set plainly has
// no source.
//
// A * in the address stands for every ID (or position) that the deal has
// there. Setting what a site inherits writes it at the site, and only that
// field; the shares of a payer, and an element of a list, come with the rest of
// their table or list. The position after a list's last adds an element.
func Set(address string, value any) Edit { return Edit{address: address, value: value} }

// Scale returns the edit that multiplies what holds at an address by factor: a
// plain number exactly, then rounded half away from zero to what the field can
// hold (a minor unit of money, a millionth, a whole month or count); a
// distribution as a whole, so that it keeps its shape. The factor may not be
// negative where the result would be out of range, nor may what it multiplies be a joint draw.
// With a * in the address, only what holds a number is multiplied, and under
// sites.* what sites inherit is multiplied once, where it is written.
//
// A beta does not stay a beta when multiplied: of (mean, sd) both are
// multiplied, (alpha, beta) keep their sum and their mean is multiplied.
func Scale(address string, factor float64) Edit {
	return Edit{address: address, factor: factor, scale: true}
}

// With returns the deal changed by the edits in the order given, checked anew.
// The deal itself does not change. The error joins a *Fault for each fault: of
// the edits if any of them cannot be made, else of the deal they make.
func (d Deal) With(edits ...Edit) (Deal, error) {
	if len(edits) == 0 {
		return d, nil
	}
	if d.content == nil {
		return Deal{}, errors.New("deal: With on the zero Deal")
	}
	doc := clone(d.doc)
	f := newFaults()
	for _, e := range edits {
		e.apply(f, &doc)
	}
	if err := f.err(); err != nil {
		return Deal{}, err
	}
	return build(doc)
}

// apply changes doc.
func (e Edit) apply(f *faults, doc *Document) {
	p, fault := parse(e.address)
	if fault != nil {
		f.add(fault.Address, fault.Found, fault.Allowed)
		return
	}
	if !p.node().leaf() {
		allowed := "must be one value"
		if keys := p.node().keys(); len(keys) > 0 {
			allowed += ", of " + oneOf(keys)
		}
		f.add(e.address, "is a "+string(p.node().Kind)+";", allowed)
		return
	}
	m := merge(doc)
	x := expander{f: f, edit: e, doc: m.doc, refs: refsOf(doc)}
	x.expand(root, reflect.ValueOf(&x.doc).Elem(), nil, p)
	if len(x.found) == 0 && !x.failed {
		f.add(e.address, "stands for nothing", "that this deal has; must be IDs it has"+x.hint)
	}
	if e.scale && strings.HasPrefix(e.address, "sites.*.") {
		x.found = m.written(x.found)
	}
	hit := false
	for _, target := range x.found {
		hit = e.write(f, doc, m, target, x.many) || hit
	}
	if e.scale && !hit && x.many && len(x.found) > 0 {
		f.add(e.address, "holds no number", "to multiply: must be one that is written or has a default")
	}
}

// written replaces each path of a site by the one where its value is written,
// each once: what every site inherits is multiplied at its source, so that it
// stays one input with one random word. The deal's own overrun is no mere
// default, so sites that inherit it get their own.
func (m *merged) written(found []path) []path {
	var out []path
	seen := map[string]bool{}
	for _, p := range found {
		if at := m.origin(p.String()); at != "overrun" && !strings.HasPrefix(at, "overrun.") {
			if q, fault := parse(at); fault == nil && q.node() != nil && q.node().leaf() {
				p = q
			}
		}
		if !seen[p.String()] {
			seen[p.String()] = true
			out = append(out, p)
		}
	}
	return out
}

// expander finds the paths that an address with * stands for.
type expander struct {
	f      *faults
	edit   Edit
	doc    Document // merged
	refs   refs
	found  []path
	many   bool // the address has a *
	failed bool
	hint   string // the ID that may have been meant
}

// expand follows the rest of the address from a node and its value; the value
// is not valid below an entry that is not there but may be written.
func (x *expander) expand(n *node, v reflect.Value, done, rest path) {
	if len(rest) == 0 {
		x.found = append(x.found, slices.Clone(done))
		return
	}
	s := rest[0]
	next := func(key string, below reflect.Value) {
		x.expand(s.node, below, append(slices.Clone(done), step{key, s.node}), rest[1:])
	}
	switch {
	case n.Kind == Section:
		if v.IsValid() {
			v = v.Field(s.node.field)
		}
		next(s.key, v)
	case s.key == "*" && !n.free:
		x.many = true
		if !v.IsValid() {
			return
		}
		for i := range v.Len() {
			if n.Kind == TableOf {
				next(v.Index(i).Field(0).String(), v.Index(i).Field(1))
			} else {
				next(strconv.Itoa(i), v.Index(i))
			}
		}
	case n.Kind == TableOf:
		below := reflect.Value{}
		var known []string
		if v.IsValid() {
			below = descend(v, n, s.key)
			for i := range v.Len() {
				known = append(known, v.Index(i).Field(0).String())
			}
		}
		known = append(known, x.refs.lists[n.Ref]...)
		if !below.IsValid() && !n.free && !slices.Contains(known, s.key) {
			x.hint = cmp.Or(x.hint, suggest(s.key, known))
			if !x.many { // else it may be there at some of what the * stands for
				x.failed = true
				x.f.add(x.edit.address, s.key, "must be an ID of "+done.String()+x.hint)
			}
			return
		}
		next(s.key, below)
	default: // a list
		i, _ := position(s.key)
		size := 0
		if v.IsValid() {
			size = v.Len()
		}
		if i > size {
			x.failed = true
			x.f.add(x.edit.address, s.key, "must be at most %d, after the last element of %s", size, done.String())
			return
		}
		below := reflect.Value{}
		if i < size {
			below = v.Index(i)
		}
		next(s.key, below)
	}
}

// write makes the edit at one path without *. It reports whether there was
// anything to do.
func (e Edit) write(f *faults, doc *Document, m *merged, p path, many bool) bool {
	n := p.node()
	value := e.value
	if e.scale {
		var now Quantity
		if v, ok := p.findIn(&m.doc); ok && n.Kind == Number {
			now = v.Interface().(Quantity)
		}
		if !now.Stated() {
			now = Num(n.Default)
		}
		if n.Kind != Number || !now.Stated() {
			if !many {
				f.add(e.address, "holds no number", "to multiply: must be one that is written or has a default")
			}
			return false
		}
		scaled, wrong := multiply(n, now, e.factor, doc.Currency)
		if wrong != "" {
			f.add(p.String(), now.String(), wrong)
			return true
		}
		value = scaled
	}
	if value == "" {
		remove(reflect.ValueOf(doc).Elem(), p)
		return true
	}
	leaf := m.reach(reflect.ValueOf(doc).Elem(), p)
	if n.Kind == Text {
		s, ok := asText(value)
		if !ok {
			f.add(p.String(), fmt.Sprint(value), "must be a text")
			return true
		}
		leaf.SetString(s)
		return true
	}
	q, ok := asQuantity(value)
	if !ok {
		f.add(p.String(), fmt.Sprint(value), "must be a number")
		return true
	}
	leaf.Set(reflect.ValueOf(q))
	return true
}

// multiply returns q times factor, as the field n can hold it.
func multiply(n *node, q Quantity, factor float64, currency string) (Quantity, string) {
	if math.IsNaN(factor) || math.IsInf(factor, 0) {
		return q, "must be multiplied by a finite number"
	}
	if q.Dist != "" {
		scaled, wrong := q.scaled(factor)
		scaled.Source, scaled.Note = nil, ""
		return scaled, wrong
	}
	places := -1
	switch {
	case n.Unit == "money":
		if currency == "" {
			currency = root.child("currency").Default
		}
		c, _ := currencyOf(currency)
		places = c.Digits
	case n.inMillionths():
		places = 6
	case n.whole():
		places = 0
	}
	s, ok := timesText(q.Text, factor, places)
	if !ok {
		return q, "must be a number that can be multiplied by " + number(factor)
	}
	return Num(s), ""
}

// reach returns the leaf at a path of the document, making the entries that
// lead to it. Where a site inherits a list or a table of shares, it gets its
// own copy of the whole, as that is what it overrides.
func (m *merged) reach(v reflect.Value, p path) reflect.Value {
	n := root
	for i, s := range p {
		whole := n.Kind == ListOf || n.Kind == TableOf && n.Ref == "share"
		if whole && v.Len() == 0 {
			if held, ok := p[:i].findIn(&m.doc); ok && held.Len() > 0 {
				v.Set(held)
				own(v)
			}
		}
		below := descend(v, n, s.key)
		if !below.IsValid() {
			entry := reflect.New(v.Type().Elem()).Elem()
			if n.Kind == TableOf {
				entry.Field(0).SetString(s.key)
			}
			v.Set(reflect.Append(v, entry))
			below = v.Index(v.Len() - 1)
			if n.Kind == TableOf {
				below = below.Field(1)
			}
		}
		v, n = below, s.node
	}
	return v
}

// remove takes away what is written at a path, with its entry or element if it is one.
func remove(doc reflect.Value, p path) {
	last := len(p) - 1
	holder, ok := p[:last].find(doc)
	if !ok {
		return
	}
	leaf, ok := p.find(doc)
	if !ok {
		return
	}
	leaf.SetZero()
	if above := p[:last].node(); above.Kind == Section {
		return
	}
	for i := range holder.Len() {
		e := holder.Index(i)
		if e.CanAddr() && e.Kind() == reflect.Struct && e.NumField() == 2 && e.Type().Field(0).Name == "ID" {
			e = e.Field(1)
		}
		if e.Addr().Pointer() == leaf.Addr().Pointer() {
			holder.Set(reflect.AppendSlice(holder.Slice(0, i), holder.Slice(i+1, holder.Len())))
			return
		}
	}
}

// asText turns the value of an edit into words.
func asText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return number(v), true
	case Quantity:
		return v.Text, v.Dist == "" && v.Text != ""
	}
	return "", false
}

// asQuantity turns the value of an edit into a number.
func asQuantity(value any) (Quantity, bool) {
	switch v := value.(type) {
	case string:
		return ParseQuantity(v), true
	case int:
		return Num(strconv.Itoa(v)), true
	case int64:
		return Num(strconv.FormatInt(v, 10)), true
	case float64:
		return Num(number(v)), true
	case Quantity:
		return clone(v), v.Stated()
	}
	return Quantity{}, false
}
