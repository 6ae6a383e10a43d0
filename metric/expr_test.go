package metric

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestExpressions reads valid conditions: what was written and its canonical form.
func TestExpressions(t *testing.T) {
	for written, want := range map[string]string{
		"investor.npv.mean >= 0":                      "",
		"investor.npv.sd<6.4m":                        "investor.npv.sd < 6400000",
		"  min( investor.npv )\t> -250k ":             "investor.npv.min > -250000",
		"investor.npv.max <= 2bn":                     "investor.npv.max <= 2000000000",
		"q(payments.total, 95%) <= 6_400_000":         "payments.total.p95 <= 6400000",
		"q(payments.total, 0.025) < +.5e3":            "q(payments.total, 0.025) < 500",
		"investor.npv.p5 >= −1e6":                     "investor.npv.p05 >= -1000000",
		"mean(investor.irr) ≥ 6%":                     "investor.irr.mean >= 0.06",
		"p(investor.irr < 0) ≤ 10%":                   "p(investor.irr < 0) <= 0.1",
		"p(investor.loss) <= 1":                       "",
		"p(not investor.loss) >= 0":                   "",
		"p(not investor.npv@-5% < -0) > 5e-2":         "p(not investor.npv@-5% < 0) > 0.05",
		"investor.npv@0.065.p50 > 0":                  "investor.npv@6.5%.p50 > 0",
		"investor.npv@1000%.mean > 0":                 "",
		"investor.npv@1e-12.mean > 0":                 "investor.npv@1e-10%.mean > 0",
		"investor.npv@0.mean > 0":                     "investor.npv@0%.mean > 0",
		"p(tranche.*.npv@6% < 0) < 1e-7":              "p(tranche.*.npv@6% < 0) < 1e-07",
		"p(provider.*.surplus < 0) <= 0.2":            "",
		"p(any(provider.*.surplus < 0)) <= 0.2":       "",
		"p(all(a.b,not any(c>1,d),x-y_2.3 >= 4)) < 1": "p(all(a.b, not any(c > 1, d), x-y_2.3 >= 4)) < 1",
		"cost_per.job.net <= 5_000":                   "cost_per.job.net <= 5000",
		"cost_per.*.gross <= 5000":                    "",
		// a bearer, category or reward may be called as a figure is, and the figure wins
		"cost.excess.mean > 0":              "",
		"cost.excess.mean.mean > 0":         "",
		"site.a.specialists.p10.p10 > 0":    "",
		"q(site.a.specialists, 10%) > 0":    "q(site.a.specialists, 0.1) > 0",
		"*.*.specialists.p90.mean > 0":      "",
		"investor.irr.several.mean < 0.1":   "",
		"p(not) < 1":                        "", // a flag of your own
		"of.your.own.mean > 1e22":           "of.your.own.mean > 1e+22",
		"größe.mean > 0.1234567890123456":   "",
		"name-with-dashes.mean > 1e-300":    "",
		"mine > 0":                          "", // only a deal can tell that it is none
		"q(a, 0.07) > 0":                    "a.p07 > 0",
		"q(a, 0.29) > 0":                    "a.p29 > 0",
		"q(a, 0.57) > 0":                    "a.p57 > 0",
		"p(a < 1)>0":                        "p(a < 1) > 0",
		"mean(investor.npv@6%) > 0":         "investor.npv@6%.mean > 0",
		"q(investor.npv@6%, 0.999) > 0":     "q(investor.npv@6%, 0.999) > 0",
		"p(any(any(all(investor.loss))))>0": "p(any(any(all(investor.loss)))) > 0",
	} {
		c, err := Parse(written)
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if want == "" {
			want = written
		}
		if c.String() != want {
			t.Errorf("%s reads as %s, want %s", written, c, want)
		}
		statistic, _, _ := strings.Cut(want, " "+c.Limit.String())
		if s, err := ParseStatistic(statistic); err != nil || s.String() != statistic {
			t.Errorf("%s alone reads as %s, %v", statistic, s, err)
		}
	}
}

