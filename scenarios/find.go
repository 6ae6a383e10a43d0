package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/slip"
)

// ofLibrary begins the name of a stress that a scenario of the deal would hide.
const ofLibrary = "library:"

// Find returns the scenario of a name: one of the deal's own, else a stress or
// an arrangement of the library, tuned as NAME:PARAMETER=VALUE[:PARAMETER=VALUE];
// without:ADDRESS is the deal without one clause, set:ADDRESS=VALUE and
// times:ADDRESS=FACTOR change a field, and library:NAME is that of the library even where the
// deal has a scenario of that name. The error names what there is.
func Find(d deal.Deal, name string) (Scenario, error) {
	if s, ok, err := inline(name); ok {
		return s, err
	}
	if address, ok := strings.CutPrefix(name, without); ok {
		return Without(address), nil
	}
	rest, library := strings.CutPrefix(name, ofLibrary)
	first, settings, tuned := strings.Cut(rest, ":")
	var own []string
	for _, s := range Of(d) {
		own = append(own, s.Name)
		switch {
		case library || s.Name != first:
		case tuned:
			return Scenario{}, fmt.Errorf("scenario %q: %s is the deal's own and has no parameters; the library's is %s%s", name, first, ofLibrary, rest)
		default:
			return s, nil
		}
	}
	for _, list := range [][]Stress{stresses, arrangements} {
		for i := range list {
			if list[i].Name == first {
				if !tuned {
					return list[i].Scenario()
				}
				return list[i].Scenario(strings.Split(settings, ":")...)
			}
		}
	}
	return Scenario{}, unknown(name, first, own)
}

// unknown is the error for a name that nothing has.
func unknown(name, first string, own []string) error {
	slices.Sort(own)
	var all []string
	for _, list := range [][]Stress{stresses, arrangements} {
		for i := range list {
			all = append(all, list[i].Name)
		}
	}
	hint := ""
	best := 1 + max(2, len(first)/3)
	for _, n := range append(slices.Clone(own), all...) {
		if far := slip.Distance(first, n); far < best {
			best, hint = far, "; did you mean "+n+"?"
		}
	}
	return fmt.Errorf("scenario %q: is none%s (this deal has %s; the library has %s)", name, hint, strings.Join(own, ", "), strings.Join(all, ", "))
}
