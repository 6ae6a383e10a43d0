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

// stride is the distance between the points at which a way is tried, and fine
// that to which its first crossing is then found.
const (
	stride = 0.5
	fine   = 0.004
)

// read reads points, and remembers the farthest.
func (h *hunt) read(ctx context.Context, points [][]float64, luck int) ([]Reading, error) {
	for _, p := range points {
		h.far = max(h.far, length(p))
	}
	return h.Read(ctx, points, luck)
}

// reach returns for each direction the distance to the first point that was
// tried, up to limit, at which the condition holds: infinite if there is none.
func (h *hunt) reach(ctx context.Context, directions [][]float64, limit float64) ([]float64, error) {
	var at []float64
	for r := stride; r < limit*(1-1e-9); r += stride {
		at = append(at, r)
	}
	at = append(at, limit)
	var points [][]float64
	for _, a := range directions {
		for _, r := range at {
			points = append(points, scaled(a, r))
		}
	}
	got, err := h.read(ctx, points, h.Quick)
	if err != nil {
		return nil, err
	}
	not, met := make([]float64, len(directions)), make([]float64, len(directions))
	for i := range directions {
		met[i] = math.Inf(1)
		for k, r := range at {
			if got[i*len(at)+k].Met {
				met[i] = r
				break
			}
			not[i] = r
		}
	}
	for {
		var open []int
		points = points[:0]
		for i, a := range directions {
			if !math.IsInf(met[i], 1) && met[i]-not[i] > fine {
				open = append(open, i)
				points = append(points, scaled(a, (not[i]+met[i])/2))
			}
		}
		if len(open) == 0 {
			return met, nil
		}
		if got, err = h.read(ctx, points, h.Quick); err != nil {
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

// cloud is a sample around a point: pairs on either side of it, each pair with
// the same luck.
type cloud struct {
	points [][]float64
	scores []float64
	normal []float64 // how the score grows, by least squares; nil if that cannot be told
	clear  []float64 // the same with what is within 2.5 standard errors of 0 left out; nil if nothing is left
}

// around samples so many pairs around a point, at the given spread.
func (h *hunt) around(ctx context.Context, centre []float64, spread float64, pairs int) (*cloud, error) {
	c := &cloud{}
	var sides [][]float64
	for range pairs {
		xi := make([]float64, len(centre))
		h.Draw(xi, h.drawn)
		h.drawn++
		more, less := make([]float64, len(centre)), make([]float64, len(centre))
		for i, x := range xi {
			xi[i] = spread * x
			more[i], less[i] = centre[i]+xi[i], centre[i]-xi[i]
		}
		sides = append(sides, xi)
		c.points = append(c.points, more, less)
	}
	var err error
	if c.scores, err = h.Score(ctx, c.points); err != nil {
		return nil, err
	}
	var x [][]float64
	var y []float64
	for n, xi := range sides {
		if d := (c.scores[2*n] - c.scores[2*n+1]) / 2; finite(d) {
			x, y = append(x, xi), append(y, d)
		}
	}
	b, se, ok := regress(x, y)
	if !ok {
		return c, nil
	}
	c.normal = unit(b)
	for i := range b {
		if math.Abs(b[i]) < 2.5*se[i] {
			b[i] = 0
		}
	}
	c.clear = unit(b)
	return c, nil
}
