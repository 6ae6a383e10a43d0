package study_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// leveredDeal has one transition, its delay one month, and a lever of each kind:
// what the levers do to the chance of a job is a logistic function. The deal's
// chances are meant for the partnership.
const leveredDeal = `
sibsim: 1
name: Levers by hand
term: {start: 2024-04, months: 24}
outcomes: {job: {name: Job start, deadweight: 0.4}}
payers: {council: {budget: 300000}}
shares: {council: 1}
tariffs: {job: {price: 4000}}
referrals: {law: fixed, rate: 10, until: 19}
pathway: {job: {probability: 0.3, delay: 1}}
costs: {service: {amount: 5000, bearer: council}, lead: {amount: 1000, category: management}}
levers:
  hours: {kind: management, intensity: 6, reference: 6, half: 2}
  risk: {kind: incentive, intensity: 0.8, reference: 0.8}
effects:
  managed: {lever: hours, on: [job], size: 1.2}
  paid: {lever: risk, on: [job], size: 0.5}
capital: {hurdle: 0, tranches: {investors: {commitment: 900000}}}
sites: {town: {targets: {job: 60}}}
`

// ordinary are the edits that make ordinary commissioning of it.
var ordinary = []string{"levers.hours.intensity=1", "levers.risk.intensity=0"}

// arranged has a deal, changed by edits, and ordinary commissioning of it, changed by more.
func arranged(t *testing.T, text string, edits, more []string) []study.Arrangement {
	t.Helper()
	d, o := readWith(t, text, edits...), readWith(t, text, slices.Concat(edits, ordinary, more)...)
	return []study.Arrangement{{Name: "partnership", Deal: d}, {Name: "ordinary", Deal: o}}
}

func arrange(t *testing.T, list []study.Arrangement, q study.ArrangementsQuery, o sim.Options) *study.Arrangements {
	t.Helper()
	q.Against = list[1].Name
	s, err := study.NewArrangements(list, q)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func cohorts(t *testing.T, list []study.Arrangement, text string) []study.Cohort {
	t.Helper()
	c, err := study.ReadCohorts("cohort.csv", strings.NewReader(text), list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// close holds a figure to the truth: 4.89 of its standard errors.
func near(t *testing.T, name string, f study.Figure, truth float64) {
	t.Helper()
	if !(math.Abs(f.Value-truth) <= 4.89*f.SE+1e-12*math.Abs(truth)) {
		t.Errorf("%s: %v ± %v, want %v", name, f.Value, f.SE, truth)
	}
}

// With fixed sizes what each plan expects is a logistic function of what its
// levers reach, so that every part of the difference is known.
func TestAttributionClosedForm(t *testing.T) {
	a := arrange(t, arranged(t, leveredDeal, nil, nil), study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 2000})
	people := 200.
	m := 1.2 * (6./8 - 1./3) // what the levers of management lose in the ordinary arrangement
	i := 0.5 * 0.8
	v := func(lost float64) float64 { return people * expit(logit(0.3)-lost) }
	s := a.Attribution[0].Prior
	near(t, "management", s.Management, v(i)-v(m+i))
	near(t, "incentive", s.Incentive, v(m)-v(m+i))
	near(t, "interaction", s.Interaction, v(0)-v(i)-v(m)+v(m+i))
	near(t, "whole", s.Whole, v(0)-v(m+i))
	near(t, "share", s.ShareManagement, (v(i)-v(m+i)+(v(0)-v(i)-v(m)+v(m+i))/2)/(v(0)-v(m+i)))
	if s.Other.Value != 0 || s.Other.SE != 0 {
		t.Errorf("other %+v, want 0: nothing but levers differs", s.Other)
	}
	if sum := s.Management.Value + s.Incentive.Value + s.Interaction.Value + s.Other.Value; math.Abs(sum-s.Whole.Value) > 1e-9 {
		t.Errorf("parts add up to %v, not %v", sum, s.Whole.Value)
	}
	if sum := s.ShareManagement.Value + s.ShareIncentive.Value; math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares add up to %v", sum)
	}
	o := a.Contrasts[0].Arrangements[0]
	near(t, "RR", o.Versus.RR, v(0)/v(m+i))
	near(t, "RD", o.Versus.RD, 100*(v(0)-v(m+i))/people)
	near(t, "net", o.NetLess, 0.6*(v(0)-v(m+i)))
}

// What the rest of an arrangement does to outcomes stands on its own line.
func TestAttributionOther(t *testing.T) {
	a := arrange(t, arranged(t, leveredDeal, nil, []string{"pathway.job.probability=0.2"}), study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 2000})
	s := a.Attribution[0].Prior
	m, i := 1.2*(6./8-1./3), 0.5*0.8
	near(t, "other", s.Other, 200*(0.3-0.2))
	near(t, "whole", s.Whole, 200*(0.3-expit(logit(0.2)-m-i)))
}

