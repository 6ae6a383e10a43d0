package study_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

const minimal = "../examples/minimal/deal.yaml"

func opened(t *testing.T, path string) deal.Deal {
	t.Helper()
	d, err := dealfile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// changed applies scenarios in order.
func changed(d deal.Deal, names string) (deal.Deal, error) {
	for _, name := range scenarios.Split(names) {
		s, err := scenarios.Find(d, name)
		if err == nil {
			d, err = s.Apply(d)
		}
		if err != nil {
			return d, err
		}
	}
	return d, nil
}

// gridOf has a case for each structure, the deal changed by scenarios, under each scenario.
func gridOf(t *testing.T, d deal.Deal, structures, columns []string) []study.Case {
	t.Helper()
	var cases []study.Case
	for _, structure := range structures {
		row, err := changed(d, structure)
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			c := study.Case{Structure: structure, Scenario: column}
			c.Deal, c.Reason = changed(row, column)
			cases = append(cases, c)
		}
	}
	return cases
}

func compared(t *testing.T, cases []study.Case, o sim.Options, exprs ...string) *study.Comparison {
	t.Helper()
	c, err := study.Compare(context.Background(), cases, o, statistics(t, exprs...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func statistics(t *testing.T, exprs ...string) []metric.Statistic {
	t.Helper()
	var out []metric.Statistic
	for _, e := range exprs {
		s, err := metric.ParseStatistic(e)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// every is one statistic of each kind.
var every = []string{
	"investor.npv.mean", "investor.npv@9%.mean", "p(investor.loss)", "q(investor.npv, 10%)", "payments.total.sd", "cost_per.job.gross",
	"investor.moic.mean", "p(any(investor.npv < 0, commissioner.over_budget))", "investor.payback.p50", "payments.total.max",
}

var structures, columns = []string{"base", "set:cap=240000", "set:capital.reserve=20000,set:cap=230000"},
	[]string{"base", "times:tariffs.*.price=1.05", "times:pathway.*.probability=0.9,set:costs.service.amount=15000"}

// digest writes all numbers of a cell's figures, bit for bit.
func digest(x *study.Cell) string {
	var b strings.Builder
	for k := range x.Figures {
		f := &x.Figures[k]
		bits := func(e study.Estimate) {
			for _, v := range []float64{e.Value, e.SE, e.Lo, e.Hi} {
				fmt.Fprintf(&b, "%x ", math.Float64bits(v))
			}
			fmt.Fprintln(&b, e.N, e.Never, e.Undefined, e.Reason)
		}
		bits(f.Estimate)
		for _, d := range f.Less {
			if d != nil {
				bits(d.Estimate)
				fmt.Fprintln(&b, d.Structure, d.Scenario, math.Float64bits(d.Independent))
			}
		}
	}
	return b.String()
}

// Each cell has the figures of a plain run of its deal, and each difference is
// that of the two runs' samples, bit for bit; Corner, Base and First are where
// they say.
func TestCellsAreRuns(t *testing.T) {
	const paths = 250
	o := sim.Options{Seed: 3, Paths: paths}
	cases := gridOf(t, opened(t, minimal), structures, columns)
	c := compared(t, cases, o, every...)
	if len(c.Cells) != 9 || len(c.Statistics) != len(every) || c.Partial {
		t.Fatalf("%d cells, %d statistics, partial %v", len(c.Cells), len(c.Statistics), c.Partial)
	}
	samples := make([][]*study.Sample, len(cases))
	for i := range cases {
		terms := cases[i].Deal.Contract()
		p, err := sim.Compile(cases[i].Deal, metric.Wants(&terms, statistics(t, every...)...)...)
		if err != nil {
			t.Fatal(err)
		}
		r, err := sim.Run(context.Background(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statistics(t, every...) {
			b, err := s.Bind(p.Metrics())
			if err != nil || len(b) != 1 {
				t.Fatal(err)
			}
			sample, ok := study.ReadSample(r, b[0])
			if !ok {
				t.Fatal("no columns")
			}
			samples[i] = append(samples[i], sample)
		}
		if npv, _ := r.Metric("investor.npv"); npv.Mean != c.Cells[i].Figures[0].Value || npv.SE != c.Cells[i].Figures[0].SE {
			t.Errorf("%s under %s: mean NPV %v ± %v, its run has %v ± %v", cases[i].Structure, cases[i].Scenario, c.Cells[i].Figures[0].Value, c.Cells[i].Figures[0].SE, npv.Mean, npv.SE)
		}
	}
	moved := false
	for i := range c.Cells {
		x := &c.Cells[i]
		row, column := i/3, i%3
		for k := range c.Statistics {
			f := &x.Figures[k]
			for r, other := range map[study.Reference]int{study.Base: 3 * row, study.First: column, study.Corner: 0} {
				want := study.Measured{Estimate: samples[i][k].Estimate()}
				e, err := samples[i][k].Difference(samples[other][k])
				if err != nil {
					t.Fatal(err)
				}
				d := f.Less[r]
				if d == nil || c.Cell(d.Structure, d.Scenario) != &c.Cells[other] {
					t.Fatalf("%s of cell %d: reference %d is %+v, want cell %d", c.Statistics[k].Name, i, r, d, other)
				}
				got := study.Measured{Estimate: f.Estimate}
				if digest(&study.Cell{Figures: []study.Measured{got, {Estimate: d.Estimate}}}) != digest(&study.Cell{Figures: []study.Measured{want, {Estimate: e}}}) {
					t.Errorf("%s of cell %d less cell %d: %+v and %+v, the runs give %+v and %+v", c.Statistics[k].Name, i, other, f.Estimate, d.Estimate, want.Estimate, e)
				}
				moved = moved || d.Value != 0
			}
		}
	}
	if !moved {
		t.Error("nothing differs: the test sees nothing")
	}
	if c.Walked != 2*paths || c.Settled != 7*paths {
		t.Errorf("%d walked and %d settled again, want 2 and 7 times %d", c.Walked, c.Settled, paths)
	}
}

// Base less base is exactly 0, in an interval that holds 0; so is a scenario
// that changes nothing that matters.
func TestNothingIsExactlyNothing(t *testing.T) {
	c := compared(t, gridOf(t, opened(t, minimal), []string{"base", "set:cap=99000000"}, []string{"base", "set:name=another"}), sim.Options{Seed: 2, Paths: 200})
	for i := range c.Cells {
		for k, f := range c.Cells[i].Figures {
			for r, d := range f.Less {
				if d == nil || d.Value != 0 || !(d.Lo <= 0 && d.Hi >= 0) || d.Sure() || !(d.SE == 0 || math.IsNaN(d.SE)) {
					t.Errorf("cell %d, %s, reference %d: %+v, want exactly 0", i, c.Statistics[k].Name, r, d)
				}
			}
		}
	}
	if len(c.Statistics) < 9 {
		t.Errorf("%d statistics by default", len(c.Statistics))
	}
}

// A less B is minus B less A, interval and all; means add up over a third.
func TestDifferencesAreAntisymmetric(t *testing.T) {
	d := opened(t, minimal)
	o := sim.Options{Seed: 5, Paths: 300}
	names := []string{"base", "times:tariffs.*.price=1.05", "times:pathway.*.probability=0.9"}
	at := map[string]*study.Comparison{}
	for _, first := range names {
		order := append([]string{first}, slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == first })...)
		at[first] = compared(t, gridOf(t, d, []string{"base"}, order), o, every...)
	}
	less := func(a, b string, k int) *study.Difference {
		c := at[b]
		return c.Cells[slices.Index(c.Scenarios, a)].Figures[k].Less[study.Base]
	}
	for k, s := range at["base"].Statistics {
		for _, pair := range [][2]string{{names[1], names[0]}, {names[2], names[0]}, {names[2], names[1]}} {
			x, y := less(pair[0], pair[1], k), less(pair[1], pair[0], k)
			if x.Value != -y.Value || x.Lo != -y.Hi || x.Hi != -y.Lo || x.Independent != y.Independent && !math.IsNaN(x.Independent) {
				t.Errorf("%s: %v less %v is %+v, the other way round %+v", s.Name, pair[0], pair[1], x, y)
			}
			if s.Figure == metric.Mean && x.Value == 0 {
				t.Errorf("%s: %v less %v is nothing: the test sees nothing", s.Name, pair[0], pair[1])
			}
		}
		if s.Figure == metric.Mean || s.Figure == metric.Probability {
			whole, sum := less(names[2], names[0], k).Value, less(names[2], names[1], k).Value+less(names[1], names[0], k).Value
			if math.Abs(whole-sum) > 1e-9*max(1, math.Abs(whole)) {
				t.Errorf("%s: %v in one step, %v in two", s.Name, whole, sum)
			}
		}
	}
}

// A grid of ten by ten is one case for each cell. What only the contract
// reads is settled on the same people: a walk for each of the seven chances.
func TestTenByTen(t *testing.T) {
	rows := []string{"base"}
	for i := range 9 {
		rows = append(rows, fmt.Sprintf("set:cap=%d", 220000+5000*i))
	}
	under := []string{"base"}
	for i := range 3 {
		under = append(under, fmt.Sprintf("times:tariffs.*.price=%g", 0.9+0.1*float64(i)/3))
	}
	for i := range 6 {
		under = append(under, fmt.Sprintf("times:referrals.rate=%g", 0.7+0.1*float64(i)/3))
	}
	const paths = 60
	c := compared(t, gridOf(t, opened(t, minimal), rows, under), sim.Options{Seed: 1, Paths: paths})
	if len(c.Cells) != 100 || c.Walked != 7*paths || c.Settled != 93*paths {
		t.Fatalf("%d cells, %d walked, %d settled again", len(c.Cells), c.Walked, c.Settled)
	}
	for i := range c.Cells {
		x := &c.Cells[i]
		if x.Structure != i/10 || x.Scenario != i%10 || !x.Done {
			t.Fatalf("cell %d is %+v", i, x)
		}
		for k, f := range x.Figures {
			if f.Less[study.Base] == nil || f.Less[study.First] == nil || f.Less[study.Corner] == nil || math.IsNaN(f.Value) {
				t.Errorf("cell %d has no %s or no difference of it", i, c.Statistics[k].Name)
			}
		}
	}
	// A tighter cap never pays more, in any scenario.
	k := slices.IndexFunc(c.Statistics, func(s study.Statistic) bool { return s.Name == "payments.total.mean" })
	for i := 1; i < 9; i++ {
		for j := range 10 {
			if tight, loose := c.Cell(i, j).Figures[k].Value, c.Cell(i+1, j).Figures[k].Value; tight > loose {
				t.Errorf("%s pays %v under %s, and with a higher cap %v", rows[i], tight, under[j], loose)
			}
		}
	}
}

// The same bytes for any number of workers.
func TestCompareWorkers(t *testing.T) {
	cases := gridOf(t, opened(t, minimal), structures, columns)
	var first *study.Comparison
	for _, workers := range []int{1, 3} {
		c := compared(t, cases, sim.Options{Seed: 1, Paths: 300, Workers: workers}, every...)
		if first == nil {
			first = c
		}
		for i := range c.Cells {
			if digest(&c.Cells[i]) != digest(&first.Cells[i]) {
				t.Errorf("%d workers: cell %d differs", workers, i)
			}
		}
	}
}

// A comparison that is stopped has the cells finished by then, as the whole has
// them; one stopped before the first cell has nothing.
func TestStoppedComparison(t *testing.T) {
	under := []string{"base", "times:referrals.rate=0.9", "times:referrals.rate=0.8", "times:tariffs.*.price=1.1"}
	cases := gridOf(t, opened(t, minimal), []string{"base", "set:cap=240000"}, under)
	o := sim.Options{Seed: 1, Paths: 300}
	whole := compared(t, cases, o, every...)
	// Four cells share the people of base, then come two for each rate.
	for _, c := range []struct {
		after uint64
		done  []bool
	}{
		{4*300 + 1, []bool{true, false, false, true, true, false, false, true}},
		{6*300 + 1, []bool{true, true, false, true, true, true, false, true}},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		o.Workers = 1
		o.Progress = func(done uint64) {
			if done >= c.after {
				cancel()
			}
		}
		part, err := study.Compare(ctx, cases, o, statistics(t, every...)...)
		if !errors.Is(err, context.Canceled) || part == nil || !part.Partial {
			t.Fatalf("after %d: %+v, error %v", c.after, part, err)
		}
		for i := range part.Cells {
			x := &part.Cells[i]
			if x.Done != c.done[i] {
				t.Errorf("after %d: cell %d done %v", c.after, i, x.Done)
			}
			for k, f := range x.Figures {
				if !x.Done && (f.Value != 0 || f.N != 0 || f.Less[study.Base] != nil) {
					t.Errorf("cell %d is not done and has figure %d: %+v", i, k, x.Figures[k])
				}
			}
			// What it is held against may be missing; what is there is as in the whole.
			if x.Done && digest(x) != digest(&whole.Cells[i]) {
				t.Errorf("after %d: cell %d is not as in the whole", c.after, i)
			}
		}
		if want := o.Paths * uint64(len(slices.DeleteFunc(slices.Clone(c.done), func(b bool) bool { return !b }))); part.Walked+part.Settled != want {
			t.Errorf("after %d: %d walked and %d settled, want %d in all", c.after, part.Walked, part.Settled, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if c, err := study.Compare(ctx, cases, o); c != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped at once: %v, error %v", c, err)
	}
}
