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
	}
	for i := range p.costs.lines {
		l := &p.costs.lines[i]
		h.ints(int64(l.driver), int64(l.site), int64(l.outcome), int64(l.span), int64(l.from), int64(l.until), int64(l.index))
		h.floats(l.amount.central, l.overrun.central, l.siteOverrun.central)
	}
	h.ints(p.centralIndex...)
	return hex.EncodeToString(h.Sum(nil))
}

type hasher struct{ hash.Hash }

func (h hasher) text(s string) {
	h.ints(int64(len(s)))
	h.Write([]byte(s))
}

func (h hasher) ints(xs ...int64) {
	for _, x := range xs {
		_ = binary.Write(h, binary.LittleEndian, x)
	}
}

func (h hasher) floats(xs ...float64) {
	for _, x := range xs {
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(x))
	}
}
