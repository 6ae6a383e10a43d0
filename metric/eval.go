package metric

import (
	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
)

const (
	// limit is the largest magnitude of a metric's integer.
	limit      = 1 << 60
	ratioScale = 1_000_000_000
)

// kind says how a built-in metric is made.
type kind int32

// The kinds, with the meaning of a row's a and b.
const (
	drawn kind = iota // a: series
	repaid
	moic
	irr
	irrSeveral
	irrNone
	irrNoDraw
	irrTotalLoss
	npv
	loss
	totalLoss
	peakExposure
	payback
	payerSpend // a: payer
	payerPayments
	payerUncapped
	payerLost
	payerCredit
	payerDefaulted
	payerDefaultMonth
	payerOver
	payerOverYear // a, b: span of yearly
	payerUnder    // a: payer
	spendOf       // a, b: span of lists, payers
	anyOver
	presentCost
	paymentsTotal
	paymentsSite    // a: site
	paymentsOutcome // a: outcome
	paymentsReward  // a: reward
	costTotal
	costOverrun
	costLikeForLike
	costExcess
	costExcessOf // a: bearer
	costCategory // a: category
	costUnpaid
	referralsTotal
	achievedAll // a: outcome
	evidencedAll
	paidAll
	metAll        // a: place in dealTargets
	siteReferrals // a: site
	achievedAt    // a: cell of [site][outcome]
	evidencedAt
	paidAt
	metAt
	siteCapped // a: site
	siteFailed
	siteFailMonth
	observed // a: place in Ledger.Observed
	cappedAnySite
	cappedPayer
	cappedDeal
	cappedOutcome
	providerSurplus // a: site
	providerWorst
	providerExhausted // a: site, b: place in reserves
	vehicleClosing
	firstLoss
	guaranteed
	serviceStopped
	stopMonth
	serviceTerminated
	terminationMonth
	investorExited
	exitMonth
	benefitWorth // a: place in worths
)

// row is one built-in metric.
type row struct {
	kind kind
	a, b int32
}

// Work is the scratch of Eval. The zero value serves any Set; it grows on first
// use and allocates nothing after. It must not be shared by goroutines.
type Work struct {
	// NoRates leaves out the rates of return, which are most of the work: what
	// Eval writes for *.irr and their statuses then means nothing.
	NoRates bool

	series   []returns
	spend    []int64 // [payer]
	bearer   []int64
	category [len(categories)]int64
}

// returns is what is measured on the flows of the investors or of one tranche.
type returns struct {
	flow          []int64
	drawn, repaid int64
	irr           int64
	status        cashflow.Status
}

// Eval writes the metrics of a ledger into dst, which has at least Len places,
// one integer each in units of 1/Scale: within ±2^60, or Undefined, or Never.
// The ledger must be one of the set's contract. Nothing is allocated, unless by
// a user's metric or in the rare rate of return that needs exact arithmetic.
func (s *Set) Eval(dst []int64, l *contract.Ledger, w *Work) {
	dst = dst[:len(s.specs)]
	s.prepare(l, w)
	for i := range s.rows {
		dst[i] = s.measure(&s.rows[i], l, w)
	}
	for i := len(s.rows); i < len(dst); i++ {
		v, ok := s.specs[i].Of(l)
		switch {
		case !ok:
			v = Undefined
		case s.specs[i].Unit == Flag && v != Undefined:
			v = flag(v != 0)
		}
		dst[i] = clamp(v)
	}
}

