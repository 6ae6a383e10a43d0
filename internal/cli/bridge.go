package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// bridgeFlags are the flags of bridge.
type bridgeFlags struct {
	studyFlags
	paths  uint64
	order  string
	path   uint64
	counts string
}

func newBridge(e *env) *cobra.Command {
	var f bridgeFlags
	c := &cobra.Command{
		Use:   "bridge DEAL",
		Short: "Cost against the plan: how much is volume, price, management, finance, overrun",
		Long: `Set what a deal comes to against its plan, in three readings, and divide the difference
among causes, to the penny and without a residual:

  delivery      all costs of the service, before finance
  payers        all that public payers pay
  whole system  all costs and the cost of finance

  volume        referrals, outcomes and their evidence, staff in post
  price         index levels
  management    what management costs come to beyond volume and price
  intermediary  the same of intermediary and special purpose costs
  finance       what finance costs rather than what was planned
  overrun       what all other costs come to beyond volume and price
  incidents     late payment, defaults, failures, audits, measured impacts (if any)

Each cause is switched between the plan and what happened, and the whole contract settled
anew. What a cause adds depends on which others came before it: the mean over all orders
is shown (Shapley), or one order with --order. A cause that is off in the deal is exactly 0.`,
		Example: `  sibsim bridge deal.yaml
  sibsim bridge deal.yaml --order volume,price,management,intermediary,finance,overrun
  sibsim bridge deal.yaml --path 17
  sibsim bridge deal.yaml --counts actuals.csv
  sibsim bridge deal.yaml --paths 10000 --out bridge.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.bridge(c.Context(), args[0], f, c.Flags().Changed("path"))
		},
	}
	fl := c.Flags()
	fl.Uint64Var(&f.paths, "paths", 2000, "number of simulated lifetimes")
	fl.StringVar(&f.order, "order", "", "causes one after the other in this order, those left out last; default the mean over all orders")
	fl.Uint64Var(&f.path, "path", 0, "the bridge of this one path of the run")
	fl.StringVar(&f.counts, "counts", "", "the bridge of the counts and costs of this CSV file (- for standard input), see sibsim settle")
	f.studyFlags.add(fl)
	return c
}

func (f *bridgeFlags) check(onePath bool) error {
	return allInput(
		faultIf(f.paths == 0 || f.paths > 1e7, "sibsim: --paths: %d must be 1 to 10000000", f.paths),
		faultIf(onePath && f.counts != "", "sibsim: --path and --counts: choose one"),
		f.wrong())
}

func (e *env) bridge(ctx context.Context, file string, f bridgeFlags, onePath bool) error {
	var ask study.BridgeOptions
	var oerr error
	if f.order != "" {
		if ask.Order, oerr = study.ParseOrder(f.order); oerr != nil {
			oerr = usage("sibsim: --order: %w", oerr)
		}
	}
	if err := allInput(f.check(onePath), oerr); err != nil {
		return err
	}
	p, err := e.compile(file, f.scenarios, f.set)
	if err != nil {
		return err
	}
	switch {
	case onePath:
		ask.Path = &f.path
	case f.counts != "":
		o, err := e.readCounts(f.counts, p)
		if err != nil {
			return err
		}
		ask.Given = p.Settle(o)
	}
	bar := e.progress(f.paths)
	found, err := study.NewBridge(ctx, p, ask, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	if found == nil {
		return err
	}
	werr := e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Bridge(p, found) },
		json: func() ([]byte, error) { return report.BridgeJSON(p, found, Version, f.scenarios...) },
		csv:  func() ([]byte, error) { return report.BridgeCSV(p, found) },
	})
	switch {
	case werr != nil:
		return werr
	case found.Partial:
		return errPartial
	}
	return nil
}
