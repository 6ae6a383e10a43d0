package deal

import (
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
)

// deliver lowers who serves people at a site, and what is measured there.
func (c *checker) deliver(out *assumptions.Site, s *Site) {
	at := "sites." + out.ID
	if !absent(&s.Specialists) {
		out.Specialists = c.specialists(at+".specialists", &s.Specialists)
	}
	for i := range s.Measurement {
		id, m := s.Measurement[i].ID, &s.Measurement[i].Value
		key := at + ".measurement." + id
		out.Measurements = append(out.Measurements, assumptions.Measurement{
			Outcome:     id,
			Sensitivity: c.input(key+".sensitivity", m.Sensitivity), Specificity: c.input(key+".specificity", m.Specificity),
			Missing: c.input(key+".missing", m.Missing),
		})
	}
	for i := range s.Hours {
		id, h := s.Hours[i].ID, &s.Hours[i].Value
		key := at + ".hours." + id
		out.Hours = append(out.Hours, assumptions.Hours{
			Outcome: id, Mean: c.input(key+".mean", h.Mean), SD: c.input(key+".sd", h.SD),
			Min: c.float(key+".min", h.Min), Max: c.float(key+".max", h.Max), From: c.float(key+".threshold", h.From),
		})
	}
}

func (c *checker) specialists(at string, p *Specialists) *assumptions.Specialists {
	out := &assumptions.Specialists{
		Caseload: c.float(at+".caseload", p.Caseload), Stay: c.int(at+".stay", p.Stay),
		Turnover: c.input(at+".turnover", p.Turnover), Vacancy: c.int(at+".vacancy", p.Vacancy),
		TurnAway: p.Queue == "turn_away", DropOut: c.input(at+".drop_out", p.DropOut),
		LoadSD: c.input(at+".caseload_sd", p.LoadSD), EffectSD: c.input(at+".effect_sd", p.EffectSD),
		Correlation: c.input(at+".correlation", p.Correlation), On: p.On, Outcome: p.Outcome,
	}
	for i, q := range p.Monthly {
		out.FTE = append(out.FTE, c.float(join(at+".fte_monthly", strconv.Itoa(i)), q))
	}
	if len(p.Monthly) == 0 {
		out.FTE = []float64{c.float(at+".fte", p.FTE)}
	}
	return out
}
