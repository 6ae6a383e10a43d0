package study_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

var update = flag.Bool("update", false, "write docs/clauses.md")

const clausesPage = "../docs/clauses.md"

// build reads base.yaml with the case's edits made in the file itself: an edit
// is ADDRESS=VALUE and makes what it needs above it; without a value it takes
// the field away.
func build(t *testing.T, c clauseCase) deal.Deal {
	t.Helper()
	text, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, e := range c.edits {
		address, value, _ := strings.Cut(e, "=")
		edit(doc, strings.Split(address, "."), value)
	}
	if text, err = yaml.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	d, err := dealfile.Read(c.pattern, text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}

func edit(at map[string]any, steps []string, value string) {
	for _, key := range steps[:len(steps)-1] {
		below, ok := at[key].(map[string]any)
		if !ok {
			below = map[string]any{}
			if price, written := at[key]; written { // a bare number is the price
				below["price"] = price
			}
			at[key] = below
		}
		at = below
	}
	last := steps[len(steps)-1]
	if value == "" {
		delete(at, last)
		return
	}
	var v any
	if err := yaml.Unmarshal([]byte(value), &v); err != nil {
		panic(err)
	}
	at[last] = v
}

func compile(t *testing.T, d deal.Deal) *sim.Plan {
	t.Helper()
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEveryClauseWorks holds each clause to a deal built for it: switched off,
// on the same words, the metric it is for moves by more than 20 standard
// errors, so that a clause that does nothing, or next to nothing, is seen. The
// figures are the table of docs/clauses.md.
func TestEveryClauseWorks(t *testing.T) {
	paths, bound := uint64(1000), 20.0
	if testing.Short() { // a fifth of the paths, as sure of the same effect
		paths, bound = 200, 9
	}
	var patterns []string
	var rows strings.Builder
	for _, c := range clauseCases {
		patterns = append(patterns, c.pattern)
		d := build(t, c)
		if !slices.Contains(d.Clauses(), c.address) {
			t.Errorf("%s: the deal does not state %s but %q", c.pattern, c.address, d.Clauses())
			continue
		}
		off, err := d.Without(c.address)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		base := compile(t, d)
		pairs, err := sim.Pair(context.Background(), base, []*sim.Plan{compile(t, off)}, []string{c.metric}, sim.Options{Seed: 1, Paths: paths})
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		diff := pairs[0].Differences[0]
		if uint64(diff.N) < paths/2 || !(math.Abs(diff.Mean) > bound*diff.SE) {
			t.Errorf("%s moves %s by %.6g ± %.3g (standard error, %d paths): want more than %v of it", c.pattern, c.metric, diff.Mean, diff.SE, diff.N, bound)
		}
		fmt.Fprintf(&rows, "| `%s` | %s | `%s` | `%s` | %s |\n", c.pattern, c.says, strings.Join(c.edits, "` `"), c.metric, show(base, c.metric, diff.Mean, diff.SE))
	}
	for _, p := range deal.ClausePatterns() {
		if !slices.Contains(patterns, p) {
			t.Errorf("no case for the clause %s", p)
		}
	}
	if testing.Short() {
		return // the page has the figures of the long test
	}
	page := clausesHead + rows.String()
	if *update {
		if err := os.WriteFile(clausesPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(clausesPage); err != nil || string(have) != page {
		t.Errorf("%s is not what the cases give (go test ./study -run TestEveryClauseWorks -update): %v", clausesPage, err)
	}
}

const clausesHead = `# The clauses

What each clause of the language does, in a deal built for it: ` + "`study/testdata/base.yaml`" + ` with the fields under *worked case* set. *Effect* is the mean of
the metric with the clause less its mean without it, over 1,000 lifetimes with the same random words, ± one standard error. Every effect is more than 20 of them;
the table is generated, and checked by ` + "`go test ./study`" + `. ` + "`sibsim clauses DEAL`" + ` gives the same for any deal; the rules themselves are in [the model](model.md#3-settlement).

| clause | it says | worked case | metric | effect |
|---|---|---|---|---|
`

// show prints an effect in the metric's unit.
func show(p *sim.Plan, name string, mean, se float64) string {
	i, _ := p.Find(name)
	if p.Specs()[i].Unit == metric.Money {
		return fmt.Sprintf("%.0f ± %.0f", mean, se)
	}
	return fmt.Sprintf("%.4g ± %.2g", mean, se)
}

// A clause that never binds is worth exactly 0 to everyone; one that binds is
// found to bind; what does not change with the workers does not.
func TestClausesThatNeverBind(t *testing.T) {
	d := build(t, clauseCase{pattern: "none", edits: []string{"cap=90000000", "capital.tranches.senior.moic_cap=900", "payers.central_fund.cap=100000", "tariffs.started.lag=2"}})
	var first *study.Clauses
	for _, workers := range []int{1, 3} {
		got, err := study.SwitchOff(context.Background(), d, nil, sim.Options{Seed: 3, Paths: 300, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		for i := range got.Clauses {
			for k, e := range got.Clauses[i].Effects {
				if f := first.Clauses[i].Effects[k]; e.Mean != f.Mean || e.SE != f.SE || e.N != f.N {
					t.Errorf("%d workers: %s is worth %v ± %v, not %v ± %v", workers, got.Clauses[i].Address, e.Mean, e.SE, f.Mean, f.SE)
				}
			}
		}
	}
	idle := []string{"cap", "capital.tranches.senior.moic_cap"}
	for _, c := range first.Clauses {
		still := true
		for _, e := range c.Effects {
			still = still && e.Min == 0 && e.Max == 0 && e.SE == 0
		}
		if want := slices.Contains(idle, c.Address); still != want || (c.Binds.P == 0) != want {
			t.Errorf("%s: binds on %v, effects all 0: %v; want %v", c.Address, c.Binds.P, still, want)
		}
	}
	if len(first.Clauses) != 4 || len(first.Fixed) != 0 {
		t.Errorf("%d clauses, %d fixed; want 4 and 0", len(first.Clauses), len(first.Fixed))
	}
}

func TestClausesErrors(t *testing.T) {
	d := build(t, clauseCase{edits: []string{"capital.on_exhaustion=stop", "capital.grace=1"}})
	if _, err := study.SwitchOff(context.Background(), d, []string{"cap"}, sim.Options{Seed: 1, Paths: 1}); err == nil {
		t.Error("a clause that is not stated was switched off")
	}
	stop, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := study.SwitchOff(stop, d, nil, sim.Options{Seed: 1, Paths: 1000}); err == nil {
		t.Error("a stopped study gave an answer")
	}
}
