package sim

import (
	"fmt"
	"sort"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// scalar is an input after compilation: a constant, or a slot of theta.
type scalar struct {
	central float64 // the constant, or the mean of the distribution
	slot    int32   // -1: constant
}

func (s scalar) at(theta []float64) float64 {
	if s.slot < 0 {
		return s.central
	}
	return theta[s.slot]
}

func (s scalar) uncertain() bool { return s.slot >= 0 }

// varies reports whether it may be anything but 0.
func (s scalar) varies() bool { return s.uncertain() || s.central != 0 }

// inputs is the ignorance tier: how the vector theta is drawn.
type inputs struct {
	names     []string // address of each slot
	quantiles []random.Quantile
	score     []int32 // [slot] place among the scores; -1 for a column of a table
	blocks    []block
	joints    []joint
}

// block is a set of inputs correlated by rank, in the order of their addresses.
type block struct {
	scores []int32
	lower  [][]float64 // Cholesky factor of the normal correlation
}

// joint fills slots from one row of a table of joint draws.
type joint struct {
	table   string
	score   int32
	rows    int
	slots   []int32
	columns [][]float64
}

// scalar lowers one input, giving an uncertain one its slot. An address met
// again is the same input.
func (c *compiler) scalar(in assumptions.Input) scalar {
	if !in.Uncertain() {
		return scalar{central: in.Value, slot: -1}
	}
	p := &c.plan.inputs
	if slot, ok := c.slots[in.Address]; ok {
		return scalar{central: p.quantiles[slot].Mean(), slot: slot}
	}
	slot := int32(len(p.names))
	var q random.Quantile
	var err error
	if in.Kind == assumptions.Joint {
		q, err = c.joint(in, slot)
	} else {
		q, err = quantile(in)
	}
	if err != nil {
		c.fault(in.Address, err.Error())
	}
	c.slots[in.Address] = slot
	p.names = append(p.names, in.Address)
	p.quantiles = append(p.quantiles, q)
	return scalar{central: q.Mean(), slot: slot}
}

func (c *compiler) scalars(in []assumptions.Input) []scalar {
	out := make([]scalar, len(in))
	for i := range in {
		out[i] = c.scalar(in[i])
	}
	return out
}

// joint registers slot as a column of its table. Its Quantile, used for the
// mean only, is the column's own discrete distribution.
func (c *compiler) joint(in assumptions.Input, slot int32) (random.Quantile, error) {
	p := &c.plan.inputs
	for _, t := range c.tables {
		if t.ID != in.Table {
			continue
		}
		for _, col := range t.Columns {
			if col.ID != in.Column {
				continue
			}
			j := -1
			for i := range p.joints {
				if p.joints[i].table == t.ID {
					j = i
				}
			}
			if j < 0 {
				j = len(p.joints)
				p.joints = append(p.joints, joint{table: t.ID, rows: len(col.Values)})
			}
			p.joints[j].slots = append(p.joints[j].slots, slot)
			p.joints[j].columns = append(p.joints[j].columns, col.Values)
			weights := make([]float64, len(col.Values))
			for i := range weights {
				weights[i] = 1
			}
			return random.Discrete(col.Values, weights)
		}
	}
	return random.Quantile{}, fmt.Errorf("no column %s in table %s", in.Column, in.Table)
}

// correlate builds the blocks of correlated inputs. Inputs that the deal does
// not use have no slot and drop out of their block.
func (c *compiler) correlate(blocks []assumptions.Correlation) {
	p := &c.plan.inputs
	for _, b := range blocks {
		order := make([]int, 0, len(b.Inputs))
		for i, a := range b.Inputs {
			if _, ok := c.slots[a]; ok {
				order = append(order, i)
			}
		}
		sort.Slice(order, func(i, j int) bool { return b.Inputs[order[i]] < b.Inputs[order[j]] })
		rho := make([][]float64, len(order))
		scores := make([]int32, len(order))
		for i, from := range order {
			scores[i] = p.score[c.slots[b.Inputs[from]]]
			rho[i] = make([]float64, len(order))
			for j, to := range order {
				rho[i][j] = b.Rho[from][to]
			}
		}
		lower, err := random.Cholesky(rho)
		if err != nil {
			c.fault("correlations."+b.ID, err.Error())
			continue
		}
		p.blocks = append(p.blocks, block{scores: scores, lower: lower})
	}
}

// fill turns the independent scores z of a path into theta; the correlated ones
// are left in z.
func (p *inputs) fill(theta, z []float64) {
	for i := range p.joints {
		j := &p.joints[i]
		row := min(int(num.NormCDF(z[j.score])*float64(j.rows)), j.rows-1)
		for k, slot := range j.slots {
			theta[slot] = j.columns[k][row]
		}
	}
	for i := range p.blocks {
		p.blocks[i].correlate(z)
	}
	for i, at := range p.score {
		if at >= 0 {
			theta[i] = p.quantiles[i].At(z[at], num.NormCDF(z[at]))
		}
	}
}

// correlate replaces the block's independent normals by correlated ones, last
// row first so that it works in place.
func (b *block) correlate(z []float64) {
	for i := len(b.scores) - 1; i >= 0; i-- {
		z[b.scores[i]] = b.normal(i, z)
	}
}

// normal is the correlated normal of member i.
func (b *block) normal(i int, z []float64) float64 {
	var sum float64
	for j := 0; j <= i; j++ {
		sum += float64(b.lower[i][j] * z[b.scores[j]])
	}
	return sum
}
