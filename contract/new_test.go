package contract_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sibsim/sibsim/contract"
)

// Every fault is reported at once, each with its address, in the order of the terms.
func TestNewReportsEveryFault(t *testing.T) {
	terms := handTerms(3)
	terms.Currency.Digits = 2
	terms.ClaimEvery = 2
	terms.Indices = []string{"cpi", "cpi"}
	terms.Outcomes[1].ID = "" // so that nothing may refer to stay
	terms.Payers = append(terms.Payers, contract.Payer{ID: "vehicle", Cap: contract.AtMost(-1)})
	terms.Payers[1].Years = []contract.YearBudget{{Year: 2020}, {Year: 2020}}
	site := &terms.Sites[0]
	site.Tariffs[0].Prices = []money{-500}
	site.Tariffs[0].Index = "rpi"
	site.Tariffs[0].Lag = 121
	site.Tariffs[0].MaxCount = contract.AtMost(-3)
	site.Tariffs[0].Shares = []contract.Share{{Payer: "council", Millions: 600_000}, {Payer: "council", Millions: 300_000}}
	site.Tariffs[1].Prices = []money{100, 2e15}
	site.Provider = contract.Provider{Blocks: []money{1}, From: 2, Until: 1, Reimburse: 2_000_000, Fees: []contract.Fee{{Outcome: "cure"}}}
	site.Targets = []contract.Target{{Outcome: "job", Total: 1, Months: []int32{1, -1}}}
	terms.Sites = append(terms.Sites, contract.Site{ID: "b.c"})
	terms.Grants = []contract.Grant{{ID: "covid", Shares: allOf("nobody"), Site: "z", Month: -1, Amount: -150}}
	terms.Costs = []contract.Cost{
		{ID: "rent", Bearer: contract.BearerProvider},
		{ID: "rent", Site: "a", Bearer: "landlord"}, // another rent: that of the site
		{ID: "rent", Site: "a", Bearer: contract.BearerProvider},
	}
	terms.Budget.Tolerance = -1
	senior := uncapped("senior", 1, -100)
	junior := uncapped("junior", 1, 100)
	junior.Coupon, junior.MOICCap, junior.IRRCap = math.NaN(), -1, math.Inf(1)
	terms.Capital = contract.Capital{
		Tranches: []contract.Tranche{senior, junior, uncapped("zero", 0, 0)}, Reserve: -1, First: -1, Every: 0,
		Hurdle: -1, Interest: -0.1, OnExhaustion: 7, Surplus: []contract.Portion{{To: "nobody", Millions: 900_000}},
	}
	terms.Cap = contract.AtMost(-1)

	_, err := contract.New(terms)
	if err == nil {
		t.Fatal("no error")
	}
	want := []string{
		"term.claim_every: 2 must be 1 or 3",
		"indices.cpi: cpi stands twice: must be there once",
		`outcomes: "" is no ID: must be letters, digits, _ or -`,
		"payers.fund.years.2020: 2020 stands twice: must be there once",
		"payers.vehicle: vehicle is a bearer already: must be another ID",
		"payers.vehicle.cap: -0.01 must be at least 0",
		`sites.b.c: "b.c" is no ID: must be letters, digits, _ or -`,
		"sites.a.tariffs.job.price: -5 must be at least 0",
		`sites.a.tariffs.job.index: "rpi" must be the ID of a price index`,
		"sites.a.tariffs.job.lag: 121 must be 0 to 120",
		"sites.a.tariffs.job.max_count: -3 must be 0 to 1000000000000000",
		"sites.a.tariffs.job.shares.council: council stands twice: must be there once",
		"sites.a.tariffs.job.shares: 0.9 must be 1, all shares and the unpaid part together",
		`sites.a.tariffs.stay: "stay" must be the ID of an outcome`,
		"sites.a.tariffs.stay.price: 20000000000000 in contract year 1 must be at most 10000000000000",
		"sites.a.provider.until: 1 must be 2 to 2147483647",
		`sites.a.provider.fees.cure: "cure" must be the ID of an outcome`,
		"sites.a.provider.reimburse: 2 must be 0 to 1",
		"sites.a.targets.job: 2 months must be 3, one count for each month of the term",
		"sites.a.targets.job: -1 in month 1 must be at least 0",
		`grants.covid.shares.nobody: "nobody" must be the ID of a payer`,
		`grants.covid.site: "z" must be the ID of a site`,
		"grants.covid.month: -1 must be 0 to 123",
		"grants.covid.amount: -1.50 must be at least 0",
		"costs.rent.bearer: provider needs a site: must be vehicle or a payer for a cost of the whole deal",
		`sites.a.costs.rent.bearer: "landlord" must be the ID of a payer, or vehicle or provider`,
		"sites.a.costs.rent: rent stands twice: must be there once",
		"budget.tolerance: -1e-06 must be 0 to 1000",
		"capital.tranches.senior.commitment: -1 must be at least 0",
		"capital.tranches.junior.rank: 1 is another tranche's: must be its own",
		"capital.tranches.junior.coupon: NaN must be 0 to 10",
		"capital.tranches.junior.irr_cap: +Inf must be 0 to 10",
		"capital.tranches.junior.moic_cap: -1 must be 0 to 1000",
		"capital.tranches.zero.rank: 0 must be 1 to 1000000",
		"capital.reserve: -0.01 must be at least 0",
		"capital.distribution.first: -1 must be 0 to 2147483647",
		"capital.distribution.every: 0 must be 1 to 2147483647",
		"capital.hurdle: -1 must be more than -1 and at most 10",
		"capital.interest: -0.1 must be 0 to 10",
		"capital.on_exhaustion: 7 must be accrue, stop or provider_bears",
		`capital.surplus.nobody: "nobody" must be the ID of a payer or a site, or intermediary`,
		"capital.surplus: 0.9 must be 1, all portions together",
		"cap: -0.01 must be at least 0",
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	var fault *contract.Fault
	if !errors.As(err, &fault) || fault.Address != "term.claim_every" || fault.Found != "2" {
		t.Errorf("the first fault is %+v", fault)
	}
}

// The faults of the clauses that many contracts lack.
func TestNewReportsFaultsOfClauses(t *testing.T) {
	terms := handTerms(3)
	terms.Payers[0].Period = contract.PeriodCap{Amounts: []money{-1}, Every: 601}
	terms.Payers[0].Late, terms.Payers[0].Recovery, terms.Payers[0].RecoveryLag = 121, -1, 121
	site := &terms.Sites[0]
	job := &site.Tariffs[0]
	job.Bands = []contract.Band{{Price: 1}, {UpTo: contract.AtMost(0), Price: -1}}
	job.Cap, job.Floor = contract.AtMost(10), 11
	job.Window = contract.Window{Set: true, After: "cure", Months: 601}
	job.Requires = []string{"job", "cure"}
	job.Shares = []contract.Share{{Payer: "fund", Millions: contract.Million, BackedBy: "council"}}
	site.ParticipantCap, site.Until = contract.AtMost(-1), contract.AtMost(3)
	site.Guarantee = contract.Guarantee{Referrals: -1, Every: 1, Credit: -1, Payer: "nobody"}
	site.StepIn = contract.StepIn{Gap: -2, Cost: -1}
	site.Provider.GainShare, site.Provider.PayAfter, site.Provider.Index = -1, 121, "rpi"
	terms.Measures = []contract.Measure{{ID: "m", Outcome: "job", Per: "cure", Site: "z", Cohorts: []contract.Cohort{
		{From: 1, Until: 0, Month: 2}, {Until: 2, Month: 1, Weight: -1},
	}}}
	terms.Rewards = []contract.Reward{{
		ID: "r", Measure: "n", Each: []contract.Step{{From: 5}, {From: 5, Amount: -2e15, PerPoint: 2e15}},
		Lag: 121, Cap: contract.AtMost(-1), Shares: allOf("fund"), Unpaid: 1,
	}}
	terms.Audit = contract.Audit{Every: 2, Tolerance: -1}
	terms.Tests = []contract.Test{{ID: "t", Month: 2, Outcome: "job", Share: -1, RunOff: 601, WindDown: -1, Payout: 2_000_000}}
	terms.Reviews = []contract.Review{{ID: "v", Outcome: "job", Caps: contract.Follow{Least: 2, Most: 1}}}
	terms.Grants = []contract.Grant{{ID: "g", Shares: []contract.Share{{Payer: "fund", Millions: 1}}, Month: 1, Every: 1, Until: 0}}
	bond := uncapped("bond", 1, 1)
	bond.Arrangement, bond.Undrawn, bond.Bullet, bond.Maturity = -1, -1, true, -1
	bond.Backing = contract.Backing{Part: -1, By: "nobody", Limit: contract.AtMost(-1)}
	terms.Capital = contract.Capital{
		Tranches: []contract.Tranche{bond}, Every: 1, Grace: -1, Draws: 9, FirstLoss: -1, LockUp: -1,
		Profit: []contract.Portion{{To: "fund", Millions: 600_000}, {To: "fund", Millions: 600_000}},
	}
	_, err := contract.New(terms)
	if err == nil {
		t.Fatal("no error")
	}
	var got []string
	for _, line := range strings.Split(err.Error(), "\n") {
		got = append(got, line[:strings.IndexByte(line, ':')])
	}
	wantList(
		t, "addresses", got,
		"payers.council.period_cap.every", "payers.council.period_cap.amount",
		"payers.council.late", "payers.council.recovery", "payers.council.recovery_lag",
		"sites.a.tariffs.job.bands", "sites.a.tariffs.job.bands", "sites.a.tariffs.job.bands", "sites.a.tariffs.job.bands",
		"sites.a.tariffs.job.floor", "sites.a.tariffs.job.window.after", "sites.a.tariffs.job.window.months",
		"sites.a.tariffs.job.requires.job", "sites.a.tariffs.job.requires.cure",
		"sites.a.tariffs.job.shares.fund.backed_by",
		"sites.a.participant_cap", "sites.a.until",
		"sites.a.guarantee.referrals", "sites.a.guarantee.credit", "sites.a.guarantee.payer",
		"sites.a.step_in.gap", "sites.a.step_in.cost",
		"sites.a.provider.index", "sites.a.provider.gain_share", "sites.a.provider.pay_after",
		"measures.m.per", "measures.m.site", "measures.m.cohorts.0.from",
		"measures.m.cohorts.1.month", "measures.m.cohorts.1.until", "measures.m.cohorts.1.weight",
		"rewards.r.measure", "rewards.r.each.1.from", "rewards.r.each.1.amount", "rewards.r.each.1.per_point",
		"rewards.r.lag", "rewards.r.cap", "rewards.r.shares",
		"audit.sample", "audit.tolerance",
		"tests.t.month", "tests.t.outcome", "tests.t.share", "tests.t.run_off", "tests.t.wind_down", "tests.t.payout", "tests.t.payer",
		"reviews.v.month", "reviews.v.caps.least",
		"grants.g.shares", "grants.g.until",
		"capital.tranches.bond.arrangement", "capital.tranches.bond.undrawn", "capital.tranches.bond.maturity",
		"capital.tranches.bond.backing.part", "capital.tranches.bond.backing.limit", "capital.tranches.bond.backing.by",
		"capital.grace", "capital.draws", "capital.first_loss", "capital.lock_up", "capital.profit.fund", "capital.profit",
	)
}

// A contract shares no memory with the clauses it was made from either.
func TestClausesAreCopied(t *testing.T) {
	all := func() bool { return true }
	terms := everyClause(all)
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	want := c.String()
	for _, t := range []contract.Terms{terms, c.Terms()} {
		job, stay := &t.Sites[0].Tariffs[0], &t.Sites[0].Tariffs[1]
		job.Bands[0].Price, job.Period.Amounts[0], job.Shares[0].BackedBy = 99, 99, ""
		stay.Requires[0] = ""
		t.Sites[0].Period.Amounts[0], t.Sites[0].Provider.Blocks[0] = 99, 99
		t.Payers[0].Period.Amounts[0], t.Period.Amounts[0] = 99, 99
		t.Grants[0].Shares[0].Millions = 99
		t.Measures[0].Cohorts[0].Month, t.Rewards[0].Each[0].Amount, t.Rewards[0].Pooled[0].Amount = 99, 99, 99
		t.Rewards[0].Shares[0].Payer, t.Tests[0].Month, t.Reviews[0].Month = "", 99, 99
		t.Capital.Profit[0].Millions, t.Capital.Surplus[0].Millions = 99, 99
	}
	if diff := cmp.Diff(want, c.String()); diff != "" {
		t.Errorf("the contract changed:\n%s", diff)
	}
}

func TestNewOfEmptyTerms(t *testing.T) {
	if _, err := contract.New(contract.Terms{}); err == nil {
		t.Error("no error")
	}
}

// A contract shares no memory with the terms it was made from or returns.
func TestContractIsImmutable(t *testing.T) {
	full := func() contract.Terms {
		terms := benchmarkDeal()
		terms.Payers[0].Years = []contract.YearBudget{{Year: 2020, Amount: 1}}
		terms.Sites[0].Targets = []contract.Target{{Outcome: "job_start", Total: 60, Months: slices.Repeat([]int32{1}, 60)}}
		terms.Sites[0].Provider.Fees = []contract.Fee{{Outcome: "job_start", Price: 1}}
		terms.Grants = []contract.Grant{{ID: "g", Shares: allOf("lcf"), Amount: 5}}
		terms.Indices = []string{"cpi"}
		return terms
	}
	terms := full()
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	for _, t := range []contract.Terms{terms, c.Terms()} {
		t.Indices[0] = ""
		t.Outcomes[0].ID = ""
		t.Payers[0].Years[0].Amount = 99
		t.Payers[0].ID = ""
		t.Sites[0].Tariffs[0].Prices[0] = 99
		t.Sites[0].Tariffs[0].Shares[0].Millions = 99
		t.Sites[0].Tariffs[0].Lag = 99
		t.Sites[0].Provider.Fees[0].Price = 99
		t.Sites[0].Targets[0].Months[0] = 99
		t.Sites[0].Targets[0].Outcome = ""
		t.Sites[0].ID = ""
		t.Grants[0].Amount = 99
		t.Costs[0].Bearer = ""
		t.Capital.Tranches[0].Commitment = 99
	}
	want := full()
	for k := range want.Outcomes {
		want.Outcomes[k].Paid = true
	}
	if diff := cmp.Diff(want, c.Terms(), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the contract changed:\n%s", diff)
	}
}

func TestAccessors(t *testing.T) {
	terms := handTerms(15)
	terms.Start = contract.MonthOf(2021, 3)
	terms.Sites[0].Tariffs[1].Lag = 3
	terms.Outcomes = append(terms.Outcomes, contract.Outcome{ID: "referral"})
	terms.Capital.Tranches = []contract.Tranche{uncapped("bond", 1, 1)}
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	wantIs(t, "months", c.Months(), 15)
	wantIs(t, "grid", c.Grid(), 18)
	first, n := c.FinancialYears() // March 2021 to August 2022
	wantIs(t, "first financial year", first, 2020)
	wantIs(t, "financial years", n, 3)
	wantIs(t, "of month 0", c.FinancialYearOf(0), 0)
	wantIs(t, "of month 1", c.FinancialYearOf(1), 1)
	wantIs(t, "of month 17", c.FinancialYearOf(17), 2)
	var names []string
	for a := range c.NumAccounts() + 1 {
		names = append(names, c.AccountName(contract.Account(a)))
	}
	wantList(t, "accounts", names, "vehicle", "supplier", "bank", "guarantor", "donor", "intermediary", "payers.council", "payers.fund",
		"capital.tranches.bond", "sites.a.provider", "")
	wantIs(t, "payer", c.AccountName(c.PayerAccount(1)), "payers.fund")
	wantIs(t, "tranche", c.AccountName(c.TrancheAccount(0)), "capital.tranches.bond")
	wantIs(t, "provider", c.AccountName(c.ProviderAccount(0)), "sites.a.provider")
	paid := c.Terms().Outcomes
	wantList(t, "paid outcomes", []bool{paid[0].Paid, paid[1].Paid, paid[2].Paid}, true, true, false)
}
