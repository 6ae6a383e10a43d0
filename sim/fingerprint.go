package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"

	"github.com/sibsim/sibsim/internal/num"
)

// hash identifies the numbers every path starts from: the engine's version,
// the normalised deal, the names and grains of the metrics, and the compiled
// tables, so that a machine whose tables differ in one bit is found out.
func (p *Plan) hash() string {
	h := hasher{sha256.New()}
	h.ints(EngineVersion, int64(p.months), int64(p.outcomes), int64(p.layout.columns))
	h.text(p.deal.SHA256())
	for _, s := range p.specs {
		h.text(s.Name)
		h.ints(s.Scale)
	}
	for i, q := range p.inputs.quantiles {
		h.text(p.inputs.names[i])
		h.floats(q.Mean())
		for z := -6.0; z <= 6; z += 0.75 {
			h.floats(q.At(z, num.NormCDF(z)))
		}
	}
	for _, b := range p.inputs.blocks {
		for _, row := range b.lower {
			h.floats(row...)
		}
	}
	for i := range p.sites {
		s := &p.sites[i]
		h.text(s.id)
		h.floats(s.volume.means...)
		for j := range s.groups {
			g := &s.groups[j]
			h.ints(int64(g.address), int64(g.parent), int64(g.first), int64(g.columns))
			h.floats(g.odds...)
			h.floats(g.row...)
			for k := range g.members {
				h.floats(g.members[k].shift)
			}
		}
		for j := range s.evidence {
			h.ints(int64(s.evidence[j].address))
			h.floats(s.evidence[j].probability.central)
		}
		h.clauses(s)
	}
	for i := range p.costs.lines {
		l := &p.costs.lines[i]
		h.ints(int64(l.driver), int64(l.site), int64(l.outcome), int64(l.span), int64(l.from), int64(l.until), int64(l.index))
		h.floats(l.amount.central*l.gross, l.overrun.central, l.siteOverrun.central)
	}
	h.ints(p.centralIndex...)
	h.reviews(p)
	h.marks(&p.marks)
	for i := range p.benefits {
		b := &p.benefits[i]
		h.text("benefit")
		h.ints(int64(b.outcome), int64(b.after), int64(b.months), int64(b.index))
		h.floats(b.amount.central, b.net, b.optimism, b.price, b.keep)
		h.floats(b.stream...)
		h.floats(b.worth...)
	}
	if p.people {
		h.text("people")
	}
	if p.performance != AsExpected {
		h.text("performance")
		h.floats(p.performance.Outcomes, p.performance.Referrals)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// The clauses that many deals lack are hashed only where there are any.

// clauses hashes the states of a site, the second attempts at evidence,
// who serves there and what is measured.
func (h hasher) clauses(s *site) {
	for i := range s.groups {
		if g := &s.groups[i]; g.units != nil {
			h.text("state")
			h.ints(int64(g.address))
			for _, n := range g.units {
				h.ints(int64(n))
			}
		}
	}
	for i := range s.evidence {
		if e := &s.evidence[i]; e.again != nil {
			h.text("resubmission")
			h.ints(int64(e.again.address), int64(e.again.after))
			h.floats(e.again.probability.central)
		}
	}
	if x := s.staff; x != nil {
		h.text("specialists")
		h.ints(int64(x.leaves), int64(x.stay), int64(x.vacancy), int64(x.outcome))
		h.ints(x.fte...)
		h.floats(x.caseload, x.turnover.central, x.dropOut.central, x.loadSD.central, x.effectSD.central, x.correlation.central)
		if x.turnAway {
			h.text("turned away")
		}
		for i := range s.groups {
			for j := range s.groups[i].members {
				if m := &s.groups[i].members[j]; m.personal {
					h.ints(int64(m.outcome))
				}
			}
		}
	}
	for i := range s.reports {
		r := &s.reports[i]
		h.text("self-report")
		h.ints(int64(r.says), int64(r.parent))
		h.floats(r.sensitivity.central, r.specificity.central, r.missed.central)
	}
	for i := range s.hours {
		x := &s.hours[i]
		h.text("hours")
		h.ints(int64(x.address))
		h.floats(x.mean.central, x.sd.central, x.least, x.most, x.isLong)
	}
}

func (h hasher) reviews(p *Plan) {
	if !p.Reviewed() {
		return
	}
	terms := p.contract.Terms()
	for _, r := range terms.Reviews {
		h.text("review " + r.Outcome)
		h.ints(int64(r.Month), r.Volumes.Part, r.Volumes.Least, r.Volumes.Most)
		for i := range terms.Sites {
			for _, t := range terms.Sites[i].Targets {
				if t.Outcome == r.Outcome {
					h.ints(t.Total)
					for _, n := range t.Months {
						h.ints(int64(n))
					}
				}
			}
		}
	}
}

func (h hasher) marks(m *marks) {
	for _, set := range [][]chance{m.late, m.defaults, m.failures} {
		for i := range set {
			if c := &set[i]; !c.never() {
				h.text("chance")
				h.ints(int64(c.address))
				h.floats(c.probability.central)
			}
		}
	}
	for i := range m.impacts {
		x := &m.impacts[i]
		h.text("impact")
		h.ints(int64(x.address), int64(x.first), int64(x.cohorts))
		h.floats(x.effect.central, x.error.central)
	}
	for i := range m.audits {
		if c := &m.audits[i]; !c.never() {
			h.text("audit")
			h.ints(int64(c.address), m.sample)
			h.floats(c.probability.central)
			for _, o := range m.audited[i] {
				h.ints(int64(o))
			}
		}
	}
}

type hasher struct{ hash.Hash }

func (h hasher) text(s string) {
	h.ints(int64(len(s)))
	h.Write([]byte(s))
}

func (h hasher) ints(xs ...int64) {
	var b [8]byte
	for _, x := range xs {
		binary.LittleEndian.PutUint64(b[:], uint64(x))
		h.Write(b[:])
	}
}

func (h hasher) floats(xs ...float64) {
	for _, x := range xs {
		h.ints(int64(math.Float64bits(x)))
	}
}
