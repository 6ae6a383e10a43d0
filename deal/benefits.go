package deal

import "github.com/sibsim/sibsim/assumptions"

// checkBenefit checks what an outcome is worth, and to whom.
func (c *checker) checkBenefit(at string, b *Benefit) {
	doc := &c.merged.doc
	c.need(at+".outcome", b.Outcome != "", "must be an outcome")
	c.need(at+".kind", b.Kind != "", "must be fiscal or social")
	c.need(at+".amount", b.Amount.Stated(), anMoney)
	switch fiscal := b.Kind == "fiscal"; {
	case b.To != "" && b.Body != "":
		c.fault(at+".body", "stands beside to;", "must be alone: to or body")
	case fiscal && b.To == "" && b.Body == "":
		c.fault(at+".to", missing, "must be the public payer it accrues to (or write body)")
	case b.Kind == "social" && b.To != "":
		c.fault(at+".to", b.To, "must not be written for a social benefit: no payer's money is saved")
	case fiscal && b.To != "":
		if p := doc.Payers.Find(b.To); p != nil && p.Class == "private" {
			c.fault(at+".to", b.To, "must be a local or central payer: this one is private")
		}
	}
	c.only(b.For.Stated(), at+".drop", b.Drop, "must not be written without for: what is had once cannot be lost by month")
	if o := doc.Outcomes.Find(b.Outcome); o != nil && !o.Deadweight.Stated() {
		c.need(at+".deadweight", b.Deadweight.Stated(), "must be the share that would have happened anyway, 0 if none, here or at outcomes."+b.Outcome)
	}
	if _, ok := c.monthOf(b.Priced); ok && doc.Prices == "real" {
		c.fault(at+".priced", b.Priced, "must not be written with prices: real: all money is in prices of month 0")
	}
	if doc.Prices != "real" && !c.bad("prices") {
		c.need("deflator", doc.Deflator.Stated(), "must be general inflation a year (or write prices: real): benefits are held against costs in prices of month 0")
	}
}

// benefit lowers what an outcome is worth.
func (c *checker) benefit(e *Entry[Benefit]) assumptions.Benefit {
	b, at := &e.Value, "benefits."+e.ID
	out := assumptions.Benefit{
		ID: e.ID, Outcome: b.Outcome, Fiscal: b.Kind == "fiscal", To: b.To, Body: b.Body,
		Amount: c.input(at+".amount", b.Amount), After: c.int(at+".after", b.After), For: max(1, c.int(at+".for", b.For)),
		Drop: c.float(at+".drop", b.Drop), Index: b.Index, Priced: c.month(b.Priced, 0),
		Optimism: c.float(at+".optimism", b.Optimism), Deadweight: c.float(at+".deadweight", b.Deadweight),
	}
	if o := c.doc.Outcomes.Find(b.Outcome); o != nil && !b.Deadweight.Stated() {
		out.Deadweight = c.float("outcomes."+b.Outcome+".deadweight", o.Deadweight)
	}
	return out
}
