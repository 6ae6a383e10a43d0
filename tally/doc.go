// Package tally keeps exact, mergeable summaries of simulated paths.
//
// A path hands over one row of integers, one for each column (a metric), already
// rounded to the metric's grain: money in minor units, ratios in units of 1e-9.
// Sums, sums of squares and sums of products are integers wide enough never to
// overflow, so a tally is the same whatever the order of the paths: any split of a
// run into parts, merged in any order, gives the bits of one run.
//
// Two values are not numbers. [Undefined] is a metric without a value on the path
// (an IRR with nothing drawn): it is counted, and left out of everything else.
// [Never] is plus infinity (a payback that does not come): it is counted, has its
// place above all numbers in quantiles, and is left out of sums, means, minimum and
// maximum.
//
// Reading turns integers into units: a scale of 100 reads pence as pounds. No
// estimate comes without its error: means carry a standard error, quantiles
// order-statistic intervals, shares Wilson intervals, ratios delta intervals.
// Intervals are two-sided 95 %.
package tally
