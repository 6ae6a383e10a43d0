package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// compareFlags are the flags of compare.
type compareFlags struct {
	paths      uint64
	seed       uint64
	workers    int
	scenarios  []string
	structures []string
	set        []string
	metrics    []string
	against    string
	json, csv  bool
	out        string
	screen     screen
}

func newCompare(e *env) *cobra.Command {
	var f compareFlags
	c := &cobra.Command{
		Use:   "compare DEAL [DEAL...]",
		Short: "Structures side by side under scenarios, on the same random words",
		Long: `Run a grid of structures and scenarios on the same random words and print what
each side of the table gets in each cell, how much that differs from a
reference, and how sure that is.

Rows are structures: each deal file, and the first deal changed by each
--structure. Columns are scenarios: base, then each --scenario; names joined
by a comma are applied one after the other. Without any of these the scenarios are
those of the deal file. A scenario is one of the deal's own, without:ADDRESS,
set:ADDRESS=VALUE or times:ADDRESS=FACTOR. Where one does not apply to a structure
the cell is empty and says why.`,
		Example: `  sibsim compare deal.yaml
  sibsim compare deal.yaml --scenario 'times:tariffs.*.price=1.05' --scenario recession,fewer
  sibsim compare deal.yaml rival.yaml --structure without:cap --scenario recession
  sibsim compare deal.yaml --metric 'p(investor.npv@6% < 0)' --metric 'payer.*.spend.mean'
  sibsim compare deal.yaml --out compare.html`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.compare(c.Context(), args, f) },
	}
	fl := c.Flags()
	fl.Uint64Var(&f.paths, "paths", 10000, "number of simulated lifetimes of each cell")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the random words")
	fl.IntVar(&f.workers, "workers", 0, "goroutines to use; 0 means one for each core (changes nothing but the time)")
	fl.StringArrayVar(&f.scenarios, "scenario", nil, "a column: the scenarios NAME[,NAME], applied in order (repeatable)")
	fl.StringArrayVar(&f.structures, "structure", nil, "a row: the first deal changed by the scenarios NAME[,NAME] (repeatable)")
	fl.StringArrayVar(&f.set, "set", nil, "change a field of every deal first: ADDRESS=VALUE (repeatable)")
	fl.StringArrayVar(&f.metrics, "metric", nil, "a statistic to compare instead of the usual ones, as investor.npv.mean or p(cost.overrun) (repeatable)")
	fl.StringVar(&f.against, "against", "", "show differences from: base, the same structure's; first, the first structure's in the same scenario; reference, the first structure's base (default first, with one structure base)")
	fl.BoolVar(&f.json, "json", false, "print as JSON")
	fl.BoolVar(&f.csv, "csv", false, "print as CSV")
	fl.StringVar(&f.out, "out", "", "write the result to this file: .html, .json or .csv")
	f.screen.flags(fl)
	return c
}

// references are the words for what cells are held against.
var references = map[string]study.Reference{"base": study.Base, "first": study.First, "reference": study.Corner}

func (e *env) compare(ctx context.Context, paths []string, f compareFlags) error {
	grid, err := e.grid(paths, f)
	if err != nil {
		return err
	}
	bar := e.progress(f.paths * grid.deals())
	found, err := study.Compare(ctx, grid.cases, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set}, grid.want...)
	bar.done()
	interrupted := err != nil && ctx.Err() != nil
	switch faults := (&conditions{faults: metric.Faults(err)}).err("--metric"); {
	case faults != nil:
		return faults
	case err != nil && !interrupted:
		return usage("sibsim: compare: %w", err)
	case found == nil:
		return err
	}
	how := report.Comparing{Against: study.Base, Stories: grid.stories}
	if len(found.Structures) > 1 {
		how.Against = study.First
	}
	if against, ok := references[f.against]; ok {
		how.Against = against
	}
	if err := e.writeComparison(found, how, f); err != nil {
		return err
	}
	if interrupted {
		return errPartial
	}
	return nil
}

// grid is what a command line of compare asks for.
type grid struct {
	cases   []study.Case
	stories []string // of the scenarios
	want    []metric.Statistic
}

// deals is the number of cases that have one.
func (g *grid) deals() uint64 {
	n := uint64(0)
	for i := range g.cases {
		if g.cases[i].Reason == nil {
			n++
		}
	}
	return n
}

// structure is one row of the grid.
type structure struct {
	name string
	deal deal.Deal
}

