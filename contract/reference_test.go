package contract_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// This file settles a contract a second time, slowly, in integers of any size
// and in the words of docs/model.md: every step carries the number it has
// there. It shares no code with the package it checks, only the plain data
// types Terms, Outturn and Account, so that a slip would have to be made twice
// to stay unseen. It goes month by month and never looks ahead: what a test or
// a stop changes is changed when its month has come.

// refPosting is one payment.
type refPosting struct {
	month    int
	from, to contract.Account
	amount   *big.Int
	kind     refKind
}

// refKind says which rule made a payment.
type refKind uint8

const (
	kindInterest refKind = iota
	kindGrant
	kindShortfall
	kindPayout
	kindOutcome
	kindCost
	kindFirstLoss
	kindDraw
	kindCoupon
	kindCredit
	kindPrincipal
	kindProfit
	kindPortion
	kindGuarantee
)

// refLedger has the totals of contract.Ledger under the same names.
type refLedger struct {
	postings []refPosting
	bound    bindings

	Balance []int64

	Cash    []int64
	Arrears []int64
	Flow    []int64
	Claimed []int64

	TrancheFlow []int64
	Drawn       []int64
	Repaid      []int64

	Spend    []int64
	Payments []int64
	Finance  []int64
	Uncapped []int64

	Lost    []int64
	Credit  []int64
	Settled []int64

	Rewards   []int64
	Paid      []int64
	PaidCount []int64
	Achieved  []int64
	Evidenced []int64
	Referrals []int64
	Capped    []bool

	Cost     []int64
	Provider []int64
	Own      []int64
	Low      []int64
	Failed   []int32
	Observed []int64
	Default  []int32

	FirstLoss int64
	Backed    []int64

	DealCapped   bool
	PayerCapped  bool
	TariffCapped bool
	Unpaid       int64
	Stopped      int
	Terminated   int
	Exited       int
	CostTotal    int64
	Flexed       int64
}

// refTranche is the state of one tranche between months.
type refTranche struct {
	terms      contract.Tranche
	commitment *big.Int
	drawn      *big.Int // all it paid in
	received   *big.Int // all it got
	principal  *big.Int // P: drawn less repaid as principal
	unpaid     *big.Int // U: coupon and fees not yet paid
	hurdle     *big.Int // H: the IRR cap's account
	coupon     *big.Int // j
	undrawn    *big.Int // y
	hurdleRate *big.Int // h; nil without an IRR cap
	moic       *big.Int // millionths; nil without a MOIC cap
	backed     *big.Int // received under its guarantee
}

// refOwed is one cost the vehicle has to pay: a provider payment (line
// isPayment), a cost line, or a cost that is neither (line isOther).
type refOwed struct {
	rank, site, line int
	amount           *big.Int
}

const (
	isPayment = -1
	isOther   = -2
)

// refPerson is a person: IDs are those of a site.
type refPerson struct {
	site int32
	id   uint64
}

// reference is the settlement in progress.
type reference struct {
	terms  contract.Terms
	out    *contract.Outturn
	months int // M
	grid   int // T
	t      int // the month being settled

	// z and R_z as known so far, and what made them so.
	z, runOff           int
	test                *contract.Test // that terminated service
	stopped, terminated int
	exited              int
	unpaidMonths        int // in a row, up to the last one

	siteIndex, payerIndex, outcomeIndex, indexIndex map[string]int
	ownsCosts                                       []bool // [site] has a cost line borne by its provider

	people    map[refPerson][]int // their events, by month achieved
	evidenced [][]int             // [month] the events evidenced in it, in order
	counted   [][]int64           // e° [site, outcome][month], of the months so far
	counting  map[[3]int][]int    // [site, outcome, month] the events that count in it

	balance  []*big.Int
	tranches []*refTranche
	senior   []int // tranches in ascending rank
	junior   []int // and in descending rank
	interest *big.Int

	siteCaps, payerCaps, rewardCaps []*refCap
	dealCap                         *refCap
	tariffCaps                      [][]*refCap            // [site][tariff]
	countUsed                       [][]int64              // [site][tariff] of the count cap
	reached                         [][]int64              // [site][tariff] outcomes that counted so far
	claimedSoFar                    [][]*big.Int           // [site][tariff] after step 5
	participants                    map[refPerson]*big.Int // used of the participant cap
	siteClaims                      map[[3]int]*big.Int    // [site, payer, month] after step 10
	lastClaim                       int                    // month of the last claim, -1 before the first
	due                             map[int][]refAmount    // by the month they fall due
	payable                         map[int][]refPayable   // by the month they are paid
	credits                         []*big.Int             // [payer] K
	providerList                    map[int][]refOwed      // provider payments by the month in whose list they stand
	arrears                         []refOwed              // oldest first
	principalAtEnd                  *big.Int               // at the end of the month z of a termination
	firstLossLeft                   *big.Int
	otherCost                       *big.Int // wind-down and step-in costs incurred

	// everything below feeds the totals
	claimed, cash, arrearsAt []*big.Int
	uncapped                 []*big.Int
	lost, credited, settled  []*big.Int
	rewards, paid            []*big.Int
	paidCount                []int64
	incurred                 []*big.Int
	providerDue              []*big.Int
	low                      []*big.Int

	led refLedger
}

