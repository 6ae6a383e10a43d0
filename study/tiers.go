package study

import (
	"context"

	"github.com/sibsim/sibsim/sim"
)

// Tiers splits the variance of a metric into what would shrink with data, what
// comes from the months and sites, and chance between people:
//
//	Ignorance    Var E[Y | i]
//	Environment  E Var(E[Y | i, e] | i)
//	Luck         E Var(Y | i, e)
//
// for Y a function of ignorance i, environment e and luck l. They add up to the
// variance. Each is a difference of covariances of lifetimes that share some of
// the three (Sobol' 2001), so an estimate of little or nothing may be negative.
type Tiers struct {
	Variance                     Figure
	Ignorance, Environment, Luck TierShare
	// Constant says that the metric is the same on all paths: there is nothing to split.
	Constant bool
}

// TierShare is the part of a tier: of the variance, in squared units of the
// metric, and as a share of it.
type TierShare struct{ Variance, Share Figure }

// tiers estimates, with Y' = Y(i, e', l'), Y" = Y(i, e, l') on the same path's
// copy: V_i = Cov(Y, Y'), V_ie = Cov(Y, Y"), V = (Var Y + Var Y")/2, so that V -
// V_ie, half the variance of Y - Y", is exactly 0 where luck does nothing. A tier
// without drivers has exactly 0 too.
func (s *SensitivityStudy) tiers(ctx context.Context, d *design, l *lifetimes) (*Tiers, error) {
	n := runTimes * d.paths
	if err := l.fill(ctx, n, d.tiers); err != nil {
		return nil, err
	}
	y, both, parameters := l.column(d.base, n), l.column(d.tiers[0], n), l.column(d.tiers[1], n)
	total := zero(len(y)).plus(0.5, variance(y).plus(1, variance(both)))
	if total.value == 0 {
		return &Tiers{Constant: true}, nil
	}
	ignorance, known := zero(len(y)), zero(len(y))
	if len(s.tier(sim.Ignorance).Drivers) > 0 {
		ignorance = covariance(y, parameters)
	}
	if d.drivers > 0 {
		known = covariance(y, both)
	}
	part := func(v statistic) TierShare { return TierShare{v.figure(), v.over(total).figure()} }
	return &Tiers{
		Variance:  total.figure(),
		Ignorance: part(ignorance), Environment: part(known.plus(-1, ignorance)), Luck: part(total.plus(-1, known)),
	}, nil
}
