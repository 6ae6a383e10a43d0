package contract_test

import (
	"math/big"

	"github.com/sibsim/sibsim/contract"
)

// Steps 3.2.7, rewards, and 3.2.11, audits, of the reference settlement.

// 7. claimRewards makes the rewards of month t and the deductions of each payer.
func (r *reference) claimRewards() (claims []*refClaim, deductions []*big.Int) {
	deductions = zeros(len(r.terms.Payers))
	for i, w := range r.terms.Rewards {
		var above, below []*big.Int
		add := func(y *big.Int) {
			switch y.Sign() {
			case 1:
				above = append(above, y)
			case -1:
				below = append(below, new(big.Int).Neg(y))
			}
		}
		j := 0
		for r.terms.Measures[j].ID != w.Measure {
			j++
		}
		measure := r.terms.Measures[j]
		for c, cohort := range measure.Cohorts {
			if cohort.Month != r.t {
				continue
			}
			y := new(big.Int)
			if len(w.Each) > 0 {
				y = ladder(w.Each, r.cohortValue(j, c))
				if y.Sign() != 0 {
					r.led.bound.add(boundRewardEach)
				}
				add(y)
			}
			if c == len(measure.Cohorts)-1 && len(w.Pooled) > 0 {
				pooled := ladder(w.Pooled, r.pooledValue(j))
				if len(w.Each) > 0 {
					for all := range measure.Cohorts {
						pooled.Sub(pooled, ladder(w.Each, r.cohortValue(j, all)))
					}
					if pooled.Sign() < 0 {
						pooled = new(big.Int)
					}
				}
				if pooled.Sign() != 0 {
					r.led.bound.add(boundRewardPooled)
				}
				add(pooled)
			}
		}
		x := new(big.Int)
		for _, y := range above {
			if reduced, _ := r.capTo(r.rewardCaps[i], million, []*big.Int{y}); reduced {
				r.led.TariffCapped = true
				r.led.bound.add(boundRewardCap)
			}
			x.Add(x, y)
		}
		var parts []int64
		for _, share := range w.Shares {
			parts = append(parts, share.Millions)
		}
		for _, y := range below {
			r.led.bound.add(boundDeduction)
			r.rewards[i].Sub(r.rewards[i], y)
			for k, part := range r.split(y, append(parts, w.Unpaid))[:len(w.Shares)] {
				p := r.payerIndex[w.Shares[k].Payer]
				deductions[p].Add(deductions[p], part)
			}
		}
		claims = append(claims, &refClaim{
			site: -1, tariff: i, shares: w.Shares, unpaid: w.Unpaid, amount: x, whole: new(big.Int).Set(x),
		})
	}
	return claims, deductions
}

// ladder is what a ladder comes to at a value.
func ladder(steps []contract.Step, value *big.Int) *big.Int {
	y := new(big.Int)
	for _, s := range steps {
		if num(s.From).Cmp(value) <= 0 {
			y = roundDiv(times(num(s.PerPoint), minus(value, num(s.From))), num(10_000))
			y = held(y.Add(y, num(s.Amount)))
		}
	}
	return y
}

// rate is N and D of a cohort, whose month has come.
func (r *reference) rate(m contract.Measure, c contract.Cohort) (n, d *big.Int) {
	n, d = new(big.Int), new(big.Int)
	for s, site := range r.terms.Sites {
		if m.Site != "" && m.Site != site.ID {
			continue
		}
		n.Add(n, num(r.evidencedOfCohort(s, m.Outcome, c, m.Per != contract.PerTarget)))
		switch m.Per {
		case contract.PerReferrals:
			for month := c.From; month <= c.Until; month++ {
				d.Add(d, num(int64(r.out.Referrals[s*r.months+month])))
			}
		case contract.PerTarget:
			d.Add(d, num(r.targetBefore(s, m.Outcome, c.Month+1)-r.targetBefore(s, m.Outcome, c.From)))
		default:
			d.Add(d, num(r.evidencedOfCohort(s, m.Per, c, true)))
		}
	}
	return n, d
}

