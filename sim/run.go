package sim

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/sibsim/sibsim/contract"
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

	first uint64
}

// Job returns the job of a run with the given seed and number of paths:
// columns are stored while they fit tally.StoreLimit.
func (p *Plan) Job(seed, paths uint64) Job {
	j := Job{Seed: seed, Paths: paths, Store: true}
	j.Store = paths <= tally.StoreLimit && tally.Cost(p.shape(j), int64(paths)) <= tally.StoreLimit
	return j
}

func (p *Plan) shape(j Job) tally.Shape {
	return tally.Shape{Columns: p.layout.columns, Pairs: p.metrics.Pairs(), Store: j.Store}
}

// Part walks one range on the calling goroutine. When ctx ends, it stops
// between two paths and returns what is done, with ctx's error.
func (p *Plan) Part(ctx context.Context, j Job, r Range) (*Partial, error) {
	return p.part(ctx, j, r, p.newRunner(), tally.NewRange(p.shape(j), r.First, int(r.Count)), nil)
}

// runner is a worker with the ledger and the row it settles into.
type runner struct {
	*worker
	ledger *contract.Ledger
	row    []int64
}

func (p *Plan) newRunner() *runner {
	return &runner{p.newWorker(), p.schedule.NewLedger(), make([]int64, p.layout.columns)}
}

// one walks, settles and measures one path: the whole of the hot loop.
func (r *runner) one(at path) []int64 {
	r.sample(at)
	r.plan.schedule.Settle(r.ledger, r.out)
	r.measure(r.row, r.ledger)
	return r.row
}

func (p *Plan) part(ctx context.Context, j Job, r Range, w *runner, t *tally.Tally, done *atomic.Uint64) (*Partial, error) {
	out := &Partial{Fingerprint: p.fingerprint, Job: j, Tally: t, first: r.First}
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
	workers, ranges := o.workers(), o.ranges()
	whole := &Partial{Fingerprint: p.fingerprint, Job: job, Tally: tally.NewRange(p.shape(job), 0, capacity(job))}
	var next, done atomic.Uint64
	var wg sync.WaitGroup
	finished := make(chan *Partial, workers)
	spare := make(chan *tally.Tally, 2*workers)
	for range min(workers, len(ranges)) {
		wg.Go(func() {
			w := p.newRunner()
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= uint64(len(ranges)) {
					return
				}
				t := reuse(spare, ranges[i])
				if t == nil {
					t = tally.NewRange(p.shape(job), ranges[i].First, int(ranges[0].Count))
				}
				part, _ := p.part(ctx, job, ranges[i], w, t, &done)
				finished <- part
			}
		})
	}
	go func() {
		wg.Wait()
		close(finished)
	}()
	// Parts are absorbed in the order of their paths, so that what is there
	// when a run is stopped is a prefix; one that comes early waits.
	waiting := map[uint64]*Partial{}
	var failed error
	for part := range finished {
		if o.Progress != nil {
			o.Progress(done.Load())
		}
		waiting[part.first] = part
		for failed == nil && waiting[whole.Tally.Paths()] != nil {
			first := whole.Tally.Paths()
			part := waiting[first]
			delete(waiting, first)
			if part.Tally.Paths() == 0 {
				break
			}
			failed = whole.Tally.Absorb(part.Tally)
			select {
			case spare <- part.Tally:
			default:
			}
		}
	}
	if failed != nil {
		return nil, failed
	}
	paths := whole.Tally.Paths()
	if paths == 0 {
		return nil, ctx.Err()
	}
	result := newResult(p, job, whole.Tally)
	if result.Partial {
		return result, ctx.Err()
	}
	return result, nil
}

// reuse returns a spare tally emptied for a range, or nil.
func reuse(spare <-chan *tally.Tally, r Range) *tally.Tally {
	select {
	case t := <-spare:
		t.Reset(r.First)
		return t
	default:
		return nil
	}
}

// capacity is the number of paths a job's whole tally stores.
func capacity(j Job) int {
	if !j.Store {
		return 0
	}
	return int(j.Paths)
}

// split cuts the paths into ranges: small enough to keep all workers busy to
// the end, large enough to be cheap to absorb.
func split(paths uint64, workers int) []Range {
	size := min(max(paths/uint64(workers*8), 64), 2048)
	out := make([]Range, 0, paths/size+1)
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
