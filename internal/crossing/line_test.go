package crossing_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/internal/crossing"
)

// planted is a statistic that is a plain function of the value, with a half-width.
type planted struct {
	slack func(x float64) float64
	half  float64
	reads int
}

func (p *planted) line(lo, hi float64, places int) *crossing.Line {
	return &crossing.Line{
		Lo: lo, Hi: hi, Places: places, Grid: 7, Fine: 49, Most: 20,
		Read: func(_ context.Context, xs []float64) ([]crossing.Reading, error) {
			out := make([]crossing.Reading, len(xs))
			for i, x := range xs {
				p.reads++
				v := p.slack(x)
				out[i] = crossing.Reading{Slack: v, Lo: v - p.half, Hi: v + p.half, Met: v >= 0}
			}
			return out, nil
		},
		Rise: func(a, b float64) (lo, hi float64) {
			d := p.slack(b) - p.slack(a)
			return d, d
		},
	}
}

func solve(t *testing.T, l *crossing.Line) crossing.Found {
	t.Helper()
	f, err := l.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Whatever the shape, a monotone statistic's crossing is found to 1e-4 of the
// range in at most 20 values, and the condition holds at what is answered.
func TestMonotoneCrossings(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	shapes := map[string]func(x float64) float64{
		"linear": func(x float64) float64 { return x },
		"cubic":  func(x float64) float64 { return x * x * x },
		"step":   func(x float64) float64 { return math.Copysign(1, x) },
		"stairs": func(x float64) float64 { return math.Floor(40*x) / 40 },
		"steep":  func(x float64) float64 { return math.Tanh(300 * x) },
		"convex": func(x float64) float64 { return math.Exp(9*x) - 1 },
		"flat":   func(x float64) float64 { return math.Copysign(math.Pow(math.Abs(x), 9), x) },
		"root":   func(x float64) float64 { return math.Cbrt(x) },
		"no value below": func(x float64) float64 {
			if x < 0 {
				return -math.MaxFloat64
			}
			return x
		},
	}
	most := map[string]int{}
	for name, shape := range shapes {
		for range 200 {
			lo := 100 * r.NormFloat64()
			hi := lo + math.Exp(3*r.NormFloat64())
			at := lo + (hi-lo)*(0.001+0.998*r.Float64())
			sign := 1.0
			if r.IntN(2) == 0 {
				sign = -1
			}
			p := planted{slack: func(x float64) float64 { return shape(sign * (x - at) / (hi - lo)) }}
			l := p.line(lo, hi, 6+int(math.Ceil(-math.Log10(hi-lo))))
			l.Also = []float64{lo + (hi-lo)*r.Float64()}
			f := solve(t, l)
			most[name] = max(most[name], p.reads)
			if len(f.Crossings) != 1 || !f.Monotone || p.reads > 20 || p.reads != len(f.Points) {
				t.Fatalf("%s at %v of %v to %v: %d crossings, monotone %v, %d values read, %d kept", name, at, lo, hi, len(f.Crossings), f.Monotone, p.reads, len(f.Points))
			}
			c := f.Crossings[0]
			if !(p.slack(c.At) >= 0) || p.slack(c.Other) >= 0 || math.Abs(c.At-c.Other) > 1.0001e-4*(hi-lo) || (c.Above != (sign > 0)) {
				t.Fatalf("%s at %v of %v to %v: %+v", name, at, lo, hi, c)
			}
			if c.Lo > c.At || c.Hi < c.At || c.Hi-c.Lo > 0.01*(hi-lo) {
				t.Fatalf("%s at %v of %v to %v: interval %v to %v without any error", name, at, lo, hi, c.Lo, c.Hi)
			}
		}
	}
	t.Log("values read at most:", most)
	if most["linear"] > 13 {
		t.Errorf("a line took %d values", most["linear"])
	}
}

// The interval is where the statistic's own has the limit in it, found within a
// fiftieth of its own width; an end beyond the range is infinite.
func TestCrossingIntervals(t *testing.T) {
	for _, c := range []struct {
		slack  func(x float64) float64
		half   float64
		lo, hi float64
	}{
		{func(x float64) float64 { return x - 4.2 }, 0.3, 3.9, 4.5},
		{func(x float64) float64 { return 4.2 - x }, 0.3, 3.9, 4.5},
		{func(x float64) float64 { return math.Expm1(x - 4.2) }, 0.2, 4.2 + math.Log(0.8), 4.2 + math.Log(1.2)},
		{func(x float64) float64 { return x - 4.2 }, 4.5, math.Inf(-1), 8.7},
		{func(x float64) float64 { return x - 4.2 }, 6, math.Inf(-1), math.Inf(1)},
		{func(x float64) float64 { return 4.2 - x }, 5.5, math.Inf(-1), 9.7},
	} {
		p := planted{slack: c.slack, half: c.half}
		f := solve(t, p.line(0, 10, 5))
		got := f.Crossings[0]
		if len(f.Crossings) != 1 || p.reads > 20 {
			t.Errorf("half %v: %d crossings, %d values", c.half, len(f.Crossings), p.reads)
		}
		for _, end := range [][2]float64{{got.Lo, c.lo}, {got.Hi, c.hi}} {
			if math.IsInf(end[1], 0) != math.IsInf(end[0], 0) || math.Abs(end[0]-end[1]) > 0.03*math.Abs(end[1]-4.2) {
				t.Errorf("half %v: interval %v to %v, want %v to %v", c.half, got.Lo, got.Hi, c.lo, c.hi)
			}
		}
		if c.slack(got.Lo)*c.slack(got.Hi) > 0 || (!math.IsInf(got.Lo, 0) && math.Abs(c.slack(got.Lo)) < c.half) {
			t.Errorf("half %v: interval %v to %v is too narrow", c.half, got.Lo, got.Hi)
		}
	}
}

// Three crossings of a cubic, five of a wave: all are found, each as exactly as one.
func TestAllCrossings(t *testing.T) {
	for name, c := range map[string]struct {
		slack func(x float64) float64
		roots []float64
	}{
		"cubic": {func(x float64) float64 { return (x - 0.21) * (x - 0.48) * (x - 0.83) }, []float64{0.21, 0.48, 0.83}},
		"bump":  {func(x float64) float64 { return 0.01 - (x-0.5)*(x-0.5) }, []float64{0.4, 0.6}},
		"wave":  {func(x float64) float64 { return math.Sin(5.5 * math.Pi * x) }, []float64{2 / 11.0, 4 / 11.0, 6 / 11.0, 8 / 11.0, 10 / 11.0}},
	} {
		p := planted{slack: c.slack, half: 1e-3}
		f := solve(t, p.line(0, 1, 6))
		if f.Monotone || f.Grid != 49 || len(f.Crossings) < len(c.roots) {
			t.Fatalf("%s: monotone %v on a grid of %d, crossings %+v", name, f.Monotone, f.Grid, f.Crossings)
		}
		for _, root := range c.roots {
			if !slices.ContainsFunc(f.Crossings, func(x crossing.Crossing) bool { return math.Abs(x.At-root) <= 1e-4 && x.Lo < root && root < x.Hi }) {
				t.Errorf("%s: no crossing at %v: %+v", name, root, f.Crossings)
			}
		}
	}
}

// Where the condition holds all over the range, or nowhere, there is no crossing
// and the grid says so.
func TestNoCrossing(t *testing.T) {
	for _, v := range []float64{-1, 1} {
		p := planted{slack: func(x float64) float64 { return v + 0.001*x }}
		f := solve(t, p.line(0, 10, 4))
		if len(f.Crossings) != 0 || p.reads != 7 || f.Points[0].Met != (v > 0) || f.Points[6].X != 10 {
			t.Errorf("slack %v: %+v after %d values", v, f, p.reads)
		}
	}
}

// A field of whole numbers is searched over whole numbers, and all of them are
// tried if they are few. Of 0 to 200 the condition begins to hold at 60 for
// certain at 65, and cannot be ruled out from 56 on.
func TestWholeNumbers(t *testing.T) {
	for _, hi := range []float64{14, 200} {
		root := 0.3 * hi
		for sign := -1.0; sign <= 1; sign += 2 {
			p := planted{slack: func(x float64) float64 { return sign * (x - root + 0.1) }, half: 4.5}
			f := solve(t, p.line(0, hi, 0))
			c := f.Crossings[0]
			for _, x := range f.Points {
				if x.X != math.Round(x.X) {
					t.Fatalf("%v was read", x.X)
				}
			}
			first := math.Ceil(root - 0.1) // the least whole number above the root
			want := crossing.Crossing{At: first, Other: first - 1, Above: true, Lo: math.Ceil(root - 0.1 - 4.5), Hi: math.Ceil(root - 0.1 + 4.5)}
			if sign < 0 {
				want = crossing.Crossing{At: first - 1, Other: first, Lo: math.Floor(root - 0.1 - 4.5), Hi: math.Floor(root - 0.1 + 4.5)}
			}
			want.Lo = unlessBelow(want.Lo, 0)
			if c != want {
				t.Errorf("to %v, sign %v: %+v, want %+v", hi, sign, c, want)
			}
			if f.All != (hi < 20) || f.All && p.reads != int(hi)+1 {
				t.Errorf("to %v: all %v after %d values", hi, f.All, p.reads)
			}
		}
	}
}

// unlessBelow is no end where that would not be above the first value, as then
// nothing read rules it out.
func unlessBelow(v, first float64) float64 {
	if v <= first {
		return math.Inf(-1)
	}
	return v
}

// Cut short, a search keeps what it has read.
func TestLineStopped(t *testing.T) {
	stop := errors.New("stop")
	p := planted{slack: func(x float64) float64 { return x - 0.3 }}
	l := p.line(0, 1, 6)
	read := l.Read
	l.Read = func(ctx context.Context, xs []float64) ([]crossing.Reading, error) {
		out, _ := read(ctx, xs)
		if p.reads < 8 {
			return out, nil
		}
		return nil, fmt.Errorf("read: %w", stop)
	}
	f, err := l.Solve(context.Background())
	if !errors.Is(err, stop) || len(f.Points) != 7 || len(f.Crossings) != 1 || f.Crossings[0].At != 0.333333 {
		t.Errorf("%v after %+v", err, f)
	}
}
