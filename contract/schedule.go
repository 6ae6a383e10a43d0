package contract

import (
	"cmp"
	"math"
	"slices"
)

// Schedule is a contract lowered to flat tables: names have become places,
// rates have become integers, and each table stands in the order in which its
// clause is carried out. A Schedule is never changed by use and may be shared
// by goroutines; each brings its own Ledger.
type Schedule struct {
	shape
	claimEvery int

	year    []int32  // [grid month] financial year, from 0
	clauses []string // the addresses postings carry
	names   []string // [account]

	// 3.1, as a monthly rate.
	interest int64

	// 3.2, in the order sites, tariffs, shares.
	tariffs      []tariff
	prices       []Money // [tariff][month] before any index
	shares       []share
	parts        []int64 // a tariff's shares in millionths, then its unpaid part
	cappedSites  []siteCap
	cappedPayers []payerCap
	cappedByDeal []int32 // all shares, or none if the deal has no cap
	dealCap      Money

	// 3.3, by month.
	grants []grant

	// 3.4 and 3.5.
	direct     []directCost // cost lines the vehicle does not bear
	providers  []provider   // sites whose provider is paid something
	fees       []fee
	reimburse  []int32   // cost lines of which a part is paid back
	items      []item    // what the vehicle owes each month, in the order it pays
	keeps      []bool    // [site] no cost line is borne by its provider
	providerOf []Account // [site]

	// 3.6 and 3.7, by ascending rank.
	tranches      []tranche
	exhaustion    Exhaustion
	reserve       Money
	first, every  int
	surplus       Account // -1: none
	surplusSite   int32   // -1: not a provider
	clauseOf      fixedClauses
	trancheOrigin []int32 // [rank order] place in the contract
}

// shape is what decides the size of a ledger and of an outturn.
type shape struct {
	months, grid, years                  int
	sites, outcomes, payers, costs       int
	nTariffs, nShares, nParts            int
	nItems, nTranches, accounts, scratch int
}

type span struct{ from, to int32 }

type tariff struct {
	evidenced int32 // its row in Outturn.Evidenced
	index     int32 // its row in Outturn.Index, -1 if flat
	cell      int32 // its place in [site][outcome]
	lag       int32
	shares    span // in Schedule.shares
	parts     span // in Schedule.parts
	maxCount  int64
	cap       Money
	plain     bool // claimed every month, without index, count cap or cap
	limited   bool // has a count cap or cap, or its site has
	clause    int32
}

type share struct {
	payer  int32
	tariff int32
	lag    int32
	clause int32
}

// siteCap is a site with a cap and its tariffs.
type siteCap struct {
	address string
	site    int32
	tariffs span
	cap     Money
}

// payerCap is a payer with a cap and its shares.
type payerCap struct {
	payer  int32
	shares []int32
	cap    Money
}

type grant struct {
	month  int
	from   Account
	amount Money
	clause int32
}

type directCost struct {
	row    int32 // its row in Outturn.Costs
	from   Account
	site   int32 // whose provider bears it, -1 for a payer
	clause int32
}

type provider struct {
	site        int32
	from, until int
	block       Money
	fees        span // in Schedule.fees
	part        int64
	lines       span // in Schedule.reimburse
}

type fee struct {
	evidenced int32 // its row in Outturn.Evidenced
	price     Money
}

type item struct {
	to       Account
	clause   int32
	row      int32 // a cost line's row in Outturn.Costs; -1: the payment of a provider
	site     int32 // the provider's site, or the cost line's; -1: the whole deal
	provider int32 // its place in Schedule.providers, if row is -1
	rank     int
}

type tranche struct {
	account    Account
	commitment Money
	coupon     int64 // monthly rate
	moicCap    int64 // in millionths, -1: none
	irrCap     int64 // monthly rate, -1: none
	draw, pay  int32 // clauses
}

type fixedClauses struct{ interest, distribution, surplus, exhaustion int32 }

