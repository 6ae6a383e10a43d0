package deal

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// TestClausesAreLowered works the clauses of the full example by hand.
func TestClausesAreLowered(t *testing.T) {
	d := mustNew(t, full())
	made, a := d.Contract(), d.Assumptions()
	terms := made.Terms()
	site, harrow := terms.Sites[0], terms.Sites[2]
	yearly := contract.PeriodCap{Amounts: []int64{15000000}, CarryOver: true}
	halves := contract.PeriodCap{Amounts: []int64{9000000, 8000050}, Every: 6}
	tranche := terms.Capital.Tranches[0]
	check := func(name string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n got %+v\nwant %+v", name, got, want)
		}
	}
	check("period cap of the deal", terms.Period, yearly)
	check("of a payer", terms.Payers[1].Period, halves)
	check("of a site", site.Period, yearly)
	check("of a tariff", site.Tariffs[1].Period, halves)
	check("bands", site.Tariffs[2].Bands, []contract.Band{{UpTo: contract.AtMost(20), Price: 30000}, {Price: 25050}})
	check("window", site.Tariffs[1].Window, contract.Window{Set: true, After: "job_start", Months: 6})
	check("requires", site.Tariffs[1].Requires, []string{"job_start"})
	check("floor", site.Tariffs[0].Floor, int64(2000000))
	check("shares", harrow.Tariffs[0].Shares, []contract.Share{{Payer: "council", Millions: 600000, BackedBy: "fund"}, {Payer: "fund", Millions: 300000}})
	check("participant cap", []contract.Limit{site.ParticipantCap, harrow.ParticipantCap}, []contract.Limit{contract.AtMost(800000), contract.AtMost(900000)})
	check("guarantee of referrals", harrow.Guarantee, contract.Guarantee{Referrals: 60, Every: 6, Credit: 40000, Payer: "council"})
	check("step-in", harrow.StepIn, contract.StepIn{Gap: 3, Cost: 1500000})
	check("until", site.Until, contract.AtMost(22))
	council := terms.Payers[0]
	check("late and recovery", []int64{int64(council.Late), council.Recovery, int64(council.RecoveryLag)}, []int64{2, 400000, 6})
	check("measures", terms.Measures, []contract.Measure{
		{ID: "starts", Outcome: "job_start", Per: "referral", Site: "enfield", Cohorts: []contract.Cohort{{ID: "first", Until: 11, Month: 17, Weight: 1}, {ID: "second", From: 12, Until: 23, Month: 23, Weight: 1}}},
		{ID: "earnings", Cohorts: []contract.Cohort{{ID: "all", Until: 20, Month: 20, Weight: 150}}},
	})
	check("a reward", terms.Rewards[0], contract.Reward{
		ID: "bonus", Measure: "starts", Lag: 1, Cap: contract.AtMost(6000000),
		Each:   []contract.Step{{From: 0, Amount: -500000, PerPoint: 10000}, {From: 300000, Amount: 1000000}},
		Pooled: []contract.Step{{From: 250000, Amount: 2000000, PerPoint: -5050}},
		Shares: []contract.Share{{Payer: "council", Millions: 700000, BackedBy: "fund"}, {Payer: "fund", Millions: 200000}}, Unpaid: 100000,
	})
	check("audit", terms.Audit, contract.Audit{Every: 6, Sample: 20, Tolerance: 50000})
	check("tests", terms.Tests, []contract.Test{{ID: "year_one", Month: 11, Outcome: "job_start", Site: "enfield", Share: 300000, RunOff: 6, WindDown: 2000000, Payout: 500000, Payer: "fund"}})
	check("reviews", terms.Reviews, []contract.Review{{
		ID: "midway", Month: 12, Outcome: "job_start",
		Caps: contract.Follow{Part: 500000, Least: 800000, Most: 1200000}, Volumes: contract.Follow{Part: -250000, Least: 900000, Most: 1100000},
	}})
	check("a grant of several", terms.Grants[1], contract.Grant{
		ID: "core", Month: 3, Every: 6, Until: 21, Amount: 400000,
		Shares: []contract.Share{{Payer: "council", Millions: 250000}, {Payer: "fund", Millions: 750000}},
	})
	check("a grant of one", terms.Grants[0].Shares, []contract.Share{{Payer: "fund", Millions: contract.Million}})
	p := site.Provider
	check("provider", []int64{p.GainShare, int64(p.PayAfter), p.Reserve.Amount}, []int64{100000, 1, 2500000})
	check("blocks", [][]int64{p.Blocks, terms.Sites[1].Provider.Blocks}, [][]int64{{100000}, {100000, 110050}})
	k := terms.Capital
	check("capital", []int64{int64(k.Draws), int64(k.Grace), int64(k.LockUp), k.FirstLoss}, []int64{int64(contract.ProRata), 2, 12, 5000000})
	check("profit", k.Profit, []contract.Portion{{To: "intermediary", Millions: 100000}, {To: "enfield", Millions: 200000}})
	check("surplus", k.Surplus, []contract.Portion{{To: "fund", Millions: contract.Million}})
	if !k.Locked || !tranche.Accrues || !tranche.Bullet || tranche.Maturity != 24 || tranche.Arrangement != 10000 || tranche.Undrawn != 0.005 {
		t.Errorf("capital %+v", k)
	}
	check("guarantee", tranche.Backing, contract.Backing{Part: 500000, By: "fund", Limit: contract.AtMost(10000000)})

	if a.Start != int(contract.MonthOf(2020, 4)) || a.AuditError.Address != "audit.error" || len(a.Measures) != 1 || a.Measures[0].Effect.Address != "measures.earnings.effect" {
		t.Errorf("start %d, audit %+v, measures %+v", a.Start, a.AuditError, a.Measures)
	}
	if x := a.Payers[0]; x.Late.Address != "payers.council.late.probability" || x.Default.Kind != assumptions.Beta {
		t.Errorf("payer %+v", x)
	}
	if x := a.Sites[2]; x.Failure.Address != "failure.annual" || x.Resubmitted[0].Probability.Address != "resubmission.job_start.probability" || x.Resubmitted[0].After != 2 {
		t.Errorf("harrow %+v %+v", x.Failure, x.Resubmitted)
	}
	if x := a.Sites[0].Failure.Address; x != "sites.enfield.failure.annual" {
		t.Errorf("enfield's failure is %s", x)
	}
	if x := a.Sites[0].Pathway[7]; x.Counted != assumptions.CountedDaily || x.Probability.Uncertain() || x.Delay.Kind != assumptions.Geometric {
		t.Errorf("state %+v", x)
	}
	if x := a.Sites[1].Specialists; !reflect.DeepEqual(x.FTE, []float64{1, 2.5}) || x.Caseload != 20 || x.Stay != 9 || x.Vacancy != 2 || x.TurnAway || x.Turnover.Address != "specialists.turnover" ||
		x.DropOut.Address != "specialists.drop_out" || x.LoadSD.Value != 0.1 || x.EffectSD.Address != "specialists.effect_sd" || x.Correlation.Value != -0.3 || x.Outcome != "job_start" || len(x.On) != 2 {
		t.Errorf("barnet's specialists %+v", x)
	}
	if x := a.Sites[0].Specialists; !reflect.DeepEqual(x.FTE, []float64{4.5}) || x.EffectSD.Address != "sites.enfield.specialists.effect_sd" {
		t.Errorf("enfield's specialists %+v", x)
	}
	if x := a.Sites[2].Measurements[0]; x.Outcome != "housed" || x.Sensitivity.Address != "measurement.housed.sensitivity" || x.Specificity.Value != 0.95 || x.Missing.Value != 0.2 {
		t.Errorf("measurement %+v", x)
	}
	if x := a.Sites[2].Hours[0]; x.Outcome != "job_start" || x.Mean.Address != "hours.job_start.mean" || x.SD.Value != 8 || x.Min != 2 || x.Max != 48 || x.From != 16 {
		t.Errorf("hours %+v", x)
	}
	if x := a.Costs[1].VAT; math.Abs(x-0.15) > 1e-12 {
		t.Errorf("VAT %v", x)
	}
}

