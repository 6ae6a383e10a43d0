package contract

// work is what Settle remembers from month to month. It lives in the ledger,
// so that a schedule can be shared, and is set afresh by every Settle.
type work struct {
	shape shape

	// What happens before the first month.
	end     int     // the last month of service
	counted int     // the last month whose outcomes may count
	ended   int     // the test that terminated, -1: none
	exited  int     // the month after which investors pay no more in, -1: never
	failed  []int32 // [site] month of its provider's failure, -1: never
	gaps    bool    // some site does not serve for a while
	factors []int64 // [review][site]

	// What counts. Tables by event grow with the outturn.
	evidenced []int32 // the outturn's, or own
	own       []int32 // [site][outcome][month]
	stands    []bool  // [event] whether it counts
	heads     []int32 // [tariff][month] first event that shares it, -1: none
	next      []int32 // [event] the next one
	purse     []int32 // [event] the purse of its person
	purses    []Money // what is left of each person's cap

	// Claims, with a column for each date of claim.
	counts    []int64 // [tariff][date] outcomes claimed within the count cap
	uncapped  []Money // [claim][date]
	amounts   []Money // [claim][date]
	worth     []Money // [tariff] sum of its amounts before the site's cap
	debts     []Money // [share][date] what one payer owes for one claim
	monthly   monthly
	due       []Money // [grid month][payer] what is paid then
	dueIn     []Money // [grid month] sum of due
	credits   []Money // [payer][month] granted
	deducted  []Money // [reward]
	sums      []Money // [date] scratch
	loose     []Money // scratch
	remainder []uint64

	// Receipts.
	prompt []bool // [payer] pays everything when it falls due
	// punctual says that all payers do.
	punctual bool
	credit   []Money // [payer] owed back
	setOff   []Money // [payer] scratch
	lost     []Money // [payer] of what is no outcome payment

	// Costs.
	list         []Money  // [item][grid month] owed for it
	bills        []Money  // [grid month] sum of list
	arrears      []arrear // unpaid items, oldest first
	late         Money    // sum of arrears
	unpaidMonths int      // in a row

	// Capital, by rank order.
	firstLoss  Money
	commitment []Money // left to draw
	drawn      []Money // in this month
	principal  []Money // drawn less repaid as principal
	coupon     []Money // unpaid
	hurdle     []Money // what an IRR cap still allows

	spent []Money // [payer] by the end of the last financial year
}

// monthly is what the outcomes of each month are worth under the tariffs that
// are priced by month.
type monthly struct {
	counts            []int64 // [tariff][month]
	uncapped, amounts []Money // [tariff][month]
}

func newMonthly(n int) monthly {
	return monthly{counts: make([]int64, n), uncapped: make([]Money, n), amounts: make([]Money, n)}
}

// arrear is what is unpaid of an item of an earlier month.
type arrear struct {
	item   int32
	amount Money
}

// NewLedger returns a ledger of the right shape for s. Settle may fill it any
// number of times.
func (s *Schedule) NewLedger() *Ledger {
	money := func(n int) []Money { return make([]Money, n) }
	return &Ledger{
		Balance: money(s.nAccounts),
		Cash:    money(s.grid), Arrears: money(s.grid), Flow: money(s.grid), Claimed: money(s.grid),
		TrancheFlow: money(s.nTranches * s.grid), Drawn: money(s.nTranches), Repaid: money(s.nTranches),
		Spend: money(s.nPayers * s.years), Payments: money(s.nPayers), Finance: money(s.nPayers), Uncapped: money(s.nPayers),
		Lost: money(s.nPayers), Credit: money(s.nPayers), Settled: money(s.nPayers), Rewards: money(s.nRewards),
		Paid: money(s.nSites * s.nOutcomes), PaidCount: money(s.nSites * s.nOutcomes),
		Achieved: money(s.nSites * s.nOutcomes), Evidenced: money(s.nSites * s.nOutcomes),
		Referrals: money(s.nSites), Capped: make([]bool, s.nSites),
		Cost: money(s.nCosts), Provider: money(s.nSites), Own: money(s.nSites), Low: money(s.nSites),
		Failed: make([]int32, s.nSites), Default: make([]int32, s.nPayers), Backed: money(s.nTranches),
		work: s.newWork(),
	}
}

func (s *Schedule) newWork() work {
	money := func(n int) []Money { return make([]Money, n) }
	w := work{
		shape:  s.shape,
		failed: make([]int32, s.nSites), factors: money(s.nReviews * s.nSites),
		own:    make([]int32, s.nSites*s.nOutcomes*s.months),
		counts: money(s.nTariffs * s.nDates), uncapped: money(s.nClaims * s.nDates),
		amounts: money(s.nClaims * s.nDates), debts: money(s.nShares * s.nDates),
		monthly: newMonthly(s.nTariffs * s.months),
		worth:   money(s.nTariffs), due: money(s.nPayers * s.grid), dueIn: money(s.grid),
		credits: money(s.nPayers * s.months), deducted: money(s.nRewards), sums: money(s.nDates),
		loose: money(s.scratch), remainder: make([]uint64, s.scratch),
		prompt: make([]bool, s.nPayers), credit: money(s.nPayers), setOff: money(s.nPayers), lost: money(s.nPayers),
		list: money(s.nItems * s.grid), bills: money(s.grid), arrears: make([]arrear, 0, s.nItems*s.grid),
		commitment: money(s.nTranches), drawn: money(s.nTranches), principal: money(s.nTranches),
		coupon: money(s.nTranches), hurdle: money(s.nTranches),
		spent: money(s.nPayers),
	}
	if s.participants {
		w.heads = make([]int32, s.nTariffs*s.months)
	}
	return w
}
