package contract

// makeClaims is step 3.2, for all months at once: what the outcomes evidenced
// in the months served are worth, after every cap, and to whom. It may run
// ahead of the months because a claim depends on nothing that cash decides,
// but for the end of service; when service stops, makeClaims is called again
// with fewer months, and the claims made by then come out the same.
//
// All tables are by month of claim; a month without a claim holds 0.
func (s *Schedule) makeClaims(l *Ledger, o *Outturn, served int) {
	s.openClaims(l)
	for i := range s.tariffs {
		s.priceClaims(l, o, i, served)
	}
	for i := range s.cappedSites {
		s.capSite(l, &s.cappedSites[i])
	}
	for i := range s.tariffs {
		s.splitClaims(l, i)
	}
	for i := range s.cappedPayers {
		s.capPayer(l, &s.cappedPayers[i])
	}
	s.capDeal(l)
	for i := range s.tariffs {
		s.fallDue(l, i)
	}
	for p := range l.Uncapped { // which holds what the caps took
		l.Payments[p] = total(s.dueFrom(l, p))
		l.Uncapped[p] += l.Payments[p]
	}
}

// openClaims clears what the claims add to.
func (s *Schedule) openClaims(l *Ledger) {
	clear(l.work.due)
	clear(l.Claimed)
	clear(l.Uncapped)
	clear(l.Paid)
	clear(l.PaidCount)
	clear(l.Capped)
	l.DealCapped, l.PayerCapped, l.TariffCapped = false, false, false
}

// row returns row i of a table with a column for each month of the outcome window.
func (s *Schedule) row(table []int64, i int) []int64 {
	return table[i*s.months:][:s.months]
}

// dueFrom returns what falls due from payer p, by month of the grid.
func (s *Schedule) dueFrom(l *Ledger, p int) []Money {
	return l.work.due[p*s.grid:][:s.grid]
}

// claimMonth is the month in which the outcomes of month m are claimed.
func (s *Schedule) claimMonth(m int) int {
	return min(m-m%s.claimEvery+s.claimEvery, s.months) - 1
}

// priceClaims is steps 1 to 4 for one tariff: the price, the count cap, the
// amount with and without it, and the outcome cap.
func (s *Schedule) priceClaims(l *Ledger, o *Outturn, i, served int) {
	w := &l.work
	row := &s.tariffs[i]
	counts, uncapped, amounts := s.row(w.counts, i), s.row(w.uncapped, i), s.row(w.amounts, i)
	evidenced := o.Evidenced[row.evidenced:][:served]
	prices := s.prices[i*s.months:][:served]
	if row.plain {
		// Claimed every month, at a price without index or cap.
		for m, e := range evidenced {
			x := product(int64(e), prices[m])
			counts[m], uncapped[m], amounts[m] = int64(e), x, x
		}
		clear(counts[served:])
		clear(uncapped[served:])
		clear(amounts[served:])
		return
	}
	clear(counts)
	clear(uncapped)
	clear(amounts)
	left := row.maxCount
	for m, e := range evidenced {
		p := prices[m]
		if row.index >= 0 {
			p = roundDiv(p, o.Index[int(row.index)+m], IndexUnit)
		}
		n := min(int64(e), left)
		if n < int64(e) {
			l.TariffCapped = true
		}
		left -= n
		t := s.claimMonth(m)
		counts[t] += n
		uncapped[t] += product(int64(e), p)
		amounts[t] += product(n, p)
	}
	left = row.cap
	for t, x := range amounts {
		if x > left {
			amounts[t] = left
			l.TariffCapped = true
		}
		left -= amounts[t]
	}
}

// capSite is step 5: a site's tariffs are scaled to what is left of its cap.
func (s *Schedule) capSite(l *Ledger, site *siteCap) {
	w := &l.work
	sums := w.sums
	clear(sums)
	for i := site.tariffs.from; i < site.tariffs.to; i++ {
		for t, x := range s.row(w.amounts, int(i))[:len(sums)] {
			sums[t] += x
		}
	}
	left := site.cap
	for t, sum := range sums {
		if sum <= left {
			left -= sum
			continue
		}
		x := w.loose[:site.tariffs.to-site.tariffs.from]
		for k := range x {
			x[k] = w.amounts[(int(site.tariffs.from)+k)*s.months+t]
		}
		scale(x, sum, left, w.remainder)
		for k := range x {
			w.amounts[(int(site.tariffs.from)+k)*s.months+t] = x[k]
		}
		l.Capped[site.site] = true
		left = 0
	}
}

