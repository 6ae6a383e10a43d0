package deal

import (
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
)

// family is what may be written of one distribution.
type family struct {
	name  string
	kind  assumptions.Kind
	forms [][]string // the parametrisations, each the names of its parameters
	cut   bool       // min and max may cut it
}

var families = []family{
	{"uniform", assumptions.Uniform, [][]string{{"min", "max"}}, false},
	{"triangular", assumptions.Triangular, [][]string{{"min", "mode", "max"}}, false},
	{"pert", assumptions.PERT, [][]string{{"min", "mode", "max"}}, false},
	{"beta", assumptions.Beta, [][]string{{"alpha", "beta"}, {"mean", "sd"}}, false},
	{"gamma", assumptions.Gamma, [][]string{{"shape", "scale"}, {"mean", "sd"}}, false},
	{"normal", assumptions.Normal, [][]string{{"mean", "sd"}}, true},
	{"lognormal", assumptions.LogNormal, [][]string{{"mu", "sigma"}, {"mean", "sd"}, {"median", "sigma"}}, true},
	{"discrete", assumptions.Discrete, nil, false},
	{"joint", assumptions.Joint, nil, false},
}

func familyOf(name string) (family, bool) {
	i := slices.IndexFunc(families, func(f family) bool { return f.name == name })
	if i < 0 {
		return family{}, false
	}
	return families[i], true
}

func familyNames() []string {
	names := make([]string, len(families))
	for i, f := range families {
		names[i] = f.name
	}
	return names
}

// positive are the parameters that must be above 0 wherever they appear.
var positive = []string{"sd", "alpha", "beta", "shape", "scale", "sigma", "median"}

// leastMass is the least part of a distribution that a cut must leave: what
// is cut harder is better written as another distribution.
const leastMass = 1e-6

// smallTail is the chance with which an unbounded tail may pass a bound that
// is there to catch slips.
const smallTail = 1e-6

// checkShape finds what is wrong with a distribution in itself, whatever
// field it is written for. Joint draws are checked by checkJoint.
func checkShape(f *faults, address string, q Quantity) bool {
	fam, ok := familyOf(q.Dist)
	if !ok {
		f.add(address, q.Dist, "must be a distribution: "+oneOf(familyNames())+suggest(q.Dist, familyNames()))
		return false
	}
	before := len(f.list)
	bad := func(allowed string, args ...any) { f.add(address, q.String(), allowed, args...) }
	if fam.kind != assumptions.Joint && (q.Table != "" || q.Column != "") {
		bad("must not name a table: only joint does")
	}
	if fam.kind != assumptions.Discrete && len(q.Values)+len(q.Weights) > 0 {
		bad("must not list values: only discrete does")
	}
	if fam.forms == nil && len(q.Params) > 0 {
		bad("must not have parameters: %s has none", fam.name)
	}
	if len(f.list) > before {
		return false
	}
	switch fam.kind {
	case assumptions.Joint:
	case assumptions.Discrete:
		checkDiscrete(q, bad)
	default:
		if checkNames(fam, q, bad) {
			checkParams(fam, q, bad)
		}
	}
	return len(f.list) == before
}

type badFunc func(allowed string, args ...any)

// checkNames checks that the parameters make exactly one parametrisation.
func checkNames(fam family, q Quantity, bad badFunc) bool {
	var known, core []string
	for _, form := range fam.forms {
		known = append(known, form...)
	}
	cuts := []string{"min", "max"}
	if fam.cut {
		known = append(known, cuts...)
	}
	fine := true
	for i, p := range q.Params {
		switch {
		case !slices.Contains(known, p.Name):
			bad("must not have %s: its parameters are %s%s", p.Name, formsOf(fam), suggest(p.Name, known))
			fine = false
		case slices.ContainsFunc(q.Params[:i], func(o Param) bool { return o.Name == p.Name }):
			bad("must name %s once", p.Name)
			fine = false
		case math.IsNaN(p.Value) || math.IsInf(p.Value, 0):
			bad("must have a finite %s", p.Name)
			fine = false
		}
		if !fam.cut || !slices.Contains(cuts, p.Name) {
			core = append(core, p.Name)
		}
	}
	if !fine {
		return false
	}
	for _, form := range fam.forms {
		if len(form) == len(core) && !slices.ContainsFunc(core, func(name string) bool { return !slices.Contains(form, name) }) {
			return true
		}
	}
	bad("must have the parameters %s", formsOf(fam))
	return false
}

