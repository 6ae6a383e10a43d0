package contract_test

import (
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sibsim/sibsim/contract"
	"pgregory.net/rapid"
)

// anyTerms draws a contract with one of everything, on or off.
func anyTerms(t *rapid.T) contract.Terms {
	pick := func(name string, lo, hi int64) int64 { return rapid.Int64Range(lo, hi).Draw(t, name) }
	limit := func(name string) contract.Limit {
		return contract.Limit{Set: rapid.Bool().Draw(t, name), Amount: pick(name, 0, 5000)}
	}
	terms := handTerms(int(pick("months", 1, 20)))
	terms.ClaimEvery = int(rapid.SampledFrom([]int{1, 3}).Draw(t, "every"))
	for p := range terms.Payers {
		terms.Payers[p].Cap = limit("payer cap")
	}
	terms.Cap = limit("deal cap")
	terms.Sites = append(terms.Sites, terms.Sites[0])
	terms.Sites[1].ID = "b"
	for i := range terms.Sites {
		site := &terms.Sites[i]
		site.Cap = limit("site cap")
		site.Tariffs = append([]contract.Tariff(nil), site.Tariffs...)
		for j := range site.Tariffs {
			row := &site.Tariffs[j]
			row.Prices = []money{pick("price", 0, 300), pick("price", 0, 300)}
			row.Index = rapid.SampledFrom([]string{"", "cpi"}).Draw(t, "index")
			row.Lag = int(pick("lag", 0, 3))
			row.MaxCount, row.Cap = limit("count"), limit("cap")
			row.MaxCount.Amount /= 100
			first := pick("share", 0, contract.Million)
			second := pick("share", 0, contract.Million-first)
			row.Shares = []contract.Share{{Payer: "council", Millions: first}, {Payer: "fund", Millions: second}}
			row.Unpaid = contract.Million - first - second
		}
		site.Provider = contract.Provider{
			Blocks: []money{pick("block", 0, 300)}, Until: terms.Months, Rank: int(pick("rank", 0, 2)),
			Fees: []contract.Fee{{Outcome: "job", Price: pick("fee", 0, 50)}}, Reimburse: pick("reimburse", 0, contract.Million),
		}
		for k, bearer := range []string{contract.BearerVehicle, contract.BearerProvider, "council"} {
			terms.Costs = append(terms.Costs, contract.Cost{
				ID: "c" + strconv.Itoa(k), Site: site.ID, Bearer: bearer, Rank: int(pick("rank", 0, 2)),
			})
		}
	}
	terms.Costs = append(terms.Costs, contract.Cost{ID: "whole", Bearer: contract.BearerVehicle, Rank: 1})
	grants(&terms, pick("grant", 0, 2000))
	rate := func(name string) float64 {
		return rapid.SampledFrom([]float64{0, 0.05, percentAMonth, 2}).Draw(t, name)
	}
	capOf := func(name string) float64 {
		return rapid.SampledFrom([]float64{contract.NoCap, 0, 0.1, 1.3}).Draw(t, name)
	}
	for k := range pick("tranches", 0, 3) {
		terms.Capital.Tranches = append(terms.Capital.Tranches, contract.Tranche{
			ID: "t" + strconv.Itoa(int(k)), Rank: int(10 - k), Commitment: pick("commitment", 0, 2000),
			Coupon: rate("coupon"), IRRCap: capOf("irr"), MOICCap: capOf("moic"),
		})
	}
	terms.Capital.Reserve = pick("reserve", 0, 500)
	terms.Capital.First, terms.Capital.Every = int(pick("first", 0, 4)), int(pick("each", 1, 4))
	terms.Capital.Interest = rate("interest")
	terms.Capital.OnExhaustion = rapid.SampledFrom([]contract.Exhaustion{contract.Accrue, contract.Stop, contract.ProviderBears}).Draw(t, "exhaustion")
	if to := rapid.SampledFrom([]string{"", "fund", "b"}).Draw(t, "surplus"); to != "" {
		terms.Capital.Surplus = []contract.Portion{{To: to, Millions: contract.Million}}
	}
	return terms
}

func anyOutturn(t *rapid.T, c *contract.Contract) *contract.Outturn {
	o := contract.NewOutturn(c)
	for i := range o.Achieved {
		o.Achieved[i] = rapid.Int32Range(0, 6).Draw(t, "achieved")
		o.Evidenced[i] = rapid.Int32Range(0, o.Achieved[i]).Draw(t, "evidenced")
	}
	for i := range o.Costs {
		o.Costs[i] = rapid.Int64Range(0, 400).Draw(t, "cost")
	}
	for i := range o.Index {
		o.Index[i] = rapid.Int64Range(5e8, 2e9).Draw(t, "index")
	}
	return o
}

var results = cmpopts.IgnoreUnexported(contract.Ledger{})

// Money is conserved, cash is never negative, commitments hold, postings add
// up to balances, and neither itemising nor a used ledger changes a figure.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := contract.New(anyTerms(t))
		if err != nil {
			t.Fatal(err)
		}
		checkLaws(t, &c, anyOutturn(t, &c))
	})
}

