package text_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/report/text"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) {
	flag.Parse()
	twwidth.SetEastAsian(false) // whatever the locale
	os.Exit(m.Run())
}

// printed returns a report as text.
func printed(t *testing.T, r report.Report, o text.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := text.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// reports are the reports of the golden files, made once.
func reports(t *testing.T) map[string]report.Report {
	if made == nil {
		made = makeReports(t)
	}
	return maps.Clone(made)
}

var made map[string]report.Report

func makeReports(t *testing.T) map[string]report.Report {
	doc := sample.Document(sample.Plain)
	run := sample.Result(t, doc, 1000)
	plan := run.Plan()
	mishaps := sample.Result(t, sample.Clauses(sample.Plain), 500)
	worth, err := study.SwitchOff(context.Background(), mishaps.Plan().Deal(), nil, sim.Options{Seed: 1, Paths: 100})
	if err != nil {
		t.Fatal(err)
	}
	ask, err := study.NewSensitivity(plan, study.SensitivityOptions{})
	if err != nil {
		t.Fatal(err)
	}
	drives, err := ask.Run(context.Background(), sim.Options{Seed: 1, Paths: 60})
	if err != nil {
		t.Fatal(err)
	}
	bridge, err := study.NewBridge(context.Background(), mishaps.Plan(), study.BridgeOptions{}, sim.Options{Seed: 1, Paths: 100})
	if err != nil {
		t.Fatal(err)
	}
	paid, err := study.RunIncentives(context.Background(), mishaps.Plan(), study.IncentiveOptions{}, sim.Options{Seed: 1, Paths: 100})
	if err != nil {
		t.Fatal(err)
	}
	metric, _ := report.Explain("investor.irr", deal.Deal{})
	field, _ := report.Explain("sites.barnet.tariffs.weeks13.price", plan.Deal())
	settled := plan.Settle(plan.PlanCase().Outturn)
	settlement := report.Settlement(plan, settled)
	ledger := &settlement.Sections[2].Tables[0]
	ledger.Rows = ledger.Rows[:20] // enough to see how it looks
	return map[string]report.Report{
		"run": report.Run(run), "bare": report.Run(sample.Result(t, sample.Bare(), 40)),
		"validation": report.Validation(plan), "settlement": settlement,
		"clauses_run": report.Run(mishaps), "clauses_validation": report.Validation(mishaps.Plan()), "clauses": report.Clauses(mishaps.Plan(), worth),
		"bridge":         report.Bridge(mishaps.Plan(), bridge),
		"sensitivity":    report.Sensitivity(plan, drives),
		"incentives":     report.Incentives(mishaps.Plan(), paid),
		"compare":        report.Compare(sample.Comparison(t, sample.Plain, true, 400), report.Comparing{Against: study.First, Stories: sample.Stories}),
		"compare_one":    report.Compare(sample.Comparison(t, sample.Plain, false, 400), report.Comparing{Stories: sample.Stories}),
		"explain_metric": metric, "explain_field": field,
	}
}

func TestGolden(t *testing.T) {
	for name, r := range reports(t) {
		for _, o := range []text.Options{{Width: 80}, {Width: 80, Color: true}, {Width: 40}, {Width: 40, Color: true}} {
			file := fmt.Sprintf("%s_%d", name, o.Width)
			if o.Color {
				file += "_color"
			}
			file = filepath.Join("testdata", file+".golden")
			got := printed(t, r, o)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got; -update rewrites it):\n%s", file, diff)
			}
		}
	}
}

var colour = regexp.MustCompile("\x1b\\[[0-9]+m")

// TestNothingIsTooWide also holds that colour adds nothing but colour, and
// that no line ends in a space.
func TestNothingIsTooWide(t *testing.T) {
	all := reports(t)
	for i, payload := range sample.Payloads {
		all[fmt.Sprintf("payload %d", i)] = report.Run(sample.Result(t, sample.Document(sample.All(payload)), 5))
	}
	for name, r := range all {
		widths := []int{40, 41, 57, 80, 100, 132}
		if strings.HasPrefix(name, "payload") {
			widths = []int{40, 80}
		}
		for _, width := range widths {
			plain := printed(t, r, text.Options{Width: width})
			for n, line := range strings.Split(plain, "\n") {
				if w := twwidth.Width(line); w > width {
					t.Errorf("%s at %d: line %d takes %d columns: %q", name, width, n+1, w, line)
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("%s at %d: line %d ends in a space: %q", name, width, n+1, line)
				}
			}
			if got := colour.ReplaceAllString(printed(t, r, text.Options{Width: width, Color: true}), ""); trimmed(got) != trimmed(plain) {
				t.Errorf("%s at %d: colour changes the words:\n%s", name, width, cmp.Diff(trimmed(plain), trimmed(got)))
			}
		}
	}
}