// formsOf writes the parametrisations as "(alpha, beta) or (mean, sd)".
func formsOf(fam family) string {
	var forms []string
	for _, form := range fam.forms {
		forms = append(forms, "("+strings.Join(form, ", ")+")")
	}
	s := oneOf(forms)
	if fam.cut {
		s += ", optionally cut at min and max"
	}
	return s
}

// checkParams checks the values of named parameters.
func checkParams(fam family, q Quantity, bad badFunc) {
	fine := true
	for _, name := range positive {
		if v, ok := q.Get(name); ok && v <= 0 {
			bad("must have %s above 0", name)
			fine = false
		}
	}
	lo, hasLo := q.Get("min")
	hi, hasHi := q.Get("max")
	if hasLo && hasHi && lo >= hi {
		bad("must have min below max")
		return
	}
	if mode, ok := q.Get("mode"); ok && (mode < lo || mode > hi) {
		bad("must have mode between min and max")
	}
	mean, hasMean := q.Get("mean")
	sd, _ := q.Get("sd")
	if hasMean && fam.kind == assumptions.Beta {
		if mean <= 0 || mean >= 1 {
			bad("must have mean above 0 and below 1")
		} else if !(sd*sd < mean*(1-mean)) {
			bad("must have sd below %s, the most a mean of %s allows", sixDigits(math.Sqrt(mean*(1-mean))), number(mean))
		}
	}
	if hasMean && mean <= 0 && (fam.kind == assumptions.Gamma || fam.kind == assumptions.LogNormal) {
		bad("must have mean above 0")
		fine = false
	}
	if fine && fam.cut && (hasLo || hasHi) {
		left := 1.0
		if hasLo {
			left -= below(q, lo)
		}
		if hasHi {
			left -= above(q, hi)
		}
		if left < leastMass {
			bad("must not be cut so far: min and max leave less than a millionth of it")
		}
	}
}

// checkDiscrete checks the values and weights of a discrete distribution.
func checkDiscrete(q Quantity, bad badFunc) {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	sum := 0.0
	for _, w := range q.Weights {
		if !finite(w) || w < 0 {
			bad("must have weights of at least 0")
			return
		}
		sum += w
	}
	switch {
	case len(q.Values) == 0:
		bad("must have values")
	case slices.ContainsFunc(q.Values, func(v float64) bool { return !finite(v) }):
		bad("must have finite values")
	case len(q.Weights) > 0 && len(q.Weights) != len(q.Values):
		bad("must have a weight for each value, or none: %s, %s", plural(len(q.Values), "value"), plural(len(q.Weights), "weight"))
	case len(q.Weights) > 0 && !(sum > 0 && finite(sum)):
		bad("must have a weight above 0")
	}
}

// checkSupport checks that a well-shaped distribution stays inside the range
// of its field. A bound within ±1 is where a number loses its meaning (a
// probability, a correlation, a size below zero): nothing may pass it. A bound
// further out is there to catch slips, and an unbounded tail may pass it with
// a chance under one in a million.
func checkSupport(f *faults, address string, q Quantity, limits interval) {
	if q.Dist == "discrete" {
		for _, v := range q.Values {
			if !limits.contains(v) {
				f.add(address, q.String(), "must have values "+limits.String())
				return
			}
		}
		return
	}
	s := supportOf(q)
	passes := func(end, bound float64, outside bool, tail func(Quantity, float64) float64) bool {
		if !outside {
			return false
		}
		slip := math.Abs(bound) > 1 && math.IsInf(end, 0)
		return !slip || tail(q, bound) >= smallTail
	}
	low := passes(s.lo, limits.lo, s.lo < limits.lo || s.lo == limits.lo && limits.loOpen && !s.loOpen, below)
	high := passes(s.hi, limits.hi, s.hi > limits.hi || s.hi == limits.hi && limits.hiOpen && !s.hiOpen, above)
	if !low && !high {
		return
	}
	allowed := "must be " + limits.String()
	fam, _ := familyOf(q.Dist)
	switch {
	case !fam.cut:
	case low && high:
		allowed += ": cut it with min and max"
	case low:
		allowed += ": cut it with min"
	case high:
		allowed += ": cut it with max"
	}
	reaches := "reaches from " + number(s.lo) + " to " + number(s.hi)
	if math.IsInf(s.lo, 0) && math.IsInf(s.hi, 0) {
		reaches = "reaches any number"
	} else if math.IsInf(s.hi, 0) {
		reaches = "reaches any number above " + number(s.lo)
	} else if math.IsInf(s.lo, 0) {
		reaches = "reaches any number below " + number(s.hi)
	}
	f.add(address, q.String(), reaches+"; "+allowed)
}

