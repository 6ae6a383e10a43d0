package contract

import "slices"

// Outturn is what happened on one path, before any money moved between the
// parties: referrals, outcomes, what the cost lines came to and where the
// price indices stood. It is filled by sampling, by a plan or by hand, and
// read by Settle. All slices are row-major in the order of the contract.
type Outturn struct {
	Referrals []int32 // [site][month]
	Achieved  []int32 // [site][outcome][month]
	Evidenced []int32 // [site][outcome][month] in the month of evidence; cumulatively at most Achieved
	Costs     []Money // [cost][month], 0 to 10^15
	// Flexed is, for each cost line, what the outturn's own volumes would
	// have cost at the plan's unit costs: the yardstick for like-for-like overrun.
	Flexed []Money // [cost]
	Index  []int64 // [index][month], >= 0, in units of 1/IndexUnit
	// Events are the people behind the counts, by site, person, month and
	// outcome. A count beyond them is of people unknown, to whom no clause
	// about people applies.
	Events []Event
	// Impact is what each cohort of each measure came to, in millionths;
	// for a measure that is a rate it is not read.
	Impact []int64 // [measure][cohort]
	// Errors are the wrong outcomes found in the sample of each audit.
	Errors []int32 // [site][audit]
	// Late says whether what a payer owes in a month is paid late.
	Late []bool // [payer][grid month]
	// Default and Failed are the months in which a payer defaults and a
	// provider fails, -1 for never.
	Default []int32 // [payer]
	Failed  []int32 // [site]
	// Observed is what was observed of the people besides, in whatever order
	// the sampling has agreed with those who read it; no money depends on it.
	Observed []int64
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
		Impact:    make([]int64, c.NumCohorts()),
		Errors:    make([]int32, len(t.Sites)*c.NumAudits()),
		Late:      make([]bool, len(t.Payers)*c.grid),
		Default:   make([]int32, len(t.Payers)),
		Failed:    make([]int32, len(t.Sites)),
	}
	for i := range o.Default {
		o.Default[i] = -1
	}
	for i := range o.Failed {
		o.Failed[i] = -1
	}
	for i := range o.Index {
		o.Index[i] = IndexUnit
	}
	return o
}

// Clone returns a copy that shares nothing with o.
func (o *Outturn) Clone() *Outturn {
	return &Outturn{
		Referrals: slices.Clone(o.Referrals), Achieved: slices.Clone(o.Achieved), Evidenced: slices.Clone(o.Evidenced),
		Costs: slices.Clone(o.Costs), Flexed: slices.Clone(o.Flexed), Index: slices.Clone(o.Index), Events: slices.Clone(o.Events),
		Impact: slices.Clone(o.Impact), Errors: slices.Clone(o.Errors), Late: slices.Clone(o.Late),
		Default: slices.Clone(o.Default), Failed: slices.Clone(o.Failed), Observed: slices.Clone(o.Observed),
	}
}

// Bytes is roughly the memory that the outturn holds.
func (o *Outturn) Bytes() int {
	return 4*(len(o.Referrals)+len(o.Achieved)+len(o.Evidenced)+len(o.Errors)+len(o.Default)+len(o.Failed)) + len(o.Late) +
		8*(len(o.Costs)+len(o.Flexed)+len(o.Index)+len(o.Impact)+len(o.Observed)) + 16*len(o.Events)
}
