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
// to stay unseen.

// refPosting is one payment.
type refPosting struct {
	month    int
	from, to contract.Account
	amount   *big.Int
	kind     refKind
	// site and outcome say what an outcome payment was for.
	site, outcome int
}

// refKind says which rule made a payment.
type refKind uint8

const (
	kindInterest refKind = iota
	kindGrant
	kindOutcome
	kindCost
	kindDraw
	kindCoupon
	kindPrincipal
	kindProfit
	kindSurplus
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
	Uncapped []int64

	Paid      []int64
	PaidCount []int64
	Achieved  []int64
	Evidenced []int64
	Referrals []int64
	Capped    []bool

	Cost      []int64
	CostTotal int64
	Provider  []int64
	Own       []int64

	DealCapped   bool
	PayerCapped  bool
	TariffCapped bool
	Unpaid       int64
	Stopped      int
	Flexed       int64
}

// refLimit is what is left of a cap; nil is no cap.
type refLimit = *big.Int

// refTranche is the state of one tranche between months.
type refTranche struct {
	commitment *big.Int
	rank       int
	drawn      *big.Int // all it paid in
	received   *big.Int // all it got
	principal  *big.Int // P: drawn less repaid as principal
	unpaid     *big.Int // U: coupon not yet paid
	hurdle     *big.Int // H: the IRR cap's account
	coupon     *big.Int // j
	hurdleRate *big.Int // h; nil without an IRR cap
	moic       *big.Int // millionths; nil without a MOIC cap
}

// refOwed is one cost the vehicle has to pay: a provider payment (line < 0)
// or a cost line.
type refOwed struct {
	rank, site, line int
	amount           *big.Int
}

// refAmount is what one share of one tariff comes to in a claim.
type refAmount struct {
	site, tariff, share int
	payer               int
	amount              *big.Int
}

// reference is the settlement in progress.
type reference struct {
	terms   contract.Terms
	out     *contract.Outturn
	months  int // M
	grid    int // T
	t       int // the month being settled
	opened  int // how many postings there were when it began
	stopped int // z, or -1

	siteIndex, payerIndex, outcomeIndex, indexIndex map[string]int
	ownsCosts                                       []bool // [site] has a cost line borne by its provider

	balance  []*big.Int
	tranches []*refTranche
	senior   []int // tranches in ascending rank
	junior   []int // and in descending rank

	siteLeft, payerLeft []refLimit
	dealLeft            refLimit
	tariffLeft          [][]refLimit // [site][tariff] amount
	countLeft           [][]refLimit // [site][tariff] count
	lastClaim           int          // month of the last claim, -1 before the first

	due     map[int][]refAmount // by the month they fall due
	arrears []refOwed           // oldest first

	interest *big.Int
	// everything below feeds the totals
	claimed, cash, arrearsAt []*big.Int
	uncapped                 []*big.Int
	paidCount                []int64
	evidenced                []int64
	incurred                 []*big.Int
	providerDue              []*big.Int

	led refLedger
}

// referenceSettle settles o under terms, which must be valid.
func referenceSettle(terms contract.Terms, o *contract.Outturn) *refLedger {
	r := newReference(terms, o)
	for r.t = 0; r.t < r.grid; r.t++ {
		r.opened = len(r.led.postings)
		r.step31Interest()
		if r.t < r.months {
			r.step32Claims()
		}
		r.step33Receipts()
		list := r.step34Costs()
		r.step35DrawAndPay(list)
		r.step36Coupon()
		r.step37Distribution()
		r.step38Closing()
	}
	r.totals()
	return &r.led
}

