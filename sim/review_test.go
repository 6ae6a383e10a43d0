package sim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// reviewed is a minimal deal without chance: 10.3 people a month, all of them
// evidenced at once, with a target of 240 over 24 months.
func reviewed(t testing.TB, reviews ...contract.Review) model {
	m := minimal(t)
	s := &m.a.Sites[0]
	s.Referrals.Law, s.Referrals.Rate, s.Referrals.Until = assumptions.FixedCount, assumptions.Of(10.3), 23
	s.Pathway[0].Probability, s.Pathway[0].Delay = assumptions.Of(1), assumptions.Delay{Kind: assumptions.Months}
	m.terms.Sites[0].Targets = []contract.Target{{Outcome: "job", Total: 240}}
	m.terms.Reviews = reviews
	return m
}

// TestReviewsByHand works reviews out with a pencil.
func TestReviewsByHand(t *testing.T) {
	months := make([]int32, 24)
	for i := range months {
		months[i] = 5
	}
	follow := func(part, least, most int64) contract.Follow {
		return contract.Follow{Part: part, Least: least, Most: most}
	}
	for name, c := range map[string]struct {
		reviews []contract.Review
		target  *contract.Target
		factors []float64 // in months 0, 6, 12, 18
	}{
		"none": {factors: []float64{1, 1, 1, 1}},
		// By month 6 62 of 60 are evidenced: 1,033,333 millionths. 0.5 of the excess is 16,667 (16,666.5 rounded away from 0).
		"half":     {reviews: []contract.Review{{Month: 6, Outcome: "job", Volumes: follow(500_000, 0, 10_000_000)}}, factors: []float64{1, 1.016667, 1.016667, 1.016667}},
		"against":  {reviews: []contract.Review{{Month: 6, Outcome: "job", Volumes: follow(-500_000, 0, 10_000_000)}}, factors: []float64{1, 0.983333, 0.983333, 0.983333}},
		"at most":  {reviews: []contract.Review{{Month: 6, Outcome: "job", Volumes: follow(1_000_000, 0, 1_010_000)}}, factors: []float64{1, 1.01, 1.01, 1.01}},
		"at least": {reviews: []contract.Review{{Month: 12, Outcome: "job", Volumes: follow(1_000_000, 2_000_000, 3_000_000)}}, factors: []float64{1, 1, 2, 2}},
		// A review of caps only says nothing about volumes.
		"caps": {reviews: []contract.Review{{Month: 6, Outcome: "job", Caps: follow(1_000_000, 0, 500_000)}}, factors: []float64{1, 1, 1, 1}},
		// The later in order holds of two in one month.
		"two in one": {reviews: []contract.Review{
			{Month: 12, Outcome: "job", Volumes: follow(0, 3_000_000, 3_000_000)},
			{Month: 6, Outcome: "job", Volumes: follow(0, 500_000, 500_000)},
			{Month: 6, Outcome: "job", Volumes: follow(0, 2_000_000, 2_000_000)},
		}, factors: []float64{1, 2, 3, 3}},
		// 62 by month 6 doubled to 20.6 a month: 185 by month 12 (61.8 + 123.6 =
		// 185.4) of 120, a factor of 1.541667, and from 18 on the latest counts.
		"one after the other": {reviews: []contract.Review{
			{Month: 6, Outcome: "job", Volumes: follow(0, 2_000_000, 2_000_000)},
			{Month: 12, Outcome: "job", Volumes: follow(1_000_000, 0, 10_000_000)},
		}, factors: []float64{1, 2, 1.541667, 1.541667}},
		// 62 of 30.
		"by month": {
			reviews: []contract.Review{{Month: 6, Outcome: "job", Volumes: follow(1_000_000, 0, 10_000_000)}},
			target:  &contract.Target{Outcome: "job", Total: 120, Months: months}, factors: []float64{1, 2.066667, 2.066667, 2.066667},
		},
		// No target, or none so far, is attained as it is.
		"no target": {
			reviews: []contract.Review{{Month: 6, Outcome: "job", Volumes: follow(1_000_000, 0, 10_000_000)}},
			target:  &contract.Target{Outcome: "job"}, factors: []float64{1, 1, 1, 1},
		},
		// 185 of 1 counts as a hundred times the target.
		"most of all": {
			reviews: []contract.Review{{Month: 18, Outcome: "job", Volumes: follow(100_000, 0, 100_000_000)}},
			target:  &contract.Target{Outcome: "job", Total: 1}, factors: []float64{1, 1, 1, 10.9},
		},
	} {
		for i := range c.reviews {
			c.reviews[i].ID = "review" + string(rune('a'+i))
		}
		m := reviewed(t, c.reviews...)
		if c.target != nil {
			m.terms.Sites[0].Targets[0] = *c.target
		}
		p := m.compile(t)
		if want := len(c.reviews) > 0 && name != "caps"; p.Reviewed() != want {
			t.Errorf("%s: reviewed is %v", name, !want)
		}
		o := first(p).Outturn
		var cum float64
		for k := range 24 {
			next := cum + 10.3*c.factors[k/6]
			if want := int32(math.Round(next) - math.Round(cum)); o.Referrals[k] != want {
				t.Errorf("%s: %d referrals in month %d, want %d", name, o.Referrals[k], k, want)
			}
			cum = next
		}
	}
}

// A review moves nothing before its month, and nothing of those referred then.
func TestReviewsKeepTheirPast(t *testing.T) {
	m, plain := everyClause(t), everyClause(t, "reviews")
	months, outcomes := m.terms.Months, len(m.terms.Outcomes)
	next, stop := pull(plain.compile(t), 3, 100)
	defer stop()
	changed := 0
	for n, l := range m.compile(t).Lifetimes(3, 0, 100) {
		a, b := l.Outturn, next().Outturn
		for s := range m.terms.Sites {
			if !slices.Equal(a.Referrals[s*months:][:9], b.Referrals[s*months:][:9]) {
				t.Fatalf("path %d: site %d: a review in month 9 moves referrals before it", n, s)
			}
			for k := range outcomes {
				at := (s*outcomes + k) * months
				if !slices.Equal(a.Achieved[at:][:9], b.Achieved[at:][:9]) || !slices.Equal(a.Evidenced[at:][:9], b.Evidenced[at:][:9]) {
					t.Fatalf("path %d: site %d, outcome %d: a review in month 9 moves months before it", n, s, k)
				}
			}
			if !slices.Equal(a.Referrals[s*months:][:months], b.Referrals[s*months:][:months]) {
				changed++
			}
		}
		early := func(events []contract.Event) []contract.Event {
			return slices.DeleteFunc(slices.Clone(events), func(e contract.Event) bool { return e.Referred >= 9 })
		}
		if !slices.Equal(early(a.Events), early(b.Events)) {
			t.Fatalf("path %d: a review in month 9 moves people referred before it", n)
		}
		// The third site has no target, so its factor is 1.
		if at := 2 * months; !slices.Equal(a.Referrals[at:], b.Referrals[at:]) {
			t.Fatalf("path %d: a review moves a site without a target", n)
		}
	}
	if changed == 0 {
		t.Error("the reviews changed nothing")
	}
}
