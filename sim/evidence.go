package sim

import (
	"math"
	"math/bits"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// evidence is the chance that an outcome achieved at a site is evidenced.
type evidence struct {
	address     uint64
	outcome     int32
	probability scalar
	pull        pull
	limit       []uint64 // [month], if nothing moves it
	again       *attempt // nil: none
	units       []int32  // of a state, [month]
}

// attempt is a second attempt at evidence.
type attempt struct {
	address     uint64
	probability scalar
	after       int32 // months
}

// evidence lowers the evidence of one outcome at a site whose groups are known.
func (c *compiler) evidence(s *assumptions.Site, in assumptions.Evidence, out *site, p pull) evidence {
	e := evidence{
		address: random.Address("sites." + s.ID + ".evidence." + in.Outcome),
		outcome: c.outcome(in.Outcome), probability: c.scalar(in.Probability), pull: p,
	}
	if !e.probability.uncertain() && (e.pull.level() == never || e.probability.central >= 1) {
		e.limit = make([]uint64, c.plan.months)
		e.fill(e.limit, nil)
	}
	for _, r := range out.reached {
		if r.outcome == e.outcome {
			e.units = r.units
		}
	}
	for _, r := range s.Resubmitted {
		if r.Outcome == in.Outcome && !r.Probability.IsZero() && e.units == nil {
			e.again = &attempt{
				address:     random.Address("sites." + s.ID + ".resubmission." + in.Outcome),
				probability: c.scalar(r.Probability), after: int32(r.After),
			}
		}
	}
	return e
}

// fill writes the threshold of each month: evidenced if word>>12 < limit.
func (e *evidence) fill(limit []uint64, w *worker) {
	var p float64
	if w == nil {
		p = e.probability.central
	} else {
		p = e.probability.at(w.theta)
	}
	if e.pull.level() == never || p <= 0 || p >= 1 {
		t := below(p)
		for m := range limit {
			limit[m] = t
		}
		return
	}
	logit := num.Logit(p)
	e.pull.sum(w.eta, w, w.effects)
	for m := range limit {
		if m > 0 && w.eta[m] == w.eta[m-1] {
			limit[m] = limit[m-1]
			continue
		}
		limit[m] = below(num.Logistic(logit + w.eta[m]))
	}
}

// below returns the number of 52-bit words that stand for probability p.
func below(p float64) uint64 { return uint64(p * grid) }

// evidence counts the evidenced outcomes among the achieved, in the month of
// their evidence.
func (w *worker) evidence(e *evidence, site int) {
	months := w.plan.months
	at := (site*w.plan.outcomes + int(e.outcome)) * months
	achieved := w.out.Achieved[at : at+months]
	evidenced := w.out.Evidenced[at : at+months]
	limit := e.limit
	if limit == nil {
		limit = w.limit[:months]
		e.fill(limit, w)
	} else if limit[0] == grid && !w.named {
		copy(evidenced, achieved)
		return
	}
	clear(evidenced)
	key := w.luck.At(e.address)
	l := &w.lists[e.outcome]
	if e.again != nil || w.named {
		w.record(e, l, evidenced, limit)
		e.weigh(evidenced)
		return
	}
	month := l.month[:len(l.who)]
	for i, who := range l.who {
		m := month[i]
		_, yes := bits.Sub64(key.Word(who)>>12, limit[m], 0)
		evidenced[m] += int32(yes)
	}
	e.weigh(evidenced)
}

// weigh turns the people in a state into its units.
func (e *evidence) weigh(counts []int32) {
	for m, n := range e.units {
		counts[m] *= n
	}
}

// record is the slower loop of evidence: with a second attempt, and noting
// for each person when the outcome was evidenced.
func (w *worker) record(e *evidence, l *list, evidenced []int32, limit []uint64) {
	key := w.luck.At(e.address)
	var again random.Key
	var second uint64
	if e.again != nil {
		again = w.luck.At(e.again.address)
		second = below(math.Max(e.again.probability.at(w.theta), 0))
	}
	l.evidenced = l.evidenced[:0]
	for i, who := range l.who {
		m := l.month[i]
		if key.Word(who)>>12 >= limit[m] {
			m = -1
			if e.again != nil && again.Word(who)>>12 < second {
				m = l.month[i] + e.again.after
			}
		}
		if int(m) >= len(evidenced) {
			m = -1
		}
		if m >= 0 {
			evidenced[m]++
		}
		l.evidenced = append(l.evidenced, m)
	}
}
