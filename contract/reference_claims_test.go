package contract_test

import (
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Step 3.2 of the reference settlement, but for rewards and audits.

// refAmount is what one payer owes for one tariff or, with site -1, one
// reward of a claim.
type refAmount struct {
	site, tariff, share int // tariff is the reward's number if site is -1
	payer               int
	backer              int // who pays what caps leave unpaid, -1 nobody
	amount              *big.Int
}

// refClaim is one x and u of a claim with the shares that divide them.
type refClaim struct {
	site, tariff  int
	shares        []contract.Share
	unpaid        int64
	amount, whole *big.Int
	counted       int64 // n', summed over the claim's months
	rows          []*refAmount
}

// step32Claims makes the claim of month t.
func (r *reference) step32Claims() {
	var claims []*refClaim
	if q := r.terms.ClaimEvery; r.t == r.months-1 || (r.t+1)%q == 0 {
		claims = r.claimOutcomes(r.lastClaim+1, r.t)
		if r.lastClaim+1 < r.t && slices.ContainsFunc(claims, func(c *refClaim) bool { return c.amount.Sign() > 0 }) {
			r.led.bound.add(boundQuarterly)
		}
		r.lastClaim = r.t
	}
	deductions := make([]*big.Int, 0)
	if r.t <= r.runOff {
		var more []*refClaim
		more, deductions = r.claimRewards()
		claims = append(claims, more...)
	}
	r.dividePayers(claims)
	r.capPayers(claims)
	r.capDeal(claims)
	r.finishClaims(claims)
	clawback := r.audit()
	// 12. Credits.
	for p := range r.terms.Payers {
		if len(deductions) > 0 {
			r.credits[p].Add(r.credits[p], deductions[p])
			r.credited[p].Add(r.credited[p], deductions[p])
		}
		r.credits[p].Add(r.credits[p], clawback[p])
		r.credited[p].Add(r.credited[p], clawback[p])
	}
	// 13. Due after the lag.
	for _, c := range claims {
		lag := 0
		if c.site < 0 {
			lag = r.terms.Rewards[c.tariff].Lag
		} else {
			lag = r.terms.Sites[c.site].Tariffs[c.tariff].Lag
		}
		for _, a := range c.rows {
			if a.amount.Sign() > 0 {
				r.due[r.t+lag] = append(r.due[r.t+lag], *a)
				if lag > 0 {
					r.led.bound.add(boundLag)
				}
			}
		}
	}
}

// indexed is the amount x at the level of an index in month m.
func (r *reference) indexed(x int64, index string, m int) *big.Int {
	if index == "" {
		return num(x)
	}
	return held(roundDiv(times(num(x), num(r.out.Index[r.indexIndex[index]*r.months+m])), billion))
}

// priced is the sum of the prices of n outcomes of month m, the first of them
// number first of its tariff. Steps 1 and 3.
func (r *reference) priced(k contract.Tariff, first, n int64, m int) *big.Int {
	if len(k.Bands) == 0 {
		price := r.indexed(k.Prices[min(m/12, len(k.Prices)-1)], k.Index, m)
		return held(times(price, num(n)))
	}
	inBand := make([]int64, len(k.Bands)+1)
	for i := first; i < first+n; i++ {
		b := 0
		for b < len(k.Bands) && k.Bands[b].UpTo.Set && i > k.Bands[b].UpTo.Amount {
			b++
		}
		inBand[b]++ // beyond the last band for nothing
	}
	total := new(big.Int)
	for b, band := range k.Bands {
		total.Add(total, held(times(r.indexed(band.Price, k.Index, m), num(inBand[b]))))
		if b > 0 && inBand[b] > 0 {
			r.led.bound.add(boundLaterBand)
		}
	}
	return total
}

// claimOutcomes takes steps 1 to 6 for the months from first to t.
func (r *reference) claimOutcomes(first, t int) (claims []*refClaim) {
	for s, site := range r.terms.Sites {
		var own []*refClaim
		for i, k := range site.Tariffs {
			own = append(own, &refClaim{
				site: s, tariff: i, shares: k.Shares, unpaid: k.Unpaid, amount: new(big.Int), whole: new(big.Int),
			})
		}
		for m := first; m <= t; m++ {
			for i, k := range site.Tariffs {
				r.claimMonth(own[i], k, m)
			}
		}
		factor := r.reviewFactor(s, t)
		for i, k := range site.Tariffs {
			r.capTariff(own[i], k, factor)
		}
		// 6. Site cap.
		var xs []*big.Int
		for _, c := range own {
			xs = append(xs, c.amount)
		}
		if reduced, byPeriod := r.capTo(r.siteCaps[s], factor, xs); reduced {
			r.led.Capped[s] = true
			r.led.bound.add(boundSiteCap)
			if byPeriod {
				r.led.bound.add(boundPeriodSite)
			}
		}
		claims = append(claims, own...)
	}
	return claims
}

// claimMonth takes steps 1 to 4 for one tariff and month.
func (r *reference) claimMonth(c *refClaim, k contract.Tariff, m int) {
	s, outcome := c.site, r.outcomeIndex[k.Outcome]
	e := r.counted[r.row(s, outcome)][m]
	if e == 0 {
		return
	}
	first := r.reached[s][c.tariff] + 1
	r.reached[s][c.tariff] += e
	// 2. Count cap.
	n := e
	if k.MaxCount.Set {
		if left := k.MaxCount.Amount - r.countUsed[s][c.tariff]; left < n {
			n = left
			r.led.TariffCapped = true
			r.led.bound.add(boundCountCap)
		}
		r.countUsed[s][c.tariff] += n
	}
	c.counted += n
	// 1 and 3. Uncapped amount and amount.
	c.whole.Add(c.whole, r.priced(k, first, e, m))
	x := r.priced(k, first, n, m)
	if x.Sign() > 0 {
		if k.Index != "" && r.out.Index[r.indexIndex[k.Index]*r.months+m] != contract.IndexUnit {
			r.led.bound.add(boundIndex)
		}
		if len(k.Prices) > 0 && k.Prices[min(m/12, len(k.Prices)-1)] != k.Prices[0] {
			r.led.bound.add(boundYearPrice)
		}
	}
	// 4. Participant cap.
	if limit := r.terms.Sites[s].ParticipantCap; limit.Set && n > 0 {
		each := new(big.Int).Quo(x, num(n))
		left := n
		for _, i := range r.counting[[3]int{s, outcome, m}] {
			event := r.out.Events[i]
			j := min(int64(event.Units), left)
			left -= j
			worth := times(each, num(j))
			who := refPerson{event.Site, event.Person}
			if r.participants[who] == nil {
				r.participants[who] = new(big.Int)
			}
			used := r.participants[who]
			used.Add(used, worth)
			if beyond := minus(used, num(limit.Amount)); beyond.Sign() > 0 {
				x = minus(x, beyond)
				used.Set(num(limit.Amount))
				r.led.TariffCapped = true
				r.led.bound.add(boundParticipantCap)
			}
		}
	}
	c.amount.Add(c.amount, x)
}

// 5. Outcome cap and floor.
func (r *reference) capTariff(c *refClaim, k contract.Tariff, factor *big.Int) {
	if reduced, byPeriod := r.capTo(r.tariffCaps[c.site][c.tariff], factor, []*big.Int{c.amount}); reduced {
		r.led.TariffCapped = true
		r.led.bound.add(boundOutcomeCap)
		if byPeriod {
			r.led.bound.add(boundPeriodTariff)
		}
	}
	all := r.claimedSoFar[c.site][c.tariff]
	all.Add(all, c.amount)
	if r.t == r.months-1 && r.terminated < 0 && r.stopped < 0 {
		if lack := minus(num(k.Floor), all); lack.Sign() > 0 {
			c.amount.Add(c.amount, lack)
			all.Add(all, lack)
			if c.whole.Cmp(c.amount) < 0 {
				c.whole.Set(c.amount)
			}
			r.led.bound.add(boundFloor)
		}
	}
}

// 8. Payers. What nobody pays is the last part of each split.
func (r *reference) dividePayers(claims []*refClaim) {
	for _, c := range claims {
		var parts []int64
		for _, share := range c.shares {
			parts = append(parts, share.Millions)
		}
		parts = append(parts, c.unpaid)
		amounts, whole := r.split(c.amount, parts), r.split(c.whole, parts)
		for j, share := range c.shares {
			p, backer := r.payerIndex[share.Payer], -1
			if share.BackedBy != "" {
				backer = r.payerIndex[share.BackedBy]
			}
			r.uncapped[p].Add(r.uncapped[p], whole[j])
			c.rows = append(c.rows, &refAmount{
				site: c.site, tariff: c.tariff, share: j, payer: p, backer: backer, amount: amounts[j],
			})
		}
		if amounts[len(c.shares)].Sign() > 0 {
			r.led.bound.add(boundUnpaidShare)
		}
		// A payer that backs another and has no share here stands after the last.
		for j := range c.shares {
			if b := c.rows[j].backer; b >= 0 && c.rowOf(b) == nil {
				c.rows = append(c.rows, &refAmount{
					site: c.site, tariff: c.tariff, share: len(c.rows), payer: b, backer: -1, amount: new(big.Int),
				})
			}
		}
	}
}

// rowOf is the row of a payer, nil if it has none.
func (c *refClaim) rowOf(payer int) *refAmount {
	for _, a := range c.rows {
		if a.payer == payer {
			return a
		}
	}
	return nil
}

// 9. Payer cap and reliance.
func (r *reference) capPayers(claims []*refClaim) {
	for p := range r.terms.Payers {
		var own, before []*big.Int
		var from []*refClaim
		for _, c := range claims {
			if a := c.rowOf(p); a != nil {
				own, from = append(own, a.amount), append(from, c)
				before = append(before, new(big.Int).Set(a.amount))
			}
		}
		reduced, byPeriod := r.capTo(r.payerCaps[p], million, own)
		if !reduced {
			continue
		}
		r.led.PayerCapped = true
		r.led.bound.add(boundPayerCap)
		if byPeriod {
			r.led.bound.add(boundPeriodPayer)
		}
		for i, c := range from {
			lost, backer := minus(before[i], own[i]), c.rowOf(p).backer
			if backer >= 0 && lost.Sign() > 0 {
				to := c.rowOf(backer).amount
				to.Add(to, lost)
				r.led.bound.add(boundReliance)
			}
		}
	}
}

// 10. Deal cap.
func (r *reference) capDeal(claims []*refClaim) {
	var every []*big.Int
	for _, c := range claims {
		for _, a := range c.rows {
			every = append(every, a.amount)
		}
	}
	if reduced, byPeriod := r.capTo(r.dealCap, million, every); reduced {
		r.led.DealCapped = true
		r.led.bound.add(boundDealCap)
		if byPeriod {
			r.led.bound.add(boundPeriodDeal)
		}
	}
}

// finishClaims counts what is claimed after step 10.
func (r *reference) finishClaims(claims []*refClaim) {
	for _, c := range claims {
		total := new(big.Int)
		for _, a := range c.rows {
			total.Add(total, a.amount)
			if c.site >= 0 && a.amount.Sign() > 0 {
				at := [3]int{c.site, a.payer, r.t}
				if r.siteClaims[at] == nil {
					r.siteClaims[at] = new(big.Int)
				}
				r.siteClaims[at].Add(r.siteClaims[at], a.amount)
			}
		}
		r.claimed[r.t].Add(r.claimed[r.t], total)
		if c.site < 0 {
			r.rewards[c.tariff].Add(r.rewards[c.tariff], total)
			continue
		}
		row := r.row(c.site, r.outcomeIndex[r.terms.Sites[c.site].Tariffs[c.tariff].Outcome])
		r.paid[row].Add(r.paid[row], total)
		if total.Sign() > 0 { // an outcome counts as paid if its claim comes to anything
			r.paidCount[row] += c.counted
		}
	}
}
