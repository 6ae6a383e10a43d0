package contract

// work is what Settle remembers from month to month. It lives in the ledger,
// so that a schedule can be shared, and is set afresh by every Settle.
type work struct {
	shape shape

	// Claims, with a column for each month of the outcome window.
	counts    []int64  // [tariff][month] outcomes claimed within the count cap
	uncapped  []Money  // [tariff][month]
	amounts   []Money  // [tariff][month] after the tariff's and the site's caps
	debts     []Money  // [share][month] what one payer owes for one tariff
	due       []Money  // [payer][grid month] what falls due
	sums      []Money  // [month] scratch
	loose     []Money  // scratch
	remainder []uint64 // scratch

	// Costs.
	list    []Money  // [item] owed for this month
	total   Money    // sum of list
	arrears []arrear // unpaid items, oldest first
	late    Money    // sum of arrears

	// Capital, by rank order.
	commitment []Money // left to draw
	drawn      []Money // in this month
	principal  []Money // drawn less repaid as principal
	coupon     []Money // unpaid
	hurdle     []Money // what an IRR cap still allows

	spent []Money // [payer] by the end of the last financial year
	flow  []Money // [tranche] net, by the end of the last month
}

// arrear is what is unpaid of an item of an earlier month.
type arrear struct {
	item   int32
	amount Money
}

// NewLedger returns a ledger of the right shape for s. Settle may fill it any
// number of times.
func (s *Schedule) NewLedger() *Ledger {
	money := func(n int) []Money { return make([]Money, n) }
	return &Ledger{
		Balance: money(s.accounts),
		Cash:    money(s.grid), Arrears: money(s.grid), Flow: money(s.grid), Claimed: money(s.grid),
		TrancheFlow: money(s.nTranches * s.grid), Drawn: money(s.nTranches), Repaid: money(s.nTranches),
		Spend: money(s.payers * s.years), Payments: money(s.payers), Uncapped: money(s.payers),
		Paid: money(s.sites * s.outcomes), PaidCount: money(s.sites * s.outcomes),
		Achieved: money(s.sites * s.outcomes), Evidenced: money(s.sites * s.outcomes),
		Referrals: money(s.sites), Capped: make([]bool, s.sites),
		Cost: money(s.costs), Provider: money(s.sites), Own: money(s.sites),
		work: work{
			shape:  s.shape,
			counts: money(s.nTariffs * s.months), uncapped: money(s.nTariffs * s.months),
			amounts: money(s.nTariffs * s.months), debts: money(s.nShares * s.months),
			due: money(s.payers * s.grid), sums: money(s.months),
			loose: money(s.scratch), remainder: make([]uint64, s.scratch),
			list: money(s.nItems), arrears: make([]arrear, 0, s.nItems*s.months),
			commitment: money(s.nTranches), drawn: money(s.nTranches), principal: money(s.nTranches),
			coupon: money(s.nTranches), hurdle: money(s.nTranches),
			spent: money(s.payers), flow: money(s.nTranches),
		},
	}
}

// Settle carries out the contract on an outturn and writes the ledger. It
// depends on nothing but its arguments and, unless dst.Itemise is set,
// allocates nothing. The ledger must come from NewLedger of a schedule of the
// same shape, the outturn from NewOutturn of the same contract.
func (s *Schedule) Settle(dst *Ledger, o *Outturn) {
	s.open(dst)
	s.makeClaims(dst, o, s.months)
	for t := range s.grid {
		s.payInterest(dst, t)
		s.payGrants(dst, t)
		s.payOutcomes(dst, t)
		if s.serviceRuns(dst, t) {
			s.payOwnCosts(dst, o, t)
			s.listCosts(dst, o, t)
		}
		s.draw(dst, t)
		if s.payCosts(dst, t) {
			s.makeClaims(dst, o, t+1)
		}
		s.payCoupons(dst, t)
		if s.distributionFalls(t) {
			s.distribute(dst, t)
		}
		s.closeMonth(dst, t)
	}
	s.close(dst, o)
}

