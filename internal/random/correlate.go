package random

import (
	"errors"
	"fmt"
	"math"
)

// NotPositiveDefinite says that no normal vector has the correlations asked for.
type NotPositiveDefinite struct {
	Row   int     // 0-based: the first variable that cannot join those before it
	Pivot float64 // its variance given those before it, after conversion; must exceed 1e-10
}

func (e *NotPositiveDefinite) Error() string {
	return fmt.Sprintf("correlations are not positive definite: variable %d has variance %.3g given those before it", e.Row+1, e.Pivot)
}

// pivotFloor is the least conditional variance accepted; a smaller one is rounding.
const pivotFloor = 1e-10

// Cholesky returns the lower triangle L, L L' = R, of the normal correlations R that
// give the rank correlations rho (Spearman's): R = 2 sin(pi rho/6), Pearson 1907.
//
// rho must be square and symmetric with ones on the diagonal and entries in [-1, 1].
// The conversion can turn a positive definite rho into one that is not; the error is
// then a *NotPositiveDefinite. Other faults are joined into one error.
func Cholesky(rho [][]float64) (lower [][]float64, err error) {
	var faults []error
	for i, row := range rho {
		if len(row) != len(rho) {
			return nil, fmt.Errorf("correlations: row %d has %d entries, must have %d", i+1, len(row), len(rho))
		}
	}
	for i, row := range rho {
		if row[i] != 1 {
			faults = append(faults, fmt.Errorf("correlations: entry %d,%d is %v, must be 1", i+1, i+1, row[i]))
		}
		for j := range i {
			switch {
			case !(math.Abs(row[j]) <= 1):
				faults = append(faults, fmt.Errorf("correlations: entry %d,%d is %v, must be from -1 to 1", i+1, j+1, row[j]))
			case row[j] != rho[j][i]:
				faults = append(faults, fmt.Errorf("correlations: entries %d,%d and %d,%d differ: %v and %v", i+1, j+1, j+1, i+1, row[j], rho[j][i]))
			}
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	lower = make([][]float64, len(rho))
	for i := range rho {
		lower[i] = make([]float64, i+1)
		for j := range i {
			sum := FromSpearman(rho[i][j])
			for k := range j {
				sum -= float64(lower[i][k] * lower[j][k])
			}
			lower[i][j] = sum / lower[j][j]
		}
		pivot := 1.0
		for _, l := range lower[i][:i] {
			pivot -= float64(l * l)
		}
		if !(pivot > pivotFloor) {
			return nil, &NotPositiveDefinite{Row: i, Pivot: pivot}
		}
		lower[i][i] = math.Sqrt(pivot)
	}
	return lower, nil
}

// Correlate sets dst to L z: independent standard normals in, correlated ones out.
// dst may be z.
func Correlate(dst []float64, lower [][]float64, z []float64) {
	for i := len(lower) - 1; i >= 0; i-- {
		sum := 0.0
		for j, l := range lower[i] {
			sum += float64(l * z[j])
		}
		dst[i] = sum
	}
}

// FromSpearman returns the correlation 2 sin(pi rho/6) of two normal variables whose
// rank correlation is rho in [-1, 1], within 3e-16.
//
// The sine is its Taylor series on [-pi/6, pi/6], remainder below 1e-19.
func FromSpearman(rho float64) float64 {
	x := float64(rho * (math.Pi / 6))
	w := float64(x * x)
	p := 1.0
	for n := 8.0; n >= 1; n-- {
		p = 1 - float64(w*p)/float64(2*n*(float64(2*n)+1))
	}
	return float64((x + x) * p)
}
