package contract_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// This file makes valid random contracts with an outturn each. The counts come
// first; caps, costs and commitments are then set against what the counts
// would earn, so that the clauses bind and do not merely stand there.

// caseRand is the source of random case number seed.
func caseRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// dice throws for a random case.
type dice struct{ *rand.Rand }

// chance is true once in 1/p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is a whole number from a to b, both included.
func (d dice) between(a, b int) int { return a + d.IntN(b-a+1) }

// upTo is an amount from 0 to x, both included.
func (d dice) upTo(x int64) int64 {
	if x <= 0 {
		return 0
	}
	return d.Int64N(x + 1)
}

// part is x times a number between a and b, at most the largest amount a
// contract may name.
func (d dice) part(x int64, a, b float64) int64 {
	return min(int64(float64(x)*(a+(b-a)*d.Float64())), 1e15)
}

// millions divides a million into n positive parts: equal ones, which make
// ties, round ones or any.
func (d dice) millions(n int) []int64 {
	parts := make([]int64, n)
	switch d.IntN(3) {
	case 0:
		for i := range parts {
			parts[i] = int64(contract.Million / n)
		}
		parts[0] += contract.Million - int64(contract.Million/n*n)
	case 1:
		left := int64(100)
		for i := range parts[1:] {
			parts[i+1] = 1 + d.Int64N(left-int64(n-1-i))
			left -= parts[i+1]
			parts[i+1] *= contract.Million / 100
		}
		parts[0] = left * contract.Million / 100
	default:
		left := int64(contract.Million)
		for i := range parts[1:] {
			parts[i+1] = 1 + d.Int64N(left-int64(n-1-i))
			left -= parts[i+1]
		}
		parts[0] = left
	}
	return parts
}

// rate is an annual rate from 0 to b: mostly a round one, sometimes any
// number, seldom an absurd one.
func (d dice) rate(b float64) float64 {
	x := b * d.Float64()
	if d.chance(0.02) {
		x = 2 * d.Float64()
	}
	if d.chance(0.95) {
		x = float64(int(x*1000)) / 1000
	}
	return x
}

