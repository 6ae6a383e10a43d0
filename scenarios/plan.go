package scenarios

import (
	"slices"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// planned is the plan case of a deal (docs/model.md, 5): what arrangements
// take their fixed amounts from.
type planned struct {
	deal     deal.Deal
	believed assumptions.Assumptions
	terms    contract.Terms
	outturn  *contract.Outturn
}

// planOf returns the plan case, as package sim makes it too.
func planOf(d deal.Deal) *planned {
	agreed := d.Contract()
	p := &planned{deal: d, believed: d.Assumptions(), terms: agreed.Terms(), outturn: contract.NewOutturn(&agreed)}
	p.indices()
	for i := range p.terms.Sites {
		p.site(i)
	}
	p.impacts()
	p.costs()
	return p
}

// settled is what the contract makes of the plan case, itemised.
func (p *planned) settled() *contract.Ledger {
	agreed := p.deal.Contract()
	schedule := agreed.Schedule()
	ledger := schedule.NewLedger()
	ledger.Itemise = true
	schedule.Settle(ledger, p.outturn)
	return ledger
}

// row returns the months of one of several rows.
func row[T any](table []T, i, months int) []T { return table[i*months : (i+1)*months] }

func (p *planned) indices() {
	for i, x := range p.believed.Indices {
		level, growth := 1.0, p.deal.Central(x.Annual)
		for m := range p.terms.Months {
			if m > 0 && m%12 == 0 {
				level *= 1 + max(growth, -0.9)
			}
			p.outturn.Index[i*p.terms.Months+m] = num.Round(level * contract.IndexUnit)
		}
	}
}

func (p *planned) impacts() {
	at := 0
	for _, m := range p.terms.Measures {
		for range m.Cohorts {
			for _, x := range p.believed.Measures {
				if x.ID == m.ID {
					p.outturn.Impact[at] = num.Round(contract.Million * p.deal.Central(x.Effect))
				}
			}
			at++
		}
	}
}

// site fills the counts of a site: targets where there are some, spread as
// the central means are, else these, rounded.
func (p *planned) site(i int) {
	s, months := &p.believed.Sites[i], p.terms.Months
	means := p.means(s)
	follow(row(p.outturn.Referrals, i, months), means[""], -1)
	for k, o := range p.terms.Outcomes {
		at := i*len(p.terms.Outcomes) + k
		achieved, evidenced := row(p.outturn.Achieved, at, months), row(p.outturn.Evidenced, at, months)
		mean := means[o.ID]
		if mean == nil {
			mean = make([]float64, months)
		}
		targets := p.terms.Sites[i].Targets
		if j := slices.IndexFunc(targets, func(t contract.Target) bool { return t.Outcome == o.ID }); j >= 0 {
			if targets[j].Months != nil {
				copy(evidenced, targets[j].Months)
			} else {
				follow(evidenced, mean, targets[j].Total)
			}
			copy(achieved, evidenced)
			continue
		}
		follow(achieved, mean, -1)
		q := 1.0
		for _, e := range s.Evidence {
			if e.Outcome == o.ID {
				q = p.deal.Central(e.Probability)
			}
		}
		var sum float64
		var seen int64
		for m := range evidenced {
			sum += float64(mean[m] * q)
			n := min(num.Round(sum)-seen, int64(achieved[m]))
			evidenced[m] = int32(n)
			seen += n
		}
	}
}

// follow fills dst with whole counts that follow mean cumulatively and, unless
// it is below 0, add up to total (evenly spread if the mean is nothing).
func follow(dst []int32, mean []float64, total int64) {
	var all, sum float64
	for _, x := range mean {
		all += x
	}
	scale := 1.0
	if total >= 0 && all > 0 {
		scale = float64(total) / all
	}
	var seen int64
	for m := range dst {
		sum += mean[m]
		next := num.Round(sum * scale)
		switch {
		case total >= 0 && m == len(dst)-1:
			next = total
		case total >= 0 && all == 0:
			next = num.Round(float64(total) * float64(m+1) / float64(len(dst)))
		}
		dst[m] = int32(next - seen)
		seen = next
	}
}

// costs fills what the cost lines come to: central amounts and indices, no overrun.
func (p *planned) costs() {
	months := p.terms.Months
	for i := range p.believed.Costs {
		l := &p.believed.Costs[i]
		amount := p.deal.Central(l.Amount) * (1 + l.VAT)
		dst := row(p.outturn.Costs, i, months)
		for m, n := range p.units(l) {
			x := amount * n
			if j := slices.Index(p.terms.Indices, l.Index); l.Index != "" && j >= 0 {
				x *= float64(p.outturn.Index[j*months+m]) / contract.IndexUnit
			}
			dst[m] = num.Round(min(x, 1e13))
			p.outturn.Flexed[i] += dst[m]
		}
	}
}

// units returns what a cost line is counted by, month by month.
func (p *planned) units(l *assumptions.Cost) []float64 {
	months := p.terms.Months
	out := make([]float64, months)
	for s := range p.believed.Sites {
		site := &p.believed.Sites[s]
		if l.Site != "" && l.Site != site.ID {
			continue
		}
		counts := row(p.outturn.Referrals, s, months)
		if k := slices.IndexFunc(p.terms.Outcomes, func(o contract.Outcome) bool { return o.ID == l.Outcome }); k >= 0 {
			counts = row(p.outturn.Achieved, s*len(p.terms.Outcomes)+k, months)
		}
		for m := range out {
			switch {
			case l.Driver == assumptions.PerMonth, l.Driver == assumptions.Once && m == l.From:
				out[m] = 1
			case l.Driver == assumptions.PerReferral, l.Driver == assumptions.PerOutcome:
				out[m] += float64(counts[m])
			case l.Driver == assumptions.PerParticipantMonth:
				for k := max(0, m-l.For+1); k <= m; k++ {
					out[m] += float64(counts[k])
				}
			case l.Driver == assumptions.PerSpecialist && site.Specialists != nil:
				fte := site.Specialists.FTE
				out[m] += fte[min(m, len(fte)-1)]
			}
		}
	}
	for m := range out {
		if m < l.From || m > l.Until && l.Driver != assumptions.Once {
			out[m] = 0
		}
	}
	return out
}
