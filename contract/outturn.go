package contract

// Outturn is what happened on one path, before any money moved between the
// parties: referrals, outcomes, what the cost lines came to and where the
// price indices stood. It is filled by sampling, by a plan or by hand, and
// read by Settle. All slices are row-major in the order of the contract.
type Outturn struct {
	Referrals []int32 // [site][month]
	Achieved  []int32 // [site][outcome][month]
	Evidenced []int32 // [site][outcome][month]; at most Achieved
	Costs     []Money // [cost][month], 0 to 10^15
	// Flexed is, for each cost line, what the outturn's own volumes would
	// have cost at the plan's unit costs: the yardstick for like-for-like overrun.
	Flexed []Money // [cost]
	Index  []int64 // [index][month], >= 0, in units of 1/IndexUnit
}

// NewOutturn returns an empty outturn of the right shape for c: no referrals,
// no outcomes, no costs, every index at 1.
func NewOutturn(c *Contract) *Outturn {
	t := &c.terms
	n := t.Months
	o := &Outturn{
		Referrals: make([]int32, len(t.Sites)*n),
		Achieved:  make([]int32, len(t.Sites)*len(t.Outcomes)*n),
		Evidenced: make([]int32, len(t.Sites)*len(t.Outcomes)*n),
		Costs:     make([]Money, len(t.Costs)*n),
		Flexed:    make([]Money, len(t.Costs)),
		Index:     make([]int64, len(t.Indices)*n),
	}
	for i := range o.Index {
		o.Index[i] = IndexUnit
	}
	return o
}
