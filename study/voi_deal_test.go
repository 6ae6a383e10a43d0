package study_test

import (
	"context"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

var invest = decide("invest if investor.npv.mean >= 0")

func decide(text string) study.InformationQuery {
	d, err := study.ParseDecision(text)
	if err != nil {
		panic(err)
	}
	return study.InformationQuery{Decision: d}
}

// learnDeal is testdata/learn.yaml with edits ADDRESS=VALUE.
func learnDeal(t *testing.T, edits ...string) *sim.Plan {
	t.Helper()
	return voiPlan(t, "testdata/learn.yaml", edits...)
}

func voiPlan(t *testing.T, file string, edits ...string) *sim.Plan {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return planWith(t, string(text), edits...)
}

func valued(t *testing.T, p *sim.Plan, q study.InformationQuery, o sim.Options) *study.Information {
	t.Helper()
	v, err := study.ValueOfInformation(context.Background(), p, q, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// npvs are the investors' NPVs of the paths of a run, in pounds.
func npvs(t *testing.T, p *sim.Plan, seed, paths uint64) []float64 {
	t.Helper()
	s, err := sim.NewSweep(context.Background(), []*sim.Plan{p}, [][]string{{"investor.npv"}}, sim.Options{Seed: seed, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for _, v := range s.Column(0, "investor.npv") {
		out = append(out, float64(v)/100)
	}
	return out
}

func average(values []float64, f func(float64) float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += f(v)
	}
	return sum / float64(len(values))
}

// The benchmark has no parameter to learn: nothing is worth anything, though
// to know each lifetime would be worth about 21,000. Its overruns are chance
// unless they are said to be learnable.
func TestBenchmarkHasNothingToLearn(t *testing.T) {
	p := voiPlan(t, "../examples/mhep5/deal.yaml")
	v := valued(t, p, invest, sim.Options{Seed: 1, Paths: 500})
	if *v.Perfect != (study.Perfect{}) || len(v.Inputs)+len(v.Groups) != 0 || v.Pilot != nil {
		t.Errorf("worth %+v, inputs %v", *v.Perfect, v.Inputs)
	}
	if len(v.Chance) != 5 || !v.Yes {
		t.Errorf("chance %v, yes %v", v.Chance, v.Yes)
	}
	npv := npvs(t, p, 1, 2000)
	mean := average(npv, func(x float64) float64 { return x })
	if lives := average(npv, func(x float64) float64 { return math.Max(0, x) }) - math.Max(0, mean); lives < 15_000 || lives > 27_000 {
		t.Errorf("to know each lifetime is worth %.0f, want about 21,000", lives)
	}
	q := invest
	q.Learn = []string{"sites.north.overrun"}
	if v := valued(t, p, q, sim.Options{Seed: 1, Paths: 500}); len(v.Inputs) != 1 || len(v.Chance) != 4 || v.Inputs[0].Spread == 0 {
		t.Errorf("one overrun to learn: inputs %v, chance %v", v.Inputs, v.Chance)
	}
}

// An input of two values: EVPI and EVPPI are those of the means that runs with
// one and the other value give. Counting luck, the environment or the overrun as
// information would give several times as much.
func TestTwoValuedInput(t *testing.T) {
	fixed := []string{"sites.village.pathway.job.probability=0.3", "evidence.job=0.9", "pathway.kept.probability=uniform(min 0.6, max 0.6000001)", "pathway.told.probability=0.5", "costs.service.overrun=lognormal(mean 1, sd 0.2)"}
	paths := uint64(6000)
	if testing.Short() {
		paths = 2000
	}
	p := learnDeal(t, append(fixed, "pathway.job.probability=discrete(0.2 weight 0.4, 0.36 weight 0.6)")...)
	low := npvs(t, learnDeal(t, append(fixed, "pathway.job.probability=uniform(min 0.2, max 0.2000001)")...), 7, 10*paths)
	high := npvs(t, learnDeal(t, append(fixed, "pathway.job.probability=uniform(min 0.36, max 0.3600001)")...), 8, 10*paths)
	same := func(x float64) float64 { return x }
	a, b := average(low, same), average(high, same)
	want := 0.4*math.Max(0, a) + 0.6*math.Max(0, b) - math.Max(0, 0.4*a+0.6*b)
	if a > -1000 || b < 1000 {
		t.Fatalf("means %.0f and %.0f: want one on either side", a, b)
	}
	error2 := func(values []float64, mean float64) float64 {
		return average(values, func(x float64) float64 { return (x - mean) * (x - mean) }) / float64(len(values))
	}
	known := error2(low, a) + error2(high, b)
	for seed := uint64(1); seed <= 3; seed++ {
		v := valued(t, p, invest, sim.Options{Seed: seed, Paths: paths})
		for name, w := range map[string]study.Worth{"EVPI": v.Perfect.Worth, "EVPPI": v.Inputs[0].Worth, "EVPPI of the grid": v.Pilot.Knowing} {
			if se := math.Sqrt(w.SE*w.SE + known); math.Abs(w.Value-want) > 4.89*se || se > 0.1*want {
				t.Errorf("seed %d: %s %.0f ± %.0f, want %.0f", seed, name, w.Value, se, want)
			}
		}
		if math.Abs(v.Inputs[0].Value-v.Pilot.Knowing.Value) > 1e-6*want {
			t.Errorf("seed %d: the same fit gives %v and %v", seed, v.Inputs[0].Value, v.Pilot.Knowing.Value)
		}
		wrong := 0.6 // the higher value's weight
		if v.Yes {
			wrong = 0.4
		}
		if w := v.Perfect.Wrong; v.Yes != (v.Gain >= 0) || math.Abs(w.Value-wrong) > 4.89*w.SE {
			t.Errorf("seed %d: yes %v at %.0f, wrong with %.3f ± %.3f, want %v", seed, v.Yes, v.Gain, w.Value, w.SE, wrong)
		}
	}
}

// The plain run is a run: its mean gain is the mean of the metric.
func TestGainIsTheRunsMean(t *testing.T) {
	p := learnDeal(t)
	v := valued(t, p, invest, sim.Options{Seed: 3, Paths: 500})
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: 3, Paths: 500})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := r.Metric("investor.npv")
	if math.Abs(v.Gain-s.Mean) > 1e-6 || math.Abs(v.GainSE-s.SE) > 1e-6 {
		t.Errorf("gain %v ± %v, mean %v ± %v", v.Gain, v.GainSE, s.Mean, s.SE)
	}
}

// An outcome that nobody pays for moves nothing: its probability is worth 0 and
// moves the expected gain by no more than noise would. The two correlated ones are worth
// more together than each alone.
func TestIdleInputIsWorthNothing(t *testing.T) {
	v := valued(t, learnDeal(t), invest, sim.Options{Seed: 1, Paths: 3000})
	find := func(list []study.InputWorth, name string) study.InputWorth {
		i := slices.IndexFunc(list, func(in study.InputWorth) bool { return in.Name == name })
		if i < 0 {
			t.Fatalf("no %s in %v", name, list)
		}
		return list[i]
	}
	told, job := find(v.Inputs, "pathway.told.probability"), find(v.Inputs, "pathway.job.probability")
	if told.Value > 4.89*told.SE || told.Spread > 4.89*v.GainSE*math.Sqrt(5) {
		t.Errorf("the idle input is worth %.0f ± %.0f and moves the gain by %.0f", told.Value, told.SE, told.Spread)
	}
	if job.Value < 4.89*job.SE {
		t.Errorf("the input that matters is worth %.0f ± %.0f", job.Value, job.SE)
	}
	if both := find(v.Groups, "correlations.kept_on"); both.Value < job.Value-4.89*math.Hypot(both.SE, job.SE) {
		t.Errorf("both are worth %.0f, one %.0f", both.Value, job.Value)
	}
	if v.Pilot.Address != "pathway.job.probability" {
		t.Errorf("the pilot is of %s", v.Pilot.Address)
	}
	if len(v.Chance) != 1 || v.Chance[0] != "costs.service.overrun" {
		t.Errorf("chance %v", v.Chance)
	}
}

// The mirrored decision turns no and yes round and is worth the same, to the bit.
func TestMirroredDecision(t *testing.T) {
	p := learnDeal(t)
	mirrored := decide("invest if investor.npv.mean <= 0")
	o := sim.Options{Seed: 2, Paths: 1000}
	a, b := valued(t, p, invest, o), valued(t, p, mirrored, o)
	if a.Gain != -b.Gain || a.Yes == b.Yes {
		t.Errorf("gains %v and %v, yes %v and %v", a.Gain, b.Gain, a.Yes, b.Yes)
	}
	if !reflect.DeepEqual(a.Perfect, b.Perfect) || !reflect.DeepEqual(a.Pilot, b.Pilot) {
		t.Errorf("worth %+v and %+v", a.Perfect, b.Perfect)
	}
	for i := range a.Inputs {
		if a.Inputs[i].Worth != b.Inputs[i].Worth || a.Inputs[i].Tested != b.Inputs[i].Tested {
			t.Errorf("%s: %+v and %+v", a.Inputs[i].Name, a.Inputs[i], b.Inputs[i])
		}
	}
	// A bound moves the gain, and nothing else does.
	moved := decide("invest if investor.npv.mean >= 1k")
	if c := valued(t, p, moved, o); math.Abs(c.Gain-(a.Gain-1000)) > 1e-6 || c.GainSE == 0 {
		t.Errorf("gain %v with a bound of 1000, %v without", c.Gain, a.Gain)
	}
}

func TestInformationOfAnyWorkers(t *testing.T) {
	p := learnDeal(t)
	var first *study.Information
	for _, workers := range []int{1, 3} {
		v := valued(t, p, invest, sim.Options{Seed: 5, Paths: 600, Workers: workers})
		if first == nil {
			first = v
		}
		if !reflect.DeepEqual(first, v) {
			t.Errorf("%d workers give another result", workers)
		}
	}
}

// Stopped during the nested simulation, the study has all the rest, as the
// whole has it; stopped before, nothing.
func TestStoppedStudyHasWhatIsKnown(t *testing.T) {
	p := learnDeal(t)
	o := sim.Options{Seed: 5, Paths: 600, Workers: 2}
	whole := valued(t, p, invest, o)
	for _, c := range []struct {
		at   uint64
		some bool
	}{{1, false}, {o.Paths + 1, true}} {
		ctx, cancel := context.WithCancel(context.Background())
		o.Progress = func(done uint64) {
			if done >= c.at {
				cancel()
			}
		}
		v, err := study.ValueOfInformation(ctx, p, invest, o)
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %d: %v", c.at, err)
		}
		if !c.some {
			if v != nil {
				t.Errorf("stopped at %d: %+v", c.at, v)
			}
			continue
		}
		if !v.Partial || v.Perfect != nil || !reflect.DeepEqual(v.Inputs, whole.Inputs) || !reflect.DeepEqual(v.Groups, whole.Groups) || !reflect.DeepEqual(v.Pilot, whole.Pilot) {
			t.Errorf("stopped at %d: %+v", c.at, v)
		}
	}
}

// Progress rises to all lifetimes that were announced, or close below.
func TestInformationProgress(t *testing.T) {
	last := uint64(0)
	valued(t, learnDeal(t), invest, sim.Options{Seed: 1, Paths: 600, Workers: 1, Progress: func(done uint64) {
		if done < last {
			t.Errorf("progress falls from %d to %d", last, done)
		}
		last = done
	}})
	if all := study.InformationPaths(600); last > all || last < all*9/10 {
		t.Errorf("progress ends at %d of %d", last, all)
	}
}

func TestNaturalInputGroups(t *testing.T) {
	p := voiPlan(t, "../examples/mhep-lcf/deal.yaml")
	groups := map[string]int{}
	for _, g := range study.NaturalInputGroups(p, study.Learnable(p, []string{"overrun", "sites.*.overrun"})) {
		groups[g.Name] = len(g.Inputs)
	}
	want := map[string]int{
		"sites.haringey_barnet": 5, "sites.enfield": 5, "sites.shropshire": 5, "sites.tower_hamlets": 5, "sites.tower_hamlets_ld": 5, "evidence": 3,
		"sites.*.pathway.engaged.probability": 5, "sites.*.pathway.job_start.probability": 5, "sites.*.pathway.sustained_16h.probability": 5,
		"sites.*.pathway.sustained_under_16h.probability": 5, "sites.*.overrun": 5, "benefits": 2, "correlations.kept_work": 2,
	}
	if !reflect.DeepEqual(groups, want) {
		t.Errorf("groups %v, want %v", groups, want)
	}
	// All inputs together are EVPI, and no group.
	p = voiPlan(t, "../examples/mhep5/deal.yaml")
	if g := study.NaturalInputGroups(p, study.Learnable(p, []string{"sites"})); len(g) != 0 {
		t.Errorf("groups %v of all five inputs", g)
	}
	p = learnDeal(t)
	for _, in := range study.Learnable(p, nil) {
		if strings.HasSuffix(in, "overrun") {
			t.Errorf("%s may be learnt", in)
		}
	}
}

// Every fault is told at once, with what would do.
func TestInformationErrors(t *testing.T) {
	p := learnDeal(t)
	q := study.InformationQuery{
		Decision: decide("invest if investor.irr.mean >= 0.06").Decision, Learn: []string{"pathway.job.probability"},
		Groups: []study.InputGroup{{Name: "a", Inputs: []string{"costs.service.overrun"}}, {Name: "a"}},
		Pilot:  study.PilotPlan{Address: "costs.service.overrun", Sizes: []int{0, 10_001}}, CostOfPilot: -1,
	}
	_, err := study.ValueOfInformation(context.Background(), p, q, sim.Options{Paths: 10})
	for _, want := range []string{
		"investor.irr: some paths have none (status no draw or none); decide by one that every path has, such as investor.npv",
		"paths: 10 must be 500 to 200000", `learn: "pathway.job.probability" must name an uncertain overrun, of costs.service.overrun`,
		"group a: costs.service.overrun is no uncertain input", "group a: is there twice",
		"pilot: costs.service.overrun must be an uncertain probability; the deal has", "0 people must be 1 to 10000", "10001 people", "cost of a pilot: -1",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nhas no %q", err, want)
		}
	}
	for text, want := range map[string]string{
		"go if investor.moic.mean >= 1": "such as investor.npv", "go if investor.payback.mean <= 12": "such as investor.npv", "go if investor.npw.mean >= 0": "did you mean \"investor.npv\"",
		"go if payer.*.spend.mean <= 1m": "", "go if investor.npv@6%.mean >= 0": "metric.Wants", "go if site.*.referrals.mean >= 1": "it stands for 2 statistics, such as site.town.referrals.mean: must be one",
		"go if p(investor.irr < 0) <= 0.1": "",
	} {
		_, err := study.ValueOfInformation(context.Background(), p, decide(text), sim.Options{Paths: 500})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
		for _, f := range metric.Faults(err) {
			if f.Expr != text || !strings.HasPrefix(text[f.Col-1:], "investor") {
				t.Errorf("%s: fault at %d of %q", text, f.Col, f.Expr)
			}
		}
	}
	// A user's own metric without a value on some paths.
	own, err := sim.Compile(p.Deal(), metric.Spec{Name: "own", Unit: metric.Count, Scale: 1, Of: func(l *contract.Ledger) (int64, bool) { return 1, l.Repaid[0]%2 == 0 }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := study.ValueOfInformation(context.Background(), own, decide("go if own.mean >= 0"), sim.Options{Paths: 500}); err == nil || !strings.Contains(err.Error(), "own.mean: it has no value on some path") {
		t.Errorf("own metric: %v", err)
	}
}

// A net present value at a rate of its own, and a probability, are means like
// any other: at the deal's own rate the value of information is the same.
func TestDecisionsByOtherMeans(t *testing.T) {
	d := learnDeal(t).Deal()
	agreed := d.Contract()
	q := decide("invest if investor.npv@5%.mean >= 0")
	p, err := sim.Compile(d, metric.Wants(&agreed, q.Decision.Condition.Statistic)...)
	if err != nil {
		t.Fatal(err)
	}
	o := sim.Options{Seed: 1, Paths: 500}
	if a, b := valued(t, p, q, o), valued(t, p, invest, o); !reflect.DeepEqual(a.Perfect, b.Perfect) {
		t.Errorf("at the hurdle rate %+v, by name %+v", a.Perfect, b.Perfect)
	}
	a, b := valued(t, p, decide("go if investor.loss.mean <= 40%"), o), valued(t, p, decide("go if p(investor.loss) <= 0.4"), o)
	if !reflect.DeepEqual(a.Perfect, b.Perfect) || a.Gain != b.Gain || a.Gain > 0.4 || a.Gain < -0.6 {
		t.Errorf("by the mean of a flag %v, by its probability %v", a.Gain, b.Gain)
	}
}