// The same holds for contracts with any of the clauses that many lack.
func TestLawsOfEveryClause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := everyClause(func() bool { return rapid.IntRange(0, 2).Draw(t, "clause") > 0 })
		c, err := contract.New(terms)
		if err != nil {
			t.Fatal(err)
		}
		checkLaws(t, &c, busyOutturn(&c, rapid.Uint64().Draw(t, "seed")))
	})
}

func checkLaws(t rapid.TB, c *contract.Contract, o *contract.Outturn) {
	t.Helper()
	s := c.Schedule()
	l := s.NewLedger()
	l.Itemise = true
	s.Settle(l, o)

	sum := money(0)
	for _, b := range l.Balance {
		sum += b
	}
	if sum != 0 {
		t.Fatalf("balances sum to %d", sum)
	}
	posted := make([]money, len(l.Balance))
	month := 0
	for _, p := range l.Postings {
		if p.Amount <= 0 || p.Month < month || p.Clause == "" {
			t.Fatalf("posting %+v", p)
		}
		month = p.Month
		posted[p.From] -= p.Amount
		posted[p.To] += p.Amount
		if posted[contract.Vehicle] < 0 {
			t.Fatalf("the vehicle is overdrawn by %+v", p)
		}
	}
	if diff := cmp.Diff(l.Balance, posted); diff != "" {
		t.Fatalf("balances and postings (-balance +posted):\n%s", diff)
	}
	terms := c.Terms()
	for k, tranche := range terms.Capital.Tranches {
		if l.Drawn[k] > tranche.Commitment {
			t.Fatalf("%s paid in %d of %d", tranche.ID, l.Drawn[k], tranche.Commitment)
		}
	}

	ruin := contract.NewOutturn(c)
	for i := range ruin.Costs {
		ruin.Costs[i] = 400
	}
	fresh := s.NewLedger()
	s.Settle(fresh, o)
	l.Itemise = false
	s.Settle(l, ruin) // leaves its traces, if it can
	s.Settle(l, o)
	l.Postings, fresh.Postings = nil, nil
	if diff := cmp.Diff(fresh, l, results); diff != "" {
		t.Fatalf("a used ledger differs from a fresh one:\n%s", diff)
	}
	l.Itemise = true
	s.Settle(l, o)
	l.Itemise, l.Postings = false, nil
	if diff := cmp.Diff(fresh, l, results); diff != "" {
		t.Fatalf("itemising changes figures:\n%s", diff)
	}
}

// What is unpaid, undistributed or still under a hurdle at the end of one
// path does not reach into the next.
func TestUsedLedgerIsAsGoodAsNew(t *testing.T) {
	bond, note := uncapped("bond", 1, 500), uncapped("note", 2, 500)
	bond.IRRCap, note.Coupon, note.MOICCap = percentAMonth, percentAMonth, 1.2
	terms := invested(4, bond, note)
	terms.Capital.First = 9
	grants(&terms, 0, 50, 20, 3000)
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	s, used, fresh := c.Schedule(), c.Schedule().NewLedger(), c.Schedule().NewLedger()
	o := contract.NewOutturn(&c)
	copy(o.Costs, []money{5000, 5000, 5000, 5000})
	s.Settle(used, o)
	copy(o.Costs, []money{500, 540, 0, 0}) // the hurdle and the coupon limit what is paid
	s.Settle(used, o)
	s.Settle(fresh, o)
	if diff := cmp.Diff(fresh, used, results); diff != "" {
		t.Errorf("a used ledger differs from a fresh one:\n%s", diff)
	}
}

func TestSettleAllocatesNothing(t *testing.T) {
	all := func() bool { return true }
	for name, terms := range map[string]contract.Terms{"benchmark": benchmarkDeal(), "hand": shared(9), "every clause": everyClause(all)} {
		c, err := contract.New(terms)
		if err != nil {
			t.Fatal(err)
		}
		s, o := c.Schedule(), contract.NewOutturn(&c)
		if name == "benchmark" {
			o = benchmarkOutturn(&c)
		}
		if name == "every clause" {
			o = busyOutturn(&c, 7)
		}
		l := s.NewLedger()
		for _, itemise := range []bool{false, true} {
			l.Itemise = itemise
			s.Settle(l, o) // grows Postings once
			if n := testing.AllocsPerRun(20, func() { s.Settle(l, o) }); n != 0 {
				t.Errorf("%s, itemise %v: %v allocations", name, itemise, n)
			}
		}
	}
}

// A schedule is shared by goroutines, each with its own ledger.
func TestScheduleIsShared(t *testing.T) {
	c, err := contract.New(benchmarkDeal())
	if err != nil {
		t.Fatal(err)
	}
	s, o := c.Schedule(), benchmarkOutturn(&c)
	ledgers := make([]*contract.Ledger, 4)
	var wg sync.WaitGroup
	for i := range ledgers {
		ledgers[i] = s.NewLedger()
		wg.Go(func() {
			for range 20 {
				s.Settle(ledgers[i], o)
			}
		})
	}
	wg.Wait()
	for _, l := range ledgers[1:] {
		if diff := cmp.Diff(ledgers[0], l, results); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSettleRefusesAnotherShape(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	small, _ := contract.New(handTerms(2))
	large, _ := contract.New(handTerms(3))
	large.Schedule().Settle(small.Schedule().NewLedger(), contract.NewOutturn(&large))
}
