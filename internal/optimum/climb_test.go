package optimum

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// TestLeast holds the linear program to the best vertex, found by trying every
// set of constraints that can meet in a point.
func TestLeast(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found, none := 0, 0
	for range 3000 {
		d, m := 1+r.IntN(4), r.IntN(7)
		cost, lo, hi := make([]float64, d), make([]float64, d), make([]float64, d)
		for i := range d {
			cost[i], lo[i], hi[i] = r.NormFloat64(), -1-r.Float64(), 1+r.Float64()
		}
		var rows []halfspace
		for range m {
			a := make([]float64, d)
			for i := range a {
				a[i] = r.NormFloat64()
			}
			rows = append(rows, halfspace{a, r.NormFloat64()})
		}
		want, some := vertices(cost, rows, lo, hi)
		x, ok := least(cost, rows, lo, hi)
		if ok != some {
			t.Fatalf("found %v, want %v: %v %v", ok, some, cost, rows)
		}
		if !ok {
			none++
			continue
		}
		found++
		if got := dot(cost, x); math.Abs(got-want) > 1e-8 {
			t.Fatalf("least %v at %v, want %v", got, x, want)
		}
		for _, h := range rows {
			if dot(h.a, x) > h.b+1e-9 {
				t.Fatalf("%v breaks %v", x, h)
			}
		}
	}
	if found < 500 || none < 200 {
		t.Errorf("%d programs with a solution and %d without: the test sees too little", found, none)
	}
}

// vertices is the least cost over all points in which d constraints meet.
func vertices(cost []float64, rows []halfspace, lo, hi []float64) (float64, bool) {
	d := len(cost)
	all := append([]halfspace(nil), rows...)
	for i := range d {
		up, down := make([]float64, d), make([]float64, d)
		up[i], down[i] = 1, -1
		all = append(all, halfspace{up, hi[i]}, halfspace{down, -lo[i]})
	}
	best, some := math.Inf(1), false
	pick := make([]int, d)
	var choose func(k, from int)
	choose = func(k, from int) {
		if k < d {
			for i := from; i < len(all); i++ {
				pick[k] = i
				choose(k+1, i+1)
			}
			return
		}
		x, ok := meet(all, pick)
		if !ok {
			return
		}
		for _, h := range all {
			if dot(h.a, x) > h.b+1e-9 {
				return
			}
		}
		best, some = min(best, dot(cost, x)), true
	}
	choose(0, 0)
	return best, some
}

// meet solves the equations of the chosen constraints by elimination.
func meet(all []halfspace, pick []int) ([]float64, bool) {
	d := len(pick)
	m := make([][]float64, d)
	for i, p := range pick {
		m[i] = append(append([]float64(nil), all[p].a...), all[p].b)
	}
	for i := range m {
		top := i
		for k := i; k < d; k++ {
			if math.Abs(m[k][i]) > math.Abs(m[top][i]) {
				top = k
			}
		}
		m[i], m[top] = m[top], m[i]
		if math.Abs(m[i][i]) < 1e-10 {
			return nil, false
		}
		for k := range m {
			if k == i {
				continue
			}
			f := m[k][i] / m[i][i]
			for j := i; j <= d; j++ {
				m[k][j] -= f * m[i][j]
			}
		}
	}
	x := make([]float64, d)
	for i := range x {
		x[i] = m[i][d] / m[i][i]
	}
	return x, true
}

// ground is a problem of known answer.
type ground struct {
	dim  int
	of   func(x []float64) Value
	want float64
	none bool
}

// Straight and bent constraints, kinks of caps, an optimum in a corner of two
// bent constraints, one inside the box, and a problem without any point.
func TestRun(t *testing.T) {
	value := func(f float64, slack ...float64) Value { return Value{f, slack} }
	for name, g := range map[string]ground{
		"line":   {dim: 1, want: 0.37, of: func(x []float64) Value { return value(x[0], x[0]-0.37) }},
		"inside": {dim: 2, want: 0, of: func(x []float64) Value { return value(math.Pow(x[0]-0.3, 2)+math.Pow(x[1]-0.6, 2), 1-x[0]) }},
		"corner": {dim: 3, want: 0.84, of: func(x []float64) Value {
			return value(x[0]+x[1]+x[2], x[0]+0.5*x[1]-0.45, x[1]+0.5*x[2]-0.6, x[2]+x[0]-0.3)
		}},
		"circle": {dim: 2, want: 2 - math.Sqrt2*0.8, of: func(x []float64) Value {
			return value(x[0]+x[1], 0.64-math.Pow(x[0]-1, 2)-math.Pow(x[1]-1, 2))
		}},
		// Two bent boundaries that meet at (0.5, 0.5): the sum is least there.
		"meeting": {dim: 2, want: 1, of: func(x []float64) Value {
			return value(x[0]+x[1], x[0]-0.5-0.3*(x[1]-0.5)*(x[1]-0.5)-0.2*(0.5-x[1]), x[1]-0.5-0.3*(x[0]-0.5)*(x[0]-0.5)-0.2*(0.5-x[0]))
		}},
		"cap":   {dim: 2, want: 0.55, of: func(x []float64) Value { return value(x[0]+0.5*x[1], min(x[0], 0.4)+min(x[1], 0.3)-0.7) }},
		"cap 2": {dim: 2, want: 0.45, of: func(x []float64) Value { return value(x[0]+0.5*x[1], min(x[0], 0.4)+min(x[1], 0.5)-0.7) }},
		"none":  {dim: 2, want: 0.1, none: true, of: func(x []float64) Value { return value(x[0], x[0]+x[1]-1.2, 1-x[0]-x[1]) }},
	} {
		evaluations := 0
		read := func(_ context.Context, points [][]float64) ([]Value, error) {
			out := make([]Value, len(points))
			for i, x := range points {
				out[i] = g.of(x)
			}
			evaluations += len(points)
			return out, nil
		}
		var searches []Search[Value]
		for _, x := range Design(g.dim, 5) {
			searches = append(searches, Search[Value]{Aim: func(v Value) Value { return v }, From: x, Reach: 0.2, Fine: 1e-5, Most: 60})
		}
		spots, err := Run(context.Background(), searches, make([]float64, g.dim), read)
		if err != nil {
			t.Fatal(err)
		}
		best := spots[0]
		good := 0
		for _, s := range spots {
			if s.Better(&best.Value) {
				best = s
			}
			if !g.none && s.Violation() == 0 && s.Figure < g.want+2e-3 {
				good++
			}
		}
		got := best.Figure
		if g.none {
			got = best.Violation()
		}
		t.Logf("%s: %.6f at %.4f, %d of %d starts, %d evaluations", name, got, best.X, good, len(spots), evaluations)
		if math.Abs(got-g.want) > 1e-4 || (best.Violation() == 0) == g.none {
			t.Errorf("%s: %+v, want %v", name, best, g.want)
		}
	}
}
