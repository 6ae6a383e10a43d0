package contract

import "fmt"

// capital writes steps 3.5 to 3.8.
func (d *dump) capital() {
	s := d.s
	if s.locked {
		d.line("3.5 draw all that is owed")
	}
	if s.firstLoss > 0 {
		d.line("3.5 draw from donor up to %d", s.firstLoss)
	}
	for i := range s.tranches {
		k := i
		if s.draws != SeniorFirst {
			k = len(s.tranches) - 1 - i
		}
		together := ""
		if s.draws == ProRata {
			together = ", in proportion"
		}
		d.line("3.5 draw from %s up to %d%s", s.names[s.tranches[k].account], s.tranches[k].commitment, together)
	}
	d.line("3.5 on exhaustion %s", s.exhaustion)
	for _, row := range s.tranches {
		if row.coupon > 0 {
			d.line("3.6 coupon %d to %s", row.coupon, s.names[row.account])
		}
		if row.arrangement > 0 {
			d.line("3.6 arrangement fee %d to %s", row.arrangement, s.names[row.account])
		}
		if row.undrawn > 0 {
			d.line("3.6 commitment fee %d to %s", row.undrawn, s.names[row.account])
		}
	}
	d.distributions()
	for _, row := range s.tranches {
		if row.backing > 0 {
			d.line("3.8 %s pays %s up to %d of its draws", s.names[row.backer], s.names[row.account], row.backing)
		}
	}
}

// distributions writes step 3.7.
func (d *dump) distributions() {
	s := d.s
	d.line("3.7 from month %d every %d months and in month %d, above %d until then", s.first, s.every, s.grid-1, s.reserve)
	for _, row := range s.tranches {
		if row.accrues {
			d.line("3.7 coupon to %s", s.names[row.account])
		}
	}
	for _, row := range s.tranches {
		limits := ""
		if row.moicCap >= 0 {
			limits += fmt.Sprintf(", at most %d millionths of its draws", row.moicCap)
		}
		if row.irrCap >= 0 {
			limits += fmt.Sprintf(", hurdle %d", row.irrCap)
		}
		if row.maturity > 0 {
			limits += fmt.Sprintf(", from month %d", row.maturity)
		}
		d.line("3.7 principal to %s%s", s.names[row.account], limits)
	}
	if s.lockUp > 0 {
		d.line("3.7 profit from month %d", s.lockUp)
	}
	for i, to := range s.profit.to {
		d.line("3.7 profit %d to %s", s.profit.parts[i], s.names[to.account])
	}
	for k := len(s.tranches) - 1; k >= 0; k-- {
		d.line("3.7 reward to %s", s.names[s.tranches[k].account])
	}
	for i, to := range s.surplus.to {
		d.line("3.7 surplus %d to %s", s.surplus.parts[i], s.names[to.account])
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