// Deadweight moves the contrast with usual care alone, effects that between
// arrangements alone.
func TestContrastsAreTwo(t *testing.T) {
	run := func(edits ...string) study.OutcomeContrast {
		return arrange(t, arranged(t, leveredDeal, edits, nil), study.ArrangementsQuery{}, sim.Options{Seed: 2, Paths: 300}).Contrasts[0]
	}
	base, dead, strong := run(), run("outcomes.job.deadweight=0.6"), run("effects.managed.size=2")
	if base.Usual.RR.Value != 1/0.4 || dead.Usual.RR.Value != 1/0.6 {
		t.Errorf("usual care: RR %v and %v", base.Usual.RR, dead.Usual.RR)
	}
	if base.Usual.RD == dead.Usual.RD || !reflect.DeepEqual(base.Arrangements[0].Versus, dead.Arrangements[0].Versus) {
		t.Error("deadweight must move the contrast with usual care and not that between arrangements")
	}
	if !reflect.DeepEqual(base.Usual, strong.Usual) || base.Arrangements[0].Versus == strong.Arrangements[0].Versus {
		t.Error("effects must move the contrast between arrangements and not that with usual care")
	}
}

// With all effects 0 and equal costs all arrangements are the same in every lifetime.
func TestArrangementsWithoutEffects(t *testing.T) {
	list := arranged(t, leveredDeal, []string{"effects.*.size=0"}, nil)
	a := arrange(t, list, study.ArrangementsQuery{}, sim.Options{Seed: 3, Paths: 200})
	zero, one := study.Figure{}, study.Figure{Value: 1, Lo: 1, Hi: 1}
	o := a.Contrasts[0].Arrangements[0]
	if !a.Same || o.NetLess != zero || o.Versus.RD != zero || o.Versus.RR != one {
		t.Errorf("outcomes differ: %+v", o)
	}
	for _, c := range a.Costs {
		if c.Less[0] != zero {
			t.Errorf("%s differs: %+v", c.Name, c.Less[0])
		}
	}
	for _, x := range a.Targets {
		if x.Less[0].Value != 0 {
			t.Errorf("target %+v", x)
		}
	}
	if p := a.Attribution[0].Prior; p.Whole != zero || !math.IsNaN(p.ShareManagement.Value) {
		t.Errorf("attribution %+v", p)
	}
	for _, p := range a.Value.Points {
		if p.P.Value != 0 {
			t.Errorf("acceptable at %v with chance %v, though nothing differs", p.W, p.P.Value)
		}
	}
}

