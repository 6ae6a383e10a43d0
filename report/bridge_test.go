package report_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// bridgeOf is a bridge of one reading with given bars and half-widths of 1,000, times a factor.
func bridgeOf(times float64, bars map[study.BridgeCause]float64) *study.Bridge {
	figure := func(v float64) study.Figure {
		if v == 0 {
			return study.Figure{}
		}
		v *= times
		return study.Figure{Value: v, SE: 1000 / 1.96, Lo: v - 1000, Hi: v + 1000}
	}
	r := study.BridgeReading{Name: study.DeliveryReading, Plan: 500_000_00}
	sum := 0.0
	for _, c := range study.BridgeCauses() {
		bar := study.BridgeBar{Cause: c, Amount: int64(math.Round(times * bars[c] * 100)), Change: figure(bars[c])}
		if bars[c] != 0 {
			bar.On = 100
		}
		sum += bars[c]
		r.Difference += bar.Amount
		r.Bars = append(r.Bars, bar)
	}
	r.Came, r.Change = r.Plan+r.Difference, figure(sum)
	return &study.Bridge{Seed: 1, Paths: 100, Readings: []study.BridgeReading{r}}
}

// The sentences say what the numbers say; with every number inverted they are inverted.
func TestBridgeProse(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	type bars = map[study.BridgeCause]float64
	for _, c := range []struct {
		bars           bars
		above, turned  string
		detail, second string
	}{
		{
			bars{study.OverrunCause: 50000, study.ManagementCause: 9000, study.VolumeCause: -4000, study.PriceCause: 500},
			"£55,500 ± 1,000 above the plan", "£55,500 ± 1,000 below the plan",
			"Most of it is overrun (£50,000). Management adds £9,000. Volume takes £4,000 off.",
			"Most of it is overrun (£50,000). Management takes £9,000 off. Volume adds £4,000.",
		},
		{
			bars{study.OverrunCause: 40000, study.VolumeCause: -20000, study.IncidentsCause: -5000},
			"£15,000 ± 1,000 above the plan", "£15,000 ± 1,000 below the plan",
			"Overrun alone adds more than that (£40,000). Volume takes £20,000 off and incidents take £5,000 off.",
			"Overrun alone takes more than that off (£40,000). Volume adds £20,000 and incidents add £5,000.",
		},
		{
			bars{study.OverrunCause: 20000, study.VolumeCause: 19000, study.PriceCause: 18000},
			"£57,000 ± 1,000 above the plan", "£57,000 ± 1,000 below the plan",
			"The largest part is overrun (£20,000). Volume adds £19,000 and price adds £18,000.",
			"The largest part is overrun (£20,000). Volume takes £19,000 off and price takes £18,000 off.",
		},
		{
			bars{study.IncidentsCause: 3000},
			"£3,000 ± 1,000 above the plan", "£3,000 ± 1,000 below the plan",
			"All of it is incidents.", "All of it is incidents.",
		},
		{
			bars{study.OverrunCause: 30000, study.VolumeCause: -29000},
			"not distinguishable from the plan (+£1,000 ± 1,000)", "not distinguishable from the plan (−£1,000 ± 1,000)",
			"Overrun adds £30,000. Volume takes £29,000 off.", "Volume adds £29,000. Overrun takes £30,000 off.",
		},
		{
			bars{study.PriceCause: 300},
			"not distinguishable from the plan (+£300 ± 1,000)", "not distinguishable from the plan (−£300 ± 1,000)",
			"No cause is distinguishable from 0.", "No cause is distinguishable from 0.",
		},
		{bars{}, "exactly as planned", "exactly as planned", "", ""},
	} {
		for times, want := range map[float64][2]string{1: {c.above, c.detail}, -1: {c.turned, c.second}} {
			r := report.Bridge(p, bridgeOf(times, c.bars))
			if got := r.Sections[0].Figures[0].Title; got != "Delivery: "+want[0] {
				t.Errorf("%v times %v: the title is %q, want %q", c.bars, times, got, want[0])
			}
			side := "Not distinguishable from the plan. "
			switch {
			case len(c.bars) == 0:
				side = "Exactly as planned."
			case strings.HasSuffix(want[0], " above the plan"):
				side = "Above the plan. "
			case strings.HasSuffix(want[0], " below the plan"):
				side = "Below the plan. "
			}
			if got := r.Headline[0]; got.Label != "Delivery against the plan" || got.Detail != side+want[1] {
				t.Errorf("%v times %v: %+v, want %q", c.bars, times, got, side+want[1])
			}
		}
	}
}

