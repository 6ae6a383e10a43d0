package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// The methods here turn what stands at an address of the merged document into
// the numbers of the contract and the assumptions, with the defaults of the
// tags. What cannot be read has its fault already and comes out as zero.

// fault adds a fault at the place where what holds at address was written.
func (c *checker) fault(address, found, allowed string, args ...any) {
	c.add(c.merged.origin(address), found, allowed, args...)
}

// bad reports whether what holds at address has a fault.
func (c *checker) bad(address string) bool { return c.at[c.merged.origin(address)] }

// nodeAt returns the node of a leaf, or nil if the address names none, as when an ID
// in it is faulty.
func nodeAt(address string) *node {
	p, fault := parse(address)
	if fault != nil || !p.node().leaf() {
		return nil
	}
	return p.node()
}

// plain reads a plain number or its default.
func (c *checker) plain(address string, q Quantity) (decimal, bool) {
	s := q.Text
	if !q.Stated() {
		n := nodeAt(address)
		if n == nil {
			return decimal{}, false
		}
		s = n.Default
	}
	return parseDecimal(s)
}

func (c *checker) float(address string, q Quantity) float64 {
	d, _ := c.plain(address, q)
	return d.float()
}

func (c *checker) scaledTo(places int, address string, q Quantity) int64 {
	d, _ := c.plain(address, q)
	n, _ := d.scaled(places)
	return n
}

func (c *checker) int(address string, q Quantity) int { return int(c.scaledTo(0, address, q)) }

func (c *checker) money(address string, q Quantity) int64 {
	return c.scaledTo(c.currency.Digits, address, q)
}

func (c *checker) share(address string, q Quantity) int64 { return c.scaledTo(6, address, q) }

func (c *checker) moneyLimit(address string, q Quantity) contract.Limit {
	if !q.Stated() {
		return contract.Limit{}
	}
	return contract.AtMost(c.money(address, q))
}

// word returns a word or its default.
func (c *checker) word(address, s string) string {
	if s == "" {
		if n := nodeAt(address); n != nil {
			return n.Default
		}
	}
	return s
}

// month reads a month, with what holds if nothing is written.
func (c *checker) month(s string, absent int) int {
	if s == "" {
		return absent
	}
	m, ok := c.monthOf(s)
	if !ok {
		return absent
	}
	return m
}

// window reads and checks the months from and until of the section at address.
func (c *checker) window(address, from, until string) (first, last int) {
	first, last = c.month(from, 0), c.month(until, c.months-1)
	if c.months == 0 || !c.hasStart {
		return first, last
	}
	fine := c.inside(address+".from", from, first, c.months-1)
	if c.inside(address+".until", until, last, c.months-1) && fine && last < first {
		from = c.word(address+".from", from)
		if same := c.monthLike(first, until); same != from {
			from += " (" + same + ")"
		}
		c.fault(address+".until", until, "must not be before from, %s", from)
	}
	return first, last
}

// within checks that the month written as s, if any, is one of first to last.
func (c *checker) within(address, s string, first, last int) bool {
	if s == "" || c.months == 0 || !c.hasStart || c.bad(address) {
		return !c.bad(address)
	}
	return c.among(address, s, c.month(s, first), first, last)
}

// inside checks that month m, written as s, is one of 0 to last, and answers
// as it was asked: in dates or in months from the start.
func (c *checker) inside(address, s string, m, last int) bool {
	return c.among(address, s, m, 0, last)
}

// among does so for one of first to last.
func (c *checker) among(address, s string, m, first, last int) bool {
	if m >= first && m <= last {
		return true
	}
	allowed := "must be between " + c.monthLike(first, s) + " and " + c.monthLike(last, s)
	if _, date := parseMonth(s); !date {
		allowed += ", in months from the start"
	}
	c.fault(address, s, allowed)
	return false
}

// monthLike writes month m as a date if any of the months written is one, else
// as months from the start.
func (c *checker) monthLike(m int, written ...string) string {
	for _, s := range written {
		if _, date := parseMonth(s); date {
			return monthText(c.start + contract.Month(m))
		}
	}
	return strconv.Itoa(m)
}

// span is the last month in which anything can fall due, and the last in which
// anything can be paid, if they can be known.
type span struct {
	due, paid           int
	dueKnown, paidKnown bool
}

