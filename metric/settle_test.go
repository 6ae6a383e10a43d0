package metric

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// benchmarkDeal has the shape of the benchmark deal: 60 months, 5 sites, 4 outcomes, 2
// payers, one tranche.
func benchmarkDeal() contract.Terms {
	t := contract.Terms{
		Name: "benchmark", Currency: contract.Currency{Code: "GBP", Digits: 2},
		Start: contract.MonthOf(2020, 4), Months: 60, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "engagement"}, {ID: "job_start"}, {ID: "under_16"}, {ID: "over_16"}},
		Payers: []contract.Payer{
			{ID: "local", Class: contract.Local, Budget: contract.AtMost(120_000_000)},
			{ID: "lcf", Class: contract.Central},
		},
		Budget: contract.Budget{Tolerance: 100_000},
		Capital: contract.Capital{
			Tranches: []contract.Tranche{{ID: "all", Commitment: 50_000_000, Rank: 1, IRRCap: contract.NoCap, MOICCap: contract.NoCap}},
			Reserve:  4_000_000, First: 2, Every: 3, Hurdle: 0.035,
		},
	}
	prices, local := []contract.Money{250_00, 1800_00, 1500_00, 2600_00}, []int64{1_000_000, 500_000, 300_000, 300_000}
	for i, base := range []int64{15, 12, 18, 14, 16} {
		site := contract.Site{ID: "s" + strconv.Itoa(i), Cap: contract.AtMost(36_000_00 * base)}
		for k, o := range t.Outcomes {
			site.Tariffs = append(site.Tariffs, contract.Tariff{
				Outcome: o.ID, Prices: prices[k : k+1],
				Shares: []contract.Share{{Payer: "local", Millions: local[k]}, {Payer: "lcf", Millions: contract.Million - local[k]}},
			})
			site.Targets = append(site.Targets, contract.Target{Outcome: o.ID, Total: 60 * base, Months: slice60(int32(base))})
		}
		t.Sites = append(t.Sites, site)
		t.Costs = append(t.Costs, contract.Cost{ID: "delivery", Site: site.ID, Bearer: contract.BearerVehicle})
	}
	return t
}

func slice60(n int32) []int32 {
	out := make([]int32, 60)
	for i := range out {
		out[i] = n
	}
	return out
}

// random fills an outturn with counts and costs around the given means.
func random(o *contract.Outturn, r *rand.Rand, count int32, cost int64) {
	for i := range o.Referrals {
		o.Referrals[i] = r.Int32N(2*count + 1)
	}
	for i := range o.Achieved {
		o.Achieved[i] = r.Int32N(2*count + 1)
		o.Evidenced[i] = r.Int32N(o.Achieved[i] + 1)
	}
	for i := range o.Costs {
		o.Costs[i] = r.Int64N(2*cost + 1)
	}
	for i := range o.Flexed {
		o.Flexed[i] = r.Int64N(100 * cost)
	}
}

// TestLaws settles random outturns of the rich deal under every rule of
// exhaustion and checks what must add up.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	byProviders, seen := 0, 0
	for _, rule := range []contract.Exhaustion{contract.Accrue, contract.Stop, contract.ProviderBears} {
		terms := rich()
		terms.Capital.OnExhaustion = rule
		for i := range terms.Capital.Tranches {
			terms.Capital.Tranches[i].Commitment = 100
		}
		ctx := richContext(t, terms)
		schedule := ctx.Contract.Schedule()
		l, o, w := schedule.NewLedger(), contract.NewOutturn(ctx.Contract), new(Work)
		s := newSet(t, ctx)
		dst := make([]int64, s.Len())
		of := func(name string) int64 {
			i, err := s.Find(name)
			if err != nil {
				t.Fatal(err)
			}
			return dst[i]
		}
		for range 200 {
			random(o, r, 1+r.Int32N(3), 20+r.Int64N(100))
			schedule.Settle(l, o)
			s.Eval(dst, l, w)
			equal := func(what string, a, b int64) {
				t.Helper()
				if a != b {
					t.Fatalf("rule %d: %s: %d is not %d", rule, what, a, b)
				}
			}
			equal("payments by site", of("payments.site.enfield")+of("payments.site.oxford"), of("payments.total"))
			equal("payments by outcome", of("payments.outcome.job")+of("payments.outcome.stay"), of("payments.total"))
			equal("cost by category", of("cost.category.delivery")+of("cost.category.set_up")+of("cost.category.management")+of("cost.category.evaluation"), of("cost.total"))
			bearers := BearerCosts(ctx.Contract, l)
			equal("cost by bearer", sum(bearers), of("cost.total"))
			equal("cost of lcf", bearers[byFirstPayer+2], l.Cost[2])
			for i, name := range Bearers(ctx.Contract) {
				if bearers[i] < 0 {
					t.Fatalf("rule %d: %s bears %d", rule, name, bearers[i])
				}
			}
			if l.Own[0] > l.Cost[1] {
				byProviders++
			}
			equal("drawn", of("tranche.senior.drawn")+of("tranche.junior.drawn"), of("investor.drawn"))
			equal("flow", of("investor.repaid")-of("investor.drawn"), sum(l.Flow))
			equal("public", of("commissioner.spend")+of("payer.lcf.spend"), of("public.spend"))
			equal("closing", of("vehicle.closing"), l.Balance[contract.Vehicle])
			equal("unpaid", of("cost.unpaid"), l.Arrears[len(l.Arrears)-1])
			statuses := of("investor.irr.several") + of("investor.irr.none") + of("investor.irr.no_draw") + of("investor.irr.total_loss")
			if statuses > 1 {
				t.Fatalf("%d statuses at once", statuses)
			}
			equal("undefined", flag(of("investor.irr") == Undefined), of("investor.irr.none")+of("investor.irr.no_draw"))
			seen++
		}
	}
	if byProviders < seen/10 {
		t.Errorf("only on %d of %d paths do providers bear the vehicle's costs: the test is too tame", byProviders, seen)
	}
}

