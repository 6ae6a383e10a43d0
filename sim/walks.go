package sim

import (
	"context"

	"github.com/sibsim/sibsim/contract"
)

// Walks are lifetimes that were walked once and are kept, so that plans with the
// same Chance can be settled on them again and again: a search over prices.
type Walks struct {
	chance string
	seed   uint64
	kept   []*contract.Outturn
}

// maxWalks bounds the bytes that walks keep.
const maxWalks = 400_000_000

// Walk walks the paths 0..o.Paths-1 of a plan and keeps them. It returns nil, and
// no error, if they are too large to keep or people depend on the contract.
func (p *Plan) Walk(ctx context.Context, o Options) (*Walks, error) {
	one := p.newWorker()
	one.sample(path{seed: o.Seed})
	if p.Reviewed() || float64(one.out.Bytes())*float64(o.Paths) > maxWalks {
		return nil, nil
	}
	w := &Walks{p.Chance(), o.Seed, make([]*contract.Outturn, o.Paths)}
	_, err := Each(ctx, o, 0, func() func(uint64, []int64) {
		worker := p.newWorker()
		return func(n uint64, _ []int64) {
			worker.sample(path{seed: o.Seed, ignorance: n, environ: n, luck: n})
			w.kept[n] = worker.out.Clone()
		}
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Sweep is NewSweep on the paths that were kept: only plans of another Chance are
// walked. A nil Walks has none.
func (w *Walks) Sweep(ctx context.Context, plans []*Plan, metrics [][]string, o Options) (*Sweep, error) {
	return newSweep(ctx, w, 0, plans, metrics, o)
}

// of reports whether the walks are those of a plan under some options.
func (w *Walks) of(p *Plan, first uint64, o Options) bool {
	return w != nil && first == 0 && w.seed == o.Seed && uint64(len(w.kept)) >= o.Paths && w.chance == p.Chance()
}