// TestRefusedExpressions has what is refused: the columns, and words of each fault.
func TestRefusedExpressions(t *testing.T) {
	for written, want := range map[string]string{
		"investor.npv >= 0":                     "1 investor.npv: is a metric of one path; write investor.npv.mean, p(investor.npv < ...) or q(investor.npv, ...)",
		"investor.npv@6% >= 0":                  "1 investor.npv@6%: is a metric of one path",
		"payer.*.spend > 1":                     "1 payer.*.spend: is a metric of one path",
		"investor.loss < 0.1":                   "1 write p(investor.loss)",
		"site.a.specialists.p10 > 0":            "1 is a metric of one path",
		"investor.npv.men >= 0":                 "14 did you mean mean?",
		"investor.npv.Median >= 0":              "14 did you mean p50?",
		"investor.npv. >= 0":                    `14 found "": must be mean`,
		"investor.npv.p975 >= 0":                "14 q(METRIC, 0.975)",
		"investor.npv.p97.5 >= 0":               `14 found "p97.5"`,
		"investor.npv.p00 >= 0":                 "14 p01 to p99",
		"investor.npv@6%.med >= 0":              `17 found "med"`,
		"investor.npv@6%..mean >= 0":            `17 found ".mean"`,
		"investor.irr_of_mean >= 0":             "1 has no interval",
		"investor.irr_of_mean.mean >= 0":        "1 has no interval",
		"q(investor.irr_of_mean, 0.5) >= 0":     "3 has no interval",
		"p(investor.irr_of_mean < 0) >= 0":      "3 has no interval",
		"investor.npv.mean == 0":                "19 no estimate equals a number",
		"investor.npv.mean = 0":                 "19 no estimate equals a number",
		"investor.npv.mean != 0":                "19 says nothing",
		"investor.npv.mean <> 0":                "19 says nothing",
		"investor.npv.mean ≠ 0":                 "19 says nothing",
		"investor.npv.mean => 0":                "19 is written >=",
		"investor.npv.mean =< 0":                "19 is written <=",
		"p(investor.npv == 0) < 1":              "16 no estimate equals a number",
		"investor.npv.mean 0":                   "19 must be one of < <= > >=",
		"investor.npv.mean >=":                  "21 the expression ends: must go on with a number",
		"investor.npv.mean >= x":                `22 found "x": must be a number`,
		"investor.npv.mean >= 1,000":            "23 write 1000 or 1_000",
		"p(investor.npv < 1,000) < 1":           "19 write 1000 or 1_000",
		"p(any(investor.npv < 1,000)) < 1":      "24 write none: 1000 or 1_000",
		"investor.npv.mean >= £5m":              "22 without a currency sign",
		"investor.npv.mean >= £":                "22 without a currency sign",
		"investor.npv.mean >= 6 %":              "24 without a blank",
		"investor.npv.mean >= 6.4 m":            "26 without a blank",
		"investor.npv.mean >= 6x":               `22 "6x" is no number`,
		"investor.npv.mean >= 1__0":             `22 "1__0" is no number`,
		"investor.npv.mean >= 1_":               `22 "1_" is no number`,
		"investor.npv.mean >= 1e999":            "22 too large",
		"investor.npv.mean >= 1e99999999999999": "22 too large",
		"investor.npv.mean >= 1 2":              `24 found "2": must be the end`,
		"investor.npv.mean >= 0 and x.mean > 0": "24 one condition at a time",
		"0 <= investor.npv.mean":                "1 the statistic comes first",
		"p(0 > investor.npv) < 1":               "3 the metric comes first",
		"q(investor.npv, 95) > 0":               "17 did you mean 95%?",
		"q(investor.npv, 1) > 0":                "17 METRIC.min and METRIC.max",
		"q(investor.npv) > 0":                   "15 a comma and the level",
		"p(investor.loss) <= 10":                "21 did you mean 10%?",
		"p(investor.loss) <= -0.1":              "21 a probability is 0 to 1",
		"p(investor.npv) < 1":                   "3 is no flag; write p(investor.npv < ...)",
		"p(investor.npv.mean < 0) < 1":          "3 without .mean",
		"p(investor.npv@6%.mean < 0) < 1":       "3 without .mean",
		"mean(investor.npv.sd) < 1":             "6 without .sd",
		"p(mean(investor.npv) < 0) < 1":         "3 a statistic of all paths cannot stand in it",
		"mean(p(investor.loss)) < 1":            `6 found "p": must be a metric's name`,
		"P(investor.loss) < 1":                  "1 did you mean p?",
		"avg(investor.npv) < 1":                 "1 functions are mean, sd, min, max, q, p, any, all",
		"any(investor.loss) < 1":                "1 its probability is p(any(...))",
		"p(none(investor.loss)) < 1":            `3 found "none": functions are`,
		"p() < 1":                               `3 found ")": must be an event`,
		"p(any()) < 1":                          `7 found ")": must be an event`,
		"p(any(investor.loss,)) < 1":            `21 found ")": must be an event`,
		"p(not not investor.loss) < 1":          `7 found "not" twice`,
		"p(investor.loss":                       `16 the expression ends: must go on with ")"`,
		"p(investor.loss)) < 1":                 `17 found ")"`,
		"cost_per.job.net.mean > 0":             "1 write it by itself",
		"p(cost_per.job.net > 0) > 0":           "3 write it by itself",
		"investor..npv.mean > 0":                "10 a word is missing between dots",
		"pay*.a.spend.mean > 0":                 "1 a * stands for a whole word",
		"payer.a*.spend.mean > 0":               "7 a * stands for a whole word",
		"payments.total@6%.mean > 0":            "15 only investor.npv and tranche.ID.npv",
		"investor.npv@6.mean > 0":               "14 write @6% for 6 per cent",
		"investor.npv@6k.mean > 0":              "14 a rate is written 6% or 0.06",
		"investor.npv@.mean > 0":                "14 a rate must follow the @",
		"investor.npv@-90%.mean > 0":            "14 must be above -90%",
		"investor.npv@1001%.mean > 0":           "14 at most 1000%",
		"":                                      "1 must go on with a statistic",
		" \t":                                   "3 must go on with a statistic",
		"@":                                     `1 found "@": must be a statistic`,
		"größe.* > 0 !":                         `13 found "!"`,
		"\x1b[31m.mean > 0":                     `1 found "\x1b"`,
		strings.Repeat("x", 5000):               "4097 must be at most 4096",
		"payer.a*.spend.mean == 1x":             "7 whole word|21 no estimate|24 is no number",
		"q(payments.total@6%, 7) =< 1":          "17 only investor.npv|22 above 0 and below 1|25 is written <=",
		"p(any(investor.npv, cost_per.a.net > 1x, investor.irr_of_mean < 0)) > 9": "7 no flag|21 by itself|38 is no number|42 no interval|71 0 to 1",
	} {
		_, err := Parse(written)
		faults := Faults(err)
		wants := strings.Split(want, "|")
		if len(faults) != len(wants) {
			t.Errorf("%s: %d faults, want %d: %v", written, len(faults), len(wants), err)
			continue
		}
		slices.SortStableFunc(faults, func(a, b *Fault) int { return a.Col - b.Col })
		for i, f := range faults {
			at, words, _ := strings.Cut(wants[i], " ")
			if fmt.Sprint(f.Col) != at || !strings.Contains(f.Text, words) || f.Expr != written {
				t.Errorf("%s: the fault is %d %s, want %s", written, f.Col, f.Text, wants[i])
			}
			if f.Error() != fmt.Sprintf("expression:1:%d: %s", f.Col, f.Text) {
				t.Errorf("%s: the message is %s", written, f)
			}
		}
	}
	if _, err := ParseStatistic("investor.npv.mean >= 0"); err == nil || Faults(err)[0].Col != 19 {
		t.Errorf("a condition passes as a statistic: %v", err)
	}
	if Faults(nil) != nil || Faults(fmt.Errorf("other")) != nil {
		t.Error("faults of no expression")
	}
}

