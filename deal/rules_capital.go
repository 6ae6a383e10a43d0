package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

const million = contract.Million

// millionths writes a sum of shares.
func millionths(n int64) string { return number(float64(n) / million) }

// checkCapital checks the rules of capital.
func (c *checker) checkCapital(k *Capital) {
	const at = "capital."
	for _, t := range k.Tranches {
		c.checkTranche(at+"tranches."+t.ID, &t.Value)
	}
	c.checkRanks(k.Tranches)
	if c.span.paidKnown {
		c.within(at+"distributions.first", k.Distributions.First, 0, c.span.paid)
		c.within(at+"lock_up", k.LockUp, 0, c.span.paid)
	}
	if sum := c.sum(at+"profit", k.Profit); sum > million && !c.touches(at+"profit") {
		c.add(at+"profit", "adds up to "+millionths(sum)+";", "must add up to at most 1")
	}
	for _, e := range k.Profit {
		c.checkPayee(at+"profit."+e.ID, e.ID)
	}
	for _, e := range k.Surplus {
		c.checkPayee(at+"surplus."+e.ID, e.ID)
	}
	c.checkPayee(at+"surplus_to", k.SurplusTo)
	if len(k.Surplus) == 0 {
		return
	}
	if k.SurplusTo != "" {
		c.add(at+"surplus_to", "stands beside surplus;", "must be alone: surplus or surplus_to")
	}
	if sum := c.sum(at+"surplus", k.Surplus); sum != million && !c.touches(at+"surplus") {
		c.add(at+"surplus", "adds up to "+millionths(sum)+";", "must add up to 1")
	}
}

// checkPayee checks that an ID stands for one payee.
func (c *checker) checkPayee(at, id string) {
	if c.doc.Payers.Find(id) != nil && c.doc.Sites.Find(id) != nil {
		c.add(at, strconv.Quote(id)+" is a payer and a site:", "must be one of them only")
	}
}

func (c *checker) checkTranche(at string, t *Tranche) {
	c.need(at+".commitment", t.Commitment.Stated(), anMoney)
	switch {
	case t.Maturity != "" && t.Repayment != "bullet":
		c.add(at+".maturity", t.Maturity, "must not be written without repayment: bullet")
	case c.span.paidKnown:
		c.within(at+".maturity", t.Maturity, 0, c.span.paid)
	}
	if g := &t.Guarantee; !absent(g) {
		c.need(at+".guarantee.share", g.Share.Stated(), "must be a part of what was drawn, as 0.5")
	}
}

// checkRanks checks that no two tranches have one rank. Those that leave it to
// the default are the first to be asked for their own.
func (c *checker) checkRanks(tranches Table[Tranche]) {
	const own = ": with several tranches each needs its own rank"
	holders, owner := map[int]int{}, map[int]string{}
	rank := func(t Entry[Tranche]) int { return c.int("capital.tranches."+t.ID+".rank", t.Value.Rank) }
	for _, t := range tranches {
		holders[rank(t)]++
	}
	for _, t := range tranches {
		at, r := "capital.tranches."+t.ID+".rank", rank(t)
		switch other := owner[r]; {
		case holders[r] == 1 || c.bad(at):
		case !t.Value.Rank.Stated():
			c.add(at, missing, "must be written"+own)
		case other == "":
			owner[r] = t.ID
		default:
			c.add(at, t.Value.Rank.Text, "must not be that of "+other+own)
		}
	}
}
