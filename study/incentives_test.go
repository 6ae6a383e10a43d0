package study_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// pencil has ten people, one a month, and each has a job at once: nothing is left
// to chance but the month of an outcome more.
const pencil = `
sibsim: 1
name: Pencil
term: {start: 2024-04, months: 12}
outcomes: {job: {}}
payers: {council: {class: local}, fund: {class: central}}
shares: {council: 0.6, fund: 0.4}
tariffs: {job: {price: 1000}}
referrals: {law: fixed, rate: 1, until: 9}
pathway: {job: {probability: 1, delay: 0}}
costs: {service: {amount: 100}}
capital: {tranches: {all: {commitment: 5000}}}
sites: {town: {commissioner: council}}
`

// planOf compiles a deal file with edits as those of clause cases.
func planOf(t *testing.T, text string, edits ...string) *sim.Plan {
	t.Helper()
	var doc map[string]any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		address, value, _ := strings.Cut(e, "=")
		edit(doc, strings.Split(address, "."), value)
	}
	data, err := yaml.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dealfile.Read("pencil", data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return compile(t, d)
}

func incentives(t *testing.T, p *sim.Plan, o sim.Options) *study.Incentives {
	t.Helper()
	x, err := study.RunIncentives(context.Background(), p, study.IncentiveOptions{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// actor returns the place of an actor.
func actor(t *testing.T, x *study.Incentives, id string) int {
	t.Helper()
	i := slices.IndexFunc(x.Actors, func(a study.Actor) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("no actor %s", id)
	}
	return i
}

// What one more job brings, by hand: the same on every path.
func TestMarginsByHand(t *testing.T) {
	for name, c := range map[string]struct {
		edits []string
		want  map[string]float64
		why   study.Why // why the vehicle gets nothing, if it does
	}{
		"flat": {nil, map[string]float64{"investor": 1000, "payer.council": -600, "payer.fund": -400, "vehicle.income": 1000, "other": 0, "provider.town": 0}, 0},
		"unpaid part": {
			[]string{"shares.council=0.5", "shares.fund=0.25", "shares.unpaid=0.25"},
			map[string]float64{"investor": 750, "payer.council": -500, "payer.fund": -250},
			0,
		},
		"capped out": {[]string{"sites.town.cap=10000"}, map[string]float64{"investor": 0, "payer.council": 0, "payer.fund": 0, "vehicle.income": 0}, study.SiteCap},
		// The tenth of the jobs brings the last 500 now; an eleventh finds nothing left.
		"capped": {[]string{"sites.town.cap=9500"}, map[string]float64{"investor": 0}, study.SiteCap},
		"nearly": {[]string{"sites.town.cap=10300"}, map[string]float64{"investor": 300, "payer.council": -180, "payer.fund": -120}, 0},
		"count":  {[]string{"tariffs.job.max_count=10"}, map[string]float64{"investor": 0}, study.OutcomeCap},
		"payer":  {[]string{"payers.fund.cap=4000"}, map[string]float64{"investor": 600, "payer.council": -600, "payer.fund": 0}, 0},
		"deal":   {[]string{"cap=10000"}, map[string]float64{"investor": 0}, study.DealCap},
		"person": {[]string{"participant_cap=700"}, map[string]float64{"investor": 700, "payer.council": -420, "payer.fund": -280}, 0},
		"floor":  {[]string{"tariffs.job.floor=12000"}, map[string]float64{"investor": 0}, study.Floor},
		"two caps": {
			[]string{"sites.town.cap=9000", "cap=8000"},
			map[string]float64{"investor": 0},
			study.SiteCap | study.DealCap,
		},
		// Ten of eleven: the eleventh climbs the ladder. Ten of twelve: it does not.
		"ladder": {
			[]string{"sites.town.targets.job=11", "measures.m.outcome=job", "measures.m.per=target", "measures.m.cohorts.all.month=11", "rewards.r.measure=m", "rewards.r.each.all.from=1", "rewards.r.each.all.amount=5000"},
			map[string]float64{"investor": 6000, "payer.council": -3600, "payer.fund": -2400},
			0,
		},
		"below the ladder": {
			[]string{"sites.town.targets.job=12", "measures.m.outcome=job", "measures.m.per=target", "measures.m.cohorts.all.month=11", "rewards.r.measure=m", "rewards.r.each.all.from=1", "rewards.r.each.all.amount=5000"},
			map[string]float64{"investor": 1000},
			0,
		},
		// The eleventh is the first of the second band.
		"band step": {[]string{"tariffs.job.price=", "tariffs.job.bands.a.upto=10", "tariffs.job.bands.a.price=100", "tariffs.job.bands.b.price=300"}, map[string]float64{"investor": 300}, 0},
		"band":      {[]string{"tariffs.job.price=", "tariffs.job.bands.a.upto=11", "tariffs.job.bands.a.price=100", "tariffs.job.bands.b.price=300"}, map[string]float64{"investor": 100}, 0},
		// 10,000 come in and 1,200 go out: the profit is divided.
		"profit split": {[]string{"capital.profit.intermediary=0.2", "capital.profit.town=0.3"}, map[string]float64{"investor": 500, "intermediary": 200, "provider.town": 300, "payer.council": -600}, 0},
		"surplus": {
			[]string{"capital.tranches.all.moic_cap=2", "capital.surplus_to=council"},
			map[string]float64{"investor": 0, "payer.council": 400, "payer.fund": -400},
			0,
		},
		// A fee of 150 and a cost of 40 for each, and a tenth of the claim.
		"costs": {
			[]string{"provider.fees.job=150", "provider.gain_share=0.1", "costs.badge.per=outcome", "costs.badge.outcome=job", "costs.badge.amount=40"},
			map[string]float64{"investor": 1000 - 150 - 100 - 40, "provider.town": 250, "other": 40},
			0,
		},
		"no tariff": {
			[]string{"outcomes.job.paid=false", "tariffs.job=", "tariffs.visit.price=1000", "outcomes.visit.paid=true", "pathway.visit.probability=1", "pathway.visit.delay=0"},
			map[string]float64{"investor": 0},
			study.UnpaidOutcome,
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := incentives(t, planOf(t, pencil, c.edits...), sim.Options{Seed: 1, Paths: 20})
			m := &x.Margins[0]
			for id, want := range c.want {
				a := actor(t, x, id)
				if g := &m.Gains[a]; g.Min != want || g.Max != want || g.N != 20 {
					t.Errorf("%s: %v to %v, want %v", id, g.Min, g.Max, want)
				}
				if zero := m.Zero[a].P; (want == 0) != (zero == 1) {
					t.Errorf("%s: exactly 0 on %v of paths", id, zero)
				}
			}
			income := actor(t, x, "vehicle.income")
			i := slices.IndexFunc(x.Dead, func(d study.DeadZone) bool { return d.Actor == income && d.Outcome == m.Outcome })
			switch {
			case c.why == 0 && i >= 0:
				t.Errorf("a dead zone: %+v", x.Dead[i])
			case c.why != 0 && (i < 0 || len(x.Dead[i].Reasons) != 1 || x.Dead[i].Reasons[0].Why != c.why || x.Dead[i].Reasons[0].Share != 1):
				t.Errorf("dead zones %+v, want reason %b", x.Dead, c.why)
			}
		})
	}
}

// Two of three by month 1 ends the service after it; the missing one, if it comes
// by then, brings itself and the two of months 2 and 3, at the cost of their service
// of 100 a month. Later it does not count.
func TestMarginAcrossTest(t *testing.T) {
	p := planOf(t, pencil, "term.months=4", "referrals.until=3", "sites.town.targets.job=[2, 1, 1, 0]",
		"tests.early.month=1", "tests.early.outcome=job", "tests.early.share=1")
	x := incentives(t, p, sim.Options{Seed: 1, Paths: 400})
	m, a := &x.Margins[0], actor(t, x, "investor")
	if g := &m.Gains[a]; g.Min != 0 || g.Max != 3000-200 {
		t.Errorf("%v to %v, want 0 to 2800", g.Min, g.Max)
	}
	if zero := m.Zero[a].P; math.Abs(zero-0.5) > 4.89*0.5/20 {
		t.Errorf("nothing on %v of paths, want half", zero)
	}
	for _, d := range x.Dead {
		if d.Actor == a && (len(d.Reasons) != 1 || d.Reasons[0].Why != study.NotCounted) {
			t.Errorf("reasons %+v", d.Reasons)
		}
	}
}

// Clauses about people let the person of an outcome more pass as they do the one
// it is like: a later outcome counts only after the one it requires.
func TestMarginRequires(t *testing.T) {
	for _, evidence := range []string{"1", "0"} {
		p := planOf(t, pencil, "outcomes.stay.paid=true", "tariffs.stay.price=500", "tariffs.stay.requires=[job]", "tariffs.stay.window.after=job", "tariffs.stay.window.months=2",
			"pathway.stay.from=job", "pathway.stay.probability=1", "pathway.stay.delay=1", "evidence.job="+evidence)
		x := incentives(t, p, sim.Options{Seed: 1, Paths: 20})
		want := map[string]float64{"1": 500, "0": 0}[evidence]
		if g := &x.Margins[1].Gains[actor(t, x, "investor")]; g.Min != want || g.Max != want {
			t.Errorf("start evidenced %s: %v to %v, want %v", evidence, g.Min, g.Max, want)
		}
	}
}

// Every pound of a difference comes from somebody: on every path, for every edit
// the payoffs of those who are no part of another add up to 0.
func TestActorsAddUp(t *testing.T) {
	for _, file := range []string{"testdata/base.yaml", "../sim/testdata/rich.yaml", "../sim/testdata/segments.yaml", "../examples/mhep-lcf/deal.yaml"} {
		d, err := dealfile.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		p := compile(t, d)
		actors := study.Actors(p)
		trial := p.Trial(true)
		check := func(what string) {
			l := trial.Settle()
			var sum int64
			some := false
			for i := range actors {
				x := actors[i].Payoff(l)
				some = some || x != 0
				if !actors[i].Part {
					sum += x
				}
			}
			if sum != 0 || !some {
				t.Errorf("%s: %s: the payoffs add up to %d", file, what, sum)
			}
			trial.Restore()
		}
		means := p.CentralMeans()
		for n := range uint64(20) {
			trial.Walk(1, n)
			check("as it is")
			for i := range means {
				for k, x := range means[i].Achieved {
					if x > 0 {
						trial.Add(trial.Extra(i, k))
						check("one more")
					}
				}
				if who, some := trial.Draw(i, sim.Anyone); some {
					trial.Remove(who)
					check("one less")
				}
			}
			trial.Delay()
			check("later")
			trial.Clear()
			check("none")
		}
	}
}

// Half of the vehicle's income is a grant; the provider has a block of 50 for 12
// months and 20 for each of 10 jobs.
func TestRevenueAtRisk(t *testing.T) {
	p := planOf(t, pencil, "grants.g.payer=fund", "grants.g.month=0", "grants.g.amount=10000", "provider.block=50", "provider.fees.job=20")
	risk, err := study.RevenueAtRisk(context.Background(), p, sim.Options{Seed: 1, Paths: 5})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][3]float64{
		"vehicle": {20000, 10000, 0.5}, "provider.town": {800, 600, 0.25},
		// What is there at each month's end: 100, 50 and 20 go out of what comes in, and
		// what months without an income need is drawn.
		"investor": {20000 - 10*170, 10000 - 150, 1 - 9850.0/18300},
	}
	for _, r := range risk {
		w, ok := want[r.Actor.ID]
		delete(want, r.Actor.ID)
		if !ok || r.Expected.Value != w[0] || r.Without.Value != w[1] || math.Abs(r.Share.Value-w[2]) > 1e-12 {
			t.Errorf("%s: %v, without outcomes %v, at risk %v; want %v", r.Actor.ID, r.Expected.Value, r.Without.Value, r.Share.Value, w)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
}

// A month's delay takes a month's discount off what comes, and what comes in the
// last month altogether.
func TestDelayByHand(t *testing.T) {
	for until, lost := range map[string]float64{"9": 0, "11": 1} {
		p := planOf(t, pencil, "referrals.until="+until, "capital.hurdle=0.12", "capital.distributions.first=11", "tariffs.job.lag=3")
		x := incentives(t, p, sim.Options{Seed: 1, Paths: 5})
		if x.Delay.Lost.Min != lost || x.Delay.Lost.Max != lost {
			t.Errorf("until %s: %v lost, want %v", until, x.Delay.Lost.Mean, lost)
		}
		if g := &x.Delay.Gains[actor(t, x, "investor")]; g.Mean != -1000*lost {
			t.Errorf("until %s: the investors have %v more, want %v", until, g.Mean, -1000*lost)
		}
	}
	// One job in month 0, all of it the investors' at once: 1000 a month later.
	p := planOf(t, pencil, "referrals.until=0", "capital.hurdle=0.12", "costs.service.amount=0")
	x := incentives(t, p, sim.Options{Seed: 1, Paths: 5})
	want := math.Round(100000*(math.Pow(1.12, -1.0/12)-1)) / 100
	if g := &x.Delay.Gains[actor(t, x, "investor.npv")]; math.Abs(g.Mean-want) > 0.011 {
		t.Errorf("the present value is %v more, want %v", g.Mean, want)
	}
}
