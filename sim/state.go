package sim

import (
	"time"

	"github.com/sibsim/sibsim/assumptions"
)

// A state is an outcome that everyone with the parent event is in from that
// month on, until the event of its group comes: that month counts no more.

// units is what a person in the state counts in each month.
func units(c assumptions.Counted, start, months int) []int32 {
	out := make([]int32, months)
	for m := range out {
		out[m] = 1
		if c == assumptions.CountedDaily {
			out[m] = days(start + m)
		}
	}
	return out
}

// days is the length of a calendar month, counted as 12*year + month - 1.
func days(month int) int32 {
	// Day 0 of the month after is the last of this one.
	return int32(time.Date(month/12, time.Month(month%12+2), 0, 0, 0, 0, 0, time.UTC).Day())
}

// state lists everyone at risk for each month in the state.
func (w *worker) state(g *group, site int, referrals []int32) {
	months := w.plan.months
	outcome := int(g.members[0].outcome)
	l := &w.lists[outcome]
	l.who, l.month = l.who[:0], l.month[:0]
	if g.personal {
		w.personally(g, site)
		return
	}
	w.prepare(g)
	achieved := w.out.Achieved[(site*w.plan.outcomes+outcome)*months:][:months]
	for _, p := range w.everyone(g, referrals) {
		until := int32(months)
		if p.word >= w.limit[p.parent] {
			until = p.parent + w.delay(g, &p, months)
		}
		for m := p.parent; m < until; m++ {
			l.who, l.month = append(l.who, p.who), append(l.month, m)
			achieved[m]++
		}
	}
	for m, n := range g.units {
		achieved[m] *= n
	}
}

// everyone returns all people with the group's parent event.
func (w *worker) everyone(g *group, referrals []int32) []person {
	key := w.luck.At(g.address)
	if from := w.parents(g.parent); from != nil {
		w.room(len(from.who))
		for i, who := range from.who {
			w.kept[i] = person{who, key.Word(who) >> 12, from.month[i]}
		}
		return w.kept[:len(from.who)]
	}
	n := 0
	for _, count := range referrals {
		n += int(count)
	}
	w.room(n)
	kept := w.kept[:0]
	for m, count := range referrals {
		for i := range uint64(count) {
			who := uint64(m)<<32 + i
			kept = append(kept, person{who, key.Word(who) >> 12, int32(m)})
		}
	}
	return kept
}

// dwell adds the mean number in the state to dst, month by month: those who
// came in at a month and whose event has not come by the one counted.
func (g *group) dwell(dst, parent, odds []float64) {
	left := 1.0
	for k := range dst {
		if column := k - g.first; column >= 0 && column < g.columns {
			left /= 1 + odds[column]
		}
		for m, n := range parent[:len(dst)-k] {
			dst[m+k] += float64(float64(n*left) * float64(g.units[m+k]))
		}
	}
}
