package study

import (
	"context"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// analyst analyses evaluations as an evaluator would.
type analyst struct {
	query          TrialQuery
	o              sim.Options
	test, interval float64 // critical values: of the test, of the 95 % interval
	assumed, drawn *chances
}

func newAnalyst(q TrialQuery, o sim.Options) *analyst {
	e := &analyst{query: q, o: sim.Options{Seed: o.Seed, Paths: o.Paths, Workers: o.Workers}}
	e.test, e.interval = num.NormQuantile(1-float64(q.Alpha/2)), normal975
	if q.Sites > 0 {
		t := distuv.StudentsT{Sigma: 1, Nu: float64(2*q.Sites - 2)}
		e.test, e.interval = t.Quantile(1-float64(q.Alpha/2)), t.Quantile(0.975)
	}
	return e
}

// truth is what an evaluation is to find: the chances as they are or, shifted, the
// service arm having what it would otherwise have and by more.
type truth struct {
	shifted bool
	by      float64
}

func (t truth) service(c *chances, at int) float64 {
	if t.shifted {
		return min(max(c.otherwise[at]+t.by, 0), 1)
	}
	return c.service[at]
}

// finding is one evaluation.
type finding struct {
	service, otherwise, compared, effect float64 // true
	estimate                             float64
	significant, covered                 bool
}

// The addresses of the people of the arms: one word for each place.
var (
	serviceAddress  = random.Address("study.power.service")
	comparedAddress = random.Address("study.power.comparison")
)

// evaluate draws the people of one evaluation and analyses it.
func (e *analyst) evaluate(path uint64, c *chances, t truth, people int) finding {
	at := int(path) * c.places
	key := random.Path(e.o.Seed, path)
	ours, theirs := key.At(serviceAddress), key.At(comparedAddress)
	others := e.query.comparison(people)
	var f finding
	var se, width float64 // of the test, of the interval
	if e.query.Sites == 0 {
		f.service, f.otherwise, f.compared = t.service(c, at), c.otherwise[at], c.compared[at]
		n, m := float64(people), float64(others)
		x := float64(random.Binomial(ours.Unit(0), people, f.service))
		y := float64(random.Binomial(theirs.Unit(0), others, f.compared))
		p, q, both := x/n, y/m, (x+y)/(n+m)
		f.estimate = p - q
		se = math.Sqrt(float64(both*(1-both)) * (1/n + 1/m))
		width = math.Sqrt(float64(p*(1-p))/n + float64(q*(1-q))/m)
	} else {
		k := float64(c.places)
		var here, there moments
		for i := range c.places {
			f.service += t.service(c, at+i) / k
			f.otherwise += c.otherwise[at+i] / k
			f.compared += c.compared[at+i] / k
			n, m := part(people, c.places, i), part(others, c.places, i)
			here.add(float64(random.Binomial(ours.Unit(uint64(i)), n, t.service(c, at+i))) / float64(n))
			there.add(float64(random.Binomial(theirs.Unit(uint64(i)), m, c.compared[at+i])) / float64(m))
		}
		f.estimate = here.mean - there.mean
		se = math.Sqrt((here.square + there.square) / float64(2*e.query.Sites-2) * (2 / k))
		width = se
	}
	f.effect = f.service - f.otherwise
	f.significant = se > 0 && math.Abs(f.estimate) > float64(e.test*se)
	f.covered = math.Abs(f.estimate-f.effect) <= float64(e.interval*width)
	return f
}

// part is how many of n people are in part i of k like ones.
func part(n, k, i int) int { return n*(i+1)/k - n*i/k }

// moments is a mean and the sum of squares about it, updated value by value (Welford).
type moments struct{ n, mean, square float64 }

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / m.n
	m.square += float64(d * (x - m.mean))
}

// power counts the significant evaluations.
func (e *analyst) power(ctx context.Context, c *chances, t truth, people int) tally.Proportion {
	table, _ := sim.Each(ctx, e.o, 1, func() func(uint64, []int64) {
		return func(path uint64, row []int64) {
			if e.evaluate(path, c, t, people).significant {
				row[0] = 1
			}
		}
	})
	return share(table, func(x int64) bool { return x == 1 })
}

