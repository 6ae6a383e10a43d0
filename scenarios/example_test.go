package scenarios_test

import (
	"fmt"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
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
