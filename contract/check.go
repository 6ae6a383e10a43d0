package contract

import (
	"math"
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
)

func idRune(r rune) bool {
	return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// ids are the identifiers a contract defines.
type ids struct{ outcomes, payers, sites, indices map[string]bool }

// check returns a *Fault for everything wrong with t.
func check(t *Terms) []error {
	f := &faults{digits: t.Currency.Digits}
	known := ids{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
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
	checkGrants(f, t, known)
	checkCosts(f, t, known)
	f.limit("budget.total", t.Budget.Total)
	if n := t.Budget.Tolerance; n < 0 || n > 1000*Million {
		f.add("budget.tolerance", millionths(n), "must be 0 to 1000")
	}
	checkCapital(f, t, known)
	f.limit("cap", t.Cap)
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
		if p.Class > Private {
			f.add(address+".class", strconv.Itoa(int(p.Class)), "must be local, central or private")
		}
		f.limit(address+".cap", p.Cap)
		f.limit(address+".budget", p.Budget)
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

func checkSite(f *faults, t *Terms, s *Site, known ids) {
	address := "sites." + s.ID
	tariffs := map[string]bool{}
	for i := range s.Tariffs {
		checkTariff(f, &s.Tariffs[i], address+".tariffs", tariffs, known)
	}
	f.limit(address+".cap", s.Cap)

	p := &s.Provider
	at := address + ".provider"
	for _, x := range p.Blocks {
		f.money(at+".block", x)
	}
	if len(p.Blocks) > 0 {
		f.whole(at+".from", int64(p.From), 0, int64(t.Months)-1)
		f.whole(at+".until", int64(p.Until), int64(p.From), math.MaxInt32)
	}
	fees := map[string]bool{}
	for _, fee := range p.Fees {
		f.reference(at+".fees", fee.Outcome, fees, known.outcomes)
		f.money(at+".fees."+fee.Outcome, fee.Price)
	}
	f.part(at+".reimburse", p.Reimburse)
	f.whole(at+".rank", int64(p.Rank), -maxRank, maxRank)

	targets := map[string]bool{}
	for _, target := range s.Targets {
		at := address + ".targets." + target.Outcome
		f.reference(address+".targets", target.Outcome, targets, known.outcomes)
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

func checkTariff(f *faults, t *Tariff, list string, seen map[string]bool, known ids) {
	address := list + "." + t.Outcome
	f.reference(list, t.Outcome, seen, known.outcomes)
	if len(t.Prices) == 0 {
		f.add(address+".price", "no price", "must be at least one")
	}
	for y, p := range t.Prices {
		which := ""
		if len(t.Prices) > 1 {
			which = " in contract year " + strconv.Itoa(y)
		}
		f.moneyIn(address+".price", p, which)
	}
	if t.Index != "" {
		f.known(address+".index", t.Index, "a price index", known.indices)
	}
	f.whole(address+".lag", int64(t.Lag), 0, maxLag)
	if t.MaxCount.Set {
		f.whole(address+".max_count", t.MaxCount.Amount, 0, maxMoney)
	}
	f.limit(address+".cap", t.Cap)

	sum, payers := t.Unpaid, map[string]bool{}
	f.part(address+".unpaid", t.Unpaid)
	for _, s := range t.Shares {
		at := address + ".shares." + s.Payer
		if f.known(at, s.Payer, "a payer", known.payers) && payers[s.Payer] {
			f.add(at, s.Payer, "stands twice: must be there once")
		}
		payers[s.Payer] = true
		f.part(at, s.Millions)
		sum += s.Millions
	}
	if sum != Million {
		f.add(address+".shares", millionths(sum), "must be 1, all shares and the unpaid part together")
	}
}

func checkGrants(f *faults, t *Terms, known ids) {
	seen := map[string]bool{}
	for i := range t.Grants {
		g := &t.Grants[i]
		f.id("grants", g.ID, seen)
		address := "grants." + g.ID
		for _, s := range g.Shares {
			f.known(address+".shares."+s.Payer, s.Payer, "a payer", known.payers)
		}
		if g.Site != "" {
			f.known(address+".site", g.Site, "a site", known.sites)
		}
		f.whole(address+".month", int64(g.Month), 0, int64(t.grid())-1)
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

func checkCapital(f *faults, t *Terms, known ids) {
	c := &t.Capital
	seen, ranks := map[string]bool{}, map[int]bool{}
	for i := range c.Tranches {
		k := &c.Tranches[i]
		f.id("capital.tranches", k.ID, seen)
		address := "capital.tranches." + k.ID
		f.money(address+".commitment", k.Commitment)
		f.whole(address+".rank", int64(k.Rank), 1, maxRank)
		if ranks[k.Rank] {
			f.add(address+".rank", strconv.Itoa(k.Rank), "is another tranche's: must be its own")
		}
		ranks[k.Rank] = true
		f.rate(address+".coupon", k.Coupon, 0, maxRate)
		if !math.IsNaN(k.IRRCap) {
			f.rate(address+".irr_cap", k.IRRCap, 0, maxRate)
		}
		if !math.IsNaN(k.MOICCap) {
			f.rate(address+".moic_cap", k.MOICCap, 0, maxMOIC)
		}
	}
	f.money("capital.reserve", c.Reserve)
	f.whole("capital.distribution.first", int64(c.First), 0, math.MaxInt32)
	f.whole("capital.distribution.every", int64(c.Every), 1, math.MaxInt32)
	if h := c.Hurdle; !(h > -1 && h <= maxRate) {
		f.add("capital.hurdle", number(h), "must be more than -1 and at most "+number(maxRate))
	}
	f.rate("capital.interest", c.Interest, 0, maxRate)
	if c.OnExhaustion > ProviderBears {
		f.add("capital.on_exhaustion", strconv.Itoa(int(c.OnExhaustion)), "must be accrue, stop or provider_bears")
	}
	for _, part := range c.Surplus {
		to := part.To
		switch payer, site := known.payers[to], known.sites[to]; {
		case payer && site:
			f.add("capital.surplus_to", strconv.Quote(to), "is a payer and a site: must be one of them only")
		case !payer && !site:
			f.add("capital.surplus_to", strconv.Quote(to), "must be the ID of a payer or a site")
		}
	}
}
