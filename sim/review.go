package sim

import "github.com/sibsim/sibsim/contract"

// review walks a site again for each review that changes its volumes: the
// words are the same, so nothing before the review moves.
func (w *worker) review(i int) {
	s, months := w.plan.schedule, w.plan.months
	for m := range w.factor {
		w.factor[m] = 1
	}
	for k := range s.NumReviews() {
		first := s.ReviewMonth(k)
		x := float64(s.VolumeFactor(w.out, k, i)) / contract.Million
		if x == w.factor[first] {
			continue
		}
		for m := first; m < months; m++ {
			w.factor[m] = x
		}
		w.people(i, w.factor)
	}
}
