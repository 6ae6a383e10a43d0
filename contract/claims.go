package contract

// claim is what one tariff claims at one time.
type claim struct {
	count    int64 // outcomes within the count cap
	uncapped Money
	amount   Money // after the caps applied so far, the unpaid part included up to step 5
}

// claimFalls reports whether a claim is made at the end of month t.
func (s *Schedule) claimFalls(t int) bool {
	return t < s.months && (t == s.months-1 || (t+1)%s.claimEvery == 0)
}

// claim is step 3.2: what the evidenced outcomes of the months since the last
// claim are worth, after every cap, and to whom. Months after a stop count
// nothing.
func (s *Schedule) claim(l *Ledger, o *Outturn, t int) {
	first, last := t-t%s.claimEvery, t
	if l.Stopped >= 0 {
		last = min(last, l.Stopped)
	}
	s.priceClaims(l, o, first, last)
	s.capTariffs(l)
	s.capSites(l)
	s.splitClaims(l)
	s.capPayers(l)
	s.capDeal(l)
	s.recordClaims(l, t)
}

// priceClaims is steps 1 to 3: the price, the count cap and the amount of
// every tariff, with and without the cap.
func (s *Schedule) priceClaims(l *Ledger, o *Outturn, first, last int) {
	w := &l.work
	tariffs := s.tariffs
	claims := w.claims[:len(tariffs)]
	clear(claims)
	for m := first; m <= last; m++ {
		prices := s.prices[m*len(tariffs):][:len(tariffs)]
		for i := range tariffs {
			row := &tariffs[i]
			e := int64(o.Evidenced[int(row.counts)+m])
			if e == 0 {
				continue
			}
			p := prices[i]
			if row.index >= 0 {
				p = roundDiv(p, o.Index[int(row.index)+m], IndexUnit)
			}
			u := product(e, p)
			n, x := e, u
			if row.counted {
				n = min(e, w.countLeft[i])
				x = product(n, p)
				w.countLeft[i] -= n
				l.TariffCapped = l.TariffCapped || n < e
			}
			c := &claims[i]
			c.count += n
			c.uncapped += u
			c.amount += x
		}
	}
}

// capTariffs is step 4: an amount is reduced to what is left of its tariff's cap.
func (s *Schedule) capTariffs(l *Ledger) {
	w := &l.work
	for _, i := range s.cappedTariffs {
		c := &w.claims[i]
		if left := w.tariffLeft[i]; c.amount > left {
			c.amount = left
			l.TariffCapped = true
		}
		w.tariffLeft[i] -= c.amount
	}
}

// capSites is step 5: a site's tariffs are scaled to what is left of its cap.
func (s *Schedule) capSites(l *Ledger) {
	w := &l.work
	for _, row := range s.cappedSites {
		claims := w.claims[row.tariffs.from:row.tariffs.to]
		sum := Money(0)
		for i := range claims {
			sum += claims[i].amount
		}
		if left := w.siteLeft[row.site]; sum > left {
			x := w.loose[:len(claims)]
			for i := range claims {
				x[i] = claims[i].amount
			}
			scale(x, sum, left, w.remainder)
			for i := range claims {
				claims[i].amount = x[i]
			}
			l.Capped[row.site] = true
			sum = left
		}
		w.siteLeft[row.site] -= sum
	}
}

// splitClaims is steps 6 and 9: each amount is split over its payers and
// entered in the month in which it falls due. What the caps took so far is
// split in the same way.
func (s *Schedule) splitClaims(l *Ledger) {
	w := &l.work
	tariffs := s.tariffs
	claims := w.claims[:len(tariffs)]
	lag, due := int32(-1), []Money(nil)
	for i := range claims {
		c := &claims[i]
		if c.uncapped == 0 {
			continue
		}
		row := &tariffs[i]
		if row.lag != lag {
			lag, due = row.lag, s.dueIn(l, int(row.lag))
		}
		switch row.ways {
		case 1:
			due[row.shares.from] = c.amount
		case 2:
			x := splitInTwo(c.amount, row.first)
			due[row.shares.from] = x
			due[row.shares.from+1] = c.amount - x
		default:
			x := due[row.shares.from:row.shares.to]
			split(x, c.amount, s.parts[row.parts.from:row.parts.to], w.remainder)
			c.amount = total(x)
		}
		if l.uncapped...
	}
}
