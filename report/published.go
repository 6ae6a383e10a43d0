package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sector"
	"github.com/sibsim/sibsim/sim"
)

// expectation is what a deal expects in all, at central inputs.
type expectation struct {
	terms     contract.Terms
	kinds     []string // of outcomes
	referrals float64
	evidenced []float64
	// aimed are the targets of outcomes, expected what is expected at the
	// sites that have one.
	aimed, expected []float64
}

func expectationOf(p *sim.Plan) *expectation {
	terms := p.Contract().Terms()
	n := len(terms.Outcomes)
	e := &expectation{terms: terms, evidenced: make([]float64, n), aimed: make([]float64, n), expected: make([]float64, n)}
	for _, o := range p.Deal().Assumptions().Outcomes {
		e.kinds = append(e.kinds, o.Kind)
	}
	for i, m := range p.CentralMeans() {
		e.referrals += m.Referrals
		for k := range n {
			e.evidenced[k] += m.Evidenced[k]
			for _, t := range terms.Sites[i].Targets {
				if t.Outcome == terms.Outcomes[k].ID {
					e.aimed[k] += float64(t.Total)
					e.expected[k] += m.Evidenced[k]
				}
			}
		}
	}
	return e
}

// of adds up what is expected of the outcomes of a kind, and says whether
// there are any.
func (e *expectation) of(kind string) (sum float64, any bool) {
	for k := range e.kinds {
		if e.kinds[k] == kind {
			sum += e.evidenced[k]
			any = true
		}
	}
	return sum, any
}

// maximum is the most that outcome payments may come to: the deal's cap, else
// the sites' if each has one; false if there is none.
func (e *expectation) maximum() (float64, bool) {
	if e.terms.Cap.Set {
		return float64(e.terms.Cap.Amount), true
	}
	var sum float64
	for i := range e.terms.Sites {
		c := e.terms.Sites[i].Cap
		if !c.Set {
			return 0, false
		}
		sum += float64(c.Amount)
	}
	return sum, len(e.terms.Sites) > 0
}

// published holds the deal against the deals of which results are published;
// no rows if nothing can be compared.
func published(p *sim.Plan) Table {
	e := expectationOf(p)
	lower, upper := number("Lowest", "Range", Percent), number("Highest", "", Percent)
	lower.Range = true
	t := Table{Title: "What the deal expects, beside what others published", Columns: []Column{
		label("Of this deal"), number("Expected", "", Percent), number("Published median", "", Percent), lower, upper, number("Above", "", Percent),
	}}
	seen := map[string]bool{}
	add := func(title, id string, part, whole float64) {
		q, ok := sector.Find(id)
		if !ok || !(whole > 0) || math.IsNaN(part) {
			return
		}
		x := math.Round(part/whole*1e9) / 1e9 // a sum that should be the target is
		t.Rows = append(t.Rows, row(words(title), share1(x), whole1(q.Quantile(0.5)), whole1(q.Quantile(0)), whole1(q.Quantile(1)), above(&q, x)))
		if !seen[id] {
			seen[id] = true
			t.Notes = append(t.Notes, sourceNote(&q))
		}
	}
	starts, hasStarts := e.of(assumptions.JobStart)
	engaged, hasEngaged := e.of(assumptions.Engagement)
	switch {
	case hasStarts && hasEngaged:
		add("People engaged who start a job", "job_start", starts, engaged)
	case hasStarts:
		add("People referred who start a job", "job_start", starts, e.referrals)
	}
	if kept, ok := e.of(assumptions.Job13Weeks); ok && hasStarts {
		add("Job starts kept 13 weeks", "job_13_weeks", kept, starts)
	}
	e.capital(p, add)
	groupRow := len(t.Rows)
	for k, o := range e.terms.Outcomes {
		id := "outcomes_of_target"
		if e.kinds[k] == assumptions.Engagement {
			id = "people_of_target"
		}
		add(nameOf(o.Name, o.ID), id, e.expected[k], e.aimed[k])
	}
	if len(t.Rows) > groupRow {
		t.Rows = slices.Insert(t.Rows, groupRow, group("Outcomes of their target", len(t.Columns)))
	}
	if len(t.Rows) > 0 {
		first := "Expected: evidenced outcomes at central inputs and zero effects. Above 30 % of 12: three in ten of 12 published figures lie below."
		t.Notes = append([]string{first}, t.Notes...)
	}
	return t
}

// capital compares the commitments with the most that may be paid.
func (e *expectation) capital(p *sim.Plan, add func(title, id string, part, whole float64)) {
	var committed float64
	for _, x := range e.terms.Capital.Tranches {
		committed += float64(x.Commitment)
	}
	if committed == 0 {
		return
	}
	title := "Capital, of the most that outcomes may be paid"
	most, ok := e.maximum()
	if !ok {
		title = "Capital, of the plan's outcome payments"
		most = 0
		for _, x := range p.PlanCase().Ledger.Payments {
			most += float64(x)
		}
	}
	add(title, "capital_of_maximum", committed, most)
}

// whole1 is a published share to a whole per cent: few are known better.
func whole1(x float64) Cell { return figure(percent.At(x, 0), x) }

// above says how many of the published figures lie below x.
func above(q *sector.Quantity, x float64) Cell {
	below := q.Below(x)
	return figure(percent.At(below, 0)+" of "+strconv.Itoa(len(q.Values)), below)
}

func sourceNote(q *sector.Quantity) string {
	what := plural(q.Deals, "deal")
	if n := len(q.Values); n != q.Deals {
		what = plural(n, "figure") + " of " + what
	}
	return fmt.Sprintf("%s: %s; %s.", capital(q.Text), what, q.Source)
}
