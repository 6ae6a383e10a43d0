package study

import (
	"context"
	"math"
	"sync"

	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// driverSpace is the space of a plan's drivers, each one coordinate.
type driverSpace struct {
	plan    *sim.Plan
	drivers []sim.Driver
	until   metric.Constraint
	o       sim.Options
	push    [][]float64
	scores  []float64 // scratch of draw
	mu      sync.Mutex
	idle    []*walk // walkers that nobody uses
	walks   uint64
	luck    int // words of luck of an answer

	atOrigin Estimate
	// shift is what an estimate from few words of luck lacks at the origin.
	shift float64

	median map[string]float64 // inputs
}

// copies is the first path whose scores are the sample of the space: the
// second copy of the words.
const copies = 1 << 40

func newDriverSpace(p *sim.Plan, until metric.Constraint, o sim.Options) *driverSpace {
	g := &driverSpace{plan: p, drivers: p.Drivers(), until: until, o: o, luck: int(o.Paths), scores: make([]float64, p.NumScores())}
	for k := range g.drivers {
		clear(g.scores)
		p.Pin(g.scores, k, 1)
		e := make([]float64, len(g.drivers))
		g.levels(e, g.scores)
		g.push = append(g.push, e)
	}
	g.median = inputsAt(p, make([]float64, p.NumScores()))
	return g
}

// walk is a walker with room for its scores.
type walk struct {
	walker *sim.Walker
	scores []float64
}

// levels fills dst with how far each driver is moved along its Level.
func (g *driverSpace) levels(dst, scores []float64) {
	for j, d := range g.drivers {
		dst[j] = 0
		for i, x := range d.Level {
			dst[j] += float64(x * scores[d.First+i])
		}
	}
}

// place fills scores with those of a point.
func (g *driverSpace) place(scores, point []float64) {
	for j, d := range g.drivers {
		for i, x := range d.Level {
			scores[d.First+i] = x * point[j]
		}
	}
}

// draw fills dst with sample n of the space.
func (g *driverSpace) draw(dst []float64, n uint64) {
	g.plan.Scores(g.scores, g.o.Seed, copies+n)
	g.levels(dst, g.scores)
}

// rows walks count lifetimes, the n-th at a point and with a word of luck, and
// returns what the statistic is made of in each.
func (g *driverSpace) rows(ctx context.Context, count int, at func(n uint64) (point []float64, luck uint64)) ([]int64, error) {
	places := g.until.Places
	o := sim.Options{Paths: uint64(count), Workers: g.o.Workers}
	if g.o.Progress != nil {
		before := g.walks
		o.Progress = func(done uint64) { g.o.Progress(before + done) }
	}
	var busy []*walk
	table, err := sim.Each(ctx, o, len(places), func() func(uint64, []int64) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.idle) == 0 {
			g.idle = append(g.idle, &walk{g.plan.Walker(), make([]float64, g.plan.NumScores())})
		}
		last := len(g.idle) - 1
		w := g.idle[last]
		g.idle, busy = g.idle[:last], append(busy, w)
		return func(n uint64, row []int64) {
			point, luck := at(n)
			g.place(w.scores, point)
			all := w.walker.Walk(w.scores, g.o.Seed, luck)
			for i, place := range places {
				row[i] = all[place]
			}
		}
	})
	g.idle = append(g.idle, busy...)
	g.walks += uint64(count)
	return table, err
}

// estimates evaluates the statistic at points over so many words of luck.
func (g *driverSpace) estimates(ctx context.Context, points [][]float64, luck int) ([]Estimate, error) {
	table, err := g.rows(ctx, len(points)*luck, func(n uint64) ([]float64, uint64) {
		return points[n/uint64(luck)], n % uint64(luck)
	})
	if err != nil {
		return nil, err
	}
	width := len(g.until.Places)
	row := make([]int64, g.plan.Metrics().Len())
	out := make([]Estimate, len(points))
	var w work
	for i := range points {
		s := newSample(g.until.Bound, luck)
		for n := range luck {
			for k, place := range g.until.Places {
				row[place] = table[(i*luck+n)*width+k]
			}
			s.set(n, row, w[:])
		}
		out[i] = s.Estimate()
	}
	return out, nil
}

