package study_test

import (
	"context"
	"testing"

	"github.com/sibsim/sibsim/sim"
)

// TestTermsNeverSurprise holds relations that must be true on every single
// path, on the same words: the change may move the metric one way only.
func TestTermsNeverSurprise(t *testing.T) {
	const down, up = -1, 1
	paths := uint64(400)
	if testing.Short() {
		paths = 100
	}
	caps := []string{"cap=450000", "payers.central_fund.cap=150000", "tariffs.sustained.cap=200000", "tariffs.started.max_count=120", "participant_cap=4500"}
	reliance := append([]string{"payers.central_fund.backed_by=council"}, caps...)
	tight := []string{"costs.service.amount=19000", "capital.tranches.senior.commitment=60000", "capital.tranches.junior.commitment=60000"}
	for name, c := range map[string]struct {
		base, change []string
		may          map[string]int
	}{
		"price up":               {caps, []string{"tariffs.started=2600"}, map[string]int{"payments.total": up}},
		"price up, no caps":      {nil, []string{"tariffs.started=2600"}, map[string]int{"payments.total": up, "investor.npv": up, "payer.council.payments": up}},
		"deal cap down":          {caps, []string{"cap=350000"}, map[string]int{"payments.total": down}},
		"payer cap down":         {nil, []string{"payers.central_fund.cap=120000"}, map[string]int{"payments.total": down, "payer.central_fund.payments": down}},
		"participant cap down":   {nil, []string{"participant_cap=2500"}, map[string]int{"payments.total": down}},
		"period cap":             {nil, []string{"period_cap=120000"}, map[string]int{"payments.total": down}},
		"carry-over":             {[]string{"sites.town.period_cap.amount=150000"}, []string{"sites.town.period_cap.carry_over=true"}, map[string]int{"payments.total": up}},
		"window shorter":         {[]string{"tariffs.started.window.after=engaged", "tariffs.started.window.months=6"}, []string{"tariffs.started.window.months=3"}, map[string]int{"payments.total": down, "outcome.started.paid": down}},
		"evidence required":      {nil, []string{"tariffs.sustained.requires=[started]"}, map[string]int{"payments.total": down}},
		"floor up":               {nil, []string{"tariffs.sustained.floor=280000"}, map[string]int{"payments.total": up}},
		"reliance":               {caps[1:2], reliance[:1], map[string]int{"payments.total": up, "payer.council.payments": up}},
		"audit":                  {nil, []string{"audit.every=12", "audit.sample=40", "audit.error=0.1"}, map[string]int{"payments.total": down}},
		"audit more tolerant":    {[]string{"audit.every=12", "audit.sample=40", "audit.error=0.1"}, []string{"audit.tolerance=0.1"}, map[string]int{"payments.total": up}},
		"default recovered less": {[]string{"payers.council.default.annual=0.3", "payers.council.default.recovery=0.6"}, []string{"payers.council.default.recovery=0.1"}, map[string]int{"payments.total": down, "payer.council.lost": up}},
		"default more likely":    {[]string{"payers.council.default.annual=0.2"}, []string{"payers.council.default.annual=0.4"}, map[string]int{"payments.total": down}},
		"guarantee":              {tight, []string{"capital.tranches.junior.guarantee.share=0.8"}, map[string]int{"investor.repaid": up, "investor.npv": up, "investor.moic": up}},
		"guarantee higher":       {append([]string{"capital.tranches.junior.guarantee.share=0.5"}, tight...), []string{"capital.tranches.junior.guarantee.share=1"}, map[string]int{"investor.repaid": up, "tranche.senior.repaid": 0}},
		"first loss":             {nil, []string{"capital.first_loss=60000"}, map[string]int{"investor.drawn": down, "investor.peak_exposure": down}},
		"cost up":                {nil, []string{"costs.service.amount=15500"}, map[string]int{"investor.npv": down, "investor.moic": down, "cost.total": up}},
		"grant":                  {nil, []string{"grants.launch.payer=council", "grants.launch.month=0", "grants.launch.amount=30000"}, map[string]int{"investor.npv": up}},
		"run-off longer":         {[]string{"tests.early.month=12", "tests.early.outcome=started", "tests.early.share=1", "tests.early.run_off=2"}, []string{"tests.early.run_off=9"}, map[string]int{"payments.total": up}},
		"test stricter":          {[]string{"tests.early.month=12", "tests.early.outcome=started", "tests.early.share=0.7"}, []string{"tests.early.share=1.1"}, map[string]int{"payments.total": down, "cost.total": down, "service.terminated": up}},
		"second attempt":         {nil, []string{"resubmission.started=0.5"}, map[string]int{"payments.total": up}},
		"gain shared":            {nil, []string{"provider.gain_share=0.1"}, map[string]int{"investor.npv": down, "cost.total": up}},
		"reward higher":          {[]string{"measures.rate.outcome=started", "measures.rate.cohorts.all.month=35", "rewards.bonus.measure=rate", "rewards.bonus.each.a.from=0.15", "rewards.bonus.each.a.amount=10000"}, []string{"rewards.bonus.each.a.amount=30000"}, map[string]int{"payments.total": up, "payments.reward.bonus": up}},
		"shortfall credit":       {nil, []string{"minimum_referrals.count=260", "minimum_referrals.credit=100"}, map[string]int{"public.spend": up, "investor.npv": up, "payments.total": 0}},
		"nothing":                {caps, nil, map[string]int{"payments.total": 0, "investor.npv": 0, "cost.total": 0}},
	} {
		base := compile(t, build(t, clauseCase{pattern: name, edits: c.base}))
		changed := compile(t, build(t, clauseCase{pattern: name, edits: append(append([]string(nil), c.base...), c.change...)}))
		var metrics []string
		for m := range c.may {
			metrics = append(metrics, m)
		}
		pairs, err := sim.Pair(context.Background(), changed, []*sim.Plan{base}, metrics, sim.Options{Seed: 5, Paths: paths})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, m := range metrics {
			d := pairs[0].Differences[i] // changed less base
			switch way := c.may[m]; {
			case d.N == 0, way <= 0 && d.Max > 0, way >= 0 && d.Min < 0:
				t.Errorf("%s: %s moves by %v to %v on %d paths", name, m, d.Min, d.Max, d.N)
			case way != 0 && d.Min == 0 && d.Max == 0:
				t.Errorf("%s: %s never moves: the case shows nothing", name, m)
			}
		}
	}
}

