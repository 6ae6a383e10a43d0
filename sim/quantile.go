package sim

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// quantile builds the inverse distribution function of an uncertain input
// from the parameters as written.
func quantile(in assumptions.Input) (random.Quantile, error) {
	p := in.Params
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := p[n]; !ok {
				return false
			}
		}
		return true
	}
	switch in.Kind {
	case assumptions.Uniform:
		return random.Uniform(p["min"], p["max"])
	case assumptions.Triangular:
		return random.Triangular(p["min"], p["mode"], p["max"])
	case assumptions.PERT:
		return random.PERT(p["min"], p["mode"], p["max"])
	case assumptions.Beta:
		if has("mean", "sd") {
			// Moments: alpha + beta = mean (1 - mean) / sd^2 - 1.
			n := p["mean"]*(1-p["mean"])/float64(p["sd"]*p["sd"]) - 1
			return random.Beta(p["mean"]*n, (1-p["mean"])*n)
		}
		return random.Beta(p["alpha"], p["beta"])
	case assumptions.Gamma:
		if has("mean", "sd") {
			return random.Gamma(float64(p["mean"]*p["mean"])/float64(p["sd"]*p["sd"]), float64(p["sd"]*p["sd"])/p["mean"])
		}
		return random.Gamma(p["shape"], p["scale"])
	case assumptions.Normal:
		return random.Normal(p["mean"], p["sd"], limits(p)...)
	case assumptions.LogNormal:
		switch {
		case has("mean", "sd"):
			// Moments: sigma^2 = ln(1 + (sd/mean)^2), mu = ln mean - sigma^2 / 2.
			cv := p["sd"] / p["mean"]
			v := num.Log1p(float64(cv * cv))
			return random.Lognormal(num.Log(p["mean"])-float64(v/2), math.Sqrt(v), limits(p)...)
		case has("median"):
			return random.Lognormal(num.Log(p["median"]), p["sigma"], limits(p)...)
		}
		return random.Lognormal(p["mu"], p["sigma"], limits(p)...)
	case assumptions.Discrete:
		weights := in.Weights
		if len(weights) == 0 {
			weights = make([]float64, len(in.Values))
			for i := range weights {
				weights[i] = 1
			}
		}
		return random.Discrete(in.Values, weights)
	}
	return random.Quantile{}, fmt.Errorf("unknown distribution %d", in.Kind)
}

// limits returns the truncation written as min and max, if any.
func limits(p map[string]float64) []random.Limits {
	low, hasLow := p["min"]
	high, hasHigh := p["max"]
	if !hasLow && !hasHigh {
		return nil
	}
	if !hasLow {
		low = math.Inf(-1)
	}
	if !hasHigh {
		high = math.Inf(1)
	}
	return []random.Limits{random.Truncate(low, high)}
}
