package deal

import (
	"slices"
	"strconv"
)

// checkDelivery checks who serves people at one site, and what is measured there.
func (c *checker) checkDelivery(at string, s *Site) {
	c.checkSpecialists(at+".specialists", &s.Specialists)
	for i := range s.Measurement {
		c.checkEvent(at+".measurement."+s.Measurement[i].ID, s.Pathway.Find(s.Measurement[i].ID))
	}
	for i := range s.Hours {
		c.checkEvent(at+".hours."+s.Hours[i].ID, s.Pathway.Find(s.Hours[i].ID))
		c.checkHours(at+".hours."+s.Hours[i].ID, &s.Hours[i].Value)
	}
}

func (c *checker) checkSpecialists(at string, p *Specialists) {
	if absent(p) {
		return
	}
	if p.FTE.Stated() && len(p.Monthly) > 0 {
		c.fault(at+".fte_monthly", "stands beside fte;", "must be alone: fte or fte_monthly")
	}
	c.need(at+".fte", p.FTE.Stated() || len(p.Monthly) > 0, "must be a number of full-time posts (or write fte_monthly)")
	if n := len(p.Monthly); c.months > 0 && n > c.months {
		c.fault(at+".fte_monthly", plural(n, "month"), "must be at most %d, the term", c.months)
	}
	c.need(at+".caseload", p.Caseload.Stated(), "must be the people that a full-time specialist serves at a time")
	c.need(at+".stay", p.Stay.Stated(), "must be the months that a person keeps a place")
	c.need(at+".on", len(p.On) > 0 || !p.EffectSD.Stated(), "must list the outcomes whose chances differ between specialists")
	for i, id := range p.On {
		key := join(at+".on", strconv.Itoa(i))
		c.need(key, id != "", "must be an outcome")
		if id != "" && slices.Contains(p.On[:i], id) {
			c.fault(key, id, "must be there once")
		}
	}
	c.only(p.Queue != "turn_away", at+".drop_out", p.DropOut, "must not be written with queue: turn_away, where nobody waits")
}

// checkEvent checks that what is measured of an outcome is measured of an
// event: a state is everyone's who had its parent.
func (c *checker) checkEvent(at string, t *Transition) {
	if t != nil && t.state() {
		c.fault(at, "is of an outcome counted "+t.Counted+";", "must not be written: everyone with the parent event is in it")
	}
}

func (c *checker) checkHours(at string, h *Hours) {
	c.need(at+".mean", h.Mean.Stated(), "must be hours a week")
	c.need(at+".sd", h.SD.Stated(), "must be hours a week")
	if least, most := c.float(at+".min", h.Min), c.float(at+".max", h.Max); least >= most && !c.bad(at+".min") && !c.bad(at+".max") {
		key, text := at+".max", h.Max.Text
		if text == "" {
			key, text = at+".min", h.Min.Text
		}
		c.fault(key, text, "must leave min below max: %s and %s", number(least), number(most))
	}
}

// checkServed checks that a cost per specialist is of sites that have some.
func (c *checker) checkServed(l line) {
	at := l.at + ".per"
	sites, where := c.merged.doc.Sites, "one site at least"
	if l.site != "" {
		s := sites.Find(l.site)
		sites, where = Table[Site]{{l.site, *s}}, "sites."+l.site
	}
	if !slices.ContainsFunc(sites, func(s Entry[Site]) bool { return !absent(&s.Value.Specialists) }) {
		c.fault(at, "specialist", "must have specialists at "+where)
	}
}
