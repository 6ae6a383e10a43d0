package sim

import (
	"math"
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/metric"
)

// staff is the specialists of a site.
type staff struct {
	load, effect, leaves, waits uint64  // addresses
	fte                         []int64 // [month] hundredths of full-time equivalents
	posts                       int     // as many as there ever are
	caseload                    float64
	stay, vacancy               int
	turnover, dropOut           scalar
	loadSD, effectSD            scalar
	correlation                 scalar
	turnAway                    bool
	outcome                     int32 // counted per specialist, -1: none
}

// full is a full-time post in hundredths.
const full = 100

// specialists lowers the specialists of a site whose groups are known, and
// marks the groups in which it matters who serves a person.
func (c *compiler) specialists(in *assumptions.Specialists, out *site) {
	if in == nil {
		return
	}
	at := "sites." + out.id + ".specialists"
	s := &staff{
		load: random.Address(at + ".load"), effect: random.Address(at + ".effect"),
		leaves: random.Address(at + ".leaves"), waits: random.Address(at + ".waits"),
		caseload: in.Caseload, stay: in.Stay, vacancy: in.Vacancy, turnAway: in.TurnAway,
		turnover: c.scalar(in.Turnover), dropOut: c.scalar(in.DropOut),
		loadSD: c.scalar(in.LoadSD), effectSD: c.scalar(in.EffectSD), correlation: c.scalar(in.Correlation), outcome: c.outcome(in.Outcome),
	}
	for m := range c.plan.months {
		n := num.Round(full * in.FTE[min(m, len(in.FTE)-1)])
		s.fte = append(s.fte, n)
		s.posts = max(s.posts, posts(n))
	}
	if s.effectSD.uncertain() || s.effectSD.central != 0 {
		for i := range out.groups {
			g := &out.groups[i]
			for j := range g.members {
				m := &g.members[j]
				m.personal = slices.ContainsFunc(in.On, func(id string) bool { return c.outcome(id) == m.outcome })
				g.personal = g.personal || m.personal
			}
		}
	}
	out.staff = s
}

// posts is the number of posts in some hundredths of full-time equivalents.
func posts(fte int64) int { return int((fte + full - 1) / full) }

// part is what a post has of a full one, in hundredths.
func part(fte int64, post int) int64 { return min(full, fte-full*int64(post)) }

// holder is someone who holds or held a post.
type holder struct {
	load     float64 // times the caseload of the post
	lift     float64 // exp of the effect
	took     int64   // people
	achieved int64   // by them, of the outcome counted
}

// post is a post on the path being walked.
type post struct {
	holder int32 // place among the holders, -1: vacant
	number int   // of the holder who holds it, or will next
	vacant int   // the first month in which it is held again
	people int64
	places int64 // of this month
}

// service is how the people of the site being walked found places.
type service struct {
	posts   []post
	holders []holder
	queue   []uint64
	places  list    // who took a place and when, in the order of people
	by      []int32 // the holder with whom
	at      []int32 // the post
	left    int64
	counts  []int64 // scratch of the percentiles
}

// admit gives the people referred to a site places with its specialists.
func (w *worker) admit(s *staff, site int, referrals []int32) {
	months := w.plan.months
	v := &w.service
	v.holders, v.queue, v.by, v.at, v.left = v.holders[:0], v.queue[:0], v.by[:0], v.at[:0], 0
	v.places.who, v.places.month = v.places.who[:0], v.places.month[:0]
	if cap(v.posts) < s.posts {
		v.posts = make([]post, s.posts)
	}
	v.posts = v.posts[:s.posts]
	for j := range v.posts {
		v.posts[j] = post{holder: -1}
	}
	leaves, goes := w.luck.At(s.leaves), below(1-num.Pow(1-s.turnover.at(w.theta), 1.0/12))
	gives, waits := below(s.dropOut.at(w.theta)), w.luck.At(s.waits)
	inPost := w.inPost[site*months : (site+1)*months]
	gone := 0 // who have left their places, the first to come first
	for m := range months {
		held := posts(s.fte[m])
		inPost[m] = 0
		for j := range v.posts {
			p := &v.posts[j]
			if p.holder < 0 && p.vacant <= m {
				p.holder = w.hire(s, j, p.number)
			}
			p.places = 0
			if j < held && p.holder >= 0 {
				n := part(s.fte[m], j)
				inPost[m] += n
				p.places = num.Round(s.caseload * float64(n) / full * v.holders[p.holder].load)
			}
		}
		for ; gone < len(v.at) && int(v.places.month[gone])+s.stay <= m; gone++ {
			v.posts[v.at[gone]].people--
		}
		if gives > 0 {
			before := len(v.queue)
			v.queue = slices.DeleteFunc(v.queue, func(who uint64) bool {
				return waits.At(who).Word(uint64(m)-who>>32)>>12 < gives
			})
			v.left += int64(before - len(v.queue))
		}
		for i := range uint64(referrals[m]) {
			v.queue = append(v.queue, uint64(m)<<32+i)
		}
		v.serve(m)
		if s.turnAway {
			v.left += int64(len(v.queue))
			v.queue = v.queue[:0]
		}
		for j := range v.posts[:held] {
			if p := &v.posts[j]; p.holder >= 0 && leaves.Word(random.Person(j, m))>>12 < goes {
				*p = post{holder: -1, number: p.number + 1, vacant: m + 1 + s.vacancy, people: p.people}
			}
		}
	}
}

