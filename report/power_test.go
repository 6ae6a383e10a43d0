package report_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// trialOf evaluates the sample deal.
func trialOf(t *testing.T, p *sim.Plan, q study.TrialQuery) *study.Power {
	t.Helper()
	q.People, q.Ratio, q.Alpha, q.FollowUp = 80, 1, 0.05, -1
	trial, err := study.Evaluate(context.Background(), p, q, sim.Options{Seed: 1, Paths: 200})
	if err != nil {
		t.Fatal(err)
	}
	return &study.Power{Seed: 1, Paths: 200, Trial: trial}
}

// powerProse is all sentences of a section.
func powerProse(r report.Report, id string) string {
	for _, s := range r.Sections {
		if s.ID == id {
			return strings.Join(s.Notes, " ")
		}
	}
	return ""
}

// The page says which contrast is tested, where its effect comes from and what parts
// the arms; of another contrast or design it says something else.
func TestPowerSaysWhatIsCompared(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	twice, _ := study.ParseEffect("RR=2")
	none, _ := study.ParseEffect("0")
	for _, c := range []struct {
		query      study.TrialQuery
		says, lets []string
	}{
		{study.TrialQuery{Design: study.RCT, Contrast: twice}, []string{"a risk ratio of 2.00", "stated outright", "lots decide who is served"}, []string{"deadweight", "--bias", "--trend", "no effect, stated"}},
		{study.TrialQuery{Design: study.Matched, Bias: 0.35, Contrast: none}, []string{"no effect, stated outright", "standard deviation 0.35 (--bias): an assumption"}, []string{"risk ratio", "lots decide"}},
		{study.TrialQuery{Design: study.BeforeAfter, Trend: -0.1, Contrast: study.Counterfactual{Kind: study.AgainstScenario, Against: p, Name: "fee\u202efor service"}}, []string{"under fee\ufffdfor service, with", "by −0.1 on the logit each year", "years earlier"}, []string{"stated outright", "--bias"}},
		{study.TrialQuery{Design: study.RCT, Sites: 4, Contrast: twice}, []string{"lots decide which sites serve", "design effect"}, []string{"lots decide who"}},
	} {
		found := trialOf(t, p, c.query)
		text := powerProse(report.Power(p, found), "contrast")
		for _, want := range append(c.says, "Only this contrast is tested") {
			if !strings.Contains(text, want) {
				t.Errorf("%+v: %q has no %q", c.query, text, want)
			}
		}
		for _, never := range c.lets {
			if strings.Contains(text, never) {
				t.Errorf("%+v: %q has %q", c.query, text, never)
			}
		}
	}
}

// Chances near nothing and near certainty are bounds; what there is none of is null.
// The contrast is named where the power is said first and where the truth is, and a
// test that is wrong far more often than it promises is said to prove little.
func TestPowerNamesTheContrast(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	half, err := study.ParseEffect("RD=0.1")
	if err != nil {
		t.Fatal(err)
	}
	said := func(q study.TrialQuery) string {
		r := report.Power(p, trialOf(t, p, q))
		var b strings.Builder
		for _, f := range r.Headline {
			b.WriteString(f.Label + " " + f.Detail + "\n")
		}
		for _, s := range r.Sections {
			for _, table := range s.Tables {
				for _, r := range table.Rows {
					b.WriteString(r.Cells[0].Text + "\n")
				}
				b.WriteString(strings.Join(table.Notes, " ") + "\n")
			}
		}
		return b.String()
	}
	other := study.Counterfactual{Kind: study.AgainstScenario, Against: p, Name: "grant"}
	against := said(study.TrialQuery{Design: study.RCT, Contrast: other})
	if !strings.Contains(against, "The same people under grant\n") || strings.Contains(against, "without the deal") || !strings.Contains(against, "the deal and grant do the same") {
		t.Errorf("against a scenario: %s", against)
	}
	stated := said(study.TrialQuery{Design: study.RCT, Contrast: half})
	if !strings.Contains(stated, "points as stated outright") || strings.Contains(stated, "proves little") {
		t.Errorf("stated: %s", stated)
	}
	if doubtful := said(study.TrialQuery{Design: study.Matched, Bias: 3, Contrast: half}); !strings.Contains(doubtful, "what it finds proves little") {
		t.Errorf("a matching that sees little: %s", doubtful)
	}
}

func TestPowerWithoutAnything(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	none, _ := study.ParseEffect("0")
	found := trialOf(t, p, study.TrialQuery{Design: study.RCT, Contrast: none})
	found.Trial.Assumed.Significant, found.Trial.Drawn.Significant = tally.Share(0, 200), tally.Share(200, 200)
	r := report.Power(p, found)
	if got := fmt.Sprint(r.Headline[0].Value, ", ", r.Headline[1].Value, ", ", r.Headline[4].Value); got != "at most 2\u00a0%, at least 98\u00a0%, none are enough" {
		t.Error(got)
	}
	raw, err := report.PowerJSON(p, found, "test")
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"type_m", "type_s", "n_for_80"} {
		if x := v[key].(map[string]any)["value"]; x != nil {
			t.Errorf("%s is %v without an effect", key, x)
		}
	}
	if v["cluster"] != nil || v["trend"] != nil || v["closed_form"] == nil || v["follow_up"] != nil {
		t.Errorf("%s", raw)
	}
	raw, err = report.PowerJSON(p, &study.Power{Seed: 1, Paths: 200}, "test")
	if err != nil || !strings.Contains(string(raw), `"design":null`) {
		t.Errorf("%s, %v", raw, err)
	}
}
