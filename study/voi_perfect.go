package study

import (
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/sim"
)

// Perfect is what it is worth to know all uncertain inputs (EVPI), by nested
// simulation: Outer draws of the inputs, each with Inner lifetimes.
type Perfect struct {
	Worth
	// Uncorrected is the plain figure, too high in the mean; Tested decides by one
	// half of the lifetimes and counts the other, too low in the mean. Each misses by the
	// order that Value is corrected for.
	Uncorrected, Tested float64
	// Wrong is the probability that the decision made now is the wrong one for
	// the inputs as they are, with its standard error and interval.
	Wrong Worth
	Outer uint64
	Inner int
	// Coarse says that Inner is too small for how much more chance moves the gain
	// than the inputs do: the value may still be too high.
	Coarse bool
}

// The nested simulation.
const (
	// nested is how many lifetimes it walks for one of the plain run.
	nested     = 4
	leastInner = 8
	leastOuter = 200
	// calm is how small the variance of an inner mean should be, as a share of that
	// of the expected gain; beyond rough a warning is due.
	calm, rough = 1.0 / 32, 1.0 / 8
)

// inner is the chance path of lifetime m of an outer draw: no path of a plain run.
func inner(draw uint64, m int) uint64 { return draw + uint64(m+1)<<40 }

// perfect estimates EVPI. surrogate is a guess, for each path of the plain run,
// of the expected gain given its inputs: it makes the error smaller, whatever it
// is. total is the variance of the gain over the plain run.
//
// The mean of M lifetimes instead of an expectation makes max(0, mean) too high by
// about c/M. Twice the figure of all M less the mean of those of their halves has
// no error of that order (M. B. Giles and T. Goda, Decision-making under
// uncertainty, Statistics and Computing 29, 2019, whose antithetic difference this is).
func (s *stakes) perfect(ctx context.Context, o sim.Options, yes bool, surrogate []float64, total float64) (*Perfect, error) {
	if len(s.inputs) == 0 {
		return &Perfect{}, nil
	}
	out, budget := &Perfect{Inner: leastInner}, nested*o.Paths
	known := deviation(surrogate)
	between := float64(known * known)
	within := max(0, total-between)
	for float64(out.Inner)*calm*between < within && uint64(2*out.Inner*leastOuter) <= budget {
		out.Inner *= 2
	}
	out.Coarse = float64(out.Inner)*rough*between < within
	out.Outer = budget / uint64(out.Inner)
	// The guess is taken to be right within a quarter of its spread.
	draws := choose(surrogate, yes, math.Sqrt(float64(between/16)+within/float64(out.Inner)), int(out.Outer))
	one := o
	one.Paths = out.Outer
	if o.Progress != nil {
		one.Progress = func(n uint64) { o.Progress(n * uint64(out.Inner)) }
	}
	halves, err := s.table(ctx, one, 2, func(gain func(theta, chance uint64) float64, n uint64, row []float64) {
		row[0], row[1] = 0, 0
		for m := range out.Inner {
			row[m%2] += gain(uint64(draws[n].path), inner(n, m))
		}
		row[0] /= float64(out.Inner / 2)
		row[1] /= float64(out.Inner / 2)
	})
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(halves, math.IsNaN) {
		return nil, errUndefined
	}
	// estimate is the mean, over all inputs, of a figure made of the means of two
	// halves, with the same figure of the guess to steady it.
	estimate := func(figure func(a, b float64) float64, guessed func(g float64, yes bool) float64) (float64, float64) {
		values, here, all := make([]float64, len(draws)), make([]float64, len(draws)), make([]float64, len(surrogate))
		for n, g := range surrogate {
			all[n] = guessed(g, yes)
		}
		for k, d := range draws {
			values[k] = d.weight * figure(halves[2*k], halves[2*k+1])
			here[k] = d.weight * all[d.path]
		}
		return twoPhase(values, here, all)
	}
	corrected := func(f func(g float64, yes bool) float64) func(a, b float64) float64 {
		return func(a, b float64) float64 { return float64(2*f((a+b)/2, yes)) - float64((f(a, yes)+f(b, yes))/2) }
	}
	sign := 1.0 // of the gain of deciding otherwise
	if yes {
		sign = -1
	}
	out.Worth = newWorth(estimate(corrected(better), better))
	out.Uncorrected, _ = estimate(func(a, b float64) float64 { return better((a+b)/2, yes) }, better)
	out.Tested, _ = estimate(func(a, b float64) float64 {
		return sign * (float64(b*otherwise(a, yes)) + float64(a*otherwise(b, yes))) / 2
	}, better)
	out.Wrong = newWorth(estimate(corrected(otherwise), otherwise))
	out.Wrong.Value, out.Wrong.Lo, out.Wrong.Hi = min(1, out.Wrong.Value), min(1, out.Wrong.Lo), min(1, out.Wrong.Hi)
	return out, nil
}

// otherwise is 1 if a path of expected gain g is better decided otherwise.
func otherwise(g float64, yes bool) float64 {
	if (g >= 0) != yes {
		return 1
	}
	return 0
}

// draw is one outer draw: the path whose inputs it takes, and what it weighs.
type draw struct {
	path   int
	weight float64
}

// choose takes n paths, at equal steps through the sum of their chances: half
// of the chance is the same for all, half goes with how much a path may add to the
// figure, the root mean square of better(g) for g normal about the guess with
// deviation tau. A path weighs the inverse of its chance, so that means are
// those of all paths (importance sampling with a defensive half, Hesterberg,
// Technometrics 37, 1995).
func choose(guess []float64, yes bool, tau float64, n int) []draw {
	may := make([]float64, len(guess))
	for i, g := range guess {
		x := g // how far it is on the other side
		if yes {
			x = -g
		}
		switch {
		case tau > 0:
			at := x / tau
			density := num.Exp(-float64(at*at)/2) / math.Sqrt(2*math.Pi)
			may[i] = tau * math.Sqrt(max(0, float64((1+float64(at*at))*num.NormCDF(at))+float64(at*density)))
		case x > 0:
			may[i] = x
		}
	}
	if most := mean(may); most > 0 {
		for i := range may {
			may[i] = 0.5 + 0.5*may[i]/most
		}
	} else {
		for i := range may {
			may[i] = 1
		}
	}
	total := 0.0
	for _, v := range may {
		total += v
	}
	step := total / float64(n)
	draws, sum := make([]draw, 0, n), 0.0
	for i, v := range may {
		sum += v
		for len(draws) < n && (float64(len(draws))+0.5)*step < sum {
			draws = append(draws, draw{i, total / float64(len(guess)) / v})
		}
	}
	return draws
}

// twoPhase is the mean of values, made more exact by a guess of each, here, whose
// mean is that of all: less the slope on the guess times how far its mean here is
// from that of all (Cochran, Sampling Techniques, 3rd edition, section 12.6). The
// standard error is that of two phases.
func twoPhase(values, here, all []float64) (estimate, se float64) {
	few, many := float64(len(values)), float64(len(all))
	m, g := mean(values), mean(here)
	var cross, square float64
	for i, v := range values {
		cross += float64((v - m) * (here[i] - g))
		square += float64((here[i] - g) * (here[i] - g))
	}
	slope := 0.0
	if square > 0 {
		slope = cross / square
	}
	rest := 0.0
	for i, v := range values {
		e := v - m - float64(slope*(here[i]-g))
		rest += float64(e * e)
	}
	spread := deviation(all)
	variance := rest/float64((few-2)*few) + float64(float64(slope*slope)*float64(spread*spread))/many
	return m - float64(slope*(g-mean(all))), math.Sqrt(variance)
}
