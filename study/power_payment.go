package study

import (
	"context"
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// PaymentError is how a reward on a measured impact errs, because what is measured is
// not the effect.
type PaymentError struct {
	Reward, Measure string
	// Effect is the one assumed: the mean of what the deal says.
	Effect float64
	// ForNothing is the chance that something is paid though there is no effect, NoEffect
	// the mean paid then, in whole units of the currency.
	ForNothing tally.Proportion
	NoEffect   Figure
	// NotPaid is the chance that with the assumed effect nothing is paid, NotFull that
	// nothing is or less than the effect itself would earn. Assumed is the mean paid,
	// Earned what the effect would earn.
	NotPaid, NotFull tally.Proportion
	Assumed, Earned  Figure
}

// HasImpact reports whether some reward is paid on a measured impact.
func HasImpact(p *sim.Plan) bool { return len(impacts(p)) > 0 }

// impacts lists the rewards on measured impacts, each with the assumed effect.
func impacts(p *sim.Plan) []PaymentError {
	terms := p.Contract().Terms()
	var out []PaymentError
	for i := range terms.Rewards {
		first := 0
		for j := range terms.Measures {
			m := &terms.Measures[j]
			if m.ID == terms.Rewards[i].Measure && m.Outcome == "" {
				// The plan case has the central effect in every cohort.
				effect := float64(p.PlanCase().Outturn.Impact[first]) / contract.Million
				out = append(out, PaymentError{Reward: terms.Rewards[i].ID, Measure: m.ID, Effect: effect})
			}
			first += len(m.Cohorts)
		}
	}
	return out
}

// PaymentErrors settles a deal on the same paths with no effect, with the assumed
// effects, and with these measured without error. What a reward comes to is after all
// caps. Without a reward on a measured impact there is nothing to return.
func PaymentErrors(ctx context.Context, p *sim.Plan, o sim.Options) ([]PaymentError, error) {
	out := impacts(p)
	if len(out) == 0 {
		return nil, nil
	}
	var nothing, assumed, exact []deal.Edit
	for i, e := range out {
		if slices.ContainsFunc(out[:i], func(b PaymentError) bool { return b.Measure == e.Measure }) {
			continue
		}
		address := "measures." + e.Measure
		nothing = append(nothing, deal.Set(address+".effect", "0"))
		assumed = append(assumed, deal.Set(address+".effect", strconv.FormatFloat(e.Effect, 'f', -1, 64)))
		exact = append(exact, deal.Set(address+".error", "0"))
	}
	var plans []*sim.Plan
	for _, edits := range [][]deal.Edit{nothing, assumed, append(exact, assumed...)} {
		d, err := p.Deal().With(edits...)
		if err != nil {
			return nil, err
		}
		plan, err := sim.Compile(d)
		if err != nil {
			return nil, err
		}
		plans = append(plans, plan)
	}
	metrics := make([][]string, len(plans))
	for i := range plans {
		for _, e := range out {
			metrics[i] = append(metrics[i], "payments.reward."+e.Reward)
		}
	}
	sweep, err := sim.NewSweep(ctx, plans, metrics, o)
	if err != nil {
		return nil, err
	}
	for i := range out {
		e := &out[i]
		name := metrics[0][i]
		paid := sweep.Column(1, name)
		earned := sweep.Column(2, name)
		scale := scaleOf(p, name)
		e.ForNothing = share(sweep.Column(0, name), func(x int64) bool { return x > 0 })
		e.NoEffect = scaledColumn(sweep.Column(0, name), scale)
		e.NotPaid = share(paid, func(x int64) bool { return x <= 0 })
		short := make([]bool, len(paid))
		for n := range paid {
			short[n] = paid[n] <= 0 || paid[n] < earned[n]
		}
		e.NotFull = share(short, func(s bool) bool { return s })
		e.Assumed, e.Earned = scaledColumn(paid, scale), scaledColumn(earned, scale)
	}
	return out, nil
}

// scaleOf is how many units of a metric's integers make one.
func scaleOf(p *sim.Plan, name string) float64 {
	at, err := p.Find(name)
	if err != nil {
		panic(err) // every reward has its metric
	}
	return float64(p.Specs()[at].Scale)
}

// scaledColumn is the mean of a column in whole units.
func scaledColumn(column []int64, scale float64) Figure {
	x := make([]float64, len(column))
	for i, v := range column {
		x[i] = float64(v) / scale
	}
	return estimateMean(x).figure()
}
