package sim_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Month 0 is October 2024, in the financial year 2024; April 2025 is month 6,
// April 2026 month 18. Nine people are referred in month 0, all find a job in month 3
// and leave benefits in month 4.
const valued = `
sibsim: 1
name: Pencil
term: {start: 2024-10, months: 24}
PRICES
outcomes: {job: {deadweight: 0}, off: {paid: false, deadweight: 0.5}}
payers: {council: {}, fund: {class: central}, charity: {class: private}}
shares: {council: 0.5, fund: 0.25, charity: 0.25}
tariffs: {job: 1000}
referrals: {law: fixed, rate: 9, until: 0}
pathway: {job: {probability: 1, delay: 3}, off: {from: job, probability: 1, delay: 1}}
indices: {pay: {annual: 0.1}}
benefits: {BENEFITS}
capital: {tranches: {all: {commitment: 1000}}}
sites: {town: {}}
`

// pencil compiles the deal with these benefits and general inflation of 2 % a
// year or, if it is real, none.
func pencil(t *testing.T, benefits string, real bool) *sim.Plan {
	t.Helper()
	prices := "deflator: 0.02"
	if real {
		prices = "prices: real"
	}
	d, err := dealfile.Read("pencil", []byte(strings.NewReplacer("PRICES", prices, "BENEFITS", benefits).Replace(valued)))
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, d)
}

// firstPath returns the metrics of path 0 by name, in minor units.
func firstPath(t *testing.T, p *sim.Plan) map[string]int64 {
	t.Helper()
	for _, l := range p.Lifetimes(1, 0, 1) {
		return byName(p, l.Row)
	}
	return nil
}

func byName(p *sim.Plan, row []int64) map[string]int64 {
	out := map[string]int64{}
	for i, s := range p.Specs() {
		out[s.Name] = row[i]
	}
	return out
}

// TestBenefitsWithAPencil: to the penny, nine people each.
func TestBenefitsWithAPencil(t *testing.T) {
	for name, tt := range map[string]struct {
		benefit string
		real    bool
		want    int64 // minor units, before optimism
		off     int64 // for optimism
	}{
		"once":                       {"outcome: job, amount: 100", false, 90000, 0},
		"once, in real prices":       {"outcome: job, amount: 100", true, 90000, 0},
		"in the next year":           {"outcome: job, after: 3, amount: 100", false, 86957, 0},                     // month 6: 90000 / 1.035 = 86956.52
		"two years on":               {"outcome: job, after: 15, amount: 100", false, 84016, 0},                    // month 18: 90000 / 1.035^2 = 84015.96
		"after the window":           {"outcome: job, after: 27, amount: 100", false, 81175, 0},                    // month 30: 90000 / 1.035^3 = 81174.84
		"five months, one year turn": {"outcome: job, after: 2, for: 5, amount: 100", false, 437826, 0},            // month 5 whole, 6 to 9: 9 (100 + 400 / 1.035) = 4378.26
		"drops by a tenth":           {"outcome: job, after: 2, for: 3, drop: 0.1, amount: 100", false, 238696, 0}, // 9 (100 + (90 + 81) / 1.035) = 2386.96
		"all lost after a month":     {"outcome: job, for: 9, drop: 1, amount: 100", false, 90000, 0},
		"the outcome's deadweight":   {"outcome: off, amount: 100", false, 45000, 0},
		"its own deadweight":         {"outcome: off, deadweight: 0.9, amount: 100", false, 9000, 0},
		"all deadweight":             {"outcome: job, deadweight: 1, amount: 100, optimism: 0.3", false, 0, 0},
		"optimism":                   {"outcome: off, amount: 100, optimism: 0.25", false, 45000, -11250},
		"a loss is not made smaller": {"outcome: off, amount: -100, optimism: 0.25", false, -45000, 0},
		"old prices":                 {"outcome: job, amount: 100, priced: 2022-06", false, 93636, 0}, // two financial years: 1.02^2
		"same financial year":        {"outcome: job, amount: 100, priced: 2024-04", false, 90000, 0},
		"later prices":               {"outcome: job, amount: 100, priced: 7", false, 88235, 0}, // May 2025: / 1.02
		"index":                      {"outcome: job, after: 8, for: 2, index: pay, amount: 100", false, 179028, 0},
		// months 11 and 12 are in the year 2025, contract years 0 and 1: 90000 (1 + 1.1) / (1.02 * 1.035)
		"index after the window": {"outcome: job, after: 30, index: pay, amount: 100", false, 85825, 0},
		// month 33 is in 2027: level 1.1, deflated as in the last month, of 2026: 90000 * 1.1 / 1.02^2 / 1.035^3
		"index, real prices": {"outcome: job, after: 8, for: 2, index: pay, amount: 100", true, 182609, 0}, // 90000 (1 + 1.1) / 1.035
	} {
		p := pencil(t, "b: {kind: fiscal, body: DWP, "+tt.benefit+"}", tt.real)
		for where, got := range map[string]map[string]int64{"path 0": firstPath(t, p), "the plan": byName(p, p.PlanCase().Row)} {
			if got["benefit.line.b"] != tt.want || got["benefit.optimism"] != tt.off || got["benefit.total"] != tt.want+tt.off {
				t.Errorf("%s, %s: benefit %d, optimism %d, together %d; want %d and %d", name, where, got["benefit.line.b"], got["benefit.optimism"], got["benefit.total"], tt.want, tt.off)
			}
		}
	}
}

