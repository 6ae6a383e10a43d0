package metric

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/internal/slip"
)

// maxExpr is the most characters of an expression.
const maxExpr = 4096

// Parse reads a condition, such as p(investor.irr < 0) <= 0.1. The error joins
// a *[Fault] for everything wrong that can be told without a deal: an unknown
// metric may be one of your own, and shows when the condition is bound.
// Section 8 of docs/model.md has the grammar.
func Parse(expr string) (Condition, error) {
	p := newParser(expr)
	var c Condition
	p.read(func() bool {
		return p.statistic(&c.Statistic) && p.limit(&c.Limit, c.Statistic.figure == Probability) && p.end()
	})
	if err := errors.Join(p.faults...); err != nil {
		return Condition{}, err
	}
	return c, nil
}

// ParseStatistic reads a statistic, such as investor.npv.p05. The error is that of [Parse].
func ParseStatistic(expr string) (Statistic, error) {
	p := newParser(expr)
	var s Statistic
	p.read(func() bool {
		if !p.statistic(&s) {
			return false
		}
		if t := p.peek(); t.class == aRelation {
			return p.fault(t.col, "found %q: a statistic stands alone here, without a condition on it", t.text)
		}
		return p.end()
	})
	if err := errors.Join(p.faults...); err != nil {
		return Statistic{}, err
	}
	return s, nil
}

// parser reads tokens. Its methods return false where nothing can be told
// about what follows; what is wrong by itself is noted and read over.
type parser struct {
	expr   string
	tokens []token
	faults []error
}

func newParser(expr string) *parser { return &parser{expr: expr} }

// read parses the whole expression.
func (p *parser) read(whole func() bool) {
	if n := len([]rune(p.expr)); n > maxExpr {
		p.fault(maxExpr+1, "the expression has %d characters, must be at most %d", n, maxExpr)
		return
	}
	p.tokens = lex(p.expr)
	whole()
}

// fault notes one and returns false.
func (p *parser) fault(col int, format string, args ...any) bool {
	p.faults = append(p.faults, &Fault{Expr: p.expr, Col: col, Text: fmt.Sprintf(format, args...)})
	return false
}

func (p *parser) peek() token { return p.tokens[0] }

