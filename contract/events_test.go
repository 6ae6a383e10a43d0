package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// tested is a contract of six months with a target of six jobs, one a month,
// and a test on them in month 1.
func tested(k contract.Test) contract.Terms {
	terms := handTerms(6)
	terms.Sites[0].Targets = []contract.Target{{Outcome: "job", Total: 6, Months: []int32{1, 1, 1, 1, 1, 1}}}
	terms.Costs = []contract.Cost{{ID: "staff", Bearer: contract.BearerVehicle}}
	terms.Capital.Tranches = []contract.Tranche{uncapped("bond", 1, 10_000)}
	terms.Capital.First = 99
	k.ID, k.Month, k.Outcome = "start", 1, "job"
	terms.Tests = []contract.Test{k}
	return terms
}

func TestTermination(t *testing.T) {
	terms := tested(contract.Test{Share: 1_000_000, RunOff: 2, WindDown: 40, Payout: 500_000, Payer: "fund"})
	fill := func(o *contract.Outturn) {
		with(
			6,
			event(1, 0, 0, 0, 0),
			event(2, 0, 1, 2, 2), // referred before the end
			event(3, 0, 2, 3, 3), // referred after it
			event(4, 0, 0, 4, 4), // after the run-off
		)(o)
		for m := range 6 {
			o.Costs[m] = 300
		}
	}
	// By month 1 one job of two: fails. Service ends; job 2 still counts. Month
	// 0 draws 200, month 1 300; month 2 receives half of 500 and a job, and
	// pays the wind-down.
	l := onOutturn(t, terms, fill)
	wantIs(t, "terminated", l.Terminated, 1)
	wantIs(t, "stopped", l.Stopped, -1)
	wantList(t, "claimed", l.Claimed, 100, 0, 100, 0, 0, 0)
	wantList(t, "payout", paidUnder(l, "tests.start.payout"), 0, 0, 250, 0, 0, 0)
	wantList(t, "wind-down", paidUnder(l, "tests.start.wind_down"), 0, 0, 40, 0, 0, 0)
	wantIs(t, "cost", l.CostTotal, 600+40)
	wantList(t, "cash", l.Cash, 0, 0, 310, 310, 310, 0)
	wantIs(t, "evidenced", l.Evidenced[0], 2)

	// Half of the target is reached.
	terms.Tests[0].Share = 500_000
	l = onOutturn(t, terms, fill)
	wantIs(t, "terminated", l.Terminated, -1)
	wantIs(t, "evidenced", l.Evidenced[0], 4)
}

func TestExit(t *testing.T) {
	l := onOutturn(t, tested(contract.Test{Share: 1_000_000, Exit: true}), func(o *contract.Outturn) {
		for m := range 6 {
			o.Costs[m] = 300
		}
	})
	wantIs(t, "exited", l.Exited, 1)
	wantList(t, "drawn", l.Drawn, 600)
	wantList(t, "arrears", l.Arrears, 0, 0, 300, 600, 900, 1200)
}

func TestReviewOfCaps(t *testing.T) {
	terms := handTerms(4)
	terms.Sites[0].Cap = contract.AtMost(300)
	terms.Sites[0].Targets = []contract.Target{{Outcome: "job", Total: 8}}
	terms.Reviews = []contract.Review{{
		ID: "r", Month: 2, Outcome: "job",
		Caps: contract.Follow{Part: 500_000, Least: 800_000, Most: 2_000_000},
	}}
	// By month 2 six jobs of four were evidenced: 1.5, so the factor is 1.25 and
	// the cap 375, of which 300 are used up.
	l := byHand(t, terms, []int32{2, 4, 1, 1}, nil)
	wantList(t, "claimed", l.Claimed, 200, 100, 75, 0)
	// One job of four: 1 + 0.5 · (0.25 − 1) = 0.625, held to 0.8: 240.
	l = byHand(t, terms, []int32{1, 0, 1, 1}, nil)
	wantList(t, "claimed", l.Claimed, 100, 0, 100, 40)
}

