package contract

import "strconv"

// This file checks what is measured, tested, reviewed and audited.

func checkMeasures(f *faults, t *Terms, known ids) {
	for i := range t.Measures {
		k := &t.Measures[i]
		f.id("measures", k.ID, known.measures)
		address := "measures." + k.ID
		if k.Outcome != "" {
			f.known(address+".outcome", k.Outcome, "an outcome", known.outcomes)
			if k.Per != PerReferrals && k.Per != PerTarget {
				f.known(address+".per", k.Per, "an outcome, or referral or target", known.outcomes)
			}
		}
		if k.Site != "" {
			f.known(address+".site", k.Site, "a site", known.sites)
		}
		if len(k.Cohorts) == 0 {
			f.add(address+".cohorts", "no cohort", "must be at least one")
		}
		last := 0
		for n := range k.Cohorts {
			c := &k.Cohorts[n]
			at := address + ".cohorts." + strconv.Itoa(n)
			f.whole(at+".month", int64(c.Month), int64(last), int64(t.Months)-1)
			f.whole(at+".until", int64(c.Until), 0, int64(c.Month))
			f.whole(at+".from", int64(c.From), 0, int64(c.Until))
			f.whole(at+".weight", c.Weight, 0, maxWeight)
			last = max(last, c.Month)
		}
	}
}

func checkRewards(f *faults, t *Terms, known ids) {
	seen := map[string]bool{}
	for i := range t.Rewards {
		k := &t.Rewards[i]
		f.id("rewards", k.ID, seen)
		address := "rewards." + k.ID
		f.known(address+".measure", k.Measure, "a measure", known.measures)
		if len(k.Each) == 0 && len(k.Pooled) == 0 {
			f.add(address, "no ladder", "must have one, each or pooled")
		}
		f.ladder(address+".each", k.Each)
		f.ladder(address+".pooled", k.Pooled)
		f.whole(address+".lag", int64(k.Lag), 0, maxLag)
		f.limit(address+".cap", k.Cap)
		f.shares(address, t, k.Shares, k.Unpaid, known)
	}
}

// ladder checks the steps of a ladder.
func (f *faults) ladder(address string, steps []Step) {
	if n := len(steps); n > maxSteps {
		f.add(address, strconv.Itoa(n)+" steps", "must be at most "+strconv.Itoa(maxSteps))
	}
	for i, step := range steps {
		at := address + "." + strconv.Itoa(i)
		switch {
		case step.From < -maxValue || step.From > maxValue:
			f.add(at+".from", millionths(step.From), "must be -1000 to 1000")
		case i > 0 && step.From <= steps[i-1].From:
			f.add(at+".from", millionths(step.From), "must be more than the step before, "+millionths(steps[i-1].From))
		}
		f.signed(at+".amount", step.Amount)
		f.signed(at+".per_point", step.PerPoint)
	}
}

// signed checks an amount that may be below 0.
func (f *faults) signed(address string, x Money) {
	if x < -maxMoney || x > maxMoney {
		f.add(address, f.amount(x), "must be "+f.amount(-maxMoney)+" to "+f.amount(maxMoney))
	}
}

func checkAudit(f *faults, k *Audit) {
	f.whole("audit.every", int64(k.Every), 0, maxMonths)
	if k.Every == 0 {
		return
	}
	f.whole("audit.sample", k.Sample, 1, maxMoney)
	f.part("audit.tolerance", k.Tolerance)
}

func checkTests(f *faults, t *Terms, known ids) {
	seen := map[string]bool{}
	for i := range t.Tests {
		k := &t.Tests[i]
		f.id("tests", k.ID, seen)
		address := "tests." + k.ID
		f.whole(address+".month", int64(k.Month), 0, int64(t.Months)-2)
		outcome := f.known(address+".outcome", k.Outcome, "an outcome", known.outcomes)
		if k.Site != "" && !f.known(address+".site", k.Site, "a site", known.sites) {
			outcome = false
		}
		if outcome && !t.hasTarget(k.Site, k.Outcome) {
			f.add(address+".outcome", k.Outcome, "has no target there: must have one")
		}
		f.millionths(address+".share", k.Share, maxShare)
		f.whole(address+".run_off", int64(k.RunOff), 0, maxMonths)
		f.money(address+".wind_down", k.WindDown)
		f.part(address+".payout", k.Payout)
		if k.Payout > 0 || k.Payer != "" {
			f.known(address+".payer", k.Payer, "a payer", known.payers)
		}
	}
}

// hasTarget reports whether a site, or any if it is empty, has a target for an outcome.
func (t *Terms) hasTarget(site, outcome string) bool {
	for i := range t.Sites {
		if site != "" && site != t.Sites[i].ID {
			continue
		}
		for j := range t.Sites[i].Targets {
			if t.Sites[i].Targets[j].Outcome == outcome {
				return true
			}
		}
	}
	return false
}

func checkReviews(f *faults, t *Terms, known ids) {
	seen := map[string]bool{}
	for i := range t.Reviews {
		k := &t.Reviews[i]
		f.id("reviews", k.ID, seen)
		address := "reviews." + k.ID
		f.whole(address+".month", int64(k.Month), 1, int64(t.Months)-1)
		f.known(address+".outcome", k.Outcome, "an outcome", known.outcomes)
		f.follow(address+".caps", k.Caps)
		f.follow(address+".volumes", k.Volumes)
	}
}

// follow checks a formula.
func (f *faults) follow(address string, k Follow) {
	if k.Part < -maxFactor || k.Part > maxFactor {
		f.add(address+".part", millionths(k.Part), "must be -1000 to 1000")
	}
	f.millionths(address+".least", k.Least, maxFactor)
	f.millionths(address+".most", k.Most, maxFactor)
	if k.Least > k.Most {
		f.add(address+".least", millionths(k.Least), "must be at most the most, "+millionths(k.Most))
	}
}

// millionths checks a number of millionths from 0 to a bound.
func (f *faults) millionths(address string, n, most int64) {
	if n < 0 || n > most {
		f.add(address, millionths(n), "must be 0 to "+millionths(most))
	}
}
