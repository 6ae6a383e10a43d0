package study_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// surprise is how many standard errors a test tolerates: one false alarm in a million.
const surprise = 4.89

// trialDeal is a deal of one outcome that people have with a known chance, and would
// have had with half of it.
func trialDeal(t *testing.T, chance string, more ...string) *sim.Plan {
	t.Helper()
	text := `
sibsim: 1
name: Trial
term: {start: 2024-04, months: 48}
outcomes: {job: {name: Job start, kind: job_start, deadweight: 0.5}}
payers: {council: {budget: 1000000}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {rate: 500, until: 23}
pathway: {job: {probability: ` + chance + `, delay: {list: [0.5, 0.5]}}}
costs: {service: {amount: 100}}
capital: {tranches: {investors: {commitment: 100000}}}
` + strings.Join(more, "\n") + "\n"
	if !strings.Contains(text, "sites:") {
		text += "sites: {town: {}}\n"
	}
	d, err := dealfile.Read("trial.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, d)
}

// inShort is the number of evaluations of a test: fewer in short mode.
func inShort(full, few uint64) uint64 {
	if testing.Short() {
		return few
	}
	return full
}

func evaluated(t *testing.T, p *sim.Plan, q study.TrialQuery, o sim.Options) *study.Trial {
	t.Helper()
	if q.Ratio == 0 {
		q.Ratio = 1
	}
	if q.Alpha == 0 {
		q.Alpha = 0.05
	}
	if q.FollowUp == 0 {
		q.FollowUp = -1
	}
	trial, err := study.Evaluate(context.Background(), p, q, o)
	if err != nil {
		t.Fatal(err)
	}
	return trial
}

// enumerated is the chance that the pooled z-test finds a difference, summed over all
// counts of both arms.
func enumerated(n, m int, p, q, critical float64) float64 {
	var sum float64
	here, there := distuv.Binomial{N: float64(n), P: p}, distuv.Binomial{N: float64(m), P: q}
	for x := range n + 1 {
		for y := range m + 1 {
			a, b := float64(x)/float64(n), float64(y)/float64(m)
			both := float64(x+y) / float64(n+m)
			if math.Abs(a-b) > critical*math.Sqrt(both*(1-both)*(1/float64(n)+1/float64(m))) {
				sum += here.Prob(float64(x)) * there.Prob(float64(y))
			}
		}
	}
	return sum
}

// differs reports whether a share of n differs from a chance beyond error.
func differs(got tally.Proportion, want float64, n uint64) bool {
	return math.Abs(got.P-want) > surprise*math.Sqrt(want*(1-want)/float64(n))+1e-12
}

// A trial without anything between the people and chance finds what the enumeration of
// all its results says, and of large arms what the textbook formula says. At 20,000
// evaluations it would catch a power off by 0.017.
func TestTrialIsTheEnumeration(t *testing.T) {
	paths := inShort(20_000, 5000)
	for seed, c := range []struct {
		people   int
		ratio    float64
		chance   float64
		critical float64
		alpha    float64
	}{{20, 1, 0.6, 1.959963984540054, 0.05}, {60, 1, 0.5, 1.959963984540054, 0.05}, {40, 2, 0.4, 1.959963984540054, 0.05}, {50, 0.5, 0.7, 2.5758293035489004, 0.01}} {
		p := trialDeal(t, fmt.Sprint(c.chance))
		got := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: c.people, Ratio: c.ratio, Alpha: c.alpha}, sim.Options{Seed: uint64(seed + 1), Paths: paths})
		m := int(c.ratio * float64(c.people))
		if want := enumerated(c.people, m, c.chance, c.chance/2, c.critical); differs(got.Assumed.Significant, want, paths) {
			t.Errorf("%d and %d of %v: power %v, enumerated %.4f", c.people, m, c.chance, got.Assumed.Significant, want)
		}
		if want := enumerated(c.people, m, c.chance/2, c.chance/2, c.critical); differs(got.None.Significant, want, paths) {
			t.Errorf("%d and %d of %v: size %v, enumerated %.4f", c.people, m, c.chance, got.None.Significant, want)
		}
		if got.Assumed.Significant != got.Drawn.Significant {
			t.Errorf("nothing is uncertain, but the power is %v and %v", got.Assumed.Significant, got.Drawn.Significant)
		}
		if math.Abs(got.Assumed.Effect.Value-c.chance/2) > 1e-12 || math.Abs(got.Assumed.Bias.Value) > surprise*got.Assumed.Bias.SE {
			t.Errorf("effect %v, bias %v, want %v and none", got.Assumed.Effect, got.Assumed.Bias, c.chance/2)
		}
	}
}

