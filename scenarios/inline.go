package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// The beginnings of names that say themselves what they change.
const (
	sets  = "set:"
	times = "times:"
)

// inline returns the scenario of a name that says itself what it changes:
// set:ADDRESS=VALUE writes a value, times:ADDRESS=FACTOR multiplies what holds,
// as deal.Set and deal.Scale do, a * standing for every ID. It is false for
// any other name.
func inline(name string) (s Scenario, ok bool, err error) {
	for _, kind := range []string{sets, times} {
		rest, found := strings.CutPrefix(name, kind)
		if !found {
			continue
		}
		address, value, stated := strings.Cut(rest, "=")
		address, value = strings.TrimSpace(address), strings.TrimSpace(value)
		if !stated || address == "" {
			return s, true, fmt.Errorf("scenario %q: must be %s", name, map[string]string{sets: "set:ADDRESS=VALUE", times: "times:ADDRESS=FACTOR"}[kind])
		}
		if kind == sets {
			return setting(name, address, value), true, nil
		}
		factor, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsInf(factor, 0) || math.IsNaN(factor) {
			return s, true, fmt.Errorf("scenario %q: the factor is %q, must be a number such as 1.05", name, value)
		}
		return Scenario{Name: name, Story: address + " is multiplied by " + value + ".", Edits: []deal.Edit{deal.Scale(address, factor)}}, true, nil
	}
	return s, false, nil
}

func setting(name, address, value string) Scenario {
	story := address + " is set to " + value + "."
	if value == "" {
		story = address + " is left out."
	}
	return Scenario{Name: name, Story: story, Edits: []deal.Edit{deal.Set(address, value)}}
}

// Split parts a list NAME[,NAME] into its names. A comma within parentheses
// belongs to a value: set:referrals.rate=gamma(mean 12, sd 2) is one name.
func Split(list string) []string {
	var names []string
	depth, from := 0, 0
	for i, r := range list {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case r == ',' && depth == 0:
			names = append(names, strings.TrimSpace(list[from:i]))
			from = i + 1
		}
	}
	return append(names, strings.TrimSpace(list[from:]))
}
