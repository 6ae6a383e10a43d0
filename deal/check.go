package deal

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// maxMoney bounds every amount, in minor units.
const maxMoney = 1_000_000_000_000_000

// changeTo is the pattern of what a scenario sets a field to.
const changeTo = "scenarios.*.set.*.to"

// checker holds what the checks share. Its methods come in two rounds: over
// the document as written, field by field, by the tags; then over the merged
// document, by the rules that tie fields together.
type checker struct {
	*faults
	doc      *Document
	merged   *merged
	refs     refs
	payers   map[string]int // places in the list
	currency contract.Currency
	start    contract.Month
	months   int  // of the term; 0 if not known
	hasStart bool // term.start could be read
	span     span // of the months in which money moves
	// lacks holds, by the field a site must have from somewhere, the sites
	// that have it from nowhere.
	lacks map[string][]string
	// strays holds, by table, what its keys that name nothing were meant for.
	strays map[string]map[string]bool
	// drawn holds the addresses of the uncertain inputs of the assumptions,
	// and the IDs of the scaled columns of joint draws already made.
	drawn  map[string]bool
	tables []assumptions.Table
}

// checkFields checks every field as written against its tag.
func (c *checker) checkFields() {
	walk(root, reflect.ValueOf(c.doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
		switch n.Kind {
		case TableOf:
			c.checkKeys(n, v, address)
		case Number:
			c.checkQuantity(n, v.Interface().(Quantity), address)
		case Text:
			if v.Len() > 0 {
				c.checkText(n, v.String(), address)
			}
		}
		return true
	})
}

// checkKeys checks the IDs of a table, and that its numbers are written.
func (c *checker) checkKeys(n *node, v reflect.Value, address string) {
	seen := map[string]bool{}
	for i := range v.Len() {
		id := v.Index(i).Field(0).String()
		at := join(address, id)
		if seen[id] {
			c.add(at, quoted(id), "must be there once")
		}
		seen[id] = true
		switch {
		case n.free:
		case n.Ref != "":
			if !c.refs.check(c.faults, n.Ref, at, id) {
				c.noteStray(address, n.Ref, id)
			}
		default:
			checkID(c.faults, address, at, id)
		}
	}
}

// checkQuantity checks one number as written.
func (c *checker) checkQuantity(n *node, q Quantity, address string) {
	if s := q.Source; s != nil {
		kinds := []string{"published", "derived", "elicited", "assumption"}
		if !slices.Contains(kinds, s.Kind) {
			c.add(address+".source.kind", quoted(s.Kind), "must be "+oneOf(kinds)+suggest(s.Kind, kinds))
		}
	}
	switch {
	case q.Text != "" && q.Dist != "":
		c.add(address, q.Text+" and "+q.Dist, "must be a number or a distribution, not both")
	case q.Dist != "":
		c.checkDistribution(n, q, address)
	case len(q.Params)+len(q.Values)+len(q.Weights) > 0 || q.Table != "" || q.Column != "":
		c.add(address, "has parameters;", "must name its distribution: "+oneOf(familyNames()))
	case q.Text != "":
		c.checkNumber(n, q.Text, address)
	case q.Source != nil || q.Note != "" || !n.optional():
		c.add(address, missing, "must be "+n.limits.String())
	}
}

// optional reports whether the node may be left unwritten: fields may, the
// elements of a list and the entries of a table may not.
func (n *node) optional() bool { return !strings.HasSuffix(n.Pattern, "*") }

// checkNumber checks a plain number: how it is written, its decimals, its range.
func (c *checker) checkNumber(n *node, s, address string) {
	if n.Pattern == changeTo {
		return // read when the scenario is applied: it may be a word
	}
	d, ok := parseDecimal(s)
	if !ok {
		c.add(address, quoted(s), "must be a number, as 12 or 0.35 or 1.2e6")
		return
	}
	if v := d.float(); !n.limits.contains(v) {
		c.add(address, s, "must be "+n.limits.String())
		return
	}
	switch {
	case n.Unit == "money":
		if d.decimals() > c.currency.Digits {
			most := "at most " + plural(c.currency.Digits, "decimal")
			if c.currency.Digits == 0 {
				most = "no decimals"
			}
			c.add(address, s, "must have %s (%s)", most, c.currency.Code)
		} else if x, ok := d.scaled(c.currency.Digits); !ok || x > maxMoney || x < -maxMoney {
			c.add(address, s, "must be at most %s", number(maxMoney/math.Pow10(c.currency.Digits)))
		}
	case n.inMillionths() && d.decimals() > 6:
		c.add(address, s, "must have at most 6 decimals")
	case n.whole() && d.decimals() > 0:
		c.add(address, s, "must be a whole number")
	}
}

