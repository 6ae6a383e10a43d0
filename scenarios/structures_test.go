package scenarios_test

import (
	"slices"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/scenarios"
)

func names(list []scenarios.Scenario) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Name)
	}
	return out
}

// The words of scenarios.N.from are the names of the arrangements.
func TestFromNamesTheArrangements(t *testing.T) {
	var want []string
	for _, s := range scenarios.Arrangements() {
		want = append(want, s.Name)
	}
	for f := range deal.Fields() {
		if f.Pattern == "scenarios.*.from" {
			if !slices.Equal(f.Enum, want) {
				t.Errorf("from may be %v, the arrangements are %v", f.Enum, want)
			}
			return
		}
	}
	t.Error("no field scenarios.*.from")
}

// The deal's own arrangements stand after the partnership, and for those of
// the library of their names.
func TestStructures(t *testing.T) {
	for _, tt := range []struct {
		scenarios string
		want      []string
	}{
		{"{}", []string{"partnership", "fee_for_service", "provider_pbr", "grant"}},
		{"{grant: {kind: structure, from: grant}, bad_year: {set: {tariffs.job.price: 1}}, mixed: {kind: structure, set: {tariffs.job.price: 1}}}", []string{"partnership", "grant", "mixed", "fee_for_service", "provider_pbr"}},
		{"{mixed: {kind: structure}, partnership: {kind: structure}}", []string{"partnership", "mixed", "fee_for_service", "provider_pbr", "grant"}},
		{"{grant: {set: {tariffs.job.price: 1}}}", []string{"partnership", "fee_for_service", "provider_pbr", "library:grant"}},
	} {
		d := open(t, "scenarios: "+tt.scenarios)
		list := scenarios.Structures(d)
		if got := names(list); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.scenarios, got, tt.want)
		}
		for _, s := range list {
			if !s.Structure {
				t.Errorf("%s is no structure", s.Name)
			}
			if found := find(t, d, s.Name); found.Story != s.Story {
				t.Errorf("%s is found as %q, want %q", s.Name, found.Story, s.Story)
			}
		}
	}
}

// The partnership is the deal as it is, and a scenario of the deal that starts
// from an arrangement is that with its own fields on top.
func TestFromAnArrangement(t *testing.T) {
	d := read(t, "testdata/arranged.yaml")
	if out := changed(t, d, "partnership"); out.SHA256() != d.SHA256() {
		t.Error("the partnership changes the deal")
	}
	own, library := changed(t, d, "fee_for_service"), changed(t, d, "library:fee_for_service")
	var got []string
	for _, x := range deal.Diff(library, own) {
		got = append(got, x.Address+": "+x.Old+" -> "+x.New)
	}
	want := []string{
		"levers.review.intensity: 3 -> 5",
		"sites.hill.costs.management.amount: 157.89 -> 400",
		"sites.quay.costs.management.amount: 92.11 -> 400",
	}
	if !slices.Equal(got, want) {
		t.Errorf("own against the library's: %q\nwant %q", got, want)
	}
	if s := find(t, d, "fee_for_service"); !s.Structure || s.Story != "Ordinary commissioning, each council with a contract manager of its own." {
		t.Errorf("%+v", s)
	}
}
