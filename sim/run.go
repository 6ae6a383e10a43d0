package sim

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/sibsim/sibsim/tally"
)

// Options say how a plan is run. The results depend on Seed and Paths only.
type Options struct {
	Seed    uint64
	Paths   uint64
	Workers int // 0: as many as the machine has
	// Progress, if not nil, is called now and then with the paths done, from
	// one goroutine at a time.
	Progress func(done uint64)
}

// Job is what all parts of one run share.
type Job struct {
	Seed  uint64
	Paths uint64
	// Store keeps every path's columns, so that quantiles are exact; Plan.Job
	// decides it before the first part.
	Store bool
}

// Range is the unit of work for one core, many cores and many machines:
// paths First..First+Count-1.
type Range struct {
	First, Count uint64
}

// Partial is the tally of a range of paths of one job.
type Partial struct {
	Fingerprint string
	Job         Job
	Tally       *tally.Tally
}

// MaxStored is the memory that stored columns may take, in bytes.
const MaxStored = 256 << 20

// Job returns the job of a run with the given seed and number of paths.
func (p *Plan) Job(seed, paths uint64) Job {
	return Job{Seed: seed, Paths: paths, Store: paths <= MaxStored/8/uint64(p.layout.columns)}
}

func (p *Plan) shape(j Job) tally.Shape {
	return tally.Shape{Columns: p.layout.columns, Pairs: p.metrics.Pairs(), Store: j.Store}
}

// Part walks one range on the calling goroutine. When ctx ends, it stops
// between two paths and returns what is done, with ctx's error.
func (p *Plan) Part(ctx context.Context, j Job, r Range) (*Partial, error) {
	return p.part(ctx, j, r, p.newRunner(), nil)
}

// runner is a worker with the ledger and row it settles into.
type runner struct {
	*worker
	settled *lifetimeBuffers
}

type lifetimeBuffers struct {
	lifetime Lifetime
	row      []int64
}

func (p *Plan) newRunner() *runner {
	return &runner{p.newWorker(), &lifetimeBuffers{Lifetime{Ledger: p.schedule.NewLedger()}, make([]int64, p.layout.columns)}}
}

// one walks, settles and measures one path: the whole of the hot loop.
func (r *runner) one(at path) []int64 {
	p := r.plan
	r.sample(at)
	p.schedule.Settle(r.settled.lifetime.Ledger, r.out)
	r.measure(r.settled.row, r.settled.lifetime.Ledger)
	return r.settled.row
}

func (p *Plan) part(ctx context.Context, j Job, r Range, w *runner, done *atomic.Uint64) (*Partial, error) {
	out := &Partial{Fingerprint: p.fingerprint, Job: j, Tally: tally.NewRange(p.shape(j), r.First, int(r.Count))}
	for n := r.First; n < r.First+r.Count; n++ {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		out.Tally.Add(w.one(path{seed: j.Seed, ignorance: n, environ: n, luck: n}))
		if done != nil {
			done.Add(1)
		}
	}
	return out, nil
}

// Run simulates o.Paths lifetimes. When ctx ends before they are done, it
// returns the result of the longest complete prefix of paths, marked partial
// and equal bit for bit to a run of so many paths, with ctx's error.
func Run(ctx context.Context, p *Plan, o Options) (*Result, error) {
	if o.Paths == 0 {
		return nil, errors.New("paths: 0 must be at least 1")
	}
	job := p.Job(o.Seed, o.Paths)
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ranges := split(o.Paths, workers, job.Store)
	parts := make([]*Partial, len(ranges))
	var next, done atomic.Uint64
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range min(workers, len(ranges)) {
		wg.Go(func() {
			w := p.newRunner()
			for {
				i := int(next.Add(1) - 1)
				if i >= len(ranges) || ctx.Err() != nil {
					return
				}
				part, err := p.part(ctx, job, ranges[i], w, &done)
				mu.Lock()
				parts[i] = part
				if o.Progress != nil {
					o.Progress(done.Load())
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	var prefix []*Partial
	for i, part := range parts {
		if part == nil {
			break
		}
		prefix = append(prefix, part)
		if part.Tally.Paths() < ranges[i].Count {
			break
		}
	}
	if len(prefix) == 0 {
		return nil, ctx.Err()
	}
	result, err := Merge(p, prefix...)
	if err != nil {
		return nil, err
	}
	if result.Paths < o.Paths {
		result.Partial = true
		return result, ctx.Err()
	}
	return result, nil
}

// split cuts the paths into ranges: small enough to keep all workers busy to
// the end, few enough to be cheap to merge.
func split(paths uint64, workers int, store bool) []Range {
	size := min(max(paths/uint64(workers*8), 64), 4096)
	if !store {
		size = max(size, paths/uint64(workers*4)+1)
	}
	var out []Range
	for first := uint64(0); first < paths; first += size {
		out = append(out, Range{first, min(size, paths-first)})
	}
	return out
}

// Merge joins the parts of one job, in any order, to its result. It refuses
// parts of other plans or jobs, overlaps and gaps.
func Merge(p *Plan, parts ...*Partial) (*Result, error) {
	if len(parts) == 0 {
		return nil, errors.New("merge: no parts")
	}
	tallies := make([]*tally.Tally, len(parts))
	for i, part := range parts {
		if part.Fingerprint != p.fingerprint {
			return nil, fmt.Errorf("merge: part %d has fingerprint %.12s, the plan %.12s", i, part.Fingerprint, p.fingerprint)
		}
		if part.Job != parts[0].Job {
			return nil, fmt.Errorf("merge: part %d belongs to another job", i)
		}
		tallies[i] = part.Tally
	}
	whole, err := tally.Merge(tallies...)
	if err != nil {
		return nil, err
	}
	return newResult(p, parts[0].Job, whole), nil
}
