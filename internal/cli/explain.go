package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
)

func newExplain(e *env) *cobra.Command {
	var path int64
	var seed uint64
	var asJSON, asCSV bool
	var s screen
	c := &cobra.Command{
		Use:   "explain METRIC | ADDRESS | DEAL [ADDRESS] | DEAL --path N",
		Short: "Explain a metric or a field, or print one lifetime's ledger",
		Example: `  sibsim explain investor.irr
  sibsim explain sites.*.tariffs.*.price
  sibsim explain deal.yaml sites.enfield.referrals.rate
  sibsim explain deal.yaml --path 17`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			isDeal := args[0] == "-" || len(args) == 2 || path >= 0
			if _, err := os.Stat(args[0]); err == nil {
				isDeal = true
			}
			if !isDeal {
				return e.explain(args[0], deal.Deal{}, s, asJSON)
			}
			src, err := e.open(args[0])
			if err != nil {
				return err
			}
			if len(args) == 2 {
				return e.explain(args[1], src.deal, s, asJSON)
			}
			if path < 0 {
				return usage("sibsim: explain: %s needs an ADDRESS or --path N", args[0])
			}
			p, err := sim.Compile(src.deal)
			if err != nil {
				return src.locate(err)
			}
			for n, l := range p.Lifetimes(seed, uint64(path), 1) {
				if asJSON {
					return e.settlement(p, l, true, s)
				}
				return e.table(s, report.Lifetime(p, n, seed, l), false, asCSV)
			}
			return nil
		},
	}
	c.Flags().Int64Var(&path, "path", -1, "number of the path whose ledger to print, from 0")
	c.Flags().Uint64Var(&seed, "seed", 1, "seed of the run the path belongs to")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	c.Flags().BoolVar(&asCSV, "csv", false, "print as CSV")
	s.flags(c.Flags())
	return c
}

// explain explains a metric or a field; with a deal also what it says there.
func (e *env) explain(name string, d deal.Deal, s screen, asJSON bool) error {
	r, ok := report.Explain(name, d)
	if !ok {
		hint := ""
		if closest := metric.Closest(name); closest != "" {
			hint = "; did you mean " + closest + "?"
		}
		return usage("sibsim: explain: %q is no deal file, metric or field%s", name, hint)
	}
	return e.table(s, r, asJSON, false)
}
