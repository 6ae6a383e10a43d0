package text

import (
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/sibsim/sibsim/report"
)

// width is the number of columns s takes on the terminal.
func width(s string) int { return twwidth.Width(s) }

// clean makes words safe to print: reports are clean already, others may not be.
func clean(s string) string { return report.Clean(s) }

// spaced turns no-break spaces into spaces.
func spaced(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// pad fills s with spaces up to n columns.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }

// left fills s with spaces on its left up to n columns.
func left(s string, n int) string { return strings.Repeat(" ", max(0, n-width(s))) + s }

// wrap breaks s into lines of at most n columns between words, lines after
// the first behind an indent. No-break spaces hold words together and become
// spaces. A word wider than a line is broken after a dot or another mark between
// the steps of a name, else after an underscore, else anywhere: only names can be
// so wide. A decimal point is no dot.
func wrap(s string, n int, indent string) []string {
	var lines []string
	line := ""
	flush := func() {
		lines = append(lines, spaced(line))
		line = indent
	}
	empty := true // nothing but the indent on the line
	for _, word := range strings.Split(s, " ") {
		if word == "" {
			continue
		}
		for {
			gap := " "
			if empty {
				gap = ""
			}
			if width(line)+width(gap)+width(word) <= n {
				line += gap + word
				empty = false
				break
			}
			if !empty {
				flush()
				empty = true
				continue
			}
			head, tail := cut(word, max(n-width(line), 1))
			line += head
			flush()
			word = tail
		}
	}
	if !empty {
		flush()
	}
	return lines
}

// cut breaks a word at a joint so that the head takes at most n columns.
func cut(word string, n int) (head, tail string) {
	end, dot, joint, w := 0, 0, 0, 0
	for i, r := range word {
		w += width(string(r))
		if w > n && i > 0 {
			break
		}
		end = i + len(string(r))
		if end == len(word) {
			break
		}
		switch {
		case r == '.' && digit(word[max(i-1, 0)]) && digit(word[end]):
		case strings.ContainsRune(".:=,", r):
			dot = end
		case r == '_':
			joint = end
		}
	}
	switch { // the steps of an address rather than the parts of a name
	case dot > 0:
		end = dot
	case joint > 0:
		end = joint
	}
	return word[:end], word[end:]
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// longest returns the width of the widest word of s.
func longest(s string) int {
	n := 0
	for _, w := range strings.Split(s, " ") {
		n = max(n, width(w))
	}
	return n
}

// fit returns s if it fits in n columns, else as much of it as does, with an ellipsis.
func fit(s string, n int) string {
	if width(s) <= n {
		return s
	}
	out := ""
	for _, r := range s {
		if width(out)+width(string(r)) > n-1 {
			break
		}
		out += string(r)
	}
	return out + "…"
}
