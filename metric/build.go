package metric

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// builder fills a Set with the built-in metrics of its terms.
type builder struct {
	*Set
	terms *contract.Terms
	first int   // first financial year of the ledger
	money int64 // scale of money

	observed           []Observed
	defaults, failures []bool
}

// add appends the metric of a pattern, its placeholders replaced by ids in order.
func (b *builder) add(r row, pattern string, ids ...string) {
	e := find(pattern)
	segments := strings.Split(pattern, ".")
	for i, s := range segments {
		if placeholder(s) {
			segments[i], ids = ids[0], ids[1:]
		}
	}
	spec := Spec{Name: strings.Join(segments, "."), Unit: e.unit, Scale: 1, Hidden: e.hidden()}
	switch e.unit {
	case Money:
		spec.Scale = b.money
	case Ratio:
		spec.Scale = ratioScale
	}
	spec.Doc = e.sentence()
	if _, twice := b.index[spec.Name]; twice {
		panic(fmt.Sprintf("metric: %s stands twice", spec.Name)) // a contract's IDs are unique
	}
	b.index[spec.Name] = len(b.specs)
	b.specs = append(b.specs, spec)
	b.rows = append(b.rows, r)
}

// sentence is the text with the sign and when it is undefined.
func (e *entry) sentence() string {
	text := strings.TrimSuffix(e.text, ".") + "; " + e.sign
	if e.undefined != "never" {
		text += "; undefined: " + e.undefined
	}
	return text + "."
}

func (b *builder) build() {
	t := b.terms
	if n := len(t.Capital.Tranches); n > 0 {
		b.series = 1
		b.addSeries("investor.", 0)
		if n > 1 {
			b.series = 1 + n
			for i := range t.Capital.Tranches {
				b.addSeries("tranche.ID.", i+1, t.Capital.Tranches[i].ID)
			}
		}
	}
	b.addPayers()
	b.addPayments()
	b.addCosts()
	b.addVolumes()
	b.addSites()
	b.addOthers()
}

func (b *builder) addSeries(prefix string, series int, ids ...string) {
	for _, m := range [...]struct {
		kind kind
		name string
	}{
		{drawn, "drawn"},
		{repaid, "repaid"},
		{moic, "moic"},
		{irr, "irr"},
		{irrSeveral, "irr.several"},
		{irrNone, "irr.none"},
		{irrNoDraw, "irr.no_draw"},
		{irrTotalLoss, "irr.total_loss"},
		{npv, "npv"},
		{loss, "loss"},
		{totalLoss, "total_loss"},
		{peakExposure, "peak_exposure"},
		{payback, "payback"},
	} {
		b.add(row{kind: m.kind, a: int32(series)}, prefix+m.name, ids...)
	}
}

// listed appends places to the lists and returns a row over them.
func (b *builder) listed(k kind, places []int32) row {
	from := int32(len(b.lists))
	b.lists = append(b.lists, places...)
	return row{kind: k, a: from, b: int32(len(b.lists))}
}

func (b *builder) addPayers() {
	var local, public, budgeted []int32
	for i := range b.terms.Payers {
		p := &b.terms.Payers[i]
		at := int32(i)
		budget, known := p.Budget.Amount, p.Budget.Set
		from := int32(len(b.yearly))
		for _, y := range p.Years {
			if !p.Budget.Set {
				budget, known = budget+y.Amount, true
			}
			if k := y.Year - b.first; k >= 0 && k < b.years {
				b.yearly = append(b.yearly, yearBudget{at*int32(b.years) + int32(k), y.Amount})
			}
		}
		b.budget = append(b.budget, budget)
		b.add(row{payerSpend, at, 0}, "payer.ID.spend", p.ID)
		b.add(row{payerPayments, at, 0}, "payer.ID.payments", p.ID)
		b.add(row{payerUncapped, at, 0}, "payer.ID.uncapped_claim", p.ID)
		if i < len(b.defaults) && b.defaults[i] {
			b.add(row{payerLost, at, 0}, "payer.ID.lost", p.ID)
			b.add(row{payerDefaulted, at, 0}, "payer.ID.defaulted", p.ID)
			b.add(row{payerDefaultMonth, at, 0}, "payer.ID.defaulted.month", p.ID)
		}
		if b.credits() {
			b.add(row{payerCredit, at, 0}, "payer.ID.credit", p.ID)
		}
		if known {
			b.add(row{payerOver, at, 0}, "payer.ID.over_budget", p.ID)
		}
		if len(p.Years) > 0 {
			b.add(row{payerOverYear, from, int32(len(b.yearly))}, "payer.ID.over_budget_any_year", p.ID)
		}
		if known {
			b.add(row{payerUnder, at, 0}, "payer.ID.underspend", p.ID)
		}
		if p.Class == contract.Local {
			local = append(local, at)
			if known {
				budgeted = append(budgeted, at)
			}
		}
		if p.Class != contract.Private {
			public = append(public, at)
		}
	}
	if len(local) > 0 {
		b.add(b.listed(spendOf, local), "commissioner.spend")
	}
	if len(budgeted) > 0 {
		b.add(b.listed(anyOver, budgeted), "commissioner.over_budget")
	}
	if len(public) > 0 {
		b.add(b.listed(spendOf, public), "public.spend")
		if b.present != nil {
			b.add(b.listed(presentCost, public), "public.present_cost")
		}
	}
}

