package study

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// candidate is values of the variables: those of the answer are rounded, which for a
// factor says that what it multiplies is.
type candidate struct {
	values  []float64
	rounded bool
}

func (c candidate) key() string {
	var b strings.Builder
	for _, v := range c.values {
		b.WriteString(decimal(v))
		b.WriteByte(' ')
	}
	if c.rounded {
		b.WriteByte('r')
	}
	return b.String()
}

// priced is what a candidate comes to.
type priced struct {
	candidate
	objective Estimate
	held      []Estimate // of each constraint's statistic
	chances   []chance   // of each constraint: what its slack is made of, if it is a chance
	samples   []*Sample  // of each constraint, where they are kept
	loss      []float64  // margins of the investors' loss, the greatest first; nil without investors
	lossAt    Estimate
}

// chance is a bound on a probability as one on a quantile of the event's margin.
type chance struct {
	smooth bool
	n      int
	first  int       // place of the first of the margins kept
	kept   []float64 // margins, the greatest first
}

// evaluator evaluates candidates of a deal on the paths of the search.
type evaluator struct {
	deal        deal.Deal
	vars        []PriceVariable
	ask         *PriceQuestion
	investors   bool
	keep        bool // samples of the constraints
	o           sim.Options
	kept        *sim.Walks
	known       map[string]*priced
	order       []*priced // as they came
	evaluations int
	walks       uint64
	done        uint64 // for progress
}

// evaluate evaluates candidates, none of them twice.
func (e *evaluator) evaluate(ctx context.Context, all []candidate) ([]*priced, error) {
	const batch = 48 // bounds the memory of a sweep
	var fresh []candidate
	waiting := map[string]bool{}
	for _, c := range all {
		if k := c.key(); e.known[k] == nil && !waiting[k] {
			waiting[k] = true
			fresh = append(fresh, c)
		}
	}
	for part := range slices.Chunk(fresh, batch) {
		got, err := e.sweep(ctx, 0, e.o.Paths, part)
		if err != nil {
			return nil, err
		}
		for _, x := range got {
			e.known[x.key()] = x
			e.order = append(e.order, x)
		}
	}
	out := make([]*priced, len(all))
	for i, c := range all {
		out[i] = e.known[c.key()]
	}
	return out, nil
}

