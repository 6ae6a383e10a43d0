package contract_test

import (
	"fmt"

	"github.com/sibsim/sibsim/contract"
)

// What payers pay in a random case: tariffs and their caps.

// shares divides something between payers, some of whom others back, and
// perhaps nobody.
func (d *draft) shares() (shares []contract.Share, unpaid int64) {
	t := &d.t
	payers := d.Perm(len(t.Payers))[:d.between(1, len(t.Payers))]
	nobody := 0
	if d.chance(0.2) {
		nobody = 1
	}
	parts := d.millions(len(payers) + nobody)
	for i, p := range payers {
		share := contract.Share{Payer: t.Payers[p].ID, Millions: parts[i]}
		if p+1 < len(t.Payers) && d.chance(0.3) {
			share.BackedBy = t.Payers[d.between(p+1, len(t.Payers)-1)].ID
		}
		shares = append(shares, share)
	}
	if nobody == 1 {
		unpaid = parts[len(payers)]
	}
	return shares, unpaid
}

// prices makes up to four prices by contract year.
func (d *draft) prices(most int64) (prices []int64) {
	for range d.between(1, 4) {
		prices = append(prices, d.upTo(most))
	}
	return prices
}

// tariffs makes the tariffs and adds up what they would earn.
func (d *draft) tariffs() {
	t, months := &d.t, d.t.Months
	d.owed = make([]int64, len(t.Payers))
	unpaid := make([]bool, len(t.Outcomes))
	for k := range unpaid {
		unpaid[k] = d.chance(0.2)
	}
	bands, rules := d.chance(0.4), d.chance(0.6)
	for s := range t.Sites {
		var gross []int64
		for _, k := range d.Perm(len(t.Outcomes)) {
			if unpaid[k] || d.chance(0.2) {
				continue
			}
			t.Outcomes[k].Paid = true
			tariff := contract.Tariff{Outcome: t.Outcomes[k].ID, Index: d.index(0.6)}
			evidenced := d.o.Evidenced[(s*len(t.Outcomes)+k)*months:][:months]
			count := int64(0)
			for _, e := range evidenced {
				count += int64(e)
			}
			if bands && d.chance(0.5) {
				tariff.Bands = d.bands(count)
			} else {
				tariff.Prices = d.prices(2 * d.unit)
			}
			if d.chance(0.5) {
				tariff.Lag = d.between(1, 5)
			}
			if d.chance(0.01) {
				tariff.Lag = d.between(7, 40)
			}
			amount := int64(0)
			for m, e := range evidenced {
				p := d.unit
				if tariff.Prices != nil {
					p = tariff.Prices[min(m/12, len(tariff.Prices)-1)]
				}
				amount += int64(e) * p
			}
			if d.chance(0.15) {
				tariff.MaxCount = contract.AtMost(d.part(count, 0, 1.2))
			}
			if d.chance(0.15) {
				tariff.Cap = contract.AtMost(d.part(amount, 0, 1.2))
			}
			if d.chance(0.1) {
				tariff.Period = d.periodCap(amount)
			}
			if d.chance(0.12) {
				most := amount + d.unit
				if tariff.Cap.Set {
					most = tariff.Cap.Amount
				}
				tariff.Floor = d.part(most, 0, 1)
			}
			if rules && d.chance(0.2) {
				tariff.Window = contract.Window{Set: true, Months: d.IntN(8)}
				if after := d.outcome(); after != tariff.Outcome && d.chance(0.6) {
					tariff.Window.After = after
				}
			}
			if rules && d.chance(0.15) {
				for _, other := range d.Perm(len(t.Outcomes))[:d.between(0, min(2, len(t.Outcomes)))] {
					if other != k {
						tariff.Requires = append(tariff.Requires, t.Outcomes[other].ID)
					}
				}
			}
			tariff.Shares, tariff.Unpaid = d.shares()
			for _, share := range tariff.Shares {
				for p := range t.Payers {
					if t.Payers[p].ID == share.Payer {
						d.owed[p] += int64(float64(amount) * float64(share.Millions) / contract.Million)
					}
				}
			}
			if d.chance(0.01) { // nobody pays, or a payer has no part
				tariff.Unpaid = contract.Million
				tariff.Shares = tariff.Shares[:d.IntN(2)]
				for i := range tariff.Shares {
					tariff.Shares[i].Millions = 0
				}
			}
			t.Sites[s].Tariffs = append(t.Sites[s].Tariffs, tariff)
			gross = append(gross, amount)
			d.income += amount
		}
		d.gross = append(d.gross, gross)
	}
}