// The textbook formula and the issue's own bounds: three standard errors.
func TestTrialIsTheFormula(t *testing.T) {
	const paths = 4000
	for seed := range uint64(3) {
		p := trialDeal(t, "0.3")
		got := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: 200}, sim.Options{Seed: seed + 1, Paths: paths})
		// n = 200, 0.30 against 0.15: by hand, z_beta = (0.15 - 1.96 sqrt(2 0.225 0.775/200))/sqrt((0.21 + 0.1275)/200) = 1.664.
		want := distuv.UnitNormal.CDF((0.15 - 1.959963984540054*math.Sqrt(2*0.225*0.775/200)) / math.Sqrt((0.21+0.1275)/200))
		if math.Abs(got.Formula-want) > 1e-6 {
			t.Errorf("formula %v, by hand %v", got.Formula, want)
		}
		if se := math.Sqrt(want * (1 - want) / paths); math.Abs(got.Assumed.Significant.P-want) > 3*se {
			t.Errorf("seed %d: power %v, formula %.4f ± %.4f", seed+1, got.Assumed.Significant, want, se)
		}
		if se := math.Sqrt(0.05 * 0.95 / paths); math.Abs(got.None.Significant.P-0.05) > 3*se {
			t.Errorf("seed %d: size %v, want 0.05 ± %.4f", seed+1, got.None.Significant, se)
		}
		if math.Abs(got.Assumed.Coverage.P-0.95) > 0.015 {
			t.Errorf("coverage %v", got.Assumed.Coverage)
		}
		// With the people that it says are needed the formula has power 0.8, and at its
		// least effect too, within what 4,000 evaluations tell.
		if n := got.Needed; !(n.Lo <= n.Value && n.Value <= n.Hi) || math.Abs(powerOf(0.3, 0.15, n.Value)-0.8) > 0.03 {
			t.Errorf("needed %v: formula %v", n, powerOf(0.3, 0.15, n.Value))
		}
		if d := got.Detectable; !(d.Lo <= d.Value && d.Value <= d.Hi) || math.Abs(powerOf(0.15+d.Value, 0.15, 200)-0.8) > 0.03 {
			t.Errorf("detectable %v: formula %v", d, powerOf(0.15+d.Value, 0.15, 200))
		}
	}
}

// powerOf is the textbook power of arms of n, the far tail left out.
func powerOf(p, q, n float64) float64 {
	both := (p + q) / 2
	return distuv.UnitNormal.CDF((math.Abs(p-q) - 1.959963984540054*math.Sqrt(2*both*(1-both)/n)) / math.Sqrt((p*(1-p)+q*(1-q))/n))
}

// Matched without bias, in places that do not differ, is a trial bit for bit; so is a
// before-after design without trend.
func TestDesignsAreOneWithoutDifferences(t *testing.T) {
	p := trialDeal(t, "{beta: {mean: 0.3, sd: 0.05}}")
	o := sim.Options{Seed: 2, Paths: 1000}
	trial := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: 150}, o)
	for _, design := range []study.TrialDesign{study.Matched, study.BeforeAfter} {
		got := evaluated(t, p, study.TrialQuery{Design: design, People: 150}, o)
		for what, pair := range map[string][2]any{
			"power": {got.Assumed, trial.Assumed}, "assurance": {got.Drawn, trial.Drawn}, "size": {got.None, trial.None}, "curve": {got.Curve, trial.Curve},
		} {
			if !alike(pair[0], pair[1]) {
				t.Errorf("%s without bias or trend is no trial: %s %+v, %+v", design, what, pair[0], pair[1])
			}
		}
	}
}

// alike reports whether two results are equal, what has no value being equal to itself.
func alike(a, b any) bool { return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b) }

// What matching leaves raises false positives to what the integral over the bias says,
// and does not bias estimates on average but for the bend of the logit.
func TestBiasMakesFalsePositives(t *testing.T) {
	const n, sd = 300, 0.3
	paths := inShort(20_000, 4000)
	p := trialDeal(t, "0.4")
	got := evaluated(t, p, study.TrialQuery{Design: study.Matched, People: n, Bias: sd}, sim.Options{Seed: 3, Paths: paths})
	var want, found float64
	const step = 0.05
	for x := -5.0; x <= 5; x += step {
		q := 1 / (1 + 4*math.Exp(-sd*x)) // logit 0.2 moved
		weight := step * distuv.UnitNormal.Prob(x)
		want += weight * enumeratedFast(n, 0.2, q)
		found += weight * enumeratedFast(n, 0.4, q)
	}
	if differs(got.None.Significant, want, paths) || want < 0.1 {
		t.Errorf("size %v, integrated %.4f", got.None.Significant, want)
	}
	if differs(got.Assumed.Significant, found, paths) {
		t.Errorf("power %v, integrated %.4f", got.Assumed.Significant, found)
	}
	if !(got.Assumed.Coverage.Hi < 0.9) {
		t.Errorf("coverage %v, want less than 0.9: intervals know nothing of the bias", got.Assumed.Coverage)
	}
}

