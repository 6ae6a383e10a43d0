package deal

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// The tests here hold section 2 of docs/model.md to the code.

// modelDefaults are the defaults that the table of section 2 names, by the
// words its row begins with.
var modelDefaults = []struct {
	row   string
	says  string
	write func(d *Document) // writes the defaults out
}{
	{"currency", "(GBP)", func(d *Document) { d.Currency = "GBP" }},
	{"prices`, `deflator", "(nominal, –)", func(d *Document) { d.Prices = "nominal" }},
	{"term: {", "(monthly)", func(d *Document) { d.Term.Claims = "monthly" }},
	{"outcomes.K: {", "(true, –, other)", func(d *Document) { d.Outcomes[1].Value.Paid, d.Outcomes[1].Value.Kind = "true", "other" }},
	{"payers.P: {", "(local, no cap, none, nobody, never late, 1 month, no default, 0, 0, no budget)", func(d *Document) {
		p := &d.Payers[0].Value
		p.Class, p.Late, p.Default = "local", Late{Num("0"), Num("1")}, Default{Num("0"), Num("0"), Num("0")}
	}},
	{"period_cap: {", "(–, –, 12, false)", func(d *Document) {
		for _, p := range []*PeriodCap{&d.Period, &d.Payers[0].Value.Period, &d.Tariffs[0].Value.Period, &d.Sites[0].Value.Period} {
			p.Every, p.CarryOver = "12", "false"
		}
	}},
	{"tariffs.K: {", "(–, –, –, none, 0, no limit, no cap, none, 0, {referral, –}, none, inherited)", func(d *Document) {
		t := &d.Tariffs[0].Value
		t.Lag, t.Floor, t.Window.After = Num("0"), Num("0"), "referral"
	}},
	{"minimum_referrals: {", "(none, 12, –, commissioner)", func(d *Document) { d.Minimum.Every, d.Minimum.Payer = Num("12"), "commissioner" }},
	{"measures.J: {", "(–, referral, all, at least one, 0, 0; from 0, until its month, –, weight 1)", func(d *Document) {
		rate, impact := &d.Measures[0].Value, &d.Measures[1].Value
		rate.Per, rate.Cohorts[0].Value.From, rate.Cohorts[0].Value.Until = "referral", "0", "9"
		impact.Effect, impact.Error, impact.Cohorts[0].Value.Weight = Num("0"), Num("0"), Num("1")
	}},
	{"rewards.R: {", "(0, no cap; amount 0, per_point 0)", func(d *Document) {
		r := &d.Rewards[0].Value
		r.Lag, r.Each[0].Value.Amount, r.Each[0].Value.PerPoint = Num("0"), Num("0"), Num("0")
		r.Pooled[0].Value.Amount, r.Pooled[0].Value.PerPoint = Num("0"), Num("0")
	}},
	{"audit: {", "(none, –, 0, true, 0)", func(d *Document) {
		d.Audit.Tolerance, d.Audit.Extrapolate, d.Audit.Error = Num("0"), "true", Num("0")
	}},
	{"tests.T: {", "(–, –, all, –, terminate, 0, 0, 0, –)", func(d *Document) {
		t := &d.Tests[0].Value
		t.Then, t.RunOff, t.WindDown, t.Payout = "terminate", Num("0"), Num("0"), Num("0")
	}},
	{"reviews.V: {", "(part 0, least 0, most 10)", func(d *Document) {
		r := &d.Reviews[0].Value
		r.Caps, r.Volumes.Part, r.Volumes.Most = Formula{Num("0"), Num("0"), Num("10")}, Num("0"), Num("10")
	}},
	{"reviews.V: {", "least 0", func(d *Document) { d.Reviews[1].Value.Volumes.Least = Num("0") }},
	{"failure: {", "(0, –, 0)", func(d *Document) { d.Failure.Annual, d.Failure.Cost = Num("0"), Num("0") }},
	{"resubmission.K: {", "(0, 3)", func(d *Document) {
		d.Resubmitted[0].Value.After, d.Resubmitted[1].Value.Probability = Num("3"), Num("0")
	}},
	{"referrals: {", "(poisson, 0, 0, M−1, –, 0, –, none)", func(d *Document) {
		r := &d.Referrals
		r.Law, r.Dispersion, r.From, r.Until, r.Ramp, r.Effect = "poisson", Num("0"), "0", "23", Num("0"), Effect{Num("0"), Num("0")}
	}},
	{"volume_effect: {", "(0, 0)", func(d *Document) { d.CommonVolume = Effect{Num("0"), Num("0")} }},
	{"pathway.K: {", "(referral, none, –, central, –, –, 1, once)", func(d *Document) {
		d.Pathway[0].Value.Counted = "once"
		d.Pathway[0].Value.From, d.Pathway[0].Value.Mean, d.Pathway[2].Value.HazardsFrom = "referral", "central", Num("1")
	}},
	{"delay`", "`first` (0), `last` (36)", func(d *Document) {
		t := &d.Pathway[1].Value.Delay
		t.First, t.Last = Num("0"), Num("36")
	}},
	{"evidence.K`", "(1)", func(d *Document) {
		d.Evidence = Table[Quantity]{{"engaged", Num("1")}, {"job_start", Num("1")}, {"left", Num("1")}}
	}},
	{"specialists: {", "(–, –, –, –, 0, 0, wait, 0, 0, 0, 0, none, –)", func(d *Document) {
		p := &d.Specialists
		p.Turnover, p.Vacancy, p.Queue, p.DropOut = Num("0"), Num("0"), "wait", Num("0")
		p.LoadSD, p.EffectSD, p.Correlation, p.On = Num("0"), Num("0"), Num("0"), []string{"job_start"}
	}},
	{"measurement.K: {", "(1, 1, 0; –, –, 1, 60, 16)", func(d *Document) {
		d.Measurement[0].Value = Measurement{Num("1"), Num("1"), Num("0")}
		h := &d.Hours[0].Value
		h.Min, h.Max, h.From = Num("1"), Num("60"), Num("16")
	}},
	{"factors.F: {", "(–, 0, 0, –, –)", func(d *Document) { d.Factors[0].Value.Rho, d.Factors[0].Value.Mean = Num("0"), Num("0") }},
	{"site_effects.G: {", "(0, 0, –)", func(d *Document) { d.SiteEffects[0].Value.Mean, d.SiteEffects[0].Value.SD = Num("0"), Num("0") }},
	{"levers.L: {", "(–, –, 0, none; –, –, –)", func(d *Document) { d.Levers[0].Value.Reference = Num("0") }},
	{"indices.I: {", "(–, 0)", func(d *Document) { d.Indices[0].Value.SD = Num("0") }},
	{"overrun`", "(1)", func(d *Document) { d.Overrun = Num("1") }},
	{"costs.L: {", "scope `deal` or `site` at the top level (deal)", func(d *Document) { d.Costs[1].Value.Scope = "deal" }},
	{"costs.L: {", "category (delivery)", func(d *Document) { d.Costs[0].Value.Category = "delivery" }},
	{"costs.L: {", "`participant_month`, `specialist`, `once` (month)", func(d *Document) { d.Costs[0].Value.Per = "month" }},
	{"costs.L: {", "a payer (vehicle)", func(d *Document) { d.Costs[0].Value.Bearer = "vehicle" }},
	{"costs.L: {", "rank (1)", func(d *Document) { d.Costs[0].Value.Rank = Num("1") }},
	{"costs.L: {", "for (1)", func(d *Document) { d.Costs[0].Value.For = Num("1") }},
	{"costs.L: {", "from (0)", func(d *Document) { d.Costs[0].Value.From = "0" }},
	{"costs.L: {", "until (M−1)", func(d *Document) { d.Costs[0].Value.Until = "23" }},
	{"costs.L: {", "overrun (1)", func(d *Document) { d.Costs[0].Value.Overrun = Num("1") }},
	{"costs.L: {", "vat (0)", func(d *Document) { d.Costs[0].Value.VAT = Num("0") }},
	{"costs.L: {", "vat_recovered (1)", func(d *Document) { d.Costs[1].Value.Recover = Num("1") }},
	{"provider: {", "(0, –, none, 0, M−1, none, 0, 0, 0, –, 1)", func(d *Document) {
		p := &d.Provider
		p.Block, p.From, p.Until, p.Reimburse, p.Rank = Num("0"), "0", "23", Num("0"), Num("1")
		p.GainShare, p.PayAfter = Num("0"), Num("0")
	}},
	{"benefits.B: {", "(–, –, –, –, –, 0, had once, 0, none, 0, 0, the outcome's)", func(d *Document) {
		b := &d.Benefits[0].Value
		b.After, b.For, b.Drop, b.Priced, b.Optimism = Num("0"), Num("1"), Num("0"), "0", Num("0")
	}},
	{"budget: {", "(the plan case's cost, 0)", func(d *Document) { d.Budget.Tolerance = Num("0") }},
	{"capital: {", "(0, 0, 0, {0, 1}, accrue, 0, junior_first, true, 0, 0, –, –, –)", func(d *Document) {
		k := &d.Capital
		k.Grace, k.Draws, k.Recycling, k.FirstLoss, k.LockUp = Num("0"), "junior_first", "true", Num("0"), "0"
		k.Hurdle, k.Interest, k.Reserve, k.Distributions, k.OnExhaustion = Num("0"), Num("0"), Num("0"), Distributions{"0", Num("1")}, "accrue"
	}},
	{"capital.tranches.T: {", "(–, 1, 0, cash, 0, 0, sweep, T−1, none, none; –, guarantor, no limit)", func(d *Document) {
		t := &d.Capital.Tranches[0].Value
		t.Rank, t.Coupon, t.Paid, t.Arranging, t.Undrawn, t.Repayment = Num("1"), Num("0"), "cash", Num("0"), Num("0"), "sweep"
		t.Guarantee.By = "guarantor"
	}},
	{"scenarios.N: {", "(15; stress, none)", func(d *Document) { d.Scenarios[0].Value.Kind = "stress" }},
	{"sites.S: {", "λ (1)", func(d *Document) { d.Sites[0].Value.Loadings = Table[Quantity]{{"economy", Num("1")}} }},
}