// TestEventsFire: each event comes to pass in some lifetimes and not in others.
func TestEventsFire(t *testing.T) {
	for name, edits := range map[string][]string{
		"service.stopped":         {"capital.tranches.senior.commitment=45000", "capital.tranches.junior.commitment=45000", "capital.on_exhaustion=stop"},
		"service.terminated":      {"tests.early.month=12", "tests.early.outcome=started", "tests.early.share=0.55"},
		"investor.exited":         {"tests.leave.month=12", "tests.leave.outcome=started", "tests.leave.share=0.55", "tests.leave.then=exit"},
		"payer.council.defaulted": {"payers.council.default.annual=0.1"},
		"site.town.failed":        {"failure.annual=0.1"},
	} {
		d := build(t, clauseCase{pattern: name, edits: edits})
		r, err := sim.Run(context.Background(), compile(t, d), sim.Options{Seed: 1, Paths: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := r.Metric(name); !ok || s.Mean < 0.05 || s.Mean > 0.95 {
			t.Errorf("%s in %v of lifetimes: want 5 %% to 95 %%", name, s.Mean)
		}
		if s, ok := r.Metric(name + ".month"); !ok || s.N == 0 || s.Min < 0 || s.Min == s.Max != (name == "service.terminated" || name == "investor.exited") {
			t.Errorf("%s.month: %d values from %v to %v", name, s.N, s.Min, s.Max)
		}
	}
}
