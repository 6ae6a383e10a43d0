package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// SensitivityParts names the parts of a sensitivity study in the order in which
// they are done.
func SensitivityParts() []string { return []string{"tiers", "tornado", "sobol", "shapley", "regional"} }

// SensitivityOptions say what is asked about a deal.
type SensitivityOptions struct {
	// Metric is what is to be explained; empty: the first of investor.npv,
	// public.spend and cost.total that the deal has.
	Metric string
	Parts  []string // of SensitivityParts; empty: all
	Groups string   // of the Shapley effects, as ParseGroups reads them; empty: NaturalGroups
	// Split is the flag that parts the lifetimes of the regional analysis; empty:
	// the first of investor.loss, commissioner.over_budget and cost.overrun.
	Split string
}

// Sensitivity says what a metric of a deal depends on. A part that was not asked
// for, or not reached before the study was stopped, is nil.
type Sensitivity struct {
	Seed uint64
	// Paths are the paths of the designs, the tornado's, the indices' and the
	// effects'. Run are those of the plain run, of which they are the first, on
	// which tiers and the regional analysis stand.
	Paths, Run  uint64
	Walks       uint64 // how many lifetimes were walked
	Metric      metric.Spec
	Mean        Figure // over the run
	SD          float64
	Least, Most float64
	Drivers     []sim.Driver

	Tiers    *Tiers
	Tornado  *Tornado
	Sobol    *Sobol
	Shapley  *Shapley
	Regional *Regional
	// Missing are the parts asked for and not reached.
	Missing []string
}

// runTimes is how many times the paths of the designs the plain run has: it costs
// little, and a flag that is rare needs them.
const runTimes = 10

// copyOffset is the number of the copy of path 0, whose scores and words are those of no path of a run.
const copyOffset = 1 << 40

// maxKept bounds the bytes of what is kept of all lifetimes.
const maxKept = 1_000_000_000

// SensitivityStudy is a question about a plan that has been found sound.
type SensitivityStudy struct {
	plan   *sim.Plan
	metric int // place among the plan's metrics
	split  int // -1: none
	parts  []string
	groups []Group
	sobol  []Group
	inputs []int     // the driver of each input
	units  []float64 // what a unit of each input is in the engine's
	// lives returns what makes lifetimes on one goroutine: a function of the
	// scores and the words of luck that gives the metric, as an integer in units of
	// 1/Scale, and the flag that splits.
	lives func() func(scores []float64, seed, luck uint64) (value, flag int64)
}

// NewSensitivity checks what is asked. Its error joins all faults, each headed by
// the option at fault.
func NewSensitivity(p *sim.Plan, ask SensitivityOptions) (*SensitivityStudy, error) {
	var faults []error
	fault := func(option string, err error) {
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				faults = append(faults, fmt.Errorf("%s: %w", option, one))
			}
		} else if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", option, err))
		}
	}
	s := &SensitivityStudy{plan: p, split: -1, parts: slices.Clone(ask.Parts)}
	var err error
	s.metric, err = findMetric(p, ask.Metric)
	fault("metric", err)
	if len(s.parts) == 0 {
		s.parts = SensitivityParts()
	}
	for _, name := range s.parts {
		if !slices.Contains(SensitivityParts(), name) {
			fault("only", fmt.Errorf("%q must be one of %s", name, strings.Join(SensitivityParts(), ", ")))
		}
	}
	if s.asks("regional") || ask.Split != "" {
		s.split, err = findFlag(p, ask.Split)
		fault("split", err)
	}
	s.groups = NaturalGroups(p)
	if ask.Groups != "" {
		s.groups, err = ParseGroups(p, ask.Groups)
		fault("groups", err)
	}
	s.sobol = independentGroups(p)
	s.inputs, s.units = inputDrivers(p)
	s.lives = func() func([]float64, uint64, uint64) (int64, int64) {
		w := p.Walker()
		return func(scores []float64, seed, luck uint64) (int64, int64) {
			row := w.Walk(scores, seed, luck)
			flag := int64(0)
			if s.split >= 0 && isNumber(row[s.split]) {
				flag = row[s.split]
			}
			return row[s.metric], flag
		}
	}
	return s, errors.Join(faults...)
}

func (s *SensitivityStudy) asks(part string) bool { return slices.Contains(s.parts, part) }

// findMetric returns the place of a metric that single lifetimes have.
func findMetric(p *sim.Plan, name string) (int, error) {
	if name == "" {
		name = alwaysThere(p)
	}
	if d, ok := metric.Explain(name); ok && d.Statistic {
		return -1, fmt.Errorf("%s is a statistic over lifetimes, no figure of each: choose one such as %s", name, insteadOf(p, name))
	}
	return p.Find(name)
}

