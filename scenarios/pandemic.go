package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

func pandemic(d deal.Deal, v values) (deal.Deal, error) {
	fewer := num.Log(v["referrals"])
	list, err := shock(d, v, fewer)
	if err != nil {
		return d, err
	}
	from, last := v.months("from"), len(list)-1
	if !slices.ContainsFunc(d.Assumptions().Sites, func(s assumptions.Site) bool { return s.Referrals.From <= last && s.Referrals.Until >= from }) {
		return d, &deal.Fault{Address: "referrals", Found: "end before", Allowed: fmt.Sprintf("month %d or begin after month %d, and so lose nobody (tune from and months)", from, last)}
	}
	if d, err = withFactor(d, "pandemic", deal.Factor{Shock: list, On: onReferrals}); err != nil || v["grant"] == 0 {
		return d, err
	}
	grants, err := reliefOf(d, v["grant"], from, last)
	if err != nil {
		return d, err
	}
	return rewritten(d, func(doc *deal.Document) {
		for _, g := range grants {
			*doc.Grants.Put(g.ID) = g.Value
		}
	})
}

// reliefOf returns the grants of the sites that are at work in some of the
// months from..last: each month of them part of the site's maximum over its
// months, paid by the payers of its dearest outcome.
func reliefOf(d deal.Deal, part float64, from, last int) (deal.Table[deal.Grant], error) {
	var out deal.Table[deal.Grant]
	var wrong []error
	agreed := d.Contract()
	terms, sites := agreed.Terms(), d.Assumptions().Sites
	for i := range terms.Sites {
		s := &terms.Sites[i]
		first, end := sites[i].Referrals.From, terms.Months-1
		if s.Until.Set {
			end = int(s.Until.Amount)
		}
		if first > last || end < from || first > end {
			continue // not at work then
		}
		most, payers := maximum(s)
		switch {
		case payers == nil:
			wrong = append(wrong, &deal.Fault{Address: "sites." + s.ID + ".tariffs", Found: "have no payer;", Allowed: "must have one to pay the grant (or tune grant=0)"})
			continue
		case most == 0:
			wrong = append(wrong, &deal.Fault{Address: "sites." + s.ID + ".cap", Found: "is missing:", Allowed: "must be there, or targets at a price, for the size of the grant (or tune grant=0)"})
			continue
		}
		g := deal.Grant{
			Site: s.ID, Month: strconv.Itoa(max(from, first)), Every: deal.Num("1"), Until: strconv.Itoa(min(last, end)),
			Amount: deal.Num(money(num.Round(most*part/float64(end-first+1)), terms.Currency.Digits)),
			Shares: wholeShares(payers),
		}
		if len(g.Shares) == 1 {
			g.Payer, g.Shares = g.Shares[0].ID, nil
		}
		id := "pandemic_" + s.ID
		if len(id) > 40 {
			id = "pandemic_" + strconv.Itoa(i+1)
		}
		out = append(out, deal.Entry[deal.Grant]{ID: id, Value: g})
	}
	return out, errors.Join(wrong...)
}

// maximum returns the most that is to be paid for a site's outcomes, in minor
// units (its cap, else its targets at their first prices; 0: not known), and
// the payers of the dearest of them.
func maximum(s *contract.Site) (most float64, payers []contract.Share) {
	dearest := contract.Money(-1)
	for _, t := range s.Tariffs {
		var price contract.Money
		switch {
		case len(t.Prices) > 0:
			price = t.Prices[0]
		case len(t.Bands) > 0:
			price = t.Bands[0].Price
		}
		if len(t.Shares) > 0 && price > dearest {
			payers, dearest = t.Shares, price
		}
		for _, target := range s.Targets {
			if target.Outcome == t.Outcome {
				most += float64(float64(price) * float64(target.Total))
			}
		}
	}
	if s.Cap.Set {
		most = float64(s.Cap.Amount)
	}
	return most, payers
}

// wholeShares turns the parts of payers, which do not add up to 1 where some is
// nobody's, into shares that do: in millionths, rounded down, the first with what is left.
func wholeShares(payers []contract.Share) deal.Table[deal.Quantity] {
	var all int64
	for _, p := range payers {
		all += p.Millions
	}
	parts := make([]int64, len(payers))
	left := int64(contract.Million)
	for i, p := range payers {
		parts[i] = p.Millions * contract.Million / all
		left -= parts[i]
	}
	parts[0] += left
	out := make(deal.Table[deal.Quantity], len(payers))
	for i, p := range payers {
		out[i] = deal.Entry[deal.Quantity]{ID: p.Payer, Value: deal.Num(strings.TrimRight(money(parts[i], 6), "0"))}
	}
	return out
}

// money writes an amount of minor units in the major one.
func money(minor int64, digits int) string {
	s := strconv.FormatInt(minor, 10)
	if digits == 0 {
		return s
	}
	if len(s) <= digits {
		s = strings.Repeat("0", digits+1-len(s)) + s
	}
	return s[:len(s)-digits] + "." + s[len(s)-digits:]
}
