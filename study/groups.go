package study

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// Group is a set of drivers, by their places among a plan's, with or without luck.
type Group struct {
	Name    string
	Drivers []int
	Luck    bool
}

// maxGroups is the most groups of the Shapley effects.
const maxGroups = 12

// Names of what is no address: the tiers, and the drivers that no group names.
const (
	luckName  = "luck"
	otherName = "other"
)

// NaturalGroups are luck, the environment and the inputs: each for itself or, if
// that makes more groups than all subsets can be walked of, by topic, the first
// word of an address that is not the site's. Beyond 12 groups the topics of fewest
// inputs are one.
func NaturalGroups(p *sim.Plan) []Group {
	var inputs, topics []Group
	environment := Group{Name: string(sim.Environment)}
	for i, d := range p.Drivers() {
		if !d.Input {
			environment.Drivers = append(environment.Drivers, i)
			continue
		}
		inputs = append(inputs, Group{Name: d.Name, Drivers: []int{i}})
		name := topicOf(d.Name)
		at := slices.IndexFunc(topics, func(g Group) bool { return g.Name == name })
		if at < 0 {
			at = len(topics)
			topics = append(topics, Group{Name: name})
		}
		topics[at].Drivers = append(topics[at].Drivers, i)
	}
	var last []Group
	if len(environment.Drivers) > 0 {
		last = append(last, environment)
	}
	last = append(last, Group{Name: luckName, Luck: true})
	if len(inputs)+len(last) <= exactGroups {
		return append(inputs, last...)
	}
	if most := maxGroups - len(last); len(topics) > most {
		slices.SortStableFunc(topics, func(a, b Group) int { return cmp.Compare(len(b.Drivers), len(a.Drivers)) })
		joined := Group{Name: otherName}
		for _, g := range topics[most-1:] {
			joined.Drivers = append(joined.Drivers, g.Drivers...)
		}
		topics = append(topics[:most-1], joined)
	}
	return append(topics, last...)
}

// topicOf is the first word of an address that is not the site's.
func topicOf(address string) string {
	steps := strings.Split(address, ".")
	if len(steps) > 2 && steps[0] == "sites" {
		steps = steps[2:]
	}
	return steps[0]
}

// ParseGroups reads NAME=PATTERN,PATTERN;NAME=... A pattern is the beginning of
// addresses of drivers, word by word, in which * stands for any word; or
// ignorance, environment or luck. The drivers that no group names are one more
// group, "other", and luck is one of its own unless a group has it. The error
// joins all faults.
func ParseGroups(p *sim.Plan, text string) ([]Group, error) {
	var groups []Group
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	owner := make([]string, len(p.Drivers())) // the group that has a driver
	lucky := ""
	for _, part := range strings.Split(text, ";") {
		name, patterns, ok := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			fault("%q must be NAME=PATTERN,PATTERN", strings.TrimSpace(part))
			continue
		}
		if slices.ContainsFunc(groups, func(g Group) bool { return g.Name == name }) {
			fault("%s is named twice", name)
			continue
		}
		g := Group{Name: name}
		for _, pattern := range strings.Split(patterns, ",") {
			pattern = strings.TrimSpace(pattern)
			if pattern == luckName {
				if lucky != "" {
					fault("luck is in %s and in %s: must be in one", lucky, name)
					continue
				}
				lucky, g.Luck = name, true
				continue
			}
			found := false
			for i, d := range p.Drivers() {
				if !matchesDriver(pattern, d) {
					continue
				}
				found = true
				switch {
				case owner[i] == "":
					owner[i] = name
					g.Drivers = append(g.Drivers, i)
				case owner[i] != name:
					fault("%s is in %s and in %s: must be in one", d.Name, owner[i], name)
				}
			}
			if !found {
				fault("%q in %s matches no driver of this deal: must be luck, ignorance, environment or the beginning of one of %s", pattern, name, driverNames(p))
			}
		}
		groups = append(groups, g)
	}
	left := Group{Name: otherName}
	for i := range owner {
		if owner[i] == "" {
			left.Drivers = append(left.Drivers, i)
		}
	}
	more := []Group{}
	if len(left.Drivers) > 0 {
		more = append(more, left)
	}
	if lucky == "" {
		more = append(more, Group{Name: luckName, Luck: true})
	}
	for _, g := range more {
		if slices.ContainsFunc(groups, func(x Group) bool { return x.Name == g.Name }) {
			fault("%s is the name of the group of what is not named: must be another", g.Name)
		}
	}
	if groups = append(groups, more...); len(groups) > maxGroups {
		fault("%d groups must be at most %d", len(groups), maxGroups)
	}
	return groups, errors.Join(faults...)
}

// driverNames lists what a pattern may begin, shortened.
func driverNames(p *sim.Plan) string {
	var names []string
	for _, d := range p.Drivers() {
		names = append(names, d.Name)
	}
	if len(names) == 0 {
		return "its drivers, of which it has none"
	}
	const most = 8
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// matchesDriver reports whether a pattern is a driver's tier or the beginning of its address.
func matchesDriver(pattern string, d sim.Driver) bool {
	return pattern == string(d.Tier) || begins(pattern, d.Name)
}

// independentGroups are the groups of the indices: each block of correlated inputs,
// every other driver by itself, and luck.
func independentGroups(p *sim.Plan) []Group {
	var groups []Group
	blocks := p.Correlated()
	a := p.Deal().Assumptions()
	for i := range p.Drivers() {
		at := slices.IndexFunc(blocks, func(b []int) bool { return slices.Contains(b, i) })
		switch {
		case at < 0 || len(blocks[at]) == 1:
			groups = append(groups, Group{Name: p.Drivers()[i].Name, Drivers: []int{i}})
		case blocks[at][0] == i:
			groups = append(groups, Group{Name: "correlations." + a.Correlations[at].ID, Drivers: blocks[at]})
		}
	}
	return append(groups, Group{Name: luckName, Luck: true})
}

// inputDrivers returns the place of the driver of each input, and what a unit of it
// as the deal writes it is in the engine's: 100 for pounds.
func inputDrivers(p *sim.Plan) (drivers []int, units []float64) {
	d := p.Deal()
	digits := p.Contract().Terms().Currency.Digits
	for _, name := range p.Inputs() {
		owner, unit := name, 1.0
		if q, ok := d.Number(name); ok && q.Table != "" {
			owner = "tables." + q.Table
		}
		if f, ok := deal.Describe(name); ok && f.Unit == "money" {
			for range digits {
				unit *= 10
			}
		}
		drivers = append(drivers, slices.IndexFunc(p.Drivers(), func(x sim.Driver) bool { return x.Name == owner }))
		units = append(units, unit)
	}
	return drivers, units
}
