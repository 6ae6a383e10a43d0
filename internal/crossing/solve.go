package crossing

import "math"

// symmetric is a symmetric positive matrix, factored: L with L L^T.
type symmetric [][]float64

// factor factors a matrix in place. A pivot that is not above the ridge, a
// share of the largest entry of the diagonal, is raised to it.
func factor(m [][]float64) symmetric {
	largest := 0.0
	for i := range m {
		largest = max(largest, m[i][i])
	}
	ridge := 1e-12 * largest
	for i := range m {
		for j := 0; j <= i; j++ {
			sum := m[i][j] - dot(m[i][:j], m[j][:j])
			if i == j {
				m[i][i] = math.Sqrt(max(sum, ridge))
			} else {
				m[i][j] = sum / m[j][j]
			}
		}
	}
	return m
}

// solve returns x with M x = v.
func (l symmetric) solve(v []float64) []float64 {
	x := make([]float64, len(v))
	for i := range v {
		x[i] = (v[i] - dot(l[i][:i], x[:i])) / l[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := i + 1; j < len(x); j++ {
			x[i] -= float64(l[j][i] * x[j])
		}
		x[i] /= l[i][i]
	}
	return x
}

// regress returns the coefficients of least squares of y on the rows of x,
// without a constant, and their standard errors; false if there are too few rows.
func regress(x [][]float64, y []float64) (b, se []float64, ok bool) {
	if len(x) == 0 || len(x) < len(x[0])+10 {
		return nil, nil, false
	}
	k := len(x[0])
	m, v := make([][]float64, k), make([]float64, k)
	for i := range m {
		m[i] = make([]float64, k)
	}
	for n, row := range x {
		for i, xi := range row {
			v[i] += float64(xi * y[n])
			for j := 0; j <= i; j++ {
				m[i][j] += float64(xi * row[j])
			}
		}
	}
	f := factor(m)
	b, se = f.solve(v), make([]float64, k)
	rest := 0.0
	for n, row := range x {
		d := y[n] - dot(row, b)
		rest += float64(d * d)
	}
	rest /= float64(len(x) - k)
	e := make([]float64, k)
	for i := range se {
		e[i] = 1
		se[i] = math.Sqrt(rest * f.solve(e)[i])
		e[i] = 0
	}
	return b, se, true
}
