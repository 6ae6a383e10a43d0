package deal

import (
	"slices"
	"strconv"
	"strings"
)

// checkBasics checks what everything else stands on.
func (c *checker) checkBasics() {
	doc := c.doc
	if doc.Name == "" {
		c.add("name", missing, "must be the name of the deal")
	}
	code := doc.Currency
	if code == "" {
		code = root.child("currency").Default
	}
	var known bool
	if c.currency, known = currencyOf(code); !known {
		c.add("currency", quoted(code), "must be an ISO 4217 code in use, as GBP")
	}
	switch start, ok := parseMonth(doc.Term.Start); {
	case ok:
		c.start, c.hasStart = start, true
	case doc.Term.Start == "":
		c.add("term.start", missing, "must be a month, as 2020-04")
	default:
		c.add("term.start", quoted(doc.Term.Start), "must be a month, as 2020-04")
	}
	if !doc.Term.Months.Stated() {
		c.add("term.months", missing, "must be the number of months in the term")
	} else if d, ok := parseDecimal(doc.Term.Months.Text); ok {
		if n, ok := d.scaled(0); ok && root.child("term").child("months").limits.contains(float64(n)) {
			c.months = int(n)
		}
	}
	for _, t := range []struct {
		address string
		n       int
		noun    string
	}{
		{"outcomes", len(doc.Outcomes), "outcome"},
		{"payers", len(doc.Payers), "payer"},
		{"sites", len(doc.Sites), "site"},
		{"capital.tranches", len(doc.Capital.Tranches), "tranche"},
	} {
		if t.n == 0 {
			c.add(t.address, missing, "must have at least one "+t.noun)
		}
	}
}

// checkDocument checks the rules that tie fields together.
func (c *checker) checkDocument() {
	doc := &c.merged.doc
	if doc.Prices == "real" && doc.Deflator.Stated() {
		c.fault("deflator", doc.Deflator.Text, "must not be written beside prices: real")
	}
	c.checkPeriodCap("period_cap", &doc.Period)
	c.checkPayers()
	c.checkClauses()
	c.checkCapital(&doc.Capital)
	for _, f := range doc.Factors {
		c.need("factors."+f.ID+".sd", f.Value.SD.Stated(), "must be a number "+nodeAt("factors.f.sd").limits.String())
		if n := len(f.Value.Shock); c.months > 0 && n > c.months {
			c.fault("factors."+f.ID+".shock", plural(n, "month"), "must be at most %d, the term", c.months)
		}
		c.checkTargets("factors."+f.ID+".on", f.Value.On)
	}
	for _, e := range doc.SiteEffects {
		c.checkTargets("site_effects."+e.ID+".on", e.Value.On)
	}
	c.checkLevers()
	for _, i := range doc.Indices {
		c.need("indices."+i.ID+".annual", i.Value.Annual.Stated(), "must be a rate of growth, as 0.03")
	}
	for _, t := range doc.Tables {
		c.checkTable("tables."+t.ID, t.Value)
	}
	for _, line := range c.lines() {
		c.checkCost(line)
	}
	for i := range doc.Benefits {
		c.checkBenefit("benefits."+doc.Benefits[i].ID, &doc.Benefits[i].Value)
	}
	for i := range doc.Sites {
		c.checkSite(doc.Sites[i].ID, &doc.Sites[i].Value)
	}
	c.checkPaid()
	c.reportLacks()
	c.checkScenarios()
}

// need adds a fault if something that must be written is not.
func (c *checker) need(address string, ok bool, allowed string) {
	if !ok {
		c.fault(address, missing, allowed)
	}
}

// lack notes that a site has a field from nowhere: neither its own nor by default.
func (c *checker) lack(site, key, allowed string) {
	k := key + "\x00" + allowed
	c.lacks[k] = append(c.lacks[k], site)
}

// reportLacks adds the faults of the fields that sites have from nowhere: at
// the top level if no site has them, else at each site.
func (c *checker) reportLacks() {
	keys := make([]string, 0, len(c.lacks))
	for k := range c.lacks {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		i := slices.Index([]byte(k), 0)
		key, allowed := k[:i], k[i+1:]
		if len(c.lacks[k]) == len(c.doc.Sites) {
			c.add(key, missing, allowed+", here or at every site")
			continue
		}
		for _, site := range c.lacks[k] {
			c.add("sites."+site+"."+key, missing, allowed)
		}
	}
}

// checkLevers checks the levers and what they do.
func (c *checker) checkLevers() {
	doc := &c.merged.doc
	for _, l := range doc.Levers {
		at := "levers." + l.ID
		c.need(at+".kind", l.Value.Kind != "", "must be management or incentive")
		c.need(at+".intensity", l.Value.Intensity.Stated(), "must be a number "+nodeAt("levers.l.intensity").limits.String())
		if l.Value.Kind != "incentive" {
			continue
		}
		share := func(at string, q Quantity) {
			if x, ok := parseDecimal(q.Text); ok && x.float() > 1 {
				c.fault(at, q.Text, "must be 0 to 1, the share of revenue at risk")
			}
		}
		share(at+".intensity", l.Value.Intensity)
		share(at+".reference", l.Value.Reference)
	}
	for _, e := range doc.Effects {
		at := "effects." + e.ID
		c.need(at+".lever", e.Value.Lever != "", "must be a lever")
		c.need(at+".size", e.Value.Size.Stated(), "must be a number "+nodeAt("effects.e.size").limits.String()+", or a distribution")
		c.checkTargets(at+".on", e.Value.On)
	}
}

