package report

import (
	"encoding/json"
	"fmt"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
)

// settled reads a lifetime's ledger with the names of its contract.
type settled struct {
	contract *contract.Contract
	terms    contract.Terms
	ledger   *contract.Ledger
	money    Format
}

func settledOf(p *sim.Plan, l *sim.Lifetime) settled {
	terms := p.Contract().Terms()
	return settled{p.Contract(), terms, l.Ledger, Format{Style: Money, Currency: terms.Currency}}
}

// payments are what payers paid for outcomes and rewards in all, and what was
// claimed by site and by outcome; the two differ by rewards, credits and defaults.
func (s *settled) payments() (total contract.Money, bySite, byOutcome []contract.Money) {
	bySite, byOutcome = make([]contract.Money, len(s.terms.Sites)), make([]contract.Money, len(s.terms.Outcomes))
	for i := range bySite {
		for k := range byOutcome {
			x := s.ledger.Paid[i*len(byOutcome)+k]
			bySite[i] += x
			byOutcome[k] += x
		}
	}
	return sumOf(s.ledger.Payments), bySite, byOutcome
}

func sumOf(list []contract.Money) (sum contract.Money) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// amount is money as a JSON number with all its minor digits.
func (s *settled) amount(x contract.Money) json.Number {
	return json.Number(decimal(x, s.terms.Currency.Digits))
}

// date is the calendar month of a month of the deal: 2020-04.
func (s *settled) date(month int) string {
	m := s.terms.Start + contract.Month(month)
	return fmt.Sprintf("%04d-%02d", m.Year(), m.Number())
}

// SettleJSON returns what a contract made of one lifetime: payments in all,
// by payer, and as claimed by outcome, site and, if there are any, reward; the closing
// balance of every account by its address; the ledger, posting by posting. Amounts are in major units with
// all minor digits, made without a float. Keys are sorted.
func SettleJSON(p *sim.Plan, l *sim.Lifetime) ([]byte, error) {
	s := settledOf(p, l)
	total, bySite, byOutcome := s.payments()
	payers, outcomes, sites, accounts := object{}, object{}, object{}, object{}
	for i := range s.terms.Payers {
		payers[s.terms.Payers[i].ID] = s.amount(s.ledger.Payments[i])
	}
	for k := range byOutcome {
		if s.terms.Outcomes[k].Paid {
			outcomes[s.terms.Outcomes[k].ID] = s.amount(byOutcome[k])
		}
	}
	for i := range bySite {
		sites[s.terms.Sites[i].ID] = s.amount(bySite[i])
	}
	for a, x := range s.ledger.Balance {
		if idle(contract.Account(a), x) {
			continue
		}
		accounts[s.contract.AccountName(contract.Account(a))] = s.amount(x)
	}
	postings := make([]object, len(s.ledger.Postings))
	for i, x := range s.ledger.Postings {
		postings[i] = object{
			"month": x.Month, "date": s.date(x.Month), "from": s.contract.AccountName(x.From), "to": s.contract.AccountName(x.To),
			"amount": s.amount(x.Amount), "clause": x.Clause,
		}
	}
	payments := object{"total": s.amount(total), "by_payer": payers, "by_outcome": outcomes, "by_site": sites}
	if len(s.terms.Rewards) > 0 {
		rewards := object{}
		for i, x := range s.ledger.Rewards {
			rewards[s.terms.Rewards[i].ID] = s.amount(x)
		}
		payments["by_reward"] = rewards
	}
	return marshal(object{"payments": payments, "accounts": accounts, "ledger": postings})
}

// Ledger is every posting of an itemised lifetime, in the order made.
func Ledger(p *sim.Plan, l *sim.Lifetime) Table {
	s := settledOf(p, l)
	t := Table{Title: "Ledger", Columns: []Column{
		number("Month", "", Count), {Title: "Date"}, label("From"), label("To"), number("Amount", "", Money), label("Clause"),
	}}
	for _, x := range s.ledger.Postings {
		t.Rows = append(t.Rows, row(figure(fmt.Sprint(x.Month), float64(x.Month)), words(s.date(x.Month)),
			words(Clean(s.contract.AccountName(x.From))), words(Clean(s.contract.AccountName(x.To))), s.cell(x.Amount), words(Clean(x.Clause))))
	}
	if len(t.Rows) == 0 {
		t.Notes = []string{"No posting was made, or the lifetime was not itemised."}
	}
	return t
}

