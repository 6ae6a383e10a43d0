package study

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Decision is a choice between doing something and leaving it: to do it is
// worth how far the mean of a metric is on the right side of a number, to leave
// it 0.
type Decision struct {
	Name   string  // what is done: invest
	Metric string  // whose mean decides: investor.npv
	AtMost bool    // do it if the mean is at most Bound, else if it is at least Bound
	Bound  float64 // in the metric's own unit: pounds, not pence
}

// Gain is what doing it is worth on a path on which the metric is v, in the metric's unit.
func (d Decision) Gain(v float64) float64 {
	if d.AtMost {
		return d.Bound - v
	}
	return v - d.Bound
}

// String returns the decision as it is written: invest if investor.npv.mean >= 0.
func (d Decision) String() string {
	relation := ">="
	if d.AtMost {
		relation = "<="
	}
	return fmt.Sprintf("%s if %s.mean %s %s", d.Name, d.Metric, relation, strconv.FormatFloat(d.Bound, 'f', -1, 64))
}

// ParseDecision reads NAME if METRIC.mean >= NUMBER, or <=. The number may end
// in %, k (thousand), m (million) or bn. The error joins all that is wrong.
func ParseDecision(text string) (Decision, error) {
	name, condition, ok := strings.Cut(text, " if ")
	if !ok {
		return Decision{}, fmt.Errorf("%q must be NAME if METRIC.mean >= NUMBER, such as invest if investor.npv.mean >= 0", text)
	}
	d := Decision{Name: strings.TrimSpace(name)}
	var faults []error
	if d.Name == "" || strings.ContainsFunc(d.Name, unicode.IsSpace) {
		faults = append(faults, fmt.Errorf("%q must be one word for what is done, such as invest", d.Name))
	}
	statistic, number, atLeast := strings.Cut(condition, ">=")
	if !atLeast {
		if statistic, number, d.AtMost = strings.Cut(condition, "<="); !d.AtMost {
			return d, errors.Join(append(faults, fmt.Errorf("%q must hold a mean against a number with >= or <=, such as investor.npv.mean >= 0", strings.TrimSpace(condition)))...)
		}
	}
	statistic = strings.TrimSpace(statistic)
	if d.Metric, ok = strings.CutSuffix(statistic, ".mean"); !ok || d.Metric == "" {
		faults = append(faults, fmt.Errorf("%q must be the mean of a metric, such as investor.npv.mean", statistic))
	}
	var err error
	if d.Bound, err = parseNumber(strings.TrimSpace(number)); err != nil {
		faults = append(faults, err)
	}
	return d, errors.Join(faults...)
}

// suffixes are what a number may end in, and what they stand for.
var suffixes = [][2]string{{"%", "e-2"}, {"bn", "e9"}, {"m", "e6"}, {"k", "e3"}}

// parseNumber reads 0, -12,500, 250k, 6.4m or 10%.
func parseNumber(text string) (float64, error) {
	digits, exponent := strings.ReplaceAll(text, ",", ""), ""
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(digits, s[0]); ok {
			digits, exponent = strings.TrimSpace(rest), s[1]
			break
		}
	}
	v, err := strconv.ParseFloat(digits+exponent, 64)
	// What ParseFloat takes beside decimals, such as inf, nan and 0x10, is no number of a deal.
	if err != nil || strings.ContainsFunc(digits, func(r rune) bool { return !strings.ContainsRune("+-.0123456789eE", r) }) {
		return 0, fmt.Errorf("%q must be a number, such as 0, 250k, 6.4m or 10%%", text)
	}
	return v, nil
}
