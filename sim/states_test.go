package sim_test

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// stay is a minimal deal in which everyone referred is in a state: 12 people in
// each of 18 months, for the given delay, of a window of 24 months from April 2024.
func stay(t testing.TB, counted assumptions.Counted, delay assumptions.Delay) model {
	m := minimal(t)
	m.a.Sites[0].Referrals.Law = assumptions.FixedCount
	m.a.Sites[0].Pathway[0] = assumptions.Transition{Outcome: "job", Counted: counted, Delay: delay}
	m.a.Sites[0].Evidence[0].Probability = assumptions.Of(0.75)
	return m
}

// The months from April 2024.
var fromApril2024 = []float64{30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31}

// The mean count of a state in a month is that of the people who came in at
// an earlier one and have not left yet, in the plan case and in the mean of paths.
func TestStatesCountByConvolution(t *testing.T) {
	const paths = 4000
	for name, delay := range map[string]assumptions.Delay{
		"3":                 {Kind: assumptions.Months, A: assumptions.Of(3)},
		"0":                 {Kind: assumptions.Months, A: assumptions.Of(0)},
		"40":                {Kind: assumptions.Months, A: assumptions.Of(40)},
		"[0.5, 0.25, 0.25]": {Kind: assumptions.List, List: []assumptions.Input{assumptions.Of(0.5), assumptions.Of(0.25), assumptions.Of(0.25)}, Last: 2},
		"{weeks: 13}":       {Kind: assumptions.Weeks, A: assumptions.Of(13)},
		"{geometric: {mean: 5}, first: 2, last: 30}": {Kind: assumptions.Geometric, A: assumptions.Of(5), First: 2, Last: 30},
	} {
		ended := delays[name] // its distribution function
		if name == "40" {
			ended = func(k int) float64 { return step(k, 40) }
		}
		for _, counted := range []assumptions.Counted{assumptions.CountedMonthly, assumptions.CountedDaily} {
			m := stay(t, counted, delay)
			p := m.compile(t)
			achieved, evidenced := make([]moments, 24), make([]moments, 24)
			for _, l := range p.Lifetimes(1, 0, paths) {
				for k := range 24 {
					achieved[k].add(float64(l.Outturn.Achieved[k]))
					evidenced[k].add(float64(l.Outturn.Evidenced[k]))
				}
			}
			var sum, planned float64
			for k := range 24 {
				units := 1.0
				if counted == assumptions.CountedDaily {
					units = fromApril2024[k]
				}
				var want, variance, proof float64
				for from := 0; from <= min(k, 17); from++ {
					in := 1 - ended(k-from)
					want += 12 * in * units
					variance += 12 * in * (1 - in) * units * units
					proof += 12 * in * 0.75 * (1 - in*0.75) * units * units
				}
				near(t, name+" achieved", achieved[k].mean(), want, variance+1e-12, paths)
				near(t, name+" evidenced", evidenced[k].mean(), 0.75*want, proof+1e-12, paths)
				sum += want
				planned += float64(p.PlanCase().Outturn.Achieved[k])
				if math.Abs(sum-planned) > 0.5+1e-6 {
					t.Fatalf("%s: the plan case has counted %g by month %d, exactly %.3f", name, planned, k, sum)
				}
			}
		}
	}
}

// A leap day counts.
func TestLeapDays(t *testing.T) {
	for start, want := range map[contract.Month]int32{
		contract.MonthOf(2023, 11): 29, contract.MonthOf(2022, 11): 28, contract.MonthOf(1999, 11): 29, contract.MonthOf(2099, 11): 28,
	} {
		m := stay(t, assumptions.CountedDaily, assumptions.Delay{Kind: assumptions.Months, A: assumptions.Of(40)})
		m.a.Start = int(start)
		// Month 3 is February: 48 people by then.
		if got := first(m.compile(t)).Outturn.Achieved[3]; got != 48*want {
			t.Errorf("February of the year after %d counts %d days, want %d", start.Year(), got/48, want)
		}
	}
}

