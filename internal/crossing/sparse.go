package crossing

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// cost is the share of the distance that setting drivers back may cost.
const cost = 0.01

// pushes returns how far each driver is moved itself for a point to be reached:
// the point is the sum of the directions of Push times these.
func (s *Space) pushes(point []float64) []float64 {
	gram := make([][]float64, len(s.Push))
	along := make([]float64, len(s.Push))
	for i, a := range s.Push {
		along[i] = dot(a, point)
		gram[i] = make([]float64, len(s.Push))
		for j, b := range s.Push[:i+1] {
			gram[i][j] = dot(a, b)
		}
	}
	return factor(gram).solve(along)
}

// pushed is the point that drivers are moved to by these.
func (s *Space) pushed(push []float64) []float64 {
	point := make([]float64, len(s.Push[0]))
	for k, x := range push {
		if x != 0 {
			for i, e := range s.Push[k] {
				point[i] += float64(x * e)
			}
		}
	}
	return point
}

// restrict returns the direction with all drivers but the active ones set back;
// nil if nothing is left.
func (s *Space) restrict(a []float64, active []bool) []float64 {
	if a == nil || !slices.Contains(active, false) {
		return a
	}
	push := s.pushes(a)
	for k := range push {
		if !active[k] {
			push[k] = 0
		}
	}
	return unit(s.pushed(push))
}

// sparse sets back as many drivers as it can, those that are moved least first,
// while the condition still holds at a distance a hundredth larger. It returns
// which are left and the way that they go.
func (h *hunt) sparse(ctx context.Context, w way) ([]bool, way, error) {
	push := h.pushes(w.direction)
	order := make([]int, len(push))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(math.Abs(push[i]), math.Abs(push[j])) })
	var points [][]float64
	var counts []int
	for n := 1; n < len(order); n += 1 + len(order)/64 {
		for _, k := range order[:n] {
			push[k] = 0
		}
		if a := unit(h.pushed(push)); a != nil {
			points, counts = append(points, scaled(a, w.distance*(1+cost))), append(counts, n)
		}
	}
	active := h.everyone()
	if len(points) == 0 {
		return active, w, nil
	}
	got, err := h.read(ctx, points, h.Quick)
	if err != nil {
		return nil, w, err
	}
	for i := len(got) - 1; i >= 0; i-- {
		if !got[i].Met {
			continue
		}
		found, err := h.reach(ctx, [][]float64{unit(points[i])}, w.distance*(1+cost), fine, h.Quick)
		if err != nil {
			return nil, w, err
		}
		for _, k := range order[:counts[i]] {
			active[k] = false
		}
		return active, way{unit(points[i]), found[0]}, nil
	}
	return active, w, nil
}

// few is the number of drivers up to which a way is polished.
const few = 12

// polish moves one driver at a time a little while that makes the way shorter:
// what regression cannot tell at a corner of the boundary.
func (h *hunt) polish(ctx context.Context, w way, active []bool) (way, error) {
	count := 0
	for _, on := range active {
		if on {
			count++
		}
	}
	if count < 2 || count > few {
		return w, nil
	}
	for step := 0.2; step > 0.01; {
		push := h.pushes(w.direction)
		var tries [][]float64
		for k, on := range active {
			if !on {
				continue
			}
			for _, sign := range []float64{-1, 1} {
				was := push[k]
				push[k] += float64(sign * step)
				if a := unit(h.pushed(push)); a != nil {
					tries = append(tries, a)
				}
				push[k] = was
			}
		}
		next, err := h.shorter(ctx, w, tries)
		if err != nil {
			return w, err
		}
		if next.distance >= w.distance {
			step /= 2
			continue
		}
		w = next
	}
	return w, nil
}

// shares parts the squared length of a point among the drivers.
func (s *Space) shares(point, push []float64) []float64 {
	out := make([]float64, len(push))
	whole := dot(point, point)
	done := make([]bool, len(push))
	for k := range push {
		if done[k] {
			continue
		}
		// Those that are correlated with k, directly or through others.
		block := []int{k}
		done[k] = true
		for i := 0; i < len(block); i++ {
			for j := range push {
				if !done[j] && math.Abs(dot(s.Push[block[i]], s.Push[j])) > 1e-12 {
					done[j] = true
					block = append(block, j)
				}
			}
		}
		alone := make([]float64, len(push))
		squares := 0.0
		for _, j := range block {
			alone[j] = push[j]
			squares += float64(push[j] * push[j])
		}
		if squares == 0 {
			continue
		}
		p := s.pushed(alone)
		for _, j := range block {
			out[j] = dot(p, p) / whole * push[j] * push[j] / squares
		}
	}
	return out
}
