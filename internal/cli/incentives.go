package cli

import (
	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// incentivesFlags are the flags of incentives.
type incentivesFlags struct {
	studyFlags
	paths       uint64
	performance string
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
			return e.writeStudy(&f.studyFlags, forms{
				page: func() report.Report { return report.Incentives(p, found) },
				json: func() ([]byte, error) { return report.IncentivesJSON(p, found, Version) },
				csv:  func() ([]byte, error) { return report.IncentivesCSV(p, found) },
			})
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.performance, "performance", "outcomes", "what performance multiplies: outcomes (the chances of what follows the referral) or volume (referrals)")
	fl.Uint64Var(&f.paths, "paths", 2000, "number of simulated lifetimes")
	f.studyFlags.add(fl)
	return c
}

// check returns every fault of the flags at once.
func (f *incentivesFlags) check() error {
	return allInput(
		faultIf(f.paths < 2 || f.paths > 1e7, "sibsim: --paths: %d must be 2 to 10000000", f.paths),
		faultIf(f.performance != "outcomes" && f.performance != "volume", "sibsim: --performance: %q must be outcomes or volume", f.performance),
		f.wrong())
}
