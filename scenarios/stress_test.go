package scenarios_test

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/scenarios"
)

// two is a deal of two sites that write some things themselves.
var two = []string{
	"payers: {council: {}, fund: {class: central, cap: 90000}}",
	"shares: {council: 0.5, fund: 0.3, unpaid: 0.2}",
	"sites: {town: {cap: 24000, overrun: 1.1, evidence: {job: 0.9}}, village: {referrals: {monthly: [4, 4, 4], from: 20, until: 22}, targets: {job: 10}, failure: {annual: 0.3}}}",
}

// steps is a pathway without named kinds but for engagement.
var steps = []string{
	"outcomes: {engaged: {kind: engagement, paid: false}, job: {}, kept: {}, in_care: {paid: false}}",
	"tariffs: {job: 4000, kept: 1000}",
	"pathway: {engaged: {probability: 0.8, delay: 1}, job: {from: engaged, probability: 0.5, delay: 2}, kept: {from: job, probability: 0.5, delay: 3}, in_care: {from: job, counted: monthly, delay: 9}}",
}

// What a stress writes, and where, in the cases that the examples do not have.
func TestWhereStressesWrite(t *testing.T) {
	for _, tt := range []struct {
		stress   string
		sections []string
		only     string // the addresses looked at begin with this
		want     []string
	}{
		{"slow_ramp:months=4", two, "", []string{
			"referrals.ramp:  -> 4", "sites.village.referrals.monthly.0: 4 -> 1", "sites.village.referrals.monthly.1: 4 -> 2", "sites.village.referrals.monthly.2: 4 -> 3",
		}},
		{"slow_ramp", []string{"referrals: {rate: 12, ramp: 3}", "sites: {town: {referrals: {rate: 3}}}"}, "", []string{"referrals.ramp: 3 -> 12"}},
		{"slow_ramp", []string{"referrals: {until: 9}", "sites: {town: {referrals: {rate: 3}}}"}, "", []string{"sites.town.referrals.ramp:  -> 12"}},
		{"cost_overrun:more=0.5", two, "", []string{"overrun:  -> 1.5"}}, // the only line is the deal's
		{"cost_overrun:more=0.5", append(two, "costs: {service: {scope: site, amount: 100}}"), "", []string{"overrun:  -> 1.5", "sites.town.overrun: 1.1 -> 1.65"}},
		{"evidence_failure", two, "", []string{"evidence.job:  -> 0.87", "sites.town.evidence.job: 0.9 -> 0.783"}},
		{"provider_failure", two, "", []string{"sites.town.failure.annual:  -> 0.15", "sites.town.failure.gap:  -> 6", "sites.town.failure.cost:  -> 0"}},
		{"provider_failure", append(two, "failure: {annual: 0.05}"), "", []string{"failure.annual: 0.05 -> 0.15"}}, // for good, as the deal has it
		{"provider_failure", []string{"failure: {gap: 3}", "sites: {town: {failure: {annual: {beta: {mean: 0.1, sd: 0.05}}}}}"}, "", []string{
			"failure.annual:  -> 0.15", "sites.town.failure.annual: beta(mean 0.1, sd 0.05) -> 0.15",
		}},
		{"specialist_turnover", []string{"specialists: {fte: 2, caseload: 20, stay: 6}", "sites: {town: {specialists: {turnover: 0.6}}, village: {}}"}, "", []string{
			"specialists.turnover:  -> 0.5", "specialists.vacancy:  -> 6",
		}},
		{"specialist_turnover", []string{"sites: {town: {specialists: {fte: 2, caseload: 20, stay: 6, vacancy: 2}}, village: {}}"}, "", []string{
			"sites.town.specialists.turnover:  -> 0.5", "sites.town.specialists.vacancy: 2 -> 6",
		}},
		{"payment_delay", []string{"payers: {council: {late: {months: 9, probability: 0.2}}}"}, "", []string{"payers.council.late.probability: 0.2 -> 1"}},
		{"commissioner_default", []string{"payers: {council: {default: {recovery: 0.5}}, fund: {class: central}}"}, "", []string{"payers.council.default.annual:  -> 0.05"}},
		{"central_fund_withdraws:from=12", two, "", []string{
			"payers.fund.period_cap.amounts.0:  -> 1000000000000", "payers.fund.period_cap.amounts.1:  -> 0", "payers.fund.period_cap.every:  -> 12",
		}},
		{"central_fund_withdraws", []string{"payers: {fund: {class: central, cap: 100, period_cap: 50, backed_by: council}, council: {}}"}, "", []string{
			"payers.fund.period_cap.amount: 50 -> 0", "payers.fund.backed_by: council -> ",
		}},
		{"wage_inflation", []string{
			"indices: {cpi: {annual: 0.02}}", "costs: {service: {scope: site, amount: 100, index: cpi}, head: {amount: 3}}",
			"sites: {town: {costs: {service: {amount: 120}, head: {amount: 4}, rent: {amount: 5}}}, village: {costs: {service: {index: cpi}}}}",
		}, "", []string{
			"indices.wage_inflation.annual:  -> 0.07", "indices.wage_inflation.sd:  -> 0", "costs.service.index: cpi -> wage_inflation", "costs.head.index:  -> wage_inflation",
			"sites.town.costs.head.index:  -> wage_inflation", "sites.town.costs.rent.index:  -> wage_inflation", "sites.village.costs.service.index: cpi -> wage_inflation",
		}},
		// 24,000 over 24 months; 10 targets at 4,000 over the last four. What is nobody's is left out.
		{"pandemic", two, "grants", []string{
			"grants.pandemic_town.shares.council:  -> 0.625", "grants.pandemic_town.shares.fund:  -> 0.375", "grants.pandemic_town.site:  -> town", "grants.pandemic_town.month:  -> 12",
			"grants.pandemic_town.every:  -> 1", "grants.pandemic_town.until:  -> 23", "grants.pandemic_town.amount:  -> 1000.00",
			"grants.pandemic_village.shares.council:  -> 0.625", "grants.pandemic_village.shares.fund:  -> 0.375", "grants.pandemic_village.site:  -> village", "grants.pandemic_village.month:  -> 20",
			"grants.pandemic_village.every:  -> 1", "grants.pandemic_village.until:  -> 23", "grants.pandemic_village.amount:  -> 10000.00",
		}},
		{"pandemic:from=2:months=3", two, "grants", []string{ // the village is not at work yet
			"grants.pandemic_town.shares.council:  -> 0.625", "grants.pandemic_town.shares.fund:  -> 0.375", "grants.pandemic_town.site:  -> town", "grants.pandemic_town.month:  -> 2",
			"grants.pandemic_town.every:  -> 1", "grants.pandemic_town.until:  -> 4", "grants.pandemic_town.amount:  -> 1000.00",
		}},
		{"pandemic:grant=2.5", []string{"currency: JPY", "sites: {town: {cap: 100, until: 19}}"}, "grants", []string{
			"grants.pandemic_town.payer:  -> council", "grants.pandemic_town.site:  -> town", "grants.pandemic_town.month:  -> 12",
			"grants.pandemic_town.every:  -> 1", "grants.pandemic_town.until:  -> 19", "grants.pandemic_town.amount:  -> 13", // 12.5, half away from zero
		}},
		{"pandemic", []string{"payers: {a: {}, b: {}, c: {}}", "shares: {a: 0.3, b: 0.3, c: 0.3, unpaid: 0.1}", "sites: {town: {cap: 100}}"}, "grants.pandemic_town.shares", []string{
			"grants.pandemic_town.shares.a:  -> 0.333334", "grants.pandemic_town.shares.b:  -> 0.333333", "grants.pandemic_town.shares.c:  -> 0.333333",
		}},
		{"conversion_shortfall:part=0.5", steps, "", []string{"pathway.job.probability: 0.5 -> 0.25"}},
		{"sustainment_shortfall:part=0.5", steps, "", []string{"pathway.kept.probability: 0.5 -> 0.25"}},
		{"cherry_picking:start=1:engaged=1", steps, "", []string{
			"factors.cherry_picking.sd:  -> 0", "factors.cherry_picking.mean:  -> 0", "factors.cherry_picking.on.0:  -> job",
			"factors.cherry_picking_volume.sd:  -> 0", "factors.cherry_picking_volume.mean:  -> 0", "factors.cherry_picking_volume.on.0:  -> engaged",
		}},
		{"recession:from=22:depth=1", append(steps, "outcomes: {engaged: {kind: engagement, paid: false}, job: {kind: job_start}, kept: {kind: job_13_weeks}, in_care: {kind: job_13_weeks, paid: false}}"), "factors.recession.", []string{
			"factors.recession.sd:  -> 0", "factors.recession.shock.22:  -> -1", "factors.recession.shock.23:  -> -1", "factors.recession.on.0:  -> job", "factors.recession.on.1:  -> kept",
		}},
		{"replan:at=0.3", append(steps, "sites: {town: {targets: {engaged: 9}}, village: {targets: {kept: 3}}}"), "reviews.replan.o", []string{"reviews.replan.outcome:  -> engaged"}},
		{"replan:at=0.3", append(steps, "outcomes: {engaged: {paid: false}, job: {}, kept: {kind: job_start}, in_care: {paid: false}}", "sites: {town: {targets: {engaged: 9}}, village: {targets: {kept: 3}}}"), "reviews.replan.", []string{
			"reviews.replan.month:  -> 7", "reviews.replan.outcome:  -> kept", "reviews.replan.caps.part:  -> 1", "reviews.replan.caps.least:  -> 0.31", "reviews.replan.caps.most:  -> 1.32",
			"reviews.replan.volumes.part:  -> 1", "reviews.replan.volumes.least:  -> 0.31", "reviews.replan.volumes.most:  -> 1.32",
		}},
		{"price_cut", []string{
			"tariffs: {job: {price_by_year: [4000, 0, 25.05]}}", "sites: {town: {tariffs: {job: {bands: {few: {upto: 3, price: 10}, many: {price: 5}}}}}}",
			"measures: {rate: {outcome: job, cohorts: {all: {month: 20}}}}", "rewards: {bonus: {measure: rate, each: {low: {from: 0, amount: -500, per_point: 10}, high: {from: 0.3, amount: 1000}}}}",
		}, "", []string{
			"tariffs.job.price_by_year.0: 4000 -> 3600", "tariffs.job.price_by_year.2: 25.05 -> 22.55", "rewards.bonus.each.low.per_point: 10 -> 9", "rewards.bonus.each.high.amount: 1000 -> 900",
			"sites.town.tariffs.job.bands.few.price: 10 -> 9", "sites.town.tariffs.job.bands.many.price: 5 -> 4.5",
		}},
	} {
		d := open(t, tt.sections...)
		var got []string
		for _, x := range deal.Diff(d, changed(t, d, tt.stress)) {
			if line := x.Address + ": " + x.Old + " -> " + x.New; strings.HasPrefix(line, tt.only) {
				got = append(got, line)
			}
		}
		got = withoutZeros(got)
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s:\n  %s\nwant\n  %s", tt.stress, strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
		}
	}
}

