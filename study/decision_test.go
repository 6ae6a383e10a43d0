package study

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/metric"
)

func TestParseDecision(t *testing.T) {
	for text, want := range map[string]string{
		"invest if investor.npv.mean >= 0":              "invest if investor.npv.mean >= 0",
		"  invest  if  investor.npv.mean>=-12_500 ":     "invest if investor.npv.mean >= -12500",
		"commission if public.spend.mean <= 6.4m":       "commission if public.spend.mean <= 6400000",
		"go if mean(payments.site.north) <= 2.3m":       "go if payments.site.north.mean <= 2300000",
		"go if cost.overrun.mean <= 10%":                "go if cost.overrun.mean <= 0.1",
		"go if p(investor.loss) <= 0.1":                 "go if p(investor.loss) <= 0.1",
		"don't if investor.npv@6%.mean >= 250k":         "don't if investor.npv@6%.mean >= 250000",
		"ja if p(any(investor.loss, capped.*)) <= 0.25": "ja if p(any(investor.loss, capped.*)) <= 0.25",
	} {
		got, err := ParseDecision(text)
		if err != nil || got.String() != want {
			t.Errorf("%q: %v, %v; want %q", text, got, err, want)
		}
		if again, err := ParseDecision(got.String()); err != nil || again.String() != got.String() {
			t.Errorf("%q reads back as %v, %v", got, again, err)
		}
	}
	// Every fault stands at its column of the whole text.
	for text, want := range map[string][]struct {
		col  int
		text string
	}{
		"":                                   {{1, "must be NAME if METRIC.mean >= NUMBER"}},
		"invest when investor.npv.mean >= 0": {{1, "must be NAME if"}},
		"we may if investor.npv.mean >= 0":   {{1, `found "we may": must be one word`}},
		" if investor.npv.mean >= 0":         {{1, `found "": must be one word`}},
		"invest if investor.npv.mean > 0":    {{11, `found ">": must be >= or <=`}},
		"invest if  investor.npv.p05 >= 0":   {{12, `found "investor.npv.p05": must be a mean, or a probability`}},
		"invest if investor.npv.mean >= x":   {{32, `found "x"`}},
		"zögern if investor.npv.mean >= x":   {{32, `found "x"`}},
		"we may if cost_per.job.gross < 5":   {{1, "one word"}, {11, "must be a mean"}, {11, `found "<"`}},
	} {
		_, err := ParseDecision(text)
		faults := metric.Faults(err)
		if len(faults) != len(want) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for i, f := range faults {
			if f.Expr != text || f.Col != want[i].col || !strings.Contains(f.Text, want[i].text) {
				t.Errorf("%q: %d %q of %q, want %+v", text, f.Col, f.Text, f.Expr, want[i])
			}
		}
	}
}
