package deal

import (
	"cmp"
	"math"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
)

// assumptions lowers the merged document to what we expect, but for the correlations.
func (c *checker) assumptions() assumptions.Assumptions {
	doc := &c.merged.doc
	for _, t := range doc.Tables {
		table := assumptions.Table{ID: t.ID}
		for i, values := range readTable(t.Value) {
			table.Columns = append(table.Columns, assumptions.Column{ID: t.Value.Columns[i].ID, Values: values})
		}
		c.tables = append(c.tables, table)
	}
	a := assumptions.Assumptions{
		Months: c.months, Start: int(c.start),
		CommonVolume: c.effect("volume_effect", &doc.CommonVolume),
		AuditError:   c.input("audit.error", doc.Audit.Error),
	}
	a.Deflated = doc.Prices == "real" || doc.Deflator.Stated()
	if doc.Deflator.Stated() {
		a.Deflator = c.float("deflator", doc.Deflator)
	}
	for _, o := range doc.Outcomes {
		deadweight := math.NaN()
		if q := o.Value.Deadweight; q.Stated() {
			deadweight = c.float("outcomes."+o.ID+".deadweight", q)
		}
		a.Outcomes = append(a.Outcomes, assumptions.Outcome{ID: o.ID, Deadweight: deadweight, Kind: cmp.Or(o.Value.Kind, assumptions.Other)})
	}
	for i := range doc.Sites {
		a.Sites = append(a.Sites, c.expect(doc.Sites[i].ID, &doc.Sites[i].Value))
	}
	for _, f := range doc.Factors {
		at := "factors." + f.ID
		factor := assumptions.Factor{
			ID: f.ID, SD: c.input(at+".sd", f.Value.SD), Rho: c.input(at+".rho", f.Value.Rho), Mean: c.input(at+".mean", f.Value.Mean),
			On: f.Value.On,
		}
		for i, q := range f.Value.Shock {
			factor.Shock = append(factor.Shock, c.float(join(at+".shock", strconv.Itoa(i)), q))
		}
		a.Factors = append(a.Factors, factor)
	}
	for _, e := range doc.SiteEffects {
		at := "site_effects." + e.ID
		a.SiteEffects = append(a.SiteEffects, assumptions.SiteEffect{
			ID:     e.ID,
			Effect: assumptions.Effect{Mean: c.input(at+".mean", e.Value.Mean), SD: c.input(at+".sd", e.Value.SD)},
			On:     e.Value.On,
		})
	}
	c.levers(&a)
	for _, i := range doc.Indices {
		at := "indices." + i.ID
		a.Indices = append(a.Indices, assumptions.Index{ID: i.ID, Annual: c.input(at+".annual", i.Value.Annual), SD: c.input(at+".sd", i.Value.SD)})
	}
	for _, p := range doc.Payers {
		at := "payers." + p.ID
		a.Payers = append(a.Payers, assumptions.Payer{
			ID: p.ID, Late: c.input(at+".late.probability", p.Value.Late.Probability), Default: c.input(at+".default.annual", p.Value.Default.Annual),
		})
	}
	for _, m := range doc.Measures {
		if m.Value.Outcome == "" {
			at := "measures." + m.ID
			a.Measures = append(a.Measures, assumptions.Measure{ID: m.ID, Effect: c.input(at+".effect", m.Value.Effect), Error: c.input(at+".error", m.Value.Error)})
		}
	}
	for _, l := range c.lines() {
		a.Costs = append(a.Costs, c.cost(l))
	}
	for i := range doc.Benefits {
		a.Benefits = append(a.Benefits, c.benefit(&doc.Benefits[i]))
	}
	a.Tables = c.tables
	return clone(a) // shares nothing with the document
}

// levers lowers the levers and what they do.
func (c *checker) levers(a *assumptions.Assumptions) {
	for _, l := range c.doc.Levers {
		at, v := "levers."+l.ID, l.Value
		a.Levers = append(a.Levers, assumptions.Lever{
			ID: l.ID, Kind: v.Kind, Intensity: c.float(at+".intensity", v.Intensity), Reference: c.float(at+".reference", v.Reference),
			Half: c.float(at+".half", v.Half),
		})
	}
	for _, e := range c.doc.Effects {
		a.LeverEffects = append(a.LeverEffects, assumptions.LeverEffect{
			ID: e.ID, Lever: e.Value.Lever, Size: c.input("effects."+e.ID+".size", e.Value.Size), On: e.Value.On,
		})
	}
}

func (c *checker) effect(at string, e *Effect) assumptions.Effect {
	return assumptions.Effect{Mean: c.input(at+".mean", e.Mean), SD: c.input(at+".sd", e.SD)}
}

var laws = map[string]assumptions.Law{
	"poisson": assumptions.Poisson, "negative_binomial": assumptions.NegativeBinomial, "fixed": assumptions.FixedCount,
}

