package contract

// This file is section 3.0, steps 1 to 3: what is known before the first
// month, since it depends on counts and marks only.

// targetBefore is the target of an outcome at a site in the months before a month.
func (s *Schedule) targetBefore(site, outcome, month int) int64 {
	k := &s.targets[site*s.nOutcomes+outcome]
	if k.upTo != nil {
		return k.upTo[month]
	}
	return fraction(k.total, int64(month), uint64(s.months))
}

// evidencedBefore is the evidence for an outcome at a site in the months
// before a month, whether it counts or not.
func (s *Schedule) evidencedBefore(o *Outturn, site, outcome, month int) int64 {
	return count(o.Evidenced[(site*s.nOutcomes+outcome)*s.months:][:month])
}

// maxAttained bounds what a review takes to be attained, in millionths.
const maxAttained = 100_000_000

// factor is the factor of a review's formula at a site, in millionths.
func (s *Schedule) factor(o *Outturn, k *review, site int) int64 {
	attained := int64(Million)
	if g := s.targetBefore(site, int(k.outcome), k.month); g > 0 {
		n := s.evidencedBefore(o, site, int(k.outcome), k.month)
		attained = min(fraction(n, Million, uint64(g)), maxAttained)
	}
	x := Million + fraction(k.follow.Part, attained-Million, Million)
	return max(k.follow.Least, min(x, k.follow.Most))
}

// reviewCaps is step 1 for the formulas on caps.
func (s *Schedule) reviewCaps(l *Ledger, o *Outturn) {
	for i := range s.reviews {
		for site := range s.nSites {
			l.work.factors[i*s.nSites+site] = s.factor(o, &s.reviews[i], site)
		}
	}
}

// NumReviews returns how many reviews rewrite volumes. They are numbered by
// month, those of one month in the contract's order.
func (s *Schedule) NumReviews() int { return len(s.volumes) }

// ReviewMonth returns the month from which review i holds, until a later one does.
func (s *Schedule) ReviewMonth(i int) int { return s.volumes[i].month }

// VolumeFactor returns what review i multiplies a site's mean referrals by, in
// millionths. It reads the outcomes evidenced at that site in the months
// before ReviewMonth(i), and nothing else of the outturn.
func (s *Schedule) VolumeFactor(o *Outturn, i, site int) int64 {
	return s.factor(o, &s.volumes[i], site)
}

// holdTests is step 2.
func (s *Schedule) holdTests(l *Ledger, o *Outturn) {
	w := &l.work
	w.end, w.counted, w.ended, w.exited = s.months-1, s.months-1, -1, -1
	for i := range s.tests {
		k := &s.tests[i]
		if k.exit && w.exited >= 0 || !s.fails(o, k) {
			continue
		}
		if k.exit {
			w.exited = k.month
			continue
		}
		w.end, w.ended = k.month, i
		w.counted = min(k.month+k.runOff, s.months-1)
		return
	}
}

// fails reports whether there are too few outcomes by the month of a test.
func (s *Schedule) fails(o *Outturn, k *test) bool {
	n, g := int64(0), int64(0)
	for site := int(k.sites.from); site < int(k.sites.to); site++ {
		n += s.evidencedBefore(o, site, int(k.outcome), k.month+1)
		g += s.targetBefore(site, int(k.outcome), k.month+1)
	}
	return lessProduct(n, Million, k.share, g)
}

// failProviders is step 3.
func (s *Schedule) failProviders(l *Ledger, o *Outturn) {
	w := &l.work
	copy(w.failed, o.Failed)
	w.gaps = false
	for i, f := range w.failed {
		if f >= 0 && int(f) <= w.end && s.places[i].gap != 0 {
			w.gaps = true
		}
	}
}

// serves reports whether a site's provider, or another in its place, serves in
// month t, as far as failure goes.
func (s *Schedule) serves(l *Ledger, site, t int) bool {
	w := &l.work
	if !w.gaps {
		return true
	}
	f, gap := int(w.failed[site]), s.places[site].gap
	if f < 0 || f > w.end || t < f {
		return true
	}
	return gap >= 0 && t >= f+gap
}

// serviceRuns reports whether costs arise in month t.
func (s *Schedule) serviceRuns(l *Ledger, t int) bool { return t <= l.work.end }

// stop ends the service after month t because costs stayed unpaid. What would
// have happened after it does not.
func (s *Schedule) stop(l *Ledger, t int) {
	w := &l.work
	l.Stopped = t
	if w.ended >= 0 && t <= s.tests[w.ended].month {
		w.ended = -1
	}
	w.end, w.counted = min(w.end, t), t
	if w.exited > w.end {
		w.exited = -1
	}
}
