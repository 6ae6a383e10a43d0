package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
)

// A name that says what it changes makes the deal that the edit makes.
func TestInlineIsTheEdit(t *testing.T) {
	d := open(t)
	before := d.SHA256()
	for name, e := range map[string]deal.Edit{
		"set:tariffs.job.price=5000":                       deal.Set("tariffs.job.price", 5000),
		"set: tariffs.job.price = 5000":                    deal.Set("tariffs.job.price", 5000),
		"set:sites.*.referrals.rate=gamma(mean 9, sd 1)":   deal.Set("sites.*.referrals.rate", "gamma(mean 9, sd 1)"),
		"set:payers.council.budget=":                       deal.Set("payers.council.budget", ""),
		"times:tariffs.*.price=1.05":                       deal.Scale("tariffs.*.price", 1.05),
		"times:sites.*.referrals.rate=0.8":                 deal.Scale("sites.*.referrals.rate", 0.8),
		"times:pathway.job.probability=1e-1":               deal.Scale("pathway.job.probability", 0.1),
		"set:sites.village.name=a name with = and, commas": deal.Set("sites.village.name", "a name with = and, commas"),
	} {
		want, err := d.With(e)
		if err != nil {
			t.Fatal(err)
		}
		s := find(t, d, name)
		got, err := s.Apply(d)
		if err != nil || got.SHA256() != want.SHA256() || got.SHA256() == before {
			t.Errorf("%s: error %v; it is the edit's deal: %v; it changes it: %v", name, err, got.SHA256() == want.SHA256(), got.SHA256() != before)
		}
		if s.Name != name || s.Story == "" {
			t.Errorf("%s is called %q: %q", name, s.Name, s.Story)
		}
	}
	if d.SHA256() != before {
		t.Error("the argument changed")
	}
}

func TestInlineErrors(t *testing.T) {
	d := open(t)
	for name, want := range map[string]string{
		"set:tariffs.job.price":           "must be set:ADDRESS=VALUE",
		"set:=4":                          "must be set:ADDRESS=VALUE",
		"times:tariffs.job.price":         "must be times:ADDRESS=FACTOR",
		"times:tariffs.job.price=twice":   `the factor is "twice"`,
		"times:tariffs.job.price=1e999":   "must be a number",
		"times:tariffs.job.price=NaN":     "must be a number",
		"times:tariffs.job.price=":        "must be a number",
		"set:tariffs.job.prize=4":         "prize",
		"set:tariffs.job.price=-4":        "tariffs.job.price",
		"times:pathway.job.probability=4": "pathway.job.probability",
		"times:sites.nowhere.cap=2":       "nowhere",
	} {
		s, err := Find(d, name)
		if err == nil {
			_, err = s.Apply(d)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
	}
}

// The order written is the order applied, also of those that say themselves what they change.
func TestInlineOrder(t *testing.T) {
	price := func(names string) string {
		d := open(t)
		for _, name := range Split(names) {
			d = apply(t, d, name)
		}
		got, _ := d.Get("tariffs.job.price")
		return got
	}
	for names, want := range map[string]string{
		"set:tariffs.job.price=100,times:tariffs.job.price=3": "300",
		"times:tariffs.job.price=3,set:tariffs.job.price=100": "100",
		"dearer,times:tariffs.*.price=2":                      "10000",
		"times:tariffs.*.price=2,dearer":                      "5000",
	} {
		if got := price(names); got != want {
			t.Errorf("%s: the price is %s, want %s", names, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for list, want := range map[string][]string{
		"":                       {""},
		"a":                      {"a"},
		"a, b,c":                 {"a", "b", "c"},
		"a,,b":                   {"a", "", "b"},
		"set:x=gamma(1, 2),b":    {"set:x=gamma(1, 2)", "b"},
		"set:x=f(g(1,2),3),b":    {"set:x=f(g(1,2),3)", "b"},
		"a),b":                   {"a)", "b"},
		"set:x=gamma(1, 2, b, c": {"set:x=gamma(1, 2, b, c"},
	} {
		if got := Split(list); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", list, got, want)
		}
	}
}
