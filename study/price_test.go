package study_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// asked makes the question: conditions and, after them, variables, which have a colon.
func asked(t *testing.T, minimise string, texts ...string) study.PriceQuestion {
	t.Helper()
	q := study.PriceQuestion{FreshPaths: 100}
	var err error
	if q.Minimise, err = metric.ParseStatistic(minimise); err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if strings.Contains(text, ":") {
			v, err := study.ParseVary(text)
			if err != nil {
				t.Fatal(err)
			}
			q.Vary = append(q.Vary, v)
			continue
		}
		c, err := metric.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		q.SubjectTo = append(q.SubjectTo, c)
	}
	return q
}

// pricing runs one and checks what always holds.
func pricing(t *testing.T, d deal.Deal, q study.PriceQuestion, o sim.Options) *study.Price {
	t.Helper()
	agreed := d.Contract()
	of := []metric.Statistic{q.Minimise}
	for _, c := range q.SubjectTo {
		of = append(of, c.Statistic)
	}
	p, err := sim.Compile(d, metric.Wants(&agreed, of...)...)
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.NewPrice(p, q)
	if err != nil {
		t.Fatal(err)
	}
	x, err := s.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if x.Exists {
		for _, c := range x.Constraints {
			if !c.Constraint.Limit.Met(c.InSample.Value) {
				t.Errorf("%s: %v in sample", c.Constraint.String(), c.InSample.Value)
			}
		}
	}
	if x.Exists == (x.Relaxation != nil) && !q.Safe {
		t.Errorf("exists %v with a relaxation %v", x.Exists, x.Relaxation)
	}
	return x
}

