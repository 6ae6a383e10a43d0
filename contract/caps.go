package contract

// allowance is what is left of a cap, whole and by period, as the months pass.
type allowance struct {
	s       *Schedule
	factors []int64 // [review][site], if reviews rewrite the cap
	site    int
	review  int // the next one to come

	whole, inForce, used Money

	period *PeriodCap
	now    int   // the period reached, -1 before the first
	free   Money // left in it
}

// allow returns the allowance of a cap before month 0. Reviews rewrite the
// whole cap of a site and of its tariffs; site is -1 for any other.
func (s *Schedule) allow(l *Ledger, c *ceiling, site int) allowance {
	a := allowance{s: s, site: site, whole: c.amount, inForce: c.amount, now: -1}
	if site >= 0 && c.amount < unlimited {
		a.factors = l.work.factors
	}
	if len(c.period.Amounts) > 0 {
		a.period = &c.period
	}
	return a
}

// never reports whether the cap takes nothing off amounts that come to sum in all.
func (a *allowance) never(sum Money) bool {
	return a.period == nil && len(a.factors) == 0 && sum <= a.whole
}

// at returns what is left in month t. Months must not go backwards.
func (a *allowance) at(t int) Money {
	if len(a.factors) > 0 {
		for a.review < len(a.s.reviews) && a.s.reviews[a.review].month <= t {
			a.inForce = fraction(a.whole, a.factors[a.review*a.s.nSites+a.site], Million)
			a.review++
		}
	}
	left := max(0, a.inForce-a.used)
	if a.period == nil {
		return left
	}
	period := int(a.s.year[t])
	if a.period.Every > 0 {
		period = t / a.period.Every
	}
	for a.now < period {
		a.now++
		if !a.period.CarryOver {
			a.free = 0
		}
		a.free += a.period.Amounts[min(a.now, len(a.period.Amounts)-1)]
	}
	return min(left, a.free)
}

// use uses up x of what at returned last.
func (a *allowance) use(x Money) {
	a.used += x
	a.free -= x
}

// capPayer is step 9: a payer's debts are scaled to what is left of its caps,
// and what it does not owe, who backs it owes.
func (s *Schedule) capPayer(l *Ledger, p int) {
	left := s.allow(l, &s.payers[p].cap, -1)
	if s.capDebts(l, s.payers[p].shares, &left, true) {
		l.PayerCapped = true
	}
}

// capDeal is step 10: all debts are scaled to what is left of the deal's caps.
func (s *Schedule) capDeal(l *Ledger) {
	if !s.deal.binds() {
		return
	}
	left := s.allow(l, &s.deal, -1)
	if s.capDebts(l, s.all, &left, false) {
		l.DealCapped = true
	}
}

// capDebts scales the debts of some shares, date by date, to what is left of
// a cap, and reports whether it reduced any.
func (s *Schedule) capDebts(l *Ledger, shares []int32, left *allowance, backed bool) bool {
	w := &l.work
	all := Money(0)
	for _, j := range shares {
		all += total(s.byDate(w.debts, int(j)))
	}
	if left.never(all) {
		return false
	}
	reduced := false
	x := w.loose[:len(shares)]
	for d, t := range s.dates {
		for k, j := range shares {
			x[k] = w.debts[int(j)*s.nDates+d]
		}
		sum, room := total(x), left.at(int(t))
		if sum <= room {
			left.use(sum)
			continue
		}
		scale(x, sum, room, w.remainder)
		for k, j := range shares {
			debt := &w.debts[int(j)*s.nDates+d]
			lost := *debt - x[k]
			*debt = x[k]
			s.forgo(l, &s.shares[j], d, lost, backed)
		}
		left.use(room)
		reduced = true
	}
	return reduced
}

// forgo takes what a cap took from a share off the claim, unless another
// payer backs it.
func (s *Schedule) forgo(l *Ledger, row *share, date int, lost Money, backed bool) {
	w := &l.work
	l.Uncapped[row.payer] += lost
	if !backed || row.backer < 0 {
		w.amounts[int(row.claim)*s.nDates+date] -= lost
		return
	}
	w.debts[int(row.backer)*s.nDates+date] += lost
	l.Uncapped[s.shares[row.backer].payer] -= lost
}
