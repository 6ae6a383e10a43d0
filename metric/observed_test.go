package metric

import (
	"strings"
	"testing"
)

// richObserved observes one outcome and one site in every way, in an order of
// its own.
func richObserved() []Observed {
	var all []Observed
	for _, rows := range [][]entry{observedSiteRows, observedOutcomeRows} {
		for i := range rows {
			all = append(all, Observed{rows[i].pattern, 1})
		}
	}
	return all
}

// TestObserved: a metric that is observed is what stands in its place of the
// ledger, whatever the order, and undefined where nothing was observed.
func TestObserved(t *testing.T) {
	s, bare, l := newSet(t, full(t)), richLedger(), richLedger()
	for i := range richObserved() {
		l.Observed = append(l.Observed, int64(10+i))
	}
	l.Observed[2] = Undefined
	for name, want := range map[string]int64{
		"site.oxford.specialists.p10": 10, "site.oxford.specialists.p90": 11, "site.oxford.waited": Undefined, "site.oxford.left": 13,
		"outcome.stay.recorded": 14, "outcome.stay.asked": 15, "outcome.stay.hours": 16, "outcome.stay.long_hours": 17,
	} {
		if got := value(t, s, l, name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
		if got := value(t, s, bare, name); got != Undefined {
			t.Errorf("%s is %d of a ledger without observations", name, got)
		}
	}
	for _, name := range []string{"site.enfield.left", "outcome.job.hours"} {
		if _, err := s.Find(name); err == nil {
			t.Errorf("there is a metric %s, which nobody observes", name)
		}
	}
}

func TestObservedIsChecked(t *testing.T) {
	for _, o := range [][]Observed{
		{{"outcome.ID.paid", 0}},
		{{"outcome.ID.hours", 3}},
		{{"site.ID.left", 2}},
		{{"site.ID.left", -1}},
		{{"site.ID.left", 1}, {"site.ID.left", 1}},
	} {
		ctx := richContext(t, rich())
		ctx.Observed = o
		if _, err := New(ctx); err == nil || !strings.Contains(err.Error(), "observed") {
			t.Errorf("%v: error %v", o, err)
		}
	}
}
