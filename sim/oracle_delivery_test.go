package sim_test

import (
	"math"

	"github.com/sibsim/sibsim/metric"
)

// ask asks the person being walked, who had the parent event, for an outcome.
func (o *oracle) ask(s int, outcome string, achieved bool) {
	for _, r := range o.a.Sites[s].Measurements {
		if r.Outcome != outcome || o.uniform() < o.at(r.Missing) {
			continue
		}
		o.saw[outcome+" asked"]++
		yes := o.at(r.Sensitivity)
		if !achieved {
			yes = 1 - o.at(r.Specificity)
		}
		if o.uniform() < yes {
			o.saw[outcome+" recorded"]++
		}
	}
}

// work gives the person being walked, who achieved the outcome, weekly hours.
func (o *oracle) work(s int, outcome string) {
	for _, h := range o.a.Sites[s].Hours {
		if h.Outcome != outcome {
			continue
		}
		x := math.Inf(1)
		for x < h.Min || x > h.Max {
			x = o.at(h.Mean) + o.at(h.SD)*o.normal()
		}
		o.saw[outcome+" hours"] += x
		o.saw[outcome+" workers"]++
		if x >= h.From {
			o.saw[outcome+" long"]++
		}
	}
}

// observe writes down what was observed: outcome by outcome, then site by site.
func (o *oracle) observe() {
	ratio := func(x, n string) int64 {
		if o.saw[n] == 0 {
			return metric.Undefined
		}
		return int64(math.Round(1e9 * o.saw[x] / o.saw[n]))
	}
	for _, t := range o.t.Outcomes {
		reported, worked := false, false
		for _, s := range o.a.Sites {
			for _, r := range s.Measurements {
				reported = reported || r.Outcome == t.ID
			}
			for _, h := range s.Hours {
				worked = worked || h.Outcome == t.ID
			}
		}
		if reported {
			o.out.Observed = append(o.out.Observed, int64(o.saw[t.ID+" recorded"]), int64(o.saw[t.ID+" asked"]))
		}
		if worked {
			o.out.Observed = append(o.out.Observed, ratio(t.ID+" hours", t.ID+" workers"), ratio(t.ID+" long", t.ID+" workers"))
		}
	}
}
