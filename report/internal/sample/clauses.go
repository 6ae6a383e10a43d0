package sample

import "github.com/sibsim/sibsim/deal"

// Clauses is the deal of Document with every clause that a report has a row
// for: tests, defaults, failures, audits, rewards, people, backing of capital.
func Clauses(x Names) deal.Document {
	doc := Document(x)
	doc.Outcomes[0].Value.Kind = "engagement"
	doc.Outcomes[1].Value.Kind = "job_start"
	doc.Outcomes[2].Value.Kind = "job_13_weeks"
	doc.Payers[0].Value.Late = deal.Late{Probability: n("0.1"), Months: n("2")}
	doc.Payers[2].Value.Default = deal.Default{Annual: n("0.15"), Recovery: n("0.2"), Lag: n("3")}
	doc.Participant = n("7000")
	doc.Tariffs[1].Value.Window = deal.Window{After: "job_start", Months: n("9")}
	doc.Audit = deal.Audit{Every: n("12"), Sample: n("20"), Tolerance: n("0.05"), Error: n("0.1")}
	doc.Measures = deal.Table[deal.Measure]{{ID: "retention", Value: deal.Measure{
		Outcome: "weeks13", Per: "job_start", Cohorts: deal.Table[deal.Cohort]{{ID: "first", Value: deal.Cohort{Until: "14", Month: "24"}}},
	}}}
	doc.Rewards = deal.Table[deal.Reward]{{ID: "bonus", Value: deal.Reward{
		Name: x.Outcome, Measure: "retention", Cap: n("15000"),
		Each:   deal.Table[deal.Step]{{ID: "low", Value: deal.Step{From: n("0"), Amount: n("-5000")}}, {ID: "high", Value: deal.Step{From: n("0.5"), PerPoint: n("1000")}}},
		Shares: deal.Table[deal.Quantity]{{ID: "fund", Value: n("1")}},
	}}}
	doc.Tests = deal.Table[deal.Test]{
		{ID: "early", Value: deal.Test{Month: "11", Outcome: "job_start", Share: n("0.5"), RunOff: n("6"), WindDown: n("10000")}},
		{ID: "duty", Value: deal.Test{Month: "17", Outcome: "job_start", Share: n("0.8"), Then: "exit"}},
	}
	doc.Capital.OnExhaustion = "stop"
	doc.Capital.FirstLoss = n("40000")
	doc.Capital.Tranches[0].Value.Guarantee = deal.Backing{Share: n("0.5"), Limit: n("60000")}
	site := &doc.Sites[0].Value
	site.Failure = deal.Failure{Annual: n("0.1"), Gap: n("4"), Cost: n("8000")}
	site.Provider = deal.Provider{Reserve: n("110000"), PayAfter: n("2"), Fees: deal.Table[deal.Quantity]{{ID: "job_start", Value: n("5000")}}}
	site.Costs = deal.Table[deal.Cost]{{ID: "staff", Value: deal.Cost{Bearer: "provider"}}}
	return doc
}