// bare is small with one of everything that has defaults, none of them written.
func bare() Document {
	doc := small()
	doc.Capital.Hurdle = Quantity{}
	doc.Outcomes = append(doc.Outcomes, Entry[Outcome]{"left", Outcome{Paid: "false"}})
	doc.Pathway = append(doc.Pathway, Entry[Transition]{"left", Transition{Hazards: []Quantity{Num("0.1"), Num("0.1")}}})
	doc.Factors = Table[Factor]{{"economy", Factor{SD: Num("0.1"), On: []string{"job_start"}}}}
	doc.SiteEffects = Table[SiteEffect]{{"team", SiteEffect{On: []string{"engaged"}}}}
	doc.Scenarios = Table[Scenario]{{"slump", Scenario{Story: "Fewer come."}}}
	doc.Levers = Table[Lever]{{"pressure", Lever{Kind: "incentive", Intensity: Num("0.4")}}}
	doc.Effects = Table[LeverEffect]{{"starts", LeverEffect{Lever: "pressure", On: []string{"job_start"}, Size: Num("0.3")}}}
	doc.Indices = Table[Index]{{"cpi", Index{Annual: Num("0.02")}}}
	doc.Deflator = Num("0.02")
	doc.Benefits = Table[Benefit]{{"tax", Benefit{Outcome: "job_start", Kind: "fiscal", Body: "The treasury", Amount: Num("900"), Deadweight: Num("0.4")}}}
	doc.Period = PeriodCap{Amount: Num("90000")}
	doc.Payers[0].Value.Period, doc.Sites[0].Value.Period = doc.Period, doc.Period
	doc.Tariffs[0].Value.Period, doc.Tariffs[0].Value.Window.Months = doc.Period, Num("9")
	doc.Minimum = Minimum{Count: Num("50"), Credit: Num("100")}
	cohorts := func() Table[Cohort] { return Table[Cohort]{{"all", Cohort{Month: "9"}}} }
	doc.Measures = Table[Measure]{{"rate", Measure{Outcome: "job_start", Site: "enfield", Cohorts: cohorts()}}, {"impact", Measure{Cohorts: cohorts()}}}
	steps := func() Table[Step] { return Table[Step]{{"one", Step{From: Num("0.2")}}} }
	doc.Rewards = Table[Reward]{{"bonus", Reward{Measure: "rate", Each: steps(), Pooled: steps()}}}
	doc.Audit = Audit{Every: Num("6"), Sample: Num("20")}
	doc.Sites[0].Value.Targets = Table[Target]{{"job_start", Target{Total: Num("100")}}}
	doc.Tests = Table[Test]{{"half", Test{Month: "12", Outcome: "job_start", Share: Num("0.5")}}}
	review := Review{Month: "6", Outcome: "job_start", Volumes: Formula{Least: Num("1.5")}}
	doc.Reviews = Table[Review]{{"first", review}, {"second", review}}
	doc.Reviews[1].Value.Volumes = Formula{Part: Num("0.5")}
	doc.Resubmitted = Table[Again]{{"engaged", Again{Probability: Num("0.5")}}, {"job_start", Again{After: Num("2")}}}
	doc.Specialists = Specialists{FTE: Num("3"), Caseload: Num("20"), Stay: Num("9"), On: []string{"job_start"}}
	doc.Measurement, doc.Hours = Table[Measurement]{{"job_start", Measurement{}}}, Table[Hours]{{"job_start", Hours{Mean: Num("20"), SD: Num("8")}}}
	doc.Capital.Tranches[0].Value.Guarantee.Share = Num("0.5")
	return doc
}

