package metric

import "math"

// Margin returns by how much the event of a Probability happens on a path whose
// metrics are row: 0 or more if it happens, below 0 if it does not, in the unit of
// the metric compared. A flag has 0 or -1. Of any(...) it is the greatest, of
// all(...) the least of the parts. It is NaN where the event is undefined.
//
// The probability is the share of paths with a margin of at least 0, so that a
// bound on it is one on a quantile of the margin, which moves evenly where the
// share moves in steps.
func (b *Bound) Margin(row []int64) float64 {
	return b.test.margin(row)
}

// Compares reports whether the event of a Probability is made of comparisons
// only, so that its margin says how far away it is.
func (b *Bound) Compares() bool {
	return b.Figure == Probability && b.test.compares()
}

func (t *test) compares() bool {
	if t.joint == alone {
		return !t.flag
	}
	for i := range t.parts {
		if !t.parts[i].compares() {
			return false
		}
	}
	return true
}

func (t *test) margin(row []int64) float64 {
	if t.eval(row) == Undefined {
		return math.NaN()
	}
	m, step := 0.0, 1.0
	switch {
	case t.joint != alone:
		m = math.Inf(1)
		if t.joint == anyOf {
			m = math.Inf(-1)
		}
		step = 0x1p-60 // the parts have steps of their own
		for i := range t.parts {
			x := t.parts[i].margin(row)
			if math.IsNaN(x) {
				continue // the others decide
			}
			if t.joint == anyOf {
				m = max(m, x)
			} else {
				m = min(m, x)
			}
		}
	case t.flag:
		if row[t.place] == 0 {
			m = -1
		}
	case t.above:
		step = 1 / float64(t.scale)
		m = (float64(row[t.place]) - float64(t.most) - 1) * step
	default:
		step = 1 / float64(t.scale)
		m = (float64(t.most) - float64(row[t.place])) * step
	}
	if t.not {
		return -m - step
	}
	return m
}
