package deal

import (
	"math"
	"reflect"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// TestSmallIsLowered works the small example by hand.
func TestSmallIsLowered(t *testing.T) {
	d := mustNew(t, small())
	made := d.Contract()
	got := made.Terms()
	site := func(id string) contract.Site {
		return contract.Site{
			ID: id, Name: id,
			Tariffs:  []contract.Tariff{{Outcome: "job_start", Prices: []int64{180000}, Shares: []contract.Share{{Payer: "council", Millions: 600000}, {Payer: "fund", Millions: 400000}}}},
			Provider: contract.Provider{Name: id, Until: 23, Rank: 1}, StepIn: contract.StepIn{Gap: -1},
		}
	}
	want := contract.Terms{
		Name: "Small", Currency: contract.Currency{Code: "GBP", Digits: 2}, Start: contract.MonthOf(2020, 4), Months: 24, ClaimEvery: 1,
		Outcomes: []contract.Outcome{{ID: "engaged", Name: "engaged"}, {ID: "job_start", Name: "job_start", Paid: true}},
		Payers:   []contract.Payer{{ID: "council", Name: "council"}, {ID: "fund", Name: "fund", Class: contract.Central}},
		Sites:    []contract.Site{site("enfield"), site("barnet")},
		Costs: []contract.Cost{
			{ID: "manager", Category: contract.Management, Bearer: "vehicle", Rank: 1},
			{ID: "staff", Site: "enfield", Bearer: "vehicle", Rank: 1},
			{ID: "staff", Site: "barnet", Bearer: "vehicle", Rank: 1},
		},
		Capital: contract.Capital{Every: 1, Hurdle: 0.05},
	}
	tranches := got.Capital.Tranches
	got.Capital.Tranches = nil // NaN is not equal to itself
	got.Indices = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("terms\n got %+v\nwant %+v", got, want)
	}
	if len(tranches) != 1 || tranches[0].Commitment != 50000000 || !math.IsNaN(tranches[0].IRRCap) || !math.IsNaN(tranches[0].MOICCap) {
		t.Errorf("tranches %+v", tranches)
	}

	a := d.Assumptions()
	in := func(address string, v float64) assumptions.Input {
		return assumptions.Input{Address: address, Value: v}
	}
	start := assumptions.Input{Address: "pathway.job_start.probability", Kind: assumptions.Beta, Params: map[string]float64{"mean": 0.35, "sd": 0.05}}
	wantSite := assumptions.Site{
		ID:        "barnet",
		Referrals: assumptions.Referrals{Until: 23, Rate: in("referrals.rate", 10)},
		Pathway: []assumptions.Transition{
			{Outcome: "engaged", Probability: in("pathway.engaged.probability", 0.8), Delay: assumptions.Delay{A: in("pathway.engaged.delay.months", 0), Last: 36}},
			{Outcome: "job_start", From: "engaged", Probability: start, Delay: assumptions.Delay{Kind: assumptions.Geometric, A: in("pathway.job_start.delay.geometric.mean", 6), Last: 36}},
		},
		Evidence: []assumptions.Evidence{{Outcome: "engaged", Probability: assumptions.Of(1)}, {Outcome: "job_start", Probability: assumptions.Of(1)}},
	}
	if !reflect.DeepEqual(a.Sites[1], wantSite) {
		t.Errorf("site\n got %+v\nwant %+v", a.Sites[1], wantSite)
	}
	wantCosts := []assumptions.Cost{
		{ID: "manager", For: 1, Until: 23, Amount: in("costs.manager.amount", 400000), Overrun: assumptions.Of(1), SiteOverrun: assumptions.Of(1)},
		{ID: "staff", Site: "enfield", For: 1, Until: 23, Amount: in("costs.staff.amount", 2000000), Overrun: assumptions.Of(1), SiteOverrun: assumptions.Of(1)},
		{ID: "staff", Site: "barnet", For: 1, Until: 23, Amount: in("costs.staff.amount", 2000000), Overrun: assumptions.Of(1), SiteOverrun: assumptions.Of(1)},
	}
	if !reflect.DeepEqual(a.Costs, wantCosts) {
		t.Errorf("costs\n got %+v\nwant %+v", a.Costs, wantCosts)
	}
	if !math.IsNaN(a.Outcomes[1].Deadweight) {
		t.Error("nobody stated a deadweight")
	}
}

