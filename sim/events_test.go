package sim_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// inOrder compares events by site, person, month achieved and outcome.
func inOrder(a, b contract.Event) int {
	return cmp.Or(
		cmp.Compare(a.Site, b.Site), cmp.Compare(a.Person, b.Person),
		cmp.Compare(a.Month, b.Month), cmp.Compare(a.Outcome, b.Outcome),
	)
}

// The events of a path are the people behind its counts: they add up to them,
// by month achieved and by month evidenced, in order, no two the same.
func TestEventsAreTheCounts(t *testing.T) {
	m := everyClause(t)
	for n, l := range m.compile(t).Lifetimes(6, 0, 200) {
		o := l.Outturn
		achieved, evidenced := make([]int32, len(o.Achieved)), make([]int32, len(o.Evidenced))
		again := 0
		for i, e := range o.Events {
			row := (int(e.Site)*len(m.terms.Outcomes) + int(e.Outcome)) * m.terms.Months
			achieved[row+int(e.Month)] += e.Units
			if e.Evidenced >= 0 {
				evidenced[row+int(e.Evidenced)] += e.Units
				if e.Evidenced != e.Month {
					again++
				}
			}
			if i > 0 && inOrder(o.Events[i-1], e) >= 0 {
				t.Fatalf("path %d: event %d, %+v, comes after %+v", n, i, e, o.Events[i-1])
			}
			referred := o.Referrals[int(e.Site)*m.terms.Months+int(e.Referred)]
			if int32(e.Person>>32) != e.Referred || int32(uint32(e.Person)) >= referred || e.Month < e.Referred {
				t.Fatalf("path %d: event %+v is of nobody referred", n, e)
			}
		}
		if !slices.Equal(achieved, o.Achieved) || !slices.Equal(evidenced, o.Evidenced) {
			t.Fatalf("path %d: the events do not add up to the counts", n)
		}
		if len(o.Events) == 0 || again == 0 {
			t.Fatalf("path %d: %d events, %d evidenced later", n, len(o.Events), again)
		}
	}
}

// A child event is never before its parent's, and no person has an event
// without the parent's.
func TestEventsFollowTheirParents(t *testing.T) {
	m := everyClause(t)
	parent := map[string]string{"plan": "welcome", "training": "welcome", "work": "welcome", "volunteer": "welcome", "short": "work", "long": "work"}
	type who struct {
		site    int32
		person  uint64
		outcome string
	}
	seen := 0
	for n, l := range m.compile(t).Lifetimes(6, 0, 50) {
		month := map[who]int32{}
		for _, e := range l.Outturn.Events {
			id := m.terms.Outcomes[e.Outcome].ID
			key := who{e.Site, e.Person, id}
			if _, ok := month[key]; !ok {
				month[key] = e.Month
			}
		}
		for key, at := range month {
			if from, ok := parent[key.outcome]; ok {
				seen++
				if before, ok := month[who{key.site, key.person, from}]; !ok || before > at {
					t.Fatalf("path %d: %+v in month %d, %s in %d (%v)", n, key, at, from, before, ok)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no event with a parent")
	}
}

// There are events only where a clause looks at people; asking for them
// changes nothing else, and no other clause changes them.
func TestEventsStandAlone(t *testing.T) {
	with, without := everyClause(t), everyClause(t, "people")
	bare := modelOf(with.deal)
	clauses["people"](&bare)
	clauses["resubmission"](&bare)
	clauses["states"](&bare)
	clauses["reviews"](&bare)
	clauses["specialists"](&bare)
	next, stop := pull(without.compile(t), 8, 60)
	defer stop()
	alone, end := pull(bare.compile(t), 8, 60)
	defer end()
	for n, l := range with.compile(t).Lifetimes(8, 0, 60) {
		a, b := l.Outturn, next().Outturn
		if len(b.Events) != 0 {
			t.Fatalf("path %d: %d events without a clause about people", n, len(b.Events))
		}
		if !slices.Equal(a.Referrals, b.Referrals) || !slices.Equal(a.Achieved, b.Achieved) || !slices.Equal(a.Evidenced, b.Evidenced) ||
			!slices.Equal(a.Errors, b.Errors) || !slices.Equal(a.Late, b.Late) || !slices.Equal(a.Costs, b.Costs) {
			t.Fatalf("path %d: asking for events changes the counts", n)
		}
		if !slices.Equal(a.Events, alone().Outturn.Events) {
			t.Fatalf("path %d: marks change the events", n)
		}
	}
}