// anonymous takes from what is expected where it was written, and the
// loadings that say what holds without them.
func anonymous(a assumptions.Assumptions) assumptions.Assumptions {
	var strip func(v reflect.Value)
	strip = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			if in, ok := v.Addr().Interface().(*assumptions.Input); ok {
				in.Address = ""
				return
			}
			for i := range v.NumField() {
				strip(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				strip(v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				strip(v.Elem())
			}
		}
	}
	for i := range a.Sites {
		var loadings []assumptions.Loading
		for _, l := range a.Sites[i].Loadings {
			if l.Value.Value != 1 {
				loadings = append(loadings, l)
			}
		}
		a.Sites[i].Loadings = loadings
	}
	for i := range a.Outcomes {
		if d := &a.Outcomes[i].Deadweight; *d != *d {
			*d = -1 // NaN is not equal to itself
		}
	}
	strip(reflect.ValueOf(&a).Elem())
	return a
}

// termsOf returns the terms of a deal, absent caps made comparable.
func termsOf(d Deal) contract.Terms {
	c := d.Contract()
	t := c.Terms()
	for i := range t.Capital.Tranches {
		k := &t.Capital.Tranches[i]
		for _, limit := range []*float64{&k.IRRCap, &k.MOICCap} {
			if *limit != *limit {
				*limit = -1
			}
		}
	}
	return t
}

