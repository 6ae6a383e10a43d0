package contract

// makeClaims is step 3.2, for all months at once: what the outcomes that count
// are worth, after every cap, and to whom; and when it will be paid, but for
// credits. It may run ahead of the months because a claim depends on nothing
// that cash decides, but for the end of service; when service stops, makeClaims
// is called again, and the claims made by then come out the same.
//
// All tables are by date of claim.
func (s *Schedule) makeClaims(l *Ledger, o *Outturn) {
	s.openClaims(l)
	for i := range s.tariffs {
		if s.tariffs[i].monthly {
			s.priceMonths(l, o, i)
		} else {
			s.priceClaims(l, i)
		}
	}
	if s.participants {
		s.fillPurses(l, o)
		for _, i := range s.cappedPeople {
			s.capPeople(l, o, &s.places[i])
		}
	}
	for i := range s.tariffs {
		if s.tariffs[i].monthly {
			s.gatherClaims(l, i)
		}
		s.capTariff(l, i)
	}
	for _, i := range s.cappedSites {
		s.capSite(l, int(i))
	}
	for r := range s.rewards {
		s.claimReward(l, o, r)
	}
	for i := range s.claims {
		s.splitClaims(l, i)
	}
	for _, p := range s.cappedPayers {
		s.capPayer(l, int(p))
	}
	s.capDeal(l)
	s.holdAudits(l, o)
	for i := range s.debtors {
		s.fallDue(l, o, &s.debtors[i])
	}
	for i := range s.tariffs {
		s.countPaid(l, i)
	}
	for r := range s.rewards {
		l.Rewards[r] = total(s.byDate(l.work.amounts, s.nTariffs+r)) - l.work.deducted[r]
	}
}

// openClaims clears what the claims add to.
func (s *Schedule) openClaims(l *Ledger) {
	w := &l.work
	clear(w.due)
	clear(w.dueIn)
	if s.creditsArise {
		clear(w.credits)
	}
	clear(w.deducted)
	clear(l.Claimed)
	clear(l.Uncapped)
	clear(l.Lost)
	clear(l.Paid)
	clear(l.PaidCount)
	clear(l.Capped)
	l.DealCapped, l.PayerCapped, l.TariffCapped = false, false, false
}

// priceClaims is steps 1 to 3 for a tariff without a count cap whose price
// changes with the contract year at most. Claims are monthly or quarterly, so
// that all that a claim covers has one price: it is counted, then priced.
func (s *Schedule) priceClaims(l *Ledger, i int) {
	w := &l.work
	evidenced := w.evidenced[s.tariffs[i].evidenced:][:w.counted+1]
	counts, amounts := s.byDate(w.counts, i), s.byDate(w.amounts, i)
	s.countClaims(counts, evidenced)
	prices := s.byDate(s.dated, i)[:len(counts)]
	if product(total(counts), s.tariffs[i].dearest) < maxMoney {
		w.worth[i] = multiply(amounts, counts, prices)
	} else {
		for d, price := range prices {
			amounts[d] = s.heldByMonth(evidenced, int32(d), price)
		}
		w.worth[i] = total(amounts)
	}
	if s.claims[i].limited {
		copy(s.byDate(w.uncapped, i), amounts)
	}
}

// heldByMonth is what the outcomes that count on a date are worth if what each
// month's are worth is held to maxMoney by itself.
func (s *Schedule) heldByMonth(evidenced []int32, date int32, price Money) Money {
	sum := Money(0)
	for m, e := range evidenced {
		if s.dateOf[m] == date {
			sum += product(int64(e), price)
		}
	}
	return sum
}

// priceMonths is steps 1 to 3 for any other tariff, by month of the outcome:
// the price, the count cap, and the amount with and without it.
func (s *Schedule) priceMonths(l *Ledger, o *Outturn, i int) {
	w := &l.work
	row := &s.tariffs[i]
	counted := w.counted + 1
	counts, uncapped, amounts := s.byMonth(w.monthly.counts, i), s.byMonth(w.monthly.uncapped, i), s.byMonth(w.monthly.amounts, i)
	evidenced := w.evidenced[row.evidenced:][:counted]
	prices := s.byMonth(s.prices, i)[:counted]
	clear(counts[counted:])
	clear(uncapped[counted:])
	clear(amounts[counted:])
	left, before := row.maxCount, int64(0)
	for m, e := range evidenced {
		n := min(int64(e), left)
		if n < int64(e) {
			l.TariffCapped = true
		}
		left -= n
		counts[m] = n
		if row.bands.from < row.bands.to {
			uncapped[m] = s.priceBands(o, row, m, before, int64(e))
			amounts[m] = s.priceBands(o, row, m, before, n)
			before += int64(e)
			continue
		}
		p := indexed(o, prices[m], row.index, m)
		uncapped[m], amounts[m] = product(int64(e), p), product(n, p)
	}
}

