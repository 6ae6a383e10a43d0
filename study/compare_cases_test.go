package study_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// On the same words the standard error of a difference is several times smaller
// than between independent runs: 5 % on the prices, 5 % on the probabilities.
// The long test holds the table of section 9 of docs/model.md to its figures.
func TestCommonWordsOnTheFund(t *testing.T) {
	paths := uint64(10_000)
	if testing.Short() {
		paths = 800
	}
	under := []string{"base", "times:tariffs.*.price=1.05", "times:sites.*.pathway.*.probability=1.05"}
	c := compared(t, gridOf(t, opened(t, "../examples/mhep-lcf/deal.yaml"), []string{"base"}, under), sim.Options{Seed: 1, Paths: paths},
		"investor.npv.mean", "payments.total.mean", "p(investor.loss)", "p(commissioner.over_budget)")
	page, err := os.ReadFile("../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Cells[1:] {
		for k, s := range c.Statistics {
			d := c.Cells[1+i].Figures[k].Less[study.Base]
			t.Logf("%s, %s: %.6g, standard error %.4g on common words, %.4g between independent runs: %.3g times", under[1+i], s.Name, d.Value, d.SE, d.Independent, d.Gain())
			if k < 2 && !(d.Gain() >= 5) {
				t.Errorf("%s, %s: %.3g times smaller, want 5", under[1+i], s.Name, d.Gain())
			}
			row := fmt.Sprintf("| %s | `%s` | %s | %s | %s | %.2g |", []string{"every price", "every probability"}[i], s.Name, grouped(d.Value), grouped(d.SE), grouped(d.Independent), d.Gain())
			if k < 2 && !testing.Short() && !strings.Contains(string(page), row) {
				t.Errorf("docs/model.md has no row %s", row)
			}
			if k >= 2 && !(d.Gain() > 1) {
				t.Errorf("%s, %s: %.3g times smaller: nothing gained", under[1+i], s.Name, d.Gain())
			}
		}
	}
	if c.Walked != 2*paths || c.Settled != paths {
		t.Errorf("%d walked, %d settled again, want the prices settled on base's people", c.Walked, c.Settled)
	}
}

