package contract_test

import (
	"math/big"

	"github.com/sibsim/sibsim/contract"
)

// The caps of the reference settlement.

// refLimit is what is left of a cap; nil is no cap.
type refLimit = *big.Int

// refCap is a cap of the whole deal and one of each period, and what was used of them.
type refCap struct {
	limit  contract.Limit
	used   *big.Int
	period contract.PeriodCap
	in     map[int]*big.Int // used by period
}

func newRefCap(l contract.Limit, p contract.PeriodCap) *refCap {
	return &refCap{limit: l, used: new(big.Int), period: p, in: map[int]*big.Int{}}
}

// periodOf is the period of a claim in month t.
func (r *reference) periodOf(p contract.PeriodCap, t int) int {
	if p.Every > 0 {
		return t / p.Every
	}
	return financialYear(r.terms.Start+contract.Month(t)) - financialYear(r.terms.Start)
}

// amountOf is what a period cap allows in one period, without carry-over.
func amountOf(p contract.PeriodCap, period int) *big.Int {
	return num(p.Amounts[min(period, len(p.Amounts)-1)])
}

// leftOf is what is left of a cap at a factor in millionths, by the cap of the
// whole deal and by that of the period.
func (r *reference) leftOf(c *refCap, factor *big.Int) (whole, inPeriod refLimit) {
	if c.limit.Set {
		whole = minus(roundDiv(times(num(c.limit.Amount), factor), million), c.used)
		if whole.Sign() < 0 {
			whole = new(big.Int)
		}
	}
	if len(c.period.Amounts) > 0 {
		now := r.periodOf(c.period, r.t)
		first := now
		if c.period.CarryOver {
			first = 0
		}
		inPeriod = new(big.Int)
		for p := first; p <= now; p++ {
			inPeriod.Add(inPeriod, amountOf(c.period, p))
			if c.in[p] != nil {
				inPeriod.Sub(inPeriod, c.in[p])
			}
		}
	}
	return whole, inPeriod
}

// use takes x off a cap.
func (r *reference) use(c *refCap, x *big.Int) {
	c.used.Add(c.used, x)
	if len(c.period.Amounts) == 0 {
		return
	}
	now := r.periodOf(c.period, r.t)
	if c.in[now] == nil {
		c.in[now] = new(big.Int)
	}
	c.in[now].Add(c.in[now], x)
	if c.in[now].Cmp(amountOf(c.period, now)) > 0 {
		r.led.bound.add(boundCarryOver)
	}
}

// capTo holds xs to what is left of a cap and of its period, uses both up by
// what remains of them and says whether and by which it reduced anything.
func (r *reference) capTo(c *refCap, factor *big.Int, xs []*big.Int) (reduced, byPeriod bool) {
	total := sum(xs)
	left, inPeriod := r.leftOf(c, factor)
	if factor.Cmp(million) != 0 && left != nil {
		if plain, _ := r.leftOf(c, million); least(total, left).Cmp(least(total, plain)) != 0 {
			r.led.bound.add(boundReview)
		}
	}
	if inPeriod != nil && (left == nil || inPeriod.Cmp(left) < 0) {
		left, byPeriod = inPeriod, true
	}
	if left != nil && total.Cmp(left) > 0 {
		r.scale(xs, left)
		reduced = true
	}
	r.use(c, sum(xs))
	return reduced, reduced && byPeriod
}
