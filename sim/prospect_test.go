package sim_test

import (
	"math"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
)

// watched is a deal whose people take two steps, the second among siblings, at two
// sites with factors, site effects and uncertain inputs, over a term so long that
// nobody's pathway is cut.
const watched = `
sibsim: 1
name: Watched
term: {start: 2024-04, months: 60}
outcomes: {engaged: {paid: false}, job: {}, training: {paid: false}}
payers: {council: {budget: 1000000}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {law: fixed, rate: 200, until: 11}
pathway:
  engaged: {probability: {beta: {mean: 0.7, sd: 0.05}}, delay: {list: [0.5, 0.3, 0.2]}}
  job: {from: engaged, group: next, probability: 0.3, mean: marginal, delay: {geometric: {mean: 5}, first: 1, last: 24}}
  training: {from: engaged, group: next, probability: 0.2, delay: 2}
factors:
  market: {sd: 0.4, rho: 0.9, on: [job, engaged], shock: [0, 0, -1, -1, -1]}
site_effects:
  place: {sd: 0.5, on: [job]}
costs: {service: {amount: 100}}
capital: {tranches: {investors: {commitment: 100000}}}
sites:
  town: {loadings: {market: 0.5}}
  city: {referrals: {rate: 300}, pathway: {engaged: {probability: 0.5}}}
`

// The chance that is computed is the share that is walked: on each of 40 paths, over
// 2,400 and 3,600 people with the inputs and the environment of that path. It
// would catch a chance off by a hundredth on average.
func TestProspectIsWhatPeopleDo(t *testing.T) {
	d, err := dealfile.Read("watched.yaml", []byte(watched))
	if err != nil {
		t.Fatal(err)
	}
	p := compile(t, d)
	for _, outcome := range []string{"engaged", "job", "training"} {
		r, err := p.Prospect(outcome, -1, p)
		if err != nil {
			t.Fatal(err)
		}
		if s := r.Shares(); math.Abs(s[0]-0.4) > 1e-12 || math.Abs(s[1]-0.6) > 1e-12 {
			t.Fatalf("shares %v, want 0.4 and 0.6", s)
		}
		scores := make([]float64, p.NumScores())
		walker := p.Walker()
		for i, site := range []string{"town", "city"} {
			at, err := p.Find("site." + site + ".outcome." + outcome + ".achieved")
			if err != nil {
				t.Fatal(err)
			}
			people := []float64{2400, 3600}[i]
			var less, variance float64
			for n := range uint64(40) {
				p.Scores(scores, 1, n)
				r.Set(scores, false)
				chance := r.Chance(i)
				row := walker.Walk(scores, 1, n)
				less += float64(row[at]) - people*chance
				variance += people * chance * (1 - chance)
			}
			if math.Abs(less) > z*math.Sqrt(variance) {
				t.Errorf("%s at %s: %.0f more than the chances say, deviation %.0f", outcome, site, less, math.Sqrt(variance))
			}
		}
	}
}

// Followed for f months of a delay of known months, people have the outcome if the
// months add up to no more.
func TestProspectFollowsSoLong(t *testing.T) {
	plain := strings.NewReplacer("{beta: {mean: 0.7, sd: 0.05}}", "0.6", "{probability: 0.5}", "{probability: 0.6}",
		"sd: 0.4", "sd: 0", "[job, engaged], shock: [0, 0, -1, -1, -1]", "[job], shock: [0.5, 0.5, 0.5, 0.5]", "sd: 0.5", "sd: 0", "mean: marginal, ", "")
	d, err := dealfile.Read("watched.yaml", []byte(plain.Replace(watched)))
	if err != nil {
		t.Fatal(err)
	}
	p := compile(t, d)
	scores := make([]float64, p.NumScores())
	// Two months of training after 0, 1 or 2 of engagement.
	for follow, want := range []float64{0, 0, 0.5, 0.8, 1, 1} {
		r, err := p.Prospect("training", follow, p)
		if err != nil {
			t.Fatal(err)
		}
		r.Earlier = true // the shock to jobs would move the training, their rival, too
		r.Set(scores, true)
		if want *= 0.6 * 0.2; math.Abs(r.Chance(0)-want) > 1e-9 {
			t.Errorf("followed for %d months: %v, want %v", follow, r.Chance(0), want)
		}
	}
	shocked, err := p.Prospect("job", -1, p)
	if err != nil {
		t.Fatal(err)
	}
	shocked.Set(scores, true)
	with := shocked.Chance(0)
	shocked.Earlier = true
	shocked.Set(scores, true)
	if without := shocked.Chance(0); !(with > without) || math.Abs(without-0.6*0.3) > 1e-9 {
		t.Errorf("with a shock %v, without %v, want 0.18 without and more with", with, without)
	}
}

func TestProspectRefuses(t *testing.T) {
	p := compile(t, open(t, "../examples/minimal/deal.yaml"))
	if _, err := p.Prospect("jobs", -1, p); err == nil {
		t.Error("an outcome that is not there has a prospect")
	}
	if _, err := p.Prospect("job", -1, compile(t, open(t, "../examples/mhep5/deal.yaml"))); err == nil {
		t.Error("people of other sites have a prospect")
	}
	state := compile(t, open(t, "../examples/denver/deal.yaml"))
	if _, err := state.Prospect("stable_day", -1, state); err == nil {
		t.Error("days that a person is counted for have a prospect")
	}
}
