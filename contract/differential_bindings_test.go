package contract_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// binding is a clause of a contract that did something.
type binding uint8

const (
	boundSiteCap binding = iota
	boundDealCap
	boundExhausted
	boundThreePayers
	boundIndex
	boundPayerCap
	boundCountCap
	boundOutcomeCap
	boundUnpaidShare
	boundLag
	boundQuarterly
	boundYearPrice
	boundGrant
	boundReimburse
	boundFee
	boundBlock
	boundArrearsPaid
	boundStop
	boundProviderBears
	boundLapse
	boundCoupon
	boundCouponCarried
	boundIRRCap
	boundMOICCap
	boundSurplus
	boundSurplusPayer
	boundSurplusProvider
	boundReserve
	boundInterest
	boundTwoTranches
	boundPayerCost
	boundProviderCost
	boundTie

	boundLaterBand
	boundParticipantCap
	boundWindow
	boundRequires
	boundPeriodTariff
	boundPeriodSite
	boundPeriodPayer
	boundPeriodDeal
	boundCarryOver
	boundFloor
	boundShortfall
	boundRewardEach
	boundRewardPooled
	boundOtherCohort
	boundDeduction
	boundRewardCap
	boundReliance
	boundAudit
	boundSetOff
	boundCreditPaid
	boundLate
	boundDefault
	boundRecovery
	boundTermination
	boundRunOff
	boundRunOffRefused
	boundWindDown
	boundPayout
	boundExit
	boundReview
	boundFailure
	boundStepIn
	boundUntil
	boundGainShare
	boundPayAfter
	boundBlockYear
	boundBlockIndex
	boundGrantRepeated
	boundGrantSplit
	boundFirstLoss
	boundSeniorFirst
	boundProRata
	boundLocked
	boundGrace
	boundArrangement
	boundCommitmentFee
	boundAccrued
	boundBullet
	boundLockUp
	boundProfit
	boundSurplusSplit
	boundIntermediary
	boundGuaranteePayer
	boundGuaranteeGuarantor
	boundGuaranteeLimit
	nBindings
)

// bindings says which clauses did something in one case.
type bindings [nBindings]bool

func (b *bindings) add(x binding) { b[x] = true }

// wantBound is the least share of cases, in percent, in which a clause must
// have done something for the comparison to mean anything.
var wantBound = [nBindings]struct {
	name    string
	percent float64
}{
	boundSiteCap:         {"site cap", 20},
	boundDealCap:         {"deal cap", 20},
	boundExhausted:       {"capital exhausted", 10},
	boundThreePayers:     {"three or more payers", 30},
	boundIndex:           {"indexed price", 20},
	boundPayerCap:        {"payer cap", 2},
	boundCountCap:        {"count cap", 2},
	boundOutcomeCap:      {"outcome cap", 2},
	boundUnpaidShare:     {"unpaid share", 2},
	boundLag:             {"lag", 2},
	boundQuarterly:       {"quarterly claim", 2},
	boundYearPrice:       {"price of a later contract year", 2},
	boundGrant:           {"grant", 2},
	boundReimburse:       {"reimbursement", 2},
	boundFee:             {"fee", 2},
	boundBlock:           {"block", 2},
	boundArrearsPaid:     {"arrears paid later", 2},
	boundStop:            {"service stopped", 2},
	boundProviderBears:   {"provider bears unpaid", 2},
	boundLapse:           {"provider payment lapsed", 2},
	boundCoupon:          {"coupon paid", 2},
	boundCouponCarried:   {"coupon carried", 2},
	boundIRRCap:          {"IRR cap", 2},
	boundMOICCap:         {"MOIC cap", 2},
	boundSurplus:         {"surplus paid", 2},
	boundSurplusPayer:    {"surplus to a payer", 2},
	boundSurplusProvider: {"surplus to a provider", 2},
	boundReserve:         {"reserve held", 2},
	boundInterest:        {"interest", 2},
	boundTwoTranches:     {"two tranches drawn", 2},
	boundPayerCost:       {"cost borne by a payer", 2},
	boundProviderCost:    {"cost borne by a provider", 2},
	boundTie:             {"tie between remainders", 2},

	boundLaterBand:          {"later band", 2},
	boundParticipantCap:     {"participant cap", 2},
	boundWindow:             {"outside the window", 2},
	boundRequires:           {"required outcome missing", 2},
	boundPeriodTariff:       {"period cap of a tariff", 2},
	boundPeriodSite:         {"period cap of a site", 2},
	boundPeriodPayer:        {"period cap of a payer", 2},
	boundPeriodDeal:         {"period cap of the deal", 2},
	boundCarryOver:          {"carry-over used", 2},
	boundFloor:              {"floor", 2},
	boundShortfall:          {"shortfall credit", 2},
	boundRewardEach:         {"reward each", 2},
	boundRewardPooled:       {"reward pooled", 2},
	boundOtherCohort:        {"event of another cohort", 2},
	boundDeduction:          {"deduction", 2},
	boundRewardCap:          {"reward cap", 2},
	boundReliance:           {"payer backed by another", 2},
	boundAudit:              {"claw-back", 2},
	boundSetOff:             {"credit set off", 2},
	boundCreditPaid:         {"credit paid back", 2},
	boundLate:               {"late payment", 2},
	boundDefault:            {"loss by default", 2},
	boundRecovery:           {"recovery", 2},
	boundTermination:        {"termination", 2},
	boundRunOff:             {"run-off", 2},
	boundRunOffRefused:      {"referred after the end", 2},
	boundWindDown:           {"wind-down", 2},
	boundPayout:             {"payout", 2},
	boundExit:               {"exit", 2},
	boundReview:             {"cap reviewed", 2},
	boundFailure:            {"provider failure", 2},
	boundStepIn:             {"step-in cost", 2},
	boundUntil:              {"site ended", 2},
	boundGainShare:          {"gain share", 2},
	boundPayAfter:           {"provider paid later", 2},
	boundBlockYear:          {"block of a later contract year", 2},
	boundBlockIndex:         {"indexed block", 2},
	boundGrantRepeated:      {"grant repeated", 2},
	boundGrantSplit:         {"grant split", 2},
	boundFirstLoss:          {"first loss", 2},
	boundSeniorFirst:        {"senior first", 2},
	boundProRata:            {"pro rata", 2},
	boundLocked:             {"drew beside cash", 2},
	boundGrace:              {"grace", 2},
	boundArrangement:        {"arrangement fee", 2},
	boundCommitmentFee:      {"commitment fee", 2},
	boundAccrued:            {"accrued coupon paid", 2},
	boundBullet:             {"bullet held back", 2},
	boundLockUp:             {"lock-up", 2},
	boundProfit:             {"profit portion", 2},
	boundSurplusSplit:       {"surplus split", 2},
	boundIntermediary:       {"intermediary paid", 2},
	boundGuaranteePayer:     {"guarantee by a payer", 2},
	boundGuaranteeGuarantor: {"guarantee by the guarantor", 2},
	boundGuaranteeLimit:     {"guarantee limit", 2},
}