func TestFullIsLowered(t *testing.T) {
	d := mustNew(t, full())
	made, a := d.Contract(), d.Assumptions()
	terms := made.Terms()
	if terms.ClaimEvery != 3 {
		t.Errorf("quarterly claims cover %d months", terms.ClaimEvery)
	}
	if got := terms.Grants[0].Month; got != 2 {
		t.Errorf("2020-06 is month %d", got)
	}
	if got := terms.Payers[0].Years; !reflect.DeepEqual(got, []contract.YearBudget{{Year: 2020, Amount: 30000000}, {Year: 2021, Amount: 50000000}}) {
		t.Errorf("budgets by year %v", got)
	}
	tariff := terms.Sites[0].Tariffs[0]
	if tariff.Unpaid != 100000 || len(tariff.Shares) != 2 || tariff.Lag != 2 || tariff.Index != "cpi" || tariff.MaxCount != contract.AtMost(300) || tariff.Cap != contract.AtMost(25000000) {
		t.Errorf("tariff %+v", tariff)
	}
	if got := terms.Sites[1].Tariffs[1].Prices; !reflect.DeepEqual(got, []int64{250000, 260050}) {
		t.Errorf("prices by year %v", got)
	}
	target := terms.Sites[0].Targets[1]
	if target.Total != 2 || len(target.Months) != 24 || target.Months[1] != 2 {
		t.Errorf("target %+v", target)
	}
	if terms.Sites[0].Targets[0].Months != nil || terms.Sites[0].Targets[0].Total != 120 {
		t.Errorf("target %+v", terms.Sites[0].Targets[0])
	}
	for i, c := range terms.Costs {
		if a.Costs[i].ID != c.ID || a.Costs[i].Site != c.Site {
			t.Errorf("cost %d is %s/%s in the contract, %s/%s in the assumptions", i, c.Site, c.ID, a.Costs[i].Site, a.Costs[i].ID)
		}
	}
	if got := a.Sites[1].Pathway[0]; !got.Marginal || got.Group != "first" || got.Delay.Kind != assumptions.List || got.Delay.First != 1 || got.Delay.Last != 3 {
		t.Errorf("transition %+v", got)
	}
	healthy := a.Sites[2].Pathway[6]
	if healthy.HazardsFrom != 2 || len(healthy.Hazards) != 3 || healthy.Hazards[1].Address != "pathway.healthy.hazards.1" {
		t.Errorf("hazards %+v", healthy)
	}
	staff := a.Costs[1:] // of enfield, barnet, harrow
	for i, want := range []string{"sites.enfield.overrun", "overrun", "overrun"} {
		if got := staff[i].SiteOverrun.Address; got != want {
			t.Errorf("overrun of %s is %s, want %s", staff[i].Site, got, want)
		}
	}
}

// TestOneUnknownForAllSites: what is inherited has one address, what a site
// writes its own.
func TestOneUnknownForAllSites(t *testing.T) {
	doc := small()
	doc.Sites[1].Value.Pathway = Table[Transition]{{"job_start", Transition{Probability: dist("beta", "mean", 0.5, "sd", 0.1)}}}
	a := mustNew(t, doc).Assumptions()
	if got := a.Sites[0].Pathway[1].Probability.Address; got != "pathway.job_start.probability" {
		t.Errorf("enfield draws %s", got)
	}
	if got := a.Sites[1].Pathway[1].Probability.Address; got != "sites.barnet.pathway.job_start.probability" {
		t.Errorf("barnet draws %s", got)
	}
	if got := a.Sites[1].Pathway[1].Delay.A.Address; got != "pathway.job_start.delay.geometric.mean" {
		t.Errorf("barnet's delay is %s", got)
	}
}

// TestOverridesKeepTheOrder: a site's own entry stands where the default did.
func TestOverridesKeepTheOrder(t *testing.T) {
	doc := small()
	doc.Outcomes = append(doc.Outcomes, Entry[Outcome]{"sustained", Outcome{}})
	doc.Tariffs = append(doc.Tariffs, Entry[Tariff]{"sustained", Tariff{Price: Num("100")}})
	// A child before its parent, in the file.
	doc.Pathway = append(Table[Transition]{{"sustained", Transition{From: "job_start", Probability: Num("0.5"), Delay: Delay{Months: Num("3")}}}}, doc.Pathway...)
	doc.Sites[0].Value.Tariffs = Table[Tariff]{{"sustained", Tariff{Price: Num("200")}}}
	doc.Sites[0].Value.Pathway = Table[Transition]{{"job_start", Transition{Probability: Num("0.2")}}}
	d := mustNew(t, doc)
	made := d.Contract()
	site, a := made.Terms().Sites[0], d.Assumptions()
	if site.Tariffs[0].Outcome != "job_start" || site.Tariffs[1].Prices[0] != 20000 {
		t.Errorf("tariffs %+v", site.Tariffs)
	}
	var order []string
	for _, tr := range a.Sites[0].Pathway {
		order = append(order, tr.Outcome)
	}
	if !reflect.DeepEqual(order, []string{"engaged", "job_start", "sustained"}) {
		t.Errorf("pathway in the order %v", order)
	}
}

// TestSharesComeFromTheNearest: the site's tariff, the site, the default
// tariff, the deal.
func TestSharesComeFromTheNearest(t *testing.T) {
	doc := small()
	shares := func(fund string) Table[Quantity] {
		d, _ := parseDecimal(fund)
		rest, _ := timesText("1", 1-d.float(), 6)
		return Table[Quantity]{{"commissioner", Num(rest)}, {"fund", Num(fund)}}
	}
	fund := func() int64 {
		made := mustNew(t, doc)
		c := made.Contract()
		return c.Terms().Sites[0].Tariffs[0].Shares[1].Millions
	}
	for _, step := range []struct {
		write func()
		want  int64
	}{
		{func() {}, 400000},
		{func() { doc.Tariffs[0].Value.Shares = shares("0.3") }, 300000},
		{func() { doc.Sites[0].Value.Shares = shares("0.2") }, 200000},
		{func() { doc.Sites[0].Value.Tariffs = Table[Tariff]{{"job_start", Tariff{Shares: shares("0.1")}}} }, 100000},
	} {
		step.write()
		if got := fund(); got != step.want {
			t.Errorf("the fund pays %d, want %d", got, step.want)
		}
	}
}

