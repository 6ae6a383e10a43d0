package sim_test

import (
	"math"
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
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
	for i, team := range o.teams {
		if team == nil {
			continue
		}
		if o.a.Sites[i].Specialists.Outcome != "" {
			var counts []int64
			for _, h := range team.holders {
				if h.took {
					counts = append(counts, h.outcomes)
				}
			}
			slices.Sort(counts)
			for _, p := range []float64{0.1, 0.9} {
				if len(counts) == 0 {
					o.out.Observed = append(o.out.Observed, metric.Undefined)
				} else {
					o.out.Observed = append(o.out.Observed, counts[int(math.Ceil(p*float64(len(counts))-1e-9))-1])
				}
			}
		}
		o.saw["waited"], o.saw["placed"] = team.waited, team.placed
		o.out.Observed = append(o.out.Observed, ratio("waited", "placed"), team.left)
	}
}

// oracleTeam is the specialists of a site on one path: posts held by people.
type oracleTeam struct {
	of             *assumptions.Specialists
	posts          []*oraclePost
	holders        []*oracleHolder
	waiting        []contract.Event
	inPost         []float64 // [month] full-time equivalents
	waited, placed float64
	left           int64
}

type oraclePost struct {
	holder *oracleHolder // nil: vacant
	back   int           // the month in which it is held again
	ends   []int         // of the people there: the month in which each is gone
}

type oracleHolder struct {
	load, effect float64
	took         bool
	outcomes     int64
}

// served is someone who has taken a place, and with whom.
type served struct {
	who contract.Event
	by  *oracleHolder
}

func (o *oracle) newTeam(site *assumptions.Site) *oracleTeam {
	if site.Specialists == nil {
		return nil
	}
	return &oracleTeam{of: site.Specialists}
}

func (o *oracle) hire(t *oracleTeam) *oracleHolder {
	p := t.of
	z, rho, sd := o.normal(), o.at(p.Correlation), o.at(p.LoadSD)
	h := &oracleHolder{load: math.Exp(sd*z - sd*sd/2), effect: o.at(p.EffectSD) * (rho*z + math.Sqrt(1-rho*rho)*o.normal())}
	t.holders = append(t.holders, h)
	return h
}

// serve is one month at a site with specialists: it returns who takes a place.
func (o *oracle) serve(t *oracleTeam, m int) (out []served) {
	p := t.of
	fte := p.FTE[min(m, len(p.FTE)-1)]
	part := func(j int) float64 { return math.Min(1, math.Max(0, fte-float64(j))) }
	for float64(len(t.posts)) < fte {
		t.posts = append(t.posts, &oraclePost{holder: o.hire(t)})
	}
	in := 0.0
	for j, post := range t.posts {
		if post.holder == nil && m >= post.back {
			post.holder = o.hire(t)
		}
		if post.holder != nil {
			in += part(j)
		}
		post.ends = slices.DeleteFunc(post.ends, func(end int) bool { return end <= m })
	}
	t.inPost = append(t.inPost, in)
	t.waiting = slices.DeleteFunc(t.waiting, func(e contract.Event) bool {
		gone := int(e.Referred) < m && o.uniform() < o.at(p.DropOut)
		if gone {
			t.left++
		}
		return gone
	})
	free := func(j int) int {
		if t.posts[j].holder == nil || part(j) == 0 {
			return 0
		}
		return int(math.Round(p.Caseload*part(j)*t.posts[j].holder.load)) - len(t.posts[j].ends)
	}
	for len(t.waiting) > 0 {
		best := 0
		for j := range t.posts {
			if free(j) > free(best) {
				best = j
			}
		}
		if len(t.posts) == 0 || free(best) <= 0 {
			break
		}
		post := t.posts[best]
		post.ends, post.holder.took = append(post.ends, m+p.Stay), true
		out = append(out, served{t.waiting[0], post.holder})
		t.waited += float64(m - int(t.waiting[0].Referred))
		t.placed++
		t.waiting = t.waiting[1:]
	}
	if p.TurnAway {
		t.left += int64(len(t.waiting))
		t.waiting = nil
	}
	for j, post := range t.posts {
		if post.holder != nil && part(j) > 0 && o.uniform() < 1-math.Pow(1-o.at(p.Turnover), 1.0/12) {
			post.holder, post.back = nil, m+1+p.Vacancy
		}
	}
	return out
}