// again evaluates candidates on other paths.
func (e *evaluator) again(ctx context.Context, first, paths uint64, all []candidate) ([]*priced, error) {
	var out []*priced
	for part := range slices.Chunk(all, 16) {
		got, err := e.sweep(ctx, first, paths, part)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// sweep evaluates candidates on given paths.
func (e *evaluator) sweep(ctx context.Context, first, paths uint64, all []candidate) ([]*priced, error) {
	out := make([]*priced, len(all))
	plans := make([]*sim.Plan, len(all))
	bound := make([]pricedBound, len(all))
	names := make([][]string, len(all))
	err := inParallel(e.o.Workers, len(all), func(i int) error {
		d, err := e.dealOf(all[i])
		if err == nil {
			plans[i], bound[i], err = e.compile(d)
		}
		if err != nil {
			return fmt.Errorf("at %s: %w", e.told(all[i]), err)
		}
		names[i] = bound[i].names
		return nil
	})
	if err != nil {
		return nil, err
	}
	o := e.o
	o.Paths = paths
	if o.Progress != nil {
		o.Progress = func(done uint64) { e.o.Progress(e.done + done) }
	}
	var sweep *sim.Sweep
	if first == 0 {
		sweep, err = e.kept.Sweep(ctx, plans, names, o)
	} else {
		sweep, err = sim.NewSweepFrom(ctx, first, plans, names, o)
	}
	if err != nil {
		return nil, err
	}
	e.done += uint64(len(all)) * paths
	e.evaluations += len(all)
	e.walks += sweep.Walks
	err = inParallel(e.o.Workers, len(all), func(i int) error {
		out[i] = e.read(sweep, i, plans[i], &bound[i], all[i])
		return nil
	})
	return out, err
}

// dealOf is the deal with a candidate in place.
func (e *evaluator) dealOf(c candidate) (deal.Deal, error) {
	var edits []deal.Edit
	for i := range e.vars {
		edits = append(edits, e.vars[i].edits(c.values[i], c.rounded)...)
	}
	return e.deal.With(edits...)
}

// told names a candidate in a fault.
func (e *evaluator) told(c candidate) string {
	var parts []string
	for i := range e.vars {
		star := ""
		if e.vars[i].Times {
			star = "*"
		}
		parts = append(parts, e.vars[i].Address+star+"="+decimal(c.values[i]))
	}
	return strings.Join(parts, ", ")
}

// pricedBound is what is asked, bound to a plan.
type pricedBound struct {
	objective   metric.Bound
	constraints []metric.Constraint
	loss        *metric.Bound
	names       []string // of all metrics
}

// compile compiles a deal and binds what is asked to it.
func (e *evaluator) compile(d deal.Deal) (*sim.Plan, pricedBound, error) {
	agreed := d.Contract()
	p, err := sim.Compile(d, metric.Wants(&agreed, e.ask.statistics()...)...)
	if err != nil {
		return nil, pricedBound{}, err
	}
	b, err := e.bind(p)
	return p, b, err
}

func (e *evaluator) bind(p *sim.Plan) (pricedBound, error) {
	var b pricedBound
	bound, err := e.ask.Minimise.Bind(p.Metrics())
	if err != nil {
		return b, err
	}
	b.objective = bound[0]
	b.names = append(b.names, b.objective.Metrics...)
	for _, c := range e.ask.SubjectTo {
		found, err := c.Bind(p.Metrics())
		if err != nil {
			return b, err
		}
		b.constraints = append(b.constraints, found...)
	}
	for i := range b.constraints {
		b.names = append(b.names, b.constraints[i].Metrics...)
	}
	if e.investors {
		loss, err := lossStatistic.Bind(p.Metrics())
		if err != nil {
			return b, err
		}
		b.loss = &loss[0]
		b.names = append(b.names, "investor.loss", "investor.drawn", "investor.repaid")
	}
	slices.Sort(b.names)
	b.names = slices.Compact(b.names)
	return b, nil
}

// lossStatistic is the investors' chance of loss.
var lossStatistic = func() metric.Statistic {
	s, err := metric.ParseStatistic("p(investor.loss)")
	if err != nil {
		panic(err)
	}
	return s
}()

// read makes the figures of one candidate.
func (e *evaluator) read(sweep *sim.Sweep, at int, p *sim.Plan, b *pricedBound, c candidate) *priced {
	x := &priced{candidate: c, objective: sweptSample(sweep, at, p, b.objective).Estimate()}
	for j := range b.constraints {
		of := &b.constraints[j]
		s := sweptSample(sweep, at, p, of.Bound)
		x.held = append(x.held, s.Estimate())
		x.chances = append(x.chances, e.chance(sweep, at, p, of))
		if e.keep {
			x.samples = append(x.samples, s)
		}
	}
	if b.loss != nil {
		x.lossAt = sweptSample(sweep, at, p, *b.loss).Estimate()
		x.loss = margins(sweep, at, p, b.loss)
	}
	return x
}

// chance keeps the margins that the slack of a chance constraint may need.
func (e *evaluator) chance(sweep *sim.Sweep, at int, p *sim.Plan, of *metric.Constraint) chance {
	if !of.Compares() && !isLoss(&of.Bound) {
		return chance{}
	}
	all := margins(sweep, at, p, &of.Bound)
	c := chance{smooth: true, n: len(all)}
	if c.n == 0 {
		return chance{}
	}
	widest := 0.0
	if e.ask.Safe {
		widest = math.Pow(wider, safeRounds)
	}
	a, b := place(of.Limit, c.n, 0), place(of.Limit, c.n, widest)
	c.first = min(max(min(a, b), 0), c.n-1)
	c.kept = slices.Clone(all[c.first : min(max(a, b), c.n-1)+1])
	return c
}

// isLoss reports whether an event is the investors' loss, or that there is none.
func isLoss(b *metric.Bound) bool {
	return b.Figure == metric.Probability && len(b.Metrics) == 1 && b.Metrics[0] == "investor.loss"
}

// margins are those of an event on the paths on which it is defined, the greatest
// first. The investors' loss, a flag, has what was drawn less what was repaid.
func margins(sweep *sim.Sweep, at int, p *sim.Plan, b *metric.Bound) []float64 {
	out := make([]float64, 0, sweep.Paths)
	row := make([]int64, p.Metrics().Len())
	if isLoss(b) {
		drawn, repaid := sweep.Column(at, "investor.drawn"), sweep.Column(at, "investor.repaid")
		row[b.Places[0]] = 1
		var w work
		b.Eval(w[:], row)
		for n := range drawn {
			m := float64(drawn[n]) - float64(repaid[n]) - 1
			if w[0] == 0 {
				m = -m - 1
			}
			out = append(out, m)
		}
	} else {
		columns := make([][]int64, len(b.Metrics))
		for i, name := range b.Metrics {
			columns[i] = sweep.Column(at, name)
		}
		for n := range int(sweep.Paths) {
			for i, place := range b.Places {
				row[place] = columns[i][n]
			}
			if m := b.Margin(row); !math.IsNaN(m) {
				out = append(out, m)
			}
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

// place is the place, among n margins of which the greatest is number 0, of the
// one that decides whether a probability keeps to a limit with so wide a margin
// (in half-widths of its interval): at most, the first that may not be 0 or more; at
// least, the last that must be. It is -1 or n where no path could decide it.
func place(l metric.Limit, n int, margin float64) int {
	holds := func(k int) bool { return l.Met(shareEnd(k, n, margin, floors(l))) }
	if floors(l) { // at least: the fewest events that are enough
		lo, hi := 0, n+1
		for lo < hi {
			if mid := (lo + hi) / 2; mid <= n && holds(mid) || mid > n {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		return lo - 1
	}
	lo, hi := -1, n // at most: the most events that are allowed
	for lo < hi {
		if mid := (lo + hi + 1) / 2; holds(mid) {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// floors reports whether a limit is one from below: at least, above.
func floors(l metric.Limit) bool {
	return l.Relation == metric.AtLeast || l.Relation == metric.Above
}

// shareEnd is the lower or the upper end of Wilson's interval of k of n at so many
// times the usual 1.96; the share itself for 0.
func shareEnd(k, n int, margin float64, lower bool) float64 {
	share := tally.Share(uint64(k), uint64(n)).P
	if margin == 0 {
		return share
	}
	m, q := float64(n), float64(z*margin)
	centre := (share + float64(q*q)/(2*m)) / (1 + float64(q*q)/m)
	half := float64(q / (1 + float64(q*q)/m) * math.Sqrt(float64(share*(1-share))/m+float64(q*q)/(4*m*m)))
	if lower {
		return centre - half
	}
	return centre + half
}

// slack is how far a constraint is from its limit, in a unit that moves evenly
// with prices: below 0 exactly if it does not hold with so wide a margin, in
// half-widths of its interval.
func (x *priced) slack(j int, of *metric.Constraint, margin float64) float64 {
	l := of.Limit
	e := &x.held[j]
	c := &x.chances[j]
	if !c.smooth {
		return plainSlack(e, of, margin)
	}
	at := place(l, c.n, margin)
	if floors(l) {
		switch {
		case at < 0:
			return math.Inf(1)
		case at >= c.n:
			return math.Inf(-1)
		}
		return c.kept[at-c.first]
	}
	switch {
	case at >= c.n:
		return math.Inf(1)
	case at < 0:
		return math.Inf(-1)
	}
	return beyond(-c.kept[at-c.first])
}

// beyond makes a slack of 0, where 0 does not hold, one below 0.
func beyond(slack float64) float64 {
	if slack == 0 {
		return -1e-9
	}
	return slack
}

// plainSlack is that of a statistic, less its half-width on the wrong side.
func plainSlack(e *Estimate, of *metric.Constraint, margin float64) float64 {
	l := of.Limit
	v := e.Value
	if margin > 0 {
		end := e.Lo
		if !floors(l) {
			end = e.Hi
		}
		switch of.Figure {
		case metric.Probability:
			v = shareEnd(int(math.Round(e.Value*float64(e.N))), int(e.N), margin, floors(l))
		default:
			v += float64(margin * (end - e.Value))
		}
	}
	s := l.Slack(v)
	if !l.Met(v) {
		return beyond(s)
	}
	return s
}

// inParallel does something for each of n, on so many goroutines; 0 means one
// for each core. It returns the fault of the first that has one.
func inParallel(workers, n int, do func(i int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	faults := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := range next {
				faults[i] = do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}