// TestModelDefaults: the table of section 2 names each default, and to write
// it out changes nothing. It catches a default that moves in the tags.
func TestModelDefaults(t *testing.T) {
	text, err := os.ReadFile("../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## 2. The deal\n")
	section, _, _ = strings.Cut(section, "\n## 3. ")
	unwritten := mustNew(t, bare())
	all := bare()
	for _, tt := range modelDefaults {
		_, row, found := strings.Cut(section, "\n| `"+tt.row)
		row, _, _ = strings.Cut(row, "\n")
		if !found || !strings.Contains(row, tt.says) {
			t.Errorf("the row of %s does not say %s", tt.row, tt.says)
		}
		one := bare()
		tt.write(&one)
		tt.write(&all)
		sameMeaning(t, tt.row+" "+tt.says, mustNew(t, one), unwritten)
	}
	sameMeaning(t, "all defaults", mustNew(t, all), unwritten)
	// Every default of the tags is among them.
	doc := mustNew(t, all).Document()
	written := map[string]bool{}
	walk(root, reflect.ValueOf(&doc).Elem(), "", func(n *node, v reflect.Value, _ string) bool {
		written[n.Pattern] = written[n.Pattern] || n.leaf() && stated(n, v)
		return true
	})
	for f := range Fields() {
		if top := strings.TrimPrefix(f.Pattern, "sites.*."); f.Default != "" && !written[f.Pattern] && !written[top] {
			t.Errorf("the default of %s, %s, is not tested", f.Pattern, f.Default)
		}
	}
}

