package random

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// lawCase is one law with its reference distribution function.
type lawCase struct {
	name  string
	bench bool
	make  func(t testing.TB) Quantile
	cdf   func(x float64) float64
}

func must(q Quantile, err error) func(testing.TB) Quantile {
	return func(t testing.TB) Quantile {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
}

// cut returns the distribution function of a law given low <= x <= high.
func cut(cdf func(float64) float64, low, high float64) func(float64) float64 {
	return func(x float64) float64 { return (cdf(x) - cdf(low)) / (cdf(high) - cdf(low)) }
}

// betaShapes and gammaShapes run to the ends of the domain.
var (
	betaShapes = [][2]float64{
		{2, 8},
		{0.5, 0.5},
		{200, 300},
		{5000, 20000},
		{1, 1},
		{0.2, 5},
		{0.05, 3},
		{1e6, 1e6},
		{1e6, 3},
		{1.5, 1e5},
		{30, 2},
	}
	gammaShapes = []float64{2, 0.05, 0.2, 0.5, 1, 20, 1000, 1e6}
)

func lawCases() []lawCase {
	var cases []lawCase
	add := func(name string, bench bool, q Quantile, err error, cdf func(float64) float64) {
		cases = append(cases, lawCase{name, bench, must(q, err), cdf})
	}
	for i, p := range betaShapes {
		q, err := Beta(p[0], p[1])
		add(fmt.Sprintf("beta(%v,%v)", p[0], p[1]), i == 0, q, err, distuv.Beta{Alpha: p[0], Beta: p[1]}.CDF)
	}
	for i, k := range gammaShapes {
		q, err := Gamma(k, 3)
		add(fmt.Sprintf("gamma(%v,3)", k), i == 0, q, err, distuv.Gamma{Alpha: k, Beta: 1.0 / 3}.CDF)
	}
	for i, p := range [][4]float64{{0, 0.3, 1, 4}, {-5, -5, 20, 4}, {10, 11, 11, 4}, {0, 1, 100, 4}, {2, 3, 4, 0}, {0, 5, 9, 60}} {
		q, err := PERT(p[0], p[1], p[2], p[3])
		w := p[2] - p[0]
		law := distuv.Beta{Alpha: 1 + p[3]*(p[1]-p[0])/w, Beta: 1 + p[3]*(p[2]-p[1])/w}
		add(fmt.Sprintf("pert%v", p), i == 0, q, err, func(x float64) float64 { return law.CDF((x - p[0]) / w) })
	}
	for i, p := range [][3]float64{{0, 0.3, 1}, {-5, -5, 20}, {10, 11, 11}, {0, 1, 1e6}, {1e6, 1e6 + 1, 1e6 + 3}, {-1e-6, 0, 1e-6}} {
		q, err := Triangular(p[0], p[1], p[2])
		add(fmt.Sprintf("triangular%v", p), i == 0, q, err, distuv.NewTriangle(p[0], p[2], p[1], nil).CDF)
	}
	for i, p := range [][2]float64{{0, 1}, {-3, 5}, {1e6, 1e6 + 1}, {0, 1e-9}, {-1e12, 1e12}, {2, 2.5}} {
		q, err := Uniform(p[0], p[1])
		add(fmt.Sprintf("uniform%v", p), i == 0, q, err, distuv.Uniform{Min: p[0], Max: p[1]}.CDF)
	}
	inf := math.Inf(1)
	for i, p := range [][4]float64{
		{0, 1, -inf, inf},
		{3, 0.001, -inf, inf},
		{-1e6, 1e5, -inf, inf},
		{0, 1, 0, inf},
		{0.5, 0.3, 0, 1},
		{0, 1, 3, 4},
		{0, 1, -5, -4},
		{10, 2, -inf, 10.5},
	} {
		law := distuv.Normal{Mu: p[0], Sigma: p[1]}
		if p[2] == -inf && p[3] == inf {
			q, err := Normal(p[0], p[1])
			add(fmt.Sprintf("normal%v", p), i == 0, q, err, law.CDF)
			continue
		}
		q, err := Normal(p[0], p[1], Truncate(p[2], p[3]))
		cdf := cut(law.CDF, p[2], p[3])
		if p[2] > p[0] { // the reference loses digits there
			cdf = cut(func(x float64) float64 { return -law.Survival(x) }, p[2], p[3])
		}
		add(fmt.Sprintf("normal%v", p), p[3] == 1, q, err, cdf)
	}
	for i, p := range [][4]float64{{0.02, 0.12, 0, inf}, {0, 1, 0, inf}, {10, 3, 0, inf}, {-5, 0.01, 0, inf}, {0, 1, 0.5, 2}, {0, 0.5, 1.5, inf}} {
		law := distuv.LogNormal{Mu: p[0], Sigma: p[1]}
		if p[2] == 0 && p[3] == inf {
			q, err := Lognormal(p[0], p[1])
			add(fmt.Sprintf("lognormal%v", p), i == 0, q, err, law.CDF)
			continue
		}
		q, err := Lognormal(p[0], p[1], Truncate(p[2], p[3]))
		add(fmt.Sprintf("lognormal%v", p), false, q, err, cut(law.CDF, p[2], p[3]))
	}
	return cases
}
