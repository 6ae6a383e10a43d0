package contract

// Account numbers an account of a contract's ledger. The first six are
// fixed; payers, tranches and providers follow, in the contract's order.
type Account int32

// The accounts every contract has.
const (
	Vehicle             Account = iota // the deal's own pot of cash; never negative
	Supplier                           // everyone who is paid for a cost: staff, landlords, evaluators
	Bank                               // pays interest on the vehicle's cash
	Guarantor                          // pays tranches what a guarantee owes them
	Donor                              // gives the first-loss grant
	IntermediaryAccount                // receives its part of profit and surplus
	firstPayer
)

// Posting moves Amount from one account to another at the end of Month.
type Posting struct {
	Month    int
	From, To Account
	Amount   Money // > 0
	Clause   string
}

// Ledger is what a contract makes of an outturn. Settle overwrites it and
// allocates nothing unless Itemise is set. Slices are row-major; months run
// over the ledger's grid, which is longer than the outcome window by the
// longest payment lag.
type Ledger struct {
	// Itemise asks Settle to keep every posting, in the order made.
	Itemise  bool
	Postings []Posting

	// Balance is each account's closing balance. Accounts open at 0, so the
	// balances sum to 0.
	Balance []Money // [account]

	Cash    []Money // [month] closing cash of the vehicle, >= 0
	Arrears []Money // [month] closing unpaid costs of the vehicle, >= 0
	Flow    []Money // [month] investors' net flow: received less paid in
	Claimed []Money // [month] outcome payments claimed

	TrancheFlow []Money // [tranche][month]
	Drawn       []Money // [tranche] paid in, >= 0
	Repaid      []Money // [tranche] received, >= 0

	Spend    []Money // [payer][financial year] everything the payer paid
	Payments []Money // [payer] outcome payments
	Finance  []Money // [payer] of what it paid, guarantees and payouts, less its parts of profit and surplus
	Uncapped []Money // [payer] what its outcome payments would be without any cap

	Lost    []Money // [payer] what fell due from it and is never paid, by its default
	Credit  []Money // [payer] owed back to it: clawback and deductions
	Settled []Money // [payer] of that, set off or paid back

	Rewards   []Money // [reward] claimed after every cap, less deductions
	Paid      []Money // [site][outcome] outcome payments claimed after every cap, all payers
	PaidCount []int64 // [site][outcome] outcomes within the count cap for which something was paid
	Achieved  []int64 // [site][outcome]
	Evidenced []int64 // [site][outcome] up to the end of service
	Referrals []int64 // [site]
	Capped    []bool  // [site] whether the site's cap reduced a claim

	Cost     []Money // [cost line] incurred
	Provider []Money // [site] received by the provider from the vehicle
	Own      []Money // [site] paid by the provider for costs, its share of unpaid ones included
	Low      []Money // [site] lowest month-end balance of the provider's account, at most 0
	Failed   []int32 // [site] month in which the provider failed while service ran, or -1
	Default  []int32 // [payer] month of its default, or -1

	Observed []int64 // copied from the outturn

	FirstLoss Money   // drawn of the first-loss grant
	Backed    []Money // [tranche] received under its guarantee

	// Whether the cap of the deal, of any payer or of any tariff (count or
	// amount) reduced a claim.
	DealCapped   bool
	PayerCapped  bool
	TariffCapped bool
	// Unpaid is the vehicle's unpaid cost at the end.
	Unpaid Money
	// Stopped is the month after which service stopped because costs stayed
	// unpaid, Terminated the one after which a test ended it, Exited the one
	// after which investors paid no more in; or -1.
	Stopped, Terminated, Exited int
	// CostTotal is the cost of the deal: every cost line incurred, whoever
	// bears it, and the payments falling due to providers that bear none.
	CostTotal Money
	// Flexed is the same with Outturn.Flexed in place of the cost lines: this
	// outturn's volumes at the plan's unit costs.
	Flexed Money

	work work
}
