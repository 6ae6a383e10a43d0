package study

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// FlagKind says what a flag warns of.
type FlagKind string

// The kinds of flags.
const (
	// GainsFromWorse: someone who is meant to gain loses by one more outcome.
	GainsFromWorse FlagKind = "gains_from_worse"
	// FallsWithPerformance: its payoff falls from one level of performance to another.
	FallsWithPerformance FlagKind = "falls_with_performance"
	// Conflict: one more outcome brings one something and costs another.
	Conflict FlagKind = "conflict"
	// PaidNotToRefer: a payer saves by not referring a person who reaches nothing.
	PaidNotToRefer FlagKind = "paid_not_to_refer"
	// CherryPick: people of one segment bring more than those of another.
	CherryPick FlagKind = "cherry_pick"
	// Park: a person of a segment, or any person, costs more than they bring.
	Park FlagKind = "park"
	// EarlyMoney: most of the outcome payments are for the earliest outcome.
	EarlyMoney FlagKind = "early_money"
	// LaterPaysLess: the next outcome brings the vehicle less than the one before it.
	LaterPaysLess FlagKind = "later_pays_less"
)

// Flag is something in the incentives that a reader should know. Places that do
// not apply are -1; Outcome may be [sim.Anyone].
type Flag struct {
	Kind           FlagKind
	Actor, Against int // actors
	Site, Outcome  int
	Than           int     // the outcome, or segment, compared with
	From, To       float64 // levels of performance
	// Gain is the figure that the flag stands on, whose interval leaves 0 out (of
	// EarlyMoney: one half, the figure being a share), also after allowing for as many
	// looks as were taken; Other is Against's.
	Gain, Other Figure
}

// Stage is the part of all outcome payments of tariffs that an outcome brings.
type Stage struct {
	Outcome int
	// Depth is the number of outcomes that come before it, segments aside: the
	// most of any site.
	Depth int
	Share Figure
}

// depths returns the depth of each cell, -1 of one without a transition, and its
// parent's outcome, -1 for the referral or a segment.
func (s *incentives) depths() (depth, parent []int) {
	place := map[string]int{}
	for i, o := range s.plan.Contract().Terms().Outcomes {
		place[o.ID] = i
	}
	segment := map[[2]int]bool{}
	for _, x := range s.plan.Segments() {
		segment[[2]int{x.Site, x.Outcome}] = true
	}
	depth, parent = make([]int, s.sites*s.outcomes), make([]int, s.sites*s.outcomes)
	for i := range depth {
		depth[i], parent[i] = -1, -1
	}
	a := s.plan.Deal().Assumptions()
	for i := range a.Sites {
		for _, t := range a.Sites[i].Pathway {
			if t.From != "" && !segment[[2]int{i, place[t.From]}] {
				parent[i*s.outcomes+place[t.Outcome]] = place[t.From]
			}
			depth[i*s.outcomes+place[t.Outcome]] = 0
		}
	}
	for c := range depth {
		if depth[c] < 0 {
			continue
		}
		for k := parent[c]; k >= 0; k = parent[c/s.outcomes*s.outcomes+k] {
			depth[c]++
		}
	}
	return depth, parent
}

// stages divides the outcome payments among the outcomes, in natural order.
func (s *incentives) stages() {
	depth, _ := s.depths()
	var all []float64
	paid := make([][]float64, s.outcomes)
	for k := range paid {
		paid[k] = floats(s.margins, s.marginWidth, s.stageAt+k, s.unit)
		if all == nil {
			all = make([]float64, len(paid[k]))
		}
		for i, x := range paid[k] {
			all[i] += x
		}
	}
	if mean(all) == 0 {
		return
	}
	for d := range s.outcomes {
		for k := range s.outcomes {
			most := -1
			for c := k; c < len(depth); c += s.outcomes {
				most = max(most, depth[c])
			}
			if most == d && mean(paid[k]) > 0 {
				s.Stages = append(s.Stages, Stage{k, d, estimateMean(paid[k]).over(estimateMean(all)).figure()})
			}
		}
	}
}

// look collects flags of one family: each stands only if its interval leaves 0 out
// with the level shared among all looks that were taken (Bonferroni).
type look struct {
	flags []Flag
	looks int
}

// add looks at one figure; sign 1 flags a gain, -1 a loss.
func (l *look) add(sign float64, f Flag) {
	l.looks++
	if sign*f.Gain.Value > 0 {
		l.flags = append(l.flags, f)
	}
}

// clear returns the flags that stand.
func (l *look) clear() []Flag {
	var out []Flag
	for _, f := range l.flags {
		if stands(f.Gain, l.looks) {
			out = append(out, f)
		}
	}
	return out
}

// stands reports whether a figure is beyond its error among so many looks.
func stands(f Figure, looks int) bool {
	z := -num.NormQuantile(0.025 / float64(looks))
	return math.Abs(f.Value) > z*f.SE
}

// figureOf is a mean with its interval.
func figureOf(s *tally.Summary) Figure {
	e := s.MeanInterval()
	return Figure{e.Value, s.SE, e.Lo, e.Hi}
}

// flag raises the flags.
func (s *incentives) flag() {
	s.flagMargins()
	s.flagCurves()
	s.flagPeople()
	s.flagStages()
}

// none is a flag of a kind without any place.
func none(k FlagKind) Flag {
	return Flag{Kind: k, Actor: -1, Against: -1, Site: -1, Outcome: -1, Than: -1}
}