// Schedule lowers the contract to the tables that Settle runs over.
func (c *Contract) Schedule() *Schedule {
	t := &c.terms
	s := &Schedule{
		claimEvery: t.ClaimEvery,
		interest:   monthlyRate(t.Capital.Interest),
		exhaustion: t.Capital.OnExhaustion,
		reserve:    t.Capital.Reserve,
		first:      t.Capital.First,
		every:      t.Capital.Every,
	}
	_, years := c.FinancialYears()
	s.shape = shape{
		months: t.Months, grid: c.grid, years: years,
		sites: c.NumSites(), outcomes: c.NumOutcomes(), payers: c.NumPayers(),
		nTranches: c.NumTranches(), costs: c.NumCosts(), accounts: c.NumAccounts(),
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
		surplus:      s.clause("capital.surplus_to"),
		exhaustion:   s.clause("capital.on_exhaustion"),
	}
	s.lowerTariffs(c)
	s.lowerCaps(c)
	s.lowerGrants(c)
	s.lowerCosts(c)
	s.lowerCapital(c)
	s.nTariffs, s.nShares, s.nParts, s.nItems = len(s.tariffs), len(s.shares), len(s.parts), len(s.items)
	s.scratch = max(s.nTariffs, s.nParts)
	return s
}

// clause interns an address.
func (s *Schedule) clause(address string) int32 {
	s.clauses = append(s.clauses, address)
	return int32(len(s.clauses) - 1)
}

func place[T any](all []T, id string, idOf func(*T) string) int {
	return slices.IndexFunc(all, func(x T) bool { return idOf(&x) == id })
}

func (t *Terms) outcome(id string) int {
	return place(t.Outcomes, id, func(x *Outcome) string { return x.ID })
}

func (t *Terms) payer(id string) int {
	return place(t.Payers, id, func(x *Payer) string { return x.ID })
}

func (t *Terms) site(id string) int {
	return place(t.Sites, id, func(x *Site) string { return x.ID })
}

func (l Limit) orUnlimited() int64 {
	if l.Set {
		return l.Amount
	}
	return unlimited
}

func (s *Schedule) lowerTariffs(c *Contract) {
	t := &c.terms
	for i := range t.Sites {
		site := &t.Sites[i]
		from := int32(len(s.tariffs))
		for j := range site.Tariffs {
			s.lowerTariff(t, i, &site.Tariffs[j])
		}
		if site.Cap.Set {
			s.cappedSites = append(s.cappedSites, siteCap{
				"sites." + site.ID + ".cap", int32(i), span{from, int32(len(s.tariffs))}, site.Cap.Amount,
			})
		}
	}
}

func (s *Schedule) lowerTariff(t *Terms, site int, term *Tariff) {
	cell := site*len(t.Outcomes) + t.outcome(term.Outcome)
	clause := s.clause("sites." + t.Sites[site].ID + ".tariffs." + term.Outcome)
	row := tariff{
		evidenced: int32(cell * t.Months), index: -1, cell: int32(cell), lag: int32(term.Lag),
		maxCount: term.MaxCount.orUnlimited(), cap: term.Cap.orUnlimited(), clause: clause,
	}
	if term.Index != "" {
		row.index = int32(slices.Index(t.Indices, term.Index) * t.Months)
	}
	capped := term.MaxCount.Set || term.Cap.Set
	row.plain = s.claimEvery == 1 && row.index < 0 && !capped
	row.limited = capped || t.Sites[site].Cap.Set
	for m := range t.Months {
		s.prices = append(s.prices, term.Prices[min(m/12, len(term.Prices)-1)])
	}
	row.shares.from, row.parts.from = int32(len(s.shares)), int32(len(s.parts))
	for _, sh := range term.Shares {
		s.shares = append(s.shares, share{payer: int32(t.payer(sh.Payer)), tariff: int32(len(s.tariffs)), clause: clause, lag: row.lag})
		s.parts = append(s.parts, sh.Millions)
	}
	if term.Unpaid > 0 {
		s.parts = append(s.parts, term.Unpaid)
	}
	row.shares.to, row.parts.to = int32(len(s.shares)), int32(len(s.parts))
	s.tariffs = append(s.tariffs, row)
}

func (s *Schedule) lowerCaps(c *Contract) {
	t := &c.terms
	for p := range t.Payers {
		if !t.Payers[p].Cap.Set {
			continue
		}
		row := payerCap{payer: int32(p), cap: t.Payers[p].Cap.Amount}
		for j := range s.shares {
			if s.shares[j].payer == int32(p) {
				row.shares = append(row.shares, int32(j))
			}
		}
		s.cappedPayers = append(s.cappedPayers, row)
	}
	if s.dealCap = t.Cap.orUnlimited(); t.Cap.Set {
		for j := range s.shares {
			s.cappedByDeal = append(s.cappedByDeal, int32(j))
		}
	}
}