// findFlag returns the place of a flag, -1 if none is named and the deal has none of the usual ones.
func findFlag(p *sim.Plan, name string) (int, error) {
	if name == "" {
		for _, usual := range []string{"investor.loss", "commissioner.over_budget", "cost.overrun"} {
			if at, err := p.Find(usual); err == nil {
				return at, nil
			}
		}
		return -1, nil
	}
	at, err := p.Find(name)
	if err == nil && p.Specs()[at].Unit != metric.Flag {
		return -1, fmt.Errorf("%s is no flag but counts %s: must be one that is 0 or 1 on each lifetime, such as investor.loss", name, p.Specs()[at].Unit)
	}
	return at, err
}

// alwaysThere is a metric that has a value on every path: each deal has the last.
func alwaysThere(p *sim.Plan) string {
	for _, name := range []string{"investor.npv", "public.spend"} {
		if _, err := p.Find(name); err == nil {
			return name
		}
	}
	return "cost.total"
}

// insteadOf names a metric to use for one that is not defined on every path.
func insteadOf(p *sim.Plan, name string) string {
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return alwaysThere(p)
	}
	head, last := name[:at], name[at+1:]
	for _, x := range []struct{ last, use string }{
		{"irr", head + ".npv"},
		{"moic", head + ".npv"},
		{"payback", head + ".npv"},
		{"month", head},
		{"hours", head + ".achieved"},
		{"long_hours", head + ".achieved"},
		{"waited", head + ".left"},
		{"gross", "public.spend"},
		{"net", "public.spend"},
		{"bcr", "public.npv"},
	} {
		if _, err := p.Find(x.use); err == nil && x.last == last {
			return x.use
		}
	}
	return alwaysThere(p)
}

// UndefinedError says that a metric has no value on some lifetimes.
type UndefinedError struct {
	Metric       string
	Count, Paths uint64
	Moved        bool   // the lifetimes are not those of the plain run: something was moved in them
	Instead      string // a metric to use for it
}

func (e *UndefinedError) Error() string {
	moved := ""
	if e.Moved {
		moved = " with a driver moved"
	}
	return fmt.Sprintf("metric: %s has no value on %d of %d lifetimes%s, and a mean over the others would compare different lifetimes: choose one that always has, such as %s", e.Metric, e.Count, e.Paths, moved, e.Instead)
}

// Walks returns how many lifetimes Run will walk.
func (s *SensitivityStudy) Walks(paths uint64) uint64 {
	d := s.design(paths)
	long, short := d.count()
	return long*runTimes*paths + short*paths
}

// Run answers, with o.Paths paths in the designs. When ctx ends, the parts that
// were finished by then are returned with ctx's error; they are those of the
// whole study, bit for bit. A metric without a value on a path is an *UndefinedError.
func (s *SensitivityStudy) Run(ctx context.Context, o sim.Options) (*Sensitivity, error) {
	if o.Paths < 2 {
		return nil, fmt.Errorf("paths: %d must be at least 2", o.Paths)
	}
	d := s.design(o.Paths)
	if bytes := d.bytes(); bytes > maxKept {
		return nil, fmt.Errorf("paths: %d paths of this deal need %.0f MB, more than %d: ask for fewer paths or parts", o.Paths, bytes/1e6, maxKept/1_000_000)
	}
	out := &Sensitivity{
		Seed: o.Seed, Paths: o.Paths, Run: runTimes * o.Paths,
		Metric: s.plan.Specs()[s.metric], Drivers: s.plan.Drivers(),
	}
	l := newLifetimes(s, o)
	if err := l.run(ctx, out.Run); err != nil {
		return nil, err
	}
	out.Walks = l.done
	base := l.column(d.base, out.Run)
	out.Mean = estimateMean(base).figure()
	out.SD = deviation(base)
	out.Least, out.Most = slices.Min(base), slices.Max(base)
	for _, part := range SensitivityParts() {
		if !s.asks(part) {
			continue
		}
		if err := ctx.Err(); err != nil {
			out.Missing = append(out.Missing, part)
			continue
		}
		switch err := s.part(ctx, part, d, l, out); {
		case err != nil && ctx.Err() == nil:
			return nil, err
		case err != nil:
			out.Missing = append(out.Missing, part)
		default:
			out.Walks = l.done
		}
	}
	if len(out.Missing) > 0 {
		return out, ctx.Err()
	}
	return out, nil
}

// part does one part.
func (s *SensitivityStudy) part(ctx context.Context, name string, d *design, l *lifetimes, out *Sensitivity) (err error) {
	switch name {
	case "tiers":
		out.Tiers, err = s.tiers(ctx, d, l)
	case "tornado":
		out.Tornado, err = s.tornado(ctx, d, l)
	case "sobol":
		out.Sobol, err = s.indices(ctx, d, l)
	case "shapley":
		out.Shapley, err = s.effects(ctx, d, l)
	case "regional":
		out.Regional, err = s.regional(ctx, l)
	}
	return err
}
