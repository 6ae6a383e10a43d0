package contract

// holdAudits is steps 3.2.11 and 3.2.12: what each audit claws back is
// credited to the payers.
func (s *Schedule) holdAudits(l *Ledger, o *Outturn) {
	if s.audit.Every == 0 {
		return
	}
	audits := (s.months + s.audit.Every - 1) / s.audit.Every
	for i := range audits {
		first := i * s.audit.Every
		last := min(first+s.audit.Every, s.months) - 1
		if last > l.work.counted {
			return
		}
		for site := range s.places {
			s.auditSite(l, site, first, last, int64(o.Errors[site*audits+i]))
		}
	}
}

// auditSite is the audit of one site for some months.
func (s *Schedule) auditSite(l *Ledger, site, first, last int, errors int64) {
	w := &l.work
	tariffs := s.places[site].tariffs
	all := int64(0)
	for i := tariffs.from; i < tariffs.to; i++ {
		all += count(w.evidenced[s.tariffs[i].evidenced:][first : last+1])
	}
	sample := min(s.audit.Sample, all)
	errors = min(errors, sample)
	if !lessProduct(s.audit.Tolerance, sample, Million, errors) {
		return
	}
	over := all
	if s.audit.Extrapolate {
		over = sample
	}
	for p := range s.payers {
		if x := s.claimedOf(l, tariffs, int32(p), first, last); x > 0 {
			w.credits[p*s.months+last] += fraction(x, errors, uint64(over))
		}
	}
}

// claimedOf is what a payer was claimed for some tariffs in some months.
func (s *Schedule) claimedOf(l *Ledger, tariffs span, p int32, first, last int) Money {
	from, to := s.dateOf[first], s.dateOf[last]
	if int(s.dates[to]) > last {
		to-- // claimed after the last of these months
	}
	sum := Money(0)
	for i := tariffs.from; i < tariffs.to; i++ {
		for j := s.claims[i].shares.from; j < s.claims[i].shares.to; j++ {
			if s.shares[j].payer == p {
				sum += total(s.byDate(l.work.debts, int(j))[from : to+1])
			}
		}
	}
	return sum
}

// grantCredits is step 3.2.12: what is owed back to payers grows.
func (s *Schedule) grantCredits(l *Ledger, t int) {
	if !s.creditsArise || t >= s.months {
		return
	}
	for p := range s.payers {
		x := l.work.credits[p*s.months+t]
		l.work.credit[p] += x
		l.Credit[p] += x
	}
}
