package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

// terms lowers the merged document to the terms of its contract.
func (c *checker) terms() contract.Terms {
	doc := &c.merged.doc
	t := contract.Terms{
		Name: doc.Name, Currency: c.currency, Start: c.start, Months: c.months, ClaimEvery: 1,
		Indices: ids(doc.Indices),
		Cap:     c.moneyLimit("cap", doc.Cap),
		Period:  c.periodCap("period_cap", &doc.Period),
		Audit:   c.audit(&doc.Audit),
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
	for i := range doc.Grants {
		t.Grants = append(t.Grants, c.grant(doc.Grants[i].ID, &doc.Grants[i].Value))
	}
	for i := range doc.Measures {
		t.Measures = append(t.Measures, c.measure(doc.Measures[i].ID, &doc.Measures[i].Value))
	}
	for i := range doc.Rewards {
		t.Rewards = append(t.Rewards, c.reward(doc.Rewards[i].ID, &doc.Rewards[i].Value))
	}
	for i := range doc.Tests {
		t.Tests = append(t.Tests, c.test(doc.Tests[i].ID, &doc.Tests[i].Value))
	}
	for i := range doc.Reviews {
		t.Reviews = append(t.Reviews, c.review(doc.Reviews[i].ID, &doc.Reviews[i].Value))
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
	classes = map[string]contract.PayerClass{"local": contract.Local, "central": contract.Central, "private": contract.Private}
)

func (c *checker) payer(id string, p *Payer) contract.Payer {
	at := "payers." + id
	out := contract.Payer{
		ID: id, Name: nameOr(p.Name, id), Class: classes[c.word(at+".class", p.Class)],
		Cap: c.moneyLimit(at+".cap", p.Cap), Budget: c.moneyLimit(at+".budget", p.Budget),
		Period:      c.periodCap(at+".period_cap", &p.Period),
		Recovery:    c.share(at+".default.recovery", p.Default.Recovery),
		RecoveryLag: c.int(at+".default.lag", p.Default.Lag),
	}
	if c.isLate(at, p) {
		out.Late = c.int(at+".late.months", p.Late.Months)
	}
	for i, q := range p.BudgetByYear {
		out.Years = append(out.Years, contract.YearBudget{
			Year: c.start.FinancialYear() + i, Amount: c.money(join(at+".budget_by_year", strconv.Itoa(i)), q),
		})
	}
	return out
}

// isLate reports whether the payer may pay late.
func (c *checker) isLate(at string, p *Payer) bool {
	q := p.Late.Probability
	return q.Dist != "" || c.float(at+".late.probability", q) != 0
}
