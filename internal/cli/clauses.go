package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// clausesFlags are the flags of clauses.
type clausesFlags struct {
	studyFlags
	paths uint64
	only  []string
}

func newClauses(e *env) *cobra.Command {
	var f clausesFlags
	c := &cobra.Command{
		Use:   "clauses DEAL",
		Short: "What each clause is worth to each side",
		Long: `Switch off each clause of a deal in turn, on the same random words, and print what it
is worth: the figure with the clause less the figure without it. A clause that
never binds is worth exactly 0; those are named below the table. The scenario without:ADDRESS is the deal with
one of them switched off: sibsim run deal.yaml --scenario without:sites.enfield.cap`,
		Example: `  sibsim clauses deal.yaml
  sibsim clauses deal.yaml --only payers.lcf.cap,capital.reserve --paths 20000
  sibsim clauses deal.yaml --json > clauses.json
  sibsim clauses deal.yaml --out clauses.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := allInput(faultIf(f.paths == 0 || f.paths > 1e8, "sibsim: --paths: %d must be 1 to 100000000", f.paths), f.wrong()); err != nil {
				return err
			}
			p, err := e.compile(args[0], f.scenarios, f.set)
			if err != nil {
				return err
			}
			d := p.Deal()
			for i := range f.only {
				f.only[i] = strings.TrimSpace(f.only[i])
				if _, err := d.Without(f.only[i]); err != nil {
					return usage("sibsim: --only: %w", err)
				}
			}
			bar := e.progress(f.paths)
			found, err := study.SwitchOff(c.Context(), d, f.only, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
			bar.done()
			if err != nil {
				return err
			}
			return e.writeClauses(p, found, f)
		},
	}
	fl := c.Flags()
	fl.Uint64Var(&f.paths, "paths", 2000, "number of simulated lifetimes")
	fl.StringSliceVar(&f.only, "only", nil, "addresses of the clauses to switch off; default all of them")
	f.studyFlags.add(fl)
	return c
}

// writeClauses prints what was found and writes the file asked for.
func (e *env) writeClauses(p *sim.Plan, found *study.Clauses, f clausesFlags) error {
	return e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Clauses(p, found) },
		json: func() ([]byte, error) { return report.ClausesJSON(p, found, Version) },
		csv:  func() ([]byte, error) { return report.ClausesCSV(p, found) },
	})
}
