package cli

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
)

func newSettle(e *env) *cobra.Command {
	var counts string
	var asJSON bool
	var s screen
	c := &cobra.Command{
		Use:   "settle DEAL --counts FILE.csv",
		Short: "Settle given counts: who owes whom, posting by posting",
		Long: `Settle the counts of a CSV file (- for standard input) under a deal's contract and print the
ledger. The file has a header and one row a count, with columns

  month   months from the start, or a date 2020-06
  site    the site's ID (may be empty for a cost of the whole deal)
  item    an outcome's ID (evidenced count), OUTCOME.achieved, referrals,
          costs.LINE (amount of money), indices.ID (level), audit (errors
          found), failed, late.PAYER, default.PAYER (1: it happens), or
          measures.J.COHORT (what an impact came to, as 0.38; no month, no site)
  value   the number
  person  may be left out: whose outcome it is, for clauses about people

Achieved counts that are not given equal the evidenced ones; cost lines that are not given come to
their central amounts for these counts; indices to their central levels. People come on top of the counts.`,
		Example: "  sibsim settle deal.yaml --counts actuals.csv --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if counts == "" {
				return usage("sibsim: settle: --counts FILE.csv is needed")
			}
			src, err := e.open(args[0])
			if err != nil {
				return err
			}
			p, err := sim.Compile(src.deal)
			if err != nil {
				return src.locate(err)
			}
			o, err := e.readCounts(counts, p)
			if err != nil {
				return err
			}
			return e.settlement(p, p.Settle(o), asJSON, s)
		},
	}
	c.Flags().StringVar(&counts, "counts", "", "CSV file of counts")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	s.flags(c.Flags())
	return c
}

// readCounts reads a CSV file of counts, or standard input for "-".
func (e *env) readCounts(path string, p *sim.Plan) (*contract.Outturn, error) {
	in := e.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, inputError{err}
		}
		defer f.Close()
		in = f
	}
	o, err := dealfile.ReadCounts(path, io.LimitReader(in, dealfile.MaxCounts+1), p.Contract(), p.CentralCosts)
	if err != nil {
		return nil, inputError{err}
	}
	return o, nil
}

// settlement prints the totals and the ledger of one lifetime.
func (e *env) settlement(p *sim.Plan, l *sim.Lifetime, asJSON bool, s screen) error {
	if asJSON {
		data, err := report.SettleJSON(p, l)
		if err == nil {
			_, err = e.out.Write(data)
		}
		return err
	}
	return e.table(s, report.Settlement(p, l), false, false)
}
