package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// breakEvenFlags are the flags of breakeven.
type breakEvenFlags struct {
	studyFlags
	paths uint64
	vary  string
	until string
	grid  int
}

func newBreakEven(e *env) *cobra.Command {
	var f breakEvenFlags
	c := &cobra.Command{
		Use:   "breakeven DEAL --vary ADDRESS=LO:HI --until CONDITION",
		Short: "The value of a field at which a condition begins to hold",
		Long: `Find the value of a field, between LO and HI, at which a condition on any statistic begins
or ceases to hold, with its interval, how far it is from what the deal has, and the statistic over
the range. ADDRESS*=LO:HI multiplies what the deal has there by LO to HI; an address may have a
* for every ID. All values are evaluated on the same random words. With a metric of the public
side this is the switching value of the Green Book.

Where the statistic goes one way over the range the answer is within 1/10,000 of it, after at most
20 evaluations; else all crossings on a finer grid are found. Exit status 1: there is none.`,
		Example: `  sibsim breakeven deal.yaml --vary tariffs.job_start.price=1000:3000 --until 'investor.npv.mean >= 0'
  sibsim breakeven deal.yaml --vary 'tariffs.*.price*=0.5:1.5' --until 'p(investor.loss) <= 10%'
  sibsim breakeven deal.yaml --vary capital.hurdle=0:0.3 --until 'investor.npv.mean >= 0' --json
  sibsim breakeven deal.yaml --vary term.months=24:60 --until 'q(payments.total, 0.95) <= 6.4m'`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.breakEven(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.vary, "vary", "", "the field and its range: ADDRESS=LO:HI, or ADDRESS*=LO:HI for a factor on it")
	fl.StringVar(&f.until, "until", "", "the condition, such as 'investor.npv.mean >= 0' or 'p(investor.irr < 0) <= 0.1'")
	fl.IntVar(&f.grid, "grid", study.FineGrid, "values to look between where the statistic does not go one way: 7 to 1000")
	fl.Uint64Var(&f.paths, "paths", 4000, "number of simulated lifetimes at each value")
	f.studyFlags.add(fl)
	fl.Lookup("csv").Usage = "print the values tried as CSV"
	return c
}

func (f *breakEvenFlags) check() error {
	return allInput(
		faultIf(f.vary == "", "sibsim: --vary: is missing; must be ADDRESS=LO:HI, the field to vary and its range"),
		faultIf(f.until == "", "sibsim: --until: is missing; must be a condition such as 'investor.npv.mean >= 0'"),
		faultIf(f.paths == 0 || f.paths > 1e7, "sibsim: --paths: %d must be 1 to 10000000", f.paths),
		faultIf(f.grid < 7 || f.grid > 1000, "sibsim: --grid: %d must be 7 to 1000", f.grid),
		f.wrong())
}

func (e *env) breakEven(ctx context.Context, path string, f breakEvenFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	v, verr := study.ParseVary(f.vary)
	if verr != nil {
		verr = usage("sibsim: --vary: %w", verr)
	}
	asked := readConditions([]string{f.until})
	p, err := e.compile(path, f.scenarios, f.set, asked.statistics()...)
	if err != nil {
		return allInput(verr, err, asked.err("--until"))
	}
	if verr == nil {
		if _, err := v.Range(p.Deal()); err != nil {
			verr = usage("sibsim: --vary: %w", err)
		}
	}
	_, err = asked.bind("--until", p)
	if err := allInput(verr, err); err != nil {
		return err
	}
	s, err := study.NewBreakEven(p, v, asked.read[0], f.grid)
	if err != nil {
		return usage("sibsim: breakeven: %w", err)
	}
	bar := e.progress(study.MostEvaluations * f.paths)
	found, err := s.Run(ctx, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	if found == nil {
		return usage("sibsim: breakeven: %w", err)
	}
	werr := e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.BreakEven(p, found) },
		json: func() ([]byte, error) { return report.BreakEvenJSON(p, found, Version, f.scenarios...) },
		csv:  func() ([]byte, error) { return report.BreakEvenCSV(p, found) },
	})
	switch {
	case werr != nil:
		return werr
	case found.Partial:
		return errPartial
	case len(found.Crossings) == 0:
		where := "nowhere"
		if found.Values[0].Met {
			where = "everywhere"
		}
		return noError{fmt.Errorf("breakeven: %s holds %s in the range", found.Until.String(), where)}
	}
	return nil
}
