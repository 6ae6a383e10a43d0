package optimum

import (
	"context"
	"math"
	"testing"
)

// The least price of one variable: an edge of what is allowed, an edge bent, the
// edge on a coarse grid of what can be read, the lower of two stretches that are
// allowed, a dip inside, an end of the range, a step, a slack that is infinite on one
// side, and the least violation where nothing is allowed.
// Each must be found to the width asked for, with few points.
func TestLine(t *testing.T) {
	value := func(f float64, slack ...float64) Value { return Value{f, slack} }
	step := func(x float64) float64 {
		if x > 0.4142 {
			return 1
		}
		return -1
	}
	for name, c := range map[string]struct {
		of   func(x float64) Value
		want float64
		most int // points
	}{
		"edge":       {func(x float64) Value { return value(x, x-0.37) }, 0.37, 40},
		"rounded":    {func(x float64) Value { return value(x, x-0.41) }, 0.41, 40},
		"bent edge":  {func(x float64) Value { return value(x, x*x*x-0.2) }, math.Cbrt(0.2), 45},
		"from above": {func(x float64) Value { return value(-x, math.Exp(-3*x)-0.3) }, -math.Log(0.3) / 3, 45},
		"stretches":  {func(x float64) Value { return value(x, (x-0.2)*(x-0.35)*(x-0.8)) }, 0.2, 60},
		"dip":        {func(x float64) Value { return value(math.Pow(x-0.613, 2), 1-x) }, 0.613, 120},
		"end":        {func(x float64) Value { return value(x, 1+x) }, 0, 40},
		"step":       {func(x float64) Value { return value(x, step(x)) }, 0.4142, 90},
		"infinite": {func(x float64) Value {
			if x < 0.52 {
				return value(x, math.Inf(-1))
			}
			return value(x, x-0.53)
		}, 0.53, 60},
		"none": {func(x float64) Value { return value(x, 2*(x-0.7), 0.3-x) }, 1.7 / 3, 60},
	} {
		count := 17
		mark := func(x float64) Mark {
			if name == "rounded" {
				x = math.Round(x*200) / 200
			}
			return Mark{x, c.of(x)}
		}
		read := func(_ context.Context, xs []float64) ([]Mark, error) {
			count += len(xs)
			var out []Mark
			for _, x := range xs {
				out = append(out, mark(x))
			}
			return out, nil
		}
		var known []Mark
		for _, x := range Design(1, 17) {
			known = append(known, mark(x[0]))
		}
		best, err := Line(context.Background(), known, 3, 1e-6, read)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.7f, %d points", name, best.X, count)
		slip := 2e-6
		if name == "dip" {
			slip = 1e-4 // flat there
		}
		if math.Abs(best.X-c.want) > slip {
			t.Errorf("%s: %.7f, want %.7f", name, best.X, c.want)
		}
		if count > c.most {
			t.Errorf("%s: %d points, want at most %d", name, count, c.most)
		}
	}
}
