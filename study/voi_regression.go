package study

import (
	"cmp"
	"math"
	"slices"
)

// regression fits E[gain | inputs] on the paths of a plain run. Its sums are
// kept block by block, so that leaving paths out, or taking them twice, costs
// no second pass.
type regression struct {
	paths, terms int
	x            []float64 // [path][term]; the first term is the constant
	gains        []float64
	centre       float64 // taken from the gains before they are multiplied, for accuracy
	blocks       []block
}

// block is the sums over a stretch of paths.
type block struct {
	first, end int
	products   []float64 // [term][term], lower half, of x x
	moments    []float64 // [term] of x gain
	sum        float64   // of gain
	square     float64   // of gain²; all of gains less the centre
}

// The paths are parted into blocks for the bootstrap, and those into folds for the test.
const (
	numBlocks = 100
	numFolds  = 5
)

// crossed is the most inputs of one regression whose products are terms.
const crossed = 8

// newRegression fits the gains of the paths on the values of one input or several.
func newRegression(inputs [][]float64, gains []float64) *regression {
	r := &regression{paths: len(gains), gains: gains, centre: mean(gains)}
	columns := orthonormal(regressors(inputs, gains), len(gains))
	r.terms = len(columns)
	r.x = make([]float64, r.paths*r.terms)
	for t, column := range columns {
		for i, v := range column {
			r.x[i*r.terms+t] = v
		}
	}
	for b := range numBlocks {
		r.blocks = append(r.blocks, r.sums(b*r.paths/numBlocks, (b+1)*r.paths/numBlocks))
	}
	return r
}

// regressors returns the columns of a regression: the constant, the score of each
// input, products of pairs of inputs, then what bends the curve of each. The
// more inputs, the stiffer their curves. Of more than a few inputs only those
// that move the gain most are multiplied; of few paths only the first columns
// are taken.
func regressors(inputs [][]float64, gains []float64) [][]float64 {
	knots := 6
	switch n := len(inputs); {
	case n > 12:
		knots = 3
	case n > 4:
		knots = 4
	}
	columns := [][]float64{slices.Repeat([]float64{1}, len(gains))}
	var lines, bends [][]float64
	for _, values := range inputs {
		if c := curve(values, knots); len(c) > 0 {
			lines = append(lines, c[0])
			bends = append(bends, c[1:]...)
		}
	}
	columns = append(append(append(columns, lines...), products(lines, gains, len(inputs) <= 4)...), bends...)
	return columns[:min(len(columns), max(len(gains)/20, len(lines)+1))]
}

// products returns the products of each two of the columns that go most with
// the gain; curved adds those with a square in them.
func products(lines [][]float64, gains []float64, curved bool) [][]float64 {
	place := make([]int, len(lines))
	pull := make([]float64, len(lines))
	for i, z := range lines {
		place[i] = i
		pull[i] = math.Abs(dot(z, gains)) // scores have mean 0
	}
	slices.SortStableFunc(place, func(a, b int) int { return cmp.Compare(pull[b], pull[a]) })
	place = place[:min(len(place), crossed)]
	var columns [][]float64
	multiply := func(factors ...[]float64) {
		column := slices.Repeat([]float64{1}, len(gains))
		for _, f := range factors {
			for i, v := range f {
				column[i] *= v
			}
		}
		columns = append(columns, column)
	}
	for i, a := range place {
		for _, b := range place[:i] {
			multiply(lines[a], lines[b])
			if curved {
				multiply(lines[a], lines[a], lines[b])
				multiply(lines[a], lines[b], lines[b])
			}
		}
	}
	return columns
}