func TestCaret(t *testing.T) {
	f := Fault{Expr: "größe.\x1b[31m\tx", Col: 7}
	if got, want := f.Caret(), "größe. [31m x\n      ^"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// anyName draws a name of a metric.
func anyName(t *rapid.T) name {
	n := name{path: rapid.SampledFrom([]string{
		"investor.npv", "payer.*.spend", "mine", "a.b-c.d_e", "x.*", "*.y", "cost.excess", "cost.excess.mean", "site.a.specialists", "site.a.specialists.p10", "ö.ß", "not", "p", "any",
	}).Draw(t, "path")}
	if rapid.Bool().Draw(t, "rated") {
		n.path = rapid.SampledFrom([]string{"investor.npv", "tranche.*.npv", "tranche.senior.npv"}).Draw(t, "of")
		n.rated, n.rate = true, anyNumber(t, -0.899, 10)
	}
	return n
}

func anyNumber(t *rapid.T, lo, hi float64) float64 {
	switch rapid.IntRange(0, 2).Draw(t, "number") {
	case 0:
		return float64(rapid.IntRange(0, 100).Draw(t, "per cent")) / 100 * min(1, hi)
	case 1:
		x := rapid.Float64Range(0, 1).Draw(t, "small") * math.Pow(10, float64(rapid.IntRange(-320, 0).Draw(t, "magnitude")))
		return min(x, hi)
	}
	return rapid.Float64Range(lo, hi).Draw(t, "float") + 0
}

func anyEvent(t *rapid.T, depth int) event {
	e := event{not: rapid.Bool().Draw(t, "not")}
	if e.joint = joint(rapid.IntRange(0, 2).Draw(t, "joint")); depth == 0 {
		e.joint = alone
	}
	if e.joint != alone {
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			e.parts = append(e.parts, anyEvent(t, depth-1))
		}
		return e
	}
	e.metric = anyName(t)
	if e.compared = rapid.Bool().Draw(t, "compared") || e.metric.path != "mine"; e.compared {
		e.limit = anyLimit(t, -1e300, 1e300)
	}
	return e
}