// referenceSettle settles o under terms, which must be valid.
func referenceSettle(terms contract.Terms, o *contract.Outturn) *refLedger {
	r := newReference(terms, o)
	for r.t = 0; r.t < r.grid; r.t++ {
		if r.t < r.months {
			r.step30Tests()
			r.step30Counts()
		}
		r.step31Interest()
		if r.t < r.months {
			r.step32Claims()
		}
		r.step33Receipts()
		list := r.step34Costs()
		opened := len(r.led.postings)
		r.step35DrawAndPay(list)
		r.step36Coupon(r.led.postings[opened:])
		r.step37Distribution()
		r.step38Guarantee()
		r.step39Closing()
	}
	r.totals()
	return &r.led
}

func newReference(terms contract.Terms, o *contract.Outturn) *reference {
	r := &reference{
		terms: terms, out: o, months: terms.Months,
		z: terms.Months - 1, runOff: terms.Months - 1, stopped: -1, terminated: -1, exited: -1, lastClaim: -1,
		siteIndex: map[string]int{}, payerIndex: map[string]int{},
		outcomeIndex: map[string]int{}, indexIndex: map[string]int{},
		people: map[refPerson][]int{}, counting: map[[3]int][]int{},
		participants: map[refPerson]*big.Int{}, siteClaims: map[[3]int]*big.Int{},
		due: map[int][]refAmount{}, payable: map[int][]refPayable{}, providerList: map[int][]refOwed{},
	}
	for i, s := range terms.Sites {
		r.siteIndex[s.ID] = i
	}
	for i, p := range terms.Payers {
		r.payerIndex[p.ID] = i
	}
	for i, k := range terms.Outcomes {
		r.outcomeIndex[k.ID] = i
	}
	for i, x := range terms.Indices {
		r.indexIndex[x] = i
	}
	r.grid = referenceGrid(terms)

	r.ownsCosts = make([]bool, len(terms.Sites))
	for _, c := range terms.Costs {
		if c.Bearer == contract.BearerProvider {
			r.ownsCosts[r.siteIndex[c.Site]] = true
		}
	}
	for _, s := range terms.Sites {
		r.siteCaps = append(r.siteCaps, newRefCap(s.Cap, s.Period))
		var caps []*refCap
		for _, k := range s.Tariffs {
			caps = append(caps, newRefCap(k.Cap, k.Period))
		}
		r.tariffCaps = append(r.tariffCaps, caps)
		r.countUsed = append(r.countUsed, make([]int64, len(s.Tariffs)))
		r.reached = append(r.reached, make([]int64, len(s.Tariffs)))
		r.claimedSoFar = append(r.claimedSoFar, zeros(len(s.Tariffs)))
	}
	for _, p := range terms.Payers {
		r.payerCaps = append(r.payerCaps, newRefCap(p.Cap, p.Period))
	}
	for _, w := range terms.Rewards {
		r.rewardCaps = append(r.rewardCaps, newRefCap(w.Cap, contract.PeriodCap{}))
	}
	r.dealCap = newRefCap(terms.Cap, terms.Period)

	for i, c := range terms.Capital.Tranches {
		k := &refTranche{
			terms: c, commitment: num(c.Commitment),
			drawn: new(big.Int), received: new(big.Int), principal: new(big.Int),
			unpaid: new(big.Int), hurdle: new(big.Int), backed: new(big.Int),
			coupon: monthlyRate(c.Coupon), undrawn: monthlyRate(c.Undrawn),
		}
		if c.IRRCap == c.IRRCap { // not NaN
			k.hurdleRate = monthlyRate(c.IRRCap)
		}
		if c.MOICCap == c.MOICCap {
			k.moic = millionths(c.MOICCap)
		}
		r.tranches = append(r.tranches, k)
		r.senior = append(r.senior, i)
	}
	slices.SortFunc(r.senior, func(a, b int) int {
		return cmp.Compare(terms.Capital.Tranches[a].Rank, terms.Capital.Tranches[b].Rank)
	})
	r.junior = slices.Clone(r.senior)
	slices.Reverse(r.junior)
	r.interest = monthlyRate(terms.Capital.Interest)
	r.firstLossLeft = num(terms.Capital.FirstLoss)

	r.evidenced = make([][]int, r.months)
	for i, e := range o.Events {
		who := refPerson{e.Site, e.Person}
		r.people[who] = append(r.people[who], i)
		if e.Evidenced >= 0 {
			r.evidenced[e.Evidenced] = append(r.evidenced[e.Evidenced], i)
		}
	}
	r.counted = make([][]int64, len(terms.Sites)*len(terms.Outcomes))
	for i := range r.counted {
		r.counted[i] = make([]int64, r.months)
	}

	payers, sites := len(terms.Payers), len(terms.Sites)
	r.balance = zeros(firstPayer + payers + len(r.tranches) + sites)
	r.claimed, r.cash, r.arrearsAt = zeros(r.grid), zeros(r.grid), zeros(r.grid)
	r.uncapped, r.credits = zeros(payers), zeros(payers)
	r.lost, r.credited, r.settled = zeros(payers), zeros(payers), zeros(payers)
	r.rewards, r.paid = zeros(len(terms.Rewards)), zeros(len(r.counted))
	r.incurred = zeros(len(terms.Costs))
	r.providerDue, r.low = zeros(sites), zeros(sites)
	r.otherCost, r.principalAtEnd = new(big.Int), new(big.Int)
	r.paidCount = make([]int64, len(r.counted))
	r.led.Capped = make([]bool, sites)
	return r
}

