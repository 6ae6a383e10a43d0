package contract_test

import (
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Steps 3.5 to 3.9 of the reference settlement.

// left is what is left of a tranche's commitment.
func (k *refTranche) left() *big.Int { return minus(k.commitment, k.drawn) }

// 3.5 Draw and payment.
func (r *reference) step35DrawAndPay(list []refOwed) {
	// 1. Draw what is missing.
	need := new(big.Int)
	for _, w := range append(slices.Clone(r.arrears), list...) {
		need.Add(need, w.amount)
	}
	lacking := minus(need, r.vehicleCash())
	if !r.terms.Capital.Locked {
		need = lacking
	}
	if need.Sign() > 0 {
		if drew := r.draw(need); drew && lacking.Cmp(need) < 0 {
			r.led.bound.add(boundLocked)
		}
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
		r.exhausted()
	case contract.ProviderBears:
		for _, w := range unpaid {
			switch {
			case w.line == isPayment: // a provider payment lapses
				r.led.bound.add(boundProviderBears)
				r.led.bound.add(boundLapse)
			case w.line >= 0 && w.site >= 0: // a site's cost falls to its provider
				r.led.bound.add(boundProviderBears)
				r.post(refPosting{from: r.provider(w.site), to: contract.Supplier, amount: w.amount, kind: kindCost})
			default: // all else accrues
				r.arrears = append(r.arrears, w)
			}
		}
	}
}

// exhausted stops service if costs stayed unpaid for too long.
func (r *reference) exhausted() {
	if len(r.arrears) == 0 {
		r.unpaidMonths = 0
		return
	}
	r.unpaidMonths++
	if r.stopped >= 0 || r.t > r.runOff {
		return
	}
	if r.unpaidMonths < r.terms.Capital.Grace+1 {
		r.led.bound.add(boundGrace)
		return
	}
	r.stopped = r.t
	r.z, r.runOff = min(r.z, r.t), r.t
	r.led.bound.add(boundStop)
}

// draw draws what is needed, as far as it goes, and says whether it drew anything.
func (r *reference) draw(need *big.Int) bool {
	c := r.terms.Capital
	x := least(need, r.firstLossLeft)
	drew := x.Sign() > 0
	if drew {
		r.led.bound.add(boundFirstLoss)
	}
	r.firstLossLeft.Sub(r.firstLossLeft, x)
	r.post(refPosting{from: contract.Donor, to: contract.Vehicle, amount: x, kind: kindFirstLoss})
	need = minus(need, x)

	order := r.junior
	if c.Draws == contract.SeniorFirst {
		order = r.senior
	}
	var left []*big.Int
	for _, i := range order {
		left = append(left, r.tranches[i].left())
	}
	whole := sum(left)
	if r.exited >= 0 && r.t > r.exited {
		if need.Sign() > 0 && whole.Sign() > 0 {
			r.led.bound.add(boundExit)
		}
		return drew
	}
	switch {
	case c.Draws == contract.ProRata && need.Cmp(whole) < 0:
		r.scale(left, need)
	case c.Draws != contract.ProRata:
		for j := range left {
			left[j] = least(left[j], need)
			need = minus(need, left[j])
		}
	}
	drawing := 0
	for j, i := range order {
		if left[j].Sign() > 0 {
			drawing++
		}
		k := r.tranches[i]
		k.drawn.Add(k.drawn, left[j])
		k.principal.Add(k.principal, left[j])
		r.post(refPosting{from: r.tranche(i), to: contract.Vehicle, amount: left[j], kind: kindDraw})
	}
	if drawing >= 2 && c.Draws == contract.ProRata && need.Cmp(whole) < 0 {
		r.led.bound.add(boundProRata)
	}
	return drew || drawing > 0
}

// payOwed pays w as far as the cash goes and returns what stays unpaid. Once
// the cash is gone nothing later is paid, since there is nothing to pay with.
func (r *reference) payOwed(w refOwed) *big.Int {
	to := contract.Supplier
	if w.line == isPayment {
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
		room = minus(held(roundDiv(times(k.moic, k.drawn), million)), k.received)
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
func (r *reference) receive(i int, from contract.Account, x *big.Int, kind refKind) *big.Int {
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
	r.post(refPosting{from: from, to: r.tranche(i), amount: x, kind: kind})
	return x
}

// 3.6 Coupon and fees, after this month's payments of step 3.5.
func (r *reference) step36Coupon(payments []refPosting) {
	drawnNow := zeros(len(r.tranches))
	for _, p := range payments {
		if p.kind == kindDraw {
			i := int(p.from - r.tranche(0))
			drawnNow[i].Add(drawnNow[i], p.amount)
		}
	}
	// The hurdle first grows, then takes in what is drawn this month.
	for i, k := range r.tranches {
		if k.hurdleRate != nil {
			k.hurdle.Add(k.hurdle, held(roundDiv(times(k.hurdle, k.hurdleRate), trillion)))
			k.hurdle.Add(k.hurdle, drawnNow[i])
		}
	}
	for _, i := range r.senior {
		k := r.tranches[i]
		// The base is the principal and the unpaid coupon at the end of last month.
		before := minus(k.principal, drawnNow[i])
		base := before.Add(before, k.unpaid)
		k.unpaid.Add(k.unpaid, held(roundDiv(times(base, k.coupon), trillion)))
		if r.t == 0 {
			fee := held(roundDiv(times(k.commitment, num(k.terms.Arrangement)), million))
			k.unpaid.Add(k.unpaid, fee)
			if fee.Sign() > 0 {
				r.led.bound.add(boundArrangement)
			}
		}
		if r.t <= r.z && (r.exited < 0 || r.exited >= r.t) {
			left := k.left()
			left.Add(left, drawnNow[i])
			fee := held(roundDiv(times(left, k.undrawn), trillion))
			k.unpaid.Add(k.unpaid, fee)
			if fee.Sign() > 0 {
				r.led.bound.add(boundCommitmentFee)
			}
		}
		if !k.terms.Accrues {
			got := r.receive(i, contract.Vehicle, least(r.vehicleCash(), k.unpaid), kindCoupon)
			k.unpaid.Sub(k.unpaid, got)
			if got.Sign() > 0 {
				r.led.bound.add(boundCoupon)
			}
			if k.unpaid.Sign() > 0 {
				r.led.bound.add(boundCouponCarried)
			}
		}
	}
}

// 3.7 Distribution.
func (r *reference) step37Distribution() {
	c, last := r.terms.Capital, r.t == r.grid-1
	if last {
		for p := range r.terms.Payers {
			x := least(r.vehicleCash(), r.credits[p])
			if x.Sign() > 0 {
				r.led.bound.add(boundCreditPaid)
			}
			r.credits[p].Sub(r.credits[p], x)
			r.settled[p].Add(r.settled[p], x)
			r.post(refPosting{from: contract.Vehicle, to: r.payer(p), amount: x, kind: kindCredit})
		}
	}
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
	// 1. Accrued coupons, the lowest rank first.
	for _, i := range r.senior {
		if k := r.tranches[i]; k.terms.Accrues {
			got := r.receive(i, contract.Vehicle, least(available, k.unpaid), kindCoupon)
			k.unpaid.Sub(k.unpaid, got)
			available.Sub(available, got)
			if got.Sign() > 0 {
				r.led.bound.add(boundAccrued)
			}
		}
	}
	// 2. Principal, the lowest rank first.
	for _, i := range r.senior {
		k := r.tranches[i]
		if k.terms.Bullet && r.t < k.terms.Maturity && !last {
			if available.Sign() > 0 && k.principal.Sign() > 0 {
				r.led.bound.add(boundBullet)
			}
			available = minus(available, least(available, k.principal))
			continue
		}
		got := r.receive(i, contract.Vehicle, least(available, k.principal), kindPrincipal)
		k.principal.Sub(k.principal, got)
		available.Sub(available, got)
	}
	if r.t < c.LockUp && !last {
		if available.Sign() > 0 {
			r.led.bound.add(boundLockUp)
		}
		return
	}
	// 3. Profit to others and, the highest rank first, to the investors.
	var parts []int64
	theirs := int64(contract.Million)
	for _, p := range c.Profit {
		parts = append(parts, p.Millions)
		theirs -= p.Millions
	}
	amounts := r.split(available, append(parts, theirs))
	for j, p := range c.Profit {
		if amounts[j].Sign() > 0 {
			r.led.bound.add(boundProfit)
		}
		r.payPortion(p, amounts[j])
	}
	available = amounts[len(c.Profit)]
	for _, i := range r.junior {
		available = minus(available, r.receive(i, contract.Vehicle, available, kindProfit))
	}
	// 4. What is then left.
	if len(c.Surplus) == 0 || available.Sign() == 0 {
		return
	}
	r.led.bound.add(boundSurplus)
	if len(c.Surplus) > 1 {
		r.led.bound.add(boundSurplusSplit)
	}
	parts = nil
	for _, p := range c.Surplus {
		parts = append(parts, p.Millions)
	}
	for j, x := range r.split(available, parts) {
		p := c.Surplus[j]
		if x.Sign() > 0 {
			if _, ok := r.payerIndex[p.To]; ok {
				r.led.bound.add(boundSurplusPayer)
			} else if p.To != contract.ToIntermediary {
				r.led.bound.add(boundSurplusProvider)
			}
		}
		r.payPortion(p, x)
	}
}

// payPortion pays a portion of profit or surplus.
func (r *reference) payPortion(p contract.Portion, x *big.Int) {
	to := contract.IntermediaryAccount
	if i, ok := r.payerIndex[p.To]; ok {
		to = r.payer(i)
	} else if i, ok := r.siteIndex[p.To]; ok {
		to = r.provider(i)
	} else if x.Sign() > 0 {
		r.led.bound.add(boundIntermediary)
	}
	r.post(refPosting{from: contract.Vehicle, to: to, amount: x, kind: kindPortion})
}

// 3.8 Guarantee.
func (r *reference) step38Guarantee() {
	if r.t != r.grid-1 {
		return
	}
	for _, i := range r.senior {
		k := r.tranches[i]
		b := k.terms.Backing
		if b.Part == 0 {
			continue
		}
		x := minus(roundDiv(times(num(b.Part), k.drawn), million), k.received)
		if x.Sign() < 0 {
			x = new(big.Int)
		}
		if b.Limit.Set && x.Cmp(num(b.Limit.Amount)) > 0 {
			x = num(b.Limit.Amount)
			r.led.bound.add(boundGuaranteeLimit)
		}
		from := contract.Guarantor
		if b.By != "" {
			from = r.payer(r.payerIndex[b.By])
		}
		got := r.receive(i, from, x, kindGuarantee)
		k.backed.Add(k.backed, got)
		if got.Sign() > 0 && b.By != "" {
			r.led.bound.add(boundGuaranteePayer)
		} else if got.Sign() > 0 {
			r.led.bound.add(boundGuaranteeGuarantor)
		}
	}
}

// 3.9 Closing.
func (r *reference) step39Closing() {
	r.cash[r.t].Set(r.vehicleCash())
	for _, w := range r.arrears {
		r.arrearsAt[r.t].Add(r.arrearsAt[r.t], w.amount)
	}
	for s := range r.terms.Sites {
		r.low[s] = least(r.low[s], r.balance[r.provider(s)])
	}
	if r.t == r.terminated {
		for _, k := range r.tranches {
			r.principalAtEnd.Add(r.principalAtEnd, k.principal)
		}
	}
}