func newReference(terms contract.Terms, o *contract.Outturn) *reference {
	r := &reference{
		terms: terms, out: o, months: terms.Months, stopped: -1, lastClaim: -1,
		siteIndex: map[string]int{}, payerIndex: map[string]int{},
		outcomeIndex: map[string]int{}, indexIndex: map[string]int{},
		due: map[int][]refAmount{},
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

	// Section 1: T = M + the longest lag of any tariff.
	longest := 0
	for _, s := range terms.Sites {
		for _, k := range s.Tariffs {
			longest = max(longest, k.Lag)
		}
	}
	r.grid = r.months + longest

	r.ownsCosts = make([]bool, len(terms.Sites))
	for _, c := range terms.Costs {
		if c.Bearer == contract.BearerProvider {
			r.ownsCosts[r.siteIndex[c.Site]] = true
		}
	}
	for _, s := range terms.Sites {
		r.siteLeft = append(r.siteLeft, limit(s.Cap))
		var amounts, counts []refLimit
		for _, k := range s.Tariffs {
			amounts = append(amounts, limit(k.Cap))
			counts = append(counts, limit(k.MaxCount))
		}
		r.tariffLeft = append(r.tariffLeft, amounts)
		r.countLeft = append(r.countLeft, counts)
	}
	for _, p := range terms.Payers {
		r.payerLeft = append(r.payerLeft, limit(p.Cap))
	}
	r.dealLeft = limit(terms.Cap)

	for i, c := range terms.Capital.Tranches {
		k := &refTranche{
			commitment: num(c.Commitment), rank: c.Rank,
			drawn: new(big.Int), received: new(big.Int), principal: new(big.Int),
			unpaid: new(big.Int), hurdle: new(big.Int),
			coupon: monthlyRate(c.Coupon),
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
	slices.SortFunc(r.senior, func(a, b int) int { return cmp.Compare(r.tranches[a].rank, r.tranches[b].rank) })
	r.junior = slices.Clone(r.senior)
	slices.Reverse(r.junior)

	r.interest = monthlyRate(terms.Capital.Interest)
	r.balance = zeros(3 + len(terms.Payers) + len(terms.Capital.Tranches) + len(terms.Sites))
	r.claimed, r.cash, r.arrearsAt = zeros(r.grid), zeros(r.grid), zeros(r.grid)
	r.uncapped = zeros(len(terms.Payers))
	r.incurred = zeros(len(terms.Costs))
	r.providerDue = zeros(len(terms.Sites))
	r.paidCount = make([]int64, len(terms.Sites)*len(terms.Outcomes))
	r.evidenced = make([]int64, len(terms.Sites)*len(terms.Outcomes))
	return r
}

// The numbers of the accounts: the vehicle, the supplier and the bank, then
// payers, tranches and providers in the contract's order.
func (r *reference) payer(i int) contract.Account { return contract.Account(3 + i) }

func (r *reference) tranche(i int) contract.Account {
	return contract.Account(3 + len(r.terms.Payers) + i)
}

func (r *reference) provider(i int) contract.Account {
	return contract.Account(3 + len(r.terms.Payers) + len(r.terms.Capital.Tranches) + i)
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

// count is e[s,k,m], which is 0 after service has stopped.
func (r *reference) count(site, outcome, m int) int64 {
	if r.stopped >= 0 && m > r.stopped {
		return 0
	}
	return int64(r.out.Evidenced[(site*len(r.terms.Outcomes)+outcome)*r.months+m])
}

// 3.1 The bank pays round(V i / 10^12).
func (r *reference) step31Interest() {
	x := roundDiv(times(r.vehicleCash(), r.interest), trillion)
	if x.Sign() > 0 {
		r.led.bound.add(boundInterest)
	}
	r.post(refPosting{from: contract.Bank, to: contract.Vehicle, amount: x, kind: kindInterest})
}

// price is 3.2.1: the price of one outcome of month m.
func (r *reference) price(k contract.Tariff, m int) *big.Int {
	year := min(m/12, len(k.Prices)-1)
	p := num(k.Prices[year])
	if k.Index == "" {
		return p
	}
	level := r.out.Index[r.indexIndex[k.Index]*r.months+m]
	return roundDiv(times(p, num(level)), billion)
}

// 3.2 Claims.
func (r *reference) step32Claims() {
	t, q := r.t, r.terms.ClaimEvery
	if t != r.months-1 && (t+1)%q != 0 {
		return
	}
	first := r.lastClaim + 1
	r.lastClaim = t

	amounts := make([][]*big.Int, len(r.terms.Sites))  // x [site][tariff]
	uncapped := make([][]*big.Int, len(r.terms.Sites)) // u
	counted := make([][]int64, len(r.terms.Sites))     // n', summed over the claim's months
	for s, site := range r.terms.Sites {
		for i, k := range site.Tariffs {
			outcome := r.outcomeIndex[k.Outcome]
			u, x, n := new(big.Int), new(big.Int), int64(0)
			for m := first; m <= t; m++ {
				e := r.count(s, outcome, m)
				if e == 0 {
					continue
				}
				// 1. Price.
				p := r.price(k, m)
				if k.Index != "" && r.out.Index[r.indexIndex[k.Index]*r.months+m] != contract.IndexUnit {
					r.led.bound.add(boundIndex)
				}
				// 2. Count cap.
				within := e
				if left := r.countLeft[s][i]; left != nil {
					if left.Cmp(num(e)) < 0 {
						within = left.Int64()
						r.led.TariffCapped = true
						r.led.bound.add(boundCountCap)
					}
					left.Sub(left, num(within))
				}
				if within > 0 && p.Sign() > 0 && k.Prices[min(m/12, len(k.Prices)-1)] != k.Prices[0] {
					r.led.bound.add(boundYearPrice)
				}
				// 3. Uncapped amount and amount.
				u.Add(u, times(num(e), p))
				x.Add(x, times(num(within), p))
				n += within
			}
			// 4. Outcome cap.
			if left := r.tariffLeft[s][i]; left != nil {
				if x.Cmp(left) > 0 {
					x.Set(left)
					r.led.TariffCapped = true
					r.led.bound.add(boundOutcomeCap)
				}
				left.Sub(left, x)
			}
			amounts[s] = append(amounts[s], x)
			uncapped[s] = append(uncapped[s], u)
			counted[s] = append(counted[s], n)
		}
	}

	// 5. Site cap.
	for s := range r.terms.Sites {
		if r.capTo(r.siteLeft[s], amounts[s]) {
			if r.led.Capped == nil {
				r.led.Capped = make([]bool, len(r.terms.Sites))
			}
			r.led.Capped[s] = true
			r.led.bound.add(boundSiteCap)
		}
	}

	// 6. Payers. What nobody pays is the last part of each split.
	var all []refAmount
	for s, site := range r.terms.Sites {
		for i, k := range site.Tariffs {
			if uncapped[s][i].Sign() == 0 {
				continue
			}
			var shares []int64
			for _, share := range k.Shares {
				shares = append(shares, share.Millions)
			}
			shares = append(shares, k.Unpaid)
			parts := r.split(amounts[s][i], shares)
			whole := r.split(uncapped[s][i], shares)
			for j, share := range k.Shares {
				p := r.payerIndex[share.Payer]
				r.uncapped[p].Add(r.uncapped[p], whole[j])
				if parts[j].Sign() > 0 { // nothing below changes a zero amount
					all = append(all, refAmount{site: s, tariff: i, share: j, payer: p, amount: parts[j]})
				}
			}
			if parts[len(k.Shares)].Sign() > 0 {
				r.led.bound.add(boundUnpaidShare)
			}
		}
	}

	// 7. Payer cap.
	for p := range r.terms.Payers {
		var own []*big.Int
		for _, a := range all {
			if a.payer == p {
				own = append(own, a.amount)
			}
		}
		if r.capTo(r.payerLeft[p], own) {
			r.led.PayerCapped = true
			r.led.bound.add(boundPayerCap)
		}
	}

	// 8. Deal cap.
	var every []*big.Int
	for _, a := range all {
		every = append(every, a.amount)
	}
	if r.capTo(r.dealLeft, every) {
		r.led.DealCapped = true
		r.led.bound.add(boundDealCap)
	}

	// 9. Due after the lag. An outcome counts as paid if its claim comes to
	// anything.
	paid := map[[2]int]bool{}
	for _, a := range all {
		if a.amount.Sign() == 0 {
			continue
		}
		month := t + r.terms.Sites[a.site].Tariffs[a.tariff].Lag
		r.due[month] = append(r.due[month], a)
		r.claimed[t].Add(r.claimed[t], a.amount)
		paid[[2]int{a.site, a.tariff}] = true
		if month > t {
			r.led.bound.add(boundLag)
		}
		if first < t {
			r.led.bound.add(boundQuarterly)
		}
	}
	for at := range paid {
		outcome := r.outcomeIndex[r.terms.Sites[at[0]].Tariffs[at[1]].Outcome]
		r.paidCount[at[0]*len(r.terms.Outcomes)+outcome] += counted[at[0]][at[1]]
	}
}

// capTo holds xs to what is left of a cap, uses it up by what remains of them
// and says whether it reduced anything.
func (r *reference) capTo(left refLimit, xs []*big.Int) bool {
	if left == nil {
		return false
	}
	total := sum(xs)
	if total.Cmp(left) <= 0 {
		left.Sub(left, total)
		return false
	}
	r.scale(xs, left)
	left.Sub(left, sum(xs))
	return true
}

// 3.3 Receipts: grants in order, then outcome payments by site, tariff, share.
func (r *reference) step33Receipts() {
	for _, g := range r.terms.Grants {
		if g.Month != r.t {
			continue
		}
		if g.Amount > 0 {
			r.led.bound.add(boundGrant)
		}
		r.post(refPosting{from: r.payer(r.payerIndex[g.Payer]), to: contract.Vehicle, amount: num(g.Amount), kind: kindGrant})
	}
	due := r.due[r.t]
	slices.SortStableFunc(due, func(a, b refAmount) int {
		return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.tariff, b.tariff), cmp.Compare(a.share, b.share))
	})
	for _, a := range due {
		outcome := r.outcomeIndex[r.terms.Sites[a.site].Tariffs[a.tariff].Outcome]
		r.post(refPosting{
			from: r.payer(a.payer), to: contract.Vehicle, amount: a.amount,
			kind: kindOutcome, site: a.site, outcome: outcome,
		})
	}
}

// 3.4 Costs: pays what others bear and returns what the vehicle owes.
func (r *reference) step34Costs() []refOwed {
	t := r.t
	if t >= r.months || r.stopped >= 0 && t > r.stopped {
		return nil
	}
	var providers, lines []refOwed
	// 1. Costs that are not the vehicle's.
	for l, c := range r.terms.Costs {
		amount := num(r.out.Costs[l*r.months+t])
		r.incurred[l].Add(r.incurred[l], amount)
		switch c.Bearer {
		case contract.BearerVehicle:
			site := -1
			if c.Site != "" {
				site = r.siteIndex[c.Site]
			}
			lines = append(lines, refOwed{rank: c.Rank, site: site, line: l, amount: amount})
		case contract.BearerProvider:
			if amount.Sign() > 0 {
				r.led.bound.add(boundProviderCost)
			}
			r.post(refPosting{from: r.provider(r.siteIndex[c.Site]), to: contract.Supplier, amount: amount, kind: kindCost})
		default:
			if amount.Sign() > 0 {
				r.led.bound.add(boundPayerCost)
			}
			r.post(refPosting{from: r.payer(r.payerIndex[c.Bearer]), to: contract.Supplier, amount: amount, kind: kindCost})
		}
	}
	// 2. What the vehicle owes: block, fees and reimbursement of each site,
	// and its own cost lines.
	for s, site := range r.terms.Sites {
		p, pay := site.Provider, new(big.Int)
		if p.From <= t && t <= p.Until {
			pay.Add(pay, num(p.Block))
			if p.Block > 0 {
				r.led.bound.add(boundBlock)
			}
		}
		for _, f := range p.Fees {
			fee := times(num(f.Price), num(r.count(s, r.outcomeIndex[f.Outcome], t)))
			pay.Add(pay, fee)
			if fee.Sign() > 0 {
				r.led.bound.add(boundFee)
			}
		}
		for l, c := range r.terms.Costs {
			if c.Bearer == contract.BearerProvider && c.Site == site.ID {
				back := roundDiv(times(num(r.out.Costs[l*r.months+t]), num(p.Reimburse)), million)
				pay.Add(pay, back)
				if back.Sign() > 0 {
					r.led.bound.add(boundReimburse)
				}
			}
		}
		r.providerDue[s].Add(r.providerDue[s], pay)
		providers = append(providers, refOwed{rank: p.Rank, site: s, line: -1, amount: pay})
	}
	// By rank; within a rank providers before lines, each in the contract's order.
	list := append(providers, lines...)
	slices.SortStableFunc(list, func(a, b refOwed) int { return cmp.Compare(a.rank, b.rank) })
	return list
}
