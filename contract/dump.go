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
	d.events()
	if s.interest > 0 {
		d.line("3.1 interest %d", s.interest)
	}
	d.tariffs()
	d.rewards()
	d.caps()
	d.receipts()
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

// payer is the name of a payer's account.
func (d *dump) payer(p int32) string { return d.s.names[firstPayer+Account(p)] }

func (d *dump) events() {
	s := d.s
	for _, k := range s.reviews {
		d.line("3.0 review %s: caps from month %d by %d of outcome %d, %d to %d", k.id, k.month, k.follow.Part, k.outcome, k.follow.Least, k.follow.Most)
	}
	for _, k := range s.volumes {
		d.line("3.0 review %s: volumes from month %d by %d of outcome %d, %d to %d", k.id, k.month, k.follow.Part, k.outcome, k.follow.Least, k.follow.Most)
	}
	for _, k := range s.tests {
		if k.exit {
			d.line("3.0 test %s, month %d: below %d of the target of outcome %d investors pay no more", k.id, k.month, k.share, k.outcome)
			continue
		}
		d.line("3.0 test %s, month %d: below %d of the target of outcome %d service ends, %d months run off", k.id, k.month, k.share, k.outcome, k.runOff)
	}
	for i := range s.places {
		k := &s.places[i]
		if k.gap != 0 {
			d.line("3.0 sites.%s: no service for %d months after a failure", k.id, k.gap)
		}
		if k.until < s.months-1 {
			d.line("3.0 sites.%s: outcomes count until month %d", k.id, k.until)
		}
	}
	for i := range s.tariffs {
		if s.rules == nil {
			break
		}
		k := &s.rules[s.tariffs[i].cell]
		for _, x := range k.requires {
			d.line("3.0 %s: requires outcome %d", s.clauses[s.claims[i].clause], x)
		}
		if k.window && k.after < 0 {
			d.line("3.0 %s: at most %d months after referral", s.clauses[s.claims[i].clause], k.months)
		} else if k.window {
			d.line("3.0 %s: at most %d months after outcome %d", s.clauses[s.claims[i].clause], k.months, k.after)
		}
	}
}

func (d *dump) tariffs() {
	s := d.s
	for i := range s.tariffs {
		row, k := &s.claims[i], &s.tariffs[i]
		var b strings.Builder
		fmt.Fprintf(&b, "3.2 %s: price", s.clauses[row.clause])
		if k.bands.from == k.bands.to {
			for m, p := range s.byMonth(s.prices, i) {
				if m == 0 || p != s.prices[i*s.months+m-1] {
					fmt.Fprintf(&b, " %d from month %d", p, m)
				}
			}
		}
		for _, band := range s.bands[k.bands.from:k.bands.to] {
			fmt.Fprintf(&b, " %d", band.Price)
			if band.UpTo.Set {
				fmt.Fprintf(&b, " up to %d", band.UpTo.Amount)
			}
		}
		if k.index >= 0 {
			fmt.Fprintf(&b, ", index %d", int(k.index)/s.months)
		}
		if k.maxCount < unlimited {
			fmt.Fprintf(&b, ", at most %d outcomes", k.maxCount)
		}
		b.WriteString(ceilingText(&row.cap))
		if k.floor > 0 {
			fmt.Fprintf(&b, ", at least %d", k.floor)
		}
		d.line("%s%s", b.String(), d.shares(row))
	}
}

// shares writes who pays a claim and when.
func (d *dump) shares(row *claim) string {
	s := d.s
	var b strings.Builder
	parts := s.parts[row.parts.from:row.parts.to]
	for k, q := range parts[:row.ways] {
		sh := &s.shares[int(row.shares.from)+k]
		fmt.Fprintf(&b, ", %s %d", d.payer(sh.payer), q)
		if sh.backer >= 0 {
			fmt.Fprintf(&b, " backed by %s", d.payer(s.shares[sh.backer].payer))
		}
	}
	if len(parts) > int(row.ways) {
		fmt.Fprintf(&b, ", nobody %d", parts[len(parts)-1])
	}
	if row.lag > 0 {
		fmt.Fprintf(&b, ", after %d months", row.lag)
	}
	return b.String()
}

// ceilingText writes a cap, if there is one.
func ceilingText(c *ceiling) string {
	text := ""
	if c.amount < unlimited {
		text = fmt.Sprintf(", at most %d", c.amount)
	}
	if p := &c.period; len(p.Amounts) > 0 {
		text += fmt.Sprintf(", at most %v", p.Amounts)
		if p.Every > 0 {
			text += fmt.Sprintf(" every %d months", p.Every)
		} else {
			text += " by financial year"
		}
		if p.CarryOver {
			text += " and what was left"
		}
	}
	return text
}

