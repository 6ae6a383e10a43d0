package contract_test

import (
	"fmt"
	"math/big"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// What the comparison is able to see. Each of these faults was put into the
// settlement alone; in at least so many of 5,000 contracts the reference
// disagreed, most tellingly about the totals named:
//
//	deal cap before the payers' caps                390  Claimed, Payments, Paid, DealCapped
//	site cap not used up                           1900  Claimed, Payments, Paid, PaidCount
//	payer and deal cap not used up                 1700  Claimed, Payments, Paid, PaidCount
//	count cap not used up                          1600  Claimed, Payments, PaidCount
//	outcome cap not used up                        1600  Claimed, Payments, Paid
//	uncapped claim held to the count cap           2100  Uncapped
//	paid outcomes counted without the count cap     900  PaidCount
//	lag a month short                              3800  Cash, Flow, Spend
//	last, partial quarter claimed too early         600  Claimed, Cash
//	month after a stop still claimed                600  Uncapped, Claimed, Paid
//	price of the next contract year a month early  2700  Uncapped, Claimed, Paid
//	index of the claim's month                      700  Uncapped, Claimed, Paid
//	index applied after the count                  1800  Claimed, Paid
//	indexed price rounded down                     2200  Uncapped, Claimed, Paid
//	tie to the last                                2200  Payments, Uncapped
//	remainder to the last, not the largest         3500  Payments, Uncapped
//	half rounded down                               900  Flow, Drawn, Uncapped
//	half rounded to even                            700  Flow, Repaid, Uncapped
//	simple monthly rate                            2000  Cash, Repaid
//	monthly rate one unit in 10^12 too high          90  Cash, Repaid
//	interest on the cash after receipts            1700  Cash, Flow
//	grant a month late                             1200  Cash, Flow
//	outcome payments before grants                   40  Postings
//	block ends a month early                       2400  CostTotal, Provider
//	fees on achieved outcomes                      2700  CostTotal, Provider
//	reimbursement rounded down                      600  Provider, Flow
//	provider payments after lines of equal rank    1100  Provider, Arrears
//	senior tranche drawn first                     2800  TrancheFlow, Drawn
//	arrears paid last                               600  Provider, Arrears
//	newest arrears first                            500  Provider, Arrears
//	smaller item paid past an unpaid one           2200  Cash, Arrears
//	service stops a month late                      700  Arrears, CostTotal
//	latest month of a stop kept                     600  Stopped, Evidenced, Cost
//	provider payment accrues under provider_bears   700  Arrears, Unpaid
//	deal-wide cost lapses under provider_bears      600  Arrears, Unpaid
//	unpaid cost the provider bears left out         400  Own
//	coupon after the reserve                        500  Cash, Repaid
//	coupon on this month's draw                    1400  Cash, Repaid
//	no coupon on unpaid coupon                     1000  Cash, Repaid
//	hurdle grows after the payment                  400  TrancheFlow, Repaid
//	hurdle grows on this month's draw               400  TrancheFlow, Repaid
//	MOIC cap on the commitment, not the draw        500  TrancheFlow, Repaid
//	profit to the most senior first                 700  TrancheFlow, Repaid
//	final month keeps the reserve                   900  Balance, Cash
//	surplus not counted as the provider's           280  Provider
//	cost of the deal counts every provider         1800  CostTotal, Flexed
//	financial year from March                      3600  Spend
//	ledger not cleared of the last outturn           20  TrancheFlow, Postings
//
// The faults in the clauses that came later are in differential_faults_test.go.
//
// Some changes cannot be seen because they change nothing: a cap that binds is
// used up whether by what was claimed or by what was left of it; arrears need
// no draw of their own, for there are none until every tranche is drawn; and a
// provider's balance has its lowest within the outcome window, after which it
// pays for nothing.

// TestDifferential settles random contracts twice, by Settle and by the
// reference, and wants the same ledger to the penny. SIBSIM_CONTRACTS sets
// how many.
func TestDifferential(t *testing.T) {
	n := uint64(100_000)
	if testing.Short() || raceEnabled() {
		n = 5_000
	}
	if s := os.Getenv("SIBSIM_CONTRACTS"); s != "" {
		var err error
		if n, err = strconv.ParseUint(s, 10, 64); err != nil || n == 0 {
			t.Fatalf("SIBSIM_CONTRACTS=%q: want a positive number", s)
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // the reference leaves much garbage
	const show = 10                                   // differing contracts shown
	var (
		next      atomic.Uint64
		mu        sync.Mutex
		faults    = map[uint64][]string{}
		different int
		counts    bindingCounts
		wg        sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var own bindingCounts
			for {
				seed := next.Add(1)
				if seed > n {
					break
				}
				bound, diffs := compareCase(seed)
				own.add(&bound)
				if len(diffs) > 0 {
					mu.Lock()
					if different++; len(faults) < show {
						faults[seed] = diffs
					}
					mu.Unlock()
				}
			}
			mu.Lock()
			defer mu.Unlock()
			counts.merge(&own)
		})
	}
	wg.Wait()

	if different > 0 {
		var seeds []uint64
		for seed := range faults {
			seeds = append(seeds, seed)
		}
		slices.Sort(seeds)
		for _, seed := range seeds {
			t.Errorf("contract %d: %s", seed, strings.Join(faults[seed], "\n\t"))
		}
		t.Errorf("%d of %d contracts differ", different, n)
	}
	t.Logf("%d contracts, %d differ", n, different)
	counts.check(t, n)
}

// itemiseEvery is the one in how many cases compared posting by posting.
const itemiseEvery = 20

// compareCase settles the random case of a seed both ways and describes the
// first few differences.
func compareCase(seed uint64) (bound bindings, diffs []string) {
	terms, o := randomCase(caseRand(seed))
	defer func() {
		if e := recover(); e != nil {
			diffs = append(diffs, fmt.Sprintf("panic: %v\n%s", e, debug.Stack()))
		}
	}()
	want := referenceSettle(terms, o)
	if len(terms.Payers) >= 3 {
		want.bound.add(boundThreePayers)
	}
	bound = want.bound
	c, err := contract.New(terms)
	if err != nil {
		return bound, []string{fmt.Sprintf("New refuses it: %v", err)}
	}
	s := c.Schedule()
	got := s.NewLedger()
	s.Settle(got, o)
	diffs = compareLedgers(&terms, got, want)
	if seed%itemiseEvery == 0 && len(diffs) == 0 {
		// Again into a ledger that holds another outturn's results.
		s.Settle(got, contract.NewOutturn(&c))
		got.Itemise = true
		s.Settle(got, o)
		diffs = append(compareLedgers(&terms, got, want), comparePostings(&terms, got, want)...)
		if sameTerms, sameOutturn := randomCase(caseRand(seed)); !reflect.DeepEqual(o, sameOutturn) ||
			fmt.Sprint(terms) != fmt.Sprint(sameTerms) {
			diffs = append(diffs, "New or Settle changed what it was given")
		}
	}
	return bound, diffs
}

// compareLedgers compares every exported total of got with the field of the
// same name in want. A new field of contract.Ledger fails until the reference
// has it.
func compareLedgers(terms *contract.Terms, got *contract.Ledger, want *refLedger) (diffs []string) {
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range g.NumField() {
		f := g.Type().Field(i)
		if !f.IsExported() || f.Name == "Itemise" || f.Name == "Postings" {
			continue
		}
		real, ref := g.Field(i), w.FieldByName(f.Name)
		if !ref.IsValid() || ref.Type() != real.Type() {
			diffs = append(diffs, fmt.Sprintf("%s: the reference has no such total of type %v", f.Name, real.Type()))
			continue
		}
		if real.Kind() != reflect.Slice {
			if !real.Equal(ref) {
				diffs = append(diffs, fmt.Sprintf("%s: %v, reference %v", f.Name, real, ref))
			}
			continue
		}
		if real.Len() != ref.Len() {
			diffs = append(diffs, fmt.Sprintf("%s: length %d, reference %d", f.Name, real.Len(), ref.Len()))
			continue
		}
		for j := range real.Len() {
			if !real.Index(j).Equal(ref.Index(j)) {
				diffs = append(diffs, fmt.Sprintf("%s%s: %v, reference %v", f.Name,
					position(terms, f.Name, j, len(want.Cash)), real.Index(j), ref.Index(j)))
				break // the first place is enough
			}
		}
	}
	return diffs
}

// position names the place j of a total.
func position(terms *contract.Terms, field string, j, grid int) string {
	switch field {
	case "Cash", "Arrears", "Flow", "Claimed":
		return fmt.Sprintf("[month %d]", j)
	case "TrancheFlow":
		return fmt.Sprintf("[tranche %d, month %d]", j/grid, j%grid)
	case "Paid", "PaidCount", "Achieved", "Evidenced":
		return fmt.Sprintf("[site %d, outcome %d]", j/len(terms.Outcomes), j%len(terms.Outcomes))
	case "Spend":
		first := financialYear(terms.Start)
		years := financialYear(terms.Start+contract.Month(grid-1)) - first + 1
		return fmt.Sprintf("[payer %d, financial year %d]", j/years, first+j%years)
	}
	return fmt.Sprintf("[%d]", j)
}

// comparePostings compares what was paid, posting by posting in the order
// made, and closes the accounts from the postings alone.
func comparePostings(terms *contract.Terms, got *contract.Ledger, want *refLedger) (diffs []string) {
	differ := func(format string, args ...any) { diffs = append(diffs, fmt.Sprintf(format, args...)) }
	grid := len(want.Cash)
	balance := make([]*big.Int, len(want.Balance))
	for i := range balance {
		balance[i] = new(big.Int)
	}
	next := 0
	for month := range grid {
		for ; next < len(got.Postings) && got.Postings[next].Month == month; next++ {
			p := got.Postings[next]
			if p.Amount <= 0 || p.From == p.To || p.Clause == "" ||
				min(p.From, p.To) < 0 || int(max(p.From, p.To)) >= len(balance) {
				differ("Postings[%d]: %+v is not a payment", next, p)
				return diffs
			}
			balance[p.From].Sub(balance[p.From], num(p.Amount))
			balance[p.To].Add(balance[p.To], num(p.Amount))
			if balance[contract.Vehicle].Sign() < 0 {
				differ("Postings[%d]: %+v overdraws the vehicle", next, p)
			}
		}
		if sum(balance).Sign() != 0 {
			differ("month %d: the balances sum to %v", month, sum(balance))
		}
		if cash := balance[contract.Vehicle]; cash.Cmp(num(got.Cash[month])) != 0 {
			differ("month %d: the postings leave %v in the vehicle, Cash says %d", month, cash, got.Cash[month])
		}
	}
	if next != len(got.Postings) {
		differ("Postings[%d]: month %d out of order", next, got.Postings[next].Month)
	}
	for i, b := range balance {
		if b.Cmp(num(got.Balance[i])) != 0 {
			differ("Balance[%d]: %d, the postings close it at %v", i, got.Balance[i], b)
		}
	}
	for i := range max(len(got.Postings), len(want.postings)) {
		real, ref := "none", "none"
		if i < len(got.Postings) {
			p := got.Postings[i]
			real = fmt.Sprintf("month %d, %s pays %s %d", p.Month, accountName(terms, p.From), accountName(terms, p.To), p.Amount)
		}
		if i < len(want.postings) {
			p := want.postings[i]
			ref = fmt.Sprintf("month %d, %s pays %s %v", p.month, accountName(terms, p.from), accountName(terms, p.to), p.amount)
		}
		if real != ref {
			differ("Postings[%d]: %s; reference: %s", i, real, ref)
			break
		}
	}
	return diffs
}

// accountName names an account for a reader.
func accountName(terms *contract.Terms, a contract.Account) string {
	switch i := int(a) - firstPayer; {
	case a == contract.Vehicle:
		return "vehicle"
	case a == contract.Supplier:
		return "supplier"
	case a == contract.Bank:
		return "bank"
	case a == contract.Guarantor:
		return "guarantor"
	case a == contract.Donor:
		return "donor"
	case a == contract.IntermediaryAccount:
		return "intermediary"
	case i < len(terms.Payers):
		return terms.Payers[i].ID
	case i < len(terms.Payers)+len(terms.Capital.Tranches):
		return terms.Capital.Tranches[i-len(terms.Payers)].ID
	default:
		return terms.Sites[i-len(terms.Payers)-len(terms.Capital.Tranches)].ID + "'s provider"
	}
}

// raceEnabled says whether the test was built with the race detector.
func raceEnabled() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool {
		return s.Key == "-race" && s.Value == "true"
	})
}