func (b *builder) addPayments() {
	b.add(row{kind: paymentsTotal}, "payments.total")
	for s := range b.terms.Sites {
		b.add(row{paymentsSite, int32(s), 0}, "payments.site.ID", b.terms.Sites[s].ID)
	}
	for k := range b.terms.Outcomes {
		if o := &b.terms.Outcomes[k]; o.Paid {
			b.add(row{paymentsOutcome, int32(k), 0}, "payments.outcome.ID", o.ID)
		}
	}
	for i := range b.terms.Rewards {
		b.add(row{paymentsReward, int32(i), 0}, "payments.reward.ID", b.terms.Rewards[i].ID)
	}
}

// credits reports whether anything may ever be owed back to a payer.
func (b *builder) credits() bool {
	if b.terms.Audit.Every > 0 {
		return true
	}
	for i := range b.terms.Rewards {
		r := &b.terms.Rewards[i]
		for _, steps := range [...][]contract.Step{r.Each, r.Pooled} {
			for _, s := range steps {
				if s.Amount < 0 || s.PerPoint < 0 {
					return true
				}
			}
		}
	}
	return false
}

func (b *builder) addCosts() {
	b.add(row{kind: costTotal}, "cost.total")
	b.add(row{kind: costOverrun}, "cost.overrun")
	b.add(row{kind: costLikeForLike}, "cost.overrun_like_for_like")
	b.add(row{kind: costExcess}, "cost.excess")
	if b.planCosts != nil {
		for i, name := range b.bearing.names {
			if b.bearing.bears[i] {
				b.add(row{costExcessOf, int32(i), 0}, "cost.excess.BEARER", name)
			}
		}
	}
	var used [len(categories)]bool
	own := b.providersWithCosts()
	for l := range b.terms.Costs {
		c := &b.terms.Costs[l]
		b.category = append(b.category, int32(c.Category))
		used[c.Category] = true
	}
	for i := range b.terms.Sites {
		if s := &b.terms.Sites[i]; !own[s.ID] && paid(s) || s.StepIn.Cost > 0 {
			used[contract.Delivery] = true
		}
	}
	for i := range b.terms.Tests {
		if b.terms.Tests[i].WindDown > 0 {
			used[contract.Delivery] = true
		}
	}
	for i, name := range categories {
		if used[i] {
			b.add(row{costCategory, int32(i), 0}, "cost.category.NAME", name)
		}
	}
	b.add(row{kind: costUnpaid}, "cost.unpaid")
}

// providersWithCosts returns the sites at which some cost line is borne by the
// provider. At any other it is taken to spend what it is paid.
func (b *builder) providersWithCosts() map[string]bool {
	own := map[string]bool{}
	for l := range b.terms.Costs {
		if c := &b.terms.Costs[l]; c.Bearer == contract.BearerProvider {
			own[c.Site] = true
		}
	}
	return own
}

