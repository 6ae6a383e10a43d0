package sim_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

// trialPlans have segments, people in the contract, states, specialists and reviews,
// and none of them.
func trialPlans(t *testing.T) map[string]*sim.Plan {
	out := map[string]*sim.Plan{}
	for _, file := range []string{"testdata/rich.yaml", "testdata/segments.yaml", "../examples/mhep-lcf/deal.yaml", "../examples/innovation-fund/deal.yaml", "../examples/denver/deal.yaml"} {
		out[file] = compile(t, open(t, file))
	}
	whole := everyClause(t, "")
	out["every clause"] = whole.compile(t)
	return out
}

// image is what must come back: the outturn and the ledger of a trial.
func image(t *sim.Trial) []any {
	l, o := t.Settle(), t.Outturn()
	return []any{
		slices.Clone(l.Postings), slices.Clone(l.Balance), slices.Clone(l.Flow), slices.Clone(l.Achieved), l.CostTotal, l.Flexed,
		slices.Clone(o.Referrals), slices.Clone(o.Achieved), slices.Clone(o.Evidenced), slices.Clone(o.Costs), slices.Clone(o.Flexed), slices.Clone(o.Events), slices.Clone(o.Impact),
	}
}

// A trial walks the path of a run. Who is taken out and put back, or put in and
// taken out, leaves no trace; Restore takes back what is left.
func TestTrialReturns(t *testing.T) {
	for file, p := range trialPlans(t) {
		trial := p.Trial(true)
		means := p.CentralMeans()
		next, stop := pull(p, 3, 10)
		for n := range uint64(10) {
			trial.Walk(3, n)
			base := image(trial)
			if want := next(); !slices.Equal(trial.Row(), want.Row[:len(p.Specs())]) {
				t.Fatalf("%s: path %d is not that of a run", file, n)
			}
			same := func(what string) {
				t.Helper()
				if !reflect.DeepEqual(image(trial), base) {
					t.Errorf("%s: path %d: %s leaves a trace", file, n, what)
				}
			}
			changed := 0
			for i := range means {
				for _, of := range []int{sim.Anyone, sim.Nothing} {
					who, some := trial.Draw(i, of)
					if !some {
						continue
					}
					trial.Remove(who)
					if !reflect.DeepEqual(image(trial), base) {
						changed++
					}
					trial.Add(who)
					same("out and in")
				}
				for k, x := range means[i].Achieved {
					if x == 0 {
						continue
					}
					who := trial.Extra(i, k)
					trial.Add(who)
					trial.Settle()
					trial.Remove(who)
					same("in and out")
				}
			}
			if changed == 0 {
				t.Errorf("%s: path %d: taking people out changes nothing", file, n)
			}
			trial.Delay()
			trial.Clear()
			trial.Settle()
			trial.Restore()
			same("Restore")
		}
		stop()
	}
}

// An outcome more is one evidenced unit in a month that has one, by a person of
// its own after all others; costs that count outcomes follow.
func TestTrialExtra(t *testing.T) {
	for file, p := range trialPlans(t) {
		trial := p.Trial(true)
		outcomes := len(p.Contract().Terms().Outcomes)
		months := p.Contract().Months()
		for n := range uint64(20) {
			trial.Walk(1, n)
			before := slices.Clone(trial.Outturn().Evidenced)
			for i, mean := range p.CentralMeans() {
				for k, x := range mean.Achieved {
					if x == 0 {
						continue
					}
					who := trial.Extra(i, k)
					trial.Add(who)
					added := 0
					for at, now := range trial.Outturn().Evidenced {
						if now == before[at] {
							continue
						}
						row := before[(i*outcomes+k)*months:][:months]
						if at/months != i*outcomes+k || now != before[at]+1 || before[at] == 0 && slices.Max(row) > 0 {
							t.Fatalf("%s: one more %d at %d: cell %d month %d from %d to %d", file, k, i, at/months, at%months, before[at], now)
						}
						added++
					}
					if added != 1 {
						t.Fatalf("%s: one more %d at %d changes %d counts", file, k, i, added)
					}
					trial.Restore()
				}
			}
		}
	}
}

// Everyone is drawn as often as anyone else: the mean month of referral is that
// of all referrals.
func TestTrialDraw(t *testing.T) {
	p := compile(t, open(t, "testdata/segments.yaml"))
	trial := p.Trial(true)
	var sum, all, square float64
	const paths = 4000
	nothing := 0
	for n := range uint64(paths) {
		trial.Walk(1, n)
		who, _ := trial.Draw(0, sim.Anyone)
		var mean, people float64
		for m, x := range trial.Outturn().Referrals {
			mean += float64(m) * float64(x)
			people += float64(x)
		}
		d := float64(who.Month) - mean/people
		sum, all, square = sum+d, all+1, square+d*d
		who, _ = trial.Draw(0, sim.Nothing)
		if slices.ContainsFunc(who.Events, func(e contract.Event) bool { return e.Outcome > 1 }) {
			t.Fatal("who reaches nothing has a job")
		}
		nothing += len(who.Events)
		segment, _ := trial.Draw(0, 1)
		if !slices.ContainsFunc(segment.Events, func(e contract.Event) bool { return e.Outcome == 1 }) {
			t.Fatal("one of the segment is not of it")
		}
	}
	if sum*sum > 4.89*4.89*square {
		t.Errorf("months differ by %v from those of everyone", sum/all)
	}
	if nothing != paths {
		t.Errorf("%d segments of %d people", nothing, paths)
	}
}