// open sets a ledger as it stands before month 0.
func (s *Schedule) open(l *Ledger) {
	w := &l.work
	if w.shape != s.shape {
		panic("contract: the ledger was made for a contract of another shape")
	}
	l.Postings = l.Postings[:0]
	clear(l.Balance)
	clear(l.Drawn)
	clear(l.Repaid)
	clear(l.Provider)
	clear(l.Own)
	l.Unpaid, l.Stopped, l.CostTotal, l.Flexed = 0, -1, 0, 0

	clear(w.list)
	w.arrears, w.total, w.late = w.arrears[:0], 0, 0
	for k := range s.tranches {
		w.commitment[k] = s.tranches[k].commitment
	}
	clear(w.principal)
	clear(w.coupon)
	clear(w.hurdle)
	clear(w.spent)
	clear(w.flow)
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

// payGrants is the first part of step 3.3.
func (s *Schedule) payGrants(l *Ledger, t int) {
	for i := range s.grants {
		if g := &s.grants[i]; g.month == t && g.amount > 0 {
			s.post(l, t, g.from, Vehicle, g.amount, g.clause)
		}
	}
}

// payOutcomes is the second part of step 3.3: the outcome payments that have
// fallen due. A payer pays them in one sum, which an itemised ledger shows by
// tariff, in the order sites, tariffs, shares.
func (s *Schedule) payOutcomes(l *Ledger, t int) {
	if !l.Itemise {
		for p := range s.payers {
			if x := l.work.due[p*s.grid+t]; x > 0 {
				s.post(l, t, firstPayer+Account(p), Vehicle, x, 0)
			}
		}
		return
	}
	for j := range s.shares {
		row := &s.shares[j]
		claimed := t - int(row.lag)
		if claimed < 0 || claimed >= s.months {
			continue
		}
		if x := l.work.debts[j*s.months+claimed]; x > 0 {
			s.post(l, t, firstPayer+Account(row.payer), Vehicle, x, row.clause)
		}
	}
}

// serviceRuns reports whether costs arise and outcomes count in month t.
func (s *Schedule) serviceRuns(l *Ledger, t int) bool {
	return t < s.months && l.Stopped < 0
}

// closeMonth is step 3.8.
func (s *Schedule) closeMonth(l *Ledger, t int) {
	w := &l.work
	l.Cash[t] = l.Balance[Vehicle]
	l.Arrears[t] = w.late
	all := Money(0)
	for k := range s.tranches {
		net := l.Balance[s.tranches[k].account]
		flow := net - w.flow[k]
		w.flow[k] = net
		l.TrancheFlow[int(s.trancheOrigin[k])*s.grid+t] = flow
		all += flow
	}
	l.Flow[t] = all
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
	served := s.months
	if l.Stopped >= 0 {
		served = min(served, l.Stopped+1)
	}
	for i := range s.sites {
		l.Referrals[i] = count(o.Referrals[i*s.months:][:s.months])
	}
	for i := range l.Achieved {
		l.Achieved[i] = count(o.Achieved[i*s.months:][:s.months])
		l.Evidenced[i] = count(o.Evidenced[i*s.months:][:served])
	}
	// l.CostTotal holds the provider payments that count as cost.
	l.Flexed = l.CostTotal
	for i := range l.Cost {
		l.Cost[i] = total(o.Costs[i*s.months:][:served])
		l.CostTotal += l.Cost[i]
		l.Flexed += o.Flexed[i]
	}
}

func count(counts []int32) int64 {
	n := int64(0)
	for len(counts) >= 4 {
		n += int64(counts[0]) + int64(counts[1]) + int64(counts[2]) + int64(counts[3])
		counts = counts[4:]
	}
	for _, x := range counts {
		n += int64(x)
	}
	return n
}
