package study

import (
	"slices"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/sim"
)

// ActorKind says what an actor is to the deal.
type ActorKind string

// The kinds of actors.
const (
	InvestorActor     ActorKind = "investor"
	TrancheActor      ActorKind = "tranche"
	ProviderActor     ActorKind = "provider"
	LocalActor        ActorKind = "local"   // a commissioner
	CentralActor      ActorKind = "central" // a fund
	PrivateActor      ActorKind = "private"
	IntermediaryActor ActorKind = "intermediary"
	VehicleActor      ActorKind = "vehicle"
	OtherActor        ActorKind = "other" // suppliers, bank, guarantor, donor
)

// Actor is a party to a deal, or a reading of one, and where its money shows in
// a ledger. The payoffs of the actors that are not Part of another add up to 0.
type Actor struct {
	// ID is that of its metrics where it has any: investor, provider.SITE, payer.ID.
	ID   string
	Kind ActorKind
	// Of is the tranche, site or payer, and Name what the deal calls it; a
	// provider has the name of its site.
	Of, Name string
	// Site is the place of a provider's site, else -1.
	Site int
	// Part says that its money is counted in another actor's too: a tranche of
	// several, all payers of a class, a second reading.
	Part bool
	// OwnCosts says that a provider bears cost lines; one that bears none is taken to
	// spend what it is paid, and its payoff is what it receives.
	OwnCosts bool

	accounts []contract.Account
	payers   []contract.Account // the vehicle's
	tranche  int
	reads    reading
	discount []float64
}

// reading says how an actor's payoff is read from a ledger.
type reading uint8

const (
	balance reading = iota // the closing balance of its accounts
	atHurdle
	fromPayers
)

// Actors lists the parties to a plan's deal: the investors, at the hurdle too, and
// each tranche of several; the provider of each site, and all of them; each payer, and all of a class
// if it has several; the intermediary, if profit or surplus may reach it; the
// vehicle, and what payers pay it; everyone else.
func Actors(p *sim.Plan) []Actor {
	c := p.Contract()
	t := c.Terms()
	var out []Actor
	add := func(a Actor) { out = append(out, a) }
	all := Actor{ID: "investor", Kind: InvestorActor, Site: -1, tranche: -1}
	for i := range t.Capital.Tranches {
		all.accounts = append(all.accounts, c.TrancheAccount(i))
	}
	add(all)
	add(Actor{
		ID: "investor.npv", Kind: InvestorActor, Site: -1, Part: true, reads: atHurdle,
		discount: cashflow.Discount(make([]float64, c.Grid()), t.Capital.Hurdle),
	})
	if len(t.Capital.Tranches) > 1 {
		for i, x := range t.Capital.Tranches {
			add(Actor{ID: "tranche." + x.ID, Kind: TrancheActor, Of: x.ID, Name: x.Name, Site: -1, Part: true, tranche: i, accounts: []contract.Account{c.TrancheAccount(i)}})
		}
	}
	providers := Actor{ID: "providers", Kind: ProviderActor, Site: -1, Part: true}
	own := map[string]bool{}
	for _, l := range t.Costs {
		if l.Bearer == contract.BearerProvider {
			own[l.Site] = true
		}
	}
	for i, s := range t.Sites {
		add(Actor{ID: "provider." + s.ID, Kind: ProviderActor, Of: s.ID, Name: s.Name, Site: i, OwnCosts: own[s.ID], accounts: []contract.Account{c.ProviderAccount(i)}})
	}
	if len(t.Sites) > 1 {
		for i := range t.Sites {
			providers.accounts = append(providers.accounts, c.ProviderAccount(i))
		}
		add(providers)
	}
	for _, class := range []struct {
		class contract.PayerClass
		kind  ActorKind
	}{{contract.Local, LocalActor}, {contract.Central, CentralActor}, {contract.Private, PrivateActor}} {
		together := Actor{ID: "payers." + string(class.kind), Kind: class.kind, Site: -1, Part: true}
		for i, x := range t.Payers {
			if x.Class == class.class {
				add(Actor{ID: "payer." + x.ID, Kind: class.kind, Of: x.ID, Name: x.Name, Site: -1, accounts: []contract.Account{c.PayerAccount(i)}})
				together.accounts = append(together.accounts, c.PayerAccount(i))
			}
		}
		if len(together.accounts) > 1 {
			add(together)
		}
	}
	other := Actor{ID: "other", Kind: OtherActor, Site: -1, accounts: []contract.Account{contract.Supplier, contract.Bank, contract.Guarantor, contract.Donor}}
	shared := false
	for _, x := range slices.Concat(t.Capital.Profit, t.Capital.Surplus) {
		shared = shared || x.To == contract.ToIntermediary
	}
	if shared {
		add(Actor{ID: "intermediary", Kind: IntermediaryActor, Site: -1, accounts: []contract.Account{contract.IntermediaryAccount}})
	}
	var payers []contract.Account
	for i := range t.Payers {
		payers = append(payers, c.PayerAccount(i))
	}
	add(Actor{ID: "vehicle", Kind: VehicleActor, Site: -1, accounts: []contract.Account{contract.Vehicle}, payers: payers})
	add(Actor{ID: "vehicle.income", Kind: VehicleActor, Site: -1, Part: true, reads: fromPayers, payers: payers})
	add(other)
	return out
}

// Payoff is the actor's net cash over the life of the deal in minor units:
// what it received less what it paid, as closed in the ledger, which must be
// itemised. At the hurdle it is the investors' present value; the vehicle's
// income is what payers paid it.
func (a *Actor) Payoff(l *contract.Ledger) int64 {
	switch a.reads {
	case atHurdle:
		return num.Round(cashflow.NPVWith(l.Flow, a.discount))
	case fromPayers:
		return a.paidIn(l)
	}
	var sum int64
	for _, x := range a.accounts {
		sum += l.Balance[x]
	}
	return sum
}

// hasIncome reports whether the deal pays the actor anything but for its costs.
func (a *Actor) hasIncome() bool {
	switch a.Kind {
	case InvestorActor, TrancheActor, ProviderActor, IntermediaryActor, VehicleActor:
		return a.reads == balance && a.ID != "providers"
	}
	return false
}

// income is what the actor received, in minor units; of the vehicle what payers paid it.
func (a *Actor) income(l *contract.Ledger) int64 {
	switch a.Kind {
	case InvestorActor:
		return total(l.Repaid)
	case TrancheActor:
		return l.Repaid[a.tranche]
	case ProviderActor:
		return l.Provider[a.Site]
	case VehicleActor:
		return a.paidIn(l)
	}
	return a.Payoff(l)
}

// paidIn is what payers paid the vehicle.
func (a *Actor) paidIn(l *contract.Ledger) int64 {
	var sum int64
	for i := range l.Postings {
		x := &l.Postings[i]
		if x.To == contract.Vehicle && slices.Contains(a.payers, x.From) {
			sum += x.Amount
		}
	}
	return sum
}
