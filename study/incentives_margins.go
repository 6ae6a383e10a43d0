package study

import (
	"context"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// layOut decides what is asked of each path: the columns of its row.
func (s *incentives) layOut() {
	means := s.plan.CentralMeans()
	segments := s.plan.Segments()
	segment := make([]bool, s.sites*s.outcomes)
	for _, x := range segments {
		segment[x.Site*s.outcomes+x.Outcome] = true
	}
	at := 0
	for i := range s.sites {
		for k := range s.outcomes {
			if means[i].Achieved[k] > 0 && !segment[i*s.outcomes+k] {
				s.Margins = append(s.Margins, Margin{Site: i, Outcome: k})
				at += s.actors + 1 // and why it pays nobody
			}
		}
	}
	s.personAt = at
	for i := range s.sites {
		for _, x := range segments {
			if x.Site == i {
				s.People = append(s.People, PersonGain{Site: i, Outcome: x.Outcome, Group: x.Group})
			}
		}
		s.People = append(s.People, PersonGain{Site: i, Outcome: sim.Anyone}, PersonGain{Site: i, Outcome: sim.Nothing})
	}
	at += len(s.People) * s.actors
	s.delayAt = at
	at += s.actors + 1 // and what is lost
	s.stageAt = at
	s.marginWidth = at + s.outcomes
}

// settle walks each path once and settles it with every edit.
func (s *incentives) settle(ctx context.Context) error {
	o := s.options()
	why := newReasons(s.plan)
	table, err := sim.Each(ctx, o, s.marginWidth, func() func(uint64, []int64) {
		q := &questioner{incentives: s, trial: s.plan.Trial(true), base: make([]int64, s.actors), stood: why.standing()}
		return func(n uint64, row []int64) { q.ask(o.Seed, n, row, why) }
	})
	if err != nil {
		return err
	}
	s.margins = table
	t := columns(table, s.marginWidth)
	gains := func(at int) []tally.Summary {
		out := make([]tally.Summary, s.actors)
		for a := range out {
			out[a] = t.Summary(at+a, s.unit)
		}
		return out
	}
	for i := range s.Margins {
		m := &s.Margins[i]
		at := i * (s.actors + 1)
		m.Gains = gains(at)
		for a := range s.actors {
			var none uint64
			for row := 0; row < len(table); row += s.marginWidth {
				if table[row+at+a] == 0 {
					none++
				}
			}
			m.Zero = append(m.Zero, tally.Share(none, s.Paths))
		}
	}
	for i := range s.People {
		s.People[i].Gains = gains(s.personAt + i*s.actors)
	}
	s.Delay = Delay{gains(s.delayAt), t.Summary(s.delayAt+s.actors, 1)}
	s.spreads()
	s.deadZones(why)
	s.stages()
	return nil
}

// questioner asks the questions of one path after the other.
type questioner struct {
	*incentives
	trial *sim.Trial
	base  []int64
	stood standing
}

// ask fills the row of a path.
func (q *questioner) ask(seed, n uint64, row []int64, why *reasons) {
	t := q.trial
	t.Walk(seed, n)
	l := t.Settle()
	for a := range q.Actors {
		q.base[a] = q.Actors[a].Payoff(l)
	}
	q.stood.note(l)
	for c, x := range l.Paid {
		row[q.stageAt+c%q.outcomes] += x
	}
	for i := range q.Margins {
		m := &q.Margins[i]
		at := i * (q.actors + 1)
		t.Add(t.Extra(m.Site, m.Outcome))
		l := t.Settle()
		for a := range q.Actors {
			row[at+a] = q.Actors[a].Payoff(l) - q.base[a]
		}
		row[at+q.actors] = int64(why.of(&q.stood, l, m))
		t.Restore()
	}
	for i := range q.People {
		at := q.personAt + i*q.actors
		who, some := t.Draw(q.People[i].Site, q.People[i].Outcome)
		if !some {
			for a := range q.Actors {
				row[at+a] = tally.Undefined
			}
			continue
		}
		t.Remove(who)
		l := t.Settle()
		for a := range q.Actors {
			row[at+a] = q.base[a] - q.Actors[a].Payoff(l)
		}
		t.Restore()
	}
	row[q.delayAt+q.actors] = t.Delay()
	l = t.Settle()
	for a := range q.Actors {
		row[q.delayAt+a] = q.Actors[a].Payoff(l) - q.base[a]
	}
}

// gainers are the actors who are meant to gain by a site's outcomes: its
// provider, the investors and the intermediary, and each tranche of several.
func (s *incentives) gainers(site int) []int {
	var out []int
	for a := range s.Actors {
		x := &s.Actors[a]
		switch {
		case x.Kind == ProviderActor && x.Site == site, x.ID == "investor", x.Kind == TrancheActor, x.Kind == IntermediaryActor:
			out = append(out, a)
		}
	}
	return out
}

// spreads compares the best and the worst segment of each group.
func (s *incentives) spreads() {
	for from := 0; from < len(s.People); {
		to := from + 1
		first := &s.People[from]
		for to < len(s.People) && s.People[to].Site == first.Site && s.People[to].Group == first.Group {
			to++
		}
		if first.Group != "" && to > from+1 {
			for _, a := range s.gainers(first.Site) {
				best, worst, drawn := -1, -1, 0
				for i := from; i < to; i++ {
					g := &s.People[i].Gains[a]
					if g.N == 0 {
						continue // nobody of the segment was there to be drawn
					}
					drawn++
					if best < 0 || g.Mean > s.People[best].Gains[a].Mean {
						best = i
					}
					if worst < 0 || g.Mean < s.People[worst].Gains[a].Mean {
						worst = i
					}
				}
				if drawn < 2 {
					continue
				}
				gain := difference(
					s.margins, s.marginWidth, s.personAt+best*s.actors+a,
					s.margins, s.marginWidth, s.personAt+worst*s.actors+a, s.unit,
				)
				s.Spreads = append(s.Spreads, Spread{first.Site, a, first.Group, s.People[best].Outcome, s.People[worst].Outcome, gain, drawn * (drawn - 1) / 2})
			}
		}
		from = to
	}
}