// clamp holds a value to ±2^60 and leaves Undefined and Never alone.
func clamp(v int64) int64 {
	if v == Undefined || v == Never {
		return v
	}
	return min(max(v, -limit), limit)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func sum(x []int64) int64 {
	total := int64(0)
	for _, v := range x {
		total += v
	}
	return total
}

// prepare computes what several metrics share.
func (s *Set) prepare(l *contract.Ledger, w *Work) {
	if len(w.series) != s.series || len(w.spend) != s.payers || len(w.bearer) != len(s.bearing.names) {
		w.series = make([]returns, s.series)
		w.spend = make([]int64, s.payers)
		w.bearer = make([]int64, len(s.bearing.names))
	}
	for i := range w.series {
		r := &w.series[i]
		if i == 0 {
			r.flow, r.drawn, r.repaid = l.Flow, sum(l.Drawn), sum(l.Repaid)
		} else {
			r.flow = l.TrancheFlow[(i-1)*s.grid : i*s.grid]
			r.drawn, r.repaid = l.Drawn[i-1], l.Repaid[i-1]
		}
		if w.NoRates {
			continue
		}
		var rate float64
		rate, r.status = cashflow.IRR(r.flow)
		r.irr = num.Round(float64(rate * ratioScale))
	}
	for p := range w.spend {
		w.spend[p] = sum(l.Spend[p*s.years : (p+1)*s.years])
	}
	clear(w.category[:])
	rest := l.CostTotal
	for i, c := range s.category {
		w.category[c] += l.Cost[i]
		rest -= l.Cost[i]
	}
	w.category[contract.Delivery] += rest
	if s.planCosts != nil {
		s.bearing.costs(w.bearer, l)
	}
}

// measure returns one built-in metric.
func (s *Set) measure(r *row, l *contract.Ledger, w *Work) int64 {
	if r.kind <= payback {
		return s.measureSeries(r.kind, &w.series[r.a])
	}
	var v int64
	switch r.kind {
	case payerSpend:
		v = w.spend[r.a]
	case payerPayments:
		v = l.Payments[r.a]
	case payerUncapped:
		v = l.Uncapped[r.a]
	case payerLost:
		v = l.Lost[r.a]
	case payerCredit:
		v = l.Credit[r.a]
	case payerDefaulted:
		v = flag(l.Default[r.a] >= 0)
	case payerDefaultMonth:
		return month(int(l.Default[r.a]))
	case payerOver:
		v = flag(w.spend[r.a] > s.budget[r.a])
	case payerOverYear:
		for _, y := range s.yearly[r.a:r.b] {
			v |= flag(l.Spend[y.at] > y.amount)
		}
	case payerUnder:
		v = max(0, s.budget[r.a]-w.spend[r.a])
	case spendOf:
		for _, p := range s.lists[r.a:r.b] {
			v += w.spend[p]
		}
	case anyOver:
		for _, p := range s.lists[r.a:r.b] {
			v |= flag(w.spend[p] > s.budget[p])
		}
	case presentCost:
		v = s.presentCost(s.lists[r.a:r.b], l)
	case paymentsTotal:
		v = sum(l.Payments)
	case paymentsSite:
		v = sum(l.Paid[int(r.a)*s.outcomes : (int(r.a)+1)*s.outcomes])
	case paymentsOutcome:
		v = s.column(l.Paid, r.a)
	case paymentsReward:
		v = l.Rewards[r.a]
	case costTotal:
		v = l.CostTotal
	case costOverrun:
		v = flag(over(l.CostTotal, s.cost, s.tolerance))
	case costLikeForLike:
		v = flag(over(l.CostTotal, l.Flexed, s.tolerance))
	case costExcess:
		v = max(0, l.CostTotal-s.cost)
	case costExcessOf:
		v = max(0, w.bearer[r.a]-s.planCosts[r.a])
	case costCategory:
		v = w.category[r.a]
	case costUnpaid:
		v = l.Unpaid
	case referralsTotal:
		v = sum(l.Referrals)
	case achievedAll:
		v = s.column(l.Achieved, r.a)
	case evidencedAll:
		v = s.column(l.Evidenced, r.a)
	case paidAll:
		v = s.column(l.PaidCount, r.a)
	case metAll:
		t := &s.dealTargets[r.a]
		for _, cell := range t.cells {
			v += l.Evidenced[cell]
		}
		v = flag(v >= t.total)
	case siteReferrals:
		v = l.Referrals[r.a]
	case achievedAt:
		v = l.Achieved[r.a]
	case evidencedAt:
		v = l.Evidenced[r.a]
	case paidAt:
		v = l.PaidCount[r.a]
	case metAt:
		v = flag(l.Evidenced[r.a] >= s.targets[r.a])
	case siteCapped:
		v = flag(l.Capped[r.a])
	case siteFailed:
		v = flag(l.Failed[r.a] >= 0)
	case siteFailMonth:
		return month(int(l.Failed[r.a]))
	case cappedAnySite:
		for _, capped := range l.Capped {
			v |= flag(capped)
		}
	case cappedPayer:
		v = flag(l.PayerCapped)
	case cappedDeal:
		v = flag(l.DealCapped)
	case cappedOutcome:
		v = flag(l.TariffCapped)
	case providerSurplus:
		v = l.Provider[r.a] - l.Own[r.a]
	case providerWorst:
		v = -l.Low[r.a]
	case providerExhausted:
		v = flag(-l.Low[r.a] > s.reserves[r.b])
	case firstLoss:
		v = l.FirstLoss
	case guaranteed:
		v = sum(l.Backed)
	case vehicleClosing:
		v = l.Cash[s.grid-1]
	case serviceStopped:
		v = flag(l.Stopped >= 0)
	case stopMonth:
		return month(l.Stopped)
	case serviceTerminated:
		v = flag(l.Terminated >= 0)
	case terminationMonth:
		return month(l.Terminated)
	case investorExited:
		v = flag(l.Exited >= 0)
	case exitMonth:
		return month(l.Exited)
	case benefitWorth:
		return s.worth(&s.worths[r.a], l)
	case observed:
		if int(r.a) >= len(l.Observed) {
			return Undefined // an outturn that was not sampled
		}
		return clamp(l.Observed[r.a])
	}
	return min(max(v, -limit), limit)
}

// presentCost is what payers spent, in prices of the first financial year and
// discounted to it.
func (s *Set) presentCost(payers []int32, l *contract.Ledger) int64 {
	sum := 0.0
	for _, p := range payers {
		for y, factor := range s.present {
			sum += float64(float64(l.Spend[int(p)*s.years+y]) * factor)
		}
	}
	return num.Round(sum)
}

// month is the month of an event, undefined if it did not happen.
func month(m int) int64 {
	if m < 0 {
		return Undefined
	}
	return int64(m)
}

// column sums a table [site][outcome] over the sites.
func (s *Set) column(table []int64, outcome int32) int64 {
	total := int64(0)
	for i := int(outcome); i < len(table); i += s.outcomes {
		total += table[i]
	}
	return total
}

// measureSeries returns one metric of the investors or of a tranche.
func (s *Set) measureSeries(k kind, r *returns) int64 {
	switch k {
	case drawn:
		return clamp(r.drawn)
	case repaid:
		return clamp(r.repaid)
	case moic:
		if r.drawn <= 0 {
			return Undefined
		}
		return scaled(r.repaid, ratioScale, r.drawn)
	case irr:
		return r.irr
	case irrSeveral:
		return flag(r.status == cashflow.Several)
	case irrNone:
		return flag(r.status == cashflow.None)
	case irrNoDraw:
		return flag(r.status == cashflow.NoDraw)
	case irrTotalLoss:
		return flag(r.status == cashflow.TotalLoss)
	case npv:
		return num.Round(cashflow.NPVWith(r.flow, s.discount))
	case loss:
		return flag(r.repaid < r.drawn)
	case totalLoss:
		return flag(r.drawn > 0 && r.repaid == 0)
	case peakExposure:
		return clamp(cashflow.PeakExposure(r.flow))
	}
	back, ok := cashflow.Payback(r.flow)
	if !ok {
		return Never
	}
	return int64(back)
}
