package sim

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
)

// costs says what the cost lines come to.
type costs struct {
	lines   []costLine // in the order of the contract
	indices []index    // in the order of the contract
}

// costLine is one cost line.
type costLine struct {
	driver      assumptions.Driver
	of          float64 // units that the amount is for
	site        int     // -1: the whole deal, drivers count all sites
	outcome     int32
	span        int // months a participant counts
	from, until int
	amount      scalar
	gross       float64 // 1 and the VAT that is not recovered
	index       int     // -1: none
	overrun     scalar
	siteOverrun scalar
}

// index is a price index that steps each contract year.
type index struct {
	annual, sd scalar
	score      int32 // place of year 1's among the scores of the environment; -1: it never varies
}

// draw fills the indices, the costs and their flexed budget.
func (c *costs) draw(w *worker) {
	months := w.plan.months
	for i := range c.indices {
		x := &c.indices[i]
		level := 1.0
		row := w.out.Index[i*months : (i+1)*months]
		for m := range row {
			if m > 0 && m%12 == 0 {
				growth := x.annual.at(w.theta)
				if x.score >= 0 {
					growth += float64(x.sd.at(w.theta) * w.scores[int(x.score)+m/12-1])
				}
				level *= 1 + math.Max(growth, -0.9)
			}
			row[m] = num.Round(level * contract.IndexUnit)
		}
	}
	for i := range c.lines {
		l := &c.lines[i]
		rate := l.rate(w.theta)
		var levels []int64
		if l.index >= 0 {
			levels = w.out.Index[l.index*months : (l.index+1)*months]
		}
		dst := w.out.Costs[i*months : (i+1)*months]
		l.units(w.units, w.plan, w.out, w.inPost)
		l.charges(dst, rate, w.units, levels)
		w.out.Flexed[i] = l.flexed(w.units, w.plan)
	}
}

// rate is what l.of units cost at the index level 1, overruns included.
func (l *costLine) rate(theta []float64) float64 {
	return l.amount.at(theta) * l.gross * l.overrun.at(theta) * l.siteOverrun.at(theta)
}

// central is the rate of the plan case: as expected, and without overrun.
func (l *costLine) central() float64 { return l.amount.central * l.gross }

// charges fills dst with the cost of each month's units.
func (l *costLine) charges(dst []contract.Money, rate float64, units, levels []int64) {
	seen, cost := int64(0), contract.Money(0) // months with equal units cost the same
	for m, n := range units {
		if n != seen || levels != nil {
			seen, cost = n, l.charge(rate, n, levels, m)
		}
		dst[m] = cost
	}
}

// charge is the cost of n units in month m, rounded to the minor unit.
func (l *costLine) charge(rate float64, n int64, levels []int64, m int) contract.Money {
	if n == 0 {
		return 0
	}
	x := rate * float64(n) / l.of
	if levels != nil {
		x *= float64(levels[m]) / contract.IndexUnit
	}
	if x > maxCharge {
		x = maxCharge
	}
	return num.Round(x)
}

// maxCharge bounds one month of one cost line (10^13 minor units).
const maxCharge = 1e13

// flexed is what the units would have cost at central amounts, without
// overrun, rounded month by month.
func (l *costLine) flexed(units []int64, p *Plan) contract.Money {
	var levels []int64
	if l.index >= 0 {
		levels = p.centralIndex[l.index*p.months : (l.index+1)*p.months]
	}
	var sum contract.Money
	seen, cost := int64(0), contract.Money(0)
	for m, n := range units {
		if n != seen || levels != nil {
			seen, cost = n, l.charge(l.central(), n, levels, m)
		}
		sum += cost
	}
	return sum
}

// units counts what the line is charged by, month by month, where inPost
// is the specialists of each site.
func (l *costLine) units(dst []int64, p *Plan, o *contract.Outturn, inPost []int64) {
	clear(dst)
	switch l.driver {
	case assumptions.PerMonth:
		for m := l.from; m <= l.until; m++ {
			dst[m] = 1
		}
		return
	case assumptions.Once:
		dst[l.from] = 1
		return
	}
	first, last := l.site, l.site
	if l.site < 0 {
		first, last = 0, len(p.sites)-1
	}
	for s := first; s <= last; s++ {
		if l.driver == assumptions.PerSpecialist {
			for m, n := range inPost[s*p.months : (s+1)*p.months] {
				dst[m] += n
			}
			continue
		}
		counts := o.Referrals[s*p.months : (s+1)*p.months]
		if l.outcome >= 0 {
			at := (s*p.outcomes + int(l.outcome)) * p.months
			counts = o.Achieved[at : at+p.months]
		}
		for m, n := range counts {
			dst[m] += int64(n)
		}
	}
	if l.driver == assumptions.PerParticipantMonth {
		for m := len(dst) - 1; m >= 0; m-- {
			for k := max(0, m-l.span+1); k < m; k++ {
				dst[m] += dst[k]
			}
		}
	}
	for m := range dst {
		if m < l.from || m > l.until {
			dst[m] = 0
		}
	}
}
