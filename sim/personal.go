package sim

import (
	"github.com/sibsim/sibsim/internal/random"
)

// Where a specialist's effect moves a person's chances, nobody's row serves
// another: each person is walked month by month.

// personally walks everyone at risk through a group that specialists move.
func (w *worker) personally(g *group, site int) {
	months := w.plan.months
	odds, lifted := w.lay(g)
	key, which := w.luck.At(g.address), w.luck.At(g.which)
	from := w.parents(g.parent)
	v := &w.service
	i := 0 // of the person among those who took places
	achieved := w.out.Achieved[site*w.plan.outcomes*months:]
	for k, who := range from.who {
		for v.places.who[i] != who {
			i++
		}
		lift, m := v.holders[v.by[i]].lift, int(from.month[k])
		column, ok := w.when(g, odds, lifted, lift, random.Unit(key.Word(who)), m)
		if g.units != nil {
			until := months
			if ok {
				until = m + g.first + column
			}
			o := g.members[0].outcome
			l := &w.lists[o]
			for ; m < until; m++ {
				l.who, l.month = append(l.who, who), append(l.month, int32(m))
				achieved[int(o)*months+m] += g.units[m]
			}
			continue
		}
		if !ok {
			continue
		}
		m += g.first + column
		j := 0
		if len(g.members) > 1 {
			j = w.one(g, odds, lifted, lift, column, m, random.Unit(which.Word(who)))
		}
		o := g.members[j].outcome
		l := &w.lists[o]
		l.who, l.month = append(l.who, who), append(l.month, int32(m))
		achieved[int(o)*months+m]++
	}
}

// when returns the column in which a person's event falls: the first with u >
// S_k, for a parent event in month m; false if not within the window.
func (w *worker) when(g *group, odds, lifted []float64, lift, u float64, m int) (int, bool) {
	p := 1.0
	for k := range min(g.columns, w.plan.months-m-g.first) {
		sum := 0.0
		for j := range g.members {
			sum += w.chance(g, odds, lifted, lift, j, k, m+g.first+k)
		}
		if p *= 1 + sum; float64(u*p) >= 1 {
			return k, true
		}
	}
	return 0, false
}

// one picks the sibling whose event it was, in proportion to the odds of the
// month, or to the hazards where the event is certain.
func (w *worker) one(g *group, odds, lifted []float64, lift float64, column, month int, u float64) int {
	total := 0.0
	for j := range g.members {
		total += odds[j*g.columns+column]
	}
	if total >= sure/2 {
		lifted, lift = nil, 1
	}
	total = 0
	for j := range g.members {
		total += w.chance(g, odds, lifted, lift, j, column, month)
	}
	u *= total
	for j := range g.members {
		if u -= w.chance(g, odds, lifted, lift, j, column, month); u < 0 {
			return j
		}
	}
	return len(g.members) - 1
}

// chance is the odds of member j in a column that falls in a month, for
// someone whose specialist lifts the odds.
func (w *worker) chance(g *group, odds, lifted []float64, lift float64, j, column, month int) float64 {
	x := odds[j*g.columns+column]
	if lifted != nil {
		x *= lifted[j*w.plan.months+month]
	}
	if g.members[j].personal {
		x *= lift
	}
	return x
}
