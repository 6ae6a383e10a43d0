package sim

import (
	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/metric"
)

// What is observed of people besides what the contract looks at: self-report,
// hours of work, and how specialists fare. Money does not depend on it.

// report is the self-report of an outcome at a site.
type report struct {
	missing, says                    uint64 // addresses
	outcome, parent                  int32
	sensitivity, specificity, missed scalar
}

// hours are the weekly hours of those who achieve an outcome at a site.
type hours struct {
	address             uint64
	outcome             int32
	mean, sd            scalar
	least, most, isLong float64
}

// gauge is one metric among Outturn.Observed.
type gauge struct {
	kind gaugeKind
	of   int // outcome or site
}

type gaugeKind uint8

const (
	sawRecorded gaugeKind = iota
	sawAsked
	sawHours
	sawLong
	sawTenth
	sawNinetieth
	sawWaited
	sawLeft
)

var gaugePatterns = [...]string{
	sawRecorded: "outcome.ID.recorded", sawAsked: "outcome.ID.asked", sawHours: "outcome.ID.hours", sawLong: "outcome.ID.long_hours",
	sawTenth: "site.ID.specialists.p10", sawNinetieth: "site.ID.specialists.p90", sawWaited: "site.ID.waited", sawLeft: "site.ID.left",
}

// ratioScale is the grain of a ratio.
const ratioScale = 1_000_000_000

// observe lowers what is measured at a site whose groups are known.
func (c *compiler) observe(s *assumptions.Site, out *site) {
	parents := map[int32]int32{}
	for i := range out.groups {
		for j := range out.groups[i].members {
			parents[out.groups[i].members[j].outcome] = out.groups[i].parent
		}
	}
	for _, m := range s.Measurements {
		at, k := "sites."+s.ID+".measurement."+m.Outcome, c.outcome(m.Outcome)
		out.reports = append(out.reports, report{
			missing: random.Address(at + ".missing"), says: random.Address(at + ".says"), outcome: k, parent: parents[k],
			sensitivity: c.scalar(m.Sensitivity), specificity: c.scalar(m.Specificity), missed: c.scalar(m.Missing),
		})
	}
	for _, h := range s.Hours {
		out.hours = append(out.hours, hours{
			address: random.Address("sites." + s.ID + ".hours." + h.Outcome), outcome: c.outcome(h.Outcome),
			mean: c.scalar(h.Mean), sd: c.scalar(h.SD), least: h.Min, most: h.Max, isLong: h.From,
		})
	}
}

// listGauges lists what is observed: outcomes in the order of the contract, then sites.
func (p *Plan) listGauges() {
	add := func(of int, kinds ...gaugeKind) {
		for _, k := range kinds {
			p.gauges = append(p.gauges, gauge{k, of})
		}
	}
	for k := range p.outcomes {
		reported, worked := false, false
		for i := range p.sites {
			for j := range p.sites[i].reports {
				reported = reported || int(p.sites[i].reports[j].outcome) == k
			}
			for j := range p.sites[i].hours {
				worked = worked || int(p.sites[i].hours[j].outcome) == k
			}
		}
		if reported {
			add(k, sawRecorded, sawAsked)
		}
		if worked {
			add(k, sawHours, sawLong)
		}
	}
	for i := range p.sites {
		if s := p.sites[i].staff; s != nil {
			if s.outcome >= 0 {
				add(i, sawTenth, sawNinetieth)
			}
			add(i, sawWaited, sawLeft)
		}
	}
}

// observed names the gauges for the metrics.
func (p *Plan) observed() []metric.Observed {
	var out []metric.Observed
	for _, g := range p.gauges {
		out = append(out, metric.Observed{Pattern: gaugePatterns[g.kind], Of: g.of})
	}
	return out
}

// centralSights is what is observed in the plan case: everyone has a place at
// once, and nobody is asked anything.
func (p *Plan) centralSights() []int64 {
	out := make([]int64, len(p.gauges))
	for i, g := range p.gauges {
		switch g.kind {
		case sawHours, sawLong, sawTenth, sawNinetieth:
			out[i] = metric.Undefined
		}
	}
	return out
}

// sights is what one path has shown so far.
type sights struct {
	recorded, asked []int64   // [outcome]
	workers, long   []int64   // [outcome] those whose hours are known, those of long hours
	hours           []float64 // [outcome] their sum

	tenth, ninetieth     []int64 // [site] percentiles over specialists
	waited, placed, left []int64 // [site] months waited by those who took a place, who did, who went
}

func newSights(p *Plan) sights {
	if len(p.gauges) == 0 {
		return sights{}
	}
	return sights{
		recorded: make([]int64, p.outcomes), asked: make([]int64, p.outcomes),
		workers: make([]int64, p.outcomes), long: make([]int64, p.outcomes), hours: make([]float64, p.outcomes),
		tenth: make([]int64, len(p.sites)), ninetieth: make([]int64, len(p.sites)),
		waited: make([]int64, len(p.sites)), placed: make([]int64, len(p.sites)), left: make([]int64, len(p.sites)),
	}
}

