package crossing_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sibsim/sibsim/internal/crossing"
)

// ground is a planted space: a lifetime fails by the margin, which luck moves
// by a normal of its own; the statistic is the share of lifetimes that fail, held
// against a limit, or the mean margin held against 0.
type ground struct {
	drivers int
	push    [][]float64 // nil: independent
	margin  func(y []float64) float64
	luck    float64 // standard deviation of luck in the margin
	mean    bool
	share   float64 // of lifetimes that must fail, 0 for one half
	seed    uint64
	points  int
}

func (g *ground) space() *crossing.Space {
	push := g.push
	if push == nil {
		for k := range g.drivers {
			e := make([]float64, g.drivers)
			e[k] = 1
			push = append(push, e)
		}
	}
	lifetime := func(y []float64, luck int) float64 {
		m := g.margin(y)
		if g.luck > 0 {
			m += g.luck * rand.New(rand.NewPCG(g.seed+1000, uint64(luck))).NormFloat64()
		}
		return m
	}
	return &crossing.Space{
		Push: push, Luck: 1000, Quick: 200, Radius: 6, Within: 4,
		Draw: func(dst []float64, n uint64) {
			r := rand.New(rand.NewPCG(g.seed, n))
			for i := range dst {
				dst[i] = r.NormFloat64()
			}
		},
		Read: func(_ context.Context, points [][]float64, luck int) ([]crossing.Reading, error) {
			out := make([]crossing.Reading, len(points))
			for i, y := range points {
				g.points++
				sum, square, fails := 0.0, 0.0, 0.0
				for n := range luck {
					m := lifetime(y, n)
					sum, square = sum+m, square+m*m
					if m >= 0 {
						fails++
					}
				}
				n := float64(luck)
				v, half := sum/n, 1.96*math.Sqrt(max(0, square/n-sum/n*sum/n)/n)
				if !g.mean {
					p, limit := fails/n, g.share
					if limit == 0 {
						limit = 0.5
					}
					v, half = p-limit, 1.96*math.Sqrt((p*(1-p)+1/n)/n)
				}
				out[i] = crossing.Reading{Slack: v, Lo: v - half, Hi: v + half, Met: v >= 0}
			}
			return out, nil
		},
		Score: func(_ context.Context, points [][]float64) ([]float64, error) {
			out := make([]float64, len(points))
			for i, y := range points {
				out[i] = lifetime(y, i/2)
				if !g.mean {
					out[i] = math.Copysign(1, out[i])
				}
			}
			return out, nil
		},
	}
}

