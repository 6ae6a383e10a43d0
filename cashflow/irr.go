package cashflow

import (
	"math"
	"slices"
	"sync"
)

// The open interval of monthly rates in which roots count.
const (
	MinMonthly = -0.98 // 98 % of value lost every month
	MaxMonthly = 9999  // ten-thousandfold every month
)

// Status says what kind of answer [IRR] gives.
type Status uint8

const (
	NoDraw    Status = iota // no negative flow: nothing invested, the rate is undefined
	TotalLoss               // drawn and nothing repaid: the rate is -1
	One                     // one distinct root: the rate is that root
	Several                 // more than one distinct root: the root of smallest absolute monthly rate
	None                    // no root in the interval: the rate is undefined
)

// String returns "no draw", "total loss", "one", "several" or "none".
func (s Status) String() string {
	switch s {
	case NoDraw:
		return "no draw"
	case TotalLoss:
		return "total loss"
	case One:
		return "one"
	case Several:
		return "several"
	case None:
		return "none"
	}
	return "unknown status"
}

// Defined reports whether a rate comes with the status: total loss, one, several.
func (s Status) Defined() bool { return s == TotalLoss || s == One || s == Several }

// IRR returns the internal rate of return, annual effective as a ratio (0.05 is
// 5 %), and its status. It is (1+r)^12 - 1 for the monthly root r in
// (-0.98, 9999); -1 on total loss; NaN where the status is [NoDraw] or [None].
//
// Roots are counted without their multiplicity: a double root is one root and
// gives [One], though the value of the flows does not change sign there. Of
// several roots the one with the smallest |r| of the monthly rate is returned,
// and the lower one of a tie (within 1e-12 of |r|). Scaling the flows changes nothing.
//
// It allocates nothing, except where only exact arithmetic can tell roots apart
// (they coincide, or are closer than about 1e-7 of themselves).
func IRR(flows []int64) (annual float64, s Status) {
	drawn, repaid := false, false
	for _, f := range flows {
		drawn = drawn || f < 0
		repaid = repaid || f > 0
	}
	switch {
	case !drawn:
		return math.NaN(), NoDraw
	case !repaid:
		return -1, TotalLoss
	}
	w := pool.Get().(*work)
	w.find(flows)
	best, n := math.NaN(), len(w.roots)
	for i, r := range w.roots {
		if i == 0 || closer(r, best) {
			best = r
		}
	}
	pool.Put(w)
	switch n {
	case 0:
		return math.NaN(), None
	case 1:
		return Annual(best), One
	}
	return Annual(best), Several
}

// closer reports whether of two monthly roots r is the one to choose before b.
func closer(r, b float64) bool {
	x, y := math.Abs(r), math.Abs(b)
	if math.Abs(x-y) <= float64(1e-12*y) {
		return r < b
	}
	return x < y
}

// Annual returns the annual effective rate (1+r)^12 - 1 of a monthly rate r, both
// ratios. Repeated doubling of the exponent keeps small rates exact to a few units in the last
// place.
func Annual(r float64) float64 {
	// e_2k = (1+e_k)^2 - 1 = e_k (2+e_k)
	e2 := float64(r * (2 + r))
	e4 := float64(e2 * (2 + e2))
	e8 := float64(e4 * (2 + e4))
	return e8 + e4 + float64(e8*e4)
}

// Roots returns the distinct monthly rates r in (-0.98, 9999) at which the flows
// are worth nothing, sum flows[t] (1+r)^-t = 0, in ascending order, in the storage
// of dst (which may be nil). A root counts once whatever its multiplicity. An
// empty series, or one of zeros, has no roots here though every rate solves it.
// Two distinct roots closer than the spacing of float64 appear as equal numbers.
//
// With x = 1/(1+r) the rates below and above zero are the polynomial's roots in
// two unit intervals (of x, and of 1/x with the coefficients reversed). In each,
// the sign changes of the cumulative flows bound the number of roots, and differ
// from it by an even number (Descartes' rule on the product with 1/(1-x);
// C. J. Norstrom, "A sufficient condition for a unique nonnegative internal rate
// of return", J. Financial and Quantitative Analysis 7, 1972, for one change). No
// change means no root and one change means one, found by Newton steps inside a
// bracket from the durations of what was drawn and repaid. More changes send the interval to
// a bisection that certifies each piece by Taylor bounds with the rounding error
// added; pieces it cannot certify, a root that touches zero among them, are
// settled by exact integer arithmetic on the square-free part.
func Roots(dst []float64, flows []int64) []float64 {
	w := pool.Get().(*work)
	w.find(flows)
	slices.Sort(w.roots)
	dst = append(dst[:0], w.roots...)
	pool.Put(w)
	return dst
}