// cell is an amount with all its minor digits.
func (s *settled) cell(x contract.Money) Cell {
	v := float64(x)
	for range s.terms.Currency.Digits {
		v /= 10
	}
	return figure(s.money.minor(x), v)
}

// Settlement reports what a contract made of one lifetime: outcome payments
// by payer, outcome, reward and site, and the closing balance of every account.
func Settlement(p *sim.Plan, l *sim.Lifetime) Report {
	s := settledOf(p, l)
	total, bySite, byOutcome := s.payments()
	amounts := func(title, what string) Table {
		return Table{Title: title, Columns: []Column{label(what), number("Amount", "", Money)}}
	}
	add := func(t *Table, name string, x contract.Money) {
		t.Rows = append(t.Rows, row(words(name), s.cell(x)))
	}
	sum := func(t *Table, x contract.Money) {
		t.Rows = append(t.Rows, Row{Kind: Total, Cells: []Cell{words("Together"), s.cell(x)}})
	}
	payers, outcomes, sites := amounts("By payer", "Payer"), amounts("By outcome", "Outcome"), amounts("By site", "Site")
	for i := range s.terms.Payers {
		add(&payers, nameOf(s.terms.Payers[i].Name, s.terms.Payers[i].ID), s.ledger.Payments[i])
	}
	outcomes.Columns = append(outcomes.Columns[:1], number("Evidenced", "", Count), number("Paid for", "", Count), outcomes.Columns[1])
	for k := range byOutcome {
		var evidenced, paid int64
		for i := range bySite {
			evidenced += s.ledger.Evidenced[i*len(byOutcome)+k]
			paid += s.ledger.PaidCount[i*len(byOutcome)+k]
		}
		count := Format{Style: Count}
		outcomes.Rows = append(outcomes.Rows, row(words(nameOf(s.terms.Outcomes[k].Name, s.terms.Outcomes[k].ID)),
			figure(count.Exact(float64(evidenced)), float64(evidenced)), figure(count.Exact(float64(paid)), float64(paid)), s.cell(byOutcome[k])))
	}
	for i := range bySite {
		add(&sites, nameOf(s.terms.Sites[i].Name, s.terms.Sites[i].ID), bySite[i])
	}
	sum(&payers, total)
	sum(&sites, sumOf(bySite))
	outcomes.Rows = append(outcomes.Rows, Row{Kind: Total, Cells: []Cell{words("Together"), words(""), words(""), s.cell(sumOf(byOutcome))}})
	if sumOf(byOutcome)+sumOf(s.ledger.Rewards) != total {
		outcomes.Notes = []string{"As claimed. What payers paid differs by credits, and by what was lost to a default."}
	}
	tables := []Table{payers, outcomes}
	if len(s.terms.Rewards) > 0 {
		rewards := amounts("By reward", "Reward")
		for i, r := range p.Deal().Document().Rewards {
			add(&rewards, nameOf(r.Value.Name, r.ID), s.ledger.Rewards[i])
		}
		sum(&rewards, sumOf(s.ledger.Rewards))
		tables = append(tables, rewards)
	}
	tables = append(tables, sites)
	accounts := amounts("Accounts", "Account")
	accounts.Columns[1].Title = "Closing balance"
	var balance contract.Money
	for a, x := range s.ledger.Balance {
		if idle(contract.Account(a), x) {
			continue
		}
		add(&accounts, Clean(s.contract.AccountName(contract.Account(a))), x)
		balance += x
	}
	sum(&accounts, balance)
	accounts.Notes = []string{"Every account opens at nil, so the balances add up to nil."}
	return Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "Settlement of given counts",
		Facts:    dealFacts(&s.terms, s.money),
		Headline: []Fact{{Label: "Outcome payments", Value: s.cell(total).Text}},
		Sections: []Section{
			{ID: "payments", Title: "Outcome payments", Tables: tables},
			{ID: "accounts", Title: "Accounts", Tables: []Table{accounts}},
			{ID: "ledger", Title: "Ledger", Tables: []Table{Ledger(p, l)}},
		},
	}
}

// idle reports whether an account is one that few deals need, and nothing moved on it.
func idle(a contract.Account, balance contract.Money) bool {
	return balance == 0 && (a == contract.Guarantor || a == contract.Donor || a == contract.IntermediaryAccount)
}
