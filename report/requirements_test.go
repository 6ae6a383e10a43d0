package report_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/study"
)

// asked is a requirement made by hand.
func asked(name string, b metric.Bound, e study.Estimate, l metric.Limit) study.Requirement {
	b.Name = name
	if len(b.Metrics) == 0 {
		b.Metrics = []string{strings.TrimSuffix(name, ".mean")}
	}
	return study.Requirement{Constraint: metric.Constraint{Bound: b, Limit: l}, Estimate: e, Verdict: e.Holds(l)}
}

func TestRequirementsAreShown(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	most, least := metric.Limit{Relation: metric.AtMost, Number: 0.1}, metric.Limit{Relation: metric.AtLeast, Number: -2500}
	cases := []struct {
		r    study.Requirement
		want string
	}{
		{asked("a.mean", metric.Bound{Unit: metric.Money}, study.Estimate{Value: 1234567, SE: 8412, Lo: 1218080, Hi: 1251054, N: 9}, least), "a.mean >= -2500 | met | £1,235,000 | £1,218,000 to £1,251,000 | £1,237,000"},
		{asked("b.min", metric.Bound{Unit: metric.Money, Figure: metric.Min}, study.Estimate{Value: -2600, SE: nan, Lo: -inf, Hi: -2600, N: 9}, least), "b.min >= -2500 | not met | −£2,600 | at most −£2,600 | −£100"},
		{asked("c.max", metric.Bound{Unit: metric.Count, Figure: metric.Max}, study.Estimate{Value: 7, SE: nan, Lo: 7, Hi: inf, N: 9}, least), "c.max >= -2500 | met | 7 | at least 7 | 2,507"},
		{asked("d.irr.mean", metric.Bound{Unit: metric.Ratio}, study.Estimate{Value: 0.0912, SE: 0.01, Lo: 0.0716, Hi: 0.1108, N: 9}, most), "d.irr.mean <= 0.1 | met, not certain | 9.1 % | 7.2 % to 11.1 % | 0.9 %"},
		{asked("e.moic.mean", metric.Bound{Unit: metric.Ratio}, study.Estimate{Value: 1.234, SE: 0.01, Lo: 1.2144, Hi: 1.2536, N: 9}, most), "e.moic.mean <= 0.1 | not met | 1.234× | 1.214× to 1.254× | −1.134×"},
		{asked("f.hours.mean", metric.Bound{Unit: metric.Ratio}, study.Estimate{Value: 17.25, SE: 0.1, Lo: 17.054, Hi: 17.446, N: 9}, most), "f.hours.mean <= 0.1 | not met | 17.25 | 17.05 to 17.45 | −17.15"},
		{asked("p(g)", metric.Bound{Unit: metric.Ratio, Figure: metric.Probability}, study.Estimate{Value: 0, SE: 0, Lo: 0, Hi: 0.0004, N: 10000}, most), "p(g) <= 0.1 | met | 0 of 10,000 | at most 0.04 % | 10.0 %"},
		{asked("h.p95", metric.Bound{Unit: metric.Months, Figure: metric.Quantile}, study.Estimate{Value: inf, SE: nan, Lo: 31, Hi: inf, N: 1000, Never: 90, Reason: "x"}, most), "h.p95 <= 0.1 | not met | never | 31 to never | –"},
		{asked("i.mean", metric.Bound{Unit: metric.Months}, study.Estimate{Value: inf, SE: nan, Lo: inf, Hi: inf, N: 1000, Never: 90, Reason: "x"}, most), "i.mean <= 0.1 | not met | never | – | –"},
		{asked("j.mean", metric.Bound{Unit: metric.Money}, study.Estimate{Value: nan, SE: nan, Lo: -inf, Hi: inf, Undefined: 12, Reason: "no path has a value"}, most), "j.mean <= 0.1 | not met, not certain | – | – | –"},
		{asked("k.sd", metric.Bound{Unit: metric.Money, Figure: metric.SD}, study.Estimate{Value: 5, SE: nan, Lo: -inf, Hi: inf, N: 2, Undefined: 1200}, most), "k.sd <= 0.1 | not met, not certain | £5 | not known | −£4.90"},
	}
	var all []study.Requirement
	for _, c := range cases {
		all = append(all, c.r)
	}
	run := sample.Result(t, sample.Document(sample.Plain), 20)
	r := report.Run(run, all...)
	if r.Sections[0].ID != "requirements" {
		t.Fatalf("the first section is %s", r.Sections[0].ID)
	}
	for i, got := range lines(r, "requirements") {
		if got != cases[i].want {
			t.Errorf("row %d\n have %s\n want %s", i, got, cases[i].want)
		}
	}
	notes := strings.Join(r.Sections[0].Tables[0].Notes, "\n")
	for _, want := range []string{"Not certain", "h.p95 <= 0.1: never comes in 90 of 1,000 lifetimes.", "j.mean <= 0.1: no path has a value.", "k.sd <= 0.1: 1,200 lifetimes left out, without a value."} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note %q in\n%s", want, notes)
		}
	}
	for _, s := range report.Run(run).Sections {
		if s.ID == "requirements" {
			t.Error("a section for nothing asked")
		}
	}
	data, err := report.JSON(run, "1.2.3", all...)
	if err != nil {
		t.Fatal(err)
	}
	list, _ := at(t, decoded(t, data), "requirements").([]any)
	if len(list) != len(all) {
		t.Fatalf("%d requirements in JSON", len(list))
	}
	first := list[0].(map[string]any)
	for key, want := range map[string]any{
		"condition": "a.mean >= -2500", "statistic": "a.mean", "relation": ">=", "number": json.Number("-2500"), "unit": "money",
		"value": json.Number("1234567.00"), "se": json.Number("8412.00"), "slack": json.Number("1237067.00"), "met": true, "certain": true, "undefined": json.Number("0"),
	} {
		if first[key] != want {
			t.Errorf("%s is %v, want %v", key, first[key], want)
		}
	}
	if never := list[8].(map[string]any); never["value"] != nil || never["lo"] != nil || never["reason"] != "x" || never["met"] != false {
		t.Errorf("what never comes is %v", never)
	}
}

// TestRequirementsOfARun takes a condition all the way.
func TestRequirementsOfARun(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	r := sample.Result(t, sample.Document(sample.Plain), 200)
	c, err := metric.Parse("p(any(payer.*.over_budget)) <= 0.5")
	if err != nil {
		t.Fatal(err)
	}
	of, err := c.Bind(p.Metrics())
	if err != nil {
		t.Fatal(err)
	}
	met, err := study.Require(context.Background(), r, of, 0)
	if err != nil || len(met) != 1 {
		t.Fatalf("%d, %v", len(met), err)
	}
	if rows := lines(report.Run(r, met...), "requirements"); len(rows) != 1 || !strings.HasPrefix(rows[0], "p(any(payer.*.over_budget)) <= 0.5 | ") {
		t.Errorf("%q", rows)
	}
}
