package sim_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// A sweep's columns are those of runs of each plan alone, for any workers, and
// plans that differ in their contract only share one walk.
func TestSweepIsItsRuns(t *testing.T) {
	d := open(t, "testdata/rich.yaml")
	names := []string{"payments.total", "investor.npv", "cost.total", "investor.irr", "investor.payback"}
	var plans []*sim.Plan
	var wanted [][]string
	for _, e := range []deal.Edit{
		deal.Scale("cap", 1), deal.Scale("tariffs.*.price", 1.1), deal.Scale("cap", 0.5), deal.Scale("tariffs.*.price", 0.9),
		deal.Scale("pathway.*.probability", 0.9), deal.Scale("capital.tranches.*.commitment", 0.7),
	} {
		x, err := d.With(e)
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, compile(t, x))
		wanted = append(wanted, names)
	}
	wanted[2] = names[:2]
	const paths = 300
	for _, workers := range []int{1, 3, 8} {
		s, err := sim.NewSweep(context.Background(), plans, wanted, sim.Options{Seed: 7, Paths: paths, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if s.Walks != 2*paths {
			t.Errorf("%d walks of %d paths for two chances", s.Walks, paths)
		}
		for i, p := range plans {
			r := run(t, p, 7, paths)
			for _, name := range wanted[i] {
				if !slices.Equal(s.Column(i, name), r.Column(name)) {
					t.Errorf("%d workers, plan %d: %s differs from its run", workers, i, name)
				}
			}
		}
		if s.Column(2, "cost.total") != nil {
			t.Error("a column that was not asked for")
		}
	}
}

// moved lists each number the deal states, moved a little where it can be.
func moved(t *testing.T, d deal.Deal) map[string]deal.Deal {
	t.Helper()
	out := map[string]deal.Deal{}
	for _, in := range d.Inputs() {
		for _, factor := range []float64{1.05, 0.9, 2, 0.5} {
			x, err := d.With(deal.Scale(in.Address, factor))
			if err == nil && x.SHA256() != d.SHA256() {
				out[in.Address] = x
				break
			}
		}
	}
	if len(out) < len(d.Inputs())/2 {
		t.Fatalf("only %d of %d numbers could be moved", len(out), len(d.Inputs()))
	}
	return out
}

// Chance is safe: whatever single number of a deal moves, plans that say they
// draw the same make the same outturns. And it is useful: what only the contract
// reads moves it not.
func TestChanceIsWhatIsDrawn(t *testing.T) {
	settled := []string{".price", "cap", "capital.", "shares.", ".budget", "budget."}
	for _, file := range []string{"testdata/rich.yaml", "../examples/mhep-lcf/at-signing.yaml"} {
		d := open(t, file)
		base := compile(t, d)
		const paths = 3
		want := outturns(base, paths)
		same, other := 0, 0
		for address, x := range moved(t, d) {
			p, err := sim.Compile(x)
			if err != nil {
				continue
			}
			if p.Chance() != base.Chance() {
				other++
				if slices.ContainsFunc(settled, func(s string) bool { return strings.Contains(address, s) }) {
					t.Errorf("%s: %s is of the contract, yet chance differs", file, address)
				}
				continue
			}
			same++
			if !reflect.DeepEqual(outturns(p, paths), want) {
				t.Errorf("%s: %s moves what is drawn, but not Chance", file, address)
			}
		}
		t.Logf("%s: %d numbers leave what is drawn, %d move it", file, same, other)
		if same < 5 || other < 20 {
			t.Errorf("%s: %d leave what is drawn and %d move it: the test sees too little", file, same, other)
		}
	}
}

// outturns walks the first paths of a plan.
func outturns(p *sim.Plan, paths uint64) []contract.Outturn {
	var out []contract.Outturn
	for _, l := range p.Lifetimes(1, 0, paths) {
		o := *l.Outturn
		v := reflect.ValueOf(&o).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Slice {
				f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
			}
		}
		out = append(out, o)
	}
	return out
}

// A sweep that is stopped has the plans finished by then, as the whole has them.
func TestStoppedSweep(t *testing.T) {
	d := open(t, "testdata/renamed.yaml")
	names := []string{"payments.total", "investor.npv"}
	var plans []*sim.Plan
	for _, factor := range []float64{1, 0.9, 0.8, 0.7} {
		x, err := d.With(deal.Scale("sites.*.referrals.rate", factor))
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, compile(t, x))
	}
	wanted := [][]string{names, names, names, names}
	whole, err := sim.NewSweep(context.Background(), plans, wanted, sim.Options{Seed: 1, Paths: 200})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	part, err := sim.NewSweep(ctx, plans, wanted, sim.Options{Seed: 1, Paths: 200, Workers: 2, Progress: func(done uint64) {
		if done > 500 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if !slices.Equal(part.Done, []bool{true, true, false, false}) {
		t.Fatalf("done %v", part.Done)
	}
	for i := range plans {
		for _, name := range names {
			if part.Done[i] && !slices.Equal(part.Column(i, name), whole.Column(i, name)) || !part.Done[i] && part.Column(i, name) != nil {
				t.Errorf("plan %d, %s: not as in the whole", i, name)
			}
		}
	}
}

// Each keeps the longest complete prefix of rows.
func TestStoppedEach(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	table, err := sim.Each(ctx, sim.Options{Paths: 5000, Workers: 3}, 2, func() func(uint64, []int64) {
		return func(n uint64, row []int64) {
			if n == 2000 {
				cancel()
			}
			row[0], row[1] = int64(n), int64(n*n)
		}
	})
	if !errors.Is(err, context.Canceled) || len(table) >= 10000 || len(table)%2 != 0 {
		t.Fatalf("%d numbers, error %v", len(table), err)
	}
	for n := range len(table) / 2 {
		if table[2*n] != int64(n) || table[2*n+1] != int64(n)*int64(n) {
			t.Fatalf("row %d is %v", n, table[2*n:2*n+2])
		}
	}
}

// A sweep too large to keep is refused before it starts.
func TestSweepTooLarge(t *testing.T) {
	p := compile(t, open(t, "../examples/minimal/deal.yaml"))
	_, err := sim.NewSweep(context.Background(), []*sim.Plan{p}, [][]string{{"payments.total"}}, sim.Options{Seed: 1, Paths: 1e9})
	if err == nil || !strings.Contains(err.Error(), "fewer") {
		t.Errorf("error %v", err)
	}
}
