package study

import "math"

// Attribution parts what an outcome is more in the first arrangement than in the
// one against by what the levers of management and those of incentive do, on the
// same words path by path.
type Attribution struct {
	Outcome string
	Prior   Split
	After   *Split // given the data; nil without
	// Moved is management's Shapley share after the data less that before, 0.05 being
	// five points.
	Moved Figure
	// Identified says that it moved by five points of a hundred or more.
	Identified bool
}

// Split is a difference of expected outcomes, in numbers of them, in parts. Management + Incentive +
// Interaction + Other = Whole on every path.
type Split struct {
	// Management and Incentive are what moving the levers of that kind alone does;
	// Interaction what both together do beyond the sum of each alone; Other what the
	// rest of the arrangement does.
	Management, Incentive, Interaction, Other, Whole Figure
	// Levers is what all levers do: Whole less Other.
	Levers Figure
	// ShapleyManagement and ShapleyIncentive have half the interaction each.
	ShapleyManagement, ShapleyIncentive Figure
	// Management's and incentive's Shapley part of Levers; NaN where Levers is
	// not surely different from 0.
	ShareManagement, ShareIncentive Figure

	share statistic // of management
}

// identified is by how much data must move the split to tell anything of it.
const identified = 0.05

// attribution parts each outcome.
func (c *outturns) attribution(after *weights) []Attribution {
	var out []Attribution
	for _, id := range c.outcomes() {
		none, both := c.achieved(c.moved(movedNone), id), c.achieved(c.moved(movedBoth), id)
		m, i := less(c.achieved(c.moved(movedManagement), id), none), less(c.achieved(c.moved(movedIncentive), id), none)
		levers := less(both, none)
		p := parts{m, i, less(less(levers, m), i), less(c.achieved(0, id), both)}
		a := Attribution{Outcome: id, Prior: p.split(nil), Moved: noFigure}
		if after != nil {
			s := p.split(after)
			a.After = &s
			if s.share.pull != nil && a.Prior.share.pull != nil {
				a.Moved = s.share.plus(-1, a.Prior.share).figure()
				a.Identified = math.Abs(a.Moved.Value) >= identified
			}
		}
		out = append(out, a)
	}
	return out
}

// parts are the columns of a split.
type parts struct{ management, incentive, interaction, other []float64 }

// split weighs the parts.
func (p parts) split(w *weights) Split {
	m, i, x, o := w.mean(p.management), w.mean(p.incentive), w.mean(p.interaction), w.mean(p.other)
	levers := m.plus(1, i).plus(1, x)
	sm, si := m.plus(0.5, x), i.plus(0.5, x)
	s := Split{
		Management: m.figure(), Incentive: i.figure(), Interaction: x.figure(), Other: o.figure(),
		Whole: levers.plus(1, o).figure(), Levers: levers.figure(),
		ShapleyManagement: sm.figure(), ShapleyIncentive: si.figure(), ShareManagement: noFigure, ShareIncentive: noFigure,
	}
	if s.Levers.Lo > 0 || s.Levers.Hi < 0 {
		s.share = sm.over(levers)
		s.ShareManagement, s.ShareIncentive = s.share.figure(), si.over(levers).figure()
	}
	return s
}