// evidencedOfCohort is what counts of an outcome of a site from the cohort's
// first month to its month, of its own people if they are known.
func (r *reference) evidencedOfCohort(site int, outcome string, c contract.Cohort, own bool) int64 {
	n, k := int64(0), r.outcomeIndex[outcome]
	for m := c.From; m <= c.Month; m++ {
		n += r.counted[r.row(site, k)][m]
		if !own {
			continue
		}
		for _, i := range r.counting[[3]int{site, k, m}] {
			if e := r.out.Events[i]; int(e.Referred) < c.From || int(e.Referred) > c.Until {
				n -= int64(e.Units)
				r.led.bound.add(boundOtherCohort)
			}
		}
	}
	return n
}

// quotient is round(10^6 n/d), 0 if d is.
func quotient(n, d *big.Int) *big.Int {
	if d.Sign() == 0 {
		return new(big.Int)
	}
	return roundDiv(times(million, n), d)
}

// cohortValue is the value of cohort c of measure j.
func (r *reference) cohortValue(j, c int) *big.Int {
	m := r.terms.Measures[j]
	if m.Outcome == "" {
		return num(r.impact(j, c))
	}
	return quotient(r.rate(m, m.Cohorts[c]))
}

// impact is v[j,c].
func (r *reference) impact(j, c int) int64 {
	for _, before := range r.terms.Measures[:j] {
		c += len(before.Cohorts)
	}
	return r.out.Impact[c]
}

// pooledValue is the value of all cohorts of measure j together.
func (r *reference) pooledValue(j int) *big.Int {
	m := r.terms.Measures[j]
	n, d := new(big.Int), new(big.Int)
	if m.Outcome != "" {
		for _, c := range m.Cohorts {
			cn, cd := r.rate(m, c)
			n.Add(n, cn)
			d.Add(d, cd)
		}
		return quotient(n, d)
	}
	for c, cohort := range m.Cohorts {
		n.Add(n, times(num(cohort.Weight), num(r.impact(j, c))))
		d.Add(d, num(cohort.Weight))
	}
	if d.Sign() == 0 {
		return d
	}
	return roundDiv(n, d)
}

// 11. audit is what the audit of month t, if there is one, credits each payer.
func (r *reference) audit() []*big.Int {
	back := zeros(len(r.terms.Payers))
	a := r.terms.Audit
	if a.Every == 0 || (r.t+1)%a.Every != 0 && r.t != r.months-1 || r.t > r.runOff {
		return back
	}
	audits, number := referenceAudits(r.terms), r.t/a.Every
	for s, site := range r.terms.Sites {
		all := int64(0)
		for m := number * a.Every; m <= r.t; m++ {
			for _, k := range site.Tariffs {
				all += r.counted[r.row(s, r.outcomeIndex[k.Outcome])][m]
			}
		}
		n := min(a.Sample, all)
		wrong := min(int64(r.out.Errors[s*audits+number]), n)
		if times(million, num(wrong)).Cmp(times(num(a.Tolerance), num(n))) <= 0 {
			continue
		}
		of := all
		if a.Extrapolate {
			of = n
		}
		for p := range r.terms.Payers {
			y := new(big.Int)
			for m := number * a.Every; m <= r.t; m++ {
				if x := r.siteClaims[[3]int{s, p, m}]; x != nil {
					y.Add(y, x)
				}
			}
			x := roundDiv(times(y, num(wrong)), num(of))
			if x.Sign() > 0 {
				r.led.bound.add(boundAudit)
			}
			back[p].Add(back[p], x)
		}
	}
	return back
}

// referenceAudits is how many audits each site has: every so many months and
// in the last month of the outcome window.
func referenceAudits(terms contract.Terms) int {
	n := 0
	for m := range terms.Months {
		if every := terms.Audit.Every; every > 0 && ((m+1)%every == 0 || m == terms.Months-1) {
			n++
		}
	}
	return n
}
