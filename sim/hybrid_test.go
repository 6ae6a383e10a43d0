package sim_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

const everyCause = sim.Volume | sim.Price | sim.Management | sim.Intermediary | sim.Overrun | sim.Incidents

// hybridPlans are all deals at hand.
func hybridPlans(t *testing.T) map[string]*sim.Plan {
	t.Helper()
	out := map[string]*sim.Plan{}
	for _, file := range append(examples(t), "testdata/rich.yaml", "testdata/correlated.yaml", "testdata/segments.yaml") {
		d, err := dealfile.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		out[file] = p
	}
	return out
}

// With every cause on a mixture is the path's own outturn, bit for bit, with none the
// plan case's; what they are settled to is what a run and the plan case have.
func TestHybridsEndAtPlanAndPath(t *testing.T) {
	for file, p := range hybridPlans(t) {
		h := p.Hybrids()
		plan := *p.PlanCase().Outturn
		check := func(what string, on sim.Causes, want *contract.Outturn, row []int64) {
			t.Helper()
			if got := sim.Mixture(h, on); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s is another outturn", file, what)
			}
			s := h.Settle(on)
			for name, got := range map[string]int64{"cost.total": s.Cost, "public.spend": s.Public} {
				if i, err := p.Find(name); err == nil && row[i] != got {
					t.Errorf("%s: %s: %s is %d, want %d", file, what, name, got, row[i])
				}
			}
		}
		check("nothing walked", everyCause, &plan, p.PlanCase().Row)
		for n, l := range p.Lifetimes(3, 0, 6) {
			h.Walk(3, n)
			check(fmt.Sprint("path ", n), everyCause, l.Outturn, l.Row)
			check(fmt.Sprint("path ", n, ", nothing on"), 0, &plan, p.PlanCase().Row)
			h.Given(l)
			check(fmt.Sprint("path ", n, " given"), everyCause, l.Outturn, l.Row)
			check(fmt.Sprint("path ", n, " given, nothing on"), 0, &plan, p.PlanCase().Row)
		}
	}
}

// A cause of which the hybrids say that it has not moved changes nothing, with
// whatever else is on; and the plan case itself has not moved.
func TestHybridsKnowWhatMoved(t *testing.T) {
	moved := sim.Causes(0)
	for file, p := range hybridPlans(t) {
		h := p.Hybrids()
		if h.Moved() != 0 {
			t.Errorf("%s: the plan case moved by %b", file, h.Moved())
		}
		for n := range uint64(4) {
			h.Walk(1, n)
			moved |= h.Moved()
			for on := sim.Causes(0); on <= everyCause; on++ {
				if a, b := h.Settle(on), h.Settle(on&h.Moved()); a != b {
					t.Fatalf("%s: path %d: %b comes to %+v, %b to %+v", file, n, on, a, on&h.Moved(), b)
				}
			}
		}
	}
	if moved != everyCause {
		t.Errorf("no deal moves %b", everyCause&^moved)
	}
}

// What finance costs is what investors, the intermediary and the bank are left with,
// posting by posting; of what payers spend, what passed between them and the capital.
func TestSpendingIsOfThePostings(t *testing.T) {
	p := financedPlan(t, "payers: {council: {}}")
	c := p.Contract()
	outside := map[string]bool{"capital.tranches.investors": true, "intermediary": true, "bank": true}
	var finance, capital, interest int64
	h := p.Hybrids()
	for n, l := range p.Lifetimes(1, 0, 40) {
		var want, paid int64
		for _, x := range l.Ledger.Postings {
			from, to := c.AccountName(x.From), c.AccountName(x.To)
			if outside[to] {
				want += x.Amount
			}
			if outside[from] {
				want -= x.Amount
			}
			if from == "bank" {
				interest += x.Amount
			}
			if from == "payers.council" && to == "capital.tranches.investors" {
				paid += x.Amount
			}
			if to == "payers.council" {
				paid -= x.Amount
			}
		}
		h.Walk(1, n)
		if s := h.Settle(everyCause); s.Finance != want || s.PublicFinance != paid {
			t.Fatalf("path %d: finance %d, of payers %d; the postings say %d and %d", n, s.Finance, s.PublicFinance, want, paid)
		}
		finance, capital = max(finance, want), max(capital, paid)
	}
	if finance <= 0 || capital <= 0 || interest <= 0 {
		t.Errorf("the deal shows nothing: finance at most %d, guarantees %d, interest %d", finance, capital, interest)
	}
}

