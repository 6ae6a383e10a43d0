package study

import (
	"context"
	"errors"
	"math"
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// Bridge divides the difference between what a deal comes to and its plan case
// among causes, in up to three readings of cost. There is no residual.
type Bridge struct {
	Seed, Paths uint64
	// Of says what Paths are; of one lifetime of a run, Path is its number.
	Of   BridgeOf
	Path uint64
	// Order is that in which the causes came, one after the other; nil: each has its
	// Shapley value, the mean over all orders.
	Order    []BridgeCause
	Readings []BridgeReading
	// Partial says that the study was stopped: Paths is how many were done.
	Partial bool
}

// BridgeOf says what a bridge is of.
type BridgeOf uint8

// What a bridge may be of.
const (
	OfRun   BridgeOf = iota // the mean of the paths of a run
	OfPath                  // one path
	OfGiven                 // given counts
)

// BridgeReading is one reading of cost. Whole amounts are minor units: Plan and the
// Amounts of the bars add up to Came.
type BridgeReading struct {
	Name string // one of the names below
	Plan int64
	// Difference is what the lifetime came to less Plan, of a run the mean of it rounded
	// to the minor unit; Came is Plan and it.
	Came, Difference int64
	Change           Figure // the difference in major units; the error of one path is NaN
	Bars             []BridgeBar
}

// BridgeBar is what one cause adds.
type BridgeBar struct {
	Cause  BridgeCause
	Amount int64  // minor units, rounded so that the bars add up
	Change Figure // in major units, likewise
	// On is the number of paths on which the cause differs from the plan at all. Where
	// there is none the cause is off, and the bar exactly 0.
	On uint64
}

// The readings of cost.
const (
	DeliveryReading = "delivery"     // cost.total: all costs, before finance
	PayersReading   = "payers"       // public.spend; of deals with a public payer
	WholeReading    = "whole_system" // cost.total and the cost of finance
)

var bridgeReadings = [...]string{DeliveryReading, PayersReading, WholeReading}

// BridgeOptions say how a bridge is made.
type BridgeOptions struct {
	Order []BridgeCause // nil: Shapley; else all causes, each once
	// Path, if not nil, is the one path to look at; Given, if not nil, the lifetime of
	// given counts to look at.
	Path  *uint64
	Given *sim.Lifetime
}

// NewBridge makes the bridge of a plan: over all lifetimes of a run, or of one. When
// ctx ends it covers the longest complete prefix of paths, and ctx's error is
// returned with it; with nothing done it is nil.
func NewBridge(ctx context.Context, p *sim.Plan, ask BridgeOptions, o sim.Options) (*Bridge, error) {
	b := &Bridge{Seed: o.Seed, Order: ask.Order}
	walk := func(h *sim.Hybrids, n uint64) { h.Walk(o.Seed, n) }
	switch {
	case ask.Given != nil:
		b.Of, o.Paths = OfGiven, 1
		walk = func(h *sim.Hybrids, _ uint64) { h.Given(ask.Given) }
	case ask.Path != nil:
		b.Of, b.Path, o.Paths = OfPath, *ask.Path, 1
		walk = func(h *sim.Hybrids, _ uint64) { h.Walk(o.Seed, b.Path) }
	case o.Paths == 0:
		return nil, errors.New("paths: 0 must be at least 1")
	}
	table, err := sim.Each(ctx, o, bridgeWidth, func() func(uint64, []int64) {
		g := newBridgeGame(p, ask.Order)
		return func(n uint64, row []int64) {
			walk(g.hybrids, n)
			g.play(row)
		}
	})
	b.Paths = uint64(len(table) / bridgeWidth)
	if b.Paths == 0 {
		return nil, err
	}
	b.Partial = b.Paths < o.Paths
	b.sumUp(p, table)
	return b, err
}

// sumUp makes the readings of a table of games.
func (b *Bridge) sumUp(p *sim.Plan, table []int64) {
	h := p.Hybrids()
	plan := worthOf(h.Settle(0))
	columns := make([][]int64, bridgeWidth)
	for k := range columns {
		columns[k] = columnOf(table, bridgeWidth, k)
	}
	t := fill(columns, tally.Shape{Columns: bridgeWidth})
	scale := int64(bridgeParts)
	for range p.Contract().Terms().Currency.Digits {
		scale *= 10
	}
	figure := func(column int) Figure {
		s := t.Summary(column, scale)
		m := s.MeanInterval()
		if s.N < 2 {
			return Figure{m.Value, math.NaN(), math.NaN(), math.NaN()}
		}
		return Figure{m.Value, s.SE, m.Lo, m.Hi}
	}
	order := b.Order
	if order == nil {
		order = BridgeCauses()
	}
	for i, name := range bridgeReadings {
		if name == PayersReading && !h.Public() {
			continue
		}
		first := i * bridgeColumns
		sums := make([]*big.Int, bridgeCauses)
		for c := range sums {
			sums[c] = sumOf(columns[first+1+c])
		}
		amounts := apportion(sums, int64(b.Paths)*bridgeParts)
		r := BridgeReading{Name: name, Plan: plan[i].whole, Change: figure(first)}
		for _, c := range order {
			r.Bars = append(r.Bars, BridgeBar{
				Cause: c, Amount: amounts[c], Change: figure(first + 1 + int(c)), On: count(columns[bridgeWidth-1], onBit(c, i)),
			})
			r.Difference += amounts[c]
		}
		r.Came = r.Plan + r.Difference
		b.Readings = append(b.Readings, r)
	}
}

// count counts the sets that have an element.
func count(sets []int64, bit int64) (n uint64) {
	for _, s := range sets {
		if s&bit != 0 {
			n++
		}
	}
	return n
}

// sumOf adds up exactly.
func sumOf(column []int64) *big.Int {
	sum, x := new(big.Int), new(big.Int)
	for _, v := range column {
		sum.Add(sum, x.SetInt64(v))
	}
	return sum
}

// apportion rounds each sum/n to a whole number such that they add up to the rounded
// (half away from zero) total: all down, then one up for the largest fractions, ties
// in order. A whole number stays what it is.
func apportion(sums []*big.Int, n int64) []int64 {
	divisor, total := big.NewInt(n), new(big.Int)
	out, rest, order := make([]int64, len(sums)), make([]*big.Int, len(sums)), make([]int, len(sums))
	var down int64
	for i, s := range sums {
		total.Add(total, s)
		whole, left := new(big.Int).DivMod(s, divisor, new(big.Int)) // 0 <= left < n
		out[i], rest[i], order[i] = whole.Int64(), left, i
		down += out[i]
	}
	up := roundedQuotient(total, divisor) - down
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for _, i := range order[:up] {
		out[i]++
	}
	return out
}

// roundedQuotient is a/b for b > 0, rounded half away from zero.
func roundedQuotient(a, b *big.Int) int64 {
	q := new(big.Int).Abs(a)
	q.Lsh(q, 1).Add(q, b)
	q.Quo(q, new(big.Int).Lsh(b, 1))
	return int64(a.Sign()) * q.Int64()
}
