package scenarios_test

import (
	"fmt"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

// A stress by its name, tuned, and what it changes of a deal.
func ExampleFind() {
	d, err := dealfile.Open("../examples/minimal/deal.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range []string{"price_cut:cut=0.2", "replan"} {
		s, err := scenarios.Find(d, name)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s.Story)
		stressed, err := s.Apply(d)
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, x := range deal.Diff(d, stressed) {
			fmt.Printf("%s: %s, was %s\n", x.Address, x.New, x.Old)
		}
	}
	// Output:
	// All prices are cut by 20 %.
	// tariffs.job.price: 3200, was 4000
	// After 50 % of the term caps and volumes are re-planned by what was attained of the target by then, within 0.31 and 1.32 of the first plan.
	// scenario replan: sites.*.targets: are none; must have one: a plan is held against it
}

// The arrangements of a deal, and what each costs in its plan case.
func ExampleStructures() {
	d, err := dealfile.Open("../examples/minimal/deal.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range scenarios.Structures(d) {
		arranged, err := s.Apply(d)
		if err != nil {
			fmt.Println(err)
			continue
		}
		p, err := sim.Compile(arranged)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: £%d\n", s.Name, p.PlanCase().Ledger.CostTotal/100)
	}
	// Output:
	// partnership: £234000
	// fee_for_service: £245700
	// provider_pbr: £238703
	// grant: £234000
}
