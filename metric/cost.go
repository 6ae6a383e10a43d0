package metric

import (
	"math/bits"

	"github.com/sibsim/sibsim/contract"
)

// categories are the names of the cost categories, in contract's order.
var categories = [...]string{
	contract.Delivery:       "delivery",
	contract.Development:    "development",
	contract.SetUp:          "set_up",
	contract.Management:     "management",
	contract.Intermediary:   "intermediary",
	contract.Evaluation:     "evaluation",
	contract.SpecialPurpose: "special_purpose",
}

// ownLines is a site whose provider bears cost lines of which the vehicle pays
// a part back.
type ownLines struct {
	lines []int32
	part  int64 // in millionths
}

// bearing says who bears which cost.
type bearing struct {
	names    []string // vehicle, provider, then payers in the contract's order
	payer    []int32  // [cost line] place in names of the payer that bears it, -1 if none
	paidBack []ownLines
	bears    []bool // [names] whether it may bear anything
}

// The places of the first bearers.
const (
	byVehicle = iota
	byProvider
	byFirstPayer
)

// bearingOf lowers the costs of the terms.
func bearingOf(t *contract.Terms) bearing {
	b := bearing{names: []string{contract.BearerVehicle, contract.BearerProvider}}
	for i := range t.Payers {
		b.names = append(b.names, t.Payers[i].ID)
	}
	b.bears = make([]bool, len(b.names))
	own := make(map[string][]int32) // by site
	for l := range t.Costs {
		c := &t.Costs[l]
		payer := -1
		switch c.Bearer {
		case contract.BearerVehicle:
			b.bears[byVehicle] = true
			if c.Site != "" && t.Capital.OnExhaustion == contract.ProviderBears {
				b.bears[byProvider] = true
			}
		case contract.BearerProvider:
			b.bears[byProvider] = true
			own[c.Site] = append(own[c.Site], int32(l))
		default:
			payer = byFirstPayer
			for t.Payers[payer-byFirstPayer].ID != c.Bearer {
				payer++
			}
			b.bears[payer] = true
		}
		b.payer = append(b.payer, int32(payer))
	}
	for i := range t.Sites {
		s := &t.Sites[i]
		lines := own[s.ID]
		switch {
		case len(lines) == 0 && paid(s):
			b.bears[byVehicle] = true // its payments count as cost
		case len(lines) > 0 && s.Provider.Reimburse > 0:
			b.bears[byVehicle] = true
			b.paidBack = append(b.paidBack, ownLines{lines, s.Provider.Reimburse})
		}
	}
	return b
}

// paid reports whether the vehicle may owe the site's provider anything besides
// paying back its own costs.
func paid(s *contract.Site) bool {
	if len(s.Provider.Blocks) > 0 || s.Provider.GainShare > 0 {
		return true
	}
	for _, f := range s.Provider.Fees {
		if f.Price > 0 {
			return true
		}
	}
	return false
}

// costs writes what each bearer bore into dst. What providers bear is all they
// paid for costs, the vehicle's unpaid ones included, less what the vehicle is
// bound to pay back; the vehicle bears what nobody else does.
func (b *bearing) costs(dst []int64, l *contract.Ledger) {
	clear(dst)
	vehicle, provider := l.CostTotal, int64(0)
	for line, p := range b.payer {
		if p >= 0 {
			dst[p] += l.Cost[line]
			vehicle -= l.Cost[line]
		}
	}
	for _, x := range l.Own {
		provider += x
	}
	for i := range b.paidBack {
		own, sum := &b.paidBack[i], int64(0)
		for _, line := range own.lines {
			sum += l.Cost[line]
		}
		provider -= scaled(sum, own.part, contract.Million)
	}
	dst[byProvider] = provider
	dst[byVehicle] = vehicle - provider
}

// Bearers returns everyone who may bear a cost: vehicle, provider (of all sites
// together), then the payers in the contract's order.
func Bearers(c *contract.Contract) []string {
	t := c.Terms()
	return bearingOf(&t).names
}

// BearerCosts returns what each of Bearers bears on a path, minor units: they
// add up to Ledger.CostTotal. A payer bears its cost lines. Providers bear what
// they paid for costs, those included that the vehicle could not pay, less what
// the vehicle is bound to pay back (paid or not). The vehicle bears the rest.
func BearerCosts(c *contract.Contract, l *contract.Ledger) []int64 {
	t := c.Terms()
	b := bearingOf(&t)
	dst := make([]int64, len(b.names))
	b.costs(dst, l)
	return dst
}

// scaled returns x·a/b rounded half away from zero, for a >= 0 and b > 0; a
// result beyond ±2^60 is that bound.
func scaled(x, a, b int64) int64 {
	negative := x < 0
	if negative {
		x = -x
	}
	hi, lo := bits.Mul64(uint64(x), uint64(a))
	lo, carry := bits.Add64(lo, uint64(b)/2, 0)
	hi += carry
	q := uint64(limit)
	if hi < uint64(b) {
		q, _ = bits.Div64(hi, lo, uint64(b))
		q = min(q, limit)
	}
	if negative {
		return -int64(q)
	}
	return int64(q)
}

// over reports whether total > (1 + tolerance) budget, exactly; the tolerance
// is in millionths.
func over(total, budget, tolerance int64) bool {
	if total <= 0 {
		return false
	}
	aHi, aLo := bits.Mul64(uint64(total), contract.Million)
	bHi, bLo := bits.Mul64(uint64(budget), uint64(contract.Million+tolerance))
	return aHi > bHi || aHi == bHi && aLo > bLo
}
