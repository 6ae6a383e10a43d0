package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/html"
	"github.com/sibsim/sibsim/report/text"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// runFlags are the flags of run.
type runFlags struct {
	paths     uint64
	seed      uint64
	workers   int
	scenarios []string
	set       []string
	plan      bool
	precision string
	require   []string
	json, csv bool
	pathsOut  string
	out       string
	screen    screen
}

func newRun(e *env) *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run DEAL",
		Short: "Simulate a deal: both sides' figures from the same lifetimes",
		Long: `Simulate a deal (a deal file, or - for standard input) and print what investors earn,
what each commissioner pays and whether costs overrun, each with its interval.
The result depends on the deal, the seed and the number of paths only.

With --require the run is held against conditions: METRIC.mean, .sd, .min, .max or .p05,
q(METRIC, LEVEL), p(EVENT) or a ratio of means, then < <= > or >=, then a number. Those that
are not met make the exit status 1. Section 8 of docs/model.md has the whole grammar.`,
		Example: `  sibsim run deal.yaml --paths 50000 --seed 7
  sibsim run deal.yaml --set sites.enfield.referrals.rate=20 --set capital.reserve=0
  sibsim run deal.yaml --precision investor.irr=±0.005
  sibsim run deal.yaml --require 'p(investor.irr < 0) <= 10%' --require 'q(payments.total, 0.95) <= 6.4m'
  sibsim run deal.yaml --json > result.json
  sibsim run deal.yaml --out report.html`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.run(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.Uint64Var(&f.paths, "paths", 10000, "number of simulated lifetimes")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the random words")
	fl.IntVar(&f.workers, "workers", 0, "goroutines to use; 0 means one for each core (changes nothing but the time)")
	scenarioFlag(fl, &f.scenarios)
	fl.StringArrayVar(&f.set, "set", nil, "change a field before the run: ADDRESS=VALUE (repeatable)")
	fl.BoolVar(&f.plan, "plan", false, "print the plan case, what was signed, and simulate nothing")
	fl.StringVar(&f.precision, "precision", "", "run until a metric's mean is known this well: METRIC=±X")
	fl.StringArrayVar(&f.require, "require", nil, "hold the run against a condition, such as 'investor.npv@6%.mean >= 0' (repeatable)")
	fl.BoolVar(&f.json, "json", false, "print the result as JSON")
	fl.BoolVar(&f.csv, "csv", false, "print the metrics as CSV")
	fl.StringVar(&f.pathsOut, "paths-out", "", "write every path's metrics to this CSV file")
	fl.StringVar(&f.out, "out", "", "write the result to this file: .html, .json or .csv")
	f.screen.flags(fl)
	return c
}

func (e *env) run(ctx context.Context, path string, f runFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	asked := readConditions(f.require)
	p, err := e.compile(path, f.scenarios, f.set, asked.statistics()...)
	if err != nil {
		return errors.Join(err, asked.err("--require"))
	}
	constraints, err := asked.bind("--require", p)
	if err != nil {
		return err
	}
	if f.plan {
		return e.table(f.screen, report.PlanCase(p), f.json, f.csv)
	}
	r, err := e.simulate(ctx, p, f)
	if r == nil {
		return err
	}
	r.Scenarios = f.scenarios
	met, stopped := study.Require(ctx, r, constraints, f.workers)
	if stopped != nil {
		fmt.Fprintln(e.err, "sibsim: interrupted: what was required is not checked")
	}
	if werr := e.write(r, met, f); werr != nil {
		return werr
	}
	if err != nil || stopped != nil {
		return errPartial
	}
	return unmet(met)
}

func (f runFlags) check() error {
	switch {
	case f.paths == 0:
		return usage("sibsim: --paths: 0 must be at least 1")
	case f.paths > 1e9:
		return usage("sibsim: --paths: %d must be at most 1000000000", f.paths)
	case f.json && f.csv:
		return usage("sibsim: --json and --csv: choose one")
	case f.plan && len(f.require) > 0:
		return usage("sibsim: --plan and --require: choose one; a plan case has no chances")
	}
	return checkOut(f.out)
}

// checkOut fails unless a file's name says in which format to write it.
func checkOut(name string) error {
	switch ext := filepath.Ext(name); {
	case name == "", ext == ".html", ext == ".json", ext == ".csv":
		return nil
	}
	return usage("sibsim: --out: %q must end in .html, .json or .csv", name)
}

