package dealfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxPrinted = 100  // faults that Error writes out
	maxKept    = 1000 // faults kept at all; the rest is counted
)

// Error is everything wrong with a deal file.
type Error struct {
	File   string
	Faults []Located // in the order of the file
	More   int       // faults beyond these, found and not kept
}

// Located is one fault and its place in the file.
type Located struct {
	Line, Col int    // from 1; columns count characters
	Address   string // of the field; empty if the text itself is at fault
	Found     string
	Allowed   string
}

// Error returns one line for each fault, at most 100 of them.
func (e *Error) Error() string {
	var b strings.Builder
	file := safe(e.File)
	for i, f := range e.Faults {
		if i == maxPrinted {
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(file + ":" + f.String())
	}
	if more := e.More + len(e.Faults) - maxPrinted; more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}

// String returns "LINE:COL: ADDRESS: FOUND ALLOWED".
func (f Located) String() string {
	s := strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Col) + ": "
	if f.Address != "" {
		s += safe(f.Address) + ": "
	}
	return s + safe(f.Found) + " " + safe(f.Allowed)
}

// faults collects what is wrong.
type faults struct {
	list []Located
	more int
	// unreadable: there is no document to go on with.
	unreadable bool
	// hurt holds the addresses of what could not be read, vague those of
	// groups with a key that nobody knows: what else is wrong there may only
	// follow from it.
	hurt, vague map[string]bool
	aboveHurt   map[string]bool // the addresses that lead to those of hurt
}

// add keeps a fault and reports whether there was room for it.
func (fs *faults) add(at Place, address, found, allowed string) bool {
	if len(fs.list) >= maxKept {
		fs.more++
		return false
	}
	fs.list = append(fs.list, Located{at.Line, at.Col, clipped(address), found, allowed})
	return true
}

// stop records a fault that leaves nothing to go on with.
func (fs *faults) stop(at Place, found, allowed string) {
	fs.unreadable = true
	fs.add(at, "", found, allowed)
}

func (fs *faults) hurtAt(address string) {
	if fs.hurt == nil {
		fs.hurt, fs.aboveHurt = map[string]bool{}, map[string]bool{}
	}
	fs.hurt[address] = true
	for up := parent(address); up != "" && !fs.aboveHurt[up]; up = parent(up) {
		fs.aboveHurt[up] = true
	}
}

func (fs *faults) vagueAt(address string) {
	if fs.vague == nil {
		fs.vague = map[string]bool{}
	}
	fs.vague[address] = true
}

func (fs *faults) err(name string) error {
	if len(fs.list) == 0 {
		return nil
	}
	slices.SortStableFunc(fs.list, func(a, b Located) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	fs.list = slices.Compact(fs.list)
	return &Error{File: name, Faults: fs.list, More: fs.more}
}

// safe returns s with everything that a terminal might act on written out.
func safe(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if unicode.IsPrint(r) && !(r == utf8.RuneError && n == 1) {
			b.WriteString(s[:n])
		} else {
			q := strconv.Quote(s[:n])
			b.WriteString(q[1 : len(q)-1])
		}
		s = s[n:]
	}
	return b.String()
}

const (
	shownText    = 60  // characters of a text of the file that an error repeats
	shownAddress = 300 // of an address
	shownFound   = 200 // of what the deal's own checks found
	shownAllowed = 400 // and allow
)

// show returns a text of the file as an error repeats it: short, on one line.
func show(s string) string { return safe(clip(s, shownText)) }

// quoted is show within quotation marks.
func quoted(s string) string { return strconv.Quote(clip(s, shownText)) }

func clipped(address string) string { return clip(address, shownAddress) }

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "..."
		}
		n++
	}
	return s
}
