package sim

import (
	"context"
	"errors"

	"github.com/sibsim/sibsim/tally"
)

// Paired compares one plan with another on the same words.
type Paired struct {
	// Differences has, for each metric asked for, what the base has more than
	// the variant on the same path. A path on which either is undefined, or
	// never comes, takes no part.
	Differences []tally.Summary
	// Changed is the share of paths on which any metric of both plans differs.
	Changed tally.Proportion
}

// Pair runs base and each variant on the same paths, path by path, and
// returns one comparison for each variant. Every metric must be one of base
// and of all variants.
func Pair(ctx context.Context, base *Plan, variants []*Plan, metrics []string, o Options) ([]Paired, error) {
	if o.Paths == 0 {
		return nil, errors.New("paths: 0 must be at least 1")
	}
	c := comparison{plans: append([]*Plan{base}, variants...), metrics: len(metrics)}
	for _, p := range c.plans {
		places := make([]int, len(metrics))
		for i, name := range metrics {
			at, err := p.Find(name)
			if err != nil {
				return nil, err
			}
			places[i] = at
		}
		c.places = append(c.places, places)
	}
	c.crews = crews(c.plans)
	for _, v := range variants {
		c.common = append(c.common, common(base, v))
	}
	whole, err := c.run(ctx, o)
	if err != nil {
		return nil, err
	}
	out := make([]Paired, len(variants))
	for v := range out {
		for i, at := range c.places[0] {
			out[v].Differences = append(out[v].Differences, whole.Summary(v*(c.metrics+1)+i, base.specs[at].Scale))
		}
		out[v].Changed, _ = whole.Proportion(v*(c.metrics+1) + c.metrics)
	}
	return out, nil
}

// comparison is a base plan and its variants, side by side.
type comparison struct {
	plans   []*Plan
	crews   [][]int    // plans that share a walk
	places  [][]int    // [plan][metric] place in the plan's row
	common  [][][2]int // [variant] places of the metrics both plans have
	metrics int
}

// common returns the places of the metrics that both plans have.
func common(a, b *Plan) [][2]int {
	var out [][2]int
	for i, s := range a.specs {
		if j, ok := b.metrics.Index(s.Name); ok {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// run tallies, for each variant, the differences and whether there is any.
func (c *comparison) run(ctx context.Context, o Options) (*tally.Tally, error) {
	shape := tally.Shape{Columns: len(c.common) * (c.metrics + 1)}
	ranges := o.ranges()
	parts := make([]*tally.Tally, len(ranges))
	o.spread(ctx, ranges, func() func(int) {
		fleet := make([]*crew, len(c.crews))
		for i, members := range c.crews {
			fleet[i] = newCrew(c.plans, members)
		}
		rows := make([][]int64, len(c.plans))
		row := make([]int64, shape.Columns)
		return func(i int) {
			t := tally.NewRange(shape, ranges[i].First, 0)
			for k := uint64(0); k < ranges[i].Count && ctx.Err() == nil; k++ {
				n := ranges[i].First + k
				for i, members := range c.crews {
					fleet[i].walker.sample(path{seed: o.Seed, ignorance: n, environ: n, luck: n})
					for k, at := range members {
						rows[at] = fleet[i].settle(k)
					}
				}
				c.compare(row, rows)
				t.Add(row)
			}
			parts[i] = t
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return tally.Merge(parts...)
}

// compare fills row with the differences of one path, given its metrics under each plan.
func (c *comparison) compare(row []int64, rows [][]int64) {
	base := rows[0]
	for v, pairs := range c.common {
		other := rows[v+1]
		dst := row[v*(c.metrics+1):][:c.metrics+1]
		for i := range c.metrics {
			x, y := base[c.places[0][i]], other[c.places[v+1][i]]
			dst[i] = tally.Undefined
			if number(x) && number(y) {
				dst[i] = x - y
			}
		}
		dst[c.metrics] = 0
		for _, p := range pairs {
			if base[p[0]] != other[p[1]] {
				dst[c.metrics] = 1
				break
			}
		}
	}
}

func number(v int64) bool { return v != tally.Undefined && v != tally.Never }
