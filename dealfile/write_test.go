package dealfile

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sibsim/sibsim/deal"
)

// TestWriteGoodDeals: what is written reads back as the same document and deal,
// and writing it again gives the same bytes.
func TestWriteGoodDeals(t *testing.T) {
	for name, data := range goodDeals(t) {
		d, err := Read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		text, err := Write(d.Document())
		if err != nil {
			t.Fatal(err)
		}
		back, err := Read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.Document(), back.Document(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if again, err := Write(back.Document()); err != nil || string(again) != string(text) {
			t.Errorf("%s: written twice it differs (%v)", name, err)
		}
	}
}

// TestWriteForms: the shortest form that says everything.
func TestWriteForms(t *testing.T) {
	const text = `sibsim: 1
name: Deal 7
description: "Two lines:\nthe second"
term:
  start: 2020-04
  months: 60
payers:
  a: {}
  "no":
    budget_by_year: [1, {value: 2, note: so}, 3]
tariffs:
  job: 1800
  kept:
    price: {value: 2e3, source: {kind: published, ref: "tender: 3", date: 2024}, note: "it's"}
pathway:
  job:
    from: referral
    probability: {beta: {alpha: 2, beta: 3.5}}
    delay: [0.5, 0.5]
  kept:
    delay: 3
factors:
  economy:
    on: [job, referrals]
overrun: {discrete: {values: [1, 1.25], weights: [1e-07, 3]}}
tables:
  t:
    columns:
      c: [1, 2]
correlations:
  c:
    inputs: [overrun, pathway.job.probability]
    matrix:
      - [1, 0.2]
      - [0.2, 1]
scenarios:
  s:
    set:
      sites.*.cap: 5
      term.start: 2021-04
      capital.on_exhaustion: stop
      costs.team.amount:
        times: 1.1
`
	doc, _, err := Parse("text", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Write(doc)
	if err != nil || string(got) != text {
		t.Errorf("%v\n%s", err, cmp.Diff(text, string(got)))
	}
}

// TestWriteRefuses: a document that no file can say is an error.
func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*deal.Document){
		"no number":         func(d *deal.Document) { d.Cap = deal.Num("5 pounds") },
		"a control":         func(d *deal.Document) { d.Name = "a\x1b[0m" },
		"bytes":             func(d *deal.Document) { d.Name = "\xff" },
		"an empty ID":       func(d *deal.Document) { d.Payers.Put("") },
		"the same ID":       func(d *deal.Document) { d.Payers = append(d.Payers, deal.Entry[deal.Payer]{ID: "fund"}) },
		"no value":          func(d *deal.Document) { d.Shares.Put("nobody") },
		"NaN":               func(d *deal.Document) { d.Overrun.Params[0].Value = math.NaN() },
		"both":              func(d *deal.Document) { d.Overrun.Text = "1" },
		"no distribution":   func(d *deal.Document) { d.Overrun.Dist = "weird" },
		"parameters astray": func(d *deal.Document) { d.Cap.Values = []float64{1} },
		"an empty source":   func(d *deal.Document) { d.Cap.Source = &deal.Source{} },
		"spaces":            func(d *deal.Document) { d.Term.Claims = "  " },
	} {
		doc, _, err := Parse("sample", sample)
		if err != nil {
			t.Fatal(err)
		}
		change(&doc)
		if text, err := Write(doc); err == nil {
			t.Errorf("%s: written\n%s", name, text)
		}
	}
}

// TestWriteRandom: any document that can be written reads back the same: any
// field, any text, any form of number.
func TestWriteRandom(t *testing.T) {
	written := 0
	rapid.Check(t, func(t *rapid.T) {
		var doc deal.Document
		fill(t, reflect.ValueOf(&doc).Elem(), &field{}, 0)
		text, err := Write(doc)
		if err != nil {
			t.Fatalf("%v", err)
		}
		back, _, err := Parse("random", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(doc, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
		written++
	})
	t.Logf("%d documents", written)
}

var (
	anyText = rapid.StringOfN(rapid.RuneFrom(append([]rune(`abcxyzABCé中😀0123456789 .,:;#'"\/|>-?&*!%@{}[]=~<_+()`), '\u200b', '\u00a0', '\n', '\t')), 1, 12, -1).
		Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
	anyID     = rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9_]{0,8}`), rapid.SampledFrom([]string{"no", "null", "1", "true", "~", "y", "a b", "a: b", "#", "2020-04"}))
	anyNumber = rapid.OneOf(rapid.StringMatching(`-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?`), rapid.SampledFrom([]string{"0", "-0", "1e-3", "1E+5", "0.10"}))
	anyFloat  = rapid.Map(rapid.Float64Range(-1e9, 1e9), func(x float64) float64 {
		if math.Abs(x) < 1e-300 {
			return 0 // no file says less
		}
		return x
	})
)

// fill puts something random into v: mostly nothing at depth.
func fill(t *rapid.T, v reflect.Value, f *field, depth int) {
	some := func(name string) bool { return rapid.IntRange(0, 2+2*depth).Draw(t, name) == 0 }
	switch shapeOf(v.Type()) {
	case aNumber:
		v.Set(reflect.ValueOf(anyQuantity(t, f)))
	case aText:
		v.SetString(anyText.Draw(t, "text"))
	case aList:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(1, 30).Draw(t, "length")/10+1, 4))
		for i := range v.Len() {
			fill(t, v.Index(i), f, depth+1)
		}
	case aTable:
		for _, id := range rapid.SliceOfNDistinct(anyID, 0, 3, rapid.ID).Draw(t, "ids") {
			entry := reflect.New(v.Type().Elem()).Elem()
			entry.Field(0).SetString(id)
			fill(t, entry.Field(1), f, depth+1)
			v.Set(reflect.Append(v, entry))
		}
	case aGroup:
		g := groupOf(v.Type())
		for i := range g.fields {
			if some("some") {
				fill(t, v.Field(g.fields[i].index), &g.fields[i], depth+1)
			}
		}
	}
}

func anyQuantity(t *rapid.T, f *field) deal.Quantity {
	q := deal.Quantity{}
	if d := rapid.SampledFrom(append(distributions, distributions...)).Draw(t, "distribution"); rapid.Bool().Draw(t, "plain") {
		q.Text = anyNumber.Draw(t, "number")
		if f.words && rapid.Bool().Draw(t, "word") {
			q.Text = rapid.SampledFrom([]string{"stop", "2021-04", "null", "yes", "a b"}).Draw(t, "word")
		}
	} else {
		q.Dist = d.name
		for _, p := range d.params {
			switch p {
			case "values":
				q.Values = rapid.SliceOfN(anyFloat, 1, 4).Draw(t, p)
			case "weights":
				q.Weights = rapid.SliceOfN(anyFloat, 0, 4).Draw(t, p)
			case "table":
				q.Table = anyText.Draw(t, p)
			case "column":
				q.Column = anyText.Draw(t, p)
			default:
				if x := anyFloat.Draw(t, p); rapid.Bool().Draw(t, "given") || len(q.Params) == 0 {
					q.Params = append(q.Params, deal.Param{Name: p, Value: x})
				}
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "sourced") == 0 {
		q.Source = &deal.Source{Kind: anyText.Draw(t, "kind"), Ref: anyText.Draw(t, "ref")}
		q.Note = anyText.Draw(t, "note")
	}
	return q
}
