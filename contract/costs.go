package contract

// payOwnCosts is step 3.4.1: what payers and providers bear, they pay themselves.
func (s *Schedule) payOwnCosts(l *Ledger, o *Outturn, t int) {
	for i := range s.direct {
		row := &s.direct[i]
		x := o.Costs[int(row.row)+t]
		if x == 0 {
			continue
		}
		s.post(l, t, row.from, Supplier, x, row.clause)
		if row.site >= 0 {
			l.Own[row.site] += x
		}
	}
}

// listCosts is step 3.4.2: what the vehicle owes for month t, in the order in
// which it will pay.
func (s *Schedule) listCosts(l *Ledger, o *Outturn, t int) {
	w := &l.work
	w.total = 0
	for i := range s.items {
		row := &s.items[i]
		var x Money
		if row.row >= 0 {
			x = o.Costs[int(row.row)+t]
		} else {
			x = s.providerDue(o, &s.providers[row.provider], t)
			if s.keeps[row.site] {
				l.CostTotal += x
			}
		}
		w.list[i] = x
		w.total += x
	}
}

// providerDue is what falls due to a provider for month t: its block, its
// fees and the part of its own costs that is paid back.
func (s *Schedule) providerDue(o *Outturn, p *provider, t int) Money {
	x := Money(0)
	if p.from <= t && t <= p.until {
		x = p.block
	}
	for _, f := range s.fees[p.fees.from:p.fees.to] {
		x += product(int64(o.Evidenced[int(f.evidenced)+t]), f.price)
	}
	for _, row := range s.reimburse[p.lines.from:p.lines.to] {
		x += roundDiv(o.Costs[int(row)+t], p.part, Million)
	}
	return x
}

// payCosts is steps 3.5.2 and 3.5.3: arrears first, then the month's list, as
// far as the cash goes; then what becomes of the unpaid. It reports whether
// service stops at the end of this month.
func (s *Schedule) payCosts(l *Ledger, t int) (stopped bool) {
	w := &l.work
	if w.late > 0 {
		s.payArrears(l, t)
	}
	if w.total == 0 && w.late == 0 {
		return false
	}
	cash := l.Balance[Vehicle]
	for i, x := range w.list {
		pay := min(x, cash)
		cash -= pay
		s.payItem(l, t, &s.items[i], pay)
		if x > pay {
			s.leaveUnpaid(l, t, int32(i), x-pay)
		}
	}
	clear(w.list)
	w.total = 0
	if s.exhaustion == Stop && w.late > 0 && l.Stopped < 0 {
		l.Stopped = t
		return true
	}
	return false
}

// payArrears pays unpaid items of earlier months, oldest first.
func (s *Schedule) payArrears(l *Ledger, t int) {
	w := &l.work
	done := 0
	for k := range w.arrears {
		a := &w.arrears[k]
		pay := min(a.amount, l.Balance[Vehicle])
		s.payItem(l, t, &s.items[a.item], pay)
		w.late -= pay
		a.amount -= pay
		if a.amount > 0 {
			break
		}
		done++
	}
	if done > 0 {
		w.arrears = w.arrears[:copy(w.arrears, w.arrears[done:])]
	}
}

// payItem pays an amount, which may be 0, for an item of the vehicle's list.
func (s *Schedule) payItem(l *Ledger, t int, row *item, amount Money) {
	if amount == 0 {
		return
	}
	s.post(l, t, Vehicle, row.to, amount, row.clause)
	if row.to != Supplier {
		l.Provider[row.site] += amount
	}
}

// leaveUnpaid is step 3.5.3 for what is unpaid of an item of this month.
func (s *Schedule) leaveUnpaid(l *Ledger, t int, i int32, amount Money) {
	w := &l.work
	row := &s.items[i]
	switch {
	case s.exhaustion == ProviderBears && row.to != Supplier:
		return // a provider payment lapses
	case s.exhaustion == ProviderBears && row.site >= 0:
		s.post(l, t, s.providerOf[row.site], Supplier, amount, s.clauseOf.exhaustion)
		l.Own[row.site] += amount
	default:
		w.arrears = append(w.arrears, arrear{i, amount})
		w.late += amount
	}
}