// TestWhoseBenefits: fiscal benefits of two payers and a body, a social one.
// The council pays 4,500, the fund 2,250 in the first financial year, nothing is discounted.
func TestWhoseBenefits(t *testing.T) {
	p := pencil(t, `
  a: {outcome: job, kind: fiscal, to: council, amount: 100, optimism: 0.1},
  b: {outcome: job, kind: fiscal, to: fund, amount: 200},
  c: {outcome: off, kind: fiscal, to: council, amount: 20},
  d: {outcome: off, kind: fiscal, body: DWP, amount: 1000, optimism: 0.5},
  e: {outcome: job, kind: social, amount: 300, optimism: 0.2}`, false)
	want := map[string]int64{
		"benefit.line.a": 90_000, "benefit.line.b": 180_000, "benefit.line.c": 9_000, "benefit.line.d": 450_000, "benefit.line.e": 270_000,
		"benefit.fiscal": 729_000, "benefit.social": 270_000, "benefit.optimism": -9_000 - 225_000 - 54_000, "benefit.total": 711_000,
		"payer.council.benefit": 90_000, "payer.fund.benefit": 180_000,
		"payer.council.net_cost": 450_000 - 90_000, "payer.fund.net_cost": 225_000 - 180_000,
		"public.npv": 711_000 - 675_000, "public.fiscal_npv": 729_000 - 234_000 - 675_000,
	}
	got := firstPath(t, p)
	for name, x := range want {
		if got[name] != x {
			t.Errorf("%s is %d, want %d", name, got[name], x)
		}
	}
	for _, absent := range []string{"payer.charity.benefit", "payer.charity.net_cost"} {
		if _, ok := got[absent]; ok {
			t.Errorf("there is %s, of a private payer", absent)
		}
	}
	r := run(t, p, 1, 10)
	for name, x := range map[string]float64{
		"public.bcr": 711.0 / 675, "cost_per.job.net.council": 500, "cost_per.job.net.charity": 250, "cost_per.off.net.council": 1000, "cost_per.off.net": 1500,
	} {
		if e, ok := r.Ratio(name); !ok || math.Abs(e.Value-x) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, e.Value, x)
		}
	}
}

// discounted is what 1 in prices of the month 0 of benefits.yaml, had in month
// t, is worth at month 0. It is written from the definition and the calendar.
func discounted(month int) float64 { return math.Pow(1.035, -float64(yearOf(month))) }

// yearOf counts the Aprils from October 2024 to a month.
func yearOf(month int) int { return (month + 6) / 12 }

