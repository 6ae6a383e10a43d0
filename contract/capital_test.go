package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// invested is a contract whose one cost the vehicle bears.
func invested(months int, tranches ...contract.Tranche) contract.Terms {
	terms := handTerms(months)
	terms.Costs = []contract.Cost{{ID: "staff", Bearer: contract.BearerVehicle}}
	terms.Capital.Tranches = tranches
	return terms
}

func TestJuniorIsDrawnFirstAndRewardedLast(t *testing.T) {
	terms := invested(3, uncapped("junior", 2, 50), uncapped("senior", 1, 100))
	grants(&terms, 0, 0, 275)
	// Month 0 draws 50 and 70, month 1 the last 30 and leaves 70 unpaid. Month
	// 2 has 275 − 70 = 205: 100 to the senior, 50 and the other 55 to the junior.
	l := byHand(t, terms, nil, nil, []money{120, 100, 0})
	wantList(t, "flows", l.TrancheFlow, -50, 0, 50+55, -70, -30, 100)
	wantList(t, "drawn", l.Drawn, 50, 100)
	wantList(t, "repaid", l.Repaid, 105, 100)
	wantList(t, "flow", l.Flow, -120, -30, 205)
	wantList(t, "arrears", l.Arrears, 0, 70, 0)
}

func TestCoupon(t *testing.T) {
	bond := uncapped("bond", 1, 10_000)
	bond.Coupon = percentAMonth
	terms := invested(5, bond)
	terms.Capital.First = 9 // so that only the last month distributes
	grants(&terms, 0, 0, 250, 0, 60)
	// Month 0 draws 10,000, on which nothing is owed yet. Month 1: U = 100, no
	// cash. Month 2: U = 100 + 1 % of 10,100 = 201, paid of 250. Month 3: 100,
	// of which the 49 left are paid. Month 4: U = 51 + 1 % of 10,051 (100.51,
	// to 101) = 152, of which 60.
	l := byHand(t, terms, nil, nil, []money{10_000})
	wantList(t, "flow", l.Flow, -10_000, 0, 201, 49, 60)
	wantIs(t, "clause", l.Postings[len(l.Postings)-1].Clause, "capital.tranches.bond.coupon")
}

func TestMOICCapAndSurplus(t *testing.T) {
	bond := uncapped("bond", 1, 100)
	bond.MOICCap = 1.5
	terms := invested(2, bond)
	terms.Capital.Surplus = []contract.Portion{{To: "fund", Millions: contract.Million}}
	grants(&terms, 0, 400)
	// Month 1: principal 100, then what is left of 150, then 250 go back.
	l := byHand(t, terms, nil, nil, []money{100})
	wantList(t, "flow", l.Flow, -100, 150)
	wantList(t, "spend", l.Spend, 0, 400-250)
	wantIs(t, "cash", l.Cash[1], 0)

	terms.Capital.Surplus = []contract.Portion{{To: "a", Millions: contract.Million}}
	l = byHand(t, terms, nil, nil, []money{100})
	wantList(t, "provider", l.Provider, 250)
}

func TestIRRCap(t *testing.T) {
	bond := uncapped("bond", 1, 1000)
	bond.IRRCap = percentAMonth
	terms := invested(4, bond)
	grants(&terms, 0, 500, 0, 5000)
	// The hurdle: 1000; 1010 − 500 = 510; 515.1, to 515; 520.15, to 520.
	l := byHand(t, terms, nil, nil, []money{1000})
	wantList(t, "flow", l.Flow, -1000, 500, 0, 520)
	wantIs(t, "cash", l.Cash[3], 5000-520)
}

func TestLastDistributionReleasesTheReserve(t *testing.T) {
	terms := invested(5, uncapped("bond", 1, 0))
	terms.Capital.Reserve, terms.Capital.First, terms.Capital.Every = 40, 1, 2
	grants(&terms, 100, 0, 7)
	l := byHand(t, terms, nil, nil)
	wantList(t, "flow", l.Flow, 0, 60, 0, 7, 40)
}

func TestInterest(t *testing.T) {
	terms := handTerms(3)
	terms.Capital.Interest = percentAMonth
	grants(&terms, 10_050)
	// 1 % of 10,050 is 100.5, to 101; of 10,151 101.51, to 102.
	l := byHand(t, terms, nil, nil)
	wantList(t, "cash", l.Cash, 10_050, 10_151, 10_253)
	wantIs(t, "bank", l.Balance[contract.Bank], -203)
}