// splitClaims is step 6 for one tariff: each amount is split over its payers;
// what nobody pays leaves the claim.
func (s *Schedule) splitClaims(l *Ledger, i int) {
	w := &l.work
	row := &s.tariffs[i]
	amounts := s.row(w.amounts, i)
	from, ways := int(row.shares.from), int(row.shares.to-row.shares.from)
	parts := s.parts[row.parts.from:row.parts.to]
	switch {
	case ways == 1 && len(parts) == 1:
		copy(s.row(w.debts, from), amounts)
	case ways == 2 && len(parts) == 2:
		first, second := s.row(w.debts, from)[:len(amounts)], s.row(w.debts, from+1)[:len(amounts)]
		for t, x := range amounts {
			y := firstOfTwo(x, parts[0])
			first[t], second[t] = y, x-y
		}
	default:
		x := w.loose[:ways]
		for t, amount := range amounts {
			split(x, amount, parts, w.remainder)
			for k, y := range x {
				w.debts[(from+k)*s.months+t] = y
			}
			amounts[t] = total(x)
		}
	}
	if row.limited {
		s.noteLoss(l, i, parts)
	}
}

// noteLoss adds what the caps have taken so far from one tariff's claims to
// what they took from each payer: the uncapped amount is split like the other.
func (s *Schedule) noteLoss(l *Ledger, i int, parts []int64) {
	w := &l.work
	from, to := int(s.tariffs[i].shares.from), int(s.tariffs[i].shares.to)
	amounts, x := s.row(w.amounts, i), w.loose[:to-from]
	for t, u := range s.row(w.uncapped, i)[:len(amounts)] {
		if u == amounts[t] {
			continue
		}
		split(x, u, parts, w.remainder)
		for k, y := range x {
			l.Uncapped[s.shares[from+k].payer] += y - w.debts[(from+k)*s.months+t]
		}
	}
}

// capPayer is step 7: a payer's debts are scaled to what is left of its cap.
func (s *Schedule) capPayer(l *Ledger, payer *payerCap) {
	if s.capDebts(l, payer.shares, payer.cap) {
		l.PayerCapped = true
	}
}

// capDeal is step 8: all debts are scaled to what is left of the deal's cap.
func (s *Schedule) capDeal(l *Ledger) {
	if s.capDebts(l, s.cappedByDeal, s.dealCap) {
		l.DealCapped = true
	}
}

// capDebts scales the debts of some shares, month by month, to what is left of
// a cap, and reports whether it reduced any.
func (s *Schedule) capDebts(l *Ledger, shares []int32, left Money) bool {
	w := &l.work
	all := Money(0)
	for _, j := range shares {
		all += total(s.row(w.debts, int(j)))
	}
	if all <= left {
		return false
	}
	x := w.loose[:len(shares)]
	for t := range s.months {
		for k, j := range shares {
			x[k] = w.debts[int(j)*s.months+t]
		}
		sum := total(x)
		if sum <= left {
			left -= sum
			continue
		}
		scale(x, sum, left, w.remainder)
		for k, j := range shares {
			debt, row := &w.debts[int(j)*s.months+t], &s.shares[j]
			l.Uncapped[row.payer] += *debt - x[k]
			w.amounts[int(row.tariff)*s.months+t] -= *debt - x[k]
			*debt = x[k]
		}
		left = 0
	}
	return true
}

// fallDue is step 9 for one tariff: its debts fall due after its lag, and
// outcomes for which there is a debt are paid for.
func (s *Schedule) fallDue(l *Ledger, i int) {
	w := &l.work
	row := &s.tariffs[i]
	for j := row.shares.from; j < row.shares.to; j++ {
		debts := s.row(w.debts, int(j))
		due := s.dueFrom(l, int(s.shares[j].payer))[row.lag:][:len(debts)]
		for t, x := range debts {
			due[t] += x
		}
	}
	amounts := s.row(w.amounts, i)
	counts, claimed := s.row(w.counts, i)[:len(amounts)], l.Claimed[:len(amounts)]
	amount, count := Money(0), int64(0)
	for t, x := range amounts {
		if x > 0 {
			amount += x
			count += counts[t]
			claimed[t] += x
		}
	}
	l.Paid[row.cell], l.PaidCount[row.cell] = amount, count
}

func total(x []Money) Money {
	sum := Money(0)
	for _, v := range x {
		sum += v
	}
	return sum
}
