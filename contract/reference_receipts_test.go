package contract_test

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Step 3.3 of the reference settlement.

// refPayable is an obligation that is to be paid in some month.
type refPayable struct {
	kind   refKind
	place  [3]int // in the order of step 3.3
	payer  int
	amount *big.Int
}

// 3.3 Receipts.
func (r *reference) step33Receipts() {
	t := r.t
	// What falls due. 1. Grants.
	for i, g := range r.terms.Grants {
		if !grantFallsDue(g, t, referenceLag(r.terms)+r.months) {
			continue
		}
		var parts []int64
		for _, share := range g.Shares {
			parts = append(parts, share.Millions)
		}
		if g.Amount > 0 {
			r.led.bound.add(boundGrant)
			if t > g.Month {
				r.led.bound.add(boundGrantRepeated)
			}
			if len(g.Shares) > 1 {
				r.led.bound.add(boundGrantSplit)
			}
		}
		for j, x := range r.split(num(g.Amount), parts) {
			r.oblige(refPayable{kind: kindGrant, place: [3]int{i, j}, payer: r.payerIndex[g.Shares[j].Payer], amount: x})
		}
	}
	// 2. Shortfall credits.
	for s, site := range r.terms.Sites {
		g := site.Guarantee
		if g.Every == 0 || (t+1)%g.Every != 0 || t > min(r.z, r.months-1) {
			continue
		}
		came := int64(0)
		for m := t + 1 - g.Every; m <= t; m++ {
			came += int64(r.out.Referrals[s*r.months+m])
		}
		x := times(num(max(0, g.Referrals-came)), num(g.Credit))
		if x.Sign() > 0 {
			r.led.bound.add(boundShortfall)
		}
		r.oblige(refPayable{kind: kindShortfall, place: [3]int{s}, payer: r.payerIndex[g.Payer], amount: x})
	}
	// 4. Outcome payments, those of rewards last.
	for _, a := range r.due[t] {
		place := [3]int{a.site, a.tariff, a.share}
		if a.site < 0 {
			place[0] = len(r.terms.Sites)
		}
		r.oblige(refPayable{kind: kindOutcome, place: place, payer: a.payer, amount: a.amount})
	}

	// What is paid.
	list := r.payable[t]
	slices.SortStableFunc(list, func(a, b refPayable) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), slices.Compare(a.place[:], b.place[:]))
	})
	for i, kind := 0, kindGrant; kind <= kindOutcome; kind++ {
		if kind == kindPayout { // 3.
			r.payout()
		}
		for i < len(list) && list[i].kind == kind {
			x := new(big.Int).Set(list[i].amount)
			p := list[i].payer
			i++
			// What falls together of one share, or of one site's credits, is one payment.
			for i < len(list) && list[i].kind == kind && list[i].place == list[i-1].place {
				x.Add(x, list[i].amount)
				i++
			}
			if kind == kindOutcome { // less the credits of its payer
				off := least(x, r.credits[p])
				if off.Sign() > 0 {
					r.led.bound.add(boundSetOff)
				}
				x.Sub(x, off)
				r.credits[p].Sub(r.credits[p], off)
				r.settled[p].Add(r.settled[p], off)
			}
			r.post(refPosting{from: r.payer(p), to: contract.Vehicle, amount: x, kind: kind})
		}
	}
}

// referenceLag is the longest lag of a tariff or reward.
func referenceLag(terms contract.Terms) int {
	lag := 0
	for _, s := range terms.Sites {
		for _, k := range s.Tariffs {
			lag = max(lag, k.Lag)
		}
	}
	for _, w := range terms.Rewards {
		lag = max(lag, w.Lag)
	}
	return lag
}

// grantFallsDue says whether a grant falls due in month t; no grant falls due
// in month end or later.
func grantFallsDue(g contract.Grant, t, end int) bool {
	if g.Every == 0 {
		return t == g.Month
	}
	return t >= g.Month && t <= g.Until && t < end && (t-g.Month)%g.Every == 0
}

// oblige enters what falls due this month where it is paid.
func (r *reference) oblige(o refPayable) {
	if o.amount.Sign() == 0 {
		return
	}
	p := r.terms.Payers[o.payer]
	month := r.t
	if r.out.Late[o.payer*r.grid+r.t] {
		month += p.Late
		if p.Late > 0 {
			r.led.bound.add(boundLate)
		}
	}
	if d := int(r.out.Default[o.payer]); d >= 0 && month >= d {
		part := roundDiv(times(o.amount, num(p.Recovery)), million)
		month += p.RecoveryLag
		if lost := minus(o.amount, part); lost.Sign() > 0 {
			r.lost[o.payer].Add(r.lost[o.payer], lost)
			r.led.bound.add(boundDefault)
		}
		if part.Sign() > 0 {
			r.led.bound.add(boundRecovery)
		}
		o.amount = part
	}
	r.payable[month] = append(r.payable[month], o)
}

// fallsDueAfterEnd says whether what a termination brings with it, in the
// month after, falls due in month t.
func (r *reference) fallsDueAfterEnd() bool {
	return r.terminated >= 0 && r.t == r.terminated+1 && (r.stopped < 0 || r.stopped >= r.t)
}

// 3. Payout.
func (r *reference) payout() {
	if !r.fallsDueAfterEnd() || r.test.Payout == 0 {
		return
	}
	x := roundDiv(times(num(r.test.Payout), r.principalAtEnd), million)
	if x.Sign() > 0 {
		r.led.bound.add(boundPayout)
	}
	r.post(refPosting{from: r.payer(r.payerIndex[r.test.Payer]), to: contract.Vehicle, amount: x, kind: kindPayout})
}
