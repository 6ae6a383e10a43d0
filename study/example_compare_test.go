package study_test

import (
	"context"
	"fmt"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// A price 5 % higher, on the same lifetimes.
func ExampleCompare() {
	d, err := dealfile.Open("../examples/minimal/deal.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	dearer, err := scenarios.Find(d, "times:tariffs.*.price=1.05")
	if err != nil {
		fmt.Println(err)
		return
	}
	cases := []study.Case{{Structure: "minimal", Scenario: "base", Deal: d}, {Structure: "minimal", Scenario: dearer.Name}}
	cases[1].Deal, cases[1].Reason = dearer.Apply(d)
	c, err := study.Compare(context.Background(), cases, sim.Options{Seed: 1, Paths: 1000})
	if err != nil {
		fmt.Println(err)
		return
	}
	less := c.Cells[1].Figures[0].Less[study.Base]
	fmt.Printf("%s: %.0f more (%.0f to %.0f), an error %.0f times smaller than between independent runs\n", c.Statistics[0].Name, less.Value, less.Lo, less.Hi, less.Gain())
	fmt.Printf("%d lifetimes walked, %d only settled again\n", c.Walked, c.Settled)
	// Output:
	// investor.npv.mean: 11859 more (11729 to 11989), an error 30 times smaller than between independent runs
	// 1000 lifetimes walked, 1000 only settled again
}
