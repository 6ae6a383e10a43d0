package sim_test

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// FuzzDeal takes a file through reading, compiling and 16 paths: either faults
// with a place, or finite results and money that adds up.
func FuzzDeal(f *testing.F) {
	for _, file := range append(examples(f), "testdata/rich.yaml", "testdata/renamed.yaml") {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := dealfile.Read("fuzz.yaml", data)
		if err != nil {
			var bad *dealfile.Error
			if !errors.As(err, &bad) || len(bad.Faults) == 0 || bad.Faults[0].Line < 1 {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		if work(d) > 2e6 {
			t.Skip("too large for a fuzz step")
		}
		p, err := sim.Compile(d)
		if err != nil {
			var fault *deal.Fault
			if !errors.As(err, &fault) || fault.Address == "" {
				t.Fatalf("a compile error without an address: %v", err)
			}
			return
		}
		for n, l := range p.Lifetimes(1, 0, 16) {
			conserved(t, l.Ledger, n)
		}
		r, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 16, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Specs() {
			m, _ := r.Metric(s.Name)
			if m.N > 0 && (math.IsNaN(m.Mean) || math.IsInf(m.Mean, 0)) {
				t.Errorf("%s: mean %v", s.Name, m.Mean)
			}
			if s.Unit == metric.Flag && m.N > 0 && (m.Mean < 0 || m.Mean > 1) {
				t.Errorf("%s: probability %v", s.Name, m.Mean)
			}
		}
	})
}

// work estimates the person-months of a deal from its central volumes, so that a
// fuzzed absurdity does not pass for a hang.
func work(d deal.Deal) float64 {
	a := d.Assumptions()
	var sum float64
	for _, s := range a.Sites {
		rate := s.Referrals.Rate.Value
		if s.Referrals.Rate.Uncertain() || s.Referrals.Effect.SD.Uncertain() {
			rate = 1e3
		}
		for _, m := range s.Referrals.Monthly {
			rate = math.Max(rate, m.Value)
		}
		effect := math.Abs(s.Referrals.Effect.Mean.Value) + 4*s.Referrals.Effect.SD.Value +
			math.Abs(a.CommonVolume.Mean.Value) + 4*a.CommonVolume.SD.Value
		for _, f := range a.Factors {
			effect += 4 * (f.SD.Value + math.Abs(f.Mean.Value))
			for _, x := range f.Shock {
				effect = math.Max(effect, effect+x)
			}
		}
		for _, e := range a.SiteEffects {
			effect += 4*e.Effect.SD.Value + math.Abs(e.Effect.Mean.Value)
		}
		sum += math.Min(rate*math.Exp(effect), 1e5) * float64(a.Months) * float64(1+len(s.Pathway))
	}
	return sum
}

// conserved fails unless every posting is positive, the balances add up to
// zero and agree with the postings, and the vehicle was never overdrawn.
func conserved(t *testing.T, l *contract.Ledger, n uint64) {
	t.Helper()
	var sum contract.Money
	for _, b := range l.Balance {
		sum += b
	}
	if sum != 0 {
		t.Fatalf("path %d: balances add up to %d", n, sum)
	}
	balance := make([]contract.Money, len(l.Balance))
	for _, p := range l.Postings {
		if p.Amount <= 0 {
			t.Fatalf("path %d: posting of %d", n, p.Amount)
		}
		balance[p.From] -= p.Amount
		balance[p.To] += p.Amount
	}
	for a, b := range balance {
		if b != l.Balance[a] {
			t.Fatalf("path %d: account %d closes at %d, its postings at %d", n, a, l.Balance[a], b)
		}
	}
	for m, cash := range l.Cash {
		if cash < 0 {
			t.Fatalf("path %d: the vehicle holds %d in month %d", n, cash, m)
		}
	}
}