// TestBenefitsPathByPath computes the benefits of every outcome of every path of
// benefits.yaml one by one, and holds all identities on each path. A benefit that
// missed a month, a site or a person, or that read another path's draw, is seen.
func TestBenefitsPathByPath(t *testing.T) {
	d := open(t, "testdata/benefits.yaml")
	p := compile(t, d)
	theta := p.Inputs()
	terms := p.Contract().Terms()
	for n, l := range p.Lifetimes(2, 5, 40) {
		got := byName(p, l.Row)
		drawn := func(address string) float64 { return l.Theta[slices.Index(theta, address)] }
		level := func(m int) float64 {
			m = min(m, terms.Months-1)
			return float64(l.Outturn.Index[m]) / contract.IndexUnit / math.Pow(1.02, float64(yearOf(m)))
		}
		flat := func(int) float64 { return 1 }
		for _, b := range []struct {
			id           string
			outcome      int
			amount, net  float64
			after, lasts int
			drop         float64
			real         func(month int) float64
		}{
			{"benefit_saved", 1, 41000 * 1.02, 0.5, 0, 12, 0.03, flat},
			{"tax", 0, drawn("benefits.tax.amount"), 0.6, 1, 24, 0.04, level},
			{"care", 0, 30000, 0.4, 0, 1, 0, flat},
			{"wellbeing", 0, drawn("benefits.wellbeing.amount"), 0.6, 0, 1, 0, flat},
		} {
			sum := 0.0
			for s := range terms.Sites {
				for m := range terms.Months {
					for range l.Outturn.Achieved[(s*len(terms.Outcomes)+b.outcome)*terms.Months+m] {
						for k := range b.lasts {
							at := m + b.after + k
							sum += b.amount * math.Pow(1-b.drop, float64(k)) * b.real(at) * discounted(at)
						}
					}
				}
			}
			if want := b.net * sum; math.Abs(float64(got["benefit.line."+b.id])-want) > 0.5001 {
				t.Errorf("path %d: benefit %s is %d, want %.2f", n, b.id, got["benefit.line."+b.id], want)
			}
		}
		off := -0.2*float64(got["benefit.line.benefit_saved"]+got["benefit.line.tax"]) - 0.4*float64(got["benefit.line.wellbeing"])
		if math.Abs(float64(got["benefit.optimism"])-off) > 2 {
			t.Errorf("path %d: optimism is %d, want %.1f", n, got["benefit.optimism"], off)
		}
		for name, sides := range map[string][2]int64{
			"lines and kinds":   {got["benefit.line.benefit_saved"] + got["benefit.line.tax"] + got["benefit.line.care"] + got["benefit.line.wellbeing"], got["benefit.fiscal"] + got["benefit.social"]},
			"kinds and total":   {got["benefit.fiscal"] + got["benefit.social"] + got["benefit.optimism"], got["benefit.total"]},
			"net present value": {got["benefit.total"] - got["public.present_cost"], got["public.npv"]},
		} {
			if sides[0] != sides[1] {
				t.Errorf("path %d: %s: %d and %d", n, name, sides[0], sides[1])
			}
		}
		social := float64(got["public.npv"] - got["public.fiscal_npv"])
		if want := 0.6 * float64(got["benefit.social"]); math.Abs(social-want) > 1 {
			t.Errorf("path %d: the social benefits are %.0f of the net present value, want %.1f", n, social, want)
		}
		costs := got["payer.council.net_cost"] + got["payer.council.benefit"] + got["payer.fund.net_cost"] + got["payer.fund.benefit"]
		if difference := costs - got["public.present_cost"]; difference < -1 || difference > 1 {
			t.Errorf("path %d: payers' present costs add up to %d, public.present_cost is %d", n, costs, got["public.present_cost"])
		}
	}
}

// TestBenefitsMoveNothingElse: without benefits, or with an amount that is
// certain, every other metric of every path is the same.
func TestBenefitsMoveNothingElse(t *testing.T) {
	with := open(t, "testdata/benefits.yaml")
	doc := with.Document()
	doc.Benefits = nil
	bare, err := deal.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	without := compile(t, bare)
	certain := compile(t, edited(t, with, deal.Set("benefits.tax.amount", 150), deal.Set("benefits.wellbeing.amount", 2000)))
	p := compile(t, with)
	rows := func(p *sim.Plan) (out []map[string]int64) {
		for _, l := range p.Lifetimes(3, 0, 100) {
			out = append(out, byName(p, l.Row))
		}
		return out
	}
	all, plain, sure := rows(p), rows(without), rows(certain)
	moved := 0
	for n := range all {
		for name, x := range plain[n] {
			if all[n][name] != x || sure[n][name] != x {
				t.Errorf("path %d: %s is %d without benefits, %d with, %d with certain ones", n, name, x, all[n][name], sure[n][name])
			}
		}
		for name, x := range sure[n] {
			of := strings.HasSuffix(name, ".tax") || strings.HasSuffix(name, ".wellbeing") || name == "benefit.fiscal" || name == "benefit.social" || name == "benefit.optimism" ||
				name == "benefit.total" || name == "payer.fund.benefit" || name == "payer.fund.net_cost" || strings.HasSuffix(name, "npv") && strings.HasPrefix(name, "public.")
			if all[n][name] != x {
				moved++
			}
			if !of && all[n][name] != x {
				t.Errorf("path %d: an amount that is uncertain moves %s from %d to %d", n, name, x, all[n][name])
			}
		}
	}
	if moved == 0 {
		t.Error("uncertain amounts move nothing")
	}
	at := slices.IndexFunc(p.Drivers(), func(d sim.Driver) bool { return d.Name == "benefits.tax.amount" })
	if at < 0 || p.Drivers()[at].Tier != sim.Ignorance || !p.Drivers()[at].Input {
		t.Error("the amount is no driver of ignorance")
	}
	if p.Chance() == without.Chance() || p.Fingerprint() == without.Fingerprint() {
		t.Error("a plan with benefits shares its words' use or its fingerprint with one without")
	}
}

