package deal

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/slip"
)

// Fault is one thing wrong with a deal: the address where it was written, what
// was found there, and what is allowed.
type Fault = contract.Fault

func newFault(address, found, allowed string) *Fault {
	return &Fault{Address: address, Found: found, Allowed: allowed}
}

// faults collects what checks find. A fault that several sites inherit is
// found once for each of them and kept once.
type faults struct {
	list []error
	seen map[Fault]bool
	at   map[string]bool // addresses with a fault
}

func newFaults() *faults {
	return &faults{seen: map[Fault]bool{}, at: map[string]bool{}}
}

func (f *faults) add(address, found, allowed string, args ...any) {
	if len(args) > 0 {
		allowed = fmt.Sprintf(allowed, args...)
	}
	fault := *newFault(address, found, allowed)
	if f.seen[fault] || found == missing && f.at[address] {
		return
	}
	f.seen[fault] = true
	f.at[address] = true
	f.list = append(f.list, &fault)
}

// touches reports whether a fault was found at the address, above or below it.
func (f *faults) touches(address string) bool {
	for at := range f.at {
		if at == address || strings.HasPrefix(at, address+".") || strings.HasPrefix(address, at+".") {
			return true
		}
	}
	return false
}

// dropInherited drops what is missing at a site if it is missing, in the same
// way, from the default that the site overrides in part: once is enough.
func (f *faults) dropInherited() {
	f.list = slices.DeleteFunc(f.list, func(e error) bool {
		fault, ok := e.(*Fault)
		if !ok || fault.Found != missing || !strings.HasPrefix(fault.Address, "sites.") {
			return false
		}
		_, own, _ := strings.Cut(strings.TrimPrefix(fault.Address, "sites."), ".")
		return f.seen[*newFault(own, fault.Found, fault.Allowed)]
	})
}

// err returns the faults as one error, or nil.
func (f *faults) err() error { return errors.Join(f.list...) }

// missing is what a fault has found where nothing is written.
const missing = "is missing:"

// maxHints is the number of faults after which references to nothing are
// reported without a suggestion, which takes longer to find than the fault.
const maxHints = 100

// hint is suggest for words that the user chooses, of which there may be any number.
func (f *faults) hint(word string, choices []string) string {
	if len(f.list) >= maxHints {
		return ""
	}
	return suggest(word, choices)
}

// suggest returns "; did you mean X?" for the word of choices closest to
// word, or nothing if none is close.
func suggest(word string, choices []string) string {
	best := nearest(word, choices)
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// nearest returns the word of choices closest to word, or nothing if none is close.
func nearest(word string, choices []string) string {
	best, least := "", 1+max(2, len(word)/3)
	for _, c := range choices {
		if len(c)-len(word) >= least || len(word)-len(c) >= least {
			continue
		}
		if d := slip.Distance(word, c); d < least && d < max(len(c), 2) {
			best, least = c, d
		}
	}
	return best
}

// plural writes a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// oneOf writes words as "a, b or c".
func oneOf(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
}
