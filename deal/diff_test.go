package deal

import (
	"reflect"
	"slices"
	"testing"
)

func TestDiff(t *testing.T) {
	base := mustNew(t, small())
	for _, tt := range []struct {
		name   string
		change func(d *Document)
		want   []Difference
	}{
		{"nothing", func(*Document) {}, nil},
		{"how it is written", func(d *Document) { d.Tariffs[0].Value.Price = Num("1.8e3") }, nil},
		{"a source", func(d *Document) { d.Tariffs[0].Value.Price.Source = &Source{Kind: "assumption"} }, nil},
		{"a scenario", func(d *Document) { d.Scenarios = Table[Scenario]{{"s", Scenario{Story: "None."}}} }, nil},
		{"a number", func(d *Document) { d.Tariffs[0].Value.Price = Num("1900") }, []Difference{{"tariffs.job_start.price", "1800", "1900"}}},
		{"a distribution", func(d *Document) { d.Pathway[1].Value.Probability = Num("0.5") }, []Difference{{"pathway.job_start.probability", "beta(mean 0.35, sd 0.05)", "0.5"}}},
		{"a word", func(d *Document) { d.Term.Claims = "quarterly" }, []Difference{{"term.claims", "", "quarterly"}}},
		{"a site's own", func(d *Document) { d.Sites[1].Value.Overrun = Num("1.2") }, []Difference{{"sites." + small().Sites[1].ID + ".overrun", "", "1.2"}}},
		{"an entry more", func(d *Document) {
			d.Factors = Table[Factor]{{"slump", Factor{SD: Num("0"), Shock: []Quantity{Num("0"), Num("-1")}, On: []string{"job_start"}}}}
		}, []Difference{{"factors.slump.sd", "", "0"}, {"factors.slump.shock.0", "", "0"}, {"factors.slump.shock.1", "", "-1"}, {"factors.slump.on.0", "", "job_start"}}},
		{"alternatives", func(d *Document) {
			d.Tariffs[0].Value.Price, d.Tariffs[0].Value.PriceByYear = Quantity{}, []Quantity{Num("1"), Num("2")}
		}, []Difference{{"tariffs.job_start.price", "1800", ""}, {"tariffs.job_start.price_by_year.0", "", "1"}, {"tariffs.job_start.price_by_year.1", "", "2"}}},
	} {
		doc := small()
		tt.change(&doc)
		changed := mustNew(t, doc)
		if got := Diff(base, changed); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v\nwant %+v", tt.name, got, tt.want)
		}
		back := slices.Clone(tt.want)
		for i := range back {
			back[i].Old, back[i].New = back[i].New, back[i].Old
		}
		if got := Diff(changed, base); !reflect.DeepEqual(got, back) {
			t.Errorf("%s, the other way: %+v\nwant %+v", tt.name, got, back)
		}
	}
}

// Against nothing, every number and word that a deal states is a difference.
func TestDiffStatesEverything(t *testing.T) {
	d := mustNew(t, full())
	found := map[string]string{}
	for _, x := range Diff(Deal{}, d) {
		found[x.Address] = x.New
	}
	doc := d.Document()
	doc.Scenarios = nil
	walk(root, reflect.ValueOf(&doc).Elem(), "", func(n *node, v reflect.Value, address string) bool {
		if n.leaf() && stated(n, v) && found[address] != text(n, v) {
			t.Errorf("%s: %q is found as %q", address, text(n, v), found[address])
		}
		return true
	})
}
