package scenarios_test

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/scenarios"
)

func TestFind(t *testing.T) {
	d := open(t, `scenarios: {cost_overrun: {story: A tenth., set: {overrun: 1.1}}}`, `cap: 5000`)
	for name, want := range map[string]struct{ name, address, value string }{
		"base":                             {"base", "overrun", "1"},
		"cost_overrun":                     {"cost_overrun", "overrun", "1.1"}, // the deal's own hides the library's
		"library:cost_overrun":             {"cost_overrun", "overrun", "1.42"},
		"library:cost_overrun:more=0.2":    {"cost_overrun:more=0.2", "overrun", "1.2"},
		"price_cut":                        {"price_cut", "tariffs.job.price", "3600"},
		"price_cut:cut=2.5e-1":             {"price_cut:cut=0.25", "tariffs.job.price", "3000"},
		"payment_delay:probability=0.25":   {"payment_delay:probability=0.25", "payers.council.late.months", "6"},
		"payment_delay:months=3":           {"payment_delay:months=3", "payers.council.late.months", "3"},
		"pandemic:grant=0:months=3:from=2": {"pandemic:grant=0:months=3:from=2", "factors.pandemic.shock.4", "-0.6931471805599453"},
		"without:cap":                      {"without:cap", "overrun", "1"},
	} {
		s := find(t, d, name)
		if s.Name != want.name {
			t.Errorf("%s is called %s, want %s", name, s.Name, want.name)
		}
		out, err := s.Apply(d)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, _ := out.Get(want.address); got != want.value {
			t.Errorf("%s: %s is %s, want %s", name, want.address, got, want.value)
		}
	}
	if s := find(t, d, "pandemic:months=3"); !strings.Contains(s.Story, "for 3 months, 50 % of") {
		t.Errorf("story %q does not tell the size asked for", s.Story)
	}
	if got, ok := changed(t, d, "pandemic:grant=0:months=3:from=2").Get("factors.pandemic.shock.5"); ok {
		t.Errorf("the pandemic lasts on: %s", got)
	}
}

func TestFindFaults(t *testing.T) {
	d := open(t, `scenarios: {recession: {set: {tariffs.job.price: 1}}}`)
	for name, want := range map[string]string{
		"":                         `scenario "": is none`,
		"price_cutt":               "did you mean price_cut?",
		"library:base":             "is none",
		"recession:depth=1":        "recession is the deal's own and has no parameters; the library's is library:recession:depth=1",
		"price_cut:":               `"" must be PARAMETER=VALUE, each parameter once: cut (0 to 1; default 0.1)`,
		"price_cut:by=0.2":         `"by=0.2" must be PARAMETER=VALUE`,
		"price_cut:cut":            `"cut" must be PARAMETER=VALUE`,
		"price_cut:cut=0.2:cut=1":  `"cut=1" must be PARAMETER=VALUE, each parameter once`,
		"price_cut:cut=1.1":        `cut: "1.1" must be 0 to 1: cut (0 to 1; default 0.1)`,
		"price_cut:cut=much":       `cut: "much" must be 0 to 1`,
		"price_cut:cut=NaN":        `cut: "NaN" must be 0 to 1`,
		"payment_delay:months=1.5": `months: "1.5" must be a whole number, 1 to 120: months (a whole number, 1 to 120; default 6), probability (0 to 1; default 1)`,
	} {
		if _, err := scenarios.Find(d, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v\nwant %s", name, err, want)
		}
	}
	_, err := scenarios.Find(d, "nothing")
	for _, want := range []string{"this deal has base, recession;", "the library has referral_shortfall,", " replan, partnership, fee_for_service, provider_pbr, grant)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %s", err, want)
		}
	}
}
