package cashflow

import (
	"math"
	"slices"
	"testing"
)

// vectors are per period; decimals are scaled to integers, which moves no root.
// Source: the project's frozen list of IRR cases.
var vectors = []struct {
	name   string
	flows  []int64
	roots  []float64
	status Status
}{
	{"two", []int64{-50, -100, 600, 300, -100}, []float64{-0.768895470680781, 1.854417828456178}, Several},
	{"three", []int64{-1000, 3600, -4310, 1716}, []float64{0.1, 0.2, 0.3}, Several},
	{"double", []int64{-1000, 2200, -1210}, []float64{0.1}, One},
	{"none", []int64{1000, -3000, 2500}, nil, None},
	{"loss", level(-10000e5, 16, 32724625), []float64{-0.067654113449687}, One},
	{"gain first", append(repeat(12, 8717), -8643), []float64{-0.502073264226397}, One},
	{"empty", nil, nil, NoDraw},
	{"zeros", make([]int64, 9), nil, NoDraw},
	{"no draw", []int64{0, 5, 7}, nil, NoDraw},
	{"nothing back", []int64{0, -5, -7, 0}, nil, TotalLoss},
	{"nothing back, one month", []int64{-5}, nil, TotalLoss},
	{"whole money back", []int64{-100, 40, 60}, []float64{0}, One},
	{"zero thrice", []int64{-1, 3, -3, 1}, []float64{0}, One},
	{"zero twice and more", []int64{-1, 4, -5, 2}, []float64{0, 1}, Several},
	{"zero and two", mul([]int64{-1, 1}, mul([]int64{-10, 11}, []int64{-10, 9})), []float64{-0.1, 0, 0.1}, Several},
	{"tie", mul([]int64{-10, 11}, []int64{-10, 9}), []float64{-0.1, 0.1}, Several},
	{"double loss", mul([]int64{-2, 1}, []int64{-2, 1}), []float64{-0.5}, One},
	{"lower end is outside", []int64{-50, 1}, nil, None},
	{"just inside", []int64{-50000000, 1000001}, []float64{-0.97999998}, One},
	{"upper end is outside", []int64{-1, 10000}, nil, None},
	{"just inside the upper end", []int64{-10000, 99999999}, []float64{9998.9999}, One},
	{"both ends, a double one, and one inside", mul(mul([]int64{-50, 1}, []int64{-1, 10000}), mul([]int64{-1, 10000}, []int64{-10, 11})), []float64{0.1}, One},
	{"meets the middle of an exact search", mul(mul([]int64{-1, 1}, []int64{-1, 1}), mul([]int64{-10001, 20000}, []int64{-1, 4})), []float64{0, 9999.0 / 10001, 3}, Several},
	{"delayed", []int64{0, 0, 0, -100, 121, 0, 0}, []float64{0.21}, One},
}

func repeat(n int, v int64) []int64 {
	s := make([]int64, n)
	for i := range s {
		s[i] = v
	}
	return s
}

func level(first int64, n int, v int64) []int64 { return append([]int64{first}, repeat(n, v)...) }

// mul is the product of two polynomials.
func mul(a, b []int64) []int64 {
	c := make([]int64, len(a)+len(b)-1)
	for i, x := range a {
		for j, y := range b {
			c[i+j] += x * y
		}
	}
	return c
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-13*(1+math.Abs(b)) }

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		for _, scale := range []int64{1, -1, 1000} {
			flows := make([]int64, len(v.flows))
			for i, f := range v.flows {
				flows[i] = f * scale
			}
			got := Roots(nil, flows)
			if len(got) != len(v.roots) {
				t.Errorf("%s x %d: roots %v, want %v", v.name, scale, got, v.roots)
				continue
			}
			for i := range got {
				if !near(got[i], v.roots[i]) {
					t.Errorf("%s x %d: root %v, want %v", v.name, scale, got[i], v.roots[i])
				}
			}
			if scale < 0 {
				continue // the mirror of a loss may be no draw
			}
			irr, status := IRR(flows)
			if status != v.status {
				t.Errorf("%s x %d: status %v, want %v", v.name, scale, status, v.status)
			}
			want := math.NaN()
			switch {
			case v.status == TotalLoss:
				want = -1
			case len(v.roots) > 0:
				best := v.roots[0]
				for _, r := range v.roots {
					if math.Abs(r) < math.Abs(best) {
						best = r
					}
				}
				want = math.Pow(1+best, 12) - 1
			}
			if math.IsNaN(want) != math.IsNaN(irr) || math.Abs(irr-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("%s x %d: IRR %v, want %v", v.name, scale, irr, want)
			}
		}
	}
}

// Cumulative flows beyond int64 keep their signs.
func TestHugeFlows(t *testing.T) {
	for _, small := range [][]int64{{-1, -1, -1, 1, 1, 1, 1}, {-1, 1, 1, 1, 1, 1}, {-1, -1, -1, 1, 1, 1}} {
		huge := make([]int64, len(small))
		for i, f := range small {
			huge[i] = f << 62
		}
		want, got := Roots(nil, small), Roots(nil, huge)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%v: roots %v, times 2^62 %v", small, want, got)
		}
	}
}
