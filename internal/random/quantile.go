package random

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/num"
)

type law uint8

const (
	fixedLaw law = iota
	uniformLaw
	triangularLaw
	normalLaw
	lognormalLaw
	truncatedNormalLaw
	truncatedLognormalLaw
	betaLaw
	gammaLaw
	discreteLaw
)

// Quantile is the inverse distribution function of an uncertain input. The zero
// Quantile is fixed at 0; the constructors make the others. It does not change and
// is safe for concurrent use.
type Quantile struct {
	law      law
	a, b, c  float64 // parameters, by law
	low, top float64 // limits of a truncated law
	below    float64 // probability below low
	above    float64 // probability above top
	mass     float64 // probability between
	nodes    *nodes
	values   []float64 // discrete: ascending
	sums     []float64 // discrete: running weights, the last above 1
	mean, sd float64
}

// At returns the value at u, with z the normal quantile of the same u: a law uses
// the one that suits it, so the caller must keep u = NormCDF(z). It never falls as
// u and z rise, except that the last bit of a curved law may.
func (q *Quantile) At(z, u float64) float64 {
	switch q.law {
	case uniformLaw:
		return min(q.a+float64((q.b-q.a)*u), q.b)
	case triangularLaw:
		return q.triangular(u)
	case normalLaw:
		return q.a + float64(q.b*z)
	case lognormalLaw:
		return num.Exp(q.a + float64(q.b*z))
	case truncatedNormalLaw:
		return min(max(q.a+float64(q.b*q.truncated(u)), q.low), q.top)
	case truncatedLognormalLaw:
		return min(max(num.Exp(q.a+float64(q.b*q.truncated(u))), q.low), q.top)
	case betaLaw:
		return q.a + float64(q.b*num.Logistic(q.nodes.at(z)))
	case gammaLaw:
		return float64(q.b * num.Exp(q.nodes.at(z)))
	case discreteLaw:
		i := 0
		for u >= q.sums[i] {
			i++
		}
		return q.values[i]
	}
	return q.a
}

// Mean returns the expected value.
func (q *Quantile) Mean() float64 { return q.mean }

// SD returns the standard deviation.
func (q *Quantile) SD() float64 { return q.sd }

// finite reports the first parameter that is not an ordinary number.
func finite(law string, names []string, values ...float64) error {
	var faults []error
	for i, v := range values {
		if v-v != 0 {
			faults = append(faults, fmt.Errorf("%s: %s is %v, must be a finite number", law, names[i], v))
		}
	}
	return errors.Join(faults...)
}

// Fixed is the law of a certain value.
func Fixed(value float64) (Quantile, error) {
	return Quantile{a: value, mean: value}, finite("fixed", []string{"value"}, value)
}

// Uniform is the law with constant density on [low, high]; low = high is allowed.
func Uniform(low, high float64) (Quantile, error) {
	if err := finite("uniform", []string{"low", "high"}, low, high); err != nil {
		return Quantile{}, err
	}
	if low > high {
		return Quantile{}, fmt.Errorf("uniform: low %v is above high %v", low, high)
	}
	return Quantile{
		law: uniformLaw, a: low, b: high,
		mean: low + float64(0.5*(high-low)), sd: (high - low) / math.Sqrt(12),
	}, nil
}

// ordered checks low <= mode <= high.
func ordered(law string, low, mode, high float64) error {
	if err := finite(law, []string{"min", "mode", "max"}, low, mode, high); err != nil {
		return err
	}
	if !(low <= mode && mode <= high) {
		return fmt.Errorf("%s: min %v, mode %v, max %v must be in this order", law, low, mode, high)
	}
	return nil
}

// Triangular is the law whose density rises in a line from low to mode and falls in
// a line to high.
func Triangular(low, mode, high float64) (Quantile, error) {
	if err := ordered("triangular", low, mode, high); err != nil {
		return Quantile{}, err
	}
	if low == high {
		return Fixed(low)
	}
	x, y, z := mode-low, high-mode, high-low
	// Variance (a^2+b^2+c^2-ab-ac-bc)/18, written without cancellation.
	square := float64(x*x) + float64(y*y) + float64(z*z)
	return Quantile{
		law: triangularLaw, a: low, b: mode, c: high,
		mean: low + (x+z)/3, sd: math.Sqrt(square / 36),
	}, nil
}

func (q *Quantile) triangular(u float64) float64 {
	width, left, right := q.c-q.a, q.b-q.a, q.c-q.b
	if float64(u*width) < left {
		return min(q.a+math.Sqrt(float64(u*width)*left), q.b)
	}
	return max(q.c-math.Sqrt(float64((1-u)*width)*right), q.b)
}

