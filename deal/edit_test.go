package deal

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sibsim/sibsim/assumptions"
)

func mustNew(t testing.TB, doc Document) Deal {
	t.Helper()
	d, err := New(doc)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustWith(t testing.TB, d Deal, edits ...Edit) Deal {
	t.Helper()
	out, err := d.With(edits...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func get(t testing.TB, d Deal, address string) string {
	t.Helper()
	s, ok := d.Get(address)
	if !ok {
		t.Fatalf("Get(%q) finds nothing", address)
	}
	return s
}

func same(a, b Deal) bool {
	return reflect.DeepEqual(a.Document(), b.Document()) && a.SHA256() == b.SHA256()
}

func TestWithNothingIsIdentity(t *testing.T) {
	d := mustNew(t, full())
	if !same(mustWith(t, d), d) {
		t.Error("With() changed the deal")
	}
}

func TestWithLeavesTheDealAlone(t *testing.T) {
	d := mustNew(t, full())
	before, sum := d.Document(), d.SHA256()
	doc := d.Document()
	mustWith(t, d, Set("sites.barnet.pathway.engaged.delay.list.0", 0.5), Set("sites.*.tariffs.job_start.price", 7), Scale("costs.manager.amount", 0), Scale("overrun", 1.5),
		Set("sites.harrow.shares.fund", 0.5), Set("sites.harrow.shares.commissioner", 0.5), Set("capital.tranches.senior.irr_cap", ""), Set("correlations.pair.rho", 0.1), Set("tables.fit.columns.other.0", 3))
	if !reflect.DeepEqual(d.Document(), before) || d.SHA256() != sum {
		t.Error("With changed its argument")
	}
	// Nor does anyone who holds a copy.
	doc.Sites[0].Value.Pathway[0].Value.Probability.Params[0].Value = 9
	doc.Sites[0].Value.Pathway[0].Value.Probability.Source.Ref = "changed"
	a := d.Assumptions()
	a.Sites[0].Pathway[0].Probability.Params["mean"] = 9
	if !reflect.DeepEqual(d.Document(), before) || d.Assumptions().Sites[0].Pathway[0].Probability.Params["mean"] == 9 {
		t.Error("the deal shares memory with what it returns")
	}
}

func TestNewCopiesItsDocument(t *testing.T) {
	doc := full()
	d := mustNew(t, doc)
	sum := d.SHA256()
	doc.Sites[0].Value.Tariffs[0].Value.Price = Num("1")
	doc.Pathway[0].Value.Probability.Params[0].Value = 0.1
	if d.SHA256() != sum {
		t.Error("the deal shares memory with the document it was made from")
	}
}

// another returns a word that may be written at a leaf instead of now, or now
// if there is none.
func another(n *node, now string) string {
	for _, word := range n.Enum {
		if word != now {
			return word
		}
	}
	if n.Kind == Text && n.Enum == nil && n.Unit == "" && n.Ref == "" && n.key != "group" {
		return now + "x"
	}
	return now
}

// TestEveryFieldRoundTrips sets every address of the full example to what it
// holds, from a deal in which it has been set before: Get after Set gives what was
// set, setting twice is setting once, and the address is described.
func TestEveryFieldRoundTrips(t *testing.T) {
	seen := map[string]int{} // by pattern; two addresses of each are enough
	for _, doc := range []Document{full(), fullMonthly()} {
		d := mustNew(t, doc)
		walk(root, reflect.ValueOf(&doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
			if !n.leaf() || !stated(n, v) || seen[n.Pattern] == 2 {
				return true
			}
			seen[n.Pattern]++
			if f, ok := Describe(address); !ok || f.Pattern != n.Pattern {
				t.Errorf("Describe(%q) = %v, %v", address, f.Pattern, ok)
			}
			now := get(t, d, address)
			if now != text(n, v) {
				t.Errorf("Get(%q) = %q, written %q", address, now, text(n, v))
			}
			want := another(n, now)
			once, err := d.With(Set(address, want))
			if err != nil { // another word may ask for other fields
				want = now
				once = mustWith(t, d, Set(address, now))
			}
			if got := get(t, once, address); got != want {
				t.Errorf("after Set(%q, %q): %q", address, want, got)
			}
			if !same(mustWith(t, once, Set(address, want)), once) {
				t.Errorf("setting %s twice is not setting it once", address)
			}
			return true
		})
	}
	for f := range Fields() {
		if seen[f.Pattern] == 0 && !foreign.MatchString(f.Pattern) {
			t.Errorf("%s was not tried", f.Pattern)
		}
	}
}

// fullMonthly is the full example with the alternatives that full cannot state beside others.
func fullMonthly() Document {
	doc := full()
	doc.Referrals.Rate, doc.Referrals.Ramp = Quantity{}, Quantity{}
	doc.Referrals.Monthly = []Quantity{Num("3"), Num("4")}
	doc.Period.Amount, doc.Period.Amounts = Quantity{}, []Quantity{Num("90000"), Num("80000")}
	doc.Provider.Block, doc.Provider.Blocks = Quantity{}, []Quantity{Num("900"), Num("950")}
	doc.Specialists.FTE, doc.Specialists.Monthly = Quantity{}, []Quantity{Num("3"), Num("4")}
	doc.Capital.SurplusTo, doc.Capital.Surplus = "", Table[Quantity]{{"fund", Num("0.6")}, {"barnet", Num("0.4")}}
	return doc
}

func TestSetNumbers(t *testing.T) {
	d := mustNew(t, full())
	for _, tt := range []struct {
		address string
		value   any
		want    string
	}{
		{"sites.enfield.referrals.monthly.1", 20, "20"},
		{"sites.barnet.referrals.rate", 12.5, "12.5"},
		{"sites.barnet.referrals.rate", "gamma(mean 10, sd 2)", "gamma(mean 10, sd 2)"},
		{"sites.barnet.referrals.rate", Quantity{Dist: "discrete", Values: []float64{1, 2}, Weights: []float64{0.25, 0.75}}, "discrete(1 weight 0.25, 2 weight 0.75)"},
		{"costs.manager.amount", "joint(fit.other)", "joint(fit.other)"},
		{"tariffs.job_start", 1900, "1900"},                     // short for .price
		{"sites.barnet.tariffs.job_start.price", int64(5), "5"}, // inherited
		{"evidence.weeks13", 0.5, "0.5"},                        // nothing written, but an outcome
		{"sites.barnet.loadings.economy", "uniform(min 0.5, max 1.5)", "uniform(min 0.5, max 1.5)"},
		{"outcomes.weeks13.paid", false, "false"},
		{"grants.start_up.month", 5, "5"},
		{"sites.enfield.targets.weeks13.months.2", 4, "4"}, // after the last
		{"scenarios.slump.set.sites.*.referrals.rate.times", 0.5, "0.5"},
		{"scenarios.slump.set.overrun", 1.2, "1.2"},
		{"correlations.block.matrix.0.0", 1, "1"},
	} {
		got := mustWith(t, d, Set(tt.address, tt.value))
		if s := get(t, got, tt.address); s != tt.want {
			t.Errorf("Set(%s, %v): %q, want %q", tt.address, tt.value, s, tt.want)
		}
	}
}

func TestEditsApplyInOrder(t *testing.T) {
	d := mustNew(t, small())
	a := mustWith(t, d, Set("referrals.rate", 4), Scale("referrals.rate", 3))
	b := mustWith(t, d, Scale("referrals.rate", 3), Set("referrals.rate", 4))
	if x, y := get(t, a, "referrals.rate"), get(t, b, "referrals.rate"); x != "12" || y != "4" {
		t.Errorf("got %s and %s, want 12 and 4", x, y)
	}
	both := mustWith(t, d, Set("referrals.rate", 4), Set("cap", 9))
	if !same(both, mustWith(t, mustWith(t, d, Set("referrals.rate", 4)), Set("cap", 9))) {
		t.Error("two edits at once differ from one after the other")
	}
}

// TestSetAtASiteWritesOneField: what else is inherited stays so.
func TestSetAtASiteWritesOneField(t *testing.T) {
	d := mustWith(t, mustNew(t, small()), Set("sites.barnet.pathway.job_start.delay.geometric.mean", 9))
	site := d.Document().Sites.Find("barnet")
	want := Table[Transition]{{"job_start", Transition{Delay: Delay{Geometric: Waiting{Mean: Num("9")}}}}}
	if !reflect.DeepEqual(site.Pathway, want) {
		t.Errorf("the site's pathway is %+v", site.Pathway)
	}
	if d.Origin("sites.barnet.pathway.job_start.probability") != "pathway.job_start.probability" {
		t.Error("the probability is no longer inherited")
	}
	if d.Document().Sites.Find("enfield").Pathway != nil {
		t.Error("another site changed")
	}
	// Another form of the delay replaces the one inherited.
	d = mustWith(t, d, Set("sites.enfield.pathway.job_start.delay.weeks", 2))
	if _, ok := d.Get("sites.enfield.pathway.job_start.delay.geometric.mean"); ok {
		t.Error("a site with a delay in weeks still inherits the geometric one")
	}
	// Shares and lists come as a whole.
	d = mustWith(t, d, Set("sites.enfield.tariffs.job_start.shares.fund", 0.3), Set("sites.enfield.tariffs.job_start.shares.commissioner", 0.7))
	if got := get(t, d, "sites.enfield.tariffs.job_start.shares.commissioner"); got != "0.7" {
		t.Errorf("the commissioner's share is %s", got)
	}
	d = mustWith(t, mustNew(t, full()), Set("sites.harrow.pathway.engaged.delay.list.0", "0.50"))
	site = d.Document().Sites.Find("harrow")
	if got := site.Pathway[0].Value.Delay.List; !reflect.DeepEqual(got, []Quantity{Num("0.50"), Num("0.25"), Num("0.25")}) {
		t.Errorf("the site's list is %v", got)
	}
}

func TestStarMeansEveryOne(t *testing.T) {
	d := mustNew(t, full())
	priced := mustWith(t, d, Set("sites.*.tariffs.job_start.price", 99), Scale("sites.*.tariffs.weeks13.price_by_year.*", 2))
	for _, site := range []string{"enfield", "barnet", "harrow"} {
		if got := get(t, priced, "sites."+site+".tariffs.job_start.price"); got != "99" {
			t.Errorf("%s: %s", site, got)
		}
		if got := get(t, priced, "sites."+site+".tariffs.weeks13.price_by_year.1"); got != "5201" {
			t.Errorf("%s: %s", site, got)
		}
	}
	if got := get(t, priced, "tariffs.job_start.price"); got != "1800" {
		t.Errorf("the default became %s", got)
	}
	// Scale passes over sites that write months instead of a rate.
	slow := mustWith(t, d, Scale("sites.*.referrals.rate", 0.5))
	if got := get(t, slow, "sites.harrow.referrals.rate"); got != "gamma(mean 6, sd 1)" {
		t.Errorf("rate %s", got)
	}
	if _, ok := slow.Get("sites.enfield.referrals.rate"); ok {
		t.Error("a site with months got a rate")
	}
	cheap := mustWith(t, d, Scale("costs.*.overrun", 1.1)) // one of them only by default
	if got := get(t, cheap, "costs.manager.overrun"); got != "1.1" {
		t.Errorf("overrun %s", got)
	}
}

func TestEmptySetRemoves(t *testing.T) {
	d := mustNew(t, full())
	d = mustWith(t, d, Set("cap", ""), Set("sites.enfield.overrun", ""), Set("sites.enfield.evidence.job_start", ""), Set("sites.enfield.referrals.monthly.0", ""))
	c := d.Contract()
	if _, ok := d.Get("cap"); ok || c.Terms().Cap.Set {
		t.Error("the cap is still there")
	}
	if got := d.Origin("sites.enfield.overrun"); got != "overrun" {
		t.Errorf("overrun comes from %s", got)
	}
	if got := get(t, d, "sites.enfield.evidence.job_start"); got != "beta(alpha 90, beta 10)" {
		t.Errorf("evidence is %s", got)
	}
	if n := len(d.Document().Sites[0].Value.Referrals.Monthly); n != 2 {
		t.Errorf("%d months", n)
	}
}

func TestScale(t *testing.T) {
	for _, tt := range []struct {
		address string
		now     string
		factor  float64
		want    string
	}{
		{"tariffs.job_start.price", "1800", 1.1, "1980"},
		{"tariffs.job_start.price", "0.15", 0.1, "0.02"}, // half a penny away from zero
		{"tariffs.job_start.price", "1800", 0, "0"},
		{"tariffs.job_start.max_count", "25", 0.9, "23"},
		{"outcomes.job_start.deadweight", "0.1", 1.0 / 3, "0.033333"},
		{"referrals.rate", "0.1", 3, "0.3"},
		{"referrals.rate", "uniform(min 1, max 2)", 1.1, "uniform(min 1.1, max 2.2)"},
		{"referrals.rate", "pert(min 1, mode 2, max 4)", 0.5, "pert(min 0.5, mode 1, max 2)"},
		{"referrals.rate", "gamma(shape 4, scale 2)", 3, "gamma(shape 4, scale 6)"},
		{"referrals.rate", "gamma(mean 4, sd 2)", 3, "gamma(mean 12, sd 6)"},
		{"referrals.rate", "lognormal(median 4, sigma 0.5)", 3, "lognormal(median 12, sigma 0.5)"},
		{"referrals.rate", "lognormal(mu 0, sigma 0.5)", 2, "lognormal(mu 0.6931471805599453, sigma 0.5)"},
		{"referrals.rate", "normal(mean 4, sd 1, min 1, max 9)", 2, "normal(mean 8, sd 2, min 2, max 18)"},
		{"referrals.rate", "discrete(1 weight 0.5, 3 weight 0.5)", 2, "discrete(2 weight 0.5, 6 weight 0.5)"},
		{"referrals.rate", "gamma(mean 4, sd 2)", 0, "0"},
		{"volume_effect.mean", "normal(mean 1, sd 0.1, min 0, max 2)", -1, "normal(mean -1, sd 0.1, max 0, min -2)"},
		{"volume_effect.mean", "uniform(min 1, max 2)", -1, "uniform(max -1, min -2)"},
		{"pathway.job_start.probability", "beta(mean 0.4, sd 0.1)", 1.5, "beta(mean 0.6, sd 0.15)"},
		{"pathway.job_start.probability", "beta(alpha 4, beta 6)", 1.5, "beta(alpha 6, beta 4)"},
		{"pathway.engaged.delay.months", "3", 1.5, "5"},
	} {
		d := mustWith(t, mustNew(t, small()), Set(tt.address, tt.now))
		if got := get(t, mustWith(t, d, Scale(tt.address, tt.factor)), tt.address); got != tt.want {
			t.Errorf("%s: %s x %v = %s, want %s", tt.address, tt.now, tt.factor, got, tt.want)
		}
	}
}

// TestSetLaws draws addresses, factors and orders.
func TestSetLaws(t *testing.T) {
	base := mustNew(t, small())
	addresses := []string{"referrals.rate", "sites.enfield.referrals.rate", "sites.barnet.tariffs.job_start.price", "tariffs.job_start.price", "overrun", "sites.enfield.overrun", "costs.manager.amount", "capital.tranches.senior.commitment"}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(addresses).Draw(t, "address")
		b := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(addresses), func(s string) bool { return strings.HasSuffix(a, s) || strings.HasSuffix(s, a) })).Draw(t, "other")
		x, y := rapid.IntRange(1, 1000).Draw(t, "x"), rapid.IntRange(1, 1000).Draw(t, "y")
		with := func(edits ...Edit) Deal {
			d, err := base.With(edits...)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		last := with(Set(a, x), Set(a, y))
		if !same(last, with(Set(a, y))) {
			t.Errorf("setting %s to %d and then %d is not setting it to %d", a, x, y, y)
		}
		if q, ok := last.Number(a); !ok || q.Text != Num(number(float64(y))).Text {
			t.Errorf("%s is %v after being set to %d", a, q, y)
		}
		one, other := with(Set(a, x), Set(b, y)), with(Set(b, y), Set(a, x))
		if q, r := one.Assumptions(), other.Assumptions(); !reflect.DeepEqual(normal(q), normal(r)) {
			t.Errorf("the order of %s and %s matters", a, b)
		}
	})
}

// normal makes the NaN of an unknown deadweight comparable.
func normal(a assumptions.Assumptions) assumptions.Assumptions {
	for i := range a.Outcomes {
		if math.IsNaN(a.Outcomes[i].Deadweight) {
			a.Outcomes[i].Deadweight = -1
		}
	}
	return a
}
