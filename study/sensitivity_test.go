package study

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
)

func deep(t *testing.T, file string) *sim.Plan {
	t.Helper()
	d, err := dealfile.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The whole answer is the same for any number of workers, and its parts are the
// same by themselves.
func TestSensitivityIsOfTheSeed(t *testing.T) {
	p := deep(t, "../sim/testdata/correlated.yaml")
	run := func(workers int, parts ...string) *Sensitivity {
		s, err := NewSensitivity(p, SensitivityOptions{Parts: parts})
		if err != nil {
			t.Fatal(err)
		}
		told := uint64(0)
		out, err := s.Run(context.Background(), sim.Options{Seed: 4, Paths: 60, Workers: workers, Progress: func(n uint64) { told = n }})
		if err != nil {
			t.Fatal(err)
		}
		if told != s.Walks(60) || out.Walks != told {
			t.Errorf("progress ends at %d, %d walked, %d were told", told, out.Walks, s.Walks(60))
		}
		return out
	}
	one := run(1)
	if diff := cmp.Diff(one, run(3), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("3 workers differ from 1:\n%s", diff)
	}
	parts := []any{one.Tiers, one.Tornado, one.Sobol, one.Shapley, one.Regional}
	for i, name := range SensitivityParts() {
		alone := run(2, name)
		if diff := cmp.Diff(parts[i], []any{alone.Tiers, alone.Tornado, alone.Sobol, alone.Shapley, alone.Regional}[i], cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s by itself differs:\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(one, func() *Sensitivity { s, _ := NewSensitivity(p, SensitivityOptions{}); return answer(t, s, 5, 60) }(), cmpopts.EquateNaNs()); diff == "" {
		t.Error("another seed gives the same")
	}
}

// The plain run is that of sim.Run, and the tornado's lifetimes those of its first paths.
func TestSensitivityStandsOnTheRun(t *testing.T) {
	p := deep(t, "../sim/testdata/correlated.yaml")
	s, err := NewSensitivity(p, SensitivityOptions{Metric: "investor.npv", Parts: []string{"regional"}})
	if err != nil {
		t.Fatal(err)
	}
	got := answer(t, s, 3, 40)
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: 3, Paths: 400})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := r.Metric("investor.npv")
	nearFigure(t, "mean", Figure{got.Mean.Value, 1e-9, 0, 0}, want.Mean, 1)
	nearFigure(t, "standard error", Figure{got.Mean.SE, 1e-9, 0, 0}, want.SE, 1)
	nearFigure(t, "standard deviation", Figure{got.SD, 1e-9, 0, 0}, want.SD, 1)
	if got.Least != want.Min || got.Most != want.Max {
		t.Errorf("%v to %v, want %v to %v", got.Least, got.Most, want.Min, want.Max)
	}
	if losses, _ := r.Probability("investor.loss"); float64(got.Regional.With) != losses.P*400 {
		t.Errorf("%d lifetimes lose, want %v", got.Regional.With, losses.P*400)
	}
}

// A stopped study has the parts that were done, as the whole one has them.
func TestSensitivityStopped(t *testing.T) {
	p := deep(t, "../sim/testdata/correlated.yaml")
	s, err := NewSensitivity(p, SensitivityOptions{})
	if err != nil {
		t.Fatal(err)
	}
	whole := answer(t, s, 1, 50)
	d := s.design(50)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stop := 50 * uint64(runTimes*(1+len(d.tiers))+len(d.tornado)) // when the tornado is done
	got, err := s.Run(ctx, sim.Options{Seed: 1, Paths: 50, Workers: 1, Progress: func(n uint64) {
		if n > stop {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || got == nil || !slices.Equal(got.Missing, []string{"sobol", "shapley", "regional"}) {
		t.Fatalf("stopped: %v, missing %v", err, got)
	}
	if diff := cmp.Diff([]any{whole.Tiers, whole.Tornado, whole.Mean}, []any{got.Tiers, got.Tornado, got.Mean}, cmpopts.EquateNaNs()); diff != "" || got.Sobol != nil || got.Walks != stop {
		t.Errorf("%d walked, not %d; differs from the whole:\n%s", got.Walks, stop, diff)
	}
	cancel()
	if got, err := s.Run(ctx, sim.Options{Seed: 1, Paths: 50}); got != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before the run: %v, %v", got, err)
	}
}

// A metric that is the same on all paths has no variance, and no division by it.
func TestSensitivityOfConstant(t *testing.T) {
	f := world(func([]float64, random.Key) float64 { return 3 })
	got := answer(t, f.study(t, toy(t, 1, true), nil, SensitivityOptions{}), 1, 10)
	if !got.Tiers.Constant || !got.Sobol.Constant || !got.Shapley.Constant || got.SD != 0 || got.Least != got.Most || got.Least != 3*toyUnit {
		t.Errorf("%+v, tiers %+v, indices %+v, effects %+v", got, got.Tiers, got.Sobol, got.Shapley)
	}
	for _, x := range got.Tornado.Swings {
		if x.Difference != (Figure{}) {
			t.Errorf("driver %d moves a constant by %+v", x.Driver, x.Difference)
		}
	}
}

// All faults of what is asked come at once, each with what is allowed.
func TestSensitivityFaults(t *testing.T) {
	p := deep(t, "../sim/testdata/correlated.yaml")
	for _, c := range []struct {
		ask  SensitivityOptions
		want []string
	}{
		{SensitivityOptions{Metric: "investor.nvp", Parts: []string{"tornado", "tierz"}, Groups: "a=pathwaz", Split: "investor.npv"}, []string{
			`metric: unknown metric "investor.nvp": did you mean "investor.npv"?`,
			`only: "tierz" must be one of tiers, tornado, sobol, shapley, regional`,
			`groups: "pathwaz" in a matches no driver of this deal: must be luck, ignorance, environment or the beginning of one of pathway.engaged.probability, `,
			"split: investor.npv is no flag but counts money: must be one that is 0 or 1 on each lifetime, such as investor.loss",
		}},
		{SensitivityOptions{Metric: "cost_per.job.gross"}, []string{"cost_per.job.gross is a statistic over lifetimes, no figure of each: choose one such as public.spend"}},
		{SensitivityOptions{Metric: "investor.irr_of_mean"}, []string{"choose one such as investor.npv"}},
		{SensitivityOptions{Groups: "a=pathway;a=costs"}, []string{"groups: a is named twice"}},
		{SensitivityOptions{Groups: "pathway;x"}, []string{`groups: "pathway" must be NAME=PATTERN,PATTERN`, `groups: "x" must be NAME`}},
		{SensitivityOptions{Groups: "a=pathway;b=*.job"}, []string{"groups: pathway.job.probability is in a and in b: must be in one"}},
		{SensitivityOptions{Groups: "a=luck;b=luck"}, []string{"groups: luck is in a and in b: must be in one"}},
		{SensitivityOptions{Groups: "other=pathway;luck=costs"}, []string{"other is the name of the group of what is not named", "luck is the name of"}},
	} {
		_, err := NewSensitivity(p, c.ask)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v\nwant %s", c.ask, err, want)
			}
		}
	}
	many := make([]string, 12)
	for i := range many {
		many[i] = string(rune('a'+i)) + "=costs.c" + string(rune('1'+i%9))
	}
	if _, err := ParseGroups(toy(t, 9, false), strings.Join(many, ";")); err == nil || !strings.Contains(err.Error(), "13 groups must be at most 12") {
		t.Errorf("thirteen groups: %v", err)
	}
	s, err := NewSensitivity(p, SensitivityOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for paths, want := range map[uint64]string{1: "paths: 1 must be at least 2", 1e8: "ask for fewer paths or parts"} {
		if _, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: paths}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d paths: %v", paths, err)
		}
	}
}

// A metric that some lifetimes have no value of is refused, with one to use.
func TestSensitivityOfUndefined(t *testing.T) {
	p := deep(t, "../sim/testdata/correlated.yaml")
	for name, use := range map[string]string{"investor.payback": "investor.npv"} {
		s, err := NewSensitivity(p, SensitivityOptions{Metric: name, Parts: []string{"tiers"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Run(context.Background(), sim.Options{Seed: 1, Paths: 30})
		var lost *UndefinedError
		r, _ := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 300})
		m, _ := r.Metric(name)
		if !errors.As(err, &lost) || lost.Moved || lost.Count != uint64(m.Undefined)+uint64(m.Never) || lost.Count == 0 || lost.Paths != 300 || lost.Instead != use {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, use := range map[string]string{
		"investor.irr": "investor.npv", "tranche.senior.irr": "investor.npv", "payer.council.defaulted.month": "investor.npv",
		"cost_per.job.net": "public.spend", "other": "investor.npv",
	} {
		if got := insteadOf(p, name); got != use {
			t.Errorf("instead of %s %s, want %s", name, got, use)
		}
	}
	// One that is lost only by permutations is found there.
	f := world(func(z []float64, _ random.Key) float64 { return z[0] })
	s := f.study(t, toy(t, 7, false), nil, SensitivityOptions{
		Parts: []string{"shapley"}, Groups: "a=costs.c1;b=costs.c2;c=costs.c3;d=costs.c4;e=costs.c5;f=costs.c6;g=costs.c7",
	})
	if s.design(10).orders == 0 {
		t.Fatal("eight groups are not done by permutations")
	}
	of := s.lives
	s.lives = func() func([]float64, uint64, uint64) (int64, int64) {
		live := of()
		return func(z []float64, seed, luck uint64) (int64, int64) {
			v, _ := live(z, seed, luck)
			scores := make([]float64, len(z))
			if s.plan.Scores(scores, seed, luck%copyOffset); luck < copyOffset && scores[1] != z[1] && scores[2] == z[2] {
				v = math.MinInt64
			}
			return v, 0
		}
	}
	var lost *UndefinedError
	if _, err := s.Run(context.Background(), sim.Options{Seed: 1, Paths: 10}); !errors.As(err, &lost) || lost.Paths != 10 || !lost.Moved {
		t.Errorf("lifetimes lost in permutations: %v", err)
	}
}

// The groups of a deal of few inputs are its inputs, of one with many its topics,
// and what is not named has a group of its own.
func TestGroups(t *testing.T) {
	show := func(groups []Group) string {
		var out []string
		n := 0
		for _, g := range groups {
			out = append(out, g.Name)
			n += len(g.Drivers)
		}
		return strings.Join(out, " ") + " " + string(rune('0'+n))
	}
	p := deep(t, "../sim/testdata/correlated.yaml")
	if got, want := show(NaturalGroups(p)), "pathway.engaged.probability pathway.job.probability costs.staff.amount environment luck 8"; got != want {
		t.Errorf("groups %q, want %q", got, want)
	}
	if got, want := show(NaturalGroups(deep(t, "../sim/testdata/rich.yaml"))), "factors referrals pathway evidence indices overrun costs tables environment luck "; !strings.HasPrefix(got, want) {
		t.Errorf("groups %q", got)
	}
	_, err := ParseGroups(p, "people = pathway.*.probability, volume_effect ; outside=environment")
	if err == nil || !strings.Contains(err.Error(), "in people and in outside") {
		t.Errorf("overlapping groups: %v", err)
	}
	given, err := ParseGroups(p, "people = pathway.*.probability ; outside=environment,luck")
	if err != nil || show(given) != "people outside other 8" {
		t.Errorf("groups %q, %v", show(given), err)
	}
	if !given[1].Luck || given[2].Luck {
		t.Errorf("luck is not where it was put: %+v", given)
	}
}
