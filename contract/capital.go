package contract

import "math"

// draw is step 3.5.1: what the cash cannot pay is drawn from the tranches,
// the most junior first.
func (s *Schedule) draw(l *Ledger, t int) {
	w := &l.work
	clear(w.drawn)
	need := w.late + w.total - l.Balance[Vehicle]
	for k := len(s.tranches) - 1; k >= 0 && need > 0; k-- {
		row := &s.tranches[k]
		x := min(need, w.commitment[k])
		if x == 0 {
			continue
		}
		s.post(l, t, row.account, Vehicle, x, row.draw)
		w.commitment[k] -= x
		w.principal[k] += x
		w.drawn[k] = x
		l.Drawn[s.trancheOrigin[k]] += x
		need -= x
	}
}

// payCoupons is step 3.6: the hurdle accounts grow, and each tranche, the
// most senior first, receives its coupon as far as the cash goes.
func (s *Schedule) payCoupons(l *Ledger, t int) {
	w := &l.work
	for k := range s.tranches {
		row := &s.tranches[k]
		if row.irrCap >= 0 {
			w.hurdle[k] += roundDiv(w.hurdle[k], row.irrCap, rateUnit) + w.drawn[k]
		}
		if row.coupon == 0 {
			continue
		}
		principal := w.principal[k] - w.drawn[k] // as at the end of last month
		w.coupon[k] += roundDiv(principal+w.coupon[k], row.coupon, rateUnit)
		x := min(l.Balance[Vehicle], w.coupon[k], s.room(l, k))
		w.coupon[k] -= x
		s.repay(l, t, k, x, row.pay)
	}
}

// room is what tranche k, by rank, may still receive under its caps.
func (s *Schedule) room(l *Ledger, k int) Money {
	row := &s.tranches[k]
	room := Money(math.MaxInt64)
	if row.moicCap >= 0 {
		i := s.trancheOrigin[k]
		room = max(0, roundDiv(l.Drawn[i], row.moicCap, Million)-l.Repaid[i])
	}
	if row.irrCap >= 0 {
		room = min(room, l.work.hurdle[k])
	}
	return room
}

// repay pays an amount, which may be 0, to tranche k, by rank.
func (s *Schedule) repay(l *Ledger, t, k int, amount Money, clause int32) {
	if amount == 0 {
		return
	}
	row := &s.tranches[k]
	s.post(l, t, Vehicle, row.account, amount, clause)
	l.Repaid[s.trancheOrigin[k]] += amount
	if row.irrCap >= 0 {
		l.work.hurdle[k] -= amount
	}
}

// distributionFalls reports whether month t has a distribution.
func (s *Schedule) distributionFalls(t int) bool {
	return t == s.grid-1 || t >= s.first && (t-s.first)%s.every == 0
}

// distribute is step 3.7: cash above the reserve, and in the last month all
// cash, repays principal by seniority, then rewards the most junior first;
// what the caps leave over goes to whoever receives the surplus.
func (s *Schedule) distribute(l *Ledger, t int) {
	w := &l.work
	available := l.Balance[Vehicle]
	if t < s.grid-1 {
		available = max(0, available-s.reserve)
	}
	for k := range s.tranches {
		x := min(available, w.principal[k], s.room(l, k))
		w.principal[k] -= x
		available -= x
		s.repay(l, t, k, x, s.clauseOf.distribution)
	}
	for k := len(s.tranches) - 1; k >= 0; k-- {
		x := min(available, s.room(l, k))
		available -= x
		s.repay(l, t, k, x, s.clauseOf.distribution)
	}
	if available == 0 || s.surplus < 0 {
		return
	}
	s.post(l, t, Vehicle, s.surplus, available, s.clauseOf.surplus)
	if s.surplusSite >= 0 {
		l.Provider[s.surplusSite] += available
	}
}
