package metric

import (
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// rich is a contract that has every built-in metric but those of full. Month 0 is January 2020,
// so that months 0 to 2 are in the financial year 2019 and the rest in 2020.
func rich() contract.Terms {
	spread := func(total int32) []int32 { return []int32{total, 0, 0, 0, 0, 0} }
	share := func(ids ...string) []contract.Share {
		var out []contract.Share
		for _, id := range ids {
			out = append(out, contract.Share{Payer: id, Millions: contract.Million / int64(len(ids))})
		}
		return out
	}
	return contract.Terms{
		Name: "rich", Currency: contract.Currency{Code: "GBP", Digits: 2},
		Start: contract.MonthOf(2020, 1), Months: 6, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "job"}, {ID: "stay"}, {ID: "talk"}},
		Payers: []contract.Payer{
			{ID: "north", Class: contract.Local, Budget: contract.AtMost(1000), Years: []contract.YearBudget{{Year: 2019, Amount: 400}, {Year: 2020, Amount: 700}}},
			{ID: "south", Class: contract.Local},
			{ID: "lcf", Class: contract.Central, Years: []contract.YearBudget{{Year: 2015, Amount: 0}, {Year: 2020, Amount: 500}, {Year: 2031, Amount: 0}}},
			{ID: "charity", Class: contract.Private, Budget: contract.AtMost(50)},
		},
		Sites: []contract.Site{
			{
				ID: "enfield", Cap: contract.AtMost(1000),
				Tariffs: []contract.Tariff{
					{Outcome: "job", Prices: []contract.Money{70}, Lag: 2, Shares: share("north", "lcf")},
					{Outcome: "stay", Prices: []contract.Money{120}, Shares: share("south", "charity")},
				},
				Provider: contract.Provider{Blocks: []contract.Money{10}, Until: 5, Reimburse: 500_000},
				Targets:  []contract.Target{{Outcome: "job", Total: 10, Months: spread(10)}, {Outcome: "stay", Total: 4, Months: spread(4)}},
			},
			{
				ID:       "oxford",
				Tariffs:  []contract.Tariff{{Outcome: "job", Prices: []contract.Money{90}, Shares: share("north", "lcf")}},
				Provider: contract.Provider{Fees: []contract.Fee{{Outcome: "job", Price: 14}}},
				Targets:  []contract.Target{{Outcome: "job", Total: 6, Months: spread(6)}},
			},
		},
		Costs: []contract.Cost{
			{ID: "staff", Site: "enfield", Category: contract.Delivery, Bearer: contract.BearerVehicle},
			{ID: "office", Site: "enfield", Category: contract.SetUp, Bearer: contract.BearerProvider},
			{ID: "study", Category: contract.Evaluation, Bearer: "lcf"},
			{ID: "manager", Category: contract.Management, Bearer: contract.BearerVehicle},
		},
		Budget: contract.Budget{Tolerance: 100_000},
		Capital: contract.Capital{
			Tranches: []contract.Tranche{
				{ID: "senior", Commitment: 5000, Rank: 1, IRRCap: contract.NoCap, MOICCap: contract.NoCap},
				{ID: "junior", Commitment: 5000, Rank: 2, IRRCap: contract.NoCap, MOICCap: contract.NoCap},
			},
			First: 0, Every: 1, Hurdle: 0.1, OnExhaustion: contract.Stop,
		},
	}
}

// richLedger is a ledger of that contract, made by hand. It need not follow
// from any outturn: each figure is there for a metric to read.
func richLedger() *contract.Ledger {
	return &contract.Ledger{
		Flow:        []contract.Money{-1500, 0, 0, 0, 0, 0, 1100, 0},
		TrancheFlow: []contract.Money{-1000, 0, 0, 0, 0, 0, 1100, 0, -500, 0, 0, 0, 0, 0, 0, 0},
		Drawn:       []contract.Money{1000, 500},
		Repaid:      []contract.Money{1100, 0},
		Spend:       []contract.Money{390, 705, 20, 30, 900, 480, 0, 49},
		Payments:    []contract.Money{800, 50, 700, 40},
		Uncapped:    []contract.Money{900, 60, 750, 45},
		Paid:        []contract.Money{600, 350, 0, 640, 0, 0},
		PaidCount:   []int64{9, 3, 0, 7, 0, 0},
		Achieved:    []int64{12, 5, 20, 8, 2, 11},
		Evidenced:   []int64{10, 3, 19, 7, 1, 10},
		Referrals:   []int64{40, 30},
		Capped:      []bool{true, false},
		Cost:        []contract.Money{300, 101, 60, 40},
		CostTotal:   600, // the lines' 501 and 99 for the provider of oxford
		Flexed:      560,
		Provider:    []contract.Money{80, 90},
		Own:         []contract.Money{101, 0},
		PayerCapped: true, TariffCapped: true,
		Cash:    []contract.Money{0, 0, 0, 0, 0, 0, 0, 33},
		Arrears: []contract.Money{0, 0, 0, 0, 70, 70, 70, 70},
		Unpaid:  70,
		Stopped: 4, Terminated: -1, Exited: 3,
		Lost:    []contract.Money{0, 25, 0, 0},
		Credit:  []contract.Money{30, 0, 8, 0},
		Settled: []contract.Money{20, 0, 8, 0},
		Rewards: []contract.Money{-12},
		Low:     []contract.Money{-55, 0},
		Default: []int32{-1, 5, -1, -1},
		Failed:  []int32{2, -1},
		Backed:  []contract.Money{0, 17}, FirstLoss: 44,
	}
}

