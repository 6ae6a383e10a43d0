package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// grants gives the vehicle cash from the fund, month by month.
func grants(terms *contract.Terms, amounts ...money) {
	for m, x := range amounts {
		terms.Grants = append(terms.Grants, contract.Grant{ID: "g" + string(rune('0'+m)), Shares: allOf("fund"), Month: m, Amount: x})
	}
}

func TestGrantsAndFinancialYears(t *testing.T) {
	terms := handTerms(14)
	terms.Start = contract.MonthOf(2021, 2) // months 0 and 1 in 2020, 2 to 13 in 2021
	grants(&terms, 1, 20, 300)
	terms.Costs = []contract.Cost{{ID: "evaluation", Bearer: "fund"}}
	cost := make([]money, 14)
	cost[1], cost[13] = 4000, 50000
	l := byHand(t, terms, nil, nil, cost)
	wantList(t, "spend", l.Spend, 0, 0, 4021, 50300)
	wantIs(t, "cash", l.Cash[13], 321)
	wantIs(t, "cost of the deal", l.CostTotal, 54000)
}

func TestProviderPayment(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Provider = contract.Provider{
		Blocks: []money{1000}, From: 1, Until: 1,
		Fees: []contract.Fee{{Outcome: "job", Price: 7}}, Reimburse: 500_000,
	}
	terms.Costs = []contract.Cost{{ID: "rent", Site: "a", Bearer: contract.BearerProvider}}
	grants(&terms, 5000)
	// Month 0: 2 jobs 14, half of 3 is 1.5, to 2. Month 1: 1000 + 0 + 5.
	l := byHand(t, terms, []int32{2, 0, 0}, nil, []money{3, 10, 0})
	wantList(t, "provider", l.Provider, 14+2+1000+5)
	wantList(t, "own", l.Own, 13)
	wantIs(t, "cost: the rent, since the provider bears a cost line", l.CostTotal, 13)

	terms.Costs[0].Bearer = contract.BearerVehicle
	l = byHand(t, terms, []int32{2, 0, 0}, nil, []money{3, 10, 0})
	wantIs(t, "cost: the rent and what the provider is paid", l.CostTotal, 13+14+1000)
}

func TestArrearsArePaidFirst(t *testing.T) {
	terms := handTerms(2)
	terms.Costs = []contract.Cost{
		{ID: "x", Bearer: contract.BearerVehicle, Rank: 1},
		{ID: "y", Bearer: contract.BearerVehicle, Rank: 0},
	}
	grants(&terms, 25, 12)
	l := byHand(t, terms, nil, nil, []money{10, 10}, []money{20, 20})
	pay := func(month int, amount money, clause string) contract.Posting {
		return contract.Posting{Month: month, From: contract.Vehicle, To: contract.Supplier, Amount: amount, Clause: clause}
	}
	var paid []contract.Posting
	for _, p := range l.Postings {
		if p.From == contract.Vehicle {
			paid = append(paid, p)
		}
	}
	wantList(t, "paid", paid,
		pay(0, 20, "costs.y"), pay(0, 5, "costs.x"), // y has the lower rank
		pay(1, 5, "costs.x"), pay(1, 7, "costs.y"), // the arrears of x, then y of this month
	)
	wantList(t, "arrears", l.Arrears, 5, 13+10)
	wantIs(t, "unpaid", l.Unpaid, 23)
	wantList(t, "cost", l.Cost, 20, 40) // incurred, paid or not
}

func TestStop(t *testing.T) {
	terms := handTerms(4)
	terms.Costs = []contract.Cost{{ID: "staff", Bearer: contract.BearerVehicle}}
	terms.Capital.OnExhaustion = contract.Stop
	grants(&terms, 150)
	// Month 0 pays 100 of 150; month 1 owes 100 and pays 50: service stops.
	l := byHand(t, terms, []int32{0, 0, 1, 1}, nil, []money{100, 100, 100, 100})
	wantIs(t, "stopped", l.Stopped, 1)
	wantList(t, "cost", l.Cost, 200)
	wantList(t, "arrears", l.Arrears, 0, 50, 50, 50)
	wantList(t, "claimed", l.Claimed, 0, 0, 0, 0)
	wantIs(t, "achieved", l.Achieved[0], 2)
	wantIs(t, "evidenced", l.Evidenced[0], 0)
}

// A claim made after the end of service covers the months up to it.
func TestStopWithinAQuarter(t *testing.T) {
	terms := handTerms(3)
	terms.ClaimEvery = 3
	terms.Sites[0].Tariffs[0].Prices = []money{30}
	terms.Costs = []contract.Cost{{ID: "staff", Bearer: contract.BearerVehicle}}
	terms.Capital.OnExhaustion = contract.Stop
	grants(&terms, 150)
	l := byHand(t, terms, []int32{1, 1, 1}, nil, []money{100, 100, 100})
	wantList(t, "claimed", l.Claimed, 0, 0, 60) // not 90
	wantList(t, "arrears", l.Arrears, 0, 50, 0)
	wantList(t, "cash", l.Cash, 50, 0, 10)
	wantIs(t, "stopped", l.Stopped, 1)
	wantIs(t, "paid count", l.PaidCount[0], 2)
}

func TestProviderBears(t *testing.T) {
	terms := handTerms(2)
	terms.Sites[0].Provider = contract.Provider{Blocks: []money{40}, Until: 0, Rank: 1}
	terms.Costs = []contract.Cost{
		{ID: "evaluation", Bearer: contract.BearerVehicle, Rank: 2},
		{ID: "staff", Site: "a", Bearer: contract.BearerVehicle, Rank: 0},
	}
	terms.Capital.OnExhaustion = contract.ProviderBears
	grants(&terms, 60, 5)
	// Staff take the 60; their other 40 the provider pays. The block lapses.
	// The evaluation's 30 become arrears, of which month 1 pays 5.
	l := byHand(t, terms, nil, nil, []money{30}, []money{100})
	wantList(t, "own", l.Own, 40)
	wantList(t, "provider", l.Provider, 0)
	wantList(t, "arrears", l.Arrears, 30, 25)
	wantIs(t, "supplier", l.Balance[contract.Supplier], 105)
}