// TestBenefitsScaleAndWait: twice the amount is twice the benefit; later, faster
// lost, or of more deadweight is less.
func TestBenefitsScaleAndWait(t *testing.T) {
	base := open(t, "testdata/benefits.yaml")
	p := compile(t, base)
	for _, tt := range []struct {
		edit    deal.Edit
		compare func(was, is int64) bool
	}{
		{deal.Scale("benefits.tax.amount", 2), func(was, is int64) bool { return is-2*was >= -1 && is-2*was <= 1 }},
		{deal.Set("benefits.tax.after", 14), func(was, is int64) bool { return is < was || was == 0 }},
		{deal.Set("benefits.tax.for", 12), func(was, is int64) bool { return is < was || was == 0 }},
		{deal.Set("benefits.tax.drop", 0.1), func(was, is int64) bool { return is < was || was == 0 }},
		{deal.Set("benefits.tax.deadweight", 0.41), func(was, is int64) bool { return is < was || was == 0 }},
		{deal.Set("benefits.tax.priced", "2026-04"), func(was, is int64) bool { return is < was || was == 0 }},
		{deal.Set("benefits.tax.optimism", 0.9), func(was, is int64) bool { return is == was }},
	} {
		other := compile(t, edited(t, base, tt.edit))
		was, is := column(p, "benefit.line.tax"), column(other, "benefit.line.tax")
		for n := range was {
			if !tt.compare(was[n], is[n]) {
				t.Errorf("%v: path %d: from %d to %d", tt.edit, n, was[n], is[n])
			}
		}
	}
}

func edited(t *testing.T, d deal.Deal, edits ...deal.Edit) deal.Deal {
	t.Helper()
	out, err := d.With(edits...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// column is a metric on the first 50 paths.
func column(p *sim.Plan, name string) (out []int64) {
	for _, l := range p.Lifetimes(1, 0, 50) {
		out = append(out, byName(p, l.Row)[name])
	}
	return out
}

// TestGivenCountsHaveNoBenefits: what nobody drew is undefined, not nothing.
func TestGivenCountsHaveNoBenefits(t *testing.T) {
	p := compile(t, open(t, "testdata/benefits.yaml"))
	got := byName(p, p.Settle(contract.NewOutturn(p.Contract())).Row)
	for _, name := range []string{"benefit.line.tax", "benefit.total", "public.npv", "payer.fund.net_cost"} {
		if got[name] != metric.Undefined {
			t.Errorf("%s is %d of given counts", name, got[name])
		}
	}
}

// TestBenefitDoubts: one body, an outcome and one that follows from it.
func TestBenefitDoubts(t *testing.T) {
	said := func(benefits string) (out []string) {
		for _, w := range pencil(t, benefits, false).Warnings() {
			if strings.HasPrefix(w.Address, "benefits") {
				out = append(out, w.Address+": "+w.Text)
			}
		}
		return out
	}
	const job, off = "a: {outcome: job, kind: fiscal, body: DWP, amount: 1}, ", "b: {outcome: off, kind: fiscal, body: DWP, amount: 1}"
	if got := said(job + off); len(got) != 1 || !strings.HasPrefix(got[0], "benefits.b: counts for DWP beside benefits.a, of whoever achieves off after job") {
		t.Errorf("one body on job and off: %q", got)
	}
	for _, fine := range []string{
		job + strings.Replace(off, "DWP", "HMRC", 1), job + strings.Replace(off, "body: DWP", "to: fund", 1), job + strings.Replace(off, "off", "job", 1),
		job + strings.Replace(off, "fiscal", "social", 1),
	} {
		if got := said(fine); len(got) != 0 {
			t.Errorf("%s: %q", fine, got)
		}
	}
}
