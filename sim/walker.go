package sim

import "github.com/sibsim/sibsim/internal/random"

// Walker walks lifetimes one at a time, for studies that hold some of what is
// uncertain and vary the rest. It must not be shared by goroutines.
type Walker struct{ r *runner }

// Walker returns a walker of the plan.
func (p *Plan) Walker() *Walker { return &Walker{p.newRunner()} }

// Walk makes the lifetime of the given scores, which it leaves alone, and the
// words of luck of a path, and returns its metrics as Lifetime.Row has them. The
// row is overwritten by the next walk.
//
// With the scores of path n and luck n it is path n of a run.
func (w *Walker) Walk(scores []float64, seed, luck uint64) []int64 {
	r := w.r
	copy(r.z, scores)
	copy(r.scores, scores[len(r.z):])
	r.live(random.Path(seed, luck))
	r.plan.schedule.Settle(r.ledger, r.out)
	r.plan.metrics.Eval(r.row, r.ledger, r.work)
	return r.row[:len(r.plan.specs)]
}
