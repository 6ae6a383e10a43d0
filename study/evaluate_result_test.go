package study_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// bound parses statistics and binds them to a plan of the deal that has what they want.
func bound(t *testing.T, path string, edits map[string]string, exprs ...string) (*sim.Plan, []metric.Bound) {
	t.Helper()
	d, err := dealfile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for address, value := range edits {
		if d, err = d.With(deal.Set(address, value)); err != nil {
			t.Fatal(err)
		}
	}
	var statistics []metric.Statistic
	for _, e := range exprs {
		s, err := metric.ParseStatistic(e)
		if err != nil {
			t.Fatal(err)
		}
		statistics = append(statistics, s)
	}
	c := d.Contract()
	p, err := sim.Compile(d, metric.Wants(&c, statistics...)...)
	if err != nil {
		t.Fatal(err)
	}
	var out []metric.Bound
	for _, s := range statistics {
		b, err := s.Bind(p.Metrics())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b...)
	}
	return p, out
}

func run(t *testing.T, p *sim.Plan, paths uint64) *sim.Result {
	t.Helper()
	r, err := sim.Run(context.Background(), p, sim.Options{Seed: 3, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func estimate(t *testing.T, r *sim.Result, b metric.Bound) study.Estimate {
	t.Helper()
	s, ok := study.ReadSample(r, b)
	if !ok {
		t.Fatal("no columns")
	}
	return s.Estimate()
}

// same reports whether two figures have the same bits, or both are no number.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// TestEstimatesAreThoseOfTheRun holds every statistic of every metric to the
// same figure of sim.Result, bit for bit.
func TestEstimatesAreThoseOfTheRun(t *testing.T) {
	for path, paths := range map[string]uint64{"../examples/minimal/deal.yaml": 1000, "../examples/mhep-lcf/deal.yaml": 200} {
		p, _ := bound(t, path, nil)
		r := run(t, p, paths)
		check := func(what string, got study.Estimate, value, se, lo, hi float64) {
			t.Helper()
			if !same(got.Value, value) || !same(got.SE, se) || !same(got.Lo, lo) || !same(got.Hi, hi) {
				t.Errorf("%s: %s is %+v, want %v se %v %v to %v", path, what, got, value, se, lo, hi)
			}
		}
		nan := math.NaN()
		nevers := 0
		for _, spec := range p.Specs() {
			x, _ := r.Metric(spec.Name)
			one := func(form string) (string, study.Estimate) {
				s, err := metric.ParseStatistic(fmt.Sprintf(form, spec.Name))
				if err != nil {
					t.Fatal(err)
				}
				b, err := s.Bind(p.Metrics())
				if err != nil || len(b) != 1 {
					t.Fatalf("%v, %v", b, err)
				}
				e := estimate(t, r, b[0])
				if e.N+e.Undefined != paths || b[0].Unit != metric.Ratio && e.Never != x.Never {
					t.Errorf("%s: %s has %d paths and %d without value", path, b[0].Name, e.N, e.Undefined)
				}
				return b[0].Name, e
			}
			for _, level := range []string{"0.05", "0.5", "0.95", "0.999"} {
				var l float64
				fmt.Sscan(level, &l)
				q := x.Quantile(l)
				name, e := one("q(%s, " + level + ")")
				if x.N+x.Never > 0 {
					check(name, e, q.Value, nan, q.Lo, q.Hi)
				} else if !math.IsNaN(e.Value) || e.Reason == "" {
					t.Errorf("%s: %+v of nothing", name, e)
				}
			}
			if share, ok := r.Probability(spec.Name); ok {
				for _, form := range []string{"mean(%s)", "p(%s)", "p(%s > 0.5)", "p(any(%s))"} {
					name, e := one(form)
					check(name, e, share.P, math.Sqrt(share.P*(1-share.P)/float64(x.N)), share.Lo, share.Hi)
				}
				name, e := one("p(not %s)")
				if math.Abs(e.Value-(1-share.P)) > 1e-15 {
					t.Errorf("%s is %v beside %v", name, e.Value, share.P)
				}
				continue
			}
			if x.Never > 0 {
				nevers++
				if _, e := one("mean(%s)"); !math.IsInf(e.Value, 1) || e.Never != x.Never {
					t.Errorf("%s: the mean is %+v with %d that never come", spec.Name, e, x.Never)
				}
				continue
			}
			if x.N == 0 {
				continue
			}
			name, e := one("mean(%s)")
			m := x.MeanInterval()
			check(name, e, m.Value, x.SE, m.Lo, m.Hi)
			name, e = one("min(%s)")
			check(name, e, x.Min, nan, math.Inf(-1), x.Min)
			name, e = one("max(%s)")
			check(name, e, x.Max, nan, x.Max, math.Inf(1))
			if name, e = one("sd(%s)"); x.N > 1 && e.Value != x.SD {
				t.Errorf("%s: %s is %v, want %v", path, name, e.Value, x.SD)
			}
		}
		if nevers == 0 {
			t.Errorf("%s: every payback comes: the case is not tested", path)
		}
		for _, ratio := range r.Ratios() {
			s, _ := metric.ParseStatistic(ratio.Name)
			b, err := s.Bind(p.Metrics())
			if err != nil {
				t.Fatal(err)
			}
			want, _ := r.Ratio(ratio.Name)
			check(ratio.Name, estimate(t, r, b[0]), want.Value, want.SE, want.Lo, want.Hi)
		}
	}
}

// TestMeasure: walking the paths for a few statistics gives what a run stored,
// for any number of workers; another rate gives what it says.
func TestMeasure(t *testing.T) {
	p, of := bound(t, "../examples/minimal/deal.yaml", nil, "investor.npv@5%.mean", "investor.npv.mean", "investor.npv@0%.p05", "cost_per.job.gross", "p(any(investor.loss, commissioner.over_budget))", "investor.payback.p50")
	const paths = 700
	r := run(t, p, paths)
	o := sim.Options{Seed: 3, Paths: paths}
	calls := uint64(0)
	o.Progress = func(done uint64) { calls = max(calls, done) }
	for _, o.Workers = range []int{1, 3} {
		samples, err := study.Measure(context.Background(), p, of, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range samples {
			if a, b := s.Estimate(), estimate(t, r, of[i]); a.Value != b.Value || a.Lo != b.Lo || a.Hi != b.Hi || a.N != b.N {
				t.Errorf("%s is %+v walked and %+v stored", of[i].Name, a, b)
			}
		}
	}
	if calls != paths {
		t.Errorf("progress ended at %d", calls)
	}
	// The hurdle of the deal is 5 %; at 0 % the value is what is repaid less what is drawn.
	if !slices.Equal(r.Column("investor.npv@5%"), r.Column("investor.npv")) {
		t.Error("the value at the hurdle is not investor.npv")
	}
	drawn, repaid := r.Column("investor.drawn"), r.Column("investor.repaid")
	for n, v := range r.Column("investor.npv@0%") {
		if v != repaid[n]-drawn[n] {
			t.Fatalf("path %d: at no rate %d, repaid %d, drawn %d", n, v, repaid[n], drawn[n])
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := study.Measure(ctx, p, of, o); err == nil {
		t.Error("an interrupted measure says nothing")
	}
	if _, err := study.Measure(context.Background(), p, of, sim.Options{}); err == nil {
		t.Error("no paths are measured")
	}
}

// TestDifferenceOfPlans holds the difference of means to sim.Pair's, and every
// difference of a deal and itself to exactly 0.
func TestDifferenceOfPlans(t *testing.T) {
	exprs := []string{"payments.total.mean", "investor.npv.mean", "investor.irr.mean", "investor.npv.p10", "p(investor.loss)", "cost_per.job.gross", "investor.npv.sd", "p(investor.irr < 0)"}
	const path = "../examples/minimal/deal.yaml"
	base, baseOf := bound(t, path, nil, exprs...)
	dear, dearOf := bound(t, path, map[string]string{"tariffs.job.price": "4200"}, exprs...)
	const paths = 600
	a, b := run(t, dear, paths), run(t, base, paths)
	pairs, err := sim.Pair(context.Background(), dear, []*sim.Plan{base}, []string{"payments.total", "investor.npv", "investor.irr"}, sim.Options{Seed: 3, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	for i := range exprs {
		x, _ := study.ReadSample(a, dearOf[i])
		y, _ := study.ReadSample(b, baseOf[i])
		d, err := x.Difference(y)
		if err != nil {
			t.Fatal(err)
		}
		if i < len(pairs[0].Differences) {
			want := pairs[0].Differences[i]
			if d.Value != want.Mean || d.SE != want.SE || d.N != want.N || d.Undefined != want.Undefined {
				t.Errorf("%s differs by %+v, want %+v", exprs[i], d, want)
			}
		}
		if math.Abs(d.Value-(x.Estimate().Value-y.Estimate().Value)) > 1e-9*math.Abs(x.Estimate().Value) && d.Undefined == 0 {
			t.Errorf("%s differs by %v, the figures by %v", exprs[i], d.Value, x.Estimate().Value-y.Estimate().Value)
		}
		if same, err := y.Difference(y); err != nil || same.Value != 0 || !(same.Lo <= 0 && same.Hi >= 0) {
			t.Errorf("%s of the base against the base is %+v, %v", exprs[i], same, err)
		}
		opposite, err := y.Difference(x)
		if err != nil || opposite.Value != -d.Value || math.Abs(opposite.Lo+d.Hi) > 1e-9*math.Abs(d.Hi) {
			t.Errorf("%s: %+v the one way round and %+v the other", exprs[i], d, opposite)
		}
	}
}

// TestRequire: what is asked of a run, one requirement for each match.
func TestRequire(t *testing.T) {
	p, _ := bound(t, "../examples/mhep-lcf/deal.yaml", nil)
	r := run(t, p, 200)
	c, err := metric.Parse("p(payer.*.over_budget) <= 0.9")
	if err != nil {
		t.Fatal(err)
	}
	of, err := c.Bind(p.Metrics())
	if err != nil || len(of) != len(p.Contract().Terms().Payers) {
		t.Fatalf("%d constraints, %v", len(of), err)
	}
	found, err := study.Require(context.Background(), r, of, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, payer := range p.Contract().Terms().Payers {
		want, _ := r.Probability("payer." + payer.ID + ".over_budget")
		f := found[i]
		if f.Value != want.P || f.Met != (want.P <= 0.9) || f.Certain != (want.Hi <= 0.9 || want.Lo > 0.9) || f.Slack != 0.9-want.P {
			t.Errorf("%s: %+v %+v, want %+v", f.Constraint.String(), f.Estimate, f.Verdict, want)
		}
	}
}

// TestRequireOfALargeRun: where a run was too large to store its columns, its
// paths are walked again and give the same.
func TestRequireOfALargeRun(t *testing.T) {
	if testing.Short() {
		t.Skip("needs more paths than can be stored")
	}
	p, of := bound(t, "../examples/minimal/deal.yaml", nil, "p(investor.loss)", "cost_per.job.gross")
	paths := uint64(100_000)
	for p.Job(3, paths).Store {
		paths += 10_000
	}
	r := run(t, p, paths)
	if _, ok := study.ReadSample(r, of[0]); ok {
		t.Fatal("columns are stored")
	}
	constraints := []metric.Constraint{{Bound: of[0]}, {Bound: of[1]}}
	got, err := study.Require(context.Background(), r, constraints, 2)
	if err != nil {
		t.Fatal(err)
	}
	share, _ := r.Probability("investor.loss")
	ratio, _ := r.Ratio("cost_per.job.gross")
	if got[0].Value != share.P || got[0].Lo != share.Lo || got[1].Value != ratio.Value || got[1].SE != ratio.SE || got[1].N != paths {
		t.Errorf("%+v\nand %+v of %d paths, want %+v and %+v", got[0].Estimate, got[1].Estimate, paths, share, ratio)
	}
}