// orthonormal makes the columns orthogonal, each of mean square 1, by modified
// Gram-Schmidt. A column that is all but a combination of those before it falls away.
func orthonormal(columns [][]float64, paths int) [][]float64 {
	n := float64(paths)
	var out [][]float64
	for _, c := range columns {
		before := dot(c, c)
		for _, q := range out {
			along := dot(q, c) / n
			for i, v := range q {
				c[i] -= float64(along * v)
			}
		}
		after := dot(c, c)
		if !(after > 1e-9*before) {
			continue
		}
		scale := math.Sqrt(n / after)
		for i := range c {
			c[i] *= scale
		}
		out = append(out, c)
	}
	return out
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

// row is the terms of one path.
func (r *regression) row(path int) []float64 { return r.x[path*r.terms:][:r.terms] }

// sums adds up the paths from first to end.
func (r *regression) sums(first, end int) block {
	b := block{first: first, end: end, products: make([]float64, r.terms*r.terms), moments: make([]float64, r.terms)}
	for n := first; n < end; n++ {
		row, y := r.row(n), r.gains[n]-r.centre
		for i, v := range row {
			b.moments[i] += float64(v * y)
			to := b.products[i*r.terms:][:i+1]
			for j := range to {
				to[j] += float64(v * row[j])
			}
		}
		b.sum += y
		b.square += float64(y * y)
	}
	return b
}

// solution is a fitted regression: what a path's terms weigh in E[gain | inputs].
type solution struct {
	weights []float64
	mean    float64 // of the gains
}

// solve fits the paths of each block as often as times says.
//
// The noise of fitted weights spreads fitted values further apart than what they
// stand for: their variance is too large by the residual variance times the
// number of weights over that of paths. They are drawn together about their mean
// until their variance is that of the adjusted R²; a fit that explains no more
// than chance would becomes the mean.
func (r *regression) solve(times func(block int) float64) solution {
	all := block{products: make([]float64, r.terms*r.terms), moments: make([]float64, r.terms)}
	paths := 0.0
	for i := range r.blocks {
		b, k := &r.blocks[i], times(i)
		if k == 0 {
			continue
		}
		paths += float64(k * float64(b.end-b.first))
		for j, v := range b.products {
			all.products[j] += float64(k * v)
		}
		for j, v := range b.moments {
			all.moments[j] += float64(k * v)
		}
		all.sum += float64(k * b.sum)
		all.square += float64(k * b.square)
	}
	s := solution{weights: slices.Clone(all.moments)}
	cholesky(all.products, r.terms)
	substitute(all.products, s.weights)
	off := all.sum / paths // the mean, less the centre
	about := float64(paths * float64(off*off))
	explained, total := dot(s.weights, all.moments)-about, all.square-about
	shrink := 0.0
	if free := paths - float64(r.terms); explained > 0 && free > 0 {
		noise := max(0, total-explained) / free
		shrink = math.Sqrt(max(0, 1-float64(noise*float64(r.terms-1))/explained))
	}
	for i := range s.weights {
		s.weights[i] *= shrink
	}
	s.weights[0] += float64((1-shrink)*off) + r.centre
	s.mean = off + r.centre
	return s
}

// at is the fitted E[gain | inputs] of a row of terms.
func (s *solution) at(row []float64) float64 { return dot(s.weights, row) }

// fitted is E[gain | inputs] on each path.
func (r *regression) fitted() []float64 {
	s := r.solve(func(int) float64 { return 1 })
	out := make([]float64, r.paths)
	for n := range out {
		out[n] = s.at(r.row(n))
	}
	return out
}

// cholesky replaces the lower half of a symmetric matrix by its factor. A pivot
// lost to rounding, in a resample without some level of an input, is made so
// large that its weight becomes 0.
func cholesky(m []float64, n int) {
	for i := range n {
		row := m[i*n:][:i+1]
		for j := range i {
			other := m[j*n:][:j+1]
			sum := row[j]
			for k := range j {
				sum -= float64(row[k] * other[k])
			}
			row[j] = sum / other[j]
		}
		sum := row[i]
		for _, v := range row[:i] {
			sum -= float64(v * v)
		}
		if sum > 1e-10*row[i] {
			row[i] = math.Sqrt(sum)
		} else {
			row[i] = math.MaxFloat32
		}
	}
}

// substitute solves with the factor in place.
func substitute(factor, v []float64) {
	n := len(v)
	for i := range v {
		row := factor[i*n:][:i+1]
		for j := range i {
			v[i] -= float64(row[j] * v[j])
		}
		v[i] /= row[i]
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			v[i] -= float64(factor[j*n+i] * v[j])
		}
		v[i] /= factor[i*n+i]
	}
}
