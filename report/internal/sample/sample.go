// Package sample makes small deals and their results for the tests of report
// and its media.
package sample

import (
	"context"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Names are the words of a deal that readers see.
type Names struct {
	Deal, Description, Outcome, Payer, Site, Tranche, Cost, Provider, Source, Note string
}

// Plain are harmless names.
var Plain = Names{
	Deal: "Work first", Description: "Two sites, one fund.", Outcome: "13 weeks in work", Payer: "Barnet Council", Site: "Barnet",
	Tranche: "Senior", Cost: "Specialists", Provider: "Working Well", Source: "Award letter 2020, annex B", Note: "agreed",
}

func n(s string) deal.Quantity { return deal.Num(s) }

func dist(name string, params ...any) deal.Quantity {
	q := deal.Quantity{Dist: name}
	for i := 0; i < len(params); i += 2 {
		q.Params = append(q.Params, deal.Param{Name: params[i].(string), Value: params[i+1].(float64)})
	}
	return q
}

// Document is a deal with two sites, two commissioners and a fund with budgets
// by year, two tranches and everything a report may print.
func Document(x Names) deal.Document {
	sourced := func(s string) deal.Quantity {
		return deal.Quantity{Text: s, Source: &deal.Source{Kind: "published", Ref: x.Source, Date: "2020-03"}, Note: x.Note}
	}
	return deal.Document{
		Format: n("1"), Name: x.Deal, Description: x.Description,
		Term: deal.Term{Start: "2020-04", Months: n("36")},
		Outcomes: deal.Table[deal.Outcome]{
			{ID: "engaged", Value: deal.Outcome{Paid: "false"}},
			{ID: "job_start", Value: deal.Outcome{Deadweight: n("0.2")}},
			{ID: "weeks13", Value: deal.Outcome{Name: x.Outcome}},
		},
		Payers: deal.Table[deal.Payer]{
			{ID: "barnet", Value: deal.Payer{Name: x.Payer, Budget: n("420000"), BudgetByYear: []deal.Quantity{n("80000"), n("170000"), n("150000"), n("20000")}}},
			{ID: "enfield", Value: deal.Payer{Name: "Enfield Council", Budget: n("400000")}},
			{ID: "fund", Value: deal.Payer{Name: "Life Chances Fund", Class: "central", Budget: n("560000"), BudgetByYear: []deal.Quantity{n("110000"), n("210000"), n("220000"), n("20000")}, Cap: n("650000")}},
		},
		Shares: deal.Table[deal.Quantity]{{ID: "commissioner", Value: n("0.58")}, {ID: "fund", Value: n("0.42")}},
		Tariffs: deal.Table[deal.Tariff]{
			{ID: "job_start", Value: deal.Tariff{Price: sourced("3300"), Lag: n("1")}},
			{ID: "weeks13", Value: deal.Tariff{Price: sourced("4600"), Lag: n("1"), MaxCount: n("120")}},
		},
		Referrals:    deal.Referrals{Rate: dist("gamma", "mean", 14.0, "sd", 2.0), Ramp: n("4"), Until: "28"},
		CommonVolume: deal.Effect{SD: n("0.12")},
		Pathway: deal.Table[deal.Transition]{
			{ID: "engaged", Value: deal.Transition{Probability: n("0.7"), Delay: deal.Delay{Months: n("0")}}},
			{ID: "job_start", Value: deal.Transition{From: "engaged", Probability: dist("beta", "mean", 0.36, "sd", 0.04), Delay: deal.Delay{Geometric: deal.Waiting{Mean: n("4")}}}},
			{ID: "weeks13", Value: deal.Transition{From: "job_start", Probability: dist("beta", "mean", 0.55, "sd", 0.05), Delay: deal.Delay{Weeks: n("13")}}},
		},
		Evidence:    deal.Table[deal.Quantity]{{ID: "weeks13", Value: n("0.92")}},
		Factors:     deal.Table[deal.Factor]{{ID: "economy", Value: deal.Factor{SD: n("0.2"), Rho: n("0.95"), On: []string{"job_start"}}}},
		SiteEffects: deal.Table[deal.SiteEffect]{{ID: "team", Value: deal.SiteEffect{SD: n("0.1"), On: []string{"engaged", "job_start"}}}},
		Overrun:     dist("lognormal", "median", 1.02, "sigma", 0.08),
		Costs: deal.Table[deal.Cost]{
			{ID: "staff", Value: deal.Cost{Name: x.Cost, Scope: "site", Amount: n("12000")}},
			{ID: "manager", Value: deal.Cost{Category: "management", Amount: n("3500")}},
			{ID: "study", Value: deal.Cost{Category: "evaluation", Bearer: "fund", Per: "once", From: "30", Amount: n("25000")}},
		},
		Provider: deal.Provider{Name: x.Provider},
		Capital: deal.Capital{
			Hurdle: n("0.04"), Reserve: n("15000"),
			Distributions: deal.Distributions{First: "12", Every: n("3")},
			Tranches: deal.Table[deal.Tranche]{
				{ID: "senior", Value: deal.Tranche{Name: x.Tranche, Commitment: n("250000"), Rank: n("1"), Coupon: n("0.05")}},
				{ID: "junior", Value: deal.Tranche{Commitment: n("120000"), Rank: n("2")}},
			},
		},
		Sites: deal.Table[deal.Site]{
			{ID: "barnet", Value: deal.Site{Name: x.Site, Commissioner: "barnet", Targets: deal.Table[deal.Target]{{ID: "job_start", Value: deal.Target{Total: n("95")}}, {ID: "weeks13", Value: deal.Target{Total: n("55")}}}}},
			{ID: "enfield", Value: deal.Site{Commissioner: "enfield", Cap: n("700000"), Targets: deal.Table[deal.Target]{{ID: "job_start", Value: deal.Target{Total: n("90")}}, {ID: "weeks13", Value: deal.Target{Total: n("50")}}}}},
		},
	}
}

// Bare is the least a deal may say: one site, one tranche never drawn, no budget, nothing uncertain but luck.
func Bare() deal.Document {
	return deal.Document{
		Name: "Bare", Currency: "CHF", Term: deal.Term{Start: "2022-01", Months: n("12")},
		Outcomes:  deal.Table[deal.Outcome]{{ID: "housed", Value: deal.Outcome{}}},
		Payers:    deal.Table[deal.Payer]{{ID: "city", Value: deal.Payer{}}},
		Shares:    deal.Table[deal.Quantity]{{ID: "commissioner", Value: n("1")}},
		Tariffs:   deal.Table[deal.Tariff]{{ID: "housed", Value: deal.Tariff{Price: n("1500.50")}}},
		Referrals: deal.Referrals{Rate: n("3")},
		Pathway:   deal.Table[deal.Transition]{{ID: "housed", Value: deal.Transition{Probability: n("0.5"), Delay: deal.Delay{Months: n("1")}}}},
		Capital:   deal.Capital{Tranches: deal.Table[deal.Tranche]{{ID: "all", Value: deal.Tranche{Commitment: n("20000")}}}},
		Sites:     deal.Table[deal.Site]{{ID: "zug", Value: deal.Site{Commissioner: "city"}}},
	}
}

// Plan compiles a document.
func Plan(t testing.TB, doc deal.Document, want ...metric.Spec) *sim.Plan {
	t.Helper()
	d, err := deal.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d, want...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Result runs a document's plan.
func Result(t testing.TB, doc deal.Document, paths uint64, want ...metric.Spec) *sim.Result {
	t.Helper()
	r, err := sim.Run(context.Background(), Plan(t, doc, want...), sim.Options{Seed: 1, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
