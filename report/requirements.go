package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// requirements is the section of what was asked of the run.
func (b *builder) requirements(asked []study.Requirement) Section {
	t := Table{Title: "Asked of this run", Columns: []Column{
		label("Requirement"), label("Answer"), number("Value", "", Bare), number("95"+nbsp+"% interval", "", Bare), number("Slack", "", Bare),
	}}
	certain := true
	for i := range asked {
		r := &asked[i]
		certain = certain && r.Certain
		text := r.Constraint.String()
		value, interval, slack := b.requirement(r)
		t.Rows = append(t.Rows, row(words(Clean(text)), words(answer(r.Verdict)), value, words(interval), slack))
		switch {
		case r.Never > 0 && r.Reason != "":
			t.Notes = append(t.Notes, fmt.Sprintf("%s: never comes in %s of %s lifetimes.", Clean(text), thousands(uintText(r.Never)), thousands(uintText(r.N))))
		case r.Reason != "":
			t.Notes = append(t.Notes, Clean(text)+": "+r.Reason+".")
		case r.Undefined > 0:
			t.Notes = append(t.Notes, fmt.Sprintf("%s: %s left out, without a value.", Clean(text), plural(int(r.Undefined), "lifetime")))
		}
	}
	notes := []string{"Slack: how far the value is on the right side of what is asked; negative on the wrong side."}
	if !certain {
		notes = append(notes, "Not certain: the interval has values on both sides.")
	}
	t.Notes = append(notes, t.Notes...)
	return Section{ID: "requirements", Title: "What was asked", Tables: []Table{t}}
}

// answer says whether a requirement is met.
func answer(v study.Verdict) string {
	text := "not met"
	if v.Met {
		text = "met"
	}
	if !v.Certain {
		text += ", not certain"
	}
	return text
}

// requirement prints what a statistic came to, its interval and its slack.
func (b *builder) requirement(r *study.Requirement) (value Cell, interval string, slack Cell) {
	if math.IsNaN(r.Value) {
		return missing(r.Reason), None, missing(r.Reason)
	}
	f := boundFormat(&r.Constraint.Bound, b.terms.Currency)
	slack = figure(f.besides(&r.Estimate, r.Slack), r.Slack)
	if math.IsInf(r.Slack, 0) {
		slack.Text = None
	}
	value, interval = boundCells(f, &r.Constraint.Bound, &r.Estimate)
	return value, interval, slack
}

// besides prints a value as far as the error of an estimate allows.
func (f Format) besides(e *study.Estimate, v float64) string {
	if place, ok := f.Place(e.SE); ok && !math.IsInf(v, 0) {
		return f.At(v, place)
	}
	if math.IsInf(e.Hi-e.Lo, 0) { // a value that was seen, or one with no error to round it by
		return f.Exact(v)
	}
	return f.Within(v, e.Lo, e.Hi)
}

// boundCells prints what a statistic came to and its interval.
func boundCells(f Format, x *metric.Bound, e *study.Estimate) (value Cell, interval string) {
	if math.IsNaN(e.Value) {
		return missing(e.Reason), None
	}
	if x.Figure == metric.Probability {
		var text string
		text, interval = Chance(tally.Proportion{P: e.Value, Lo: e.Lo, Hi: e.Hi}, e.N)
		return estimate(text, e.Value, e.Lo, e.Hi), interval
	}
	value = estimate(f.besides(e, e.Value), e.Value, e.Lo, e.Hi)
	lo, hi := f.besides(e, e.Lo), f.besides(e, e.Hi)
	switch open, up := math.IsInf(e.Lo, -1), math.IsInf(e.Hi, 1); {
	case math.IsInf(e.Lo, 1):
		interval = None
	case e.Lo == e.Hi:
		interval = "no spread"
	case open && up:
		interval = "not known"
	case open:
		interval = "at most " + hi
	case math.IsInf(e.Value, 1):
		interval = lo + " to never"
	case up:
		interval = "at least " + lo
	default:
		interval = lo + " to " + hi
	}
	return value, interval
}

// told prints a statistic with its interval in one piece.
func told(f Format, x *metric.Bound, e *study.Estimate) string {
	cell, interval := boundCells(f, x, e)
	if e.Lo == e.Hi || math.IsNaN(e.Value) {
		return cell.Text
	}
	return cell.Text + " (" + interval + ")"
}

// estimateFact is a statistic as a fact.
func estimateFact(label string, f Format, x *metric.Bound, e *study.Estimate) Fact {
	cell, interval := boundCells(f, x, e)
	switch {
	case math.IsNaN(e.Value):
		return Fact{Label: label, Value: cell.Text, Detail: capital(e.Reason) + "."}
	case e.Lo == e.Hi:
		return Fact{Label: label, Value: cell.Text, Detail: "The same in all lifetimes."}
	}
	return Fact{Label: label, Value: cell.Text, Detail: "95" + nbsp + "% interval " + interval + "."}
}

// boundFormat is how a statistic's values print.
func boundFormat(x *metric.Bound, currency contract.Currency) Format {
	switch {
	case x.Figure == metric.Probability:
		return percent
	case x.Unit == metric.Money:
		return Format{Style: Money, Currency: currency}
	case x.Unit == metric.Months:
		return Format{Style: Months}
	case x.Unit == metric.Ratio && strings.HasSuffix(x.Metrics[0], ".irr"):
		return percent
	case x.Unit == metric.Ratio && strings.HasSuffix(x.Metrics[0], ".moic"):
		return multiple
	case x.Unit == metric.Ratio:
		return bare
	}
	return Format{Style: Count}
}

// requirements lists what was asked of the run, in its order.
func (e *encoder) requirements(asked []study.Requirement) []object {
	out := make([]object, 0, len(asked))
	for i := range asked {
		r := &asked[i]
		unit := r.Constraint.Unit
		o := object{
			"condition": r.Constraint.String(), "statistic": r.Constraint.Name, "unit": unit,
			"relation": r.Constraint.Limit.Relation.String(), "number": e.number(metric.Ratio, r.Constraint.Limit.Number),
			"value": e.number(unit, r.Value), "se": e.number(unit, r.SE), "lo": e.number(unit, r.Lo), "hi": e.number(unit, r.Hi),
			"n": r.N, "undefined": r.Undefined, "never": r.Never,
			"slack": e.number(unit, r.Slack), "met": r.Met, "certain": r.Certain,
		}
		if r.Reason != "" {
			o["reason"] = r.Reason
		}
		out = append(out, o)
	}
	return out
}