// Every kind of incident by itself is one, is settled with that cause and no other, and
// is in the outturn of no mixture without it.
func TestEveryIncidentIsOne(t *testing.T) {
	for name, more := range map[string]string{
		"late": "payers: {council: {late: {probability: 0.5, months: 2}}}", "default": "payers: {council: {default: {annual: 0.9}}}",
		"failure": "payers: {council: {}}\nfailure: {annual: 0.9}",
		"audit":   "payers: {council: {}}\naudit: {every: 12, sample: 20, error: 0.5}",
		"impact": "payers: {council: {}}\nmeasures: {gain: {effect: 0.1, error: 0.1, cohorts: {all: {until: 17, month: 20}}}}\n" +
			"rewards: {bonus: {measure: gain, each: {any: {from: 0, per_point: 500}}}}",
	} {
		p := financedPlan(t, more)
		h := p.Hybrids()
		planned := *p.PlanCase().Outturn
		seen, settled := 0, 0
		for n := range uint64(20) {
			h.Walk(1, n)
			rest := sim.Mixture(h, everyCause&^sim.Incidents)
			for what, same := range map[string]bool{
				"late": reflect.DeepEqual(rest.Late, planned.Late), "default": reflect.DeepEqual(rest.Default, planned.Default),
				"failure": reflect.DeepEqual(rest.Failed, planned.Failed), "audit": reflect.DeepEqual(rest.Errors, planned.Errors),
				"impact": reflect.DeepEqual(rest.Impact, planned.Impact),
			} {
				if !same {
					t.Errorf("%s: path %d: %s happens in a mixture without incidents", name, n, what)
				}
			}
			if h.Moved()&sim.Incidents != 0 {
				seen++
			}
			if h.Settle(everyCause) != h.Settle(everyCause&^sim.Incidents) {
				settled++
			}
		}
		if seen < 10 || settled < 5 {
			t.Errorf("%s: moved on %d paths of 20, and money on %d", name, seen, settled)
		}
	}
}

// Volume is more than counts: who the people are, for a clause that asks, and how many
// specialists are in post, for a cost that is paid by them.
func TestVolumeIsPeopleAndPosts(t *testing.T) {
	for name, more := range map[string]string{
		"people": "participant_cap: 2000\ncosts: {staff: {amount: 4000}}",
		"posts":  "specialists: {fte: 3, caseload: 200, stay: 1, turnover: 0.5, vacancy: 2}\ncosts: {staff: {scope: site, per: specialist, amount: 4000}}",
	} {
		d, err := dealfile.Read("deal.yaml", []byte(counted+more))
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		h := p.Hybrids()
		seen := 0
		for n, l := range p.Lifetimes(1, 0, 20) {
			if !slices.Equal(l.Outturn.Evidenced, p.PlanCase().Outturn.Evidenced) {
				continue
			}
			h.Walk(1, n)
			got, plan := h.Settle(everyCause), h.Settle(0)
			if got == plan {
				continue
			}
			seen++
			if h.Moved() != sim.Volume {
				t.Errorf("%s: path %d: %b moved, and %+v became %+v", name, n, h.Moved(), plan, got)
			}
		}
		if seen < 5 {
			t.Errorf("%s: seen on %d paths", name, seen)
		}
	}
}

const counted = `
sibsim: 1
name: Counted
term: {start: 2024-04, months: 12}
outcomes: {job: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 3000}
referrals: {law: fixed, rate: 10, until: 5}
pathway: {job: {probability: 1, delay: 1}}
capital: {tranches: {investors: {commitment: 250000}}}
sites: {town: {commissioner: council}}
`

func financedPlan(t *testing.T, more string) *sim.Plan {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", []byte(financed+more))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const financed = `
sibsim: 1
name: Financed
term: {start: 2024-04, months: 24}
outcomes: {job: {}}
shares: {council: 1}
tariffs: {job: 3000}
referrals: {rate: 10, until: 17, effect: {sd: 0.4}}
pathway: {job: {probability: 0.5, delay: 2}}
costs: {staff: {amount: 11000}}
capital:
  interest: 0.03
  reserve: 20000
  profit: {council: 0.2, intermediary: 0.1}
  tranches: {investors: {commitment: 250000, moic_cap: 1.2, guarantee: {share: 0.5, by: council}}}
  surplus: {council: 0.5, intermediary: 0.5}
sites: {town: {commissioner: council}}
`

// Settling mixtures allocates nothing once the people of a path are known.
func TestHybridsDoNotAllocate(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates")
	}
	d, err := dealfile.Open("testdata/rich.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	h := p.Hybrids()
	walk := func(n uint64) {
		h.Walk(1, n)
		for on := sim.Causes(0); on <= everyCause; on++ {
			h.Settle(on)
		}
	}
	for n := range uint64(100) {
		walk(n)
	}
	n := uint64(0)
	if allocs := testing.AllocsPerRun(20, func() { walk(n % 100); n++ }); allocs != 0 {
		t.Errorf("%v allocations a path", allocs)
	}
}
