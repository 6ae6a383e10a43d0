package sim

import (
	"math"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// volume is the law of a site's monthly referrals.
type volume struct {
	address     uint64
	law         assumptions.Law
	dispersion  scalar
	from, until int
	rate, ramp  scalar
	times       float64 // performance
	monthly     []scalar
	effect      effect
	pull        pull

	fixed  bool                   // means do not vary between paths
	means  []float64              // by month, if fixed
	tables []*random.PoissonTable // by month, if fixed and Poisson
}

func (c *compiler) volume(site string, in assumptions.Referrals, p pull) volume {
	v := volume{
		address: random.Address("sites." + site + ".referrals"), law: in.Law,
		dispersion: c.scalar(in.Dispersion), times: c.plan.performance.Referrals, from: in.From, until: in.Until,
		rate: c.scalar(in.Rate), ramp: c.scalar(in.Ramp), monthly: c.scalars(in.Monthly),
		effect: c.effect("sites."+site+".referrals.effect", in.Effect), pull: p,
	}
	v.fixed = !v.rate.uncertain() && !v.ramp.uncertain() && !v.dispersion.uncertain() && v.effect.none() && c.plan.env.common.none() && p.level() == never
	for _, m := range v.monthly {
		v.fixed = v.fixed && !m.uncertain()
	}
	if v.fixed {
		v.means = make([]float64, c.plan.months)
		v.mean(v.means, nil, 0)
		if v.law == assumptions.Poisson {
			same := map[float64]*random.PoissonTable{}
			v.tables = make([]*random.PoissonTable, len(v.means))
			for m, mean := range v.means {
				if same[mean] == nil {
					same[mean] = random.NewPoissonTable(mean)
				}
				v.tables[m] = same[mean]
			}
		}
	}
	return v
}

// mean fills dst with the mean referrals of each month before monthly
// factors; logEffect is added on the log scale. A nil theta means central.
func (v *volume) mean(dst, theta []float64, logEffect float64) {
	at := func(s scalar) float64 {
		if theta == nil {
			return s.central
		}
		return s.at(theta)
	}
	scale := v.times
	if logEffect != 0 {
		scale *= num.Exp(logEffect)
	}
	rate, ramp := at(v.rate), at(v.ramp)
	for m := range dst {
		dst[m] = 0
		if m < v.from || m > v.until {
			continue
		}
		if len(v.monthly) > 0 {
			if m-v.from < len(v.monthly) {
				dst[m] = at(v.monthly[m-v.from]) * scale
			}
			continue
		}
		flow := 1.0
		if ramp > 0 {
			flow = math.Min(1, float64(m-v.from+1)/ramp)
		}
		dst[m] = rate * flow * scale
	}
}

// draw fills counts with the referrals of each month; factor, if not nil, is
// what reviews have made of each month's mean.
func (v *volume) draw(counts []int32, w *worker, factor []float64) {
	site := w.effects
	key := w.luck.At(v.address)
	if v.tables != nil && factor == nil {
		for m := range counts {
			if v.means[m] == 0 {
				counts[m] = 0
				continue
			}
			counts[m] = int32(v.tables[m].At(random.Unit(key.Word(uint64(m)))))
		}
		return
	}
	means := w.means
	v.mean(means, w.theta, w.common+v.effect.draw(w.theta, w.scores))
	for m, x := range factor {
		means[m] *= x
	}
	if v.pull.level() != never {
		v.pull.sum(w.eta, w, site)
		for m := range means {
			if means[m] > 0 {
				means[m] *= num.Exp(w.eta[m])
			}
		}
	}
	dispersion := v.dispersion.at(w.theta)
	var sum float64
	var seen int64
	for m, mean := range means {
		mean = math.Min(mean, maxMean)
		switch v.law {
		case assumptions.FixedCount:
			sum += mean
			next := num.Round(sum)
			counts[m] = int32(next - seen)
			seen = next
		case assumptions.NegativeBinomial:
			counts[m] = int32(random.NegativeBinomial(random.Unit(key.Word(uint64(m))), mean, dispersion))
		default:
			counts[m] = int32(random.Poisson(random.Unit(key.Word(uint64(m))), mean))
		}
	}
}

// maxMean bounds the mean referrals of a month (after effects), so that an
// absurd effect cannot make a path that never ends.
const maxMean = 1e5