// withoutZeros drops the months of a shock in which there is none.
func withoutZeros(lines []string) []string {
	var out []string
	for _, l := range lines {
		if !strings.Contains(l, ".shock.") || !strings.HasSuffix(l, " -> 0") {
			out = append(out, l)
		}
	}
	return out
}

// What a deal lacks, or has that is in the way, is said.
func TestStressFaults(t *testing.T) {
	for _, tt := range []struct {
		stress   string
		sections []string
		want     string
	}{
		{"recession:from=24", []string{"outcomes: {job: {kind: job_start}}"}, "term.months: 24 must be more than the month from which it begins, 24 (tune from)"},
		{"recession:from=24", nil, "which it begins, 24 (tune from)\noutcomes: have none of kind job_start or job_13_weeks; must have one, on which a recession acts: write its kind"},
		{"recession", []string{"outcomes: {job: {kind: job_start}}", "factors: {recession: {sd: 0.2, on: [job]}}"}, "factors.recession.sd: 0.2 must be 0: the scenario writes the factor of this name, which the deal has for something else"},
		{"low_case", []string{"factors: {case: {sd: {gamma: {mean: 0.2, sd: 0.1}}, on: [job]}}"}, "factors.case.sd: gamma(mean 0.2, sd 0.1) must be 0"},
		{"pandemic:from=18", nil, "referrals: end before month 18 or begin after month 23, and so lose nobody (tune from and months)"},
		{"pandemic", nil, "sites.town.cap: is missing: must be there, or targets at a price, for the size of the grant (or tune grant=0)"},
		{"pandemic", []string{"shares: {unpaid: 1}", "sites: {a: {cap: 9}, b: {cap: 9}}"}, "sites.a.tariffs: have no payer; must have one to pay the grant (or tune grant=0)\nsites.b.tariffs: have no payer;"},
		{"slow_ramp:months=5", []string{"referrals: {rate: 3, ramp: 6}", "sites: {a: {}, b: {}, c: {referrals: {ramp: 7}}}"}, "referrals.ramp: 6 must be at most 5, or this is no slower ramp (tune months)\nsites.c.referrals.ramp: 7 must be at most 5"},
		{"cherry_picking", []string{"pathway: {job: {probability: 1, delay: 4}}"}, "pathway.job.probability: 1 must be below 1: nobody is easier to help than those who are sure to succeed"},
		{"cherry_picking", []string{"outcomes: {job: {kind: engagement}}"}, "pathway: has no job starts, or first outcomes after the referral; must have some whose probability can be changed"},
		{"sustainment_shortfall", nil, "pathway: has no outcomes of kind job_13_weeks, or outcomes that follow another; must have some whose probability can be changed"},
		{"conversion_shortfall", []string{"pathway: {job: {hazards: [0.1, {beta: {mean: 0.1, sd: 0.01}}]}}"}, "pathway.job.hazards.1: is uncertain; must be a plain number, or the transition be a probability and a delay"},
		{"conversion_shortfall", []string{"outcomes: {job: {}, none: {paid: false}}", "pathway: {job: {group: g, hazards: [0.1]}, none: {group: g, probability: 0.2, delay: 1}}"}, "pathway.job.hazards: are those of a member of group g; must be of a transition on its own, or a probability and a delay: the siblings' chances would move too"},
		{"conversion_shortfall", []string{"tables: {t: {columns: {c: [0.2, 0.3]}}}", "pathway: {job: {probability: {joint: {table: t, column: c}}, delay: 4}}"}, "pathway.job.probability: joint(t.c) must not be multiplied: its values are joint draws of a table"},
		{"cost_overrun", []string{"costs: {}"}, "costs: are none; must have a line, of the deal or of a site"},
		{"wage_inflation", []string{"costs: {}"}, "costs: are none; must have a line, of the deal or of a site"},
		{"wage_inflation", []string{"indices: {wage_inflation: {annual: 0.02}}", "sites: {town: {tariffs: {job: {index: wage_inflation}}}}"}, "sites.town.tariffs.job.index: wage_inflation must be another index: the scenario writes the one of this name for costs"},
		{"wage_inflation", []string{"indices: {wage_inflation: {annual: 0.02}}", "provider: {block: 3, index: wage_inflation}"}, "provider.index: wage_inflation must be another index"},
		{"specialist_turnover", nil, "specialists: are none; must be declared at one site at least: else nobody can leave"},
		{"commissioner_default", []string{"payers: {council: {class: private}}"}, "payers: have none of class local; must have one that defaults"},
		{"central_fund_withdraws", nil, "payers: have none of class central; must have one that withdraws"},
		{"central_fund_withdraws:from=24", two, "term.months: 24 must be more than the month from which it begins, 24 (tune from)"},
		{"central_fund_withdraws:from=6", []string{"payers: {council: {class: central, period_cap: 50}}"}, "payers.council.period_cap: limits what it pays already; must not be there for it to withdraw within the term (from=0: from the start)"},
		{"central_fund_withdraws:from=6", []string{"payers: {council: {class: central, cap: 50, backed_by: fund}, fund: {}}"}, "payers.council.backed_by: fund must not be there for it to withdraw within the term"},
		{"price_cut", []string{"tariffs: {job: 0}"}, "tariffs: have no price above 0; must have one that can be cut"},
		{"replan", nil, "sites.*.targets: are none; must have one: a plan is held against it"},
		{"replan:at=0.01", []string{"sites: {town: {targets: {job: 3}}}"}, "term.months: 24 must be longer for a month to come before the plan is changed (tune at)"},
		{"replan:least=2", []string{"sites: {town: {targets: {job: 3}}}"}, "reviews.replan.caps"},
	} {
		d := open(t, tt.sections...)
		_, err := find(t, d, tt.stress).Apply(d)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "scenario "+tt.stress+": ") {
			t.Errorf("%s: error %v\nwant %s", tt.stress, err, tt.want)
		}
		if err != nil {
			onlyFaults(t, tt.stress, err)
		}
	}
}

