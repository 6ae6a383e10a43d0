package sim

import (
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// review rewrites each site's mean referrals by what it attained.
type review struct {
	month   int
	outcome int32
	formula contract.Follow
	goals   []int64 // [site] the target before that month; 0 if there is none
}

// reviews lowers the reviews that may change volumes.
func (c *compiler) reviews(t *contract.Terms) {
	p := c.plan
	for i := range t.Reviews {
		r := &t.Reviews[i]
		if idle(r.Volumes) {
			continue
		}
		out := review{month: r.Month, outcome: c.outcome(r.Outcome), formula: r.Volumes}
		for s := range t.Sites {
			out.goals = append(out.goals, goal(findTarget(t.Sites[s].Targets, r.Outcome), r.Month, t.Months))
		}
		p.reviews = append(p.reviews, out)
	}
	slices.SortStableFunc(p.reviews, func(a, b review) int { return a.month - b.month })
}

// idle reports whether a formula is absent or always comes to 1.
func idle(f contract.Follow) bool {
	return f == contract.Follow{} || f.Part == 0 && f.Least <= contract.Million && contract.Million <= f.Most
}

// review walks a site again for each review that changes its volumes: the
// words are the same, so nothing before the review moves.
func (w *worker) review(i int) {
	months := w.plan.months
	for m := range w.factor {
		w.factor[m] = 1
	}
	for k := range w.plan.reviews {
		r := &w.plan.reviews[k]
		at := (i*w.plan.outcomes + int(r.outcome)) * months
		var n int64
		for _, e := range w.out.Evidenced[at : at+r.month] {
			n += int64(e)
		}
		x := float64(follow(r.formula, n, r.goals[i])) / contract.Million
		if x == w.factor[r.month] {
			continue
		}
		for m := r.month; m < months; m++ {
			w.factor[m] = x
		}
		w.people(i, w.factor)
	}
}

// goal is the target for the months before the given one, 0 without a target.
func goal(t *contract.Target, month, months int) int64 {
	if t == nil {
		return 0
	}
	if t.Months == nil {
		return divide(t.Total*int64(month), int64(months))
	}
	var sum int64
	for _, n := range t.Months[:month] {
		sum += int64(n)
	}
	return sum
}

// follow is the factor, in millionths, that a formula makes of n evidenced
// outcomes against a goal: section 3.0 of docs/model.md, step 1.
func follow(f contract.Follow, n, goal int64) int64 {
	attained := int64(contract.Million)
	if goal > 0 {
		attained = min(divide(contract.Million*n, goal), 100*contract.Million)
	}
	x := contract.Million + divide(f.Part*(attained-contract.Million), contract.Million)
	return min(max(x, f.Least), f.Most)
}

// divide returns a/b, b > 0, rounded half away from zero.
func divide(a, b int64) int64 {
	q, r := a/b, a%b
	switch {
	case r >= b-r:
		q++
	case -r >= b+r:
		q--
	}
	return q
}
