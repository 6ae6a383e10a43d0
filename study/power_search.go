package study

import (
	"context"
	"math"
	"sort"

	"github.com/sibsim/sibsim/tally"
)

// detectableSteps is in how many steps a chance is divided where the least effect that
// is found is looked for.
const detectableSteps = 10_000

// detectable is the least rise of the chance above what the comparison arm has that is
// found with enough power, at central inputs.
func (e *analyst) detectable(ctx context.Context, people int, otherwise float64) Figure {
	most := int((1 - otherwise) * detectableSteps)
	f := least(1, most, most/8, func(k int) tally.Proportion {
		return e.power(ctx, e.assumed, truth{shifted: true, by: float64(k) / detectableSteps}, people)
	})
	return Figure{f.Value / detectableSteps, math.NaN(), f.Lo / detectableSteps, f.Hi / detectableSteps}
}

// MostNeeded is up to how many people in the service arm are looked at for those who are
// needed: 100,000, or four times the number asked for if that is more, halved until
// neither arm has more than MaxPeople.
func (q *TrialQuery) MostNeeded() int {
	most := min(MaxPeople, max(100_000, 4*q.People))
	for q.comparison(most) > MaxPeople {
		most /= 2
	}
	return most
}

// needed is the least number of people in the service arm that finds the assumed
// effect with enough power; none if there is no effect.
func (e *analyst) needed(ctx context.Context, effect float64) Figure {
	most := e.query.MostNeeded()
	fewest := max(2, e.query.Sites)
	for e.query.comparison(fewest) < max(2, e.query.Sites) {
		fewest++
	}
	if math.Abs(effect) < 1e-12 {
		most = fewest - 1
	}
	return least(fewest, most, e.query.People, func(n int) tally.Proportion { return e.power(ctx, e.assumed, truth{}, n) })
}

// least is where in first..last the power becomes enough, all by the same words, which
// is the least such place where the power rises at every step; NaN if it never is. In its interval the power may be the one that is enough. Where
// it is looked for first is a guess.
func least(first, last, guess int, power func(int) tally.Proportion) Figure {
	known := map[int]tally.Proportion{}
	search := func(of func(tally.Proportion) float64) (float64, bool) {
		enough := func(at int) bool {
			p, ok := known[at]
			if !ok {
				p = power(at)
				known[at] = p
			}
			return of(p) >= EnoughPower
		}
		from, to := first, min(max(guess, first), last)
		for to < last && !enough(to) {
			from, to = to+1, min(2*to, last)
		}
		at := from + sort.Search(to-from+1, func(i int) bool { return enough(from + i) })
		return float64(at), at <= last
	}
	nan := math.NaN()
	none := Figure{nan, nan, nan, nan}
	if last < first {
		return none
	}
	value, found := search(func(p tally.Proportion) float64 { return p.P })
	if !found {
		return none
	}
	out := Figure{Value: value, SE: nan, Hi: math.Inf(1)}
	out.Lo, _ = search(func(p tally.Proportion) float64 { return p.Hi })
	if hi, bounded := search(func(p tally.Proportion) float64 { return p.Lo }); bounded {
		out.Hi = hi
	}
	return out
}
