package num

import "math"

const (
	halfLog2Pi = 0x1.d67f1c864beb5p-1 // log(2 pi)/2

	// From here up eight terms of Stirling's series miss by less than 1e-16.
	stirlingFrom = 10
)

// Stirling returns log(Gamma(x+1)) - ((x + 1/2) log x - x + log(2 pi)/2), the error
// of Stirling's formula, for x > 0: absolute error 1e-17 from x = 10 up, 1e-14 below.
//
// The series is Abramowitz & Stegun 6.1.41. It lets a probability be computed
// without subtracting logarithms of factorials that are large and nearly equal
// (Loader, "Fast and accurate computation of binomial probabilities", 2000).
func Stirling(x float64) float64 {
	if x >= stirlingFrom {
		w := 1 / float64(x*x)
		p := 1.0/156 - float64(w*(3617.0/122400))
		p = -691.0/360360 + float64(w*p)
		p = 1.0/1188 + float64(w*p)
		p = -1.0/1680 + float64(w*p)
		p = 1.0/1260 + float64(w*p)
		p = -1.0/360 + float64(w*p)
		p = 1.0/12 + float64(w*p)
		return p / x
	}
	return LogGamma(x) - (float64((x-0.5)*Log(x)) - x + halfLog2Pi)
}

// LogGamma returns log(Gamma(x)) for x > 0, within 1e-14 of max(1, |result|). It is
// +Inf at 0 and +Inf, NaN below 0.
//
// Below 10 the argument is raised by Gamma(x+1) = x Gamma(x) until Stirling's
// series serves.
func LogGamma(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0 || x > math.MaxFloat64:
		return math.Inf(1)
	}
	product := 1.0
	for x < stirlingFrom {
		product = float64(product * x)
		x++
	}
	return float64((x-0.5)*(Log(x)-1)) + (halfLog2Pi - 0.5 + Stirling(x)) - Log(product)
}
