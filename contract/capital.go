package contract

import "math"

// draw is step 3.5.1: what the cash cannot pay is drawn from the first-loss
// grant, then from the tranches.
func (s *Schedule) draw(l *Ledger, t int) {
	w := &l.work
	clear(w.drawn)
	need := w.late + w.bills[t]
	if !s.locked {
		need -= l.Balance[Vehicle]
	}
	if need <= 0 {
		return
	}
	if x := min(need, w.firstLoss); x > 0 {
		s.post(l, t, Donor, Vehicle, x, s.clauseOf.firstLoss)
		w.firstLoss -= x
		l.FirstLoss += x
		need -= x
	}
	if w.exited >= 0 && t > w.exited {
		return
	}
	switch s.draws {
	case JuniorFirst:
		for k := len(s.tranches) - 1; k >= 0; k-- {
			need -= s.drawFrom(l, t, k, min(need, w.commitment[k]))
		}
	case SeniorFirst:
		for k := range s.tranches {
			need -= s.drawFrom(l, t, k, min(need, w.commitment[k]))
		}
	case ProRata:
		s.drawProRata(l, t, need)
	}
}

// drawProRata draws from all tranches by what is left of their commitments.
func (s *Schedule) drawProRata(l *Ledger, t int, need Money) {
	w := &l.work
	n := len(s.tranches)
	x := w.loose[:n] // the most junior first
	for k := range x {
		x[k] = w.commitment[n-1-k]
	}
	if all := total(x); all > need {
		scale(x, all, need, w.remainder)
	}
	for k, amount := range x {
		s.drawFrom(l, t, n-1-k, amount)
	}
}

// drawFrom draws an amount, which may be 0, from tranche k, by rank, and
// returns it.
func (s *Schedule) drawFrom(l *Ledger, t, k int, x Money) Money {
	if x == 0 {
		return 0
	}
	w := &l.work
	row := &s.tranches[k]
	s.post(l, t, row.account, Vehicle, x, row.draw)
	w.commitment[k] -= x
	w.principal[k] += x
	w.drawn[k] = x
	l.Drawn[row.origin] += x
	s.flow(l, t, k, -x)
	return x
}

// payCoupons is step 3.6: the hurdle accounts grow, and each tranche, the
// most senior first, earns its coupon and fees and receives them as far as the
// cash goes.
func (s *Schedule) payCoupons(l *Ledger, t int) {
	w := &l.work
	for k := range s.tranches {
		row := &s.tranches[k]
		if row.irrCap >= 0 {
			w.hurdle[k] += roundDiv(w.hurdle[k], row.irrCap, rateUnit) + w.drawn[k]
		}
		s.earnCoupon(l, t, k)
		if w.coupon[k] == 0 || row.accrues {
			continue
		}
		x := min(l.Balance[Vehicle], w.coupon[k], s.room(l, k))
		w.coupon[k] -= x
		s.repay(l, t, k, x, row.pay)
	}
}

// earnCoupon adds the coupon and the fees of month t to what tranche k, by
// rank, is owed.
func (s *Schedule) earnCoupon(l *Ledger, t, k int) {
	w := &l.work
	row := &s.tranches[k]
	earned := Money(0)
	if row.coupon > 0 {
		principal := w.principal[k] - w.drawn[k] // as at the end of last month
		earned = roundDiv(principal+w.coupon[k], row.coupon, rateUnit)
	}
	if t == 0 {
		earned += row.arrangement
	}
	if row.undrawn > 0 && t <= w.end && (w.exited < 0 || t <= w.exited) {
		earned += roundDiv(w.commitment[k]+w.drawn[k], row.undrawn, rateUnit)
	}
	w.coupon[k] += earned
}

// room is what tranche k, by rank, may still receive under its caps.
func (s *Schedule) room(l *Ledger, k int) Money {
	row := &s.tranches[k]
	room := Money(math.MaxInt64)
	if row.moicCap >= 0 {
		i := row.origin
		room = max(0, roundDiv(l.Drawn[i], row.moicCap, Million)-l.Repaid[i])
	}
	if row.irrCap >= 0 {
		room = min(room, l.work.hurdle[k])
	}
	return room
}

// repay pays an amount, which may be 0, to tranche k, by rank.
func (s *Schedule) repay(l *Ledger, t, k int, amount Money, clause int32) {
	s.receive(l, t, k, Vehicle, amount, clause)
}

