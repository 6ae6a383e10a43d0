package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// sensitivityFlags are the flags of sensitivity.
type sensitivityFlags struct {
	studyFlags
	ask   study.SensitivityOptions
	paths uint64
}

func newSensitivity(e *env) *cobra.Command {
	var f sensitivityFlags
	c := &cobra.Command{
		Use:   "sensitivity DEAL",
		Short: "What a metric depends on: a tornado, shares of variance, what goes with a loss",
		Long: `Say what drives a metric of a deal, in five parts (--only chooses some):

  tiers     the variance split into what is not known (ignorance), what comes from
            months and sites (environment) and chance between people (luck)
  tornado   the mean with each driver by itself at its 10 % and its 90 % point
  sobol     first and total order indices of each driver, and of luck
  shapley   the variance divided among groups of drivers (--groups), right also
            where inputs are correlated
  regional  how the drivers differ where the investor loses (--split: another flag)

--paths is the base sample: tornado, sobol and shapley walk each of its paths once
for every point of their designs; tiers and regional stand on ten times as many
paths. The metric must have a value in every lifetime.`,
		Example: `  sibsim sensitivity deal.yaml
  sibsim sensitivity deal.yaml --metric public.spend --only tornado,tiers
  sibsim sensitivity deal.yaml --only shapley --groups 'people=pathway,sites.*.pathway;costs=costs,overrun'
  sibsim sensitivity deal.yaml --only regional --split commissioner.over_budget
  sibsim sensitivity deal.yaml --out drivers.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.sensitivity(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.ask.Metric, "metric", "", "what is to be explained; default investor.npv, else public.spend, else cost.total")
	fl.StringSliceVar(&f.ask.Parts, "only", nil, "parts to do: "+strings.Join(study.SensitivityParts(), ",")+"; default all of them")
	fl.StringVar(&f.ask.Groups, "groups", "", "groups of shapley: 'NAME=PATTERN,PATTERN;...', a pattern being the beginning of addresses (* for any word), or ignorance, environment or luck")
	fl.StringVar(&f.ask.Split, "split", "", "flag that parts the lifetimes of regional; default investor.loss, else commissioner.over_budget, else cost.overrun")
	fl.Uint64Var(&f.paths, "paths", 1000, "base sample: paths of the designs")
	f.studyFlags.add(fl)
	return c
}

func (e *env) sensitivity(ctx context.Context, path string, f sensitivityFlags) error {
	if err := allInput(faultIf(f.paths < 2 || f.paths > 1e7, "sibsim: --paths: %d must be 2 to 10000000", f.paths), f.wrong()); err != nil {
		return err
	}
	p, err := e.compile(path, f.scenarios, f.set)
	if err != nil {
		return err
	}
	s, err := study.NewSensitivity(p, f.ask)
	if err != nil {
		return usage("sibsim: --%s", strings.ReplaceAll(err.Error(), "\n", "\nsibsim: --"))
	}
	walks := s.Walks(f.paths)
	fmt.Fprintf(e.err, "walking %s lifetimes\n", strconv.FormatUint(walks, 10))
	bar := e.progress(walks)
	found, err := s.Run(ctx, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	switch {
	case found == nil && errors.Is(err, context.Canceled):
		return err
	case found == nil:
		return usage("sibsim: --%w", err)
	}
	if err := e.writeSensitivity(p, found, f); err != nil {
		return err
	}
	if err != nil {
		return errPartial
	}
	return nil
}

// writeSensitivity prints what was found and writes the file asked for.
func (e *env) writeSensitivity(p *sim.Plan, found *study.Sensitivity, f sensitivityFlags) error {
	return e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Sensitivity(p, found) },
		json: func() ([]byte, error) { return report.SensitivityJSON(p, found, Version) },
		csv:  func() ([]byte, error) { return report.SensitivityCSV(p, found) },
	})
}
