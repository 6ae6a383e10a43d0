package sim

// SiteMeans are what a site's counts are expected to come to over the whole
// outcome window at central inputs and zero effects: in units, for a state.
// Clauses that end service or take outcomes off are left out.
type SiteMeans struct {
	Site                string
	Referrals           float64
	Achieved, Evidenced []float64 // by outcome, in the contract's order
}

// CentralMeans returns the means of every site, in the contract's order. The
// plan case is made from them where no target was signed.
func (p *Plan) CentralMeans() []SiteMeans {
	out := make([]SiteMeans, len(p.sites))
	for i := range p.sites {
		s := &p.sites[i]
		referrals, achieved := p.expected(s)
		m := &out[i]
		*m = SiteMeans{Site: s.id, Achieved: make([]float64, p.outcomes), Evidenced: make([]float64, p.outcomes)}
		for _, x := range referrals {
			m.Referrals += x
		}
		for k := range p.outcomes {
			for _, x := range achieved[k*p.months:][:p.months] {
				m.Achieved[k] += x
			}
			m.Evidenced[k] = m.Achieved[k] * s.evidenceOf(int32(k))
		}
	}
	return out
}
