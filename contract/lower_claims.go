package contract

import "slices"

// claim is a tariff of a site or a reward: an amount for each date of claim,
// shared by payers.
type claim struct {
	site    int32 // -1 for a reward
	lag     int32
	shares  span // in Schedule.shares; those that only back others come last
	ways    int32
	parts   span // in Schedule.parts
	cap     ceiling
	limited bool // something may reduce it before it is split
	clause  int32
}

// tariff is what a claim of a site has beyond that.
type tariff struct {
	evidenced int32 // its row in Outturn.Evidenced
	index     int32 // its row in Outturn.Index, -1 if flat
	cell      int32 // its place in [site][outcome]
	bands     span  // in Schedule.bands
	maxCount  int64
	dearest   Money // of its prices by month
	floor     Money
	// monthly says that it must be priced month by month: by an index, by the
	// number of outcomes so far, up to a number of them or to a person's cap.
	monthly bool
}

type share struct {
	payer  int32
	claim  int32
	backer int32 // the share that is added what this one loses, -1: none
}

// debtor is a payer with those of its shares that fall due after the same lag.
type debtor struct {
	payer, lag int32
	shares     []int32
}

// payer is a payer with its caps and marks.
type payer struct {
	cap         ceiling
	shares      []int32
	late        int
	recovery    int64
	recoveryLag int
}

func (s *Schedule) lowerTariffs(c *Contract) {
	t := &c.terms
	for range s.nSites * s.nOutcomes {
		s.purseOf = append(s.purseOf, -1)
	}
	for i := range t.Sites {
		site := &t.Sites[i]
		s.places[i].tariffs.from = int32(len(s.tariffs))
		for j := range site.Tariffs {
			s.lowerTariff(t, i, &site.Tariffs[j])
		}
		s.places[i].tariffs.to = int32(len(s.tariffs))
	}
	for cell := range int32(s.nSites * s.nOutcomes) {
		if !slices.ContainsFunc(s.tariffs, func(k tariff) bool { return k.cell == cell && !k.monthly }) {
			s.uncounted = append(s.uncounted, cell)
		}
	}
}

func (s *Schedule) lowerTariff(t *Terms, site int, term *Tariff) {
	cell := site*len(t.Outcomes) + t.outcome(term.Outcome)
	row := claim{
		site: int32(site), lag: int32(term.Lag), cap: capOf(term.Cap, term.Period),
		clause: s.clause("sites." + t.Sites[site].ID + ".tariffs." + term.Outcome),
	}
	k := tariff{
		evidenced: int32(cell * t.Months), index: t.indexRow(term.Index), cell: int32(cell),
		maxCount: term.MaxCount.orUnlimited(), floor: term.Floor,
	}
	k.monthly = k.index >= 0 || len(term.Bands) > 0 || term.MaxCount.Set || t.Sites[site].ParticipantCap.Set
	row.limited = k.monthly || row.cap.binds() || term.Floor > 0 || s.places[site].cap.binds()
	for m := range t.Months {
		p := Money(0)
		if n := len(term.Prices); n > 0 {
			p = term.Prices[min(m/12, n-1)]
		}
		s.prices = append(s.prices, p)
		k.dearest = max(k.dearest, p)
		if s.dateIn[m] >= 0 {
			s.dated = append(s.dated, p)
		}
	}
	k.bands.from = int32(len(s.bands))
	s.bands = append(s.bands, term.Bands...)
	k.bands.to = int32(len(s.bands))
	s.lowerShares(t, &row, term.Shares, term.Unpaid)
	if t.Sites[site].ParticipantCap.Set {
		s.purseOf[cell] = int32(len(s.tariffs))
	}
	s.tariffs = append(s.tariffs, k)
}