// So it is for the four arrangements of the library on a whole deal with levers
// of its own: while no lever does anything, people have the same outcomes, bit for bit.
func TestArrangementsOfAWholeDealWithoutEffects(t *testing.T) {
	data, err := os.ReadFile("../examples/mhep-lcf/deal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made := func(edits ...string) *study.Arrangements {
		d := readWith(t, string(data), edits...)
		var list []study.Arrangement
		for _, name := range []string{"partnership", "fee_for_service:margin=0:management=1:evaluation=1", "library:provider_pbr:rate=0:management=1:evaluation=1", "grant:management=1:evaluation=1"} {
			s, err := scenarios.Find(d, name)
			if err != nil {
				t.Fatal(err)
			}
			out, err := s.Apply(d)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, study.Arrangement{Name: name, Deal: out})
		}
		return arrange(t, list, study.ArrangementsQuery{}, sim.Options{Seed: 2, Paths: 40})
	}
	// Management costs the same at every arrangement; the company is the partnership's alone.
	a := made("effects.*.size=0", "costs.company.amount=0")
	if len(a.List) != 4 || !a.Same {
		t.Errorf("%d arrangements, the same outcomes in all: %v", len(a.List), a.Same)
	}
	zero, one := study.Figure{}, study.Figure{Value: 1, Lo: 1, Hi: 1}
	for _, c := range a.Contrasts {
		for i, o := range c.Arrangements {
			if o.AchievedLess != zero || o.Versus.RD != zero || o.Versus.RR != one || o.Achieved != c.Arrangements[0].Achieved {
				t.Errorf("%s, %s: %+v", c.Outcome, a.List[i].Name, o)
			}
		}
	}
	for _, c := range a.Costs {
		if c.Name == study.TotalCost {
			for i, x := range c.Less {
				if math.Abs(x.Value) > 1e-3*c.Value[i].Value {
					t.Errorf("costs are not equal: %s %+v", a.List[i].Name, x)
				}
			}
		}
	}
	if made().Same {
		t.Error("the deal's own effects move nothing")
	}
}

// Of costs per outcome that are known the break-even is a logarithm: the
// partnership's p is 0.3 whatever the factor k, the ordinary one's has the odds
// times exp(-k s).
func TestEffectBreakEven(t *testing.T) {
	// The council bears 5,000 a month of service in both; the partnership's lead costs it
	// 1,000 a month more. No outcome payments.
	edits := []string{"costs.lead.bearer=council", "tariffs.job.price=0.01"}
	list := arranged(t, leveredDeal, edits, []string{"costs.lead.amount=0"})
	a := arrange(t, list, study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 2000})
	s := 1.2*(6./8-1./3) + 0.5*0.8
	// 6000/0.3 = 5000/p: p = 0.25
	want := (logit(0.3) - logit(0.25)) / s
	if len(a.BreakEven.Crossings) != 1 {
		t.Fatalf("crossings %+v", a.BreakEven.Crossings)
	}
	c := a.BreakEven.Crossings[0]
	if !c.Above || c.AtLo > want || c.AtHi < want || c.AtHi-c.AtLo > 0.15 {
		t.Errorf("breaks even at %v (%v to %v), want %v", c.At, c.AtLo, c.AtHi, want)
	}
	never := arrange(t, arranged(t, leveredDeal, append(edits, "costs.lead.amount=1000000"), []string{"costs.lead.amount=0"}), study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 500})
	if b := never.BreakEven; len(b.Crossings) != 0 || b.Tried[0].Met {
		t.Errorf("breaks even at %+v", b.Crossings)
	}
	always := arrange(t, arranged(t, leveredDeal, edits, nil), study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 500})
	if b := always.BreakEven; len(b.Crossings) != 0 || !b.Tried[0].Met {
		t.Errorf("breaks even at %+v", b.Crossings)
	}
}

