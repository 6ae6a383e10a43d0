package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// powerFlags are the flags of power.
type powerFlags struct {
	studyFlags
	design   string
	people   int
	ratio    float64
	cluster  int
	outcome  string
	followUp int
	against  []string
	effect   string
	alpha    float64
	bias     float64
	trend    float64
	require  float64
	paths    uint64
}

func newPower(e *env) *cobra.Command {
	var f powerFlags
	c := &cobra.Command{
		Use:   "power DEAL --design rct|matched|before-after --n N",
		Short: "What an evaluation of the deal can find",
		Long: `Simulate evaluations of a deal with N people in the service arm, each analysed as the
evaluator would: how often the assumed effect is found (power), how often if the effect is as
uncertain as the deal says (assurance), how often one is found that is not there, the least
effect that is found, how many people it takes, how far estimates are off.

The service arm has what the deal says. The comparison arm has what would have happened
anyway (the outcome's deadweight), or what the same people would have under another scenario
(--against), or what a stated effect leaves (--effect).

For rewards paid on a measured impact also the chance of paying for nothing, and of not paying
for something; without --n only these. Exit status 1: --require-power is not met.`,
		Example: `  sibsim power deal.yaml --design rct --n 300
  sibsim power deal.yaml --design matched --n 300 --bias 0.2 --follow-up 12
  sibsim power deal.yaml --design rct --n 800 --cluster 8 --against recession
  sibsim power deal.yaml --design before-after --n 500 --effect RR=1.3 --trend 0.05
  sibsim power deal.yaml --design rct --n 300 --outcome job_start --require-power 0.8`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.power(c.Context(), c.Flags(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.design, "design", string(study.RCT), "how those compared are found: rct, by lot; matched, like people of other places; before-after, the same sites before")
	fl.IntVar(&f.people, "n", 0, "people in the service arm")
	fl.Float64Var(&f.ratio, "ratio", 1, "people in the comparison arm for each of them")
	fl.IntVar(&f.cluster, "cluster", 0, "of rct: draw lots among sites, so many in each arm, and test the sites' rates; 0 draws among people")
	fl.StringVar(&f.outcome, "outcome", "", "the outcome watched; default the last paid one that is a job start or a job held for 13 weeks, else the first paid")
	fl.IntVar(&f.followUp, "follow-up", -1, "months from the referral in which it must come; default to the end of the pathway")
	fl.Var((*nameList)(&f.against), "against", "compare with the same people under these scenarios: NAME[,NAME], as --scenario has them")
	fl.StringVar(&f.effect, "effect", "", "state the effect outright: a risk ratio RR=1.3, a risk difference RD=0.05, or 0")
	fl.Float64Var(&f.alpha, "alpha", 0.05, "level of the two-sided test")
	fl.Float64Var(&f.bias, "bias", 0.2, "of matched: standard deviation, on the logit, of what matching does not see; an assumption")
	fl.Float64Var(&f.trend, "trend", 0, "of before-after: what the chance rises by in a year on the logit whatever is done; an assumption")
	fl.Float64Var(&f.require, "require-power", 0, "exit with status 1 if the power is less, such as 0.8")
	fl.Uint64Var(&f.paths, "paths", 4000, "number of simulated evaluations: 200 to 200000")
	f.studyFlags.add(fl)
	return c
}

// check finds what is wrong with the flags by themselves.
func (f *powerFlags) check(fl *pflag.FlagSet) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, usage(format, args...)) }
	if fl.Changed("effect") && len(f.against) > 0 {
		fault("sibsim: --effect and --against: choose one; an effect comes from one place")
	}
	for flag, design := range map[string]study.TrialDesign{"bias": study.Matched, "trend": study.BeforeAfter} {
		if fl.Changed(flag) && f.design != string(design) {
			fault("sibsim: --%s: is of --design %s", flag, design)
		}
	}
	if fl.Changed("follow-up") && f.followUp < 0 {
		fault("sibsim: --follow-up: %d months must be at least 0", f.followUp)
	}
	if !(f.require >= 0 && f.require <= 1) {
		fault("sibsim: --require-power: %v must be 0 to 1", f.require)
	}
	return errors.Join(append(faults, f.wrong())...)
}

// query makes the query of the flags; without people there is none.
func (f *powerFlags) query(p *sim.Plan) (*study.TrialQuery, error) {
	q := &study.TrialQuery{
		Design: study.TrialDesign(f.design), People: f.people, Ratio: f.ratio, Outcome: f.outcome, FollowUp: f.followUp, Alpha: f.alpha, Sites: f.cluster,
	}
	switch q.Design {
	case study.Matched:
		q.Bias = f.bias
	case study.BeforeAfter:
		q.Trend = f.trend
	}
	switch {
	case f.effect != "":
		c, err := study.ParseEffect(f.effect)
		if err != nil {
			return nil, usage("sibsim: --effect: %w", err)
		}
		q.Contrast = c
	case len(f.against) > 0:
		var list nameList = f.against
		d, err := change(p.Deal(), list, nil)
		if err != nil {
			return nil, usage("sibsim: --against: %w", err)
		}
		other, err := sim.Compile(d)
		if err != nil {
			return nil, usage("sibsim: --against: %w", err)
		}
		q.Contrast = study.Counterfactual{Kind: study.AgainstScenario, Against: other, Name: list.String()}
	}
	return q, nil
}

// power simulates evaluations and prints what they find.
func (e *env) power(ctx context.Context, fl *pflag.FlagSet, path string, f powerFlags) error {
	ferr := f.check(fl)
	p, err := e.compile(path, f.scenarios, f.set)
	if err != nil {
		return allInput(err, ferr)
	}
	asked := fl.Changed("n")
	if !asked && !study.HasImpact(p) {
		err = usage("sibsim: --n: is needed: the number of people in the service arm")
	}
	q, qerr := f.query(p)
	if err := errors.Join(ferr, err, qerr); err != nil {
		return inputError{err}
	}
	o := sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers}
	bar := e.progress(4 * f.paths)
	defer bar.done()
	o.Progress = bar.set
	found := &study.Power{Seed: f.seed, Paths: f.paths}
	if asked {
		if found.Trial, err = study.Evaluate(ctx, p, *q, o); err != nil {
			return e.powerFault(ctx, err)
		}
	}
	o.Progress = func(done uint64) { bar.set(f.paths + done) }
	if found.Payments, err = study.PaymentErrors(ctx, p, o); err != nil {
		return e.powerFault(ctx, err)
	}
	bar.done()
	if err := e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Power(p, found) },
		json: func() ([]byte, error) { return report.PowerJSON(p, found, Version, f.scenarios...) },
		csv:  func() ([]byte, error) { return report.PowerCSV(p, found) },
	}); err != nil {
		return err
	}
	if trial := found.Trial; trial != nil && trial.Assumed.Significant.P < f.require {
		return noError{fmt.Errorf("power: %.3f is less than the %v required", trial.Assumed.Significant.P, f.require)}
	}
	return nil
}

// powerFault is the error of a study that was stopped, or asked for what cannot be.
func (e *env) powerFault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	joined, several := err.(interface{ Unwrap() []error })
	if !several {
		return usage("sibsim: power: %w", err)
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, e.powerFault(ctx, one))
	}
	return errors.Join(all...)
}
