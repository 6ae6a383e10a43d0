package scenarios_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
)

var update = flag.Bool("update", false, "write testdata and docs/scenarios.md")

// open reads a small deal with some of its sections replaced or added, each
// one line of YAML.
func open(t *testing.T, sections ...string) deal.Deal {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", []byte(text(sections...)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func text(sections ...string) string {
	lines := []string{
		"sibsim: 1",
		"name: Small",
		"term: {start: 2024-04, months: 24}",
		"outcomes: {job: {}}",
		"payers: {council: {budget: 1000}}",
		"shares: {council: 1}",
		"tariffs: {job: 4000}",
		"referrals: {rate: 12, until: 17}",
		"pathway: {job: {probability: 0.3, delay: 4}}",
		"costs: {service: {amount: 100}}",
		"capital: {tranches: {all: {commitment: 1000}}}",
		"sites: {town: {}}",
	}
	for _, s := range sections {
		key, _, _ := strings.Cut(s, ":")
		lines = append(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, key+":") }), s)
	}
	return strings.Join(lines, "\n") + "\n"
}

func find(t *testing.T, d deal.Deal, name string) scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Find(d, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func value(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64)
	return x
}

// kept compares what a test has made with a file, or writes it.
func kept(t *testing.T, path, made string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(made, "\n"), strings.Split(string(have), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s, line %d: made\n%s\nand the file has\n%s\n(go test ./scenarios -update writes it)", path, i+1, a[i], b[i])
		}
	}
	if len(a) != len(b) {
		t.Fatalf("%s: %d lines made, the file has %d", path, len(a), len(b))
	}
}

// What each stress changes of two deals, field by field, is kept in testdata.
func TestWhatEachStressChanges(t *testing.T) {
	for _, name := range []string{"mhep-lcf", "minimal"} {
		d := read(t, "../examples/"+name+"/deal.yaml")
		var b strings.Builder
		for _, s := range scenarios.Library() {
			one := scenario(t, s)
			fmt.Fprintf(&b, "%s\n  %s\n", one.Name, one.Story)
			out, err := one.Apply(d)
			if err != nil {
				fmt.Fprintf(&b, "  ! %s\n", strings.ReplaceAll(err.Error(), "\n", "\n  ! "))
			}
			if err == nil {
				for _, x := range deal.Diff(d, out) {
					fmt.Fprintf(&b, "  %s: %s -> %s\n", x.Address, none(x.Old), none(x.New))
				}
			}
			b.WriteByte('\n')
		}
		kept(t, "testdata/"+name+".txt", b.String())
	}
}

// What each arrangement changes of a deal, its own among them, is kept too.
func TestWhatEachArrangementChanges(t *testing.T) {
	d := read(t, "testdata/arranged.yaml")
	var b strings.Builder
	for _, s := range scenarios.Structures(d) {
		fmt.Fprintf(&b, "%s\n  %s\n", s.Name, s.Story)
		out, err := s.Apply(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range deal.Diff(d, out) {
			fmt.Fprintf(&b, "  %s: %s -> %s\n", x.Address, none(x.Old), none(x.New))
		}
		b.WriteByte('\n')
	}
	kept(t, "testdata/arranged.txt", b.String())
}

func none(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// The library names its sources, and each name, parameter and metric is told.
func TestLibraryIsToldInFull(t *testing.T) {
	sources, err := os.ReadFile("../docs/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`referral_shortfall slow_ramp high_case medium_case low_case recession pandemic conversion_shortfall sustainment_shortfall
		evidence_failure payment_delay cost_overrun specialist_turnover provider_failure commissioner_default central_fund_withdraws wage_inflation
		cherry_picking price_cut replan`)
	var names []string
	for _, s := range slices.Concat(scenarios.Library(), scenarios.Arrangements()) {
		if !s.Structure {
			names = append(names, s.Name)
		}
		if s.Story == "" || strings.ContainsAny(s.Story, "{}\n") || s.Changes == "" || s.Size == "" || s.Metric == "" == !s.Structure {
			t.Errorf("%s is not told in full: %+v", s.Name, s)
		}
		if s.Source.Kind == "assumption" != (s.Source.Ref == "") || s.Source.Ref != "" && !strings.Contains(string(sources), "\n| "+s.Source.Ref+" |") {
			t.Errorf("%s: source %+v is not in docs/sources.md", s.Name, s.Source)
		}
		for _, p := range s.Params {
			if p.Doc == "" || p.Unit == "" || p.Default < p.Least || p.Default > p.Most {
				t.Errorf("%s: parameter %+v", s.Name, p)
			}
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("the library has %v\nwant %v", names, want)
	}
}

// What Library returns is the caller's.
func TestLibraryIsACopy(t *testing.T) {
	scenarios.Library()[0].Params[0].Default = 7
	scenarios.Library()[0].Name = "other"
	if s := scenarios.Library()[0]; s.Name != "referral_shortfall" || s.Params[0].Default != 0.67 {
		t.Errorf("the library was changed: %+v", s)
	}
}

// tuned says what can be tuned.
func tuned(s *scenarios.Stress) string {
	var params []string
	for _, p := range s.Params {
		params = append(params, fmt.Sprintf("`%s=%s` (%s, %s): %s", p.Name, number(p.Default), p.Unit, p.Range(), p.Doc))
	}
	return strings.Join(params, "<br>")
}

// sized says where the sizes come from.
func sized(s *scenarios.Stress) string {
	source := s.Source.Kind
	if s.Source.Ref != "" {
		source += ", " + s.Source.Ref
	}
	return source + ": " + s.Size
}

// docs/scenarios.md is generated from the library.
func TestScenariosPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, s := range scenarios.Library() {
		way := "down"
		if s.Rises {
			way = "up"
		}
		changes := s.Changes
		if s.Compounds {
			changes += " (†)"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | `%s` %s |\n", s.Name, s.Story, changes, tuned(&s), sized(&s), s.Metric, way)
	}
	b.WriteString(pageArrangements)
	for _, s := range scenarios.Arrangements() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.Name, s.Story, s.Changes, tuned(&s), sized(&s))
	}
	b.WriteString(pageFoot)
	kept(t, "../docs/scenarios.md", b.String())
}