func anyLimit(t *rapid.T, lo, hi float64) Limit {
	return Limit{Relation(rapid.IntRange(0, 3).Draw(t, "relation")), anyNumber(t, lo, hi)}
}

// anyCondition draws a condition that can be written.
func anyCondition(t *rapid.T) Condition {
	var c Condition
	s := &c.Statistic
	c.Limit = anyLimit(t, -1e300, 1e300)
	switch s.figure = Figure(rapid.IntRange(int(Mean), int(RatioOfMeans)).Draw(t, "figure")); s.figure {
	case Probability:
		s.event = anyEvent(t, 3)
		c.Limit = anyLimit(t, 0, 1)
	case RatioOfMeans:
		s.of.path = rapid.SampledFrom([]string{"cost_per.job.gross", "cost_per.*.net", "unknown", "not.known"}).Draw(t, "ratio")
	case Quantile:
		s.of = anyName(t)
		s.level = rapid.Float64Range(0.0001, 0.9999).Draw(t, "level")
		if rapid.Bool().Draw(t, "whole") {
			s.level = float64(rapid.IntRange(1, 99).Draw(t, "percentile")) / 100
		}
	default:
		s.of = anyName(t)
	}
	return c
}

// forget takes out what is not part of the meaning: the text and the columns.
func forget(c Condition) Condition {
	c.Statistic.expr, c.Statistic.of.col = "", 0
	var clean func(e event) event
	clean = func(e event) event {
		e.metric.col = 0
		e.parts = slices.Clone(e.parts)
		for i := range e.parts {
			e.parts[i] = clean(e.parts[i])
		}
		return e
	}
	c.Statistic.event = clean(c.Statistic.event)
	return c
}

// TestRoundTrip writes conditions drawn at random, as structures, and reads
// them back as the same structures, bit for bit in every number.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCondition(t)
		back, err := Parse(c.String())
		if err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		if got := forget(back); !reflect.DeepEqual(got, c) {
			t.Fatalf("%s reads as\n%+v\nwant\n%+v", c, got, c)
		}
		if back.String() != c.String() {
			t.Fatalf("%s is written %s", c, back)
		}
	})
}

// FuzzParse: an expression is either refused with places inside it, or has a
// canonical form that reads back as the same.
func FuzzParse(f *testing.F) {
	set := newSet(f, full(f))
	for _, s := range []string{
		"investor.npv@6%.mean >= 0", "p(any(provider.*.surplus < 0, not all(a.b))) <= 0.2", "q(payments.total, 0.95) <= 6.4m", "cost_per.*.net < 5_000", "investor.npv.p05 > −1e6",
		"p(investor.loss) <= 10", "investor.irr_of_mean == £1,000", "a..b*.men@x", "((((", "p(not", "1e999%", "größe.p99.5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			faults := Faults(err)
			if len(faults) == 0 {
				t.Fatalf("%q: an error without a fault: %v", s, err)
			}
			for _, x := range faults {
				if x.Col < 1 || x.Col > len([]rune(s))+1 || x.Text == "" || strings.ContainsFunc(x.Text, func(r rune) bool { return r < ' ' }) {
					t.Fatalf("%q: fault at %d: %q", s, x.Col, x.Text)
				}
				x.Caret()
			}
			return
		}
		back, err := Parse(c.String())
		if err != nil || !reflect.DeepEqual(forget(back), forget(c)) {
			t.Fatalf("%q is written %q, which reads as %q, %v", s, c, back, err)
		}
		if _, err := c.Bind(set); err != nil && len(Faults(err)) == 0 {
			t.Fatalf("%q: bound with an error without a fault: %v", s, err)
		}
	})
}
