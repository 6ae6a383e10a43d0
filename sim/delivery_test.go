package sim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// saw returns an observed figure of a lifetime in its own unit, -1 if undefined.
func saw(t testing.TB, p *sim.Plan, l *sim.Lifetime, name string) float64 {
	t.Helper()
	i, err := p.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	if l.Row[i] == metric.Undefined {
		return -1
	}
	return float64(l.Row[i]) / float64(p.Specs()[i].Scale)
}

// Of N people of whom a achieved an outcome, (1-missing) N are asked, and
// (1-missing)(a sens + (N-a)(1-spec)) recorded.
func TestSelfReportHasItsMeans(t *testing.T) {
	const sens, spec, missing = 0.85, 0.93, 0.3
	m := minimal(t)
	m.a.Sites[0].Measurements = []assumptions.Measurement{{Outcome: "job", Sensitivity: assumptions.Of(sens), Specificity: assumptions.Of(spec), Missing: assumptions.Of(missing)}}
	p := m.compile(t)
	var n, askedBy, yes, want, variance float64
	for _, l := range p.Lifetimes(4, 0, 2000) {
		people, a := float64(l.Ledger.Referrals[0]), float64(l.Ledger.Achieved[0])
		n += people
		askedBy += saw(t, p, l, "outcome.job.asked")
		yes += saw(t, p, l, "outcome.job.recorded")
		x, y := (1-missing)*sens, (1-missing)*(1-spec)
		want += a*x + (people-a)*y
		variance += a*x*(1-x) + (people-a)*y*(1-y)
	}
	share(t, "asked", askedBy, n, 1-missing)
	if d := (yes - want) / math.Sqrt(variance); math.Abs(d) > z {
		t.Errorf("recorded %v, want %v: %.1f standard errors", yes, want, d)
	}
}

// Of a perfect measurement recorded is achieved and asked everyone; of one
// that is all wrong recorded is all the others; of a missing one nothing.
func TestSelfReportAtItsLimits(t *testing.T) {
	for _, truth := range []float64{0, 1} {
		m := minimal(t)
		m.a.Sites[0].Measurements = []assumptions.Measurement{{Outcome: "job", Sensitivity: assumptions.Of(truth), Specificity: assumptions.Of(truth)}}
		p := m.compile(t)
		m.a.Sites[0].Measurements[0].Missing = assumptions.Of(1)
		silent, stop := pull(m.compile(t), 5, 50)
		for _, l := range p.Lifetimes(5, 0, 50) {
			people, want := float64(l.Ledger.Referrals[0]), float64(l.Ledger.Achieved[0])
			if truth == 0 {
				want = people - want
			}
			if a, b := saw(t, p, l, "outcome.job.asked"), saw(t, p, l, "outcome.job.recorded"); a != people || b != want {
				t.Fatalf("truth %v: %v asked, %v recorded of %v people, want %v", truth, a, b, people, want)
			}
			if o := silent().Outturn.Observed; o[0] != 0 || o[1] != 0 {
				t.Fatalf("recorded, asked %v of nobody", o)
			}
		}
		stop()
	}
}

// Hours follow a truncated normal: its mean and tail in closed form.
func TestHoursHaveTheirLaw(t *testing.T) {
	cdf := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	pdf := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	for _, law := range []assumptions.Hours{
		{Mean: assumptions.Of(22), SD: assumptions.Of(9), Min: 1, Max: 40, From: 16},
		{Mean: assumptions.Of(-4), SD: assumptions.Of(10), Min: 2, Max: 60, From: 8},
		{Mean: assumptions.Of(70), SD: assumptions.Of(6), Min: 1, Max: 60, From: 55},
	} {
		law.Outcome = "job"
		m := minimal(t)
		m.a.Sites[0].Hours = []assumptions.Hours{law}
		p := m.compile(t)
		var people, sum, long float64
		for _, l := range p.Lifetimes(6, 0, 1000) {
			n := float64(l.Ledger.Achieved[0])
			people += n
			sum += n * saw(t, p, l, "outcome.job.hours")
			long += n * saw(t, p, l, "outcome.job.long_hours")
		}
		mu, sd := law.Mean.Value, law.SD.Value
		a, b := (law.Min-mu)/sd, (law.Max-mu)/sd
		mass := cdf(b) - cdf(a)
		h := (pdf(a) - pdf(b)) / mass
		near(t, "mean hours", sum/people, mu+sd*h, sd*sd*(1+(a*pdf(a)-b*pdf(b))/mass-h*h), people)
		share(t, "long hours", long, people, (cdf(b)-cdf((law.From-mu)/sd))/mass)
	}
}

// staffed is the minimal deal with three people a month for five months, who
// have a job the month they take a place, and one specialist who serves four
// people at a time for three months each.
func staffed(t testing.TB) model {
	m := minimal(t)
	s := &m.a.Sites[0]
	three := assumptions.Of(3)
	s.Referrals = assumptions.Referrals{Law: assumptions.FixedCount, Until: 17, Monthly: []assumptions.Input{three, three, three, three, three}}
	s.Pathway[0].Probability, s.Pathway[0].Delay = assumptions.Of(1), assumptions.Delay{}
	s.Specialists = &assumptions.Specialists{FTE: []float64{1}, Caseload: 4, Stay: 3, Outcome: "job"}
	return m
}

