package study

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Decision is a choice between doing something and leaving it: to do it is
// worth how far a mean is on the right side of a number, to leave it 0.
type Decision struct {
	Name      string // what is done: invest
	Condition metric.Condition

	text string // as it was written, for faults
}

// String returns the decision in its canonical form, which reads back as the
// same: invest if investor.npv.mean >= 0.
func (d Decision) String() string { return d.Name + " if " + d.Condition.String() }

// ParseDecision reads NAME if METRIC.mean >= NUMBER, or <=; the mean may be the
// probability p(EVENT) too. The error joins a *[metric.Fault] for all that is wrong.
func ParseDecision(text string) (Decision, error) {
	var faults []error
	fault := func(col int, format string, args ...any) {
		faults = append(faults, &metric.Fault{Expr: text, Col: col, Text: fmt.Sprintf(format, args...)})
	}
	name, condition, ok := strings.Cut(text, " if ")
	if !ok {
		fault(1, "%q must be NAME if METRIC.mean >= NUMBER, such as invest if investor.npv.mean >= 0", text)
		return Decision{}, errors.Join(faults...)
	}
	d := Decision{Name: strings.TrimSpace(name), text: text}
	if d.Name == "" || strings.ContainsFunc(d.Name, unicode.IsSpace) {
		fault(1, "found %q: must be one word for what is done, such as invest", d.Name)
	}
	// Blanks in place of what comes before leave every column where it is.
	before := utf8.RuneCountInString(name) + len(" if ")
	var err error
	if d.Condition, err = metric.Parse(strings.Repeat(" ", before) + condition); err != nil {
		faults = append(faults, d.located(err))
		return Decision{}, errors.Join(faults...)
	}
	start := before + 1 + utf8.RuneCountInString(condition) - utf8.RuneCountInString(strings.TrimLeftFunc(condition, unicode.IsSpace))
	if f := d.Condition.Statistic.Figure(); f != metric.Mean && f != metric.Probability {
		fault(start, "found %q: must be a mean, or a probability, such as investor.npv.mean", d.Condition.Statistic.String())
	}
	if r := d.Condition.Limit.Relation; r != metric.AtLeast && r != metric.AtMost {
		fault(start, "found %q: must be >= or <=", r.String())
	}
	if err := errors.Join(faults...); err != nil {
		return Decision{}, err
	}
	return d, nil
}

// located gives faults of the condition the text of the whole decision.
func (d *Decision) located(err error) error {
	if d.text != "" {
		for _, f := range metric.Faults(err) {
			f.Expr = d.text
		}
	}
	return err
}

// bind finds the decision's metrics in a plan.
func (d *Decision) bind(p *sim.Plan) (metric.Constraint, error) {
	found, err := d.Condition.Bind(p.Metrics())
	if err != nil {
		return metric.Constraint{}, d.located(err)
	}
	if len(found) > 1 {
		return metric.Constraint{}, fmt.Errorf("%s: it stands for %d statistics, such as %s: must be one", d.Condition.Statistic.String(), len(found), found[0].Name)
	}
	c := found[0]
	if c.Figure == metric.Mean {
		name, _, _ := strings.Cut(c.Metrics[0], "@")
		if doc, ok := metric.Explain(name); ok && doc.Undefined != "never" {
			return c, fmt.Errorf("%s: some paths have none (%s); decide by one that every path has, such as %s", c.Metrics[0], doc.Undefined, insteadOf(p, name))
		}
	}
	return c, nil
}

// gain is what doing it is worth on a path with the given row of metrics, in
// the unit of the statistic; NaN if the path has no value. work has room for two.
func gain(c *metric.Constraint, row, work []int64) float64 {
	c.Eval(work, row)
	if work[0] == metric.Undefined || work[0] == metric.Never {
		return math.NaN()
	}
	return c.Limit.Slack(float64(work[0]) / float64(c.Scales[0]))
}
