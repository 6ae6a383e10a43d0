package contract_test

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
)

func TestOrdersOfDrawing(t *testing.T) {
	draws := func(order contract.DrawOrder) *contract.Ledger {
		terms := invested(1, uncapped("junior", 2, 50), uncapped("senior", 1, 100))
		terms.Capital.Draws = order
		return byHand(t, terms, nil, nil, []money{71})
	}
	wantList(t, "junior first", draws(contract.JuniorFirst).Drawn, 50, 21)
	wantList(t, "senior first", draws(contract.SeniorFirst).Drawn, 0, 71)
	// 71/3 = 23.67 and 47.33: the odd unit to the larger remainder.
	wantList(t, "pro rata", draws(contract.ProRata).Drawn, 24, 47)
}

func TestFirstLossIsDrawnFirst(t *testing.T) {
	terms := invested(2, uncapped("bond", 1, 100))
	terms.Capital.FirstLoss = 30
	l := byHand(t, terms, nil, nil, []money{20, 40})
	wantList(t, "donor", paidUnder(l, "capital.first_loss"), 20, 10)
	wantIs(t, "first loss", l.FirstLoss, 30)
	wantList(t, "drawn", l.Drawn, 30)
	wantIs(t, "donor's account", l.Balance[contract.Donor], -30)
}

func TestLockedReceipts(t *testing.T) {
	terms := invested(3, uncapped("bond", 1, 50))
	terms.Capital.Locked, terms.Capital.First = true, 9
	grants(&terms, 100)
	// The 50 are drawn although there is cash; then the cash pays.
	l := byHand(t, terms, nil, nil, []money{30, 30, 30})
	wantList(t, "flow", l.Flow, -30, -20, 60)
}

func TestFeesArePaidLikeCoupon(t *testing.T) {
	bond := uncapped("bond", 1, 10_000)
	bond.Arrangement, bond.Undrawn = 20_000, percentAMonth
	terms := invested(4, bond)
	terms.Capital.First = 9
	grants(&terms, 10_000)
	// Month 0: 200 and 1 % of the 10,000 not drawn; the cash is 10,000 less the
	// cost of 1,000. Then 100 a month.
	l := byHand(t, terms, nil, nil, []money{1000, 0, 0, 0})
	wantList(t, "fees", paidUnder(l, "capital.tranches.bond.coupon"), 300, 100, 100, 100)
	wantIs(t, "all", l.Repaid[0], 9000)
}

func TestAccruedCouponAndBullet(t *testing.T) {
	bond := uncapped("bond", 1, 10_000)
	bond.Coupon, bond.Accrues, bond.Bullet, bond.Maturity = percentAMonth, true, true, 3
	terms := invested(5, bond)
	terms.Capital.First, terms.Capital.Every, terms.Capital.LockUp = 1, 1, 9
	grants(&terms, 0, 50, 3000, 0, 9000)
	// Month 1: U = 100, of which 50. Month 2: 50 + 1 % of 10,050 (100.5, to 101)
	// = 151. Month 3: 100, then principal from what is left, 2,749. Month 4: 1 %
	// of 7,251, 73, then 7,251, and profit of the rest of the 9,000.
	l := byHand(t, terms, nil, nil, []money{10_000})
	wantList(t, "coupon", paidUnder(l, "capital.tranches.bond.coupon"), 0, 50, 151, 100, 73)
	wantList(t, "flow", l.Flow, -10_000, 50, 151, 2849, 9000)
}

func TestProfitAndSurplus(t *testing.T) {
	bond := uncapped("bond", 1, 100)
	bond.MOICCap = 1.5
	terms := invested(3, bond)
	terms.Capital.LockUp = 2
	terms.Capital.Profit = []contract.Portion{{To: "a", Millions: 250_000}, {To: contract.ToIntermediary, Millions: 150_000}}
	terms.Capital.Surplus = []contract.Portion{{To: "fund", Millions: 500_000}, {To: "council", Millions: 500_000}}
	grants(&terms, 0, 301)
	// Month 1 repays 100 and keeps 201. Month 2 splits it: 50.25, 30.15 and
	// 120.6, the odd unit to the investors, who may have 50; 71 are left.
	l := byHand(t, terms, nil, nil, []money{100})
	wantList(t, "flow", l.Flow, -100, 100, 50)
	wantList(t, "provider", l.Provider, 50)
	wantIs(t, "intermediary", l.Balance[contract.IntermediaryAccount], 30)
	wantList(t, "spend", l.Spend, -35, 301-36)
	wantList(t, "profit", paidUnder(l, "capital.profit"), 0, 0, 80)
	wantList(t, "surplus", paidUnder(l, "capital.surplus"), 0, 0, 71)
}

