package study_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// gridCase is a pricing whose answer a grid can find, with its conditions written
// out on the columns of metrics.
type gridCase struct {
	name       string
	deal       func(*testing.T) deal.Deal
	variables  []string
	lo, hi     []float64
	conditions []string
	metrics    []string
	holds      []func(column []int64) bool // of each metric
	bind       int                         // how many conditions must bind
}

func chanceAtMost(share float64, event func(int64) bool) func([]int64) bool {
	return func(column []int64) bool {
		n := 0
		for _, v := range column {
			if event(v) {
				n++
			}
		}
		return float64(n)/float64(len(column)) <= share
	}
}

var gridCases = []gridCase{
	{
		name: "a cap that binds", deal: func(t *testing.T) deal.Deal { return readWith(t, plainDeal, "cap=100000") },
		variables: []string{"tariffs.job"}, lo: []float64{1000}, hi: []float64{9000},
		conditions: []string{"p(investor.npv < 0) <= 0.15", "public.spend.p95 <= 99k"},
		metrics:    []string{"investor.npv", "public.spend"},
		holds: []func([]int64) bool{chanceAtMost(0.15, func(v int64) bool { return v < 0 }), func(column []int64) bool {
			sorted := slices.Sorted(slices.Values(column))
			return sorted[int(math.Ceil(0.95*float64(len(sorted))))-1] <= 9_900_000
		}},
		bind: 1,
	},
	{
		name: "two prices and caps", deal: func(t *testing.T) deal.Deal {
			return readFile(t, "testdata/base.yaml")
		},
		variables: []string{"tariffs.started", "tariffs.sustained"}, lo: []float64{500, 500}, hi: []float64{4000, 6000},
		conditions: []string{"investor.npv.mean >= 10k", "p(public.spend > 620k) <= 0.1"},
		metrics:    []string{"investor.npv", "public.spend"},
		holds: []func([]int64) bool{
			func(column []int64) bool { return meanOf(column) >= 1_000_000 },
			chanceAtMost(0.1, func(v int64) bool { return v > 62_000_000 }),
		},
		bind: 1,
	},
	{
		name: "three prices and two chances", deal: func(t *testing.T) deal.Deal { return readFile(t, "testdata/base.yaml") },
		variables: []string{"tariffs.engaged", "tariffs.started", "tariffs.sustained"}, lo: []float64{100, 500, 500}, hi: []float64{600, 4000, 6000},
		conditions: []string{"p(investor.npv < 0) <= 0.1", "p(payments.outcome.engaged > 84k) <= 0.05"},
		metrics:    []string{"investor.npv", "payments.outcome.engaged"},
		holds: []func([]int64) bool{
			chanceAtMost(0.1, func(v int64) bool { return v < 0 }),
			chanceAtMost(0.05, func(v int64) bool { return v > 8_400_000 }),
		},
		bind: 2,
	},
}

// A search finds what a grid finds on the same paths, within 0.1 % of the
// objective (or less than the grid, which has its own steps): a grid over the whole
// box, then finer ones around the best point, half as wide each, or 0.6 times in three
// dimensions. A search that stops at a corner of the trust region, or at a constraint's
// edge, is off by more. SIBSIM_GRID sets the points of a grid along each of three variables and SIBSIM_PATHS
// the paths: make assure takes many; of fewer variables there are more points.
func TestPriceAgreesWithAGrid(t *testing.T) {
	points, paths := 7, 200
	for name, of := range map[string]*int{"SIBSIM_GRID": &points, "SIBSIM_PATHS": &paths} {
		if s := os.Getenv(name); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil || n < 5 {
				t.Fatalf("%s=%q: want a number from 5 on", name, s)
			}
			*of = n
		}
	}
	for i, c := range gridCases {
		if testing.Short() && i > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			d := c.deal(t)
			o := sim.Options{Seed: uint64(i + 1), Paths: uint64(paths)}
			texts := slices.Clone(c.conditions)
			for k, v := range c.variables {
				texts = append(texts, fmt.Sprintf("%s=%v:%v", v, c.lo[k], c.hi[k]))
			}
			q := asked(t, "public.spend.mean", texts...)
			q.Round = nil
			for _, v := range c.variables {
				q.Round = append(q.Round, v+"=0.01")
			}
			x := pricing(t, d, q, o)
			if !x.Exists {
				t.Fatalf("none: %+v", x.Relaxation)
			}
			g := newGrid(t, &c, d, o)
			want, at := g.least(points * []int{8, 2, 1}[len(c.variables)-1])
			got := x.InSample.Value
			t.Logf("search %.2f at %v, grid %.2f at %v, %d evaluations against %d", got, x.Values, want, at, x.Evaluations, g.evaluations)
			if same := g.read([][]float64{x.Values})[0]; math.Abs(same-got) > 1e-6 {
				t.Errorf("%s: %v at %v, where it is %v", c.name, got, x.Values, same)
			}
			if got > want*1.001 {
				t.Errorf("%s: %v at %v, the grid has %v at %v", c.name, got, x.Values, want, at)
			}
			bind := 0
			for _, k := range x.Constraints {
				if k.Binding {
					bind++
				}
			}
			if bind != c.bind {
				t.Errorf("%d conditions bind, want %d", bind, c.bind)
			}
			if len(c.variables) == 3 {
				q.Vary, q.Round = nil, nil
				if y := pricing(t, d, q, o); y.Exists {
					t.Errorf("one factor on all prices reaches it, too: %v", y.Values)
				}
			}
		})
	}
}

