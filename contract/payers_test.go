package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// A payer that backs another pays what the other's cap leaves unpaid, even
// where it has no share of its own.
func TestBackedShare(t *testing.T) {
	terms := handTerms(2)
	for j := range terms.Sites[0].Tariffs {
		terms.Sites[0].Tariffs[j].Shares = []contract.Share{{Payer: "council", Millions: contract.Million, BackedBy: "fund"}}
	}
	terms.Payers[0].Cap = contract.AtMost(120)
	l := byHand(t, terms, []int32{1, 1}, nil)
	wantList(t, "claimed", l.Claimed, 100, 100)
	wantList(t, "payments", l.Payments, 120, 80)
	wantList(t, "uncapped", l.Uncapped, 200, 0)
	wantIs(t, "capped", l.PayerCapped, true)

	terms.Payers[1].Cap = contract.AtMost(50)
	l = byHand(t, terms, []int32{1, 1}, nil)
	wantList(t, "both capped", l.Payments, 120, 50)
	wantList(t, "claimed", l.Claimed, 100, 70)
}

func TestLatePayment(t *testing.T) {
	terms := handTerms(2)
	terms.Payers[0].Late = 2
	terms.Grants = []contract.Grant{{ID: "g", Shares: allOf("council"), Amount: 7}}
	l := onOutturn(t, terms, func(o *contract.Outturn) {
		copy(o.Evidenced, []int32{1, 2})
		o.Late[0] = true // what falls due in month 0
	})
	wantList(t, "cash", l.Cash, 0, 200, 307, 307)
	wantIs(t, "payments", l.Payments[0], 300)
	wantIs(t, "lost", l.Lost[0], 0)
}

func TestPayerDefault(t *testing.T) {
	terms := handTerms(3)
	terms.Payers[0].Recovery, terms.Payers[0].RecoveryLag = 305_000, 1
	terms.Grants = []contract.Grant{{ID: "g", Shares: allOf("council"), Month: 1, Amount: 10}}
	l := onOutturn(t, terms, func(o *contract.Outturn) {
		copy(o.Evidenced, []int32{1, 1, 1})
		o.Default[0] = 1
	})
	// 100; then 30.5, to 31, of each 100, and 3.05, to 3, of the grant.
	wantList(t, "cash", l.Cash, 100, 100, 134, 165)
	wantIs(t, "payments", l.Payments[0], 162)
	wantIs(t, "lost", l.Lost[0], 69+69+7)
	wantList(t, "default", l.Default, 1, -1)
}

func TestGrantsAgainAndShared(t *testing.T) {
	terms := handTerms(6)
	terms.Grants = []contract.Grant{{
		ID: "g", Month: 1, Every: 2, Until: 4, Amount: 11,
		Shares: []contract.Share{{Payer: "council", Millions: 500_000}, {Payer: "fund", Millions: 500_000}},
	}}
	l := byHand(t, terms, nil, nil)
	wantList(t, "cash", l.Cash, 0, 11, 11, 22, 22, 22)
	wantList(t, "spend", l.Spend, 12, 10) // the odd unit to the first, each time
}

func TestReferralGuarantee(t *testing.T) {
	terms := handTerms(5)
	terms.Sites[0].Guarantee = contract.Guarantee{Referrals: 10, Every: 2, Credit: 3, Payer: "fund"}
	l := onOutturn(t, terms, func(o *contract.Outturn) { copy(o.Referrals, []int32{4, 4, 9, 9, 0}) })
	// Two are missing in the first period, none in the second; the fifth month
	// is no whole period.
	wantList(t, "credits", paidUnder(l, "sites.a.guarantee"), 0, 6, 0, 0, 0)
	wantList(t, "payments", l.Payments, 0, 0)
	wantList(t, "spend", l.Spend, 0, 6)
}

func TestAuditClawsBack(t *testing.T) {
	terms := handTerms(3)
	terms.Audit = contract.Audit{Every: 2, Sample: 4, Tolerance: 250_000, Extrapolate: true}
	fill := func(errors ...int32) func(*contract.Outturn) {
		return func(o *contract.Outturn) {
			copy(o.Evidenced, []int32{4, 6, 1})
			copy(o.Errors, errors)
		}
	}
	// One error in four is let pass.
	l := onOutturn(t, terms, fill(1, 0))
	wantIs(t, "credit", l.Credit[0], 0)
	// Two in four: half of the 1,000 of months 0 and 1, set off against the 600
	// of month 1.
	l = onOutturn(t, terms, fill(2, 0))
	wantList(t, "cash", l.Cash, 400, 500, 600)
	wantIs(t, "credit", l.Credit[0], 500)
	wantIs(t, "settled", l.Settled[0], 500)
	wantIs(t, "payments", l.Payments[0], 600)
	// Without extrapolation two of ten outcomes.
	terms.Audit.Extrapolate = false
	l = onOutturn(t, terms, fill(2, 0))
	wantIs(t, "errors found only", l.Credit[0], 200)
	// What is not set off is paid back at the end.
	l = onOutturn(t, terms, func(o *contract.Outturn) {
		copy(o.Evidenced, []int32{10, 0, 0})
		copy(o.Errors, []int32{4, 0})
	})
	wantList(t, "paid back", l.Cash, 1000, 1000, 600)
	wantIs(t, "settled", l.Settled[0], 400)
	wantList(t, "clause", paidUnder(l, "capital.credits"), 0, 0, 400)
}
