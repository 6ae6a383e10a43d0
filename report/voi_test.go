package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// known is a study of 20 inputs and one group with the given name, made by hand.
func known(name string) *study.Information {
	w := func(v, se float64) study.Worth {
		return study.Worth{Value: v, SE: se, Lo: max(0, v-2*se), Hi: v + 2*se}
	}
	v := &study.Information{
		Seed: 7, Paths: 1000, Decision: study.Decision{Name: name}, Condition: metric.Constraint{Bound: metric.Bound{Name: "investor.npv.mean", Unit: metric.Money}, Limit: metric.Limit{Relation: metric.AtLeast, Number: -2500}},
		Yes: true, Gain: 90_000, GainSE: 1000,
		Perfect:   &study.Perfect{Worth: w(5000, 100), Uncorrected: 5200, Tested: 4700, Wrong: w(0.12, 0.01), Outer: 400, Inner: 64},
		AllInputs: &study.InputWorth{Worth: w(5100, 120)},
		Chance:    []string{name},
		Warnings:  []sim.Warning{{Address: name, Text: "a doubt about " + name}},
		Pilot: &study.Pilot{Address: name, Knowing: w(2000, 50), Best: 1, Sizes: []study.PilotSize{
			{People: 10, Worth: w(200, 10), Cost: 100, Net: 100}, {People: 40, Worth: w(1500, 40), Cost: 400, Net: 1100},
		}},
	}
	for i := range 20 {
		x := study.InputWorth{InputGroup: study.InputGroup{Name: fmt.Sprint("input_", i), Inputs: []string{fmt.Sprint("input_", i)}}, Spread: float64(i)}
		if i < 18 {
			x.Worth, x.Tested = w(float64(100*i), 20), float64(100*i-10)
		}
		v.Inputs = append(v.Inputs, x)
	}
	var err error
	if v.Decision.Condition, err = metric.Parse("investor.npv.mean >= -2500"); err != nil {
		panic(err)
	}
	v.Groups = []study.InputWorth{{InputGroup: study.InputGroup{Name: name, Inputs: []string{name, name}}, Worth: w(0, 0.2), Spread: 0.1}}
	return v
}

func TestInformationIsReadInOrderOfWorth(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	v := known("go")
	r := report.Information(p, v)
	inputs, groups := r.Sections[0].Tables[0], r.Sections[0].Tables[1]
	if len(inputs.Rows) != 15 || inputs.Rows[0].Cells[0].Text != "input_17" || inputs.Rows[0].Cells[1].Text != "£1,700 ± 39" {
		t.Errorf("%d rows, the first %v", len(inputs.Rows), inputs.Rows[0].Cells)
	}
	if len(inputs.Notes) != 1 || inputs.Notes[0] != "5 more numbers, none worth more than £240." {
		t.Errorf("notes %q", inputs.Notes)
	}
	for i, want := range []string{"go", "£0", "£0", "£0"} {
		if got := groups.Rows[0].Cells[i].Text; got != want {
			t.Errorf("cell %d of a group worth nothing: %q, want %q", i, got, want)
		}
	}
	var headline []string
	for _, f := range r.Headline {
		headline = append(headline, f.Label+": "+f.Value)
	}
	if got, want := strings.Join(headline, "; "), "Decision now: go: yes; Perfect information (EVPI): £5,000 ± 200; The decision is wrong: 12.0 ± 2.0\u00a0%; Pilot that pays most: 40 people"; got != want {
		t.Errorf("headline %q, want %q", got, want)
	}
	pilot := r.Sections[1]
	if got := pilot.Tables[0].Rows[1].Cells[2].Text; got != "75\u00a0%" {
		t.Errorf("40 people tell %s of it", got)
	}
	if bars := pilot.Figures[0].Panels[0].Bars; len(bars) != 2 || bars[0].Reference != 2000 || bars[1].Value != 1500 {
		t.Errorf("bars %v", bars)
	}

	v.Yes, v.Pilot.Best = false, -1
	if r := report.Information(p, v); r.Headline[0].Value != "no" || r.Headline[3].Value != "none" {
		t.Errorf("headline %v", r.Headline)
	}
	v.Pilot.Knowing = study.Worth{}
	if r := report.Information(p, v); len(r.Sections[1].Figures) != 0 || r.Sections[1].Tables[0].Rows[0].Cells[2].Text != report.None {
		t.Error("a pilot of what is worth nothing has a share")
	}
	v.Perfect, v.Pilot, v.Partial = nil, nil, true
	if r := report.Information(p, v); len(r.Headline) != 1 || len(r.Sections) != 1 || !strings.Contains(strings.Join(r.Warnings, "\n"), "Interrupted") {
		t.Errorf("a stopped study: %v, %d sections", r.Headline, len(r.Sections))
	}
	v.Inputs, v.Groups, v.Partial, v.Perfect = nil, nil, false, &study.Perfect{}
	if r := report.Information(p, v); !strings.Contains(r.Sections[0].Notes[0], "nothing to pay for") || r.Headline[1].Value != "£0" {
		t.Errorf("nothing to learn: %q", r.Sections[0].Notes)
	}
}

