package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// PriceZone is the zone of possible agreement along a scale through the answer:
// where each constraint holds, on the paths of the search.
type PriceZone struct {
	Along PriceVariable
	At    float64 // of the answer
	// Sides are those of the constraints, in their order.
	Sides []PriceSide
	// From and To are the ends of the zone that the answer is in, else of the widest;
	// NaN if no value keeps all constraints.
	From, To float64
	// Floor and Ceiling are the places of the constraints that set the ends, -1
	// where the range does: if the zone is empty, those that exclude each other.
	Floor, Ceiling int
	Pieces         int // of the zone
}

// Empty reports whether no value keeps all constraints.
func (z *PriceZone) Empty() bool { return math.IsNaN(z.From) }

// PriceSide is where along a scale a constraint holds.
type PriceSide struct {
	Holds     []Span
	Crossings []Crossing
}

// Span is a part of a range.
type Span struct{ From, To float64 }

// zoneVariable resolves what the zone is looked for along.
func (s *PriceStudy) zoneVariable() (PriceVariable, error) {
	if s.ask.Zone == "" && len(s.vars) == 1 {
		return s.vars[0], nil
	}
	text := cmp.Or(s.ask.Zone, AllPrices)
	if !strings.Contains(text, "=") {
		text = strings.TrimSuffix(text, "*") + "*=0.5:2"
	}
	v, err := ParseVary(text)
	if err != nil {
		return PriceVariable{}, &PriceFault{"zone", err}
	}
	x, err := newPriceVariable(s.base, v)
	if err != nil {
		if s.ask.Zone == "" { // several variables and no price
			return s.vars[0], nil
		}
		return PriceVariable{}, &PriceFault{"zone", err}
	}
	return x, nil
}

// The values tried along the scale: on the coarse grid, on the fine one, and in all
// for one constraint while the coarse one decides.
const (
	zoneGrid = 13
	zoneFine = 37
	zoneMost = 30
)

// agreement looks for the zone.
func (r *priceRun) agreement(ctx context.Context, out *Price) (*PriceZone, error) {
	if len(r.constraints) == 0 {
		return nil, nil
	}
	along := &evaluator{deal: out.Deal, ask: r.ask, keep: true, o: r.o, kept: r.kept, known: map[string]*priced{}, done: r.done}
	zone := &PriceZone{Along: r.study.zone, At: 1}
	if single := len(r.vars) == 1 && r.study.zone.String() == r.vars[0].String(); single {
		along.deal, zone.At = r.deal, out.Values[0]
	} else {
		agreed := out.Deal.Contract()
		p, err := sim.Compile(out.Deal, metric.Wants(&agreed, r.ask.statistics()...)...)
		if err != nil {
			return nil, err
		}
		if zone.Along, err = newPriceVariable(p, r.study.zone.Vary); err != nil {
			return nil, &PriceFault{"zone", fmt.Errorf("from the answer: %w", err)}
		}
		if !zone.Along.Times {
			zone.At = zone.Along.Held.Value
		}
	}
	along.vars = []PriceVariable{zone.Along}
	span := zone.Along.Range
	for j := range r.constraints {
		read := func(ctx context.Context, xs []float64) ([]crossing.Reading, error) {
			all := make([]candidate, len(xs))
			for i, x := range xs {
				all[i] = candidate{values: []float64{x}}
			}
			got, err := along.evaluate(ctx, all)
			if err != nil {
				return nil, err
			}
			readings := make([]crossing.Reading, len(xs))
			for i, x := range got {
				readings[i] = readingOf(x.held[j], r.constraints[j].Limit)
			}
			return readings, nil
		}
		at := func(x float64) *Sample { return along.known[candidate{values: []float64{x}}.key()].samples[j] }
		line := crossing.Line{
			Lo: span.Lo, Hi: span.Hi, Places: span.Places, Grid: zoneGrid, Fine: zoneFine, Most: zoneMost, Read: read,
			Rise: func(a, b float64) (lo, hi float64) { return riseOf(at(a), at(b), r.constraints[j].Limit) },
		}
		if zone.At > span.Lo && zone.At < span.Hi {
			line.Also = []float64{zone.At}
		}
		found, err := line.Solve(ctx)
		if err != nil {
			return nil, err
		}
		zone.Sides = append(zone.Sides, sideOf(found, along, j, r.constraints[j].Limit))
	}
	r.done, r.evaluations, r.walks = along.done, r.evaluations+along.evaluations, r.walks+along.walks
	zone.meet(span)
	return zone, nil
}

