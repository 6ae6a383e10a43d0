package report_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/report/text"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// constraint binds a condition to a plan.
func constraint(t *testing.T, p *sim.Plan, condition string) metric.Constraint {
	t.Helper()
	c, err := metric.Parse(condition)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := c.Bind(p.Metrics())
	if err != nil || len(bound) != 1 {
		t.Fatalf("%s: %d, %v", condition, len(bound), err)
	}
	return bound[0]
}

// tried is a statistic of 100 lifetimes at a value.
func tried(c metric.Constraint, at, value, half float64) study.Tried {
	e := study.Estimate{Value: value, SE: half / 1.96, Lo: value - half, Hi: value + half, N: 100}
	return study.Tried{At: at, Even: true, Estimate: e, Verdict: e.Holds(c.Limit)}
}

// shown is a report as text.
func shown(t *testing.T, r report.Report) string {
	t.Helper()
	var b strings.Builder
	if err := text.Write(&b, r, text.Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func expect(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// A break-even says its answer, interval, distance from today and side in the
// field's own words; an end that the range cuts off, a factor, a date, several
// crossings and none.
func TestBreakEvenReport(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	c := constraint(t, p, "investor.npv.mean >= 0")
	money := study.BreakEven{
		Seed: 1, Paths: 100, Until: c, Vary: study.Vary{Address: "tariffs.job_start.price", Lo: "1000", Hi: "3000"},
		Range: study.Range{Lo: 1000, Hi: 3000, Places: 2, Unit: "money"}, Today: study.Held{Value: 1600, Text: "1600", Fields: 1},
		AtToday: tried(c, 1600, -25000, 900).Estimate, Monotone: true, Grid: 7, Evaluations: 12, Walks: 700,
		Values: []study.Tried{tried(c, 1000, -100000, 900), tried(c, 2000.5, 0, 900), tried(c, 3000, 100000, 900)},
	}
	money.Crossings = []study.Crossing{{Tried: money.Values[1], Other: 2000.4, Above: true, AtLo: 1991.234, AtHi: 2009.876}}
	expect(t, shown(t, report.BreakEven(p, &money)), "Break-even: the tariffs.job_start.price at which investor.npv.mean >= 0", "£2,000.50",
		"1,991 to £2,010", "at it and above", "+£400.50 (+25.0 %)", "the condition does not hold today", "700 lifetimes were walked for 12 evaluations")

	x := money
	x.Crossings = []study.Crossing{{Tried: money.Values[1], Other: 2000.6, AtLo: math.Inf(-1), AtHi: 2009.87}}
	x.Rewalked, x.Partial = true, true
	expect(t, shown(t, report.BreakEven(p, &x)), "at most £2,009.87", "at it and below", "every lifetime was walked again", "The study was stopped")

	x = money
	x.Vary.Times, x.Range = true, study.Range{Lo: 0.5, Hi: 1.5, Places: 6}
	x.Crossings = []study.Crossing{{Tried: tried(c, 1.0437, 0, 900), Other: 1.0436, Above: true, AtLo: 1.01, AtHi: math.Inf(1)}}
	x.Today.Value = 1
	expect(t, shown(t, report.BreakEven(p, &x)), "factor on tariffs.job_start.price", "1.0437×", "at least 1.01×", "+4.37 %")

	x = money
	x.Vary.Address, x.Range = "capital.distributions.first", study.Range{Lo: 0, Hi: 20, Unit: "month"}
	x.Crossings = []study.Crossing{{Tried: tried(c, 14, 0, 900), Other: 15, AtLo: 12, AtHi: 17}}
	x.Today.Value, x.All, x.Grid = 12, true, 21
	month := p.Contract().Terms().Start + 14
	date := [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[month.Number()-1]
	expect(t, shown(t, report.BreakEven(p, &x)), date, "+2 months", "All 21 values that the field can have")

	x = money
	x.Crossings = append(x.Crossings, study.Crossing{Tried: tried(c, 2700, 0, 900), Other: 2700.1, AtLo: 2600, AtHi: 2800})
	x.Monotone, x.Grid = false, 49
	expect(t, shown(t, report.BreakEven(p, &x)), "Break-evens", "£2,000.50; £2,700", "begins or ceases to hold 2 times", "between 49 evenly spaced values", "+£400.50")

	x = money
	x.Crossings, x.Values = nil, []study.Tried{tried(c, 1000, 5, 1), tried(c, 3000, 9, 1)}
	expect(t, shown(t, report.BreakEven(p, &x)), "none: the condition holds all over the range", "investor.npv.mean at £1,000", "investor.npv.mean at £3,000")

	x = money
	x.Until = constraint(t, p, "public.spend.mean <= 5000")
	expect(t, shown(t, report.BreakEven(p, &x)), "Switching value", "HM Treasury, The Green")
}

// The JSON has the words of its issue; what is not there is null.
func TestBreakEvenJSON(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	c := constraint(t, p, "investor.npv.mean >= 0")
	b := study.BreakEven{
		Seed: 1, Paths: 100, Until: c, Vary: study.Vary{Address: "cap", Lo: "0", Hi: "9"}, Range: study.Range{Lo: 0, Hi: 9, Unit: "money"},
		Today: study.Held{Value: math.NaN()}, Values: []study.Tried{tried(c, 0, -5, 1), tried(c, 9, 5, 1)}, Evaluations: 2,
	}
	for _, crossings := range []int{0, 1} {
		want := map[string]any{"value": nil, "lo": nil, "hi": nil, "holds": "nowhere"}
		if crossings == 1 {
			b.Crossings = []study.Crossing{{Tried: tried(c, 4, 0, 1), Other: 3, Above: true, AtLo: 3, AtHi: math.Inf(1)}}
			want = map[string]any{"value": 4.0, "lo": 3.0, "hi": nil, "holds": "above"}
		}
		data, err := report.BreakEvenJSON(p, &b, "1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		for key, v := range want {
			if got[key] != v {
				t.Errorf("%s is %v, want %v", key, got[key], v)
			}
		}
		for _, key := range []string{"schema", "version", "deal", "seed", "paths", "crossings", "grid", "evaluations", "condition", "today", "change"} {
			if _, ok := got[key]; !ok {
				t.Errorf("no %s in %s", key, data)
			}
		}
		if n := len(got["grid"].([]any)); n != 2 || len(got["crossings"].([]any)) != crossings {
			t.Errorf("%d values and %v", n, got["crossings"])
		}
	}
	table, err := report.BreakEvenCSV(p, &b)
	if want := "value,statistic,se,lo,hi,holds\n0,-5.00,0.51,-6.00,-4.00,false\n9,5.00,0.51,4.00,6.00,true\n"; err != nil || string(table) != want {
		t.Errorf("%s, %v; want %s", table, err, want)
	}
}

// reverseOf is a reverse stress with a move of every kind.
func reverseOf(t *testing.T, p *sim.Plan) *study.ReverseStress {
	c := constraint(t, p, "p(investor.loss) >= 0.5")
	driver := func(name string, tier sim.Tier, first int) sim.Driver {
		return sim.Driver{Name: name, Tier: tier, First: first}
	}
	input := study.Moved{Inputs: []study.InputMove{{Address: "costs.staff.amount", Median: 1000, Value: 1234.5}}}
	return &study.ReverseStress{
		Seed: 1, Paths: 100, Until: c, Radius: 6, Within: 4, AtMedian: tried(c, 0, 0.1, 0.05).Estimate,
		Distance: 3.2, Lo: 3.1, Hi: math.Inf(1), Chance: 0.0006871, AtPoint: tried(c, 0, 0.5, 0.05).Estimate, Drivers: 9,
		Way: []study.Tried{tried(c, 0, 0.1, 0.05), tried(c, 3.2, 0.5, 0.05), tried(c, 4.8, 0.9, 0.05)},
		Moves: []study.Move{
			{Driver: driver("costs.staff.amount", sim.Ignorance, 0), Push: 2, Score: 2.1, Share: 0.5, Moved: input},
			{Driver: driver("factors.economy", sim.Environment, 1), Push: -1, Score: -1, Share: 0.3, Moved: study.Moved{Effect: study.EffectMove{Size: -0.2, On: []string{"job_start", "referrals"}, Factor: true}}},
			{Driver: driver("indices.pay", sim.Environment, 2), Push: 1, Score: 1, Share: 0.2, Moved: study.Moved{Effect: study.EffectMove{Size: 0.012, Growth: 0.025}}},
			{Driver: driver("evidence.engaged", sim.Ignorance, 3), Score: -0.4, Moved: study.Moved{Inputs: []study.InputMove{{Address: "evidence.engaged", Median: 0.9, Value: 0.88}}}},
		},
		Singles: []study.SingleMove{
			{Driver: driver("costs.staff.amount", sim.Ignorance, 0), Distance: 3.4, Lo: 3.3, Hi: math.Inf(1), End: 4, AtEnd: 0.7, Moved: input},
			{Driver: driver("factors.economy", sim.Environment, 1), Distance: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), End: -4, AtEnd: 0.4, Moved: study.Moved{Effect: study.EffectMove{Size: -0.8, On: []string{"evidence"}}}},
		},
		Farthest: 6, Walks: 12345,
	}
}

// A reverse stress says each move in its own words.
func TestReverseStressReport(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	s := reverseOf(t, p)
	page := shown(t, report.ReverseStress(p, s))
	expect(t, page, "3.20 sd", "3.10 to beyond 6.00", "1 in 1,500", "£1,000", "£1,230", "job", "referrals × 0.819", "grows 2.5 % a year", "grows 3.7 % a year",
		"follows", "5 other drivers stay at their medians", "1 driver of 2 alone breaks it within 4 standard deviations", "3.30 to beyond 4.00", "none", "40.0 % at −4 sd")
	s.Already, s.Distance = true, 0
	expect(t, shown(t, report.ReverseStress(p, s)), "holds already with every driver at its median")
	s = reverseOf(t, p)
	s.Distance, s.Moves, s.Chance, s.Lo, s.Hi = math.NaN(), nil, math.NaN(), math.NaN(), math.NaN()
	expect(t, shown(t, report.ReverseStress(p, s)), "none found", "up to a distance of 6.00 standard deviations")
	s.Partial, s.Singles = true, nil
	expect(t, shown(t, report.ReverseStress(p, s)), "Nothing was finished", "The study was stopped")

	data, err := report.ReverseStressJSON(p, reverseOf(t, p), "1.2.3", "recession")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if d := got["distance"].(map[string]any); d["value"] != 3.2 || d["hi"] != nil || got["first_order_chance"] != 0.0006871 || len(got["moves"].([]any)) != 4 || got["scenarios"].([]any)[0] != "recession" {
		t.Errorf("%s", data)
	}
	table, err := report.ReverseStressCSV(p, reverseOf(t, p))
	if want := "costs.staff.amount,ignorance,3.4,3.3,,4,0.7,2,2.1,0.5\nfactors.economy,environment,,,,-4,0.4,-1,-1,0.3\n"; err != nil || !strings.HasSuffix(string(table), want) {
		t.Errorf("%s, %v", table, err)
	}
}

// Hostile names stay words.
func TestStudiesHoldCleanWordsOnly(t *testing.T) {
	for i, payload := range sample.Payloads {
		if i%4 != 0 {
			continue
		}
		p := sample.Plan(t, sample.Document(sample.All(payload)))
		c := constraint(t, p, "investor.npv.mean >= 0")
		b := study.BreakEven{
			Seed: 1, Paths: 100, Until: c, Vary: study.Vary{Address: payload, Lo: payload, Hi: "9"}, Range: study.Range{Hi: 9},
			Today: study.Held{Value: 3, Text: payload, Fields: 1, Uncertain: 1}, Values: []study.Tried{tried(c, 0, -5, 1), tried(c, 9, 5, 1)},
		}
		s := reverseOf(t, p)
		s.Moves[0].Driver.Name, s.Singles[0].Driver.Name, s.Moves[0].Inputs[0].Address = payload, payload, payload
		for _, r := range []report.Report{report.BreakEven(p, &b), report.ReverseStress(p, s)} {
			eachString(reflect.ValueOf(r), func(s string) {
				if s != report.Clean(s) {
					t.Errorf("%q: the report holds %q", payload, s)
				}
			})
		}
		table, err := report.ReverseStressCSV(p, s)
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, payload, table)
	}
}
