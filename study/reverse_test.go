package study_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// reverseStress prepares a reverse stress.
func reverseStress(t *testing.T, d deal.Deal, until string) *study.ReverseStressStudy {
	t.Helper()
	c, err := metric.Parse(until)
	if err != nil {
		t.Fatal(err)
	}
	agreed := d.Contract()
	p, err := sim.Compile(d, metric.Wants(&agreed, c.Statistic)...)
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.NewReverseStress(p, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reverse runs one and checks what always holds: the condition holds at the
// point, the shares add up to 1, and the distance is that of the moves.
func reverse(t *testing.T, d deal.Deal, until string, o sim.Options) *study.ReverseStress {
	t.Helper()
	r, err := reverseStress(t, d, until).Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if math.IsNaN(r.Distance) || r.Already {
		return r
	}
	if !r.Until.Limit.Met(r.AtPoint.Value) || r.Lo > r.Distance || r.Hi < r.Distance {
		t.Errorf("%s: %v at distance %v (%v to %v)", until, r.AtPoint.Value, r.Distance, r.Lo, r.Hi)
	}
	sum := 0.0
	for _, m := range r.Moves {
		sum += m.Share
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("%s: shares add up to %v", until, sum)
	}
	if r.Chance != num.NormCDF(-r.Distance) {
		t.Errorf("%s: chance %v at distance %v", until, r.Chance, r.Distance)
	}
	return r
}

// costly is plainDeal with uncertain costs that nothing else depends on, and
// inputs that have nothing to do with them. The mean cost is 24 (1,500 + 500) times the overrun.
func costly(t *testing.T, sets ...string) deal.Deal {
	t.Helper()
	return readWith(t, plainDeal, append([]string{
		"costs.service.amount=normal(mean 1500, sd 30, min 0)", "costs.rooms.amount=normal(mean 500, sd 40, min 0)",
		"pathway.job.probability=beta(mean 0.25, sd 0.05)", "volume_effect.sd=0.1", "sites.shire.referrals.effect.sd=0.2",
	}, sets...)...)
}

// Two costs that break the budget together and neither alone: the distance of a
// flat boundary is (X - m)/sd, the shares are those of the variances, and both stand
// where the closed form puts them.
func TestReverseTwoTogether(t *testing.T) {
	sd := 24 * math.Hypot(30, 40)
	dear := fmt.Sprintf("cost.total.mean > %v", 48000+5.5*sd)
	poor := fmt.Sprintf("investor.npv.mean < %v", 18*5*4000-48000-5.5*sd)
	for seed := uint64(1); seed <= 3; seed++ {
		d, until := costly(t), dear
		if seed == 3 { // the same from below: everyone gets a job
			d, until = costly(t, "referrals.law=fixed", "pathway.job.probability=1", "volume_effect.sd=0", "sites.shire.referrals.effect.sd=0", "overrun=lognormal(mu 0, sigma 0.0001)"), poor
		}
		r := reverse(t, d, until, sim.Options{Seed: seed, Paths: 50})
		if math.Abs(r.Distance/5.5-1) > 0.02 || len(r.Moves) != 2 {
			t.Fatalf("seed %d: distance %v, want 5.5; %+v", seed, r.Distance, r.Moves)
		}
		for i, want := range []struct {
			name         string
			share, value float64
		}{{"costs.rooms.amount", 0.64, 500 + 5.5*40*40/50}, {"costs.service.amount", 0.36, 1500 + 5.5*30*30/50}} {
			m := r.Moves[i]
			in := m.Inputs[0]
			if m.Driver.Name != want.name || math.Abs(m.Share-want.share) > 0.06 || math.Abs(in.Value-want.value) > 12 || math.Abs(in.Median-want.value) > 200 {
				t.Errorf("seed %d: %+v, want %+v", seed, m, want)
			}
		}
		for _, x := range r.Singles {
			if !math.IsNaN(x.Distance) {
				t.Errorf("seed %d: %s alone breaks it at %v", seed, x.Driver.Name, x.Distance)
			}
		}
	}
}

// A bent boundary: 24 (service) e^(0.1 z) with a normal cost and a lognormal
// overrun, whose nearest point is had by going along it.
func TestReverseBentBoundary(t *testing.T) {
	d := costly(t, "costs.rooms.amount=500", "overrun=lognormal(mu 0, sigma 0.02)", "costs.service.amount=normal(mean 1500, sd 45, min 0)")
	const limit = 54800
	want := math.Inf(1)
	for z := -6.0; z < 6; z += 1e-4 {
		amount := limit/24/math.Exp(0.02*z) - 500
		want = min(want, math.Hypot(z, (amount-1500)/45))
	}
	r := reverse(t, d, fmt.Sprintf("cost.total.mean > %v", limit), sim.Options{Seed: 1, Paths: 50})
	if want < 4 || math.Abs(r.Distance/want-1) > 0.02 || len(r.Moves) != 2 {
		t.Errorf("distance %v, want %v; %+v", r.Distance, want, r.Moves)
	}
}

// Correlated costs move together: the distance is measured in the independent
// space, where it is (X - m)/sqrt(w'Rw) with R the normal correlation 2 sin(pi
// rho/6) of the rank correlation rho; alone, each takes the other with it.
func TestReverseCorrelated(t *testing.T) {
	for _, rho := range []float64{0.8, -0.5} {
		text := strings.Replace(plainDeal, "costs: {service: {amount: 1500}, rooms: {amount: 500}}",
			fmt.Sprintf("costs: {service: {amount: {normal: {mean: 1500, sd: 30, min: 0}}}, rooms: {amount: {normal: {mean: 500, sd: 40, min: 0}}}}\ncorrelations: {dear: {inputs: [costs.service.amount, costs.rooms.amount], rho: %v}}", rho), 1)
		d := read(t, text)
		r := 2 * math.Sin(math.Pi*rho/6)
		sd := 24 * math.Sqrt(900+1600+2*r*1200)
		got := reverse(t, d, fmt.Sprintf("cost.total.mean >= %v", 48000+3*sd), sim.Options{Seed: 1, Paths: 50})
		if math.Abs(got.Distance/3-1) > 0.02 {
			t.Errorf("rho %v: distance %v, want 3", rho, got.Distance)
		}
		for _, m := range got.Moves {
			want := map[string]float64{"costs.service.amount": 0.36, "costs.rooms.amount": 0.64}[m.Driver.Name]
			if math.Abs(m.Share-want) > 0.06 {
				t.Errorf("rho %v: share of %s is %v, want %v", rho, m.Driver.Name, m.Share, want)
			}
		}
		for _, x := range got.Singles {
			// w.R_k q is the limit.
			along := map[string]float64{"costs.service.amount": 30 + r*40, "costs.rooms.amount": 40 + r*30}[x.Driver.Name]
			want := 3 * sd / 24 / along
			if want > 4 {
				want = math.NaN()
			}
			if math.IsNaN(want) != math.IsNaN(x.Distance) || math.Abs(x.Distance-want) > 0.011 {
				t.Errorf("rho %v: %s alone at %v, want %v", rho, x.Driver.Name, x.Distance, want)
			}
		}
	}
}

// Ten deals, each broken by one driver that is planted in it: an input of cost,
// of volume, of success or of evidence, a factor, an effect or an index. It is ranked first.
func TestReversePlantedDrivers(t *testing.T) {
	if testing.Short() {
		t.Skip("ten searches")
	}
	small := []string{"referrals.law=fixed", "costs.service.amount=normal(mean 1500, sd 2, min 0)", "volume_effect.sd=0.002"}
	for _, c := range []struct {
		name, until string
		sets        []string
	}{
		{"costs.rooms.amount", "cost.total.mean > 54000", []string{"costs.rooms.amount=normal(mean 500, sd 90, min 0)"}},
		{"overrun", "cost.total.mean > 60000", []string{"overrun=lognormal(mu 0, sigma 0.1)"}},
		{"pathway.job.probability", "outcome.job.achieved.mean < 15", []string{"pathway.job.probability=beta(mean 0.25, sd 0.04)"}},
		{"evidence.job", "outcome.job.evidenced.mean < 15", []string{"evidence.job=beta(mean 0.85, sd 0.08)"}},
		{"sites.shire.referrals.rate", "referrals.total.mean < 70", []string{"sites.shire.referrals.rate=normal(mean 3, sd 0.4, min 0)"}},
		{"sites.shire.referrals.effect", "referrals.total.mean > 130", []string{"sites.shire.referrals.effect.sd=0.25"}},
		{"factors.market", "outcome.job.achieved.mean < 15", []string{"factors.market.sd=0.3", "factors.market.rho=0.95", "factors.market.on=[job]"}},
		{"sites.shire.site_effects.local", "outcome.job.achieved.mean < 16.5", []string{"site_effects.local.sd=0.3", "site_effects.local.on=[job]"}},
		{"indices.pay", "cost.total.mean > 52000", []string{"indices.pay.annual=0.02", "indices.pay.sd=0.06", "costs.service.index=pay", "costs.rooms.index=pay"}},
		{"payers.council.default.annual", "payments.total.mean < 60000", []string{"payers.council.default.annual=beta(mean 0.1, sd 0.08)", "payers.council.default.recovery=0"}},
	} {
		d := edited(t, append(small, c.sets...))
		r := reverse(t, d, c.until, sim.Options{Seed: 1, Paths: 60})
		first, second := r.Singles[0], r.Singles[1]
		if first.Driver.Name != c.name || math.IsNaN(first.Distance) || !math.IsNaN(second.Distance) {
			t.Errorf("%s: %s at %v, then %s at %v", c.name, first.Driver.Name, first.Distance, second.Driver.Name, second.Distance)
		}
		if len(r.Moves) == 0 || r.Moves[0].Driver.Name != c.name || r.Distance > math.Abs(first.Distance)*1.001 {
			t.Errorf("%s: together at %v, alone at %v; %+v", c.name, r.Distance, first.Distance, r.Moves)
		}
	}
}

// edited is plainDeal with fields that may not be there yet.
func edited(t *testing.T, sets []string) deal.Deal {
	t.Helper()
	d := read(t, plainDeal)
	doc := d.Document()
	for _, s := range sets {
		address, value, _ := strings.Cut(s, "=")
		switch {
		case strings.HasPrefix(address, "factors.market"):
			f := doc.Factors.Put("market")
			switch address {
			case "factors.market.sd":
				f.SD = deal.Num(value)
			case "factors.market.rho":
				f.Rho = deal.Num(value)
			default:
				f.On = []string{strings.Trim(value, "[]")}
			}
		case strings.HasPrefix(address, "site_effects.local"):
			e := doc.SiteEffects.Put("local")
			if strings.HasSuffix(address, "sd") {
				e.SD = deal.Num(value)
			} else {
				e.On = []string{strings.Trim(value, "[]")}
			}
		case strings.HasPrefix(address, "indices.pay"):
			x := doc.Indices.Put("pay")
			if strings.HasSuffix(address, "sd") {
				x.SD = deal.Num(value)
			} else {
				x.Annual = deal.Num(value)
			}
		}
	}
	d, err := deal.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	var edits []deal.Edit
	for _, s := range sets {
		if address, value, _ := strings.Cut(s, "="); !strings.HasPrefix(address, "factors.") && !strings.HasPrefix(address, "site_effects.") && !strings.HasPrefix(address, "indices.") {
			edits = append(edits, deal.Set(address, value))
		}
	}
	if d, err = d.With(edits...); err != nil {
		t.Fatal(err)
	}
	return d
}

// Where one input decides, reverse stress and break-even agree: the chance of a
// job at which half of the lifetimes lose is the same by either, within the intervals.
func TestReverseAgreesWithBreakEven(t *testing.T) {
	d := readWith(t, plainDeal, "pathway.job.probability=beta(mean 0.6, sd 0.05)", "tariffs.job=1000")
	r := reverse(t, d, "p(investor.loss) >= 0.5", sim.Options{Seed: 1, Paths: 600})
	b := even(t, d, "pathway.job.probability=0.3:0.9", "p(investor.loss) >= 0.5", sim.Options{Seed: 1, Paths: 600})
	if len(b.Crossings) != 1 || len(r.Moves) != 1 {
		t.Fatalf("%+v, %+v", b.Crossings, r.Moves)
	}
	x, c := r.Moves[0].Inputs[0].Value, b.Crossings[0]
	if math.Abs(x-c.At) > 3e-4 {
		t.Errorf("reverse stress says %v, break-even %v (%v to %v)", x, c.At, c.AtLo, c.AtHi)
	}
}

// The names of sites are only names: renamed, the deal breaks at the same
// distance within 2 %, in the same way. The luck is other luck, so it must not matter here.
func TestReverseRenamed(t *testing.T) {
	text := strings.Replace(plainDeal, "sites: {town: {}, shire: {referrals: {rate: 3}}}", "sites: {town: {overrun: {lognormal: {mu: 0, sigma: 0.05}}, costs: {crew: {amount: 900}}}, shire: {referrals: {rate: 3}, overrun: {lognormal: {mu: 0, sigma: 0.1}}, costs: {crew: {amount: 700}}}}", 1)
	const until = "cost.total.mean > 92000"
	was := reverse(t, read(t, text), until, sim.Options{Seed: 1, Paths: 50})
	is := reverse(t, read(t, strings.NewReplacer("town", "zeta", "shire", "alpha").Replace(text)), until, sim.Options{Seed: 1, Paths: 50})
	if math.IsNaN(was.Distance) || math.Abs(was.Distance/is.Distance-1) > 0.02 || len(was.Moves) != len(is.Moves) {
		t.Fatalf("distance %v with %d moves, renamed %v with %d", was.Distance, len(was.Moves), is.Distance, len(is.Moves))
	}
	for i := range was.Moves {
		a, b := was.Moves[i], is.Moves[i]
		if strings.NewReplacer("town", "zeta", "shire", "alpha").Replace(a.Driver.Name) != b.Driver.Name || math.Abs(a.Share-b.Share) > 0.06 {
			t.Errorf("%s with %v, renamed %s with %v", a.Driver.Name, a.Share, b.Driver.Name, b.Share)
		}
	}
}

// What holds already is said to, and what nothing breaks is not broken.
func TestReverseEnds(t *testing.T) {
	d := costly(t)
	o := sim.Options{Seed: 1, Paths: 50}
	if r := reverse(t, d, "cost.total.mean > 40000", o); !r.Already || r.Distance != 0 || r.Chance != 0.5 || len(r.Singles) != 0 {
		t.Errorf("already: %+v", r)
	}
	r := reverse(t, d, "cost.total.mean > 80000", o)
	if !math.IsNaN(r.Distance) || !math.IsNaN(r.Chance) || r.Moves != nil || r.Farthest < 5.99 || r.Farthest > 6.01 || len(r.Singles) != 5 {
		t.Errorf("nothing: %+v", r)
	}
	if _, err := study.NewReverseStress(compile(t, read(t, plainDeal)), condition(t, "cost.total.mean > 80000")); err == nil || !strings.Contains(err.Error(), "nothing to move") {
		t.Errorf("no drivers: %v", err)
	}
}

func condition(t *testing.T, text string) metric.Condition {
	t.Helper()
	c, err := metric.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The same for any number of workers, for statistics of every kind.
func TestReverseWorkers(t *testing.T) {
	d := costly(t, "tariffs.job=2500")
	conditions := []string{"p(investor.loss) >= 0.6", "q(payments.total, 0.2) <= 30000", "investor.npv@5%.mean <= -9000", "payments.total.sd >= 16000", "cost_per.job.gross <= 2400"}
	if testing.Short() {
		conditions = conditions[:2]
	}
	for _, until := range conditions {
		one := reverse(t, d, until, sim.Options{Seed: 3, Paths: 60, Workers: 1})
		three := reverse(t, d, until, sim.Options{Seed: 3, Paths: 60, Workers: 3})
		if fmt.Sprintf("%+v", *one) != fmt.Sprintf("%+v", *three) {
			t.Errorf("%s: %+v by one worker, %+v by three", until, one, three)
		}
	}
}

// Stopped, it has the single drivers if these were finished.
func TestReverseStopped(t *testing.T) {
	d := costly(t)
	o := sim.Options{Seed: 1, Paths: 50, Workers: 2}
	whole := reverse(t, d, "cost.total.mean > 51000", o)
	ctx, cancel := context.WithCancel(context.Background())
	o.Progress = func(done uint64) {
		if done >= whole.Walks/2 {
			cancel()
		}
	}
	part, err := reverseStress(t, d, "cost.total.mean > 51000").Run(ctx, o)
	if !errors.Is(err, context.Canceled) || !part.Partial || !reflect.DeepEqual(fmt.Sprint(part.Singles), fmt.Sprint(whole.Singles)) || part.Moves != nil {
		t.Errorf("%v: %+v", err, part)
	}
}
