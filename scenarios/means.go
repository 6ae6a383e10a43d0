package scenarios

import (
	"math"
	"slices"
	"time"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
)

// means returns the mean referrals (under "") and the mean of each outcome of
// a site by month, at central inputs and without effects.
func (p *planned) means(s *assumptions.Site) map[string][]float64 {
	out := map[string][]float64{"": p.referrals(&s.Referrals)}
	for i := 0; i < len(s.Pathway); i++ {
		t := &s.Pathway[i]
		if out[t.Outcome] != nil {
			continue // with its group
		}
		group := []*assumptions.Transition{t}
		for j := i + 1; t.Group != "" && j < len(s.Pathway); j++ {
			if other := &s.Pathway[j]; other.Group == t.Group && other.From == t.From {
				group = append(group, other)
			}
		}
		parent, chances := out[t.From], p.chances(group)
		for j, member := range group {
			out[member.Outcome] = p.happen(member, parent, chances[j])
		}
	}
	return out
}

// happen returns the mean of an outcome by month, of a parent event's means and
// the chance of the outcome in each month after it.
func (p *planned) happen(t *assumptions.Transition, parent, chances []float64) []float64 {
	out := make([]float64, len(parent))
	left := 1.0 // of those who entered a state
	for k := range out {
		f := 0.0
		if k < len(chances) {
			f = chances[k]
		}
		left -= f
		for m, n := range parent[:len(out)-k] {
			if t.Counted == assumptions.CountedOnce {
				out[m+k] += float64(n * f)
				continue
			}
			units := 1.0
			if t.Counted == assumptions.CountedDaily {
				units = days(p.believed.Start + m + k)
			}
			out[m+k] += float64(n * left * units)
		}
	}
	return out
}

// days is the length of a calendar month, counted as 12*year + month - 1.
func days(month int) float64 {
	return float64(time.Date(month/12, time.Month(month%12+2), 0, 0, 0, 0, 0, time.UTC).Day())
}

func (p *planned) referrals(r *assumptions.Referrals) []float64 {
	out := make([]float64, p.terms.Months)
	rate, ramp := p.deal.Central(r.Rate), p.deal.Central(r.Ramp)
	for m := range out {
		k := m - r.From
		switch {
		case k < 0 || m > r.Until:
		case len(r.Monthly) == 0 && ramp > 0:
			out[m] = rate * min(1, float64(k+1)/ramp)
		case len(r.Monthly) == 0:
			out[m] = rate
		case k < len(r.Monthly):
			out[m] = p.deal.Central(r.Monthly[k])
		}
	}
	return out
}

// chances returns the chance of each of a group of exclusive transitions in
// each month after the parent (docs/model.md, 4.5).
func (p *planned) chances(group []*assumptions.Transition) [][]float64 {
	out := make([][]float64, len(group))
	months := 0
	for i, t := range group {
		if len(t.Hazards) == 0 {
			out[i] = p.delays(&t.Delay)
		} else {
			out[i] = make([]float64, t.HazardsFrom)
			for _, h := range t.Hazards {
				out[i] = append(out[i], p.deal.Central(h))
			}
		}
		months = max(months, len(out[i]))
	}
	for i, t := range group {
		for len(out[i]) < months {
			out[i] = append(out[i], 0)
		}
		if len(t.Hazards) > 0 || t.Counted != assumptions.CountedOnce {
			continue // a state always ends
		}
		chance := p.deal.Central(t.Probability)
		for k := range out[i] {
			out[i][k] *= chance
		}
	}
	if slices.ContainsFunc(group, func(t *assumptions.Transition) bool { return len(t.Hazards) > 0 }) {
		fromHazards(group, out, months)
	}
	return out
}

// fromHazards turns the hazards of some members of a group, beside the chances
// p f of the others, into chances.
func fromHazards(group []*assumptions.Transition, rows [][]float64, months int) {
	left, rest := 1.0, 1.0 // of everyone, and of the members with a probability alone
	for k := range months {
		sum, gone := 0.0, 0.0
		for i, t := range group {
			if len(t.Hazards) == 0 {
				gone += rows[i][k]
				if rows[i][k] > 0 {
					rows[i][k] /= rest
				}
			}
			sum += rows[i][k]
		}
		rest -= gone
		for i := range rows {
			rows[i][k] *= left / max(1, sum)
		}
		left *= 1 - min(1, sum)
	}
}

// weekMonths is the length of a week in months of 30.4375 days.
const weekMonths = 7 / 30.4375

// delays returns the probability of each month of a delay, from month 0.
func (p *planned) delays(d *assumptions.Delay) []float64 {
	a, b := p.deal.Central(d.A), p.deal.Central(d.B)
	var f []float64
	put := func(m int, x float64) {
		for len(f) <= m {
			f = append(f, 0)
		}
		f[m] += x
	}
	switch d.Kind {
	case assumptions.Months:
		put(int(a), 1)
	case assumptions.Weeks:
		x := a * weekMonths
		whole := math.Floor(x)
		put(int(whole), 1-(x-whole))
		put(int(whole)+1, x-whole)
	case assumptions.Geometric:
		q := min(1, 1/(a-float64(d.First)+1))
		x := q
		for m := d.First; m <= d.Last; m++ {
			put(m, x)
			x *= 1 - q
		}
	case assumptions.List:
		for k, x := range d.List {
			put(d.First+k, p.deal.Central(x))
		}
	default:
		before := 0.0
		if d.First > 0 {
			before = waited(d.Kind, a, b, float64(d.First)-0.5)
		}
		for m := d.First; m <= d.Last; m++ {
			next := waited(d.Kind, a, b, float64(m)+0.5)
			put(m, next-before)
			before = next
		}
	}
	var sum float64
	for _, x := range f {
		sum += x
	}
	for k := range f {
		f[k] /= sum
	}
	return f
}

// waited is the distribution function of a Weibull (shape a, mean b) or
// lognormal (median a, log standard deviation b) waiting time.
func waited(kind assumptions.DelayKind, a, b, x float64) float64 {
	if kind == assumptions.Lognormal {
		return num.NormCDF(num.Log(x/a) / b)
	}
	scale := b / num.Exp(num.LogGamma(1+1/a))
	return -num.Expm1(-num.Pow(x/scale, a))
}
