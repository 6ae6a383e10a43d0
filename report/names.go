package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func uintText(n uint64) string { return strconv.FormatUint(n, 10) }

// nameOf is the name for readers, cleaned, or one made from the ID: job_start
// reads "Job start".
func nameOf(name, id string) string {
	if name = strings.TrimSpace(Clean(name)); name != "" && name != id {
		return name
	}
	return capital(strings.ReplaceAll(Clean(id), "_", " "))
}

// arrangementName is what an arrangement is called, with the sizes it was tuned
// by: library:fee_for_service:margin=0.2 reads "Fee for service (margin=0.2)".
func arrangementName(id string) string {
	id, sizes, tuned := strings.Cut(strings.TrimPrefix(id, "library:"), ":")
	name := nameOf("", id)
	if id == "provider_pbr" {
		name = "Provider PbR" // its story says payment by results
	}
	if tuned {
		name += " (" + Clean(sizes) + ")"
	}
	return name
}

// capital writes the first letter large.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// list writes "a, b and c", naming at most most of them; semicolons part
// names that have commas of their own.
func list(names []string, most int) string {
	comma, and := ", ", " and "
	if slices.ContainsFunc(names, func(s string) bool { return strings.Contains(s, ",") }) {
		comma, and = "; ", "; and "
	}
	switch n := len(names); {
	case n == 0:
		return "none"
	case n == 1:
		return names[0]
	case n > most:
		return strings.Join(names[:most], comma) + and + strconv.Itoa(n-most) + " more"
	default:
		return strings.Join(names[:n-1], comma) + and + names[n-1]
	}
}

// plural writes "1 site", "5 sites".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return thousands(strconv.Itoa(n)) + " " + word + "s"
}
