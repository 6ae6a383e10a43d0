package study

import (
	"fmt"
	"math"
	"testing"
)

// The cost of a deal is the sum of its lines: one that is uniform on 1,000 to 2,000
// and paid once moves its mean by exactly 800 between its 10 % and 90 % point, one
// paid in each of six months by 4,800, without any error. A pinned input whose
// partner is correlated takes it along by r times its own score: the mean of a
// normal partner by r sd (2 x 1.2816).
func TestTornadoOfLinear(t *testing.T) {
	p := planOf(t, toyText+`
volume_effect: {sd: 0.1}
costs:
  c1: {per: once, amount: {uniform: {min: 1000, max: 2000}}}
  c2: {amount: {uniform: {min: 1000, max: 2000}}}
  c3: {per: once, amount: 1}`)
	s, err := NewSensitivity(p, SensitivityOptions{Metric: "cost.total", Parts: []string{"tornado"}})
	if err != nil {
		t.Fatal(err)
	}
	got := answer(t, s, 1, 50).Tornado
	for i, want := range []struct {
		name string
		by   float64
	}{{"costs.c2.amount", 4800}, {"costs.c1.amount", 800}, {"volume_effect", 0}} {
		x := got.Swings[i]
		if name := p.Drivers()[x.Driver].Name; name != want.name {
			t.Errorf("place %d has %s, want %s", i, name, want.name)
		}
		if d := x.Difference; d.Value != want.by || d.SE != 0 || math.Abs(x.High.Value-x.Low.Value-want.by) > 1e-9 {
			t.Errorf("%s moves the cost by %+v, want exactly %v", want.name, d, want.by)
		}
		if want.by == 0 {
			if len(x.Inputs) > 0 {
				t.Errorf("%s has inputs: %+v", want.name, x.Inputs)
			}
			continue
		}
		if len(x.Inputs) != 1 || x.Inputs[0].Address != want.name || math.Abs(x.Inputs[0].Low-1100) > 1e-9 || math.Abs(x.Inputs[0].High-1900) > 1e-9 {
			t.Errorf("%s goes along %+v, want 1100 to 1900", want.name, x.Inputs)
		}
	}

	const r = 0.8
	s, err = NewSensitivity(toyNormals(t, 6/math.Pi*math.Asin(r/2)), SensitivityOptions{Metric: "cost.total", Parts: []string{"tornado"}})
	if err != nil {
		t.Fatal(err)
	}
	got = answer(t, s, 1, 50).Tornado
	for i, sd := range []float64{200 + r*100, 100 + r*200, 100} {
		if x := got.Swings[i]; x.Driver != i || math.Abs(x.Difference.Value-2*pointScores[1]*sd) > 0.02 {
			t.Errorf("place %d: driver %d moves the cost by %+v, want %v", i, x.Driver, x.Difference, 2*pointScores[1]*sd)
		}
	}
}

// A table of joint draws moves along its rows, in money as the deal writes it, and
// shows each column that differs.
func TestTornadoOfTable(t *testing.T) {
	p := planOf(t, toyText+`
costs:
  c1: {per: once, amount: {joint: {table: draws, column: rent}}}
  c2: {per: once, amount: {joint: {table: draws, column: pay}}}
  c3: {per: once, amount: {joint: {table: draws, column: same}}}
tables: {draws: {columns: {rent: [100, 200, 300, 400, 500], pay: [50, 40, 30, 20, 10], same: [7, 7, 7, 7, 7]}}}`)
	s, err := NewSensitivity(p, SensitivityOptions{Metric: "cost.total", Parts: []string{"tornado"}})
	if err != nil {
		t.Fatal(err)
	}
	got := answer(t, s, 1, 20).Tornado
	if have, want := fmt.Sprint(got.Swings[0].Inputs), "[{costs.c1.amount 100 500} {costs.c2.amount 50 10}]"; have != want {
		t.Errorf("the table's inputs: %s, want %s", have, want)
	}
	if d := got.Swings[0].Difference; d.Value != 360 || d.SE != 0 || len(got.Swings) != 1 {
		t.Errorf("difference %+v of %d drivers, want exactly 360 of 1", d, len(got.Swings))
	}
}
