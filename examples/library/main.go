// Command library is a program as someone who imports sibsim would write it:
// it opens a deal, changes a price, adds a metric of its own, runs the deal and
// prints a few figures with their intervals.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

func main() {
	path := "examples/minimal/deal.yaml"
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := run(os.Stdout, path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// yearTwo is what the investors receive, less what they pay in, in the second
// year: money, in pence, positive when cash comes back.
var yearTwo = metric.Spec{
	Name: "my.investor_flow_year_2", Unit: metric.Money, Scale: 100,
	Doc: "Investors' net flow in months 12 to 23.",
	Of: func(l *contract.Ledger) (int64, bool) {
		var sum contract.Money
		for _, x := range l.Flow[12:24] {
			sum += x
		}
		return int64(sum), true
	},
}

func run(w io.Writer, path string) error {
	d, err := dealfile.Open(path)
	if err != nil {
		return err // every fault of the file, with line and column
	}
	if d, err = d.With(deal.Set("tariffs.job.price", 4500)); err != nil {
		return err
	}
	plan, err := sim.Compile(d, yearTwo)
	if err != nil {
		return err
	}
	r, err := sim.Run(context.Background(), plan, sim.Options{Seed: 1, Paths: 4000})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s at 4,500 a job start, %d lifetimes\n", d.Name(), r.Paths)
	for _, name := range []string{"payments.total", "investor.npv", yearTwo.Name} {
		s, _ := r.Metric(name)
		m := s.MeanInterval()
		fmt.Fprintf(w, "%-24s %8.0f (%.0f to %.0f)\n", name, m.Value, m.Lo, m.Hi)
	}
	loss, _ := r.Probability("investor.loss")
	fmt.Fprintf(w, "%-24s %8.3f (%.3f to %.3f)\n", "investor.loss", loss.P, loss.Lo, loss.Hi)
	irr, _ := r.Metric("investor.irr")
	q := irr.Quantile(0.05)
	fmt.Fprintf(w, "%-24s %8.3f (%.3f to %.3f)\n", "investor.irr, 5 % point", q.Value, q.Lo, q.Hi)
	return nil
}
