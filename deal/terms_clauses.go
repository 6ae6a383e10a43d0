package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

// The lowering of the clauses that many contracts lack.

func (c *checker) periodCap(at string, p *PeriodCap) contract.PeriodCap {
	var out contract.PeriodCap
	if p.Amount.Stated() {
		out.Amounts = []contract.Money{c.money(at+".amount", p.Amount)}
	}
	for i, q := range p.Amounts {
		out.Amounts = append(out.Amounts, c.money(join(at+".amounts", strconv.Itoa(i)), q))
	}
	if len(out.Amounts) > 0 {
		out.Every, _ = periodOf(c.word(at+".every", p.Every))
		out.CarryOver = p.CarryOver == "true"
	}
	return out
}

func (w Window) stated() bool { return w.After != "" || w.Months.Stated() }

func (c *checker) measure(id string, m *Measure) contract.Measure {
	at := "measures." + id
	out := contract.Measure{ID: id, Outcome: m.Outcome, Site: m.Site}
	if m.Outcome != "" {
		out.Per = c.word(at+".per", m.Per)
	}
	for _, k := range m.Cohorts {
		month := c.month(k.Value.Month, 0)
		out.Cohorts = append(out.Cohorts, contract.Cohort{
			ID: k.ID, From: c.month(k.Value.From, 0), Until: c.month(k.Value.Until, month), Month: month,
			Weight: c.scaledTo(0, at+".cohorts."+k.ID+".weight", k.Value.Weight),
		})
	}
	return out
}

func (c *checker) reward(id string, r *Reward) contract.Reward {
	at := "rewards." + id
	out := contract.Reward{
		ID: id, Measure: r.Measure, Lag: c.int(at+".lag", r.Lag),
		Each: c.ladder(at+".each", r.Each), Pooled: c.ladder(at+".pooled", r.Pooled),
		Cap: c.moneyLimit(at+".cap", r.Cap),
	}
	out.Shares, out.Unpaid = c.shares(at+".shares", c.commissionerOf(r), r.Shares)
	return out
}

// commissionerOf returns the commissioner of the one site that a reward's
// measure is taken at; empty if there is none.
func (c *checker) commissionerOf(r *Reward) string {
	if m := c.doc.Measures.Find(r.Measure); m != nil {
		if s := c.doc.Sites.Find(m.Site); s != nil {
			return s.Commissioner
		}
	}
	return ""
}

func (c *checker) ladder(at string, t Table[Step]) []contract.Step {
	var out []contract.Step
	for _, s := range t {
		key := at + "." + s.ID
		out = append(out, contract.Step{
			From:   c.share(key+".from", s.Value.From),
			Amount: c.money(key+".amount", s.Value.Amount), PerPoint: c.money(key+".per_point", s.Value.PerPoint),
		})
	}
	return out
}

func (c *checker) audit(a *Audit) contract.Audit {
	if !a.Every.Stated() {
		return contract.Audit{}
	}
	return contract.Audit{
		Every: c.int("audit.every", a.Every), Sample: c.scaledTo(0, "audit.sample", a.Sample),
		Tolerance: c.share("audit.tolerance", a.Tolerance), Extrapolate: a.Extrapolate != "false",
	}
}

func (c *checker) test(id string, t *Test) contract.Test {
	at := "tests." + id
	return contract.Test{
		ID: id, Month: c.month(t.Month, 0), Outcome: t.Outcome, Site: t.Site,
		Share: c.share(at+".share", t.Share), Exit: t.Then == "exit",
		RunOff: c.int(at+".run_off", t.RunOff), WindDown: c.money(at+".wind_down", t.WindDown),
		Payout: c.share(at+".payout", t.Payout), Payer: t.Payer,
	}
}

func (c *checker) review(id string, r *Review) contract.Review {
	at := "reviews." + id
	return contract.Review{
		ID: id, Month: c.month(r.Month, 0), Outcome: r.Outcome,
		Caps: c.formula(at+".caps", &r.Caps), Volumes: c.formula(at+".volumes", &r.Volumes),
	}
}

func (c *checker) formula(at string, f *Formula) contract.Follow {
	return contract.Follow{Part: c.share(at+".part", f.Part), Least: c.share(at+".least", f.Least), Most: c.share(at+".most", f.Most)}
}

func (c *checker) grant(id string, g *Grant) contract.Grant {
	at := "grants." + id
	out := contract.Grant{ID: id, Site: g.Site, Month: c.month(g.Month, 0), Amount: c.money(at+".amount", g.Amount)}
	if g.Every.Stated() {
		out.Every, out.Until = c.int(at+".every", g.Every), c.month(g.Until, c.span.due)
	}
	if len(g.Shares) == 0 {
		out.Shares = []contract.Share{{Payer: g.Payer, Millions: contract.Million}}
	}
	for _, share := range g.Shares {
		if n := c.share(at+".shares."+share.ID, share.Value); n != 0 {
			out.Shares = append(out.Shares, contract.Share{Payer: share.ID, Millions: n})
		}
	}
	return out
}
