package sim

import (
	"errors"
	"fmt"
)

// Prospect computes the chance that a person who is referred has an outcome, site by
// site, given the inputs and the environment: exact, nobody is walked. It must not be
// shared by goroutines.
//
// A site's people are referred month by month as the central referrals say. Each is
// followed for a number of months whether the deal's term has ended or not: beyond
// it the effects of the last month stand. Specialists are left out: as if
// everyone had a place at once, with someone of no effect.
type Prospect struct {
	w      *worker
	follow int // months; -1: to the end of the pathway
	// Earlier leaves out the shocks that are written for the deal's own months, as for
	// people of an earlier time.
	Earlier bool

	sites       []prospect
	share       []float64 // of the referrals, by site
	people      float64   // referred in all
	first, last int       // month in which somebody is referred
	mean        []float64 // the central inputs
}

// prospect is one site's way from the referral to the outcome.
type prospect struct {
	site     *site
	steps    []step
	referred []float64 // [month] share of the site's people; nil if all have the same chance
}

// step is one group on the way.
type step struct {
	group      *group
	member     int
	columns    int
	odds, lift []float64 // [member][column], [member][month]
	out        []float64 // [month] chance to have had its event then
}

// Prospect returns the prospect of an outcome within so many months after the
// referral, to the end of the pathway if negative, for the people of a plan: this one
// itself, or another of the same sites, whose people then live under this one. The
// error is of an outcome that the deal has not, or that is counted by time, of a site
// that only one of them has, or that nobody is referred.
func (p *Plan) Prospect(outcome string, follow int, people *Plan) (*Prospect, error) {
	at := -1
	for i, o := range p.contract.Terms().Outcomes {
		if o.ID == outcome {
			at = i
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("outcome %q: the deal has none of that name", outcome)
	}
	r := &Prospect{w: p.newWorker(), follow: follow, mean: make([]float64, len(p.inputs.names)), first: people.months}
	for i := range r.mean {
		r.mean[i] = p.inputs.quantiles[i].Mean()
	}
	for i := range people.sites {
		s := p.siteOf(people.sites[i].id)
		if s == nil {
			return nil, fmt.Errorf("site %q: the deal has none of that name", people.sites[i].id)
		}
		x := prospect{site: s}
		varies := false
		for k := int32(at); k >= 0; {
			t := stepTo(s, k, p.months)
			if t.group == nil {
				x.steps = nil // nobody gets there
				break
			}
			if t.group.units != nil {
				return nil, fmt.Errorf("outcome %q: is counted by time, not once a person", outcome)
			}
			x.steps = append([]step{t}, x.steps...)
			varies = varies || t.group.level == byMonth
			k = t.group.parent
		}
		referrals, _ := people.expected(&people.sites[i])
		var total float64
		for m, n := range referrals {
			total += n
			if n > 0 {
				r.first, r.last = min(r.first, m), max(r.last, m)
			}
		}
		months := 1
		if varies && total > 0 {
			months = len(referrals)
			x.referred = referrals
			for m := range referrals {
				referrals[m] /= total
			}
		}
		for j := range x.steps {
			months += x.steps[j].group.first + x.steps[j].columns
			x.steps[j].out = make([]float64, months)
		}
		r.sites = append(r.sites, x)
		r.share = append(r.share, total)
		r.people += total
	}
	if r.people == 0 {
		return nil, errors.New("referrals: the deal expects none")
	}
	for i := range r.share {
		r.share[i] /= r.people
	}
	return r, nil
}

func (p *Plan) siteOf(id string) *site {
	for i := range p.sites {
		if p.sites[i].id == id {
			return &p.sites[i]
		}
	}
	return nil
}

// stepTo is the step whose event is an outcome; without a group if there is none.
func stepTo(s *site, outcome int32, months int) step {
	for i := range s.groups {
		g := &s.groups[i]
		for j := range g.members {
			if g.members[j].outcome != outcome {
				continue
			}
			t := step{group: g, member: j, columns: fullColumns(g), lift: make([]float64, len(g.members)*months)}
			t.odds = make([]float64, len(g.members)*t.columns)
			if !g.varies {
				g.base(t.odds, nil, make([]float64, t.columns))
			}
			return t
		}
	}
	return step{}
}

// Shares returns each site's share of the central referrals, in the order of the
// people's sites. Do not change it.
func (r *Prospect) Shares() []float64 { return r.share }

// People returns how many people are referred at central inputs, and in how many
// months, from the first to the last of them.
func (r *Prospect) People() (count float64, months int) { return r.people, r.last - r.first + 1 }

// Staffed reports whether some site on the way has specialists, who are left out.
func (r *Prospect) Staffed() bool {
	for i := range r.w.plan.sites {
		if r.w.plan.sites[i].staff != nil {
			return true
		}
	}
	return false
}

// Set puts people into the environment of the given scores, which it leaves alone, with
// the inputs of these scores or the central ones.
func (r *Prospect) Set(scores []float64, central bool) {
	w := r.w
	p := w.plan
	if central {
		copy(w.theta, r.mean)
	} else {
		copy(w.z, scores)
		p.inputs.fill(w.theta, w.z)
	}
	copy(w.scores, scores[len(w.z):])
	for i := range p.env.factors {
		f := &p.env.factors[i]
		level := w.factors[i*p.months:][:p.months]
		f.draw(level, w.theta, w.scores)
		if r.Earlier {
			for m, x := range f.shock {
				level[m] -= x
			}
		}
	}
}

// Chance is that of the people of a site, by its place among the people's sites.
func (r *Prospect) Chance(i int) float64 {
	w, x := r.w, &r.sites[i]
	if len(x.steps) == 0 {
		return 0
	}
	for k := range x.site.effects {
		w.effects[k] = x.site.effects[k].draw(w.theta, w.scores)
	}
	for j := range x.steps {
		t := &x.steps[j]
		if t.group.varies {
			t.group.base(t.odds, w.theta, w.scratch)
		}
		t.group.lift(t.lift, w, w.effects)
	}
	switch {
	case x.referred == nil:
		return r.walk(x, 0, []float64{1})
	case r.follow < 0:
		return r.walk(x, 0, x.referred)
	}
	var sum float64
	for m, n := range x.referred {
		if n > 0 {
			sum += float64(n * r.walk(x, m, []float64{1}))
		}
	}
	return sum
}

// walk returns the chance of the outcome of people of whom shares were referred in
// the months from first on; only if they are one month's can they be followed.
func (r *Prospect) walk(x *prospect, first int, shares []float64) float64 {
	last := first + len(shares) - 1 // month of the latest event so far
	in := shares
	for j := range x.steps {
		t := &x.steps[j]
		end := last + t.group.first + t.columns - 1
		if r.follow >= 0 {
			end = min(end, first+r.follow)
		}
		out := t.out[:max(0, end-first+1)]
		clear(out)
		t.pass(out, in, first, r.w.plan.months)
		in, last = out, end
	}
	var sum float64
	for _, c := range in {
		sum += c
	}
	return sum
}

// pass adds to out, by month from first on, the chances of the event after parent
// events of the chances in in. What falls beyond out is not followed.
func (t *step) pass(out, in []float64, first, months int) {
	g := t.group
	for m, left := range in {
		if left == 0 {
			continue
		}
		for k := range t.columns {
			at := m + g.first + k
			if at >= len(out) {
				break
			}
			month := min(first+at, months-1)
			total := 1.0
			for j := range g.members {
				total += float64(t.odds[j*t.columns+k] * t.lift[j*months+month])
			}
			out[at] += float64(left * (float64(t.odds[t.member*t.columns+k]*t.lift[t.member*months+month]) / total))
			left /= total
		}
	}
}
