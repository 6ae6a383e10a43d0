package sim

import (
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
)

// A crew is plans with the same chance: one of them walks a path, each settles
// it under its own contract.
type crew struct {
	walker   *worker
	settlers []settler
}

// settler settles and measures a path that was walked.
type settler struct {
	plan   *Plan
	ledger *contract.Ledger
	work   *metric.Work
	row    []int64
}

// newCrew returns a crew of plans with the same chance. Neighbours share a ledger
// where it fits both, so that a sweep over many prices stays in the cache.
func newCrew(plans []*Plan, members []int) *crew {
	c := &crew{walker: plans[members[0]].newWorker()}
	var ledger *contract.Ledger
	for _, i := range members {
		p := plans[i]
		if ledger == nil || !p.schedule.Fits(ledger) {
			ledger = p.schedule.NewLedger()
		}
		c.settlers = append(c.settlers, settler{p, ledger, new(metric.Work), make([]int64, len(p.specs))})
	}
	return c
}

// settle returns the metrics of the walked path under the contract of member i.
func (c *crew) settle(i int) []int64 {
	s := &c.settlers[i]
	s.plan.schedule.Settle(s.ledger, c.walker.out)
	s.plan.metrics.Eval(s.row, s.ledger, s.work)
	return s.row
}

// crews groups plans by chance, in the order of the first of each: places among the plans.
func crews(plans []*Plan) [][]int {
	var out [][]int
	of := map[string]int{}
	for i, p := range plans {
		at, known := of[p.Chance()]
		if !known {
			at = len(out)
			of[p.Chance()] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], i)
	}
	return out
}