func TestGuaranteeOfATranche(t *testing.T) {
	bond, note := uncapped("bond", 1, 100), uncapped("note", 2, 100)
	bond.Backing = contract.Backing{Part: 800_000, Limit: contract.AtMost(45)}
	note.Backing = contract.Backing{Part: 500_000, By: "fund"}
	terms := invested(2, bond, note)
	grants(&terms, 0, 30)
	// Both pay in 100; the bond receives 30 and lacks 50 of 80, of which 45;
	// the note lacks 50.
	l := byHand(t, terms, nil, nil, []money{200})
	wantList(t, "backed", l.Backed, 45, 50)
	wantList(t, "repaid", l.Repaid, 75, 50)
	wantIs(t, "guarantor", l.Balance[contract.Guarantor], -45)
	wantList(t, "spend", l.Spend, 0, 80)
	wantList(t, "clause", paidUnder(l, "capital.tranches.note.backing"), 0, 50)
}

// When an IRR cap binds, the tranche's own flows return just the cap, and the
// rest is the surplus.
func TestIRRCapIsTheReturn(t *testing.T) {
	bond := uncapped("bond", 1, 1e14)
	bond.IRRCap = 0.08
	terms := invested(40, bond)
	terms.Capital.Surplus = []contract.Portion{{To: "council", Millions: contract.Million}}
	cost, paid := make([]money, 40), make([]money, 40)
	for m := range 24 {
		cost[m] = 4e12
		paid[m+16] = 9e12 + money(m)*1e10
	}
	grants(&terms, paid...)
	for i := range terms.Grants {
		terms.Grants[i].ID = "g" + string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	l := byHand(t, terms, nil, nil, cost)
	if rate, _ := cashflow.IRR(l.Flow); math.Abs(rate-0.08) > 1e-9 {
		t.Errorf("the return is %v, want 0.08", rate)
	}
	if surplus := total(paidUnder(l, "capital.surplus")); surplus <= 0 {
		t.Errorf("the surplus is %d", surplus)
	}
}

func total(x []money) money {
	sum := money(0)
	for _, v := range x {
		sum += v
	}
	return sum
}

func TestProviderBlocksGainShareAndDelay(t *testing.T) {
	terms := handTerms(14)
	terms.Sites[0].Provider = contract.Provider{
		Blocks: []money{105, 200}, Index: "cpi", From: 11, Until: 12,
		GainShare: 100_000, PayAfter: 2,
	}
	grants(&terms, 5000)
	jobs := make([]int32, 14)
	jobs[3] = 2
	// 105 at 1.1 is 115.5, to 116; 200 is 220; a tenth of 200. All two months later.
	l := byHand(t, terms, jobs, nil)
	wantIs(t, "grid", len(l.Cash), 16)
	wantList(t, "paid", paidUnder(l, "sites.a.provider"), 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 116, 220, 0)
	wantIs(t, "cost", l.CostTotal, 356)
	wantIs(t, "provider", l.Provider[0], 356)
}

func TestLowestBalanceOfAProvider(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Provider = contract.Provider{Fees: []contract.Fee{{Outcome: "job", Price: 90}}, PayAfter: 1}
	terms.Costs = []contract.Cost{{ID: "rent", Site: "a", Bearer: contract.BearerProvider}}
	// It pays 40, 40 and 40 and receives 90 for the job of month 0 in month 1.
	l := byHand(t, terms, []int32{1, 0, 0}, nil, []money{40, 40, 40})
	wantList(t, "low", l.Low, -40)
	wantIs(t, "balance", l.Provider[0]-l.Own[0], -30)
}

// In the last month the coupon comes before what is paid back to payers.
func TestCreditsArePaidAfterTheCoupon(t *testing.T) {
	bond := uncapped("bond", 1, 1000)
	bond.Coupon = percentAMonth
	terms := invested(2, bond)
	grants(&terms, 0, 12)
	terms.Measures = []contract.Measure{{ID: "effect", Cohorts: []contract.Cohort{{ID: "all", Month: 1, Weight: 1}}}}
	terms.Rewards = []contract.Reward{{
		ID: "reward", Measure: "effect", Each: []contract.Step{{Amount: -100}}, Shares: allOf("council"),
	}}
	l := byHand(t, terms, nil, nil, []money{1000})
	wantList(t, "credit", l.Credit, 100, 0)
	wantList(t, "repaid", l.Repaid, 10)
	wantList(t, "settled", l.Settled, 2, 0)
}
