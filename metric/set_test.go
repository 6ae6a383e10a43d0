package metric

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

func one(*contract.Ledger) (int64, bool) { return 1, true }

func TestUserMetrics(t *testing.T) {
	calls := []Spec{
		{Name: "mine.unpaid", Unit: Money, Scale: 100, Of: func(l *contract.Ledger) (int64, bool) { return 2 * l.Unpaid, true }},
		{Name: "mine.never", Unit: Months, Scale: 1, Of: func(*contract.Ledger) (int64, bool) { return Never, true }},
		{Name: "mine.undefined", Unit: Ratio, Scale: 1e9, Of: func(*contract.Ledger) (int64, bool) { return 7, false }},
		{Name: "mine.flag", Unit: Flag, Scale: 1, Of: func(*contract.Ledger) (int64, bool) { return -3, true }},
		{Name: "mine.big", Unit: Count, Scale: 1, Of: func(*contract.Ledger) (int64, bool) { return -1 << 62, true }},
	}
	s := newSet(t, richContext(t, rich()), calls...)
	dst := make([]int64, s.Len())
	s.Eval(dst, richLedger(), new(Work))
	if got, want := dst[len(byHand):], []int64{140, Never, Undefined, 1, -limit}; !slices.Equal(got, want) {
		t.Errorf("the user's metrics are %d, want %d", got, want)
	}
	for i, w := range calls {
		if at, ok := s.Index(w.Name); !ok || at != len(byHand)+i {
			t.Errorf("%s stands at %d, want %d", w.Name, at, len(byHand)+i)
		}
	}
	for i, m := range byHand { // the built-in ones are as before
		if dst[i] != m.want {
			t.Errorf("%s = %d, want %d", m.name, dst[i], m.want)
		}
	}
}

