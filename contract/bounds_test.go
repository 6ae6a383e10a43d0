package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// TestWorthIsHeldByMonth claims outcomes at the largest price there may be:
// what those of each month are worth is held to 10^15 by itself, so a quarter
// may come to more, and to what its months would if they were claimed singly.
func TestWorthIsHeldByMonth(t *testing.T) {
	const most = 1e15
	for _, test := range []struct {
		name  string
		price money
		want  money
	}{
		{"beyond in a month", most, 2 * most},             // 2 and 1 outcomes, both held, then none
		{"beyond in the quarter", most / 2, 3 * most / 2}, // 10^15 and half of it, none held
		{"far below", 7, 21},
	} {
		for _, every := range []int{1, 3} {
			terms := contract.Terms{
				Name: "large", Currency: contract.Currency{Code: "GBP", Digits: 2}, Start: contract.MonthOf(2020, 4),
				Months: 3, ClaimEvery: every, Outcomes: []contract.Outcome{{ID: "job"}}, Payers: []contract.Payer{{ID: "payer"}},
				Sites: []contract.Site{{ID: "site", Tariffs: []contract.Tariff{{
					Outcome: "job", Prices: []money{test.price},
					Shares: []contract.Share{{Payer: "payer", Millions: contract.Million}},
				}}}},
				Capital: contract.Capital{Every: 1},
			}
			c, err := contract.New(terms)
			if err != nil {
				t.Fatal(err)
			}
			o := contract.NewOutturn(&c)
			copy(o.Evidenced, []int32{2, 1, 0})
			s := c.Schedule()
			l := s.NewLedger()
			s.Settle(l, o)
			if l.Paid[0] != test.want || l.Uncapped[0] != test.want || l.PaidCount[0] != 3 {
				t.Errorf("%s, claimed every %d months: %d outcomes paid with %d, uncapped %d; want 3 with %d",
					test.name, every, l.PaidCount[0], l.Paid[0], l.Uncapped[0], test.want)
			}
		}
	}
}
