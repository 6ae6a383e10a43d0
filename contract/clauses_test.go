package contract_test

import (
	"math/rand/v2"

	"github.com/sibsim/sibsim/contract"
)

// everyClause is a contract of two years with one of each clause that many
// contracts lack, or with those that has picks.
func everyClause(has func() bool) contract.Terms {
	terms := handTerms(24)
	terms.Capital.Surplus = []contract.Portion{{To: "fund", Millions: 500_000}, {To: "b", Millions: 500_000}}
	terms.Sites = append(terms.Sites, terms.Sites[0])
	terms.Sites[1].ID = "b"
	for i := range terms.Sites {
		clausesOfSite(&terms, &terms.Sites[i], has)
	}
	clausesOfPayers(&terms, has)
	clausesOfCapital(&terms.Capital, has)
	if has() {
		terms.Measures = []contract.Measure{
			{ID: "impact", Cohorts: []contract.Cohort{{Until: 5, Month: 8, Weight: 3}, {From: 6, Until: 11, Month: 16, Weight: 1}}},
			{ID: "rate", Outcome: "stay", Per: "job", Cohorts: []contract.Cohort{{From: 2, Until: 7, Month: 12}}},
		}
		ladder := []contract.Step{{From: -10_000_000, Amount: -300}, {From: 0, Amount: 0, PerPoint: 9}}
		terms.Rewards = []contract.Reward{
			{ID: "r", Measure: "impact", Each: ladder, Pooled: ladder, Lag: 2, Cap: contract.AtMost(700), Shares: backed(has)},
			{ID: "s", Measure: "rate", Pooled: ladder, Shares: backed(has)},
		}
	}
	if has() {
		terms.Audit = contract.Audit{Every: 5, Sample: 6, Tolerance: 100_000, Extrapolate: has()}
	}
	if has() {
		terms.Tests = append(terms.Tests, contract.Test{ID: "leave", Month: 9, Outcome: "job", Site: "a", Share: 1_100_000, Exit: true})
	}
	if has() {
		terms.Tests = append(terms.Tests, contract.Test{
			ID: "end", Month: 15, Outcome: "job", Share: 1_050_000, RunOff: 4, WindDown: 90, Payout: 300_000, Payer: "fund",
		})
	}
	if has() {
		terms.Reviews = []contract.Review{{ID: "v", Month: 7, Outcome: "job", Caps: contract.Follow{Part: 800_000, Most: 1_500_000}}}
	}
	return terms
}

// backed shares with a payer that backs the first, or without.
func backed(has func() bool) []contract.Share {
	shares := allOf("council")
	if has() {
		shares[0].BackedBy = "fund"
	}
	return shares
}

func clausesOfSite(terms *contract.Terms, site *contract.Site, has func() bool) {
	shares := backed(has)
	job := contract.Tariff{Outcome: "job", Prices: []money{100}, Shares: shares, Lag: 1}
	if has() {
		job.Prices, job.Bands = nil, []contract.Band{{UpTo: contract.AtMost(9), Price: 130}, {UpTo: contract.AtMost(30), Price: 80}, {Price: 20}}
	}
	stay := contract.Tariff{Outcome: "stay", Prices: []money{50}, Shares: shares, Index: "cpi"}
	if has() {
		job.Cap = contract.AtMost(4000)
		job.Period = contract.PeriodCap{Amounts: []money{600, 500}, Every: 4, CarryOver: has()}
		stay.Floor = 3000
	}
	if has() {
		stay.Window = contract.Window{Set: true, After: "job", Months: 3}
	}
	if has() {
		stay.Requires = []string{"job"}
	}
	site.Tariffs = []contract.Tariff{job, stay}
	site.Targets = []contract.Target{{Outcome: "job", Total: 60}}
	if has() {
		site.ParticipantCap = contract.AtMost(125)
	}
	if has() {
		site.Cap, site.Period = contract.AtMost(6000), contract.PeriodCap{Amounts: []money{3000}}
	}
	if has() {
		site.Until = contract.AtMost(21)
	}
	if has() {
		site.Guarantee = contract.Guarantee{Referrals: 30, Every: 6, Credit: 7, Payer: "fund"}
	}
	site.StepIn = contract.StepIn{Gap: 3, Cost: 55}
	site.Provider = contract.Provider{Blocks: []money{60, 70}, Until: 23, Fees: []contract.Fee{{Outcome: "job", Price: 9}}, Reimburse: 400_000}
	if has() {
		site.Provider.Index, site.Provider.GainShare, site.Provider.PayAfter = "cpi", 90_000, 5
	}
	terms.Costs = append(
		terms.Costs,
		contract.Cost{ID: "staff", Site: site.ID, Bearer: contract.BearerVehicle, Rank: 1},
		contract.Cost{ID: "rent", Site: site.ID, Bearer: contract.BearerProvider},
	)
}

