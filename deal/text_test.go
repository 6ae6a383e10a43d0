package deal

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDecimal(t *testing.T) {
	for s, want := range map[string]string{
		"0": "0", "-0.0": "0", "1800": "18e2", "1800.0": "18e2", "1.8e3": "18e2", "1.8E+3": "18e2", ".5": "5e-1", "5.": "5e0", "-0.050": "-5e-2", "007": "7e0",
	} {
		if d, ok := parseDecimal(s); !ok || d.canonical() != want {
			t.Errorf("%q is %q, %v; want %q", s, d.canonical(), ok, want)
		}
	}
	for _, s := range []string{"", ".", "-", "e5", "1e", "1e5.5", "0x10", "1_000", "1,000", "NaN", "Inf", "1e400", "1e-400", "1e99999999999999999999", "--1", "1 ", "٣", strings.Repeat("1", 61)} {
		if d, ok := parseDecimal(s); ok {
			t.Errorf("%q is a number: %v", s, d)
		}
	}
}

// TestNumbersKeepTheirBits: a float64 set and read again is the same.
func TestNumbersKeepTheirBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e290, 1e290).Draw(t, "v")
		if v != 0 && math.Abs(v) < 1e-290 {
			return
		}
		if d, ok := parseDecimal(number(v)); !ok || d.float() != v {
			t.Fatalf("%v is written %s and read %v, %v", v, number(v), d.float(), ok)
		}
	})
}

func TestQuantityTextRoundTrips(t *testing.T) {
	for _, s := range []string{"", "1800.50", "beta(mean 0.35, sd 0.05)", "discrete(10, 20)", "discrete(10 weight 0.2, 20 weight 0.8)", "joint(fit.unit)", "normal(mean 1e-09, sd 2, min -3, max 4)"} {
		if got := ParseQuantity(s).String(); got != s {
			t.Errorf("%q comes back as %q", s, got)
		}
	}
	for _, s := range []string{"beta(mean x)", "beta(mean 0.35 0.05 1 2)", "beta(", "beta)", "discrete(1 heavy 2)"} {
		if q := ParseQuantity(s); q.Dist != "" || q.Text != s {
			t.Errorf("%q is read as %+v", s, q)
		}
	}
}

