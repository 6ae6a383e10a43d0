package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

func TestClaimEveryMonth(t *testing.T) {
	l := byHand(t, handTerms(3), []int32{2, 0, 1}, []int32{1, 1, 0})
	wantList(t, "claimed", l.Claimed, 2*100+1*50, 1*50, 1*100)
	wantList(t, "cash", l.Cash, 250, 300, 400)
	wantList(t, "paid", l.Paid, 300, 100)
	wantList(t, "paid count", l.PaidCount, 3, 2)
	wantList(t, "payments", l.Payments, 400, 0)
	wantList(t, "uncapped", l.Uncapped, 400, 0)
}

func TestClaimEveryQuarter(t *testing.T) {
	terms := handTerms(5)
	terms.ClaimEvery = 3
	// The claim of month 2 covers 1 + 2 + 3 jobs, that of month 4, the last, 4 + 5.
	l := byHand(t, terms, []int32{1, 2, 3, 4, 5}, nil)
	wantList(t, "claimed", l.Claimed, 0, 0, 600, 0, 900)
}

func TestPriceOfContractYear(t *testing.T) {
	terms := handTerms(30)
	terms.Sites[0].Tariffs[0].Prices = []money{100, 110}
	jobs := make([]int32, 30)
	jobs[11], jobs[12], jobs[24] = 1, 1, 1 // years 0, 1 and 2, where the last price holds on
	l := byHand(t, terms, jobs, nil)
	wantIs(t, "month 11", l.Claimed[11], 100)
	wantIs(t, "month 12", l.Claimed[12], 110)
	wantIs(t, "month 24", l.Claimed[24], 110)
}

func TestIndexedPriceIsRoundedBeforeTheCount(t *testing.T) {
	terms := handTerms(1)
	terms.Sites[0].Tariffs[0].Prices = []money{105}
	terms.Sites[0].Tariffs[0].Index = "cpi"
	// 105 × 1.1 = 115.5, to 116; three of them 348, not round(346.5).
	l := byHand(t, terms, []int32{3}, nil)
	wantList(t, "claimed", l.Claimed, 348)
}

func TestCountCap(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Tariffs[0].MaxCount = contract.AtMost(4)
	l := byHand(t, terms, []int32{3, 3, 1}, nil)
	wantList(t, "claimed", l.Claimed, 300, 100, 0) // 3, then 1 of 3, then none
	wantIs(t, "paid count", l.PaidCount[0], 4)
	wantIs(t, "uncapped", l.Uncapped[0], 700)
	wantIs(t, "capped", l.TariffCapped, true)

	terms.Sites[0].Tariffs[0].MaxCount = contract.AtMost(7)
	l = byHand(t, terms, []int32{3, 3, 1}, nil)
	wantIs(t, "capped by a cap just met", l.TariffCapped, false)
}

func TestOutcomeCap(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Tariffs[0].Cap = contract.AtMost(350)
	l := byHand(t, terms, []int32{3, 3, 1}, nil)
	wantList(t, "claimed", l.Claimed, 300, 50, 0)
	wantIs(t, "paid count", l.PaidCount[0], 6) // the third month is paid nothing
	wantIs(t, "capped", l.TariffCapped, true)
}

func TestSiteCapScalesInProportion(t *testing.T) {
	terms := handTerms(2)
	terms.Sites[0].Cap = contract.AtMost(401)
	// 300 + 200 = 500 to 401: 240.6 and 160.4, the unit left to the first.
	l := byHand(t, terms, []int32{3, 1}, []int32{4, 0})
	wantList(t, "paid", l.Paid, 241, 160)
	wantList(t, "claimed", l.Claimed, 401, 0)
	wantList(t, "paid count", l.PaidCount, 3, 4)
	wantIs(t, "uncapped", l.Uncapped[0], 600)
	wantIs(t, "capped", l.Capped[0], true)
}

func TestSiteCapLastsTheWholeDeal(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Cap = contract.AtMost(401)
	l := byHand(t, terms, []int32{3, 3, 3}, nil)
	wantList(t, "claimed", l.Claimed, 300, 101, 0)
}