func (s *incentives) flagMargins() {
	var worse look
	for i := range s.Margins {
		m := &s.Margins[i]
		for _, a := range s.gainers(m.Site) {
			f := none(GainsFromWorse)
			f.Actor, f.Site, f.Outcome, f.Gain = a, m.Site, m.Outcome, figureOf(&m.Gains[a])
			worse.add(-1, f)
		}
	}
	found := worse.clear()
	s.Flags = append(s.Flags, found...)
	for _, f := range found {
		for i := range s.Margins {
			m := &s.Margins[i]
			if m.Site != f.Site || m.Outcome != f.Outcome {
				continue
			}
			for _, b := range s.gainers(m.Site) {
				if g := figureOf(&m.Gains[b]); g.Value > 0 && stands(g, worse.looks) {
					c := f
					c.Kind, c.Actor, c.Against, c.Gain, c.Other = Conflict, b, f.Actor, g, f.Gain
					s.Flags = append(s.Flags, c)
				}
			}
		}
	}
}

// flagCurves finds where the payoff of someone who is meant to gain falls: runs of
// steps down of which one stands by itself.
func (s *incentives) flagCurves() {
	var gainers []int
	for a := range s.Actors {
		switch x := &s.Actors[a]; {
		case x.Kind == ProviderActor && !x.Part, x.ID == "investor", x.Kind == TrancheActor, x.Kind == IntermediaryActor:
			gainers = append(gainers, a)
		}
	}
	looks := len(gainers) * (len(levels) - 1)
	for _, a := range gainers {
		for i := 1; i < len(levels); i++ {
			j, sure := i, false
			for ; j < len(levels) && s.Levels[j].Steps[a].Mean < 0; j++ {
				sure = sure || stands(figureOf(&s.Levels[j].Steps[a]), looks)
			}
			if j == i {
				continue
			}
			fall := s.rise(a, i-1, j-1)
			if g := figureOf(&fall); sure && stands(g, looks) {
				f := none(FallsWithPerformance)
				f.Actor, f.Site, f.Gain, f.From, f.To = a, s.Actors[a].Site, g, s.Levels[i-1].Performance, s.Levels[j-1].Performance
				s.Flags = append(s.Flags, f)
			}
			i = j
		}
	}
}

func (s *incentives) flagPeople() {
	var refuse, pick, park look
	for i := range s.Spreads {
		x := &s.Spreads[i]
		f := none(CherryPick)
		f.Actor, f.Site, f.Outcome, f.Than, f.Gain = x.Actor, x.Site, x.Best, x.Worst, figureOf(&x.Gain)
		pick.add(1, f)
		pick.looks += x.Pairs - 1 // the widest of so many
	}
	for i := range s.People {
		x := &s.People[i]
		for a := range s.Actors {
			f := none(Park)
			f.Actor, f.Site, f.Outcome, f.Gain = a, x.Site, x.Outcome, figureOf(&x.Gains[a])
			switch actor := &s.Actors[a]; {
			case x.Outcome == sim.Nothing:
				if !actor.Part && (actor.Kind == LocalActor || actor.Kind == CentralActor || actor.Kind == PrivateActor) {
					f.Kind = PaidNotToRefer
					refuse.add(-1, f)
				}
			case actor.Kind == ProviderActor && actor.Site == x.Site && actor.OwnCosts, actor.ID == "investor":
				park.add(-1, f)
			}
		}
	}
	s.Flags = append(append(append(s.Flags, park.clear()...), pick.clear()...), refuse.clear()...)
}

func (s *incentives) flagStages() {
	if n := len(s.Stages); n > 1 && s.Stages[n-1].Depth > s.Stages[0].Depth {
		looks := 0
		for _, x := range s.Stages {
			if x.Depth == s.Stages[0].Depth {
				looks++
			}
		}
		for _, x := range s.Stages[:looks] {
			over := x.Share
			over.Value -= 0.5
			if over.Value > 0 && stands(over, looks) {
				f := none(EarlyMoney)
				f.Outcome, f.Gain = x.Outcome, x.Share
				s.Flags = append(s.Flags, f)
			}
		}
	}
	income := -1
	for a := range s.Actors {
		if s.Actors[a].ID == "vehicle.income" {
			income = a
		}
	}
	terms := s.plan.Contract().Terms()
	_, parent := s.depths()
	var less look
	for i := range s.Margins {
		for j := range s.Margins {
			early, late := &s.Margins[i], &s.Margins[j]
			if early.Site != late.Site || parent[late.Site*s.outcomes+late.Outcome] != early.Outcome {
				continue
			}
			tariffs := 0
			for _, t := range terms.Sites[late.Site].Tariffs {
				if id := t.Outcome; id == terms.Outcomes[early.Outcome].ID || id == terms.Outcomes[late.Outcome].ID {
					tariffs++
				}
			}
			if tariffs < 2 {
				continue
			}
			width := s.actors + 1
			gain := difference(s.margins, s.marginWidth, j*width+income, s.margins, s.marginWidth, i*width+income, s.unit)
			f := none(LaterPaysLess)
			f.Actor, f.Site, f.Outcome, f.Than, f.Gain = income, late.Site, late.Outcome, early.Outcome, figureOf(&gain)
			less.add(-1, f)
		}
	}
	s.Flags = append(s.Flags, less.clear()...)
}
