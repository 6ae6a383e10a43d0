package report_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

const arrangedDeal = `
sibsim: 1
name: Levers by hand
term: {start: 2024-04, months: 24}
outcomes: {job: {name: Job start, deadweight: 0.4}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: {price: 4000}}
referrals: {law: fixed, rate: 10, until: 19}
pathway: {job: {probability: 0.3, delay: 1}}
costs: {service: {amount: 3000}, lead: {amount: 1000, category: management, bearer: council}}
levers:
  hours: {name: Hours of management a month, kind: management, intensity: 6, reference: 6, half: 2}
  risk: {kind: incentive, intensity: 0.8, reference: 0.8}
effects:
  managed: {lever: hours, on: [job], size: {normal: {mean: 1.2, sd: 0.3}}}
  paid: {lever: risk, on: [job], size: {value: 0.5, source: {kind: published, ref: a trial}}}
capital: {hurdle: 0, tranches: {investors: {commitment: 900000}}}
sites: {town: {targets: {job: 60}}}
`

// arranged is a study of the deal, changed by edits, against ordinary commissioning.
func arranged(t *testing.T, data string, paths uint64, edits ...string) *study.Arrangements {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", []byte(arrangedDeal))
	if err != nil {
		t.Fatal(err)
	}
	set := func(d deal.Deal, edits ...string) deal.Deal {
		var list []deal.Edit
		for _, e := range edits {
			address, value, _ := strings.Cut(e, "=")
			list = append(list, deal.Set(address, value))
		}
		out, err := d.With(list...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	d = set(d, edits...)
	list := []study.Arrangement{
		{Name: "partnership", Story: "As it is.", Deal: d},
		{Name: "ordinary", Story: "Ordinary commissioning.", Deal: set(d, "levers.hours.intensity=1", "levers.risk.intensity=0", "tariffs.job.price=0.01", "costs.service.bearer=council")},
		{Name: "barter", Story: "Nobody pays.", Reason: context.Canceled},
	}
	q := study.ArrangementsQuery{Against: "ordinary", PlaceSD: 0.3}
	if data != "" {
		if q.Cohorts, err = study.ReadCohorts("cohort.csv", strings.NewReader(data), list); err != nil {
			t.Fatal(err)
		}
	}
	s, err := study.NewArrangements(list, q)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// prose is everything that a page says in sentences.
func prose(r report.Report) string {
	var out []string
	for _, f := range r.Headline {
		out = append(out, f.Value, f.Detail)
	}
	for _, s := range r.Sections {
		out = append(out, s.Notes...)
		for _, t := range s.Tables {
			out = append(out, t.Notes...)
		}
	}
	return strings.Join(out, "\n")
}

func negated(f study.Figure) study.Figure {
	return study.Figure{Value: -f.Value, SE: f.SE, Lo: -f.Hi, Hi: -f.Lo}
}

func doubtful(f study.Figure) study.Figure {
	h := math.Abs(f.Value) + 1
	return study.Figure{Value: f.Value, SE: h / 1.96, Lo: f.Value - h, Hi: f.Value + h}
}

// Each sentence with a direction turns round when its numbers do, and is not
// certain when its interval has 0 in it.
func TestArrangementsProseFollowsTheNumbers(t *testing.T) {
	fresh := func() *study.Arrangements { return arranged(t, "", 400) }
	cost := func(a *study.Arrangements, name string) *study.Figure {
		i := slices.IndexFunc(a.Costs, func(c study.CostRow) bool { return c.Name == name })
		return &a.Costs[i].Less[0]
	}
	for _, c := range []struct {
		name                     string
		of                       func(a *study.Arrangements) *study.Figure
		before, after, uncertain string
	}{
		{"outcomes", func(a *study.Arrangements) *study.Figure { return &a.Contrasts[0].Arrangements[0].AchievedLess }, "the partnership has more than ordinary", "the partnership has fewer than ordinary", "neither surely more nor surely fewer"},
		{"spend", func(a *study.Arrangements) *study.Figure { return cost(a, study.PublicSpend) }, "Public payers spend more than under ordinary", "Public payers spend less than under ordinary", "Public payers spend neither surely more"},
		{"per outcome", func(a *study.Arrangements) *study.Figure { return cost(a, study.PerOutcome) }, "An outcome costs them more than", "An outcome costs them less than", "An outcome costs them neither surely more"},
		{"interaction", func(a *study.Arrangements) *study.Figure { return &a.Attribution[0].Prior.Interaction }, "more than the sum of each alone", "less than the sum of each alone", ""},
	} {
		a := fresh()
		f := c.of(a)
		if c.name == "per outcome" || c.name == "interaction" { // made large enough, and of the one sign, to be told
			*f = study.Figure{Value: 5, SE: 1, Lo: 3, Hi: 7}
		}
		if text := prose(report.Arrangements(a)); !strings.Contains(text, c.before) || strings.Contains(text, c.after) {
			t.Errorf("%s: no %q in\n%s", c.name, c.before, text)
		}
		*f = negated(*f)
		if text := prose(report.Arrangements(a)); !strings.Contains(text, c.after) || strings.Contains(text, c.before) {
			t.Errorf("%s inverted: no %q in\n%s", c.name, c.after, text)
		}
		*f = doubtful(*f)
		if text := prose(report.Arrangements(a)); !strings.Contains(text, c.uncertain) || strings.Contains(text, c.before) || strings.Contains(text, c.after) {
			t.Errorf("%s in doubt: no %q in\n%s", c.name, c.uncertain, text)
		}
	}
	a := fresh()
	s := &a.Attribution[0].Prior
	s.ShareManagement, s.ShareIncentive = study.Figure{Value: 0.7, SE: 0.02, Lo: 0.66, Hi: 0.74}, study.Figure{Value: 0.3, SE: 0.02, Lo: 0.26, Hi: 0.34}
	says := func(want string) {
		t.Helper()
		if text := prose(report.Arrangements(a)); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	says("goes to management than to incentive")
	s.ShareManagement, s.ShareIncentive = s.ShareIncentive, s.ShareManagement
	says("goes to incentive than to management")
	s.ShareManagement = study.Figure{Value: 0.52, SE: 0.05, Lo: 0.42, Hi: 0.62}
	says("to neither of management and incentive surely more")
	s.ShapleyIncentive = study.Figure{Value: -2, SE: 0.1, Lo: -2.2, Hi: -1.8}
	says("pull opposite ways")

	even := a.BreakEven
	even.Crossings = []study.Crossing{{Tried: study.Tried{At: 1.4}, Above: true, AtLo: 1.2, AtHi: 1.7}}
	says("at least 1.40×")
	even.Crossings[0].Above = false
	says("at most 1.40×")
	even.Crossings = nil
	even.Tried[0].Verdict.Met = true
	says("Whatever the effects")
	even.Tried[0].Verdict.Met = false
	says("It never breaks even")

	n := len(a.Value.Points)
	for k, p := range []float64{0.2, 0.9} {
		a.Value.Points[k*(n-1)].P = study.Figure{Value: p, SE: 0.01, Lo: p - 0.02, Hi: p + 0.02}
	}
	says("the likelier it is")
	a.Value.Points[0].P, a.Value.Points[n-1].P = a.Value.Points[n-1].P, a.Value.Points[0].P
	says("the less likely it is")
}

// Data that say little of the split are said to say so; those that leave too
// few draws show nothing after them.
func TestArrangementsAfterData(t *testing.T) {
	data := "arrangement,site,outcome,people,achieved,source\nordinary,york,job,40,8,a trial\n"
	a := arranged(t, data, 1000)
	text := prose(report.Arrangements(a))
	if !strings.Contains(text, report.NotIdentified) {
		t.Errorf("the split moved by %v, and the page says\n%s", a.Attribution[0].Moved, text)
	}
	// Four in five where one in five or so is expected: no draw is near.
	far := arranged(t, "arrangement,site,outcome,people,achieved\nordinary,york,job,4000,3200\npartnership,york,job,4000,100\n", 1000)
	text = prose(report.Arrangements(far))
	if far.Data.Enough || far.Attribution[0].After != nil || !strings.Contains(text, "No result after the data is shown") {
		t.Errorf("effective %v, and the page says\n%s", far.Data.Effective, text)
	}
}

// Where nothing differs the page says so.
func TestArrangementsAlike(t *testing.T) {
	text := prose(report.Arrangements(arranged(t, "", 50, "effects.managed.size=0", "effects.paid.size=0")))
	for _, want := range []string{"All arrangements have the same outcomes in every lifetime", "The levers change nothing in job start", "so what one is worth changes nothing"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// The printed parts of a difference add up to it as printed, before and after
// the data; of the same outcomes there is no curve.
func TestArrangementsPartsAddUpAsPrinted(t *testing.T) {
	table := func(r report.Report) report.Table {
		for _, s := range r.Sections {
			for _, x := range s.Tables {
				if strings.HasPrefix(x.Title, "Outcomes of ") {
					return x
				}
			}
		}
		t.Fatal("no table of parts")
		return report.Table{}
	}
	printed := func(c report.Cell) float64 {
		text, _, _ := strings.Cut(c.Text, " ±")
		x, err := strconv.ParseFloat(strings.NewReplacer("−", "-", "+", "", ",", "").Replace(text), 64)
		if err != nil {
			t.Fatalf("%q: %v", c.Text, err)
		}
		return x
	}
	for _, paths := range []uint64{150, 151, 153, 157, 163, 400} {
		a := arranged(t, "arrangement,site,outcome,people,achieved\nordinary,york,job,40,8\n", paths)
		for _, odd := range []float64{0, 0.31, -0.77} { // the rest is as much, and not 0
			x := &a.Attribution[0]
			for _, s := range []*study.Split{&x.Prior, x.After} {
				s.Other, s.Whole = study.Figure{Value: odd, SE: math.Abs(odd)}, study.Figure{Value: s.Levers.Value + odd, SE: s.Levers.SE}
			}
			rows := table(report.Arrangements(a)).Rows[1:]
			for c := 1; c <= 2; c++ {
				sum, i := 0.0, 0
				for ; rows[i].Kind != report.Total; i++ {
					sum += printed(rows[i].Cells[c])
				}
				if want := printed(rows[i].Cells[c]); math.Abs(sum-want) > 1e-9 {
					t.Errorf("%d lifetimes, column %d: parts add up to %v, in all is %v\n%v", paths, c, sum, want, rows)
				}
			}
		}
	}
}

// An arrangement has a name that a person would write.
func TestArrangementsAreCalledByName(t *testing.T) {
	a := arranged(t, "", 50)
	for id, want := range map[string]string{
		"provider_pbr": "Provider PbR against partnership", "fee_for_service": "Fee for service against partnership",
		"library:grant": "Grant against partnership", "fee_for_service:margin=0.2": "Fee for service (margin=0.2) against partnership",
	} {
		a.List[1].Name = id
		a.Against, a.List[0].Name = 0, "partnership"
		found := false
		for _, s := range report.Arrangements(a).Sections {
			for _, table := range s.Tables {
				for _, r := range table.Rows {
					found = found || r.Cells[0].Text == want
				}
			}
		}
		if !found {
			t.Errorf("%s: no row %q", id, want)
		}
	}
}

// The page heads with what it rests on, in the order of the four questions, and
// JSON has the words that the issue asks for.
func TestArrangementsForms(t *testing.T) {
	a := arranged(t, "arrangement,site,outcome,people,achieved\nordinary,york,job,40,8\n", 400)
	r := report.Arrangements(a)
	for i, want := range []string{"What this rests on", "1. ", "2. ", "3. ", "4. "} {
		if !strings.HasPrefix(r.Sections[i].Title, want) {
			t.Errorf("section %d is %q", i, r.Sections[i].Title)
		}
	}
	if got := r.Sections[0].Tables[1].Rows[0].Cells[0].Text; got != "hours: Hours of management a month" {
		t.Errorf("the lever is called %q", got)
	}
	if w := r.Warnings; !strings.Contains(w[0], "no finding about any programme") {
		t.Errorf("the head says %q", w)
	}
	var sources []string
	for _, table := range r.Sections[0].Tables {
		if strings.HasPrefix(table.Title, "What the levers do") {
			for _, row := range table.Rows {
				sources = append(sources, row.Cells[4].Text)
			}
		}
	}
	if !slices.Equal(sources, []string{"assumption", "published, a trial"}) {
		t.Errorf("sources %q", sources)
	}
	data, err := report.ArrangementsJSON(a, "test")
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"arrangements", "targets", "contrasts", "costs", "attribution", "breakeven", "acceptability", "assumptions"} {
		if v[key] == nil {
			t.Errorf("no %s", key)
		}
	}
	split := v["attribution"].(map[string]any)
	for _, key := range []string{"management", "incentive", "interaction", "shapley", "prior", "posterior", "identified"} {
		if split[key] == nil {
			t.Errorf("no attribution.%s", key)
		}
	}
	if list := v["arrangements"].([]any); len(list) != 3 || list[2].(map[string]any)["applies"] != false {
		t.Errorf("arrangements %v", list)
	}
	rows, err := report.ArrangementsCSV(a)
	if err != nil || strings.Count(string(rows), "\nacceptability,") != len(a.Value.Points) {
		t.Errorf("CSV: %v\n%s", err, rows)
	}
}
