package contract

import "slices"

// Schedule is a contract lowered to flat tables: names have become places,
// rates have become integers, and each table stands in the order in which its
// clause is carried out. A Schedule is never changed by use and may be shared
// by goroutines; each brings its own Ledger. A clause that a contract lacks is
// an empty table.
type Schedule struct {
	shape
	claimEvery int
	dates      []int32 // the dates of claim: months, ascending
	dateIn     []int32 // [month] its place in dates, -1 if nothing is claimed in it
	dateOf     []int32 // [month] place in dates of the claim of a tariff that covers it

	year    []int32  // [grid month] financial year, from 0
	clauses []string // the addresses postings carry
	names   []string // [account]
	places  []place  // [site]

	// 3.0.
	targets  []target // [site][outcome]
	reviews  []review // with a formula on caps, by month
	volumes  []review // with a formula on volumes, by month
	tests    []test   // by month
	rules    []rule   // [site][outcome] about people, or none at all
	personal bool     // some clause looks at single people

	// 3.1, as a monthly rate.
	interest int64

	// 3.2: claims, which are tariffs in the order of sites, then rewards.
	claims       []claim
	tariffs      []tariff // what claims have if they are tariffs
	prices       []Money  // [tariff][month] before any index
	dated        []Money  // [tariff][date] the same
	bands        []Band
	shares       []share
	parts        []int64 // a claim's shares in millionths, then its unpaid part
	payers       []payer
	debtors      []debtor
	cappedSites  []int32
	cappedPeople []int32 // sites with a participant cap
	uncounted    []int32 // cells of [site][outcome] that no tariff priced by date counts
	purseOf      []int32 // [site][outcome] its tariff, if the site caps people, or -1
	cappedPayers []int32
	deal         ceiling
	all          []int32 // all shares, if the deal has a cap
	measures     []measure
	cohorts      []Cohort
	rewards      []reward
	steps        []Step
	audit        Audit
	creditsArise bool

	// 3.3, in the order of the contract.
	grants     []grant
	grantDue   [][]int32 // [grid month] grants that fall due, in order
	guarantees []guarantee

	// 3.4 and 3.5.
	direct     []directCost // cost lines the vehicle does not bear
	siteOfCost []int32      // [cost] -1: the whole deal
	providers  []provider   // sites whose provider is paid something
	blocks     []Money      // by contract year
	blockIn    []Money      // [provider][month] before any index
	fees       []fee
	reimburse  []int32   // cost lines of which a part is paid back
	items      []item    // what the vehicle owes each month, in the order it pays
	payments   []payment // the items that are provider payments
	watched    []watched
	firstLoss  Money
	draws      DrawOrder
	locked     bool
	exhaustion Exhaustion
	grace      int

	// 3.6 to 3.8, by ascending rank.
	tranches     []tranche
	reserve      Money
	first, every int
	lockUp       int
	profit       payees // the investors' part last
	surplus      payees
	clauseOf     fixedClauses
}

// shape is what decides the size of a ledger and of an outturn.
type shape struct {
	months, grid, years, nDates          int
	nSites, nOutcomes, nPayers, nCosts   int
	nClaims, nTariffs, nRewards, nShares int
	nReviews, nItems, nTranches          int
	nAccounts, scratch                   int
	people, participants                 bool
}

type span struct{ from, to int32 }

// place is a site.
type place struct {
	id      string
	tariffs span // in Schedule.tariffs
	until   int  // last month whose outcomes count
	gap     int  // months without service after a failure, -1: for good
	cap     ceiling
	purse   Money // the participant cap
	account Account
	keeps   bool // no cost line is borne by its provider
}

// ceiling limits money over the whole deal and by period.
type ceiling struct {
	amount Money // unlimited if there is none
	period PeriodCap
}

type fixedClauses struct {
	interest, distribution, surplus, profit, exhaustion, firstLoss, credits int32
}