func (s *Schedule) lowerGrants(c *Contract) {
	t := &c.terms
	for i := range t.Grants {
		g := &t.Grants[i]
		s.grants = append(s.grants, grant{
			month: g.Month, from: c.PayerAccount(t.payer(g.Shares[0].Payer)), amount: g.Amount,
			clause: s.clause("grants." + g.ID),
		})
	}
	slices.SortStableFunc(s.grants, func(a, b grant) int { return cmp.Compare(a.month, b.month) })
}

// address returns where a cost line stands: under its site, or at the top.
func (k *Cost) address() string {
	if k.Site != "" {
		return "sites." + k.Site + ".costs." + k.ID
	}
	return "costs." + k.ID
}

func (s *Schedule) lowerCosts(c *Contract) {
	t := &c.terms
	s.keeps = slices.Repeat([]bool{true}, len(t.Sites))
	var vehicle []item
	lines := make([][]int32, len(t.Sites)) // borne by each site's provider
	for l := range t.Costs {
		cost := &t.Costs[l]
		row, site := int32(l*t.Months), int32(t.site(cost.Site))
		clause := s.clause(cost.address())
		switch cost.Bearer {
		case BearerVehicle:
			vehicle = append(vehicle, item{to: Supplier, clause: clause, row: row, site: site, rank: cost.Rank})
		case BearerProvider:
			s.direct = append(s.direct, directCost{row: row, from: c.ProviderAccount(int(site)), site: site, clause: clause})
			lines[site] = append(lines[site], row)
			s.keeps[site] = false
		default:
			s.direct = append(s.direct, directCost{row: row, from: c.PayerAccount(t.payer(cost.Bearer)), site: -1, clause: clause})
		}
	}
	for i := range t.Sites {
		s.providerOf = append(s.providerOf, c.ProviderAccount(i))
		terms := &t.Sites[i].Provider
		p := provider{site: int32(i), from: terms.From, until: terms.Until, part: terms.Reimburse}
		if len(terms.Blocks) > 0 {
			p.block = terms.Blocks[0]
		}
		p.fees.from = int32(len(s.fees))
		for _, f := range terms.Fees {
			cell := i*len(t.Outcomes) + t.outcome(f.Outcome)
			s.fees = append(s.fees, fee{evidenced: int32(cell * t.Months), price: f.Price})
		}
		p.fees.to = int32(len(s.fees))
		p.lines.from = int32(len(s.reimburse))
		if p.part > 0 {
			s.reimburse = append(s.reimburse, lines[i]...)
		}
		p.lines.to = int32(len(s.reimburse))
		if p.block == 0 && p.fees.from == p.fees.to && p.lines.from == p.lines.to {
			continue
		}
		s.providers = append(s.providers, p)
		s.items = append(s.items, item{
			to: c.ProviderAccount(i), clause: s.clause("sites." + t.Sites[i].ID + ".provider"),
			row: -1, site: int32(i), provider: int32(len(s.providers) - 1), rank: terms.Rank,
		})
	}
	s.items = append(s.items, vehicle...)
	slices.SortStableFunc(s.items, func(a, b item) int { return cmp.Compare(a.rank, b.rank) })
}

func (s *Schedule) lowerCapital(c *Contract) {
	t := &c.terms
	terms := t.Capital.Tranches
	for i := range terms {
		s.trancheOrigin = append(s.trancheOrigin, int32(i))
	}
	slices.SortFunc(s.trancheOrigin, func(a, b int32) int { return cmp.Compare(terms[a].Rank, terms[b].Rank) })
	for _, i := range s.trancheOrigin {
		term := &terms[i]
		address := "capital.tranches." + term.ID
		row := tranche{
			account: c.TrancheAccount(int(i)), commitment: term.Commitment, coupon: monthlyRate(term.Coupon),
			moicCap: -1, irrCap: -1,
			draw: s.clause(address + ".commitment"), pay: s.clause(address + ".coupon"),
		}
		if !math.IsNaN(term.MOICCap) {
			row.moicCap = int64(math.Round(term.MOICCap * Million))
		}
		if !math.IsNaN(term.IRRCap) {
			row.irrCap = monthlyRate(term.IRRCap)
		}
		s.tranches = append(s.tranches, row)
	}
	s.surplus, s.surplusSite = -1, -1
	for _, part := range t.Capital.Surplus {
		to := part.To
		if p := t.payer(to); p >= 0 {
			s.surplus = c.PayerAccount(p)
		} else {
			i := t.site(to)
			s.surplus, s.surplusSite = c.ProviderAccount(i), int32(i)
		}
	}
}