// TestBackers: the payer that backs is where a share is, the commissioner the
// site's own, and nobody backs itself.
func TestBackers(t *testing.T) {
	doc := small()
	doc.Payers = Table[Payer]{{"fund", Payer{BackedBy: "commissioner"}}, {"council", Payer{BackedBy: "commissioner"}}, {"county", Payer{}}}
	doc.Sites[1].Value.Commissioner = "county"
	doc.Shares = Table[Quantity]{{"fund", Num("0.5")}, {"council", Num("0.5")}}
	made := mustNew(t, doc).Contract()
	for i, want := range [][]string{{"council", ""}, {"county", "county"}} {
		for j, share := range made.Terms().Sites[i].Tariffs[0].Shares {
			if share.BackedBy != want[j] {
				t.Errorf("site %d: %s is backed by %q, want %q", i, share.Payer, share.BackedBy, want[j])
			}
		}
	}
}

// TestRewardsShareLikeTheDeal: a reward without shares has the deal's, and
// setting one of them writes all.
func TestRewardsShareLikeTheDeal(t *testing.T) {
	doc := small()
	doc.Measures = Table[Measure]{{"pay", Measure{Site: "barnet", Cohorts: Table[Cohort]{{"all", Cohort{Month: "9"}}}}}}
	doc.Rewards = Table[Reward]{{"bonus", Reward{Measure: "pay", Each: Table[Step]{{"one", Step{From: Num("0.1"), Amount: Num("5")}}}}}}
	d := mustNew(t, doc)
	made := d.Contract()
	want := []contract.Share{{Payer: "council", Millions: 600000}, {Payer: "fund", Millions: 400000}}
	if got := made.Terms().Rewards[0].Shares; !reflect.DeepEqual(got, want) {
		t.Errorf("shares %+v", got)
	}
	if at := d.Origin("rewards.bonus.shares.fund"); at != "shares.fund" {
		t.Errorf("the share is written at %s", at)
	}
	d = mustWith(t, d, Set("rewards.bonus.shares.fund", 0.3), Set("rewards.bonus.shares.commissioner", 0.7))
	if got := get(t, d, "rewards.bonus.shares.commissioner"); got != "0.7" || get(t, d, "shares.fund") != "0.4" {
		t.Errorf("the commissioner's part is %s", got)
	}
}