// enumeratedFast is enumerated for arms of n, over the counts within six deviations.
func enumeratedFast(n int, p, q float64) float64 {
	var sum float64
	here, there := distuv.Binomial{N: float64(n), P: p}, distuv.Binomial{N: float64(n), P: q}
	mx, sx := float64(n)*p, 6*math.Sqrt(float64(n)*p*(1-p))
	my, sy := float64(n)*q, 6*math.Sqrt(float64(n)*q*(1-q))
	masses := make([]float64, n+1)
	for y := max(0, int(my-sy)); y <= min(n, int(my+sy)); y++ {
		masses[y] = there.Prob(float64(y))
	}
	for x := max(0, int(mx-sx)); x <= min(n, int(mx+sx)); x++ {
		mass := here.Prob(float64(x))
		for y, other := range masses {
			both := float64(x+y) / float64(2*n)
			if math.Abs(float64(x-y))/float64(n) > 1.959963984540054*math.Sqrt(both*(1-both)*2/float64(n)) {
				sum += mass * other
			}
		}
	}
	return sum
}

// The years between the cohorts are the months of referral: two here. The trend is the
// bias, on the logit, of what the deal does.
func TestTrendIsTheBias(t *testing.T) {
	const paths = 4000
	p := trialDeal(t, "0.4")
	got := evaluated(t, p, study.TrialQuery{Design: study.BeforeAfter, People: 2000, Trend: 0.2}, sim.Options{Seed: 1, Paths: paths})
	want := 0.2 - 1/(1+4*math.Exp(0.2*2))
	if got.Years != 2 || math.Abs(got.Assumed.Bias.Value-want) > surprise*got.Assumed.Bias.SE || got.Assumed.Bias.SE > 0.001 {
		t.Errorf("%v years, bias %v, want 2 and %.4f", got.Years, got.Assumed.Bias, want)
	}
	if math.Abs(got.None.Bias.Value-want) > surprise*got.None.Bias.SE {
		t.Errorf("without effect: bias %v, want %.4f", got.None.Bias, want)
	}
}

// Sites and times that differ do not touch a trial's size, for both arms live in them,
// and raise that of the other designs; a before-after design keeps its sites.
func TestPlacesAndTimes(t *testing.T) {
	paths := inShort(4000, 1000)
	o := sim.Options{Seed: 1, Paths: paths}
	places := trialDeal(t, "0.4", "site_effects: {place: {sd: 0.4, on: [job]}}")
	times := trialDeal(t, "0.4", "factors: {market: {sd: 0.4, rho: 0.99, on: [job]}}")
	for _, c := range []struct {
		design        study.TrialDesign
		place, market bool // whether it is misled
	}{{study.RCT, false, false}, {study.Matched, true, true}, {study.BeforeAfter, false, true}} {
		for i, p := range []*sim.Plan{places, times} {
			got := evaluated(t, p, study.TrialQuery{Design: c.design, People: 1000}, o)
			misled := [2]bool{c.place, c.market}[i]
			if misled && !(got.None.Significant.Lo > 0.2) || !misled && differs(got.None.Significant, 0.05, paths) {
				t.Errorf("%s, %s differ: size %v", c.design, [2]string{"places", "times"}[i], got.None.Significant)
			}
		}
	}
}

