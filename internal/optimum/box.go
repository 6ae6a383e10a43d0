package optimum

import "math"

// Design returns points that fill a box of so many dimensions evenly, in [0, 1]:
// the corners and the centre, then count points of an additive recurrence by the
// root of x^(d+1) = x + 1 (M. Roberts, The unreasonable effectiveness of
// quasirandom sequences, 2018). In one dimension it is an even grid of count points.
func Design(dim, count int) [][]float64 {
	var out [][]float64
	if dim == 1 {
		for i := range count {
			out = append(out, []float64{float64(i) / float64(count-1)})
		}
		return out
	}
	for corner := range 1 << dim {
		x := make([]float64, dim)
		for i := range x {
			x[i] = float64(corner >> i & 1)
		}
		out = append(out, x)
	}
	centre, step := make([]float64, dim), make([]float64, dim)
	root := 2.0
	for range 60 {
		root = math.Pow(1+root, 1/float64(dim+1))
	}
	for i := range step {
		centre[i] = 0.5
		step[i] = 1 / math.Pow(root, float64(i+1))
	}
	out = append(out, centre)
	for n := range count {
		x := make([]float64, dim)
		for i := range x {
			_, x[i] = math.Modf(0.5 + float64(step[i]*float64(n+1)))
		}
		out = append(out, x)
	}
	return out
}
