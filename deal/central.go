package deal

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
)

// distOf names the distribution of a kind of input.
var distOf = map[assumptions.Kind]string{
	assumptions.Uniform: "uniform", assumptions.Triangular: "triangular", assumptions.PERT: "pert", assumptions.Beta: "beta",
	assumptions.Gamma: "gamma", assumptions.Normal: "normal", assumptions.LogNormal: "lognormal", assumptions.Discrete: "discrete",
}

// Central returns the central value of an input of the deal: the mean of its
// distribution, of a column of joint draws their mean.
func (d Deal) Central(in assumptions.Input) float64 {
	switch in.Kind {
	case assumptions.Fixed:
		return in.Value
	case assumptions.Joint:
		for _, t := range d.assumptions.Tables {
			for _, c := range t.Columns {
				if t.ID == in.Table && c.ID == in.Column {
					return weightedMean(c.Values, nil)
				}
			}
		}
	}
	q := Quantity{Dist: distOf[in.Kind], Values: in.Values, Weights: in.Weights}
	for name, x := range in.Params {
		q.Params = append(q.Params, Param{name, x})
	}
	return cutCentre(q)
}

// cutCentre is centre, of a normal or lognormal given that it falls inside
// its cut (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, 13.10 and 14.10).
func cutCentre(q Quantity) float64 {
	s := supportOf(q)
	a, b := standard(q, s.lo), standard(q, s.hi)
	switch {
	case q.Dist == "normal" && !(math.IsInf(a, 0) && math.IsInf(b, 0)):
		mean, _ := q.Get("mean")
		sd, _ := q.Get("sd")
		return mean + sd*(density(a)-density(b))/(num.NormCDF(b)-num.NormCDF(a))
	case q.Dist == "lognormal" && !(math.IsInf(a, 0) && math.IsInf(b, 0)):
		_, sigma := logParams(q)
		return centre(Quantity{Dist: q.Dist, Params: q.Params}, nil) * (num.NormCDF(b-sigma) - num.NormCDF(a-sigma)) / (num.NormCDF(b) - num.NormCDF(a))
	}
	return centre(q, nil)
}

// density is that of the standard normal.
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
