package sim

import (
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/metric"
)

// What outcomes are worth beyond what is paid for them. Settlement knows
// nothing of it: a path's benefits stand behind its gauges in
// Outturn.Observed, two figures each, and the metrics read them there.

// benefit is what one outcome is worth to someone.
type benefit struct {
	outcome       int32
	amount        scalar
	net, optimism float64 // parts
	price         float64 // of month 0, in those the amount is in
	after, months int
	keep          float64 // part left from each month to the next
	index         int     // -1: none
	// stream is what 1 in prices of month 0 had in a month is worth at month 0,
	// [month], as long as the benefit of the last outcome; of one with an index,
	// what 1 at the level of the index is.
	stream []float64
	// worth is what 1 a month from an outcome of a month is worth, [month]; nil
	// with an index, which a path draws.
	worth []float64
}

// benefits lowers what outcomes are worth.
func (c *compiler) benefits(t *contract.Terms, a *assumptions.Assumptions) {
	rates := cashflow.GreenBook(t.Start.Year())
	first := t.Start.FinancialYear()
	levels := []float64{1} // of general prices, by financial year
	for _, x := range a.Benefits {
		b := benefit{
			outcome: c.outcome(x.Outcome), amount: c.scalar(x.Amount), net: 1 - x.Deadweight, optimism: x.Optimism, price: 1,
			after: x.After, months: x.For, keep: 1 - x.Drop, index: slices.Index(t.Indices, x.Index),
			stream: make([]float64, a.Months+x.After+x.For-1),
		}
		for y := (t.Start + contract.Month(x.Priced)).FinancialYear(); y != first; {
			if y < first {
				b.price, y = b.price*(1+a.Deflator), y+1
			} else {
				b.price, y = b.price/(1+a.Deflator), y-1
			}
		}
		for m := range b.stream {
			year := (t.Start + contract.Month(m)).FinancialYear() - first
			for len(levels) <= year {
				levels = append(levels, levels[len(levels)-1]*(1+a.Deflator))
			}
			b.stream[m] = rates.Factor(year)
			if b.index >= 0 {
				// The index stays at its last level in real terms after the window.
				last := (t.Start + contract.Month(min(m, a.Months-1))).FinancialYear() - first
				b.stream[m] /= levels[last]
			}
		}
		if b.index < 0 {
			b.worth = make([]float64, a.Months)
			b.spread(b.worth, b.stream)
		}
		c.plan.benefits = append(c.plan.benefits, b)
	}
}

// spread writes what 1 a month from an outcome of a month is worth into dst,
// [month], where stream is what 1 had in a month is.
func (b *benefit) spread(dst, stream []float64) {
	for m := range dst {
		sum, left := 0.0, 1.0
		for _, x := range stream[m+b.after:][:b.months] {
			sum += float64(left * x)
			left *= b.keep
		}
		dst[m] = sum
	}
}

// maxBenefit bounds a benefit of one path (10^14 minor units), so that no sum
// of benefits overflows.
const maxBenefit = 1e14

// value is what the benefit of an outturn is worth at month 0, and what optimism
// takes off it, at most 0, each rounded to the minor unit. Work has room for
// the months of the window and of the stream.
func (b *benefit) value(o *contract.Outturn, amount float64, p *Plan, work []float64) (value, optimism int64) {
	worth := b.worth
	if worth == nil {
		worth = work[:p.months]
		stream := work[p.months:][:len(b.stream)]
		levels := o.Index[b.index*p.months:][:p.months]
		for m, x := range b.stream {
			stream[m] = x * (float64(levels[min(m, p.months-1)]) / contract.IndexUnit)
		}
		b.spread(worth, stream)
	}
	sum := 0.0
	for s := range p.sites {
		for m, n := range o.Achieved[(s*p.outcomes+int(b.outcome))*p.months:][:p.months] {
			sum += float64(float64(n) * worth[m])
		}
	}
	x := min(max(sum*(amount*b.price*b.net), -maxBenefit), maxBenefit)
	return num.Round(x), -num.Round(max(x, 0) * b.optimism)
}

