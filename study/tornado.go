package study

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Tornado is the mean of a metric with each driver, by itself, at its 10 % and at
// its 90 % point, the widest first.
type Tornado struct {
	Mean   Figure // with nothing pinned, on the same paths
	Swings []Swing
}

// Swing is what one driver does. All else is as in the run, on the same words,
// but correlated inputs follow the driver.
type Swing struct {
	Driver int        // place among the drivers
	Scores [2]float64 // where it goes, in normal scores
	// Inputs are the values of the driver's input at the two points, in the
	// deal's units; of a table of joint draws, of each of its columns that differs.
	// A driver of the environment has none.
	Inputs    []InputEnds
	Low, High Figure // mean of the metric at the 10 % and the 90 % point
	// Difference is High less Low, with the standard error of paired lifetimes.
	Difference Figure
}

// InputEnds is an input at the 10 % and the 90 % point of its driver.
type InputEnds struct {
	Address   string
	Low, High float64
}

func (s *SensitivityStudy) tornado(ctx context.Context, d *design, l *lifetimes) (*Tornado, error) {
	if err := l.fill(ctx, d.paths, d.tornado); err != nil {
		return nil, err
	}
	t := &Tornado{Mean: estimateMean(l.column(d.base, d.paths)).figure()}
	for i := range d.drivers {
		low, high := d.tornado[2*i], d.tornado[2*i+1]
		t.Swings = append(t.Swings, Swing{
			Driver: i, Scores: pointScores, Inputs: s.inputEnds(i),
			Low: estimateMean(l.column(low, d.paths)).figure(), High: estimateMean(l.column(high, d.paths)).figure(),
			Difference: estimateMean(l.difference(low, high, d.paths)).figure(),
		})
	}
	slices.SortStableFunc(t.Swings, func(a, b Swing) int {
		return cmp.Compare(math.Abs(b.Difference.Value), math.Abs(a.Difference.Value))
	})
	return t, nil
}

// inputEnds are the inputs that a driver itself is.
func (s *SensitivityStudy) inputEnds(driver int) []InputEnds {
	names := s.plan.Inputs()
	var at [2][]float64
	for k := range at {
		scores := make([]float64, s.plan.NumScores())
		s.plan.Pin(scores, driver, pointScores[k])
		at[k] = make([]float64, len(names))
		s.plan.InputsAt(at[k], scores)
	}
	var out []InputEnds
	for j, name := range names {
		own := s.inputs[j] == driver
		if own && (name == s.plan.Drivers()[driver].Name || at[0][j] != at[1][j]) {
			unit := s.units[j]
			out = append(out, InputEnds{name, at[0][j] / unit, at[1][j] / unit})
		}
	}
	return out
}