// TestUnpaidOutcomesAreNeverClaimed: a tariff of an outcome that is not paid is left out.
func TestUnpaidOutcomesAreNeverClaimed(t *testing.T) {
	doc := small()
	doc.Tariffs = append(doc.Tariffs, Entry[Tariff]{"engaged", Tariff{Price: Num("5")}})
	made := mustNew(t, doc).Contract()
	if got := made.Terms().Sites[0].Tariffs; len(got) != 1 {
		t.Errorf("tariffs %+v", got)
	}
}

// TestMoneyInMinorUnits: amounts are exact, distributions of them scaled.
func TestMoneyInMinorUnits(t *testing.T) {
	for _, tt := range []struct {
		currency, text string
		want           int64
	}{
		{"GBP", "0.1", 10},
		{"GBP", "1800", 180000},
		{"GBP", "1.8e3", 180000},
		{"GBP", "1800.500", 180050},
		{"GBP", "+0.01", 1},
		{"GBP", "9007199254740.93", 900719925474093},
		{"GBP", "10000000000000", 1e15},
		{"JPY", "1e15", 1e15},
		{"JPY", "1800", 1800},
		{"BHD", "0.005", 5},
		{"GBP", "-0", 0},
		{"GBP", "0.29", 29},
		{"GBP", "1.005e2", 10050},
		{"GBP", "115e-2", 115},
	} {
		doc := small()
		doc.Currency = tt.currency
		doc.Tariffs[0].Value.Price, doc.Costs[1].Value.Amount = Num(tt.text), Num(tt.text)
		d, err := New(doc)
		if err != nil {
			t.Errorf("%s %s: %v", tt.currency, tt.text, err)
			continue
		}
		made := d.Contract()
		if got := made.Terms().Sites[0].Tariffs[0].Prices[0]; got != tt.want {
			t.Errorf("%s %s is %d, want %d", tt.currency, tt.text, got, tt.want)
		}
		if got := d.Assumptions().Costs[0].Amount.Value; got != float64(tt.want) {
			t.Errorf("%s %s is %v, want %d", tt.currency, tt.text, got, tt.want)
		}
	}
	doc := small()
	doc.Tables = joints()
	for _, tt := range []struct {
		text string
		want assumptions.Input
	}{
		{"gamma(mean 4000.5, sd 100)", assumptions.Input{Kind: assumptions.Gamma, Params: map[string]float64{"mean": 400050, "sd": 10000}}},
		{"gamma(shape 4, scale 100)", assumptions.Input{Kind: assumptions.Gamma, Params: map[string]float64{"shape": 4, "scale": 10000}}},
		{"lognormal(mu 1, sigma 0.5)", assumptions.Input{Kind: assumptions.LogNormal, Params: map[string]float64{"mu": 1 + 4.605170185988092, "sigma": 0.5}}},
		{"discrete(0.29, 0.3)", assumptions.Input{Kind: assumptions.Discrete, Values: []float64{29, 30}}},
		{"joint(fit.a)", assumptions.Input{Kind: assumptions.Joint, Table: "fit", Column: "a*100"}},
	} {
		doc.Costs[1].Value.Amount = ParseQuantity(tt.text)
		tt.want.Address = "costs.manager.amount"
		a := mustNew(t, doc).Assumptions()
		if got := a.Costs[0].Amount; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s is %+v, want %+v", tt.text, got, tt.want)
		}
		if tt.want.Kind == assumptions.Joint {
			if got := a.Tables[0].Columns[2]; !reflect.DeepEqual(got, assumptions.Column{ID: "a*100", Values: []float64{50, 60}}) {
				t.Errorf("column %+v", got)
			}
		}
	}
}

// TestOneOffAndZeroShare: a one-off falls in one month, and who pays nothing is no payer.
func TestOneOffAndZeroShare(t *testing.T) {
	doc := small()
	doc.Costs[1].Value.Per, doc.Costs[1].Value.From = "once", "2020-09"
	doc.Shares = Table[Quantity]{{"commissioner", Num("1")}, {"fund", Num("0")}}
	d := mustNew(t, doc)
	if k := d.Assumptions().Costs[0]; k.Driver != assumptions.Once || k.From != 5 || k.Until != 5 {
		t.Errorf("one-off %+v", k)
	}
	made := d.Contract()
	if got := made.Terms().Sites[0].Tariffs[0].Shares; !reflect.DeepEqual(got, []contract.Share{{Payer: "council", Millions: contract.Million}}) {
		t.Errorf("shares %v", got)
	}
}
