package study

import (
	"testing"

	"github.com/sibsim/sibsim/internal/random"
)

// Three normals that work on each other, 3 i + 2 e (1 + i) + 1.5 l (1 + e): what is
// left of the variance when i is known is that of e, 4 E(1+i)² = 8, and luck's,
// 2.25 E(1+e)² = 4.5. Within 3 standard errors, each under 4 % of the variance.
func TestTiersOfNormals(t *testing.T) {
	f := world(func(z []float64, key random.Key) float64 {
		i, e, l := z[0], z[1], normal(key, 0)
		return 3*i + 2*e*(1+i) + 1.5*l*(1+e)
	})
	p := toy(t, 1, true)
	for seed := range uint64(3) {
		got := answer(t, f.study(t, p, nil, SensitivityOptions{Parts: []string{"tiers"}}), seed+1, 2000).Tiers
		for _, x := range []struct {
			what string
			got  TierShare
			want float64
		}{{"ignorance", got.Ignorance, 9}, {"environment", got.Environment, 8}, {"luck", got.Luck, 4.5}} {
			nearFigure(t, x.what+" share", x.got.Share, x.want/21.5, 3)
			x.got.Variance.Value /= toyUnit * toyUnit
			x.got.Variance.SE /= toyUnit * toyUnit
			nearFigure(t, x.what, x.got.Variance, x.want, 3)
			if x.got.Share.SE > 0.04 {
				t.Errorf("%s: standard error %v", x.what, x.got.Share.SE)
			}
		}
		if sum := got.Ignorance.Share.Value + got.Environment.Share.Value + got.Luck.Share.Value; sum < 1-1e-12 || sum > 1+1e-12 {
			t.Errorf("the shares add up to %v", sum)
		}
	}
}

// A deal with 40 people and one uncertain probability p, beta(3, 7): of those who
// achieve the outcome, var 40 p = 1600 x 0.21/11 is ignorance and E 40 p (1-p) =
// 40 (0.3 - 0.09 - 0.21/11) luck. There is no environment: exactly 0.
func TestTiersOfBetaBinomial(t *testing.T) {
	p := planOf(t, `
sibsim: 1
name: Beta-binomial
term: {start: 2024-04, months: 6}
outcomes: {job: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 100}
referrals: {law: fixed, monthly: [40]}
pathway: {job: {probability: {beta: {alpha: 3, beta: 7}}, delay: 1}}
capital: {tranches: {all: {commitment: 100000}}}
costs: {rent: {amount: 7}}
sites: {town: {}}
`)
	const spread = 0.21 / 11
	ignorance, people := 1600*spread, 40*(0.21-spread)
	for seed := range uint64(3) {
		s, err := NewSensitivity(p, SensitivityOptions{Metric: "outcome.job.achieved", Parts: []string{"tiers", "sobol", "shapley"}})
		if err != nil {
			t.Fatal(err)
		}
		got := answer(t, s, seed+1, 2000)
		nearFigure(t, "variance", got.Tiers.Variance, ignorance+people, 3)
		nearFigure(t, "ignorance", got.Tiers.Ignorance.Variance, ignorance, 3)
		nearFigure(t, "luck", got.Tiers.Luck.Variance, people, 3)
		nearFigure(t, "share of ignorance", got.Tiers.Ignorance.Share, ignorance/(ignorance+people), 3)
		if got.Tiers.Environment != (TierShare{}) {
			t.Errorf("environment: %+v where there is none", got.Tiers.Environment)
		}
		// What ignorance explains by itself, and luck in total, is the same again.
		nearFigure(t, "first order", got.Sobol.find(t, "pathway.job.probability").First, ignorance/(ignorance+people), 3)
		nearFigure(t, "luck's total", got.Sobol.find(t, luckName).Total, people/(ignorance+people), 3)
	}
}

// A metric that luck does not reach has exactly none of it; one of a deal that
// has nothing else is all luck.
func TestTiersWithoutLuck(t *testing.T) {
	f := world(func(z []float64, _ random.Key) float64 { return z[0] + z[1] })
	got := answer(t, f.study(t, toy(t, 1, true), nil, SensitivityOptions{Parts: []string{"tiers"}}), 1, 200).Tiers
	if got.Luck != (TierShare{}) {
		t.Errorf("luck: %+v", got.Luck)
	}
	f = func(z []float64, key random.Key) float64 { return z[0] + normal(key, 0) }
	if got := answer(t, f.study(t, toy(t, 0, true), nil, SensitivityOptions{Parts: []string{"tiers"}}), 1, 200).Tiers; got.Ignorance != (TierShare{}) {
		t.Errorf("ignorance: %+v", got.Ignorance)
	}
	f = func(_ []float64, key random.Key) float64 { return normal(key, 0) }
	all := answer(t, f.study(t, toy(t, 0, false), nil, SensitivityOptions{}), 1, 200)
	whole := Figure{1, 0, 1, 1}
	if all.Tiers.Luck.Share != whole || all.Tiers.Environment != (TierShare{}) || all.Sobol.Indices[0].First != whole || all.Shapley.Effects[0].Share != whole || all.Regional.Contrasts != nil {
		t.Errorf("luck alone: tiers %+v, indices %+v, effects %+v", all.Tiers, all.Sobol, all.Shapley)
	}
}
