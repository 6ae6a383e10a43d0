package crossing

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// cloud is a sample around a point: pairs on either side of it, each pair with
// the same luck.
type cloud struct {
	points [][]float64
	scores []float64
	normal []float64 // how the score grows, by least squares; nil if that cannot be told
	clear  []float64 // the same with what is within 2.5 standard errors of 0 left out; nil if nothing is left
}

// around samples so many pairs around a point, at the given spread.
func (h *hunt) around(ctx context.Context, centre []float64, spread float64, pairs int) (*cloud, error) {
	c := &cloud{}
	var sides [][]float64
	for range pairs {
		xi := make([]float64, len(centre))
		h.Draw(xi, h.drawn)
		h.drawn++
		more, less := make([]float64, len(centre)), make([]float64, len(centre))
		for i, x := range xi {
			xi[i] = float64(spread * x)
			more[i], less[i] = centre[i]+xi[i], centre[i]-xi[i]
		}
		sides = append(sides, xi)
		c.points = append(c.points, more, less)
	}
	var err error
	if c.scores, err = h.Score(ctx, c.points); err != nil {
		return nil, err
	}
	var x [][]float64
	var y []float64
	for n, xi := range sides {
		if d := (c.scores[2*n] - c.scores[2*n+1]) / 2; finite(d) {
			x, y = append(x, xi), append(y, d)
		}
	}
	b, se, ok := regress(x, y)
	if !ok {
		return c, nil
	}
	c.normal = unit(b)
	for i := range b {
		if math.Abs(b[i]) < 2.5*se[i] {
			b[i] = 0
		}
	}
	c.clear = unit(b)
	return c, nil
}

// worst returns directions to the lifetimes that speak most for the condition, a
// twentieth of all: the mean of their points, and for each of the three that are
// nearest its own and the mean of those on its side; none if no lifetime speaks
// more than another.
func (c *cloud) worst() [][]float64 {
	order := make([]int, 0, len(c.points))
	least := math.Inf(1)
	for i, v := range c.scores {
		if finite(v) {
			order = append(order, i)
			least = min(least, v)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(c.scores[j], c.scores[i]) })
	order = order[:len(order)/20]
	order = slices.DeleteFunc(order, func(i int) bool { return c.scores[i] == least })
	if len(order) == 0 {
		return nil
	}
	mean := func(beside []float64) []float64 {
		sum := make([]float64, len(c.points[0]))
		for _, i := range order {
			if beside == nil || dot(c.points[i], beside) > 0 {
				for k, x := range c.points[i] {
					sum[k] += x
				}
			}
		}
		return sum
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(length(c.points[i]), length(c.points[j])) })
	out := [][]float64{mean(nil)}
	for _, i := range order[:min(3, len(order))] {
		out = append(out, c.points[i], mean(c.points[i]))
	}
	return out
}

// bends returns the directions, at most so many, in which the score bends most
// upwards: where both ends of a direction are bad a gradient sees nothing. They
// are the eigenvectors of the mean Hessian, which is had from the scores alone, E[f
// (x x' - 1)] for standard normal x (C. M. Stein, Annals of Statistics 9, 1981).
// The sample must be around the origin.
func (c *cloud) bends(most int) [][]float64 {
	k := len(c.points[0])
	mean, count, square := 0.0, 0.0, 0.0
	for i, v := range c.scores {
		if finite(v) {
			mean, count = mean+v, count+1
			square += dot(c.points[i], c.points[i])
		}
	}
	if count == 0 {
		return nil
	}
	mean, square = mean/count, square/count/float64(k)
	m := make([][]float64, k)
	for i := range m {
		m[i] = make([]float64, k)
	}
	for n, v := range c.scores {
		if !finite(v) || v == mean {
			continue
		}
		for i, x := range c.points[n] {
			for j, y := range c.points[n] {
				m[i][j] += (v - mean) / count * x * y / square
			}
		}
	}
	shift := 0.0 // makes all eigenvalues positive
	for i := range m {
		sum := 0.0
		for j := range m[i] {
			sum += math.Abs(m[i][j])
		}
		shift = max(shift, sum)
	}
	var out [][]float64
	for range most {
		if a := leading(m, shift, out); a != nil {
			out = append(out, a)
		}
	}
	return out
}

// leading returns the eigenvector of the largest eigenvalue of m + shift at
// right angles to others, by power iteration; nil if there is none to tell.
func leading(m [][]float64, shift float64, others [][]float64) []float64 {
	v := make([]float64, len(m))
	for i := range v {
		v[i] = 1 + float64(float64(i%7)/8) // no direction in particular
	}
	for range 100 {
		next := make([]float64, len(m))
		for i := range next {
			next[i] = dot(m[i], v) + float64(shift*v[i])
		}
		for _, a := range others {
			along := dot(a, next)
			for i := range next {
				next[i] -= float64(along * a[i])
			}
		}
		if next = unit(next); next == nil {
			return nil
		}
		v = next
	}
	return v
}