// TestLastMonths: what moves the last month in which a bullet may be repaid,
// and what that in which a grant may fall due.
func TestLastMonths(t *testing.T) {
	doc := small()
	doc.Capital.Tranches[0].Value.Repayment = "bullet"
	doc.Grants = Table[Grant]{{"g", Grant{Payer: "fund", Month: "0", Every: Num("3"), Amount: Num("1")}}}
	for _, step := range []struct {
		change         func()
		maturity, last int
	}{
		{func() {}, 23, 23},
		{func() { doc.Tariffs[0].Value.Lag = Num("2") }, 25, 25},
		{func() { doc.Payers[0].Value.Late.Months = Num("4") }, 25, 25},
		{func() { doc.Payers[0].Value.Late.Probability = Num("0.1") }, 29, 25},
		{func() { doc.Payers[1].Value.Default.Lag = Num("3") }, 32, 25},
		{func() { doc.Provider.PayAfter = Num("9") }, 32, 25},
		{func() { doc.Provider.PayAfter = Num("10") }, 33, 25},
	} {
		step.change()
		made := mustNew(t, doc).Contract()
		terms := made.Terms()
		if m, u := terms.Capital.Tranches[0].Maturity, terms.Grants[0].Until; m != step.maturity || u != step.last {
			t.Errorf("maturity %d, last grant %d; want %d, %d", m, u, step.maturity, step.last)
		}
	}
}

