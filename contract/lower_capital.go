package contract

import (
	"cmp"
	"math"
	"slices"
)

type tranche struct {
	origin      int // place in the contract
	account     Account
	commitment  Money
	coupon      int64 // monthly rate
	accrues     bool
	arrangement Money // fee in month 0
	undrawn     int64 // monthly rate
	moicCap     int64 // in millionths, -1: none
	irrCap      int64 // monthly rate, -1: none
	maturity    int   // first month in which principal is repaid
	backing     int64 // in millionths of what was drawn, 0: none
	backer      Account
	backedUpTo  Money
	draw, pay   int32 // clauses
	backed      int32
}

// payees divide profit or surplus.
type payees struct {
	to    []payee
	parts []int64 // of the payees; in profit then that of the investors
}

type payee struct {
	account Account
	site    int32 // -1: not a provider
}

func (s *Schedule) lowerCapital(c *Contract) {
	t := &c.terms
	k := &t.Capital
	s.interest = monthlyRate(k.Interest)
	s.firstLoss, s.draws, s.locked = k.FirstLoss, k.Draws, k.Locked
	s.exhaustion, s.grace = k.OnExhaustion, k.Grace
	s.reserve, s.first, s.every, s.lockUp = k.Reserve, k.First, k.Every, k.LockUp
	for i := range k.Tranches {
		s.lowerTranche(c, i)
	}
	slices.SortFunc(s.tranches, func(a, b tranche) int { return cmp.Compare(k.Tranches[a.origin].Rank, k.Tranches[b.origin].Rank) })
	s.profit = lowerPortions(c, k.Profit)
	investors := int64(Million)
	for _, q := range s.profit.parts {
		investors -= q
	}
	s.profit.parts = append(s.profit.parts, investors)
	s.surplus = lowerPortions(c, k.Surplus)
}

func (s *Schedule) lowerTranche(c *Contract, i int) {
	term := &c.terms.Capital.Tranches[i]
	address := "capital.tranches." + term.ID
	row := tranche{
		origin: i, account: c.TrancheAccount(i), commitment: term.Commitment,
		coupon: monthlyRate(term.Coupon), accrues: term.Accrues,
		arrangement: roundDiv(term.Commitment, term.Arrangement, Million), undrawn: monthlyRate(term.Undrawn),
		moicCap: -1, irrCap: -1,
		backing: term.Backing.Part, backer: Guarantor, backedUpTo: term.Backing.Limit.orUnlimited(),
		draw: s.clause(address + ".commitment"), pay: s.clause(address + ".coupon"), backed: s.clause(address + ".backing"),
	}
	if !math.IsNaN(term.MOICCap) {
		row.moicCap = int64(math.Round(term.MOICCap * Million))
	}
	if !math.IsNaN(term.IRRCap) {
		row.irrCap = monthlyRate(term.IRRCap)
	}
	if term.Bullet {
		row.maturity = term.Maturity
	}
	if term.Backing.By != "" {
		row.backer = c.PayerAccount(c.terms.payer(term.Backing.By))
	}
	s.tranches = append(s.tranches, row)
}

func lowerPortions(c *Contract, all []Portion) payees {
	var out payees
	for _, part := range all {
		row := payee{IntermediaryAccount, -1}
		if p := c.terms.payer(part.To); p >= 0 {
			row.account = c.PayerAccount(p)
		} else if i := c.terms.site(part.To); i >= 0 {
			row = payee{c.ProviderAccount(i), int32(i)}
		}
		out.to, out.parts = append(out.to, row), append(out.parts, part.Millions)
	}
	return out
}
