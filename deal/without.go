package deal

import (
	"reflect"
	"slices"
	"strings"
)

// clauses are the patterns of what can be switched off by taking it away, so
// that its default (no cap, no fee, no lag, ...) holds instead. Where a
// pattern is inherited by sites it stands for both places.
var clauses = []string{
	"cap", "period_cap", "participant_cap", "minimum_referrals", "audit", "rewards.*", "tests.*", "reviews.*", "failure", "resubmission.*", "grants.*",
	"payers.*.cap", "payers.*.period_cap", "payers.*.backed_by", "payers.*.late", "payers.*.default",
	"tariffs.*.bands", "tariffs.*.price_by_year", "tariffs.*.index", "tariffs.*.lag", "tariffs.*.max_count", "tariffs.*.cap", "tariffs.*.period_cap",
	"tariffs.*.floor", "tariffs.*.window", "tariffs.*.requires",
	"provider.block_by_year", "provider.index", "provider.fees.*", "provider.reimburse", "provider.gain_share", "provider.pay_after",
	"sites.*.cap", "sites.*.period_cap", "sites.*.until",
	"term.claims",
	"capital.interest", "capital.reserve", "capital.distributions", "capital.on_exhaustion", "capital.grace", "capital.draws", "capital.recycling",
	"capital.first_loss", "capital.lock_up", "capital.profit", "capital.surplus", "capital.surplus_to",
	"capital.tranches.*.coupon", "capital.tranches.*.coupon_paid", "capital.tranches.*.arrangement_fee", "capital.tranches.*.commitment_fee",
	"capital.tranches.*.repayment", "capital.tranches.*.guarantee", "capital.tranches.*.irr_cap", "capital.tranches.*.moic_cap",
}

// instead are the clauses that another field replaces: the first of the list
// holds throughout.
var instead = map[string]struct{ field, list string }{
	"bands":         {"price", "price"},
	"price_by_year": {"price", ""},
	"block_by_year": {"block", ""},
}

// alongside are the fields that make no sense without the clause.
var alongside = map[string]string{"repayment": "maturity"}

// ClausePatterns lists the patterns of the clauses that Without can switch off.
func ClausePatterns() []string { return slices.Clone(clauses) }

// clausePattern returns the pattern of the clause at an address, the one under
// a site being that of what it inherits.
func clausePattern(address string) (string, bool) {
	for _, at := range []string{address, underSite(address)} {
		for _, pattern := range clauses {
			if at != "" && fits(pattern, at) {
				return pattern, true
			}
		}
	}
	return "", false
}

// underSite returns an address without the site it stands under, or "".
func underSite(address string) string {
	steps := strings.SplitN(address, ".", 3)
	if len(steps) == 3 && steps[0] == "sites" {
		return steps[2]
	}
	return ""
}

func fits(pattern, address string) bool {
	p, a := strings.Split(pattern, "."), strings.Split(address, ".")
	if len(p) != len(a) {
		return false
	}
	for i := range p {
		if p[i] != "*" && p[i] != a[i] {
			return false
		}
	}
	return true
}

// Clauses lists the addresses of the clauses this deal states, in the order of
// its document. A clause stated by default of every site stands for all of
// them, those that state their own included.
func (d Deal) Clauses() []string {
	if d.content == nil {
		return nil
	}
	var out []string
	walk(root, reflect.ValueOf(&d.doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
		if strings.HasPrefix(address, "scenarios") {
			return false
		}
		if _, ok := clausePattern(address); !ok || !stated(n, v) {
			return true
		}
		if inherited := underSite(address); !slices.Contains(out, inherited) {
			out = append(out, address)
		}
		return false
	})
	return out
}

// Without returns the deal with the clause at an address switched off: taken
// away there and, if it is a default of the sites, at every site. Bands and
// prices by year become the first of them. The error is a *Fault if there is
// no such clause, or joins those of the deal that is left.
func (d Deal) Without(address string) (Deal, error) {
	fault := func(found, allowed string) (Deal, error) {
		return Deal{}, newFault(address, found, allowed+suggest(address, d.Clauses()))
	}
	if _, ok := clausePattern(address); !ok {
		return fault("is no clause", "must be the address of a clause that the deal states")
	}
	doc := clone(d.doc)
	found := takeAway(&doc, address)
	if underSite(address) == "" {
		for i := range doc.Sites {
			found = takeAway(&doc, "sites."+doc.Sites[i].ID+"."+address) || found
		}
	} else if p, wrong := parse(underSite(address)); found && wrong == nil {
		if v, ok := p.findIn(&doc); ok && stated(p.node(), v) {
			return fault("is a default of every site too", "must be "+underSite(address))
		}
	}
	if !found {
		return fault("is not stated", "must be the address of a clause that the deal states")
	}
	return build(doc)
}

// takeAway removes what is written at an address, if anything is.
func takeAway(doc *Document, address string) bool {
	p, ok := section(address)
	if !ok {
		return false
	}
	v, ok := p.findIn(doc)
	if !ok || !stated(p.node(), v) {
		return false
	}
	holder, key := p[:len(p)-1], p[len(p)-1].key
	above, _ := holder.findIn(doc)
	if to, ok := instead[key]; ok {
		first := v.Index(0)
		if to.list != "" {
			first = descend(first.Field(1), p.node().elem, to.list)
		}
		descend(above, holder.node(), to.field).Set(first)
	}
	if other, ok := alongside[key]; ok {
		descend(above, holder.node(), other).SetZero()
	}
	remove(reflect.ValueOf(doc).Elem(), p)
	return true
}

// section parses an address and, unlike an edit, leaves it at the section that
// a bare number would be written for.
func section(address string) (path, bool) {
	p, fault := parse(address)
	if fault != nil {
		return nil, false
	}
	if n := len(p); n > 1 && p.String() != address {
		p = p[:n-1]
	}
	return p, true
}
