package report_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// incentives is the page of the deal by hand under an arrangement.
func incentives(t *testing.T, arrangement string) report.Report {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", []byte(strings.Replace(arrangedDeal, "law: fixed, rate: 10", "law: poisson, rate: 10", 1)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Find(d, arrangement)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = s.Apply(d); err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	x, err := study.RunIncentives(context.Background(), p, study.IncentiveOptions{}, sim.Options{Seed: 1, Paths: 61})
	if err != nil {
		t.Fatal(err)
	}
	return report.Incentives(p, x)
}

// In an arrangement without investors the title is about whose money moves, and
// where nobody's does nothing is drawn. What is the same in every lifetime has no
// error, and that an outcome has no price can be told.
func TestIncentivesWithoutInvestors(t *testing.T) {
	for arrangement, want := range map[string]string{"partnership": "investors have", "provider_pbr": "the net cash of ", "grant": ""} {
		r := incentives(t, arrangement)
		title, cells := "", ""
		for _, s := range r.Sections {
			for _, f := range s.Figures {
				title += f.Title
			}
			for _, table := range s.Tables {
				for _, row := range table.Rows {
					for _, c := range row.Cells {
						cells += c.Text + "\n"
					}
				}
			}
		}
		if !strings.Contains(title, want) || (want == "") != (title == "") {
			t.Errorf("%s: the figure says %q, want %q", arrangement, title, want)
		}
		if want != "investors have" && strings.Contains(title, "investors") {
			t.Errorf("%s: the figure says %q of investors that are not there", arrangement, title)
		}
		if strings.Contains(cells, "± 0.00") || strings.Contains(cells, "cannot be told") {
			t.Errorf("%s: the tables say\n%s", arrangement, cells)
		}
		if (arrangement == "grant") != strings.Contains(cells, "no price or reward for it") {
			t.Errorf("%s: the dead zones are\n%s", arrangement, cells)
		}
	}
}