// bands makes the bands of a tariff that sees so many outcomes.
func (d *draft) bands(count int64) (bands []contract.Band) {
	n, end := d.between(1, 4), int64(0)
	if d.chance(0.02) {
		n = d.between(5, 50)
	}
	for i := range n {
		band := contract.Band{Price: d.upTo(2 * d.unit)}
		end += 1 + d.upTo(max(1, count/2))
		if i < n-1 || d.chance(0.3) {
			band.UpTo = contract.AtMost(end)
		}
		bands = append(bands, band)
	}
	return bands
}

// periodCap makes a cap by period for something that earns an amount over the deal.
func (d *draft) periodCap(amount int64) (p contract.PeriodCap) {
	p.Every = []int{0, 3, 6, 12, d.between(1, 15)}[d.IntN(5)]
	periods := d.t.Months/12 + 1
	if p.Every > 0 {
		periods = (d.t.Months + p.Every - 1) / p.Every
	}
	for range d.between(1, 3) {
		p.Amounts = append(p.Amounts, d.part(amount/int64(periods), 0, 1.5))
	}
	p.CarryOver = d.chance(0.6)
	return p
}

// caps makes the caps of sites, people, payers and the deal.
func (d *draft) caps() {
	t := &d.t
	for s := range t.Sites {
		total := int64(0)
		for _, x := range d.gross[s] {
			total += x
		}
		if d.chance(0.4) {
			t.Sites[s].Cap = contract.AtMost(d.part(total, 0, 1.1))
		}
		if d.chance(0.15) {
			t.Sites[s].Period = d.periodCap(total)
		}
		if d.chance(0.2) {
			t.Sites[s].ParticipantCap = contract.AtMost(d.upTo(3 * d.unit))
		}
	}
	for p := range t.Payers {
		payer := &t.Payers[p]
		if d.chance(0.2) {
			payer.Cap = contract.AtMost(d.part(d.owed[p], 0, 1.1))
		}
		if d.chance(0.15) {
			payer.Period = d.periodCap(d.owed[p])
		}
		if d.chance(0.3) {
			payer.Budget = contract.AtMost(d.part(d.owed[p], 0.5, 1.5))
		}
		payer.Late = max(0, d.between(-3, 3))
		payer.Recovery = []int64{0, contract.Million, d.Int64N(contract.Million), d.Int64N(contract.Million)}[d.IntN(4)]
		payer.RecoveryLag = max(0, d.between(-4, 3))
	}
	if d.chance(0.55) {
		t.Cap = contract.AtMost(d.part(d.income, 0, 0.9))
	}
	if d.chance(0.25) {
		t.Period = d.periodCap(d.income)
	}
}

// grants makes grants and guarantees of referrals.
func (d *draft) grants() {
	t := &d.t
	size := d.size()
	end := t.Months + referenceLag(*t)
	if d.chance(0.35) {
		for i := range d.between(1, 3) {
			g := contract.Grant{ID: fmt.Sprintf("grant%d", i), Month: d.IntN(end), Site: d.site(0.5)}
			g.Amount = d.part(size, 0, 0.15)
			if d.chance(0.6) {
				g.Every = d.between(1, 12)
				g.Until = d.between(g.Month, end-1)
				g.Amount /= int64((g.Until-g.Month)/g.Every + 1)
			}
			payers := d.Perm(len(t.Payers))
			if d.chance(0.4) {
				payers = payers[:1]
			}
			for j, x := range d.millions(len(payers)) {
				g.Shares = append(g.Shares, contract.Share{Payer: t.Payers[payers[j]].ID, Millions: x})
			}
			t.Grants = append(t.Grants, g)
		}
	}
	for s := range t.Sites {
		if d.chance(0.12) {
			every := d.between(1, min(12, t.Months))
			t.Sites[s].Guarantee = contract.Guarantee{
				Referrals: int64(every * d.between(5, 20)), Every: every,
				Credit: d.upTo(max(1, d.unit/20)), Payer: d.payer(),
			}
		}
	}
}