// compile opens a deal, changes it by scenarios and --set, and compiles it with
// the metrics that statistics want.
func (e *env) compile(path string, names, set []string, of ...metric.Statistic) (*sim.Plan, error) {
	src, err := e.open(path)
	if err != nil {
		return nil, err
	}
	d, err := change(src.deal, names, set)
	if err != nil {
		return nil, err
	}
	agreed := d.Contract()
	p, err := sim.Compile(d, metric.Wants(&agreed, of...)...)
	if err != nil {
		return nil, src.locate(err)
	}
	return p, nil
}

// change applies scenarios, then --set edits, in the order given.
func change(d deal.Deal, names, set []string) (deal.Deal, error) {
	d, _, err := apply(d, names)
	if err != nil {
		return d, err
	}
	var edits []deal.Edit
	for _, s := range set {
		address, value, ok := strings.Cut(s, "=")
		if !ok {
			return d, usage("sibsim: --set: %q must be ADDRESS=VALUE", s)
		}
		edits = append(edits, deal.Set(strings.TrimSpace(address), strings.TrimSpace(value)))
	}
	if len(edits) == 0 {
		return d, nil
	}
	out, err := d.With(edits...)
	if err != nil {
		return d, usage("sibsim: --set: %w", err)
	}
	return out, nil
}

// simulate runs the plan, and again with more paths while a --precision asks for them.
func (e *env) simulate(ctx context.Context, p *sim.Plan, f runFlags) (*sim.Result, error) {
	metric, want, err := precision(p, f.precision)
	if err != nil {
		return nil, err
	}
	for paths := f.paths; ; {
		bar := e.progress(paths)
		r, err := sim.Run(ctx, p, sim.Options{Seed: f.seed, Paths: paths, Workers: f.workers, Progress: bar.set})
		bar.done()
		if err != nil || metric == "" {
			return r, err
		}
		s, _ := r.Metric(metric)
		half := 1.96 * s.SE
		if !(half > want) {
			return r, nil
		}
		next := math.Ceil(float64(paths) * (half / want) * (half / want) * 1.05)
		if next > maxPrecisionPaths {
			return nil, usage("sibsim: --precision: %s=±%g needs about %.3g paths, more than %.0g: now ±%.3g at %d", metric, want, next, float64(maxPrecisionPaths), half, paths)
		}
		fmt.Fprintf(e.err, "%s is ±%.3g at %d paths; running %.0f\n", metric, half, paths, next)
		paths = uint64(next)
	}
}

// maxPrecisionPaths is how far --precision goes by itself.
const maxPrecisionPaths = 2e7

// precision reads METRIC=±X.
func precision(p *sim.Plan, s string) (metric string, half float64, err error) {
	if s == "" {
		return "", 0, nil
	}
	name, value, ok := strings.Cut(s, "=")
	value = strings.TrimPrefix(strings.TrimPrefix(value, "±"), "+-")
	x, perr := strconv.ParseFloat(value, 64)
	if !ok || perr != nil || !(x > 0) || math.IsInf(x, 0) {
		return "", 0, usage("sibsim: --precision: %q must be METRIC=±X with X above 0", s)
	}
	if _, err := p.Find(name); err != nil {
		return "", 0, usage("sibsim: --precision: %w", err)
	}
	return name, x, nil
}

// write prints the result and writes the files asked for.
func (e *env) write(r *sim.Result, met []study.Requirement, f runFlags) error {
	if f.pathsOut != "" {
		err := writeFile(f.pathsOut, func(w io.Writer) error {
			return report.PathsCSV(w, r.Plan(), r.Seed, 0, r.Paths)
		})
		if err != nil {
			return err
		}
	}
	if f.out != "" {
		if err := writeFile(f.out, func(w io.Writer) error { return render(w, r, met, filepath.Ext(f.out)) }); err != nil {
			return err
		}
		fmt.Fprintf(e.err, "wrote %s\n", f.out)
	}
	switch {
	case f.json:
		return render(e.out, r, met, ".json")
	case f.csv:
		return render(e.out, r, met, ".csv")
	case f.out != "":
		return nil
	}
	return text.Write(e.out, report.Run(r, met...), f.screen.options(e))
}

// render writes the result in the format of a file extension.
func render(w io.Writer, r *sim.Result, met []study.Requirement, ext string) error {
	switch ext {
	case ".html":
		return html.Write(w, report.Run(r, met...))
	case ".json":
		data, err := report.JSON(r, Version, met...)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	case ".csv":
		data, err := report.CSV(r)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, bytes.NewReader(data))
		return err
	}
	return errors.New("no format " + ext)
}