// At w = 0 it is the chance that the partnership spends less; as w grows that it
// has more net outcomes. Size and cost are normal, so both are known.
func TestAcceptabilityLimits(t *testing.T) {
	edits := []string{"costs.lead.bearer=council", "tariffs.job.price=0.01", "effects.paid.size=0", "effects.managed.size=normal(mean 0.3, sd 0.5)", "costs.lead.amount=normal(mean 5000, sd 800, min 0)"}
	list := arranged(t, leveredDeal, edits, []string{"costs.lead.amount=4500"})
	a := arrange(t, list, study.ArrangementsQuery{}, sim.Options{Seed: 1, Paths: 4000})
	saves := num.NormCDF((4500 - 5000) / 800.)
	first, last := a.Value.Points[0], a.Value.Points[len(a.Value.Points)-1]
	tolerance := 4.89 * math.Sqrt(0.25/4000)
	if first.W != 0 || math.Abs(first.P.Value-saves) > tolerance {
		t.Errorf("at w 0 the chance is %v, want %v", first.P.Value, saves)
	}
	// Net outcomes 0.6 · 200 (0.3 - p0(size)); spend 24 (lead - 4500).
	worth := 0.0
	const steps = 2000
	for i := range steps {
		size := 0.3 + 0.5*num.NormQuantile((float64(i)+0.5)/steps)
		more := last.W * 0.6 * 200 * (0.3 - expit(logit(0.3)-size*(6./8-1./3)))
		worth += num.NormCDF((4500+more/24-5000)/800) / steps
	}
	if math.Abs(last.P.Value-worth) > tolerance+0.01 {
		t.Errorf("at w %v the chance is %v, want %v", last.W, last.P.Value, worth)
	}
}

// The posterior of one size with a normal prior, from one cohort at a place, is
// that of quadrature over the size and the place's effect.
func TestPosteriorIsThatOfQuadrature(t *testing.T) {
	edits := []string{"effects.paid.size=0", "effects.managed.size=normal(mean 0.2, sd 0.5)"}
	list := arranged(t, leveredDeal, edits, nil)
	data := cohorts(t, list, "arrangement,site,outcome,people,achieved\nordinary,town,job,150,25\n")
	times := 1./3 - 6./8
	for _, sd := range []float64{0, 0.4} {
		a := arrange(t, list, study.ArrangementsQuery{Cohorts: data, PlaceSD: sd}, sim.Options{Seed: 1, Paths: 6000})
		like := func(eta float64) float64 {
			p := expit(eta)
			return math.Exp(25*math.Log(p) + 125*math.Log(1-p) - (25*math.Log(25./150) + 125*math.Log(125./150)))
		}
		var mass, first, second float64
		for i := -100; i <= 100; i++ {
			z := float64(i) / 20
			size := 0.2 + 0.5*z
			l := 0.0
			if sd == 0 {
				l = like(logit(0.3) + size*times)
			} else {
				for j := 0; j < 40; j++ {
					tau := sd * 5 * (float64(j) + 0.5) / 40
					wt := math.Exp(-tau * tau / 2 / sd / sd)
					for k := -40; k <= 40; k++ {
						u := float64(k) / 8
						l += wt * math.Exp(-u*u/2) * like(logit(0.3)+size*times+tau*u)
					}
				}
			}
			w := math.Exp(-z*z/2) * l
			mass, first, second = mass+w, first+w*size, second+w*size*size
		}
		mean := first / mass
		spread := math.Sqrt(second/mass - mean*mean)
		var got *study.SizeBelief
		for i := range a.Data.Sizes {
			if a.Data.Sizes[i].Effect == "managed" {
				got = &a.Data.Sizes[i]
			}
		}
		se := spread / math.Sqrt(a.Data.Effective)
		if math.Abs(got.After.Mean-mean) > 3*se || math.Abs(got.After.SD-spread) > 3*se {
			t.Errorf("place sd %v: size %.4f, sd %.4f, want %.4f, %.4f (se %.4f)", sd, got.After.Mean, got.After.SD, mean, spread, se)
		}
		if a.Data.Effective < 500 || got.After.Mean == got.Prior.Mean {
			t.Errorf("effective %v, size %+v", a.Data.Effective, got)
		}
	}
}

