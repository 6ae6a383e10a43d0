package contract_test

import (
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// percentAMonth is the annual rate whose monthly rate is exactly 1 %.
const percentAMonth = 0.12682503013196973

// handTerms is a contract small enough to settle by hand: one site, two
// outcomes paid in full by the council, no cost, no capital. The vehicle keeps
// what it receives.
func handTerms(months int) contract.Terms {
	council := []contract.Share{{Payer: "council", Millions: contract.Million}}
	return contract.Terms{
		Name: "hand", Currency: contract.Currency{Code: "GBP", Digits: 2},
		Start: contract.MonthOf(2020, 4), Months: months, ClaimEvery: 1,
		Indices:  []string{"cpi"},
		Outcomes: []contract.Outcome{{ID: "job"}, {ID: "stay"}},
		Payers:   []contract.Payer{{ID: "council"}, {ID: "fund", Class: contract.Central}},
		Sites: []contract.Site{{ID: "a", Tariffs: []contract.Tariff{
			{Outcome: "job", Prices: []contract.Money{100}, Shares: council},
			{Outcome: "stay", Prices: []contract.Money{50}, Shares: council},
		}}},
		Capital: contract.Capital{First: 0, Every: 1},
	}
}

// uncapped is a tranche without coupon or cap.
func uncapped(id string, rank int, commitment contract.Money) contract.Tranche {
	return contract.Tranche{ID: id, Rank: rank, Commitment: commitment, IRRCap: contract.NoCap, MOICCap: contract.NoCap}
}

// byHand settles the terms on an outturn with the given evidenced jobs and
// stays, month by month, and the given cost lines.
func byHand(t *testing.T, terms contract.Terms, jobs, stays []int32, costs ...[]contract.Money) *contract.Ledger {
	t.Helper()
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	o := contract.NewOutturn(&c)
	copy(o.Evidenced, jobs)
	copy(o.Evidenced[terms.Months:], stays)
	copy(o.Achieved, o.Evidenced)
	for i, line := range costs {
		copy(o.Costs[i*terms.Months:(i+1)*terms.Months], line)
	}
	for i := range o.Index {
		o.Index[i] = contract.IndexUnit * 11 / 10 // the index stands at 1.1
	}
	s := c.Schedule()
	l := s.NewLedger()
	l.Itemise = true
	s.Settle(l, o)
	return l
}

func wantList[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func wantIs[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

type money = contract.Money

// allOf is the share of one payer who pays it all.
func allOf(payer string) []contract.Share {
	return []contract.Share{{Payer: payer, Millions: contract.Million}}
}

// onOutturn settles the terms on an outturn that fill makes, every index at 1.
func onOutturn(t *testing.T, terms contract.Terms, fill func(*contract.Outturn)) *contract.Ledger {
	t.Helper()
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	o := contract.NewOutturn(&c)
	fill(o)
	s := c.Schedule()
	l := s.NewLedger()
	l.Itemise = true
	s.Settle(l, o)
	return l
}

// paidUnder adds up the postings of a clause, by month.
func paidUnder(l *contract.Ledger, clause string) []money {
	sums := make([]money, len(l.Cash))
	for _, p := range l.Postings {
		if p.Clause == clause {
			sums[p.Month] += p.Amount
		}
	}
	return sums
}
