package contract

// payment says when an obligation of payer p that falls due in month t is paid
// and how much of it, which depends on its marks.
func (s *Schedule) payment(o *Outturn, p, t int, x Money) (month int, paid Money) {
	k := &s.payers[p]
	if o.Late[p*s.grid+t] {
		t += k.late
	}
	if d := o.Default[p]; d < 0 || t < int(d) {
		return t, x
	}
	return t + k.recoveryLag, fraction(x, k.recovery, Million)
}

// paysPromptly reports whether payer p neither defaults nor pays late.
func (s *Schedule) paysPromptly(o *Outturn, p int) bool {
	if o.Default[p] >= 0 {
		return false
	}
	if s.payers[p].late == 0 {
		return true
	}
	for _, late := range o.Late[p*s.grid:][:s.grid] {
		if late {
			return false
		}
	}
	return true
}

// delays are the delays with which payer p may pay: none, late, recovered, or
// both. Equal ones stand once.
func (s *Schedule) delays(l *Ledger, p int) (list [4]int, n int) {
	if l.work.prompt[p] {
		return list, 1
	}
	late, recovered := s.payers[p].late, s.payers[p].recoveryLag
	for _, d := range [4]int{0, late, recovered, late + recovered} {
		known := false
		for _, x := range list[:n] {
			known = known || x == d
		}
		if !known {
			list[n] = d
			n++
		}
	}
	return list, n
}

// obligation is something one payer owes again and again.
type obligation interface {
	// dueIn returns what falls due in month t, at least 0.
	dueIn(s *Schedule, l *Ledger, o *Outturn, t int) Money
}

// paidIn returns what payer p pays of an obligation in month t, and notes what
// is lost of what falls due then.
func paidIn[T obligation](s *Schedule, l *Ledger, o *Outturn, p, t int, k T) Money {
	sum := Money(0)
	delays, n := s.delays(l, p)
	for i, delay := range delays[:n] {
		if delay > t {
			continue
		}
		x := k.dueIn(s, l, o, t-delay)
		if x == 0 {
			continue
		}
		month, paid := s.payment(o, p, t-delay, x)
		if month == t {
			sum += paid
		}
		if i == 0 {
			l.work.lost[p] += x - paid
		}
	}
	return sum
}

// dueIn is what is due for one part of a grant.
func (g *grant) dueIn(_ *Schedule, _ *Ledger, _ *Outturn, t int) Money {
	if t < g.month || t > g.last || (t-g.month)%g.every != 0 {
		return 0
	}
	return g.amount
}

// payGrants is step 3.3.1.
func (s *Schedule) payGrants(l *Ledger, o *Outturn, t int) {
	if l.work.punctual {
		for _, i := range s.grantDue[t] {
			g := &s.grants[i]
			s.post(l, t, firstPayer+Account(g.payer), Vehicle, g.amount, g.clause)
		}
		return
	}
	for i := range s.grants {
		g := &s.grants[i]
		if x := paidIn(s, l, o, int(g.payer), t, g); x > 0 {
			s.post(l, t, firstPayer+Account(g.payer), Vehicle, x, g.clause)
		}
	}
}

// dueIn is what is due for the referrals that did not come.
func (g *guarantee) dueIn(s *Schedule, l *Ledger, o *Outturn, t int) Money {
	if t > l.work.end || (t+1)%g.every != 0 {
		return 0
	}
	came := count(o.Referrals[g.referrals:][t+1-g.every : t+1])
	return product(max(0, g.count-came), g.credit)
}

// payShortfalls is step 3.3.2.
func (s *Schedule) payShortfalls(l *Ledger, o *Outturn, t int) {
	for i := range s.guarantees {
		g := &s.guarantees[i]
		if x := paidIn(s, l, o, int(g.payer), t, g); x > 0 {
			s.post(l, t, firstPayer+Account(g.payer), Vehicle, x, g.clause)
		}
	}
}

// payOut is step 3.3.3: after a termination a payer pays part of the
// investors' principal.
func (s *Schedule) payOut(l *Ledger, t int) {
	w := &l.work
	if w.ended < 0 || t != s.tests[w.ended].month+1 {
		return
	}
	k := &s.tests[w.ended]
	if x := fraction(total(w.principal), k.payout, Million); x > 0 {
		s.post(l, t, k.payer, Vehicle, x, k.clause)
		s.financed(l, k.payer, x)
	}
}

// payOutcomes is step 3.3.4: the outcome payments, each less what is left of
// its payer's credits. A payer pays them in one sum, which an itemised ledger
// shows by tariff and reward, in the order of shares.
func (s *Schedule) payOutcomes(l *Ledger, o *Outturn, t int) {
	w := &l.work
	if w.dueIn[t] == 0 {
		return
	}
	for p, x := range w.due[t*s.nPayers:][:s.nPayers] {
		if x == 0 {
			continue
		}
		off := Money(0)
		if s.creditsArise {
			off = min(x, w.credit[p])
			w.credit[p] -= off
			w.setOff[p] = off
			l.Settled[p] += off
		}
		l.Payments[p] += x - off
		if x > off && !l.Itemise {
			s.post(l, t, firstPayer+Account(p), Vehicle, x-off, 0)
		}
	}
	if !l.Itemise {
		return
	}
	for j := range s.shares {
		row := &s.shares[j]
		x := s.sharePaid(l, o, j, t)
		off := Money(0)
		if s.creditsArise {
			off = min(x, w.setOff[row.payer])
			w.setOff[row.payer] -= off
		}
		if x > off {
			s.post(l, t, firstPayer+Account(row.payer), Vehicle, x-off, s.claims[row.claim].clause)
		}
	}
}

// sharePaid is what is paid in month t of one share of the claims, before credits.
func (s *Schedule) sharePaid(l *Ledger, o *Outturn, j, t int) Money {
	row := &s.shares[j]
	sum := Money(0)
	delays, n := s.delays(l, int(row.payer))
	for _, delay := range delays[:n] {
		due := t - delay
		claimed := due - int(s.claims[row.claim].lag)
		if claimed < 0 || claimed >= s.months || s.dateIn[claimed] < 0 {
			continue
		}
		x := l.work.debts[j*s.nDates+int(s.dateIn[claimed])]
		if l.work.prompt[row.payer] {
			return x
		}
		if month, paid := s.payment(o, int(row.payer), due, x); month == t {
			sum += paid
		}
	}
	return sum
}
