package contract

import (
	"strconv"
	"unicode"
)

// The bounds of the terms that are not money.
const (
	maxMonths = 600
	maxLag    = 120
	maxRate   = 10.0 // 1000 % a year
	maxMOIC   = 1000.0
	maxRank   = 1_000_000
	maxSteps  = 50                // bands of a tariff, steps of a ladder
	maxValue  = int64(1e9)        // of a measure in a ladder, in millionths
	maxFactor = int64(1e9)        // of a review, in millionths
	maxWeight = int64(1e9)        // of a cohort
	maxShare  = int64(1000) * 1e6 // of a target or of what was drawn, in millionths
	forever   = 1<<31 - 1
)

func idRune(r rune) bool {
	return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// ids are the identifiers a contract defines.
type ids struct{ outcomes, payers, sites, indices, measures map[string]bool }

// check returns a *Fault for everything wrong with t.
func check(t *Terms) []error {
	f := &faults{digits: t.Currency.Digits}
	known := ids{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	checkTerm(f, t)
	for _, id := range t.Indices {
		f.id("indices", id, known.indices)
	}
	for i := range t.Outcomes {
		f.id("outcomes", t.Outcomes[i].ID, known.outcomes)
	}
	checkPayers(f, t, known)
	for i := range t.Sites {
		f.id("sites", t.Sites[i].ID, known.sites)
	}
	for i := range t.Sites {
		checkSite(f, t, &t.Sites[i], known)
	}
	checkMeasures(f, t, known)
	checkRewards(f, t, known)
	checkAudit(f, &t.Audit)
	checkTests(f, t, known)
	checkReviews(f, t, known)
	checkGrants(f, t, known)
	checkCosts(f, t, known)
	f.limit("budget.total", t.Budget.Total)
	if n := t.Budget.Tolerance; n < 0 || n > 1000*Million {
		f.add("budget.tolerance", millionths(n), "must be 0 to 1000")
	}
	checkCapital(f, t, known)
	f.limit("cap", t.Cap)
	f.period("period_cap", &t.Period)
	return f.list
}

func checkTerm(f *faults, t *Terms) {
	f.whole("currency.digits", int64(t.Currency.Digits), 0, 4)
	if y := t.Start.Year(); t.Start < 0 || y < 1900 || y > 2300 {
		f.add("term.start", strconv.Itoa(y), "must be a month of the years 1900 to 2300")
	}
	f.whole("term.months", int64(t.Months), 1, maxMonths)
	if t.ClaimEvery != 1 && t.ClaimEvery != 3 {
		f.add("term.claim_every", strconv.Itoa(t.ClaimEvery), "must be 1 or 3")
	}
}

func checkPayers(f *faults, t *Terms, known ids) {
	for i := range t.Payers {
		p := &t.Payers[i]
		f.id("payers", p.ID, known.payers)
		address := "payers." + p.ID
		if p.ID == BearerVehicle || p.ID == BearerProvider {
			f.add(address, p.ID, "is a bearer already: must be another ID")
		}
		f.reserved(address, p.ID)
		if p.Class > Private {
			f.add(address+".class", strconv.Itoa(int(p.Class)), "must be local, central or private")
		}
		f.limit(address+".cap", p.Cap)
		f.period(address+".period_cap", &p.Period)
		f.limit(address+".budget", p.Budget)
		f.whole(address+".late", int64(p.Late), 0, maxLag)
		f.part(address+".recovery", p.Recovery)
		f.whole(address+".recovery_lag", int64(p.RecoveryLag), 0, maxLag)
		years := map[int]bool{}
		for _, y := range p.Years {
			at := address + ".years." + strconv.Itoa(y.Year)
			f.money(at, y.Amount)
			if years[y.Year] {
				f.add(at, strconv.Itoa(y.Year), "stands twice: must be there once")
			}
			years[y.Year] = true
		}
	}
}

// reserved checks that an ID is not that of the intermediary.
func (f *faults) reserved(address, id string) {
	if id == ToIntermediary {
		f.add(address, id, "is the intermediary's already: must be another ID")
	}
}

// period checks a cap by period.
func (f *faults) period(address string, p *PeriodCap) {
	f.whole(address+".every", int64(p.Every), 0, maxMonths)
	for i, x := range p.Amounts {
		which := ""
		if len(p.Amounts) > 1 {
			which = " in period " + strconv.Itoa(i)
		}
		f.moneyIn(address+".amount", x, which)
	}
}

// shares checks how an amount is shared: each payer once, each payer that
// backs another later in the contract's order, and all together 1.
func (f *faults) shares(address string, t *Terms, shares []Share, unpaid int64, known ids) {
	sum, payers := unpaid, map[string]bool{}
	f.part(address+".unpaid", unpaid)
	for _, s := range shares {
		at := address + ".shares." + s.Payer
		if f.known(at, s.Payer, "a payer", known.payers) && payers[s.Payer] {
			f.add(at, s.Payer, "stands twice: must be there once")
		}
		payers[s.Payer] = true
		f.part(at, s.Millions)
		sum += s.Millions
		if s.BackedBy == "" {
			continue
		}
		at += ".backed_by"
		if f.known(at, s.BackedBy, "a payer", known.payers) && t.payer(s.BackedBy) <= t.payer(s.Payer) {
			f.add(at, s.BackedBy, "must be a payer later in order than "+s.Payer)
		}
	}
	if sum != Million {
		f.add(address+".shares", millionths(sum), "must be 1, all shares and the unpaid part together")
	}
}

func checkGrants(f *faults, t *Terms, known ids) {
	seen := map[string]bool{}
	last := int64(t.Months) + int64(t.longestLag()) - 1
	for i := range t.Grants {
		g := &t.Grants[i]
		f.id("grants", g.ID, seen)
		address := "grants." + g.ID
		f.shares(address, t, g.Shares, 0, known)
		for _, s := range g.Shares {
			if s.BackedBy != "" {
				f.add(address+".shares."+s.Payer+".backed_by", s.BackedBy, "must be empty: no cap limits a grant")
			}
		}
		if g.Site != "" {
			f.known(address+".site", g.Site, "a site", known.sites)
		}
		f.whole(address+".month", int64(g.Month), 0, last)
		f.whole(address+".every", int64(g.Every), 0, maxMonths)
		if g.Every > 0 {
			f.whole(address+".until", int64(g.Until), int64(g.Month), last)
		}
		f.money(address+".amount", g.Amount)
	}
}

func checkCosts(f *faults, t *Terms, known ids) {
	seen := map[string]map[string]bool{"": {}}
	for i := range t.Costs {
		k := &t.Costs[i]
		list := "costs"
		if k.Site != "" {
			list = "sites." + k.Site + ".costs"
		}
		if seen[k.Site] == nil {
			seen[k.Site] = map[string]bool{}
		}
		f.id(list, k.ID, seen[k.Site])
		address := k.address()
		if k.Site != "" {
			f.known(address+".site", k.Site, "a site", known.sites)
		}
		switch {
		case k.Bearer == BearerVehicle:
		case k.Bearer == BearerProvider && k.Site != "":
		case k.Bearer == BearerProvider:
			f.add(address+".bearer", k.Bearer, "needs a site: must be vehicle or a payer for a cost of the whole deal")
		default:
			f.known(address+".bearer", k.Bearer, "a payer, or vehicle or provider", known.payers)
		}
		if k.Category > SpecialPurpose {
			f.add(address+".category", strconv.Itoa(int(k.Category)), "must be a cost category")
		}
		f.whole(address+".rank", int64(k.Rank), -maxRank, maxRank)
	}
}
