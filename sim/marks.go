package sim

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// marks is what happens to a deal apart from its people. What cannot happen is
// skipped: its place in the outturn keeps the value it was made with.
type marks struct {
	late     []chance // [payer] that what falls due in a month is late
	defaults []chance // [payer] within a year
	failures []chance // [site] within a year
	impacts  []impact
	audits   []chance  // [site] that an outcome looked at is wrong
	audited  [][]int32 // [site] the outcomes with a tariff
	sample   int64
}

// chance is a probability and the address of the words that decide by it.
type chance struct {
	address     uint64
	probability scalar
}

func (c *chance) never() bool { return !c.probability.uncertain() && c.probability.central <= 0 }

// impact is a measure that is an impact, with its cohorts' places in Outturn.Impact.
type impact struct {
	address        uint64
	first, cohorts int
	effect, error  scalar
}

func (c *compiler) chance(address string, in assumptions.Input) chance {
	return chance{random.Address(address), c.scalar(in)}
}

func (c *compiler) marks(t *contract.Terms, a *assumptions.Assumptions) {
	m := &c.plan.marks
	for _, payer := range t.Payers {
		var expected assumptions.Payer
		for _, p := range a.Payers {
			if p.ID == payer.ID {
				expected = p
			}
		}
		m.late = append(m.late, c.chance("payers."+payer.ID+".late", expected.Late))
		m.defaults = append(m.defaults, c.chance("payers."+payer.ID+".default", expected.Default))
	}
	first := 0
	for _, measure := range t.Measures {
		for _, x := range a.Measures {
			if x.ID == measure.ID && measure.Outcome == "" {
				m.impacts = append(m.impacts, impact{
					address: random.Address("measures." + x.ID), first: first, cohorts: len(measure.Cohorts),
					effect: c.scalar(x.Effect), error: c.scalar(x.Error),
				})
			}
		}
		first += len(measure.Cohorts)
	}
	for i, s := range a.Sites {
		m.failures = append(m.failures, c.chance("sites."+s.ID+".failure", s.Failure))
		if t.Audit.Every <= 0 {
			continue
		}
		m.audits = append(m.audits, c.chance("sites."+s.ID+".audit", a.AuditError))
		var audited []int32
		for _, tariff := range t.Sites[i].Tariffs {
			audited = append(audited, c.outcome(tariff.Outcome))
		}
		m.audited = append(m.audited, audited)
	}
	m.sample = t.Audit.Sample
}

// central fills the marks of the plan case: every impact as expected, and
// otherwise none.
func (m *marks) central(o *contract.Outturn) {
	for i := range m.impacts {
		x := &m.impacts[i]
		for j := range x.cohorts {
			o.Impact[x.first+j] = num.Round(contract.Million * x.effect.central)
		}
	}
}

// draw fills the marks of one path, once its counts are known.
func (m *marks) draw(w *worker) {
	o := w.out
	grid := w.plan.contract.Grid()
	for i := range m.late {
		if c := &m.late[i]; !c.never() {
			key, limit := w.luck.At(c.address), c.limit(w)
			row := o.Late[i*grid : (i+1)*grid]
			for t := range row {
				row[t] = key.Word(uint64(t))>>12 < limit
			}
		}
	}
	for i := range m.defaults {
		if c := &m.defaults[i]; !c.never() {
			o.Default[i] = c.month(w, grid)
		}
	}
	for i := range m.failures {
		if c := &m.failures[i]; !c.never() {
			o.Failed[i] = c.month(w, w.plan.months)
		}
	}
	for i := range m.impacts {
		m.impacts[i].draw(o.Impact, w)
	}
	for i := range m.audits {
		if c := &m.audits[i]; !c.never() {
			m.audit(c, i, w)
		}
	}
}

// limit is the number below which word>>12 stands for yes.
func (c *chance) limit(w *worker) uint64 { return below(math.Max(c.probability.at(w.theta), 0)) }

// month returns the first month k with U > (1-q)^((k+1)/12), q the chance
// within a year; -1 if it is not below n.
func (c *chance) month(w *worker, n int) int32 {
	q := math.Min(c.probability.at(w.theta), 1)
	if q <= 0 {
		return -1
	}
	u := w.luck.At(c.address).Unit(0)
	k := 12 * num.Log(u) / num.Log1p(-q)
	if !(k < float64(n)) {
		return -1
	}
	return int32(k)
}

// draw fills the cohorts of one measure.
func (x *impact) draw(dst []int64, w *worker) {
	key := w.luck.At(x.address)
	effect, sd := float64(x.effect.at(w.theta)*w.plan.performance.Outcomes), x.error.at(w.theta)
	for j := range x.cohorts {
		v := effect
		if sd != 0 {
			v += float64(sd * num.NormQuantile(key.Unit(uint64(j))))
		}
		dst[x.first+j] = num.Round(contract.Million * v)
	}
}

// audit counts the wrong outcomes in the sample of each audit of a site.
func (m *marks) audit(c *chance, site int, w *worker) {
	p := w.plan
	key, limit := w.luck.At(c.address), c.limit(w)
	audits := p.contract.NumAudits()
	from := 0
	for i := range audits {
		until := p.contract.AuditMonth(i) + 1
		var seen int64
		for _, o := range m.audited[site] {
			for _, n := range w.out.Evidenced[(site*p.outcomes+int(o))*p.months:][from:until] {
				seen += int64(n)
			}
		}
		var wrong int32
		for j := range uint64(min(m.sample, seen)) {
			if key.Word(uint64(i)<<32+j)>>12 < limit {
				wrong++
			}
		}
		w.out.Errors[site*audits+i] = wrong
		from = until
	}
}
