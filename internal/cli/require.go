package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// conditions are those of a flag, and what is wrong with the others.
type conditions struct {
	read   []metric.Condition
	faults []*metric.Fault
}

func readConditions(texts []string) conditions {
	var out conditions
	for _, text := range texts {
		c, err := metric.Parse(text)
		if err != nil {
			out.faults = append(out.faults, metric.Faults(err)...)
			continue
		}
		out.read = append(out.read, c)
	}
	return out
}

func (c *conditions) statistics() []metric.Statistic {
	out := make([]metric.Statistic, len(c.read))
	for i := range c.read {
		out[i] = c.read[i].Statistic
	}
	return out
}

// bind finds the metrics of the conditions in a plan. The error has everything
// that is wrong with any of them.
func (c *conditions) bind(flag string, p *sim.Plan) ([]metric.Constraint, error) {
	var out []metric.Constraint
	for _, x := range c.read {
		found, err := x.Bind(p.Metrics())
		out = append(out, found...)
		c.faults = append(c.faults, metric.Faults(err)...)
	}
	return out, c.err(flag)
}

// err prints the faults, each with its place marked.
func (c *conditions) err(flag string) error {
	if len(c.faults) == 0 {
		return nil
	}
	var lines []string
	for _, f := range c.faults {
		lines = append(lines, fmt.Sprintf("sibsim: %s: %v\n  %s", flag, f, strings.ReplaceAll(f.Caret(), "\n", "\n  ")))
	}
	return inputError{errors.New(strings.Join(lines, "\n"))}
}

// unmet is nil if every requirement is met.
func unmet(all []study.Requirement) error {
	n := 0
	for i := range all {
		if !all[i].Met {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return noError{fmt.Errorf("%d of %d required: not met", n, len(all))}
}
