package study

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// evaluate makes the figures of all cells that are done, then their
// differences. Only the samples of references are kept.
func (c *Comparison) evaluate(sweep *sim.Sweep, place []int, bound [][]*metric.Bound, workers int) error {
	kept := make([][]*Sample, len(c.Cells))
	drawn := c.redraw(sweep, place, bound)
	sample := func(i int) []*Sample {
		if kept[i] != nil {
			return kept[i]
		}
		samples := read(sweep, place[i], c.Cells[i].Plan, bound[i])
		for k, s := range samples {
			if s != nil {
				s.drawn = drawn[k][i]
			}
		}
		return samples
	}
	err := c.inParallel(workers, func(i int) error {
		x := &c.Cells[i]
		samples := sample(i)
		for k, s := range samples {
			if s != nil {
				x.Figures[k].Estimate = s.Estimate()
			}
		}
		if x.Structure == 0 || x.Scenario == 0 {
			kept[i] = samples
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.inParallel(workers, func(i int) error {
		x := &c.Cells[i]
		samples := sample(i)
		for r := range References {
			if err := c.hold(x, samples, r, kept); err != nil {
				return err
			}
		}
		return nil
	})
}

// redraw makes the replicates of each quantile, for all cells at once; nil for
// another statistic, or a cell in which some path has no value.
func (c *Comparison) redraw(sweep *sim.Sweep, place []int, bound [][]*metric.Bound) [][][]int64 {
	out := make([][][]int64, len(c.Statistics))
	for k := range out {
		out[k] = make([][]int64, len(c.Cells))
		var columns [][]int64
		var at []int
		level := 0.0
		for i := range c.Cells {
			if !c.Cells[i].Done || bound[i][k] == nil || bound[i][k].Figure != metric.Quantile {
				continue
			}
			if column := sweep.Column(place[i], bound[i][k].Metrics[0]); !slices.Contains(column, metric.Undefined) {
				columns, at, level = append(columns, column), append(at, i), bound[i][k].Level
			}
		}
		if len(columns) < 2 {
			continue
		}
		for n, values := range redraw(level, columns...) {
			out[k][at[n]] = values
		}
	}
	return out
}

// hold makes a cell's differences from a reference.
func (c *Comparison) hold(x *Cell, samples []*Sample, r Reference, kept [][]*Sample) error {
	at := c.reference(x, r)
	if at < 0 || kept[at] == nil {
		return nil
	}
	other := &c.Cells[at]
	for k, s := range samples {
		if s == nil || kept[at][k] == nil {
			continue
		}
		f := &x.Figures[k]
		for _, d := range f.Less { // references may be one and the same
			if d != nil && d.Structure == other.Structure && d.Scenario == other.Scenario {
				f.Less[r] = d
			}
		}
		if f.Less[r] != nil {
			continue
		}
		e, err := s.Difference(kept[at][k])
		if err != nil {
			return err
		}
		a, b := f.SE, other.Figures[k].SE
		f.Less[r] = &Difference{
			Estimate: e, Structure: other.Structure, Scenario: other.Scenario,
			Independent: math.Sqrt(float64(a*a) + float64(b*b)),
		}
	}
	return nil
}

// inParallel does something for each cell that is done, on so many
// goroutines; 0 means one for each core.
func (c *Comparison) inParallel(workers int, do func(cell int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	faults := make([]error, len(c.Cells))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				faults[i] = do(i)
			}
		})
	}
	for i := range c.Cells {
		if c.Cells[i].Done {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	return errors.Join(faults...)
}

// reference returns the place of the cell that one is held against, -1 if it
// is not there.
func (c *Comparison) reference(x *Cell, r Reference) int {
	structure, scenario := x.Structure, x.Scenario
	if r != Base {
		structure = 0
	}
	if r != First {
		scenario = 0
	}
	return slices.IndexFunc(c.Cells, func(y Cell) bool { return y.Structure == structure && y.Scenario == scenario })
}

// read makes the samples of a plan's statistics from the columns of a sweep;
// nil where it has none.
func read(sweep *sim.Sweep, at int, p *sim.Plan, bound []*metric.Bound) []*Sample {
	out := make([]*Sample, len(bound))
	for k, b := range bound {
		if b != nil {
			out[k] = sweptSample(sweep, at, p, *b)
		}
	}
	return out
}
