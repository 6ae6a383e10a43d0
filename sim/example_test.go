package sim_test

import (
	"context"
	"fmt"
	"log"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

func Example() {
	d, err := dealfile.Open("../examples/minimal/deal.yaml")
	if err != nil {
		log.Fatal(err)
	}
	d, err = d.With(deal.Set("tariffs.job.price", 4200))
	if err != nil {
		log.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		log.Fatal(err)
	}
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 2000})
	if err != nil {
		log.Fatal(err)
	}
	jobs, _ := r.Metric("outcome.job.achieved")
	loss, _ := r.Probability("investor.loss")
	fmt.Printf("%.0f jobs expected; investors lose money in %.0f %% of lifetimes\n", jobs.Mean, 100*loss.P)
	// Output: 65 jobs expected; investors lose money in 24 % of lifetimes
}
