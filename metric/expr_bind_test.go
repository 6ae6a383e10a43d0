package metric

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

func bind(t testing.TB, s *Set, expr string) []Bound {
	t.Helper()
	statistic, err := ParseStatistic(expr)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := statistic.Bind(s)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return bound
}

// TestBind has what each statistic of the rich deal is bound to, and what it
// makes of the ledger whose metrics are written by hand in byHand.
func TestBind(t *testing.T) {
	s := newSet(t, full(t), Spec{Name: "mine.max", Unit: Count, Scale: 1, Of: one})
	row := make([]int64, s.Len())
	s.Eval(row, richLedger(), new(Work))
	for expr, want := range map[string][]string{
		// name, figure, unit, metrics, what Eval gives
		"investor.drawn.mean":                            {"investor.drawn.mean 0 money [investor.drawn] [100] [1500]"},
		"q(tranche.*.drawn, 0.5)":                        {"tranche.senior.drawn.p50 4 money [tranche.senior.drawn] [100] [1000]", "tranche.junior.drawn.p50 4 money [tranche.junior.drawn] [100] [500]"},
		"investor.loss.mean":                             {"investor.loss.mean 5 ratio [investor.loss] [1] [1]"},
		"investor.loss.sd":                               {"investor.loss.sd 1 flag [investor.loss] [1] [1]"},
		"p(not investor.loss)":                           {"p(not investor.loss) 5 ratio [investor.loss] [1] [0]"},
		"p(tranche.*.drawn > 5)":                         {"p(tranche.senior.drawn > 5) 5 ratio [tranche.senior.drawn] [1] [1]", "p(tranche.junior.drawn > 5) 5 ratio [tranche.junior.drawn] [1] [0]"},
		"p(all(tranche.*.drawn > 5))":                    {"p(all(tranche.*.drawn > 5)) 5 ratio [tranche.senior.drawn tranche.junior.drawn] [1] [0]"},
		"p(any(tranche.*.drawn > 5))":                    {"p(any(tranche.*.drawn > 5)) 5 ratio [tranche.senior.drawn tranche.junior.drawn] [1] [1]"},
		"p(any(investor.drawn < 1, investor.drawn > 9))": {"p(any(investor.drawn < 1, investor.drawn > 9)) 5 ratio [investor.drawn] [1] [1]"},
		"cost_per.*.gross": {
			"cost_per.job.gross 6 money [public.spend outcome.job.achieved] [100 1] [2525 20]",
			"cost_per.stay.gross 6 money [public.spend outcome.stay.achieved] [100 1] [2525 7]",
			"cost_per.talk.gross 6 money [public.spend outcome.talk.achieved] [100 1] [2525 31]",
		},
		"cost_per.job.net":                     {"cost_per.job.net 6 money [public.spend outcome.job.achieved] [100 1] [2525 20]"},
		"site.*.outcome.job.met.mean":          {"site.enfield.outcome.job.met.mean 5 ratio [site.enfield.outcome.job.met] [1] [1]", "site.oxford.outcome.job.met.mean 5 ratio [site.oxford.outcome.job.met] [1] [1]"},
		"mean(mine.max)":                       {"mine.max.mean 0 count [mine.max] [1] [1]"},
		"service.terminated.month.max":         {"service.terminated.month.max 3 months [service.terminated.month] [1] [-9223372036854775808]"},
		"p(service.terminated.month < 3)":      {"p(service.terminated.month < 3) 5 ratio [service.terminated.month] [1] [-9223372036854775808]"},
		"p(tranche.junior.payback <= 1e300)":   {"p(tranche.junior.payback <= 1e+300) 5 ratio [tranche.junior.payback] [1] [0]"}, // Never is beyond any number
		"p(not tranche.junior.payback >= 1e9)": {"p(not tranche.junior.payback >= 1000000000) 5 ratio [tranche.junior.payback] [1] [0]"},
	} {
		bound := bind(t, s, expr)
		var got []string
		for i := range bound {
			b := &bound[i]
			values := make([]int64, len(b.Scales))
			b.Eval(values, row)
			got = append(got, fmt.Sprint(b.Name, " ", b.Figure, " ", b.Unit, " ", b.Metrics, " ", b.Scales, " ", values))
			for k, at := range b.Places {
				if s.specs[at].Name != b.Metrics[k] {
					t.Errorf("%s: %s stands at the place of %s", expr, b.Metrics[k], s.specs[at].Name)
				}
			}
			if again, err := ParseStatistic(b.Name); err != nil || again.String() != b.Name {
				t.Errorf("%s is bound to %s, which does not read back", expr, b.Name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is bound to\n%q\nwant\n%q", expr, got, want)
		}
	}
	if f := bind(t, s, "cost_per.job.net")[0].Factor; f != 1.25 {
		t.Errorf("the factor of a net cost at a deadweight of 0.2 is %v, want 1.25", f)
	}
	if q := bind(t, s, "q(investor.npv, 2.5%)")[0]; q.Level != 0.025 || q.Figure != Quantile {
		t.Errorf("%+v", q)
	}
	c, err := Parse("tranche.*.npv.mean >= −1k")
	if err != nil {
		t.Fatal(err)
	}
	constraints, err := c.Bind(s)
	if err != nil || len(constraints) != 2 || constraints[1].String() != "tranche.junior.npv.mean >= -1000" {
		t.Errorf("constraints %v, %v", constraints, err)
	}
}

// TestUnbound has names that the deal has not, or has as something else.
func TestUnbound(t *testing.T) {
	s := newSet(t, full(t), Spec{Name: "mine.max", Unit: Count, Scale: 1, Of: one}, Spec{Name: "mine.flag", Unit: Flag, Scale: 1, Of: one})
	plain := newSet(t, full(t))
	single := rich()
	single.Capital.Tranches, single.Sites[0].Provider = single.Capital.Tranches[:1], contract.Provider{}
	single.Costs = single.Costs[:1]
	alone := newSet(t, richContext(t, single))
	for _, c := range []struct {
		set        *Set
		expr, want string
	}{
		{s, "investor.npw.mean", `1 unknown metric "investor.npw": did you mean "investor.npv"?`},
		{s, "p(any(investor.los, investor.loss, payer.*.spent < 1))", `7 unknown metric "investor.los"|36 payer.*.spent matches no metric of this deal; there are payer.*.spend, payer.*.`},
		{s, "cost_per.jobs.net", `1 this deal has no metric "cost_per.jobs.net"`},
		{s, "cost_per.jobb.nett", `1 did you mean "cost_per.job.net"?`},
		{s, "cost_per.x*.net", "10 a * stands for"},
		{s, "mine.max", `1 unknown metric "mine": for the metric mine.max write mean(mine.max)`},
		{s, "mine.flag", "1 mine.flag: is a flag of one path; write p(mine.flag)"},
		{s, "*.flag", "1 *.flag: is a flag of one path"},
		{s, "unheard", `1 unknown metric "unheard"`},
		{s, "p(mine.flag)", ""},
		{s, "p(not mine.max < 0)", ""},
		{s, "p(*.max)", "3 mine.max: is no flag; write p(mine.max < ...)"},
		{s, "p(all(payer.*.*))", "7 payer.north.spend: is no flag|7 payer.north.payments: is no flag"},
		{s, "*.mean", "1 * matches no metric of this deal"},
		{plain, "investor.npv@6%.mean", "1 investor.npv@6%: the plan was compiled without it; metric.Wants"},
		{plain, "tranche.*.npv@6%.mean", "1 tranche.*.npv@6%: the plan was compiled without it"},
		{plain, "tranche.mezzanine.npv@6%.mean", `1 this deal has no metric "tranche.mezzanine.npv"`},
		{alone, "tranche.*.npv@6%.mean", "1 tranche.*.npv matches no metric of this deal (tranche.ID.npv needs: two tranches or more); there are investor.npv"},
		{alone, "provider.*.surplus.mean", "1 provider.*.surplus matches no metric of this deal (provider.SITE.surplus needs: a cost line is borne by the site's provider)"},
	} {
		statistic, err := ParseStatistic(c.expr)
		if err == nil {
			_, err = statistic.Bind(c.set)
		}
		faults := Faults(err)
		var wants []string
		if c.want != "" {
			wants = strings.Split(c.want, "|")
		}
		if len(faults) < len(wants) || len(wants) == 0 && err != nil {
			t.Errorf("%s: %v, want %q", c.expr, err, c.want)
			continue
		}
		for i, want := range wants {
			at, words, _ := strings.Cut(want, " ")
			if fmt.Sprint(faults[i].Col) != at || !strings.Contains(faults[i].Text, words) {
				t.Errorf("%s: the fault is %d %s, want %s", c.expr, faults[i].Col, faults[i].Text, want)
			}
		}
	}
}

// TestThreeValues holds events to what "decided by what is defined" means: with
// each undefined value taken for true and for false in turn, an event in which
// every metric stands once is undefined just if the answers differ.
func TestThreeValues(t *testing.T) {
	var specs []Spec
	for _, name := range []string{"x.a", "x.b", "x.c", "x.d"} {
		specs = append(specs, Spec{Name: name, Unit: Count, Scale: 1, Of: one})
	}
	s := newSet(t, full(t), specs...)
	first, _ := s.Index("x.a")
	row := make([]int64, s.Len())
	eval := func(expr string, x ...int64) int64 {
		copy(row[first:], x)
		var out [1]int64
		bind(t, s, expr)[0].Eval(out[:], row)
		return out[0]
	}
	const u = Undefined
	for expr, truth := range map[string]func(a, b, c, d bool) bool{
		"p(x.a > 0)":                func(a, _, _, _ bool) bool { return a },
		"p(not x.a > 0)":            func(a, _, _, _ bool) bool { return !a },
		"p(any(x.* > 0))":           func(a, b, c, d bool) bool { return a || b || c || d },
		"p(all(x.* > 0))":           func(a, b, c, d bool) bool { return a && b && c && d },
		"p(not any(not x.* > 0))":   func(a, b, c, d bool) bool { return a && b && c && d },
		"p(any(x.a > 0, x.b <= 0))": func(a, b, _, _ bool) bool { return a || !b },
		"p(all(any(x.a > 0, not x.b > 0), not all(x.c > 0, x.d > 0)))": func(a, b, c, d bool) bool { return (a || !b) && !(c && d) },
		"p(not any(all(x.a > 0, x.b > 0, x.c > 0), x.d >= 1))":         func(a, b, c, d bool) bool { return !(a && b && c || d) },
	} {
		for code := range 81 {
			x := make([]int64, 4)
			for i, rest := 0, code; i < 4; i, rest = i+1, rest/3 {
				x[i] = []int64{0, 1, u}[rest%3]
			}
			var seen [2]bool
			for fill := range 16 {
				var is [4]bool
				for i := range is {
					is[i] = x[i] == 1 || x[i] == u && fill>>i&1 == 1
				}
				seen[flag(truth(is[0], is[1], is[2], is[3]))] = true
			}
			want := flag(seen[1])
			if seen[0] && seen[1] {
				want = u
			}
			if got := eval(expr, x...); got != want {
				t.Errorf("%s of %d is %d, want %d", expr, x, got, want)
			}
		}
	}
	for expr, want := range map[string]int64{"p(x.a < 5)": 0, "p(x.a <= 5)": 0, "p(x.a > 5)": 1, "p(x.a >= 1e30)": 1} {
		if got := eval(expr, Never); got != want {
			t.Errorf("%s of what never comes is %d, want %d", expr, got, want)
		}
	}
}

// TestComparisonsAreDecimal compares integers next to a number with it.
func TestComparisonsAreDecimal(t *testing.T) {
	for _, c := range []struct {
		number float64
		scale  int64
		at     int64 // the integer that is the number
		exact  bool  // else the number lies between at and at+1
	}{
		{0.1, 1e9, 100_000_000, true},
		{0.3, 1e9, 300_000_000, true},
		{-0.07, 1e9, -70_000_000, true},
		{1.1, 100, 110, true},
		{2.675, 1000, 2675, true},
		{0.005, 100, 0, false},
		{-0.005, 100, -1, false},
		{1e15 + 0.3, 100, 100_000_000_000_000_020, true}, // the float's shortest decimal ends in .2
		{0, 7, 0, true},
		{1.0 / 3, 3, 0, false},
	} {
		for d := int64(-2); d <= 2; d++ {
			v := c.at + d
			less := v < c.at || v == c.at && !c.exact
			equal := v == c.at && c.exact
			for relation, want := range map[Relation]bool{Below: less, AtMost: less || equal, Above: !less && !equal, AtLeast: !less} {
				most, above := threshold(Limit{relation, c.number}, c.scale)
				if got := (v <= most) != above; got != want {
					t.Errorf("%d/%d %s %v is %v", v, c.scale, relation, c.number, got)
				}
			}
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		limit Limit
		v     float64
		met   bool
		slack float64
	}{
		{Limit{Below, 2}, 1, true, 1},
		{Limit{Below, 2}, 2, false, 0},
		{Limit{AtMost, 2}, 2, true, 0},
		{Limit{AtMost, 2}, 2.5, false, -0.5},
		{Limit{Above, 2}, 2, false, 0},
		{Limit{Above, -2}, 2, true, 4},
		{Limit{AtLeast, 2}, 2, true, 0},
		{Limit{AtLeast, 2}, math.Inf(-1), false, math.Inf(-1)},
	} {
		if c.limit.Met(c.v) != c.met || c.limit.Slack(c.v) != c.slack {
			t.Errorf("%v %s: met %v, slack %v", c.v, c.limit, c.limit.Met(c.v), c.limit.Slack(c.v))
		}
	}
	for _, r := range []Relation{Below, AtMost, Above, AtLeast} {
		if (Limit{r, 0}).Met(math.NaN()) {
			t.Errorf("no number is %s 0", r)
		}
	}
}

func TestWants(t *testing.T) {
	ctx := full(t) // a hurdle of 10 %, tranches senior and junior
	var of []Statistic
	for _, expr := range []string{
		"investor.npv@10%.mean", "p(any(investor.npv@0.1 < 0, tranche.*.npv@0% < 0, not tranche.junior.npv@10% > 0))", "tranche.*.npv@0.1.p05", "tranche.none.npv@10%.sd", "investor.npv.mean",
	} {
		s, err := ParseStatistic(expr)
		if err != nil {
			t.Fatal(err)
		}
		of = append(of, s)
	}
	specs := Wants(ctx.Contract, of...)
	var names []string
	for _, s := range specs {
		names = append(names, s.Name)
		if s.Unit != Money || s.Scale != 100 || !strings.Contains(s.Doc, strings.TrimPrefix(s.Name[strings.IndexByte(s.Name, '@'):], "@")) {
			t.Errorf("%+v", s)
		}
	}
	want := []string{"investor.npv@10%", "tranche.senior.npv@0%", "tranche.junior.npv@0%", "tranche.junior.npv@10%", "tranche.senior.npv@10%"}
	if !slices.Equal(names, want) {
		t.Fatalf("wanted %q, want %q", names, want)
	}
	s := newSet(t, ctx, specs...)
	for _, pair := range [][2]string{{"investor.npv@10%", "investor.npv"}, {"tranche.senior.npv@10%", "tranche.senior.npv"}, {"tranche.junior.npv@10%", "tranche.junior.npv"}} {
		if a, b := value(t, s, richLedger(), pair[0]), value(t, s, richLedger(), pair[1]); a != b || a == 0 {
			t.Errorf("%s is %d and %s %d", pair[0], a, pair[1], b)
		}
	}
	for name, want := range map[string]int64{"tranche.senior.npv@0%": 100, "tranche.junior.npv@0%": -500} { // the sums of the flows
		if got := value(t, s, richLedger(), name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
	if b := bind(t, s, "p(tranche.*.npv@0.0 > 0)"); len(b) != 2 || b[0].Name != "p(tranche.senior.npv@0% > 0)" {
		t.Errorf("%+v", b)
	}
	if b := bind(t, s, "tranche.*.npv.mean"); len(b) != 2 || b[1].Metrics[0] != "tranche.junior.npv" {
		t.Errorf("a wildcard matches another rate: %+v", b)
	}
	// The hand-worked flow of richLedger at 21 %: -15.00 now, 11.00 after half a year, which is 11/1.1.
	s = newSet(t, ctx, Wants(ctx.Contract, mustParse(t, "investor.npv@21%.mean"))...)
	if got := value(t, s, richLedger(), "investor.npv@21%"); got != -500 {
		t.Errorf("at 21 %% the value is %d, want -500", got)
	}
}

func mustParse(t *testing.T, expr string) Statistic {
	t.Helper()
	s, err := ParseStatistic(expr)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEvalAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := newSet(t, full(t))
	b := bind(t, s, "p(any(payer.*.spend > 100, not all(site.*.capped), investor.npv < 0))")[0]
	row := make([]int64, s.Len())
	var out [1]int64
	if n := testing.AllocsPerRun(100, func() { b.Eval(out[:], row) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestModelExpressions reads the examples of section 8 of docs/model.md, and
// holds the figures and functions of its grammar to the parser's.
func TestModelExpressions(t *testing.T) {
	text := section(t, "## 8. Expressions")
	n := 0
	for _, line := range text {
		example, ok := strings.CutPrefix(line, "| `")
		if !ok {
			continue
		}
		example, _, _ = strings.Cut(example, "`")
		if _, err := Parse(example); err != nil {
			t.Errorf("%s: %v", example, err)
		}
		n++
	}
	if n < 10 {
		t.Errorf("%d examples in section 8", n)
	}
	grammar := strings.Join(text, "\n")
	for _, word := range append(append(slices.Collect(keys(relations)), functions...), figureNames[:]...) {
		if !strings.Contains(grammar, `"`+word+`"`) {
			t.Errorf("the grammar has no %q", word)
		}
	}
}

func keys(m map[string]Relation) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
