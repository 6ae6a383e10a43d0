package sim_test

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// calendarDays is the length of the calendar month 12*year + month - 1.
func calendarDays(month int) int {
	year := month / 12
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	if n := month % 12; n != 1 {
		return []int{31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[n]
	}
	if leap {
		return 29
	}
	return 28
}

// reviewed is the factor on the mean referrals of a site in month m, from what
// was evidenced before the review that holds.
func (o *oracle) reviewed(s, m int) float64 {
	factor, latest := 1.0, -1
	for _, r := range o.t.Reviews {
		if r.Month > m || r.Month < latest || r.Volumes == (contract.Follow{}) {
			continue
		}
		latest = r.Month
		row := o.out.Evidenced[(s*len(o.t.Outcomes)+o.outcome(r.Outcome))*o.a.Months:]
		var n, goal int64
		for k := range r.Month {
			n += int64(row[k])
		}
		for _, target := range o.t.Sites[s].Targets {
			if target.Outcome != r.Outcome {
				continue
			}
			goal = nearest(target.Total*int64(r.Month), int64(o.a.Months))
			if target.Months != nil {
				goal = 0
				for k := range r.Month {
					goal += int64(target.Months[k])
				}
			}
		}
		attained := int64(1e6)
		if goal > 0 {
			attained = min(nearest(1e6*n, goal), 1e8)
		}
		x := 1e6 + nearest(r.Volumes.Part*(attained-1e6), 1e6)
		factor = float64(max(r.Volumes.Least, min(x, r.Volumes.Most))) / 1e6
	}
	return factor
}

// nearest is a/b rounded half away from zero, by rational arithmetic.
func nearest(a, b int64) int64 {
	x := new(big.Rat).SetFrac64(a, b)
	s, _ := new(big.Int).SetString(x.FloatString(0), 10) // FloatString rounds half away from zero
	return s.Int64()
}

// events puts the events of the path in order.
func (o *oracle) events() {
	slices.SortFunc(o.out.Events, func(a, b contract.Event) int {
		return cmp.Or(
			cmp.Compare(a.Site, b.Site), cmp.Compare(a.Person, b.Person),
			cmp.Compare(a.Month, b.Month), cmp.Compare(a.Outcome, b.Outcome),
		)
	})
}

// marks draws what happens apart from the people.
func (o *oracle) marks() {
	grid := o.c.Grid()
	for i, payer := range o.t.Payers {
		for _, p := range o.a.Payers {
			if p.ID != payer.ID {
				continue
			}
			for t := range grid {
				o.out.Late[i*grid+t] = o.uniform() < o.at(p.Late)
			}
			o.out.Default[i] = o.month(o.at(p.Default), grid)
		}
	}
	for s := range o.a.Sites {
		o.out.Failed[s] = o.month(o.at(o.a.Sites[s].Failure), o.a.Months)
	}
	at := 0
	for _, m := range o.t.Measures {
		for range m.Cohorts {
			for _, x := range o.a.Measures {
				if x.ID == m.ID {
					o.out.Impact[at] = int64(math.Round(1e6 * (o.at(x.Effect) + o.at(x.Error)*o.normal())))
				}
			}
			at++
		}
	}
	if o.t.Audit.Every == 0 {
		return
	}
	audits := o.c.NumAudits()
	for s := range o.a.Sites {
		for i := range audits {
			for range min(o.t.Audit.Sample, o.audited(o.out, s, i)) {
				if o.uniform() < o.at(o.a.AuditError) {
					o.out.Errors[s*audits+i]++
				}
			}
		}
	}
}

// audited is the number of outcomes among which audit i of a site may look.
func (o *oracle) audited(out *contract.Outturn, s, i int) int64 {
	var n int64
	for _, tariff := range o.t.Sites[s].Tariffs {
		for m := i * o.t.Audit.Every; m < min((i+1)*o.t.Audit.Every, o.a.Months); m++ {
			n += int64(out.Evidenced[(s*len(o.t.Outcomes)+o.outcome(tariff.Outcome))*o.a.Months+m])
		}
	}
	return n
}

// month is the first month in which something with a yearly chance q happens,
// month by month; -1 if not before month n.
func (o *oracle) month(q float64, n int) int32 {
	monthly := 1 - math.Pow(1-q, 1.0/12)
	for m := range n {
		if o.uniform() < monthly {
			return int32(m)
		}
	}
	return -1
}
