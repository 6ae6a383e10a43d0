package sim_test

import (
	"context"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// changes names the parts of an outturn that a clause alone changes.
var changes = map[string][]string{
	"resubmission":      {"evidenced", "errors", "events", "referrals", "achieved", "costs", "observed"}, // by way of the reviews
	"states":            {"achieved", "evidenced", "events"},
	"failing payers":    {"late", "default"},
	"failing providers": {"failed"},
	"measures":          {"impact"},
	"audit":             {"errors"},
	"vat":               {"costs"},
	"reviews":           {"referrals", "achieved", "evidenced", "errors", "events", "costs", "observed"},
	"people":            {"events"},
	"self-report":       {"observed"},
	"hours":             {"observed"},
	"specialists":       {"achieved", "evidenced", "events", "costs", "errors", "referrals", "observed"},
}

// differing names the parts in which two outturns differ.
func differing(a, b *contract.Outturn) []string {
	var out []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"referrals", slices.Equal(a.Referrals, b.Referrals)},
		{"achieved", slices.Equal(a.Achieved, b.Achieved)},
		{"evidenced", slices.Equal(a.Evidenced, b.Evidenced)},
		{"costs", slices.Equal(a.Costs, b.Costs) && slices.Equal(a.Flexed, b.Flexed)},
		{"index", slices.Equal(a.Index, b.Index)},
		{"events", slices.Equal(a.Events, b.Events)},
		{"impact", slices.Equal(a.Impact, b.Impact)},
		{"errors", slices.Equal(a.Errors, b.Errors)},
		{"late", slices.Equal(a.Late, b.Late)},
		{"default", slices.Equal(a.Default, b.Default)},
		{"failed", slices.Equal(a.Failed, b.Failed)},
		{"observed", slices.Equal(a.Observed, b.Observed)},
	} {
		if !part.same {
			out = append(out, part.name)
		}
	}
	return out
}

// Law 4: a clause moves no word of another; it changes what is its own.
func TestClausesMoveNoOtherDraw(t *testing.T) {
	p := func(m model) *sim.Plan { return m.compile(t) }
	for name := range clauses {
		next, stop := pull(p(everyClause(t, name)), 3, 40)
		seen := map[string]bool{}
		for n, l := range p(everyClause(t)).Lifetimes(3, 0, 40) {
			for _, part := range differing(l.Outturn, next().Outturn) {
				if !slices.Contains(changes[name], part) {
					t.Fatalf("%s: path %d: changes %s", name, n, part)
				}
				seen[part] = true
			}
		}
		stop()
		for _, part := range changes[name] {
			if !seen[part] {
				t.Errorf("%s: never changes %s", name, part)
			}
		}
	}
}

// Each clause shows in the fingerprint, though the deal is the same.
func TestFingerprintSeesClauses(t *testing.T) {
	whole := everyClause(t)
	seen := map[string]string{whole.compile(t).Fingerprint(): "every clause"}
	for name := range clauses {
		without := everyClause(t, name)
		f := without.compile(t).Fingerprint()
		if other, ok := seen[f]; ok {
			t.Errorf("without %s: the fingerprint of %s", name, other)
		}
		seen[f] = name
	}
	for name, change := range map[string]func(m *model){
		"after":   func(m *model) { m.a.Sites[0].Resubmitted[0].After++ },
		"start":   func(m *model) { m.a.Start++ },
		"review":  func(m *model) { m.terms.Reviews[0].Volumes.Part++ },
		"goal":    func(m *model) { m.terms.Sites[0].Targets[1].Total += 10 },
		"late":    func(m *model) { m.a.Payers[1].Late.Value += 0.01 },
		"failure": func(m *model) { m.a.Sites[0].Failure.Value += 0.01 },
		"error":   func(m *model) { m.a.Measures[0].Error.Value += 0.01 },
		"sick":    func(m *model) { m.a.Sites[0].Measurements[0].Missing.Value += 0.01 },
		"long":    func(m *model) { m.a.Sites[0].Hours[0].From++ },
		"posts":   func(m *model) { m.a.Sites[0].Specialists.FTE[1] += 0.01 },
		"on":      func(m *model) { m.a.Sites[0].Specialists.On[0] = "short" },
		"queue":   func(m *model) { m.a.Sites[0].Specialists.TurnAway = true },
		"sample":  func(m *model) { m.terms.Audit.Sample++ },
	} {
		m := everyClause(t)
		change(&m)
		f := m.compile(t).Fingerprint()
		if other, ok := seen[f]; ok {
			t.Errorf("%s: the fingerprint of %s", name, other)
		}
		seen[f] = name
	}
}

// Laws 1 and 5 with every clause: nothing is allocated on a path once the
// lists have grown, and any number of workers gives the same bytes.
func TestEveryClauseKeepsTheLaws(t *testing.T) {
	m := everyClause(t)
	p := m.compile(t)
	var first *sim.Result
	for _, workers := range []int{1, 3} {
		r, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 300, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = r
		}
		if !first.Equal(r) {
			t.Errorf("%d workers give other numbers than 1", workers)
		}
	}
	if raced {
		return // the race detector allocates
	}
	walk := sim.HotLoop(p, 1)
	for n := range uint64(300) {
		walk(n)
	}
	n := uint64(0)
	if allocs := testing.AllocsPerRun(300, func() { walk(n); n++ }); allocs != 0 {
		t.Errorf("%.2f allocations a path", allocs)
	}
}