// Without data, and with data that say nothing, beliefs are those of before.
func TestNoDataLeavesThePrior(t *testing.T) {
	edits := []string{"effects.paid.size=normal(mean 0.3, sd 0.2)", "effects.managed.size=normal(mean 0.8, sd 0.3)"}
	list := arranged(t, leveredDeal, edits, nil)
	o := sim.Options{Seed: 1, Paths: 1000}
	none := arrange(t, list, study.ArrangementsQuery{}, o)
	if none.Data != nil || none.Attribution[0].After != nil {
		t.Fatal("something after no data")
	}
	// Of people at the reference nobody learns of sizes: their chance is certain.
	data := cohorts(t, list, "management,incentive,site,outcome,people,achieved\n6,0.8,town,job,100,31\n")
	idle := arrange(t, list, study.ArrangementsQuery{Cohorts: data, PlaceSD: 0.3}, o)
	if idle.Data.Effective != 1000 {
		t.Errorf("effective %v of 1000 draws", idle.Data.Effective)
	}
	a := idle.Attribution[0]
	if a.Identified || a.Moved.Value != 0 || !reflect.DeepEqual(a.Prior.Management, a.After.Management) {
		t.Errorf("the data moved the split: %+v", a)
	}
	if !reflect.DeepEqual(none.Attribution[0].Prior.Management, a.Prior.Management) {
		t.Error("the prior differs with data")
	}
}

// Cohorts of one place share what is special to it: two arms of one place tell
// more of the effect than two places that may differ.
func TestPlacesArePooledInPart(t *testing.T) {
	edits := []string{"effects.paid.size=0", "effects.managed.size=normal(mean 0.2, sd 0.5)"}
	list := arranged(t, leveredDeal, edits, nil)
	sd := func(text string, place float64) float64 {
		a := arrange(t, list, study.ArrangementsQuery{Cohorts: cohorts(t, list, "arrangement,site,outcome,people,achieved\n"+text), PlaceSD: place}, sim.Options{Seed: 1, Paths: 3000})
		return a.Data.Sizes[0].After.SD
	}
	same := sd("partnership,leeds,job,800,240\nordinary,leeds,job,800,190\n", 0.5)
	apart := sd("partnership,leeds,job,800,240\nordinary,york,job,800,190\n", 0.5)
	alike := sd("partnership,leeds,job,800,240\nordinary,york,job,800,190\n", 0)
	if !(same < 0.9*apart && alike < same) {
		t.Errorf("sd of the size: %v in one place, %v in two, %v if places are alike", same, apart, alike)
	}
}

// The result is the same for any number of workers.
func TestArrangementsWorkers(t *testing.T) {
	edits := []string{"effects.paid.size=normal(mean 0.3, sd 0.2)", "effects.managed.size=normal(mean 0.8, sd 0.3)"}
	list := arranged(t, leveredDeal, edits, nil)
	data := cohorts(t, list, "arrangement,site,outcome,people,achieved\nordinary,town,job,150,25\n")
	text := func(workers int) string {
		a := arrange(t, list, study.ArrangementsQuery{Cohorts: data, PlaceSD: 0.3}, sim.Options{Seed: 1, Paths: 700, Workers: workers})
		text := fmt.Sprintf("%+v %+v %+v %+v %+v %+v %+v", a.Targets, a.Contrasts, a.Costs, a.Attribution, *a.Data, *a.BreakEven, *a.Value)
		text = regexp.MustCompile("0x[0-9a-f]+").ReplaceAllString(text, "")
		return text + fmt.Sprintf("%+v %+v %+v", *a.Attribution[0].After, *a.Contrasts[0].Arrangements[0].After, *a.Data.Sizes[0].After)
	}
	one := text(1)
	if len(one) < 1000 || one != text(7) {
		t.Error("1 and 7 workers differ")
	}
}

