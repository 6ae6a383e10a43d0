package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// priceFlags are the flags of price.
type priceFlags struct {
	studyFlags
	paths, fresh uint64
	vary         []string
	minimise     string
	subject      []string
	round        []string
	zone         string
	safe         bool
}

func newPrice(e *env) *cobra.Command {
	var f priceFlags
	c := &cobra.Command{
		Use:   "price DEAL",
		Short: "Prices that both sides can sign: the least spend at which all conditions hold",
		Long: `Find the prices at which expected public spend, or another figure, is least while conditions
of the investors, the providers and the payers hold. All candidates are evaluated on the same
random words; the answer is rounded and then checked on fresh ones.

What may change is a factor on all prices (prices*=0.5:2, if nothing is said), or any field:
ADDRESS=LO:HI, or ADDRESS*=LO:HI to multiply what is there. Conditions are those of run
--require; a * in one stands for each site, payer or tranche. If none is given investors must not
lose on average. Printed are the prices, which conditions bind, the zone in which all hold along
a scale, and what a lower chance of loss costs. Exit status 1: no price exists, and what would
have to give.`,
		Example: `  sibsim price deal.yaml
  sibsim price deal.yaml --subject-to 'p(investor.irr < 0) <= 10%' --subject-to 'p(public.spend > 6.4m) <= 5%'
  sibsim price deal.yaml --vary tariffs.engaged.price=100:600 --vary tariffs.job_start.price=1000:4000 --round 5
  sibsim price deal.yaml --vary 'prices*=0.7:1.5' --vary capital.tranches.senior.irr_cap=0.05:0.15 --minimise cost_per.job_start.net
  sibsim price deal.yaml --subject-to 'p(provider.*.surplus < 0) <= 20%' --safe --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return e.price(c.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringArrayVar(&f.vary, "vary", nil, "what may change: ADDRESS=LO:HI, or ADDRESS*=LO:HI for a factor on it; prices*=LO:HI is all prices (repeatable, default prices*=0.5:2)")
	fl.StringVar(&f.minimise, "minimise", "", "the statistic to make least (default public.spend.mean, or payments.total.mean without a public payer)")
	fl.StringArrayVar(&f.subject, "subject-to", nil, "a condition that must hold, such as 'p(investor.irr < 0) <= 10%' (repeatable, default 'investor.npv.mean >= 0')")
	fl.BoolVar(&f.safe, "safe", false, "hold conditions with the worse end of their interval, so that they are certain on fresh lifetimes")
	fl.StringArrayVar(&f.round, "round", nil, "step to round to: STEP for all prices, ADDRESS=STEP for a variable, ADDRESS*=STEP for a factor (repeatable)")
	fl.StringVar(&f.zone, "zone", "", "the scale of the zone of agreement: ADDRESS* (default the variable, or all prices of the answer)")
	fl.Uint64Var(&f.paths, "paths", 4000, "number of simulated lifetimes of each candidate")
	fl.Uint64Var(&f.fresh, "fresh", 0, "number of fresh lifetimes to check the answer on (default four times --paths)")
	f.studyFlags.add(fl)
	return c
}

func (f *priceFlags) check() error {
	return errors.Join(
		faultIf(f.paths < 100 || f.paths > 1e6, "sibsim: --paths: %d must be 100 to 1000000", f.paths),
		faultIf(f.fresh != 0 && (f.fresh < 100 || f.fresh > 1e7), "sibsim: --fresh: %d must be 100 to 10000000", f.fresh),
		f.wrong())
}

func (e *env) price(ctx context.Context, path string, f priceFlags) error {
	p, s, assumed, err := e.pricing(path, f)
	if err != nil {
		return err
	}
	bar := e.progress(s.About() * f.paths)
	found, err := s.Run(ctx, sim.Options{Seed: f.seed, Paths: f.paths, Workers: f.workers, Progress: bar.set})
	bar.done()
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return usage("sibsim: price: %w", err)
	}
	err = e.writeStudy(&f.studyFlags, forms{
		page: func() report.Report { return report.Price(p, found, assumed) },
		json: func() ([]byte, error) { return report.PriceJSON(p, found, Version, f.scenarios...) },
		csv:  func() ([]byte, error) { return report.PriceCSV(p, found) },
	})
	switch {
	case err != nil:
		return err
	case found.Exists:
		return nil
	case found.Relaxation != nil:
		return noError{fmt.Errorf("price: no price exists: none was found at which all conditions hold")}
	case found.Grid:
		return noError{fmt.Errorf("price: no price exists in the steps asked for: none was found")}
	}
	return noError{fmt.Errorf("price: no price is certain to meet all conditions")}
}

// pricing prepares what is asked. The error has everything that is wrong with it.
// Assumed says that no condition was given.
func (e *env) pricing(path string, f priceFlags) (p *sim.Plan, s *study.PriceStudy, assumed bool, err error) {
	wrong := []error{f.check()}
	q := study.PriceQuestion{Round: f.round, Zone: f.zone, Safe: f.safe, FreshPaths: f.fresh}
	for _, text := range f.vary {
		v, err := study.ParseVary(text)
		if err != nil {
			wrong = append(wrong, usage("sibsim: --vary: %w", err))
			continue
		}
		q.Vary = append(q.Vary, v)
	}
	asked := readConditions(f.subject)
	of := asked.statistics()
	minimise := conditions{}
	if f.minimise != "" {
		if q.Minimise, err = metric.ParseStatistic(f.minimise); err != nil {
			minimise.faults = metric.Faults(err)
		} else {
			of = append(of, q.Minimise)
		}
	}
	if p, err = e.compile(path, f.scenarios, f.set, of...); err != nil {
		return nil, nil, false, allInput(append(wrong, err, minimise.err("--minimise"), asked.err("--subject-to"))...)
	}
	if assumed = len(f.subject) == 0 && has(p, "investor.npv"); assumed {
		asked = readConditions([]string{"investor.npv.mean >= 0"})
	}
	if f.minimise == "" {
		name := "payments.total.mean"
		if has(p, "public.spend") {
			name = "public.spend.mean"
		}
		if q.Minimise, err = metric.ParseStatistic(name); err != nil {
			return nil, nil, false, err
		}
	}
	q.SubjectTo = asked.read
	if minimise.faults == nil {
		_, err := q.Minimise.Bind(p.Metrics())
		minimise.faults = metric.Faults(err)
	}
	_, err = asked.bind("--subject-to", p)
	wrong = append(wrong, minimise.err("--minimise"), err)
	if s, err = study.NewPrice(p, q); err != nil {
		wrong = append(wrong, notExpressions(err))
	}
	if err := allInput(wrong...); err != nil {
		return nil, nil, false, err
	}
	return p, s, assumed, nil
}

// notExpressions leaves out the faults of expressions, which are told with their
// places marked.
func notExpressions(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if len(metric.Faults(err)) > 0 {
			return nil
		}
		var f *study.PriceFault
		if errors.As(err, &f) {
			return usage("sibsim: --%w", err)
		}
		return usage("sibsim: price: %w", err)
	}
	var rest []error
	for _, e := range joined.Unwrap() {
		rest = append(rest, notExpressions(e))
	}
	return errors.Join(rest...)
}

// has reports whether a plan has a metric.
func has(p *sim.Plan, name string) bool {
	_, ok := p.Metrics().Index(name)
	return ok
}
