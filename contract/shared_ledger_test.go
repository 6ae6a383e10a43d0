package contract_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sibsim/sibsim/contract"
)

// TestSharedLedger settles random outturns under two contracts of one shape,
// one after the other into the same ledger, as a sweep over prices does: the
// second must come out as in a ledger of its own. It would catch anything that
// a ledger keeps of the contract it was made for, or of the last outturn.
func TestSharedLedger(t *testing.T) {
	n := uint64(3000)
	if testing.Short() {
		n = 500
	}
	for seed := uint64(1); seed <= n; seed++ {
		terms, o := randomCase(caseRand(seed))
		first := scheduleOf(t, terms)
		d := dice{caseRand(seed)}
		for i := range terms.Sites {
			site := &terms.Sites[i]
			site.Cap.Amount /= 2
			for j := range site.Tariffs {
				for k := range site.Tariffs[j].Prices {
					site.Tariffs[j].Prices[k] /= 1 + d.Int64N(3)
				}
				if d.chance(0.2) {
					site.Tariffs[j].MaxCount = contract.Limit{Set: !site.Tariffs[j].MaxCount.Set, Amount: d.Int64N(50)}
				}
			}
		}
		// Another site caps its people, so long as some site does.
		if last := len(terms.Sites) - 1; last > 0 {
			a, b := &terms.Sites[0].ParticipantCap, &terms.Sites[last].ParticipantCap
			*a, *b = *b, *a
		}
		second := scheduleOf(t, terms)
		shared, own := first.NewLedger(), second.NewLedger()
		first.Settle(shared, o)
		second.Settle(shared, o)
		second.Settle(own, o)
		if diff := cmp.Diff(own, shared, cmpopts.IgnoreUnexported(contract.Ledger{})); diff != "" {
			t.Fatalf("contract %d (-own ledger +shared):\n%s", seed, diff)
		}
		first.Settle(own, o)
		itemised := first.NewLedger()
		itemised.Itemise = true
		first.Settle(itemised, o)
		if !slices.Equal(own.Balance, itemised.Balance) {
			t.Fatalf("contract %d: balances %v, itemised %v", seed, own.Balance, itemised.Balance)
		}
	}
}

func scheduleOf(t *testing.T, terms contract.Terms) *contract.Schedule {
	t.Helper()
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return c.Schedule()
}
