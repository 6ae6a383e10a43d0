package cashflow

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// scan is the oracle: the flows are valued on a dense grid of log(1+r), minima of
// the size are refined, and sign changes are bisected. It is false where a value
// drowns in rounding next to a possible double root.
func scan(flows []int64, points int) (roots []float64, ok bool) {
	for len(flows) > 0 && flows[0] == 0 {
		flows = flows[1:]
	}
	for len(flows) > 0 && flows[len(flows)-1] == 0 {
		flows = flows[:len(flows)-1]
	}
	// share is the value at log(1+r) = s over the value of the magnitudes there,
	// in [-1, 1]; powers run from the end that keeps them below 1.
	share := func(s float64) float64 {
		var p, a, d float64 = 0, 0, 1
		v := math.Exp(-math.Abs(s))
		for i := range flows {
			f := flows[i]
			if s < 0 {
				f = flows[len(flows)-1-i]
			}
			p += float64(f) * d
			a += math.Abs(float64(f)) * d
			if d *= v; d < 1e-40 {
				break
			}
		}
		return p / a
	}
	const noise = 1e-13
	lo, hi := math.Log(0.02), math.Log(10000)
	type point struct{ s, f float64 }
	grid := make([]point, 0, points)
	for i := range points {
		// a little inside: roots at the ends are not wanted
		s := lo + (hi-lo)*(1e-9+(1-2e-9)*float64(i)/float64(points-1))
		grid = append(grid, point{s, share(s)})
	}
	cross := func(a, b point) {
		for range 60 {
			m := (a.s + b.s) / 2
			if f := share(m); f > 0 == (a.f > 0) {
				a.s = m
			} else {
				b.s = m
			}
		}
		roots = append(roots, math.Expm1((a.s+b.s)/2))
	}
	ok = true
	grid = slices.DeleteFunc(grid, func(p point) bool { return math.Abs(p.f) <= noise })
	for i := 1; i < len(grid); i++ {
		a, b := grid[i-1], grid[i]
		if a.f > 0 != (b.f > 0) {
			cross(a, b)
			continue
		}
		if b.s-a.s > 1.5*(hi-lo)/float64(points) {
			ok = false // points between were noise, without a change of sign
		}
		if i+1 == len(grid) {
			continue
		}
		c := grid[i+1]
		if c.f > 0 != (b.f > 0) || math.Abs(b.f) >= math.Abs(a.f) || math.Abs(b.f) > math.Abs(c.f) {
			continue
		}
		// a minimum of the size: does it reach zero?
		l, r := a.s, c.s
		for range 90 {
			m1, m2 := l+(r-l)*0.382, l+(r-l)*0.618
			if math.Abs(share(m1)) < math.Abs(share(m2)) || share(m1) > 0 != (b.f > 0) {
				r = m2
			} else {
				l = m1
			}
		}
		switch m := (point{(l + r) / 2, share((l + r) / 2)}); {
		case math.Abs(m.f) <= noise:
			ok = false
		case m.f > 0 != (b.f > 0):
			// both are found here, the neighbours keep their sign
			cross(a, m)
			cross(m, c)
		}
	}
	slices.Sort(roots)
	return roots, ok
}

func agree(t *testing.T, what string, flows []int64, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: roots %v, want %v; flows %v", what, got, want, flows)
		return
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > tol*(1+want[i]) {
			t.Errorf("%s: root %v, want %v; flows %v", what, got[i], want[i], flows)
		}
	}
	if !slices.ContainsFunc(flows, func(f int64) bool { return f < 0 }) || !slices.ContainsFunc(flows, func(f int64) bool { return f > 0 }) {
		return
	}
	_, s := IRR(flows)
	if label := []Status{None, One, Several}[min(len(want), 2)]; s != label {
		t.Errorf("%s: status %v, want %v; flows %v", what, s, label, flows)
	}
}

// full returns n, or a twentieth in short tests and under the race detector, which
// has nothing to find in one goroutine.
func full(n int) int {
	if testing.Short() || raceEnabled {
		return n / 20
	}
	return n
}

// flowsLikeDeals returns flows drawn first and repaid later, or quite mixed ones.
func flowsLikeDeals(r *rand.Rand) []int64 {
	n := 6 + r.IntN(79)
	flows := make([]int64, n)
	size := math.Exp2(r.Float64() * 40)
	switch r.IntN(4) {
	case 0: // every month its own sign
		for t := range flows {
			flows[t] = int64(size * r.NormFloat64())
		}
	case 1: // draws, quarterly distributions, late draws
		for t := range flows {
			if t < n/3 || r.IntN(6) == 0 {
				flows[t] -= int64(size * r.Float64())
			}
			if t%3 == 2 && t > n/4 {
				flows[t] += int64(4 * size * r.Float64())
			}
		}
	case 2: // a long recovery and a clean-up cost at the end
		flows[0] = -int64(size * 10)
		for t := 1; t < n; t++ {
			flows[t] = int64(size * r.Float64() * 25 / float64(n))
		}
		flows[n-1] = -int64(size * r.Float64() * 4)
	case 3: // heavy tails, sparse
		for t := range flows {
			if r.IntN(3) == 0 {
				flows[t] = int64(size * math.Exp(3*r.NormFloat64()))
				if r.IntN(2) == 0 {
					flows[t] = -flows[t]
				}
			}
		}
	}
	return flows
}

