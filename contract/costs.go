package contract

// payOwnCosts is step 3.4.1: what payers and providers bear, they pay themselves.
func (s *Schedule) payOwnCosts(l *Ledger, o *Outturn, t int) {
	for i := range s.direct {
		row := &s.direct[i]
		x := o.Costs[int(row.row)+t]
		if x == 0 || row.site >= 0 && !s.serves(l, int(row.site), t) {
			continue
		}
		s.post(l, t, row.from, Supplier, x, row.clause)
		if row.bearer >= 0 {
			l.Own[row.bearer] += x
		}
	}
}

// listCosts is step 3.4.2: what the vehicle owes for month t, in the order in
// which it will pay.
func (s *Schedule) listCosts(l *Ledger, o *Outturn, t int) {
	w := &l.work
	runs := s.serviceRuns(l, t)
	if !runs && !s.owedAfter {
		return
	}
	w.total = 0
	for i := range s.items {
		row := &s.items[i]
		var x Money
		if row.kind == costLine && runs && !w.gaps {
			x = o.Costs[int(row.row)+t]
		} else {
			x = s.owed(l, o, row, t, runs)
		}
		w.list[i] = x
		w.total += x
	}
}

// owed is what the vehicle owes in month t for one item. What is a cost of the
// deal but no cost line is noted as such.
func (s *Schedule) owed(l *Ledger, o *Outturn, row *item, t int, runs bool) Money {
	w := &l.work
	switch row.kind {
	case costLine:
		if !runs || row.site >= 0 && !s.serves(l, int(row.site), t) {
			return 0
		}
		return o.Costs[int(row.row)+t]
	case providerPayment:
		p := &s.providers[row.row]
		x := s.providerDue(l, o, p, t-p.payAfter)
		if s.places[row.site].keeps {
			l.CostTotal += x
		}
		return x
	case windDown:
		if w.ended != int(row.row) || t != s.tests[w.ended].month+1 {
			return 0
		}
	case stepIn:
		if !runs || int(w.failed[row.row]) != t {
			return 0
		}
	}
	l.CostTotal += row.amount
	return row.amount
}

// providerDue is what a provider has earned in month t: its block, its fees,
// its part of the claims and the part of its own costs that is paid back.
func (s *Schedule) providerDue(l *Ledger, o *Outturn, p *provider, t int) Money {
	if t < 0 || t >= s.months {
		return 0
	}
	w := &l.work
	serves := t <= w.end && s.serves(l, int(p.site), t)
	x := Money(0)
	if n := p.blocks.to - p.blocks.from; n > 0 && serves && p.from <= t && t <= p.until {
		x = indexed(o, s.blocks[p.blocks.from+min(int32(t/12), n-1)], p.index, t)
	}
	if t <= w.counted {
		for _, f := range s.fees[p.fees.from:p.fees.to] {
			x += product(int64(w.evidenced[int(f.evidenced)+t]), f.price)
		}
	}
	if p.gainShare > 0 {
		claimed := Money(0)
		for i := s.places[p.site].tariffs.from; i < s.places[p.site].tariffs.to; i++ {
			claimed += w.amounts[int(i)*s.months+t]
		}
		x += fraction(claimed, p.gainShare, Million)
	}
	if serves {
		for _, row := range s.reimburse[p.lines.from:p.lines.to] {
			x += roundDiv(o.Costs[int(row)+t], p.part, Million)
		}
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
	if w.total > 0 {
		s.payList(l, t)
	}
	if w.late == 0 {
		w.unpaidMonths = 0
		return false
	}
	w.unpaidMonths++
	if s.exhaustion != Stop || w.unpaidMonths <= s.grace || l.Stopped >= 0 || t > w.counted {
		return false
	}
	s.stop(l, t)
	return true
}

// payList pays the month's list.
func (s *Schedule) payList(l *Ledger, t int) {
	w := &l.work
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
	if row.kind == providerPayment {
		l.Provider[row.site] += amount
	}
}

// leaveUnpaid is step 3.5.3 for what is unpaid of an item of this month.
func (s *Schedule) leaveUnpaid(l *Ledger, t int, i int32, amount Money) {
	w := &l.work
	row := &s.items[i]
	switch {
	case s.exhaustion == ProviderBears && row.kind == providerPayment:
		return // it lapses
	case s.exhaustion == ProviderBears && row.site >= 0:
		s.post(l, t, s.places[row.site].account, Supplier, amount, s.clauseOf.exhaustion)
		l.Own[row.site] += amount
	default:
		w.arrears = append(w.arrears, arrear{i, amount})
		w.late += amount
	}
}
