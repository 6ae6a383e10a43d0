package dealfile

import (
	"strings"

	"github.com/sibsim/sibsim/internal/slip"
)

// closest returns the name that a word is most likely a slip of.
func closest(word string, names []string) (string, bool) {
	if len(word) > 40 {
		return "", false
	}
	plain := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(word))
	best, at := max(1, (len(plain)+1)/3)+1, -1
	for i, name := range names {
		if n := slip.Distance(plain, name); n < best {
			best, at = n, i
		}
	}
	if at < 0 {
		return "", false
	}
	return names[at], true
}

// oneOf joins words for an error message.
func oneOf(words []string) string { return strings.Join(words, ", ") }