// checkTargets checks what a factor, site effect or lever acts on.
func (c *checker) checkTargets(address string, on []string) {
	c.need(address, len(on) > 0, "must list what it acts on: outcomes, referrals, evidence")
	for i, id := range on {
		at := join(address, strconv.Itoa(i))
		if id == "" {
			c.fault(at, missing, "must be an outcome, referrals or evidence")
		}
		if id != "" && slices.Contains(on[:i], id) {
			c.fault(at, id, "must be there once")
		}
	}
}

// checkSite checks one site with all it inherits.
func (c *checker) checkSite(id string, s *Site) {
	at := "sites." + id
	for _, t := range s.Tariffs {
		if c.paid(t.ID) {
			c.checkTariff(s, at, t.ID, &t.Value)
		}
	}
	r := &s.Referrals
	switch {
	case len(r.Monthly) > 0 && (r.Rate.Stated() || r.Ramp.Stated()):
		c.fault(at+".referrals.monthly", "stands beside rate or ramp;", "must be alone: monthly, or rate and ramp")
	case len(r.Monthly) == 0 && !r.Rate.Stated():
		c.lack(id, "referrals.rate", "must be people a month (or write referrals.monthly)")
	}
	if r.Law == "negative_binomial" && !r.Dispersion.Stated() {
		law := c.merged.origin(at + ".referrals.law") // where it is asked for, once for all who inherit it
		c.add(strings.TrimSuffix(law, "law")+"dispersion", missing, "must be written for the law negative_binomial")
	}
	first, last := c.window(at+".referrals", r.From, r.Until)
	if n := len(r.Monthly); c.months > 0 && n > 0 && first <= last && n > last-first+1 {
		c.fault(at+".referrals.monthly", plural(n, "month"), "must be at most %d, the months from %s to %s", last-first+1, c.monthLike(first, r.From, r.Until), c.monthLike(last, r.From, r.Until))
	}
	c.window(at+".provider", s.Provider.From, s.Provider.Until)
	if s.Provider.Block.Stated() && len(s.Provider.Blocks) > 0 {
		c.fault(at+".provider.block_by_year", "stands beside block;", "must be alone: block or block_by_year")
	}
	c.checkPeriodCap(at+".period_cap", &s.Period)
	c.checkMinimum(at, s)
	c.within(at+".until", s.Until, 0, c.months-1)
	for _, t := range s.Targets {
		c.checkTarget(at+".targets."+t.ID, &t.Value)
	}
	c.checkPathway(id, s.Pathway)
	for _, k := range s.Resubmitted {
		if t := s.Pathway.Find(k.ID); t != nil && t.state() {
			c.fault(at+".resubmission."+k.ID, "is of an outcome counted "+t.Counted+";", "must not be written: there is one draw of evidence a person")
		}
	}
	c.checkDelivery(at, s)
}

func (c *checker) checkTarget(at string, t *Target) {
	switch {
	case t.Total.Stated() && len(t.Months) > 0:
		c.fault(at, "has total and months;", "must have one of them")
	case !t.Total.Stated() && len(t.Months) == 0:
		c.fault(at, missing, "must be a count, or a list of counts by month")
	case c.months > 0 && len(t.Months) > c.months:
		c.fault(at+".months", plural(len(t.Months), "month"), "must be at most %d, the term", c.months)
	}
}

// checkPaid checks that every paid outcome has a tariff somewhere, be it under
// a misspelt key, which has its fault.
func (c *checker) checkPaid() {
	for _, o := range c.doc.Outcomes {
		if o.Value.Paid == "false" || len(c.doc.Sites) == 0 {
			continue
		}
		if !c.astray("tariffs", o.ID) && !slices.ContainsFunc(c.merged.doc.Sites, func(s Entry[Site]) bool {
			return s.Value.Tariffs.Find(o.ID) != nil || c.astray("sites."+s.ID+".tariffs", o.ID)
		}) {
			c.add("outcomes."+o.ID, "has no tariff;", "must have one at one site at least, or paid: false")
		}
	}
}

// line is a cost line: of the whole deal, or of a site.
type line struct {
	at   string // address in the merged document
	site string // empty: the deal
	id   string
	cost *Cost
}

// lines returns the cost lines in the order of the contract: the deal's, then the sites'.
func (c *checker) lines() []line {
	var list []line
	doc := &c.merged.doc
	for i := range doc.Costs {
		if e := &doc.Costs[i]; e.Value.Scope != "site" {
			list = append(list, line{"costs." + e.ID, "", e.ID, &e.Value})
		}
	}
	for i := range doc.Sites {
		site := &doc.Sites[i]
		for j := range site.Value.Costs {
			e := &site.Value.Costs[j]
			list = append(list, line{"sites." + site.ID + ".costs." + e.ID, site.ID, e.ID, &e.Value})
		}
	}
	return list
}

func (c *checker) checkCost(l line) {
	k := l.cost
	c.need(l.at+".amount", k.Amount.Stated(), "must be an amount of money")
	if l.site != "" && k.Scope == "deal" {
		c.fault(l.at+".scope", "deal", "must not be written at a site: a line here is the site's")
	}
	if l.site == "" && k.Bearer == "provider" {
		c.fault(l.at+".bearer", "provider", "must be vehicle or a payer: a cost of the whole deal has no one provider (write scope: site)")
	}
	switch per := c.word(l.at+".per", k.Per); {
	case per == "outcome" && k.Outcome == "":
		c.fault(l.at+".outcome", missing, "must be the outcome that is counted")
	case per != "outcome" && per != "participant_month" && k.Outcome != "":
		c.fault(l.at+".outcome", k.Outcome, "must not be written for a cost per "+per)
	}
	if k.Per == "specialist" {
		c.checkServed(l)
	}
	if k.Per == "once" {
		c.window(l.at, k.From, "")
		return
	}
	c.window(l.at, k.From, k.Until)
}
