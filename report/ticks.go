package report

import "math"

// Tick is a mark on an axis.
type Tick struct {
	At   float64
	Text string
}

// Ticks returns at most most marks from lo to hi at round places, in
// ascending order; on an axis of style Calendar at round months.
func (a Axis) Ticks(lo, hi float64, most int) []Tick {
	if !(hi > lo) || math.IsInf(hi-lo, 0) {
		return []Tick{{lo, a.Format.Exact(lo)}}
	}
	if a.Format.Style == Calendar {
		return a.months(lo, hi, most)
	}
	most = max(most, 2)
	step := niceStep((hi - lo) / float64(most))
	for math.Floor(hi/step+1e-9)-math.Ceil(lo/step-1e-9)+1 > float64(most) {
		step = niceStep(step * 1.01)
	}
	if a.Format.Style == Count || a.Format.Style == Months {
		step = max(step, 1)
	}
	var ticks []Tick
	first := math.Ceil(lo/step - 1e-9)
	for i := first; i*step <= hi+1e-9*step; i++ {
		at := i * step
		ticks = append(ticks, Tick{at, a.Format.tick(at, step, max(math.Abs(lo), math.Abs(hi)))})
	}
	return ticks
}

// niceStep returns the least of 1, 2, 2.5 and 5 times a power of ten that is
// at least x.
func niceStep(x float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(x))))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// tick prints a mark: all marks of an axis have one unit and one number of decimals.
func (f Format) tick(v, step, largest float64) string {
	unit, suffix := f.unit(), ""
	if f.Style == Money {
		switch {
		case largest >= 1e9:
			unit, suffix = 1e-9, "bn"
		case largest >= 1e6:
			unit, suffix = 1e-6, "m"
		case largest >= 10_000:
			unit, suffix = 1e-3, "k"
		}
	}
	decimals := 0
	for s := step * unit; decimals < 6 && math.Abs(s-math.Round(s)) > 1e-6*s; decimals++ {
		s *= 10
	}
	s := f.digits(math.Abs(v)*unit, -decimals, 0) + suffix
	switch f.Style {
	case Money:
		if v == 0 {
			s = "0"
		}
		s = f.symbol() + s
	case Percent:
		s += nbsp + "%"
	case Multiple:
		s += "×"
	}
	if v < 0 {
		s = "−" + s
	}
	return s
}

// months returns marks at Januaries, Aprils or rounder, whichever are few enough.
func (a Axis) months(lo, hi float64, most int) []Tick {
	start := float64(a.Format.Start)
	for _, step := range []float64{1, 3, 6, 12, 24, 60, 120, 240, 600} {
		if (hi-lo)/step > float64(most) && step < 600 {
			continue
		}
		var ticks []Tick
		for m := math.Ceil((start+lo)/step) * step; m <= start+hi; m += step {
			text := a.Format.month(m - start)
			if step >= 12 {
				text = text[len("Jan "):]
			}
			ticks = append(ticks, Tick{m - start, text})
		}
		if len(ticks) <= most {
			return ticks
		}
	}
	return nil
}
