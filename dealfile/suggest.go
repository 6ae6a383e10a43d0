package dealfile

import "strings"

// closest returns the name that a word is most likely a slip of.
func closest(word string, names []string) (string, bool) {
	if len(word) > 40 {
		return "", false
	}
	plain := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(word))
	best, at := max(1, (len(plain)+1)/3)+1, -1
	for i, name := range names {
		if n := distance(plain, name); n < best {
			best, at = n, i
		}
	}
	if at < 0 {
		return "", false
	}
	return names[at], true
}

// distance is the least number of insertions, deletions, replacements and
// swaps of neighbours that turn a into b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}

// oneOf joins words for an error message.
func oneOf(words []string) string { return strings.Join(words, ", ") }
