package scenarios

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// feeForService is ordinary commissioning: each site's commissioner bears what
// the service costs as it arises, and a margin for the provider.
func feeForService(d deal.Deal, v values) (deal.Deal, error) {
	d, err := ordinary(d, v)
	if err != nil {
		return d, err
	}
	r := newRecast(d)
	r.toSites()
	payers := make([]string, len(r.doc.Sites))
	for i := range r.doc.Sites {
		r.spending(i)
		payers[i] = r.commissioner(i)
		r.borne(i, payers[i])
	}
	r.unpriced()
	r.noInvestors(r.terms.Months-1, nil)
	r.providers(func(int) deal.Provider { return deal.Provider{} })
	r.levers(v["management"], 0)
	out, err := r.done()
	if err != nil || v["margin"] == 0 {
		return out, err
	}
	p := planOf(out)
	return rewritten(out, func(doc *deal.Document) {
		for i := range doc.Sites {
			p.margin(doc, i, v["margin"], payers[i])
		}
	})
}

// margin writes the provider's margin on the planned cost of delivery at a
// site, in equal parts over the months in which some is planned.
func (p *planned) margin(doc *deal.Document, i int, share float64, payer string) {
	cost := p.delivery(i)
	first, last := len(cost), -1
	for m, x := range cost {
		if x > 0 {
			first, last = min(first, m), m
		}
	}
	if last < 0 {
		return
	}
	each := num.Round(share * total(cost) / float64(last-first+1))
	*doc.Sites[i].Value.Costs.Put(MarginLine) = deal.Cost{
		Name: "Margin of the provider", Bearer: payer, From: strconv.Itoa(first), Until: strconv.Itoa(last),
		Amount: deal.Num(money(each, p.terms.Currency.Digits)),
	}
}

// delivery is the planned cost of delivery of a site by month.
func (p *planned) delivery(i int) []float64 {
	out := make([]float64, p.terms.Months)
	for j, l := range p.terms.Costs {
		if l.Site != p.terms.Sites[i].ID || l.Category != contract.Delivery {
			continue
		}
		for m, x := range row(p.outturn.Costs, j, p.terms.Months) {
			out[m] += float64(x)
		}
	}
	return out
}