// exclusive are the pairs of clauses that cannot, or all but cannot, do
// something in one contract, each with each of the other list.
var exclusive = []struct {
	a, b []binding
	why  string
}{
	{
		[]binding{boundStop, boundGrace},
		[]binding{boundProviderBears, boundLapse},
		"a contract has one rule on exhaustion",
	},
	{
		[]binding{boundSeniorFirst},
		[]binding{boundProRata},
		"a contract has one order of drawing",
	},
	{
		[]binding{boundFloor},
		[]binding{boundTermination, boundRunOff, boundRunOffRefused, boundWindDown, boundPayout, boundStop},
		"a floor holds if service runs to the end",
	},
}

// excluded says whether a pair is in the table above.
func excluded(a, b binding) bool {
	for _, e := range exclusive {
		if slices.Contains(e.a, a) && slices.Contains(e.b, b) || slices.Contains(e.a, b) && slices.Contains(e.b, a) {
			return true
		}
	}
	return false
}

// bindingCounts counts cases by clause, on the diagonal, and by pair of
// clauses that did something, the first index the lesser.
type bindingCounts [nBindings][nBindings]int

func (c *bindingCounts) add(b *bindings) {
	var on []binding
	for i, did := range b {
		if did {
			on = append(on, binding(i))
		}
	}
	for i, a := range on {
		for _, b := range on[i:] {
			c[a][b]++
		}
	}
}

func (c *bindingCounts) merge(other *bindingCounts) {
	for i := range c {
		for j := range c[i] {
			c[i][j] += other[i][j]
		}
	}
}

const (
	pairsFrom = 100_000 // contracts, below which pairs are not checked
	wantPairs = 50      // in so many
	showPairs = 15
)

// check wants every clause, and every pair of them, often enough among n cases.
func (c *bindingCounts) check(t *testing.T, n uint64) {
	t.Helper()
	var shares strings.Builder
	for i := range c {
		got := 100 * float64(c[i][i]) / float64(n)
		fmt.Fprintf(&shares, "\n%6.1f %%  %s", got, wantBound[i].name)
		if got < wantBound[i].percent {
			t.Errorf("%s: in %.1f %% of contracts, want %v %%", wantBound[i].name, got, wantBound[i].percent)
		}
	}
	type pair struct {
		a, b binding
		n    int
	}
	var pairs []pair
	for a := range nBindings {
		for b := a + 1; b < nBindings; b++ {
			if !excluded(a, b) {
				pairs = append(pairs, pair{a, b, c[a][b]})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.n, b.n) })
	var rare strings.Builder
	for i, p := range pairs {
		if i < showPairs {
			fmt.Fprintf(&rare, "\n%8d  %s, %s", p.n, wantBound[p.a].name, wantBound[p.b].name)
		}
		if n >= pairsFrom && uint64(p.n)*pairsFrom < wantPairs*n {
			t.Errorf("%s and %s: together in %d contracts, want %d in %d",
				wantBound[p.a].name, wantBound[p.b].name, p.n, wantPairs, pairsFrom)
		}
	}
	t.Logf("share in which each clause did something:%s\nrarest pairs:%s", shares.String(), rare.String())
}
