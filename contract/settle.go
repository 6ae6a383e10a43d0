package contract

// Settle carries out the contract on an outturn and writes the ledger. It
// depends on nothing but its arguments and, unless dst.Itemise is set or the
// outturn has more events or observations than any before, allocates nothing. The ledger must
// come from NewLedger of a schedule of the same shape, the outturn from
// NewOutturn of the same contract.
func (s *Schedule) Settle(dst *Ledger, o *Outturn) {
	s.open(dst, o)
	s.reviewCaps(dst, o)
	s.holdTests(dst, o)
	s.failProviders(dst, o)
	s.countOutcomes(dst, o)
	s.makeClaims(dst, o)
	s.listCosts(dst, o)
	for t := range s.grid {
		s.payInterest(dst, t)
		s.grantCredits(dst, t)
		s.payGrants(dst, o, t)
		s.payShortfalls(dst, o, t)
		s.payOut(dst, t)
		s.payOutcomes(dst, o, t)
		if s.serviceRuns(dst, t) {
			s.payOwnCosts(dst, o, t)
		}
		s.draw(dst, t)
		if s.payCosts(dst, t) {
			s.makeClaims(dst, o)
			s.listCosts(dst, o)
		}
		s.payCoupons(dst, t)
		if t == s.grid-1 {
			s.settleCredits(dst, t)
		}
		if s.distributionFalls(t) {
			s.distribute(dst, t)
		}
		if t == s.grid-1 {
			s.payGuarantees(dst, t)
		}
		s.closeMonth(dst, t)
	}
	s.close(dst, o)
}

// Fits reports whether a ledger made for another contract may serve this one
// too: contracts that differ in amounts only have ledgers of one shape.
func (s *Schedule) Fits(l *Ledger) bool { return l.work.shape == s.shape }

// open sets a ledger as it stands before month 0.
func (s *Schedule) open(l *Ledger, o *Outturn) {
	w := &l.work
	if !s.Fits(l) {
		panic("contract: the ledger was made for a contract of another shape")
	}
	l.Postings = l.Postings[:0]
	clear(l.Balance)
	clear(l.Flow)
	clear(l.TrancheFlow)
	clear(l.Drawn)
	clear(l.Repaid)
	clear(l.Backed)
	clear(l.Provider)
	clear(l.Own)
	clear(l.Low)
	clear(l.Payments)
	clear(l.Finance)
	clear(l.Credit)
	clear(l.Settled)
	l.Unpaid, l.Stopped, l.Flexed, l.FirstLoss = 0, -1, 0, 0

	clear(w.credit)
	clear(w.lost)
	w.punctual = true
	for p := range s.payers {
		w.prompt[p] = s.paysPromptly(o, p)
		w.punctual = w.punctual && w.prompt[p]
	}
	w.arrears, w.late, w.unpaidMonths = w.arrears[:0], 0, 0
	w.firstLoss = s.firstLoss
	for k := range s.tranches {
		w.commitment[k] = s.tranches[k].commitment
	}
	clear(w.principal)
	clear(w.coupon)
	clear(w.hurdle)
	clear(w.spent)
}

// post moves an amount > 0 from one account to another. All money moves here.
func (s *Schedule) post(l *Ledger, month int, from, to Account, amount Money, clause int32) {
	l.Balance[from] -= amount
	l.Balance[to] += amount
	if l.Itemise {
		l.Postings = append(l.Postings, Posting{month, from, to, amount, s.clauses[clause]})
	}
}

// payInterest is step 3.1: the bank pays interest on the opening cash.
func (s *Schedule) payInterest(l *Ledger, t int) {
	if s.interest == 0 {
		return
	}
	if x := roundDiv(l.Balance[Vehicle], s.interest, rateUnit); x > 0 {
		s.post(l, t, Bank, Vehicle, x, s.clauseOf.interest)
	}
}

// closeMonth is step 3.9.
func (s *Schedule) closeMonth(l *Ledger, t int) {
	w := &l.work
	l.Cash[t] = l.Balance[Vehicle]
	l.Arrears[t] = w.late
	for _, k := range s.watched {
		l.Low[k.site] = min(l.Low[k.site], l.Balance[k.account])
	}
	if t+1 < s.grid && s.year[t+1] == s.year[t] {
		return
	}
	// A payer's spend in a financial year is what its account fell by.
	for p := range w.spent {
		spent := -l.Balance[int(firstPayer)+p]
		l.Spend[p*s.years+int(s.year[t])] = spent - w.spent[p]
		w.spent[p] = spent
	}
}

// close sums up what needs no order of months.
func (s *Schedule) close(l *Ledger, o *Outturn) {
	w := &l.work
	l.Unpaid = w.late
	for i := range l.Referrals {
		l.Referrals[i] = count(o.Referrals[i*s.months:][:s.months])
	}
	for i := range l.Achieved {
		l.Achieved[i] = count(o.Achieved[i*s.months:][:s.months])
	}
	for _, i := range s.uncounted {
		l.Evidenced[i] = count(w.evidenced[int(i)*s.months:][:w.counted+1])
	}
	l.Observed = append(l.Observed[:0], o.Observed...)
	// l.CostTotal holds what is a cost of the deal but no cost line.
	l.Flexed = l.CostTotal
	for i := range l.Cost {
		l.Cost[i] = s.costIncurred(l, o, i)
		l.CostTotal += l.Cost[i]
		l.Flexed += o.Flexed[i]
	}
	for p := range l.Lost {
		l.Lost[p] += w.lost[p]
		l.Default[p] = -1
		if d := o.Default[p]; d >= 0 && int(d) < s.grid {
			l.Default[p] = d
		}
	}
	for i, f := range w.failed {
		l.Failed[i] = -1
		if f >= 0 && int(f) <= w.end {
			l.Failed[i] = f
		}
	}
	l.Terminated, l.Exited = -1, w.exited
	if w.ended >= 0 {
		l.Terminated = s.tests[w.ended].month
	}
	w.evidenced = nil // the outturn's, not ours to keep
}

// costIncurred is what cost line i came to while its site served.
func (s *Schedule) costIncurred(l *Ledger, o *Outturn, i int) Money {
	w := &l.work
	months := o.Costs[i*s.months:][:w.end+1]
	site := int(s.siteOfCost[i])
	if !w.gaps || site < 0 {
		return total(months)
	}
	sum := Money(0)
	for t, x := range months {
		if s.serves(l, site, t) {
			sum += x
		}
	}
	return sum
}

func count(counts []int32) int64 {
	n := int64(0)
	for len(counts) >= 10 {
		x := (*[10]int32)(counts)
		n += int64(x[0]) + int64(x[1]) + int64(x[2]) + int64(x[3]) + int64(x[4]) +
			int64(x[5]) + int64(x[6]) + int64(x[7]) + int64(x[8]) + int64(x[9])
		counts = counts[10:]
	}
	for _, x := range counts {
		n += int64(x)
	}
	return n
}