// full is rich with a reward that may deduct, tests, a first-loss grant, a
// guarantee and a provider's reserve; its context has a payer that may default
// and a provider that may fail.
func full(t testing.TB) Context {
	t.Helper()
	terms := rich()
	terms.Measures = []contract.Measure{{ID: "crime", Cohorts: []contract.Cohort{{ID: "all", Month: 5, Until: 5, Weight: 1}}}}
	terms.Rewards = []contract.Reward{{
		ID: "crime", Measure: "crime", Each: []contract.Step{{From: -100_000, Amount: -12}, {From: 100_000, Amount: 50}},
		Shares: []contract.Share{{Payer: "north", Millions: contract.Million}},
	}}
	terms.Tests = []contract.Test{{ID: "early", Month: 3, Outcome: "job", Share: 500_000}, {ID: "leave", Month: 2, Outcome: "job", Share: 400_000, Exit: true}}
	terms.Capital.FirstLoss = 44
	terms.Capital.Tranches[1].Backing = contract.Backing{Part: 500_000}
	terms.Sites[0].Provider.Reserve = contract.AtMost(50)
	ctx := richContext(t, terms)
	ctx.Deflator, ctx.Deflated, ctx.Observed = 0.02, true, richObserved()
	ctx.Defaults, ctx.Failures = []bool{false, true, false, false}, []bool{true, false}
	ctx.Benefits = []Benefit{{"health", true, 0}, {"wages", false, -1}, {"tax", true, -1}, {"care", true, 0}}
	return ctx
}

// TestClauseMetrics reads the metrics of clauses off the ledger made by hand.
func TestClauseMetrics(t *testing.T) {
	s, l := newSet(t, full(t)), richLedger()
	check := func(want map[string]int64) {
		t.Helper()
		for name, x := range want {
			if got := value(t, s, l, name); got != x {
				t.Errorf("%s = %d, want %d", name, got, x)
			}
		}
	}
	check(map[string]int64{
		"public.present_cost": 2461, // 390 + 20 + 900, then (705 + 30 + 480) / (1.02 * 1.035)
		"payer.south.lost":    25, "payer.south.defaulted": 1, "payer.south.defaulted.month": 5,
		"payer.north.credit": 30, "payer.lcf.credit": 8, "payments.reward.crime": -12,
		"site.enfield.failed": 1, "site.enfield.failed.month": 2,
		"provider.enfield.worst": 55, "provider.enfield.exhausted": 1,
		"capital.first_loss": 44, "capital.guaranteed": 17,
		"service.stopped.month": 4, "service.terminated": 0, "service.terminated.month": Undefined,
		"investor.exited": 1, "investor.exited.month": 3,
	})
	l.Low[0], l.Failed[0], l.Default[1], l.Terminated, l.Exited, l.Stopped = -50, -1, -1, 2, -1, -1
	check(map[string]int64{
		"provider.enfield.worst": 50, "provider.enfield.exhausted": 0, // equal to the reserve is not more than it
		"site.enfield.failed": 0, "site.enfield.failed.month": Undefined,
		"payer.south.defaulted": 0, "payer.south.defaulted.month": Undefined,
		"service.terminated": 1, "service.terminated.month": 2, "investor.exited": 0, "investor.exited.month": Undefined, "service.stopped.month": Undefined,
	})
	for _, name := range []string{"payer.north.lost", "site.oxford.failed", "provider.oxford.worst", "payer.lcf.defaulted"} {
		if _, ok := s.Index(name); ok {
			t.Errorf("%s is there", name)
		}
	}
	if _, err := New(Context{Contract: full(t).Contract, Defaults: []bool{true}, Failures: []bool{true}}); err == nil || !strings.Contains(err.Error(), "defaults of 1 payers") || !strings.Contains(err.Error(), "failures of 1 sites") {
		t.Errorf("a context of another shape: %v", err)
	}
}

// richContext has the plan case's cost by bearer: vehicle, provider, then the
// payers north, south, lcf and charity.
func richContext(t testing.TB, terms contract.Terms) Context {
	t.Helper()
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return Context{
		Contract: &c, CostBudget: 500, PlanCosts: []int64{450, 60, 0, 0, 55, 0},
		Deadweight: []float64{0.2, math.NaN(), 1},
	}
}

func newSet(t testing.TB, ctx Context, want ...Spec) *Set {
	t.Helper()
	s, err := New(ctx, want...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value evaluates one metric.
func value(t testing.TB, s *Set, l *contract.Ledger, name string) int64 {
	t.Helper()
	i, err := s.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]int64, s.Len())
	s.Eval(dst, l, new(Work))
	return dst[i]
}
