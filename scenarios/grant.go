package scenarios

import (
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// grantFunding pays each site's provider the planned cost in advance, whatever
// comes of it.
func grantFunding(d deal.Deal, v values) (deal.Deal, error) {
	d, err := ordinary(d, v)
	if err != nil {
		return d, err
	}
	r := newRecast(d)
	shares := make([]deal.Table[deal.Quantity], len(r.doc.Sites))
	ledger := r.settled()
	r.toSites()
	for i := range r.doc.Sites {
		r.spending(i)
		r.borne(i, contract.BearerProvider)
		shares[i] = r.sharesOf(ledger, i)
	}
	r.unpriced()
	r.noInvestors(r.terms.Months-1, nil)
	r.providers(func(int) deal.Provider { return deal.Provider{} })
	r.levers(v["management"], 0)
	out, err := r.done()
	if err != nil {
		return out, err
	}
	p := planOf(out)
	return rewritten(out, func(doc *deal.Document) {
		back := make([]float64, len(doc.Payers))
		for i := range doc.Sites {
			blocks := p.blocks(i)
			for _, x := range blocks {
				doc.Sites[i].Value.Provider.Blocks = append(doc.Sites[i].Value.Provider.Blocks, p.money(x))
			}
			id := "grant_" + doc.Sites[i].ID
			if len(id) > 30 {
				id = "grant_" + strconv.Itoa(i+1)
			}
			for _, g := range p.instalments(blocks, v.months("every")) {
				g.Site, g.Shares = doc.Sites[i].ID, shares[i]
				if len(g.Shares) == 1 {
					g.Payer, g.Shares = g.Shares[0].ID, nil
				}
				*doc.Grants.Put(id + "_" + g.Month) = g
			}
			for j := range doc.Payers {
				if q := shares[i].Find(doc.Payers[j].ID); q != nil {
					x, _ := strconv.ParseFloat(q.Text, 64)
					back[j] += float64(x * p.weightOf(blocks))
				}
			}
		}
		// Only what a provider that fails is not paid is left over.
		if total(back) == 0 || !slices.ContainsFunc(p.believed.Sites, func(s assumptions.Site) bool { return !s.Failure.IsZero() }) {
			return
		}
		for j, n := range split(contract.Million, back) {
			if n > 0 {
				*doc.Capital.Surplus.Put(doc.Payers[j].ID) = deal.Num(number(float64(n) / contract.Million))
			}
		}
	})
}

// sharesOf returns who pays for a site: the payers of its tariffs and grants by
// what each is planned to pay, else its commissioner.
func (r *recast) sharesOf(l *contract.Ledger, i int) deal.Table[deal.Quantity] {
	s := &r.terms.Sites[i]
	weights := make([]float64, len(r.terms.Payers))
	add := func(shares []contract.Share, x float64) {
		for _, share := range shares {
			for j, p := range r.terms.Payers {
				if p.ID == share.Payer {
					weights[j] += float64(x * float64(share.Millions))
				}
			}
		}
	}
	for _, t := range s.Tariffs {
		for k, o := range r.terms.Outcomes {
			if o.ID == t.Outcome {
				add(t.Shares, float64(l.Paid[i*len(r.terms.Outcomes)+k]))
			}
		}
	}
	for _, g := range r.terms.Grants {
		if g.Site == s.ID {
			add(g.Shares, float64(dates(&g))*float64(g.Amount))
		}
	}
	var out deal.Table[deal.Quantity]
	if total(weights) == 0 {
		*out.Put(r.commissioner(i)) = deal.Num("1")
		return out
	}
	for j, n := range split(contract.Million, weights) {
		if n > 0 {
			*out.Put(r.terms.Payers[j].ID) = deal.Num(number(float64(n) / contract.Million))
		}
	}
	return out
}

// blocks is what a site's provider is paid each month, by contract year: the
// planned cost of the lines that it bears, in equal parts.
func (p *planned) blocks(i int) []int64 {
	months := p.terms.Months
	out := make([]int64, (months+11)/12)
	for y := range out {
		var sum int64
		for j, l := range p.terms.Costs {
			if l.Site == p.terms.Sites[i].ID && l.Bearer == contract.BearerProvider {
				for m := 12 * y; m < min(12*y+12, months); m++ {
					sum += p.outturn.Costs[j*months+m]
				}
			}
		}
		out[y] = num.Round(float64(sum) / float64(min(12*y+12, months)-12*y))
	}
	return out
}

// weightOf is the sum of monthly blocks over the term.
func (p *planned) weightOf(blocks []int64) (sum float64) {
	for m := range p.terms.Months {
		sum += float64(blocks[m/12])
	}
	return sum
}

// instalments are the grants that pay monthly blocks in advance, every so many
// months; equal ones that follow each other are one grant.
func (p *planned) instalments(blocks []int64, every int) []deal.Grant {
	var out []deal.Grant
	last := int64(0)
	for from := 0; from < p.terms.Months; from += every {
		var sum int64
		for m := from; m < min(from+every, p.terms.Months); m++ {
			sum += blocks[m/12]
		}
		switch {
		case sum > 0 && sum == last:
			g := &out[len(out)-1]
			g.Every, g.Until = deal.Num(strconv.Itoa(every)), strconv.Itoa(from)
		case sum > 0:
			out = append(out, deal.Grant{Month: strconv.Itoa(from), Amount: p.money(sum)})
		}
		last = sum
	}
	return out
}
