package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

// compiled is the plan of a deal under a scenario.
func compiled(t *testing.T, d deal.Deal, s scenarios.Scenario) *sim.Plan {
	t.Helper()
	out, err := s.Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(out)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return p
}

// levered is a deal with a lever of each kind at its reference; all effects are
// of the size given.
func levered(t *testing.T, d deal.Deal, size string) deal.Deal {
	t.Helper()
	doc := d.Document()
	on := []string{doc.Outcomes[0].ID}
	*doc.Levers.Put("hours") = deal.Lever{Kind: "management", Intensity: deal.Num("40"), Reference: deal.Num("40"), Half: deal.Num("20")}
	*doc.Levers.Put("risk") = deal.Lever{Kind: "incentive", Intensity: deal.Num("0.6"), Reference: deal.Num("0.6")}
	for _, id := range []string{"hours", "risk"} {
		*doc.Effects.Put(id) = deal.LeverEffect{Lever: id, On: on}
	}
	for i := range doc.Effects {
		doc.Effects[i].Value.Size = deal.ParseQuantity(size)
	}
	out, err := deal.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// simple are deals whose tariffs have one lag and whose payers are never late:
// there is no arrears in any arrangement but the partnership.
var simple = []string{
	"../examples/minimal/deal.yaml", "../examples/mhep5/deal.yaml", "../examples/mhep-lcf/deal.yaml", "../examples/mhep-lcf/at-signing.yaml",
	"../examples/istanbul-steps/deal.yaml", "../sim/testdata/segments.yaml", "testdata/arranged.yaml",
}

// The same people come and achieve the same in every arrangement, bit for
// bit; levers without effect change nothing of that.
func TestArrangementsHaveTheSamePeople(t *testing.T) {
	all := deals(t)
	for _, file := range simple {
		all[file] = levered(t, read(t, file), "0")
	}
	all["with specialists"] = levered(t, all["with specialists"], "0")
	applied := map[string]int{}
	for file, d := range all {
		var base []contract.Outturn
		for i, s := range scenarios.Structures(d) {
			out, err := s.Apply(d)
			if err != nil {
				onlyFaults(t, s.Name+" on "+file, err)
				continue
			}
			applied[s.Name]++
			p, err := sim.Compile(out)
			if err != nil {
				t.Errorf("%s on %s: %v", s.Name, file, err)
				continue
			}
			for n, l := range p.Lifetimes(1, 0, 4) {
				if i == 0 {
					base = append(base, cloned(l.Outturn))
					continue
				}
				what, want := s.Name+" on "+file, base[n]
				same(t, what+": referrals", l.Outturn.Referrals, want.Referrals, 0)
				same(t, what+": achieved", l.Outturn.Achieved, want.Achieved, 0)
				same(t, what+": evidenced", l.Outturn.Evidenced, want.Evidenced, 0)
				same(t, what+": index", l.Outturn.Index, want.Index, 0)
				same(t, what+": default", l.Outturn.Default, want.Default, 0)
				same(t, what+": failed", l.Outturn.Failed, want.Failed, 0)
				same(t, what+": impact", l.Outturn.Impact, want.Impact, 0)
			}
		}
	}
	for _, s := range scenarios.Arrangements() {
		if applied[s.Name] < len(all)-2 {
			t.Errorf("%s applies to %d of %d deals", s.Name, applied[s.Name], len(all))
		}
	}
}

// cloned keeps of an outturn what happened to people, payers and providers.
func cloned(o *contract.Outturn) contract.Outturn {
	return contract.Outturn{
		Referrals: slices.Clone(o.Referrals), Achieved: slices.Clone(o.Achieved), Evidenced: slices.Clone(o.Evidenced), Index: slices.Clone(o.Index),
		Default: slices.Clone(o.Default), Failed: slices.Clone(o.Failed), Impact: slices.Clone(o.Impact),
	}
}

// With equal costs the four arrangements draw the same altogether, so that a
// sweep walks each path once.
func TestArrangementsOfEqualCostsShareChance(t *testing.T) {
	d := read(t, "../examples/mhep5/deal.yaml")
	base := compiled(t, d, scenarios.Base).Chance()
	for _, name := range []string{"partnership", "fee_for_service:margin=0", "provider_pbr:rate=0", "grant"} {
		if compiled(t, d, find(t, d, name)).Chance() != base {
			t.Errorf("%s draws something else", name)
		}
	}
}

// In the plan case and on paths: money is conserved, nothing is drawn from or
// paid to investors, nothing stays unpaid or in the vehicle, service runs to the end.
func TestArrangementsSettle(t *testing.T) {
	for _, file := range simple {
		d := read(t, file)
		for _, s := range scenarios.Arrangements()[1:] {
			p := compiled(t, d, scenario(t, s))
			check := func(what string, l *contract.Ledger) {
				for _, x := range []struct {
					what string
					sum  int64
				}{
					{"balances", sum(l.Balance)},
					{"drawn", sum(l.Drawn)},
					{"repaid", sum(l.Repaid)},
					{"first loss", l.FirstLoss},
					{"arrears", slices.Max(l.Arrears)},
					{"left in the vehicle", l.Cash[len(l.Cash)-1]},
				} {
					if x.sum != 0 {
						t.Errorf("%s: %s of %s: %d", file, x.what, what, x.sum)
					}
				}
				if l.Stopped >= 0 {
					t.Errorf("%s: %s stops", file, what)
				}
			}
			check(s.Name+" in the plan case", p.PlanCase().Ledger)
			for _, l := range p.Lifetimes(2, 0, 6) {
				check(s.Name, l.Ledger)
			}
		}
	}
}

// Whatever a deal has, with late payers, defaults, failed providers, audits and
// rewards: in the end payers have spent what cost lines they bear came to and what
// providers received, and nothing is left or owed.
func TestEverythingGoesOn(t *testing.T) {
	all := deals(t)
	clauses, err := all["../dealfile/testdata/clauses.yaml"].With(deal.Set("sites.*.failure.cost", 0), deal.Set("tests.year_one.wind_down", 0))
	if err != nil {
		t.Fatal(err)
	}
	all["clauses"] = clauses
	for file, d := range all {
		for _, s := range scenarios.Arrangements()[1:] {
			out, err := scenario(t, s).Apply(d)
			if err != nil {
				continue
			}
			p, err := sim.Compile(out)
			if err != nil {
				t.Fatal(err)
			}
			agreed := out.Contract()
			lines := agreed.Terms().Costs
			for n, path := range p.Lifetimes(1, 0, 4) {
				l := path.Ledger
				passed := sum(l.Provider)
				for i := range lines {
					if lines[i].Bearer != contract.BearerProvider {
						passed += l.Cost[i]
					}
				}
				if left := l.Cash[len(l.Cash)-1]; sum(l.Spend) != passed || left != 0 || l.Unpaid != 0 {
					t.Errorf("%s on %s, path %d: %d is spent and %d passed on, %d is left and %d unpaid", s.Name, file, n, sum(l.Spend), passed, left, l.Unpaid)
				}
			}
		}
	}
}

func sum(list []int64) (all int64) {
	for _, x := range list {
		all += x
	}
	return all
}

// What payers spend in the plan case: under fee for service the cost, under a
// grant the cost within a penny for each month and site, with nothing over for
// providers; when providers are paid by results what they pay in the partnership, and providers have all of it.
func TestArrangementsAtPlan(t *testing.T) {
	for _, file := range simple {
		d := read(t, file)
		base := compiled(t, d, scenarios.Base).PlanCase().Ledger
		ffs := compiled(t, d, find(t, d, "fee_for_service")).PlanCase().Ledger
		if sum(ffs.Spend) != ffs.CostTotal {
			t.Errorf("%s: fee for service: %d is spent, it costs %d", file, sum(ffs.Spend), ffs.CostTotal)
		}
		p := compiled(t, d, find(t, d, "grant"))
		granted := p.PlanCase().Ledger
		pennies := int64(len(granted.Own) * d.Assumptions().Months)
		if x := sum(granted.Spend) - granted.CostTotal; x > pennies || -x > pennies {
			t.Errorf("%s: grant: %d is spent, it costs %d", file, sum(granted.Spend), granted.CostTotal)
		}
		pbr := compiled(t, d, find(t, d, "provider_pbr")).PlanCase().Ledger
		same(t, file+": payment by results: spend", pbr.Spend, base.Spend, 0)
		if paid := sum(pbr.Spend) - (pbr.CostTotal - sum(pbr.Own)); sum(pbr.Provider) != paid {
			t.Errorf("%s: payment by results: providers have %d, payers pay %d", file, sum(pbr.Provider), paid)
		}
	}
}

// pencil is a deal that can be settled by hand: a job a month at each of two
// sites, from month 1 to 6, at 1,000 each; delivery costs twice as much in the north.
var pencil = []string{
	"term: {start: 2024-04, months: 12}",
	"payers: {north_council: {}, south_council: {}, fund: {class: central}}",
	"shares: {commissioner: 0.6, fund: 0.4}",
	"tariffs: {job: 1000}",
	"referrals: {law: fixed, rate: 2, until: 5}",
	"pathway: {job: {probability: 0.5, delay: 1}}",
	"costs: {company: {category: special_purpose, amount: 500}, agent: {category: intermediary, amount: 300}, manager: {category: management, amount: 400}," +
		" set_up: {category: set_up, per: once, amount: 3000}, study: {category: evaluation, bearer: fund, per: once, amount: 5000}, delivery: {scope: site, bearer: provider, amount: 2000}}",
	"sites: {north: {commissioner: north_council, provider: {block: 1500}}, south: {commissioner: south_council, costs: {delivery: {amount: 1000}}, provider: {block: 800}}}",
}

// Payments of each payer and provider of the pencil deal, in pence. Set-up and
// a quarter of the manager, 100 a month, are divided 2 : 1.
func TestArrangementsByHand(t *testing.T) {
	d := open(t, pencil...)
	for _, tt := range []struct {
		name                    string
		spend, received, burden []int64 // by payer; by provider
	}{
		// The margin is 5 % of 24,000 and 12,000, over 12 months.
		{"fee_for_service", []int64{2400000 + 200000 + 12*6667 + 120000, 1200000 + 100000 + 12*3333 + 60000, 0}, []int64{0, 0}, []int64{0, 0}},
		{"fee_for_service:margin=0:management=0:evaluation=1", []int64{2600000, 1300000, 500000}, []int64{0, 0}, []int64{0, 0}},
		{"provider_pbr:rate=0", []int64{360000, 360000, 480000}, []int64{600000, 600000}, []int64{2600000 + 12*6667, 1300000 + 12*3333}},
		// 26,000 and 13,000 in twelfths, three at a time; of 6,500.01 the north pays 3,900.01, of 3,249.99 the south 1,949.99.
		{"grant", []int64{4 * 390001, 4 * 194999, 4 * (260000 + 130000)}, []int64{12 * 216667, 12 * 108333}, []int64{2600000, 1300000}},
		// 29,200.04 and 14,599.96 in twelfths, all at once; of 29,200.08 the north pays 17,520.05, of 14,599.92 the south 8,759.95.
		{"grant:every=12:management=1", []int64{1752005, 875995, 1168003 + 583997}, []int64{12 * 243334, 12 * 121666}, []int64{2600000 + 12*26667, 1300000 + 12*13333}},
	} {
		l := compiled(t, d, find(t, d, tt.name)).PlanCase().Ledger
		years := len(l.Spend) / 3
		for i, want := range tt.spend {
			if got := sum(l.Spend[i*years : (i+1)*years]); got != want {
				t.Errorf("%s: payer %d spends %d, want %d", tt.name, i, got, want)
			}
		}
		same(t, tt.name+": received", l.Provider, tt.received, 0)
		same(t, tt.name+": own costs", l.Own, tt.burden, 0)
	}
}

// The cost of capital is a month's interest on what a provider is out of
// pocket at each month's end, spread evenly over the term.
func TestCostOfCapital(t *testing.T) {
	d := open(t, pencil...)
	l := compiled(t, d, find(t, d, "provider_pbr:rate=0.1:management=0")).PlanCase().Ledger
	for i, monthly := range []float64{2000, 1000} {
		monthlyRate, balance, cost := 0.007974140428903764, -monthly, 0.0 // 1.1^(1/12) - 1; set-up comes to a month's delivery
		for m := range 12 {
			balance -= monthly
			if m >= 1 && m <= 6 {
				balance += 1000
			}
			cost += monthlyRate * max(0, -balance)
		}
		want := 12 * int64(cost*100/12+0.5)
		if got := l.Own[i] - int64(13*monthly*100); got != want {
			t.Errorf("site %d: capital costs %d, want %d", i, got, want)
		}
	}
}

// What the vehicle receives besides is passed on in fixed portions: grants to
// where they are for, those of no site by the cost of delivery, 2 : 1.
func TestGrantsGoOn(t *testing.T) {
	for grants, want := range map[string][]int64{
		"{a: {payer: fund, site: south, month: 0, amount: 90}}":                                                              {0, 9000},
		"{a: {payer: fund, month: 0, amount: 90}}":                                                                           {6000, 3000},
		"{a: {payer: fund, site: south, month: 0, every: 3, until: 9, amount: 75}, b: {payer: fund, amount: 300, month: 5}}": {20000, 40000},
	} {
		d := open(t, append(slices.Clone(pencil), "grants: "+grants)...)
		l := compiled(t, d, find(t, d, "provider_pbr")).PlanCase().Ledger
		same(t, grants, l.Provider, []int64{600000 + want[0], 600000 + want[1]}, 1)
	}
}

// A provider without any cost is not taken to spend what it is paid.
func TestProviderWithoutCosts(t *testing.T) {
	d := open(t, append(slices.Clone(pencil), "costs: {}", "sites: {north: {commissioner: north_council, costs: {delivery: {amount: 300}}}, south: {commissioner: south_council}}")...)
	l := compiled(t, d, find(t, d, "provider_pbr:rate=0")).PlanCase().Ledger
	if l.CostTotal != 12*30000 || l.Provider[1] != 600000 {
		t.Errorf("it costs %d, want 360000; the south receives %d, want 600000", l.CostTotal, l.Provider[1])
	}
}

// Who bears the cost of a site without a commissioner.
func TestWhoCommissions(t *testing.T) {
	for payers, want := range map[string]string{
		"{trust: {class: private}, fund: {class: central}, council: {}, other: {}}": "council",
		"{trust: {class: private}, fund: {class: central}}":                         "fund",
		"{trust: {class: private}, second: {class: private}}":                       "trust",
	} {
		first, _, _ := strings.Cut(payers[1:], ":")
		d := open(t, "payers: "+payers, "shares: {"+first+": 1}")
		out, err := find(t, d, "fee_for_service").Apply(d)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := out.Get("sites.town.costs.service.bearer"); got != want {
			t.Errorf("%s: %s bears it, want %s", payers, got, want)
		}
	}
}

// How much there is of each lever.
func TestArrangementsMoveLevers(t *testing.T) {
	d := levered(t, open(t, pencil...), "normal(mean 0.3, sd 0.1)")
	for name, want := range map[string][2]string{
		"partnership":                             {"40", "0.6"},
		"fee_for_service":                         {"10", "0"},
		"fee_for_service:management=0.5":          {"20", "0"},
		"provider_pbr":                            {"10", "1"},
		"provider_pbr:incentive=0.8:management=1": {"40", "0.8"},
		"grant": {"0", "0"},
	} {
		out, err := find(t, d, name).Apply(d)
		if err != nil {
			t.Fatal(err)
		}
		for i, address := range []string{"levers.hours.intensity", "levers.risk.intensity"} {
			if got, _ := out.Get(address); got != want[i] {
				t.Errorf("%s: %s is %s, want %s", name, address, got, want[i])
			}
		}
	}
}

// A provider that bears no cost line spends what it is paid: its block, by
// year, and its fees for those of the outcomes that are evidenced.
func TestServiceAsItWasPaidFor(t *testing.T) {
	d := open(t, "term: {start: 2024-04, months: 24}", "costs: {company: {category: special_purpose, amount: 500}}", "evidence: {job: 0.8}",
		"referrals: {law: fixed, rate: 10, until: 5}", "pathway: {job: {probability: 0.5, delay: 1}}",
		"sites: {town: {provider: {block_by_year: [1000, 2000], from: 3, until: 20, fees: {job: 50}}}}")
	// 9 months at 1,000, 9 at 2,000, 30 jobs at 40.
	for name, want := range map[string]int64{"fee_for_service:margin=0": 2820000, "provider_pbr:rate=0": 2820000, "grant": 2820000} {
		if l := compiled(t, d, find(t, d, name)).PlanCase().Ledger; l.CostTotal != want {
			t.Errorf("%s costs %d, want %d", name, l.CostTotal, want)
		}
	}
}

// An uncertain line of the whole deal stays one draw, at the site with most
// delivery; one by people is each site's.
func TestLinesOfTheWholeDeal(t *testing.T) {
	sections := append(slices.Clone(pencil), "costs: {delivery: {scope: site, amount: 1000}, rent: {amount: {uniform: {min: 100, max: 300}}}, starts: {per: outcome, outcome: job, amount: {uniform: {min: 10, max: 30}}}}",
		"sites: {north: {commissioner: north_council}, south: {commissioner: south_council, costs: {delivery: {amount: 3000}}}}")
	d := open(t, sections...)
	base, ffs := compiled(t, d, scenarios.Base), compiled(t, d, find(t, d, "fee_for_service:margin=0"))
	if got, want := slices.Sorted(slices.Values(ffs.Inputs())), slices.Sorted(slices.Values(base.Inputs())); !slices.Equal(got, want) {
		t.Errorf("inputs %v, want %v", got, want)
	}
	var wanted []int64
	for _, l := range base.Lifetimes(3, 0, 5) {
		wanted = append(wanted, l.Ledger.CostTotal)
	}
	for n, l := range ffs.Lifetimes(3, 0, 5) {
		if off := l.Ledger.CostTotal - wanted[n]; off > 12 || off < -12 { // rounded month by month at each site
			t.Errorf("path %d costs %d, want %d", n, l.Ledger.CostTotal, wanted[n])
		}
	}
	out, err := find(t, d, "grant").Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := out.Get("sites.north.costs.rent.amount"); got != "0.00" {
		t.Errorf("the north's rent is %s", got)
	}
	if got := out.Origin("sites.south.costs.rent.amount"); got != "costs.rent.amount" {
		t.Errorf("the south's rent is written at %s", got)
	}
}

// A line that falls away leaves its block of correlated costs; from one with
// something else it cannot, as that would then be drawn otherwise.
func TestCorrelatedLinesFallAway(t *testing.T) {
	sections := []string{
		"costs: {service: {amount: {uniform: {min: 80, max: 120}}}, company: {category: special_purpose, amount: {uniform: {min: 8, max: 12}}}, agent: {category: intermediary, amount: {uniform: {min: 8, max: 12}}}}",
		"overrun: {lognormal: {mean: 1, sd: 0.1}}",
		"pathway: {job: {probability: {beta: {alpha: 30, beta: 70}}, delay: 4}}",
	}
	for inputs, want := range map[string]string{
		"[costs.service.amount, costs.company.amount], rho: 0.5": "",
		"[costs.agent.amount, costs.service.amount, overrun, costs.company.amount], matrix: [[1, 0.1, 0.2, 0], [0.1, 1, 0.3, 0], [0.2, 0.3, 1, 0], [0, 0, 0, 1]]": "costs.service.amount, overrun; 0.3",
		"[costs.service.amount, costs.company.amount, overrun], rho: 0.4":                                                                                         "costs.service.amount, overrun; 0.4",
		"[costs.company.amount, pathway.job.probability], rho: 0.5":                                                                                               "costs.company.amount must be the address of an uncertain input",
	} {
		d := open(t, append(slices.Clone(sections), "correlations: {k: {inputs: "+inputs+"}}")...)
		out, err := find(t, d, "fee_for_service").Apply(d)
		got := ""
		if err != nil {
			got = err.Error()
		}
		for _, b := range out.Assumptions().Correlations {
			got = fmt.Sprintf("%s; %v", strings.Join(b.Inputs, ", "), b.Rho[0][1])
		}
		if got != want && (want == "" || !strings.Contains(got, want)) {
			t.Errorf("%s: %s, want %s", inputs, got, want)
		}
	}
}

// A price of 0 keeps what counts as evidenced: windows and what is required.
func TestWhatCountsStays(t *testing.T) {
	d := open(t, "outcomes: {met: {}, job: {}}", "tariffs: {met: 0, job: {price: 4000, lag: 2, cap: 9000, max_count: 3, window: {months: 5}, requires: [met]}}",
		"pathway: {met: {probability: 0.5, delay: 0}, job: {probability: 0.5, delay: {list: [0.3, 0.3, 0.4], first: 3}}}")
	base := compiled(t, d, scenarios.Base)
	for _, name := range []string{"fee_for_service", "provider_pbr", "grant"} {
		p := compiled(t, d, find(t, d, name))
		var wanted [][]int64
		for _, l := range base.Lifetimes(1, 0, 5) {
			wanted = append(wanted, slices.Clone(l.Ledger.Evidenced))
		}
		for n, l := range p.Lifetimes(1, 0, 5) {
			same(t, name+": evidenced", l.Ledger.Evidenced, wanted[n], 0)
			if name != "provider_pbr" && sum(l.Ledger.PaidCount) != 0 {
				t.Errorf("%s pays for %d outcomes", name, sum(l.Ledger.PaidCount))
			}
		}
	}
}

// Stresses apply to an arrangement, and an arrangement to a deal under stress.
func TestArrangementsUnderStress(t *testing.T) {
	d := read(t, "../examples/mhep-lcf/deal.yaml")
	for _, names := range []string{"fee_for_service,recession", "recession,fee_for_service", "provider_pbr,payment_delay:months=3", "grant,library:cost_overrun,low_case", "low_case,provider_pbr,price_cut"} {
		var list []scenarios.Scenario
		for _, name := range scenarios.Split(names) {
			list = append(list, find(t, d, name))
		}
		s := scenarios.Compose(list...)
		if !s.Structure {
			t.Errorf("%s is no structure", names)
		}
		for _, l := range compiled(t, d, s).Lifetimes(1, 0, 3) {
			if sum(l.Ledger.Balance) != 0 || l.Ledger.Unpaid != 0 {
				t.Errorf("%s: %d is lost, %d unpaid", names, sum(l.Ledger.Balance), l.Ledger.Unpaid)
			}
		}
	}
	a, b := changed(t, d, "fee_for_service", "recession"), changed(t, d, "recession", "fee_for_service")
	if x := deal.Diff(a, b); len(x) != 0 {
		t.Errorf("in the other order: %v", x)
	}
}

// At the ends of every parameter's range an arrangement is a deal that
// settles: payers pay something, and nothing stays unpaid.
func TestArrangementParametersAtTheirEnds(t *testing.T) {
	d := read(t, "testdata/arranged.yaml")
	for _, s := range scenarios.Arrangements() {
		for _, p := range s.Params {
			for _, x := range []float64{p.Least, p.Most} {
				one := scenario(t, s, p.Name+"="+number(x))
				if l := compiled(t, d, one).PlanCase().Ledger; sum(l.Spend) <= 0 || l.Unpaid != 0 {
					t.Errorf("%s: %d is spent, %d unpaid", one.Name, sum(l.Spend), l.Unpaid)
				}
			}
		}
	}
}

// What a deal lacks or has for an arrangement is said, everything at once.
func TestArrangementFaults(t *testing.T) {
	again := "must be those of a partnership"
	for _, tt := range []struct {
		names    string
		sections []string
		want     []string
	}{
		{"fee_for_service", []string{"failure: {annual: 0.1, gap: 3, cost: 900}"}, []string{"sites.town.failure.cost: is the vehicle's", "must be 0"}},
		{"provider_pbr", []string{"tests: {t: {month: 6, outcome: job, share: 0.5, wind_down: 100}}", "sites: {town: {targets: {job: 20}, failure: {annual: 0.2, cost: 5}}}"}, []string{"tests.t.wind_down:", "sites.town.failure.cost:"}},
		{"grant", []string{"costs: {}"}, []string{"costs: are none; must have a line"}},
		{"grant", []string{"costs: {}", "sites: {town: {provider: {gain_share: 0.5}}}"}, []string{"sites.town.provider.gain_share: is what the provider spends"}},
		{"fee_for_service", []string{"costs: {desk: {amount: 5}}", "sites: {town: {costs: {desk: {amount: 7}}}}"}, []string{"costs.desk: has the name of a line of a site"}},
		{"fee_for_service,fee_for_service", nil, []string{again}},
		{"grant,provider_pbr", nil, []string{again}},
		{"provider_pbr", []string{"payers: {town: {}}", "shares: {town: 1}", "grants: {g: {payer: town, month: 0, amount: 100}}"}, []string{`capital.surplus.town: "town" is a payer and a site`}},
	} {
		d := open(t, tt.sections...)
		var list []scenarios.Scenario
		for _, name := range scenarios.Split(tt.names) {
			list = append(list, find(t, d, name))
		}
		_, err := scenarios.Compose(list...).Apply(d)
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v\nwant %s", tt.names, err, want)
			}
		}
	}
}
