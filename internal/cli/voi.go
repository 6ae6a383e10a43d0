package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// voiFlags are the flags of voi.
type voiFlags struct {
	studyFlags
	decision string
	groups   []string
	pilot    string
	cost     float64
	learn    []string
	paths    uint64
}

func newVOI(e *env) *cobra.Command {
	var f voiFlags
	c := &cobra.Command{
		Use:   "voi DEAL --decision 'NAME if METRIC.mean >= NUMBER'",
		Short: "What it is worth to know more before deciding",
		Long: `Print what it is worth to know a deal's uncertain numbers before a decision that goes by
the mean of a metric: all of them (EVPI), each one and groups of them (EVPPI), and
what pilots with so many people are worth (EVSI). To say yes is worth what the
mean is above the number (with <=: below it), to say no nothing.

Only what is written as a distribution can be learnt, and of that not the overruns
unless --learn names them. What the labour market, the sites and single
people will do is chance: no study tells it beforehand.`,
		Example: `  sibsim voi deal.yaml --decision 'invest if investor.npv.mean >= 0'
  sibsim voi deal.yaml --decision 'commission if public.spend.mean <= 6.4m' --json
  sibsim voi deal.yaml --decision 'invest if investor.npv.mean >= 0' --group jobs='sites.*.pathway.job_start'
  sibsim voi deal.yaml --decision 'invest if investor.npv.mean >= 0' --pilot pathway.job.probability=50,100,200 --cost-of-pilot 900`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.voi(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.decision, "decision", "", "what is done, and when: 'invest if investor.npv.mean >= 0'")
	fl.StringArrayVar(&f.groups, "group", nil, "inputs to value together: NAME=PATTERN,PATTERN (repeatable); a pattern is the first steps of addresses, * any step; default those of a site, of a part of the deal, of a correlation")
	fl.StringVar(&f.pilot, "pilot", "", "probability to pilot, and with how many people: ADDRESS=10,30,100; default the one worth most to know, with 10 to 1000")
	fl.Float64Var(&f.cost, "cost-of-pilot", 0, "what a pilot costs for each person, in the metric's unit")
	fl.StringSliceVar(&f.learn, "learn", nil, "overruns that may be learnt beforehand: PATTERN,PATTERN; default none")
	fl.Uint64Var(&f.paths, "paths", 10000, "lifetimes of the plain run; the nested simulation walks four times as many")
	f.studyFlags.add(fl)
	return c
}

// voi values information and prints what was found.
func (e *env) voi(ctx context.Context, path string, f voiFlags) error {
	if err := allInput(f.wrong()); err != nil {
		return err
	}
	d, derr := f.read()
	p, err := e.compile(path, f.scenarios, f.set, d.Condition.Statistic)
	if err != nil {
		return errors.Join(err, derr)
	}
	q, err := f.query(p)
	q.Decision = d
	if err := errors.Join(derr, err); err != nil {
		return inputError{err}
	}
	o := sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers}
	bar := e.progress(study.InformationPaths(f.paths))
	o.Progress = bar.set
	found, err := study.ValueOfInformation(ctx, p, q, o)
	bar.done()
	switch {
	case err != nil && ctx.Err() == nil:
		return faultsOf("--decision", err)
	case found == nil:
		return err
	}
	if werr := e.writeVOI(p, found, f); werr != nil {
		return werr
	}
	if err != nil {
		return errPartial
	}
	return nil
}

// read reads the decision.
func (f *voiFlags) read() (study.Decision, error) {
	if f.decision == "" {
		return study.Decision{}, errors.New("sibsim: --decision: is needed, such as 'invest if investor.npv.mean >= 0'")
	}
	d, err := study.ParseDecision(f.decision)
	return d, faultsOf("--decision", err)
}

// faultsOf is the input error of all that an error joins: faults of an
// expression with their place marked, the rest as it is.
func faultsOf(flag string, err error) error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if c := (conditions{faults: metric.Faults(err)}); len(c.faults) > 0 {
			return c.err(flag)
		}
		return usage("sibsim: %w", err)
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, faultsOf(flag, e))
	}
	return inputError{errors.Join(all...)}
}

// query reads the other flags; the error joins all that is wrong.
func (f *voiFlags) query(p *sim.Plan) (study.InformationQuery, error) {
	q := study.InformationQuery{Learn: f.learn, CostOfPilot: f.cost}
	var faults []error
	fault := func(flag string, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("sibsim: --%s: %w", flag, err))
		}
	}
	for _, text := range f.groups {
		g, err := study.ParseInputGroup(text, study.Learnable(p, f.learn))
		fault("group", err)
		q.Groups = append(q.Groups, g)
	}
	var err error
	q.Pilot, err = parsePilot(f.pilot)
	fault("pilot", err)
	if !(f.cost >= 0) || math.IsInf(f.cost, 0) {
		fault("cost-of-pilot", fmt.Errorf("%v must be at least 0", f.cost))
	}
	return q, errors.Join(faults...)
}

// parsePilot reads ADDRESS=10,30,100, or an address alone.
func parsePilot(text string) (study.PilotPlan, error) {
	address, sizes, some := strings.Cut(text, "=")
	plan := study.PilotPlan{Address: strings.TrimSpace(address)}
	if !some {
		return plan, nil
	}
	for _, s := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || plan.Address == "" {
			return plan, fmt.Errorf("%q must be ADDRESS=PEOPLE,PEOPLE, such as pathway.job.probability=30,100", text)
		}
		plan.Sizes = append(plan.Sizes, n)
	}
	return plan, nil
}

// writeVOI prints what was found and writes the file asked for.
func (e *env) writeVOI(p *sim.Plan, found *study.Information, f voiFlags) error {
	return e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Information(p, found) },
		json: func() ([]byte, error) { return report.InformationJSON(p, found, Version) },
		csv:  func() ([]byte, error) { return report.InformationCSV(p, found) },
	})
}
