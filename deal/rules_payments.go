package deal

import (
	"slices"
	"strconv"
)

// checkPayers checks what ties payers together.
func (c *checker) checkPayers() {
	byCommissioner := false
	for i, p := range c.doc.Payers {
		at, by := "payers."+p.ID, p.Value.BackedBy
		c.checkPeriodCap(at+".period_cap", &p.Value.Period)
		if j, known := c.payers[by]; known && j <= i {
			c.add(at+".backed_by", by, "must stand after %s in the list of payers", p.ID)
		}
		byCommissioner = byCommissioner || by == "commissioner"
	}
	if !byCommissioner {
		return
	}
	for i := range c.merged.doc.Sites {
		c.checkBacked(c.merged.doc.Sites[i].ID, &c.merged.doc.Sites[i].Value)
	}
}

// checkBacked checks that the commissioner of a site comes after the payers
// with a part there that it backs.
func (c *checker) checkBacked(id string, s *Site) {
	seen := map[string]bool{}
	for _, t := range s.Tariffs {
		if !c.paid(t.ID) {
			continue
		}
		for _, share := range t.Value.Shares {
			i, known := c.payers[share.ID]
			if !known || seen[share.ID] || c.doc.Payers[i].Value.BackedBy != "commissioner" {
				continue
			}
			seen[share.ID] = true
			j, found := c.payers[s.Commissioner]
			switch {
			case s.Commissioner == "":
				c.add("sites."+id+".commissioner", missing, "must be a payer: payers.%s.backed_by names the commissioner", share.ID)
			case found && j < i && !c.at["payers."+share.ID+".backed_by"]: // one site will do
				c.add("payers."+share.ID+".backed_by", "commissioner", "must stand after %s in the list of payers; at sites.%s it is %s", share.ID, id, s.Commissioner)
			}
		}
	}
}

func (c *checker) checkPeriodCap(at string, p *PeriodCap) {
	switch one, list := p.Amount.Stated(), len(p.Amounts) > 0; {
	case one && list:
		c.fault(at+".amounts", "stands beside amount;", "must be alone: amount or amounts")
	case !one && !list && (p.Every != "" || p.CarryOver != ""):
		c.fault(at+".amount", missing, "must be an amount of money (or write amounts)")
	}
}

// checkTariff checks the tariff of a paid outcome.
func (c *checker) checkTariff(s *Site, site, outcome string, t *Tariff) {
	at := site + ".tariffs." + outcome
	switch price, byYear, bands := t.Price.Stated(), len(t.PriceByYear) > 0, len(t.Bands) > 0; {
	case byYear && price:
		c.fault(at+".price_by_year", "stands beside price;", "must be alone: price, price_by_year or bands")
	case bands && (price || byYear):
		c.fault(at+".bands", "stands beside price or price_by_year;", "must be alone: price, price_by_year or bands")
	case !price && !byYear && !bands:
		c.fault(at+".price", missing, "must be an amount of money (or write price_by_year or bands)")
	}
	c.checkBands(at+".bands", t.Bands)
	c.checkPeriodCap(at+".period_cap", &t.Period)
	if t.Window.stated() {
		c.need(at+".window.months", t.Window.Months.Stated(), "must be the most months between the two")
	}
	if t.Window.After == outcome {
		c.fault(at+".window.after", outcome, "must be another outcome")
	}
	for i, id := range t.Requires {
		key := join(at+".requires", strconv.Itoa(i))
		switch {
		case id == "":
			c.fault(key, missing, "must be an outcome")
		case id == outcome:
			c.fault(key, id, "must be another outcome")
		case slices.Contains(t.Requires[:i], id):
			c.fault(key, id, "must be there once")
		}
	}
	if len(t.Shares) == 0 {
		c.fault(at+".shares", missing, "must say who pays, as {commissioner: 0.6, unpaid: 0.4}")
		return
	}
	c.checkShares(at+".shares", site, s.Commissioner, t.Shares)
}

// checkBands checks that bands follow each other and end.
func (c *checker) checkBands(at string, bands Table[Band]) {
	for i, b := range bands {
		key := at + "." + b.ID
		c.need(key+".price", b.Value.Price.Stated(), "must be an amount of money")
		c.need(key+".upto", b.Value.UpTo.Stated() || i == len(bands)-1, "must be a count: only the last band needs none")
		if i > 0 {
			c.ascending(key+".upto", b.Value.UpTo, at+"."+bands[i-1].ID+".upto", bands[i-1].Value.UpTo, bands[i-1].ID)
		}
	}
}

// ascending checks that a number is more than the one before it, that of the entry named.
func (c *checker) ascending(at string, q Quantity, before string, p Quantity, name string) {
	if q.Stated() && p.Stated() && !c.bad(at) && !c.bad(before) && c.float(at, q) <= c.float(before, p) {
		c.fault(at, q.Text, "must be more than %s, that of %s", p.Text, name)
	}
}

// checkShares checks the parts of payers at a site, whose commissioner may be none.
func (c *checker) checkShares(at, site, commissioner string, shares Table[Quantity]) {
	owner := map[string]string{}
	for _, share := range shares {
		key := at + "." + share.ID
		if c.bad(key) {
			return
		}
		payer := share.ID
		if payer == "commissioner" {
			if payer = commissioner; payer == "" {
				c.add(site+".commissioner", missing, "must be a payer: "+c.merged.origin(at)+" gives the commissioner a share")
				continue
			}
		}
		if other, twice := owner[payer]; twice && other != share.ID {
			c.fault(key, share.ID, "must not stand beside "+other+": at "+site+" both are "+payer)
		}
		owner[payer] = share.ID
	}
	if sum := c.sum(at, shares); sum != million {
		c.fault(at, "add up to "+millionths(sum)+";", "must add up to 1 (write the rest as unpaid)")
	}
}

// sum adds up a table of shares, in millionths.
func (c *checker) sum(at string, shares Table[Quantity]) (sum int64) {
	for _, s := range shares {
		sum += c.share(at+"."+s.ID, s.Value)
	}
	return sum
}
