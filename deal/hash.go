package deal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"reflect"
	"slices"
	"strings"
)

// SHA256 returns the hash of the normalised deal, 64 hexadecimal digits: of
// its names, words, numbers, sources and their order, not of how a number is
// written (1800, 1800.0 and 1.8e3 are one), nor of notes.
func (d Deal) SHA256() string {
	h := sha256.New()
	if d.content != nil {
		writeCanonical(h, &d.doc)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeCanonical writes every entry and value of the document in order. Each piece is
// preceded by its length, so that no two documents give the same bytes.
func writeCanonical(h hash.Hash, doc *Document) {
	put := func(pieces ...string) {
		fmt.Fprintf(h, "%d\n", len(pieces))
		for _, p := range pieces {
			fmt.Fprintf(h, "%d:%s\n", len(p), p)
		}
	}
	walk(root, reflect.ValueOf(doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
		switch n.Kind {
		case TableOf, ListOf:
			if v.Len() > 0 {
				put(address, fmt.Sprint(v.Len()))
			}
			if n.Kind == TableOf {
				for i := range v.Len() {
					put("id", v.Index(i).Field(0).String())
				}
			}
		case Text:
			if v.Len() > 0 {
				put(address, v.String())
			}
		case Number:
			if q := v.Interface().(Quantity); q.Stated() {
				put(append([]string{address}, q.canonical()...)...)
			}
		}
		return true
	})
}

// canonical writes what a quantity says and where it comes from.
func (q Quantity) canonical() []string {
	pieces := []string{q.Dist}
	if d, ok := parseDecimal(q.Text); ok {
		pieces = append(pieces, d.canonical())
	} else {
		pieces = append(pieces, "text "+q.Text)
	}
	params := slices.Clone(q.Params)
	slices.SortFunc(params, func(a, b Param) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range params {
		pieces = append(pieces, p.Name, bits(p.Value))
	}
	pieces = append(pieces, "values")
	for _, v := range q.Values {
		pieces = append(pieces, bits(v))
	}
	pieces = append(pieces, "weights")
	for _, w := range q.Weights {
		pieces = append(pieces, bits(w))
	}
	pieces = append(pieces, q.Table, q.Column)
	if s := q.Source; s != nil {
		pieces = append(pieces, "source", s.Kind, s.Ref, s.Date)
	}
	return pieces
}

// bits writes a float64 exactly; both zeros are one.
func bits(v float64) string {
	if v == 0 {
		v = 0
	}
	return fmt.Sprintf("%016x", math.Float64bits(v))
}
