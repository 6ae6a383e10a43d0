package contract_test

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

// benchmarkDeal has the shape of the benchmark deal: 60 months, 5 sites of 4 tariffs
// with 2 payers, a cap for each site, two cost lines for each site, one
// tranche with quarterly distributions above a reserve.
func benchmarkDeal() contract.Terms {
	t := contract.Terms{
		Name: "benchmark", Currency: contract.Currency{Code: "GBP", Digits: 2},
		Start: contract.MonthOf(2020, 4), Months: 60, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "engagement"}, {ID: "job_start"}, {ID: "under_16"}, {ID: "over_16"}},
		Payers:   []contract.Payer{{ID: "local", Class: contract.Local}, {ID: "lcf", Class: contract.Central}},
		Capital: contract.Capital{
			Tranches: []contract.Tranche{{
				ID: "investors", Commitment: 50_000_000, Rank: 1,
				IRRCap: contract.NoCap, MOICCap: contract.NoCap,
			}},
			Reserve: 4_000_000, First: 2, Every: 3, Hurdle: 0.035,
		},
	}
	shares := func(local int64) []contract.Share {
		if local == contract.Million {
			return []contract.Share{{Payer: "local", Millions: local}}
		}
		return []contract.Share{{Payer: "local", Millions: local}, {Payer: "lcf", Millions: contract.Million - local}}
	}
	for s, base := range []int64{15, 12, 18, 14, 16} {
		id := "s" + strconv.Itoa(s)
		t.Sites = append(t.Sites, contract.Site{
			ID: id,
			Tariffs: []contract.Tariff{
				{Outcome: "engagement", Prices: []contract.Money{250_00}, Shares: shares(contract.Million)},
				{Outcome: "job_start", Prices: []contract.Money{1800_00}, Shares: shares(500_000)},
				{Outcome: "under_16", Prices: []contract.Money{1500_00}, Shares: shares(300_000)},
				{Outcome: "over_16", Prices: []contract.Money{2600_00}, Shares: shares(300_000)},
			},
			Cap: contract.AtMost(36_000_00 * base),
		})
		for _, cost := range []string{"staff", "office"} {
			t.Costs = append(t.Costs, contract.Cost{ID: cost, Site: id, Bearer: contract.BearerVehicle})
		}
	}
	return t
}

// benchmarkOutturn is a path of that deal near its means, with the rest of each
// mean drawn by a little generator of its own.
func benchmarkOutturn(c *contract.Contract) *contract.Outturn {
	o := contract.NewOutturn(c)
	state := uint64(1)
	about := func(mean float64) int32 {
		state = state*6364136223846793005 + 1442695040888963407
		return int32(mean + float64(state>>11)/(1<<53))
	}
	means := []float64{9.5, 2.15, 0.22, 0.69}
	luck := []float64{1, 1.3, 0.9, 0.8, 1.05} // the second site reaches its cap
	for s, base := range []float64{15, 12, 18, 14, 16} {
		for m := range 60 {
			for k, mean := range means {
				n := about(mean * base / 15 * luck[s])
				if k == 0 && m >= 48 {
					n = 0
				}
				o.Achieved[(s*4+k)*60+m] = n
				o.Evidenced[(s*4+k)*60+m] = n
			}
			o.Referrals[s*60+m] = o.Achieved[s*4*60+m]
			o.Costs[(2*s)*60+m] = contract.Money(240_00 * base)
			o.Costs[(2*s+1)*60+m] = contract.Money(480_00 * o.Achieved[s*4*60+m])
		}
	}
	return o
}
