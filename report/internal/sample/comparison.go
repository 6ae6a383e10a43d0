package sample

import (
	"context"
	"errors"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// Stories are those of the scenarios of Comparison.
var Stories = []string{"The deal as it is written.", "Prices a twentieth higher.", "A tenth fewer outcomes.", "Does not fit the capped deal."}

// Comparison compares the deal of Document under scenarios, and with several
// a capped one too, which has no budgets and to which the last scenario does not apply.
func Comparison(t testing.TB, x Names, several bool, paths uint64) *study.Comparison {
	t.Helper()
	rows := []deal.Document{Document(x)}
	if several {
		capped := Document(x)
		capped.Cap = n("500000")
		for i := range capped.Payers {
			capped.Payers[i].Value.Budget, capped.Payers[i].Value.BudgetByYear = deal.Quantity{}, nil
		}
		rows = append(rows, capped)
	}
	edits := [][]deal.Edit{nil, {deal.Scale("tariffs.*.price", 1.05)}, {deal.Scale("pathway.*.probability", 0.9)}, {deal.Set("capital.reserve", 0)}}
	names := []string{"base", x.Outcome, x.Outcome + "," + x.Cost, "reserve: " + x.Site}
	var cases []study.Case
	for i, doc := range rows {
		row, err := deal.New(doc)
		if err != nil {
			t.Fatal(err)
		}
		for j := range names {
			c := study.Case{Structure: []string{x.Deal + " 1", x.Deal + " 2"}[i], Scenario: names[j]}
			if i == 1 && j == 3 {
				c.Reason = errors.New(x.Note + "\nagain")
			} else if c.Deal, err = row.With(edits[j]...); err != nil {
				t.Fatal(err)
			}
			cases = append(cases, c)
		}
	}
	found, err := study.Compare(context.Background(), cases, sim.Options{Seed: 1, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