// TestPlacesByHand works a small site by hand: places are free in months 0, 1,
// 3, 4, 6, 7 and 9.
func TestPlacesByHand(t *testing.T) {
	for _, tt := range []struct {
		name         string
		change       func(s *assumptions.Specialists)
		placed       []int32
		waited, left float64
	}{
		{"waiting", func(*assumptions.Specialists) {}, []int32{3, 1, 0, 3, 1, 0, 3, 1, 0, 3}, 36.0 / 15, 0},
		{"turned away", func(s *assumptions.Specialists) { s.TurnAway = true }, []int32{3, 1, 0, 3, 1}, 0, 7},
		{"all give up after a month", func(s *assumptions.Specialists) { s.DropOut = assumptions.Of(1) }, []int32{3, 1, 0, 3, 1}, 0, 7},
		{"a quarter more from month 3", func(s *assumptions.Specialists) { s.FTE = []float64{1, 1, 1, 1.25} }, []int32{3, 1, 0, 4, 1, 0, 4, 1, 0, 1}, 27.0 / 15, 0},
		{"no post from month 1 to 3", func(s *assumptions.Specialists) { s.FTE = []float64{1, 0, 0, 0, 1} }, []int32{3, 0, 0, 0, 4, 0, 0, 4, 0, 0, 4}, 54.0 / 15, 0},
		{"an empty place", func(s *assumptions.Specialists) { s.Caseload = 0.4 }, nil, -1, 0},
	} {
		m := staffed(t)
		tt.change(m.a.Sites[0].Specialists)
		p := m.compile(t)
		l := first(p)
		want := make([]int32, 24)
		copy(want, tt.placed)
		if !slices.Equal(l.Outturn.Achieved, want) {
			t.Errorf("%s: %v take places, want %v", tt.name, l.Outturn.Achieved, want)
		}
		if a, b := saw(t, p, l, "site.town.waited"), saw(t, p, l, "site.town.left"); math.Abs(a-tt.waited) > 1e-9 || b != tt.left {
			t.Errorf("%s: waited %v months, %v left; want %v, %v", tt.name, a, b, tt.waited, tt.left)
		}
	}
}

// The people of one specialist are all of them; the month of referral of an
// event stays, though the pathway begins with the place.
func TestOneSpecialist(t *testing.T) {
	m := staffed(t)
	m.terms.Sites[0].ParticipantCap = contract.AtMost(1e6)
	p := m.compile(t)
	l := first(p)
	if a, b := saw(t, p, l, "site.town.specialists.p10"), saw(t, p, l, "site.town.specialists.p90"); a != 15 || b != 15 {
		t.Errorf("outcomes per specialist %v and %v, want 15", a, b)
	}
	if e := l.Outturn.Events[4]; e.Referred != 1 || e.Month != 3 {
		t.Errorf("the second of month 1 is %+v", e)
	}
	// Of two full posts each takes in turn: 8 and 7 people.
	m.a.Sites[0].Specialists.FTE = []float64{2}
	p = m.compile(t)
	if l = first(p); saw(t, p, l, "site.town.specialists.p10") != 7 || saw(t, p, l, "site.town.specialists.p90") != 8 {
		t.Errorf("observed %v", l.Outturn.Observed)
	}
}

// Specialists differ in the caseload they carry, but its mean stays.
func TestCaseloadsKeepTheirMean(t *testing.T) {
	const caseload, sd, paths = 100, 0.6, 4000
	m := staffed(t)
	s := &m.a.Sites[0]
	s.Referrals.Monthly = []assumptions.Input{assumptions.Of(1000)}
	s.Specialists.Caseload, s.Specialists.LoadSD, s.Specialists.TurnAway = caseload, assumptions.Of(sd), true
	var placed float64
	for _, l := range m.compile(t).Lifetimes(11, 0, paths) {
		placed += float64(l.Ledger.Achieved[0])
	}
	near(t, "mean caseload", placed/paths, caseload, caseload*caseload*(math.Exp(sd*sd)-1)+1.0/12, paths)
}

// A cost per specialist is for each full-time equivalent in post.
func TestCostPerSpecialist(t *testing.T) {
	m := staffed(t)
	m.a.Costs[0].Driver = assumptions.PerSpecialist
	m.a.Sites[0].Specialists.FTE = []float64{1.4, 0, 2.25}
	p := m.compile(t)
	for _, l := range []*sim.Lifetime{p.PlanCase(), first(p)} {
		if got := l.Outturn.Costs[:4]; !slices.Equal(got, []int64{1_820_000, 0, 2_925_000, 2_925_000}) {
			t.Errorf("costs %v", got)
		}
	}
	// With turnover a post is empty for its vacancy: a share v/(v + 1/q) of the time.
	m.a.Sites[0].Specialists.FTE = []float64{1}
	m.a.Sites[0].Specialists.Turnover, m.a.Sites[0].Specialists.Vacancy = assumptions.Of(1-math.Pow(0.75, 12)), 2
	var empty [3]float64
	const paths = 20000
	for _, l := range m.compile(t).Lifetimes(7, 0, paths) {
		for i := range empty {
			if l.Outturn.Costs[i] == 0 {
				empty[i]++
			}
		}
	}
	share(t, "empty in month 1", empty[1], paths, 0.25)
	share(t, "empty in month 2", empty[2], paths, 0.25+0.75*0.25)
	if empty[0] != 0 {
		t.Errorf("empty in month 0 on %v paths", empty[0])
	}
}

