package scenarios

import (
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// providerPBR is payment by results that providers finance: payers pay as
// they did, everything goes on to the provider of each site, and it bears all costs.
func providerPBR(d deal.Deal, v values) (deal.Deal, error) {
	d, err := ordinary(d, v)
	if err != nil {
		return d, err
	}
	r := newRecast(d)
	for i := range r.terms.Tests {
		if t := &r.terms.Tests[i]; t.WindDown > 0 {
			r.fault("tests."+r.doc.Tests[i].ID+".wind_down", "is the vehicle's, which has no money of its own in this arrangement;", "must be 0")
		}
	}
	r.toSites()
	for i := range r.doc.Sites {
		r.spending(i)
		r.borne(i, contract.BearerProvider)
	}
	r.noInvestors(0, r.portions())
	r.providers(func(i int) deal.Provider {
		lag := -1
		for _, t := range r.terms.Sites[i].Tariffs {
			if lag < 0 || t.Lag < lag {
				lag = t.Lag
			}
		}
		return deal.Provider{GainShare: deal.Num("1"), PayAfter: deal.Num(strconv.Itoa(max(lag, 0)))}
	})
	r.levers(v["management"], v["incentive"])
	out, err := r.done()
	if err != nil {
		return out, err
	}
	p := planOf(out)
	ledger := p.settled()
	return rewritten(out, func(doc *deal.Document) {
		for i := range doc.Sites {
			each := num.Round(p.financed(ledger, i, v["rate"]) / float64(p.terms.Months))
			// Without any line of its own a provider would be taken to spend all that it is paid.
			if each > 0 || p.spendsWhatItIsPaid(i) {
				*doc.Sites[i].Value.Costs.Put(CapitalLine) = deal.Cost{
					Name: "Cost of the provider's working capital", Bearer: contract.BearerProvider, Amount: deal.Num(money(each, p.terms.Currency.Digits)),
				}
			}
		}
	})
}

// portions divides what the vehicle receives besides payments for a site's
// outcomes, that is grants, rewards and credits for missing referrals, between the
// sites: by what is planned for each, of what is of no site its part of the cost of
// delivery; by that alone if nothing is planned. A deal without any needs none.
func (r *recast) portions() deal.Table[deal.Quantity] {
	credits := slices.ContainsFunc(r.terms.Sites, func(s contract.Site) bool { return s.Guarantee.Credit > 0 })
	if len(r.terms.Grants)+len(r.terms.Rewards) == 0 && !credits {
		return nil
	}
	got := make([]float64, len(r.terms.Sites))
	give := func(site string, x float64) {
		for i := range got {
			switch {
			case site == "":
				got[i] += float64(x * r.weight[i])
			case site == r.terms.Sites[i].ID:
				got[i] += x
			}
		}
	}
	for _, g := range r.terms.Grants {
		give(g.Site, float64(dates(&g))*float64(g.Amount))
	}
	ledger := r.settled()
	for i, w := range r.terms.Rewards {
		for _, m := range r.terms.Measures {
			if m.ID == w.Measure {
				give(m.Site, max(0, float64(ledger.Rewards[i])))
			}
		}
	}
	if total(got) == 0 {
		got = r.weight
	}
	var out deal.Table[deal.Quantity]
	for i, n := range split(contract.Million, got) {
		if n > 0 {
			*out.Put(r.terms.Sites[i].ID) = deal.Num(number(float64(n) / contract.Million))
		}
	}
	return out
}

// dates is how often a grant is paid.
func dates(g *contract.Grant) int {
	if g.Every == 0 {
		return 1
	}
	return (g.Until-g.Month)/g.Every + 1
}

// financed is what the working capital of a site's provider costs in the plan
// case: at each month's end a month's interest on what it has paid beyond what it received.
func (p *planned) financed(l *contract.Ledger, i int, rate float64) float64 {
	agreed := p.deal.Contract()
	account := agreed.ProviderAccount(i)
	flow := make([]float64, agreed.Grid())
	for _, x := range l.Postings {
		switch account {
		case x.To:
			flow[x.Month] += float64(x.Amount)
		case x.From:
			flow[x.Month] -= float64(x.Amount)
		}
	}
	monthly := num.Pow(1+rate, 1./12) - 1
	var balance, cost float64
	for _, x := range flow {
		balance += x
		cost += float64(monthly * max(0, -balance))
	}
	return cost
}