// work is the scratch of one search, reused so that searches do not allocate.
type work struct {
	c     []float64 // coefficients of the half searched, lowest power first, zeros to a multiple of 4
	mass  float64   // sum of their absolute values
	n     int       // number of coefficients before the padding
	roots []float64 // monthly rates found so far
}

var pool = sync.Pool{New: func() any { return new(work) }}

// half is one of the two unit intervals: x = 1/(1+r) for rates above zero, or
// y = 1+r with reversed coefficients for rates below.
type half struct {
	flows []int64 // trimmed: first and last are not zero
	rev   bool
}

// low returns the lower end of the half as a ratio of integers.
func (h half) low() (p, q int64) {
	if h.rev {
		return 1, 50 // y = 1 - 0.98
	}
	return 1, 10000 // x = 1/(1 + 9999)
}

// rate returns the monthly rate at v, the half's own variable.
func (h half) rate(v float64) float64 {
	if h.rev {
		return v - 1
	}
	return (1 - v) / v
}

// first returns the sign of the half's polynomial next to zero.
func (h half) first() int {
	if h.rev {
		return sign64(h.flows[len(h.flows)-1])
	}
	return sign64(h.flows[0])
}

// find puts all distinct monthly roots into w.roots, in no order.
func (w *work) find(flows []int64) {
	w.roots = w.roots[:0]
	for len(flows) > 0 && flows[0] == 0 {
		flows = flows[1:]
	}
	for len(flows) > 0 && flows[len(flows)-1] == 0 {
		flows = flows[:len(flows)-1]
	}
	if len(flows) < 2 {
		return
	}
	gain, loss := half{flows, false}, half{flows, true}
	total, up, down := changes(flows)
	if total == 0 { // r = 0 is a root
		w.roots = append(w.roots, 0)
		if up == 0 { // what is left after dividing by 1-x has one sign
			return
		}
		w.deflated(gain)
		w.deflated(loss)
		return
	}
	w.half(gain, up, total)
	w.half(loss, down, total)
}

// half finds the roots of one half, given the sign changes of its cumulative
// coefficients and the sign of their total.
func (w *work) half(h half, changes, total int) {
	switch {
	case changes == 0:
	case changes == 1:
		w.unique(h)
	default:
		w.load(h)
		w.isolate(h, total)
	}
}

// load fills w.c with the coefficients of a half.
func (w *work) load(h half) {
	n := len(h.flows)
	w.size(n)
	mass := 0.0
	if h.rev {
		for i, f := range h.flows {
			c := float64(f)
			w.c[n-1-i] = c
			mass += math.Abs(c)
		}
	} else {
		for i, f := range h.flows {
			c := float64(f)
			w.c[i] = c
			mass += math.Abs(c)
		}
	}
	w.mass = mass
}

// size makes w.c hold n coefficients and zeros up to a multiple of four.
func (w *work) size(n int) {
	m := (n + 3) &^ 3
	w.n = n
	w.c = slices.Grow(w.c[:0], m)[:m]
	clear(w.c[n:])
}

// deflated finds the roots of one half for flows whose total is zero: those of
// the polynomial divided by 1-x, whose coefficients are the cumulative flows.
func (w *work) deflated(h half) {
	n := len(h.flows) - 1
	w.size(n)
	var sum, all int128
	for i := range n {
		if h.rev {
			sum = sum.add(h.flows[n-i])
		} else {
			sum = sum.add(h.flows[i])
		}
		all = all.plus(sum)
		w.c[i] = sum.float()
	}
	w.mass = math.Inf(1) // not needed: no bound spares the sum here
	if all.sign() == 0 { // r = 0 is a multiple root
		w.exact(h, nil, nil)
		return
	}
	w.isolate(h, all.sign())
}

func sign64(v int64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
