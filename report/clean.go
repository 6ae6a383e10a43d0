package report

import (
	"strings"
	"unicode"
)

// Replacement stands in for a character that may not be printed.
const Replacement = '\uFFFD'

// Clean returns s fit for printing in any medium: line breaks and tabs become
// spaces, and every character that moves the cursor, changes the direction of
// writing, is invisible or has no meaning of its own (controls, formats, bidi
// marks, private use, invalid bytes) becomes U+FFFD. At most four combining
// marks follow a letter.
func Clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s {
		marks++
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			r = ' '
			marks = 0
		case unicode.Is(unicode.M, r):
			if marks > 4 {
				continue
			}
			b.WriteRune(r)
			continue
		case r == '\u00ad': // a soft hyphen is invisible
			r = Replacement
		case unicode.Is(unicode.Zs, r):
			if r != '\u00a0' && r != '\u202f' {
				r = ' '
			}
		case !unicode.IsPrint(r):
			r = Replacement
		}
		marks = 0
		b.WriteRune(r)
	}
	return b.String()
}

// unfit reports whether a character may not stand raw in a file a terminal
// or a spreadsheet may show.
func unfit(r rune) bool {
	return r >= 0x7f && !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) || r == '\u00ad'
}
