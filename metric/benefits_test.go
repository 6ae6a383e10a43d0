package metric

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// TestBenefitMetrics reads the metrics of benefits off a ledger by hand: full
// has health and care to north, wages to people and tax to nobody here. What
// optimism takes off stands behind each.
func TestBenefitMetrics(t *testing.T) {
	s, l := newSet(t, full(t)), richLedger()
	for range richObserved() {
		l.Observed = append(l.Observed, 7)
	}
	l.Observed = append(l.Observed, 1000, -100, 500, -50, 300, 0, -40, 0)
	cost := value(t, s, l, "public.present_cost") // 2461, of TestClauseMetrics
	north := int64(390 + 668)                     // 705 / (1.02 * 1.035) = 667.8
	for name, want := range map[string]int64{
		"benefit.line.health": 1000, "benefit.line.wages": 500, "benefit.line.tax": 300, "benefit.line.care": -40,
		"benefit.fiscal": 1260, "benefit.social": 500, "benefit.optimism": -150, "benefit.total": 1610,
		"payer.north.benefit": 860, "payer.north.net_cost": north - 860, "payer.south.net_cost": 20 + 28, // 30 / (1.02 * 1.035) = 28.4
		"public.npv": 1610 - cost, "public.fiscal_npv": 1160 - cost,
	} {
		if got := value(t, s, l, name); got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	for _, name := range []string{"payer.south.benefit", "payer.charity.net_cost"} {
		if _, ok := s.Index(name); ok {
			t.Errorf("there is %s", name)
		}
	}
	l.Observed = l.Observed[:len(richObserved())]
	for _, name := range []string{"benefit.line.health", "benefit.total", "public.npv", "payer.north.net_cost"} {
		if got := value(t, s, l, name); got != Undefined {
			t.Errorf("%s is %d where nothing was drawn", name, got)
		}
	}
}

// TestBenefitRatios: job has a deadweight of 0.2, talk of 1, stay none.
func TestBenefitRatios(t *testing.T) {
	s := newSet(t, full(t))
	var got []string
	for _, r := range s.Ratios() {
		switch {
		case r.Name == "public.bcr":
			if s.specs[r.Num].Name != "benefit.total" || s.specs[r.Den].Name != "public.present_cost" || r.Factor != 1 || r.Unit != Ratio {
				t.Errorf("public.bcr is %+v", r)
			}
		case strings.Contains(r.Name, ".net."):
			id := r.Name[strings.LastIndexByte(r.Name, '.')+1:]
			if s.specs[r.Num].Name != "payer."+id+".spend" || s.specs[r.Den].Name != "outcome.job.achieved" || r.Factor != 1.25 || r.Unit != Money {
				t.Errorf("%s is %+v", r.Name, r)
			}
		default:
			continue
		}
		got = append(got, r.Name)
	}
	if want := "cost_per.job.net.north cost_per.job.net.south cost_per.job.net.lcf cost_per.job.net.charity public.bcr"; strings.Join(got, " ") != want {
		t.Errorf("ratios %q, want %q", got, want)
	}
	for expr, want := range map[string]string{
		"public.bcr >= 1": "public.bcr", "cost_per.*.net.north < 5": "cost_per.job.net.north", "public.npv.mean >= 0": "public.npv.mean",
		"benefit.line.wages.p05 > 0": "benefit.line.wages.p05", "p(payer.*.net_cost > 0) <= 0.5": "p(payer.north.net_cost > 0)",
	} {
		c, err := Parse(expr)
		if err != nil {
			t.Fatal(err)
		}
		bound, err := c.Bind(s)
		if err != nil || bound[0].Name != want {
			t.Errorf("%s is bound to %v, %v; want %s", expr, bound, err, want)
		}
	}
}

func TestBenefitsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Context){
		"benefits without a deflator":  func(c *Context) { c.Deflated = false },
		"benefit health is of payer 4": func(c *Context) { c.Benefits[0].Payer = 4 },
		"benefit wages is of payer 1":  func(c *Context) { c.Benefits[1].Payer = 1 },
	} {
		ctx := full(t)
		change(&ctx)
		if _, err := New(ctx); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v", want, err)
		}
	}
	terms := rich()
	for i := range terms.Payers {
		terms.Payers[i].Class = contract.Private
	}
	ctx := richContext(t, terms)
	ctx.Deflated, ctx.Benefits = true, []Benefit{{"wages", false, -1}}
	s := newSet(t, ctx)
	if _, ok := s.Index("benefit.total"); !ok {
		t.Error("no benefit.total without a public payer")
	}
	for _, x := range s.Ratios() {
		if x.Name == "public.bcr" {
			t.Error("a benefit-cost ratio without public cost")
		}
	}
	if _, ok := s.Index("public.npv"); ok {
		t.Error("a public net present value without a public payer")
	}
}