// TestPlanContext takes budgets and targets from the plan case itself.
func TestPlanContext(t *testing.T) {
	for _, stated := range []bool{false, true} {
		terms := rich()
		if stated {
			terms.Budget.Total = contract.AtMost(123)
		}
		ctx := richContext(t, terms)
		schedule := ctx.Contract.Schedule()
		l, o := schedule.NewLedger(), contract.NewOutturn(ctx.Contract)
		random(o, rand.New(rand.NewPCG(3, 4)), 4, 50)
		schedule.Settle(l, o)
		plan := PlanContext(ctx.Contract, l)
		want := l.CostTotal
		if stated {
			want = 123
		}
		if plan.CostBudget != want || sum(plan.PlanCosts) != l.CostTotal {
			t.Errorf("budget %d, want %d; by bearer %d, want a sum of %d", plan.CostBudget, want, plan.PlanCosts, l.CostTotal)
		}
		s := newSet(t, plan)
		for _, name := range []string{"cost.excess.vehicle", "cost.excess.provider", "cost.excess.lcf"} {
			if got := value(t, s, l, name); got != 0 {
				t.Errorf("%s = %d in the plan case, want 0", name, got)
			}
		}
		if got := value(t, s, l, "cost.excess"); got != max(0, l.CostTotal-want) {
			t.Errorf("cost.excess = %d", got)
		}
	}
}

func settled(tb testing.TB, terms contract.Terms, count int32, cost int64) (*Set, *contract.Ledger) {
	tb.Helper()
	c, err := contract.New(terms)
	if err != nil {
		tb.Fatal(err)
	}
	schedule := c.Schedule()
	l, o := schedule.NewLedger(), contract.NewOutturn(&c)
	random(o, rand.New(rand.NewPCG(5, 6)), count, cost)
	schedule.Settle(l, o)
	return newSet(tb, PlanContext(&c, l)), l
}

// TestReuse checks that scratch carries nothing from one deal or path to another,
// and that Eval allocates nothing.
func TestReuse(t *testing.T) {
	small := newSet(t, richContext(t, rich()))
	big, l := settled(t, benchmarkDeal(), 2, 700_000)
	w := new(Work)
	dst, want := make([]int64, max(small.Len(), big.Len())), make([]int64, big.Len())
	big.Eval(want, l, new(Work))
	for range 2 {
		small.Eval(dst, richLedger(), w)
		for i, m := range byHand {
			if dst[i] != m.want {
				t.Errorf("%s = %d, want %d", m.name, dst[i], m.want)
			}
		}
		small.Eval(dst, richLedger(), w)
		if i, _ := small.Index("cost.excess.lcf"); dst[i] != 5 {
			t.Errorf("cost.excess.lcf = %d the second time, want 5", dst[i])
		}
		big.Eval(dst, l, w)
		for i := range want {
			if dst[i] != want[i] {
				t.Errorf("metric %d = %d, want %d", i, dst[i], want[i])
			}
		}
	}
	if raceEnabled {
		return // the detector empties sync.Pool at random
	}
	for name, eval := range map[string]func(){
		"small": func() { small.Eval(dst, richLedgerOnce, w) },
		"big":   func() { big.Eval(dst, l, w) },
	} {
		if n := testing.AllocsPerRun(200, eval); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

var richLedgerOnce = richLedger()

// BenchmarkEval evaluates one path of the benchmark deal's shape.
func BenchmarkEval(b *testing.B) {
	s, l := settled(b, benchmarkDeal(), 2, 700_000)
	dst, w := make([]int64, s.Len()), new(Work)
	b.ReportAllocs()
	b.ReportMetric(float64(s.Len()), "metrics")
	for b.Loop() {
		s.Eval(dst, l, w)
	}
}
