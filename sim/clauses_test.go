package sim_test

import (
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// model is a deal with the contract and the assumptions it is compiled with,
// so that a test may change either.
type model struct {
	deal  deal.Deal
	terms contract.Terms
	a     assumptions.Assumptions
}

func modelOf(d deal.Deal) model {
	c := d.Contract()
	m := model{deal: d, terms: c.Terms(), a: d.Assumptions()}
	m.a.Start = int(m.terms.Start)
	return m
}

func (m *model) contract(t testing.TB) contract.Contract {
	t.Helper()
	c, err := contract.New(m.terms)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (m *model) compile(t testing.TB) *sim.Plan {
	t.Helper()
	p, err := sim.CompileWith(m.deal, m.contract(t), m.a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// uniform is an uncertain input between two numbers.
func uniform(address string, low, high float64) assumptions.Input {
	return assumptions.Input{Address: address, Kind: assumptions.Uniform, Params: map[string]float64{"min": low, "max": high}}
}

// clauses change a deal that has the outcomes, payers and sites of
// testdata/rich.yaml: each adds one of the clauses that many deals lack.
var clauses = map[string]func(m *model){
	"resubmission": func(m *model) {
		for i := range m.a.Sites {
			m.a.Sites[i].Resubmitted = []assumptions.Resubmission{
				{Outcome: "welcome", Probability: assumptions.Of(0.7), After: 3},
				{Outcome: "work", Probability: uniform("resubmission.work.probability", 0.3, 0.9), After: 2},
				{Outcome: "training", Probability: assumptions.Of(1), After: 1},
			}
		}
	},
	// Both states are unpaid outcomes from which nothing follows.
	"states": func(m *model) {
		for i := range m.a.Sites {
			s := &m.a.Sites[i]
			for j := range s.Pathway {
				t := &s.Pathway[j]
				switch t.Outcome {
				case "drop_in":
					t.Counted, t.Probability = assumptions.CountedDaily, assumptions.Input{}
					t.Delay = assumptions.Delay{Kind: assumptions.Geometric, A: uniform("pathway.drop_in.delay.geometric.mean", 3, 8), First: 1, Last: 40}
				case "plan":
					t.Counted, t.Probability, t.Delay = assumptions.CountedMonthly, assumptions.Input{}, assumptions.Delay{}
					t.Hazards, t.HazardsFrom = []assumptions.Input{assumptions.Of(0.2), assumptions.Of(0.3), assumptions.Of(0.1)}, 1
				}
			}
			for j := range s.Evidence {
				if s.Evidence[j].Outcome == "drop_in" {
					s.Evidence[j].Probability = assumptions.Of(0.8)
				}
			}
		}
		for i := range m.a.Factors {
			if m.a.Factors[i].ID == "market" {
				m.a.Factors[i].On = append(m.a.Factors[i].On, "plan")
			}
		}
	},
	"self-report": func(m *model) {
		for i := range m.a.Sites {
			m.a.Sites[i].Measurements = []assumptions.Measurement{
				{Outcome: "work", Sensitivity: uniform("measurement.work.sensitivity", 0.8, 0.95), Specificity: assumptions.Of(0.9), Missing: assumptions.Of(0.2)},
			}
		}
		m.a.Sites[1].Measurements = append(m.a.Sites[1].Measurements, assumptions.Measurement{
			Outcome: "welcome", Sensitivity: assumptions.Of(0.7), Specificity: assumptions.Of(1), Missing: uniform("measurement.welcome.missing", 0, 0.5),
		})
	},
	"hours": func(m *model) {
		for i := range m.a.Sites {
			m.a.Sites[i].Hours = []assumptions.Hours{{Outcome: "work", Mean: uniform("hours.work.mean", 15, 30), SD: assumptions.Of(9), Min: 1, Max: 40, From: 16}}
		}
		m.a.Sites[0].Hours[0].Mean = assumptions.Of(-2)
	},
	"specialists": func(m *model) {
		m.a.Sites[0].Specialists = &assumptions.Specialists{
			FTE: []float64{1, 1.5, 2, 2.25}, Caseload: 22, Stay: 7, Turnover: uniform("specialists.turnover", 0.2, 0.6), Vacancy: 2, DropOut: assumptions.Of(0.15),
			LoadSD: assumptions.Of(0.2), EffectSD: uniform("specialists.effect_sd", 0.5, 1), Correlation: assumptions.Of(-0.5), On: []string{"work", "drop_in", "long"}, Outcome: "work",
		}
		m.a.Sites[1].Specialists = &assumptions.Specialists{
			FTE: []float64{1.4}, Caseload: 30, Stay: 5, Turnover: assumptions.Of(0.3), TurnAway: true, LoadSD: uniform("specialists.caseload_sd", 0, 0.4),
		}
		for i := range m.a.Costs {
			if m.a.Costs[i].ID == "van" {
				m.a.Costs[i].Driver = assumptions.PerSpecialist
			}
		}
	},
	"failing payers": func(m *model) {
		m.a.Payers = []assumptions.Payer{
			{ID: "borough", Late: uniform("payers.borough.late.probability", 0.1, 0.5)},
			{ID: "treasury", Late: assumptions.Of(0.05), Default: uniform("payers.treasury.default.annual", 0, 0.3)},
		}
	},
	"failing providers": func(m *model) {
		for i := range m.a.Sites {
			m.a.Sites[i].Failure = assumptions.Of(0.15)
		}
		m.a.Sites[1].Failure = uniform("sites.vale.failure.annual", 0.2, 0.6)
	},
	"measures": func(m *model) {
		cohorts := []contract.Cohort{{Until: 11, Month: 20, Weight: 1}, {From: 12, Until: 30, Month: 38, Weight: 2}}
		m.terms.Measures = []contract.Measure{
			{ID: "rate", Outcome: "work", Per: contract.PerTarget, Cohorts: cohorts[:1]},
			{ID: "impact", Cohorts: cohorts},
		}
		m.a.Measures = []assumptions.Measure{{ID: "impact", Effect: uniform("measures.impact.effect", -0.02, 0.1), Error: assumptions.Of(0.04)}}
	},
	"audit": func(m *model) {
		m.terms.Audit = contract.Audit{Every: 12, Sample: 25, Tolerance: 50_000, Extrapolate: true}
		m.a.AuditError = uniform("audit.error", 0, 0.2)
	},
	"vat": func(m *model) {
		for i := range m.a.Costs {
			if m.a.Costs[i].Site == "" {
				m.a.Costs[i].VAT = 0.15
			}
		}
	},
	"reviews": func(m *model) {
		// A target by month at one site, a total at another, none at the third.
		target := contract.Target{Outcome: "welcome", Months: make([]int32, m.terms.Months)}
		for i := range 30 {
			target.Months[i] = int32(3 + i%3)
			target.Total += int64(target.Months[i])
		}
		m.terms.Sites[1].Targets = []contract.Target{target}
		m.terms.Reviews = []contract.Review{
			{ID: "late", Month: 20, Outcome: "work", Volumes: contract.Follow{Part: 500_000, Least: 600_000, Most: 1_500_000}},
			{ID: "early", Month: 9, Outcome: "welcome", Volumes: contract.Follow{Part: -1_000_000, Least: 500_000, Most: 2_000_000}},
		}
	},
	"people": func(m *model) {
		for i := range m.terms.Sites {
			m.terms.Sites[i].ParticipantCap = contract.AtMost(3000_00)
		}
	},
}

// everyClause is the deal with every mechanism and every clause.
func everyClause(t testing.TB, but ...string) model {
	t.Helper()
	m := modelOf(open(t, "testdata/rich.yaml"))
clauses:
	for name, add := range clauses {
		for _, b := range but {
			if b == name {
				continue clauses
			}
		}
		add(&m)
	}
	return m
}
