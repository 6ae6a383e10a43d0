package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

func (c *checker) site(id string, s *Site) contract.Site {
	at := "sites." + id
	out := contract.Site{
		ID: id, Name: nameOr(s.Name, id),
		Cap:            c.moneyLimit(at+".cap", s.Cap),
		Period:         c.periodCap(at+".period_cap", &s.Period),
		Provider:       c.provider(at+".provider", id, &s.Provider),
		ParticipantCap: c.moneyLimit(at+".participant_cap", s.Participant),
		StepIn:         contract.StepIn{Gap: -1, Cost: c.money(at+".failure.cost", s.Failure.Cost)},
	}
	for i := range s.Tariffs {
		if outcome := s.Tariffs[i].ID; c.paid(outcome) {
			out.Tariffs = append(out.Tariffs, c.tariff(at+".tariffs."+outcome, outcome, s, &s.Tariffs[i].Value))
		}
	}
	if m := &s.Minimum; m.Count.Stated() {
		key := at + ".minimum_referrals"
		out.Guarantee = contract.Guarantee{
			Referrals: c.scaledTo(0, key+".count", m.Count), Every: c.int(key+".every", m.Every),
			Credit: c.money(key+".credit", m.Credit), Payer: c.word(key+".payer", m.Payer),
		}
		if out.Guarantee.Payer == "commissioner" {
			out.Guarantee.Payer = s.Commissioner
		}
	}
	if s.Failure.Gap.Stated() {
		out.StepIn.Gap = c.int(at+".failure.gap", s.Failure.Gap)
	}
	if s.Until != "" {
		out.Until = contract.AtMost(int64(c.month(s.Until, c.months-1)))
	}
	for i := range s.Targets {
		out.Targets = append(out.Targets, c.target(at+".targets."+s.Targets[i].ID, s.Targets[i].ID, &s.Targets[i].Value))
	}
	return out
}

// paid reports whether the ID is that of an outcome that can be claimed.
func (c *checker) paid(outcome string) bool {
	o := c.doc.Outcomes.Find(outcome)
	return o != nil && o.Paid != "false"
}

func (c *checker) tariff(at, outcome string, s *Site, t *Tariff) contract.Tariff {
	out := contract.Tariff{
		Outcome: outcome, Index: t.Index, Lag: c.int(at+".lag", t.Lag),
		Cap:    c.moneyLimit(at+".cap", t.Cap),
		Period: c.periodCap(at+".period_cap", &t.Period),
		Floor:  c.money(at+".floor", t.Floor),
		Bands:  c.bands(at+".bands", t.Bands),
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
	if t.Window.stated() {
		out.Window = contract.Window{Set: true, Months: c.int(at+".window.months", t.Window.Months)}
		if after := c.word(at+".window.after", t.Window.After); after != "referral" {
			out.Window.After = after
		}
	}
	out.Requires = append(out.Requires, t.Requires...)
	out.Shares, out.Unpaid = c.shares(at+".shares", s.Commissioner, t.Shares)
	return out
}

func (c *checker) bands(at string, t Table[Band]) []contract.Band {
	var out []contract.Band
	for _, b := range t {
		band := contract.Band{Price: c.money(at+"."+b.ID+".price", b.Value.Price)}
		if b.Value.UpTo.Stated() {
			band.UpTo = contract.AtMost(c.scaledTo(0, at+"."+b.ID+".upto", b.Value.UpTo))
		}
		out = append(out, band)
	}
	return out
}

// shares lowers a table of shares where the commissioner is the one given. Who
// pays nothing is no payer.
func (c *checker) shares(at, commissioner string, t Table[Quantity]) (shares []contract.Share, unpaid int64) {
	for _, share := range t {
		n, payer := c.share(at+"."+share.ID, share.Value), share.ID
		switch {
		case n == 0:
			continue
		case payer == "unpaid":
			unpaid = n
			continue
		case payer == "commissioner":
			payer = commissioner
		}
		shares = append(shares, contract.Share{Payer: payer, Millions: n, BackedBy: c.backer(payer, commissioner)})
	}
	return shares, unpaid
}

// backer returns who pays what the caps of a payer leave unpaid, where the
// commissioner is the one given; empty: nobody.
func (c *checker) backer(payer, commissioner string) string {
	i, known := c.payers[payer]
	if !known {
		return ""
	}
	by := c.doc.Payers[i].Value.BackedBy
	if by == "commissioner" {
		by = commissioner
	}
	if by == payer { // it is the commissioner itself here
		return ""
	}
	return by
}

func (c *checker) provider(at, site string, p *Provider) contract.Provider {
	out := contract.Provider{
		Name: nameOr(p.Name, site), Index: p.Index,
		From: c.month(p.From, 0), Until: c.month(p.Until, c.months-1),
		Reimburse: c.share(at+".reimburse", p.Reimburse),
		GainShare: c.share(at+".gain_share", p.GainShare),
		PayAfter:  c.int(at+".pay_after", p.PayAfter),
		Reserve:   c.moneyLimit(at+".reserve", p.Reserve),
		Rank:      c.int(at+".rank", p.Rank),
	}
	if block := c.money(at+".block", p.Block); block != 0 {
		out.Blocks = []contract.Money{block}
	}
	for i, q := range p.Blocks {
		out.Blocks = append(out.Blocks, c.money(join(at+".block_by_year", strconv.Itoa(i)), q))
	}
	for _, fee := range p.Fees {
		out.Fees = append(out.Fees, contract.Fee{Outcome: fee.ID, Price: c.money(at+".fees."+fee.ID, fee.Value)})
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
