package contract

import "math"

// Money is an amount in the currency's minor units (pence, cents). Positive
// means owed or paid in the direction the field names.
type Money = int64

// Limit is an optional ceiling. The zero value means "no limit".
type Limit struct {
	Set    bool
	Amount int64
}

// AtMost returns a limit of n.
func AtMost(n int64) Limit { return Limit{Set: true, Amount: n} }

// Million is the denominator of shares and tolerances: 415,000 is 41.5 %.
const Million = 1_000_000

// IndexUnit is the denominator of a price index level: an Outturn carries
// levels as whole billionths, so that indexed prices are integer arithmetic.
const IndexUnit = 1_000_000_000

// maxMoney bounds every single amount a contract may name (10^15 minor
// units), so that sums over any lifetime stay far inside an int64.
const maxMoney = int64(1e15)

// Terms is the draft of a contract: everything that is owed, and nothing that
// is believed. New checks it as a whole and returns the immutable Contract.
// Months count from 0, the month of Start; every flow falls at a month's end.
type Terms struct {
	Name     string
	Currency Currency
	Start    Month
	// Months is the length of the outcome window: an outcome achieved in
	// months 0..Months-1 can be claimed, a later one cannot.
	Months int
	// ClaimEvery is the number of months a claim covers: 1 or 3.
	ClaimEvery int

	Indices  []string // price indices the tariffs refer to
	Outcomes []Outcome
	Payers   []Payer
	Sites    []Site
	Grants   []Grant
	Costs    []Cost
	Budget   Budget
	Capital  Capital
	Measures []Measure
	Rewards  []Reward
	Tests    []Test
	Reviews  []Review
	Audit    Audit // of every site
	// Period limits outcome payments of the deal by period of claim.
	Period PeriodCap
	// Cap limits all outcome payments of the deal together; grants are outside it.
	Cap Limit
}

// Currency is an ISO 4217 code and its number of minor digits (2 for GBP).
type Currency struct {
	Code   string
	Digits int
}

// Month is a calendar month, counted as 12*year + (month-1).
type Month int

// MonthOf returns the calendar month, e.g. MonthOf(2020, 4).
func MonthOf(year, month int) Month { return Month(12*year + month - 1) }

// Year and Number return the calendar year and the month's number, 1 to 12.
func (m Month) Year() int   { return int(m) / 12 }
func (m Month) Number() int { return int(m)%12 + 1 }

// FinancialYear returns the year in which the April-to-March financial year
// containing m begins.
func (m Month) FinancialYear() int { return int(m-3) / 12 }

// Outcome is something a participant may achieve. An outcome without a tariff
// at any site is an unpaid outcome: counted, never claimed.
type Outcome struct {
	ID   string
	Name string
	Paid bool // set by New: whether any site has a tariff for it
}

// PayerClass says whose money a payer's is.
type PayerClass uint8

// The classes of payer. Local and Central payers are public.
const (
	Local PayerClass = iota
	Central
	Private
)

// Payer pays outcome payments and grants. Budget is what it expects to spend
// and never limits anything; Cap does.
type Payer struct {
	ID     string
	Name   string
	Class  PayerClass
	Cap    Limit // on its outcome payments over the whole deal
	Period PeriodCap
	Budget Limit // on all its spend
	Years  []YearBudget
	// Late is how many months later a late payment is made.
	Late int
	// Recovery is the part of what falls due after a default that is paid
	// all the same, in millionths, RecoveryLag months later.
	Recovery    int64
	RecoveryLag int
}

// YearBudget is a payer's budget for one April-to-March financial year.
type YearBudget struct {
	Year   int // the year in which it begins
	Amount Money
}

// Site is a place where one provider serves a cohort.
type Site struct {
	ID   string
	Name string
	// Tariffs has at most one entry for each outcome.
	Tariffs  []Tariff
	Cap      Limit // on the site's outcome payments, all payers together
	Period   PeriodCap
	Provider Provider
	// ParticipantCap limits what is paid for one person at the site.
	ParticipantCap Limit
	Guarantee      Guarantee
	StepIn         StepIn
	// Until is the last month whose outcomes count.
	Until   Limit
	Targets []Target
}

// Tariff is the price of one evidenced outcome at one site, with its caps and payers.
type Tariff struct {
	Outcome string
	// Prices by contract year, counted from month 0; the last one holds on.
	Prices []Money
	// Bands, instead of Prices, by the number of outcomes so far.
	Bands []Band
	// Index, if not empty, multiplies the price by that index's level in the
	// month of the outcome, rounded to the minor unit.
	Index    string
	Lag      int   // months from the claim to its payment
	MaxCount Limit // outcomes paid for
	Cap      Limit // on the amount
	Period   PeriodCap
	// Floor is the least that is claimed in all, if service runs to the end.
	Floor Money
	// Window and Requires hold for each person: the outcome counts only if it
	// is achieved so soon after another event, and if the outcomes required
	// are evidenced by then.
	Window   Window
	Requires []string
	Shares   []Share
	// Unpaid is the part of the price nobody pays, in millionths.
	Unpaid int64
}