func TestVolumeFactor(t *testing.T) {
	terms := handTerms(4)
	terms.Sites[0].Targets = []contract.Target{{Outcome: "job", Total: 8}}
	terms.Reviews = []contract.Review{
		{ID: "late", Month: 3, Outcome: "job", Volumes: contract.Follow{Part: -contract.Million, Most: contract.Million}},
		{ID: "caps", Month: 1, Outcome: "job", Caps: contract.Follow{Most: contract.Million}},
		{ID: "early", Month: 2, Outcome: "job", Volumes: contract.Follow{Part: contract.Million, Most: 10 * contract.Million}},
	}
	c, err := contract.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	s, o := c.Schedule(), contract.NewOutturn(&c)
	copy(o.Evidenced, []int32{2, 1, 5, 9})
	wantIs(t, "reviews", s.NumReviews(), 2)
	wantList(t, "months", []int{s.ReviewMonth(0), s.ReviewMonth(1)}, 2, 3)
	wantIs(t, "3 of 4", s.VolumeFactor(o, 0, 0), 750_000)
	wantIs(t, "1 − (8/6 − 1)", s.VolumeFactor(o, 1, 0), 666_667)
}

func TestProviderFailure(t *testing.T) {
	terms := handTerms(4)
	terms.Sites[0].StepIn = contract.StepIn{Gap: 2, Cost: 60}
	terms.Costs = []contract.Cost{{ID: "rent", Site: "a", Bearer: "fund"}}
	fill := func(o *contract.Outturn) {
		copy(o.Evidenced, []int32{1, 1, 1, 1})
		copy(o.Costs, []money{5, 5, 5, 5})
		o.Failed[0] = 1
	}
	l := onOutturn(t, terms, fill)
	wantList(t, "claimed", l.Claimed, 100, 0, 0, 100)
	wantList(t, "rent", l.Cost, 10)
	wantList(t, "step-in", paidUnder(l, "sites.a.step_in"), 0, 60, 0, 0)
	wantList(t, "failed", l.Failed, 1)
	terms.Sites[0].StepIn.Gap = -1
	wantList(t, "for good", onOutturn(t, terms, fill).Claimed, 100, 0, 0, 0)
}

func TestGrace(t *testing.T) {
	terms := invested(5)
	terms.Capital.OnExhaustion, terms.Capital.Grace = contract.Stop, 1
	grants(&terms, 0, 10, 0, 0)
	// Unpaid in month 0, settled in month 1, unpaid in months 2 and 3.
	l := byHand(t, terms, nil, nil, []money{10, 0, 10, 10, 10})
	wantIs(t, "stopped", l.Stopped, 3)
	wantList(t, "cost", l.Cost, 30)
}

// What would have come after a stop, or with it, does not.
func TestStopUndoesWhatComesLater(t *testing.T) {
	stopping := func(commitment money, k contract.Test) contract.Terms {
		terms := tested(k)
		terms.Capital.OnExhaustion = contract.Stop
		terms.Capital.Tranches[0].Commitment = commitment
		return terms
	}
	costs := []money{300, 300, 300, 300, 300, 300}

	// Stopped in the month of the test: no termination, and no wind-down.
	l := byHand(t, stopping(300, contract.Test{Share: 1_000_000, WindDown: 40}), nil, nil, costs)
	wantIs(t, "stopped", l.Stopped, 1)
	wantIs(t, "terminated", l.Terminated, -1)
	wantIs(t, "cost", l.CostTotal, 600)

	// Stopped before an exit.
	terms := stopping(300, contract.Test{Share: 1_000_000, Exit: true})
	terms.Tests[0].Month = 3
	l = byHand(t, terms, nil, nil, costs)
	wantIs(t, "stopped", l.Stopped, 1)
	wantIs(t, "exited", l.Exited, -1)

	// Stopped in the run-off, by the wind-down: the rest of it falls away.
	l = byHand(t, stopping(600, contract.Test{Share: 1_000_000, RunOff: 3, WindDown: 400}), []int32{0, 0, 1, 1, 1, 1}, nil, costs)
	wantIs(t, "terminated", l.Terminated, 1)
	wantIs(t, "stopped", l.Stopped, 2)
	wantList(t, "claimed", l.Claimed, 0, 0, 100, 0, 0, 0)
}