func (d *dump) rewards() {
	s := d.s
	for r := range s.rewards {
		row := &s.claims[s.nTariffs+r]
		d.line("3.2 %s: measure %d%s%s", s.clauses[row.clause], s.rewards[r].measure, ceilingText(&row.cap), d.shares(row))
		d.ladder("each", s.rewards[r].each)
		d.ladder("pooled", s.rewards[r].pooled)
	}
}

func (d *dump) ladder(which string, steps span) {
	for _, k := range d.s.steps[steps.from:steps.to] {
		d.line("3.2   %s from %d: %d and %d a point", which, k.From, k.Amount, k.PerPoint)
	}
}

func (d *dump) caps() {
	s := d.s
	limits := func(what string, c *ceiling) {
		if c.binds() {
			d.line("3.2 %s: %s", what, strings.TrimPrefix(ceilingText(c), ", "))
		}
	}
	for _, i := range s.cappedPeople {
		d.line("3.2 sites.%s.participant_cap: at most %d", s.places[i].id, s.places[i].purse)
	}
	for _, i := range s.cappedSites {
		limits("sites."+s.places[i].id+".cap", &s.places[i].cap)
	}
	for _, p := range s.cappedPayers {
		limits(d.payer(p)+".cap", &s.payers[p].cap)
	}
	limits("cap", &s.deal)
	if s.audit.Every > 0 {
		d.line("3.2 audit every %d months of %d outcomes, %d tolerated", s.audit.Every, s.audit.Sample, s.audit.Tolerance)
	}
}

func (d *dump) receipts() {
	s := d.s
	for p := range s.payers {
		if k := &s.payers[p]; k.late > 0 || k.recovery > 0 || k.recoveryLag > 0 {
			d.line("3.3 %s: %d months when late, after a default %d after %d months", d.payer(int32(p)), k.late, k.recovery, k.recoveryLag)
		}
	}
	for _, g := range s.grants {
		again := ""
		if g.last > g.month {
			again = fmt.Sprintf(", every %d months until %d", g.every, g.last)
		}
		d.line("3.3 month %d%s: %s pays %d (%s)", g.month, again, d.payer(g.payer), g.amount, s.clauses[g.clause])
	}
	for _, g := range s.guarantees {
		d.line("3.3 %s: %s pays %d for each of %d referrals missing in %d months", s.clauses[g.clause], d.payer(g.payer), g.credit, g.count, g.every)
	}
	for _, k := range s.tests {
		if k.payout > 0 {
			d.line("3.3 %s: %s pays %d of the principal", s.clauses[k.clause], s.names[k.payer], k.payout)
		}
	}
}

func (d *dump) costs() {
	s := d.s
	for _, c := range s.direct {
		d.line("3.4 %s pays cost %d (%s)", s.names[c.from], int(c.row)/s.months, s.clauses[c.clause])
	}
	for _, i := range s.items {
		switch i.kind {
		case windDown, stepIn:
			d.line("3.4 vehicle owes %d (%s)", i.amount, s.clauses[i.clause])
		case costLine:
			d.line("3.4 rank %d: vehicle owes cost %d (%s)", i.rank, int(i.row)/s.months, s.clauses[i.clause])
		case providerPayment:
			d.line("3.4 rank %d: vehicle owes %s%s", i.rank, s.names[i.to], d.provider(&s.providers[i.row]))
		}
	}
}

// provider writes what a provider is paid.
func (d *dump) provider(p *provider) string {
	s := d.s
	var b strings.Builder
	for _, x := range s.blocks[p.blocks.from:p.blocks.to] {
		fmt.Fprintf(&b, ", %d", x)
	}
	if p.blocks.from < p.blocks.to {
		fmt.Fprintf(&b, " in months %d to %d", p.from, p.until)
	}
	if p.index >= 0 {
		fmt.Fprintf(&b, " at index %d", int(p.index)/s.months)
	}
	for _, f := range s.fees[p.fees.from:p.fees.to] {
		fmt.Fprintf(&b, ", %d for outcome %d", f.price, int(f.evidenced)/s.months%s.nOutcomes)
	}
	if p.gainShare > 0 {
		fmt.Fprintf(&b, ", %d of claims", p.gainShare)
	}
	for _, row := range s.reimburse[p.lines.from:p.lines.to] {
		fmt.Fprintf(&b, ", %d of cost %d", p.part, int(row)/s.months)
	}
	if p.payAfter > 0 {
		fmt.Fprintf(&b, ", after %d months", p.payAfter)
	}
	return b.String()
}
