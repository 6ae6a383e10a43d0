package metric

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/internal/slip"
)

// Bound is a statistic of one deal: every name found, every * resolved. It
// never changes and may be shared by goroutines.
type Bound struct {
	Name   string  // the statistic in canonical form
	Figure Figure  // the mean of a flag is a Probability
	Level  float64 // of a Quantile
	Unit   Unit    // of the figure; a probability is a Ratio
	// Metrics are the metrics that it looks at, each once, and Places theirs
	// in a row of the set.
	Metrics []string
	Places  []int
	// Scales are those of the integers that Eval makes: one, or for a
	// RatioOfMeans those of the numerator and of the denominator.
	Scales []int64
	// Factor is what a RatioOfMeans is multiplied by.
	Factor float64

	test test // of a probability
}

// Constraint is a condition of one deal.
type Constraint struct {
	Bound
	Limit Limit
}

// String returns the constraint in canonical form.
func (c *Constraint) String() string { return c.Name + " " + c.Limit.String() }

// Eval writes what the statistic makes of one path: into dst[0] the value of
// its metric, or of an event 1, 0 or Undefined; of a RatioOfMeans numerator and
// denominator into dst[0] and dst[1]. Row has the path's metrics in the order of
// the set; only those at Places are read. Nothing is allocated.
func (b *Bound) Eval(dst, row []int64) {
	switch b.Figure {
	case RatioOfMeans:
		dst[0], dst[1] = row[b.Places[0]], row[b.Places[1]]
	case Probability:
		dst[0] = b.test.eval(row)
	default:
		dst[0] = row[b.Places[0]]
	}
}

// test is an event whose names are places.
type test struct {
	not   bool
	joint joint
	parts []test

	place int
	flag  bool
	most  int64 // the comparison holds for integers up to it
	above bool  // or above it
	scale int64 // of the metric compared
}

// eval returns 1, 0 or Undefined. Any and all are those of S. C. Kleene's
// three-valued logic (Introduction to Metamathematics, 1952, section 64): a
// path is undefined only if what is defined does not decide.
func (t *test) eval(row []int64) int64 {
	var v int64
	switch t.joint {
	case alone:
		v = row[t.place]
		switch {
		case v == Undefined:
		case t.flag:
			v = flag(v != 0)
		default:
			v = flag((v <= t.most) != t.above)
		}
	case anyOf:
		v = t.decide(row, 1)
	case allOf:
		v = t.decide(row, 0)
	}
	if t.not && v != Undefined {
		v = 1 - v
	}
	return v
}

// decide returns by if some part has it, else Undefined if some part is that,
// else the other of 0 and 1.
func (t *test) decide(row []int64, by int64) int64 {
	v := 1 - by
	for i := range t.parts {
		switch t.parts[i].eval(row) {
		case by:
			return by
		case Undefined:
			v = Undefined
		}
	}
	return v
}

// Bind finds the condition's metrics in a set, as [Statistic.Bind] does: one
// constraint for each match of a wildcard.
func (c Condition) Bind(set *Set) ([]Constraint, error) {
	bound, err := c.Statistic.Bind(set)
	if err != nil {
		return nil, err
	}
	out := make([]Constraint, len(bound))
	for i := range bound {
		out[i] = Constraint{bound[i], c.Limit}
	}
	return out, nil
}

// Bind finds the statistic's metrics in a set: one Bound for each match of a
// wildcard, in the order of the set; a wildcard inside any(...) or all(...) makes
// no more of them. The error joins a *[Fault] for each name that is not there, or
// is there as something else. A set that lacks what [Wants] returns refuses it.
func (s Statistic) Bind(set *Set) ([]Bound, error) {
	b := binder{set: set, expr: s.expr}
	var out []Bound
	switch {
	case s.figure == RatioOfMeans:
		out = b.ratios(s)
	case s.figure == Probability && s.event.joint != alone:
		x := Bound{Name: s.String(), Figure: Probability, Unit: Ratio, Scales: []int64{1}, Factor: 1}
		x.test = b.event(&s.event, &x)
		out = []Bound{x}
	default:
		n := s.of
		if s.figure == Probability {
			n = s.event.metric
		}
		for _, place := range b.find(n) {
			out = append(out, b.single(s, place))
		}
	}
	if err := errors.Join(b.faults...); err != nil {
		return nil, err
	}
	return out, nil
}

// binder looks names up.
type binder struct {
	set    *Set
	expr   string
	faults []error
}

func (b *binder) fault(n name, text string) {
	b.faults = append(b.faults, &Fault{Expr: b.expr, Col: n.col, Text: text})
}

// single binds a statistic to one metric.
func (b *binder) single(s Statistic, place int) Bound {
	spec := &b.set.specs[place]
	path, _, _ := strings.Cut(spec.Name, "@")
	if s.figure == Probability {
		s.event.metric.path = path
	} else {
		s.of.path = path
	}
	x := Bound{
		Name: s.String(), Figure: s.figure, Level: s.level, Unit: spec.Unit,
		Metrics: []string{spec.Name}, Places: []int{place}, Scales: []int64{spec.Scale}, Factor: 1,
	}
	switch {
	case s.figure == Probability:
		x.Unit, x.Scales[0] = Ratio, 1
		x.test = b.term(&s.event, place)
	case s.figure == Mean && spec.Unit == Flag:
		x.Figure, x.Unit = Probability, Ratio
		x.test = test{place: place, flag: true}
	}
	return x
}