// spanOf finds the span. Things fall due up to the longest lag of a tariff or
// reward after the term; what is due can be late, and recovered after a
// default. What the vehicle owes providers may come later still.
func (c *checker) spanOf() span {
	fine := c.months > 0 && c.hasStart
	longest := func(most *int, at string, q Quantity) {
		*most = max(*most, c.int(at, q))
		fine = fine && !c.bad(at)
	}
	lag, late, recovery, after := 0, 0, 0, 0
	for i := range c.merged.doc.Sites {
		site := &c.merged.doc.Sites[i]
		for _, t := range site.Value.Tariffs {
			if c.paid(t.ID) {
				longest(&lag, "sites."+site.ID+".tariffs."+t.ID+".lag", t.Value.Lag)
			}
		}
	}
	for _, r := range c.doc.Rewards {
		longest(&lag, "rewards."+r.ID+".lag", r.Value.Lag)
	}
	s := span{due: c.months - 1 + lag, dueKnown: fine}
	for i := range c.doc.Payers {
		p, at := &c.doc.Payers[i].Value, "payers."+c.doc.Payers[i].ID
		if c.isLate(at, p) {
			longest(&late, at+".late.months", p.Late.Months)
		}
		longest(&recovery, at+".default.lag", p.Default.Lag)
	}
	for i := range c.merged.doc.Sites {
		longest(&after, "sites."+c.merged.doc.Sites[i].ID+".provider.pay_after", c.merged.doc.Sites[i].Value.Provider.PayAfter)
	}
	s.paid, s.paidKnown = max(s.due+late+recovery, c.months-1+after), fine
	return s
}

func monthText(m contract.Month) string {
	s := strconv.Itoa(m.Number())
	if len(s) < 2 {
		s = "0" + s
	}
	return strconv.Itoa(m.Year()) + "-" + s
}

// input turns a number into an input of the assumptions, money into minor units.
func (c *checker) input(address string, q Quantity) assumptions.Input {
	n := nodeAt(address)
	if n == nil {
		return assumptions.Input{}
	}
	digits := 0
	if n.Unit == "money" {
		digits = c.currency.Digits
	}
	if q.Dist == "" {
		d, ok := c.plain(address, q)
		in := assumptions.Of(d.float())
		if digits > 0 && ok {
			d.exp += digits
			in = assumptions.Of(d.float())
		}
		if q.Stated() {
			in.Address = c.merged.origin(address)
		}
		return in
	}
	in := assumptions.Input{Address: c.merged.origin(address), Table: q.Table, Column: q.Column}
	fam, _ := familyOf(q.Dist)
	in.Kind = fam.kind
	c.drawn[in.Address] = true
	if digits > 0 {
		factor := powerOf10(digits)
		if q.Dist == "joint" {
			in.Column = c.scaledColumn(q.Table, q.Column, factor)
			return in
		}
		q, _ = q.scaled(factor)
	}
	in.Values = append(in.Values, q.Values...)
	in.Weights = append(in.Weights, q.Weights...)
	if len(q.Params) > 0 {
		in.Params = map[string]float64{}
		for _, p := range q.Params {
			in.Params[p.Name] = p.Value
		}
	}
	return in
}

func (c *checker) inputs(address string, list []Quantity) []assumptions.Input {
	var in []assumptions.Input
	for i, q := range list {
		in = append(in, c.input(join(address, strconv.Itoa(i)), q))
	}
	return in
}

func powerOf10(n int) float64 {
	p := 1.0
	for range n {
		p *= 10
	}
	return p
}

// scaledColumn returns the name of a column in minor units, made beside the
// one written when the first amount of money is drawn from it: the same row is
// then drawn for both.
func (c *checker) scaledColumn(table, column string, factor float64) string {
	id := column + "*" + number(factor)
	for i := range c.tables {
		t := &c.tables[i]
		if t.ID != table {
			continue
		}
		var values []float64
		for _, col := range t.Columns {
			switch col.ID {
			case id:
				return id
			case column:
				for _, v := range col.Values {
					values = append(values, times(v, factor))
				}
			}
		}
		t.Columns = append(t.Columns, assumptions.Column{ID: id, Values: values})
	}
	return id
}

// centreOf returns the mean of a number as written, without its cut.
func (c *checker) centreOf(address string, q Quantity) float64 {
	if q.Dist == "" {
		return c.float(address, q)
	}
	var values []float64
	if t := c.doc.Tables.Find(q.Table); t != nil && q.Dist == "joint" {
		if column := t.Columns.Find(q.Column); column != nil {
			for _, cell := range *column {
				d, _ := parseDecimal(cell.Text)
				values = append(values, d.float())
			}
		}
	}
	return centre(q, values)
}