func clausesOfPayers(terms *contract.Terms, has func() bool) {
	for p := range terms.Payers {
		k := &terms.Payers[p]
		if has() {
			k.Cap, k.Period = contract.AtMost(7000), contract.PeriodCap{Amounts: []money{900}, Every: 6, CarryOver: has()}
		}
		if has() {
			k.Late, k.Recovery, k.RecoveryLag = 2, 350_000, 3
		}
	}
	if has() {
		terms.ClaimEvery = 3
	}
	if has() {
		terms.Cap, terms.Period = contract.AtMost(9000), contract.PeriodCap{Amounts: []money{2500}, Every: 12}
	}
	terms.Grants = []contract.Grant{{
		ID: "g", Month: 1, Every: 5, Until: 20, Amount: 111,
		Shares: []contract.Share{{Payer: "council", Millions: 300_000}, {Payer: "fund", Millions: 700_000}},
	}}
}

func clausesOfCapital(k *contract.Capital, has func() bool) {
	junior, senior := uncapped("junior", 2, 900), uncapped("senior", 1, 1500)
	if has() {
		senior.Coupon, senior.Accrues, senior.Undrawn, senior.Arrangement = 0.3, true, 0.1, 20_000
		senior.Bullet, senior.Maturity = true, 18
	}
	if has() {
		junior.IRRCap, senior.MOICCap = 0.2, 1.3
	}
	if has() {
		junior.Backing = contract.Backing{Part: 900_000, By: "fund", Limit: contract.AtMost(400)}
		senior.Backing = contract.Backing{Part: 800_000}
	}
	k.Tranches = []contract.Tranche{junior, senior}
	k.First, k.Every, k.Reserve, k.Interest = 5, 3, 50, 0.1
	if has() {
		k.Draws = contract.ProRata
	}
	k.Locked = !has()
	if has() {
		k.FirstLoss, k.LockUp = 300, 12
	}
	if has() {
		k.OnExhaustion, k.Grace = contract.Stop, 1
	} else if has() {
		k.OnExhaustion = contract.ProviderBears
	}
	if has() {
		k.Profit = []contract.Portion{{To: "a", Millions: 200_000}, {To: contract.ToIntermediary, Millions: 100_000}}
	}
}

// busyOutturn is an outturn of people who find a job and stay in it, some of
// them unknown, with late payments, a default and a failure on some paths.
func busyOutturn(c *contract.Contract, seed uint64) *contract.Outturn {
	d := rand.New(rand.NewPCG(seed, 1))
	o := contract.NewOutturn(c)
	n := c.Months()
	note := func(e contract.Event) {
		row := (int(e.Site)*c.NumOutcomes() + int(e.Outcome)) * n
		o.Achieved[row+int(e.Month)]++
		if e.Evidenced >= 0 {
			o.Evidenced[row+int(e.Evidenced)]++
		}
		if e.Person%5 > 0 {
			o.Events = append(o.Events, e)
		}
	}
	for site := range c.NumSites() {
		for person := range 70 {
			referred := person * n / 70
			o.Referrals[site*n+referred]++
			job := referred + d.IntN(4)
			for k, month := range []int{job, job + 1 + d.IntN(5)} {
				evidenced := month + d.IntN(3)
				if month >= n {
					break
				}
				if evidenced >= n || d.IntN(6) == 0 {
					evidenced = -1
				}
				note(contract.Event{
					Person: uint64(person), Site: int32(site), Outcome: int32(k), Referred: int32(referred),
					Month: int32(month), Evidenced: int32(evidenced), Units: 1,
				})
			}
		}
		if d.IntN(3) == 0 {
			o.Failed[site] = int32(d.IntN(n))
		}
	}
	for i := range o.Costs {
		o.Costs[i] = d.Int64N(160)
	}
	for i := range o.Index {
		o.Index[i] = contract.IndexUnit + d.Int64N(contract.IndexUnit/4)
	}
	for i := range o.Impact {
		o.Impact[i] = d.Int64N(1_000_000) - 400_000
	}
	for i := range o.Errors {
		o.Errors[i] = d.Int32N(4)
	}
	for i := range o.Late {
		o.Late[i] = d.IntN(4) == 0
	}
	if d.IntN(2) == 0 {
		o.Default[d.IntN(len(o.Default))] = d.Int32N(int32(n))
	}
	return o
}
