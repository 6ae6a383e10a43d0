package study

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Estimate is a figure with its standard error and 95 % interval, in the
// figure's own unit.
type Estimate struct {
	Value float64
	// SE is the standard error: NaN for a quantile, a least and a greatest
	// value, which have none.
	SE     float64
	Lo, Hi float64 // infinite where the sample does not bound the figure
	N      uint64  // paths that take part
	Never  uint64  // those of them at plus infinity
	// Undefined is the number of paths left out because they have no value, or
	// do not decide the event.
	Undefined uint64
	// Reason says why Value is not a finite number; else it is empty.
	Reason string
}

// Verdict says whether a figure keeps to a limit.
type Verdict struct {
	Met     bool
	Certain bool    // no value in the interval says otherwise
	Slack   float64 // as metric.Limit.Slack: positive on the right side
}

// Holds holds an estimate against a limit. What is not a number is not met.
func (e Estimate) Holds(l metric.Limit) Verdict {
	met := l.Met(e.Value)
	certain := !math.IsNaN(e.Value) && l.Met(e.Lo) == met && l.Met(e.Hi) == met
	return Verdict{Met: met, Certain: certain, Slack: l.Slack(e.Value)}
}

// Sample is what a bound statistic is made of: the integers that it makes of
// each path, in path order. Samples of two deals on the same seed are paired
// path by path: see [Sample.Difference].
type Sample struct {
	of     metric.Bound
	values [][]int64 // [of.Scales][path]
	// drawn, of a quantile that every path has, are those of the replicates if
	// they are made already: see redraw.
	drawn []int64
}

// newSample returns a sample of so many paths, still zero.
func newSample(b metric.Bound, paths int) *Sample {
	s := &Sample{of: b}
	for range b.Scales {
		s.values = append(s.values, make([]int64, paths))
	}
	return s
}

// set writes one path. The row is in the order of the metric set; work has a
// place for each of the statistic's integers.
func (s *Sample) set(path int, row, work []int64) {
	s.of.Eval(work, row)
	for i := range s.values {
		s.values[i][path] = work[i]
	}
}

// work is room for the integers of one path of any statistic.
type work [2]int64

// Paths returns the number of paths.
func (s *Sample) Paths() int { return len(s.values[0]) }

// ReadSample makes a sample from the columns that a run stored; false if it was
// too large to store any. The statistic must be bound to the run's plan.
func ReadSample(r *sim.Result, b metric.Bound) (*Sample, bool) {
	columns := make([][]int64, len(b.Metrics))
	for i, name := range b.Metrics {
		if columns[i] = r.Column(name); columns[i] == nil {
			return nil, false
		}
	}
	s := newSample(b, int(r.Paths))
	row := make([]int64, r.Plan().Metrics().Len())
	var w work
	for n := range s.Paths() {
		for i, at := range b.Places {
			row[at] = columns[i][n]
		}
		s.set(n, row, w[:])
	}
	return s, true
}

// Measure walks the paths of a plan and keeps what each statistic makes of
// them, and nothing else: eight bytes a path and integer. The statistics must be
// bound to the plan's metrics. When ctx ends before the last path it returns ctx's error.
func Measure(ctx context.Context, p *sim.Plan, of []metric.Bound, o sim.Options) ([]*Sample, error) {
	out := make([]*Sample, len(of))
	if o.Paths == 0 {
		return nil, errors.New("paths: 0 must be at least 1")
	}
	for i := range of {
		out[i] = newSample(of[i], int(o.Paths))
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	const size = 256
	var next, done atomic.Uint64
	var progress sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var w work
			for ctx.Err() == nil {
				first := (next.Add(1) - 1) * size
				if first >= o.Paths {
					return
				}
				count := min(size, o.Paths-first)
				for n, l := range p.Lifetimes(o.Seed, first, count) {
					for _, s := range out {
						s.set(int(n), l.Row, w[:])
					}
				}
				if all := done.Add(count); o.Progress != nil {
					progress.Lock()
					o.Progress(all)
					progress.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Requirement is a constraint held against a run.
type Requirement struct {
	Constraint metric.Constraint
	Estimate
	Verdict
}

// Require holds constraints against a run, from its stored columns or, where it
// was too large to store them, by walking its paths once more. They must be
// bound to the run's plan.
func Require(ctx context.Context, r *sim.Result, of []metric.Constraint, workers int) ([]Requirement, error) {
	out := make([]Requirement, len(of))
	bound := make([]metric.Bound, len(of))
	samples := make([]*Sample, len(of))
	stored := true
	for i := range of {
		bound[i] = of[i].Bound
		if stored {
			samples[i], stored = ReadSample(r, bound[i])
		}
	}
	if !stored {
		var err error
		samples, err = Measure(ctx, r.Plan(), bound, sim.Options{Seed: r.Seed, Paths: r.Paths, Workers: workers})
		if err != nil {
			return nil, err
		}
	}
	for i, s := range samples {
		e := s.Estimate()
		out[i] = Requirement{Constraint: of[i], Estimate: e, Verdict: e.Holds(of[i].Limit)}
	}
	return out, nil
}

// sweptSample makes the sample of a plan's statistic from the columns of a sweep.
func sweptSample(sweep *sim.Sweep, at int, p *sim.Plan, b metric.Bound) *Sample {
	columns := make([][]int64, len(b.Metrics))
	for i, name := range b.Metrics {
		columns[i] = sweep.Column(at, name)
	}
	s := newSample(b, int(sweep.Paths))
	row := make([]int64, p.Metrics().Len())
	var w work
	for n := range s.Paths() {
		for i, place := range b.Places {
			row[place] = columns[i][n]
		}
		s.set(n, row, w[:])
	}
	return s
}
