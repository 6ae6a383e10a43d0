package cli

import (
	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
)

func newValidate(e *env) *cobra.Command {
	var asJSON bool
	var s screen
	c := &cobra.Command{
		Use:   "validate DEAL",
		Short: "Check a deal file and show what its inputs mean",
		Long: `Check a deal file (- for standard input): every fault at once with its place, exit status 2.
A sound deal prints, for each transition of the pathway, the probability as entered, its mean over
the effects, and its mean inside the outcome window; and every number with its source.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := e.open(args[0])
			if err != nil {
				return err
			}
			p, err := sim.Compile(src.deal)
			if err != nil {
				return src.locate(err)
			}
			return e.table(s, report.Validation(p), asJSON, false)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	s.flags(c.Flags())
	return c
}
