package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/tally"
)

// Sweep is several plans run side by side on the same words: candidates,
// scenarios, structures. What was asked of each is kept path by path, so that any
// statistic, and any difference of two plans on the same path, can be had of it.
type Sweep struct {
	Seed, Paths uint64
	// Walks is how many lifetimes were sampled; all others were settled again.
	Walks uint64
	// Done says which plans were finished: all of them unless the sweep was stopped.
	Done []bool

	metrics [][]string // [plan]
	columns [][][]int64
}

// NewSweep runs the plans on the same paths and keeps the named metrics of each:
// metrics[i] are those of plan i. A path is walked once for all plans with the
// same Chance and settled for each, plan by plan.
//
// When ctx ends, the sweep has the plans that were finished by then, equal bit for
// bit to those of the whole, and ctx's error is returned with it.
func NewSweep(ctx context.Context, plans []*Plan, metrics [][]string, o Options) (*Sweep, error) {
	return newSweep(ctx, nil, 0, plans, metrics, o)
}

// NewSweepFrom is NewSweep on the paths first..first+o.Paths-1: from 1<<40 on they
// are independent of those of a plain run.
func NewSweepFrom(ctx context.Context, first uint64, plans []*Plan, metrics [][]string, o Options) (*Sweep, error) {
	return newSweep(ctx, nil, first, plans, metrics, o)
}

func newSweep(ctx context.Context, kept *Walks, first uint64, plans []*Plan, metrics [][]string, o Options) (*Sweep, error) {
	if o.Paths == 0 {
		return nil, errors.New("paths: 0 must be at least 1")
	}
	s := &Sweep{Seed: o.Seed, Paths: o.Paths, Done: make([]bool, len(plans)), metrics: metrics, columns: make([][][]int64, len(plans))}
	places := make([][]int, len(plans))
	width := 0
	for i, p := range plans {
		for _, name := range metrics[i] {
			at, err := p.Find(name)
			if err != nil {
				return nil, err
			}
			places[i] = append(places[i], at)
		}
		width += len(places[i])
	}
	if bytes := float64(width) * 8 * float64(o.Paths); bytes > maxSweep {
		return nil, fmt.Errorf("paths: %d paths of %d figures need %.0f MB, more than %d: ask for fewer paths, plans or metrics", o.Paths, width, bytes/1e6, maxSweep/1_000_000)
	}
	total := uint64(0)
	for _, members := range crews(plans) {
		one := o
		if o.Progress != nil {
			before := total
			one.Progress = func(done uint64) { o.Progress(before + done*uint64(len(members))) }
		}
		if err := s.crew(ctx, kept, first, plans, members, places, one); err != nil {
			return s, err
		}
		total += o.Paths * uint64(len(members))
	}
	return s, nil
}

// maxSweep bounds the bytes a sweep keeps.
const maxSweep = 1_000_000_000

// crew runs plans with the same chance.
func (s *Sweep) crew(ctx context.Context, kept *Walks, from uint64, plans []*Plan, members []int, places [][]int, o Options) error {
	width := 0
	for _, i := range members {
		width += len(places[i])
	}
	known := kept.of(plans[members[0]], from, o)
	table, err := Each(ctx, o, width, func() func(uint64, []int64) {
		c := newCrew(plans, members)
		for k, i := range members {
			c.settlers[k].work.NoRates = !slices.ContainsFunc(s.metrics[i], isRate)
		}
		return func(n uint64, row []int64) {
			if known {
				c.walker.out = kept.kept[n]
			} else {
				c.walker.sample(path{seed: o.Seed, ignorance: from + n, environ: from + n, luck: from + n})
			}
			for k, i := range members {
				all := c.settle(k)
				for j, at := range places[i] {
					row[j] = all[at]
				}
				row = row[len(places[i]):]
			}
		}
	})
	if err != nil {
		return err
	}
	if !known {
		s.Walks += o.Paths
	}
	first := 0
	for _, i := range members {
		s.columns[i] = make([][]int64, len(places[i]))
		for j := range places[i] {
			column := make([]int64, o.Paths)
			for n := range column {
				column[n] = table[n*width+first+j]
			}
			s.columns[i][j] = column
		}
		first += len(places[i])
		s.Done[i] = true
	}
	return nil
}

// isRate reports whether a metric is a rate of return or its status.
func isRate(name string) bool {
	return strings.HasSuffix(name, ".irr") || strings.Contains(name, ".irr.")
}

// Column returns a metric of a plan on every path, in path order, as integers in
// units of 1/Scale of its Spec; nil if it was not asked for or not finished.
func (s *Sweep) Column(plan int, name string) []int64 {
	for j, have := range s.metrics[plan] {
		if have == name && s.Done[plan] {
			return s.columns[plan][j]
		}
	}
	return nil
}

// Difference returns the column of what one plan has more than another on the
// same path; Undefined where either is no number.
func Difference(a, b []int64) []int64 {
	out := make([]int64, len(a))
	for n := range out {
		out[n] = tally.Undefined
		if number(a[n]) && number(b[n]) {
			out[n] = a[n] - b[n]
		}
	}
	return out
}
