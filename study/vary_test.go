package study_test

import (
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/study"
)

// plainDeal is a small deal whose figures can be worked out by hand: no discount,
// capital for all costs, every outcome paid when it happens.
const plainDeal = `
sibsim: 1
name: By hand
term: {start: 2024-04, months: 24}
outcomes: {job: {name: Job start}}
payers: {council: {budget: 300000}}
shares: {council: 1}
tariffs: {job: {price: 4000}}
referrals: {rate: 2, until: 17}
pathway: {job: {probability: 0.25, delay: 2}}
costs: {service: {amount: 1500}, rooms: {amount: 500}}
capital: {hurdle: 0, tranches: {investors: {commitment: 900000}}}
sites: {town: {}, shire: {referrals: {rate: 3}}}
`

func read(t *testing.T, text string) deal.Deal {
	t.Helper()
	d, err := dealfile.Read("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// readWith is a deal changed by ADDRESS=VALUE.
func readWith(t *testing.T, text string, sets ...string) deal.Deal {
	t.Helper()
	var edits []deal.Edit
	for _, s := range sets {
		address, value, _ := strings.Cut(s, "=")
		edits = append(edits, deal.Set(address, value))
	}
	d, err := read(t, text).With(edits...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseVary(t *testing.T) {
	for text, want := range map[string]study.Vary{
		"tariffs.job.price=3000:5000":  {Address: "tariffs.job.price", Lo: "3000", Hi: "5000"},
		" tariffs.*.price* = 0.5 : 2 ": {Address: "tariffs.*.price", Times: true, Lo: "0.5", Hi: "2"},
		"targets.*=1:9":                {Address: "targets.*", Lo: "1", Hi: "9"},
		"targets.**=1:9":               {Address: "targets.*", Times: true, Lo: "1", Hi: "9"},
		"term.start=2024-01:2024-12":   {Address: "term.start", Lo: "2024-01", Hi: "2024-12"},
	} {
		v, err := study.ParseVary(text)
		if err != nil || v != want {
			t.Errorf("%q is %+v, %v; want %+v", text, v, err, want)
		}
		if again, err := study.ParseVary(v.String()); err != nil || again != v {
			t.Errorf("%q reads back as %+v, %v", v.String(), again, err)
		}
	}
	for _, text := range []string{"", "cap", "cap=", "cap=1", "cap=1:", "cap=:2", "=1:2", "*"} {
		if v, err := study.ParseVary(text); err == nil || !strings.Contains(err.Error(), "must be ADDRESS=LO:HI") {
			t.Errorf("%q is %+v, %v", text, v, err)
		}
	}
}

// What a value of the range may be follows from the field; what is wrong is said.
func TestVaryRange(t *testing.T) {
	d := read(t, plainDeal)
	for text, want := range map[string]study.Range{
		"tariffs.job=3000:5000":                         {Lo: 3000, Hi: 5000, Places: 2, Unit: "money"},
		"cap=0:100000000":                               {Lo: 0, Hi: 1e8, Places: -2, Unit: "money"},
		"tariffs.job*=0.5:1.5":                          {Lo: 0.5, Hi: 1.5, Places: 6},
		"sites.*.pathway.job.probability*=0.1:1.1":      {Lo: 0.1, Hi: 1.1, Places: 6},
		"pathway.job.probability=0.1:0.11":              {Lo: 0.1, Hi: 0.11, Places: 8, Unit: "probability"},
		"tariffs.job.lag=0:12":                          {Lo: 0, Hi: 12, Places: 0, Unit: "months"},
		"capital.distributions.first=2024-04:2026-03":   {Lo: 0, Hi: 23, Places: 0, Unit: "month"},
		"capital.distributions.first=2:2025-04":         {Lo: 2, Hi: 12, Places: 0, Unit: "month"},
		"sites.shire.referrals.rate=0:10":               {Lo: 0, Hi: 10, Places: 5, Unit: "number"},
		"sites.*.referrals.until=2024-10:2025-10":       {Lo: 6, Hi: 18, Places: 0, Unit: "month"},
		"capital.tranches.investors.commitment=1e5:9e5": {Lo: 1e5, Hi: 9e5, Places: 1, Unit: "money"},
	} {
		v, err := study.ParseVary(text)
		if err != nil {
			t.Fatal(err)
		}
		r, err := v.Range(d)
		if math.Abs(r.Hi-want.Hi) < 1e-12 {
			r.Hi = want.Hi
		}
		if err != nil || r != want {
			t.Errorf("%s: %+v, %v; want %+v", text, r, err, want)
		}
	}
	for text, want := range map[string]string{
		"tarifs.job=1:2":                        "tarifs must be a field of a deal; did you mean tariffs?",
		"tariffs.jobb=1:2":                      "jobb must be an ID of tariffs; did you mean job?",
		"tariffs.job=5:3":                       "5:3 is empty; the first must be below the second",
		"tariffs.job=5:5":                       "is empty",
		"tariffs.job=-5:3":                      "-5 must be at least 0",
		"tariffs.job=0.125:3":                   "must have at most 2 decimals",
		"pathway.job.probability=0.5:1.2":       "1.2 must be between 0 and 1",
		"tariffs.job.lag=0.5:3":                 "0.5 must be a whole number",
		"tariffs.job=a:3":                       `"a" must be a plain number`,
		"tariffs.job=1:0x10":                    `"0x10" must be a plain number`,
		"tariffs.job=nan:3":                     `"nan" must be a plain number`,
		"name=1:3":                              "holds words; must be a number or a month",
		"capital=1:3":                           "must be one value",
		"capital.distributions.first=soon:3":    `"soon" must be a month`,
		"capital.distributions.first*=1:3":      "is a month, which cannot be multiplied",
		"capital.distributions.first=0:2027-01": "33 must be between 0 and 23",
		"sites.*.nothing=1:2":                   "nothing must be a field",
		"tariffs.job*=-1:2":                     "at least 0",
		"period_cap*=1:2":                       "holds no number",
	} {
		v, err := study.ParseVary(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = v.Range(d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", text, err, want)
		}
	}
}

// What the deal has where it is varied: a number, a median, a date, a factor of
// 1, or several that differ.
func TestHeld(t *testing.T) {
	d := readWith(t, plainDeal, "pathway.job.probability=uniform(min 0.2, max 0.4)", "sites.town.cap=5000", "sites.shire.cap=5000", "capital.distributions.first=2025-03",
		"costs.rooms.amount=uniform(min 400, max 600)")
	p := compile(t, d)
	for text, want := range map[string]study.Held{
		"tariffs.job=1:2":                             {Value: 4000, Text: "4000", Fields: 1},
		"tariffs.job*=1:2":                            {Value: 1, Text: "4000", Fields: 1},
		"pathway.job.probability=0:1":                 {Value: 0.3, Text: "uniform(min 0.2, max 0.4)", Fields: 1, Uncertain: 1},
		"sites.*.pathway.job.probability=0:1":         {Value: 0.3, Text: "uniform(min 0.2, max 0.4)", Fields: 2, Uncertain: 2},
		"costs.rooms.amount=0:1":                      {Value: 500, Text: "uniform(min 400, max 600)", Fields: 1, Uncertain: 1},
		"sites.*.cap=1:2":                             {Value: 5000, Text: "5000", Fields: 2},
		"sites.*.referrals.rate=1:2":                  {Value: math.NaN(), Text: "2 fields that differ", Fields: 2},
		"cap=1:2":                                     {Value: math.NaN()},
		"capital.distributions.first=2024-04:2024-09": {Value: 11, Text: "2025-03", Fields: 1},
	} {
		v, err := study.ParseVary(text)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Held(p)
		if math.IsNaN(want.Value) && math.IsNaN(h.Value) || math.Abs(h.Value-want.Value) < 1e-6 {
			h.Value, want.Value = 0, 0
		}
		if h != want {
			t.Errorf("%s: %+v, want %+v", text, h, want)
		}
	}
}
