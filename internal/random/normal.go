package random

import (
	"fmt"
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// Limits cut a law: Truncate makes them.
type Limits struct{ low, high float64 }

// Truncate limits a normal or lognormal law to [low, high]: the law given that it
// falls there, not one with the outside piled up at the ends. Either may be infinite.
func Truncate(low, high float64) Limits { return Limits{low, high} }

// Normal is the normal law; sd 0 is a fixed value. At most one truncation.
func Normal(mean, sd float64, limits ...Limits) (Quantile, error) {
	if err := finite("normal", []string{"mean", "sd"}, mean, sd); err != nil {
		return Quantile{}, err
	}
	if sd < 0 {
		return Quantile{}, fmt.Errorf("normal: sd is %v, must be at least 0", sd)
	}
	q := Quantile{law: normalLaw, a: mean, b: sd, mean: mean, sd: sd}
	return q.limit("normal", limits, func(x float64) float64 { return (x - mean) / sd })
}

// Lognormal is the law of e^X with X normal(mu, sigma): median e^mu, mean
// e^(mu + sigma^2/2). At most one truncation, of the value itself.
func Lognormal(mu, sigma float64, limits ...Limits) (Quantile, error) {
	if err := finite("lognormal", []string{"mu", "sigma"}, mu, sigma); err != nil {
		return Quantile{}, err
	}
	if sigma < 0 {
		return Quantile{}, fmt.Errorf("lognormal: sigma is %v, must be at least 0", sigma)
	}
	square := float64(sigma * sigma)
	mean := num.Exp(mu + float64(0.5*square))
	sd := float64(mean * math.Sqrt(num.Expm1(square)))
	if sd-sd != 0 {
		return Quantile{}, fmt.Errorf("lognormal: mu %v and sigma %v give an infinite mean or sd", mu, sigma)
	}
	q := Quantile{law: lognormalLaw, a: mu, b: sigma, mean: mean, sd: sd}
	return q.limit("lognormal", limits, func(x float64) float64 {
		if x <= 0 {
			return math.Inf(-1)
		}
		return (num.Log(x) - mu) / sigma
	})
}

// limit applies a truncation; standard maps a value to its z.
func (q Quantile) limit(law string, limits []Limits, standard func(float64) float64) (Quantile, error) {
	if len(limits) == 0 {
		return q, nil
	}
	low, high := limits[0].low, limits[0].high
	if len(limits) > 1 || !(low < high) {
		return Quantile{}, fmt.Errorf("%s: truncation must be one interval with min below max", law)
	}
	if q.b == 0 {
		if q.mean < low || q.mean > high {
			return Quantile{}, fmt.Errorf("%s: the fixed value %v lies outside [%v, %v]", law, q.mean, low, high)
		}
		return q, nil
	}
	z0, z1 := standard(low), standard(high)
	q.low, q.top = low, high
	q.below, q.above = num.NormCDF(z0), num.NormCDF(-z1)
	// Small probabilities keep all their digits, so subtract on the side of the tail.
	if z0 > 0 {
		q.mass = num.NormCDF(-z0) - q.above
	} else {
		q.mass = num.NormCDF(z1) - q.below
	}
	if !(q.mass > 1e-9) {
		return Quantile{}, fmt.Errorf("%s: [%v, %v] holds probability %.2g, must be above 1e-9", law, low, high, q.mass)
	}
	if q.law == normalLaw {
		q.law = truncatedNormalLaw
	} else {
		q.law = truncatedLognormalLaw
	}
	q.mean, q.sd = q.moments(z0, z1)
	return q, nil
}

// truncated returns the z at u of the truncated normal law. Above the median it works
// from the upper end, as a probability near 1 has no digits left for its tail.
func (q *Quantile) truncated(u float64) float64 {
	if p := q.below + float64(u*q.mass); p <= 0.5 {
		return num.NormQuantile(p)
	}
	return -num.NormQuantile(min(q.above+float64((1-u)*q.mass), 0.5))
}

// Nodes and weights of Gauss-Legendre quadrature with six points on [-1, 1]
// (Abramowitz & Stegun, table 25.4), positive half.
var gauss = [3][2]float64{
	{0.238619186083196909, 0.467913934572691047},
	{0.661209386466264514, 0.360761573048138608},
	{0.932469514203152028, 0.171324492379170345},
}

// moments integrates value and square over the normal density between z0 and z1,
// relative error about 1e-12: the closed form of the variance cancels.
func (q *Quantile) moments(z0, z1 float64) (mean, sd float64) {
	shift := 0.0
	if q.law == truncatedLognormalLaw {
		shift = 2 * q.b // the square of e^(b z) weighs the density most here
	}
	z0, z1 = max(z0, -12), min(z1, 12+shift)
	value := func(z float64) float64 {
		x := q.a + float64(q.b*z)
		if q.law == truncatedLognormalLaw {
			x = num.Exp(x)
		}
		return x
	}
	const panels = 200
	half := (z1 - z0) / (2 * panels)
	integrate := func(f func(z float64) float64) float64 {
		sum := 0.0
		for i := range panels {
			middle := z0 + float64(half*float64(2*i+1))
			for _, g := range gauss {
				for _, z := range [2]float64{middle - float64(half*g[0]), middle + float64(half*g[0])} {
					sum += float64(float64(g[1]*num.Exp(-0.5*float64(z*z))) * f(z))
				}
			}
		}
		return sum
	}
	mass := integrate(func(float64) float64 { return 1 })
	mean = integrate(value) / mass
	square := integrate(func(z float64) float64 {
		d := value(z) - mean
		return float64(d * d)
	}) / mass
	return mean, math.Sqrt(square)
}
