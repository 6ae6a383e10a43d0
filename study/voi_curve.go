package study

import (
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/num"
)

// scores returns the normal scores of values: Φ⁻¹ of the middle of each one's
// ranks over their number. They do not depend on the values' scale or law. levels
// is how many different values there are.
func scores(values []float64) (z []float64, levels int) {
	order := byValue(values)
	z = make([]float64, len(values))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && values[order[j]] == values[order[i]] {
			j++
		}
		s := num.NormQuantile(float64(i+j) / float64(2*len(order)))
		for ; i < j; i++ {
			z[order[i]] = s
		}
		levels++
	}
	return z, levels
}

// ascending returns the places of values in ascending order, equal ones by place.
func byValue(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	return order
}

// fewLevels is up to how many different values an input is taken as a choice
// between them, not as a number on a line.
const fewLevels = 12

// curve returns the columns in which a function of one input is fitted, without
// the constant: first its scores, then, for an input of few values, one column
// for each but two of them, else the further terms of a natural cubic spline.
func curve(values []float64, knots int) [][]float64 {
	z, levels := scores(values)
	switch {
	case levels == 1:
		return nil
	case levels <= fewLevels:
		return append([][]float64{z}, indicators(z, levels)...)
	}
	return append([][]float64{z}, spline(z, knots)...)
}

// indicators has one column for each level but the lowest and the highest: with
// the constant and the scores they tell all levels apart.
func indicators(z []float64, levels int) [][]float64 {
	distinct := slices.Compact(slices.Sorted(slices.Values(z)))
	columns := make([][]float64, 0, levels-2)
	for _, level := range distinct[1 : levels-1] {
		column := make([]float64, len(z))
		for i, x := range z {
			if x == level {
				column[i] = 1
			}
		}
		columns = append(columns, column)
	}
	return columns
}

// spline returns the terms beyond the linear one of a natural cubic spline in z:
// linear beyond its outermost knots, which stand at -2 and 2, the others at equal
// steps between (Hastie, Tibshirani and Friedman, The Elements of Statistical
// Learning, 2nd edition, equations 5.4 and 5.5).
func spline(z []float64, knots int) [][]float64 {
	last := knots - 1
	at := func(k int) float64 { return -2 + 4*float64(k)/float64(last) }
	bend := func(x float64, k int) float64 {
		return (cubed(x-at(k)) - cubed(x-at(last))) / (at(last) - at(k))
	}
	columns := make([][]float64, knots-2)
	for k := range columns {
		columns[k] = make([]float64, len(z))
		for i, x := range z {
			columns[k][i] = bend(x, k) - bend(x, last-1)
		}
	}
	return columns
}

// cubed is x³ where x is positive, else 0.
func cubed(x float64) float64 {
	x = math.Max(0, x)
	return float64(x * x * x)
}
