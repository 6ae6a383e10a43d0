package study

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/combin"
)

// betaPrior is a beta law with whole parameters on nodes and weights under which
// polynomials up to degree 127 less its own have their exact mean.
func betaPrior(alpha, beta int, gain func(p float64) float64) prior {
	const n = 64
	b := prior{p: make([]float64, n), weights: make([]float64, n), gains: make([]float64, n)}
	quad.Legendre{}.FixedLocations(b.p, b.weights, 0, 1)
	for k, p := range b.p {
		b.weights[k] *= math.Pow(p, float64(alpha-1)) * math.Pow(1-p, float64(beta-1)) / math.Exp(logBeta(alpha, beta))
		b.gains[k] = gain(p)
	}
	return b
}

func logBeta(a, b int) float64 {
	x, _ := math.Lgamma(float64(a))
	y, _ := math.Lgamma(float64(b))
	z, _ := math.Lgamma(float64(a + b))
	return x + y - z
}

// Beta and binomial with a gain linear in the probability: after x of n the
// mean is (α + x)/(α + β + n), and x has the beta-binomial law. Every number is
// found by adding up all x.
func TestPilotOfABetaIsExact(t *testing.T) {
	for _, c := range []struct {
		alpha, beta int
		slope, need float64
	}{{3, 7, 100_000, 0.3}, {3, 7, 100_000, 0.35}, {3, 7, -50_000, 0.28}, {1, 1, 10, 0.5}, {12, 4, 1, 0.7}} {
		b := betaPrior(c.alpha, c.beta, func(p float64) float64 { return c.slope * (p - c.need) })
		mean := c.slope * (float64(c.alpha)/float64(c.alpha+c.beta) - c.need)
		for _, n := range []int{1, 2, 5, 10, 30, 60} {
			want := -math.Max(0, mean)
			for x := range n + 1 {
				chance := math.Exp(combin.LogGeneralizedBinomial(float64(n), float64(x)) + logBeta(c.alpha+x, c.beta+n-x) - logBeta(c.alpha, c.beta))
				want += chance * math.Max(0, c.slope*(float64(c.alpha+x)/float64(c.alpha+c.beta+n)-c.need))
			}
			if got := b.after(b.chances(n)); math.Abs(got-want) > 1e-10*math.Abs(c.slope) {
				t.Errorf("beta(%d, %d), gain %v (p - %v), %d people: %v, want %v", c.alpha, c.beta, c.slope, c.need, n, got, want)
			}
		}
	}
}

// 0 <= EVSI(n) <= EVPPI, EVSI rises with n and reaches EVPPI, for any prior and
// any gain, on the numbers as they are.
func TestPilotLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	worth := 0
	for trial := range 300 {
		nodes := 1 + r.IntN(12)
		b := prior{p: make([]float64, nodes), weights: make([]float64, nodes), gains: make([]float64, nodes)}
		total := 0.0
		for k := range b.p {
			// Far enough apart for a large pilot to tell, 0 and 1 among them.
			b.p[k] = float64(k) / math.Max(1, float64(nodes-1))
			b.weights[k] = r.ExpFloat64()
			b.gains[k] = r.NormFloat64() * 1e5
			total += b.weights[k]
		}
		for k := range b.weights {
			b.weights[k] /= total
		}
		knowing, before := b.knowing(), 0.0
		if knowing > 0 {
			worth++
		}
		for _, n := range []int{1, 2, 3, 4, 7, 20, 100, 1000, 10_000} {
			v := b.after(b.chances(n))
			if v < 0 || v > knowing+1e-9 || v < before-1e-9 {
				t.Fatalf("trial %d: %d people are worth %v after %v, all of it %v", trial, n, v, before, knowing)
			}
			before = v
		}
		if before < knowing-1e-6 {
			t.Errorf("trial %d: 10,000 people are worth %v, knowing it %v", trial, before, knowing)
		}
	}
	if worth < 200 {
		t.Errorf("only %d of 300 priors are worth knowing", worth)
	}
}

// The chances of each number of people add up to 1 and have the binomial mean
// and variance, for rare and certain events, few people and many.
func TestChancesAreBinomial(t *testing.T) {
	b := prior{p: []float64{0, 1e-9, 0.001, 0.3, 0.5, 0.97, 1}}
	for _, n := range []int{1, 2, 17, 1000, 10_000} {
		chances := b.chances(n)
		for k, p := range b.p {
			sum, first, second := 0.0, 0.0, 0.0
			for x, at := range chances {
				sum += at[k]
				first += at[k] * float64(x)
				second += at[k] * (float64(x) - float64(n)*p) * (float64(x) - float64(n)*p)
			}
			m, v := float64(n)*p, float64(n)*p*(1-p)
			if math.Abs(sum-1) > 1e-12 || math.Abs(first-m) > 1e-9*(1+m) || math.Abs(second-v) > 1e-9*(1+v) {
				t.Errorf("%d people at %v: sum %v, mean %v, variance %v", n, p, sum, first, second)
			}
		}
	}
}

// Nodes hold all paths once, in order, equal values together where there are few.
func TestNodes(t *testing.T) {
	few := []float64{0.3, 0.1, 0.3, 0.2, 0.1, 0.1}
	if got := nodes(few); len(got) != 3 || len(got[0]) != 3 || len(got[1]) != 1 || len(got[2]) != 2 {
		t.Errorf("parts %v", got)
	}
	many := make([]float64, 1000)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range many {
		many[i] = r.Float64()
	}
	parts := nodes(many)
	last, seen := -1.0, 0
	for _, part := range parts {
		if n := len(part); n < 3 || n > 4 {
			t.Errorf("a part of %d", n)
		}
		for _, i := range part {
			if many[i] < last {
				t.Fatal("not ascending")
			}
			last = many[i]
			seen++
		}
	}
	if len(parts) != maxNodes || seen != len(many) {
		t.Errorf("%d parts of %d values", len(parts), seen)
	}
}

// A pilot of an input whose truth is known: gain = slope (p - need) + noise, p
// uniform. EVPPI is slope/8 where need is the mean; 10 people by the law of Laplace,
// where each number of successes has chance 1/11.
func TestPilotOfARegression(t *testing.T) {
	const n, slope = 5000, 1000.0
	for seed := uint64(1); seed <= 3; seed++ {
		r := rand.New(rand.NewPCG(seed, 5))
		values, gains := make([]float64, n), make([]float64, n)
		for i := range values {
			values[i] = r.Float64()
			gains[i] = slope*(values[i]-0.5) + 1 + 100*r.NormFloat64()
		}
		p := newRegression([][]float64{values}, gains).pilot("p", []int{1, 10, 300}, values, blockResamples(seed), 2)
		want := -1.0
		for x := range 11 {
			want += math.Max(0, slope*(float64(1+x)/12-0.5)+1) / 11
		}
		agrees(t, "10 people", p.Sizes[1].Worth, want)
		agrees(t, "knowing", p.Knowing, slope/2*(0.5+1/slope)*(0.5+1/slope)-1)
		if p.Sizes[0].Value < 0 || p.Sizes[2].Value > p.Knowing.Value || p.Knowing.SE <= 0 {
			t.Errorf("seed %d: %+v", seed, p)
		}
		for _, s := range p.Sizes {
			if s.Cost != 2*float64(s.People) || s.Net != s.Value-s.Cost {
				t.Errorf("%d people cost %v, net %v of %v", s.People, s.Cost, s.Net, s.Value)
			}
		}
		if p.Best != 1 {
			t.Errorf("seed %d: best is %d: %+v", seed, p.Best, p.Sizes)
		}
	}
}
