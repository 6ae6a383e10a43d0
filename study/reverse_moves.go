package study

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/internal/crossing"
	"github.com/sibsim/sibsim/sim"
)

// moves lists what is moved at a point.
func (g *driverSpace) moves(spot *crossing.Spot) []Move {
	var out []Move
	for k, d := range g.drivers {
		m := Move{Driver: d, Push: spot.Push[k], Share: spot.Share[k]}
		for j, x := range g.push[k] {
			m.Score += float64(x * spot.Point[j])
		}
		if m.Push == 0 && math.Abs(m.Score) < 0.005 {
			continue
		}
		m.Moved = g.moved(k, spot.Point)
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Move) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(math.Abs(b.Score), math.Abs(a.Score)))
	})
	return out
}

// single says what a single driver's move is.
func (g *driverSpace) single(x crossing.Single) SingleMove {
	out := SingleMove{Driver: g.drivers[x.Driver], Distance: x.Distance, Lo: x.Lo, Hi: x.Hi, End: x.End, AtEnd: g.fromSlack(x.Slack)}
	at := x.Distance
	if math.IsNaN(at) {
		at = x.End
	}
	point := make([]float64, len(g.drivers))
	for j, e := range g.push[x.Driver] {
		point[j] = e * at
	}
	out.Moved = g.moved(x.Driver, point)
	return out
}

// onWay is a point of the way from the median.
func (g *driverSpace) onWay(p crossing.Point) Tried {
	e := Estimate{Value: g.fromSlack(p.Slack), SE: math.NaN(), Lo: g.fromSlack(p.Lo), Hi: g.fromSlack(p.Hi), N: uint64(g.luck)}
	if e.Hi < e.Lo {
		e.Lo, e.Hi = e.Hi, e.Lo
	}
	return Tried{At: p.X, Even: p.Even, Estimate: e, Verdict: e.Holds(g.until.Limit)}
}

// moved says what a driver is at a point.
func (g *driverSpace) moved(driver int, point []float64) Moved {
	scores := make([]float64, g.plan.NumScores())
	g.place(scores, point)
	now := inputsAt(g.plan, scores)
	d := &g.drivers[driver]
	if !d.Input {
		return Moved{Effect: g.effect(d, scores, now)}
	}
	var out Moved
	held := g.plan.Deal()
	for _, name := range g.plan.Inputs() {
		q, _ := held.Number(name)
		if name == d.Name || q.Table != "" && "tables."+q.Table == d.Name {
			out.Inputs = append(out.Inputs, InputMove{name, g.median[name], now[name]})
		}
	}
	return out
}

// effect says what a driver of the environment adds at the given scores and inputs.
func (g *driverSpace) effect(d *sim.Driver, scores []float64, inputs map[string]float64) EffectMove {
	held := g.plan.Deal()
	a := held.Assumptions()
	// at is an input's value: those that are uncertain stand among the inputs.
	at := func(address string, value float64) float64 {
		if x, ok := inputs[address]; ok && address != "" {
			return x
		}
		return value
	}
	own := scores[d.First:][:d.Count]
	steps := strings.Split(d.Name, ".") // volume_effect, KIND.ID, or sites.ID.KIND.ID
	last := steps[len(steps)-1]
	switch {
	case d.Name == "volume_effect":
		sd := a.CommonVolume.SD
		return EffectMove{On: []string{"referrals"}, Size: at(sd.Address, sd.Value) * own[0]}
	case steps[0] == "indices":
		for _, x := range a.Indices {
			if x.ID == last {
				sum := 0.0
				for _, s := range own {
					sum += s
				}
				return EffectMove{Growth: at(x.Annual.Address, x.Annual.Value), Size: at(x.SD.Address, x.SD.Value) * sum / float64(len(own))}
			}
		}
	case steps[0] == "factors":
		for _, f := range a.Factors {
			if f.ID == last {
				return EffectMove{On: f.On, Factor: true, Size: at(f.SD.Address, f.SD.Value) * meanLevel(own, at(f.Rho.Address, f.Rho.Value))}
			}
		}
	case len(steps) == 4 && steps[2] == "referrals":
		for _, s := range a.Sites {
			if s.ID == steps[1] {
				sd := s.Referrals.Effect.SD
				return EffectMove{On: []string{"referrals"}, Site: s.ID, Size: at(sd.Address, sd.Value) * own[0]}
			}
		}
	case len(steps) == 4 && steps[2] == "site_effects":
		for _, e := range a.SiteEffects {
			if e.ID == last {
				return EffectMove{On: e.On, Site: steps[1], Size: at(e.Effect.SD.Address, e.Effect.SD.Value) * own[0]}
			}
		}
	}
	return EffectMove{}
}

// meanLevel is the mean over the months of an AR(1) process of standard
// deviation 1 that starts from its stationary law.
func meanLevel(scores []float64, rho float64) float64 {
	step := math.Sqrt(1 - float64(rho*rho))
	level, sum := scores[0], 0.0
	for m, z := range scores {
		if m > 0 {
			level = float64(rho*level) + float64(step*z)
		}
		sum += level
	}
	return sum / float64(len(scores))
}
