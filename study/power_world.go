package study

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
)

// chances are those of the people of evaluations: [path][place]. There is one place, or
// one for each site of an arm where sites are drawn.
type chances struct {
	places                       int
	service, otherwise, compared []float64
	// cut is the number of evaluations in which the effect stated would leave less than
	// no chance, or more than certainty.
	cut int
}

// trialWorld draws the worlds that evaluations happen in.
type trialWorld struct {
	query  *TrialQuery
	deal   *sim.Plan
	years  float64
	people float64 // that the deal expects to be referred
	staff  bool    // at some site
}

func newTrialWorld(p *sim.Plan, q *TrialQuery) (*trialWorld, error) {
	w := &trialWorld{query: q, deal: p}
	r, err := p.Prospect(q.Outcome, q.FollowUp, p)
	if err != nil {
		return nil, err
	}
	count, months := r.People()
	w.people, w.staff = count, r.Staffed()
	if q.Design == BeforeAfter {
		w.years = float64(months) / 12
	}
	if q.Contrast.Kind == AgainstScenario {
		other, err := q.Contrast.Against.Prospect(q.Outcome, q.FollowUp, p)
		if err != nil {
			return nil, fmt.Errorf("against %s: %w", q.Contrast.Name, err)
		}
		w.staff = w.staff || other.Staffed()
	}
	return w, nil
}

// holds reports whether a driver is the same for the comparison arm: what it is not
// is drawn once more.
func (w *trialWorld) holds(d *sim.Driver) bool {
	site := !d.Input && strings.Contains(d.Name, ".site_effects.")
	switch {
	case w.query.Sites > 0:
		return !site
	case w.query.Design == BeforeAfter:
		return d.Input || site
	}
	return d.Input
}

// lived is a deal in which people live, on one goroutine.
type lived struct {
	plan             *sim.Plan
	prospect         *sim.Prospect
	earlier          bool
	held             []bool
	own, copy, mixed []float64
}

func (w *trialWorld) live(p *sim.Plan) *lived {
	r, err := p.Prospect(w.query.Outcome, w.query.FollowUp, w.deal)
	if err != nil {
		panic(err) // it was made before
	}
	n := p.NumScores()
	l := &lived{
		plan: p, prospect: r, earlier: w.query.Design == BeforeAfter,
		own: make([]float64, n), copy: make([]float64, n), mixed: make([]float64, n),
	}
	for _, d := range p.Drivers() {
		l.held = append(l.held, w.holds(&d))
	}
	return l
}

// set puts people into a path's world, or into a copy of it that shares what is held.
func (l *lived) set(seed, path, copyOf uint64, central bool) {
	scores := l.own
	l.plan.Scores(l.own, seed, path)
	if copyOf > 0 {
		l.plan.Scores(l.copy, seed, path+copyOf*copyOffset)
		l.plan.Hold(l.mixed, l.own, l.copy, l.held)
		scores = l.mixed
	}
	l.prospect.Earlier = l.earlier && copyOf > 0
	l.prospect.Set(scores, central)
}

// all is the chance over all sites, by their shares of people.
func (l *lived) all(seed, path, copyOf uint64, central bool) float64 {
	l.set(seed, path, copyOf, central)
	sum := 0.0
	for i, share := range l.prospect.Shares() {
		sum += float64(share * l.prospect.Chance(i))
	}
	return sum
}

// The addresses of what a path draws beside the deal: the bias; the sites of each arm,
// one word for each.
var (
	biasAddress  = random.Address("study.power.bias")
	sitesAddress = [2]uint64{random.Address("study.power.sites.service"), random.Address("study.power.sites.comparison")}
)

