package report_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

func sensed(t *testing.T, p *sim.Plan, ask study.SensitivityOptions, paths uint64) *study.Sensitivity {
	t.Helper()
	s, err := study.NewSensitivity(p, ask)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// text is every word of a report's tables and notes.
func wordsOf(r report.Report) string {
	var b strings.Builder
	add := func(s ...string) { b.WriteString(strings.Join(s, "\n") + "\n") }
	for _, f := range r.Facts {
		add(f.Label, f.Value, f.Detail)
	}
	add(r.Warnings...)
	for _, s := range r.Sections {
		add(s.Title)
		add(s.Notes...)
		for _, f := range s.Figures {
			add(f.Title, f.Text)
		}
		for _, t := range s.Tables {
			add(t.Title)
			add(t.Notes...)
			for _, row := range t.Rows {
				for _, c := range row.Cells {
					add(c.Text, c.Note)
				}
			}
		}
	}
	return b.String()
}

// JSON and CSV hold every figure that was found, and read back to it; the tables
// hold the largest.
func TestSensitivityFiles(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	found := sensed(t, p, study.SensitivityOptions{}, 40)
	data, err := report.SensitivityJSON(p, found, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	sortedKeys(t, json.NewDecoder(strings.NewReader(string(data))))
	v := decoded(t, data)
	number := func(v any, keys ...string) float64 {
		t.Helper()
		f, err := at(t, v, keys...).(json.Number).Float64()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := func(key string) any { return at(t, v, key).([]any)[0] }
	for what, x := range map[string][2]float64{
		"mean":       {number(v, "mean", "value"), math.Round(found.Mean.Value*100) / 100},
		"luck":       {number(v, "tiers", "luck", "share", "hi"), found.Tiers.Luck.Share.Hi},
		"swing":      {number(first("tornado"), "difference", "value"), math.Round(found.Tornado.Swings[0].Difference.Value*100) / 100},
		"first":      {number(first("sobol"), "first", "lo"), found.Sobol.Indices[0].First.Lo},
		"effect":     {number(first("shapley"), "share", "se"), found.Shapley.Effects[0].Share.SE},
		"distance":   {number(at(t, v, "regional", "drivers").([]any)[0], "distance"), found.Regional.Contrasts[0].Distance},
		"drivers":    {float64(len(at(t, v, "drivers").([]any))), float64(len(p.Drivers()))},
		"losses":     {number(v, "regional", "with"), float64(found.Regional.With)},
		"in tornado": {float64(len(at(t, v, "tornado").([]any))), float64(len(p.Drivers()))},
	} {
		if x[0] != x[1] {
			t.Errorf("%s: %v, want %v", what, x[0], x[1])
		}
	}
	if v["partial"] != false {
		t.Errorf("partial: %v", v["partial"])
	}
	data, err = report.SensitivityCSV(p, found)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	inputs := 0
	for _, x := range found.Tornado.Swings {
		inputs += len(x.Inputs)
	}
	d := len(p.Drivers())
	if want := 1 + 1 + 7 + 2*inputs + 3*d + 2*len(found.Sobol.Indices) + len(found.Shapley.Effects) + 7*d; len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, row := range rows {
		if row[0] == "shapley" && row[1] == found.Shapley.Effects[0].Name {
			if v, err := strconv.ParseFloat(row[3], 64); err != nil || v != found.Shapley.Effects[0].Share.Value {
				t.Errorf("effect %q, want %v", row[3], found.Shapley.Effects[0].Share.Value)
			}
		}
	}
	page := wordsOf(report.Sensitivity(p, found))
	for _, want := range []string{"investor.npv", found.Drivers[found.Tornado.Swings[0].Driver].Name + " moves the mean most: from ", "Ignorance", "investor.loss is so in "} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// A metric that never varies, a study that was stopped and a deal in which nothing
// is uncertain say so, and print no share of nothing.
func TestSensitivityOfNothing(t *testing.T) {
	p := sample.Plan(t, sample.Bare())
	still := sensed(t, p, study.SensitivityOptions{Metric: "investor.drawn"}, 20)
	page := wordsOf(report.Sensitivity(p, still))
	for _, want := range []string{"investor.drawn is CHF\u00a00 in each of 200 lifetimes: there is no variance to explain.", "No driver moves investor.drawn by itself.", "is the same in all of these 20 lifetimes"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if strings.Contains(page, "NaN") || strings.Contains(page, "It is not in all") {
		t.Errorf("a constant in\n%s", page)
	}
	data, err := report.SensitivityJSON(p, still, "1")
	if v := decoded(t, data); err != nil || v["constant"] != true || v["tiers"] != nil {
		t.Errorf("%s, %v", data, err)
	}
	stopped := &study.Sensitivity{Paths: 5, Run: 50, Metric: still.Metric, Most: 1, Missing: []string{"sobol", "shapley"}}
	if page := wordsOf(report.Sensitivity(p, stopped)); !strings.Contains(page, "The study was stopped before it came to sobol and shapley.") {
		t.Errorf("a stopped study:\n%s", page)
	}
	rare := *still
	rare.Most, rare.Tiers, rare.Regional = 1, nil, &study.Regional{}
	if page := wordsOf(report.Sensitivity(p, &rare)); !strings.Contains(page, "It is not in all of 200: more paths (--paths) may tell.") || !strings.Contains(page, "--split FLAG names another flag") {
		t.Errorf("a metric that varies elsewhere:\n%s", page)
	}
}

// Names of groups come from the command line: they are cleaned.
func TestSensitivityCleansNames(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	found := sensed(t, p, study.SensitivityOptions{Parts: []string{"shapley"}, Groups: "a\x1b[31m\u202eb=ignorance"}, 10)
	page := wordsOf(report.Sensitivity(p, found))
	data, err := report.SensitivityJSON(p, found, "1")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{page, string(data)} {
		if strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("%q", text)
		}
	}
}
