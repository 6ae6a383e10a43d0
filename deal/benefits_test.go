package deal

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
)

// TestBenefitsAreLowered: money in pence, months from the start, the deadweight
// its own, else its outcome's.
func TestBenefitsAreLowered(t *testing.T) {
	a := mustNew(t, full()).Assumptions()
	if len(a.Benefits) != 2 {
		t.Fatalf("%d benefits, want 2", len(a.Benefits))
	}
	tax, care := a.Benefits[0], a.Benefits[1]
	amount := tax.Amount
	if amount.Address != "benefits.tax.amount" || amount.Params["mean"] != 12000 || amount.Params["sd"] != 3000 {
		t.Errorf("the amount is %+v", amount)
	}
	tax.Amount, care.Amount = assumptions.Input{}, assumptions.Input{}
	start := a.Start
	if want := (assumptions.Benefit{
		ID: "tax", Outcome: "job_start", Fiscal: true, To: "fund", After: 1, For: 24, Drop: 0.04, Index: "cpi",
		Priced: 2019*12 + 3 - start, Optimism: 0.2, Deadweight: 0.3,
	}); !reflect.DeepEqual(tax, want) {
		t.Errorf("tax is %+v, want %+v", tax, want)
	}
	if want := (assumptions.Benefit{ID: "care", Outcome: "job_start", Fiscal: true, Body: "The health service", For: 1, Deadweight: 0.1}); !reflect.DeepEqual(care, want) {
		t.Errorf("care is %+v, want %+v", care, want)
	}
}

func TestTooManyBenefits(t *testing.T) {
	doc := full()
	for i := range maxBenefits {
		doc.Benefits = append(doc.Benefits, Entry[Benefit]{fmt.Sprintf("b%d", i), doc.Benefits[0].Value})
	}
	if _, err := New(doc); err == nil || err.Error() != "benefits: 1002 benefits must be at most 1000" {
		t.Errorf("the error is %v", strings.TrimSpace(fmt.Sprint(err)))
	}
}