// TestReferenceRounding holds the reference's own arithmetic to values that
// can be checked with a pencil.
func TestReferenceRounding(t *testing.T) {
	for _, c := range []struct{ a, b, want int64 }{
		{0, 3, 0}, {1, 2, 1}, {3, 2, 2}, {5, 2, 3}, {1, 3, 0}, {2, 3, 1}, {-1, 2, -1}, {-1, 3, 0}, {-5, 2, -3},
	} {
		if got := roundDiv(num(c.a), num(c.b)); got.Cmp(num(c.want)) != 0 {
			t.Errorf("roundDiv(%d, %d) = %v, want %d", c.a, c.b, got, c.want)
		}
	}
	// (1 + 4095)^(1/12) is 2; 1.5^12 = 129.746337890625 is a float exactly.
	for _, c := range []struct {
		annual float64
		want   int64
	}{{0, 0}, {4095, 1e12}, {128.746337890625, 5e11}, {0.12, 9_488_792_935}} {
		if got := monthlyRate(c.annual); got.Cmp(num(c.want)) != 0 {
			t.Errorf("monthlyRate(%v) = %v, want %d", c.annual, got, c.want)
		}
	}
	r := &reference{}
	xs := []*big.Int{num(5), num(5), num(5)}
	r.scale(xs, num(7))
	if got := ints(xs); !slices.Equal(got, []int64{3, 2, 2}) {
		t.Errorf("5, 5, 5 scaled to 7: %v", got)
	}
	if got := ints(r.split(num(11), []int64{500_000, 200_000, 300_000})); !slices.Equal(got, []int64{6, 2, 3}) {
		t.Errorf("11 split by a half, a fifth, three tenths: %v", got)
	}
	if !r.led.bound[boundTie] {
		t.Error("a tie was not noticed")
	}
}