// statistics are all that are asked about.
func (q *PriceQuestion) statistics() []metric.Statistic {
	out := []metric.Statistic{q.Minimise}
	for _, c := range q.SubjectTo {
		out = append(out, c.Statistic)
	}
	return out
}

// sideOf makes the spans on which a constraint holds from its crossings.
func sideOf(found crossing.Found, along *evaluator, j int, l metric.Limit) PriceSide {
	var s PriceSide
	from := math.NaN()
	if first := found.Points[0]; first.Met {
		from = first.X
	}
	for _, c := range found.Crossings {
		x := along.known[candidate{values: []float64{c.At}}.key()]
		e := x.held[j]
		s.Crossings = append(s.Crossings, Crossing{
			Tried: Tried{At: c.At, Estimate: e, Verdict: e.Holds(l)}, Other: c.Other, Above: c.Above, AtLo: c.Lo, AtHi: c.Hi,
		})
		if c.Above {
			from = c.At
		} else if !math.IsNaN(from) {
			s.Holds = append(s.Holds, Span{from, c.At})
			from = math.NaN()
		}
	}
	if !math.IsNaN(from) {
		s.Holds = append(s.Holds, Span{from, found.Points[len(found.Points)-1].X})
	}
	return s
}

// meet intersects the spans of all constraints.
func (z *PriceZone) meet(within Range) {
	spans := []Span{{within.Lo, within.Hi}}
	for i := range z.Sides {
		var next []Span
		for _, a := range spans {
			for _, b := range z.Sides[i].Holds {
				if from, to := max(a.From, b.From), min(a.To, b.To); from <= to {
					next = append(next, Span{from, to})
				}
			}
		}
		spans = next
	}
	z.Pieces, z.Floor, z.Ceiling = len(spans), -1, -1
	if len(spans) == 0 {
		z.From, z.To = math.NaN(), math.NaN()
		z.clash(within)
		return
	}
	best := spans[0]
	for _, s := range spans {
		if s.From <= z.At && z.At <= s.To {
			best = s
			break
		}
		if s.To-s.From > best.To-best.From {
			best = s
		}
	}
	z.From, z.To = best.From, best.To
	for i := range z.Sides {
		for _, c := range z.Sides[i].Crossings {
			switch {
			case c.Above && c.At == z.From:
				z.Floor = i
			case !c.Above && c.At == z.To:
				z.Ceiling = i
			}
		}
	}
}

// clash finds which constraints of an empty zone exclude each other most: that
// which holds from the highest value on, and that which holds up to the lowest.
func (z *PriceZone) clash(within Range) {
	highest, lowest := math.Inf(-1), math.Inf(1)
	for i := range z.Sides {
		holds := z.Sides[i].Holds
		if len(holds) == 0 { // nowhere in the range: it is on both sides
			if slope := len(z.Sides[i].Crossings); slope == 0 {
				z.Floor = i
				highest = math.Inf(1)
			}
			continue
		}
		if from := holds[0].From; from > within.Lo && from > highest {
			highest, z.Floor = from, i
		}
		if to := holds[len(holds)-1].To; to < within.Hi && to < lowest {
			lowest, z.Ceiling = to, i
		}
	}
}

// riseOf is the interval of the change of slack between two samples of the same paths.
func riseOf(a, b *Sample, l metric.Limit) (lo, hi float64) {
	d, err := b.Difference(a)
	if err != nil || math.IsNaN(d.Value) {
		return math.Inf(-1), math.Inf(1)
	}
	x := readingOf(d, metric.Limit{Relation: l.Relation})
	return x.Lo, x.Hi
}

// End returns the crossing that sets an end of the zone; nil if the range does.
func (z *PriceZone) End(of int, above bool) *Crossing {
	if of < 0 {
		return nil
	}
	all := z.Sides[of].Crossings
	i := slices.IndexFunc(all, func(c Crossing) bool { return c.Above == above && (z.Empty() || c.At == z.From || c.At == z.To) })
	if i < 0 {
		return nil
	}
	return &all[i]
}
