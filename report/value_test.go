package report_test

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
)

// valued is the sample deal with benefits: all of job starts, or with an outcome
// whose deadweight nobody states.
func valued(sourced ...string) deal.Document {
	doc := sample.Document(sample.Plain)
	doc.Deflator = deal.Num("0.02")
	amount := func(id, x string) deal.Quantity {
		q := deal.Num(x)
		for _, s := range sourced {
			if s == id {
				q.Source = &deal.Source{Kind: "published", Ref: "a report", Date: "2020-01"}
			}
		}
		return q
	}
	doc.Benefits = deal.Table[deal.Benefit]{
		{ID: "tax", Value: deal.Benefit{Outcome: "job_start", Kind: "fiscal", To: "fund", Amount: amount("tax", "900")}},
		{ID: "off", Value: deal.Benefit{Name: "Off benefit", Outcome: "weeks13", Kind: "fiscal", Body: "DWP", Amount: amount("off", "400"), Deadweight: deal.Num("0.5")}},
		{ID: "well", Value: deal.Benefit{Name: "Wellbeing", Outcome: "job_start", Kind: "social", Amount: amount("well", "2000"), Optimism: deal.Num("0.25")}},
	}
	return doc
}

func notes(r report.Report, section string) (out string) {
	for _, s := range r.Sections {
		if s.ID == section {
			out += strings.Join(s.Notes, "\n")
			for _, t := range s.Tables {
				out += "\n" + strings.Join(t.Notes, "\n")
			}
		}
	}
	return strings.ReplaceAll(out, "\u00a0", " ")
}

// The section is there with benefits only, has a line for each in its own kind, and no total of one.
func TestValueForMoney(t *testing.T) {
	if rows := lines(report.Run(sample.Result(t, sample.Document(sample.Plain), 50)), "value"); rows != nil {
		t.Errorf("a deal without benefits has the section: %q", rows)
	}
	r := report.Run(sample.Result(t, valued(), 200))
	rows := lines(r, "value")
	var labels []string
	for _, l := range rows {
		label, _, _ := strings.Cut(l, " | ")
		labels = append(labels, label)
	}
	want := []string{
		"Engaged", "Job start", "13 weeks in work",
		"Job start", "Barnet Council", "Enfield Council", "Life Chances Fund", "Public payers together",
		"Fiscal: saved by, or paid to, public bodies", "Tax (Life Chances Fund)", "Off benefit (DWP)", "Fiscal benefits together",
		"Social: worth to people", "Wellbeing",
		"All together", "Taken off for optimism", "Benefits after optimism", "Present cost of public spend", "Public net present value", "For public money alone", "Benefit-cost ratio",
		"Barnet Council: net cost", "Enfield Council: net cost", "Life Chances Fund: benefits", "Life Chances Fund: net cost",
	}
	if strings.Join(labels, "; ") != strings.Join(want, "; ") {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(labels, "; "), strings.Join(want, "; "))
	}
	if l := find(t, rows, "Job start | "); !strings.Contains(l, " | 20 % | ") {
		t.Errorf("the deadweight of job starts: %q", l)
	}
	if l := find(t, rows, "13 weeks"); !strings.HasSuffix(l, " | – | –") {
		t.Errorf("an outcome without deadweight: %q", l)
	}
	if l := find(t, rows, "Taken off"); !strings.HasPrefix(l, "Taken off for optimism | −£") {
		t.Errorf("optimism is no negative line: %q", l)
	}
	if text := notes(r, "value"); !strings.Contains(text, "Off benefit has a deadweight of its own, 0.5.") || !strings.Contains(text, "in prices of 2020/21") {
		t.Errorf("notes: %s", text)
	}
}

// What is assumed is counted and named.
func TestAssumedBenefits(t *testing.T) {
	for want, sourced := range map[string][]string{
		"The amounts of 3 of 3 benefits are assumptions: Tax, Off benefit and Wellbeing; without a source there too: 2 other numbers.": nil,
		"The amounts of 1 of 3 benefits are assumptions: Off benefit; without a source there too: 2 other numbers.":                    {"tax", "well"},
		"The amounts of all 3 benefits have a source; without one: 2 other numbers.":                                                   {"tax", "off", "well"},
	} {
		if text := notes(report.Run(sample.Result(t, valued(sourced...), 20)), "value"); !strings.Contains(text, want) {
			t.Errorf("notes: %s\nwant %s", text, want)
		}
	}
}
