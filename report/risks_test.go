package report_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// lines are the rows of a section's tables, each in one piece.
func lines(r report.Report, section string) []string {
	var out []string
	for _, s := range r.Sections {
		if s.ID != section {
			continue
		}
		for _, t := range s.Tables {
			for _, row := range t.Rows {
				var cells []string
				for _, c := range row.Cells {
					cells = append(cells, strings.ReplaceAll(c.Text, "\u00a0", " "))
				}
				out = append(out, strings.Join(cells, " | "))
			}
		}
	}
	return out
}

// find returns the row that begins with a label.
func find(t *testing.T, list []string, label string) string {
	t.Helper()
	for _, l := range list {
		if strings.HasPrefix(l, label) {
			return l
		}
	}
	t.Errorf("no row %q in\n%s", label, strings.Join(list, "\n"))
	return ""
}

// A deal with every clause shows each event once, with its date if it has one.
func TestRisks(t *testing.T) {
	r := report.Run(sample.Result(t, sample.Clauses(sample.Plain), 300))
	rows := lines(r, "risks")
	for _, label := range []string{
		"Service stops for lack of cash", "A test ends the service", "A test ends investors' duty to pay in", "Life Chances Fund defaults", "Provider at Barnet fails",
	} {
		if l := find(t, rows, label); !strings.HasPrefix(l, label+" | no | ") || !strings.Contains(l, " 202") {
			t.Errorf("no chance or no date: %q", l)
		}
	}
	for _, label := range []string{"Provider at Barnet exhausts its reserve", "A payer's cap reached", "A cap on an outcome or a person or a reward reached", "Cap of Enfield reached"} {
		if l := find(t, rows, label); !strings.HasSuffix(l, " | ") {
			t.Errorf("a date from nowhere: %q", l)
		}
	}
	if len(rows) != 9 {
		t.Errorf("%d events, want 9:\n%s", len(rows), strings.Join(rows, "\n"))
	}
	investors := lines(r, "investors")
	find(t, investors, "First-loss grant drawn | £40,000")
	find(t, investors, "Guarantees drawn | £0")
	payers := lines(r, "payers")
	find(t, payers, "Reward: 13 weeks in work | −£5,000")
	find(t, payers, "Credited to Life Chances Fund | £5,000")
	find(t, payers, "Lost by default of Life Chances Fund | £0")
	find(t, lines(r, "delivery"), "Most out of pocket")
}

// A deal with none of the clauses has none of their rows.
func TestNoRisks(t *testing.T) {
	r := report.Run(sample.Result(t, sample.Bare(), 40))
	for _, s := range r.Sections {
		if s.ID == "risks" {
			t.Errorf("a plain deal shows %v", s.Tables)
		}
		for _, table := range s.Tables {
			if strings.HasPrefix(table.Title, "What outcome payments are for") {
				t.Errorf("a deal that pays for one thing shows %q", table.Title)
			}
		}
	}
	for _, l := range append(lines(r, "investors"), lines(r, "payers")...) {
		for _, word := range []string{"First-loss", "Guarantees", "Reward", "Credited", "Lost by"} {
			if strings.HasPrefix(l, word) {
				t.Errorf("a plain deal shows %q", l)
			}
		}
	}
}

