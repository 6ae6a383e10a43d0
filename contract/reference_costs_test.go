package contract_test

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Step 3.4 of the reference settlement.

// 3.4 Costs: pays what others bear and returns what the vehicle owes.
func (r *reference) step34Costs() []refOwed {
	t := r.t
	var list []refOwed
	// First the wind-down, then what a failed provider costs.
	if r.fallsDueAfterEnd() && r.test.WindDown > 0 {
		r.led.bound.add(boundWindDown)
		r.otherCost.Add(r.otherCost, num(r.test.WindDown))
		list = append(list, refOwed{site: -1, line: isOther, amount: num(r.test.WindDown)})
	}
	for s, site := range r.terms.Sites {
		if t < r.months && r.failed(s, t) && int(r.out.Failed[s]) == t {
			if site.StepIn.Cost > 0 {
				r.led.bound.add(boundStepIn)
			}
			r.otherCost.Add(r.otherCost, num(site.StepIn.Cost))
			list = append(list, refOwed{site: s, line: isOther, amount: num(site.StepIn.Cost)})
		}
	}
	var lines []refOwed
	if t < r.months && t <= r.z {
		// 1. Costs that are not the vehicle's.
		for l, c := range r.terms.Costs {
			amount := r.costOf(l, t)
			r.incurred[l].Add(r.incurred[l], amount)
			switch c.Bearer {
			case contract.BearerVehicle:
				site := -1
				if c.Site != "" {
					site = r.siteIndex[c.Site]
				}
				lines = append(lines, refOwed{rank: c.Rank, site: site, line: l, amount: amount})
			case contract.BearerProvider:
				if amount.Sign() > 0 {
					r.led.bound.add(boundProviderCost)
				}
				r.post(refPosting{from: r.provider(r.siteIndex[c.Site]), to: contract.Supplier, amount: amount, kind: kindCost})
			default:
				if amount.Sign() > 0 {
					r.led.bound.add(boundPayerCost)
				}
				r.post(refPosting{from: r.payer(r.payerIndex[c.Bearer]), to: contract.Supplier, amount: amount, kind: kindCost})
			}
		}
	}
	// 2. By rank; within a rank providers before lines, each in the
	// contract's order.
	if t < r.months {
		for s, site := range r.terms.Sites {
			pay := r.earned(s)
			r.providerDue[s].Add(r.providerDue[s], pay)
			after := t + site.Provider.PayAfter
			if after > t && pay.Sign() > 0 {
				r.led.bound.add(boundPayAfter)
			}
			r.providerList[after] = append(r.providerList[after], refOwed{
				rank: site.Provider.Rank, site: s, line: isPayment, amount: pay,
			})
		}
	}
	payments := r.providerList[t]
	slices.SortStableFunc(payments, func(a, b refOwed) int { return cmp.Compare(a.site, b.site) })
	ranked := append(payments, lines...)
	slices.SortStableFunc(ranked, func(a, b refOwed) int { return cmp.Compare(a.rank, b.rank) })
	return append(list, ranked...)
}

// costOf is c[l,t], 0 for a line of a site that does not serve.
func (r *reference) costOf(l, t int) *big.Int {
	c := r.terms.Costs[l]
	x := num(r.out.Costs[l*r.months+t])
	if c.Site != "" && !r.serves(r.siteIndex[c.Site], t) {
		if x.Sign() > 0 {
			r.led.bound.add(boundFailure)
		}
		return new(big.Int)
	}
	return x
}

// earned is what the provider of a site earns in month t.
func (r *reference) earned(s int) *big.Int {
	t, site, pay := r.t, r.terms.Sites[s], new(big.Int)
	p := site.Provider
	runs := t <= r.z && r.serves(s, t)
	if len(p.Blocks) > 0 && p.From <= t && t <= p.Until && runs {
		year := min(t/12, len(p.Blocks)-1)
		block := r.indexed(p.Blocks[year], p.Index, t)
		pay.Add(pay, block)
		if block.Sign() > 0 {
			r.led.bound.add(boundBlock)
			if p.Blocks[year] != p.Blocks[0] {
				r.led.bound.add(boundBlockYear)
			}
			if block.Cmp(num(p.Blocks[year])) != 0 {
				r.led.bound.add(boundBlockIndex)
			}
		}
	}
	for _, f := range p.Fees {
		fee := times(num(f.Price), num(r.counted[r.row(s, r.outcomeIndex[f.Outcome])][t]))
		pay.Add(pay, fee)
		if fee.Sign() > 0 {
			r.led.bound.add(boundFee)
		}
	}
	claimed := new(big.Int)
	for i := range r.terms.Payers {
		if x := r.siteClaims[[3]int{s, i, t}]; x != nil {
			claimed.Add(claimed, x)
		}
	}
	gain := roundDiv(times(num(p.GainShare), claimed), million)
	pay.Add(pay, gain)
	if gain.Sign() > 0 {
		r.led.bound.add(boundGainShare)
	}
	if runs {
		for l, c := range r.terms.Costs {
			if c.Bearer == contract.BearerProvider && c.Site == site.ID {
				back := roundDiv(times(num(r.out.Costs[l*r.months+t]), num(p.Reimburse)), million)
				pay.Add(pay, back)
				if back.Sign() > 0 {
					r.led.bound.add(boundReimburse)
				}
			}
		}
	}
	return pay
}