// grid evaluates points of a box without any of the search's code.
type grid struct {
	t           *testing.T
	c           *gridCase
	d           deal.Deal
	o           sim.Options
	walks       *sim.Walks
	evaluations int
}

func newGrid(t *testing.T, c *gridCase, d deal.Deal, o sim.Options) *grid {
	t.Helper()
	w, err := compile(t, d).Walk(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return &grid{t: t, c: c, d: d, o: o, walks: w}
}

// least is the least objective on a grid of so many points along each variable, in
// pounds, and on finer ones around it.
func (g *grid) least(points int) (float64, []float64) {
	lo, hi := slices.Clone(g.c.lo), slices.Clone(g.c.hi)
	best, at := math.Inf(1), []float64(nil)
	rounds, reach := 10, 0.25
	if len(lo) > 2 { // the best of few points may be far off
		rounds, reach = 14, 0.3
	}
	for range rounds {
		lists := make([][]float64, len(lo))
		for k := range lo {
			for i := range points {
				v := lo[k] + (hi[k]-lo[k])*float64(i)/float64(points-1)
				lists[k] = append(lists[k], math.Round(v*100)/100)
			}
		}
		var all [][]float64
		var head func([]float64)
		head = func(v []float64) {
			if len(v) == len(lists) {
				all = append(all, slices.Clone(v))
				return
			}
			for _, x := range lists[len(v)] {
				head(append(v, x))
			}
		}
		head(nil)
		for part := range slices.Chunk(all, 100) {
			for i, v := range g.read(part) {
				if v < best {
					best, at = v, part[i]
				}
			}
		}
		if at == nil {
			g.t.Fatal("the grid has no point at which the conditions hold")
		}
		for k := range lo {
			half := reach * (hi[k] - lo[k])
			lo[k], hi[k] = max(g.c.lo[k], at[k]-half), min(g.c.hi[k], at[k]+half)
		}
	}
	return best, at
}

// read is the objective at points, infinite where a condition does not hold.
func (g *grid) read(points [][]float64) []float64 {
	g.evaluations += len(points)
	var plans []*sim.Plan
	var names [][]string
	for _, p := range points {
		var edits []deal.Edit
		for k, v := range g.c.variables {
			edits = append(edits, deal.Set(v+".price", p[k]))
		}
		d, err := g.d.With(edits...)
		if err != nil {
			g.t.Fatal(err)
		}
		plans = append(plans, compile(g.t, d))
		names = append(names, slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(g.c.metrics), "public.spend")))))
	}
	sweep, err := g.walks.Sweep(context.Background(), plans, names, g.o)
	if err != nil {
		g.t.Fatal(err)
	}
	out := make([]float64, len(points))
	for i := range points {
		out[i] = meanOf(sweep.Column(i, "public.spend")) / 100
		for k, name := range g.c.metrics {
			if !g.c.holds[k](sweep.Column(i, name)) {
				out[i] = math.Inf(1)
			}
		}
	}
	return out
}