func sameMeaning(t *testing.T, what string, a, b Deal) {
	t.Helper()
	if x, y := termsOf(a), termsOf(b); !reflect.DeepEqual(x, y) {
		t.Errorf("%s: terms\n%+v\n%+v", what, x, y)
	}
	if x, y := anonymous(a.Assumptions()), anonymous(b.Assumptions()); !reflect.DeepEqual(x, y) {
		t.Errorf("%s: assumptions\n%+v\n%+v", what, x, y)
	}
}

// TestModelInheritance: each sentence of section 2 about what a site inherits,
// on a default and what one site writes over it. spelled is what then holds
// there, all of it written at the site.
func TestModelInheritance(t *testing.T) {
	n := Num
	top := func(d *Document) *Transition { return &d.Pathway[1].Value } // of job_start
	site := func(tr Transition) Table[Transition] { return Table[Transition]{{"job_start", tr}} }
	start := small().Pathway[1].Value.Probability
	geometric := func(first, last string) Delay {
		return Delay{Geometric: Waiting{Mean: n("6")}, First: n(first), Last: n(last)}
	}
	for _, tt := range []struct {
		name         string
		standing     func(d *Document)
		own, spelled func(s *Site)
	}{
		{
			name:     "field by field",
			standing: func(d *Document) { top(d).Delay = geometric("1", "12") },
			own:      func(s *Site) { s.Pathway = site(Transition{Probability: n("0.5")}) },
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Probability: n("0.5"), Delay: geometric("1", "12")})
			},
		},
		{
			name:     "a list as a whole",
			standing: func(d *Document) { d.Referrals = Referrals{Monthly: []Quantity{n("1"), n("2"), n("3")}} },
			own:      func(s *Site) { s.Referrals.Monthly = []Quantity{n("7")} },
			spelled:  func(s *Site) { s.Referrals = Referrals{Monthly: []Quantity{n("7")}} },
		},
		{
			name: "shares as a whole",
			own:  func(s *Site) { s.Shares = Table[Quantity]{{"fund", n("1")}} },
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: n("1800"), Shares: Table[Quantity]{{"fund", n("1")}}}}}
			},
		},
		{
			name:     "a site's shares before those of a default tariff",
			standing: func(d *Document) { d.Tariffs[0].Value.Shares = Table[Quantity]{{"council", n("1")}} },
			own:      func(s *Site) { s.Shares = Table[Quantity]{{"fund", n("1")}} },
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: n("1800"), Shares: Table[Quantity]{{"fund", n("1")}}}}}
			},
		},
		{
			name:     "a form of delay replaces another, first and last stay",
			standing: func(d *Document) { top(d).Delay = geometric("1", "12") },
			own: func(s *Site) {
				s.Pathway = site(Transition{Delay: Delay{Weibull: Waiting{Shape: n("2"), Mean: n("3")}}})
			},
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Probability: start, Delay: Delay{Weibull: Waiting{Shape: n("2"), Mean: n("3")}, First: n("1"), Last: n("12")}})
			},
		},
		{
			name:     "last alone keeps the form",
			standing: func(d *Document) { top(d).Delay = geometric("1", "12") },
			own:      func(s *Site) { s.Pathway = site(Transition{Delay: Delay{Last: n("9")}}) },
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Probability: start, Delay: geometric("1", "9")})
			},
		},
		{
			name:     "one parameter of the same form",
			standing: func(d *Document) { top(d).Delay = Delay{Weibull: Waiting{Shape: n("2"), Mean: n("3")}} },
			own:      func(s *Site) { s.Pathway = site(Transition{Delay: Delay{Weibull: Waiting{Mean: n("4")}}}) },
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Probability: start, Delay: Delay{Weibull: Waiting{Shape: n("2"), Mean: n("4")}}})
			},
		},
		{
			name:     "hazards replace probability, mean and delay",
			standing: func(d *Document) { top(d).Mean = "marginal" },
			own:      func(s *Site) { s.Pathway = site(Transition{Hazards: []Quantity{n("0.1")}}) },
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Hazards: []Quantity{n("0.1")}, HazardsFrom: n("1")})
			},
		},
		{
			name: "probability and delay replace hazards",
			standing: func(d *Document) {
				*top(d) = Transition{From: "engaged", Hazards: []Quantity{n("0.1")}, HazardsFrom: n("3")}
			},
			own: func(s *Site) { s.Pathway = site(Transition{Probability: n("0.4"), Delay: Delay{Months: n("2")}}) },
			spelled: func(s *Site) {
				s.Pathway = site(Transition{From: "engaged", Probability: n("0.4"), Delay: Delay{Months: n("2")}})
			},
		},
		{
			name: "price_by_year replaces price",
			own: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{PriceByYear: []Quantity{n("5"), n("6")}}}}
			},
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{PriceByYear: []Quantity{n("5"), n("6")}, Shares: small().Shares}}}
			},
		},
		{
			name:     "price replaces price_by_year",
			standing: func(d *Document) { d.Tariffs[0].Value = Tariff{PriceByYear: []Quantity{n("5"), n("6")}} },
			own:      func(s *Site) { s.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: n("7")}}} },
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: n("7"), Shares: small().Shares}}}
			},
		},
		{
			name:     "monthly replaces rate and ramp",
			standing: func(d *Document) { d.Referrals.Ramp = n("3") },
			own:      func(s *Site) { s.Referrals.Monthly = []Quantity{n("7")} },
			spelled:  func(s *Site) { s.Referrals = Referrals{Monthly: []Quantity{n("7")}} },
		},
		{
			name:     "rate replaces monthly",
			standing: func(d *Document) { d.Referrals = Referrals{Monthly: []Quantity{n("1"), n("2")}, Until: "9"} },
			own:      func(s *Site) { s.Referrals.Rate = n("7") },
			spelled:  func(s *Site) { s.Referrals = Referrals{Rate: n("7"), Until: "9"} },
		},
		{
			name: "a cost of every site, field by field, before the site's own",
			own: func(s *Site) {
				s.Costs = Table[Cost]{{"rent", Cost{Amount: n("3")}}, {"staff", Cost{Bearer: "provider"}}}
			},
			spelled: func(s *Site) {
				s.Costs = Table[Cost]{{"staff", Cost{Bearer: "provider", Amount: n("20000")}}, {"rent", Cost{Amount: n("3")}}}
			},
		},
		{
			name: "the provider's fees by outcome",
			standing: func(d *Document) {
				d.Provider = Provider{Block: n("10"), Fees: Table[Quantity]{{"engaged", n("1")}, {"job_start", n("2")}}}
			},
			own: func(s *Site) { s.Provider.Fees = Table[Quantity]{{"job_start", n("5")}} },
			spelled: func(s *Site) {
				s.Provider = Provider{Block: n("10"), Fees: Table[Quantity]{{"engaged", n("1")}, {"job_start", n("5")}}}
			},
		},
		{
			name:     "evidence by outcome",
			standing: func(d *Document) { d.Evidence = Table[Quantity]{{"engaged", n("0.9")}, {"job_start", n("0.8")}} },
			own:      func(s *Site) { s.Evidence = Table[Quantity]{{"job_start", n("0.7")}} },
			spelled:  func(s *Site) { s.Evidence = Table[Quantity]{{"engaged", n("0.9")}, {"job_start", n("0.7")}} },
		},
		{
			name:     "bands replace price",
			standing: func(d *Document) { d.Tariffs[0].Value.Lag = n("2") },
			own: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Bands: Table[Band]{{"all", Band{Price: n("7")}}}}}}
			},
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Bands: Table[Band]{{"all", Band{Price: n("7")}}}, Lag: n("2"), Shares: small().Shares}}}
			},
		},
		{
			name: "bands one by one",
			standing: func(d *Document) {
				d.Tariffs[0].Value = Tariff{Bands: Table[Band]{{"few", Band{UpTo: n("9"), Price: n("7")}}, {"many", Band{Price: n("5")}}}}
			},
			own: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Bands: Table[Band]{{"few", Band{Price: n("8")}}}}}}
			},
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Bands: Table[Band]{{"few", Band{UpTo: n("9"), Price: n("8")}}, {"many", Band{Price: n("5")}}}, Shares: small().Shares}}}
			},
		},
		{
			name: "amounts of a period cap replace its amount",
			standing: func(d *Document) {
				d.Tariffs[0].Value.Period = PeriodCap{Amount: n("5000"), Every: "6"}
			},
			own: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Period: PeriodCap{Amounts: []Quantity{n("1"), n("2")}}}}}
			},
			spelled: func(s *Site) {
				s.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: n("1800"), Period: PeriodCap{Amounts: []Quantity{n("1"), n("2")}, Every: "6"}, Shares: small().Shares}}}
			},
		},
		{
			name:     "block_by_year replaces block",
			standing: func(d *Document) { d.Provider = Provider{Block: n("10"), GainShare: n("0.1")} },
			own:      func(s *Site) { s.Provider.Blocks = []Quantity{n("5"), n("6")} },
			spelled:  func(s *Site) { s.Provider = Provider{Blocks: []Quantity{n("5"), n("6")}, GainShare: n("0.1")} },
		},
		{
			name:     "participant_cap",
			standing: func(d *Document) { d.Participant = n("900") },
			own:      func(s *Site) {},
			spelled:  func(s *Site) { s.Participant = n("900") },
		},
		{
			name:     "minimum_referrals field by field",
			standing: func(d *Document) { d.Minimum = Minimum{Count: n("20"), Credit: n("50"), Every: n("6")} },
			own:      func(s *Site) { s.Minimum = Minimum{Count: n("30"), Payer: "fund"} },
			spelled: func(s *Site) {
				s.Minimum = Minimum{Count: n("30"), Credit: n("50"), Every: n("6"), Payer: "fund"}
			},
		},
		{
			name:     "failure field by field",
			standing: func(d *Document) { d.Failure = Failure{Annual: n("0.1"), Gap: n("3")} },
			own:      func(s *Site) { s.Failure.Cost = n("70") },
			spelled:  func(s *Site) { s.Failure = Failure{Annual: n("0.1"), Gap: n("3"), Cost: n("70")} },
		},
		{
			name: "resubmission by outcome, field by field",
			standing: func(d *Document) {
				d.Resubmitted = Table[Again]{{"engaged", Again{Probability: n("0.5")}}, {"job_start", Again{Probability: n("0.4"), After: n("2")}}}
			},
			own: func(s *Site) { s.Resubmitted = Table[Again]{{"job_start", Again{Probability: n("0.3")}}} },
			spelled: func(s *Site) {
				s.Resubmitted = Table[Again]{{"engaged", Again{Probability: n("0.5")}}, {"job_start", Again{Probability: n("0.3"), After: n("2")}}}
			},
		},
		{
			name: "specialists field by field, fte_monthly instead of fte",
			standing: func(d *Document) {
				d.Specialists = Specialists{FTE: n("4"), Caseload: n("20"), Stay: n("9"), On: []string{"engaged", "job_start"}, EffectSD: n("0.3")}
			},
			own: func(s *Site) {
				s.Specialists = Specialists{Monthly: []Quantity{n("2"), n("3")}, Stay: n("6"), On: []string{"job_start"}}
			},
			spelled: func(s *Site) {
				s.Specialists = Specialists{Monthly: []Quantity{n("2"), n("3")}, Caseload: n("20"), Stay: n("6"), On: []string{"job_start"}, EffectSD: n("0.3")}
			},
		},
		{
			name: "measurement and hours by outcome, field by field",
			standing: func(d *Document) {
				d.Measurement = Table[Measurement]{{"engaged", Measurement{Missing: n("0.5")}}, {"job_start", Measurement{Sensitivity: n("0.9"), Missing: n("0.4")}}}
				d.Hours = Table[Hours]{{"job_start", Hours{Mean: n("20"), SD: n("8")}}}
			},
			own: func(s *Site) {
				s.Measurement, s.Hours = Table[Measurement]{{"job_start", Measurement{Missing: n("0.3")}}}, Table[Hours]{{"job_start", Hours{From: n("12")}}}
			},
			spelled: func(s *Site) {
				s.Measurement = Table[Measurement]{{"engaged", Measurement{Missing: n("0.5")}}, {"job_start", Measurement{Sensitivity: n("0.9"), Missing: n("0.3")}}}
				s.Hours = Table[Hours]{{"job_start", Hours{Mean: n("20"), SD: n("8"), From: n("12")}}}
			},
		},
		{
			name:     "overrun",
			standing: func(d *Document) { d.Overrun = n("1.2") },
			own:      func(s *Site) {},
			spelled:  func(s *Site) { s.Overrun = n("1.2") },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			over := small()
			if tt.standing != nil {
				tt.standing(&over)
			}
			alone := clone(over)
			tt.own(&over.Sites[1].Value)
			// Alone, the site inherits nothing of what it spells out.
			alone.Sites = alone.Sites[1:]
			site := &alone.Sites[0].Value
			tt.spelled(site)
			if len(site.Pathway) > 0 {
				alone.Pathway = alone.Pathway[:1]
			}
			if len(site.Tariffs) > 0 {
				alone.Tariffs, alone.Shares = nil, nil
			}
			if len(site.Costs) > 0 {
				alone.Costs = alone.Costs[1:]
			}
			if len(site.Evidence) > 0 {
				alone.Evidence = nil
			}
			alone.Participant, alone.Minimum, alone.Failure, alone.Resubmitted = Quantity{}, Minimum{}, Failure{}, nil
			alone.Specialists, alone.Measurement, alone.Hours = Specialists{}, nil, nil
			if site.Referrals.Rate.Stated() || len(site.Referrals.Monthly) > 0 {
				alone.Referrals = Referrals{}
			}
			alone.Provider = Provider{} // the overrun stays: it is also that of the deal
			got, want := mustNew(t, over), mustNew(t, alone)
			if x, y := termsOf(got).Sites[1], termsOf(want).Sites[0]; !reflect.DeepEqual(x, y) {
				t.Errorf("owes %+v\nwant %+v", x, y)
			}
			a, b := anonymous(got.Assumptions()), anonymous(want.Assumptions())
			if !reflect.DeepEqual(a.Sites[1], b.Sites[0]) {
				t.Errorf("expects %+v\nwant    %+v", a.Sites[1], b.Sites[0])
			}
			// The costs of the other site stand between the deal's and this one's.
			if x := append(a.Costs[:1], a.Costs[2:]...); !reflect.DeepEqual(x, b.Costs) {
				t.Errorf("costs %+v\nwant  %+v", x, b.Costs)
			}
		})
	}
}
