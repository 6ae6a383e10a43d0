package contract_test

import (
	"fmt"

	"github.com/sibsim/sibsim/contract"
)

// What a random case costs, and the capital it has for that.

// size is what the case turns over: its income, or something.
func (d *draft) size() int64 {
	if size := min(d.income, 1e15/4); size >= 1000 {
		return size
	}
	return 100 * d.unit
}

// costs makes the cost lines.
func (d *draft) costs() {
	t, months := &d.t, d.t.Months
	size := d.size()
	if d.chance(0.05) {
		size = 100 * d.unit
	}
	d.spending = d.part(size, 0.1, 1.5)
	if d.chance(0.25) { // a surplus is likely
		d.spending = d.part(size, 0.03, 0.4)
	}
	d.monthly = d.spending / int64(months)
	nLines := d.between(0, 6)
	d.ranks = d.between(1, 3)
	for i := range nLines {
		c := contract.Cost{
			ID: fmt.Sprintf("cost%d", i), Category: contract.Category(d.IntN(7)),
			Bearer: contract.BearerVehicle, Rank: d.between(1, d.ranks) - 2, Site: d.site(0.5),
		}
		switch {
		case c.Site != "" && d.chance(0.4):
			c.Bearer = contract.BearerProvider
		case d.chance(0.2):
			c.Bearer = d.payer()
		}
		t.Costs = append(t.Costs, c)
		seldom := d.chance(0.3)
		for range months {
			x := d.upTo(2 * d.monthly / int64(nLines))
			if seldom && d.chance(0.7) {
				x = 0
			}
			d.o.Costs = append(d.o.Costs, x)
		}
		d.o.Flexed = append(d.o.Flexed, d.part(d.spending, 0, 0.5))
	}
	if d.chance(0.5) {
		t.Budget = contract.Budget{Total: contract.AtMost(d.spending), Tolerance: d.Int64N(200_000)}
	}
}

// providers makes what providers are paid.
func (d *draft) providers() {
	t := &d.t
	for s := range t.Sites {
		p := &t.Sites[s].Provider
		p.Name, p.Rank = "Provider", d.between(1, d.ranks)-2
		p.Until = t.Months - 1
		if d.chance(0.4) {
			p.Blocks = d.prices(min(2*d.monthly/int64(len(t.Sites)), 1e15))
			p.Index = d.index(0.5)
			if d.chance(0.5) {
				p.From = d.IntN(t.Months)
				p.Until = d.between(p.From, t.Months+2)
			}
		}
		for _, k := range d.Perm(len(t.Outcomes)) {
			if d.chance(0.2) {
				p.Fees = append(p.Fees, contract.Fee{Outcome: t.Outcomes[k].ID, Price: d.upTo(d.unit)})
			}
		}
		if d.chance(0.4) {
			p.Reimburse = []int64{contract.Million, contract.Million / 2, d.Int64N(contract.Million)}[d.IntN(3)]
		}
		if d.chance(0.2) {
			p.GainShare = d.upTo(contract.Million / 2)
		}
		if d.chance(0.15) {
			p.PayAfter = d.between(1, 6)
		}
	}
}

// payees is some of those who may have a portion of profit or surplus.
func (d *draft) payees(n int) []contract.Portion {
	to := []string{contract.ToIntermediary}
	for _, p := range d.t.Payers {
		to = append(to, p.ID)
	}
	for _, s := range d.t.Sites {
		to = append(to, s.ID)
	}
	d.Shuffle(len(to), func(i, j int) { to[i], to[j] = to[j], to[i] })
	var portions []contract.Portion
	for _, id := range to[:min(n, len(to))] {
		portions = append(portions, contract.Portion{To: id})
	}
	return portions
}

// capital makes the investors' money: from far too little to plenty.
func (d *draft) capital() {
	c, grid := &d.t.Capital, referenceGrid(d.t)
	n := d.between(1, 4)
	if d.chance(0.03) {
		n = 0
	}
	commitment := d.part(d.spending, 0.02, 1)
	order := d.Perm(n)
	accrues, fees := d.chance(0.4), d.chance(0.5)
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
		k.Accrues = accrues && d.chance(0.7)
		if fees && d.chance(0.4) {
			k.Arrangement = d.upTo(100_000)
		}
		if fees && d.chance(0.4) {
			k.Undrawn = d.rate(0.1)
		}
		if d.chance(0.25) {
			k.Bullet, k.Maturity = true, d.IntN(grid+5) // perhaps never before the last month
		}
		if d.chance(0.3) {
			k.Backing.Part = d.upTo(contract.Million)
			if d.chance(0.5) {
				k.Backing.By = d.payer()
			}
			if d.chance(0.5) {
				k.Backing.Limit = contract.AtMost(d.part(k.Commitment, 0, 0.4))
			}
		}
		c.Tranches = append(c.Tranches, k)
	}
	if d.chance(0.4) {
		c.Reserve = d.part(d.spending, 0, 0.3)
	}
	c.First, c.Every = d.IntN(grid), d.between(1, 12)
	if d.chance(0.3) {
		c.First, c.Every = d.IntN(min(4, grid)), d.between(1, 3)
	}
	c.Hurdle = d.rate(0.1)
	if d.chance(0.5) {
		c.Interest = d.rate(0.06)
	}
	c.OnExhaustion = contract.Exhaustion(d.IntN(3))
	if d.chance(0.5) {
		c.Grace = d.between(1, 3)
	}
	c.Draws = []contract.DrawOrder{contract.JuniorFirst, contract.SeniorFirst, contract.ProRata}[d.IntN(3)]
	c.Locked = d.chance(0.25)
	if d.chance(0.25) {
		c.FirstLoss = d.part(d.spending, 0, 0.3)
	}
	if d.chance(0.35) {
		c.LockUp = d.IntN(grid + 5)
	}
	if d.chance(0.35) {
		c.Profit = d.payees(d.between(1, 3))
		for i, x := range d.millions(len(c.Profit) + 1)[1:] {
			c.Profit[i].Millions = x
		}
		if d.chance(0.1) { // all of it
			c.Profit = c.Profit[:1]
			c.Profit[0].Millions = contract.Million
		}
	}
	if d.chance(0.7) {
		c.Surplus = d.payees(d.between(1, 3))
		for i, x := range d.millions(len(c.Surplus)) {
			c.Surplus[i].Millions = x
		}
	}
}
