package contract_test

import (
	"math/big"
	"slices"
	"testing"
)

// TestReferenceLaws holds the reference alone to the laws of docs/model.md
// over random contracts.
func TestReferenceLaws(t *testing.T) {
	n := uint64(2_000)
	if testing.Short() || raceEnabled() {
		n = 200
	}
	for seed := uint64(1); seed <= n; seed++ {
		terms, o := randomCase(caseRand(seed))
		led := referenceSettle(terms, o)
		total := new(big.Int)
		for _, b := range led.Balance {
			total.Add(total, num(b))
		}
		if total.Sign() != 0 {
			t.Errorf("contract %d: the balances sum to %v", seed, total)
		}
		if low := slices.Min(led.Cash); low < 0 {
			t.Errorf("contract %d: the vehicle's cash falls to %d", seed, low)
		}
		for i, k := range terms.Capital.Tranches {
			if led.Drawn[i] > k.Commitment {
				t.Errorf("contract %d: tranche %d pays in %d of %d", seed, i, led.Drawn[i], k.Commitment)
			}
		}
		for p := range terms.Payers {
			if led.Settled[p] < 0 || led.Settled[p] > led.Credit[p] {
				t.Errorf("contract %d: payer %d: %d of %d credits settled", seed, p, led.Settled[p], led.Credit[p])
			}
		}
	}
}
