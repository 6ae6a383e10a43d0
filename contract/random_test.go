package contract_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/sibsim/sibsim/contract"
)

// This file makes valid random contracts with an outturn each. People and
// counts come first; caps, costs and commitments are then set against what the
// counts would earn, so that the clauses bind and do not merely stand there.

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

// draft is a random case in the making.
type draft struct {
	dice
	t contract.Terms
	o *contract.Outturn

	unit int64 // the size of a price
	// What the counts would earn: by site and tariff, by payer, in all.
	gross  [][]int64
	owed   []int64
	income int64
	// What the vehicle owes, about: in all and in a month.
	spending, monthly int64
	ranks             int // of costs
}

// randomCase returns a valid contract's terms and an outturn for it.
func randomCase(rng *rand.Rand) (contract.Terms, *contract.Outturn) {
	d := &draft{dice: dice{rng}, o: &contract.Outturn{}}
	d.names()
	d.people()
	d.levels()
	d.targets()
	d.tariffs()
	d.caps()
	d.rewards()
	d.followed()
	d.costs()
	d.providers()
	d.grants()
	d.capital()
	d.endings()
	d.marks()
	return d.t, d.o
}

// names makes the dates and the parties.
func (d *draft) names() {
	t := &d.t
	*t = contract.Terms{
		Name:       "random",
		Currency:   contract.Currency{Code: "GBP", Digits: 2},
		Start:      contract.MonthOf(2015+d.IntN(12), 1+d.IntN(12)),
		Months:     d.between(3, 36),
		ClaimEvery: 1,
	}
	if d.chance(0.04) {
		t.Months = d.between(31, 60)
	} else if d.chance(0.03) {
		t.Months = d.between(1, 2)
	}
	if d.chance(0.35) {
		t.ClaimEvery = 3
	}
	// A few pence, hundreds of pounds, or huge.
	d.unit = []int64{1, 3, 97, 50_000, 120_000, 333_333, 1_000_000}[d.IntN(7)]
	if d.chance(0.03) {
		d.unit = 1_000_000_000_000
	}
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
}

// index is the ID of some price index, or empty.
func (d *draft) index(p float64) string {
	if len(d.t.Indices) == 0 || !d.chance(p) {
		return ""
	}
	return d.t.Indices[d.IntN(len(d.t.Indices))]
}

func (d *draft) outcome() string { return d.t.Outcomes[d.IntN(len(d.t.Outcomes))].ID }

func (d *draft) payer() string { return d.t.Payers[d.IntN(len(d.t.Payers))].ID }

// site is the ID of some site, or empty for all of them.
func (d *draft) site(all float64) string {
	if d.chance(all) {
		return ""
	}
	return d.t.Sites[d.IntN(len(d.t.Sites))].ID
}

// marks fills in what happens besides people, costs and prices.
func (d *draft) marks() {
	t, o := &d.t, d.o
	grid := referenceGrid(*t)
	for p := range t.Payers {
		often := []float64{0, 0.05, 0.3, 1}[d.IntN(4)]
		for range grid {
			o.Late = append(o.Late, d.chance(often))
		}
		o.Default = append(o.Default, -1)
		if d.chance(0.13) {
			o.Default[p] = int32(d.IntN(grid + 2)) // perhaps too late to matter
		}
	}
	for range t.Sites {
		o.Failed = append(o.Failed, -1)
		if d.chance(0.15) {
			o.Failed[len(o.Failed)-1] = int32(d.IntN(t.Months + 2))
		}
	}
	for range len(t.Sites) * referenceAudits(*t) {
		o.Errors = append(o.Errors, int32(max(0, d.between(-3, 4))))
	}
	for _, m := range t.Measures {
		for range m.Cohorts {
			o.Impact = append(o.Impact, int64(d.between(-1_500_000, 3_000_000)))
		}
	}
}
