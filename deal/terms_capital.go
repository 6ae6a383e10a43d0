package deal

import "github.com/sibsim/sibsim/contract"

var (
	exhaustions = map[string]contract.Exhaustion{"accrue": contract.Accrue, "stop": contract.Stop, "provider_bears": contract.ProviderBears}
	draws       = map[string]contract.DrawOrder{"junior_first": contract.JuniorFirst, "senior_first": contract.SeniorFirst, "pro_rata": contract.ProRata}
)

func (c *checker) capital(k *Capital) contract.Capital {
	const at = "capital."
	out := contract.Capital{
		Reserve: c.money(at+"reserve", k.Reserve),
		First:   c.month(k.Distributions.First, 0),
		Every:   c.int(at+"distributions.every", k.Distributions.Every),
		Hurdle:  c.float(at+"hurdle", k.Hurdle), Interest: c.float(at+"interest", k.Interest),
		OnExhaustion: exhaustions[c.word(at+"on_exhaustion", k.OnExhaustion)],
		Grace:        c.int(at+"grace", k.Grace),
		Profit:       c.portions(at+"profit", k.Profit),
		Surplus:      c.portions(at+"surplus", k.Surplus),
		FirstLoss:    c.money(at+"first_loss", k.FirstLoss),
		Draws:        draws[c.word(at+"draws", k.Draws)],
		Locked:       k.Recycling == "false",
		LockUp:       c.month(k.LockUp, 0),
	}
	if k.SurplusTo != "" {
		out.Surplus = []contract.Portion{{To: k.SurplusTo, Millions: contract.Million}}
	}
	for i := range k.Tranches {
		out.Tranches = append(out.Tranches, c.tranche(k.Tranches[i].ID, &k.Tranches[i].Value))
	}
	return out
}

// portions lowers the parts of profit or surplus; who receives nothing is left out.
func (c *checker) portions(at string, t Table[Quantity]) []contract.Portion {
	var out []contract.Portion
	for _, e := range t {
		if n := c.share(at+"."+e.ID, e.Value); n != 0 {
			out = append(out, contract.Portion{To: e.ID, Millions: n})
		}
	}
	return out
}

func (c *checker) tranche(id string, t *Tranche) contract.Tranche {
	at := "capital.tranches." + id
	out := contract.Tranche{
		ID: id, Name: nameOr(t.Name, id),
		Commitment:  c.money(at+".commitment", t.Commitment),
		Rank:        c.int(at+".rank", t.Rank),
		Coupon:      c.float(at+".coupon", t.Coupon),
		IRRCap:      contract.NoCap,
		MOICCap:     contract.NoCap,
		Accrues:     t.Paid == "accrued",
		Arrangement: c.share(at+".arrangement_fee", t.Arranging),
		Undrawn:     c.float(at+".commitment_fee", t.Undrawn),
		Bullet:      t.Repayment == "bullet",
		Backing:     contract.Backing{Part: c.share(at+".guarantee.share", t.Guarantee.Share), Limit: c.moneyLimit(at+".guarantee.limit", t.Guarantee.Limit)},
	}
	if by := c.word(at+".guarantee.by", t.Guarantee.By); by != "guarantor" {
		out.Backing.By = by
	}
	if out.Bullet {
		out.Maturity = c.month(t.Maturity, c.span.paid)
	}
	if t.IRRCap.Stated() {
		out.IRRCap = c.float(at+".irr_cap", t.IRRCap)
	}
	if t.MOICCap.Stated() {
		out.MOICCap = c.float(at+".moic_cap", t.MOICCap)
	}
	return out
}