// expect lowers one site.
func (c *checker) expect(id string, s *Site) assumptions.Site {
	at := "sites." + id
	r, ref := &s.Referrals, at+".referrals"
	out := assumptions.Site{ID: id, Referrals: assumptions.Referrals{
		Law:        laws[c.word(ref+".law", r.Law)],
		Dispersion: c.input(ref+".dispersion", r.Dispersion),
		From:       c.month(r.From, 0), Until: c.month(r.Until, c.months-1),
		Rate: c.input(ref+".rate", r.Rate), Ramp: c.input(ref+".ramp", r.Ramp),
		Monthly: c.inputs(ref+".monthly", r.Monthly),
		Effect:  c.effect(ref+".effect", &r.Effect),
	}}
	for _, i := range parentsFirst(s.Pathway) {
		out.Pathway = append(out.Pathway, c.transition(at+".pathway."+s.Pathway[i].ID, s.Pathway[i].ID, &s.Pathway[i].Value))
	}
	for _, o := range c.doc.Outcomes {
		var q Quantity
		if e := s.Evidence.Find(o.ID); e != nil {
			q = *e
		}
		out.Evidence = append(out.Evidence, assumptions.Evidence{Outcome: o.ID, Probability: c.input(at+".evidence."+o.ID, q)})
	}
	for _, r := range s.Resubmitted {
		key := at + ".resubmission." + r.ID
		out.Resubmitted = append(out.Resubmitted, assumptions.Resubmission{
			Outcome: r.ID, Probability: c.input(key+".probability", r.Value.Probability), After: c.int(key+".after", r.Value.After),
		})
	}
	c.deliver(&out, s)
	out.Failure = c.input(at+".failure.annual", s.Failure.Annual)
	for _, l := range s.Loadings {
		out.Loadings = append(out.Loadings, assumptions.Loading{Factor: l.ID, Value: c.input(at+".loadings."+l.ID, l.Value)})
	}
	return out
}

// parentsFirst orders a pathway so that every parent comes before what follows
// from it: each time the first in the document whose parent is placed.
func parentsFirst(p Table[Transition]) []int {
	placed := map[string]bool{"": true, "referral": true}
	var order []int
	for len(order) < len(p) {
		next := -1
		for i := range p {
			if !placed[p[i].ID] && placed[p[i].Value.From] {
				next = i
				break
			}
		}
		if next < 0 {
			return order // a cycle or an unknown parent, which has its fault
		}
		placed[p[next].ID] = true
		order = append(order, next)
	}
	return order
}

var ways = map[string]assumptions.Counted{
	"once": assumptions.CountedOnce, "monthly": assumptions.CountedMonthly, "daily": assumptions.CountedDaily,
}

func (c *checker) transition(at, outcome string, t *Transition) assumptions.Transition {
	out := assumptions.Transition{
		Outcome: outcome, From: t.From, Group: t.Group,
		Hazards:  c.inputs(at+".hazards", t.Hazards),
		Counted:  ways[c.word(at+".counted", t.Counted)],
		Marginal: t.Mean == "marginal",
	}
	if out.From == "referral" {
		out.From = ""
	}
	if len(t.Hazards) > 0 {
		out.HazardsFrom = c.int(at+".hazards_from", t.HazardsFrom)
		return out
	}
	if out.Counted == assumptions.CountedOnce {
		out.Probability = c.input(at+".probability", t.Probability)
	}
	out.Delay = c.delay(at+".delay", &t.Delay)
	return out
}

func (c *checker) delay(at string, d *Delay) assumptions.Delay {
	out := assumptions.Delay{First: c.int(at+".first", d.First), Last: c.int(at+".last", d.Last)}
	switch {
	case d.Months.Stated():
		out.Kind, out.A = assumptions.Months, c.input(at+".months", d.Months)
	case d.Weeks.Stated():
		out.Kind, out.A = assumptions.Weeks, c.input(at+".weeks", d.Weeks)
	case d.Geometric.stated():
		out.Kind, out.A = assumptions.Geometric, c.input(at+".geometric.mean", d.Geometric.Mean)
	case d.Weibull.stated():
		out.Kind = assumptions.Weibull
		out.A, out.B = c.input(at+".weibull.shape", d.Weibull.Shape), c.input(at+".weibull.mean", d.Weibull.Mean)
	case d.Lognormal.stated():
		out.Kind = assumptions.Lognormal
		out.A, out.B = c.input(at+".lognormal.median", d.Lognormal.Median), c.input(at+".lognormal.sigma", d.Lognormal.Sigma)
	case len(d.List) > 0:
		out.Kind = assumptions.List
		out.Last = out.First + len(d.List) - 1
		for i, q := range d.List {
			out.List = append(out.List, c.input(join(at+".list", strconv.Itoa(i)), q))
		}
	}
	return out
}

var drivers = map[string]assumptions.Driver{
	"month": assumptions.PerMonth, "referral": assumptions.PerReferral, "outcome": assumptions.PerOutcome,
	"participant_month": assumptions.PerParticipantMonth, "specialist": assumptions.PerSpecialist, "once": assumptions.Once,
}

func (c *checker) cost(l line) assumptions.Cost {
	k := l.cost
	out := assumptions.Cost{
		ID: l.id, Site: l.site, Driver: drivers[c.word(l.at+".per", k.Per)], Outcome: k.Outcome,
		For: c.int(l.at+".for", k.For), From: c.month(k.From, 0), Until: c.month(k.Until, c.months-1),
		Amount: c.input(l.at+".amount", k.Amount), Index: k.Index,
		VAT:     c.float(l.at+".vat", k.VAT) * (1 - c.float(l.at+".vat_recovered", k.Recover)),
		Overrun: c.input(l.at+".overrun", k.Overrun),
	}
	if out.Driver == assumptions.Once {
		out.Until = out.From
	}
	if l.site == "" {
		out.SiteOverrun = c.input("overrun", c.merged.doc.Overrun)
	} else if s := c.merged.doc.Sites.Find(l.site); s != nil {
		out.SiteOverrun = c.input("sites."+l.site+".overrun", s.Overrun)
	}
	return out
}