// grouped writes a whole number with commas.
func grouped(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// A reviewed plan's people depend on its contract: it is walked by itself.
func TestReviewedCellsAreWalked(t *testing.T) {
	d := build(t, clauseCase{edits: []string{"sites.town.cap=450000", "sites.town.targets.started=220", "reviews.half.month=18", "reviews.half.outcome=started", "reviews.half.volumes=1"}})
	c := compared(t, gridOf(t, d, []string{"base"}, []string{"base", "times:tariffs.*.price=1.05"}), sim.Options{Seed: 1, Paths: 50})
	if !c.Cells[1].Plan.Reviewed() || c.Walked != 100 || c.Settled != 0 {
		t.Errorf("reviewed %v, %d walked, %d settled again", c.Cells[1].Plan.Reviewed(), c.Walked, c.Settled)
	}
}

// A case that is not there, and a statistic that a deal has not, leave a gap
// with its reason and touch no other cell.
func TestGapsHaveReasons(t *testing.T) {
	d := opened(t, minimal)
	cases := gridOf(t, d, []string{"base", "set:cap=240000"}, []string{"base", "without:cap", "set:payers.council.budget="})
	c := compared(t, cases, sim.Options{Seed: 1, Paths: 40}, "payments.total.mean", "p(commissioner.over_budget)", "payer.*.underspend.mean")
	if len(c.Statistics) != 3 || c.Statistics[2].Name != "payer.council.underspend.mean" {
		t.Fatalf("statistics %+v", c.Statistics)
	}
	for i := range c.Cells {
		x := &c.Cells[i]
		gap, budget := i == 1, x.Scenario != 2
		if (x.Reason != nil) != gap || x.Done == gap || (x.Plan == nil) != gap {
			t.Errorf("cell %d: done %v, reason %v", i, x.Done, x.Reason)
		}
		if gap {
			continue
		}
		for k := range c.Statistics {
			f := &x.Figures[k]
			if there := k == 0 || budget; (f.Missing == nil) != there || (f.N > 0) != there || (f.Less[study.Base] != nil) != there {
				t.Errorf("cell %d, %s: %+v", i, c.Statistics[k].Name, f)
			}
			if f.Missing != nil && !strings.Contains(f.Missing.Error(), []string{"", "over_budget", "matches no metric"}[k]) {
				t.Errorf("cell %d, %s: missing because %v", i, c.Statistics[k].Name, f.Missing)
			}
		}
	}
	// The second structure has the clause that the first has not: it has no reference there.
	f := &c.Cell(1, 1).Figures[0]
	if f.Less[study.First] != nil || f.Less[study.Base] == nil || f.Less[study.Corner] == nil {
		t.Errorf("differences %v", f.Less)
	}
}

// Two structures that name their outcomes otherwise: each has its own statistics.
func TestOtherNames(t *testing.T) {
	one, two := opened(t, minimal), build(t, clauseCase{})
	c := compared(t, []study.Case{{Structure: "one", Scenario: "base", Deal: one}, {Structure: "two", Scenario: "base", Deal: two}}, sim.Options{Seed: 1, Paths: 40}, "outcome.*.achieved.mean")
	var names []string
	for _, s := range c.Statistics {
		names = append(names, s.Name)
	}
	if want := []string{"outcome.job.achieved.mean", "outcome.engaged.achieved.mean", "outcome.started.achieved.mean", "outcome.sustained.achieved.mean"}; !slices.Equal(names, want) {
		t.Fatalf("statistics %q", names)
	}
	for i := range c.Cells {
		for k := range names {
			if f := &c.Cells[i].Figures[k]; (f.Missing == nil) != ((i == 0) == (k == 0)) {
				t.Errorf("cell %d, %s: missing %v", i, names[k], f.Missing)
			}
		}
	}
}

// By default each side has what its deal has; the cost is per outcome that most
// is paid for, net where the deal says what would have happened anyway.
func TestSidesByDefault(t *testing.T) {
	for name, c := range map[string]struct {
		edits []string
		want  string
	}{
		"gross":        {nil, "cost_per.started.gross"},
		"net":          {[]string{"outcomes.started.deadweight=0.2"}, "cost_per.started.net"},
		"another":      {[]string{"outcomes.sustained.deadweight=0.2", "tariffs.sustained=9000"}, "cost_per.sustained.net"},
		"not of these": {[]string{"outcomes.sustained.deadweight=0.2"}, "cost_per.started.gross"},
	} {
		d := build(t, clauseCase{edits: c.edits})
		found := compared(t, []study.Case{{Structure: "one", Scenario: "base", Deal: d}}, sim.Options{Seed: 1, Paths: 20})
		var names []string
		for _, s := range found.Statistics {
			names = append(names, s.Name)
		}
		want := []string{"investor.npv.mean", "p(investor.loss)", "investor.moic.mean", "investor.peak_exposure.p95", "payments.total.mean", "public.spend.mean", c.want, "cost.total.mean", "p(cost.overrun)"}
		if !slices.Equal(names, want) {
			t.Errorf("%s: %q, want %q", name, names, want)
		}
	}
}

func TestCompareFaults(t *testing.T) {
	d := opened(t, minimal)
	dollars := build(t, clauseCase{edits: []string{"currency=USD"}})
	broken := errors.New("does not fit here")
	base := study.Case{Structure: "one", Scenario: "base", Deal: d}
	for name, c := range map[string]struct {
		cases []study.Case
		expr  string
		want  []string
	}{
		"nothing":             {nil, "investor.npv.mean", []string{"no cases"}},
		"twice":               {[]study.Case{base, base}, "investor.npv.mean", []string{"one under base: stands twice"}},
		"no base":             {[]study.Case{base, {Structure: "two", Scenario: "worse", Deal: d}}, "investor.npv.mean", []string{"two: has no case under base"}},
		"base does not apply": {[]study.Case{{Structure: "one", Scenario: "base", Reason: broken}}, "investor.npv.mean", []string{"one under base: does not fit here"}},
		"applies to none": {
			[]study.Case{base, {Structure: "one", Scenario: "worse", Reason: broken}, {Structure: "one", Scenario: "worst", Reason: broken}},
			"investor.npv.mean",
			[]string{"worse: applies to none of the structures: does not fit here", "worst: applies to none"},
		},
		"currencies":        {[]study.Case{base, {Structure: "two", Scenario: "base", Deal: dollars}}, "investor.npv.mean", []string{"two under base: is in USD, must be in GBP as the first"}},
		"unknown statistic": {[]study.Case{base}, "investor.npw.mean", []string{`unknown metric "investor.npw"`}},
		"no such deal":      {[]study.Case{{Structure: "one", Scenario: "base", Deal: deal.Deal{}}}, "investor.npv.mean", []string{"one under base"}},
	} {
		_, err := study.Compare(context.Background(), c.cases, sim.Options{Seed: 1, Paths: 5}, statistics(t, c.expr)...)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want %q", name, err, want)
			}
		}
	}
	if _, err := study.Compare(context.Background(), []study.Case{base}, sim.Options{Seed: 1}); err == nil {
		t.Error("no paths were enough")
	}
}
