package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// rewarded is a contract of n months with an impact measured in its last one
// and a reward paid by the council.
func rewarded(n int, cohorts int, each, pooled []contract.Step) contract.Terms {
	terms := handTerms(n)
	m := contract.Measure{ID: "impact"}
	for c := range cohorts {
		m.Cohorts = append(m.Cohorts, contract.Cohort{Month: n - cohorts + c, Weight: 1})
	}
	terms.Measures = []contract.Measure{m}
	terms.Rewards = []contract.Reward{{ID: "bonus", Measure: "impact", Each: each, Pooled: pooled, Shares: allOf("council")}}
	return terms
}

// Denver's ladder on jail days avoided.
func TestLadder(t *testing.T) {
	terms := rewarded(1, 1, nil, []contract.Step{
		{From: 200_000, Amount: 3_200_000, PerPoint: 160_000},
		{From: 300_000, Amount: 4_800_000, PerPoint: 38_000},
		{From: 650_000, Amount: 6_130_000},
	})
	for value, want := range map[int64]money{
		199_000: 0, 200_000: 3_200_000, 250_000: 4_000_000, 300_000: 4_800_000, 380_000: 5_104_000,
		500_000: 5_560_000, 650_000: 6_130_000, 800_000: 6_130_000,
	} {
		l := onOutturn(t, terms, func(o *contract.Outturn) { o.Impact[0] = value })
		if l.Rewards[0] != want || l.Payments[0] != want || l.Claimed[0] != want {
			t.Errorf("at %d: %d claimed, %d paid, want %d", value, l.Rewards[0], l.Payments[0], want)
		}
	}
}

func TestDeduction(t *testing.T) {
	terms := rewarded(2, 2, []contract.Step{{From: -1_000_000, Amount: -50, PerPoint: 0}, {From: 0, PerPoint: 10}}, nil)
	terms.Rewards[0].Cap = contract.AtMost(90)
	// Month 0: below 0, 50 are credited and set off against the job's 100.
	// Month 1: 12 points are 120, of which the cap leaves 90.
	l := onOutturn(t, terms, func(o *contract.Outturn) {
		copy(o.Evidenced, []int32{1, 0})
		copy(o.Impact, []int64{-5_000, 120_000})
	})
	wantList(t, "cash", l.Cash, 50, 140)
	wantIs(t, "reward", l.Rewards[0], 90-50)
	wantIs(t, "credit", l.Credit[0], 50)
	wantIs(t, "settled", l.Settled[0], 50)
	wantIs(t, "capped", l.TariffCapped, true)
}

// The pooled value is paid less what each cohort was paid.
func TestPooledReward(t *testing.T) {
	ladder := []contract.Step{{From: 0, PerPoint: 10}}
	terms := rewarded(3, 2, ladder, ladder)
	terms.Measures[0].Cohorts[0].Weight = 3
	// 10 points are 100; then −30, which is below the ladder: 0. Pooled
	// (3·10 − 30)/4 = 0: nothing is added.
	l := onOutturn(t, terms, func(o *contract.Outturn) { copy(o.Impact, []int64{100_000, -300_000}) })
	wantList(t, "claimed", l.Claimed, 0, 100, 0)
	// Pooled (3·10 + 50)/4 = 20 points: 200, of which 100 + 500 were paid.
	l = onOutturn(t, terms, func(o *contract.Outturn) { copy(o.Impact, []int64{100_000, 500_000}) })
	wantList(t, "claimed", l.Claimed, 0, 100, 500)
	terms.Rewards[0].Each = nil
	l = onOutturn(t, terms, func(o *contract.Outturn) { copy(o.Impact, []int64{100_000, 500_000}) })
	wantList(t, "pooled only", l.Claimed, 0, 0, 200)
}

func TestRates(t *testing.T) {
	rate := func(per string) contract.Terms {
		terms := rewarded(4, 1, []contract.Step{{From: 0, PerPoint: 1}}, nil)
		terms.Sites[0].Tariffs = nil
		terms.Sites[0].Targets = []contract.Target{{Outcome: "job", Total: 8}}
		terms.Measures[0] = contract.Measure{
			ID: "impact", Outcome: "job", Per: per,
			Cohorts: []contract.Cohort{{From: 0, Until: 1, Month: 3}},
		}
		return terms
	}
	fill := func(o *contract.Outturn) {
		with(4, event(1, 0, 0, 1, 1), event(2, 0, 2, 3, 3))(o)
		copy(o.Referrals, []int32{2, 2, 4, 4})
		o.Evidenced[0], o.Evidenced[4+2] = 1, 3 // a job of a person unknown, three stays
	}
	// The second job is of a person referred after the cohort: 2 of 4 referrals.
	wantIs(t, "per referral", onOutturn(t, rate(contract.PerReferrals), fill).Rewards[0], 50)
	wantIs(t, "per stay", onOutturn(t, rate("stay"), fill).Rewards[0], 67)               // 2 of 3, 66.6667 points
	wantIs(t, "per target", onOutturn(t, rate(contract.PerTarget), fill).Rewards[0], 38) // 3 of 8, 37.5 points
}
