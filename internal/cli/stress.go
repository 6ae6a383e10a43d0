package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// stressFlags are the flags of stress.
type stressFlags struct {
	studyFlags
	reverse        bool
	until          string
	within, radius float64
	paths          uint64
}

func newStress(e *env) *cobra.Command {
	var f stressFlags
	c := &cobra.Command{
		Use:   "stress DEAL [--reverse --until CONDITION]",
		Short: "What usual stresses do to a deal, or what it takes to break it",
		Long: `Put a deal under every stress of the library that applies to it (sibsim scenarios DEAL lists
them), side by side with base on the same random words: sibsim compare for the usual things that happen.

With --reverse find what breaks it: the most plausible combination of moves of its uncertain inputs,
factors and effects at which a condition holds, and for each of them alone the nearest move that does
it. Plausible is near to the median, in standard deviations on the normal scale, correlation taken
out. Luck is not moved: the condition is on a statistic over it.

Exit status 1: nothing within --radius breaks it.`,
		Example: `  sibsim stress deal.yaml
  sibsim stress --reverse deal.yaml --until 'p(investor.loss) >= 0.5'
  sibsim stress --reverse deal.yaml --until 'cost.total.mean > 2.5m' --json
  sibsim stress --reverse deal.yaml --until 'outcome.job_start.paid.mean < 300' --out stress.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if f.reverse {
				return e.reverse(c.Context(), args[0], f)
			}
			if err := f.checkForward(c.Flags()); err != nil {
				return err
			}
			return e.stress(c.Context(), args[0], f)
		},
	}
	fl := c.Flags()
	fl.BoolVar(&f.reverse, "reverse", false, "ask what breaks the deal")
	fl.StringVar(&f.until, "until", "", "when it is broken, such as 'p(investor.loss) >= 0.5'")
	fl.Float64Var(&f.within, "within", 4, "how far a driver alone is moved, in standard deviations")
	fl.Float64Var(&f.radius, "radius", 6, "how far all together are moved, in standard deviations")
	fl.Uint64Var(&f.paths, "paths", 1000, "number of simulated lifetimes at each point: words of luck")
	f.studyFlags.add(fl)
	fl.Lookup("csv").Usage = "print the drivers as CSV"
	return c
}

func (f *stressFlags) check() error {
	within := func(x float64) bool { return x >= 0.5 && x <= 8 && !math.IsNaN(x) }
	return allInput(
		faultIf(f.until == "", "sibsim: --until: is missing; must be a condition such as 'p(investor.loss) >= 0.5'"),
		faultIf(!within(f.within), "sibsim: --within: %v must be 0.5 to 8 standard deviations", f.within),
		faultIf(!within(f.radius), "sibsim: --radius: %v must be 0.5 to 8 standard deviations", f.radius),
		faultIf(f.paths == 0 || f.paths > 1e6, "sibsim: --paths: %d must be 1 to 1000000", f.paths),
		f.wrong())
}

// checkForward refuses what only a reverse stress can be told.
func (f *stressFlags) checkForward(given *pflag.FlagSet) error {
	for _, name := range []string{"until", "within", "radius", "scenario"} {
		if given.Changed(name) {
			return usage("sibsim: stress: --%s goes with --reverse; to choose scenarios use sibsim compare", name)
		}
	}
	return nil
}

// stress compares the deal under every stress of the library that applies to it.
func (e *env) stress(ctx context.Context, path string, f stressFlags) error {
	src, err := e.open(path)
	if err != nil {
		return err
	}
	d, err := change(src.deal, nil, f.set)
	if err != nil {
		return src.locate(err)
	}
	ask := compareFlags{paths: f.paths, seed: f.seed, workers: f.workers, set: f.set, json: f.json, csv: f.csv, out: f.out, screen: f.screen}
	var none []string
	for _, s := range scenarios.Library() {
		name := s.Name
		if slices.ContainsFunc(scenarios.Of(d), func(own scenarios.Scenario) bool { return own.Name == name }) {
			name = "library:" + name
		}
		if _, err := change(d, []string{name}, nil); err != nil {
			none = append(none, s.Name)
			continue
		}
		ask.scenarios = append(ask.scenarios, name)
	}
	if len(none) > 0 {
		fmt.Fprintf(e.err, "not for this deal: %s (sibsim scenarios %s says why)\n", strings.Join(none, ", "), path)
	}
	return e.compare(ctx, []string{path}, ask)
}

// reverse looks for what breaks the deal.
func (e *env) reverse(ctx context.Context, path string, f stressFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	asked := readConditions([]string{f.until})
	p, err := e.compile(path, f.scenarios, f.set, asked.statistics()...)
	if err != nil {
		return allInput(err, asked.err("--until"))
	}
	if _, err := asked.bind("--until", p); err != nil {
		return err
	}
	s, err := study.NewReverseStress(p, asked.read[0])
	if err != nil {
		return usage("sibsim: stress: %w", err)
	}
	s.Within, s.Radius = f.within, f.radius
	bar := e.progress(uint64(len(p.Drivers()))*2000 + 150*f.paths)
	found, err := s.Run(ctx, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	if found == nil {
		return err
	}
	werr := e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.ReverseStress(p, found) },
		json: func() ([]byte, error) { return report.ReverseStressJSON(p, found, Version, f.scenarios...) },
		csv:  func() ([]byte, error) { return report.ReverseStressCSV(p, found) },
	})
	switch {
	case werr != nil:
		return werr
	case found.Partial:
		return errPartial
	case math.IsNaN(found.Distance):
		return noError{fmt.Errorf("stress: nothing within %v standard deviations breaks the deal", f.radius)}
	}
	return nil
}