// inMillionths reports whether the contract holds a plain number in the field
// in whole millionths: a share, or a ratio that is agreed and bounded.
func (n *node) inMillionths() bool {
	return n.Unit == "share" || n.Unit == "ratio" && !n.Random && !math.IsInf(n.limits.hi, 1)
}

// whole reports whether a plain number in the field must be whole.
func (n *node) whole() bool {
	return n.Unit == "count" || n.Unit == "months" && !n.Random || n.key == "rank" || n.key == "sibsim"
}

// checkDistribution checks one uncertain number as written.
func (c *checker) checkDistribution(n *node, q Quantity, address string) {
	if n.Pattern == changeTo {
		checkShape(c.faults, address, q)
		return
	}
	if !n.Random {
		c.add(address, q.String(), "must be a plain number: this field cannot be uncertain")
		return
	}
	if !checkShape(c.faults, address, q) {
		return
	}
	if q.Dist == "joint" {
		c.checkJoint(n, q, address)
		return
	}
	if n.Unit == "money" && q.Dist == "beta" {
		c.add(address, q.String(), "must not be a beta: an amount of money is not between 0 and 1")
		return
	}
	checkSupport(c.faults, address, q, n.limits)
}

// checkJoint checks that a joint input names a column, all of whose values the field allows.
func (c *checker) checkJoint(n *node, q Quantity, address string) {
	table := c.doc.Tables.Find(q.Table)
	if table == nil {
		c.add(address, q.String(), "must name a table"+c.hint(q.Table, ids(c.doc.Tables)))
		return
	}
	column := table.Columns.Find(q.Column)
	if column == nil {
		c.add(address, q.String(), "must name a column of table "+q.Table+c.hint(q.Column, ids(table.Columns)))
		return
	}
	for i, cell := range *column {
		if d, ok := parseDecimal(cell.Text); ok && !n.limits.contains(d.float()) {
			c.add(address, q.String(), "is %s in row %d; must be %s", cell.Text, i, n.limits.String())
			return
		}
	}
}

// checkText checks a word, an ID or a month as written.
func (c *checker) checkText(n *node, s, address string) {
	switch {
	case len(n.Enum) > 0:
		if !slices.Contains(n.Enum, s) {
			c.add(address, quoted(s), "must be "+oneOf(n.Enum)+suggest(s, n.Enum))
		}
	case n.Unit == "month":
		if _, ok := c.monthOf(s); !ok {
			c.add(address, quoted(s), "must be a month: a date as 2020-06, or whole months from the start")
		}
	case n.Unit == "period":
		if _, ok := periodOf(s); !ok {
			c.add(address, quoted(s), "must be a whole number of months between 1 and 600, or financial_year")
		}
	case n.key == "group":
		checkID(c.faults, "", address, s)
	case n.Ref != "":
		c.refs.check(c.faults, n.Ref, address, s)
	}
}

// monthOf reads a month: months from the start, or a date counted from it.
func (c *checker) monthOf(s string) (int, bool) {
	if m, ok := parseMonth(s); ok {
		return int(m - c.start), true
	}
	d, ok := parseDecimal(s)
	if !ok {
		return 0, false
	}
	n, ok := d.scaled(0)
	return int(n), ok && n > -100_000 && n < 100_000
}

// periodOf reads the length of a period in months; 0 stands for financial years.
func periodOf(s string) (int, bool) {
	if s == "financial_year" {
		return 0, true
	}
	d, ok := parseDecimal(s)
	if !ok {
		return 0, false
	}
	n, ok := d.scaled(0)
	return int(n), ok && n >= 1 && n <= 600
}

// parseMonth reads a calendar month written as 2020-04.
func parseMonth(s string) (contract.Month, bool) {
	if len(s) != 7 || s[4] != '-' {
		return 0, false
	}
	y, errY := strconv.ParseUint(s[:4], 10, 16)
	m, errM := strconv.ParseUint(s[5:], 10, 16)
	if errY != nil || errM != nil || m < 1 || m > 12 || y < 1900 || y > 2300 {
		return 0, false
	}
	return contract.MonthOf(int(y), int(m)), true
}

// quoted writes what was found so that an empty or strange text can be seen.
func quoted(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '"' || r > '~' }) {
		return s
	}
	return strconv.Quote(s)
}
