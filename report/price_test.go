package report_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// priced runs a pricing of the plain deal under conditions.
func priced(t *testing.T, p *sim.Plan, conditions ...string) *study.Price {
	t.Helper()
	var q study.PriceQuestion
	var err error
	if q.Minimise, err = metric.ParseStatistic("payments.total.mean"); err != nil {
		t.Fatal(err)
	}
	for _, text := range conditions {
		c, err := metric.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		q.SubjectTo = append(q.SubjectTo, c)
	}
	s, err := study.NewPrice(p, q)
	if err != nil {
		t.Fatal(err)
	}
	x, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: 100})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What fresh lifetimes refute is not excused as standing at its limit, what is
// open is; and where a search finds nothing the report does not say that nothing is there.
func TestPriceSaysWhatWasFound(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	said := func(x *study.Price) string {
		var b strings.Builder
		for _, f := range report.Price(p, x, false).Headline {
			b.WriteString(f.Value + " " + f.Detail + "\n")
		}
		return b.String()
	}
	x := priced(t, p, "investor.npv.mean >= 0")
	if !x.Exists {
		t.Fatal("no price")
	}
	for _, c := range []struct {
		of          study.Verdict
		says, never string
	}{
		{study.Verdict{Certain: true, Slack: -5}, "the whole interval is on the wrong side", "stands at its limit"},
		{study.Verdict{Slack: -5}, "stands at its limit", "wrong side"},
		{study.Verdict{Certain: true, Met: true, Slack: 5}, "whole 95", "--safe"},
	} {
		x.Constraints[0].Verdict = c.of
		if text := said(x); !strings.Contains(text, c.says) || strings.Contains(text, c.never) {
			t.Errorf("%+v: %s", c.of, text)
		}
	}
	x = priced(t, p, "investor.npv.mean >= 0", "payments.total.mean <= 1")
	if text := said(x); !strings.Contains(text, "a search, not a proof") || strings.Contains(text, "exclude each other") || strings.Contains(text, "; or ") == strings.Contains(text, "This is enough") {
		t.Errorf("none: %s", text)
	}
}
