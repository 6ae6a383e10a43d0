package deal

import (
	"reflect"
	"slices"
	"strings"
)

// merged is a Document in which every site carries its own complete entry and
// every reward its shares, and where each thing they inherited was written.
type merged struct {
	doc Document
	// from holds, for the address of an inherited thing, the address it was
	// inherited from; what lies below moves with it.
	from map[string]string
}

// origin returns the address where what holds at address was written.
func (m *merged) origin(address string) string {
	for end := len(address); end > 0; end = strings.LastIndexByte(address[:end], '.') {
		if at, ok := m.from[address[:end]]; ok {
			return at + address[end:]
		}
	}
	return address
}

// inherited are the fields that a site shares with the top level; shares and
// costs have rules of their own.
var inherited = []string{
	"tariffs", "referrals", "pathway", "evidence", "overrun", "provider",
	"participant_cap", "minimum_referrals", "failure", "resubmission",
	"specialists", "measurement", "hours",
}

// alternatives are the fields of which a site that writes one does not inherit
// the others: each row is a set of exclusive groups.
var alternatives = map[reflect.Type][][]string{
	reflect.TypeFor[Transition]():  {{"probability", "mean", "delay"}, {"hazards", "hazards_from"}},
	reflect.TypeFor[Tariff]():      {{"price"}, {"price_by_year"}, {"bands"}},
	reflect.TypeFor[PeriodCap]():   {{"amount"}, {"amounts"}},
	reflect.TypeFor[Provider]():    {{"block"}, {"block_by_year"}},
	reflect.TypeFor[Referrals]():   {{"rate", "ramp"}, {"monthly"}},
	reflect.TypeFor[Specialists](): {{"fte"}, {"fte_monthly"}},
	reflect.TypeFor[Delay]():       {{"months"}, {"weeks"}, {"geometric"}, {"weibull"}, {"lognormal"}, {"list"}},
}

// merge resolves the defaults of every site. It does not change doc.
func merge(doc *Document) *merged {
	m := &merged{doc: *doc, from: map[string]string{}}
	m.doc.Sites = slices.Clone(doc.Sites)
	top := reflect.ValueOf(doc).Elem()
	siteNode := root.child("sites").elem
	var lines Table[Cost] // the costs that are every site's
	for _, c := range doc.Costs {
		if c.Value.Scope == "site" {
			lines = append(lines, c)
		}
	}
	for i := range m.doc.Sites {
		site := &m.doc.Sites[i].Value
		address := "sites." + m.doc.Sites[i].ID
		v := reflect.ValueOf(site).Elem()
		ownTariffs := site.Tariffs
		for _, key := range inherited {
			n := siteNode.child(key)
			m.take(n, v.Field(n.field), top.Field(root.child(key).field), address+"."+key, key)
		}
		n := siteNode.child("costs")
		m.take(n, v.Field(n.field), reflect.ValueOf(lines), address+".costs", "costs")
		m.takeShares(doc, site, ownTariffs, address)
	}
	m.doc.Rewards = slices.Clone(doc.Rewards)
	for i := range m.doc.Rewards {
		if r := &m.doc.Rewards[i]; len(r.Value.Shares) == 0 {
			r.Value.Shares = doc.Shares
			m.from["rewards."+r.ID+".shares"] = "shares"
		}
	}
	return m
}

// take gives dst, at address, what it does not state itself and src, at from, does.
// It never writes into what dst shares with the document it came from.
func (m *merged) take(n *node, dst, src reflect.Value, address, from string) {
	if !stated(n, src) {
		return
	}
	if !stated(n, dst) {
		dst.Set(src)
		m.from[address] = from
		return
	}
	switch {
	case n.Kind == Section:
		skip := replaced(n, dst)
		for _, c := range n.fields {
			if !slices.Contains(skip, c.key) {
				m.take(c, dst.Field(c.field), src.Field(c.field), join(address, c.key), join(from, c.key))
			}
		}
	case n.Kind == TableOf && n.Ref == "share":
		// a table of shares is one whole
	case n.Kind == TableOf:
		m.takeEntries(n, dst, src, address, from)
	}
}

// takeEntries merges two tables: the order of the default first, then what
// only the site has, so that an override never moves anything.
func (m *merged) takeEntries(n *node, dst, src reflect.Value, address, from string) {
	all := reflect.MakeSlice(dst.Type(), 0, dst.Len()+src.Len())
	for i := range src.Len() {
		entry := reflect.New(dst.Type().Elem()).Elem()
		entry.Set(src.Index(i))
		id := entry.Field(0).String()
		if own := descend(dst, n, id); own.IsValid() {
			entry.Field(1).Set(own)
			m.take(n.elem, entry.Field(1), src.Index(i).Field(1), join(address, id), join(from, id))
		} else {
			m.from[join(address, id)] = join(from, id)
		}
		all = reflect.Append(all, entry)
	}
	for i := range dst.Len() {
		if !descend(src, n, dst.Index(i).Field(0).String()).IsValid() {
			all = reflect.Append(all, dst.Index(i))
		}
	}
	dst.Set(all)
}

// replaced returns the fields that dst must not inherit because it states an alternative to them.
func replaced(n *node, dst reflect.Value) []string {
	var skip []string
	groups := alternatives[dst.Type()]
	for i, group := range groups {
		if !slices.ContainsFunc(group, func(key string) bool {
			c := n.child(key)
			return stated(c, dst.Field(c.field))
		}) {
			continue
		}
		for j, other := range groups {
			if j != i {
				skip = append(skip, other...)
			}
		}
	}
	return skip
}

// takeShares gives every tariff of a site its shares: its own, else the
// site's, else the default tariff's, else the deal's.
func (m *merged) takeShares(doc *Document, site *Site, own Table[Tariff], address string) {
	// The tariffs may still be shared with the document or another site.
	site.Tariffs = slices.Clone(site.Tariffs)
	for i := range site.Tariffs {
		id, t := site.Tariffs[i].ID, &site.Tariffs[i].Value
		at := address + ".tariffs." + id + ".shares"
		ownTariff, top := own.Find(id), doc.Tariffs.Find(id)
		switch {
		case ownTariff != nil && len(ownTariff.Shares) > 0:
			t.Shares = ownTariff.Shares
			m.from[at] = at
		case len(site.Shares) > 0:
			t.Shares = site.Shares
			m.from[at] = address + ".shares"
		case top != nil && len(top.Shares) > 0:
			t.Shares = top.Shares
			m.from[at] = "tariffs." + id + ".shares"
		default:
			t.Shares = doc.Shares
			m.from[at] = "shares"
		}
	}
}