// take returns the next token; the end stays.
func (p *parser) take() token {
	t := p.tokens[0]
	if t.class != atEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

// mark takes a ( ) or , or notes what stands there instead.
func (p *parser) mark(want, allowed string) bool {
	if t := p.peek(); t.class == aMark && t.text == want {
		p.take()
		return true
	}
	return p.unexpected(allowed)
}

// unexpected notes the next token.
func (p *parser) unexpected(allowed string) bool {
	t := p.peek()
	_, isUnit := units[t.text]
	switch {
	case t.class == atEnd:
		return p.fault(t.col, "the expression ends: must go on with %s", allowed)
	case isUnit:
		return p.fault(t.col, "found %q: must follow its number without a blank: 6%%, 6.4m", t.text)
	case t.class == aNumber && t.fault != "":
		return p.fault(t.col, "%s", t.fault)
	case t.text == "," && p.tokens[1].class == aNumber:
		return p.fault(t.col, "found a comma in a number: a comma parts arguments; write 1000 or 1_000")
	}
	return p.fault(t.col, "found %q: must be %s", t.text, allowed)
}

// end checks that nothing follows.
func (p *parser) end() bool {
	switch t := p.peek(); {
	case t.class == atEnd:
		return true
	case t.class == aRelation, slices.Contains([]string{"and", "or", "&", "|"}, strings.ToLower(t.text)):
		return p.fault(t.col, "found %q: one condition at a time; several events on one path are p(all(..., ...))", t.text)
	}
	return p.unexpected("the end")
}

// functions are the names of all functions.
var functions = []string{"mean", "sd", "min", "max", "q", "p", "any", "all"}

func (p *parser) isCall() bool {
	return len(p.tokens) > 1 && p.tokens[0].class == aWord && p.tokens[1].text == "("
}

func (p *parser) statistic(s *Statistic) bool {
	s.expr = p.expr
	t := p.peek()
	switch {
	case t.class == aNumber && t.fault == "":
		return p.fault(t.col, "found %q: the statistic comes first, then the number: investor.npv.mean >= 0", t.text)
	case t.class != aWord:
		return p.unexpected("a statistic: METRIC.mean, .sd, .min, .max or .pNN, q(METRIC, LEVEL), p(EVENT) or a ratio such as cost_per.OUTCOME.net")
	case !p.isCall():
		p.take()
		p.dotted(s, t)
		return true
	}
	p.take()
	p.take()
	switch f := slices.Index(figureNames[:], t.path); {
	case f >= 0 && !t.rated:
		s.figure = Figure(f)
		return p.metric(&s.of) && p.mark(")", `")"`)
	case t.text == "q":
		s.figure = Quantile
		return p.metric(&s.of) && p.mark(",", `a comma and the level: q(METRIC, 0.95)`) && p.level(&s.level) && p.mark(")", `")"`)
	case t.text == "p":
		s.figure = Probability
		return p.event(&s.event) && p.mark(")", `")"`)
	case t.text == "any" || t.text == "all":
		return p.fault(t.col, "%s(...) is an event: its probability is p(%s(...))", t.text, t.text)
	}
	return p.unknownFunction(t)
}

func (p *parser) unknownFunction(t token) bool {
	hint := ""
	if near := nearest(strings.ToLower(t.text), functions); near != "" && slip.Distance(strings.ToLower(t.text), near) < 2 {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return p.fault(t.col, "found %q: functions are %s%s", t.text, strings.Join(functions, ", "), hint)
}

// level reads the level of a quantile.
func (p *parser) level(v *float64) bool {
	t := p.peek()
	if !p.number(v) {
		return false
	}
	if t.fault == "" && !(*v > 0 && *v < 1) {
		hint := ""
		if *v > 1 && *v < 100 {
			hint = fmt.Sprintf("; did you mean %s%%?", plain(*v))
		} else if *v == 0 || *v == 1 {
			hint = "; the ends are METRIC.min and METRIC.max"
		}
		p.fault(t.col, "the level is %s, must be above 0 and below 1%s", t.text, hint)
	}
	return true
}

// number reads a number. One that is none is noted and read over.
func (p *parser) number(v *float64) bool {
	t := p.peek()
	if t.class != aNumber {
		return p.unexpected("a number")
	}
	p.take()
	*v = t.value
	if t.fault != "" {
		p.fault(t.col, "%s", t.fault)
	}
	return true
}

var relations = map[string]Relation{"<": Below, "<=": AtMost, ">": Above, ">=": AtLeast, "≤": AtMost, "≥": AtLeast}

// limit reads a relation and a number, the latter of a probability or not.
func (p *parser) limit(l *Limit, probability bool) bool {
	t := p.peek()
	if t.class != aRelation {
		return p.unexpected("one of < <= > >=")
	}
	p.take()
	relation, ok := relations[t.text]
	switch {
	case ok:
		l.Relation = relation
	case t.text == "=<" || t.text == "=>":
		p.fault(t.col, "found %q: is written %s", t.text, [...]string{"<=", ">="}[strings.Index("<>", t.text[1:])])
	case strings.ContainsAny(t.text, "!≠") || t.text == "<>":
		p.fault(t.col, "found %q: must be one of < <= > >=; that a figure is not one number says nothing about it", t.text)
	case strings.HasPrefix(t.text, "="):
		p.fault(t.col, "found %q: must be one of < <= > >=; no estimate equals a number, ask from which side", t.text)
	default:
		p.fault(t.col, "found %q: must be one of < <= > >=", t.text)
	}
	n := p.peek()
	if !p.number(&l.Number) {
		return false
	}
	if probability && n.fault == "" && !(l.Number >= 0 && l.Number <= 1) {
		hint := ""
		if l.Number > 1 && l.Number <= 100 {
			hint = fmt.Sprintf("; did you mean %s%%?", plain(l.Number))
		}
		p.fault(n.col, "a probability is 0 to 1, found %s%s", n.text, hint)
	}
	return true
}

// dotted reads a statistic that is written as a name: METRIC.mean, or a ratio of means.
func (p *parser) dotted(s *Statistic, t token) {
	path, figure := t.path, strings.TrimPrefix(t.tail, ".")
	col := t.col + len([]rune(t.text)) - len([]rune(figure))
	if !t.rated {
		dot := strings.LastIndexByte(t.path, '.')
		e := known(t.path)
		switch suffixed := isFigure(t.path[dot+1:]) && !literal(t.path); {
		case last(t.path) == "irr_of_mean", !suffixed && e != nil && e.statistic():
			p.ratio(s, t)
			return
		case !suffixed && e != nil:
			p.bare(t)
			return
		case dot >= 0:
			path, figure = t.path[:dot], t.path[dot+1:]
			col = t.col + len([]rune(path)) + 1
		}
	}
	switch f := slices.Index(figureNames[:], figure); {
	case f >= 0:
		s.figure = Figure(f)
	case isFigure(figure):
		s.figure = Quantile
		n, _ := strconv.Atoi(figure[1:])
		s.level = float64(n) / 100
		if n == 0 {
			p.fault(col, "found %q: per cent are p01 to p99; the least value is .min", figure)
		}
	case t.rated && figure == "":
		p.bare(t)
		return
	case figure != "" && isLevel(last(path)) && strings.Trim(figure, "0123456789") == "": // p97.5
		p.notFigure(col-len(last(path))-1, last(path)+"."+figure)
		return
	case t.rated, known(path) != nil, near(figure) != "":
		p.notFigure(col, figure)
	default: // only a deal can tell what it is
		p.ratio(s, t)
		return
	}
	t.path, t.tail = path, ""
	s.of = p.name(t)
}

// ratio reads a statistic with a name of its own.
func (p *parser) ratio(s *Statistic, t token) {
	s.figure = RatioOfMeans
	s.of = name{path: t.path, col: t.col}
	if last(t.path) == "irr_of_mean" {
		p.irrOfMean(t)
		return
	}
	p.segments(t)
}

// last returns the last segment of a name.
func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// isFigure reports whether a word is a figure: mean, sd, min, max, p5, p05.
func isFigure(word string) bool {
	return slices.Contains(figureNames[:], word) || len(word) <= 3 && isLevel(word)
}

// isLevel reports whether a word is p and digits.
func isLevel(word string) bool {
	return len(word) > 1 && word[0] == 'p' && strings.Trim(word[1:], "0123456789") == ""
}

// otherWords are what others call the figures.
var otherWords = map[string]string{
	"median": "p50", "average": "mean", "avg": "mean", "std": "sd", "stdev": "sd", "stddev": "sd", "minimum": "min", "maximum": "max",
}

// near returns the figure that a word may be meant for, pNN for a level, or nothing.
func near(word string) string {
	word = strings.ToLower(word)
	if isLevel(word) {
		return "pNN"
	}
	for _, f := range figureNames {
		if word == f || len(word) > 2 && slip.Distance(word, f) < 2 {
			return f
		}
	}
	return otherWords[word]
}

func (p *parser) notFigure(col int, word string) {
	hint := ""
	switch f := near(word); {
	case f == "pNN" || strings.HasPrefix(word, "p") && strings.Trim(word[1:], "0123456789.") == "":
		hint = "; a level finer than whole per cent is written q(METRIC, 0.975)"
	case f != "":
		hint = "; did you mean " + f + "?"
	}
	p.fault(col, "found %q: must be mean, sd, min, max or pNN (p05, p50, p95)%s", word, hint)
}

// bare notes that a metric of one path stands where a statistic must.
func (p *parser) bare(t token) {
	flag := false
	if e := known(t.path); e != nil {
		flag = e.unit == Flag && last(t.path) != "*"
	}
	p.fault(t.col, "%s", ofOnePath(t.text, flag))
}

// ofOnePath says what to write instead of a bare metric.
func ofOnePath(name string, flag bool) string {
	if flag {
		return fmt.Sprintf("%s: is a flag of one path; write p(%s)", name, name)
	}
	return fmt.Sprintf("%s: is a metric of one path; write %s.mean, p(%s < ...) or q(%s, ...)", name, name, name, name)
}

// metric reads the name of a metric.
func (p *parser) metric(n *name) bool {
	t := p.peek()
	if t.class != aWord || p.isCall() {
		return p.unexpected("a metric's name, such as investor.npv")
	}
	p.take()
	*n = p.name(t)
	return true
}

// name checks the name of a metric, as far as that can be told without a deal.
func (p *parser) name(t token) name {
	n := name{path: t.path, rated: t.rated, rate: t.value, col: t.col}
	if !p.segments(t) {
		return n
	}
	if t.rated {
		p.rate(t)
	}
	switch e := known(t.path); {
	case last(t.path) == "irr_of_mean":
		p.irrOfMean(t)
	case t.tail != "":
		p.fault(t.col, "found %q: a metric is looked at path by path, without .%s", t.text, strings.TrimPrefix(t.tail, "."))
	case e != nil && e.statistic():
		p.fault(t.col, "%s: is made of means over all paths and has no value on one; write it by itself", n)
	case e == nil && isFigure(last(t.path)) && known(strings.TrimSuffix(t.path, "."+last(t.path))) != nil:
		p.fault(t.col, "found %q: a metric is looked at path by path, without .%s", t.path, last(t.path))
	}
	return n
}

// segments checks the words of a name.
func (p *parser) segments(t token) bool {
	col := t.col
	for _, s := range strings.Split(t.path, ".") {
		switch {
		case s == "":
			return p.fault(col, "%q: a word is missing between dots", t.path)
		case s != "*" && strings.Contains(s, "*"):
			return p.fault(col, "found %q: a * stands for a whole word between dots", s)
		}
		col += len([]rune(s)) + 1
	}
	return true
}

// The rates at which a net present value is taken, those of capital.hurdle.
const (
	leastRate = -0.9
	mostRate  = 10
)

// rate checks an @ and what follows it.
func (p *parser) rate(t token) {
	switch {
	case t.path != "investor.npv" && !fits("tranche.ID.npv", t.path):
		p.fault(t.rate-1, "found @: only investor.npv and tranche.ID.npv are taken at another rate")
	case t.fault != "":
		p.fault(t.rate, "%s", t.fault)
	case t.bare && t.value > 1:
		p.fault(t.rate, "the rate is %s %%; write @%s%% for %s per cent", strings.TrimSuffix(perCent(t.value), "%"), plain(t.value), plain(t.value))
	case !(t.value > leastRate && t.value <= mostRate):
		p.fault(t.rate, "the rate is %s, must be above -90%% and at most 1000%%", perCent(t.value))
	}
}

// irrOfMean refuses the rate of return of the mean flow, which has no interval.
func (p *parser) irrOfMean(t token) {
	p.fault(t.col, "%s: is the rate of one mean flow and no figure of the paths, so it has no interval; "+
		"whether the mean flow earns 6 %% is investor.npv@6%%.mean >= 0, the rates of the paths are investor.irr.mean and investor.irr.p50", t.path)
}

// event reads what happens on a path or does not.
func (p *parser) event(e *event) bool {
	if t := p.peek(); t.text == "not" && len(p.tokens) > 1 && p.tokens[1].class == aWord {
		p.take()
		e.not = true
		if t := p.peek(); t.text == "not" && len(p.tokens) > 1 && p.tokens[1].class == aWord {
			return p.fault(t.col, `found "not" twice`)
		}
	}
	t := p.peek()
	switch {
	case t.class == aNumber && t.fault == "":
		if len(t.text) == 3 && strings.Trim(t.text, "0123456789") == "" {
			return p.fault(t.col, "found %q: must be an event; a comma parts arguments, in a number write none: 1000 or 1_000", t.text)
		}
		return p.fault(t.col, "found %q: the metric comes first, then the number: investor.npv < 0", t.text)
	case t.class != aWord:
		return p.unexpected("an event: METRIC < NUMBER, a flag, any(...), all(...) or not ...")
	case p.isCall():
		return p.several(e)
	}
	p.take()
	e.metric = p.name(t)
	if p.peek().class == aRelation {
		e.compared = true
		return p.limit(&e.limit, false)
	}
	if k := known(t.path); k != nil && !k.statistic() && last(t.path) != "*" && k.unit != Flag {
		p.fault(t.col, "%s: is no flag; write p(%s < ...)", t.text, t.text)
	}
	return true
}

// several reads any(...) or all(...).
func (p *parser) several(e *event) bool {
	t := p.take()
	switch t.text {
	case "any":
		e.joint = anyOf
	case "all":
		e.joint = allOf
	case "p", "q", "mean", "sd", "min", "max":
		return p.fault(t.col, "found %s(...): an event is of one path; a statistic of all paths cannot stand in it", t.text)
	default:
		return p.unknownFunction(t)
	}
	p.take()
	for {
		e.parts = append(e.parts, event{})
		if !p.event(&e.parts[len(e.parts)-1]) {
			return false
		}
		if p.peek().text != "," {
			return p.mark(")", `"," or ")"`)
		}
		p.take()
	}
}