func (b *builder) addVolumes() {
	b.add(row{kind: referralsTotal}, "referrals.total")
	for k := range b.terms.Outcomes {
		o, at := &b.terms.Outcomes[k], int32(k)
		b.add(row{achievedAll, at, 0}, "outcome.ID.achieved", o.ID)
		b.add(row{evidencedAll, at, 0}, "outcome.ID.evidenced", o.ID)
		if o.Paid {
			b.add(row{paidAll, at, 0}, "outcome.ID.paid", o.ID)
		}
		var cells []int32
		sum := int64(0)
		for s := range b.sites {
			if cell := s*b.outcomes + k; b.targets[cell] >= 0 {
				cells = append(cells, int32(cell))
				sum += b.targets[cell]
			}
		}
		if len(cells) > 0 {
			r := row{kind: metAll, a: int32(len(b.dealTargets))}
			b.dealTargets = append(b.dealTargets, dealTarget{cells, sum})
			b.add(r, "outcome.ID.met", o.ID)
		}
		b.addObserved(observedOutcomeRows, k, o.ID)
	}
}

func (b *builder) addSites() {
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		b.add(row{siteReferrals, int32(i), 0}, "site.ID.referrals", s.ID)
		for k := range b.terms.Outcomes {
			out, cell := b.terms.Outcomes[k].ID, int32(i*b.outcomes+k)
			b.add(row{achievedAt, cell, 0}, "site.ID.outcome.OUT.achieved", s.ID, out)
			b.add(row{evidencedAt, cell, 0}, "site.ID.outcome.OUT.evidenced", s.ID, out)
			for j := range s.Tariffs {
				if s.Tariffs[j].Outcome == out {
					b.add(row{paidAt, cell, 0}, "site.ID.outcome.OUT.paid", s.ID, out)
				}
			}
			if b.targets[cell] >= 0 {
				b.add(row{metAt, cell, 0}, "site.ID.outcome.OUT.met", s.ID, out)
			}
		}
		b.add(row{siteCapped, int32(i), 0}, "site.ID.capped", s.ID)
		if i < len(b.failures) && b.failures[i] {
			b.add(row{siteFailed, int32(i), 0}, "site.ID.failed", s.ID)
			b.add(row{siteFailMonth, int32(i), 0}, "site.ID.failed.month", s.ID)
		}
		b.addObserved(observedSiteRows, i, s.ID)
	}
}

// addObserved adds what is observed of an outcome or a site.
func (b *builder) addObserved(rows []entry, of int, id string) {
	for i := range rows {
		if at := slices.Index(b.observed, Observed{rows[i].pattern, of}); at >= 0 {
			b.add(row{observed, int32(at), 0}, rows[i].pattern, id)
		}
	}
}

func (b *builder) addOthers() {
	b.add(row{kind: cappedAnySite}, "capped.any_site")
	b.add(row{kind: cappedPayer}, "capped.payer")
	b.add(row{kind: cappedDeal}, "capped.deal")
	b.add(row{kind: cappedOutcome}, "capped.outcome")
	own := b.providersWithCosts()
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		if !own[s.ID] {
			continue
		}
		b.add(row{providerSurplus, int32(i), 0}, "provider.SITE.surplus", s.ID)
		b.add(row{providerWorst, int32(i), 0}, "provider.SITE.worst", s.ID)
		if reserve := s.Provider.Reserve; reserve.Set {
			b.add(row{providerExhausted, int32(i), int32(len(b.reserves))}, "provider.SITE.exhausted", s.ID)
			b.reserves = append(b.reserves, reserve.Amount)
		}
	}
	b.add(row{kind: vehicleClosing}, "vehicle.closing")
	if b.terms.Capital.FirstLoss > 0 {
		b.add(row{kind: firstLoss}, "capital.first_loss")
	}
	for i := range b.terms.Capital.Tranches {
		if b.terms.Capital.Tranches[i].Backing.Part > 0 {
			b.add(row{kind: guaranteed}, "capital.guaranteed")
			break
		}
	}
	if b.terms.Capital.OnExhaustion == contract.Stop {
		b.add(row{kind: serviceStopped}, "service.stopped")
		b.add(row{kind: stopMonth}, "service.stopped.month")
	}
	terminate, exit := false, false
	for i := range b.terms.Tests {
		exit = exit || b.terms.Tests[i].Exit
		terminate = terminate || !b.terms.Tests[i].Exit
	}
	if terminate {
		b.add(row{kind: serviceTerminated}, "service.terminated")
		b.add(row{kind: terminationMonth}, "service.terminated.month")
	}
	if exit {
		b.add(row{kind: investorExited}, "investor.exited")
		b.add(row{kind: exitMonth}, "investor.exited.month")
	}
}
