package study

import (
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/sim"
)

// weights are those of paths given data; nil weighs all alike.
type weights struct {
	w   []float64 // the largest is 1
	sum float64
}

// mean is the weighted mean with the pull of each path on it.
func (w *weights) mean(x []float64) statistic {
	if w == nil {
		return estimateMean(x)
	}
	var sum float64
	for n, v := range x {
		sum += float64(w.w[n] * v)
	}
	s := statistic{sum / w.sum, make([]float64, len(x))}
	each := float64(len(x)) / w.sum
	for n, v := range x {
		s.pull[n] = float64(each*w.w[n]) * (v - s.value)
	}
	return s
}

// effective is the effective sample size, (Σw)²/Σw² (L. Kish).
func (w *weights) effective() float64 {
	var square float64
	for _, v := range w.w {
		square += float64(v * v)
	}
	return float64(w.sum*w.sum) / square
}

// Data is what cohorts tell.
type Data struct {
	Cohorts []CohortFit
	PlaceSD float64
	// Effective is how many draws the weighted ones are worth.
	Effective float64
	// Enough says that they are enough to show anything after the data; Few
	// that it should be read with care.
	Enough, Few bool
	// Sizes are the sizes of effects, before and after the data.
	Sizes []SizeBelief
}

// The least effective sample sizes: to be shown, and to be shown without a warning.
const (
	LeastEffective = 50
	FewEffective   = 400
)

// CohortFit is a cohort and the chance that the deal gives its people, before
// and after the data, without what is special to the place.
type CohortFit struct {
	Cohort
	Parent       string // the outcome that the people at risk have; empty: the referral
	Prior, After float64
}

// SizeBelief is the size of an effect.
type SizeBelief struct {
	Effect, Lever, Kind string
	On                  []string
	Prior               Belief
	After               *Belief
}

// Belief is a mean, a standard deviation and the 2.5 % and 97.5 % points.
type Belief struct{ Mean, SD, Lo, Hi float64 }

func believed(x []float64, w *weights) Belief {
	if w == nil {
		w = &weights{slices.Repeat([]float64{1}, len(x)), float64(len(x))}
	}
	m := w.mean(x).value
	var square float64
	for n, v := range x {
		square += float64(w.w[n] * float64((v-m)*(v-m)))
	}
	q := quantiles(x, w.w, 0.025, 0.975)
	return Belief{m, math.Sqrt(square / w.sum), q[0], q[1]}
}

// beliefs is what is not known of the arrangements, and how it is drawn.
type beliefs struct {
	out *Arrangements
	// all draws the size of every effect: its levers are off their reference.
	all   *sim.Plan
	plans []*sim.Plan // whose inputs are drawn: all, the first arrangement, the one against
	deal  assumptions.Assumptions
}

func newBeliefs(out *Arrangements) (*beliefs, error) {
	all, err := withLevers(out.List[0].Deal, offReference)
	if err != nil {
		return nil, err
	}
	b := &beliefs{out: out, all: all, deal: all.Deal().Assumptions()}
	b.plans = []*sim.Plan{all, out.List[0].Plan, out.List[out.Against].Plan}
	return b, nil
}

// draws are the inputs of the paths of a run.
type draws struct {
	paths    int
	values   map[string][]float64 // by address
	warnings []sim.Warning
}

// draw draws the inputs of all plans. An address has the same value in each of
// them, but in a correlation of which one plan uses fewer members than another.
func (b *beliefs) draw(seed, paths uint64) *draws {
	d := &draws{paths: int(paths), values: map[string][]float64{}}
	apart := map[string]bool{}
	for _, p := range b.plans {
		theta, scores := make([]float64, len(p.Inputs())), make([]float64, p.NumScores())
		columns := make([][]float64, len(theta))
		for i, name := range p.Inputs() {
			if columns[i] = d.values[name]; columns[i] == nil {
				columns[i] = slices.Repeat([]float64{math.NaN()}, d.paths)
				d.values[name] = columns[i]
			}
		}
		for n := range d.paths {
			p.Scores(scores, seed, uint64(n))
			p.InputsAt(theta, scores)
			for i, v := range theta {
				switch have := columns[i][n]; {
				case math.IsNaN(have):
					columns[i][n] = v
				case have != v:
					apart[p.Inputs()[i]] = true
				}
			}
		}
	}
	var names []string
	for name := range apart {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		d.warnings = append(d.warnings, sim.Warning{Address: name, Text: "it is correlated with an input that not every arrangement uses, so that it is drawn apart in each of them: differences are less exact, and what is said after data may be off"})
	}
	return d
}

// at is an input on every path.
func (d *draws) at(in *assumptions.Input) []float64 {
	if v := d.values[in.Address]; v != nil && in.Uncertain() {
		return v
	}
	return slices.Repeat([]float64{in.Value}, d.paths)
}

// sizes lists what is believed of each effect.
func (b *beliefs) sizes(d *draws, after *weights) []SizeBelief {
	var out []SizeBelief
	for i := range b.deal.LeverEffects {
		e := &b.deal.LeverEffects[i]
		s := SizeBelief{Effect: e.ID, Lever: e.Lever, On: e.On}
		for _, l := range b.deal.Levers {
			if l.ID == e.Lever {
				s.Kind = l.Kind
			}
		}
		x := d.at(&e.Size)
		s.Prior = believed(x, nil)
		if after != nil {
			a := believed(x, after)
			s.After = &a
		}
		out = append(out, s)
	}
	return out
}

