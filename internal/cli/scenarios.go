package cli

import (
	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/scenarios"
)

func newScenarios(e *env) *cobra.Command {
	var asJSON bool
	var s screen
	c := &cobra.Command{
		Use:   "scenarios [DEAL [NAME[,NAME]]]",
		Short: "List the scenarios there are, or show what they change",
		Long: `List the stresses of the library, and the arrangements for the same service: what happens,
parameters, where the size comes from. With a deal also the deal's own scenarios, and which of these do
not apply to it and why; with names what these change of it, field by field, in the order written.

--scenario of run, clauses and others takes the same names: NAME, NAME:PARAMETER=VALUE[:PARAMETER=VALUE],
base (the deal as it is), without:ADDRESS (the deal without one clause). Separated by commas they are
applied in order. A scenario of the deal's own hides the library's of the same name; library:NAME is
the library's.

A deal file has scenarios of its own under its key 'scenarios'. Each sets fields by their addresses,
to a value or to what holds there times a number; a * stands for every ID:

  scenarios:
    quiet_start:
      story: A fifth fewer people, and a lower price.
      set:
        sites.*.referrals.rate: {times: 0.8}
        tariffs.job_start.price: 1700

One with 'kind: structure' is another arrangement, which may start 'from' one of the library:

  scenarios:
    fee_for_service:
      story: Ordinary commissioning, with a manager of its own.
      kind: structure
      from: fee_for_service
      set: {sites.town.costs.management.amount: 900}`,
		Example: `  sibsim scenarios
  sibsim scenarios deal.yaml
  sibsim scenarios deal.yaml recession:depth=0.5:months=24
  sibsim run deal.yaml --scenario low_case,payment_delay`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			var d deal.Deal
			if len(args) > 0 {
				src, err := e.open(args[0])
				if err != nil {
					return err
				}
				d = src.deal
			}
			if len(args) == 2 {
				return e.changes(d, scenarios.Split(args[1]), s, asJSON)
			}
			if asJSON {
				return e.data(report.ScenariosJSON(d, Version))
			}
			return e.table(s, report.Scenarios(d), false, false)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	s.flags(c.Flags())
	return c
}

// changes prints what scenarios change of a deal.
func (e *env) changes(d deal.Deal, names []string, s screen, asJSON bool) error {
	after, applied, err := apply(d, names)
	if err != nil {
		return err
	}
	if asJSON {
		return e.data(report.ChangesJSON(d, after, applied, Version))
	}
	return e.table(s, report.Changes(d, after, applied), false, false)
}

// apply applies scenarios by name, in the order given.
func apply(d deal.Deal, names []string) (deal.Deal, []scenarios.Scenario, error) {
	var applied []scenarios.Scenario
	for _, name := range names {
		s, err := scenarios.Find(d, name)
		if err == nil {
			d, err = s.Apply(d)
		}
		if err != nil {
			return d, nil, inputError{err}
		}
		applied = append(applied, s)
	}
	return d, applied, nil
}

// data prints bytes that were made, if they could be.
func (e *env) data(b []byte, err error) error {
	if err == nil {
		_, err = e.out.Write(b)
	}
	return err
}