// TestOurAddresses: what the contract complains about is found where the user wrote it.
func TestOurAddresses(t *testing.T) {
	doc := full()
	c := &checker{faults: newFaults(), doc: &doc, merged: merge(&doc), start: contract.MonthOf(2020, 4)}
	for theirs, want := range map[string]string{
		"term.claim_every":                                        "term.claims",
		"capital.distribution.every":                              "capital.distributions.every",
		"period_cap":                                              "period_cap",
		"payers.council.years.2021":                               "payers.council.budget_by_year.1",
		"payers.council.period_cap":                               "payers.council.period_cap",
		"payers.council.late":                                     "payers.council.late.months",
		"payers.council.recovery":                                 "payers.council.default.recovery",
		"payers.council.recovery_lag":                             "payers.council.default.lag",
		"sites.harrow.participant_cap":                            "participant_cap",
		"sites.harrow.guarantee.referrals":                        "minimum_referrals.count",
		"sites.harrow.guarantee.credit":                           "minimum_referrals.credit",
		"sites.harrow.guarantee.payer":                            "sites.harrow.commissioner",
		"sites.harrow.step_in.gap":                                "failure.gap",
		"sites.enfield.until":                                     "sites.enfield.until",
		"sites.barnet.provider.block":                             "sites.barnet.provider.block_by_year",
		"sites.harrow.provider.gain_share":                        "provider.gain_share",
		"sites.harrow.tariffs.weeks13.price":                      "tariffs.weeks13.price_by_year",
		"sites.harrow.tariffs.trained.bands.1":                    "tariffs.trained.bands.rest",
		"sites.harrow.tariffs.trained.bands":                      "tariffs.trained.bands",
		"sites.harrow.tariffs.weeks13.window.months":              "tariffs.weeks13.window.months",
		"sites.harrow.tariffs.weeks13.requires.job_start":         "tariffs.weeks13.requires.0",
		"sites.harrow.tariffs.job_start.floor":                    "tariffs.job_start.floor",
		"sites.harrow.tariffs.job_start.period_cap":               "tariffs.job_start.period_cap",
		"sites.harrow.tariffs.job_start.unpaid":                   "tariffs.job_start.shares.unpaid",
		"sites.harrow.tariffs.job_start.shares.council":           "tariffs.job_start.shares.commissioner",
		"sites.harrow.tariffs.job_start.shares.council.backed_by": "payers.council.backed_by",
		"measures.starts.cohorts.1":                               "measures.starts.cohorts.second",
		"measures.starts.cohorts.1.month":                         "measures.starts.cohorts.second.month",
		"measures.starts.per":                                     "measures.starts.per",
		"rewards.bonus.each.1":                                    "rewards.bonus.each.high",
		"rewards.bonus.pooled.0":                                  "rewards.bonus.pooled.all",
		"rewards.bonus.unpaid":                                    "rewards.bonus.shares.unpaid",
		"rewards.bonus.shares.council":                            "rewards.bonus.shares.commissioner",
		"tests.year_one.exit":                                     "tests.year_one.then",
		"tests.year_one.run_off":                                  "tests.year_one.run_off",
		"reviews.midway.caps":                                     "reviews.midway.caps",
		"audit.sample":                                            "audit.sample",
		"capital.tranches.senior.backing.part":                    "capital.tranches.senior.guarantee.share",
		"capital.tranches.senior.backing.by":                      "capital.tranches.senior.guarantee.by",
		"capital.tranches.senior.arrangement":                     "capital.tranches.senior.arrangement_fee",
		"capital.tranches.senior.undrawn":                         "capital.tranches.senior.commitment_fee",
		"capital.tranches.senior.maturity":                        "capital.tranches.senior.maturity",
		"capital.lock_up":                                         "capital.lock_up",
		"grants.start_up.shares.fund":                             "grants.start_up.payer",
		"grants.core.shares.fund":                                 "grants.core.shares.fund",
	} {
		got := c.merged.origin(c.ours(theirs))
		if got != want {
			t.Errorf("%s is ours at %s, want %s", theirs, got, want)
		}
		if _, known := Describe(got); !known && !strings.HasSuffix(got, ".commissioner") {
			t.Errorf("%s is no address", got)
		}
	}
}

// TestScaleToMillionths: what the contract holds in millionths is rounded to them.
func TestScaleToMillionths(t *testing.T) {
	d := mustWith(t, mustNew(t, full()), Scale("rewards.bonus.each.high.from", 1.0/3), Scale("reviews.midway.caps.most", 1.0000001), Scale("capital.first_loss", 0.333333))
	for address, want := range map[string]string{"rewards.bonus.each.high.from": "0.1", "reviews.midway.caps.most": "1.2", "capital.first_loss": "16666.65"} {
		if got := get(t, d, address); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
	if _, err := d.With(Set("reviews.midway.caps.most", 1.2345678)); err == nil || !strings.Contains(err.Error(), "must have at most 6 decimals") {
		t.Errorf("error %v", err)
	}
}