// receive lets tranche k, by rank, receive an amount, which may be 0.
func (s *Schedule) receive(l *Ledger, t, k int, from Account, amount Money, clause int32) {
	if amount == 0 {
		return
	}
	row := &s.tranches[k]
	s.post(l, t, from, row.account, amount, clause)
	l.Repaid[row.origin] += amount
	s.flow(l, t, k, amount)
	if row.irrCap >= 0 {
		l.work.hurdle[k] -= amount
	}
}

// flow adds to the net flow of tranche k, by rank, and of all investors.
func (s *Schedule) flow(l *Ledger, t, k int, x Money) {
	l.Flow[t] += x
	l.TrancheFlow[s.tranches[k].origin*s.grid+t] += x
}

// settleCredits is the first sentence of step 3.7: in the last month the
// vehicle pays back what it owes payers, as far as the cash goes.
func (s *Schedule) settleCredits(l *Ledger, t int) {
	w := &l.work
	for p, owed := range w.credit {
		if x := min(l.Balance[Vehicle], owed); x > 0 {
			s.post(l, t, Vehicle, firstPayer+Account(p), x, s.clauseOf.credits)
			w.credit[p] -= x
			l.Settled[p] += x
		}
	}
}

// distributionFalls reports whether month t has a distribution.
func (s *Schedule) distributionFalls(t int) bool {
	return t == s.grid-1 || t >= s.first && (t-s.first)%s.every == 0
}

// distribute is step 3.7: cash above the reserve, and in the last month all
// cash, pays accrued coupon and repays principal by seniority; then profit is
// divided.
func (s *Schedule) distribute(l *Ledger, t int) {
	w := &l.work
	last := t == s.grid-1
	available := l.Balance[Vehicle]
	if !last {
		available = max(0, available-s.reserve)
	}
	for k := range s.tranches {
		if row := &s.tranches[k]; row.accrues {
			x := min(available, w.coupon[k], s.room(l, k))
			w.coupon[k] -= x
			available -= x
			s.repay(l, t, k, x, row.pay)
		}
	}
	for k := range s.tranches {
		if t < s.tranches[k].maturity && !last {
			available = max(0, available-w.principal[k]) // kept for it
			continue
		}
		x := min(available, w.principal[k], s.room(l, k))
		w.principal[k] -= x
		available -= x
		s.repay(l, t, k, x, s.clauseOf.distribution)
	}
	if available > 0 && (t >= s.lockUp || last) {
		s.divideProfit(l, t, available)
	}
}

// divideProfit is steps 3.7.3 and 3.7.4: the portions of profit, then the
// investors' part, the most junior first; what their caps leave over is the
// surplus.
func (s *Schedule) divideProfit(l *Ledger, t int, available Money) {
	w := &l.work
	if n := len(s.profit.to); n > 0 {
		x := w.loose[:n]
		split(x, available, s.profit.parts, w.remainder)
		available -= total(x)
		s.payPayees(l, t, &s.profit, x, s.clauseOf.profit)
	}
	for k := len(s.tranches) - 1; k >= 0; k-- {
		x := min(available, s.room(l, k))
		available -= x
		s.repay(l, t, k, x, s.clauseOf.distribution)
	}
	if n := len(s.surplus.to); n > 0 {
		x := w.loose[:n]
		split(x, available, s.surplus.parts, w.remainder)
		s.payPayees(l, t, &s.surplus, x, s.clauseOf.surplus)
	}
}

// payPayees pays each payee its part.
func (s *Schedule) payPayees(l *Ledger, t int, p *payees, parts []Money, clause int32) {
	for i, x := range parts {
		if x == 0 {
			continue
		}
		s.post(l, t, Vehicle, p.to[i].account, x, clause)
		s.financed(l, p.to[i].account, -x)
		if site := p.to[i].site; site >= 0 {
			l.Provider[site] += x
		}
	}
}

// payGuarantees is step 3.8: backed tranches receive what they lack.
func (s *Schedule) payGuarantees(l *Ledger, t int) {
	for k := range s.tranches {
		row := &s.tranches[k]
		if row.backing == 0 {
			continue
		}
		i := row.origin
		lacks := max(0, fraction(l.Drawn[i], row.backing, Million)-l.Repaid[i])
		x := min(lacks, row.backedUpTo, s.room(l, k))
		s.receive(l, t, k, row.backer, x, row.backed)
		s.financed(l, row.backer, x)
		l.Backed[i] += x
	}
}

// financed notes what passed between the capital and an account, if it is a payer's.
func (s *Schedule) financed(l *Ledger, from Account, x Money) {
	if p := int(from - firstPayer); p >= 0 && p < s.nPayers {
		l.Finance[p] += x
	}
}