func TestRandomFlowsAgainstScan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	count, unclear := map[int]int{}, 0
	n := full(10000)
	for range n {
		flows := flowsLikeDeals(r)
		want, ok := scan(flows, 3000)
		if !ok {
			unclear++
			continue
		}
		got := Roots(nil, flows)
		agree(t, "random", flows, got, want, 1e-9)
		count[len(got)]++
	}
	t.Logf("distinct roots: %v; oracle unclear: %d", count, unclear)
	if unclear > n/200 {
		t.Errorf("the oracle left %d of %d open", unclear, n)
	}
}

// ratio is 1+r as a fraction.
type ratio struct{ p, q int64 }

var awkward = []ratio{
	{11, 10},
	{9, 10},
	{1, 1},
	{101, 100},
	{99, 100},
	{1, 2},
	{2, 1},
	{3, 1},
	{21, 1000},
	{201, 10000},
	{1, 50},
	{19, 1000},
	{9999, 1},
	{99999, 10},
	{10000, 1},
	{10001, 1},
	{100, 1},
	{1001, 1000},
	{999, 1000},
	{1000001, 1000000},
	{37, 36},
}

// constructed returns flows whose distinct roots in the interval are known.
func constructed(r *rand.Rand) (flows []int64, roots []float64) {
	flows = []int64{1 - 2*r.Int64N(2)}
	have := map[string]*big.Rat{}
	norm := 1.0
	grow := func(f []int64) bool {
		var size float64
		for _, c := range f {
			size += math.Abs(float64(c))
		}
		if norm*size > 0x1p61 {
			return false
		}
		norm *= size
		flows = mul(flows, f)
		return true
	}
	add := func(k ratio) { // p - q(1+r) as flows: p x - q with x = 1/(1+r)
		if grow([]int64{-k.q, k.p}) {
			v := big.NewRat(k.p, k.q)
			have[v.String()] = v
		}
	}
	for range 1 + r.IntN(5) {
		switch r.IntN(6) {
		case 0, 1:
			add(awkward[r.IntN(len(awkward))])
		case 2: // a double root
			k := awkward[r.IntN(len(awkward))]
			add(k)
			add(k)
		case 3: // a close pair: gap 1/q
			q := int64(math.Exp2(3 + 23*r.Float64()))
			p := int64(float64(q) * math.Exp(r.NormFloat64()))
			if p > 0 {
				add(ratio{p, q})
				add(ratio{p + 1, q})
			}
		case 4: // almost a double root: (p x - q)^2 + 1
			q := int64(math.Exp2(3 + 23*r.Float64()))
			p := int64(float64(q) * math.Exp(r.NormFloat64()))
			grow([]int64{q*q + 1, -2 * p * q, p * p})
		case 5: // sign changes without roots
			grow([]int64{1, -1, 1})
		}
	}
	if r.IntN(3) == 0 {
		m := int64(0x1p60 / norm * r.Float64())
		for i := range flows {
			flows[i] *= max(m, 1)
		}
	}
	if r.IntN(3) == 0 {
		flows = append(append(make([]int64, r.IntN(30)), flows...), make([]int64, r.IntN(30))...)
	}
	lo, hi := big.NewRat(1, 50), big.NewRat(10000, 1)
	for _, v := range have {
		if v.Cmp(lo) > 0 && v.Cmp(hi) < 0 {
			f, _ := new(big.Rat).Sub(v, big.NewRat(1, 1)).Float64()
			roots = append(roots, f)
		}
	}
	slices.Sort(roots)
	return flows, roots
}

func TestConstructedRoots(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	count, checked := map[int]int{}, 0
	for i := range full(4000) {
		flows, want := constructed(r)
		got := Roots(nil, flows)
		agree(t, "constructed", flows, got, want, 2e-11)
		count[len(want)]++
		if i < 400 { // the oracle must itself be right where roots are apart
			seen, ok := scan(flows, 20000)
			apart := len(want) == 0 || want[0] > -0.97 && want[len(want)-1] < 5000
			for j := 1; j < len(want); j++ {
				apart = apart && want[j]-want[j-1] > 1e-3*(1+want[j])
			}
			if ok && apart && !slices.ContainsFunc(seen, func(r float64) bool { return r < -0.97 || r > 5000 }) {
				agree(t, "oracle", flows, seen, want, 1e-4)
				checked++
			}
		}
	}
	t.Logf("distinct roots: %v; oracle agreed on %d of 400", count, checked)
}

// Many changes of sign, over many orders of magnitude.
func TestWildFlowsAgainstScan(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	count, unclear := map[int]int{}, 0
	n := full(2000)
	for range n {
		flows := make([]int64, 3+r.IntN(22))
		span := r.Float64() * 60
		for i := range flows {
			f := int64(math.Exp2(r.Float64() * span))
			if r.IntN(8) == 0 {
				f = 0
			}
			if i%2 == 0 != (r.IntN(8) == 0) {
				f = -f
			}
			flows[i] = f
		}
		want, ok := scan(flows, 20000)
		if !ok {
			unclear++
			continue
		}
		got := Roots(nil, flows)
		agree(t, "wild", flows, got, want, 1e-9)
		count[len(got)]++
	}
	t.Logf("distinct roots: %v; oracle unclear: %d", count, unclear)
	if unclear > n/50 {
		t.Errorf("the oracle left %d of %d open", unclear, n)
	}
}
