package deal

import (
	"reflect"
	"slices"
)

// The rules of the clauses that many contracts lack.

const (
	aMonth  = "must be a month: a date as 2020-06, or whole months from the start"
	anMoney = "must be an amount of money"
)

func (c *checker) checkClauses() {
	doc := &c.merged.doc
	for i := range doc.Measures {
		c.checkMeasure("measures."+doc.Measures[i].ID, &doc.Measures[i].Value)
	}
	for i := range doc.Rewards {
		c.checkReward(doc.Rewards[i].ID, &doc.Rewards[i].Value)
	}
	if a := &doc.Audit; !absent(a) {
		c.need("audit.every", a.Every.Stated(), "must be the months between audits")
		c.need("audit.sample", a.Sample.Stated(), "must be a number of outcomes")
	}
	for i := range doc.Tests {
		c.checkTest("tests."+doc.Tests[i].ID, &doc.Tests[i].Value)
	}
	for i := range doc.Reviews {
		c.checkReview("reviews."+doc.Reviews[i].ID, &doc.Reviews[i].Value)
	}
	for i := range doc.Grants {
		c.checkGrant("grants."+doc.Grants[i].ID, &doc.Grants[i].Value)
	}
}

// absent reports whether nothing is written in a section.
func absent[T any](section *T) bool { return reflect.ValueOf(section).Elem().IsZero() }

func (c *checker) checkMeasure(at string, m *Measure) {
	rate := m.Outcome != ""
	switch {
	case c.bad(at + ".per"):
	case !rate && m.Per != "":
		c.add(at+".per", m.Per, "must not be written for an impact, which has no outcome")
	case rate && m.Per == m.Outcome:
		c.add(at+".per", m.Per, "must be another outcome")
	case rate && m.Per == "target":
		c.needTarget(at+".outcome", m.Outcome, m.Site)
	}
	c.only(!rate, at+".effect", m.Effect, "must not be written for a rate")
	c.only(!rate, at+".error", m.Error, "must not be written for a rate")
	c.need(at+".cohorts", len(m.Cohorts) > 0, "must have at least one cohort")
	before, earlier := 0, ""
	for i := range m.Cohorts {
		k, key := &m.Cohorts[i].Value, at+".cohorts."+m.Cohorts[i].ID
		c.only(!rate, key+".weight", k.Weight, "must not be written for a rate")
		c.need(key+".month", k.Month != "", aMonth)
		month := c.month(k.Month, 0)
		if k.Month == "" || !c.within(key+".month", k.Month, 0, c.months-1) {
			continue
		}
		if month < before {
			c.add(key+".month", k.Month, "must not be before that of %s, %s", earlier, c.monthLike(before, k.Month))
		}
		before, earlier = month, m.Cohorts[i].ID
		first, last := c.month(k.From, 0), c.month(k.Until, month)
		if c.within(key+".from", k.From, 0, month) && c.within(key+".until", k.Until, 0, month) && last < first && k.Until != "" {
			c.add(key+".until", k.Until, "must not be before from, %s", c.word(key+".from", k.From))
		}
	}
}

// only adds a fault if a number is written where it has no meaning.
func (c *checker) only(here bool, at string, q Quantity, allowed string) {
	if !here && q.Stated() {
		c.fault(at, q.String(), allowed)
	}
}

// needTarget checks that what is held against a target has one: at the site,
// or at one site at least.
func (c *checker) needTarget(at, outcome, site string) {
	if outcome == "" || c.bad(at) {
		return
	}
	sites := c.doc.Sites
	where := "one site at least"
	if site != "" {
		where = "sites." + site
		sites = slices.DeleteFunc(slices.Clone(sites), func(s Entry[Site]) bool { return s.ID != site })
		if len(sites) == 0 {
			return // which has its fault
		}
	}
	if !slices.ContainsFunc(sites, func(s Entry[Site]) bool {
		return s.Value.Targets.Find(outcome) != nil || c.astray("sites."+s.ID+".targets", outcome)
	}) {
		c.fault(at, outcome, "must have a target at "+where)
	}
}

func (c *checker) checkReward(id string, r *Reward) {
	at := "rewards." + id
	c.need(at+".measure", r.Measure != "", "must be a measure")
	c.need(at+".each", len(r.Each)+len(r.Pooled) > 0, "must be a ladder (or write pooled)")
	c.checkLadder(at+".each", r.Each)
	c.checkLadder(at+".pooled", r.Pooled)
	if len(r.Shares) == 0 {
		c.fault(at+".shares", missing, "must say who pays, as {commissioner: 0.6, unpaid: 0.4}")
		return
	}
	m := c.doc.Measures.Find(r.Measure)
	if m == nil {
		return // which has its fault
	}
	if m.Site == "" && r.Shares.Find("commissioner") != nil {
		if own := c.doc.Rewards.Find(id); len(own.Shares) > 0 {
			c.add(at+".shares.commissioner", "commissioner", "must be a payer: measure %s is of no one site", r.Measure)
		} else {
			c.add(at+".shares", missing, "must be written: shares gives the commissioner a part, and measure %s is of no one site", r.Measure)
		}
		return
	}
	c.checkShares(at+".shares", "sites."+m.Site, c.commissionerOf(r), r.Shares)
}