// randomCase returns a valid contract's terms and an outturn for it.
func randomCase(rng *rand.Rand) (contract.Terms, *contract.Outturn) {
	d := dice{rng}
	t := contract.Terms{
		Name:       "random",
		Currency:   contract.Currency{Code: "GBP", Digits: 2},
		Start:      contract.MonthOf(2015+d.IntN(12), 1+d.IntN(12)),
		Months:     d.between(2, 40),
		ClaimEvery: 1,
	}
	if d.chance(0.05) {
		t.Months = d.between(41, 72)
	} else if d.chance(0.02) {
		t.Months = 1
	}
	if d.chance(0.35) {
		t.ClaimEvery = 3
	}
	months := t.Months

	// unit is the size of a price: a few pence, hundreds of pounds, or huge.
	unit := []int64{1, 3, 97, 50_000, 120_000, 333_333, 1_000_000}[d.IntN(7)]
	if d.chance(0.03) {
		unit = 1_000_000_000_000
	}

	// Names.
	for i := range d.IntN(3) {
		t.Indices = append(t.Indices, fmt.Sprintf("index%d", i))
	}
	for i := range d.between(1, 5) {
		t.Outcomes = append(t.Outcomes, contract.Outcome{ID: fmt.Sprintf("outcome%d", i), Name: fmt.Sprintf("Outcome %d", i)})
	}
	for i := range d.between(1, 5) {
		t.Payers = append(t.Payers, contract.Payer{
			ID: fmt.Sprintf("payer%d", i), Name: fmt.Sprintf("Payer %d", i), Class: contract.PayerClass(d.IntN(3)),
		})
	}
	for i := range d.between(1, 5) {
		t.Sites = append(t.Sites, contract.Site{ID: fmt.Sprintf("site%d", i), Name: fmt.Sprintf("Site %d", i)})
	}

	// What happens.
	o := &contract.Outturn{
		Referrals: make([]int32, len(t.Sites)*months),
		Achieved:  make([]int32, len(t.Sites)*len(t.Outcomes)*months),
		Evidenced: make([]int32, len(t.Sites)*len(t.Outcomes)*months),
		Index:     make([]int64, len(t.Indices)*months),
	}
	for i := range o.Referrals {
		o.Referrals[i] = int32(d.IntN(30))
	}
	for row := range len(t.Sites) * len(t.Outcomes) {
		most := []int{0, 1, 2, 5, 20}[d.IntN(5)]
		for m := range months {
			a := d.between(0, most)
			o.Achieved[row*months+m] = int32(a)
			o.Evidenced[row*months+m] = int32(a)
			if d.chance(0.3) {
				o.Evidenced[row*months+m] = int32(d.between(0, a))
			}
		}
	}
	for i := range t.Indices {
		level, drift := int64(contract.IndexUnit), d.between(-2_000_000, 12_000_000)
		for m := range months {
			o.Index[i*months+m] = level
			level += int64(d.between(drift-8_000_000, drift+8_000_000))
			if d.chance(0.05) {
				level = contract.IndexUnit / 2 * int64(d.between(1, 4)) // halves, for ties in rounding
			}
			level = max(level, contract.IndexUnit/10)
		}
	}

	// Tariffs.
	gross := make([][]int64, len(t.Sites)) // [site][tariff] what the counts would earn
	owed := make([]int64, len(t.Payers))   // of this, by payer
	income := int64(0)
	unpaid := make([]bool, len(t.Outcomes))
	for k := range unpaid {
		unpaid[k] = d.chance(0.2)
	}
	for s := range t.Sites {
		for _, k := range d.Perm(len(t.Outcomes)) {
			if unpaid[k] || d.chance(0.2) {
				continue
			}
			t.Outcomes[k].Paid = true
			tariff := contract.Tariff{Outcome: t.Outcomes[k].ID}
			for range d.between(1, 4) {
				tariff.Prices = append(tariff.Prices, d.upTo(2*unit))
			}
			index := -1
			if len(t.Indices) > 0 && d.chance(0.6) {
				index = d.IntN(len(t.Indices))
				tariff.Index = t.Indices[index]
			}
			if d.chance(0.5) {
				tariff.Lag = d.between(1, 6)
			}
			if d.chance(0.01) {
				tariff.Lag = d.between(7, 40)
			}
			amount, count := int64(0), int64(0)
			for m := range months {
				e := int64(o.Evidenced[(s*len(t.Outcomes)+k)*months+m])
				p := tariff.Prices[min(m/12, len(tariff.Prices)-1)]
				if index >= 0 {
					p = int64(float64(p) * float64(o.Index[index*months+m]) / contract.IndexUnit)
				}
				amount, count = amount+e*p, count+e
			}
			if d.chance(0.2) {
				tariff.MaxCount = contract.AtMost(d.part(count, 0, 1.2))
			}
			if d.chance(0.2) {
				tariff.Cap = contract.AtMost(d.part(amount, 0, 1.2))
			}
			payers := d.Perm(len(t.Payers))[:d.between(1, len(t.Payers))]
			nobody := 0
			if d.chance(0.2) {
				nobody = 1
			}
			parts := d.millions(len(payers) + nobody)
			for i, p := range payers {
				tariff.Shares = append(tariff.Shares, contract.Share{Payer: t.Payers[p].ID, Millions: parts[i]})
				owed[p] += int64(float64(amount) * float64(parts[i]) / contract.Million)
			}
			if nobody == 1 {
				tariff.Unpaid = parts[len(payers)]
			}
			if d.chance(0.01) { // nobody pays, or a payer has no part
				tariff.Unpaid = contract.Million
				tariff.Shares = tariff.Shares[:d.IntN(2)]
				for i := range tariff.Shares {
					tariff.Shares[i].Millions = 0
				}
			}
			t.Sites[s].Tariffs = append(t.Sites[s].Tariffs, tariff)
			gross[s] = append(gross[s], amount)
			income += amount
		}
	}

	// Caps.
	for s := range t.Sites {
		if d.chance(0.35) {
			total := int64(0)
			for _, x := range gross[s] {
				total += x
			}
			t.Sites[s].Cap = contract.AtMost(d.part(total, 0, 1.2))
		}
	}
	for p := range t.Payers {
		if d.chance(0.2) {
			t.Payers[p].Cap = contract.AtMost(d.part(owed[p], 0, 1.2))
		}
		if d.chance(0.3) {
			t.Payers[p].Budget = contract.AtMost(d.part(owed[p], 0.5, 1.5))
		}
	}
	if d.chance(0.5) {
		t.Cap = contract.AtMost(d.part(income, 0, 1))
	}

	// Costs, of the size of the income.
	size := min(income, 1e15/4)
	if size < 1000 || d.chance(0.05) {
		size = 100 * unit
	}
	spending := d.part(size, 0.1, 1.6)
	monthly := spending / int64(months) // all that the vehicle owes in a month, about
	nLines := d.between(0, 7)
	ranks := d.between(1, 3)
	for i := range nLines {
		c := contract.Cost{
			ID: fmt.Sprintf("cost%d", i), Category: contract.Category(d.IntN(7)),
			Bearer: contract.BearerVehicle, Rank: d.between(1, ranks) - 2,
		}
		if d.chance(0.5) {
			c.Site = t.Sites[d.IntN(len(t.Sites))].ID
		}
		switch {
		case c.Site != "" && d.chance(0.4):
			c.Bearer = contract.BearerProvider
		case d.chance(0.2):
			c.Bearer = t.Payers[d.IntN(len(t.Payers))].ID
		}
		t.Costs = append(t.Costs, c)
		seldom := d.chance(0.3)
		for range months {
			x := d.upTo(2 * monthly / int64(nLines))
			if seldom && d.chance(0.7) {
				x = 0
			}
			o.Costs = append(o.Costs, x)
		}
		o.Flexed = append(o.Flexed, d.part(spending, 0, 0.5))
	}
	for s := range t.Sites {
		p := &t.Sites[s].Provider
		p.Name, p.Rank = "Provider", d.between(1, ranks)-2
		p.Until = months - 1
		if d.chance(0.4) {
			p.Block = min(d.upTo(2*monthly/int64(len(t.Sites))), 1e15)
			if d.chance(0.5) {
				p.From = d.IntN(months)
				p.Until = d.between(p.From, months+2)
			}
		}
		for _, k := range d.Perm(len(t.Outcomes)) {
			if d.chance(0.2) {
				p.Fees = append(p.Fees, contract.Fee{Outcome: t.Outcomes[k].ID, Price: d.upTo(unit)})
			}
		}
		if d.chance(0.4) {
			p.Reimburse = []int64{contract.Million, contract.Million / 2, d.Int64N(contract.Million)}[d.IntN(3)]
		}
	}
	grid := months
	for _, s := range t.Sites {
		for _, k := range s.Tariffs {
			grid = max(grid, months+k.Lag)
		}
	}
	if d.chance(0.25) {
		for i := range d.between(1, 3) {
			g := contract.Grant{
				ID: fmt.Sprintf("grant%d", i), Payer: t.Payers[d.IntN(len(t.Payers))].ID,
				Month: d.IntN(grid), Amount: d.part(size, 0, 0.2),
			}
			if d.chance(0.5) {
				g.Site = t.Sites[d.IntN(len(t.Sites))].ID
			}
			t.Grants = append(t.Grants, g)
		}
	}
	if d.chance(0.5) {
		t.Budget = contract.Budget{Total: contract.AtMost(spending), Tolerance: d.Int64N(200_000)}
	}

	// Capital: from far too little to plenty.
	c := &t.Capital
	n := d.between(1, 4)
	if d.chance(0.03) {
		n = 0
	}
	commitment := d.part(spending, 0.02, 1)
	order := d.Perm(n)
	for i := range n {
		k := contract.Tranche{
			ID: fmt.Sprintf("tranche%d", i), Name: fmt.Sprintf("Tranche %d", i),
			Commitment: max(1, d.part(commitment/int64(n), 0.2, 1.8)), Rank: 3*order[i] + d.between(1, 3),
			IRRCap: contract.NoCap, MOICCap: contract.NoCap,
		}
		if d.chance(0.02) {
			k.Commitment = 0
		}
		if d.chance(0.5) {
			k.Coupon = d.rate(0.15)
		}
		if d.chance(0.4) {
			k.IRRCap = d.rate(0.4)
		}
		if d.chance(0.4) {
			k.MOICCap = float64(d.between(1_000_000, 2_000_000)) / contract.Million
			if d.chance(0.05) {
				k.MOICCap = d.Float64()
			}
		}
		c.Tranches = append(c.Tranches, k)
	}
	if d.chance(0.4) {
		c.Reserve = d.part(spending, 0, 0.3)
	}
	c.First, c.Every = d.IntN(grid+2), d.between(1, 12)
	c.Hurdle = d.rate(0.1)
	if d.chance(0.5) {
		c.Interest = d.rate(0.06)
	}
	c.OnExhaustion = contract.Exhaustion(d.IntN(3))
	switch d.IntN(3) {
	case 0:
		c.SurplusTo = t.Payers[d.IntN(len(t.Payers))].ID
	case 1:
		c.SurplusTo = t.Sites[d.IntN(len(t.Sites))].ID
	}

	// Targets, which no payment depends on.
	for s := range t.Sites {
		for _, k := range t.Outcomes {
			t.Sites[s].Targets = append(t.Sites[s].Targets, contract.Target{
				Outcome: k.ID, Months: slices.Repeat([]int32{1}, months),
			})
		}
	}
	return t, o
}
