package study

import (
	"context"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// draw makes the payoff curves: the deal at each level of performance on the
// same words.
func (s *incentives) draw(ctx context.Context) error {
	cells := s.sites * s.outcomes
	for i, level := range levels {
		x := sim.AsExpected
		f := float64(level) / 100
		if s.Volume {
			x.Referrals = f
		} else {
			x.Outcomes = f
		}
		p := s.plan
		if x != sim.AsExpected {
			var err error
			if p, err = s.plan.At(x); err != nil {
				return err
			}
		}
		width := s.actors + s.outcomes + cells
		o := s.options()
		table, err := sim.Each(ctx, o, width, func() func(uint64, []int64) {
			t := p.Trial(false)
			return func(n uint64, row []int64) {
				t.Walk(o.Seed, n)
				l := t.Settle()
				for a := range s.Actors {
					row[a] = s.Actors[a].Payoff(l)
				}
				for c, n := range l.Achieved {
					row[s.actors+c%s.outcomes] += n
					row[s.actors+s.outcomes+c] = n
				}
			}
		})
		if err != nil {
			return err
		}
		t := columns(table, width)
		at := Level{Performance: f, Stopped: p.Stopped()}
		for a := range s.actors {
			at.Payoffs = append(at.Payoffs, t.Summary(a, s.unit))
		}
		for k := range s.outcomes {
			at.Outcomes = append(at.Outcomes, t.Summary(s.actors+k, 1))
		}
		for c := range cells {
			if c%s.outcomes == 0 {
				at.Sites = append(at.Sites, nil)
			}
			site := &at.Sites[c/s.outcomes]
			*site = append(*site, t.Summary(s.actors+s.outcomes+c, 1))
		}
		s.curve = append(s.curve, paysOnly(table, width, s.actors))
		if i > 0 {
			for a := range s.actors {
				at.Steps = append(at.Steps, s.rise(a, i-1, i))
			}
		}
		s.Levels = append(s.Levels, at)
	}
	return nil
}

// paysOnly keeps the first columns of a table.
func paysOnly(table []int64, width, kept int) []int64 {
	out := make([]int64, 0, len(table)/width*kept)
	for ; len(table) > 0; table = table[width:] {
		out = append(out, table[:kept]...)
	}
	return out
}

// rise is what an actor has more at a level than at another.
func (s *incentives) rise(actor, from, to int) tally.Summary {
	return difference(s.curve[to], s.actors, actor, s.curve[from], s.actors, actor, s.unit)
}

// Flat is a range of performance over which an actor's payoff does not change
// beyond its error; exactly, if it does not change on any path.
type Flat struct {
	Actor    int
	From, To float64
	Exactly  bool
}

// flats finds them: runs of steps whose 95 % intervals hold 0.
func (s *incentives) flats() {
	for a := range s.Actors {
		for i := 1; i < len(levels); i++ {
			j := i
			exactly := true
			for ; j < len(levels); j++ {
				step := &s.Levels[j].Steps[a]
				if e := step.MeanInterval(); e.Lo > 0 || e.Hi < 0 {
					break
				}
				exactly = exactly && step.Min == 0 && step.Max == 0
			}
			if j > i {
				s.Flats = append(s.Flats, Flat{a, s.Levels[i-1].Performance, s.Levels[j-1].Performance, exactly})
				i = j
			}
		}
	}
}