// Where nobody pays anything in the page says so and shows nothing of a return.
func TestNothingDrawn(t *testing.T) {
	for commitment, drawn := range map[string]bool{"900000": true, "0": false} {
		text := strings.Replace(arrangedDeal, "commitment: 900000", "commitment: "+commitment, 1)
		if !drawn {
			text = strings.Replace(strings.ReplaceAll(text, "amount: 3000}", "amount: 3000, bearer: council}"), "price: 4000", "price: 0", 1)
		}
		d, err := dealfile.Read("deal.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		result, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 50})
		if err != nil {
			t.Fatal(err)
		}
		r := report.Run(result)
		for _, s := range r.Sections {
			if s.ID == "investors" && (len(s.Figures) > 0) != drawn {
				t.Errorf("commitment %s: investors are %+v", commitment, s)
			}
		}
		said := strings.HasPrefix(prose(r), "Nothing is drawn") || strings.Contains(prose(r), "\nNothing is drawn: in no lifetime")
		head := slices.ContainsFunc(r.Headline, func(f report.Fact) bool { return f.Label == "Investors lose money" })
		if said == drawn || head != drawn {
			t.Errorf("commitment %s: says so %v, head %v", commitment, said, head)
		}
	}
}

// An event that may happen and never does has no date.
func TestNeverHappens(t *testing.T) {
	doc := sample.Clauses(sample.Plain)
	doc.Tests[0].Value.Share = deal.Num("0")
	if l := find(t, lines(report.Run(sample.Result(t, doc, 50)), "risks"), "A test ends the service"); l != "A test ends the service | no | 0 of 50 | at most 8 % | –" {
		t.Errorf("%q", l)
	}
}

// Where many lifetimes have no single rate of return, the page and the file say so.
func TestAmbiguousReturnsAreSaid(t *testing.T) {
	said := func(r *sim.Result) (page, file bool) {
		const words = "read the IRR with the money multiple"
		return strings.Contains(strings.Join(report.Run(r).Warnings, "\n"), words), strings.Contains(string(resultJSON(t, r)), words)
	}
	if page, file := said(sample.Result(t, sample.Document(sample.Plain), 300)); !page || !file {
		t.Errorf("a third of the lifetimes have several rates or none: page %v, file %v", page, file)
	}
	if page, file := said(sample.Result(t, sample.Bare(), 40)); page || file {
		t.Errorf("every lifetime has one rate: page %v, file %v", page, file)
	}
}

// The clauses that do nothing in the plan case are named, and only those.
func TestLeftOutOfThePlanCase(t *testing.T) {
	text := strings.Join(report.Validation(sample.Plan(t, sample.Clauses(sample.Plain))).Warnings, "\n")
	for _, want := range []string{
		"knows no people", "(tariffs.weeks13.window, participant_cap, tests.early.run_off and measures.retention.cohorts)",
		"knows no mishaps", "(payers.barnet.late, payers.fund.default, audit and sites.barnet.failure)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := strings.Join(report.Validation(sample.Plan(t, sample.Document(sample.Plain))).Warnings, "\n"); strings.Contains(text, "plan case") {
		t.Errorf("a deal without such clauses is warned of:\n%s", text)
	}
}

// What a deal expects is held against what is published, where it says what its outcomes are.
func TestPublished(t *testing.T) {
	doc := sample.Clauses(sample.Plain)
	rows := lines(report.Validation(sample.Plan(t, doc)), "published")
	for _, label := range []string{"People engaged who start a job | 34.9 % | ", "Job starts kept 13 weeks | 49.", "Capital, of the plan's outcome payments | 34.0 % | ", "Outcomes of their target", "Job start | ", "13 weeks in work | "} {
		find(t, rows, label)
	}
	doc.Outcomes[0].Value.Kind = ""
	doc.Cap = deal.Num("1000000")
	rows = lines(report.Validation(sample.Plan(t, doc)), "published")
	find(t, rows, "People referred who start a job | 24.")
	find(t, rows, "Capital, of the most that outcomes may be paid | 37.0 % | ")
	if rows := lines(report.Validation(sample.Plan(t, sample.Document(sample.Plain))), "published"); len(rows) != 4 {
		t.Errorf("a deal that says nothing of kinds has targets and capital only: %q", rows)
	}
}

// The table of clauses has those that move something, most first; the rest are named.
func TestClausesReport(t *testing.T) {
	p := sample.Plan(t, sample.Clauses(sample.Plain))
	found, err := study.SwitchOff(context.Background(), p.Deal(), nil, sim.Options{Seed: 1, Paths: 60})
	if err != nil {
		t.Fatal(err)
	}
	found.Fixed = append(found.Fixed, study.Fixed{Address: "grants.start", Reason: context.Canceled})
	r := report.Clauses(p, found)
	rows := lines(r, "clauses")
	notes := strings.Join(r.Sections[0].Tables[0].Notes, "\n")
	for _, c := range found.Clauses {
		in := strings.Contains(strings.Join(rows, "\n"), c.Address)
		if idle := c.Binds.P == 0; idle == in || idle != strings.Contains(notes, c.Address) {
			t.Errorf("%s: binds %v, in the table %v; notes\n%s", c.Address, c.Binds.P, in, notes)
		}
	}
	find(t, rows, "grants.start | context canceled")
	data, err := report.ClausesCSV(p, found)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n != 2+len(found.Clauses)*len(found.Metrics) {
		t.Errorf("%d lines of CSV for %d clauses and %d metrics", n, len(found.Clauses), len(found.Metrics))
	}
}