func TestInformationJSON(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	b, err := report.InformationJSON(p, known("go"), "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	v := decoded(t, b)
	for _, c := range []struct {
		want any
		keys []string
	}{
		{"sibsim.voi/1", []string{"schema"}},
		{json.Number("5000.00"), []string{"evpi", "value"}},
		{json.Number("100.00"), []string{"evpi", "se"}},
		{json.Number("5200.00"), []string{"evpi", "uncorrected"}},
		{json.Number("5100.00"), []string{"evpi", "regression", "value"}},
		{json.Number("1700.00"), []string{"evppi", "input_17", "value"}},
		{json.Number("1690.00"), []string{"evppi", "input_17", "tested"}},
		{json.Number("0.00"), []string{"evppi_groups", "go", "lo"}},
		{json.Number("2000.00"), []string{"evsi", "evppi", "value"}},
		{json.Number("40"), []string{"evsi", "best"}},
		{"go if investor.npv.mean >= -2500", []string{"decision", "text"}},
		{">=", []string{"decision", "relation"}},
		{json.Number("-2500.00"), []string{"decision", "number"}},
		{true, []string{"decision", "yes"}},
		{json.Number("0.12"), []string{"decision", "wrong", "p"}},
		{json.Number("90000.00"), []string{"decision", "gain", "mean"}},
	} {
		if got := at(t, v, c.keys...); got != c.want {
			t.Errorf("%v is %v, want %v", c.keys, got, c.want)
		}
	}
	if pilots := at(t, v, "evsi", "pilots").([]any); len(pilots) != 2 || at(t, pilots[1], "net") != json.Number("1100.00") || at(t, pilots[1], "n") != json.Number("40") {
		t.Errorf("pilots %v", pilots)
	}
	stopped := known("go")
	stopped.Perfect, stopped.Pilot, stopped.Partial = nil, nil, true
	if b, err = report.InformationJSON(p, stopped, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	if v := decoded(t, b); v["evpi"] != nil || v["evsi"] != nil || v["partial"] != true {
		t.Errorf("a stopped study: %v", v)
	}
}

func TestPayloadsInInformation(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	for _, payload := range sample.Payloads {
		v := known(payload)
		b, err := report.InformationJSON(p, v, "1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		table, err := report.InformationCSV(p, v)
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, payload, table)
		words := string(b)
		r := report.Information(p, v)
		for _, f := range append(r.Facts, r.Headline...) {
			words += f.Label + f.Value + f.Detail
		}
		words += strings.Join(r.Warnings, "")
		for _, s := range r.Sections {
			words += s.Title + strings.Join(s.Notes, "")
			for _, x := range s.Tables {
				words += x.Title + strings.Join(x.Notes, "")
				for _, row := range x.Rows {
					for _, c := range row.Cells {
						words += c.Text
					}
				}
			}
		}
		for _, c := range words {
			if c != '\n' && !unicode.IsPrint(c) && !unicode.Is(unicode.Zs, c) {
				t.Errorf("%q: %U", payload, c)
			}
		}
	}
}