// trimmed drops spaces at line ends, which colour may hide.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

var padding = regexp.MustCompile(`± +`)

// TestNoNumberIsBroken prints every cell of numbers of every table whole on one line.
func TestNoNumberIsBroken(t *testing.T) {
	r := report.Run(sample.Result(t, sample.Document(sample.Plain), 500))
	for _, width := range []int{40, 60, 80} {
		lines := strings.Split(printed(t, r, text.Options{Width: width}), "\n")
		for _, s := range r.Sections {
			for _, table := range s.Tables {
				for _, row := range table.Rows {
					for i, c := range row.Cells {
						if table.Columns[i].Align != report.Right || c.Text == "" || row.Kind == report.Group {
							continue
						}
						want := strings.ReplaceAll(c.Text, "\u00a0", " ")
						found := false
						for _, l := range lines { // a ± may be padded to stand under the next
							found = found || strings.Contains(padding.ReplaceAllString(l, "± "), want)
						}
						if !found {
							t.Errorf("at %d: %q of %q stands on no line", width, want, table.Title)
						}
					}
				}
			}
		}
	}
}

// TestTheTerminalObeysNoName plants every payload as every name of a deal:
// what is printed moves no cursor and turns no text around.
func TestTheTerminalObeysNoName(t *testing.T) {
	for _, payload := range sample.Payloads {
		run := sample.Result(t, sample.Document(sample.All(payload)), 3)
		plan := run.Plan()
		beside := report.Comparing{Against: study.First, Stories: []string{payload, payload}}
		for _, r := range []report.Report{
			report.Run(run), report.Settlement(plan, plan.PlanCase()),
			report.Compare(sample.Comparison(t, sample.All(payload), true, 3), beside), report.Compare(sample.Comparison(t, sample.All(payload), false, 3), beside),
			{Title: payload, Facts: []report.Fact{{Label: payload, Value: payload}}, Warnings: []string{payload}},
		} {
			for _, o := range []text.Options{{Width: 80}, {Width: 40, Color: true}} {
				for _, c := range colour.ReplaceAllString(printed(t, r, o), "") {
					if c != '\n' && !unicode.IsPrint(c) {
						t.Fatalf("%q: %U reaches the terminal", payload, c)
					}
				}
			}
		}
	}
}

func TestEveryFigureIsDrawn(t *testing.T) {
	r := report.Run(sample.Result(t, sample.Document(sample.Plain), 500))
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			var b bytes.Buffer
			if err := text.WriteFigure(&b, f, text.Options{Width: 60}); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(b.String(), "\n"); n < 10 {
				t.Errorf("%s: %d lines:\n%s", f.ID, n, b.String())
			}
			for _, l := range f.Lines {
				if !strings.Contains(b.String(), l.Label) && !strings.Contains(b.String(), strings.ReplaceAll(l.Label, "\u00a0", " ")) {
					t.Errorf("%s: no %q in\n%s", f.ID, l.Label, b.String())
				}
			}
		}
	}
}

// A driver that moves the mean to one side only, wherever it goes, is drawn on that
// side, the shorter way on the longer; long names keep both ends.
func TestTornado(t *testing.T) {
	f := report.Figure{
		Kind: report.Tornado, Title: "T", Marked: "low", Plain: "high", Lines: []report.Line{{Label: "now", At: 0, Vertical: true}},
		Spans: []report.Span{{Label: "both", Low: -4, High: 4}, {Label: "back", Low: 2, High: -2}, {Label: "sites.somewhere.pathway.something.probability", Low: 1, High: 3}},
	}
	var b bytes.Buffer
	if err := text.WriteFigure(&b, f, text.Options{Width: 42}); err != nil {
		t.Fatal(err)
	}
	const want = `T
both                  ▒▒▒▒▒▒▒▒▒▒│█████████
back                       █████│▒▒▒▒
sites.so….probability           │▒▒█████
                      ──────────┬─────────
                                0
                                ▲ now

▒ low █ high
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
