package scenarios

import (
	"slices"

	"github.com/sibsim/sibsim/deal"
)

func noCosts() error {
	return &deal.Fault{Address: "costs", Found: "are none;", Allowed: "must have a line, of the deal or of a site"}
}

func costOverrun(d deal.Deal, v values) (deal.Deal, error) {
	lines := d.Assumptions().Costs
	if len(lines) == 0 {
		return d, noCosts()
	}
	var edits []deal.Edit
	seen := map[string]bool{}
	for _, l := range lines {
		address := l.SiteOverrun.Address
		if address == "" { // written nowhere: 1, at every site that writes none
			address = "overrun"
		}
		if !seen[address] {
			seen[address] = true
			edits = append(edits, deal.Scale(address, 1+v["more"]))
		}
	}
	return d.With(edits...)
}

// wages is the index that wage inflation writes.
const wages = "wage_inflation"

func wageInflation(d deal.Deal, v values) (deal.Deal, error) {
	if len(d.Assumptions().Costs) == 0 {
		return d, noCosts()
	}
	doc := d.Document()
	if at := pricedBy(&doc, wages); at != "" {
		return d, &deal.Fault{Address: at, Found: wages, Allowed: "must be another index: the scenario writes the one of this name for costs"}
	}
	*doc.Indices.Put(wages) = deal.Index{Annual: deal.Num(number(v["annual"])), SD: deal.Num(number(v["sd"]))}
	for i := range doc.Costs {
		doc.Costs[i].Value.Index = wages
	}
	for i := range doc.Sites {
		for j := range doc.Sites[i].Value.Costs {
			own := &doc.Sites[i].Value.Costs[j]
			if top := doc.Costs.Find(own.ID); top == nil || top.Scope != "site" || own.Value.Index != "" {
				own.Value.Index = wages
			}
		}
	}
	return deal.New(doc)
}

// pricedBy returns the address at which something other than a cost has the index.
func pricedBy(doc *deal.Document, index string) string {
	tariffs := func(at string, t deal.Table[deal.Tariff]) string {
		if i := slices.IndexFunc(t, func(e deal.Entry[deal.Tariff]) bool { return e.Value.Index == index }); i >= 0 {
			return at + "tariffs." + t[i].ID + ".index"
		}
		return ""
	}
	provider := func(at string, p *deal.Provider) string {
		if p.Index == index {
			return at + "provider.index"
		}
		return ""
	}
	places := []string{tariffs("", doc.Tariffs), provider("", &doc.Provider)}
	for i := range doc.Sites {
		at, s := "sites."+doc.Sites[i].ID+".", &doc.Sites[i].Value
		places = append(places, tariffs(at, s.Tariffs), provider(at, &s.Provider))
	}
	for _, p := range places {
		if p != "" {
			return p
		}
	}
	return ""
}