// draw draws the worlds at central inputs, and at inputs as they are drawn.
func (w *trialWorld) draw(ctx context.Context, o sim.Options) (central, drawn *chances, err error) {
	places := max(1, w.query.Sites)
	width := 2 * (3*places + 1) // of each world its chances, and whether one was cut
	table, err := sim.Each(ctx, o, width, func() func(uint64, []int64) {
		deal := w.live(w.deal)
		other := deal
		if w.query.Contrast.Kind == AgainstScenario {
			other = w.live(w.query.Contrast.Against)
		}
		return func(n uint64, row []int64) {
			for i, central := range []bool{true, false} {
				cut := false
				cells := row[i*(3*places+1):][:3*places+1]
				one := oneWorld{w, deal, other, o.Seed, n, central, &cut}
				one.fill(cells[:3*places])
				if cut {
					cells[3*places] = 1
				}
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	out := [2]*chances{}
	for i := range out {
		c := &chances{places: places}
		for _, of := range []*[]float64{&c.service, &c.otherwise, &c.compared} {
			*of = make([]float64, 0, len(table)/width*places)
		}
		for n := 0; n < len(table); n += width {
			for k := range places {
				cell := table[n+i*(3*places+1)+3*k:]
				c.service = append(c.service, math.Float64frombits(uint64(cell[0])))
				c.otherwise = append(c.otherwise, math.Float64frombits(uint64(cell[1])))
				c.compared = append(c.compared, math.Float64frombits(uint64(cell[2])))
			}
			c.cut += int(table[n+i*(3*places+1)+3*places])
		}
		out[i] = c
	}
	return out[0], out[1], nil
}

// oneWorld is the world of one evaluation.
type oneWorld struct {
	*trialWorld
	deal, other *lived
	seed, path  uint64
	central     bool
	cut         *bool
}

// fill writes for each place the chances of the service arm, of its people otherwise,
// and of the comparison arm.
func (w *oneWorld) fill(row []int64) {
	set := func(i int, x float64) { row[i] = int64(math.Float64bits(x)) }
	if w.query.Sites == 0 {
		service := w.deal.all(w.seed, w.path, 0, w.central)
		set(0, service)
		otherwise := w.otherwise(service, func() float64 { return w.other.all(w.seed, w.path, 0, w.central) })
		set(1, otherwise)
		if w.query.Design == RCT {
			set(2, otherwise)
			return
		}
		var there float64
		if w.query.Contrast.Kind != AgainstScenario {
			there = w.deal.all(w.seed, w.path, 1, w.central)
		}
		there = w.otherwise(there, func() float64 { return w.other.all(w.seed, w.path, 1, w.central) })
		set(2, shiftOdds(there, w.apart()))
		return
	}
	// Each site is like one of the deal's, by lot, with site effects of its own.
	sites := len(w.deal.prospect.Shares())
	for arm := range uint64(2) {
		lots := random.Path(w.seed, w.path).At(sitesAddress[arm])
		for i := range w.query.Sites {
			like := int(lots.Unit(uint64(i)) * float64(sites))
			copyOf := 2*uint64(i) + arm + 1
			w.deal.set(w.seed, w.path, copyOf, w.central)
			here := w.deal.prospect.Chance(like)
			otherwise := w.otherwise(here, func() float64 {
				w.other.set(w.seed, w.path, copyOf, w.central)
				return w.other.prospect.Chance(like)
			})
			if arm == 0 {
				set(3*i, here)
				set(3*i+1, otherwise)
			} else {
				set(3*i+2, otherwise)
			}
		}
	}
}

// otherwise is the chance without the deal where the deal's is p.
func (w *oneWorld) otherwise(p float64, scenario func() float64) float64 {
	c := &w.query.Contrast
	var x float64
	switch c.Kind {
	case AgainstScenario:
		return scenario()
	case StatedRatio:
		x = p / c.Value
	case StatedReduction:
		x = p - c.Value
	default:
		x = float64(p * c.Value)
	}
	if x < 0 || x > 1 {
		*w.cut = true
	}
	return min(max(x, 0), 1)
}

// apart is by how much the comparison arm differs on the logit for no reason of the deal's.
func (w *oneWorld) apart() float64 {
	if w.query.Design == BeforeAfter {
		return -float64(w.query.Trend * w.years)
	}
	z := num.NormQuantile(random.Path(w.seed, w.path).At(biasAddress).Unit(0))
	return float64(w.query.Bias * z)
}

// shiftOdds moves a probability by x on the logit; 0 and 1 stay.
func shiftOdds(p, x float64) float64 {
	if x == 0 {
		return p
	}
	up := float64(p * num.Exp(x))
	return up / (up + 1 - p)
}

// warnings says what to doubt about a trial.
func (w *trialWorld) warnings(e *analyst) []sim.Warning {
	var out []sim.Warning
	add := func(address, format string, args ...any) {
		out = append(out, sim.Warning{Address: address, Text: fmt.Sprintf(format, args...)})
	}
	if c := &w.query.Contrast; c.Kind == AgainstNothing && c.Value == 0 {
		add("outcomes."+w.query.Outcome+".deadweight", "is 0, so that nobody in the comparison arm has the outcome: any evaluation finds that")
	}
	if float64(w.query.People) > w.people+0.5 {
		add("n", "%d people in the service arm are more than the %.0f that the deal expects to be referred", w.query.People, w.people)
	}
	if w.staff {
		add("specialists", "are left out: everyone has a place at once, with someone neither better nor worse than others")
	}
	for i, c := range []*chances{e.assumed, e.drawn} {
		if c.cut > 0 {
			add("effect", "in %d of %d evaluations (%s) it would leave a chance below 0 or above 1, which is held there", c.cut, len(c.service)/c.places, [2]string{"central inputs", "inputs drawn"}[i])
			break
		}
	}
	return out
}
