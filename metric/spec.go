// Package metric names what is measured on one path: each metric is one
// integer made from one ledger, with a unit, a grain and a formula.
//
// [New] lowers the metrics of a contract, and the user's own, to a flat table;
// [Set.Eval] fills one integer for each of them from a ledger and allocates
// nothing. What is defined by two means, a cost per outcome, is no metric of a
// path: [Set.Ratios] names its numerator and denominator. [Explain] gives the
// full definition of every name; section 6 of docs/model.md is the same table.
//
// [Parse] reads a condition on a statistic of all paths, such as
// p(investor.irr < 0) <= 0.1; its Bind finds the metrics in a Set and gives what
// makes one integer of each path, from which package study estimates.
package metric

import "github.com/sibsim/sibsim/contract"

// Unit says what a metric's number counts.
type Unit string

// The units of metrics.
const (
	Money  Unit = "money"  // the currency's minor unit is the grain
	Ratio  Unit = "ratio"  // grain 1e-9
	Count  Unit = "count"  // grain 1
	Months Unit = "months" // grain 1
	Flag   Unit = "flag"   // 0 or 1: reported as a probability
)

// Undefined marks a metric that has no value on a path; Never one that is
// plus infinity (a payback that never comes). They equal the tally's.
const (
	Undefined = -1 << 63
	Never     = 1<<63 - 1
)

// Spec is one metric. Of is nil for built-in metrics, which Set evaluates
// itself; a user's own metric sets it: the value in units of 1/Scale, and
// whether it is defined on this path. Of is called by several goroutines at
// once, must not keep or change the ledger, and may return Never for plus
// infinity. Any value of a flag but 0 counts as 1.
type Spec struct {
	Name  string // dotted: investor.irr
	Unit  Unit
	Scale int64  // value = integer / Scale: 100 for pence, 1e9 for ratios, 1 for counts
	Doc   string // one sentence: what it is, its sign, when it is undefined
	// Hidden metrics are counted beside another one (the statuses of a rate of
	// return) and not listed on their own.
	Hidden bool
	Of     func(*contract.Ledger) (int64, bool)
}