// lowerShares appends a claim with its shares. A payer that backs others but
// has no share of its own stands after the last share.
func (s *Schedule) lowerShares(t *Terms, row *claim, shares []Share, unpaid int64) {
	from := len(s.shares)
	row.shares.from, row.parts.from = int32(from), int32(len(s.parts))
	add := func(payer int) { s.shares = append(s.shares, share{int32(payer), int32(len(s.claims)), -1}) }
	for _, sh := range shares {
		add(t.payer(sh.Payer))
		s.parts = append(s.parts, sh.Millions)
	}
	if unpaid > 0 {
		s.parts = append(s.parts, unpaid)
	}
	for k, sh := range shares {
		if sh.BackedBy == "" {
			continue
		}
		backer, at := t.payer(sh.BackedBy), from
		for at < len(s.shares) && int(s.shares[at].payer) != backer {
			at++
		}
		if at == len(s.shares) {
			add(backer)
		}
		s.shares[from+k].backer = int32(at)
	}
	row.ways = int32(len(shares))
	row.shares.to, row.parts.to = int32(len(s.shares)), int32(len(s.parts))
	s.claims = append(s.claims, *row)
}

func (s *Schedule) lowerPayers(c *Contract) {
	t := &c.terms
	for p := range t.Payers {
		term := &t.Payers[p]
		row := payer{
			cap: capOf(term.Cap, term.Period), late: term.Late,
			recovery: term.Recovery, recoveryLag: term.RecoveryLag,
		}
		for j := range s.shares {
			if s.shares[j].payer == int32(p) {
				row.shares = append(row.shares, int32(j))
				s.addDebt(int32(p), s.claims[s.shares[j].claim].lag, int32(j))
			}
		}
		if row.cap.binds() {
			s.cappedPayers = append(s.cappedPayers, int32(p))
		}
		s.payers = append(s.payers, row)
	}
	if s.deal = capOf(t.Cap, t.Period); s.deal.binds() {
		for j := range s.shares {
			s.all = append(s.all, int32(j))
		}
	}
	s.audit = t.Audit
	s.creditsArise = c.NumAudits() > 0 || len(t.Rewards) > 0
}

// addDebt adds a share to those of its payer and lag.
func (s *Schedule) addDebt(payer, lag, share int32) {
	at := slices.IndexFunc(s.debtors, func(k debtor) bool { return k.payer == payer && k.lag == lag })
	if at < 0 {
		at = len(s.debtors)
		s.debtors = append(s.debtors, debtor{payer: payer, lag: lag})
	}
	s.debtors[at].shares = append(s.debtors[at].shares, share)
}

// measure is a measure and its cohorts.
type measure struct {
	cohorts span // in Schedule.cohorts, where an impact has its row in Outturn.Impact
	sites   span
	outcome int32 // -1: an impact
	per     per
	over    int32 // the outcome it is taken over, if per is perOutcome
}

// per is what a rate is taken over.
type per uint8

const (
	perReferral per = iota
	perTarget
	perOutcome
)

// reward is what a claim has if it is a reward.
type reward struct {
	measure      int32
	each, pooled span // in Schedule.steps
}

func (s *Schedule) lowerMeasures(c *Contract) {
	t := &c.terms
	for i := range t.Measures {
		term := &t.Measures[i]
		row := measure{sites: t.sitesOf(term.Site), outcome: -1}
		if term.Outcome != "" {
			row.outcome = int32(t.outcome(term.Outcome))
		}
		switch term.Per {
		case PerReferrals:
		case PerTarget:
			row.per = perTarget
		default:
			row.per, row.over = perOutcome, int32(t.outcome(term.Per))
		}
		row.cohorts.from = int32(len(s.cohorts))
		s.cohorts = append(s.cohorts, term.Cohorts...)
		row.cohorts.to = int32(len(s.cohorts))
		s.measures = append(s.measures, row)
	}
}

func (s *Schedule) lowerRewards(c *Contract) {
	t := &c.terms
	steps := func(ladder []Step) span {
		from := int32(len(s.steps))
		s.steps = append(s.steps, ladder...)
		return span{from, int32(len(s.steps))}
	}
	for i := range t.Rewards {
		term := &t.Rewards[i]
		row := claim{
			site: -1, lag: int32(term.Lag), cap: capOf(term.Cap, PeriodCap{}),
			clause: s.clause("rewards." + term.ID),
		}
		s.lowerShares(t, &row, term.Shares, term.Unpaid)
		s.rewards = append(s.rewards, reward{
			measure: int32(placeOf(t.Measures, term.Measure, func(x *Measure) string { return x.ID })),
			each:    steps(term.Each), pooled: steps(term.Pooled),
		})
	}
}
