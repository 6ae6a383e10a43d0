package deal

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// terms lowers the merged document to the terms of its contract.
func (c *checker) terms() contract.Terms {
	doc := &c.merged.doc
	t := contract.Terms{
		Name: doc.Name, Currency: c.currency, Start: c.start, Months: c.months, ClaimEvery: 1,
		Indices: ids(doc.Indices),
		Cap:     c.moneyLimit("cap", doc.Cap),
		Budget: contract.Budget{
			Total:     c.moneyLimit("budget.total", doc.Budget.Total),
			Tolerance: c.share("budget.tolerance", doc.Budget.Tolerance),
		},
		Capital: c.capital(&doc.Capital),
	}
	if doc.Term.Claims == "quarterly" {
		t.ClaimEvery = 3
	}
	for _, o := range doc.Outcomes {
		t.Outcomes = append(t.Outcomes, contract.Outcome{ID: o.ID, Name: nameOr(o.Value.Name, o.ID), Paid: o.Value.Paid != "false"})
	}
	for i := range doc.Payers {
		t.Payers = append(t.Payers, c.payer(doc.Payers[i].ID, &doc.Payers[i].Value))
	}
	for i := range doc.Sites {
		t.Sites = append(t.Sites, c.site(doc.Sites[i].ID, &doc.Sites[i].Value))
	}
	for _, g := range doc.Grants {
		at := "grants." + g.ID
		t.Grants = append(t.Grants, contract.Grant{
			ID: g.ID, Shares: []contract.Share{{Payer: g.Value.Payer, Millions: contract.Million}}, Site: g.Value.Site,
			Month: c.month(g.Value.Month, 0), Amount: c.money(at+".amount", g.Value.Amount),
		})
	}
	for _, l := range c.lines() {
		t.Costs = append(t.Costs, contract.Cost{
			ID: l.id, Site: l.site,
			Category: categories[c.word(l.at+".category", l.cost.Category)],
			Bearer:   c.word(l.at+".bearer", l.cost.Bearer),
			Rank:     c.int(l.at+".rank", l.cost.Rank),
		})
	}
	return t
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

var (
	categories = map[string]contract.Category{
		"delivery": contract.Delivery, "development": contract.Development, "set_up": contract.SetUp, "management": contract.Management,
		"intermediary": contract.Intermediary, "evaluation": contract.Evaluation, "special_purpose": contract.SpecialPurpose,
	}
	classes     = map[string]contract.PayerClass{"local": contract.Local, "central": contract.Central, "private": contract.Private}
	exhaustions = map[string]contract.Exhaustion{"accrue": contract.Accrue, "stop": contract.Stop, "provider_bears": contract.ProviderBears}
)

func (c *checker) payer(id string, p *Payer) contract.Payer {
	at := "payers." + id
	out := contract.Payer{
		ID: id, Name: nameOr(p.Name, id), Class: classes[c.word(at+".class", p.Class)],
		Cap: c.moneyLimit(at+".cap", p.Cap), Budget: c.moneyLimit(at+".budget", p.Budget),
	}
	for i, q := range p.BudgetByYear {
		out.Years = append(out.Years, contract.YearBudget{
			Year: c.start.FinancialYear() + i, Amount: c.money(join(at+".budget_by_year", strconv.Itoa(i)), q),
		})
	}
	return out
}

func (c *checker) site(id string, s *Site) contract.Site {
	at := "sites." + id
	out := contract.Site{ID: id, Name: nameOr(s.Name, id), Cap: c.moneyLimit(at+".cap", s.Cap)}
	for i := range s.Tariffs {
		outcome := s.Tariffs[i].ID
		if o := c.doc.Outcomes.Find(outcome); o == nil || o.Paid == "false" {
			continue // counted, never claimed
		}
		out.Tariffs = append(out.Tariffs, c.tariff(at+".tariffs."+outcome, outcome, s, &s.Tariffs[i].Value))
	}
	p := &s.Provider
	out.Provider = contract.Provider{
		Name: nameOr(p.Name, id), Blocks: []contract.Money{c.money(at+".provider.block", p.Block)},
		From: c.month(p.From, 0), Until: c.month(p.Until, c.months-1),
		Reimburse: c.share(at+".provider.reimburse", p.Reimburse),
		Rank:      c.int(at+".provider.rank", p.Rank),
	}
	for _, fee := range p.Fees {
		out.Provider.Fees = append(out.Provider.Fees, contract.Fee{Outcome: fee.ID, Price: c.money(at+".provider.fees."+fee.ID, fee.Value)})
	}
	for i := range s.Targets {
		out.Targets = append(out.Targets, c.target(at+".targets."+s.Targets[i].ID, s.Targets[i].ID, &s.Targets[i].Value))
	}
	return out
}

func (c *checker) tariff(at, outcome string, s *Site, t *Tariff) contract.Tariff {
	out := contract.Tariff{
		Outcome: outcome, Index: t.Index, Lag: c.int(at+".lag", t.Lag),
		Cap: c.moneyLimit(at+".cap", t.Cap),
	}
	if t.MaxCount.Stated() {
		out.MaxCount = contract.AtMost(c.scaledTo(0, at+".max_count", t.MaxCount))
	}
	if t.Price.Stated() {
		out.Prices = []contract.Money{c.money(at+".price", t.Price)}
	}
	for i, q := range t.PriceByYear {
		out.Prices = append(out.Prices, c.money(join(at+".price_by_year", strconv.Itoa(i)), q))
	}
	for _, share := range t.Shares {
		n := c.share(at+".shares."+share.ID, share.Value)
		switch {
		case n == 0: // pays nothing, so it is no payer of this tariff
		case share.ID == "unpaid":
			out.Unpaid = n
		case share.ID == "commissioner":
			out.Shares = append(out.Shares, contract.Share{Payer: s.Commissioner, Millions: n})
		default:
			out.Shares = append(out.Shares, contract.Share{Payer: share.ID, Millions: n})
		}
	}
	return out
}

func (c *checker) target(at, outcome string, t *Target) contract.Target {
	out := contract.Target{Outcome: outcome, Total: c.scaledTo(0, at+".total", t.Total)}
	if len(t.Months) == 0 {
		return out
	}
	out.Months = make([]int32, max(c.months, len(t.Months)))
	for m, q := range t.Months {
		out.Months[m] = int32(c.int(join(at+".months", strconv.Itoa(m)), q))
		out.Total += int64(out.Months[m])
	}
	return out
}

func (c *checker) capital(k *Capital) contract.Capital {
	const at = "capital."
	out := contract.Capital{
		Reserve: c.money(at+"reserve", k.Reserve),
		First:   c.month(k.Distributions.First, 0),
		Every:   c.int(at+"distributions.every", k.Distributions.Every),
		Hurdle:  c.float(at+"hurdle", k.Hurdle), Interest: c.float(at+"interest", k.Interest),
		OnExhaustion: exhaustions[c.word(at+"on_exhaustion", k.OnExhaustion)],
	}
	if k.SurplusTo != "" {
		out.Surplus = []contract.Portion{{To: k.SurplusTo, Millions: contract.Million}}
	}
	for _, t := range k.Tranches {
		key := at + "tranches." + t.ID
		tranche := contract.Tranche{
			ID: t.ID, Name: nameOr(t.Value.Name, t.ID),
			Commitment: c.money(key+".commitment", t.Value.Commitment),
			Rank:       c.int(key+".rank", t.Value.Rank),
			Coupon:     c.float(key+".coupon", t.Value.Coupon),
			IRRCap:     contract.NoCap, MOICCap: contract.NoCap,
		}
		if t.Value.IRRCap.Stated() {
			tranche.IRRCap = c.float(key+".irr_cap", t.Value.IRRCap)
		}
		if t.Value.MOICCap.Stated() {
			tranche.MOICCap = c.float(key+".moic_cap", t.Value.MOICCap)
		}
		out.Tranches = append(out.Tranches, tranche)
	}
	return out
}

// takeFaults adds the faults that the contract found and the deal has not: at
// the address where the user wrote the value, and only where nothing has been
// found yet.
func (c *checker) takeFaults(err error) {
	if err == nil || c.months == 0 || !c.hasStart {
		return // without a term most of what the contract finds follows from that
	}
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	var found []Fault
	for _, e := range list {
		var f *contract.Fault
		if !errors.As(e, &f) {
			found = append(found, *newFault("contract", e.Error(), "must be a contract"))
			continue
		}
		if checkedHere(f.Address) {
			continue
		}
		if at := c.merged.origin(c.ours(f.Address)); !c.touches(at) {
			found = append(found, *newFault(at, f.Found, f.Allowed))
		}
	}
	for _, f := range found {
		c.add(f.Address, f.Found, f.Allowed)
	}
}

// checkedHere reports whether the deal's own checks find all that a contract
// can find at one of its addresses, and say it better: the months in the way
// they are written, the ranks at the tranches that leave them out.
func checkedHere(address string) bool {
	return address == "capital.distribution.first" ||
		strings.HasPrefix(address, "grants.") && strings.HasSuffix(address, ".month") ||
		strings.HasPrefix(address, "capital.tranches.") && strings.HasSuffix(address, ".rank")
}

// ours turns an address of the contract's terms into one of the document,
// where the two differ.
func (c *checker) ours(address string) string {
	steps := strings.Split(address, ".")
	n := len(steps)
	switch {
	case address == "term.claim_every":
		return "term.claims"
	case strings.HasPrefix(address, "capital.distribution."):
		return "capital.distributions." + steps[n-1]
	case n == 4 && steps[0] == "payers" && steps[2] == "years":
		year, _ := strconv.Atoi(steps[3])
		return "payers." + steps[1] + ".budget_by_year." + strconv.Itoa(year-c.start.FinancialYear())
	case n >= 5 && steps[0] == "sites" && steps[2] == "tariffs":
		s := c.merged.doc.Sites.Find(steps[1])
		if s == nil || s.Tariffs.Find(steps[3]) == nil {
			return address
		}
		t := s.Tariffs.Find(steps[3])
		switch {
		case steps[4] == "price" && len(t.PriceByYear) > 0:
			steps[4] = "price_by_year"
		case steps[4] == "unpaid":
			steps = append(slices.Clone(steps[:4]), "shares", "unpaid")
		case n == 6 && steps[4] == "shares" && t.Shares.Find(steps[5]) == nil && steps[5] == s.Commissioner:
			if steps[5] = "commissioner"; c.doc.Payers.Find(s.Commissioner) == nil {
				steps = []string{"sites", steps[1], "commissioner"} // a share of nobody
			}
		}
		return strings.Join(steps, ".")
	}
	return address
}