// outcome is the mean and the sorted values of a metric in the first paths.
func column(t *testing.T, d deal.Deal, name string, o sim.Options) []int64 {
	t.Helper()
	sweep, err := sim.NewSweep(context.Background(), []*sim.Plan{compile(t, d)}, [][]string{{name}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return sweep.Column(0, name)
}

func meanOf(x []int64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// Without discount and caps mean NPV is price × jobs − costs, so that the least
// price at which investors do not lose is costs over jobs, to the penny; the factor
// is that over what the deal has; rounded to 5 it is the next multiple above. The
// whole zone is above it, and without the condition the price would be at the
// lower end of its range.
func TestPriceClosedForm(t *testing.T) {
	d := read(t, plainDeal)
	for seed := uint64(1); seed <= 3; seed++ {
		if seed > 1 && testing.Short() {
			break
		}
		o := sim.Options{Seed: seed, Paths: 100}
		jobs, costs := meanOf(column(t, d, "outcome.job.paid", o)), meanOf(column(t, d, "cost.total", o))/100
		want := costs / jobs
		for _, c := range []struct {
			vary  string
			round []string
			price float64
		}{
			{"tariffs.job=1000:9000", []string{"tariffs.job=0.01"}, math.Ceil(want*100-1e-6) / 100},
			{"tariffs.job=1000:9000", nil, math.Ceil(want)},
			{"tariffs.job=1000:9000", []string{"5"}, 5 * math.Ceil(want/5)},
			{"tariffs.job=1000:9000", []string{"500"}, 500 * math.Ceil(want/500)},
			{"prices*=0.3:2", []string{"5"}, 5 * math.Ceil(want/5)},
			{"prices*=0.3:2", nil, want},
		} {
			if testing.Short() && len(c.round) == 1 && (c.round[0] == "500" || c.round[0] == "tariffs.job=0.01") {
				continue
			}
			q := asked(t, "public.spend.mean", "investor.npv.mean >= 0", c.vary)
			q.Round = c.round
			x := pricing(t, d, q, o)
			if !x.Exists {
				t.Fatalf("%s: none", c.vary)
			}
			got := x.Written(0)[0].Value
			slip := 1e-9
			if c.round == nil && x.Variables[0].Times {
				slip = 0.05
			}
			if math.Abs(got-c.price) > slip {
				t.Errorf("seed %d, %s rounded %v: %v, want %v", seed, c.vary, c.round, got, c.price)
			}
			if !x.Constraints[0].Binding {
				t.Errorf("%s rounded %v: what holds the price does not bind", c.vary, c.round)
			}
			z := x.Zone
			scale := want
			if x.Variables[0].Times {
				scale = want / 4000
			}
			if z.Floor != 0 || z.Ceiling != -1 || math.Abs(z.From-scale) > 2e-4*(x.Variables[0].Range.Hi-x.Variables[0].Range.Lo) || z.To != x.Variables[0].Range.Hi {
				t.Errorf("%s rounded %v: zone %v to %v, floor %d, ceiling %d; want from %v", c.vary, c.round, z.From, z.To, z.Floor, z.Ceiling, scale)
			}
			if x.Walks > o.Paths+2*x.FreshPaths+x.FreshPaths {
				t.Errorf("%d walks for %d evaluations", x.Walks, x.Evaluations)
			}
		}
	}
}

// The chance of loss is that of fewer jobs than costs over price. With a count
// known path by path the least price at which at most one path in ten loses is
// the costs over the tenth-least count, exactly.
func TestPriceOfAChance(t *testing.T) {
	d := read(t, plainDeal)
	o := sim.Options{Seed: 2, Paths: 300}
	jobs := column(t, d, "outcome.job.paid", o)
	costs := meanOf(column(t, d, "cost.total", o)) / 100
	least := func(share float64) float64 { // the price at which that share of paths may lose
		best := math.Inf(1)
		for _, n := range jobs {
			price := math.Ceil(costs/float64(n)*100-1e-6) / 100
			lose := 0
			for _, m := range jobs {
				if float64(m)*price < costs-1e-6 {
					lose++
				}
			}
			if float64(lose)/float64(len(jobs)) <= share {
				best = min(best, price)
			}
		}
		return best
	}
	for condition, want := range map[string]float64{
		"p(investor.npv < 0) <= 10%": least(0.1), "p(investor.loss) <= 0.1": least(0.1), "p(not investor.loss) >= 75%": least(0.25), "p(investor.npv >= 0) >= 0.6": least(0.4),
	} {
		q := asked(t, "public.spend.mean", condition, "tariffs.job=1000:9000")
		q.Round = []string{"0.01"}
		x := pricing(t, d, q, o)
		if !x.Exists || math.Abs(x.Values[0]-want) > 1e-4*8000 || x.Values[0] < want-1e-9 {
			t.Errorf("%s: %v, want %v", condition, x.Values, want)
		}
	}
}

// Investors need at least the price P at which they do not lose, payers allow the
// price B at which mean spend is their bound: with B below P no price exists. Alone
// the investors' bound must fall to NPV at B, the payers' rise to spend at P; both
// figures are linear in the price and together the least largest move is at the
// middle of B and P.
func TestPriceNone(t *testing.T) {
	d := read(t, plainDeal)
	o := sim.Options{Seed: 3, Paths: 150}
	jobs, costs := meanOf(column(t, d, "outcome.job.paid", o)), meanOf(column(t, d, "cost.total", o))/100
	p := costs / jobs
	b := p - 400
	spend := decimalOf(math.Floor(b * jobs))
	x := pricing(t, d, asked(t, "public.spend.mean", "investor.npv.mean >= 0", "public.spend.mean <= "+spend, "tariffs.job=1000:9000"), o)
	r := x.Relaxation
	if x.Exists || r == nil || x.Zone != nil {
		t.Fatalf("exists %v, relaxation %v", x.Exists, r)
	}
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-3*math.Abs(want)+1 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	near("middle", r.Values[0], (p+b)/2)
	near("the investors' bound alone", r.Moves[0].Alone, -400*jobs)
	near("the payers' bound alone", r.Moves[1].Alone, costs)
	near("the investors' bound together", r.Moves[0].Together, -200*jobs)
	near("the payers' bound together", r.Moves[1].Together, (p-200)*jobs)
	if math.Abs(r.Largest-200/8000.0) > 1e-4 {
		t.Errorf("largest move %v, want %v", r.Largest, 200/8000.0)
	}
	// With a third condition against it no bound alone makes a price.
	x = pricing(t, d, asked(t, "public.spend.mean", "investor.npv.mean >= 0", "public.spend.mean <= "+spend, "payments.total.mean <= "+spend, "tariffs.job=1000:9000"), o)
	if r := x.Relaxation; r == nil || math.IsNaN(r.Moves[0].Alone) || !math.IsNaN(r.Moves[1].Alone) || !math.IsNaN(r.Moves[2].Alone) {
		t.Errorf("three conditions: %+v", r)
	}
}

// A condition that prices do not touch and that none of them meets is told as one, and
// leaves the trade of the others as it is: the middle of P and B, as without it.
func TestPriceNever(t *testing.T) {
	d := read(t, plainDeal)
	o := sim.Options{Seed: 3, Paths: 150}
	jobs, costs := meanOf(column(t, d, "outcome.job.paid", o)), meanOf(column(t, d, "cost.total", o))/100
	p := costs / jobs
	spend := decimalOf(math.Floor((p - 400) * jobs))
	x := pricing(t, d, asked(t, "public.spend.mean", "investor.npv.mean >= 0", "public.spend.mean <= "+spend, "outcome.job.paid.mean >= 100k", "tariffs.job=1000:9000"), o)
	r := x.Relaxation
	if r == nil {
		t.Fatal("a price")
	}
	if math.Abs(r.Values[0]-(p-200)) > 3 {
		t.Errorf("relaxed at %v, want %v", r.Values, p-200)
	}
	if r.Moves[0].Never || r.Moves[1].Never || !r.Moves[2].Never {
		t.Errorf("met nowhere: %+v", r.Moves)
	}
}

func decimalOf(v float64) string {
	return strings.TrimSuffix(metric.Limit{Number: v}.String()[2:], " ")
}

// The same bytes for any number of workers.
func TestPriceWorkers(t *testing.T) {
	q := asked(t, "public.spend.mean", "investor.npv.mean >= 0", "p(public.spend > 650k) <= 0.2", "tariffs.started=1000:3000")
	d := readFile(t, "testdata/base.yaml")
	one := pricing(t, d, q, sim.Options{Seed: 1, Paths: 50, Workers: 1})
	seven := pricing(t, d, q, sim.Options{Seed: 1, Paths: 50, Workers: 7})
	one.Deal, seven.Deal = deal.Deal{}, deal.Deal{}
	if !reflect.DeepEqual(told(one), told(seven)) {
		t.Errorf("1 worker: %+v\n7 workers: %+v", one, seven)
	}
}

// told are the numbers of a pricing, in which NaN is like NaN.
func told(x *study.Price) []uint64 {
	var out []uint64
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Float64:
			out = append(out, math.Float64bits(v.Float()))
		case reflect.Uint64:
			out = append(out, v.Uint())
		case reflect.Int:
			out = append(out, uint64(v.Int()))
		case reflect.Bool:
			if v.Bool() {
				out = append(out, 1)
			} else {
				out = append(out, 0)
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		}
	}
	walk(reflect.ValueOf(*x))
	return out
}

// What cannot be asked, all of it at once.
func TestPriceFaults(t *testing.T) {
	q := asked(t, "public.spend.mean", "investor.npv.mean >= 0", "tarifs.job=1:2", "tariffs.job=5:3", "prices=1:2", "prices*=0.5:2", "tariffs.job*=0.5:2")
	q.Round, q.Zone = []string{"x", "sites.town.cap=5", "5"}, "nowhere"
	_, err := study.NewPrice(compile(t, read(t, plainDeal)), q)
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"did you mean tariffs", "5:3 is empty", "prices: must be multiplied", "tariffs.job.price: is varied by both prices*=0.5:2 and tariffs.job*=0.5:2", `"x" must be STEP`, "sites.town.cap is not varied", "zone: nowhere"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "--") {
		t.Errorf("a flag of the command is named: %v", err)
	}
	// A step that makes too many values, or none, is said and not left out.
	for step, want := range map[string]string{"0.02": "makes over 1000000 values of tariffs.job.price", "90000": "no multiple of 90000 lies in the range of tariffs.job.price"} {
		q := asked(t, "public.spend.mean", "investor.npv.mean >= 0", "tariffs.job.price=1000:80000")
		q.Round = []string{step}
		if _, err := study.NewPrice(compile(t, read(t, plainDeal)), q); err == nil || !strings.Contains(err.Error(), "round: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("a step of %s: %v, want %q", step, err, want)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	s, err := study.NewPrice(compile(t, read(t, plainDeal)), asked(t, "public.spend.mean", "investor.npv.mean >= 0"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(ctx, sim.Options{Seed: 1, Paths: 200}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func readFile(t *testing.T, name string) deal.Deal {
	t.Helper()
	d, err := dealfile.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A safe answer is certain on the paths it is checked on, and holds on many more
// of another seed, where a plain one may not. What so few paths can never tell is
// not called safe.
func TestPriceSafe(t *testing.T) {
	d := read(t, plainDeal)
	q := asked(t, "public.spend.mean", "p(investor.npv < 0) <= 0.2", "tariffs.job=1000:9000")
	q.FreshPaths = 1000
	for seed := uint64(1); seed <= 3; seed++ {
		if seed > 1 && testing.Short() {
			break
		}
		for _, q.Safe = range []bool{false, true} {
			x := pricing(t, d, q, sim.Options{Seed: seed, Paths: 250})
			if !x.Exists || q.Safe && !(x.Constraints[0].Met && x.Constraints[0].Certain) {
				t.Fatalf("seed %d, safe %v: exists %v, %+v", seed, q.Safe, x.Exists, x.Constraints)
			}
			lose := 0
			all := column(t, x.Deal, "investor.npv", sim.Options{Seed: 100 + seed, Paths: 20_000})
			for _, v := range all {
				if v < 0 {
					lose++
				}
			}
			if share := float64(lose) / float64(len(all)); share > 0.2 && q.Safe {
				t.Errorf("seed %d: a safe price of %v has a chance of loss of %v", seed, x.Values, share)
			}
		}
	}
	// With 100 paths a chance of 1 % or less can never be certain.
	q = asked(t, "public.spend.mean", "p(investor.npv < 0) <= 0.01", "tariffs.job=1000:4000")
	q.Safe, q.FreshPaths = true, 100
	if x := pricing(t, d, q, sim.Options{Seed: 1, Paths: 100}); x.Exists {
		t.Errorf("certain of 1 %% on 100 paths: %+v", x.Constraints)
	}
}
