package sim

import (
	"math"
	"slices"
	"sort"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// group is a set of exclusive transitions from one parent; a transition on
// its own is a group of one. A person walks it with one word: with u that
// word's uniform and S_k the chance that nothing happened in the first k
// months, the event comes in the first month with u > S_k. Rows hold
// P_k = 1/S_k = prod (1 + odds_j), so that the test is u P_k >= 1.
type group struct {
	address  uint64 // word that decides whether and when
	which    uint64 // word that decides which sibling
	parent   int32  // outcome, or -1 for the referral
	members  []member
	first    int     // month of the first column
	times    float64 // performance: what multiplies the members' chances
	outright bool    // some member has hazards
	columns  int
	level    level
	personal bool      // some member is
	units    []int32   // [month] what a month in the state counts; nil for an event
	varies   bool      // odds depend on theta
	odds     []float64 // [member][column] at zero effects, if they do not vary
	row      []float64 // P_k, if nothing moves it
	limit    []uint64  // [parent month] threshold of each month, likewise
}

// member is one transition of a group.
type member struct {
	outcome     int32
	probability scalar
	delay       delay
	hazards     []scalar
	hazardsFrom int
	pull        pull
	personal    bool    // moved by who serves a person
	shift       float64 // intercept that makes the marginal mean the entered probability
	marginal    bool
}

// sure is the odds of a month in which the event is certain: far beyond what
// any effect could undo, since no uniform is below 2^-54. Products may reach
// +Inf, which behaves.
const sure = 1e200

func (c *compiler) groups(s assumptions.Site, pulls map[string]pull, start int, segments []string) []group {
	type key struct{ from, name string }
	var order []key
	sets := map[key][]assumptions.Transition{}
	for _, t := range s.Pathway {
		k := key{t.From, "." + t.Outcome}
		if t.Group != "" {
			k.name = ".group." + t.Group
		}
		if sets[k] == nil {
			order = append(order, k)
		}
		sets[k] = append(sets[k], t)
	}
	var out []group
	for _, k := range order {
		set := sets[k]
		// Shares between siblings are taken in the order of their IDs, so
		// that the order of the file moves nothing.
		sort.Slice(set, func(i, j int) bool { return set[i].Outcome < set[j].Outcome })
		name := "sites." + s.ID + ".pathway" + k.name
		g := group{address: random.Address(name), which: random.Address(name + ".which"), parent: c.outcome(k.from), times: 1}
		if k.from == "" && !slices.Contains(segments, set[0].Outcome) || slices.Contains(segments, k.from) {
			g.times = c.plan.performance.Outcomes
		}
		lo, hi := math.MaxInt, 0
		for _, t := range set {
			m := member{
				outcome: c.outcome(t.Outcome), probability: c.scalar(t.Probability), delay: c.delay(t.Delay),
				hazards: c.scalars(t.Hazards), hazardsFrom: t.HazardsFrom, pull: pulls[t.Outcome], marginal: t.Marginal,
			}
			if t.Counted != assumptions.CountedOnce {
				g.units = units(t.Counted, start, c.plan.months)
				m.probability = scalar{central: 1, slot: -1} // everyone's state ends
				g.times = 1
			}
			first, last := m.delay.span()
			if len(m.hazards) > 0 {
				g.outright = true
				first, last = m.hazardsFrom, m.hazardsFrom+len(m.hazards)-1
			}
			lo, hi = min(lo, first), max(hi, last)
			g.varies = g.varies || m.probability.uncertain() || m.delay.uncertain()
			for _, h := range m.hazards {
				g.varies = g.varies || h.uncertain()
			}
			g.level = max(g.level, m.pull.level())
			if m.marginal {
				g.level = max(g.level, byPath) // the intercept acts like an effect
			}
			g.members = append(g.members, m)
		}
		g.first = lo
		// Columns beyond the outcome window can never be reached.
		g.columns = max(1, min(hi, c.plan.months-1)-lo+1)
		if lo > c.plan.months-1 {
			g.columns = 1
		}
		g.odds = make([]float64, len(g.members)*g.columns)
		if !g.varies {
			g.base(g.odds, nil, make([]float64, fullColumns(&g)))
			if g.level == never {
				g.row = make([]float64, g.columns)
				g.product(g.row, g.odds, nil, 0, g.columns)
				g.limit = make([]uint64, c.plan.months)
				g.limits(g.limit, g.row)
			}
		}
		out = append(out, g)
	}
	return out
}

// fullColumns is the number of months of a group without the window.
func fullColumns(g *group) int {
	hi := 0
	for i := range g.members {
		m := &g.members[i]
		_, last := m.delay.span()
		if len(m.hazards) > 0 {
			last = m.hazardsFrom + len(m.hazards) - 1
		}
		hi = max(hi, last)
	}
	return max(1, hi-g.first+1)
}

// base fills odds with h/(1 - sum h) at zero effects, where the sum is over
// the members, for as many columns as fit. h_k = p f_k / (1 - sum p F_(k-1)).
// Where the members' probabilities add up to more than 1 they are scaled to 1.
// Scratch has room for at least fullColumns months; a nil theta means central.
func (g *group) base(odds, theta, scratch []float64) {
	n := len(odds) / len(g.members)
	value := func(s scalar) float64 {
		if theta == nil {
			return s.central
		}
		return s.at(theta)
	}
	times := g.times
	if g.outright {
		times = 1 // done below, on the hazards
	}
	var total float64
	for i := range g.members {
		if m := &g.members[i]; len(m.hazards) == 0 {
			total += float64(value(m.probability) * times)
		}
	}
	scale := 1.0
	if total > 1 {
		scale = 1 / total
	}
	// First the unconditional chances p f_k (or the hazards outright) ...
	for i := range g.members {
		m := &g.members[i]
		row := odds[i*n : (i+1)*n]
		if len(m.hazards) > 0 {
			for k := range row {
				row[k] = 0
				if j := k + g.first - m.hazardsFrom; j >= 0 && j < len(m.hazards) {
					row[k] = value(m.hazards[j])
				}
			}
			continue
		}
		full := scratch
		m.delay.fillAt(full, theta, g.first)
		p := value(m.probability) * times * scale
		for k := range row {
			row[k] = p * full[k]
		}
	}
	// ... then hazards, month by month ...
	left := 1.0 // chance that nothing happened yet, members with a probability
	for k := 0; k < n; k++ {
		var out float64
		for i := range g.members {
			h := odds[i*n+k]
			if len(g.members[i].hazards) == 0 {
				out += h
				if left > 0 {
					h /= left
				} else {
					h = 0
				}
				odds[i*n+k] = h
			}
		}
		left -= out
		if left < 1e-12 {
			left = 0
		}
	}
	if g.outright && g.times != 1 {
		g.multiply(odds, n)
	}
	// ... then odds.
	for k := 0; k < n; k++ {
		var sum float64
		for i := range g.members {
			sum += odds[i*n+k]
		}
		switch {
		case sum >= 1-1e-12:
			for i := range g.members {
				odds[i*n+k] *= sure / sum
			}
		default:
			for i := range g.members {
				odds[i*n+k] /= 1 - sum
			}
		}
	}
}

// fillAt is fill at central values when theta is nil.
func (d *delay) fillAt(f, theta []float64, first int) {
	if theta == nil && d.uncertain() {
		c := *d
		c.a.slot, c.b.slot = -1, -1
		c.list = append([]scalar(nil), d.list...)
		for i := range c.list {
			c.list[i].slot = -1
		}
		d = &c
	}
	d.fill(f, theta, first)
}

// product fills row with P_k for a parent event in month m; lift[member*months
// + month] is exp(effect), nil without effects.
func (g *group) product(row, odds, lift []float64, m, months int) {
	p := 1.0
	cols := g.columns
	if lift == nil {
		for k := range row {
			var o float64
			for i := 0; i < len(odds); i += cols {
				o += odds[i+k]
			}
			p *= 1 + o
			row[k] = p
		}
		return
	}
	from := m + g.first
	if len(g.members) == 1 {
		l := lift[from : from+len(row)]
		odds = odds[:len(row)]
		for k := range row {
			p *= 1 + float64(odds[k]*l[k])
			row[k] = p
		}
		return
	}
	for k := range row {
		var o float64
		for j := range g.members {
			o += float64(odds[j*cols+k] * lift[j*months+from+k])
		}
		p *= 1 + o
		row[k] = p
	}
}

// grid is the number of values of word>>12, of which random.Unit makes a
// uniform: u = (word>>12 + 1/2) / grid.
const grid = 1 << 52

// threshold is the least word>>12 with which the event happens, where P is
// the last product of the row within the window: u >= 1/P.
func threshold(p float64) uint64 {
	return uint64(math.Ceil(float64(grid/p) - 0.5))
}

// limits fills the threshold of each parent month from a row that serves all
// of them: the window cuts it shorter and shorter.
func (g *group) limits(dst []uint64, row []float64) {
	whole := threshold(row[len(row)-1])
	for m := range dst {
		switch width := len(dst) - m - g.first; {
		case width <= 0:
			dst[m] = grid // no word reaches it
		case width < len(row):
			dst[m] = threshold(row[width-1])
		default:
			dst[m] = whole
		}
	}
}

// lift fills dst[member*months+month] with exp(effect + intercept).
func (g *group) lift(dst []float64, w *worker, site []float64) {
	months := w.plan.months
	for j := range g.members {
		m := &g.members[j]
		out := dst[j*months : (j+1)*months]
		if m.pull.level() != byMonth {
			var flat float64
			for _, e := range m.pull.effects {
				flat += site[e]
			}
			x := 1.0
			if flat += m.shift; flat != 0 {
				x = num.Exp(flat)
			}
			for i := range out {
				out[i] = x
			}
			continue
		}
		m.pull.sum(out, w, site)
		for i := range out {
			out[i] = num.Exp(out[i] + m.shift)
		}
	}
}
