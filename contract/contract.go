// Package contract says what is owed: it turns the terms of an outcomes
// contract and what happened into who paid whom, when, and under which clause.
//
// [Terms] is the draft. [New] checks it as a whole and returns an immutable
// [Contract]. [Contract.Schedule] lowers that to flat tables in the written
// order of operations, and [Schedule.Settle] runs them over an [Outturn]
// (counts, costs and index levels, no money between the parties) into a
// [Ledger]. There is no chance in this package: settlement is integer
// arithmetic, specified in section 3 of docs/model.md, and can be checked
// with a pencil.
package contract

import "errors"

// Contract is a checked contract. It never changes: it shares no memory with
// the Terms it was made from, nor with those it returns.
type Contract struct {
	terms Terms
	grid  int
}

// New checks the terms and returns the contract they make. The error joins a
// *Fault for every fault found, in the order of the terms.
func New(t Terms) (Contract, error) {
	if err := errors.Join(check(&t)...); err != nil {
		return Contract{}, err
	}
	c := Contract{terms: t.clone()}
	c.grid = t.grid()
	for i := range c.terms.Outcomes {
		c.terms.Outcomes[i].Paid = t.hasTariff(t.Outcomes[i].ID)
	}
	return c, nil
}

// grid is the number of months of the ledger: the outcome window and the
// longest that a payment may take.
func (t *Terms) grid() int {
	late, recovery, after := 0, 0, 0
	for i := range t.Payers {
		late = max(late, t.Payers[i].Late)
		recovery = max(recovery, t.Payers[i].RecoveryLag)
	}
	for i := range t.Sites {
		after = max(after, t.Sites[i].Provider.PayAfter)
	}
	return t.Months + max(t.longestLag()+late+recovery, after)
}

// longestLag is the longest lag of any tariff or reward.
func (t *Terms) longestLag() int {
	lag := 0
	for i := range t.Sites {
		for j := range t.Sites[i].Tariffs {
			lag = max(lag, t.Sites[i].Tariffs[j].Lag)
		}
	}
	for i := range t.Rewards {
		lag = max(lag, t.Rewards[i].Lag)
	}
	return lag
}

func (t *Terms) hasTariff(outcome string) bool {
	for i := range t.Sites {
		for j := range t.Sites[i].Tariffs {
			if t.Sites[i].Tariffs[j].Outcome == outcome {
				return true
			}
		}
	}
	return false
}

// Terms returns a copy of the terms, the caller's to change.
func (c *Contract) Terms() Terms { return c.terms.clone() }

// Months returns M, the months of the outcome window.
func (c *Contract) Months() int { return c.terms.Months }

// Grid returns T, the months of the ledger: the outcome window and the
// longest that a payment may take.
func (c *Contract) Grid() int { return c.grid }

// The numbers of things a contract has: the shape of its outturns and ledgers.

// NumSites returns the number of sites.
func (c *Contract) NumSites() int { return len(c.terms.Sites) }

// NumOutcomes returns the number of outcomes.
func (c *Contract) NumOutcomes() int { return len(c.terms.Outcomes) }

// NumPayers returns the number of payers.
func (c *Contract) NumPayers() int { return len(c.terms.Payers) }

// NumTranches returns the number of tranches.
func (c *Contract) NumTranches() int { return len(c.terms.Capital.Tranches) }

// NumCosts returns the number of cost lines.
func (c *Contract) NumCosts() int { return len(c.terms.Costs) }

// NumIndices returns the number of price indices.
func (c *Contract) NumIndices() int { return len(c.terms.Indices) }

// NumAccounts returns the number of accounts of the ledger.
func (c *Contract) NumAccounts() int {
	return int(firstPayer) + c.NumPayers() + c.NumTranches() + c.NumSites()
}

// PayerAccount returns the account of payer i.
func (c *Contract) PayerAccount(i int) Account { return firstPayer + Account(i) }

// TrancheAccount returns the account of tranche i.
func (c *Contract) TrancheAccount(i int) Account { return firstPayer + Account(c.NumPayers()+i) }

// ProviderAccount returns the account of the provider of site i.
func (c *Contract) ProviderAccount(i int) Account {
	return firstPayer + Account(c.NumPayers()+c.NumTranches()+i)
}

// AccountName returns the name of an account: vehicle, supplier, bank,
// guarantor, donor, intermediary, or the address of a payer, a tranche or a
// site's provider. It is empty for an
// account the contract does not have.
func (c *Contract) AccountName(a Account) string {
	t := &c.terms
	switch i := int(a - firstPayer); {
	case a < 0 || int(a) >= c.NumAccounts():
		return ""
	case a == Vehicle:
		return "vehicle"
	case a == Supplier:
		return "supplier"
	case a == Bank:
		return "bank"
	case a == Guarantor:
		return "guarantor"
	case a == Donor:
		return "donor"
	case a == IntermediaryAccount:
		return ToIntermediary
	case i < len(t.Payers):
		return "payers." + t.Payers[i].ID
	case i < len(t.Payers)+len(t.Capital.Tranches):
		return "capital.tranches." + t.Capital.Tranches[i-len(t.Payers)].ID
	default:
		return "sites." + t.Sites[i-len(t.Payers)-len(t.Capital.Tranches)].ID + ".provider"
	}
}

// FinancialYears returns the first financial year the ledger touches, named
// by the calendar year in which it begins, and how many there are.
func (c *Contract) FinancialYears() (first, n int) {
	first = c.terms.Start.FinancialYear()
	last := (c.terms.Start + Month(c.grid-1)).FinancialYear()
	return first, last - first + 1
}

// FinancialYearOf returns the place of a month's financial year in
// Ledger.Spend: 0 is the year of month 0.
func (c *Contract) FinancialYearOf(month int) int {
	return (c.terms.Start + Month(month)).FinancialYear() - c.terms.Start.FinancialYear()
}

// NumCohorts returns the cohorts of all measures together.
func (c *Contract) NumCohorts() int {
	n := 0
	for i := range c.terms.Measures {
		n += len(c.terms.Measures[i].Cohorts)
	}
	return n
}

// NumAudits returns how many audits each site has: one at the end of every
// Audit.Every months, and one at the end of the outcome window.
func (c *Contract) NumAudits() int {
	every := c.terms.Audit.Every
	if every <= 0 {
		return 0
	}
	return (c.terms.Months + every - 1) / every
}

// AuditMonth returns the month at whose end audit i takes place; it covers
// the months since the one before.
func (c *Contract) AuditMonth(i int) int {
	return min((i+1)*c.terms.Audit.Every, c.terms.Months) - 1
}
