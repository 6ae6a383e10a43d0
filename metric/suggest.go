package metric

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/internal/slip"
)

// Closest returns the name pattern nearest to an unknown name, with the name's
// own identifiers in it: payer.enfield.spent gives payer.enfield.spend. It is
// empty if nothing is near.
func Closest(name string) string {
	have := strings.Split(name, ".")
	candidates := make([]string, len(catalog))
	for i := range catalog {
		want := strings.Split(catalog[i].pattern, ".")
		if len(want) == len(have) {
			for j := range want {
				if placeholder(want[j]) && have[j] != "" {
					want[j] = have[j]
				}
			}
		}
		candidates[i] = strings.Join(want, ".")
	}
	return nearest(name, candidates)
}

// Closest returns the name of the set's metric or ratio nearest to an unknown
// name, empty if nothing is near.
func (s *Set) Closest(name string) string {
	var candidates []string
	for i := range s.specs {
		candidates = append(candidates, s.specs[i].Name)
	}
	for i := range s.ratios {
		candidates = append(candidates, s.ratios[i].Name)
	}
	return nearest(name, candidates)
}

// Find is Index with an error that names the closest metric. A name that other
// deals have is told apart from one that nobody knows.
func (s *Set) Find(name string) (int, error) {
	if i, ok := s.Index(name); ok {
		return i, nil
	}
	message := fmt.Sprintf("unknown metric %q", name)
	if d, ok := Explain(name); ok {
		message = fmt.Sprintf("this deal has no metric %q", name)
		if d.Present != "always" {
			message += fmt.Sprintf(" (%s needs: %s)", d.Name, d.Present)
		}
	}
	if near := s.Closest(name); near != "" {
		message += fmt.Sprintf(": did you mean %q?", near)
	}
	return -1, errors.New(message)
}

// nearest returns the candidate with the fewest edits, the first of equal ones,
// if they are no more than a third of the name.
func nearest(name string, candidates []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, c := range candidates {
		if d := slip.Distance(name, c); d < least {
			best, least = c, d
		}
	}
	return best
}
