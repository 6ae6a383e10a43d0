package metric

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
)

// TestEdges changes one thing in the ledger of the rich deal and looks at the
// metrics it moves.
func TestEdges(t *testing.T) {
	type ledger = *contract.Ledger
	flows := func(f ...contract.Money) func(ledger) {
		return func(l ledger) {
			clear(l.Flow)
			copy(l.Flow, f)
			l.Drawn, l.Repaid = []contract.Money{cashflow.Drawn(f), 0}, []contract.Money{cashflow.Repaid(f), 0}
		}
	}
	type want map[string]int64
	for _, c := range []struct {
		name   string
		change func(ledger)
		want   want
	}{
		{"repaid equals drawn", flows(-1000, 0, 0, 0, 0, 0, 1000), want{
			"investor.loss": 0, "investor.moic": 1e9, "investor.irr": 0, "investor.payback": 6, "investor.total_loss": 0,
		}},
		{"a penny short", flows(-1000, 0, 0, 0, 0, 0, 999), want{"investor.loss": 1, "investor.moic": 999e6, "investor.payback": Never}},
		{"nothing drawn", flows(), want{
			"investor.drawn": 0, "investor.moic": Undefined, "investor.irr": Undefined, "investor.irr.no_draw": 1, "investor.irr.total_loss": 0,
			"investor.npv": 0, "investor.loss": 0, "investor.total_loss": 0, "investor.peak_exposure": 0, "investor.payback": 0,
		}},
		{"nothing repaid", flows(0, -700), want{
			"investor.moic": 0, "investor.irr": -1e9, "investor.irr.total_loss": 1, "investor.irr.none": 0, "investor.loss": 1, "investor.total_loss": 1,
			"investor.npv": -694, // -700/1.1^(1/12) = -700/1.0079741 = -694.46
		}},
		// -1000 (1+r)^3 + 3600 (1+r)^2 - 4310 (1+r) + 1716 has roots 0.1, 0.2, 0.3: the smallest is 1.1^12 - 1 = 2.1384283767
		{"several roots", flows(-1000, 3600, -4310, 1716), want{"investor.irr": 2_138_428_377, "investor.irr.several": 1, "investor.irr.none": 0}},
		// a double root is one: (1 - 1.1 x)^2
		{"double root", flows(-1000, 2200, -1210), want{"investor.irr": 2_138_428_377, "investor.irr.several": 0}},
		{"no root", flows(1000, -3000, 2500), want{"investor.irr": Undefined, "investor.irr.none": 1, "investor.irr.several": 0}},
		{"a rate beyond the grain's bound", flows(-1, 5000), want{"investor.irr": limit}},                     // 5000^12 10^9 > 2^60
		{"a multiple beyond the bound", flows(-1, 1<<31), want{"investor.moic": limit}},                       // 2^31 10^9 > 2^60
		{"falls below again", flows(-5, 10, -8, 3), want{"investor.payback": 3, "investor.peak_exposure": 5}}, // -5, 5, -3, 0

		{"spend equals budget", func(l ledger) { l.Spend[0], l.Spend[1] = 400, 600 }, want{
			"payer.north.over_budget": 0, "payer.north.over_budget_any_year": 0, "payer.north.underspend": 0, "commissioner.over_budget": 0,
		}},
		{"a penny over in January to March", func(l ledger) { l.Spend[0], l.Spend[1] = 401, 500 }, want{
			"payer.north.over_budget": 0, "payer.north.over_budget_any_year": 1, "payer.north.underspend": 99, "commissioner.over_budget": 0,
		}},
		{"a penny over in April and after", func(l ledger) { l.Spend[0], l.Spend[1] = 0, 701 }, want{"payer.north.over_budget_any_year": 1}},
		{"over in a year of another payer", func(l ledger) { l.Spend[5] = 501 }, want{"payer.lcf.over_budget_any_year": 1, "payer.north.over_budget_any_year": 1}},
		{"central and private payers over", func(l ledger) { l.Spend[0], l.Spend[5], l.Spend[7] = 0, 9999, 51 }, want{
			"payer.lcf.over_budget": 1, "payer.charity.over_budget": 1, "payer.charity.underspend": 0, "commissioner.over_budget": 0,
		}},
		{"a local payer without a budget", func(l ledger) { l.Spend[0], l.Spend[2] = 0, 1e12 }, want{"commissioner.over_budget": 0}},

		// (1 + 0.1) 500 = 550 and, flexed, (1 + 0.1) 500 = 550
		{"cost at the tolerance", func(l ledger) { l.CostTotal, l.Flexed = 550, 500 }, want{"cost.overrun": 0, "cost.overrun_like_for_like": 0, "cost.excess": 50}},
		{"a penny above it", func(l ledger) { l.CostTotal, l.Flexed = 551, 500 }, want{"cost.overrun": 1, "cost.overrun_like_for_like": 1, "cost.excess": 51}},
		{"cost at the budget", func(l ledger) { l.CostTotal = 500 }, want{"cost.excess": 0}},
		{"cost below it", func(l ledger) { l.CostTotal = 499 }, want{"cost.excess": 0, "cost.overrun": 0}},
		{"flexed to nothing", func(l ledger) { l.CostTotal, l.Flexed = 1, 0 }, want{"cost.overrun_like_for_like": 1}},
		{"nothing on nothing", func(l ledger) { l.CostTotal, l.Flexed = 0, 0 }, want{"cost.overrun_like_for_like": 0}},
		// 11 x 10^17 against 1.1 x 10^18: 10^6 times them is beyond 64 bits
		{"big and equal", func(l ledger) { l.CostTotal, l.Flexed = 11e17, 1e18 }, want{"cost.overrun_like_for_like": 0}},
		{"big and a penny above", func(l ledger) { l.CostTotal, l.Flexed = 11e17+1, 1e18 }, want{"cost.overrun_like_for_like": 1}},

		{"one fewer job at oxford", func(l ledger) { l.Evidenced[3] = 5 }, want{"outcome.job.met": 0, "site.oxford.outcome.job.met": 0, "site.enfield.outcome.job.met": 1}},
		{"made up for by enfield", func(l ledger) { l.Evidenced[0], l.Evidenced[3] = 11, 5 }, want{"outcome.job.met": 1, "site.oxford.outcome.job.met": 0}},
		{"only the last site is capped", func(l ledger) { l.Capped[0], l.Capped[1] = false, true }, want{"capped.any_site": 1, "site.enfield.capped": 0, "site.oxford.capped": 1}},
		{"no cap met", func(l ledger) { l.Capped[0], l.PayerCapped, l.DealCapped, l.TariffCapped = false, false, true, false }, want{
			"capped.any_site": 0, "capped.payer": 0, "capped.deal": 1, "capped.outcome": 0,
		}},
		{"stopped in month 0", func(l ledger) { l.Stopped = 0 }, want{"service.stopped": 1}},
		{"never stopped", func(l ledger) { l.Stopped = -1 }, want{"service.stopped": 0}},
		{"the provider bears unpaid costs", func(l ledger) { l.Own[0] = 181 }, want{
			"cost.excess.provider": 70, // 181 - 51 = 130, planned 60
			"cost.excess.vehicle":  0,  // 600 - 60 - 130 = 410, planned 450
		}},
		{"held to 2^60", func(l ledger) { l.Drawn[0], l.Unpaid, l.Provider[0] = 1<<61, 1<<61, -1<<61 }, want{
			"investor.drawn": limit, "cost.unpaid": limit, "provider.enfield.surplus": -limit,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := richLedger()
			c.change(l)
			s := newSet(t, richContext(t, rich()))
			for name, want := range c.want {
				if got := value(t, s, l, name); got != want {
					t.Errorf("%s = %d, want %d", name, got, want)
				}
			}
		})
	}
}

