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

// listCosts is step 3.4.2 for all months at once: what the vehicle owes for
// each month, item by item in the order in which it will pay, and in all. Like
// makeClaims it runs ahead of the months and again when service stops.
func (s *Schedule) listCosts(l *Ledger, o *Outturn) {
	w := &l.work
	clear(w.bills)
	l.CostTotal = 0
	for i := range s.items {
		row := &s.items[i]
		list := w.list[i*s.grid:][:s.grid]
		switch row.kind {
		case costLine:
			s.listLine(l, o, row, list)
		case providerPayment:
			s.listPayments(l, o, row, list)
		case windDown:
			clear(list)
			if w.ended == int(row.row) {
				list[s.tests[w.ended].month+1] = row.amount
			}
		case stepIn:
			clear(list)
			if f := int(w.failed[row.row]); f >= 0 && s.serviceRuns(l, f) {
				list[f] = row.amount
			}
		}
		add(w.bills, list)
		if row.kind != costLine && (row.site < 0 || s.places[row.site].keeps) {
			l.CostTotal += total(list) // a cost of the deal, but no cost line
		}
	}
}

// listLine lists a cost line in the months in which service runs.
func (s *Schedule) listLine(l *Ledger, o *Outturn, row *item, list []Money) {
	w := &l.work
	n := copy(list, o.Costs[row.row:][:w.end+1])
	clear(list[n:])
	if !w.gaps || row.site < 0 {
		return
	}
	for t := range n {
		if !s.serves(l, int(row.site), t) {
			list[t] = 0
		}
	}
}

// listPayments lists what a provider earns month by month, in the months in
// which it falls due: its block, its fees, its part of the claims and the part
// of its own costs that is paid back.
func (s *Schedule) listPayments(l *Ledger, o *Outturn, row *item, list []Money) {
	w := &l.work
	p := &s.providers[row.row]
	clear(list)
	earned := list[p.payAfter:][:s.months]
	served := earned[:w.end+1]
	copy(served, s.byMonth(s.blockIn, int(row.row)))
	if p.index >= 0 {
		for t, x := range served {
			served[t] = indexed(o, x, p.index, t)
		}
	}
	for _, line := range s.reimburse[p.lines.from:p.lines.to] {
		for t, x := range o.Costs[line:][:len(served)] {
			if x > 0 {
				served[t] += inMillionths(x, p.part)
			}
		}
	}
	if w.gaps {
		for t := range served {
			if !s.serves(l, int(p.site), t) {
				served[t] = 0
			}
		}
	}
	for _, f := range s.fees[p.fees.from:p.fees.to] {
		for t, e := range w.evidenced[f.evidenced:][:w.counted+1] {
			earned[t] += product(int64(e), f.price)
		}
	}
	if p.gainShare == 0 {
		return
	}
	for d, t := range s.dates {
		claimed := Money(0)
		for i := s.places[p.site].tariffs.from; i < s.places[p.site].tariffs.to; i++ {
			claimed += w.amounts[int(i)*s.nDates+d]
		}
		earned[t] += fraction(claimed, p.gainShare, Million)
	}
}

// payCosts is steps 3.5.2 and 3.5.3: arrears first, then the month's list, as
// far as the cash goes; then what becomes of the unpaid. It reports whether
// service stops at the end of this month.
func (s *Schedule) payCosts(l *Ledger, t int) (stopped bool) {
	w := &l.work
	if w.late > 0 {
		s.payArrears(l, t)
	}
	if w.bills[t] > 0 {
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
	if cash >= w.bills[t] && !l.Itemise {
		s.payInFull(l, t)
		return
	}
	for i := range s.items {
		x := w.list[i*s.grid+t]
		pay := min(x, cash)
		cash -= pay
		s.payItem(l, t, &s.items[i], pay)
		if x > pay {
			s.leaveUnpaid(l, t, int32(i), x-pay)
		}
	}
}

// payInFull pays all of the month's list: each provider its payment, and the
// supplier in one sum the rest.
func (s *Schedule) payInFull(l *Ledger, t int) {
	w := &l.work
	rest := w.bills[t]
	for _, k := range s.payments {
		if x := w.list[k.list+t]; x > 0 {
			s.post(l, t, Vehicle, k.account, x, 0)
			l.Provider[k.site] += x
			rest -= x
		}
	}
	if rest > 0 {
		s.post(l, t, Vehicle, Supplier, rest, 0)
	}
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