// weigh weighs the paths by how likely they make the data.
func (b *beliefs) weigh(ctx context.Context, q ArrangementsQuery, d *draws, o sim.Options) (*Data, *weights, error) {
	out := &Data{PlaceSD: q.PlaceSD}
	terms := make([]logits, len(q.Cohorts))
	groups := map[[2]string]int{}
	var l likelihood
	for i := range q.Cohorts {
		c := &q.Cohorts[i]
		parent := b.cohort(c, d, &terms[i])
		out.Cohorts = append(out.Cohorts, CohortFit{Cohort: *c, Parent: parent})
		key := [2]string{c.place(), c.Outcome}
		at, known := groups[key]
		if !known {
			at = len(l.groups)
			groups[key] = at
			l.groups = append(l.groups, nil)
		}
		l.groups[at] = append(l.groups[at], observed{float64(c.People), float64(c.Achieved), i})
	}
	l.spread(q.PlaceSD)
	o.Progress = nil
	table, err := sim.Each(ctx, o, 1, func() func(uint64, []int64) {
		eta := make([]float64, len(terms))
		return func(n uint64, row []int64) {
			for i := range terms {
				eta[i] = terms[i][n]
			}
			row[0] = int64(math.Float64bits(l.log(eta)))
		}
	})
	if err != nil {
		return nil, nil, err
	}
	w := &weights{w: make([]float64, len(table))}
	most := math.Inf(-1)
	for n, v := range table {
		w.w[n] = math.Float64frombits(uint64(v))
		most = max(most, w.w[n])
	}
	for n := range w.w {
		w.w[n] = num.Exp(w.w[n] - most)
		w.sum += w.w[n]
	}
	out.Effective = w.effective()
	out.Enough, out.Few = out.Effective >= LeastEffective, out.Effective < FewEffective
	after := w
	if !out.Enough {
		after = nil
	}
	for i := range terms {
		chance := make([]float64, d.paths)
		for n, eta := range terms[i] {
			chance[n] = 1 / (1 + num.Exp(-eta))
		}
		f := &out.Cohorts[i]
		f.Prior, f.After = mean(chance), math.NaN()
		if after != nil {
			f.After = after.mean(chance).value
		}
	}
	out.Sizes = b.sizes(d, after)
	return out, after, nil
}

// logits is the logit of the chance of a cohort's people on each path.
type logits []float64

// cohort fills the logit of a cohort's chance with the levers as it had them, and
// returns the outcome that its people have. At a site of the deal it is that of the
// site; elsewhere, or if no site is named, the mean over the deal's sites whose
// transition has the same parent as most have.
func (b *beliefs) cohort(c *Cohort, d *draws, out *logits) (parent string) {
	var all, mine []*sim.Transition
	for i := range b.deal.Sites {
		id := b.deal.Sites[i].ID
		if t, ok := b.all.Transition(id, c.Outcome); ok {
			all = append(all, t)
			if id == c.Site {
				mine = append(mine, t)
			}
		}
	}
	if mine == nil {
		parent = commonParent(all)
		for _, t := range all {
			if t.Parent() == parent {
				mine = append(mine, t)
			}
		}
	} else {
		parent = mine[0].Parent()
	}
	effects := map[string]float64{}
	shifts := map[string][]shift{}
	for _, o := range b.deal.Outcomes {
		shifts[o.ID] = shiftsOf(&b.deal, o.ID, b.intensity(c))
	}
	var sizes [][]float64
	for i := range b.deal.LeverEffects {
		sizes = append(sizes, d.at(&b.deal.LeverEffects[i].Size))
	}
	inputs := b.all.Inputs()
	theta := make([]float64, len(inputs))
	*out = make(logits, d.paths)
	for n := range d.paths {
		for i, name := range inputs {
			theta[i] = d.values[name][n]
		}
		for id, list := range shifts {
			effects[id] = 0
			for _, s := range list {
				effects[id] += float64(s.times * sizes[s.effect][n])
			}
		}
		for _, t := range mine {
			p := t.Chance(theta, func(id string) float64 { return effects[id] })
			p = min(max(p, 1e-9), 1-1e-9)
			(*out)[n] += num.Log(p/(1-p)) / float64(len(mine))
		}
	}
	return parent
}

// commonParent is that of most transitions; of equally many the first.
func commonParent(list []*sim.Transition) string {
	count := map[string]int{}
	best := ""
	for _, t := range list {
		count[t.Parent()]++
	}
	for i, t := range list {
		if i == 0 || count[t.Parent()] > count[best] {
			best = t.Parent()
		}
	}
	return best
}

// intensity returns what a cohort had of each lever.
func (b *beliefs) intensity(c *Cohort) func(l *assumptions.Lever) float64 {
	if c.Arrangement == "" {
		return func(l *assumptions.Lever) float64 {
			if l.Kind == assumptions.Management {
				return c.Management
			}
			return c.Incentive
		}
	}
	has := map[string]float64{}
	for _, l := range b.out.Offer(c.Arrangement).Deal.Assumptions().Levers {
		has[l.ID] = l.Intensity
	}
	return func(l *assumptions.Lever) float64 {
		if x, known := has[l.ID]; known {
			return x
		}
		return l.Reference
	}
}