// PERT is the beta law on [low, high] with the given mode and weight 4 on it: mean
// (low + 4 mode + high)/6. Another weight may be given.
func PERT(low, mode, high float64, weight ...float64) (Quantile, error) {
	if err := ordered("pert", low, mode, high); err != nil {
		return Quantile{}, err
	}
	lambda := 4.0
	if len(weight) > 0 {
		lambda = weight[0]
	}
	if !(lambda >= 0 && lambda <= maxShape/2) || len(weight) > 1 {
		return Quantile{}, fmt.Errorf("pert: weight %v must be one number from 0 to %v", weight, maxShape/2)
	}
	if low == high {
		return Fixed(low)
	}
	width := high - low
	q, err := Beta(1+float64(lambda*((mode-low)/width)), 1+float64(lambda*((high-mode)/width)))
	if err != nil {
		return Quantile{}, fmt.Errorf("pert: %w", err)
	}
	q.a, q.b = low, width
	q.mean = low + float64(width*q.mean)
	q.sd = float64(width * q.sd)
	return q, nil
}

// minShape and maxShape bound the shapes of beta and gamma laws. Within them every
// node of the table is found; outside, a law is a fixed value or a coin in all but name.
const (
	minShape = 0.05
	maxShape = 1e6
)

func shape(law, name string, v float64) error {
	if v >= minShape && v <= maxShape {
		return nil
	}
	return fmt.Errorf("%s: %s is %v, must be from %v to %v", law, name, v, minShape, maxShape)
}

// Beta is the beta law on (0, 1), mean alpha/(alpha+beta).
func Beta(alpha, beta float64) (Quantile, error) {
	if err := errors.Join(shape("beta", "alpha", alpha), shape("beta", "beta", beta)); err != nil {
		return Quantile{}, err
	}
	n, err := betaNodes(alpha, beta)
	if err != nil {
		return Quantile{}, err
	}
	sum := alpha + beta
	return Quantile{
		law: betaLaw, a: 0, b: 1, nodes: n,
		mean: alpha / sum, sd: math.Sqrt(alpha/sum*(beta/sum)) / math.Sqrt(sum+1),
	}, nil
}

// Gamma is the gamma law with mean shape x scale.
func Gamma(k, scale float64) (Quantile, error) {
	err := shape("gamma", "shape", k)
	if !(scale > 0 && scale <= math.MaxFloat64) {
		err = errors.Join(err, fmt.Errorf("gamma: scale is %v, must be above 0", scale))
	}
	if err != nil {
		return Quantile{}, err
	}
	n, err := gammaNodes(k)
	if err != nil {
		return Quantile{}, err
	}
	return Quantile{law: gammaLaw, b: scale, nodes: n, mean: float64(k * scale), sd: float64(math.Sqrt(k) * scale)}, nil
}

// Discrete is the law that takes each value with probability proportional to its
// weight. Values need not be in order.
func Discrete(values, weights []float64) (Quantile, error) {
	if len(values) == 0 || len(values) != len(weights) {
		return Quantile{}, fmt.Errorf("discrete: %d values and %d weights; need one weight for each value", len(values), len(weights))
	}
	order := make([]int, len(values))
	total := 0.0
	for i, w := range weights {
		order[i] = i
		if v := values[i]; v-v != 0 {
			return Quantile{}, fmt.Errorf("discrete: value %d is %v, must be a finite number", i+1, v)
		}
		if !(w >= 0 && w <= math.MaxFloat64) {
			return Quantile{}, fmt.Errorf("discrete: weight %d is %v, must be at least 0", i+1, w)
		}
		total += w
	}
	if !(total > 0 && total <= math.MaxFloat64) {
		return Quantile{}, fmt.Errorf("discrete: the weights sum to %v, must be above 0", total)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case values[i] < values[j]:
			return -1
		case values[i] > values[j]:
			return 1
		}
		return 0
	})
	q := Quantile{law: discreteLaw}
	sum := 0.0
	for _, i := range order {
		p := weights[i] / total
		if p == 0 {
			continue
		}
		sum += p
		q.values = append(q.values, values[i])
		q.sums = append(q.sums, sum)
		q.mean += float64(p * values[i])
	}
	square, last := 0.0, 0.0
	for i, v := range q.values {
		d := v - q.mean
		square += float64((q.sums[i] - last) * float64(d*d))
		last = q.sums[i]
	}
	q.sd = math.Sqrt(square)
	q.sums[len(q.sums)-1] = 2 // no u is above the last
	return q, nil
}
