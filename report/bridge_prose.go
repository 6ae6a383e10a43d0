package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// beyond reports whether a change is there for certain, of one lifetime, or beyond
// the error of its mean.
func (x *bridger) beyond(f study.Figure) bool {
	if x.Of != study.OfRun {
		return f.Value != 0
	}
	return f.Lo > 0 || f.Hi < 0
}

// headline says for each reading how far it is from the plan, and through what.
func (x *bridger) headline() []Fact {
	var facts []Fact
	for i := range x.Readings {
		r := &x.Readings[i]
		facts = append(facts, Fact{
			Label: readingNames[r.Name] + " against the plan", Value: plus(r.Change.Value) + x.size(r.Change), Detail: strings.TrimSpace(x.side(r) + ". " + x.reasons(r)),
		})
	}
	return facts
}

// side says on which side of the plan a reading is.
func (x *bridger) side(r *study.BridgeReading) string {
	switch {
	case nowhere(r.Change):
		return "Exactly as planned"
	case !x.beyond(r.Change):
		return "Not distinguishable from the plan"
	case r.Change.Value > 0:
		return "Above the plan"
	}
	return "Below the plan"
}

// verdict sets a reading against the plan: "£311,000 ± 12,000 above the plan".
func (x *bridger) verdict(r *study.BridgeReading) string {
	c, side := r.Change, lower(x.side(r))
	switch {
	case nowhere(c):
		return side
	case !x.beyond(c):
		return side + " (" + plus(c.Value) + x.size(c) + ")"
	}
	return x.size(study.Figure{Value: math.Abs(c.Value), SE: c.SE}) + " " + side
}

// size is an amount with its error, or to the minor unit of one lifetime.
func (x *bridger) size(f study.Figure) string {
	if x.Of != study.OfRun {
		return x.money.Exact(f.Value)
	}
	return x.money.Estimate(f.Value, f.SE)
}

// reasons says which causes make the difference and which work against it.
func (x *bridger) reasons(r *study.BridgeReading) string {
	var more, less []study.BridgeBar
	for _, bar := range r.Bars {
		switch {
		case !x.beyond(bar.Change):
		case bar.Change.Value > 0:
			more = append(more, bar)
		default:
			less = append(less, bar)
		}
	}
	bySize := func(a, b study.BridgeBar) int { return cmp.Compare(math.Abs(b.Change.Value), math.Abs(a.Change.Value)) }
	slices.SortStableFunc(more, bySize)
	slices.SortStableFunc(less, bySize)
	with, against := more, less
	if r.Change.Value < 0 {
		with, against = less, more
	}
	if len(more)+len(less) == 0 {
		if nowhere(r.Change) {
			return ""
		}
		return "No cause is distinguishable from 0."
	}
	if !x.beyond(r.Change) || len(with) == 0 {
		return sentence(x.listed(more), x.listed(less))
	}
	first := with[0]
	name, share := first.Cause.String(), first.Change.Value/r.Change.Value
	var lead string
	switch {
	case len(with)+len(against) == 1 && share > 0.98 && share < 1.02:
		return "All of it is " + name + "."
	case share > 1:
		lead = capital(name) + " alone " + verb(&first) + " more than that"
		if first.Change.Value < 0 {
			lead += " off"
		}
	case share > 0.5:
		lead = "Most of it is " + name
	default:
		lead = "The largest part is " + name
	}
	lead += " (" + x.rough(first) + ")"
	return sentence(lead, x.listed(with[1:]), x.listed(against))
}

// listed says what some causes add or take off: "volume takes £40,000 off".
func (x *bridger) listed(bars []study.BridgeBar) string {
	if len(bars) == 0 {
		return ""
	}
	var parts []string
	for i := range bars {
		part := bars[i].Cause.String() + " " + verb(&bars[i]) + " " + x.rough(bars[i])
		if bars[i].Change.Value < 0 {
			part += " off"
		}
		parts = append(parts, part)
	}
	last := len(parts) - 1
	if last == 0 {
		return capital(parts[0])
	}
	return capital(strings.Join(parts[:last], ", ") + " and " + parts[last])
}

// verb is what a bar does; what it takes it takes off.
func verb(bar *study.BridgeBar) string {
	word := "add"
	if bar.Change.Value < 0 {
		word = "take"
	}
	if bar.Cause == study.IncidentsCause { // they are many
		return word
	}
	return word + "s"
}

// rough is the size of a bar without its sign, as far as its error allows.
func (x *bridger) rough(bar study.BridgeBar) string {
	if x.Of != study.OfRun {
		return x.money.Exact(math.Abs(x.major(bar.Amount)))
	}
	f := bar.Change
	half := (f.Hi - f.Lo) / 2
	v := math.Abs(f.Value)
	return x.money.Within(v, v-half, v+half)
}

// sentence joins clauses that are there with full stops.
func sentence(clauses ...string) string {
	out := ""
	for _, c := range clauses {
		if c == "" {
			continue
		}
		if out != "" {
			out += " "
		}
		out += c + "."
	}
	return out
}
