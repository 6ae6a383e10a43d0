package deal

import (
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/num"
)

// locations are the parameters that are multiplied when a distribution is; the
// others (shape, sigma) say what it looks like and stay.
var locations = []string{"mean", "sd", "min", "max", "mode", "median", "scale"}

// scaled returns the distribution q times factor: exactly the distribution of
// factor x X, except for a beta. A beta lives between 0 and 1 whatever it is
// multiplied by, so its mean is multiplied instead: (mean, sd) both are,
// (alpha, beta) keep their sum, which is what says how sure we are. What comes
// out may be impossible (a beta of mean 1.2); that is for New to find. A
// column of joint draws belongs to its table and is not scaled.
func (q Quantity) scaled(factor float64) (Quantity, string) {
	if q.Dist == "joint" {
		return q, "must not be multiplied: its values are joint draws of a table"
	}
	if factor == 0 {
		return Num("0"), ""
	}
	q = clone(q)
	alpha, _ := q.Get("alpha")
	for i := range q.Params {
		p := &q.Params[i]
		switch {
		case p.Name == "mu":
			p.Value += num.Log(math.Abs(factor))
		case p.Name == "alpha":
			p.Value = times(p.Value, factor)
		case p.Name == "beta":
			p.Value = alpha + p.Value - times(alpha, factor)
		case p.Name == "sd":
			p.Value = times(p.Value, math.Abs(factor))
		case slices.Contains(locations, p.Name):
			p.Value = times(p.Value, factor)
		}
	}
	if factor < 0 { // what was least is now most
		if q.Dist == "lognormal" || q.Dist == "gamma" || q.Dist == "beta" {
			return q, "must be multiplied by at least 0"
		}
		for i := range q.Params {
			switch q.Params[i].Name {
			case "min":
				q.Params[i].Name = "max"
			case "max":
				q.Params[i].Name = "min"
			}
		}
	}
	for i := range q.Values {
		q.Values[i] = times(q.Values[i], factor)
	}
	return q, ""
}
