package metric

import (
	"strconv"
	"strings"
)

// Figure says what a statistic makes of the values of a metric over the paths.
type Figure uint8

// The figures.
const (
	Mean Figure = iota
	SD
	Min
	Max
	Quantile
	Probability  // of an event
	RatioOfMeans // a statistic with a name of its own: cost_per.OUTCOME.gross
)

// figureNames are the figures that are written after a metric, or as a function of it.
var figureNames = [...]string{Mean: "mean", SD: "sd", Min: "min", Max: "max"}

// Statistic is one figure made from all paths of a run: what an expression
// such as investor.npv.mean or p(investor.loss) names. [ParseStatistic] makes
// it; it never changes.
type Statistic struct {
	expr   string // as it was written, for faults
	figure Figure
	of     name    // unless a probability
	level  float64 // of a quantile
	event  event   // of a probability
}

// Condition is a statistic held against a number: investor.npv.mean >= 0.
type Condition struct {
	Statistic Statistic
	Limit     Limit
}

// Limit is what a condition asks of a figure: at least 0, below 6.4 million.
type Limit struct {
	Relation Relation
	Number   float64 // in the figure's own unit: pounds, not pence
}

// Relation is one of the four in which a figure may have to stand to a number.
type Relation uint8

// The relations.
const (
	Below   Relation = iota // <
	AtMost                  // <=
	Above                   // >
	AtLeast                 // >=
)

// String returns the relation's sign.
func (r Relation) String() string { return [...]string{"<", "<=", ">", ">="}[r] }

// String returns the limit as it stands in a condition: ">= 0".
func (l Limit) String() string { return l.Relation.String() + " " + plain(l.Number) }

// Met reports whether a figure keeps to the limit. What is not a number does not.
func (l Limit) Met(v float64) bool {
	switch l.Relation {
	case Below:
		return v < l.Number
	case AtMost:
		return v <= l.Number
	case Above:
		return v > l.Number
	}
	return v >= l.Number
}

// Slack returns how far a figure is on the right side of the limit, in its own
// unit: negative on the wrong one, 0 on the number itself.
func (l Limit) Slack(v float64) float64 {
	if l.Relation == Below || l.Relation == AtMost {
		return l.Number - v
	}
	return v - l.Number
}

// name is the name of a metric as it is written in an expression.
type name struct {
	path  string // investor.npv; a * may stand for a segment
	rated bool   // whether there is a rate: investor.npv@6%
	rate  float64
	col   int
}

func (n name) String() string {
	if n.rated {
		return n.path + "@" + perCent(n.rate)
	}
	return n.path
}

// wild reports whether a * stands for a segment.
func (n name) wild() bool { return strings.Contains(n.path, "*") }

// joint says how an event is made of others.
type joint uint8

const (
	alone joint = iota
	anyOf
	allOf
)

// event happens on a path or does not: a flag, a comparison of a metric with a
// number, or any or all of several events.
type event struct {
	not   bool
	joint joint
	parts []event // of a joint one

	metric   name
	compared bool // else the metric is a flag
	limit    Limit
}

func (e *event) String() string {
	s := ""
	switch {
	case e.joint != alone:
		parts := make([]string, len(e.parts))
		for i := range e.parts {
			parts[i] = e.parts[i].String()
		}
		s = [...]string{anyOf: "any", allOf: "all"}[e.joint] + "(" + strings.Join(parts, ", ") + ")"
	case e.compared:
		s = e.metric.String() + " " + e.limit.String()
	default:
		s = e.metric.String()
	}
	if e.not {
		return "not " + s
	}
	return s
}

// names yields the metrics that an event looks at.
func (e *event) names(yield func(name)) {
	if e.joint == alone {
		yield(e.metric)
	}
	for i := range e.parts {
		e.parts[i].names(yield)
	}
}

// names yields the metrics that a statistic is made of.
func (s *Statistic) names(yield func(name)) {
	if s.figure == Probability {
		s.event.names(yield)
	} else {
		yield(s.of)
	}
}

// Figure returns what the statistic makes of the values of its metric.
func (s Statistic) Figure() Figure { return s.figure }

// String returns the statistic in its canonical form, which reads back as the
// same: q(investor.npv, 5%) is investor.npv.p05.
func (s Statistic) String() string {
	switch s.figure {
	case Probability:
		return "p(" + s.event.String() + ")"
	case RatioOfMeans:
		return s.of.String()
	case Quantile:
		if suffix, ok := perCentile(s.level); ok && !literal(s.of.path+"."+suffix) {
			return s.of.String() + "." + suffix
		}
		return "q(" + s.of.String() + ", " + plain(s.level) + ")"
	}
	return s.of.String() + "." + figureNames[s.figure]
}

// String returns the condition in its canonical form, which reads back as the same.
func (c Condition) String() string { return c.Statistic.String() + " " + c.Limit.String() }

// perCentile returns the level as pNN, if it is a whole number of per cent.
func perCentile(level float64) (string, bool) {
	for n := 1; n < 100; n++ {
		if float64(n)/100 == level {
			return "p" + strconv.Itoa(100 + n)[1:], true
		}
	}
	return "", false
}

// known returns the catalogue's entry for a name, in which a * may stand for a
// segment; nil if there is none.
func known(path string) *entry {
	for i := range catalog {
		if fits(catalog[i].pattern, path) {
			return &catalog[i]
		}
	}
	return nil
}

// literal reports whether a name is one of the catalogue whose last segment is
// a word of the catalogue's own: site.ID.specialists.p10 is a metric, and
// cost.excess.mean is not that of a bearer called mean.
func literal(path string) bool {
	for i := range catalog {
		pattern := catalog[i].pattern
		if fits(pattern, path) && !placeholder(pattern[strings.LastIndexByte(pattern, '.')+1:]) {
			return true
		}
	}
	return false
}

// fits reports whether a name with * for segments can be one of a pattern, in
// which a segment in capitals stands for any.
func fits(pattern, path string) bool {
	want, have := strings.Split(pattern, "."), strings.Split(path, ".")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if have[i] == "" || want[i] != have[i] && have[i] != "*" && !placeholder(want[i]) {
			return false
		}
	}
	return true
}

// plain is the shortest decimal that reads back as v.
func plain(v float64) string {
	if a := max(v, -v); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// perCent is the shortest decimal of v in per cent. The point is moved in the
// text, so that it reads back as the same bits.
func perCent(v float64) string {
	if v == 0 {
		return "0%"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', -1, 64), "e")
	at, _ := strconv.Atoi(exponent)
	at += 2
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	if at < -6 || at > 20 {
		return sign + mantissa + "e" + strconv.Itoa(at) + "%"
	}
	digits := strings.Replace(mantissa, ".", "", 1)
	for at < 0 {
		digits, at = "0"+digits, at+1
	}
	for len(digits) < at+1 {
		digits += "0"
	}
	if len(digits) > at+1 {
		digits = digits[:at+1] + "." + digits[at+1:]
	}
	return sign + digits + "%"
}
