package contract_test

import (
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// Step 3.0 of the reference settlement: what counts.

// evidencedBefore is the sum of e[s,k,m] over the months m < end.
func (r *reference) evidencedBefore(site, outcome, end int) int64 {
	n := int64(0)
	for m := range end {
		n += int64(r.out.Evidenced[r.row(site, outcome)*r.months+m])
	}
	return n
}

// targetBefore is the target of the months m < end, 0 without one.
func (r *reference) targetBefore(site int, outcome string, end int) int64 {
	for _, g := range r.terms.Sites[site].Targets {
		if g.Outcome != outcome {
			continue
		}
		if g.Months == nil {
			return roundDiv(times(num(g.Total), num(int64(end))), num(int64(r.months))).Int64()
		}
		n := int64(0)
		for _, x := range g.Months[:end] {
			n += int64(x)
		}
		return n
	}
	return 0
}

// 3.0.1 reviewFactor is the factor of a site's caps in month t.
func (r *reference) reviewFactor(site, t int) *big.Int {
	var latest *contract.Review
	for i := range r.terms.Reviews {
		v := &r.terms.Reviews[i]
		if v.Month <= t && !noFormula(v.Caps) && (latest == nil || v.Month >= latest.Month) {
			latest = v
		}
	}
	if latest == nil {
		return million
	}
	n := r.evidencedBefore(site, r.outcomeIndex[latest.Outcome], latest.Month)
	g := r.targetBefore(site, latest.Outcome, latest.Month)
	attained := million
	if g > 0 {
		attained = least(roundDiv(times(million, num(n)), num(g)), num(100_000_000))
	}
	f := latest.Caps
	factor := roundDiv(times(num(f.Part), minus(attained, million)), million)
	factor.Add(factor, million)
	if factor.Cmp(num(f.Least)) < 0 {
		factor = num(f.Least)
	}
	return least(factor, num(f.Most))
}

// noFormula says whether a review says nothing of the caps.
func noFormula(f contract.Follow) bool {
	always1 := f.Part == 0 && f.Least <= 1_000_000 && f.Most >= 1_000_000
	return always1 || f.Part == 0 && f.Least == 0 && f.Most == 0
}

// 3.0.2 The tests of month t, while service runs.
func (r *reference) step30Tests() {
	t := r.t
	if t >= r.months-1 {
		return
	}
	for i := range r.terms.Tests {
		test := &r.terms.Tests[i]
		if test.Month != t || r.terminated >= 0 || r.stopped >= 0 {
			continue
		}
		n, g := int64(0), int64(0)
		for s, site := range r.terms.Sites {
			if test.Site == "" || test.Site == site.ID {
				n += r.evidencedBefore(s, r.outcomeIndex[test.Outcome], t+1)
				g += r.targetBefore(s, test.Outcome, t+1)
			}
		}
		if times(million, num(n)).Cmp(times(num(test.Share), num(g))) >= 0 {
			continue
		}
		if test.Exit {
			if r.exited < 0 {
				r.exited = t
			}
			continue
		}
		r.test, r.terminated = test, t
		r.z, r.runOff = t, min(t+test.RunOff, r.months-1)
		r.led.bound.add(boundTermination)
	}
}

// failed says whether the provider of a site has failed by the end of month t.
func (r *reference) failed(site, t int) bool {
	f := int(r.out.Failed[site])
	return f >= 0 && f <= r.z && f <= t
}

// 3.0.3 serves says whether a site serves in month m, of those so far.
func (r *reference) serves(site, m int) bool {
	if !r.failed(site, m) {
		return true
	}
	gap := r.terms.Sites[site].StepIn.Gap
	return gap >= 0 && m >= int(r.out.Failed[site])+gap
}

// 3.0.4 What counts in month t.
func (r *reference) step30Counts() {
	t := r.t
	for s, site := range r.terms.Sites {
		for k := range r.terms.Outcomes {
			e := int64(r.out.Evidenced[r.row(s, k)*r.months+t])
			switch {
			case e == 0:
			case t > r.runOff:
				e = 0
			case site.Until.Set && int64(t) > site.Until.Amount:
				e = 0
				r.led.bound.add(boundUntil)
			case !r.serves(s, t):
				e = 0
				r.led.bound.add(boundFailure)
			default:
				for _, i := range r.evidenced[t] {
					event := r.out.Events[i]
					if int(event.Site) != s || int(event.Outcome) != k {
						continue
					}
					if r.refused(event) {
						e -= int64(event.Units)
					} else {
						at := [3]int{s, k, t}
						r.counting[at] = append(r.counting[at], i)
					}
				}
			}
			if e > 0 && t > r.z {
				r.led.bound.add(boundRunOff)
			}
			if e < 0 {
				panic("reference: more events than outcomes")
			}
			r.counted[r.row(s, k)][t] = e
		}
	}
}

// refused says whether a rule about people keeps an event of month t from counting.
func (r *reference) refused(e contract.Event) bool {
	no := false
	if r.t > r.z && int(e.Referred) > r.z {
		r.led.bound.add(boundRunOffRefused)
		no = true
	}
	site, outcome := r.terms.Sites[e.Site], r.terms.Outcomes[e.Outcome].ID
	at := slices.IndexFunc(site.Tariffs, func(k contract.Tariff) bool { return k.Outcome == outcome })
	if at < 0 {
		return no
	}
	tariff := site.Tariffs[at]
	own := r.people[refPerson{e.Site, e.Person}]
	for _, required := range tariff.Requires {
		if !slices.ContainsFunc(own, func(i int) bool {
			x := r.out.Events[i]
			return int(x.Outcome) == r.outcomeIndex[required] && x.Evidenced >= 0 && x.Evidenced <= e.Evidenced
		}) {
			r.led.bound.add(boundRequires)
			no = true
		}
	}
	if w := tariff.Window; w.Set {
		from, found := int(e.Referred), true
		if w.After != "" {
			found = false
			for _, i := range own {
				x := r.out.Events[i]
				if int(x.Outcome) == r.outcomeIndex[w.After] && (!found || int(x.Month) < from) {
					from, found = int(x.Month), true
				}
			}
		}
		if after := int(e.Month) - from; !found || after < 0 || after > w.Months {
			r.led.bound.add(boundWindow)
			no = true
		}
	}
	return no
}