// Schedule lowers the contract to the tables that Settle runs over.
func (c *Contract) Schedule() *Schedule {
	t := &c.terms
	s := &Schedule{claimEvery: t.ClaimEvery}
	_, years := c.FinancialYears()
	s.shape = shape{
		months: t.Months, grid: c.grid, years: years,
		nSites: c.NumSites(), nOutcomes: c.NumOutcomes(), nPayers: c.NumPayers(), nCosts: c.NumCosts(),
		nRewards: len(t.Rewards), nTranches: c.NumTranches(), nAccounts: c.NumAccounts(),
		people: t.needsPeople(),
	}
	for m := range c.grid {
		s.year = append(s.year, int32(c.FinancialYearOf(m)))
	}
	for a := range c.NumAccounts() {
		s.names = append(s.names, c.AccountName(Account(a)))
	}
	s.clauseOf = fixedClauses{
		interest:     s.clause("capital.interest"),
		distribution: s.clause("capital.distribution"),
		surplus:      s.clause("capital.surplus"),
		profit:       s.clause("capital.profit"),
		exhaustion:   s.clause("capital.on_exhaustion"),
		firstLoss:    s.clause("capital.first_loss"),
		credits:      s.clause("capital.credits"),
	}
	s.lowerDates(t)
	s.lowerSites(c)
	s.lowerEvents(c)
	s.lowerTariffs(c)
	s.lowerMeasures(c)
	s.lowerRewards(c)
	s.lowerPayers(c)
	s.lowerReceipts(c)
	s.lowerCosts(c)
	s.lowerCapital(c)
	s.nClaims, s.nTariffs, s.nShares, s.nItems = len(s.claims), len(s.tariffs), len(s.shares), len(s.items)
	s.nReviews, s.participants = len(s.reviews), len(s.cappedPeople) > 0
	s.scratch = max(s.nClaims, s.nShares, len(s.parts), s.nTranches, len(s.profit.parts), len(s.surplus.parts))
	return s
}

// clause interns an address.
func (s *Schedule) clause(address string) int32 {
	s.clauses = append(s.clauses, address)
	return int32(len(s.clauses) - 1)
}

func placeOf[T any](all []T, id string, idOf func(*T) string) int {
	return slices.IndexFunc(all, func(x T) bool { return idOf(&x) == id })
}

func (t *Terms) outcome(id string) int {
	return placeOf(t.Outcomes, id, func(x *Outcome) string { return x.ID })
}

func (t *Terms) payer(id string) int {
	return placeOf(t.Payers, id, func(x *Payer) string { return x.ID })
}

func (t *Terms) site(id string) int {
	return placeOf(t.Sites, id, func(x *Site) string { return x.ID })
}

// sitesOf returns the places of a site, or of all if id is empty.
func (t *Terms) sitesOf(id string) span {
	if id == "" {
		return span{0, int32(len(t.Sites))}
	}
	i := int32(t.site(id))
	return span{i, i + 1}
}

// indexRow returns an index's row in Outturn.Index, -1 if there is none.
func (t *Terms) indexRow(id string) int32 {
	if id == "" {
		return -1
	}
	return int32(slices.Index(t.Indices, id) * t.Months)
}

func (l Limit) orUnlimited() int64 {
	if l.Set {
		return l.Amount
	}
	return unlimited
}

// capOf returns a cap, whose zero terms limit nothing.
func capOf(whole Limit, period PeriodCap) ceiling { return ceiling{whole.orUnlimited(), period} }

// binds reports whether there is a cap.
func (c *ceiling) binds() bool { return c.amount < unlimited || len(c.period.Amounts) > 0 }

func (s *Schedule) lowerSites(c *Contract) {
	t := &c.terms
	for i := range t.Sites {
		site := &t.Sites[i]
		row := place{
			id: site.ID, until: t.Months - 1, gap: site.StepIn.Gap,
			cap: capOf(site.Cap, site.Period), purse: site.ParticipantCap.orUnlimited(),
			account: c.ProviderAccount(i), keeps: true,
		}
		if site.Until.Set {
			row.until = int(site.Until.Amount)
		}
		if row.cap.binds() {
			s.cappedSites = append(s.cappedSites, int32(i))
		}
		if site.ParticipantCap.Set {
			s.cappedPeople = append(s.cappedPeople, int32(i))
		}
		s.places = append(s.places, row)
	}
}
