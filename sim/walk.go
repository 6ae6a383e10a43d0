package sim

import (
	"math"
	"math/bits"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/metric"
)

// worker walks paths one after the other in memory of its own.
type worker struct {
	plan  *Plan
	named bool // whether to list everyone's events

	luck      random.Key
	z, scores []float64 // standard normals: of the inputs, once filled correlated; of the environment
	theta     []float64
	factors   []float64 // [factor][month]
	common    float64
	effects   []float64 // site effects of the site being walked
	means     []float64 // [month]
	eta       []float64 // [month]
	lift      []float64 // [member][month]
	odds      []float64 // [member][column]
	rows      []float64 // [parent month][column]
	start     []int32   // [month] where the month's row starts in rows
	limit     []uint64  // [month] threshold of the group being walked
	scratch   []float64 // [month] a delay's distribution

	lists []list // [outcome] people of the site being walked
	units []int64
	kept  []person

	factor []float64 // [month] of the mean referrals of the site being walked, after reviews

	sights  sights    // of the path
	staffed bool      // whether the site being walked has specialists
	inPost  []int64   // [site][month] specialists, in hundredths of full-time equivalents
	service service   // of the site being walked
	worth   []float64 // room of benefits with an index

	out  *contract.Outturn
	work *metric.Work
}

// person is someone to whom the event of the group being walked will happen
// within the window: who, the word that says so, and the parent's month.
type person struct {
	who, word uint64
	parent    int32
}

// list is the people who reached one outcome, in the order of their numbers:
// who, and in which month. A state lists them once for each month.
type list struct {
	who       []uint64
	month     []int32
	evidenced []int32 // the month or -1; kept only if the contract looks at people
	next      int     // the first not yet among the events
}

// path is where a path's words come from. In a plain run all three are the
// path's number; a study may hold one tier and vary another.
type path struct {
	seed                     uint64
	ignorance, environ, luck uint64
}

// sample fills w.out with the outturn of one path.
func (w *worker) sample(at path) {
	w.plan.drivers.draw(w.z, random.Path(at.seed, at.ignorance), 0)
	w.plan.drivers.draw(w.scores, random.Path(at.seed, at.environ), len(w.z))
	w.live(random.Path(at.seed, at.luck))
}

// live fills w.out from the scores in w.z and w.scores, which are no longer
// independent afterwards, and the words of luck.
func (w *worker) live(luck random.Key) {
	p := w.plan
	w.luck = luck
	p.inputs.fill(w.theta, w.z)
	for i := range p.env.factors {
		p.env.factors[i].draw(w.factors[i*p.months:(i+1)*p.months], w.theta, w.scores)
	}
	w.common = p.env.common.draw(w.theta, w.scores)
	w.out.Events = w.out.Events[:0]
	w.sights.reset()
	for i := range p.sites {
		w.site(i)
	}
	w.sights.read(w.out.Observed, p.gauges)
	p.marks.draw(w)
	p.costs.draw(w)
	w.benefits()
}

// site draws what happens at one site.
func (w *worker) site(i int) {
	s := &w.plan.sites[i]
	for k := range s.effects {
		w.effects[k] = s.effects[k].draw(w.theta, w.scores)
	}
	w.people(i, nil)
	if w.plan.Reviewed() {
		w.review(i)
	}
	if w.named {
		w.events(i)
	}
	w.observe(i)
}

// people walks all people of one site. Walked again with another factor on
// the referrals of some months, the other months' people stay as they were.
func (w *worker) people(i int, factor []float64) {
	s := &w.plan.sites[i]
	months := w.plan.months
	referrals := w.out.Referrals[i*months : (i+1)*months]
	s.volume.draw(referrals, w, factor)
	clear(w.out.Achieved[i*w.plan.outcomes*months:][:w.plan.outcomes*months])
	w.staffed = s.staff != nil
	if w.staffed {
		w.admit(s.staff, i, referrals)
	}
	for k := range s.groups {
		if s.groups[k].units != nil {
			w.state(&s.groups[k], i, referrals)
			continue
		}
		w.group(&s.groups[k], i, referrals)
	}
	for k := range s.evidence {
		w.evidence(&s.evidence[k], i)
	}
}

// group walks everyone at risk through one group of transitions, in three
// passes without an unpredictable branch in the first: who has the event
// within the window; when; which.
func (w *worker) group(g *group, site int, referrals []int32) {
	months := w.plan.months
	for j := range g.members {
		l := &w.lists[g.members[j].outcome]
		l.who, l.month = l.who[:0], l.month[:0]
	}
	if g.personal {
		w.personally(g, site)
		return
	}
	odds, lifted := w.prepare(g)
	var n int
	if from := w.parents(g.parent); from == nil {
		n = w.firstPassRoot(g, referrals)
	} else {
		n = w.firstPass(g, from)
	}
	achieved := w.out.Achieved[site*w.plan.outcomes*months:]
	if len(g.members) == 1 {
		l := &w.lists[g.members[0].outcome]
		l.reserve(n)
		count := achieved[int(g.members[0].outcome)*months:][:months]
		who, month := l.who[:n], l.month[:n]
		kept := w.kept[:n]
		if g.columns == 1 {
			for i := range kept {
				m := kept[i].parent + int32(g.first)
				who[i], month[i] = kept[i].who, m
				count[m]++
			}
			return
		}
		for i := range kept {
			m := kept[i].parent + w.delay(g, &kept[i], months)
			who[i], month[i] = kept[i].who, m
			count[m]++
		}
		return
	}
	key := w.luck.At(g.which)
	for i := range w.kept[:n] {
		p := &w.kept[i]
		d := w.delay(g, p, months)
		m := p.parent + d
		j := w.sibling(g, odds, lifted, int(d)-g.first, int(m), random.Unit(key.Word(p.who)))
		o := g.members[j].outcome
		l := &w.lists[o]
		l.who, l.month = append(l.who, p.who), append(l.month, m)
		achieved[int(o)*months+int(m)]++
	}
}