// Hazards of part of the probability: the chance by any month is that part of
// what it was, so the delay stays as it is. A certain month included.
func TestHazardsKeepTheirDelay(t *testing.T) {
	const list = "[0.1, 0, 0.25, 1, 0.5]"
	d := open(t, "pathway: {job: {hazards: "+list+"}}")
	after := changed(t, d, "conversion_shortfall:part=0.3")
	was, is := 1.0, 1.0 // nothing has happened yet
	for k := range 5 {
		at := "pathway.job.hazards." + number(float64(k))
		old, _ := d.Get(at)
		now, _ := after.Get(at)
		was *= 1 - value(old)
		is *= 1 - value(now)
		if want := 0.3 * (1 - was); !(1-is > want-1e-12 && 1-is < want+1e-12) {
			t.Errorf("by month %d the chance is %v, want %v", k, 1-is, want)
		}
	}
}

// A stress tuned is told with its own sizes and leaves the library alone.
func TestTuningLeavesTheLibraryAlone(t *testing.T) {
	s := scenarios.Library()[0]
	if one := scenario(t, s, "part=0.5"); one.Name != "referral_shortfall:part=0.5" || one.Story != "Only 50 % of the expected referrals come, at every site and in every month." {
		t.Errorf("%s: %s", one.Name, one.Story)
	}
	if again := scenario(t, s); again.Name != "referral_shortfall" || again.Story != s.Story {
		t.Errorf("%s: %s", again.Name, again.Story)
	}
}