func (c *checker) checkLadder(at string, ladder Table[Step]) {
	for i, s := range ladder {
		key := at + "." + s.ID
		c.need(key+".from", s.Value.From.Stated(), "must be a value, as 0.2 for 20 percent")
		if i > 0 {
			c.ascending(key+".from", s.Value.From, at+"."+ladder[i-1].ID+".from", ladder[i-1].Value.From, ladder[i-1].ID)
		}
	}
}

func (c *checker) checkMinimum(site string, s *Site) {
	m, at := &s.Minimum, site+".minimum_referrals"
	if absent(m) {
		return
	}
	c.need(at+".count", m.Count.Stated(), "must be a number of referrals")
	c.need(at+".credit", m.Credit.Stated(), anMoney)
	if c.word(at+".payer", m.Payer) == "commissioner" && s.Commissioner == "" {
		c.add(site+".commissioner", missing, "must be a payer: the commissioner pays "+c.merged.origin(at+".credit"))
	}
}

func (c *checker) checkTest(at string, t *Test) {
	c.need(at+".month", t.Month != "", aMonth)
	c.within(at+".month", t.Month, 0, c.months-2)
	c.need(at+".outcome", t.Outcome != "", "must be an outcome")
	c.needTarget(at+".outcome", t.Outcome, t.Site)
	c.need(at+".share", t.Share.Stated(), "must be a part of the target, as 0.8")
	if t.Then == "exit" {
		for _, q := range []struct {
			key string
			Quantity
		}{{"run_off", t.RunOff}, {"wind_down", t.WindDown}, {"payout", t.Payout}, {"payer", Num(t.Payer)}} {
			c.only(false, at+"."+q.key, q.Quantity, "must not be written for an exit: service goes on")
		}
		return
	}
	c.need(at+".payer", t.Payer != "" || !t.Payout.Stated() || c.share(at+".payout", t.Payout) == 0, "must be the payer of the payout")
	c.need(at+".payout", t.Payer == "" || t.Payout.Stated(), "must be a part of the principal, as 0.5")
}

func (c *checker) checkReview(at string, r *Review) {
	c.need(at+".month", r.Month != "", aMonth)
	c.within(at+".month", r.Month, 1, c.months-1)
	c.need(at+".outcome", r.Outcome != "", "must be an outcome")
	c.needTarget(at+".outcome", r.Outcome, "")
	c.need(at+".caps", !absent(&r.Caps) || !absent(&r.Volumes), "must be a formula (or write volumes)")
	c.checkFormula(at+".caps", &r.Caps)
	c.checkFormula(at+".volumes", &r.Volumes)
}

func (c *checker) checkFormula(at string, f *Formula) {
	if absent(f) {
		return
	}
	if least, most := c.float(at+".least", f.Least), c.float(at+".most", f.Most); least > most {
		key, text := at+".most", f.Most.Text
		if text == "" {
			key, text = at+".least", f.Least.Text
		}
		c.add(key, text, "must leave least at or below most: %s and %s", number(least), number(most))
	}
}

func (c *checker) checkGrant(at string, g *Grant) {
	switch {
	case g.Payer != "" && len(g.Shares) > 0:
		c.add(at+".shares", "stands beside payer;", "must be alone: payer or shares")
	case g.Payer == "" && len(g.Shares) == 0:
		c.need(at+".payer", false, "must be a payer (or write shares)")
	case len(g.Shares) > 0 && !c.touches(at+".shares"):
		if sum := c.sum(at+".shares", g.Shares); sum != million {
			c.add(at+".shares", "add up to "+millionths(sum)+";", "must add up to 1")
		}
	}
	c.need(at+".month", g.Month != "", aMonth)
	c.need(at+".amount", g.Amount.Stated(), anMoney)
	if g.Until != "" && !g.Every.Stated() {
		c.add(at+".until", g.Until, "must not be written without every")
	}
	if !c.span.dueKnown || !c.within(at+".month", g.Month, 0, c.span.due) || !c.within(at+".until", g.Until, 0, c.span.due) {
		return
	}
	if g.Until != "" && c.month(g.Until, 0) < c.month(g.Month, 0) {
		c.add(at+".until", g.Until, "must not be before month, %s", g.Month)
	}
}
