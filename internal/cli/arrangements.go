package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// arrangementsFlags are the flags of arrangements.
type arrangementsFlags struct {
	studyFlags
	against    string
	structures []string
	comparator string
	placeSD    float64
	paths      uint64
}

func newArrangements(e *env) *cobra.Command {
	var f arrangementsFlags
	c := &cobra.Command{
		Use:   "arrangements DEAL",
		Short: "The deal beside ordinary commissioning: outcomes, cost, management or incentive",
		Long: `Run the same sites and people under other arrangements, on the same random words, and
answer an evaluation's four questions: are targets met and are there more outcomes
than under ordinary commissioning; what does it cost; is it management or incentive,
and at which effect does it break even; how is each actor paid to act.

Arrangements are the deal's own scenarios of kind structure and those of the library:
partnership (the deal as it is), fee_for_service, provider_pbr, grant. What their levers do
(levers, effects in the deal) is assumed; all that is printed follows from it.

--comparator is a CSV file of people observed under some arrangement, with columns
  arrangement, or management and incentive (intensities outright)
  site        optional: a site of the deal or any other place
  outcome     of the deal
  people      those with the outcome before it on the pathway (all referred, if none)
  achieved    those of them who had the outcome
  source      optional
and answers are then given before and after these data.`,
		Example: `  sibsim arrangements deal.yaml
  sibsim arrangements deal.yaml --against grant --structures partnership,grant
  sibsim arrangements deal.yaml --comparator cohort.csv --paths 20000
  sibsim arrangements deal.yaml --out arrangements.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.arrangements(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.against, "against", "fee_for_service", "the arrangement that the deal is held against: ordinary commissioning")
	fl.Var((*nameList)(&f.structures), "structures", "arrangements to look at: NAME[,NAME], see sibsim scenarios; default all that apply")
	fl.StringVar(&f.comparator, "comparator", "", "CSV file of observed cohorts (- for standard input)")
	fl.Float64Var(&f.placeSD, "place-sd", 0.3, "scale of the half-normal prior of the standard deviation between places, on the logit; 0: places do not differ")
	fl.Uint64Var(&f.paths, "paths", 4000, "number of simulated lifetimes of each arrangement")
	f.studyFlags.add(fl)
	return c
}

func (f *arrangementsFlags) check() error {
	return allInput(
		faultIf(f.paths < 2 || f.paths > 1e6, "sibsim: --paths: %d must be 2 to 1000000", f.paths),
		faultIf(!(f.placeSD >= 0 && f.placeSD <= 5) || math.Signbit(f.placeSD), "sibsim: --place-sd: %v must be 0 to 5", f.placeSD),
		f.wrong())
}

func (e *env) arrangements(ctx context.Context, path string, f arrangementsFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	p, err := e.compile(path, f.scenarios, f.set)
	if err != nil {
		return err
	}
	list, lerr := structuresOf(p.Deal(), f)
	q := study.ArrangementsQuery{Against: f.against, PlaceSD: f.placeSD}
	var cerr error
	if f.comparator != "" {
		q.Cohorts, cerr = e.cohorts(f.comparator, list)
	}
	if err := allInput(lerr, cerr); err != nil {
		return err
	}
	s, err := study.NewArrangements(list, q)
	if err != nil {
		return usage("sibsim: arrangements: %w", err)
	}
	bar := e.progress(s.Work(f.paths))
	found, err := s.Run(ctx, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	switch {
	case found == nil && ctx.Err() != nil:
		return err
	case found == nil:
		return usage("sibsim: arrangements: %w", err)
	}
	werr := e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Arrangements(found) },
		json: func() ([]byte, error) { return report.ArrangementsJSON(found, Version) },
		csv:  func() ([]byte, error) { return report.ArrangementsCSV(found) },
	})
	if werr == nil && found.Partial {
		return errPartial
	}
	return werr
}

// structuresOf makes the arrangements asked for, the deal itself first: all of
// them, or those named and the one to hold the deal against.
func structuresOf(d deal.Deal, f arrangementsFlags) ([]study.Arrangement, error) {
	all := scenarios.Structures(d)
	chosen := all
	var faults []error
	if names := f.structures; len(names) > 0 {
		chosen = all[:1]
		for _, name := range append(slices.Clone(names), f.against) {
			is := func(s scenarios.Scenario) bool { return s.Name == name }
			if slices.ContainsFunc(chosen, is) {
				continue
			}
			s, err := scenarios.Find(d, name)
			if i := slices.IndexFunc(all, is); i >= 0 {
				s, err = all[i], nil
			}
			if err != nil {
				faults = append(faults, usage("sibsim: --structures: %w", err))
				continue
			}
			chosen = append(chosen[:len(chosen):len(chosen)], s)
		}
	} else if !slices.ContainsFunc(all, func(s scenarios.Scenario) bool { return s.Name == f.against }) {
		s, err := scenarios.Find(d, f.against)
		if err != nil {
			return nil, usage("sibsim: --against: %w", err)
		}
		chosen = append(all[:len(all):len(all)], s)
	}
	var list []study.Arrangement
	for _, s := range chosen {
		a := study.Arrangement{Name: s.Name, Story: s.Story}
		a.Deal, a.Reason = s.Apply(d)
		list = append(list, a)
	}
	return list, errors.Join(faults...)
}

// cohorts reads a file of cohorts.
func (e *env) cohorts(path string, list []study.Arrangement) ([]study.Cohort, error) {
	name := path
	var data []byte
	var err error
	if path == "-" {
		name = "stdin"
		data, err = io.ReadAll(e.in)
	} else {
		data, err = readFile(path)
	}
	if err != nil {
		return nil, inputError{err}
	}
	return study.ReadCohorts(name, bytes.NewReader(data), list)
}
