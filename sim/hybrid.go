package sim

import (
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Causes is a set of the parts in which what happened may differ from the plan case.
type Causes uint8

// The parts of an outturn. What a cost line comes to is units x index level x what
// a unit costs; only the last is of the cause named after the line's category.
const (
	// Volume is referrals, outcomes achieved and evidenced, the people behind them,
	// and specialists in post.
	Volume Causes = 1 << iota
	// Price is the levels of the price indices.
	Price
	// Management is what a unit of the cost lines of category management costs: their
	// amounts and overruns.
	Management
	// Intermediary is the same of the categories intermediary and special_purpose.
	Intermediary
	// Overrun is the same of all other cost lines.
	Overrun
	// Incidents are late payments, defaults, failures of providers, errors found by
	// audits, and what impacts were measured to be.
	Incidents

	numCostTables = 8
)

// Spending is what a lifetime comes to in money, in minor units.
type Spending struct {
	Cost int64 // cost.total
	// Finance is what finance cost: what investors received less what they paid in,
	// and the intermediary's parts of profit and surplus, less interest earned.
	Finance int64
	Public  int64 // public.spend
	// PublicFinance is the part of Public that passed between payers and the
	// capital: guarantees and payouts, less parts of profit and surplus.
	PublicFinance int64
}

// Hybrids settles mixtures of the plan case and one lifetime: each cause is as it
// happened or as planned, and the whole contract is settled on what that makes.
// It must not be shared by goroutines.
type Hybrids struct {
	plan   *Plan
	worker *worker
	ledger *contract.Ledger
	cause  []Causes // [cost line] of its unit costs
	public []bool   // [payer]

	planned, real *contract.Outturn
	// Both are [cost line][month].
	plannedUnits, realUnits []int64
	// costs is by volume, price and unit costs, 1, 2 and 4 where as it happened: [cost line][month].
	costs [numCostTables][]contract.Money
	moved Causes
	mixed contract.Outturn
}

// Hybrids returns mixtures of the plan's own plan case with it: every cause as planned.
func (p *Plan) Hybrids() *Hybrids {
	h := &Hybrids{plan: p, worker: p.newWorker(), ledger: p.schedule.NewLedger(), planned: p.planCase.Outturn}
	terms := p.contract.Terms()
	for _, l := range terms.Costs {
		switch l.Category {
		case contract.Management:
			h.cause = append(h.cause, Management)
		case contract.Intermediary, contract.SpecialPurpose:
			h.cause = append(h.cause, Intermediary)
		default:
			h.cause = append(h.cause, Overrun)
		}
	}
	for _, payer := range terms.Payers {
		h.public = append(h.public, payer.Class != contract.Private)
	}
	cells := len(p.costs.lines) * p.months
	h.plannedUnits, h.realUnits = make([]int64, cells), make([]int64, cells)
	for i := range h.costs {
		h.costs[i] = make([]contract.Money, cells)
	}
	h.mixed.Costs = make([]contract.Money, cells)
	h.count(h.plannedUnits, h.planned, p.centralPosts())
	h.Given(p.planCase)
	return h
}

// Public reports whether the deal has a public payer.
func (h *Hybrids) Public() bool { return slices.Contains(h.public, true) }

// Walk makes path n of a run what happened.
func (h *Hybrids) Walk(seed, n uint64) {
	w := h.worker
	w.sample(path{seed: seed, ignorance: n, environ: n, luck: n})
	h.happened(w.out, w.inPost)
	for i := range h.plan.costs.lines {
		l := &h.plan.costs.lines[i]
		h.price(i, l.central(), 0)
		h.price(i, l.rate(w.theta), 4)
	}
	h.compare()
}

// Given makes a lifetime of given counts and costs what happened. What a cost line
// came to beyond its units at central amounts and the lifetime's own index levels
// is an amount of money of its month, whatever the units. A line that came to its
// units at central amounts and central levels owes nothing to prices.
func (h *Hybrids) Given(l *Lifetime) {
	h.happened(l.Outturn, h.plan.centralPosts())
	for i := range h.plan.costs.lines {
		h.price(i, h.plan.costs.lines[i].central(), 0)
		from, until := i*h.plan.months, (i+1)*h.plan.months
		if slices.Equal(l.Outturn.Costs[from:until], h.costs[1][from:until]) {
			copy(h.costs[2][from:until], h.costs[0][from:until])
			copy(h.costs[3][from:until], h.costs[1][from:until])
		}
		for m := from; m < until; m++ {
			beyond := l.Outturn.Costs[m] - h.costs[3][m]
			for k := range 4 {
				h.costs[4+k][m] = max(0, h.costs[k][m]+beyond)
			}
		}
	}
	h.compare()
}

// happened takes an outturn and the specialists of its sites.
func (h *Hybrids) happened(o *contract.Outturn, inPost []int64) {
	h.real = o
	h.count(h.realUnits, o, inPost)
}

// count fills dst with the units of every cost line.
func (h *Hybrids) count(dst []int64, o *contract.Outturn, inPost []int64) {
	months := h.plan.months
	for i := range h.plan.costs.lines {
		h.plan.costs.lines[i].units(dst[i*months:(i+1)*months], h.plan, o, inPost)
	}
}

// price fills line i of the four tables from one on: what it costs at a rate.
func (h *Hybrids) price(i int, rate float64, from int) {
	months := h.plan.months
	l := &h.plan.costs.lines[i]
	for k := range 4 {
		units, index := h.plannedUnits, h.planned.Index
		if k&1 != 0 {
			units = h.realUnits
		}
		if k&2 != 0 {
			index = h.real.Index
		}
		var levels []int64
		if l.index >= 0 {
			levels = index[l.index*months : (l.index+1)*months]
		}
		l.charges(h.costs[from+k][i*months:(i+1)*months], rate, units[i*months:(i+1)*months], levels)
	}
}

// compare notes in which causes what happened differs from the plan case.
func (h *Hybrids) compare() {
	a, b := h.planned, h.real
	h.moved = 0
	if len(b.Events) != len(a.Events) || !slices.Equal(a.Referrals, b.Referrals) || !slices.Equal(a.Achieved, b.Achieved) ||
		!slices.Equal(a.Evidenced, b.Evidenced) || !slices.Equal(h.plannedUnits, h.realUnits) {
		h.moved |= Volume
	}
	if !slices.Equal(a.Index, b.Index) {
		h.moved |= Price
	}
	if !slices.Equal(a.Late, b.Late) || !slices.Equal(a.Default, b.Default) || !slices.Equal(a.Failed, b.Failed) ||
		!slices.Equal(a.Errors, b.Errors) || !slices.Equal(a.Impact, b.Impact) {
		h.moved |= Incidents
	}
	months := h.plan.months
	for i, cause := range h.cause {
		for k := range 4 {
			if !slices.Equal(h.costs[k][i*months:(i+1)*months], h.costs[4+k][i*months:(i+1)*months]) {
				h.moved |= cause
			}
		}
	}
}

// Moved returns the causes in which what happened differs from the plan case: to
// settle with or without any other makes no difference.
func (h *Hybrids) Moved() Causes { return h.moved }

// Settle settles the lifetime in which the causes in on are as they happened and all
// others as planned. Reviews that change volumes are not held again: the people
// are those of the plan case or those that were walked.
func (h *Hybrids) Settle(on Causes) Spending {
	h.mix(on)
	h.plan.schedule.Settle(h.ledger, &h.mixed)
	return h.plan.spending(h.ledger, h.public)
}

// mix fills the outturn of a mixture.
func (h *Hybrids) mix(on Causes) {
	from := func(c Causes) *contract.Outturn {
		if on&c != 0 {
			return h.real
		}
		return h.planned
	}
	people, incidents := from(Volume), from(Incidents)
	x := &h.mixed
	x.Referrals, x.Achieved, x.Evidenced, x.Events = people.Referrals, people.Achieved, people.Evidenced, people.Events
	x.Flexed, x.Observed = people.Flexed, people.Observed
	x.Index = from(Price).Index
	x.Late, x.Default, x.Failed, x.Errors, x.Impact = incidents.Late, incidents.Default, incidents.Failed, incidents.Errors, incidents.Impact
	months := h.plan.months
	for i, cause := range h.cause {
		k := 0
		if on&Volume != 0 {
			k |= 1
		}
		if on&Price != 0 {
			k |= 2
		}
		if on&cause != 0 {
			k |= 4
		}
		copy(x.Costs[i*months:(i+1)*months], h.costs[k][i*months:(i+1)*months])
	}
}

// spending reads a ledger.
func (p *Plan) spending(l *contract.Ledger, public []bool) Spending {
	s := Spending{
		Cost:    l.CostTotal,
		Finance: l.Balance[contract.IntermediaryAccount] + l.Balance[contract.Bank],
	}
	for i, n := range l.Repaid {
		s.Finance += n - l.Drawn[i]
	}
	years := len(l.Spend) / max(len(public), 1)
	for i, counts := range public {
		if !counts {
			continue
		}
		for _, x := range l.Spend[i*years : (i+1)*years] {
			s.Public += x
		}
		s.PublicFinance += l.Finance[i]
	}
	return s
}