// grid reads everything that is asked for; the error has everything wrong with it.
func (e *env) grid(paths []string, f compareFlags) (*grid, error) {
	var faults []error
	fault := func(err error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	switch _, known := references[f.against]; {
	case f.against != "" && !known:
		fault(usage("sibsim: --against: %q must be base, first or reference", f.against))
	}
	if f.paths == 0 || f.paths > 1e8 {
		fault(usage("sibsim: --paths: %d must be 1 to 100000000", f.paths))
	}
	if f.json && f.csv {
		fault(usage("sibsim: --json and --csv: choose one"))
	}
	fault(checkOut(f.out))
	var g grid
	var read conditions
	for _, text := range f.metrics {
		s, err := metric.ParseStatistic(text)
		read.faults = append(read.faults, metric.Faults(err)...)
		g.want = append(g.want, s)
	}
	fault(read.err("--metric"))
	rows, err := e.structures(paths, f)
	fault(err)
	columns, err := columnsOf(rows, f)
	fault(err)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	for _, row := range rows {
		for _, column := range columns {
			c := study.Case{Structure: row.name, Scenario: strings.Join(column, ",")}
			c.Deal, c.Reason = change(row.deal, column, nil)
			g.cases = append(g.cases, c)
		}
	}
	for _, column := range columns {
		g.stories = append(g.stories, story(rows, column))
	}
	return &g, nil
}

// structures opens the deals, changed by --set, and makes those of --structure.
func (e *env) structures(paths []string, f compareFlags) ([]structure, error) {
	var rows []structure
	var faults []error
	add := func(name string, d deal.Deal, err error) {
		switch {
		case slices.ContainsFunc(rows, func(r structure) bool { return r.name == name }):
			faults = append(faults, usage("sibsim: structure %s: stands twice, must be there once", name))
		case err != nil:
			faults = append(faults, err)
		default:
			rows = append(rows, structure{name, d})
		}
	}
	for _, path := range paths {
		name := path
		if path == "-" {
			name = "stdin"
		}
		p, err := e.compile(path, nil, f.set)
		if err != nil {
			add(name, deal.Deal{}, err)
			continue
		}
		add(name, p.Deal(), nil)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	for _, list := range f.structures {
		d, err := change(rows[0].deal, scenarios.Split(list), nil)
		if err != nil {
			err = usage("sibsim: --structure: %w", err)
		}
		add(strings.Join(scenarios.Split(list), ","), d, err)
	}
	return rows, errors.Join(faults...)
}

// columnsOf lists the scenarios, base first.
func columnsOf(rows []structure, f compareFlags) ([][]string, error) {
	base := scenarios.Base.Name
	columns := [][]string{{base}}
	var faults []error
	for _, list := range f.scenarios {
		column := scenarios.Split(list)
		switch name := strings.Join(column, ","); {
		case name == base:
		case slices.ContainsFunc(columns, func(c []string) bool { return strings.Join(c, ",") == name }):
			faults = append(faults, usage("sibsim: --scenario: %s stands twice, must be there once", name))
		default:
			columns = append(columns, column)
		}
	}
	if len(f.scenarios) == 0 && len(f.structures) == 0 && len(rows) == 1 {
		for _, s := range scenarios.Of(rows[0].deal)[1:] {
			if !s.Structure {
				columns = append(columns, []string{s.Name})
			}
		}
		if len(columns) == 1 {
			faults = append(faults, usage("sibsim: compare: nothing to compare with: the deal has no scenarios of its own; give --scenario NAME, --structure NAME or a second deal"))
		}
	}
	return columns, errors.Join(faults...)
}

// story is what happens in a column, as the first structure that has it tells.
func story(rows []structure, column []string) string {
	for _, r := range rows {
		var lines []string
		for _, name := range column {
			if s, err := scenarios.Find(r.deal, name); err == nil {
				lines = append(lines, s.Story)
			}
		}
		if len(lines) == len(column) {
			return strings.Join(lines, " ")
		}
	}
	return ""
}

// writeComparison prints what was found and writes the file asked for.
func (e *env) writeComparison(found *study.Comparison, how report.Comparing, f compareFlags) error {
	return e.writeStudy(&studyFlags{json: f.json, csv: f.csv, out: f.out, screen: f.screen}, forms{
		page: func() report.Report { return report.Compare(found, how) },
		json: func() ([]byte, error) { return report.CompareJSON(found, how, Version) },
		csv:  func() ([]byte, error) { return report.CompareCSV(found, how) },
	})
}
