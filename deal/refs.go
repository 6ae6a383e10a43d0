package deal

import (
	"slices"
	"strings"
)

// refs holds the IDs that a reference may name, by the ref of the tag.
type refs struct {
	lists map[string][]string
	sets  map[string]map[string]bool
}

func refsOf(doc *Document) refs {
	outcomes, payers, sites := ids(doc.Outcomes), ids(doc.Payers), ids(doc.Sites)
	r := refs{lists: map[string][]string{
		"outcome":       outcomes,
		"payer":         payers,
		"site":          sites,
		"index":         ids(doc.Indices),
		"factor":        ids(doc.Factors),
		"lever":         ids(doc.Levers),
		"share":         append([]string{"commissioner", "unpaid"}, payers...),
		"parent":        append([]string{"referral"}, outcomes...),
		"target":        append([]string{"referrals", "evidence"}, outcomes...),
		"bearer":        append([]string{"vehicle", "provider"}, payers...),
		"payer_or_site": append(slices.Clone(payers), sites...),
		"measure":       ids(doc.Measures),
		"per":           append([]string{"referral", "target"}, outcomes...),
		"payee":         append(append([]string{"intermediary"}, payers...), sites...),
		"guarantor":     append([]string{"guarantor"}, payers...),

		"payer_or_commissioner": append([]string{"commissioner"}, payers...),
	}, sets: map[string]map[string]bool{}}
	for ref, list := range r.lists {
		set := make(map[string]bool, len(list))
		once := list[:0:0]
		for _, id := range list {
			if !set[id] {
				once = append(once, id)
			}
			set[id] = true
		}
		r.lists[ref], r.sets[ref] = once, set
	}
	return r
}

func ids[T any](t Table[T]) []string {
	list := make([]string, len(t))
	for i := range t {
		list[i] = t[i].ID
	}
	return list
}

// nouns says what a reference must name.
var nouns = map[string]string{
	"outcome":       "an outcome",
	"payer":         "a payer",
	"site":          "a site",
	"index":         "an index",
	"factor":        "a factor",
	"lever":         "a lever",
	"share":         "a payer, commissioner or unpaid",
	"parent":        "an outcome or referral",
	"target":        "an outcome, referrals or evidence",
	"bearer":        "vehicle, provider or a payer",
	"payer_or_site": "a payer or a site",
	"measure":       "a measure",
	"per":           "referral, target or an outcome",
	"payee":         "a payer, a site or intermediary",
	"guarantor":     "guarantor or a payer",

	"payer_or_commissioner": "commissioner or a payer",
}

// check finds references to nothing and reports whether all is well. Refs it
// has no IDs for (addresses of inputs and scenarios) are checked elsewhere.
func (r refs) check(f *faults, ref, address, id string) bool {
	if set, ok := r.sets[ref]; !ok || set[id] {
		return true
	}
	known := r.lists[ref]
	hint := f.hint(id, known)
	if hint == "" && len(known) > 0 && len(known) <= 12 {
		hint = "; there is " + strings.Join(known, ", ")
	}
	f.add(address, id, "must be "+nouns[ref]+hint)
	return false
}

// noteStray notes a key of a table that names nothing, and what it was meant
// for: the one closest to it, or, if it is close to none, any.
func (c *checker) noteStray(table, ref, key string) {
	meant := ""
	if len(c.list) < maxHints {
		meant = nearest(key, c.refs.lists[ref])
	}
	if c.strays[table] == nil {
		c.strays[table] = map[string]bool{}
	}
	c.strays[table][meant] = true
}

// astray reports whether the entry id of a table may be there under a key
// that names nothing: that it is missing only follows from that fault.
func (c *checker) astray(table, id string) bool {
	return c.strays[table][id] || c.strays[table][""]
}

// leadsAstray reports whether an entry on the way to p may be astray.
func (c *checker) leadsAstray(p path) bool {
	for i := range p {
		if c.astray(p[:i].String(), p[i].key) {
			return true
		}
	}
	return false
}

// reserved are the words that mean something else where the ID of an entry of
// the table could stand.
var reserved = map[string][]string{
	"outcomes": {
		"referral", "referrals", "evidence", "target", "commissioner", "unpaid", "vehicle", "provider",
		"costs", "indices", "measures", "audit", "late", "default", "failed", // the items of a file of counts
	},
	"payers": {"commissioner", "unpaid", "vehicle", "provider", "guarantor", "intermediary"},
	"sites":  {"intermediary"},
}

// checkID checks that an ID can be a step of an address.
func checkID(f *faults, table, address, id string) {
	fine := len(id) > 0 && len(id) <= 40 && id[0] >= 'a' && id[0] <= 'z'
	for i := 0; i < len(id); i++ {
		c := id[i]
		fine = fine && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')
	}
	if !fine {
		f.add(address, quoted(id), "must be an ID: small letters, digits and _, first a letter, at most 40")
		return
	}
	if slices.Contains(reserved[table], id) {
		f.add(address, id, "must be another ID: this word has a meaning of its own")
	}
}
