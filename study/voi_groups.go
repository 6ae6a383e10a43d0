package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/sim"
)

// InputGroup is uncertain inputs that one would learn of together.
type InputGroup struct {
	Name   string
	Inputs []string // addresses
}

// ParseInputGroup reads NAME=PATTERN,PATTERN: each pattern is an address, or the
// first steps of addresses, in which a * stands for any step.
func ParseInputGroup(text string, inputs []string) (InputGroup, error) {
	name, patterns, ok := strings.Cut(text, "=")
	g := InputGroup{Name: strings.TrimSpace(name)}
	if !ok || g.Name == "" || patterns == "" {
		return g, fmt.Errorf("%q must be NAME=PATTERN,PATTERN, such as jobs=sites.*.pathway.job_start", text)
	}
	for _, pattern := range strings.Split(patterns, ",") {
		pattern, found := strings.TrimSpace(pattern), false
		for _, in := range inputs {
			if begins(pattern, in) {
				found = true
				if !slices.Contains(g.Inputs, in) {
					g.Inputs = append(g.Inputs, in)
				}
			}
		}
		if !found {
			return g, fmt.Errorf("%s: %q stands for no uncertain input; the deal has %s", g.Name, pattern, listed(inputs))
		}
	}
	return g, nil
}

// begins reports whether the steps of a pattern are the first of an address.
func begins(pattern, address string) bool {
	want, have := strings.Split(pattern, "."), strings.Split(address, ".")
	if len(want) > len(have) {
		return false
	}
	for i, step := range want {
		if step != "*" && step != have[i] {
			return false
		}
	}
	return true
}

// Learnable are the uncertain inputs of a plan that one may learn before
// deciding: all but overruns, of which only those that a pattern names.
func Learnable(p *sim.Plan, overruns []string) []string {
	_, inputs := learnable(p, overruns)
	return inputs
}

// NaturalInputGroups are the inputs, of those given, that belong together: those of one
// site, those of one part of the deal, the same input of several sites, and those
// correlated with each other. Only groups of two inputs or more, and not of all,
// are listed, each set once.
func NaturalInputGroups(p *sim.Plan, inputs []string) []InputGroup {
	var list []InputGroup
	add := func(name, input string) {
		i := slices.IndexFunc(list, func(g InputGroup) bool { return g.Name == name })
		if i < 0 {
			i = len(list)
			list = append(list, InputGroup{Name: name})
		}
		list[i].Inputs = append(list[i].Inputs, input)
	}
	for _, in := range inputs {
		steps := strings.Split(in, ".")
		if steps[0] == "sites" && len(steps) > 2 {
			add("sites."+steps[1], in)
		} else {
			add(steps[0], in)
		}
	}
	for _, in := range inputs {
		if steps := strings.Split(in, "."); steps[0] == "sites" && len(steps) > 2 {
			add("sites.*."+strings.Join(steps[2:], "."), in)
		}
	}
	for _, c := range p.Deal().Assumptions().Correlations {
		for _, in := range inputs {
			if slices.Contains(c.Inputs, in) {
				add("correlations."+c.ID, in)
			}
		}
	}
	var out []InputGroup
	for _, g := range list {
		same := func(h InputGroup) bool { return slices.Equal(g.Inputs, h.Inputs) }
		if len(g.Inputs) > 1 && len(g.Inputs) < len(inputs) && !slices.ContainsFunc(out, same) {
			out = append(out, g)
		}
	}
	return out
}

// listed names at most eight addresses.
func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	if len(names) > 8 {
		return strings.Join(names[:8], ", ") + fmt.Sprintf(" and %d more", len(names)-8)
	}
	return strings.Join(names, ", ")
}