// A site effect of deviation s makes chances of variance about s² p²q²: the share of the
// variance between sites is s² p q. The t-test of the sites keeps its size, where a
// test of the people would not.
func TestSitesAreDrawn(t *testing.T) {
	paths := inShort(4000, 1000)
	p := trialDeal(t, "0.4", "site_effects: {place: {sd: 0.3, on: [job]}}", "sites: {town: {}, city: {}}")
	o := sim.Options{Seed: 1, Paths: paths}
	for _, sites := range []int{2, 5, 12} {
		got := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: 1200, Sites: sites}, sim.Options{Seed: 1, Paths: paths})
		if math.Abs(got.None.Significant.P-0.05) > surprise*math.Sqrt(0.05*0.95/float64(paths))+0.005 {
			t.Errorf("%d sites: size %v", sites, got.None.Significant)
		}
		if want := 0.09 * 0.4 * 0.6; got.Cluster.ICC > want || got.Cluster.ICC < want/3 {
			t.Errorf("%d sites: ICC %.4f, want between that of 0.2 and that of 0.4, about %.4f", sites, got.Cluster.ICC, want)
		}
		if want := 1 + (1200/float64(sites)-1)*got.Cluster.ICC; math.Abs(got.Cluster.DesignEffect-want) > 1e-9 {
			t.Errorf("%d sites: design effect %v, want %v", sites, got.Cluster.DesignEffect, want)
		}
	}
	// Sites of which one has half the chance of the other: a variance of 0.1² about 0.3.
	unlike := trialDeal(t, "0.4", "sites: {town: {}, city: {pathway: {job: {probability: 0.2}}}}")
	got := evaluated(t, unlike, study.TrialQuery{Design: study.RCT, People: 1200, Sites: 10}, sim.Options{Seed: 1, Paths: paths})
	if math.Abs(got.None.Significant.P-0.05) > surprise*math.Sqrt(0.05*0.95/float64(paths))+0.005 || math.Abs(got.Assumed.Effect.Value-0.15) > surprise*got.Assumed.Effect.SE {
		t.Errorf("unlike sites: size %v, effect %v, want 0.15", got.None.Significant, got.Assumed.Effect)
	}
	if want := (0.01 + 0.0025) / (0.3*0.7 + 0.15*0.85); math.Abs(got.Cluster.ICC-want) > 0.1*want {
		t.Errorf("unlike sites: ICC %.4f, want %.4f", got.Cluster.ICC, want)
	}
	// Without effects of site a test of many sites has the power of that of people.
	plain := trialDeal(t, "0.4")
	sites := evaluated(t, plain, study.TrialQuery{Design: study.RCT, People: 100, Sites: 50}, o)
	people := evaluated(t, plain, study.TrialQuery{Design: study.RCT, People: 100}, o)
	if math.Abs(sites.Assumed.Significant.P-people.Assumed.Significant.P) > 0.04 || sites.Cluster.ICC != 0 {
		t.Errorf("50 like sites: power %v, ICC %v; of people %v", sites.Assumed.Significant, sites.Cluster.ICC, people.Assumed.Significant)
	}
}

// Where each effect comes from: a scenario that halves the chance, a ratio of 2 and a
// deadweight of a half are the same; an effect of nothing is none.
func TestWhereTheEffectComesFrom(t *testing.T) {
	p := trialDeal(t, "0.4", "factors: {market: {sd: 0.2, rho: 0.9, on: [job]}}")
	o := sim.Options{Seed: 1, Paths: 500}
	q := study.TrialQuery{Design: study.Matched, People: 200, Bias: 0.1}
	base := evaluated(t, p, q, o)
	for _, text := range []string{"RR=2", " rr = 2.0"} {
		c, err := study.ParseEffect(text)
		if err != nil {
			t.Fatal(err)
		}
		q.Contrast = c
		if got := evaluated(t, p, q, o); got.Assumed != base.Assumed {
			t.Errorf("%s: %+v, want %+v", text, got.Assumed, base.Assumed)
		}
	}
	q.Contrast = study.Counterfactual{Kind: study.AgainstScenario, Against: p, Name: "itself"}
	against := evaluated(t, p, q, o)
	q.Contrast, _ = study.ParseEffect("0")
	none := evaluated(t, p, q, o)
	if !alike(against.Assumed, none.Assumed) || none.Assumed.Significant != none.None.Significant || !math.IsNaN(none.Needed.Value) || none.Assumed.Effect.Value != 0 {
		t.Errorf("against itself %+v, without effect %+v", against.Assumed, none.Assumed)
	}
	half := trialDeal(t, "0.2")
	q = study.TrialQuery{Design: study.RCT, People: 200, Contrast: study.Counterfactual{Kind: study.AgainstScenario, Against: half, Name: "half"}}
	plain := trialDeal(t, "0.4")
	got := evaluated(t, plain, q, o)
	q.Contrast = study.Counterfactual{}
	if want := evaluated(t, plain, q, o); math.Abs(got.Formula-want.Formula) > 1e-9 || math.Abs(got.Assumed.Otherwise.Value-0.2) > 1e-12 {
		t.Errorf("against half the chance %v, half anyway %v", got.Formula, want.Formula)
	}
	for _, text := range []string{"", "1.3", "RR=0", "RR=-1", "RD=1", "RD=x", "OR=2"} {
		if _, err := study.ParseEffect(text); err == nil {
			t.Errorf("%q is an effect", text)
		}
	}
}