func TestScaled(t *testing.T) {
	for _, c := range []struct{ x, a, b, want int64 }{
		{1, 1, 2, 1},
		{-1, 1, 2, -1},
		{1, 1, 3, 0},
		{2, 1, 3, 1},
		{-2, 1, 3, -1},
		{5, 1, 10, 1},
		{4, 1, 10, 0},
		{1e15, 1e9, 3e15, 333_333_333},
		{2e15, 1e9, 3e15, 666_666_667},
		{math.MaxInt64, math.MaxInt64, 1, limit},
		{-math.MaxInt64, math.MaxInt64, 1, -limit},
		{1 << 60, 1, 1, limit},
	} {
		if got := scaled(c.x, c.a, c.b); got != c.want {
			t.Errorf("scaled(%d, %d, %d) = %d, want %d", c.x, c.a, c.b, got, c.want)
		}
	}
}

func TestIRROfMean(t *testing.T) {
	// (1+r)^6 = 1.1: 1.1^2 - 1
	for _, unit := range []float64{1, 1.0 / 3, 1e-300, 1e300} {
		rate, status := IRROfMean([]float64{-1000 * unit, 0, 0, 0, 0, 0, 1100 * unit})
		if status != cashflow.One || math.Abs(rate-0.21) > 1e-14 {
			t.Errorf("unit %g: %v, %v, want 0.21, one", unit, rate, status)
		}
	}
	for _, c := range []struct {
		flow []float64
		want cashflow.Status
	}{
		{nil, cashflow.NoDraw},
		{[]float64{0, 0}, cashflow.NoDraw},
		{[]float64{-0.25}, cashflow.TotalLoss},
		{[]float64{-1, math.NaN()}, cashflow.None},
		{[]float64{-1, math.Inf(1)}, cashflow.None},
		{[]float64{-0.001, 0.0036, -0.00431, 0.001716}, cashflow.Several},
	} {
		if _, status := IRROfMean(c.flow); status != c.want {
			t.Errorf("%v: %v, want %v", c.flow, status, c.want)
		}
	}
}