// supportOf returns the values a distribution can take.
func supportOf(q Quantity) interval {
	s := interval{lo: math.Inf(-1), hi: math.Inf(1), loOpen: true, hiOpen: true}
	switch q.Dist {
	case "beta":
		return interval{0, 1, true, true}
	case "gamma", "lognormal":
		s.lo = 0
	}
	if v, ok := q.Get("min"); ok && v > s.lo {
		s.lo, s.loOpen = v, false
	}
	if v, ok := q.Get("max"); ok && v < s.hi {
		s.hi, s.hiOpen = v, false
	}
	return s
}

// below and above return the mass of a normal, lognormal or gamma, taken
// without its cut, on each side of x. For a gamma it is an upper bound
// (Chernoff's).
func below(q Quantity, x float64) float64 { return num.NormCDF(standard(q, x)) }

func above(q Quantity, x float64) float64 {
	if q.Dist == "gamma" {
		shape, scale := gammaShape(q)
		if ratio := x / (shape * scale); ratio > 1 {
			return math.Exp(shape * (1 - ratio + math.Log(ratio)))
		}
		return 1
	}
	return num.NormCDF(-standard(q, x))
}

// standard returns the standard normal quantile that corresponds to x.
func standard(q Quantity, x float64) float64 {
	if q.Dist == "lognormal" {
		if x <= 0 {
			return math.Inf(-1)
		}
		mu, sigma := logParams(q)
		return (math.Log(x) - mu) / sigma
	}
	mean, _ := q.Get("mean")
	sd, _ := q.Get("sd")
	return (x - mean) / sd
}

func gammaShape(q Quantity) (shape, scale float64) {
	if mean, ok := q.Get("mean"); ok {
		sd, _ := q.Get("sd")
		return mean * mean / (sd * sd), sd * sd / mean
	}
	shape, _ = q.Get("shape")
	scale, _ = q.Get("scale")
	return shape, scale
}

// logParams returns the mean and standard deviation of the log.
func logParams(q Quantity) (mu, sigma float64) {
	if mean, ok := q.Get("mean"); ok {
		sd, _ := q.Get("sd")
		v := math.Log1p(sd * sd / (mean * mean))
		return math.Log(mean) - v/2, math.Sqrt(v)
	}
	sigma, _ = q.Get("sigma")
	if median, ok := q.Get("median"); ok {
		return math.Log(median), sigma
	}
	mu, _ = q.Get("mu")
	return mu, sigma
}

// centre returns the mean of a distribution taken without its cut; a joint
// input is given the values of its column.
func centre(q Quantity, column []float64) float64 {
	get := func(name string) float64 { v, _ := q.Get(name); return v }
	if mean, ok := q.Get("mean"); ok {
		return mean
	}
	switch q.Dist {
	case "uniform":
		return (get("min") + get("max")) / 2
	case "triangular":
		return (get("min") + get("mode") + get("max")) / 3
	case "pert":
		return (get("min") + 4*get("mode") + get("max")) / 6
	case "beta":
		return get("alpha") / (get("alpha") + get("beta"))
	case "gamma":
		return get("shape") * get("scale")
	case "lognormal":
		mu, sigma := logParams(q)
		return math.Exp(mu + sigma*sigma/2)
	case "discrete":
		return weightedMean(q.Values, q.Weights)
	}
	return weightedMean(column, nil)
}

func weightedMean(values, weights []float64) float64 {
	sum, total := 0.0, 0.0
	for i, v := range values {
		w := 1.0
		if i < len(weights) {
			w = weights[i]
		}
		sum += w * v
		total += w
	}
	return sum / total
}
