package sim

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
)

// delay is the distribution of the months between an outcome and its parent.
type delay struct {
	kind        assumptions.DelayKind
	a, b        scalar
	first, last int
	list        []scalar
}

func (c *compiler) delay(in assumptions.Delay) delay {
	return delay{
		kind: in.Kind, a: c.scalar(in.A), b: c.scalar(in.B),
		first: in.First, last: in.Last, list: c.scalars(in.List),
	}
}

func (d *delay) uncertain() bool {
	for _, s := range d.list {
		if s.uncertain() {
			return true
		}
	}
	return d.a.uncertain() || d.b.uncertain()
}

// span returns the first and last month in which the delay may end.
func (d *delay) span() (first, last int) {
	switch d.kind {
	case assumptions.Months:
		m := int(d.a.central)
		return m, m
	case assumptions.Weeks:
		if d.a.uncertain() {
			return 0, d.last
		}
		x := d.a.central * weekMonths
		m := int(math.Floor(x))
		if x == math.Floor(x) {
			return m, m
		}
		return m, m + 1
	case assumptions.Geometric:
		return d.first, d.last
	case assumptions.List:
		return d.first, d.first + len(d.list) - 1
	}
	return d.first, d.last
}

// weekMonths is the length of a week in months of 30.4375 days.
const weekMonths = 7 / 30.4375

// fill writes the probability of each month first..first+len(f)-1. It adds up to 1.
func (d *delay) fill(f, theta []float64, first int) {
	for k := range f {
		f[k] = 0
	}
	switch d.kind {
	case assumptions.Months:
		add(f, first, int(d.a.central), 1)
		return
	case assumptions.Weeks:
		// The event falls in month floor(U + x), U uniform.
		x := float64(d.a.at(theta) * weekMonths)
		whole := math.Floor(x)
		add(f, first, int(whole), 1-(x-whole))
		add(f, first, int(whole)+1, x-whole)
	case assumptions.Geometric:
		q := 1 / (d.a.at(theta) - float64(d.first) + 1)
		q = math.Min(q, 1)
		p := q
		for m := d.first; m <= d.last; m++ {
			add(f, first, m, p)
			p *= 1 - q
		}
	case assumptions.Weibull, assumptions.Lognormal:
		scale := d.a.at(theta) // Lognormal: the median; Weibull: mean b = scale Gamma(1 + 1/shape)
		shape := d.b.at(theta)
		if d.kind == assumptions.Weibull {
			shape = scale
			scale = d.b.at(theta) / num.Exp(num.LogGamma(1+1/shape))
		}
		prev := 0.0
		if d.first > 0 {
			prev = waited(d.kind, (float64(d.first)-0.5)/scale, shape)
		}
		for m := d.first; m <= d.last; m++ {
			next := waited(d.kind, (float64(m)+0.5)/scale, shape)
			add(f, first, m, next-prev)
			prev = next
		}
	case assumptions.List:
		for k, s := range d.list {
			add(f, first, d.first+k, s.at(theta))
		}
	}
	var sum float64
	for _, p := range f {
		sum += p
	}
	if sum > 0 && sum != 1 {
		for k := range f {
			f[k] /= sum
		}
	}
}

// add puts probability p in month m, where column 0 is month first.
func add(f []float64, first, m int, p float64) {
	if k := m - first; k >= 0 && k < len(f) {
		f[k] += p
	}
}

// waited is the distribution function of a continuous waiting time, in units of its
// scale: Weibull with the given shape, or lognormal with that log standard deviation.
func waited(kind assumptions.DelayKind, x, shape float64) float64 {
	if kind == assumptions.Lognormal {
		return num.NormCDF(num.Log(x) / shape)
	}
	return -num.Expm1(-num.Pow(x, shape))
}
