package contract_test

import (
	"math/big"

	"github.com/sibsim/sibsim/contract"
)

// The totals of the reference settlement.

// totals reads the ledger's totals off the postings and the state at the end.
func (r *reference) totals() {
	t, led := r.terms, &r.led
	led.Stopped, led.Exited, led.Terminated = r.stopped, r.exited, r.terminated
	if r.stopped >= 0 && r.stopped <= r.terminated {
		led.Terminated = -1
	}
	led.Balance = ints(r.balance)
	led.Cash, led.Arrears, led.Claimed = ints(r.cash), ints(r.arrearsAt), ints(r.claimed)
	led.Unpaid = led.Arrears[r.grid-1]
	led.Uncapped = ints(r.uncapped)
	led.Lost, led.Credit, led.Settled = ints(r.lost), ints(r.credited), ints(r.settled)
	led.Rewards, led.Paid = ints(r.rewards), ints(r.paid)
	led.Low = ints(r.low)
	led.Observed = r.out.Observed
	led.FirstLoss = toInt64(minus(num(t.Capital.FirstLoss), r.firstLossLeft))
	for _, k := range r.tranches {
		led.Backed = append(led.Backed, toInt64(k.backed))
	}
	for s := range t.Sites {
		led.Failed = append(led.Failed, -1)
		if f := r.out.Failed[s]; f >= 0 && int(f) <= r.z {
			led.Failed[s] = f
		}
	}
	for p := range t.Payers {
		led.Default = append(led.Default, -1)
		if d := r.out.Default[p]; d >= 0 && int(d) < r.grid {
			led.Default[p] = d
		}
	}

	firstYear := financialYear(t.Start)
	years := financialYear(t.Start+contract.Month(r.grid-1)) - firstYear + 1
	flow, trancheFlow := zeros(r.grid), zeros(len(t.Capital.Tranches)*r.grid)
	drawn, repaid := zeros(len(t.Capital.Tranches)), zeros(len(t.Capital.Tranches))
	spend, payments, finance := zeros(len(t.Payers)*years), zeros(len(t.Payers)), zeros(len(t.Payers))
	provider, own := zeros(len(t.Sites)), zeros(len(t.Sites))
	firstTranche, firstProvider := r.tranche(0), r.provider(0)
	for _, p := range led.postings {
		year := financialYear(t.Start+contract.Month(p.month)) - firstYear
		switch {
		case p.from >= firstProvider: // a provider paid a cost
			x := own[p.from-firstProvider]
			x.Add(x, p.amount)
		case p.from >= firstTranche:
			i := int(p.from - firstTranche)
			drawn[i].Add(drawn[i], p.amount)
			trancheFlow[i*r.grid+p.month].Sub(trancheFlow[i*r.grid+p.month], p.amount)
			flow[p.month].Sub(flow[p.month], p.amount)
		case p.from >= firstPayer: // a payer paid
			i := int(p.from - firstPayer)
			spend[i*years+year].Add(spend[i*years+year], p.amount)
			if p.kind == kindOutcome {
				payments[i].Add(payments[i], p.amount)
			}
			if p.kind == kindPayout || p.kind == kindGuarantee {
				finance[i].Add(finance[i], p.amount)
			}
		}
		switch {
		case p.to >= firstProvider:
			x := provider[p.to-firstProvider]
			x.Add(x, p.amount)
		case p.to >= firstTranche:
			i := int(p.to - firstTranche)
			repaid[i].Add(repaid[i], p.amount)
			trancheFlow[i*r.grid+p.month].Add(trancheFlow[i*r.grid+p.month], p.amount)
			flow[p.month].Add(flow[p.month], p.amount)
		case p.to >= firstPayer: // credits, profit and surplus
			i := int(p.to - firstPayer)
			spend[i*years+year].Sub(spend[i*years+year], p.amount)
			if p.kind == kindPortion {
				finance[i].Sub(finance[i], p.amount)
			}
		}
	}
	led.Flow, led.TrancheFlow = ints(flow), ints(trancheFlow)
	led.Drawn, led.Repaid = ints(drawn), ints(repaid)
	led.Spend, led.Payments = ints(spend), ints(payments)
	led.Finance = ints(finance)
	led.Provider, led.Own = ints(provider), ints(own)
	draws := 0
	for _, x := range led.Drawn {
		if x > 0 {
			draws++
		}
	}
	if draws >= 2 {
		led.bound.add(boundTwoTranches)
		if t.Capital.Draws == contract.SeniorFirst {
			led.bound.add(boundSeniorFirst)
		}
	}

	led.PaidCount = r.paidCount
	led.Achieved = make([]int64, len(t.Sites)*len(t.Outcomes))
	led.Evidenced = make([]int64, len(t.Sites)*len(t.Outcomes))
	led.Referrals = make([]int64, len(t.Sites))
	for s := range t.Sites {
		for m := range r.months {
			led.Referrals[s] += int64(r.out.Referrals[s*r.months+m])
		}
		for k := range t.Outcomes {
			for m := range r.months {
				led.Achieved[s*len(t.Outcomes)+k] += int64(r.out.Achieved[(s*len(t.Outcomes)+k)*r.months+m])
				led.Evidenced[s*len(t.Outcomes)+k] += r.counted[r.row(s, k)][m]
			}
		}
	}

	// Cost: every line, wind-down and step-in, and the providers that are
	// taken to spend their pay.
	total, flexed := sum(r.incurred), new(big.Int).Set(r.otherCost)
	total.Add(total, r.otherCost)
	for _, x := range r.out.Flexed {
		flexed.Add(flexed, num(x))
	}
	for s := range t.Sites {
		if !r.ownsCosts[s] {
			total.Add(total, r.providerDue[s])
			flexed.Add(flexed, r.providerDue[s])
		}
	}
	led.Cost = ints(r.incurred)
	led.CostTotal, led.Flexed = toInt64(total), toInt64(flexed)
}
