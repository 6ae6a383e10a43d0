package deal

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

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
// they are written, the ranks at the tranches that leave them out, the payees
// under the key by which they are named, lists at their elements.
func checkedHere(address string) bool {
	if address == "capital.distribution.first" {
		return true
	}
	for _, patterns := range [][]string{
		{"capital.surplus", ""},
		{"capital.profit.", ""},
		{"grants.", ".month"},
		{"capital.tranches.", ".rank"},
		{"measures.", ".cohorts."},
		{"reviews.", ".least"},
		{"rewards.", ".shares."},
		{"sites.", ".requires."},
		{"period_cap", ""},
		{"payers.", ".period_cap"},
		{"sites.", ".period_cap"},
	} {
		if strings.HasPrefix(address, patterns[0]) && strings.Contains(address[len(patterns[0]):], patterns[1]) {
			return true
		}
	}
	return false
}

// ours turns an address of the contract's terms into one of the document,
// where the two differ.
func (c *checker) ours(address string) string {
	if at, ok := renamed[address]; ok {
		return at
	}
	steps := strings.Split(address, ".")
	if len(steps) < 3 {
		return address
	}
	id, rest := steps[1], steps[2:]
	switch steps[0] {
	case "payers":
		rest = c.ourPayer(rest)
	case "sites":
		if s := c.merged.doc.Sites.Find(id); s != nil {
			return c.ourSite(id, s, rest)
		}
	case "measures":
		if m := c.doc.Measures.Find(id); m != nil && rest[0] == "cohorts" {
			entryAt(rest, m.Cohorts)
		}
	case "rewards":
		if r := c.merged.doc.Rewards.Find(id); r != nil {
			rest = c.ourReward(r, rest)
		}
	case "tests":
		rename(rest, "exit", "then")
	case "grants":
		if g := c.doc.Grants.Find(id); g != nil && rest[0] == "shares" && len(g.Shares) == 0 {
			rest = []string{"payer"}
		}
	case "capital":
		return c.ourCapital(address, steps)
	}
	return strings.Join(append([]string{steps[0], id}, rest...), ".")
}

// renamed are the addresses of single terms that the document calls otherwise.
var renamed = map[string]string{
	"term.claim_every":           "term.claims",
	"capital.distribution.first": "capital.distributions.first",
	"capital.distribution.every": "capital.distributions.every",
	"capital.locked":             "capital.recycling",
}

// rename changes the first step of an address from one word to another.
func rename(steps []string, from, to string) {
	if steps[0] == from {
		steps[0] = to
	}
}

// entryAt puts the ID of an entry in place of its position, the second step.
func entryAt[T any](steps []string, t Table[T]) {
	if len(steps) < 2 {
		return
	}
	if i, ok := position(steps[1]); ok && i < len(t) {
		steps[1] = t[i].ID
	}
}

func (c *checker) ourPayer(rest []string) []string {
	switch rest[0] {
	case "years":
		if len(rest) == 2 {
			year, _ := strconv.Atoi(rest[1])
			return []string{"budget_by_year", strconv.Itoa(year - c.start.FinancialYear())}
		}
	case "late":
		return []string{"late", "months"}
	case "recovery":
		return []string{"default", "recovery"}
	case "recovery_lag":
		return []string{"default", "lag"}
	}
	return rest
}

func (c *checker) ourSite(id string, s *Site, rest []string) string {
	at := "sites." + id
	switch rest[0] {
	case "tariffs":
		if len(rest) > 2 && s.Tariffs.Find(rest[1]) != nil {
			return c.ourTariff(at, s, rest[1], s.Tariffs.Find(rest[1]), rest[2:])
		}
	case "guarantee":
		rest[0] = "minimum_referrals"
		if len(rest) > 1 {
			rename(rest[1:], "referrals", "count")
			if rest[1] == "payer" && (s.Minimum.Payer == "" || s.Minimum.Payer == "commissioner") {
				return at + ".commissioner"
			}
		}
	case "step_in":
		rest[0] = "failure"
	case "provider":
		if len(rest) > 1 && len(s.Provider.Blocks) > 0 {
			rename(rest[1:], "block", "block_by_year")
		}
	}
	return join(at, strings.Join(rest, "."))
}

func (c *checker) ourTariff(site string, s *Site, outcome string, t *Tariff, rest []string) string {
	at := site + ".tariffs." + outcome
	switch rest[0] {
	case "price":
		if len(t.PriceByYear) > 0 {
			rest[0] = "price_by_year"
		}
	case "bands":
		entryAt(rest, t.Bands)
	case "unpaid":
		rest = []string{"shares", "unpaid"}
	case "requires":
		if len(rest) == 2 {
			if i := slices.Index(t.Requires, rest[1]); i >= 0 {
				rest[1] = strconv.Itoa(i)
			}
		}
	case "shares":
		switch {
		case len(rest) == 3 && rest[2] == "backed_by":
			return "payers." + rest[1] + ".backed_by"
		case len(rest) == 2 && t.Shares.Find(rest[1]) == nil && rest[1] == s.Commissioner:
			if rest[1] = "commissioner"; c.doc.Payers.Find(s.Commissioner) == nil {
				return site + ".commissioner" // a share of nobody
			}
		}
	}
	return join(at, strings.Join(rest, "."))
}

func (c *checker) ourReward(r *Reward, rest []string) []string {
	switch {
	case rest[0] == "each":
		entryAt(rest, r.Each)
	case rest[0] == "pooled":
		entryAt(rest, r.Pooled)
	case rest[0] == "unpaid":
		return []string{"shares", "unpaid"}
	case rest[0] == "shares" && len(rest) >= 2 && r.Shares.Find(rest[1]) == nil:
		rest[1] = "commissioner"
	}
	return rest
}

func (c *checker) ourCapital(address string, steps []string) string {
	switch {
	case steps[1] != "tranches" || len(steps) < 4:
		return address
	case steps[3] == "backing":
		steps[3] = "guarantee"
		if len(steps) > 4 {
			rename(steps[4:], "part", "share")
		}
	case steps[3] == "arrangement":
		steps[3] = "arrangement_fee"
	case steps[3] == "undrawn":
		steps[3] = "commitment_fee"
	case steps[3] == "accrues":
		steps[3] = "coupon_paid"
	}
	return strings.Join(steps, ".")
}
