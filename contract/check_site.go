package contract

import "strconv"

func checkSite(f *faults, t *Terms, s *Site, known ids) {
	address := "sites." + s.ID
	f.reserved(address, s.ID)
	tariffs := map[string]bool{}
	for i := range s.Tariffs {
		checkTariff(f, t, &s.Tariffs[i], address+".tariffs", tariffs, known)
	}
	f.limit(address+".cap", s.Cap)
	f.period(address+".period_cap", &s.Period)
	f.limit(address+".participant_cap", s.ParticipantCap)
	if s.Until.Set {
		f.whole(address+".until", s.Until.Amount, 0, int64(t.Months)-1)
	}
	checkGuarantee(f, &s.Guarantee, address+".guarantee", known)
	f.whole(address+".step_in.gap", int64(s.StepIn.Gap), -1, maxMonths)
	f.money(address+".step_in.cost", s.StepIn.Cost)
	checkProvider(f, t, &s.Provider, address+".provider", known)
	checkTargets(f, t, s, known)
}

func checkGuarantee(f *faults, g *Guarantee, address string, known ids) {
	f.whole(address+".every", int64(g.Every), 0, maxMonths)
	if g.Every == 0 {
		return
	}
	f.whole(address+".referrals", g.Referrals, 0, maxMoney)
	f.money(address+".credit", g.Credit)
	f.known(address+".payer", g.Payer, "a payer", known.payers)
}

func checkProvider(f *faults, t *Terms, p *Provider, at string, known ids) {
	for _, x := range p.Blocks {
		f.money(at+".block", x)
	}
	if len(p.Blocks) > 0 {
		f.whole(at+".from", int64(p.From), 0, int64(t.Months)-1)
		f.whole(at+".until", int64(p.Until), int64(p.From), forever)
	}
	if p.Index != "" {
		f.known(at+".index", p.Index, "a price index", known.indices)
	}
	fees := map[string]bool{}
	for _, fee := range p.Fees {
		f.reference(at+".fees", fee.Outcome, fees, known.outcomes)
		f.money(at+".fees."+fee.Outcome, fee.Price)
	}
	f.part(at+".reimburse", p.Reimburse)
	f.part(at+".gain_share", p.GainShare)
	f.whole(at+".pay_after", int64(p.PayAfter), 0, maxLag)
	f.whole(at+".rank", int64(p.Rank), -maxRank, maxRank)
}

func checkTargets(f *faults, t *Terms, s *Site, known ids) {
	list := "sites." + s.ID + ".targets"
	seen := map[string]bool{}
	for _, target := range s.Targets {
		at := list + "." + target.Outcome
		f.reference(list, target.Outcome, seen, known.outcomes)
		f.whole(at+".total", target.Total, 0, maxMoney)
		if target.Months == nil {
			continue
		}
		if n := len(target.Months); n != t.Months {
			f.add(at, strconv.Itoa(n)+" months", "must be "+strconv.Itoa(t.Months)+", one count for each month of the term")
		}
		for m, n := range target.Months {
			if n < 0 {
				f.add(at, strconv.Itoa(int(n))+" in month "+strconv.Itoa(m), "must be at least 0")
			}
		}
	}
}

// reference checks that an entry of a list by outcome names an outcome, once.
func (f *faults) reference(list, outcome string, seen, outcomes map[string]bool) {
	if f.known(list+"."+outcome, outcome, "an outcome", outcomes) && seen[outcome] {
		f.add(list+"."+outcome, outcome, "stands twice: must be there once")
	}
	seen[outcome] = true
}

func checkTariff(f *faults, t *Terms, k *Tariff, list string, seen map[string]bool, known ids) {
	address := list + "." + k.Outcome
	f.reference(list, k.Outcome, seen, known.outcomes)
	checkPrice(f, k, address)
	if k.Index != "" {
		f.known(address+".index", k.Index, "a price index", known.indices)
	}
	f.whole(address+".lag", int64(k.Lag), 0, maxLag)
	if k.MaxCount.Set {
		f.whole(address+".max_count", k.MaxCount.Amount, 0, maxMoney)
	}
	f.limit(address+".cap", k.Cap)
	f.period(address+".period_cap", &k.Period)
	f.money(address+".floor", k.Floor)
	if k.Cap.Set && k.Floor > k.Cap.Amount {
		f.add(address+".floor", f.amount(k.Floor), "must be at most the cap, "+f.amount(k.Cap.Amount))
	}
	if k.Window.Set {
		if k.Window.After != "" {
			f.known(address+".window.after", k.Window.After, "an outcome", known.outcomes)
		}
		f.whole(address+".window.months", int64(k.Window.Months), 0, maxMonths)
	}
	required := map[string]bool{}
	for _, x := range k.Requires {
		f.reference(address+".requires", x, required, known.outcomes)
		if x == k.Outcome {
			f.add(address+".requires."+x, x, "is the outcome itself: must be another")
		}
	}
	f.shares(address, t, k.Shares, k.Unpaid, known)
}

// checkPrice checks that a tariff has prices by year or bands by count.
func checkPrice(f *faults, k *Tariff, address string) {
	switch {
	case len(k.Prices) == 0 && len(k.Bands) == 0:
		f.add(address+".price", "no price", "must be at least one")
	case len(k.Prices) > 0 && len(k.Bands) > 0:
		f.add(address+".bands", "a price and bands", "must be one of them only")
	}
	for y, p := range k.Prices {
		which := ""
		if len(k.Prices) > 1 {
			which = " in contract year " + strconv.Itoa(y)
		}
		f.moneyIn(address+".price", p, which)
	}
	at := address + ".bands"
	if n := len(k.Bands); n > maxSteps {
		f.add(at, strconv.Itoa(n)+" bands", "must be at most "+strconv.Itoa(maxSteps))
	}
	last := int64(0)
	for i, b := range k.Bands {
		which := " in band " + strconv.Itoa(i)
		f.moneyIn(at, b.Price, which)
		switch {
		case !b.UpTo.Set && i < len(k.Bands)-1:
			f.add(at, "no upto"+which, "must be there, but for the last band")
		case !b.UpTo.Set:
		case b.UpTo.Amount <= last || b.UpTo.Amount > maxMoney:
			f.add(at, "upto "+strconv.FormatInt(b.UpTo.Amount, 10)+which,
				"must be "+strconv.FormatInt(last+1, 10)+" to "+strconv.FormatInt(maxMoney, 10))
		}
		if b.UpTo.Set {
			last = max(last, b.UpTo.Amount)
		}
	}
}