// reserve makes room for exactly n people.
func (l *list) reserve(n int) {
	if cap(l.who) < n {
		l.who, l.month = make([]uint64, n+n/2), make([]int32, n+n/2)
	}
	l.who, l.month = l.who[:n], l.month[:n]
}

// lay returns the odds of the group on this path at zero effects, [member][column],
// and what effects multiply them by, [member][month]; nil without any.
func (w *worker) lay(g *group) (odds, lifted []float64) {
	odds = g.odds
	if g.varies {
		odds = w.odds[:len(g.odds)]
		g.base(odds, w.theta, w.scratch)
	}
	if g.level != never {
		lifted = w.lift
		g.lift(lifted, w, w.effects)
	}
	return odds, lifted
}

// parents returns the people who had a group's parent event; nil for everyone
// referred. With specialists it begins with a place.
func (w *worker) parents(outcome int32) *list {
	switch {
	case outcome >= 0:
		return &w.lists[outcome]
	case w.staffed:
		return &w.service.places
	}
	return nil
}

// prepare lays out the rows of the group on this path: for each month in which
// a parent event may fall, where its row starts and the threshold below
// which a word means "no event within the window".
func (w *worker) prepare(g *group) (odds, lifted []float64) {
	months := w.plan.months
	odds, lifted = w.lay(g)
	row := g.row
	if row == nil && g.level != byMonth {
		row = w.rows[:g.columns]
		g.product(row, odds, lifted, 0, months)
	}
	if row != nil {
		copy(w.rows, row)
		clear(w.start)
		if g.limit != nil {
			copy(w.limit, g.limit)
		} else {
			g.limits(w.limit, row)
		}
		return odds, lifted
	}
	at := int32(0)
	for m := range w.limit[:months] {
		width := min(g.columns, months-m-g.first)
		if width <= 0 {
			w.limit[m] = grid // no word reaches it
			continue
		}
		r := w.rows[at : int(at)+width]
		g.product(r, odds, lifted, m, months)
		w.start[m] = at
		w.limit[m] = threshold(r[width-1])
		at += int32(width)
	}
	return odds, lifted
}

// firstPassRoot keeps the referred people who have the event.
func (w *worker) firstPassRoot(g *group, referrals []int32) int {
	var total int
	for _, n := range referrals {
		total += int(n)
	}
	w.room(total + 1)
	key := w.luck.At(g.address)
	kept := w.kept
	n := 0
	for m, count := range referrals {
		limit := w.limit[m]
		base := uint64(m) << 32
		for i := range uint64(count) {
			x := key.Word(base+i) >> 12
			kept[n] = person{base + i, x, int32(m)}
			n += reached(x, limit)
		}
	}
	return n
}

// firstPass keeps the people of a parent outcome who have the event.
func (w *worker) firstPass(g *group, from *list) int {
	w.room(len(from.who) + 1)
	key := w.luck.At(g.address)
	kept := w.kept
	n := 0
	month := from.month[:len(from.who)]
	for i, who := range from.who {
		m := month[i]
		x := key.Word(who) >> 12
		kept[n] = person{who, x, m}
		n += reached(x, w.limit[m])
	}
	return n
}

// reached is 1 if x >= limit, else 0, without a branch.
func reached(x, limit uint64) int {
	_, below := bits.Sub64(x, limit, 0)
	return int(1 - below)
}

// room makes the working lists long enough for n people.
func (w *worker) room(n int) {
	if len(w.kept) < n {
		w.kept = make([]person, n+n/2)
	}
}

// delay returns the months between the person's parent event and this one.
func (w *worker) delay(g *group, p *person, months int) int32 {
	last := min(g.columns, months-int(p.parent)-g.first) - 1
	if last == 0 {
		return int32(g.first)
	}
	row := w.rows[w.start[p.parent]:][:last]
	u := (float64(p.word) + 0.5) * (1.0 / grid)
	k := 0
	for len(row) > 24 {
		half := len(row) / 2
		if float64(u*row[half-1]) < 1 {
			k, row = k+half, row[half:]
		} else {
			row = row[:half]
		}
	}
	// The rest is counted without a branch, which no predictor could guess:
	// the order of positive floats is that of their bits.
	for _, survival := range row {
		_, before := bits.Sub64(math.Float64bits(float64(u*survival)), one, 0)
		k += int(before)
	}
	return int32(g.first + k)
}

// one is the bits of 1.0.
const one = 0x3ff << 52

// sibling picks the member whose event it was, in proportion to their odds in
// that column.
func (w *worker) sibling(g *group, odds, lifted []float64, column, month int, u float64) int {
	cols, months := g.columns, w.plan.months
	var total float64
	for j := range g.members {
		total += odds[j*cols+column]
	}
	if lifted == nil || total >= sure/2 {
		u *= total
		for j := range g.members {
			if u -= odds[j*cols+column]; u < 0 {
				return j
			}
		}
		return len(g.members) - 1
	}
	total = 0
	for j := range g.members {
		total += float64(odds[j*cols+column] * lifted[j*months+month])
	}
	u *= total
	for j := range g.members {
		if u -= float64(odds[j*cols+column] * lifted[j*months+month]); u < 0 {
			return j
		}
	}
	return len(g.members) - 1
}
