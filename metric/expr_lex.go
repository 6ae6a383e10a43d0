package metric

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// class says what a token is.
type class uint8

const (
	atEnd class = iota
	aWord       // a metric's name, a function's, not
	aNumber
	aRelation
	aMark // ( ) ,
	aStranger
)

// token is one word, number or sign of an expression.
type token struct {
	class class
	text  string // as it stands there
	col   int    // of its first character, from 1

	// Of a word with a rate, investor.npv@6%.mean: path is what stands before
	// the @, tail what follows the rate. Of any other path is the word.
	path  string
	tail  string
	rated bool
	bare  bool // the rate has no % sign
	rate  int  // column of the rate

	value float64 // of a number or a rate
	fault string  // why the number or the rate is none
}

// lexer cuts an expression into tokens.
type lexer struct {
	runes []rune
	at    int
}

// lex returns the tokens of an expression, the last of them atEnd.
func lex(expr string) []token {
	l := lexer{runes: []rune(expr)}
	var all []token
	for {
		for unicode.IsSpace(l.peek(0)) {
			l.at++
		}
		t := l.next()
		all = append(all, t)
		if t.class == atEnd {
			return all
		}
	}
}

// peek returns the rune so many places on, 0 beyond the end.
func (l *lexer) peek(n int) rune {
	if l.at+n < len(l.runes) {
		return l.runes[l.at+n]
	}
	return 0
}

func (l *lexer) next() token {
	from := l.at
	t := token{class: aStranger, col: from + 1}
	switch r := l.peek(0); {
	case from == len(l.runes):
		t.class = atEnd
	case r == '_' || r == '*' || unicode.IsLetter(r):
		l.word(&t)
	case l.numeral():
		t.class = aNumber
		t.value, _, t.fault = l.number()
	case strings.ContainsRune("£$€¥", r):
		l.at++
		t.class = aNumber
		if digit(l.peek(0)) {
			l.number()
		}
		t.fault = "numbers are written without a currency sign: 6.4m, 250k"
	case strings.ContainsRune("<>=!≤≥≠", r):
		t.class = aRelation
		for strings.ContainsRune("<>=!", l.peek(0)) && l.at-from < 2 || l.at == from {
			l.at++
		}
	case strings.ContainsRune("(),", r):
		t.class = aMark
		l.at++
	default:
		l.at++
	}
	t.text = string(l.runes[from:l.at])
	return t
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// minus reports whether r is a minus: the one of keyboards or the one that reports print.
func minus(r rune) bool { return r == '-' || r == '−' }

// numeral reports whether a number begins here.
func (l *lexer) numeral() bool {
	n := 0
	if r := l.peek(0); r == '+' || minus(r) {
		n = 1
	}
	return digit(l.peek(n)) || l.peek(n) == '.' && digit(l.peek(n+1))
}

// inName reports whether r may stand in a metric's name.
func inName(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r == '*' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// run moves on while runes are of a kind and returns them.
func (l *lexer) run(of func(rune) bool) string {
	from := l.at
	for l.at < len(l.runes) && of(l.runes[l.at]) {
		l.at++
	}
	return string(l.runes[from:l.at])
}

// word reads a name and what belongs to it.
func (l *lexer) word(t *token) {
	t.class = aWord
	t.path = l.run(inName)
	if l.peek(0) != '@' {
		return
	}
	l.at++
	t.rated, t.rate = true, l.at+1
	if !l.numeral() {
		t.fault = "a rate must follow the @: investor.npv@6%"
	} else {
		var unit string
		t.value, unit, t.fault = l.number()
		t.bare = unit == ""
		if t.fault == "" && !t.bare && unit != "%" {
			t.fault = "a rate is written 6% or 0.06"
		}
	}
	t.tail = l.run(inName)
}

// units are what may stand behind a number, as powers of ten.
var units = map[string]int{"": 0, "%": -2, "k": 3, "m": 6, "bn": 9}

// number reads a number and its unit. The unit shifts the decimal exponent of
// the text, so that 6% has the bits of 0.06.
func (l *lexer) number() (v float64, unit, fault string) {
	from := l.at
	text := ""
	if r := l.peek(0); r == '+' || minus(r) {
		if minus(r) {
			text = "-"
		}
		l.at++
	}
	digits := func(r rune) bool { return digit(r) || r == '_' }
	whole := l.run(digits)
	part := ""
	if l.peek(0) == '.' && digit(l.peek(1)) {
		l.at++
		part = l.run(digits)
	}
	exponent := 0
	if e := l.peek(0); e == 'e' || e == 'E' {
		n := 1
		if l.peek(1) == '+' || minus(l.peek(1)) {
			n = 2
		}
		if digit(l.peek(n)) {
			below := minus(l.peek(1))
			l.at += n
			exponent, _ = strconv.Atoi(l.run(digit)) // one too large for an int is the largest
			exponent = min(exponent, 10_000)
			if below {
				exponent = -exponent
			}
		}
	}
	unit = l.run(func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	if unit == "" && l.peek(0) == '%' {
		l.at++
		unit = "%"
	}
	found := strconv.Quote(string(l.runes[from:l.at]))
	shift, ok := units[unit]
	apart := func(s string) bool {
		return !strings.HasPrefix(s, "_") && !strings.HasSuffix(s, "_") && !strings.Contains(s, "__")
	}
	if !ok || !apart(whole) || !apart(part) || whole+part == "" {
		return 0, unit, found + " is no number: must be like 1200, 1_200, -0.05, 1e6, 6%, 250k, 6.4m or 2bn"
	}
	text += strings.ReplaceAll(whole+"."+part, "_", "") + "e" + strconv.Itoa(exponent+shift)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, unit, found + " is too large a number"
	}
	if v == 0 {
		v = 0 // of no sign
	}
	return v, unit, ""
}