// TestMonthlyRates reads the monthly rate off the interest on the largest
// amount a contract may name, for many annual rates.
func TestMonthlyRates(t *testing.T) {
	d := dice{caseRand(1)}
	n := 20_000
	if testing.Short() || raceEnabled() {
		n = 1_000
	}
	terms := contract.Terms{
		Name: "rates", Currency: contract.Currency{Code: "GBP", Digits: 2}, Start: contract.MonthOf(2020, 4),
		Months: 2, ClaimEvery: 1,
		Payers: []contract.Payer{{ID: "payer"}}, Sites: []contract.Site{{ID: "site"}},
		Grants: []contract.Grant{{
			ID: "grant", Amount: 1e15, Shares: []contract.Share{{Payer: "payer", Millions: contract.Million}},
		}},
		Capital: contract.Capital{Every: 1},
	}
	for range n {
		rate := d.rate([]float64{0.001, 0.2, 2}[d.IntN(3)])
		if d.chance(0.5) {
			rate = d.Float64()
		}
		terms.Capital.Interest = rate
		c, err := contract.New(terms)
		if err != nil {
			t.Fatal(err)
		}
		s := c.Schedule()
		l := s.NewLedger()
		s.Settle(l, contract.NewOutturn(&c))
		if want := times(monthlyRate(rate), num(-1000)); num(l.Balance[contract.Bank]).Cmp(want) != 0 {
			t.Errorf("rate %v: the bank closes at %d, want %v", rate, l.Balance[contract.Bank], want)
		}
	}
}