// search is both questions.
func search(t *testing.T, g *ground) ([]crossing.Single, crossing.Spot) {
	t.Helper()
	s := g.space()
	singles, err := s.Singles(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	spot, err := s.Nearest(context.Background(), singles)
	if err != nil {
		t.Fatal(err)
	}
	return singles, spot
}

// Two drivers that break together what neither breaks alone within 4 standard
// deviations are found, and only they, at the distance of the closed form within
// 2 %: on a flat boundary, a hyperbola, a circle seen from inside, a corner, and
// with luck that makes it soft, for a probability and for a mean.
func TestTwoTogether(t *testing.T) {
	flat := func(y []float64) float64 { return (y[3] - y[7] - 6) / math.Sqrt2 }
	for name, c := range map[string]struct {
		g    ground
		want float64
	}{
		"flat":         {ground{margin: flat}, 6 / math.Sqrt2},
		"steeper":      {ground{margin: func(y []float64) float64 { return 0.6*y[3] - 0.8*y[7] - 4.5 }}, 4.5},
		"hyperbola":    {ground{margin: func(y []float64) float64 { return -y[3]*y[7] - 9 }}, math.Sqrt(18)},
		"corner":       {ground{margin: func(y []float64) float64 { return min(y[3]-2.5, -y[7]-2.5) }}, 2.5 * math.Sqrt2},
		"parabola":     {ground{margin: func(y []float64) float64 { return y[3] - 4.1 + 0.3*y[7] - 0.05*y[7]*y[7] }}, parabola()},
		"soft":         {ground{margin: flat, luck: 0.7}, 6 / math.Sqrt2},
		"mean":         {ground{margin: flat, luck: 0.7, mean: true}, 6 / math.Sqrt2},
		"one in fifty": {ground{margin: flat, luck: 0.7, share: 0.02}, 6/math.Sqrt2 - 0.7*2.0537},
	} {
		for seed := uint64(1); seed <= 3; seed++ {
			c.g.drivers, c.g.seed = 12, seed
			singles, spot := search(t, &c.g)
			for _, x := range singles {
				if !math.IsNaN(x.Distance) && name != "one in fifty" {
					t.Errorf("%s: driver %d alone breaks it at %v", name, x.Driver, x.Distance)
				}
			}
			// The words of luck move a soft boundary by their own error.
			slip := 0.02*c.want + 4.89*1.25*c.g.luck/math.Sqrt(1000)
			if name == "one in fifty" {
				slip = 0.02*c.want + 4.89*0.7*0.14/0.0484/math.Sqrt(1000)
			}
			t.Logf("%s, seed %d: distance %.4f (%.3f to %.3f), want %.4f, %d points read", name, seed, spot.Distance, spot.Lo, spot.Hi, c.want, c.g.points)
			if !(math.Abs(spot.Distance-c.want) <= slip) {
				t.Errorf("%s, seed %d: distance %v, want %v; pushes %.2f", name, seed, spot.Distance, c.want, spot.Push)
			}
			if spot.Lo > spot.Distance || spot.Hi < spot.Distance || !spot.Met {
				t.Errorf("%s, seed %d: distance %v, interval %v to %v, met %v", name, seed, spot.Distance, spot.Lo, spot.Hi, spot.Met)
			}
			for k, x := range spot.Push {
				if (x != 0) != (k == 3 || k == 7) {
					t.Errorf("%s, seed %d: driver %d is moved by %v", name, seed, k, x)
				}
			}
			c.g.points = 0
		}
	}
}

// parabola returns the distance of y3 = 4.1 - 0.3 y7 + 0.05 y7^2 from the origin.
func parabola() float64 {
	least := math.Inf(1)
	for x := -6.0; x < 6; x += 1e-4 {
		least = min(least, math.Hypot(x, 4.1-0.3*x+0.05*x*x))
	}
	return least
}

// Each of ten drivers in its turn is the one that breaks the deal: it is ranked
// first, at its distance, on its side, for a hard boundary and a soft one.
func TestSingleDrivers(t *testing.T) {
	for i := range 10 {
		want := (1.2 + 0.25*float64(i)) * math.Copysign(1, float64(i%2)-0.5)
		for _, luck := range []float64{0, 0.5} {
			g := ground{drivers: 10, seed: 1, luck: luck, margin: func(y []float64) float64 {
				m := math.Copysign(y[i], y[i]*want) - math.Abs(want)
				for k, x := range y {
					if k != i {
						m += 0.2 * x
					}
				}
				return m
			}}
			s := g.space()
			singles, err := s.Singles(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			x := singles[0]
			slip := 0.011 + 4.89*1.25*luck/math.Sqrt(1000)
			if x.Driver != i || math.Abs(x.Distance-want) > slip || !math.IsNaN(singles[1].Distance) {
				t.Errorf("driver %d at %v with luck %v: %+v, then %+v", i, want, luck, x, singles[1])
			}
			if x.Lo > x.Distance || x.Hi < x.Distance || x.Lo > want || x.Hi < want {
				t.Errorf("driver %d at %v with luck %v: interval %v to %v", i, want, luck, x.Lo, x.Hi)
			}
		}
	}
}

// Correlated inputs: z = L y, the condition is w.z >= c, its distance in the
// independent space c/sqrt(w'Rw), and the shares follow the squares of w, in
// whatever order the inputs are.
func TestCorrelatedDrivers(t *testing.T) {
	const c = 3.2
	for _, order := range [][]int{{0, 1, 2, 3}, {2, 1, 0, 3}, {1, 0, 2, 3}} {
		weight := []float64{0.8, 0.4, 0, 0.3}
		rho := [][]float64{{1, 0.7, -0.4, 0}, {0.7, 1, 0.1, 0}, {-0.4, 0.1, 1, 0}, {0, 0, 0, 1}}
		w, r := make([]float64, 4), make([][]float64, 4)
		for i, from := range order {
			w[i], r[i] = weight[from], make([]float64, 4)
			for j, to := range order {
				r[i][j] = rho[from][to]
			}
		}
		lower := cholesky(r)
		variance := 0.0
		for i := range w {
			for j := range w {
				variance += w[i] * w[j] * r[i][j]
			}
		}
		g := ground{push: lower, seed: 1, luck: 0.3, mean: true, margin: func(y []float64) float64 {
			m := -c
			for i := range w {
				for j := range y {
					m += w[i] * lower[i][j] * y[j]
				}
			}
			return m
		}}
		singles, spot := search(t, &g)
		want := c / math.Sqrt(variance)
		if math.Abs(spot.Distance/want-1) > 0.02 {
			t.Errorf("order %v: distance %v, want %v", order, spot.Distance, want)
		}
		block := variance - 0.09
		for i, x := range spot.Share {
			share := block / variance * w[i] * w[i] / 0.8
			if w[i] == 0.3 {
				share = 0.09 / variance
			}
			if math.Abs(x-share) > 0.03 {
				t.Errorf("order %v: share of driver %d is %v, want %v", order, order[i], x, share)
			}
		}
		// Alone, with the others following: w.R_k q = c.
		for _, x := range singles {
			along := 0.0
			for j := range w {
				along += w[j] * r[x.Driver][j]
			}
			alone := c / along
			if math.Abs(alone) > 4 {
				alone = math.NaN()
			}
			if math.IsNaN(alone) != math.IsNaN(x.Distance) || math.Abs(alone-x.Distance) > 0.05 {
				t.Errorf("order %v: driver %d alone at %v, want %v", order, order[x.Driver], x.Distance, alone)
			}
		}
	}
}

func cholesky(m [][]float64) [][]float64 {
	l := make([][]float64, len(m))
	for i := range m {
		l[i] = make([]float64, len(m))
		for j := 0; j <= i; j++ {
			sum := m[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(sum)
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}

// With many drivers that each matter a little, none can be set back and the
// distance is still found: 40 of equal weight, hard, soft and for a mean.
func TestManyDrivers(t *testing.T) {
	for name, g := range map[string]ground{"hard": {}, "soft": {luck: 0.5}, "mean": {luck: 2, mean: true}} {
		g.drivers, g.seed = 40, 2
		g.margin = func(y []float64) float64 {
			m := -2.5
			for k, x := range y {
				m += x / math.Sqrt(40) * math.Copysign(1, float64(k%2)-0.5)
			}
			return m
		}
		_, spot := search(t, &g)
		slip := 0.02*2.5 + 4.89*1.25*g.luck/math.Sqrt(1000)
		t.Logf("%s: distance %.4f, %d points read", name, spot.Distance, g.points)
		if !(math.Abs(spot.Distance-2.5) < slip) {
			t.Errorf("%s: distance %v, want 2.5", name, spot.Distance)
		}
	}
}

// Two of eighty drivers that break it with either sign, so long as they go
// together: no gradient points to them and the worst lifetimes lie on both sides.
func TestBothEnds(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		g := ground{drivers: 80, seed: seed, margin: func(y []float64) float64 { return -y[3]*y[7] - 9 }}
		_, spot := search(t, &g)
		if !(math.Abs(spot.Distance/math.Sqrt(18)-1) < 0.02) {
			t.Errorf("seed %d: distance %v, want %v", seed, spot.Distance, math.Sqrt(18))
		}
	}
}

// What holds only on a stretch of the way is found where it begins; what holds
// nowhere is not, and what was tried is told.
func TestStretchAndNothing(t *testing.T) {
	g := ground{drivers: 5, seed: 1, margin: func(y []float64) float64 { return 0.7 - math.Abs(y[2]-2.7) }}
	singles, spot := search(t, &g)
	if singles[0].Driver != 2 || math.Abs(singles[0].Distance-2) > 0.011 || math.Abs(spot.Distance-2) > 0.01 {
		t.Errorf("a stretch from 2: %+v, %v", singles[0], spot.Distance)
	}
	g = ground{drivers: 5, seed: 1, margin: func(y []float64) float64 { return y[0] - 7 }}
	singles, spot = search(t, &g)
	if !math.IsNaN(singles[0].Distance) || !math.IsNaN(spot.Distance) || spot.Point != nil || spot.Farthest > 6+1e-9 {
		t.Errorf("nothing within 6: %+v, %+v", singles[0], spot)
	}
}
