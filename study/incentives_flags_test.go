package study_test

import (
	"context"
	"math"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// find returns the flags of a kind.
func flagsOf(x *study.Incentives, kind study.FlagKind) []study.Flag {
	var out []study.Flag
	for _, f := range x.Flags {
		if f.Kind == kind {
			out = append(out, f)
		}
	}
	return out
}

// A provider that bears 300 for each job gains by it with a fee of 400, and loses
// with one of 250; so do its payoff curve and whoever it serves.
func TestFlagsWorseOutcome(t *testing.T) {
	for fee, wrong := range map[string]bool{"400": false, "300": false, "250": true} {
		p := planOf(t, pencil, "costs.help.scope=site", "costs.help.bearer=provider", "costs.help.per=outcome", "costs.help.outcome=job", "costs.help.amount=300",
			"provider.fees.job="+fee, "pathway.job.probability=0.5")
		x := incentives(t, p, sim.Options{Seed: 1, Paths: 100})
		town, investor := actor(t, x, "provider.town"), actor(t, x, "investor")
		for _, kind := range []study.FlagKind{study.GainsFromWorse, study.FallsWithPerformance, study.Conflict, study.Park} {
			found := flagsOf(x, kind)
			if (len(found) > 0) != wrong {
				t.Errorf("fee %s: %d flags of %s", fee, len(found), kind)
				continue
			}
			for _, f := range found {
				who, gain := town, -50.0
				if kind == study.Conflict {
					who, gain = investor, 750
				}
				if f.Actor != who || (kind == study.GainsFromWorse || kind == study.Conflict) && f.Gain.Value != gain {
					t.Errorf("fee %s: %+v", fee, f)
				}
				if kind == study.Conflict && (f.Against != town || f.Other.Value != -50) {
					t.Errorf("fee %s: %+v", fee, f)
				}
				if kind == study.FallsWithPerformance && (f.From != 0.5 || f.To != 1.5) {
					t.Errorf("fee %s: falls from %v to %v", fee, f.From, f.To)
				}
			}
		}
	}
}

// The segments of segments.yaml, by hand: a young person brings 0.5 of 1,500 and
// costs 400, an older one brings 0.2 of 2,500 and costs 150.
func TestSegmentsByHand(t *testing.T) {
	d, err := dealfile.Open("../sim/testdata/segments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, price := range []float64{1500, 500, 2500} {
		edited, err := d.With(setPrice(price))
		if err != nil {
			t.Fatal(err)
		}
		x := incentives(t, compile(t, edited), sim.Options{Seed: 2, Paths: 1000})
		a := actor(t, x, "investor")
		young, older := 0.5*price-400, 0.2*2500-150
		for i, want := range []float64{young, older} {
			if g := &x.People[i].Gains[a]; math.Abs(g.Mean-want) > 4.89*g.SE {
				t.Errorf("price %v: segment %d brings %v with error %v, want %v", price, i, g.Mean, g.SE, want)
			}
		}
		s := &x.Spreads[0]
		for i := range x.Spreads {
			if x.Spreads[i].Actor == a {
				s = &x.Spreads[i]
			}
		}
		if g := &s.Gain; math.Abs(g.Mean-math.Abs(young-older)) > 4.89*g.SE {
			t.Errorf("price %v: spread %v with error %v, want %v", price, g.Mean, g.SE, math.Abs(young-older))
		}
		parked, picked := len(flagsOf(x, study.Park)), len(flagsOf(x, study.CherryPick))
		if (parked > 0) != (young < 0) || (picked > 0) != (young != older) {
			t.Errorf("price %v: %d parked, %d picked", price, parked, picked)
		}
		// Performance spares the segments: half the jobs, all the people.
		if half := x.Levels[0].Outcomes; math.Abs(half[0].Mean-x.Levels[5].Outcomes[0].Mean) > 0 || math.Abs(half[2].Mean/x.Levels[5].Outcomes[2].Mean-0.5) > 0.03 {
			t.Errorf("at 50 %%: %v young people, %v of their jobs", half[0].Mean, half[2].Mean)
		}
	}
}

// Who bears a cost for each person referred saves it by not referring those who
// reach nothing.
func TestFlagPaidNotToRefer(t *testing.T) {
	for bearer, flagged := range map[string]bool{"council": true, "vehicle": false} {
		p := planOf(t, pencil, "pathway.job.probability=0.5", "costs.letter.per=referral", "costs.letter.amount=20", "costs.letter.bearer="+bearer)
		x := incentives(t, p, sim.Options{Seed: 1, Paths: 50})
		found := flagsOf(x, study.PaidNotToRefer)
		if (len(found) > 0) != flagged {
			t.Fatalf("borne by %s: %+v", bearer, found)
		}
		if flagged && (found[0].Actor != actor(t, x, "payer.council") || found[0].Gain.Value != -20) {
			t.Errorf("%+v", found[0])
		}
	}
}

// 10 jobs at 1,000 and as many stays at the price: more than half is early below
// 1,000, and one stay pays less than one job.
func TestFlagsByStage(t *testing.T) {
	for price, want := range map[string]int{"900": 1, "1000": 0, "1100": 0} {
		p := planOf(t, pencil, "outcomes.stay.paid=true", "tariffs.stay.price="+price, "pathway.stay.from=job", "pathway.stay.probability=1", "pathway.stay.delay=1")
		x := incentives(t, p, sim.Options{Seed: 1, Paths: 10})
		for _, kind := range []study.FlagKind{study.EarlyMoney, study.LaterPaysLess} {
			if n := len(flagsOf(x, kind)); n != want {
				t.Errorf("price %s: %d flags of %s, want %d", price, n, kind, want)
			}
		}
		if len(x.Stages) != 2 || x.Stages[0].Outcome != 0 || x.Stages[1].Depth != 1 {
			t.Errorf("stages %+v", x.Stages)
		}
	}
}

// Payoffs follow performance as far as a chance goes, and stay where a cap binds.
func TestPayoffCurve(t *testing.T) {
	p := planOf(t, pencil, "pathway.job.probability=0.8", "sites.town.cap=6000")
	x := incentives(t, p, sim.Options{Seed: 3, Paths: 2000})
	a := actor(t, x, "payer.council")
	for i := range x.Levels {
		l := &x.Levels[i]
		chance := math.Min(1, 0.8*l.Performance)
		if n := &l.Outcomes[0]; math.Abs(n.Mean-10*chance) > 4.89*n.SE {
			t.Errorf("at %v: %v jobs with error %v, want %v", l.Performance, n.Mean, n.SE, 10*chance)
		}
		if stopped := len(l.Stopped) > 0; stopped != (0.8*l.Performance > 1) {
			t.Errorf("at %v: stopped %v", l.Performance, l.Stopped)
		}
		// The mean of the least of a binomial count and 6, at 600 each.
		want := 0.0
		for k, q := 0, 1.0; k <= 10; k++ {
			q = math.Gamma(11) / math.Gamma(float64(k+1)) / math.Gamma(float64(11-k)) * math.Pow(chance, float64(k)) * math.Pow(1-chance, float64(10-k))
			want -= 600 * q * math.Min(float64(k), 6)
		}
		if g := &l.Payoffs[a]; math.Abs(g.Mean-want) > 4.89*g.SE+0.1 { // beyond 110 % few of 2,000 paths, if any, stay below the cap
			t.Errorf("at %v: the council has %v with error %v, want %v", l.Performance, g.Mean, g.SE, want)
		}
	}
	flat := false
	for _, f := range x.Flats {
		flat = flat || f.Actor == a && f.To == 1.5 && f.Exactly && f.From <= 1.3
	}
	if !flat {
		t.Errorf("flat where every path is sure and capped: %+v", x.Flats)
	}
}

// By volume the referrals are multiplied, whatever the chances.
func TestPayoffByVolume(t *testing.T) {
	p := planOf(t, pencil)
	x, err := study.RunIncentives(context.Background(), p, study.IncentiveOptions{Volume: true}, sim.Options{Seed: 1, Paths: 3})
	if err != nil {
		t.Fatal(err)
	}
	a := actor(t, x, "vehicle.income")
	for i := range x.Levels {
		l := &x.Levels[i]
		if want := 10 * l.Performance; l.Outcomes[0].Min != math.Round(want) || l.Payoffs[a].Max != 1000*math.Round(want) || len(l.Stopped) > 0 {
			t.Errorf("at %v: %v jobs, income %v", l.Performance, l.Outcomes[0].Mean, l.Payoffs[a].Mean)
		}
	}
}

func setPrice(price float64) deal.Edit { return deal.Set("tariffs.young_job.price", price) }