// settleOrigin evaluates the origin from all words of luck and from few. What
// the few are off there they are taken to be off everywhere; a probability, which cannot
// be moved so, is left as it is.
func (g *driverSpace) settleOrigin(ctx context.Context, origin []float64, few int) error {
	all, err := g.estimates(ctx, [][]float64{origin}, g.luck)
	if err != nil {
		return err
	}
	g.atOrigin = all[0]
	if few == g.luck || g.until.Figure == metric.Probability {
		return nil
	}
	quick, err := g.estimates(ctx, [][]float64{origin}, few)
	if err != nil {
		return err
	}
	if d := g.atOrigin.Value - quick[0].Value; !math.IsNaN(d) && !math.IsInf(d, 0) {
		g.shift = d
	}
	return nil
}

// read holds the statistic at points against the limit.
func (g *driverSpace) read(ctx context.Context, points [][]float64, luck int) ([]crossing.Reading, error) {
	estimates, err := g.estimates(ctx, points, luck)
	if err != nil {
		return nil, err
	}
	out := make([]crossing.Reading, len(points))
	for i, e := range estimates {
		if luck < g.luck {
			e.Value, e.Lo, e.Hi = e.Value+g.shift, e.Lo+g.shift, e.Hi+g.shift
		}
		out[i] = readingOf(e, g.until.Limit)
	}
	return out, nil
}

// score walks one lifetime at each point, points 2n and 2n+1 with the same luck.
func (g *driverSpace) score(ctx context.Context, points [][]float64) ([]float64, error) {
	table, err := g.rows(ctx, len(points), func(n uint64) ([]float64, uint64) { return points[n], n / 2 })
	if err != nil {
		return nil, err
	}
	width := len(g.until.Places)
	row := make([]int64, g.plan.Metrics().Len())
	values := make([][2]float64, len(points))
	var w work
	for n := range points {
		for k, place := range g.until.Places {
			row[place] = table[n*width+k]
		}
		g.until.Eval(w[:], row)
		for i, scale := range g.until.Scales {
			switch w[i] {
			case metric.Undefined:
				values[n][i] = math.NaN()
			case metric.Never:
				values[n][i] = math.Inf(1)
			default:
				values[n][i] = float64(w[i]) / float64(scale)
			}
		}
	}
	out := scoresOf(&g.until, values)
	if r := g.until.Limit.Relation; r == metric.Below || r == metric.AtMost {
		for n := range out {
			out[n] = -out[n]
		}
	}
	return out, nil
}

// scoresOf turns the values of single lifetimes into numbers whose mean grows
// with the statistic near its limit: of a quantile whether a lifetime is above the limit,
// of a standard deviation the squared deviation, of a ratio of means R >= c
// the excess x - c y.
func scoresOf(c *metric.Constraint, values [][2]float64) []float64 {
	out := make([]float64, len(values))
	mean, count := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v[0]) && !math.IsInf(v[0], 0) {
			mean, count = mean+v[0], count+1
		}
	}
	mean /= count
	for n, v := range values {
		switch c.Figure {
		case metric.Quantile:
			out[n] = 0
			if v[0] > c.Limit.Number {
				out[n] = 1
			}
			if math.IsNaN(v[0]) {
				out[n] = v[0]
			}
		case metric.SD:
			out[n] = float64((v[0] - mean) * (v[0] - mean))
		case metric.RatioOfMeans:
			out[n] = v[0] - float64(c.Limit.Number/c.Factor*v[1])
		default:
			out[n] = v[0]
		}
	}
	return out
}

// fromSlack is the value of the statistic that has a slack.
func (g *driverSpace) fromSlack(slack float64) float64 {
	if r := g.until.Limit.Relation; r == metric.Below || r == metric.AtMost {
		slack = -slack
	}
	return g.until.Limit.Number + slack
}
