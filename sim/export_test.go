package sim

import (
	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
)

// CompileWith compiles a deal with another contract and other assumptions than its own.
func CompileWith(d deal.Deal, c contract.Contract, a assumptions.Assumptions) (*Plan, error) {
	return compile(d, c, a, AsExpected)
}

// TierOutturn is TierWalker without settlement; the outturn is overwritten by the next.
func TierOutturn(p *Plan, seed uint64) func(ignorance, environ, luck uint64) *contract.Outturn {
	w := p.newWorker()
	return func(ignorance, environ, luck uint64) *contract.Outturn {
		w.sample(path{seed: seed, ignorance: ignorance, environ: environ, luck: luck})
		return w.out
	}
}

// HotLoop is the hot loop of a run: a function that walks, settles,
// measures and tallies one path.
func HotLoop(p *Plan, seed uint64) func(n uint64) {
	w := p.newRunner()
	return func(n uint64) { w.one(path{seed: seed, ignorance: n, environ: n, luck: n}) }
}

// TierWalker is HotLoop with a path number for each tier; it returns the
// metrics of the path.
func TierWalker(p *Plan, seed uint64) func(ignorance, environ, luck uint64) []int64 {
	w := p.newRunner()
	return func(ignorance, environ, luck uint64) []int64 {
		row := w.one(path{seed: seed, ignorance: ignorance, environ: environ, luck: luck})
		return append([]int64(nil), row[:len(p.specs)]...)
	}
}

// Theta returns the uncertain inputs of a path.
func Theta(p *Plan, seed, ignorance uint64) []float64 {
	w := p.newWorker()
	w.sample(path{seed: seed, ignorance: ignorance})
	return w.theta
}

// Persistent is the direction of a factor.
var Persistent = persistent

// Mixture is the outturn that Hybrids.Settle would settle.
func Mixture(h *Hybrids, on Causes) *contract.Outturn {
	h.mix(on)
	return &h.mixed
}