// indexed is a price of month m at the level of an index.
func indexed(o *Outturn, price Money, index int32, m int) Money {
	if index < 0 {
		return price
	}
	return roundDiv(price, o.Index[int(index)+m], IndexUnit)
}

// priceBands is what n outcomes of month m are worth that follow others.
func (s *Schedule) priceBands(o *Outturn, row *tariff, m int, before, n int64) Money {
	sum := Money(0)
	for _, b := range s.bands[row.bands.from:row.bands.to] {
		if n == 0 {
			break
		}
		in := n
		if b.UpTo.Set {
			in = min(n, max(0, b.UpTo.Amount-before))
		}
		if in == 0 {
			continue
		}
		sum += product(in, indexed(o, b.Price, row.index, m))
		before, n = before+in, n-in
	}
	return sum
}

// gatherClaims adds up what each claim of a tariff priced by month covers.
func (s *Schedule) gatherClaims(l *Ledger, i int) {
	w := &l.work
	s.gather(s.byDate(w.counts, i), s.byMonth(w.monthly.counts, i))
	s.gather(s.byDate(w.uncapped, i), s.byMonth(w.monthly.uncapped, i))
	s.gather(s.byDate(w.amounts, i), s.byMonth(w.monthly.amounts, i))
	w.worth[i] = total(s.byDate(w.amounts, i))
}

// capTariff is step 5 for one tariff: the outcome cap, its period cap and its floor.
func (s *Schedule) capTariff(l *Ledger, i int) {
	w := &l.work
	if s.claims[i].cap.binds() {
		s.capOutcome(l, i)
	}
	floor := s.tariffs[i].floor
	if floor == 0 || !s.servedToTheEnd(l) {
		return
	}
	amounts, uncapped := s.byDate(w.amounts, i), s.byDate(w.uncapped, i)
	if missing := floor - w.worth[i]; missing > 0 {
		last := s.nDates - 1
		amounts[last] += missing
		uncapped[last] = max(uncapped[last], amounts[last])
		w.worth[i] = floor
	}
}

// capOutcome reduces a tariff's amounts to what is left of its caps.
func (s *Schedule) capOutcome(l *Ledger, i int) {
	w := &l.work
	k := &s.claims[i]
	left := s.allow(l, &k.cap, int(k.site))
	if left.never(w.worth[i]) {
		return
	}
	amounts := s.byDate(w.amounts, i)
	for d, x := range amounts {
		room := left.at(int(s.dates[d]))
		if x > room {
			amounts[d], x = room, room
			l.TariffCapped = true
		}
		left.use(x)
	}
	w.worth[i] = total(amounts)
}

// servedToTheEnd reports whether no test ended service, and no stop before
// the last month.
func (s *Schedule) servedToTheEnd(l *Ledger) bool { return l.work.end == s.months-1 }

// capSite is step 6: a site's tariffs are scaled to what is left of its caps.
func (s *Schedule) capSite(l *Ledger, site int) {
	w := &l.work
	k := &s.places[site]
	from, to := int(k.tariffs.from), int(k.tariffs.to)
	left := s.allow(l, &k.cap, site)
	if left.never(total(w.worth[from:to])) {
		return
	}
	sums := w.sums
	clear(sums)
	for i := from; i < to; i++ {
		add(sums, s.byDate(w.amounts, i))
	}
	for d, sum := range sums {
		room := left.at(int(s.dates[d]))
		if sum <= room {
			left.use(sum)
			continue
		}
		x := w.loose[:to-from]
		for j := range x {
			x[j] = w.amounts[(from+j)*s.nDates+d]
		}
		scale(x, sum, room, w.remainder)
		for j := range x {
			w.amounts[(from+j)*s.nDates+d] = x[j]
		}
		l.Capped[site] = true
		left.use(room)
	}
}

