package deal

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
)

// Central returns the central value of an input of the deal: the mean of its
// distribution (docs/model.md, 4.2), in the unit of the assumptions. It has the same bits on every machine.
func (d Deal) Central(in assumptions.Input) float64 {
	of := func(name string) float64 { return in.Params[name] }
	mean, stated := in.Params["mean"]
	switch in.Kind {
	case assumptions.Fixed:
		return in.Value
	case assumptions.Uniform:
		return (of("min") + of("max")) / 2
	case assumptions.Triangular:
		return (of("min") + of("mode") + of("max")) / 3
	case assumptions.PERT:
		return (of("min") + float64(4*of("mode")) + of("max")) / 6
	case assumptions.Beta:
		if !stated {
			mean = of("alpha") / (of("alpha") + of("beta"))
		}
	case assumptions.Gamma:
		if !stated {
			mean = of("shape") * of("scale")
		}
	case assumptions.Normal:
		a, b := cut(in.Params, mean, of("sd"), func(x float64) float64 { return x })
		return mean + float64(of("sd")*(density(a)-density(b))/(num.NormCDF(b)-num.NormCDF(a)))
	case assumptions.LogNormal:
		return centralLog(in.Params)
	case assumptions.Discrete:
		return centralOf(in.Values, in.Weights)
	case assumptions.Joint:
		return centralOf(d.column(in.Table, in.Column), nil)
	}
	return mean
}

// centralLog is the mean of a lognormal, given that it falls inside its cut
// (N. L. Johnson, S. Kotz and N. Balakrishnan, Continuous Univariate Distributions, 14).
func centralLog(p map[string]float64) float64 {
	mu, sigma := p["mu"], p["sigma"]
	if median, ok := p["median"]; ok {
		mu = num.Log(median)
	}
	if mean, ok := p["mean"]; ok {
		v := num.Log1p(p["sd"] * p["sd"] / (mean * mean))
		mu, sigma = num.Log(mean)-float64(v/2), math.Sqrt(v)
	}
	a, b := cut(p, mu, sigma, num.Log)
	return num.Exp(mu+float64(sigma*sigma/2)) * (num.NormCDF(b-sigma) - num.NormCDF(a-sigma)) / (num.NormCDF(b) - num.NormCDF(a))
}

// cut returns min and max as standard normal quantiles, infinite where nothing is cut.
func cut(p map[string]float64, mean, sd float64, scale func(float64) float64) (a, b float64) {
	a, b = math.Inf(-1), math.Inf(1)
	if x, ok := p["min"]; ok {
		a = (scale(x) - mean) / sd
	}
	if x, ok := p["max"]; ok {
		b = (scale(x) - mean) / sd
	}
	return a, b
}

// density is that of the standard normal.
func density(z float64) float64 {
	if math.IsInf(z, 0) {
		return 0
	}
	return num.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
}

func (d Deal) column(table, column string) []float64 {
	for _, t := range d.assumptions.Tables {
		for _, c := range t.Columns {
			if t.ID == table && c.ID == column {
				return c.Values
			}
		}
	}
	return nil
}

func centralOf(values, weights []float64) float64 {
	var sum, all float64
	for i, x := range values {
		w := 1.0
		if i < len(weights) {
			w = weights[i]
		}
		sum += float64(w * x)
		all += w
	}
	return sum / all
}
