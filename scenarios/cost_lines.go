package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// ordinary is what every arrangement but the partnership does first: the
// vehicle's own company and the intermediary fall away, and parts of management
// and evaluation are kept.
func ordinary(d deal.Deal, v values) (deal.Deal, error) {
	var err error
	for _, part := range []struct {
		share      float64
		categories []contract.Category
	}{
		{0, []contract.Category{contract.Intermediary, contract.SpecialPurpose}},
		{v["management"], []contract.Category{contract.Management}},
		{v["evaluation"], []contract.Category{contract.Evaluation}},
	} {
		if d, err = keep(d, part.share, part.categories...); err != nil {
			return d, err
		}
	}
	return d, nil
}

// isLine reports whether a document's line stands for every site.
func isLine(c *deal.Cost) bool { return c.Scope == "site" }

// keep multiplies the lines of some categories by a share, 0 of which is none.
func keep(d deal.Deal, share float64, categories ...contract.Category) (deal.Deal, error) {
	agreed := d.Contract()
	terms, lines := agreed.Terms(), d.Assumptions().Costs
	doc := d.Document()
	var edits []deal.Edit
	seen := map[string]bool{}
	for i, l := range terms.Costs {
		if !slices.Contains(categories, l.Category) || share == 1 {
			continue
		}
		at := "costs." + l.ID
		if l.Site != "" {
			at = "sites." + l.Site + "." + at
		}
		if share == 0 {
			drop(&doc, &terms, l)
			continue
		}
		if address := d.Origin(at + ".amount"); !seen[address] && !lines[i].Amount.IsZero() {
			seen[address] = true
			edits = append(edits, deal.Scale(address, share))
		}
	}
	if share == 0 {
		uncorrelate(&doc)
		return deal.New(doc)
	}
	return d.With(edits...)
}

// uncorrelate takes the inputs of lines that are there no longer out of blocks
// of correlated costs. Where something else is in the block they stay, which is
// a fault: without them its members would have other words.
func uncorrelate(doc *deal.Document) {
	line := func(address string) (there, cost bool) {
		lines := doc.Costs
		if rest, ok := strings.CutPrefix(address, "sites."); ok {
			site, below, _ := strings.Cut(rest, ".")
			s := doc.Sites.Find(site)
			if s == nil {
				return true, false
			}
			address, lines = below, s.Costs
		}
		rest, ok := strings.CutPrefix(address, "costs.")
		id, _, _ := strings.Cut(rest, ".")
		return !ok || lines.Find(id) != nil, ok || address == "overrun"
	}
	for i := range doc.Correlations {
		b := &doc.Correlations[i].Value
		if slices.ContainsFunc(b.Inputs, func(a string) bool { _, cost := line(a); return !cost }) {
			continue
		}
		for k := len(b.Inputs) - 1; k >= 0; k-- {
			if there, _ := line(b.Inputs[k]); there {
				continue
			}
			b.Inputs = slices.Delete(b.Inputs, k, k+1)
			if len(b.Matrix) > 0 {
				b.Matrix = slices.Delete(b.Matrix, k, k+1)
			}
			for j := range b.Matrix {
				b.Matrix[j] = slices.Delete(b.Matrix[j], k, k+1)
			}
		}
	}
	doc.Correlations = slices.DeleteFunc(doc.Correlations, func(e deal.Entry[deal.Correlated]) bool { return len(e.Value.Inputs) < 2 })
}

// drop takes a line away; one that stays with other sites, which inherit it
// too, costs nothing at this one.
func drop(doc *deal.Document, terms *contract.Terms, l contract.Cost) {
	same := func(e deal.Entry[deal.Cost]) bool { return e.ID == l.ID }
	if l.Site == "" {
		doc.Costs = slices.DeleteFunc(doc.Costs, func(e deal.Entry[deal.Cost]) bool { return same(e) && !isLine(&e.Value) })
		return
	}
	site := doc.Sites.Find(l.Site)
	top := doc.Costs.Find(l.ID)
	if top == nil || !isLine(top) {
		site.Costs = slices.DeleteFunc(site.Costs, same)
		return
	}
	if slices.ContainsFunc(terms.Costs, func(x contract.Cost) bool { return x.ID == l.ID && x.Site != "" && x.Category != l.Category }) {
		site.Costs.Put(l.ID).Amount = deal.Num("0")
		return
	}
	doc.Costs = slices.DeleteFunc(doc.Costs, same)
	for i := range doc.Sites {
		doc.Sites[i].Value.Costs = slices.DeleteFunc(doc.Sites[i].Value.Costs, same)
	}
}

