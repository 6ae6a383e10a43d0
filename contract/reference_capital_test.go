package contract_test

import (
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Steps 3.5 to 3.8 of the reference settlement, and its totals.

// 3.5 Draw and payment.
func (r *reference) step35DrawAndPay(list []refOwed) {
	// 1. Draw what is missing, the highest rank first.
	need := new(big.Int)
	for _, w := range append(slices.Clone(r.arrears), list...) {
		need.Add(need, w.amount)
	}
	need.Sub(need, r.vehicleCash())
	for _, i := range r.junior {
		if need.Sign() <= 0 {
			break
		}
		k := r.tranches[i]
		x := least(need, minus(k.commitment, k.drawn))
		k.drawn.Add(k.drawn, x)
		k.principal.Add(k.principal, x)
		need.Sub(need, x)
		r.post(refPosting{from: r.tranche(i), to: contract.Vehicle, amount: x, kind: kindDraw})
	}
	// 2. Pay arrears, then the list, as far as the cash goes.
	var arrears, unpaid []refOwed
	for _, w := range r.arrears {
		if rest := r.payOwed(w); rest.Sign() > 0 {
			w.amount = rest
			arrears = append(arrears, w)
		} else {
			r.led.bound.add(boundArrearsPaid)
		}
	}
	for _, w := range list {
		if rest := r.payOwed(w); rest.Sign() > 0 {
			w.amount = rest
			unpaid = append(unpaid, w)
		}
	}
	r.arrears = arrears
	if len(unpaid) > 0 {
		r.led.bound.add(boundExhausted)
	}
	// 3. Exhaustion.
	switch r.terms.Capital.OnExhaustion {
	case contract.Accrue:
		r.arrears = append(r.arrears, unpaid...)
	case contract.Stop:
		r.arrears = append(r.arrears, unpaid...)
		if len(r.arrears) > 0 && r.stopped < 0 {
			r.stopped = r.t
			r.led.bound.add(boundStop)
		}
	case contract.ProviderBears:
		for _, w := range unpaid {
			switch {
			case w.line < 0: // a provider payment lapses
				r.led.bound.add(boundProviderBears)
				r.led.bound.add(boundLapse)
			case w.site >= 0: // a site's cost falls to its provider
				r.led.bound.add(boundProviderBears)
				r.post(refPosting{from: r.provider(w.site), to: contract.Supplier, amount: w.amount, kind: kindCost})
			default: // a cost of the whole deal accrues
				r.arrears = append(r.arrears, w)
			}
		}
	}
}

// payOwed pays w as far as the cash goes and returns what stays unpaid. Once
// the cash is gone nothing later is paid, since there is nothing to pay with.
func (r *reference) payOwed(w refOwed) *big.Int {
	to := contract.Supplier
	if w.line < 0 {
		to = r.provider(w.site)
	}
	x := least(w.amount, r.vehicleCash())
	r.post(refPosting{from: contract.Vehicle, to: to, amount: x, kind: kindCost})
	return minus(w.amount, x)
}

// room is what a tranche may still receive, nil without limit; byIRR says
// that the IRR cap is the lesser.
func (k *refTranche) room() (room *big.Int, byIRR bool) {
	if k.moic != nil {
		room = minus(roundDiv(times(k.moic, k.drawn), million), k.received)
		if room.Sign() < 0 {
			room = new(big.Int)
		}
	}
	if k.hurdleRate != nil && (room == nil || k.hurdle.Cmp(room) < 0) {
		room, byIRR = new(big.Int).Set(k.hurdle), true
	}
	return room, byIRR
}

// receive pays tranche i at most x, held to its room, and returns what it got.
func (r *reference) receive(i int, x *big.Int, kind refKind) *big.Int {
	k := r.tranches[i]
	if room, byIRR := k.room(); room != nil && room.Cmp(x) < 0 {
		x = room
		if byIRR {
			r.led.bound.add(boundIRRCap)
		} else {
			r.led.bound.add(boundMOICCap)
		}
	}
	k.received.Add(k.received, x)
	if k.hurdleRate != nil {
		k.hurdle.Sub(k.hurdle, x)
	}
	r.post(refPosting{from: contract.Vehicle, to: r.tranche(i), amount: x, kind: kind})
	return x
}

// 3.6 Coupon.
func (r *reference) step36Coupon() {
	drawnNow := zeros(len(r.tranches))
	for _, p := range r.led.postings[r.opened:] {
		if p.kind == kindDraw {
			i := int(p.from - r.tranche(0))
			drawnNow[i].Add(drawnNow[i], p.amount)
		}
	}
	// The hurdle first grows, then takes in what is drawn this month.
	for i, k := range r.tranches {
		if k.hurdleRate != nil {
			k.hurdle.Add(k.hurdle, roundDiv(times(k.hurdle, k.hurdleRate), trillion))
			k.hurdle.Add(k.hurdle, drawnNow[i])
		}
	}
	for _, i := range r.senior {
		k := r.tranches[i]
		// The base is the principal and the unpaid coupon at the end of last month.
		before := minus(k.principal, drawnNow[i])
		base := before.Add(before, k.unpaid)
		k.unpaid.Add(k.unpaid, roundDiv(times(base, k.coupon), trillion))
		got := r.receive(i, least(r.vehicleCash(), k.unpaid), kindCoupon)
		k.unpaid.Sub(k.unpaid, got)
		if got.Sign() > 0 {
			r.led.bound.add(boundCoupon)
		}
		if k.unpaid.Sign() > 0 {
			r.led.bound.add(boundCouponCarried)
		}
	}
}

// 3.7 Distribution.
func (r *reference) step37Distribution() {
	c, last := r.terms.Capital, r.t == r.grid-1
	regular := r.t >= c.First && (r.t-c.First)%c.Every == 0
	if !regular && !last {
		return
	}
	available := new(big.Int).Set(r.vehicleCash())
	if !last {
		if c.Reserve > 0 && available.Sign() > 0 {
			r.led.bound.add(boundReserve)
		}
		available.Sub(available, num(c.Reserve))
		if available.Sign() < 0 {
			available.SetInt64(0)
		}
	}
	// 1. Principal, the lowest rank first.
	for _, i := range r.senior {
		k := r.tranches[i]
		got := r.receive(i, least(available, k.principal), kindPrincipal)
		k.principal.Sub(k.principal, got)
		available.Sub(available, got)
	}
	// 2. The rest, the highest rank first.
	for _, i := range r.junior {
		got := r.receive(i, available, kindProfit)
		available = minus(available, got)
	}
	// 3. What is then left.
	if c.SurplusTo == "" || available.Sign() == 0 {
		return
	}
	to := contract.Account(-1)
	if p, ok := r.payerIndex[c.SurplusTo]; ok {
		to = r.payer(p)
		r.led.bound.add(boundSurplusPayer)
	} else {
		to = r.provider(r.siteIndex[c.SurplusTo])
		r.led.bound.add(boundSurplusProvider)
	}
	r.led.bound.add(boundSurplus)
	r.post(refPosting{from: contract.Vehicle, to: to, amount: available, kind: kindSurplus})
}

// 3.8 Closing.
func (r *reference) step38Closing() {
	r.cash[r.t].Set(r.vehicleCash())
	for _, w := range r.arrears {
		r.arrearsAt[r.t].Add(r.arrearsAt[r.t], w.amount)
	}
}

// totals reads the ledger's totals off the postings and the state at the end.
func (r *reference) totals() {
	t, led := r.terms, &r.led
	led.Stopped = r.stopped
	led.Balance = ints(r.balance)
	led.Cash, led.Arrears, led.Claimed = ints(r.cash), ints(r.arrearsAt), ints(r.claimed)
	led.Unpaid = led.Arrears[r.grid-1]
	led.Uncapped = ints(r.uncapped)
	if led.Capped == nil {
		led.Capped = make([]bool, len(t.Sites))
	}

	firstYear := financialYear(t.Start)
	years := financialYear(t.Start+contract.Month(r.grid-1)) - firstYear + 1
	flow, trancheFlow := zeros(r.grid), zeros(len(t.Capital.Tranches)*r.grid)
	drawn, repaid := zeros(len(t.Capital.Tranches)), zeros(len(t.Capital.Tranches))
	spend, payments := zeros(len(t.Payers)*years), zeros(len(t.Payers))
	paid := zeros(len(t.Sites) * len(t.Outcomes))
	provider, own := zeros(len(t.Sites)), zeros(len(t.Sites))
	firstTranche, firstProvider := r.tranche(0), r.provider(0)
	for _, p := range led.postings {
		year := financialYear(t.Start+contract.Month(p.month)) - firstYear
		switch {
		case p.from >= firstProvider: // a provider paid a cost
			x := own[p.from-firstProvider]
			x.Add(x, p.amount)
		case p.from >= firstTranche:
			i := int(p.from - firstTranche)
			drawn[i].Add(drawn[i], p.amount)
			trancheFlow[i*r.grid+p.month].Sub(trancheFlow[i*r.grid+p.month], p.amount)
			flow[p.month].Sub(flow[p.month], p.amount)
		case p.from >= 3: // a payer paid
			i := int(p.from - 3)
			spend[i*years+year].Add(spend[i*years+year], p.amount)
			if p.kind == kindOutcome {
				payments[i].Add(payments[i], p.amount)
				x := paid[p.site*len(t.Outcomes)+p.outcome]
				x.Add(x, p.amount)
			}
		}
		switch {
		case p.to >= firstProvider:
			x := provider[p.to-firstProvider]
			x.Add(x, p.amount)
		case p.to >= firstTranche:
			i := int(p.to - firstTranche)
			repaid[i].Add(repaid[i], p.amount)
			trancheFlow[i*r.grid+p.month].Add(trancheFlow[i*r.grid+p.month], p.amount)
			flow[p.month].Add(flow[p.month], p.amount)
		case p.to >= 3: // surplus
			i := int(p.to - 3)
			spend[i*years+year].Sub(spend[i*years+year], p.amount)
		}
	}
	led.Flow, led.TrancheFlow = ints(flow), ints(trancheFlow)
	led.Drawn, led.Repaid = ints(drawn), ints(repaid)
	led.Spend, led.Payments, led.Paid = ints(spend), ints(payments), ints(paid)
	led.Provider, led.Own = ints(provider), ints(own)
	draws := 0
	for _, x := range led.Drawn {
		if x > 0 {
			draws++
		}
	}
	if draws >= 2 {
		led.bound.add(boundTwoTranches)
	}

	led.PaidCount = r.paidCount
	led.Achieved = make([]int64, len(t.Sites)*len(t.Outcomes))
	led.Evidenced = r.evidenced
	led.Referrals = make([]int64, len(t.Sites))
	for s := range t.Sites {
		for m := range r.months {
			led.Referrals[s] += int64(r.out.Referrals[s*r.months+m])
		}
		for k := range t.Outcomes {
			for m := range r.months {
				led.Achieved[s*len(t.Outcomes)+k] += int64(r.out.Achieved[(s*len(t.Outcomes)+k)*r.months+m])
				led.Evidenced[s*len(t.Outcomes)+k] += r.count(s, k, m)
			}
		}
	}

	// Cost: every line, and the providers that are taken to spend their pay.
	total, flexed := sum(r.incurred), new(big.Int)
	for _, x := range r.out.Flexed {
		flexed.Add(flexed, num(x))
	}
	for s := range t.Sites {
		if !r.ownsCosts[s] {
			total.Add(total, r.providerDue[s])
			flexed.Add(flexed, r.providerDue[s])
		}
	}
	led.Cost = ints(r.incurred)
	led.CostTotal, led.Flexed = toInt64(total), toInt64(flexed)
}
