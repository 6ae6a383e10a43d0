package contract

// claimReward is step 3.2.7 for one reward: what its measure comes to by the
// ladders, month by month, less what is left unclaimed by its cap. What is
// below 0 is credited to its payers.
func (s *Schedule) claimReward(l *Ledger, o *Outturn, r int) {
	w := &l.work
	i := s.nTariffs + r
	clear(s.byDate(w.amounts, i))
	clear(s.byDate(w.uncapped, i))
	row := &s.rewards[r]
	m := &s.measures[row.measure]
	left, paid := s.claims[i].cap.amount, Money(0)
	for c := int(m.cohorts.from); c < int(m.cohorts.to); c++ {
		t := s.cohorts[c].Month
		if t > w.counted {
			return
		}
		if row.each.from < row.each.to {
			y := s.climb(row.each, s.value(l, o, m, c))
			paid += y
			left = s.bookReward(l, i, t, y, left)
		}
		if c < int(m.cohorts.to)-1 || row.pooled.from == row.pooled.to {
			continue
		}
		y := s.climb(row.pooled, s.pooled(l, o, m))
		if row.each.from < row.each.to {
			y = max(0, y-paid)
		}
		left = s.bookReward(l, i, t, y, left)
	}
}

// bookReward claims y in month t as far as the cap goes, or credits -y, and
// returns what is left of the cap.
func (s *Schedule) bookReward(l *Ledger, i, t int, y, left Money) Money {
	w := &l.work
	if y >= 0 {
		if y > left {
			y = left
			l.TariffCapped = true
		}
		at := i*s.nDates + int(s.dateIn[t])
		w.amounts[at] += y
		w.uncapped[at] += y
		return left - y
	}
	row := &s.claims[i]
	x := w.loose[:row.ways]
	split(x, -y, s.parts[row.parts.from:row.parts.to], w.remainder)
	for k, part := range x {
		w.credits[int(s.shares[int(row.shares.from)+k].payer)*s.months+t] += part
	}
	w.deducted[i-s.nTariffs] -= y
	return left
}

// climb is what a ladder comes to at a value.
func (s *Schedule) climb(ladder span, value int64) Money {
	steps := s.steps[ladder.from:ladder.to]
	for k := len(steps) - 1; k >= 0; k-- {
		if step := &steps[k]; step.From <= value {
			more := fraction(step.PerPoint, value-step.From, Million/100)
			return step.Amount + max(-maxMoney, min(more, maxMoney))
		}
	}
	return 0
}

// value is what a cohort of a measure comes to, in millionths.
func (s *Schedule) value(l *Ledger, o *Outturn, m *measure, c int) int64 {
	if m.outcome < 0 {
		return o.Impact[c]
	}
	n, d := s.rate(l, o, m, &s.cohorts[c])
	return ratio(n, d)
}

// pooled is what all cohorts of a measure come to together, in millionths.
func (s *Schedule) pooled(l *Ledger, o *Outturn, m *measure) int64 {
	if m.outcome < 0 {
		return s.meanImpact(o, m)
	}
	n, d := int64(0), int64(0)
	for c := m.cohorts.from; c < m.cohorts.to; c++ {
		over, under := s.rate(l, o, m, &s.cohorts[c])
		n, d = n+over, d+under
	}
	return ratio(n, d)
}

// ratio is n/d in millionths, 0 of nothing.
func ratio(n, d int64) int64 {
	if d == 0 {
		return 0
	}
	return fraction(n, Million, uint64(d))
}

// meanImpact is the impact on all cohorts, each by its weight.
func (s *Schedule) meanImpact(o *Outturn, m *measure) int64 {
	sum, weights := wide{}, int64(0)
	for c := m.cohorts.from; c < m.cohorts.to; c++ {
		sum.add(s.cohorts[c].Weight, o.Impact[c])
		weights += s.cohorts[c].Weight
	}
	if weights == 0 {
		return 0
	}
	return sum.over(uint64(weights))
}

// rate is what a rate counts for a cohort, and what it is taken over.
func (s *Schedule) rate(l *Ledger, o *Outturn, m *measure, c *Cohort) (n, d int64) {
	for site := int(m.sites.from); site < int(m.sites.to); site++ {
		n += s.countedFrom(l, site, int(m.outcome), c)
		switch m.per {
		case perReferral:
			d += count(o.Referrals[site*s.months:][c.From : c.Until+1])
		case perTarget:
			d += s.targetBefore(site, int(m.outcome), c.Month+1) - s.targetBefore(site, int(m.outcome), c.From)
		case perOutcome:
			d += s.countedFrom(l, site, int(m.over), c)
		}
	}
	if m.per == perTarget {
		return n, d
	}
	n -= s.strangers(l, o, m, c, m.outcome)
	if m.per == perOutcome {
		d -= s.strangers(l, o, m, c, m.over)
	}
	return n, d
}

// countedFrom is the outcomes that count at a site from the cohort's first
// month to the month measured.
func (s *Schedule) countedFrom(l *Ledger, site, outcome int, c *Cohort) int64 {
	return count(l.work.evidenced[(site*s.nOutcomes+outcome)*s.months:][c.From : c.Month+1])
}

// strangers is the units among these of people known to be of another cohort.
func (s *Schedule) strangers(l *Ledger, o *Outturn, m *measure, c *Cohort, outcome int32) int64 {
	n := int64(0)
	for i := range o.Events {
		e := &o.Events[i]
		if e.Outcome != outcome || e.Site < m.sites.from || e.Site >= m.sites.to || !l.work.stands[i] {
			continue
		}
		known := int(e.Referred) >= c.From && int(e.Referred) <= c.Until
		if !known && int(e.Evidenced) >= c.From && int(e.Evidenced) <= c.Month {
			n += int64(e.Units)
		}
	}
	return n
}
