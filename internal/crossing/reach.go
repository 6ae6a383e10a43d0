package crossing

import (
	"context"
	"math"
)

// hunt is a search in a Space.
type hunt struct {
	*Space
	drawn uint64  // samples drawn so far
	far   float64 // the largest distance read
}

// stride is the distance between the points at which a way is tried. Its first
// crossing is then found to fine, or rough for ways that are only compared.
const (
	stride = 0.5
	fine   = 0.004
	rough  = 0.1
)

// read reads points, and remembers the farthest.
func (h *hunt) read(ctx context.Context, points [][]float64, luck int) ([]Reading, error) {
	for _, p := range points {
		h.far = max(h.far, length(p))
	}
	return h.Read(ctx, points, luck)
}

// reach returns for each direction the distance to the first point that was
// tried, up to limit, at which the condition holds: infinite if there is none, or
// if another direction has one at less than two thirds of the distance.
func (h *hunt) reach(ctx context.Context, directions [][]float64, limit, precision float64, luck int) ([]float64, error) {
	not, met := make([]float64, len(directions)), make([]float64, len(directions))
	for i := range met {
		met[i] = math.Inf(1)
	}
	var points [][]float64
	for r := 0.0; r < limit; {
		r = min(r+stride, limit)
		if limit-r < 1e-9 {
			r = limit
		}
		var open []int
		points = points[:0]
		for i, a := range directions {
			if math.IsInf(met[i], 1) {
				open = append(open, i)
				points = append(points, scaled(a, r))
			}
		}
		if len(open) == 0 {
			break
		}
		got, err := h.read(ctx, points, luck)
		if err != nil {
			return nil, err
		}
		for k, i := range open {
			if got[k].Met {
				met[i] = r
				limit = min(limit, 1.5*r)
			} else {
				not[i] = r
			}
		}
	}
	for {
		var open []int
		points = points[:0]
		for i, a := range directions {
			if !math.IsInf(met[i], 1) && met[i]-not[i] > precision {
				open = append(open, i)
				points = append(points, scaled(a, (not[i]+met[i])/2))
			}
		}
		if len(open) == 0 {
			return met, nil
		}
		got, err := h.read(ctx, points, luck)
		if err != nil {
			return nil, err
		}
		for k, i := range open {
			if middle := (not[i] + met[i]) / 2; got[k].Met {
				met[i] = middle
			} else {
				not[i] = middle
			}
		}
	}
}
