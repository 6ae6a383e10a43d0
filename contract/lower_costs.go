package contract

import (
	"cmp"
	"slices"
)

// grant is one payer's part of a grant.
type grant struct {
	payer              int32
	month, every, last int
	amount             Money
	clause             int32
}

// guarantee is a guarantee of referrals.
type guarantee struct {
	referrals int32 // its row in Outturn.Referrals
	count     int64
	every     int
	credit    Money
	payer     int32
	clause    int32
}

type directCost struct {
	row    int32 // its row in Outturn.Costs
	from   Account
	bearer int32 // the site whose provider bears it, -1 for a payer
	site   int32 // the cost line's, -1: the whole deal
	clause int32
}

// watched is a site whose provider pays for costs, and its account.
type watched struct {
	site    int32
	account Account
}

type provider struct {
	site        int32
	from, until int
	blocks      span  // in Schedule.blocks
	index       int32 // its row in Outturn.Index, -1 if flat
	fees        span  // in Schedule.fees
	part        int64
	lines       span // in Schedule.reimburse
	gainShare   int64
	payAfter    int
}

type fee struct {
	evidenced int32 // its row in Outturn.Evidenced
	price     Money
}

// item is something the vehicle may owe in a month.
type item struct {
	kind   itemKind
	to     Account
	clause int32
	row    int32 // costLine: its row in Outturn.Costs; else its place in providers, tests or sites
	site   int32 // -1: the whole deal
	amount Money // windDown, stepIn
	rank   int
}

// payment is the item of a provider's payments.
type payment struct {
	list    int // its row in work.list
	site    int32
	account Account
}

type itemKind uint8

const (
	windDown itemKind = iota
	stepIn
	providerPayment
	costLine
)

func (s *Schedule) lowerReceipts(c *Contract) {
	t := &c.terms
	for i := range t.Grants {
		g := &t.Grants[i]
		clause := s.clause("grants." + g.ID)
		q := make([]int64, len(g.Shares))
		for k := range q {
			q[k] = g.Shares[k].Millions
		}
		amounts := make([]Money, len(q))
		split(amounts, g.Amount, q, make([]uint64, len(q)))
		last := g.Month
		if g.Every > 0 {
			last = g.Until
		}
		for k, x := range amounts {
			if x > 0 {
				s.grants = append(s.grants, grant{int32(t.payer(g.Shares[k].Payer)), g.Month, max(g.Every, 1), last, x, clause})
			}
		}
	}
	s.grantDue = make([][]int32, s.grid)
	for i := range s.grants {
		g := &s.grants[i]
		for m := g.month; m <= g.last; m += g.every {
			s.grantDue[m] = append(s.grantDue[m], int32(i))
		}
	}
	for i := range t.Sites {
		g := &t.Sites[i].Guarantee
		if g.Every > 0 {
			s.guarantees = append(s.guarantees, guarantee{
				referrals: int32(i * t.Months), count: g.Referrals, every: g.Every, credit: g.Credit,
				payer: int32(t.payer(g.Payer)), clause: s.clause("sites." + t.Sites[i].ID + ".guarantee"),
			})
		}
	}
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
	var vehicle []item
	lines := make([][]int32, len(t.Sites)) // borne by each site's provider
	for l := range t.Costs {
		cost := &t.Costs[l]
		row, site := int32(l*t.Months), int32(t.site(cost.Site))
		s.siteOfCost = append(s.siteOfCost, site)
		clause := s.clause(cost.address())
		switch cost.Bearer {
		case BearerVehicle:
			vehicle = append(vehicle, item{kind: costLine, to: Supplier, clause: clause, row: row, site: site, rank: cost.Rank})
		case BearerProvider:
			s.direct = append(s.direct, directCost{row: row, from: c.ProviderAccount(int(site)), bearer: site, site: site, clause: clause})
			lines[site] = append(lines[site], row)
			s.places[site].keeps = false
		default:
			s.direct = append(s.direct, directCost{row: row, from: c.PayerAccount(t.payer(cost.Bearer)), bearer: -1, site: site, clause: clause})
		}
	}
	for i := range t.Sites {
		s.lowerProvider(t, i, lines[i])
		if len(lines[i]) > 0 || t.Capital.OnExhaustion == ProviderBears {
			s.watched = append(s.watched, watched{int32(i), c.ProviderAccount(i)})
		}
	}
	s.items = append(s.items, vehicle...)
	slices.SortStableFunc(s.items, func(a, b item) int { return cmp.Compare(a.rank, b.rank) })
	s.items = append(s.urgent(t), s.items...)
	for i := range s.items {
		if s.items[i].kind == providerPayment {
			s.payments = append(s.payments, payment{i * s.grid, s.items[i].site, s.items[i].to})
		}
	}
}

// urgent lists the costs that the vehicle pays before all others.
func (s *Schedule) urgent(t *Terms) []item {
	var list []item
	for i := range s.tests {
		if k := &s.tests[i]; k.windDown > 0 {
			list = append(list, item{
				kind: windDown, to: Supplier, clause: s.clause("tests." + k.id + ".wind_down"),
				row: int32(i), site: -1, amount: k.windDown,
			})
		}
	}
	for i := range t.Sites {
		if x := t.Sites[i].StepIn.Cost; x > 0 {
			list = append(list, item{
				kind: stepIn, to: Supplier, clause: s.clause("sites." + t.Sites[i].ID + ".step_in"),
				row: int32(i), site: -1, amount: x,
			})
		}
	}
	return list
}

func (s *Schedule) lowerProvider(t *Terms, site int, lines []int32) {
	terms := &t.Sites[site].Provider
	p := provider{
		site: int32(site), from: terms.From, until: terms.Until, index: t.indexRow(terms.Index),
		part: terms.Reimburse, gainShare: terms.GainShare, payAfter: terms.PayAfter,
	}
	p.blocks.from = int32(len(s.blocks))
	s.blocks = append(s.blocks, terms.Blocks...)
	p.blocks.to = int32(len(s.blocks))
	p.fees.from = int32(len(s.fees))
	for _, f := range terms.Fees {
		cell := site*len(t.Outcomes) + t.outcome(f.Outcome)
		s.fees = append(s.fees, fee{evidenced: int32(cell * t.Months), price: f.Price})
	}
	p.fees.to = int32(len(s.fees))
	p.lines.from = int32(len(s.reimburse))
	if p.part > 0 {
		s.reimburse = append(s.reimburse, lines...)
	}
	p.lines.to = int32(len(s.reimburse))
	if p.blocks.from == p.blocks.to && p.fees.from == p.fees.to && p.lines.from == p.lines.to && p.gainShare == 0 {
		return
	}
	s.items = append(s.items, item{
		kind: providerPayment, to: s.places[site].account, clause: s.clause("sites." + t.Sites[site].ID + ".provider"),
		row: int32(len(s.providers)), site: int32(site), rank: terms.Rank,
	})
	s.providers = append(s.providers, p)
	for m := range t.Months {
		x := Money(0)
		if n := len(terms.Blocks); n > 0 && terms.From <= m && m <= terms.Until {
			x = terms.Blocks[min(m/12, n-1)]
		}
		s.blockIn = append(s.blockIn, x)
	}
}
