package sim_test

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/deal"
)

// A probability given as the mean over the effects is that mean, seen both in
// Marginals and in the outcomes of a run; given at zero effects it is not. A
// mean of the effect then shifts it.
func TestMarginalProbability(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	base, err := open(t, "../examples/minimal/deal.yaml").With(
		deal.Set("pathway.job.probability", 0.2), deal.Set("referrals.rate", 200),
	)
	if err != nil {
		t.Fatal(err)
	}
	doc := base.Document()
	doc.Pathway[0].Value.Delay = deal.Delay{Months: deal.Num("1")}
	doc.SiteEffects = deal.Table[deal.SiteEffect]{{ID: "town", Value: deal.SiteEffect{SD: deal.Num("1.2"), On: []string{"job"}}}}
	share := func(mean, effect string) (simulated, se, stated float64) {
		doc.Pathway[0].Value.Mean = mean
		doc.SiteEffects[0].Value.Mean = deal.Num(effect)
		d, err := deal.New(doc)
		if err != nil {
			t.Fatal(err)
		}
		p := compile(t, d)
		r := run(t, p, 1, 4000)
		achieved, _ := r.Metric("outcome.job.achieved")
		referrals, _ := r.Metric("referrals.total")
		return achieved.Mean / referrals.Mean, achieved.SE / referrals.Mean, p.Marginals(4000)[0].Marginal
	}
	// Marginals takes 4,000 environments; with effects this wide their mean is
	// known to 0.0025. The intercept itself is solved far closer.
	const known = 0.0025
	got, se, stated := share("marginal", "0")
	if math.Abs(got-0.2) > z*se || math.Abs(stated-0.2) > z*known {
		t.Errorf("marginal: simulated %.4f, stated %.4f, want 0.2", got, stated)
	}
	// E[logistic(logit 0.2 + 1.2 Z)] by quadrature.
	var want float64
	for x := -8.0; x <= 8; x += 0.001 {
		want += 0.001 * math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / (1 + 4*math.Exp(-1.2*x))
	}
	got, se, stated = share("central", "0")
	if math.Abs(got-want) > z*se || math.Abs(stated-want) > z*known {
		t.Errorf("central: simulated %.4f, stated %.4f, want %.4f", got, stated, want)
	}
	if shifted, _, _ := share("marginal", "1"); shifted < 0.3 {
		t.Errorf("an effect of mean 1 moved the marginal probability to %.3f only", shifted)
	}
}