// toSites makes the lines of the whole deal that the vehicle bears lines of
// every site. One by month or once is divided by weight; or, if its amount is
// uncertain and so has to stay one draw, it is that of the site with most.
// One that is counted by people counts those of each site.
func (r *recast) toSites() {
	most := 0
	for i, w := range r.weight {
		if w > r.weight[most] {
			most = i
		}
	}
	for i, l := range r.terms.Costs {
		if l.Site != "" || l.Bearer != contract.BearerVehicle {
			continue
		}
		e := &r.doc.Costs[slices.IndexFunc(r.doc.Costs, func(e deal.Entry[deal.Cost]) bool { return e.ID == l.ID })]
		if slices.ContainsFunc(r.doc.Sites, func(s deal.Entry[deal.Site]) bool { return s.Value.Costs.Find(l.ID) != nil }) {
			r.fault("costs."+l.ID, "has the name of a line of a site;", "must have one of its own: in this arrangement each site has its part of it")
			continue
		}
		e.Value.Scope = "site"
		believed := &r.believed.Costs[i]
		if len(r.weight) == 1 || believed.Driver != assumptions.PerMonth && believed.Driver != assumptions.Once {
			continue
		}
		parts := make([]int64, len(r.weight))
		certain := !believed.Amount.Uncertain()
		if certain {
			parts = split(num.Round(believed.Amount.Value), r.weight)
		}
		for j := range r.doc.Sites {
			if certain || j != most {
				r.doc.Sites[j].Value.Costs.Put(l.ID).Amount = r.money(parts[j])
			}
		}
	}
}

// spending writes the cost lines of a site whose provider spends what it is
// paid: its block by contract year, and each fee for the outcomes achieved
// that are expected to be evidenced.
func (r *recast) spending(i int) {
	if !r.spendsWhatItIsPaid(i) {
		return
	}
	s, site := &r.terms.Sites[i], &r.doc.Sites[i].Value
	p := &s.Provider
	if p.GainShare > 0 {
		r.fault("sites."+s.ID+".provider.gain_share", "is what the provider spends:", "must not be there, or a cost line that the provider bears: this arrangement cannot tell what the service costs")
	}
	name := func(base string) string {
		for taken := r.doc.Costs.Find(base) != nil || site.Costs.Find(base) != nil; taken; taken = r.doc.Costs.Find(base) != nil || site.Costs.Find(base) != nil {
			base += "_"
		}
		return base
	}
	for y, block := range p.Blocks {
		from, until := max(p.From, 12*y), min(p.Until, 12*y+11)
		if y == len(p.Blocks)-1 {
			until = p.Until
		}
		if from > until || block == 0 {
			continue
		}
		id := "service"
		if len(p.Blocks) > 1 {
			id += "_" + strconv.Itoa(y+1)
		}
		*site.Costs.Put(name(id)) = deal.Cost{Name: "Service, as it was paid for", From: strconv.Itoa(from), Until: strconv.Itoa(until), Amount: r.money(block), Index: p.Index}
	}
	for _, fee := range p.Fees {
		q := 1.0
		for _, e := range r.believed.Sites[i].Evidence {
			if e.Outcome == fee.Outcome {
				q = r.deal.Central(e.Probability)
			}
		}
		*site.Costs.Put(name("service_" + fee.Outcome)) = deal.Cost{
			Name: "Service, as it was paid for", Per: "outcome", Outcome: fee.Outcome, Amount: r.money(num.Round(float64(fee.Price) * q)),
		}
	}
}

// borne gives every line of a site that the vehicle or its provider bears to a bearer.
func (r *recast) borne(i int, bearer string) {
	site := &r.doc.Sites[i].Value
	give := func(id, held string) {
		if held = cmp.Or(held, contract.BearerVehicle); held != bearer && (held == contract.BearerVehicle || held == contract.BearerProvider) {
			site.Costs.Put(id).Bearer = bearer
		}
	}
	for _, top := range r.doc.Costs {
		if !isLine(&top.Value) {
			continue
		}
		own := site.Costs.Find(top.ID)
		if own == nil {
			own = &deal.Cost{}
		}
		give(top.ID, cmp.Or(own.Bearer, top.Value.Bearer))
	}
	for _, own := range slices.Clone(site.Costs) {
		if top := r.doc.Costs.Find(own.ID); top == nil || !isLine(top) {
			give(own.ID, own.Value.Bearer)
		}
	}
}