// serve lets those who wait, first come, take places at the post with most of them free.
func (v *service) serve(m int) {
	served := 0
	for _, who := range v.queue {
		best, most := -1, int64(0)
		for j := range v.posts {
			if free := v.posts[j].places - v.posts[j].people; free > most {
				best, most = j, free
			}
		}
		if best < 0 {
			break
		}
		p := &v.posts[best]
		p.people++
		v.holders[p.holder].took++
		v.places.who, v.places.month = append(v.places.who, who), append(v.places.month, int32(m))
		v.by, v.at = append(v.by, p.holder), append(v.at, int32(best))
		served++
	}
	v.queue = v.queue[:copy(v.queue, v.queue[served:])]
}

// hire adds the holder of a post with that number.
func (w *worker) hire(s *staff, post, number int) int32 {
	h := holder{load: 1, lift: 1}
	if sd, wide := s.loadSD.at(w.theta), s.effectSD.at(w.theta); sd != 0 || wide != 0 {
		who := random.Person(post, number)
		z := num.NormQuantile(random.Unit(w.luck.At(s.load).Word(who)))
		own := num.NormQuantile(random.Unit(w.luck.At(s.effect).Word(who)))
		rho := s.correlation.at(w.theta)
		h.load = num.Exp(float64(sd*z) - float64(float64(sd*sd)*0.5))
		h.lift = num.Exp(wide * (float64(rho*z) + float64(math.Sqrt(1-float64(rho*rho))*own)))
	}
	v := &w.service
	v.holders = append(v.holders, h)
	return int32(len(v.holders) - 1)
}

// fare measures how the specialists of a site and its people fared.
func (w *worker) fare(s *staff, site int) {
	v, seen := &w.service, &w.sights
	months := int64(0)
	for i, who := range v.places.who {
		months += int64(v.places.month[i]) - int64(who>>32)
	}
	seen.waited[site], seen.placed[site], seen.left[site] = months, int64(len(v.at)), v.left
	if s.outcome < 0 {
		return
	}
	w.credit(s, site)
	v.counts = v.counts[:0]
	for i := range v.holders {
		if v.holders[i].took > 0 {
			v.counts = append(v.counts, v.holders[i].achieved)
		}
	}
	slices.Sort(v.counts)
	seen.tenth[site], seen.ninetieth[site] = metric.Undefined, metric.Undefined
	if n := len(v.counts); n > 0 {
		seen.tenth[site], seen.ninetieth[site] = v.counts[(n+9)/10-1], v.counts[(9*n+9)/10-1]
	}
}

// credit counts, for each holder, the outcomes of the people it took.
func (w *worker) credit(s *staff, site int) {
	v := &w.service
	for i := range v.holders {
		v.holders[i].achieved = 0
	}
	var units []int32
	for _, r := range w.plan.sites[site].reached {
		if r.outcome == s.outcome {
			units = r.units
		}
	}
	l, i := &w.lists[s.outcome], 0
	for k, who := range l.who {
		for v.places.who[i] != who {
			i++
		}
		n := int64(1)
		if units != nil {
			n = int64(units[l.month[k]])
		}
		v.holders[v.by[i]].achieved += n
	}
}
