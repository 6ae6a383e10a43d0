package sim

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each fills a table of o.Paths rows of the given width, row n by f(n, row),
// on o.Workers goroutines, each with an f of its own from start. The table does
// not depend on the number of goroutines if f(n) depends on n only. When ctx ends
// it returns the longest complete prefix of rows, with ctx's error.
func Each(ctx context.Context, o Options, width int, start func() func(n uint64, row []int64)) ([]int64, error) {
	table := make([]int64, o.Paths*uint64(width))
	ranges := o.ranges()
	reached := make([]uint64, len(ranges)) // rows done
	o.spread(ctx, ranges, func() func(int) {
		f := start()
		return func(i int) {
			for ; reached[i] < ranges[i].Count && ctx.Err() == nil; reached[i]++ {
				n := ranges[i].First + reached[i]
				f(n, table[n*uint64(width):(n+1)*uint64(width)])
			}
		}
	})
	var rows uint64
	for i := range ranges {
		rows += reached[i]
		if reached[i] < ranges[i].Count {
			return table[:rows*uint64(width)], ctx.Err()
		}
	}
	return table, nil
}

// ranges cuts the paths into units of work.
func (o Options) ranges() []Range { return split(o.Paths, o.workers()) }

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// spread does each range, by its place, on one of o.Workers goroutines, which
// have a function of their own from start. It begins none after ctx has ended.
func (o Options) spread(ctx context.Context, ranges []Range, start func() func(i int)) {
	var next atomic.Uint64
	var wg sync.WaitGroup
	var report sync.Mutex
	var done uint64
	for range min(o.workers(), len(ranges)) {
		wg.Go(func() {
			do := start()
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= uint64(len(ranges)) {
					return
				}
				do(int(i))
				report.Lock()
				if done += ranges[i].Count; o.Progress != nil && ctx.Err() == nil {
					o.Progress(done)
				}
				report.Unlock()
			}
		})
	}
	wg.Wait()
}