// referenceGrid is T of section 3: M and the longest lag, lateness and
// recovery lag, or M and the longest delay of a provider's payment.
func referenceGrid(terms contract.Terms) int {
	lag, late, recovery, after := 0, 0, 0, 0
	for _, s := range terms.Sites {
		for _, k := range s.Tariffs {
			lag = max(lag, k.Lag)
		}
		after = max(after, s.Provider.PayAfter)
	}
	for _, w := range terms.Rewards {
		lag = max(lag, w.Lag)
	}
	for _, p := range terms.Payers {
		late, recovery = max(late, p.Late), max(recovery, p.RecoveryLag)
	}
	return terms.Months + max(lag+late+recovery, after)
}

// The numbers of the accounts: the vehicle, the supplier, the bank, the
// guarantor, the donor and the intermediary, then payers, tranches and
// providers in the contract's order.
const firstPayer = 6

func (r *reference) payer(i int) contract.Account { return contract.Account(firstPayer + i) }

func (r *reference) tranche(i int) contract.Account {
	return contract.Account(firstPayer + len(r.terms.Payers) + i)
}

func (r *reference) provider(i int) contract.Account {
	return contract.Account(firstPayer + len(r.terms.Payers) + len(r.tranches) + i)
}

// post makes a payment; nothing is posted for a zero amount.
func (r *reference) post(p refPosting) {
	if p.amount.Sign() == 0 {
		return
	}
	if p.amount.Sign() < 0 {
		panic(fmt.Sprintf("reference: month %d: negative payment %v", r.t, p.amount))
	}
	p.month = r.t
	p.amount = new(big.Int).Set(p.amount)
	r.balance[p.from].Sub(r.balance[p.from], p.amount)
	r.balance[p.to].Add(r.balance[p.to], p.amount)
	if r.vehicleCash().Sign() < 0 {
		panic(fmt.Sprintf("reference: month %d: the vehicle is overdrawn", r.t))
	}
	r.led.postings = append(r.led.postings, p)
}

func (r *reference) vehicleCash() *big.Int { return r.balance[contract.Vehicle] }

// row is the place of an outcome of a site in tables [site][outcome].
func (r *reference) row(site, outcome int) int { return site*len(r.terms.Outcomes) + outcome }

// 3.1 The bank pays round(V i / 10^12).
func (r *reference) step31Interest() {
	x := held(roundDiv(times(r.vehicleCash(), r.interest), trillion))
	if x.Sign() > 0 {
		r.led.bound.add(boundInterest)
	}
	r.post(refPosting{from: contract.Bank, to: contract.Vehicle, amount: x, kind: kindInterest})
}
