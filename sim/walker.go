package sim

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/sibsim/sibsim/internal/random"
)

// Walker walks lifetimes one at a time, for studies that hold some of what is
// uncertain and vary the rest. It must not be shared by goroutines.
type Walker struct{ r *runner }

// Walker returns a walker of the plan.
func (p *Plan) Walker() *Walker { return &Walker{p.newRunner()} }

// Walk makes the lifetime of the given shocks, which it leaves alone, and the
// words of luck of a path, and returns its metrics as Lifetime.Row has them. The
// row is overwritten by the next walk.
//
// With the shocks of path n and luck n it is path n of a run.
func (w *Walker) Walk(shocks []float64, seed, luck uint64) []int64 {
	r := w.r
	copy(r.z, shocks)
	copy(r.shocks, shocks[len(r.z):])
	r.live(random.Path(seed, luck))
	r.plan.schedule.Settle(r.ledger, r.out)
	r.plan.metrics.Eval(r.row, r.ledger, r.work)
	return r.row[:len(r.plan.specs)]
}

// Each fills a table of o.Paths rows of the given width, row n by f(n, row),
// on o.Workers goroutines, each with an f of its own from start. The table does
// not depend on the number of goroutines if f(n) depends on n only. When ctx ends
// it returns the longest complete prefix of rows, with ctx's error.
func Each(ctx context.Context, o Options, width int, start func() func(n uint64, row []int64)) ([]int64, error) {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	table := make([]int64, o.Paths*uint64(width))
	ranges := split(o.Paths, workers)
	reached := make([]uint64, len(ranges)) // rows done
	var next, done atomic.Uint64
	var wg sync.WaitGroup
	var report sync.Mutex
	for range min(workers, len(ranges)) {
		wg.Go(func() {
			f := start()
			for {
				i := next.Add(1) - 1
				if i >= uint64(len(ranges)) {
					return
				}
				for k := range ranges[i].Count {
					if ctx.Err() != nil {
						return
					}
					n := ranges[i].First + k
					f(n, table[n*uint64(width):(n+1)*uint64(width)])
					reached[i]++
				}
				all := done.Add(ranges[i].Count)
				if o.Progress != nil {
					report.Lock()
					o.Progress(all)
					report.Unlock()
				}
			}
		})
	}
	wg.Wait()
	var rows uint64
	for i := range ranges {
		rows += reached[i]
		if reached[i] < ranges[i].Count {
			return table[:rows*uint64(width)], ctx.Err()
		}
	}
	return table, nil
}