// With places for everyone specialists who are alike change nothing; nor do
// any at another site.
func TestEnoughSpecialistsChangeNothing(t *testing.T) {
	plain := everyClause(t, "specialists")
	for name, effect := range map[string]assumptions.Input{
		"alike": {}, "all but alike": uniform("sites.hill.specialists.effect_sd", 0, 1e-13),
	} {
		m := everyClause(t, "specialists")
		m.a.Sites[0].Specialists = &assumptions.Specialists{
			FTE: []float64{1}, Caseload: 10_000, Stay: 600, Turnover: assumptions.Of(0.4), EffectSD: effect, On: []string{"work", "volunteer", "plan", "long", "short"},
		}
		next, stop := pull(m.compile(t), 9, 40)
		for n, l := range plain.compile(t).Lifetimes(9, 0, 40) {
			other := next()
			if parts := differing(l.Outturn, other.Outturn); !slices.Equal(parts, []string{"observed"}) {
				t.Fatalf("%s: path %d: changes %v", name, n, parts)
			}
			if o := other.Outturn.Observed; o[len(o)-1] != 0 || o[len(o)-2] != 0 {
				t.Fatalf("%s: path %d: waited and left %v", name, n, o)
			}
		}
		stop()
	}
	m, whole := everyClause(t), everyClause(t)
	m.a.Sites[0].Specialists = nil
	c := m.contract(t)
	next, stop := pull(m.compile(t), 9, 40)
	defer stop()
	rows := len(c.Terms().Outcomes) * m.a.Months
	for n, l := range whole.compile(t).Lifetimes(9, 0, 40) {
		if other := next(); !slices.Equal(l.Outturn.Achieved[rows:2*rows], other.Outturn.Achieved[rows:2*rows]) {
			t.Fatalf("path %d: the specialists of one site move people of another", n)
		}
	}
}

// Law: with a larger caseload never fewer people have taken a place by any
// month, while the places of each post stay as they are and none is vacant.
func TestMoreCaseloadNeverFewer(t *testing.T) {
	admitted := func(caseload float64, turnover bool) *sim.Plan {
		m := staffed(t)
		s := &m.a.Sites[0]
		s.Referrals = assumptions.Referrals{Rate: assumptions.Of(9), Until: 23}
		s.Specialists = &assumptions.Specialists{FTE: []float64{2.5}, Caseload: caseload, Stay: 4, LoadSD: assumptions.Of(0.3)}
		if turnover {
			s.Specialists.LoadSD, s.Specialists.Turnover = assumptions.Of(0), assumptions.Of(0.7)
		}
		return m.compile(t)
	}
	for caseload := 2.0; caseload < 30; caseload++ {
		turnover := int(caseload)%2 > 0
		next, stop := pull(admitted(caseload+1, turnover), 10, 200)
		fewer := false
		for n, l := range admitted(caseload, turnover).Lifetimes(10, 0, 200) {
			a, b := l.Outturn.Achieved, next().Outturn.Achieved
			var x, y int32
			for m := range a {
				if x, y = x+a[m], y+b[m]; y < x {
					t.Fatalf("path %d: caseload %v has placed %d by month %d, one more %d", n, caseload, x, m, y)
				}
			}
			fewer = fewer || x < y
		}
		stop()
		if !fewer && caseload < 10 {
			t.Errorf("caseload %v: a larger one changes nothing", caseload)
		}
	}
}

// In the plan case everyone has a place at once and nothing is recorded.
func TestPlanCaseOfDelivery(t *testing.T) {
	m := everyClause(t)
	plain := everyClause(t, "specialists", "self-report", "hours")
	p := m.compile(t)
	a, b := p.PlanCase().Outturn, plain.compile(t).PlanCase().Outturn
	if parts := differing(a, b); !slices.Equal(parts, []string{"costs", "observed"}) {
		t.Errorf("delivery changes %v of the plan case", parts)
	}
	for name, want := range map[string]float64{
		"outcome.work.recorded": 0, "outcome.welcome.asked": 0, "outcome.work.hours": -1, "outcome.work.long_hours": -1,
		"site.hill.specialists.p10": -1, "site.vale.waited": 0, "site.vale.left": 0,
	} {
		if got := saw(t, p, p.PlanCase(), name); got != want {
			t.Errorf("%s is %v in the plan case, want %v", name, got, want)
		}
	}
}
