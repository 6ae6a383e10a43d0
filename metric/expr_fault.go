package metric

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Fault is one thing wrong with an expression. The errors of [Parse],
// [ParseStatistic] and the Bind methods join one for each; [Faults] lists them.
type Fault struct {
	Expr string // the expression as it was written
	Col  int    // where, counted in characters from 1
	Text string // what was found and what is allowed
}

func (f *Fault) Error() string { return fmt.Sprintf("expression:1:%d: %s", f.Col, f.Text) }

// Caret returns the expression and, on a second line, a mark under the place.
// What a terminal might act on shows as a blank.
func (f *Fault) Caret() string {
	line := strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, f.Expr)
	return line + "\n" + strings.Repeat(" ", f.Col-1) + "^"
}

// Faults lists the faults that an error joins, in their order.
func Faults(err error) []*Fault {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Fault
		for _, e := range joined.Unwrap() {
			all = append(all, Faults(e)...)
		}
		return all
	}
	var f *Fault
	if errors.As(err, &f) {
		return []*Fault{f}
	}
	return nil
}