func TestRefused(t *testing.T) {
	ctx := richContext(t, rich())
	_, err := New(ctx,
		Spec{Name: "investor.irr", Unit: Ratio, Scale: 1e9, Of: one},
		Spec{Name: "cost_per.job.gross", Unit: Money, Scale: 100, Of: one},
		Spec{Name: "mine.a", Unit: Count, Scale: 1, Of: one},
		Spec{Name: "mine.a", Unit: Count, Scale: 1, Of: one},
		Spec{Name: "mine.b", Unit: Count, Scale: 1},
		Spec{Name: "mine.c", Unit: Count, Of: one},
		Spec{Name: "mine.d", Unit: "pounds", Scale: 1, Of: one},
		Spec{Name: "mine.e", Unit: Flag, Scale: 2, Of: one},
		Spec{Name: "mine..f", Unit: Count, Scale: 1, Of: one},
		Spec{Name: "", Unit: Count, Scale: 1, Of: one},
	)
	if err == nil {
		t.Fatal("nothing refused")
	}
	want := []string{
		`"investor.irr": is a built-in metric`, `"cost_per.job.gross": is a built-in statistic`, `"mine.a": stands twice`,
		`"mine.b": has no function`, `"mine.c": scale is 0`, `"mine.d": unit "pounds"`, `"mine.e": scale is 2`,
		`"mine..f": the name`, `"": the name`,
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d faults, want %d:\n%v", len(lines), len(want), err)
	}
	for i := range want {
		if !strings.Contains(lines[i], want[i]) {
			t.Errorf("fault %d is %s, want %s", i, lines[i], want[i])
		}
	}

	for name, change := range map[string]func(*Context){
		"no contract":              func(c *Context) { c.Contract = nil },
		"deadweight of 1 outcomes": func(c *Context) { c.Deadweight = []float64{0} },
		"deadweight of outcome 0":  func(c *Context) { c.Deadweight = []float64{1.5, 0, 0} },
		"cost budget is -1":        func(c *Context) { c.CostBudget = -1 },
		"plan costs of 1 bearers":  func(c *Context) { c.PlanCosts = []int64{1} },
		"1 targets":                func(c *Context) { c.Targets = []int64{1} },
	} {
		bad := ctx
		change(&bad)
		if _, err := New(bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestPlain has a deal with nothing that is optional: what depends on it is absent.
func TestPlain(t *testing.T) {
	terms := rich()
	terms.Capital.Tranches = terms.Capital.Tranches[:1]
	terms.Capital.OnExhaustion = contract.Accrue
	for i := range terms.Payers {
		terms.Payers[i].Budget, terms.Payers[i].Years, terms.Payers[i].Class = contract.Limit{}, nil, contract.Private
	}
	for i := range terms.Sites {
		terms.Sites[i].Targets, terms.Sites[i].Provider = nil, contract.Provider{}
	}
	terms.Costs = terms.Costs[:1]
	ctx := richContext(t, terms)
	s := newSet(t, ctx)
	for _, spec := range s.Specs() {
		for _, absent := range []string{
			"tranche.", "budget", "underspend", "commissioner.", "public.", "met", "provider.", "service.",
			"cost.excess.provider", "cost.excess.lcf", "cost.category.set_up", "cost.category.evaluation",
		} {
			if strings.Contains(spec.Name+".", absent) && (absent != "met" || strings.HasSuffix(spec.Name, ".met")) {
				t.Errorf("%s is present", spec.Name)
			}
		}
	}
	if n := len(s.Ratios()); n != 0 {
		t.Errorf("%d ratios without a public payer", n)
	}
	terms.Capital.OnExhaustion = contract.ProviderBears // then the provider may bear the staff
	s = newSet(t, richContext(t, terms))
	if _, ok := s.Index("cost.excess.provider"); !ok {
		t.Error("cost.excess.provider is absent")
	}
	if _, ok := s.Index("provider.enfield.surplus"); ok {
		t.Error("provider.enfield.surplus is present: no cost line is the provider's")
	}
	terms.Costs = rich().Costs[3:] // a cost of the whole deal never falls to a provider
	if _, ok := newSet(t, richContext(t, terms)).Index("cost.excess.provider"); ok {
		t.Error("cost.excess.provider is present: no provider can bear anything")
	}
	terms.Costs = rich().Costs[1:2] // the provider's own: what it is paid does not count as cost
	terms.Sites[0].Provider = rich().Sites[0].Provider
	s = newSet(t, richContext(t, terms))
	for name, want := range map[string]bool{"cost.category.delivery": false, "cost.category.set_up": true, "cost.excess.vehicle": true} {
		if _, ok := s.Index(name); ok != want {
			t.Errorf("%s: present is %v, want %v", name, ok, want)
		}
	}
	terms.Capital.Tranches = nil
	for _, spec := range newSet(t, richContext(t, terms)).Specs() {
		if strings.HasPrefix(spec.Name, "investor.") {
			t.Errorf("%s is present without a tranche", spec.Name)
		}
	}
}

func TestGivenTargets(t *testing.T) {
	ctx := richContext(t, rich())
	ctx.Targets = []int64{-1, 3, -1, 8, -1, 10} // enfield: stay; oxford: job and talk
	s := newSet(t, ctx)
	for name, want := range map[string]int64{
		"outcome.job.met": 0, "outcome.stay.met": 1, "outcome.talk.met": 1, // 7 < 8, 3 >= 3, 10 >= 10
		"site.oxford.outcome.job.met": 0, "site.enfield.outcome.stay.met": 1, "site.oxford.outcome.talk.met": 1,
	} {
		if got := value(t, s, richLedger(), name); got != want {
			t.Errorf("%s = %d, want %d", name, got, want)
		}
	}
	if _, ok := s.Index("site.enfield.outcome.job.met"); ok {
		t.Error("a metric without its target")
	}
}

func TestScales(t *testing.T) {
	for digits, want := range map[int]int64{0: 1, 2: 100, 3: 1000} {
		terms := rich()
		terms.Currency.Digits = digits
		for _, spec := range newSet(t, richContext(t, terms)).Specs() {
			scale := map[Unit]int64{Money: want, Ratio: 1e9, Count: 1, Months: 1, Flag: 1}[spec.Unit]
			if spec.Scale != scale {
				t.Errorf("%d digits: scale of %s is %d, want %d", digits, spec.Name, spec.Scale, scale)
			}
			if hidden := strings.Contains(spec.Name, ".irr."); spec.Hidden != hidden {
				t.Errorf("%s: hidden is %v", spec.Name, spec.Hidden)
			}
		}
	}
}

func TestRatios(t *testing.T) {
	s := newSet(t, richContext(t, rich()))
	at := func(name string) int {
		i, err := s.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	spend := at("public.spend")
	// deadweight: job 0.2, stay not given, talk 1
	want := []RatioSpec{
		{Name: "cost_per.job.gross", Num: spend, Den: at("outcome.job.achieved"), Factor: 1},
		{Name: "cost_per.job.net", Num: spend, Den: at("outcome.job.achieved"), Factor: 1.25},
		{Name: "cost_per.stay.gross", Num: spend, Den: at("outcome.stay.achieved"), Factor: 1},
		{Name: "cost_per.talk.gross", Num: spend, Den: at("outcome.talk.achieved"), Factor: 1},
	}
	got := s.Ratios()
	if len(got) != len(want) {
		t.Fatalf("%d ratios, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Name != w.Name || g.Num != w.Num || g.Den != w.Den || math.Abs(g.Factor-w.Factor) > 1e-15 || g.Unit != Money || g.Doc == "" {
			t.Errorf("ratio %d is %+v, want %+v", i, g, w)
		}
	}
	pairs := [][2]int{{spend, want[0].Den}, {spend, want[2].Den}, {spend, want[3].Den}}
	if got := s.Pairs(); !slices.Equal(got, pairs) {
		t.Errorf("pairs are %v, want %v", got, pairs)
	}
}

func TestSuggestions(t *testing.T) {
	s := newSet(t, richContext(t, rich()))
	for name, want := range map[string]string{
		"investor.ir":            `unknown metric "investor.ir": did you mean "investor.irr"?`,
		"payer.nroth.spend":      `this deal has no metric "payer.nroth.spend": did you mean "payer.north.spend"?`,
		"payer.south.underspend": `this deal has no metric "payer.south.underspend" (payer.ID.underspend needs: the payer has a budget): did you mean "payer.north.underspend"?`,
		"xyz":                    `unknown metric "xyz"`,
	} {
		if _, err := s.Find(name); err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", name, err, want)
		}
	}
	for name, want := range map[string]string{
		"payer.enfield.spent":        "payer.enfield.spend",
		"cost.overun":                "cost.overrun",
		"site.a.outcome.b.achieve":   "site.a.outcome.b.achieved",
		"cost_per.job.nett":          "cost_per.job.net",
		"investor.irr_of_maen":       "investor.irr_of_mean",
		"something.else.altogether.": "",
	} {
		if got := Closest(name); got != want {
			t.Errorf("Closest(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestSurplusNeedsCosts: a provider that is paid but has no cost line of its
// own is taken to spend what it is paid, so a surplus would be all of it.
func TestSurplusNeedsCosts(t *testing.T) {
	present := func(terms contract.Terms, site string) bool {
		s := newSet(t, richContext(t, terms))
		_, ok := s.Index("provider." + site + ".surplus")
		return ok
	}
	terms := rich()
	if !present(terms, "enfield") || present(terms, "oxford") {
		t.Error("only the provider of enfield has a cost line of its own")
	}
	terms.Capital.Surplus = []contract.Portion{{To: "oxford", Millions: contract.Million}} // it is paid more, and still names no cost
	terms.Capital.OnExhaustion = contract.ProviderBears
	if present(terms, "oxford") {
		t.Error("the provider of oxford has a surplus and no cost line")
	}
	terms.Costs = append(terms.Costs, contract.Cost{ID: "rent", Site: "oxford", Bearer: contract.BearerProvider})
	if !present(terms, "oxford") {
		t.Error("the provider of oxford has a cost line and no surplus")
	}
}