// event binds an event and notes in x what it looks at.
func (b *binder) event(e *event, x *Bound) test {
	t := test{not: e.not, joint: e.joint}
	for i := range e.parts {
		p := &e.parts[i]
		if p.joint != alone {
			t.parts = append(t.parts, b.event(p, x))
			continue
		}
		for _, place := range b.find(p.metric) {
			if !slices.Contains(x.Places, place) {
				x.Places = append(x.Places, place)
				x.Metrics = append(x.Metrics, b.set.specs[place].Name)
			}
			t.parts = append(t.parts, b.term(p, place))
		}
	}
	return t
}

// term binds a flag or a comparison to its metric.
func (b *binder) term(e *event, place int) test {
	spec := &b.set.specs[place]
	t := test{not: e.not, place: place, flag: !e.compared}
	switch {
	case e.compared:
		t.most, t.above = threshold(e.limit, spec.Scale)
		t.scale = spec.Scale
	case spec.Unit != Flag:
		b.fault(e.metric, fmt.Sprintf("%s: is no flag; write p(%s < ...)", spec.Name, spec.Name))
	}
	return t
}

// threshold turns a limit into one of integers in units of 1/scale: v keeps to
// it if v <= most, or if v > most for above. It is exact for the decimal of the
// number, so that 0.1 is the tenth and not the float beside it.
func threshold(l Limit, scale int64) (most int64, above bool) {
	x, _ := new(big.Rat).SetString(plain(l.Number)) // plain writes what SetString reads
	x.Mul(x, new(big.Rat).SetInt64(scale))
	floor, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	if (l.Relation == Below || l.Relation == AtLeast) && rest.Sign() == 0 {
		floor.Sub(floor, big.NewInt(1))
	}
	const beyond = 2 * limit // of any number that a metric has
	switch {
	case floor.Cmp(big.NewInt(beyond)) > 0:
		most = beyond
	case floor.Cmp(big.NewInt(-beyond)) < 0:
		most = -beyond
	default:
		most = floor.Int64()
	}
	return most, l.Relation == Above || l.Relation == AtLeast
}

// ratios binds a statistic with a name of its own.
func (b *binder) ratios(s Statistic) []Bound {
	var out []Bound
	for i := range b.set.ratios {
		r := &b.set.ratios[i]
		if !stands(s.of.path, r.Name) {
			continue
		}
		num, den := &b.set.specs[r.Num], &b.set.specs[r.Den]
		out = append(out, Bound{
			Name: r.Name, Figure: RatioOfMeans, Unit: r.Unit, Factor: r.Factor,
			Metrics: []string{num.Name, den.Name}, Places: []int{r.Num, r.Den}, Scales: []int64{num.Scale, den.Scale},
		})
	}
	if len(out) > 0 {
		return out
	}
	for i := range b.set.specs {
		if stands(s.of.path, b.set.specs[i].Name) {
			b.fault(s.of, ofOnePath(s.of.path, b.set.specs[i].Unit == Flag))
			return nil
		}
	}
	b.fault(s.of, b.unknown(s.of))
	return nil
}

// find returns the places of the metrics that a name stands for, ascending, and
// notes a fault if there are none.
func (b *binder) find(n name) []int {
	var places []int
	for i := range b.set.specs {
		path, rate, rated := strings.Cut(b.set.specs[i].Name, "@")
		if rated == n.rated && stands(n.path, path) && (!rated || rate == perCent(n.rate)) {
			places = append(places, i)
		}
	}
	switch bare := (name{path: n.path, col: n.col}); {
	case len(places) > 0:
	case !n.rated:
		b.fault(n, b.unknown(n))
	case b.find(bare) != nil: // which notes what else is wrong
		b.fault(n, n.String()+": the plan was compiled without it; metric.Wants lists what a statistic needs")
	}
	return places
}

// unknown says that a set has nothing of a name, and what it has instead.
func (b *binder) unknown(n name) string {
	for _, f := range figureNames {
		if _, ok := b.set.Index(n.path + "." + f); ok && !n.wild() {
			return fmt.Sprintf("unknown metric %q: for the metric %s.%s write mean(%s.%s)", n.path, n.path, f, n.path, f)
		}
	}
	if !n.wild() {
		_, err := b.set.Find(n.path)
		return err.Error()
	}
	message := fmt.Sprintf("%s matches no metric of this deal", n.path)
	if e := known(n.path); e != nil && e.present != "always" {
		message += fmt.Sprintf(" (%s needs: %s)", e.pattern, e.present)
	}
	if near := b.nearby(n.path); len(near) > 0 {
		message += "; there are " + strings.Join(near, ", ")
	}
	return message
}

// nearby returns the few names nearest to one with * for segments, with * in
// the same places where they have as many segments: of those that begin or end
// with the same word, or differ by a slip.
func (b *binder) nearby(path string) []string {
	want := strings.Split(path, ".")
	first, final := want[0], want[len(want)-1]
	var all []string
	for i := range b.set.specs {
		s := &b.set.specs[i]
		have := strings.Split(s.Name, ".")
		if s.Hidden || strings.Contains(s.Name, "@") {
			continue
		}
		alike := have[0] == first || have[len(have)-1] == final
		if len(have) == len(want) {
			for k := range want {
				if want[k] == "*" {
					have[k] = "*"
				}
			}
		}
		x := strings.Join(have, ".")
		if (alike || slip.Distance(path, x) <= len(path)/3) && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	slices.SortStableFunc(all, func(x, y string) int { return cmp.Compare(slip.Distance(path, x), slip.Distance(path, y)) })
	return all[:min(len(all), 4)]
}