// splitClaims is step 8 for one tariff or reward: each amount is split over
// its payers; what nobody pays leaves the claim.
func (s *Schedule) splitClaims(l *Ledger, i int) {
	w := &l.work
	row := &s.claims[i]
	amounts := s.byDate(w.amounts, i)
	from, ways := int(row.shares.from), int(row.ways)
	parts := s.parts[row.parts.from:row.parts.to]
	for j := from + ways; j < int(row.shares.to); j++ {
		clear(s.byDate(w.debts, j)) // it only backs others
	}
	switch {
	case ways == 1 && len(parts) == 1:
		copy(s.byDate(w.debts, from), amounts)
	case ways == 2 && len(parts) == 2:
		splitInTwo(s.byDate(w.debts, from), s.byDate(w.debts, from+1), amounts, parts[0])
	default:
		x := w.loose[:ways]
		for d, amount := range amounts {
			split(x, amount, parts, w.remainder)
			for k, y := range x {
				w.debts[(from+k)*s.nDates+d] = y
			}
			amounts[d] = total(x)
		}
	}
	if row.limited && (l.TariffCapped || l.Capped[row.site]) {
		s.noteLoss(l, i, parts)
	}
}

// noteLoss adds what the caps have taken so far from one tariff's claims to
// what they took from each payer: the uncapped amount is split like the other.
func (s *Schedule) noteLoss(l *Ledger, i int, parts []int64) {
	w := &l.work
	from, ways := int(s.claims[i].shares.from), int(s.claims[i].ways)
	amounts, x := s.byDate(w.amounts, i), w.loose[:ways]
	for d, u := range s.byDate(w.uncapped, i)[:len(amounts)] {
		if u == amounts[d] {
			continue
		}
		split(x, u, parts, w.remainder)
		for k, y := range x {
			l.Uncapped[s.shares[from+k].payer] += y - w.debts[(from+k)*s.nDates+d]
		}
	}
}

// fallDue is step 13 for the debts of one payer that fall due after the same
// lag. What is owed adds to its uncapped claims, which hold what caps took.
func (s *Schedule) fallDue(l *Ledger, o *Outturn, k *debtor) {
	w := &l.work
	sums := w.sums
	clear(sums)
	for _, j := range k.shares {
		add(sums, s.byDate(w.debts, int(j)))
	}
	p, claimed := int(k.payer), l.Claimed
	for d, t := range s.dates[:len(sums)] {
		claimed[t] += sums[d]
	}
	l.Uncapped[p] += total(sums)
	if w.prompt[p] {
		for d, t := range s.dates[:len(sums)] {
			s.addDue(l, p, int(t+k.lag), sums[d])
		}
		return
	}
	for _, j := range k.shares {
		for d, x := range s.byDate(w.debts, int(j)) {
			month, paid := s.payment(o, p, int(s.dates[d]+k.lag), x)
			s.addDue(l, p, month, paid)
			l.Lost[p] += x - paid
		}
	}
}

// addDue adds an amount to what payer p pays in a month of the grid.
func (s *Schedule) addDue(l *Ledger, p, month int, x Money) {
	l.work.due[month*s.nPayers+p] += x
	l.work.dueIn[month] += x
}

// countPaid sums up the claims of one tariff. Outcomes for which there is a
// debt are paid for.
func (s *Schedule) countPaid(l *Ledger, i int) {
	w := &l.work
	row := &s.tariffs[i]
	amounts, counts := s.byDate(w.amounts, i), s.byDate(w.counts, i)
	amount, all, paid := Money(0), int64(0), int64(0)
	for d, n := range counts[:len(amounts)] {
		x := amounts[d]
		amount += x
		all += n
		if x == 0 {
			n = 0
		}
		paid += n
	}
	l.Paid[row.cell], l.PaidCount[row.cell] = amount, paid
	if !row.monthly {
		l.Evidenced[row.cell] = all
	}
}

// add adds x to sums, place by place.
func add(sums, x []Money) {
	sums = sums[:len(x)]
	for i, v := range x {
		sums[i] += v
	}
}

func total(x []Money) Money {
	sum := Money(0)
	for len(x) >= 10 {
		v := (*[10]Money)(x)
		sum += v[0] + v[1] + v[2] + v[3] + v[4] + v[5] + v[6] + v[7] + v[8] + v[9]
		x = x[10:]
	}
	for _, v := range x {
		sum += v
	}
	return sum
}