// Sizes that are correlated and not all used in every arrangement are drawn apart
// in each, and a warning says so; those used alike are not.
func TestCorrelatedSizesAreWarnedOf(t *testing.T) {
	text := strings.Replace(leveredDeal, "size: 1.2", "size: {normal: {mean: 0.8, sd: 0.3}}", 1)
	text = strings.Replace(text, "size: 0.5", "size: {normal: {mean: 0.3, sd: 0.2}}", 1) +
		"correlations: {both: {inputs: [effects.managed.size, effects.paid.size], rho: 0.8}}\n"
	o := sim.Options{Seed: 1, Paths: 50}
	if a := arrange(t, arranged(t, text, nil, nil), study.ArrangementsQuery{}, o); len(a.Warnings) > 0 {
		t.Errorf("warnings %v where both arrangements draw the same", a.Warnings)
	}
	// Here the ordinary arrangement moves the lever of incentive alone.
	a := arrange(t, arranged(t, text, nil, []string{"levers.hours.intensity=6"}), study.ArrangementsQuery{}, o)
	if len(a.Warnings) != 1 || a.Warnings[0].Address != "effects.paid.size" {
		t.Errorf("warnings %v", a.Warnings)
	}
}

// What cannot be asked is refused: no other arrangement, other sites, another currency.
func TestArrangementsThatCannotBeCompared(t *testing.T) {
	list := arranged(t, leveredDeal, nil, nil)
	other := readWith(t, strings.Replace(leveredDeal, "town:", "shire:", 1))
	for want, list := range map[string][]study.Arrangement{
		"must be another of":       {list[0]},
		"must be the same service": {list[0], {Name: "ordinary", Deal: other}},
		"does not apply":           {list[0], {Name: "ordinary", Reason: context.Canceled}},
	} {
		if _, err := study.NewArrangements(list, study.ArrangementsQuery{Against: "ordinary"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// Stopped before the end it has what was found by then, as in the whole.
func TestArrangementsStopped(t *testing.T) {
	list := arranged(t, leveredDeal, nil, nil)
	s, err := study.NewArrangements(list, study.ArrangementsQuery{Against: "ordinary"})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: 400})
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []uint64{0, 20 * 400} {
		ctx, cancel := context.WithCancel(context.Background())
		part, err := s.Run(ctx, sim.Options{Seed: 1, Paths: 400, Workers: 1, Progress: func(done uint64) {
			if done > after {
				cancel()
			}
		}})
		if err == nil {
			t.Errorf("stopped after %d: no error", after)
		}
		if after == 0 != (part == nil) {
			t.Errorf("stopped after %d: result %v", after, part != nil)
		}
		if part != nil && (!part.Partial || part.BreakEven != nil && len(part.BreakEven.Tried) >= len(whole.BreakEven.Tried) || !reflect.DeepEqual(part.Costs, whole.Costs)) {
			t.Errorf("stopped after %d: %+v", after, part)
		}
	}
}

// Without a public payer what all payers spend counts.
func TestArrangementsOfPrivatePayers(t *testing.T) {
	o := sim.Options{Seed: 1, Paths: 200}
	public := arrange(t, arranged(t, leveredDeal, nil, nil), study.ArrangementsQuery{}, o)
	private := arrange(t, arranged(t, leveredDeal, []string{"payers.council.class=private"}, nil), study.ArrangementsQuery{}, o)
	if public.Private || !private.Private || private.Outcome != "job" || !private.Net {
		t.Errorf("private %v and %v, outcome %q", public.Private, private.Private, private.Outcome)
	}
	last := len(public.Costs) - 1
	if !reflect.DeepEqual(public.Costs[last], private.Costs[last]) || public.Costs[last].Name != study.PerOutcome {
		t.Errorf("cost per outcome %+v, want %+v", private.Costs[last], public.Costs[last])
	}
	if private.BreakEven.Reason == "" || len(private.Value.Points) == 0 {
		t.Errorf("break-even %+v", private.BreakEven)
	}
}