func (s *sights) reset() {
	clear(s.recorded)
	clear(s.asked)
	clear(s.workers)
	clear(s.long)
	clear(s.hours)
}

// read fills dst with what the gauges show.
func (s *sights) read(dst []int64, gauges []gauge) {
	for i, g := range gauges {
		switch g.kind {
		case sawRecorded:
			dst[i] = s.recorded[g.of]
		case sawAsked:
			dst[i] = s.asked[g.of]
		case sawHours:
			dst[i] = ratio(s.hours[g.of], s.workers[g.of])
		case sawLong:
			dst[i] = ratio(float64(s.long[g.of]), s.workers[g.of])
		case sawTenth:
			dst[i] = s.tenth[g.of]
		case sawNinetieth:
			dst[i] = s.ninetieth[g.of]
		case sawWaited:
			dst[i] = ratio(float64(s.waited[g.of]), s.placed[g.of])
		case sawLeft:
			dst[i] = s.left[g.of]
		}
	}
}

// ratio is x/n in its grain, undefined without any n.
func ratio(x float64, n int64) int64 {
	if n == 0 {
		return metric.Undefined
	}
	return num.Round(x / float64(n) * ratioScale)
}

// observe measures the people of the site just walked.
func (w *worker) observe(i int) {
	s := &w.plan.sites[i]
	if s.staff != nil {
		w.fare(s.staff, i)
	}
	for j := range s.reports {
		w.ask(&s.reports[j], i)
	}
	for j := range s.hours {
		w.time(&s.hours[j])
	}
}

// ask asks everyone who had the parent event whether they achieved the outcome.
func (w *worker) ask(r *report, site int) {
	missed := below(r.missed.at(w.theta))
	truly, falsely := below(r.sensitivity.at(w.theta)), below(1-r.specificity.at(w.theta))
	missing, says := w.luck.At(r.missing), w.luck.At(r.says)
	achieved := w.lists[r.outcome].who
	answers, yes := int64(0), int64(0)
	put := func(who uint64) {
		limit := falsely
		if len(achieved) > 0 && achieved[0] == who { // both lists are in the order of people
			limit, achieved = truly, achieved[1:]
		}
		if missing.Word(who)>>12 < missed {
			return
		}
		answers++
		if says.Word(who)>>12 < limit {
			yes++
		}
	}
	if from := w.parents(r.parent); from != nil {
		for _, who := range from.who {
			put(who)
		}
	} else {
		months := w.plan.months
		for m, n := range w.out.Referrals[site*months : (site+1)*months] {
			for k := range uint64(n) {
				put(uint64(m)<<32 + k)
			}
		}
	}
	w.sights.asked[r.outcome] += answers
	w.sights.recorded[r.outcome] += yes
}

// time gives everyone who achieved the outcome weekly hours.
func (w *worker) time(h *hours) {
	key := w.luck.At(h.address)
	law := cutNormal(h.mean.at(w.theta), h.sd.at(w.theta), h.least, h.most)
	sum, long := 0.0, int64(0)
	people := w.lists[h.outcome].who
	for _, who := range people {
		x := law.at(random.Unit(key.Word(who)))
		sum += x
		if x >= h.isLong {
			long++
		}
	}
	w.sights.hours[h.outcome] += sum
	w.sights.workers[h.outcome] += int64(len(people))
	w.sights.long[h.outcome] += long
}

// cut is a normal law given that it falls between least and most.
type cut struct {
	mean, sd, least, most float64
	under, over, mass     float64 // chances to fall below, above and between
}

func cutNormal(mean, sd, least, most float64) cut {
	c := cut{mean: mean, sd: sd, least: least, most: most}
	z0, z1 := (least-mean)/sd, (most-mean)/sd
	c.under, c.over = num.NormCDF(z0), num.NormCDF(-z1)
	// Small chances keep their digits on the side of the tail.
	if z0 > 0 {
		c.mass = num.NormCDF(-z0) - c.over
	} else {
		c.mass = num.NormCDF(z1) - c.under
	}
	return c
}

// at returns the value at u; where nothing of the law is left it is the bound
// next to the mean.
func (c *cut) at(u float64) float64 {
	if c.mass <= 0 {
		return min(max(c.mean, c.least), c.most)
	}
	var z float64
	if p := c.under + float64(u*c.mass); p <= 0.5 {
		z = num.NormQuantile(p)
	} else {
		z = -num.NormQuantile(min(c.over+float64((1-u)*c.mass), 0.5))
	}
	return min(max(c.mean+float64(c.sd*z), c.least), c.most)
}