// Share is one payer's part of a tariff, in millionths.
type Share struct {
	Payer    string
	Millions int64
	// BackedBy is the payer, later in the contract's order, who pays what this
	// payer's caps leave unpaid; empty: nobody.
	BackedBy string
}

// Target is the plan for one outcome at one site: the evidenced outcomes that
// were signed. Months, if not nil, has one count for each month of the outcome
// window and adds up to Total; if nil, only the total was signed.
type Target struct {
	Outcome string
	Total   int64
	Months  []int32
}

// Provider says what the deal's vehicle pays the site's provider.
type Provider struct {
	Name string
	// Blocks is paid each month from From to Until, both included, by contract
	// year like a price, with its index. Empty: none.
	Blocks      []Money
	Index       string
	From, Until int
	// Fees are paid for each evidenced outcome in the month it is achieved.
	Fees []Fee
	// Reimburse is the part of the provider's own cost lines at this site
	// that the vehicle pays back in the same month, in millionths.
	Reimburse int64
	// GainShare is the part of the site's claims that is passed on, in millionths.
	GainShare int64
	// PayAfter is how many months after they are earned the payments fall due.
	PayAfter int
	// Reserve is its own money to bridge late payment; limits nothing.
	Reserve Limit
	Rank    int
}

// Fee is what a provider receives for one evidenced outcome.
type Fee struct {
	Outcome string
	Price   Money
}

// Grant is a fixed payment by payers to the vehicle, outside every cap, once
// or, if Every is not 0, again every so many months until Until.
type Grant struct {
	ID           string
	Shares       []Share
	Site         string // for reporting; may be empty
	Month        int    // below Months + the longest lag, as Until
	Every, Until int
	Amount       Money
}

// Category sorts costs for the commissioner's reading.
type Category uint8

// The cost categories.
const (
	Delivery Category = iota
	Development
	SetUp
	Management
	Intermediary
	Evaluation
	SpecialPurpose
)

// The bearers of a cost that are not payers.
const (
	BearerVehicle  = "vehicle"
	BearerProvider = "provider"
)

// Cost names a cost line: who bears it and in which rank the vehicle pays it.
// What it amounts to is not owed but happens: Outturn.Costs.
type Cost struct {
	ID       string
	Site     string // empty for a cost of the whole deal
	Category Category
	Bearer   string // BearerVehicle, BearerProvider (needs Site) or a payer's ID
	Rank     int    // lower is paid first
}

// Budget is the deal's agreed cost.
type Budget struct {
	Total     Limit // absent: the cost of the plan case
	Tolerance int64 // in millionths of the budget
}

// Exhaustion says what happens when the vehicle cannot pay a cost.
type Exhaustion uint8

// The rules on exhaustion.
const (
	// Accrue carries the unpaid cost forward, ranked first.
	Accrue Exhaustion = iota
	// Stop does the same and ends the service after that month: later costs
	// do not arise and later outcomes are not claimed.
	Stop
	// ProviderBears leaves the unpaid costs of a site with its provider;
	// those of the whole deal accrue.
	ProviderBears
)

// Capital is the money investors commit and the order in which it comes back.
type Capital struct {
	Tranches []Tranche
	// Reserve stays in the vehicle at every distribution but the last.
	Reserve Money
	// Distributions are made in months First, First+Every, ... and in the last month.
	First, Every int
	// Hurdle is the deal's own nominal annual discount rate, used by the
	// investor's NPV only.
	Hurdle float64
	// Interest is the annual rate earned on the vehicle's opening cash.
	Interest     float64
	OnExhaustion Exhaustion
	// Grace is how many months in a row costs may stay unpaid before Stop stops.
	Grace int
	// Surplus divides what is left when every tranche has reached its cap;
	// empty: it stays in the vehicle.
	Surplus []Portion
	// Profit goes to others before the investors' profit; what is not theirs
	// is the investors'.
	Profit []Portion
	// FirstLoss is a grant that is drawn before any tranche and never repaid.
	FirstLoss Money
	Draws     DrawOrder
	// Locked keeps receipts from paying costs while commitments last.
	Locked bool
	// LockUp is the first month in which profit or surplus may be paid.
	LockUp int
}

// Tranche is one layer of capital. Rank 1 is repaid first and drawn last.
type Tranche struct {
	ID         string
	Name       string
	Commitment Money
	Rank       int
	Coupon     float64 // annual rate on principal and unpaid coupon
	// IRRCap and MOICCap limit what the tranche may receive; NaN means no cap.
	IRRCap, MOICCap float64
	// Accrues keeps the coupon for the distributions, which pay it first.
	Accrues bool
	// Arrangement is a fee on the commitment, in millionths, earned in month 0.
	Arrangement int64
	// Undrawn is an annual rate on what is not drawn, while service runs.
	Undrawn float64
	// Bullet keeps all principal until month Maturity.
	Bullet   bool
	Maturity int
	Backing  Backing
}

// NoCap is the value of IRRCap and MOICCap that limits nothing.
var NoCap = math.NaN()
