package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// incentivesFlags are the flags of incentives.
type incentivesFlags struct {
	paths       uint64
	seed        uint64
	workers     int
	performance string
	scenarios   []string
	set         []string
	json, csv   bool
	out         string
	screen      screen
}

func newIncentives(e *env) *cobra.Command {
	var f incentivesFlags
	c := &cobra.Command{
		Use:   "incentives DEAL",
		Short: "Who is paid to do what: payoffs, one more outcome, one more person, a month's delay",
		Long: `Say who is paid to do what, for the investors, each provider, payer and the
intermediary, all by settling the same lifetimes again:

  payoff    net cash at 50 to 150 % of expected performance (--performance)
  outcome   what one more of each outcome at each site brings each of them, where it
            brings nothing, and why
  person    what one more person of each segment brings: the pull to cherry-pick or park
  at risk   the share of each income that depends on outcomes
  delay     what it costs if every outcome comes a month later
  flags     who gains from a worse outcome, whose signs conflict, where the money is early`,
		Example: `  sibsim incentives deal.yaml
  sibsim incentives deal.yaml --performance volume --paths 10000
  sibsim incentives deal.yaml --set provider.gain_share=0.2 --json > incentives.json
  sibsim incentives deal.yaml --out incentives.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			p, err := e.compile(args[0], f.scenarios, f.set)
			if err != nil {
				return err
			}
			bar := e.progress(study.IncentiveWalks(f.paths))
			found, err := study.RunIncentives(c.Context(), p, study.IncentiveOptions{Volume: f.performance == "volume"}, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
			bar.done()
			if err != nil && c.Context().Err() == nil {
				return usage("sibsim: --%w", err)
			}
			if err != nil {
				return err
			}
			return e.writeStudy(f.out, f.json, f.csv, f.screen, forms{
				page: func() report.Report { return report.Incentives(p, found) },
				json: func() ([]byte, error) { return report.IncentivesJSON(p, found, Version) },
				csv:  func() ([]byte, error) { return report.IncentivesCSV(p, found) },
			})
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.performance, "performance", "outcomes", "what performance multiplies: outcomes (the chances of what follows the referral) or volume (referrals)")
	fl.Uint64Var(&f.paths, "paths", 2000, "number of simulated lifetimes")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the random words")
	fl.IntVar(&f.workers, "workers", 0, "goroutines to use; 0 means one for each core (changes nothing but the time)")
	scenarioFlag(fl, &f.scenarios)
	fl.StringArrayVar(&f.set, "set", nil, "change a field first: ADDRESS=VALUE (repeatable)")
	fl.BoolVar(&f.json, "json", false, "print as JSON")
	fl.BoolVar(&f.csv, "csv", false, "print as CSV")
	fl.StringVar(&f.out, "out", "", "write the result to this file: .html, .json or .csv")
	f.screen.flags(fl)
	return c
}

// check returns every fault of the flags at once.
func (f *incentivesFlags) check() error {
	var errs []error
	if f.paths < 2 || f.paths > 1e7 {
		errs = append(errs, fmt.Errorf("sibsim: --paths: %d must be 2 to 10000000", f.paths))
	}
	if f.performance != "outcomes" && f.performance != "volume" {
		errs = append(errs, fmt.Errorf("sibsim: --performance: %q must be outcomes or volume", f.performance))
	}
	if f.json && f.csv {
		errs = append(errs, errors.New("sibsim: --json and --csv: choose one"))
	}
	return allInput(append(errs, checkOut(f.out))...)
}
