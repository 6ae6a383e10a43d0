package contract

import (
	"fmt"
	"io"
	"strings"
)

// String returns the compiled form of the contract, as Schedule.Dump writes it.
func (c *Contract) String() string {
	var b strings.Builder
	c.Schedule().Dump(&b) // a Builder returns no error
	return b.String()
}

// Dump writes the compiled form: what Settle does, table by table, in the
// order in which it does it. Amounts are in minor units, shares in millionths,
// monthly rates in units of 10^-12.
func (s *Schedule) Dump(w io.Writer) error {
	d := &dump{w: w, s: s}
	d.line("%d months, %d on the ledger, claims every %d", s.months, s.grid, s.claimEvery)
	if s.interest > 0 {
		d.line("3.1 interest %d", s.interest)
	}
	d.claims()
	for _, g := range s.grants {
		d.line("3.3 month %d: %s pays %d (%s)", g.month, s.names[g.from], g.amount, s.clauses[g.clause])
	}
	d.costs()
	d.capital()
	return d.err
}

type dump struct {
	w   io.Writer
	s   *Schedule
	err error
}

func (d *dump) line(format string, args ...any) {
	if d.err == nil {
		_, d.err = fmt.Fprintf(d.w, format+"\n", args...)
	}
}

func (d *dump) claims() {
	s := d.s
	for i := range s.tariffs {
		row := &s.tariffs[i]
		var b strings.Builder
		fmt.Fprintf(&b, "3.2 %s: price", s.clauses[row.clause])
		for m, p := range s.row(s.prices, i) {
			if m == 0 || p != s.prices[i*s.months+m-1] {
				fmt.Fprintf(&b, " %d from month %d", p, m)
			}
		}
		if row.index >= 0 {
			fmt.Fprintf(&b, ", index %d", int(row.index)/s.months)
		}
		if row.maxCount < unlimited {
			fmt.Fprintf(&b, ", at most %d outcomes", row.maxCount)
		}
		if row.cap < unlimited {
			fmt.Fprintf(&b, ", at most %d", row.cap)
		}
		parts := s.parts[row.parts.from:row.parts.to]
		for k, j := 0, row.shares.from; j < row.shares.to; k, j = k+1, j+1 {
			fmt.Fprintf(&b, ", %s %d", s.names[firstPayer+Account(s.shares[j].payer)], parts[k])
		}
		if len(parts) > int(row.shares.to-row.shares.from) {
			fmt.Fprintf(&b, ", nobody %d", parts[len(parts)-1])
		}
		if row.lag > 0 {
			fmt.Fprintf(&b, ", after %d months", row.lag)
		}
		d.line("%s", b.String())
	}
	for _, c := range s.cappedSites {
		d.line("3.2 %s: at most %d", c.address, c.cap)
	}
	for _, c := range s.cappedPayers {
		d.line("3.2 %s.cap: at most %d", s.names[firstPayer+Account(c.payer)], c.cap)
	}
	if s.dealCap < unlimited {
		d.line("3.2 cap: at most %d", s.dealCap)
	}
}

func (d *dump) costs() {
	s := d.s
	for _, c := range s.direct {
		d.line("3.4 %s pays cost %d (%s)", s.names[c.from], int(c.row)/s.months, s.clauses[c.clause])
	}
	for _, i := range s.items {
		if i.row >= 0 {
			d.line("3.4 rank %d: vehicle owes cost %d (%s)", i.rank, int(i.row)/s.months, s.clauses[i.clause])
			continue
		}
		var b strings.Builder
		p := &s.providers[i.provider]
		fmt.Fprintf(&b, "3.4 rank %d: vehicle owes %s", i.rank, s.names[i.to])
		if p.block > 0 {
			fmt.Fprintf(&b, ", %d in months %d to %d", p.block, p.from, p.until)
		}
		for _, f := range s.fees[p.fees.from:p.fees.to] {
			fmt.Fprintf(&b, ", %d for outcome %d", f.price, int(f.evidenced)/s.months%s.outcomes)
		}
		for _, row := range s.reimburse[p.lines.from:p.lines.to] {
			fmt.Fprintf(&b, ", %d of cost %d", p.part, int(row)/s.months)
		}
		d.line("%s", b.String())
	}
}

func (d *dump) capital() {
	s := d.s
	for k := len(s.tranches) - 1; k >= 0; k-- {
		d.line("3.5 draw from %s up to %d", s.names[s.tranches[k].account], s.tranches[k].commitment)
	}
	d.line("3.5 on exhaustion %s", s.exhaustion)
	for _, row := range s.tranches {
		if row.coupon > 0 {
			d.line("3.6 coupon %d to %s", row.coupon, s.names[row.account])
		}
	}
	d.line("3.7 from month %d every %d months and in month %d, above %d until then", s.first, s.every, s.grid-1, s.reserve)
	for _, row := range s.tranches {
		limits := ""
		if row.moicCap >= 0 {
			limits += fmt.Sprintf(", at most %d millionths of its draws", row.moicCap)
		}
		if row.irrCap >= 0 {
			limits += fmt.Sprintf(", hurdle %d", row.irrCap)
		}
		d.line("3.7 principal to %s%s", s.names[row.account], limits)
	}
	for k := len(s.tranches) - 1; k >= 0; k-- {
		d.line("3.7 reward to %s", s.names[s.tranches[k].account])
	}
	if s.surplus >= 0 {
		d.line("3.7 surplus to %s", s.names[s.surplus])
	}
}

// String returns the rule's name in a deal file.
func (e Exhaustion) String() string {
	switch e {
	case Accrue:
		return "accrue"
	case Stop:
		return "stop"
	case ProviderBears:
		return "provider_bears"
	}
	return fmt.Sprintf("Exhaustion(%d)", uint8(e))
}
