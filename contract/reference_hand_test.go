package contract_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
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

// hand is a small contract: one site, outcome and payer, three months.
func hand() contract.Terms {
	return contract.Terms{
		Months: 3, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "job"}},
		Payers:   []contract.Payer{{ID: "city"}, {ID: "state"}},
		Sites: []contract.Site{{ID: "north", Tariffs: []contract.Tariff{{
			Outcome: "job", Prices: []int64{100},
			Shares: []contract.Share{{Payer: "city", Millions: contract.Million}},
		}}}},
		Capital: contract.Capital{Every: 1},
	}
}

// handOutturn is an outturn with these evidenced jobs.
func handOutturn(terms contract.Terms, jobs ...int32) *contract.Outturn {
	o := &contract.Outturn{
		Referrals: make([]int32, terms.Months),
		Achieved:  jobs, Evidenced: jobs,
		Late:    make([]bool, len(terms.Payers)*referenceGrid(terms)),
		Failed:  []int32{-1},
		Errors:  make([]int32, referenceAudits(terms)),
		Default: []int32{-1, -1},
	}
	for range len(terms.Costs) * terms.Months {
		o.Costs = append(o.Costs, 0)
	}
	return o
}

// wantHand compares a total with what a pencil says.
func wantHand(t *testing.T, what string, got []int64, want ...int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestReferenceHandBands(t *testing.T) {
	terms := hand()
	k := &terms.Sites[0].Tariffs[0]
	k.Prices = nil
	k.Bands = []contract.Band{
		{UpTo: contract.AtMost(3), Price: 100}, {UpTo: contract.AtMost(5), Price: 10}, {UpTo: contract.AtMost(6), Price: 1},
	}
	k.MaxCount = contract.AtMost(5)
	led := referenceSettle(terms, handOutturn(terms, 2, 2, 4))
	// 1 to 2; 3 and 4; 5, then 6 beyond the count cap and 7, 8 beyond the bands.
	wantHand(t, "claimed", led.Claimed, 200, 110, 10)
	wantHand(t, "uncapped", led.Uncapped, 321, 0)
	wantHand(t, "paid outcomes", led.PaidCount, 5)
}

func TestReferenceHandParticipantCap(t *testing.T) {
	terms := hand()
	terms.Sites[0].ParticipantCap = contract.AtMost(150)
	terms.Sites[0].Tariffs[0].MaxCount = contract.AtMost(5)
	o := handOutturn(terms, 3, 0, 4)
	// In month 0, 1 unit of person 1, 1 of person 2, 1 of somebody. In month 2,
	// within the count cap, 2 units of person 1, who has 50 left; person 2 is
	// beyond it.
	o.Events = []contract.Event{
		{Person: 1, Month: 0, Evidenced: 0, Units: 1},
		{Person: 1, Month: 2, Evidenced: 2, Units: 3},
		{Person: 2, Month: 0, Evidenced: 0, Units: 1},
		{Person: 2, Month: 2, Evidenced: 2, Units: 1},
	}
	led := referenceSettle(terms, o)
	wantHand(t, "claimed", led.Claimed, 300, 0, 50)
	if !led.TariffCapped {
		t.Error("the tariff was capped")
	}
}

func TestReferenceHandLadder(t *testing.T) {
	terms := hand()
	steps := []contract.Step{
		{From: -100_000, Amount: -70}, {From: 0}, {From: 100_000, Amount: 50, PerPoint: 3},
	}
	for _, c := range []struct{ value, want int64 }{
		{-100_001, 0},
		{-100_000, -70},
		{-1, -70},
		{0, 0},
		{99_999, 0},
		{100_000, 50},
		{101_666, 50},
		{101_667, 51},
		{200_000, 80},
	} {
		if got := ladder(steps, num(c.value)); got.Int64() != c.want {
			t.Errorf("ladder at %d: %v, want %d", c.value, got, c.want)
		}
	}
	// A reward of 80 at 20 %, held to 60, then a deduction of 70 from what the city pays.
	terms.Measures = []contract.Measure{{ID: "effect", Cohorts: []contract.Cohort{{Month: 0}, {Month: 2}}}}
	terms.Rewards = []contract.Reward{{
		ID: "bonus", Measure: "effect", Each: steps, Cap: contract.AtMost(60),
		Shares: []contract.Share{{Payer: "city", Millions: 500_000}, {Payer: "state", Millions: 500_000}},
	}}
	o := handOutturn(terms, 0, 0, 1)
	o.Impact = []int64{200_000, -50_000}
	led := referenceSettle(terms, o)
	wantHand(t, "claimed", led.Claimed, 60, 0, 100)
	wantHand(t, "rewards", led.Rewards, -10)
	wantHand(t, "credits", led.Credit, 35, 35)
	// The city's is set off, the state's paid back from the cash at the end.
	wantHand(t, "settled", led.Settled, 35, 35)
	wantHand(t, "payments", led.Payments, 95, 30)
	wantHand(t, "cash", led.Cash, 60, 60, 90)
}

func TestReferenceHandReliance(t *testing.T) {
	terms := hand()
	terms.Payers[0].Cap = contract.AtMost(150)
	terms.Payers[1].Cap = contract.AtMost(120)
	terms.Sites[0].Tariffs[0].Shares[0].BackedBy = "state"
	led := referenceSettle(terms, handOutturn(terms, 1, 2, 1))
	// In month 1 the city pays 50 of 200, the state the 120 it may of the
	// other 150; in month 2 neither has anything left.
	wantHand(t, "claimed", led.Claimed, 100, 170, 0)
	wantHand(t, "payments", led.Payments, 150, 120)
}

func TestReferenceHandAudit(t *testing.T) {
	terms := hand()
	terms.Audit = contract.Audit{Every: 2, Sample: 4, Tolerance: 250_000, Extrapolate: true}
	o := handOutturn(terms, 3, 3, 4)
	o.Errors = []int32{2, 1}
	led := referenceSettle(terms, o)
	// 2 of 4 of the 6 outcomes of two months: half of 600 is credited and set
	// off at once. 1 of 4 of month 2 is let pass.
	wantHand(t, "credits", led.Credit, 300, 0)
	wantHand(t, "payments", led.Payments, 700, 0)
	wantHand(t, "cash", led.Cash, 300, 300, 700)
}

func TestReferenceHandDefault(t *testing.T) {
	terms := hand()
	terms.Payers[0].Late, terms.Payers[0].Recovery, terms.Payers[0].RecoveryLag = 1, 300_000, 2
	o := handOutturn(terms, 1, 1, 1)
	o.Late[1], o.Default[0] = true, 2
	led := referenceSettle(terms, o)
	// The payment of month 1 would be made in month 2, the month of the
	// default, as that of month 2; 30 of each come two months later.
	wantHand(t, "cash", led.Cash, 100, 100, 100, 100, 160, 160)
	wantHand(t, "lost", led.Lost, 140, 0)
	wantHand(t, "payments", led.Payments, 160, 0)
}