// Delay moves counts and events one month on, and loses the last; segments stay.
func TestTrialDelay(t *testing.T) {
	for file, p := range trialPlans(t) {
		trial := p.Trial(true)
		months, outcomes := p.Contract().Months(), len(p.Contract().Terms().Outcomes)
		stays := map[int]bool{}
		for _, s := range p.Segments() {
			stays[s.Site*outcomes+s.Outcome] = true
		}
		for n := range uint64(10) {
			trial.Walk(2, n)
			before := slices.Clone(trial.Outturn().Evidenced)
			lost := trial.Delay()
			var want int64
			for at, now := range trial.Outturn().Evidenced {
				was := int32(0)
				switch {
				case stays[at/months]:
					was = before[at]
				case at%months > 0:
					was = before[at-1]
				}
				if at%months == months-1 && !stays[at/months] {
					want += int64(before[at])
				}
				if now != was {
					t.Fatalf("%s: cell %d month %d has %d, want %d", file, at/months, at%months, now, was)
				}
			}
			if lost != want {
				t.Errorf("%s: %d lost, want %d", file, lost, want)
			}
			if !p.Contract().NeedsPeople() {
				continue
			}
			// The events still tell the same story as the counts.
			counts := make([]int32, len(before))
			for _, e := range trial.Outturn().Events {
				if e.Evidenced >= 0 {
					counts[(int(e.Site)*outcomes+int(e.Outcome))*months+int(e.Evidenced)] += e.Units
				}
			}
			if !slices.Equal(counts, trial.Outturn().Evidenced) {
				t.Errorf("%s: events and counts differ", file)
			}
		}
	}
}

// Siblings whose hazards of one month add up to 1 are stopped at once; what comes
// after the window is not.
func TestPerformanceStopsSiblings(t *testing.T) {
	for _, c := range []struct {
		hazards string
		stopped int
	}{{"[0.5]", 2}, {"[0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]", 0}} {
		d, err := dealfile.Read("deal.yaml", fmt.Appendf(nil, `
sibsim: 1
name: Siblings
term: {start: 2024-04, months: 12}
outcomes: {job: {}, school: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 100, school: 100}
referrals: {law: fixed, rate: 10, until: 5}
pathway:
  job: {group: way, hazards: %[1]s}
  school: {group: way, hazards: %[1]s}
capital: {tranches: {all: {commitment: 5000}}}
sites: {town: {}}
`, c.hazards))
		if err != nil {
			t.Fatal(err)
		}
		p, err := compile(t, d).At(sim.Performance{Outcomes: 1.2, Referrals: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Stopped(); len(got) != c.stopped {
			t.Errorf("hazards %s: %v stopped, want %d", c.hazards, got, c.stopped)
		}
	}
}

// At another performance the central means of all outcomes are as much larger,
// until a chance is 1; hazards as probabilities, groups as a whole, segments apart.
func TestPerformance(t *testing.T) {
	d := open(t, "testdata/segments.yaml")
	base := compile(t, d)
	if same, err := base.At(sim.AsExpected); err != nil || same.Fingerprint() != base.Fingerprint() || same.Chance() != base.Chance() {
		t.Errorf("as expected is another plan: %v", err)
	}
	hazards, err := d.With(
		deal.Set("pathway.young_job.probability", ""), deal.Set("pathway.young_job.delay", ""),
		deal.Set("pathway.young_job.hazards.0", 0.1), deal.Set("pathway.young_job.hazards.1", 0.3), deal.Set("pathway.young_job.hazards_from", 1),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		d    deal.Deal
		most [2]float64 // the chance of a job of each segment
	}{{d, [2]float64{0.5, 0.2}}, {hazards, [2]float64{0.37, 0.2}}} {
		base := compile(t, c.d)
		for _, f := range []float64{0.25, 0.5, 1.5, 2.5, 5} {
			p, err := base.At(sim.Performance{Outcomes: f, Referrals: 1})
			if err != nil {
				t.Fatal(err)
			}
			more, err := base.At(sim.Performance{Outcomes: 1, Referrals: f})
			if err != nil {
				t.Fatal(err)
			}
			a, b, m := base.CentralMeans()[0].Achieved, p.CentralMeans()[0].Achieved, more.CentralMeans()[0].Achieved
			stopped := 0
			for k := range a {
				want := a[k]
				if k >= 2 {
					times := min(f, 1/c.most[k-2])
					want *= times
					if times < f {
						stopped++
					}
				}
				if d := b[k] - want; d > 1e-9*want || -d > 1e-9*want {
					t.Errorf("outcomes %v: outcome %d has %v, want %v", f, k, b[k], want)
				}
				if d := m[k] - f*a[k]; d > 1e-9*a[k] || -d > 1e-9*a[k] {
					t.Errorf("referrals %v: outcome %d has %v, want %v", f, k, m[k], f*a[k])
				}
			}
			if n := len(p.Stopped()); n != stopped {
				t.Errorf("outcomes %v: %v stopped, want %d", f, p.Stopped(), stopped)
			}
		}
	}
	if _, err := base.At(sim.Performance{Outcomes: -1, Referrals: 1}); err == nil {
		t.Error("a performance below 0")
	}
}
