package study

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// Regional says what tells the lifetimes with a flag (the investor loses) from
// the others: regional sensitivity analysis (Hornberger & Spear 1981).
type Regional struct {
	// Split is the flag; its name is empty if the deal has none.
	Split   metric.Spec
	With    uint64 // lifetimes of the run with the flag
	Without uint64
	// Contrasts are the drivers, the largest distance first; nil if no lifetime, or
	// each, has the flag.
	Contrasts []Contrast
}

// Contrast compares a driver in the lifetimes with the flag and without it.
type Contrast struct {
	Driver int
	// With and Without are the mean of the driver's input, in the deal's units or,
	// of a driver that is no single Input, of its normal score.
	With, Without float64
	Input         bool
	// Score is the mean normal score of the driver with the flag less that
	// without it, and Z the same in standard errors.
	Score Figure
	Z     float64
	// Distance is the greatest distance of the two distributions (Kolmogorov and
	// Smirnov); P the chance of one as large if they were the same; Adjusted that
	// of one as large for any of the drivers at most (Bonferroni).
	Distance, P, Adjusted float64
}

func (s *SensitivityStudy) regional(ctx context.Context, l *lifetimes) (*Regional, error) {
	if s.split < 0 {
		return &Regional{}, nil
	}
	out := &Regional{Split: s.plan.Specs()[s.split]}
	for _, flag := range l.flags {
		if flag != 0 {
			out.With++
		} else {
			out.Without++
		}
	}
	if out.With < 2 || out.Without < 2 {
		return out, nil
	}
	drivers := s.plan.Drivers()
	for first := 0; first < len(drivers); first += atOnce {
		some, err := s.contrasts(ctx, l, first, min(first+atOnce, len(drivers)))
		if err != nil {
			return nil, err
		}
		out.Contrasts = append(out.Contrasts, some...)
	}
	slices.SortStableFunc(out.Contrasts, func(a, b Contrast) int { return cmp.Compare(b.Distance, a.Distance) })
	return out, nil
}

// atOnce is how many drivers are looked at together: it bounds the memory.
const atOnce = 8

// contrasts compares the drivers first..end-1.
func (s *SensitivityStudy) contrasts(ctx context.Context, l *lifetimes, first, end int) ([]Contrast, error) {
	o := l.o
	o.Paths, o.Progress = uint64(len(l.flags)), nil
	width := 2 * (end - first) // of each driver its score and its input
	input := make([]int, end-first)
	for k := range input {
		input[k] = slices.Index(s.plan.Inputs(), s.plan.Drivers()[first+k].Name)
	}
	table, err := sim.Each(ctx, o, width, func() func(uint64, []int64) {
		scores, theta := make([]float64, s.plan.NumScores()), make([]float64, len(s.plan.Inputs()))
		return func(n uint64, row []int64) {
			s.plan.Scores(scores, l.o.Seed, n)
			s.plan.InputsAt(theta, scores)
			for k, at := range input {
				row[2*k] = int64(math.Float64bits(s.plan.Score(scores, first+k)))
				if at >= 0 {
					row[2*k+1] = int64(math.Float64bits(theta[at] / s.units[at]))
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var out []Contrast
	for k, at := range input {
		score := byFlag(l.flags, columnOf(table, width, 2*k))
		value := score
		if at >= 0 {
			value = byFlag(l.flags, columnOf(table, width, 2*k+1))
		}
		c := Contrast{Driver: first + k, Without: mean(value[0]), With: mean(value[1]), Input: at >= 0}
		c.compare(score, len(s.plan.Drivers()))
		out = append(out, c)
	}
	return out, nil
}

// byFlag parts a column of floats, as bits, into that without and with the flag.
func byFlag(flags, column []int64) (out [2][]float64) {
	for n, flag := range flags {
		k := 0
		if flag != 0 {
			k = 1
		}
		out[k] = append(out[k], math.Float64frombits(uint64(column[n])))
	}
	return out
}

// compare sets what the scores without and with the flag, of one of so many
// drivers, say.
func (c *Contrast) compare(score [2][]float64, drivers int) {
	a, b := estimateMean(score[1]).figure(), estimateMean(score[0]).figure()
	gap, se := a.Value-b.Value, math.Sqrt(float64(a.SE*a.SE)+float64(b.SE*b.SE))
	c.Score = Figure{gap, se, gap - float64(normal975*se), gap + float64(normal975*se)}
	c.Z = gap / se
	c.Distance = ksDistance(score[0], score[1])
	c.P = kolmogorov(c.Distance, len(score[0]), len(score[1]))
	c.Adjusted = min(1, c.P*float64(drivers))
}

// ksDistance is the greatest distance of the two samples' distribution functions. It
// sorts them.
func ksDistance(a, b []float64) float64 {
	slices.Sort(a)
	slices.Sort(b)
	most, i, j := 0.0, 0, 0
	for i < len(a) && j < len(b) {
		x := min(a[i], b[j])
		for i < len(a) && a[i] == x {
			i++
		}
		for j < len(b) && b[j] == x {
			j++
		}
		most = max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return most
}

// kolmogorov is the chance of a distance of d or more between samples of m and n
// from one continuous distribution: Q(x) = 2 sum (-1)^(j-1) exp(-2 j^2 x^2) at
// x = (r + 0.12 + 0.11/r) d, r^2 = mn/(m+n) (Stephens 1970).
func kolmogorov(d float64, m, n int) float64 {
	r := math.Sqrt(float64(m) * float64(n) / float64(m+n))
	x := (r + 0.12 + 0.11/r) * d
	if x < 0.2 { // where the sum has not begun to fall, Q is 1 to 1e-13
		return 1
	}
	sum, sign := 0.0, 1.0
	for j := 1; j <= 100; j++ {
		term := num.Exp(-2 * float64(j*j) * x * x)
		sum += float64(sign * term)
		if term < 1e-17 {
			break
		}
		sign = -sign
	}
	return min(1, max(0, 2*sum))
}