// The same for any number of workers, and more people find more.
func TestTrialLaws(t *testing.T) {
	p := trialDeal(t, "{beta: {mean: 0.35, sd: 0.08}}", "site_effects: {place: {sd: 0.2, on: [job]}}", "sites: {town: {}, city: {}}")
	q := study.TrialQuery{Design: study.Matched, People: 120, Bias: 0.1}
	one := evaluated(t, p, q, sim.Options{Seed: 1, Paths: 600, Workers: 1})
	seven := evaluated(t, p, q, sim.Options{Seed: 1, Paths: 600, Workers: 7})
	if !alike(one, seven) {
		t.Errorf("one worker %+v, seven %+v", one, seven)
	}
	q.Design, q.Bias = study.RCT, 0
	last := 0.0
	for _, point := range evaluated(t, p, q, sim.Options{Seed: 1, Paths: 4000}).Curve {
		if point.Assumed.P < last-0.02 {
			t.Errorf("%d people: power %v after %v", point.People, point.Assumed, last)
		}
		last = point.Assumed.P
	}
	if last < 0.99 {
		t.Errorf("four times the people: power %v", last)
	}
}

// Too few people find little; what they do find is too large and may have the wrong
// sign. Oracle: the same from all counts of two arms.
func TestFewPeopleExaggerate(t *testing.T) {
	const n = 40
	paths := inShort(20_000, 5000)
	p := trialDeal(t, "0.3")
	c, _ := study.ParseEffect("RD=0.05")
	got := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: n, Contrast: c}, sim.Options{Seed: 1, Paths: paths})
	here, there := distuv.Binomial{N: n, P: 0.3}, distuv.Binomial{N: n, P: 0.25}
	var found, wrong, size float64
	for x := range n + 1 {
		for y := range n + 1 {
			both := float64(x+y) / (2 * n)
			if d := float64(x-y) / n; math.Abs(d) > 1.959963984540054*math.Sqrt(both*(1-both)*2/n) {
				mass := here.Prob(float64(x)) * there.Prob(float64(y))
				found += mass
				size += mass * math.Abs(d)
				if d < 0 {
					wrong += mass
				}
			}
		}
	}
	hits := uint64(math.Round(got.Assumed.Significant.P * float64(paths)))
	if differs(got.Assumed.WrongSign, wrong/found, hits) || wrong/found < 0.05 {
		t.Errorf("wrong sign %v, want %.4f", got.Assumed.WrongSign, wrong/found)
	}
	if want := size / found / 0.05; math.Abs(got.Assumed.Exaggeration.Value-want) > surprise*got.Assumed.Exaggeration.SE {
		t.Errorf("exaggeration %v, want %.3f", got.Assumed.Exaggeration, want)
	}
}

// Assurance is the mean power over what is believed: here of a beta law of the chance, by
// quadrature of the enumerated power.
func TestAssuranceIsTheMeanPower(t *testing.T) {
	const paths, n = 10_000, 110
	p := trialDeal(t, "{beta: {alpha: 6, beta: 9}}")
	got := evaluated(t, p, study.TrialQuery{Design: study.RCT, People: n}, sim.Options{Seed: 1, Paths: paths})
	belief := distuv.Beta{Alpha: 6, Beta: 9}
	var want float64
	const step = 0.01
	for x := step / 2; x < 1; x += step {
		want += step * belief.Prob(x) * enumeratedFast(n, x, x/2)
	}
	if differs(got.Drawn.Significant, want, paths) {
		t.Errorf("assurance %v, integrated %.4f", got.Drawn.Significant, want)
	}
	if at := enumeratedFast(n, 0.4, 0.2); differs(got.Assumed.Significant, at, paths) || math.Abs(at-want) < 0.03 {
		t.Errorf("power %v at the mean, enumerated %.4f, assurance %.4f", got.Assumed.Significant, at, want)
	}
}

func TestTrialRefuses(t *testing.T) {
	p := trialDeal(t, "0.3")
	_, err := study.Evaluate(context.Background(), p, study.TrialQuery{Design: "guess", People: 1, Ratio: 0, Alpha: 1, Bias: -1, Trend: math.NaN(), Outcome: "jobs", Sites: 1}, sim.Options{Paths: 3})
	for _, want := range []string{"paths: 3", "design: \"guess\"", "n: 1 people", "ratio: 0", "alpha: 1", "bias: -1", "trend: NaN", "cluster: ", "outcome: \"jobs\" must be one of the deal's: job"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v has no %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := study.Evaluate(ctx, p, study.TrialQuery{Design: study.RCT, People: 10, Ratio: 1, Alpha: 0.05, FollowUp: -1}, sim.Options{Paths: 300}); err == nil {
		t.Error("nothing stops it")
	}
}