// shared makes the council pay 60 % of jobs, the fund 40 %.
func shared(months int) contract.Terms {
	terms := handTerms(months)
	terms.Sites[0].Tariffs[0].Shares = []contract.Share{{Payer: "council", Millions: 600_000}, {Payer: "fund", Millions: 400_000}}
	return terms
}

func TestPayerCap(t *testing.T) {
	terms := shared(2)
	terms.Payers[0].Cap = contract.AtMost(100)
	// The council owes 120 for jobs and 50 for stays, 170 to 100: 70 remainder
	// 100 and 29 remainder 70, the unit left to jobs. The fund's 80 stay.
	l := byHand(t, terms, []int32{2, 1}, []int32{1, 0})
	wantList(t, "paid", l.Paid, 71+80+40, 29) // in month 1 the fund pays its 40 alone
	wantList(t, "payments", l.Payments, 100, 120)
	wantList(t, "uncapped", l.Uncapped, 230, 120)
	wantList(t, "paid count", l.PaidCount, 3, 1)
	wantIs(t, "capped", l.PayerCapped, true)
}

func TestDealCap(t *testing.T) {
	terms := shared(2)
	terms.Cap = contract.AtMost(90)
	// 120 + 80 + 50 = 250 to 90: 43.2, 28.8 and 18, the unit left to the fund.
	l := byHand(t, terms, []int32{2, 1}, []int32{1, 0})
	wantList(t, "paid", l.Paid, 43+29, 18)
	wantList(t, "payments", l.Payments, 43+18, 29)
	wantList(t, "uncapped", l.Uncapped, 230, 120)
	wantList(t, "paid count", l.PaidCount, 2, 1)
	wantIs(t, "capped", l.DealCapped, true)
}

// A cap used up by one step is not given back by a later one.
func TestCapsAreNotGivenBack(t *testing.T) {
	terms := handTerms(2)
	terms.Sites[0].Cap = contract.AtMost(100)
	terms.Cap = contract.AtMost(60)
	l := byHand(t, terms, []int32{1, 1}, nil)
	wantList(t, "claimed", l.Claimed, 60, 0) // the site's cap was used up by 100, not by 60
}

func TestUnpaidPartIsNobodysDebt(t *testing.T) {
	terms := handTerms(1)
	terms.Sites[0].Tariffs[0].Prices = []money{101}
	terms.Sites[0].Tariffs[0].Shares[0].Millions = 750_000
	terms.Sites[0].Tariffs[0].Unpaid = 250_000
	terms.Sites[0].Tariffs[1].Shares = []contract.Share{{Payer: "council", Millions: contract.Million}}
	// 303 × 0.75 = 227.25 and × 0.25 = 75.75: the unit left is nobody's.
	l := byHand(t, terms, []int32{3}, nil)
	wantList(t, "claimed", l.Claimed, 227)
	wantList(t, "uncapped", l.Uncapped, 227, 0)
}

func TestLag(t *testing.T) {
	terms := handTerms(2)
	terms.Sites[0].Tariffs[0].Lag = 2
	l := byHand(t, terms, []int32{1, 2}, []int32{1, 1})
	wantList(t, "claimed", l.Claimed, 150, 250, 0, 0)
	wantList(t, "cash", l.Cash, 50, 100, 200, 400)
}

func TestItemised(t *testing.T) {
	terms := shared(1)
	terms.Sites[0].Tariffs[0].Lag = 1
	terms.Grants = []contract.Grant{{ID: "covid", Shares: allOf("fund"), Month: 1, Amount: 9}}
	l := byHand(t, terms, []int32{1}, []int32{1})
	c, _ := contract.New(terms)
	council, fund := c.PayerAccount(0), c.PayerAccount(1)
	wantList(t, "postings", l.Postings,
		contract.Posting{Month: 0, From: council, To: contract.Vehicle, Amount: 50, Clause: "sites.a.tariffs.stay"},
		contract.Posting{Month: 1, From: fund, To: contract.Vehicle, Amount: 9, Clause: "grants.covid"},
		contract.Posting{Month: 1, From: council, To: contract.Vehicle, Amount: 60, Clause: "sites.a.tariffs.job"},
		contract.Posting{Month: 1, From: fund, To: contract.Vehicle, Amount: 40, Clause: "sites.a.tariffs.job"},
	)
}