// benefits fills what is behind the gauges in Outturn.Observed.
func (w *worker) benefits() {
	dst := w.out.Observed[len(w.plan.gauges):]
	for i := range w.plan.benefits {
		b := &w.plan.benefits[i]
		dst[2*i], dst[2*i+1] = b.value(w.out, b.amount.at(w.theta), w.plan, w.worth)
	}
}

// centralBenefits is what the outcomes of an outturn are worth at central
// amounts, in the order of the plan's benefits.
func (p *Plan) centralBenefits(o *contract.Outturn) []int64 {
	out := make([]int64, 0, 2*len(p.benefits))
	work := make([]float64, p.worthRoom())
	for i := range p.benefits {
		b := &p.benefits[i]
		value, optimism := b.value(o, b.amount.central, p, work)
		out = append(out, value, optimism)
	}
	return out
}

// worthRoom is the room that benefits with an index need.
func (p *Plan) worthRoom() int {
	room := 0
	for i := range p.benefits {
		if b := &p.benefits[i]; b.index >= 0 {
			room = max(room, p.months+len(b.stream))
		}
	}
	return room
}

// valued names the benefits for the metrics.
func valued(t *contract.Terms, a *assumptions.Assumptions) []metric.Benefit {
	var out []metric.Benefit
	for _, b := range a.Benefits {
		to := slices.IndexFunc(t.Payers, func(p contract.Payer) bool { return p.ID == b.To })
		out = append(out, metric.Benefit{ID: b.ID, Fiscal: b.Fiscal, Payer: to})
	}
	return out
}

// benefitDoubts lists what a reader of the benefits should know.
func benefitDoubts(p *Plan, t *contract.Terms, a *assumptions.Assumptions) []Warning {
	var out []Warning
	parents := parentsOf(a)
	for i := range a.Benefits {
		for j := range a.Benefits {
			above, below := &a.Benefits[i], &a.Benefits[j]
			if !above.Fiscal || !below.Fiscal || above.To != below.To || above.Body != below.Body || !follows(parents, below.Outcome, above.Outcome) {
				continue
			}
			whose := above.To
			if whose == "" {
				whose = above.Body
			}
			out = append(out, Warning{
				"benefits." + below.ID,
				"counts for " + whose + " beside benefits." + above.ID + ", of whoever achieves " + below.Outcome + " after " + above.Outcome + ": both are added, see that they are not the same money",
			})
		}
	}
	ends := t.Capital.OnExhaustion == contract.Stop
	for i := range t.Tests {
		ends = ends || !t.Tests[i].Exit
	}
	for i := range p.marks.failures {
		ends = ends || !p.marks.failures[i].never()
	}
	if ends && len(a.Benefits) > 0 {
		out = append(out, Warning{"benefits", "outcomes count as achieved even after service has ended early"})
	}
	return out
}

// parentsOf lists, for each outcome, those it follows at some site.
func parentsOf(a *assumptions.Assumptions) map[string][]string {
	parents := map[string][]string{}
	for i := range a.Sites {
		for _, x := range a.Sites[i].Pathway {
			if x.From != "" && !slices.Contains(parents[x.Outcome], x.From) {
				parents[x.Outcome] = append(parents[x.Outcome], x.From)
			}
		}
	}
	return parents
}

// follows reports whether an outcome comes, at once or in the end, after
// another. Sites may disagree on the order, so a loop is possible.
func follows(parents map[string][]string, outcome, other string) bool {
	seen := map[string]bool{outcome: true}
	for next := []string{outcome}; len(next) > 0; {
		var more []string
		for _, x := range next {
			for _, from := range parents[x] {
				if from == other {
					return true
				}
				if !seen[from] {
					seen[from] = true
					more = append(more, from)
				}
			}
		}
		next = more
	}
	return false
}
