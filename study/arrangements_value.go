package study

import (
	"context"
	"math"
	"slices"

	"github.com/sibsim/sibsim/sim"
)

// Acceptability is the chance, over what is not known, that the first
// arrangement is worth more than the one against it at a value W of a net
// outcome: that W E[N | inputs] > E[C | inputs], with N the net outcomes and C the
// public spend that it has more, luck and the environment averaged out.
type Acceptability struct {
	// Points are from W = 0 to twice what the first arrangement spends per net outcome.
	Points []AcceptabilityPoint
	// Net, outcomes, and Spend, whole units of the currency, are how much it has more,
	// in the mean.
	Net, Spend Figure
	Inputs     int // that are not known
	// Reason says why there are no points; else it is empty.
	Reason string
}

// AcceptabilityPoint is one value of a net outcome and the chance, with the
// error of the regression by a bootstrap, at least Wilson's of the paths; After is the chance given the data.
type AcceptabilityPoint struct {
	W     float64 // whole units of the currency
	P     Figure
	After float64 // NaN without data
}

// pointsOfW is the number of values of W.
const pointsOfW = 41

// acceptability regresses both increments on the inputs, as EVPPI does (see
// regression), and counts the paths on which the fitted ones are worth it.
func (c *outturns) acceptability(ctx context.Context, d *draws, after *weights) (*Acceptability, error) {
	against := c.study.out.Against
	net := less(c.netOutcomes(0), c.netOutcomes(against))
	spend := times(1/c.minor(), less(c.spend(0), c.spend(against)))
	out := &Acceptability{Net: estimateMean(net).figure(), Spend: estimateMean(spend).figure()}
	most := 2 * c.costPerOutcome(0).value
	if !(most > 0) {
		out.Reason = "the first arrangement has no cost per net outcome above 0"
		return out, nil
	}
	names := notKnown(c.plans[0], c.plans[against])
	inputs := make([][]float64, len(names))
	for i, name := range names {
		inputs[i] = d.values[name]
	}
	out.Inputs = len(names)
	n, s := newRegression(inputs, net), newRegression(inputs, spend)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	once := func(int) float64 { return 1 }
	gain := newFitted(n, s, once)
	for k := range pointsOfW {
		w := float64(most*float64(k)) / (pointsOfW - 1)
		p := AcceptabilityPoint{W: w, After: math.NaN()}
		p.P.Value = gain.share(w, nil)
		if after != nil {
			p.After = gain.share(w, after.w)
		}
		out.Points = append(out.Points, p)
	}
	resamples := blockResamples(c.Seed)
	drawn := make([][]float64, pointsOfW)
	for _, counts := range resamples[:len(resamples)/2] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		times := func(block int) float64 { return counts[block] }
		again := newFitted(n, s, times)
		taken := make([]float64, c.n)
		for b := range n.blocks {
			for i := n.blocks[b].first; i < n.blocks[b].end; i++ {
				taken[i] = counts[b]
			}
		}
		for k := range drawn {
			drawn[k] = append(drawn[k], again.share(out.Points[k].W, taken))
		}
	}
	for k := range drawn {
		p := &out.Points[k].P
		p.SE = deviation(drawn[k])
		// A bootstrap knows no error of a share of 0 or 1.
		least := wilson(p.Value, float64(c.n))
		p.Lo, p.Hi = max(0, min(least.Lo, p.Value-float64(z*p.SE))), min(1, max(least.Hi, p.Value+float64(z*p.SE)))
	}
	return out, nil
}

// notKnown lists the inputs of either plan that data could tell: no overrun of cost.
func notKnown(plans ...*sim.Plan) []string {
	var out []string
	for _, p := range plans {
		_, inputs := learnable(p, nil)
		for _, name := range inputs {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// fitted are the expected increments of each path given its inputs.
type fitted struct{ net, spend []float64 }

func newFitted(net, spend *regression, times func(block int) float64) fitted {
	a, b := net.solve(times), spend.solve(times)
	f := fitted{make([]float64, net.paths), make([]float64, net.paths)}
	for n := range f.net {
		f.net[n], f.spend[n] = a.at(net.row(n)), b.at(spend.row(n))
	}
	return f
}

// share is the share of the weight of the paths that are worth it at w; nil
// weighs all alike.
func (f fitted) share(w float64, weight []float64) float64 {
	var hits, all float64
	for n, x := range f.net {
		k := 1.0
		if weight != nil {
			k = weight[n]
		}
		all += k
		if float64(w*x)-f.spend[n] > 0 {
			hits += k
		}
	}
	return hits / all
}