// share is how many of the values, whatever they are of, satisfy a condition.
func share[T any](values []T, holds func(T) bool) tally.Proportion {
	var hits uint64
	for _, x := range values {
		if holds(x) {
			hits++
		}
	}
	return tally.Share(hits, uint64(len(values)))
}

// evaluations finds what the evaluations of a truth find.
func (e *analyst) evaluations(ctx context.Context, c *chances, t truth, people int) Evaluations {
	found := make([]finding, e.o.Paths)
	if _, err := sim.Each(ctx, e.o, 0, func() func(uint64, []int64) {
		return func(path uint64, _ []int64) { found[path] = e.evaluate(path, c, t, people) }
	}); err != nil {
		return Evaluations{}
	}
	means := func(of func(f *finding) float64) Figure {
		x := make([]float64, len(found))
		for i := range found {
			x[i] = of(&found[i])
		}
		if allEqual(x) {
			return Figure{x[0], 0, x[0], x[0]}
		}
		return estimateMean(x).figure()
	}
	out := Evaluations{
		Service:     means(func(f *finding) float64 { return f.service }),
		Otherwise:   means(func(f *finding) float64 { return f.otherwise }),
		Compared:    means(func(f *finding) float64 { return f.compared }),
		Effect:      means(func(f *finding) float64 { return f.effect }),
		Estimate:    means(func(f *finding) float64 { return f.estimate }),
		Bias:        means(func(f *finding) float64 { return f.estimate - f.effect }),
		Significant: share(found, func(f finding) bool { return f.significant }),
		Coverage:    share(found, func(f finding) bool { return f.covered }),
	}
	out.WrongSign, out.Exaggeration = errorsOf(found)
	return out
}

// errorsOf are the errors of sign and size of significant estimates (A. Gelman and J.
// Carlin, Perspectives on Psychological Science 9, 2014).
func errorsOf(found []finding) (sign tally.Proportion, size Figure) {
	var wrong []bool
	var estimates, effects []float64
	for _, f := range found {
		if f.significant && f.effect != 0 {
			wrong = append(wrong, (f.estimate > 0) != (f.effect > 0))
			estimates, effects = append(estimates, math.Abs(f.estimate)), append(effects, math.Abs(f.effect))
		}
	}
	sign = share(wrong, func(w bool) bool { return w })
	if len(wrong) < 2 {
		nan := math.NaN()
		return sign, Figure{nan, nan, nan, nan}
	}
	return sign, estimateMean(estimates).over(estimateMean(effects)).figure()
}

// formula is the power of the two-proportion z-test by the normal approximation with
// pooled variance under no effect (J. L. Fleiss, Statistical Methods for Rates and
// Proportions, 1981, without continuity correction), both tails, its mean over the
// chances of the evaluations.
func (e *analyst) formula(people int) float64 {
	n, m := float64(people), float64(e.query.comparison(people))
	var sum float64
	for i, p := range e.assumed.service {
		q := e.assumed.compared[i]
		both := (float64(n*p) + float64(m*q)) / (n + m)
		under := float64(e.test * math.Sqrt(float64(both*(1-both))*(1/n+1/m)))
		sd := math.Sqrt(float64(p*(1-p))/n + float64(q*(1-q))/m)
		if sd > 0 {
			sum += num.NormCDF((p-q-under)/sd) + num.NormCDF((q-p-under)/sd)
		} else if math.Abs(p-q) > under {
			sum++
		}
	}
	return sum / float64(len(e.assumed.service))
}

// cluster is what drawing lots among sites costs.
func (e *analyst) cluster(people int) *Cluster {
	c := e.assumed
	var between, within float64
	for _, arm := range [][]float64{c.service, c.compared} {
		for at := 0; at < len(arm); at += c.places {
			var m moments
			for _, p := range arm[at:][:c.places] {
				m.add(p)
			}
			between += m.square / (m.n - 1)
			within += float64(m.mean * (1 - m.mean))
		}
	}
	out := &Cluster{ICC: between / within}
	size := float64(people+e.query.comparison(people)) / float64(2*c.places)
	out.DesignEffect = 1 + float64((size-1)*out.ICC)
	return out
}
