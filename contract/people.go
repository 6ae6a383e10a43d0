package contract

import "slices"

// countOutcomes is section 3.0, step 4: what counts. If nothing is taken off,
// the outturn's own table serves.
func (s *Schedule) countOutcomes(l *Ledger, o *Outturn) {
	w := &l.work
	w.evidenced = o.Evidenced
	if s.people {
		w.stands = sized(w.stands, len(o.Events))
	}
	judged := s.personal && len(o.Events) > 0
	cut := w.gaps
	for i := range s.places {
		cut = cut || s.places[i].until < s.months-1
	}
	if judged || cut {
		copy(w.own, o.Evidenced)
		w.evidenced = w.own
	}
	if s.people {
		s.judgePeople(l, o)
	}
	if cut {
		s.cutMonths(l)
	}
	if s.participants {
		s.linkEvents(l, o)
	}
}

// sized returns a slice of length n, that of x if it is large enough.
func sized[T any](x []T, n int) []T {
	if n <= cap(x) {
		return x[:n]
	}
	return slices.Grow(x[:0], n)[:n]
}

// cutMonths takes off what is evidenced when a site's outcomes do not count.
func (s *Schedule) cutMonths(l *Ledger) {
	for i := range s.places {
		for m := range s.months {
			if m <= s.places[i].until && s.serves(l, i, m) {
				continue
			}
			for k := range s.nOutcomes {
				l.work.own[(i*s.nOutcomes+k)*s.months+m] = 0
			}
		}
	}
}

// judgePeople decides for each event whether it counts, person by person, and
// takes those off that do not.
func (s *Schedule) judgePeople(l *Ledger, o *Outturn) {
	w := &l.work
	for from := 0; from < len(o.Events); {
		to := from + 1
		for to < len(o.Events) && samePerson(&o.Events[from], &o.Events[to]) {
			to++
		}
		for i := from; i < to; i++ {
			e := &o.Events[i]
			ok := e.Evidenced >= 0 && int(e.Evidenced) < s.months
			if ok && s.personal && !s.allows(l, o.Events[from:to], e) {
				w.own[s.cellOf(e)*s.months+int(e.Evidenced)] -= e.Units
				ok = false
			}
			w.stands[i] = ok && int(e.Evidenced) <= min(w.counted, s.places[e.Site].until) &&
				s.serves(l, int(e.Site), int(e.Evidenced))
		}
		from = to
	}
}

func samePerson(a, b *Event) bool { return a.Site == b.Site && a.Person == b.Person }

// cellOf is an event's place in [site][outcome].
func (s *Schedule) cellOf(e *Event) int { return int(e.Site)*s.nOutcomes + int(e.Outcome) }

// allows reports whether the rules about people let an event of a person count.
func (s *Schedule) allows(l *Ledger, person []Event, e *Event) bool {
	w := &l.work
	if int(e.Evidenced) > w.end && int(e.Referred) > w.end {
		return false // evidenced in the run-off, referred after the end
	}
	if s.rules == nil {
		return true
	}
	k := &s.rules[s.cellOf(e)]
	for _, outcome := range k.requires {
		if !isEvidencedBy(person, outcome, e.Evidenced) {
			return false
		}
	}
	if !k.window {
		return true
	}
	start := e.Referred
	if k.after >= 0 {
		first := slices.IndexFunc(person, func(x Event) bool { return x.Outcome == k.after })
		if first < 0 {
			return false
		}
		start = person[first].Month
	}
	return e.Month >= start && e.Month-start <= k.months
}

// isEvidencedBy reports whether a person has an outcome evidenced by a month.
func isEvidencedBy(person []Event, outcome, month int32) bool {
	for i := range person {
		if e := &person[i]; e.Outcome == outcome && e.Evidenced >= 0 && e.Evidenced <= month {
			return true
		}
	}
	return false
}

// linkEvents lists, for each tariff of a site that caps people and for each
// month, the events that count, in the order of persons.
func (s *Schedule) linkEvents(l *Ledger, o *Outturn) {
	w := &l.work
	for i := range w.heads {
		w.heads[i] = -1
	}
	w.next = sized(w.next, len(o.Events))
	w.purse = sized(w.purse, len(o.Events))
	people := int32(0)
	for i := len(o.Events) - 1; i >= 0; i-- {
		e := &o.Events[i]
		if i+1 < len(o.Events) && !samePerson(e, &o.Events[i+1]) {
			people++
		}
		w.purse[i] = people
		if k := s.purseOf[s.cellOf(e)]; k >= 0 && w.stands[i] {
			head := &w.heads[int(k)*s.months+int(e.Evidenced)]
			w.next[i], *head = *head, int32(i)
		}
	}
	w.purses = sized(w.purses, int(people)+1)
}

// fillPurses gives each person the participant cap anew.
func (s *Schedule) fillPurses(l *Ledger, o *Outturn) {
	w := &l.work
	for i := range o.Events {
		w.purses[w.purse[i]] = s.places[o.Events[i].Site].purse
	}
}

// capPeople is step 3.2.4 at one site: month by month, tariff by tariff,
// person by person, what a person's outcomes are worth beyond what is left of
// its cap is taken off.
func (s *Schedule) capPeople(l *Ledger, o *Outturn, site *place) {
	for m := range l.work.counted + 1 {
		for i := int(site.tariffs.from); i < int(site.tariffs.to); i++ {
			s.capMonth(l, o, i, m)
		}
	}
}

// capMonth does so for one tariff in one month.
func (s *Schedule) capMonth(l *Ledger, o *Outturn, i, m int) {
	w := &l.work
	left := w.monthly.counts[i*s.months+m]
	if left == 0 {
		return
	}
	amount := &w.monthly.amounts[i*s.months+m]
	each := *amount / left
	for e := w.heads[i*s.months+m]; e >= 0 && left > 0; e = w.next[e] {
		n := min(int64(o.Events[e].Units), left)
		left -= n
		purse := &w.purses[w.purse[e]]
		worth := each * n
		if worth > *purse {
			*amount -= worth - *purse
			worth = *purse
			l.TariffCapped = true
		}
		*purse -= worth
	}
}