// The page says of one lifetime what it came to, not what is expected; of a stated
// order, which; and what is off.
func TestBridgeReport(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	b := bridgeOf(1, map[study.BridgeCause]float64{study.OverrunCause: 1234.5})
	page := shown(t, report.Bridge(p, b))
	expect(t, page, "Expected", "How sure", "Off, so exactly 0: volume, price, management, intermediary and finance.", "The deal has no public payer.", "Shapley")
	if strings.Contains(page, "Incidents") {
		t.Errorf("incidents in\n%s", page)
	}
	b.Of, b.Path, b.Paths, b.Order = study.OfPath, 17, 1, study.BridgeCauses()
	b.Partial = true
	page = shown(t, report.Bridge(p, b))
	expect(t, page, "path 17 alone", "Actual", "one after the other: volume, price, ", "£1,234.50 above the plan", "+£1,234.50", "The study was stopped")
	if strings.Contains(page, "How sure") || strings.Contains(page, "within error") {
		t.Errorf("errors of one lifetime in\n%s", page)
	}
	b.Of = study.OfGiven
	expect(t, shown(t, report.Bridge(p, b)), "the counts given")
}

// In JSON and CSV plan, causes and end add up as they are printed.
func TestBridgeFiles(t *testing.T) {
	p := sample.Plan(t, sample.Clauses(sample.Plain))
	path := uint64(3)
	for _, ask := range []study.BridgeOptions{{}, {Path: &path}} {
		b, err := study.NewBridge(context.Background(), p, ask, sim.Options{Seed: 1, Paths: 40})
		if err != nil {
			t.Fatal(err)
		}
		data, err := report.BridgeJSON(p, b, "1")
		if err != nil {
			t.Fatal(err)
		}
		var out struct {
			Schema, Method, Of string
			Order              []string
			Readings           map[string]struct {
				Plan, Difference json.Number
				Expected, Actual json.Number
				Causes           map[string]struct{ Mean, SE json.Number }
			}
		}
		if err := json.Unmarshal(data, &out); err != nil {
			t.Fatal(err)
		}
		if out.Schema != "sibsim.bridge/1" || out.Method != "shapley" || len(out.Readings) != 3 || len(out.Order) != 0 {
			t.Errorf("%s", data)
		}
		pence := func(n json.Number) int64 {
			t.Helper()
			whole, err := json.Number(strings.ReplaceAll(n.String(), ".", "")).Int64()
			if err != nil || !strings.Contains(n.String(), ".") {
				t.Fatalf("%q: %v", n, err)
			}
			return whole
		}
		for name, r := range out.Readings {
			came := r.Expected
			if ask.Path != nil {
				came = r.Actual
			}
			sum := pence(r.Plan)
			for cause, c := range r.Causes {
				sum += pence(c.Mean)
				if (c.SE == "") != (ask.Path != nil) {
					t.Errorf("%s: %s: error %q", name, cause, c.SE)
				}
			}
			if sum != pence(came) || sum != pence(r.Plan)+pence(r.Difference) || len(r.Causes) != 7 {
				t.Errorf("%s: the bars end at %d: %+v", name, sum, r)
			}
		}
		table, err := report.BridgeCSV(p, b)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(table), "\n"); lines != 1+3*10 || !strings.HasPrefix(string(table), "reading,item,amount,se,lo,hi,on\ndelivery,plan,") {
			t.Errorf("%d lines:\n%s", lines, table)
		}
	}
}
