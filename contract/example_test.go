package contract_test

import (
	"fmt"

	"github.com/sibsim/sibsim/contract"
)

// A bond of 1,000 pays for a service; a council and a fund share the price of
// each job. All amounts are in pence.
func bondTerms() contract.Terms {
	return contract.Terms{
		Currency: contract.Currency{Code: "GBP", Digits: 2},
		Start:    contract.MonthOf(2020, 4), Months: 2, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "job"}},
		Payers:   []contract.Payer{{ID: "council"}, {ID: "fund", Class: contract.Central}},
		Sites: []contract.Site{{
			ID: "enfield",
			Tariffs: []contract.Tariff{{
				Outcome: "job", Prices: []contract.Money{450_00},
				Shares: []contract.Share{{Payer: "council", Millions: 600_000}, {Payer: "fund", Millions: 400_000}},
			}},
			Cap: contract.AtMost(1500_00),
		}},
		Costs: []contract.Cost{{ID: "staff", Site: "enfield", Bearer: contract.BearerVehicle}},
		Capital: contract.Capital{
			Tranches: []contract.Tranche{{
				ID: "bond", Commitment: 1000_00, Rank: 1, MOICCap: 1.25, IRRCap: contract.NoCap,
			}},
			First: 1, Every: 1, Surplus: []contract.Portion{{To: "council", Millions: contract.Million}},
		},
	}
}

func ExampleSchedule_Settle() {
	c, err := contract.New(bondTerms())
	if err != nil {
		fmt.Println(err)
		return
	}
	o := contract.NewOutturn(&c)
	copy(o.Evidenced, []int32{1, 2})               // jobs, by month
	copy(o.Costs, []contract.Money{900_00, 50_00}) // staff, by month

	s := c.Schedule()
	l := s.NewLedger()
	l.Itemise = true
	s.Settle(l, o)
	for _, p := range l.Postings {
		fmt.Printf("%d %6d  %s -> %s  %s\n", p.Month, p.Amount, c.AccountName(p.From), c.AccountName(p.To), p.Clause)
	}
	fmt.Println("drawn", l.Drawn[0], "repaid", l.Repaid[0])
	// Output:
	// 0  27000  payers.council -> vehicle  sites.enfield.tariffs.job
	// 0  18000  payers.fund -> vehicle  sites.enfield.tariffs.job
	// 0  45000  capital.tranches.bond -> vehicle  capital.tranches.bond.commitment
	// 0  90000  vehicle -> supplier  sites.enfield.costs.staff
	// 1  54000  payers.council -> vehicle  sites.enfield.tariffs.job
	// 1  36000  payers.fund -> vehicle  sites.enfield.tariffs.job
	// 1   5000  vehicle -> supplier  sites.enfield.costs.staff
	// 1  45000  vehicle -> capital.tranches.bond  capital.distribution
	// 1  11250  vehicle -> capital.tranches.bond  capital.distribution
	// 1  28750  vehicle -> payers.council  capital.surplus
	// drawn 45000 repaid 56250
}

func ExampleContract_String() {
	c, err := contract.New(bondTerms())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c.String())
	// Output:
	// 2 months, 2 on the ledger, claims every 1
	// 3.2 sites.enfield.tariffs.job: price 45000 from month 0, payers.council 600000, payers.fund 400000
	// 3.2 sites.enfield.cap: at most 150000
	// 3.4 rank 0: vehicle owes cost 0 (sites.enfield.costs.staff)
	// 3.5 draw from capital.tranches.bond up to 100000
	// 3.5 on exhaustion accrue
	// 3.7 from month 1 every 1 months and in month 1, above 0 until then
	// 3.7 principal to capital.tranches.bond, at most 1250000 millionths of its draws
	// 3.7 reward to capital.tranches.bond
	// 3.7 surplus 1000000 to payers.council
}
