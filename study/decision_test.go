package study

import (
	"strings"
	"testing"
)

func TestParseDecision(t *testing.T) {
	for text, want := range map[string]Decision{
		"invest if investor.npv.mean >= 0":             {"invest", "investor.npv", false, 0},
		"  invest  if  investor.npv.mean>=-12,500 ":    {"invest", "investor.npv", false, -12500},
		"commission if public.spend.mean <= 6.4m":      {"commission", "public.spend", true, 6.4e6},
		"go if payments.site.north.mean <= 2.3m":       {"go", "payments.site.north", true, 2_300_000},
		"go if cost.overrun.mean <= 10%":               {"go", "cost.overrun", true, 0.1},
		"go if investor.npv.mean >= 250k":              {"go", "investor.npv", false, 250_000},
		"go if investor.npv.mean >= 1.1bn":             {"go", "investor.npv", false, 1_100_000_000},
		"go if outcome.job.achieved.mean >= 1e2":       {"go", "outcome.job.achieved", false, 100},
		"go if site.mean.referrals.mean >= 0.5":        {"go", "site.mean.referrals", false, 0.5},
		"don't if provider.town.surplus.mean <= -0.25": {"don't", "provider.town.surplus", true, -0.25},
	} {
		got, err := ParseDecision(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
		again, err := ParseDecision(got.String())
		if err != nil || again != got {
			t.Errorf("%q reads back as %+v, %v", got, again, err)
		}
	}
	for text, want := range map[string][]string{
		"":                                    {"must be NAME if METRIC.mean >= NUMBER"},
		"invest when investor.npv.mean >= 0":  {"must be NAME if"},
		"we may if investor.npv.mean >= 0":    {`"we may" must be one word`},
		"invest if investor.npv.mean > 0":     {"with >= or <="},
		"invest if investor.npv >= 0":         {`"investor.npv" must be the mean of a metric`},
		"invest if .mean >= 0":                {`".mean" must be the mean`},
		"invest if investor.npv.mean >= inf":  {`"inf" must be a number`},
		"invest if investor.npv.mean >= 0x10": {"must be a number"},
		"invest if investor.npv.mean >= 1e3k": {"must be a number"},
		"invest if investor.npv.mean >= ":     {`"" must be a number`},
		"we may if investor.npv.p05 >= much":  {"one word", "the mean of a metric", `"much" must be a number`},
	} {
		_, err := ParseDecision(text)
		if err == nil {
			t.Errorf("%q is accepted", text)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %v, want %q in it", text, err, w)
			}
		}
	}
}

func TestGainIsHowFarOnTheRightSide(t *testing.T) {
	atLeast, atMost := Decision{Bound: 10}, Decision{AtMost: true, Bound: 10}
	if atLeast.Gain(12) != 2 || atLeast.Gain(7) != -3 || atMost.Gain(12) != -2 || atMost.Gain(7) != 3 {
		t.Error("the gain is on the wrong side")
	}
}