func TestSHA256(t *testing.T) {
	sum := func(change func(d *Document)) string {
		doc := full()
		change(&doc)
		return mustNew(t, doc).SHA256()
	}
	base := sum(func(*Document) {})
	if len(base) != 64 {
		t.Errorf("%q is no SHA-256", base)
	}
	for name, change := range map[string]func(d *Document){
		"1800.0":              func(d *Document) { d.Tariffs[0].Value.Price = Num("1800.0") },
		"1.8e3":               func(d *Document) { d.Tariffs[0].Value.Price = Num("1.8e3") },
		"a note":              func(d *Document) { d.Tariffs[0].Value.Price.Note = "seen" },
		"order of parameters": func(d *Document) { slices.Reverse(d.Pathway[0].Value.Probability.Params) },
		"an empty list":       func(d *Document) { d.Sites[1].Value.Tariffs = Table[Tariff]{} },
	} {
		if sum(change) != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	seen := map[string]string{base: "the base"}
	for name, change := range map[string]func(d *Document){
		"a price":  func(d *Document) { d.Tariffs[0].Value.Price = Num("1801") },
		"a name":   func(d *Document) { d.Name = "Fuller" },
		"a source": func(d *Document) { d.Tariffs[0].Value.Price.Source = &Source{Kind: "published"} },
		"a source's date": func(d *Document) {
			d.Pathway[0].Value.Probability.Source = &Source{Kind: "published", Ref: "Annual report, p. 12"}
		},
		"a parameter":                    func(d *Document) { d.Pathway[0].Value.Probability.Params[1].Value = 0.06 },
		"the order of sites":             func(d *Document) { slices.Reverse(d.Sites) },
		"an empty entry":                 func(d *Document) { d.Payers = append(d.Payers, Entry[Payer]{ID: "other"}) },
		"an empty entry of another name": func(d *Document) { d.Payers = append(d.Payers, Entry[Payer]{ID: "another"}) },
		"a row":                          func(d *Document) { d.Tables[0].Value.Columns[1].Value[0] = Num("1.5") },
		"a weight": func(d *Document) {
			d.Overrun = Quantity{Dist: "discrete", Values: []float64{1, 2}}
			d.Correlations = nil
		},
		"another weight": func(d *Document) {
			d.Overrun = Quantity{Dist: "discrete", Values: []float64{1}, Weights: []float64{2}}
			d.Correlations = nil
		},
		"a scenario": func(d *Document) { d.Scenarios = nil },
	} {
		s := sum(change)
		if other, twice := seen[s]; twice {
			t.Errorf("%s and %s have one hash", name, other)
		}
		seen[s] = name
	}
}

func TestInputs(t *testing.T) {
	doc := small()
	doc.Referrals.Rate.Source = &Source{Kind: "elicited", Ref: "manager"}
	doc.Costs[0].Value.Amount.Source = &Source{Kind: "assumption"}
	doc.Costs[0].Value.Rank = Num("2")
	doc.Tables = joints()
	doc.Factors = Table[Factor]{{"slump", Factor{SD: Num("0"), Shock: []Quantity{Num("0"), Num("-0.5")}, On: []string{"job_start"}}}}
	d := mustNew(t, doc)
	byAddress := map[string]InputInfo{}
	for _, in := range d.Inputs() {
		byAddress[in.Address] = in
	}
	if in := byAddress["pathway.job_start.probability"]; in.Text != "beta(mean 0.35, sd 0.05)" || in.Unit != "probability" || !in.Uncertain {
		t.Errorf("%+v", in)
	}
	if in := byAddress["referrals.rate"]; in.Source.Ref != "manager" || in.Uncertain {
		t.Errorf("%+v", in)
	}
	if in := byAddress["tables.fit.columns.b"]; in.Text != "2 joint draws" || !in.Uncertain {
		t.Errorf("%+v", in)
	}
	if in := byAddress["factors.slump.shock"]; in.Text != "2 months" || in.Uncertain {
		t.Errorf("%+v", in)
	}
	want := []string{
		"tariffs.job_start.price", "pathway.engaged.probability", "pathway.job_start.probability", "pathway.job_start.delay.geometric.mean",
		"factors.slump.sd", "factors.slump.shock",
		"costs.staff.amount", "costs.manager.amount", "capital.hurdle", "capital.tranches.senior.commitment", "tables.fit.columns.a", "tables.fit.columns.b",
	}
	if got := d.Unsourced(); !slices.Equal(got, want) {
		t.Errorf("unsourced\n got %v\nwant %v", got, want)
	}
}

// TestBudgetsNeedSources: a payer's budget is an amount like any other, in all or by year.
func TestBudgetsNeedSources(t *testing.T) {
	published := func(text string) Quantity { return Quantity{Text: text, Source: &Source{Kind: "published"}} }
	doc := small()
	doc.Payers[0].Value.Budget, doc.Payers[0].Value.BudgetByYear = Num("100"), []Quantity{published("40"), Num("60")}
	doc.Payers[1].Value.Budget, doc.Payers[1].Value.BudgetByYear = published("100"), []Quantity{Num("40")}
	var got []string
	for _, address := range mustNew(t, doc).Unsourced() {
		if strings.HasPrefix(address, "payers.") {
			got = append(got, address)
		}
	}
	if want := []string{"payers.council.budget", "payers.council.budget_by_year.1", "payers.fund.budget_by_year.0"}; !slices.Equal(got, want) {
		t.Errorf("unsourced budgets are %v, want %v", got, want)
	}
}

func TestFieldsAndDescribe(t *testing.T) {
	fields := map[string]Field{}
	for f := range Fields() {
		fields[f.Pattern] = f
	}
	price := fields["sites.*.tariffs.*.price"]
	if price.Unit != "money" || price.Range != "[0,inf)" || price.Random || price.Kind != Number || !strings.HasPrefix(price.Doc, "Paid") {
		t.Errorf("%+v", price)
	}
	if f := fields["capital.on_exhaustion"]; !slices.Equal(f.Enum, []string{"accrue", "stop", "provider_bears"}) || f.Default != "accrue" || f.Kind != Text {
		t.Errorf("%+v", f)
	}
	for address, pattern := range map[string]string{
		"sites.enfield.tariffs.job_start.price":        "sites.*.tariffs.*.price",
		"sites.*.tariffs.job_start":                    "sites.*.tariffs.*.price",
		"pathway.x.hazards.3":                          "pathway.*.hazards.*",
		"correlations.c.matrix.0.1":                    "correlations.*.matrix.*.*",
		"scenarios.s.set.sites.*.referrals.rate.times": "scenarios.*.set.*.times",
		"scenarios.s.set.sites.enfield.referrals.rate": "scenarios.*.set.*.to",
		"capital":                "capital",
		"sites":                  "sites",
		"tables.fit.columns.a.0": "tables.*.columns.*.*",
		"sites.enfield.pathway.x.delay.lognormal.sigma": "sites.*.pathway.*.delay.lognormal.sigma",
	} {
		if f, ok := Describe(address); !ok || f.Pattern != pattern {
			t.Errorf("Describe(%q) = %q, %v; want %q", address, f.Pattern, ok, pattern)
		}
	}
	for _, address := range []string{"", "x", "sites.enfield.price", "name.x", "pathway.x.hazards.y"} {
		if f, ok := Describe(address); ok {
			t.Errorf("Describe(%q) = %+v", address, f)
		}
	}
	f, _ := Describe("capital.on_exhaustion")
	f.Enum[0] = "changed"
	if again, _ := Describe("capital.on_exhaustion"); again.Enum[0] != "accrue" {
		t.Error("Describe shares memory")
	}
}

func TestSuggest(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"prise", "; did you mean price?"}, {"pirce", "; did you mean price?"}, {"price_by_yaer", "; did you mean price_by_year?"}, {"x", ""}, {"lga", "; did you mean lag?"}, {"shipping", ""},
	} {
		if got := suggest(tt.word, []string{"price", "price_by_year", "lag"}); got != tt.want {
			t.Errorf("suggest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestZeroDeal(t *testing.T) {
	var d Deal
	if d.Name() != "" || d.Document().Name != "" || d.Inputs() != nil || d.Unsourced() != nil || len(d.SHA256()) != 64 {
		t.Error("the zero deal is not empty")
	}
	if _, ok := d.Get("name"); ok {
		t.Error("the zero deal has a name")
	}
	for a := range d.Addresses() {
		t.Errorf("the zero deal has %s", a)
	}
}