// Hazards that never add up to certainty leave people in the state to the end.
func TestStateWithHazards(t *testing.T) {
	const paths = 4000
	m := stay(t, assumptions.CountedMonthly, assumptions.Delay{})
	m.a.Sites[0].Pathway[0].Hazards = []assumptions.Input{assumptions.Of(0.2), assumptions.Of(0.5)}
	m.a.Sites[0].Pathway[0].HazardsFrom = 2
	last := moments{}
	for _, l := range m.compile(t).Lifetimes(1, 0, paths) {
		last.add(float64(l.Outturn.Achieved[23]))
	}
	// By month 23 all 216 are past both hazards.
	near(t, "still in the state", last.mean(), 216*0.4, 216*0.4*0.6, paths)
}

// A state has no second attempt at evidence.
func TestStateIsNotResubmitted(t *testing.T) {
	m := stay(t, assumptions.CountedMonthly, assumptions.Delay{Kind: assumptions.Months, A: assumptions.Of(3)})
	m.a.Sites[0].Evidence[0].Probability = assumptions.Of(0)
	m.a.Sites[0].Resubmitted = []assumptions.Resubmission{{Outcome: "job", Probability: assumptions.Of(1), After: 1}}
	for month, n := range first(m.compile(t)).Outturn.Evidenced {
		if n != 0 {
			t.Errorf("%d evidenced in month %d", n, month)
		}
	}
}

// An outcome that is not evidenced at first is, with a chance of its own, some months later.
func TestResubmission(t *testing.T) {
	const paths, q, again, after = 4000, 0.6, 0.45, 3
	m := minimal(t)
	m.a.Sites[0].Pathway[0].Probability = assumptions.Of(0.3)
	m.a.Sites[0].Evidence[0].Probability = assumptions.Of(q)
	plain := m
	plain.a.Sites = append([]assumptions.Site{}, m.a.Sites...)
	m.a.Sites[0].Resubmitted = []assumptions.Resubmission{{Outcome: "job", Probability: assumptions.Of(again), After: after}}
	var achieved, first, second, more float64
	next, stop := pull(plain.compile(t), 1, paths)
	defer stop()
	for _, l := range m.compile(t).Lifetimes(1, 0, paths) {
		o, once := l.Outturn, next().Outturn
		for k := range 24 {
			achieved += float64(o.Achieved[k])
			first += float64(once.Evidenced[k])
			if late := o.Evidenced[k] - once.Evidenced[k]; late < 0 || late > 0 && k < after || k >= after && late > o.Achieved[k-after]-once.Evidenced[k-after] {
				t.Fatalf("month %d: %d evidenced at a second attempt", k, late)
			} else {
				second += float64(late)
			}
			if o.Evidenced[k] > o.Achieved[k] {
				more++
			}
		}
	}
	share(t, "evidenced at first", first, achieved, q)
	// Jobs come in months 4 to 21, 12 people times 0.3 each; those of the last
	// month are too late for a second attempt after month 23.
	eligible := achieved * 17 / 18
	near(t, "evidenced at last", second/eligible, (1-q)*again, (1-q)*again, eligible)
	if more == 0 {
		t.Error("no month in which more was evidenced than achieved")
	}
	// A certain second attempt moves everything by its months.
	m.a.Sites[0].Evidence[0].Probability, m.a.Sites[0].Resubmitted[0].Probability = assumptions.Of(0), assumptions.Of(1)
	for n, l := range m.compile(t).Lifetimes(1, 0, 50) {
		for k := range 24 {
			want := int32(0)
			if k >= after {
				want = l.Outturn.Achieved[k-after]
			}
			if l.Outturn.Evidenced[k] != want {
				t.Fatalf("path %d, month %d: %d evidenced, want %d", n, k, l.Outturn.Evidenced[k], want)
			}
		}
	}
}
