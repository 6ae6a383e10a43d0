package dealfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/sibsim/sibsim/deal"
)

// goodDeals returns the texts of all deals that are right, by name.
func goodDeals(t testing.TB) map[string][]byte {
	t.Helper()
	deals := map[string][]byte{"sample.yaml": sample, "template": Template()}
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(files, "testdata/base.yaml", "testdata/clauses.yaml") {
		if deals[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return deals
}

func TestGoodDeals(t *testing.T) {
	for name, data := range goodDeals(t) {
		if _, err := Read(name, data); err != nil {
			t.Error(err)
		}
		if _, err := Read(name+" of Windows", []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))); err != nil {
			t.Error(err)
		}
	}
}

func TestOpen(t *testing.T) {
	d, err := Open("testdata/base.yaml")
	if err != nil || d.Name() != "Riverside employment support" {
		t.Errorf("%q, %v", d.Name(), err)
	}
	if _, err := Open("testdata/none.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	if os.Stdin, err = os.Open("testdata/bad/range-01.yaml"); err != nil {
		t.Fatal(err)
	}
	defer os.Stdin.Close()
	if _, err := Open("-"); err == nil || !strings.HasPrefix(err.Error(), "stdin:12:16: tariffs.job.price: -5 ") {
		t.Errorf("stdin: %v", err)
	}
}

// TestJSON: JSON is read like YAML, and a fault in it has its place.
func TestJSON(t *testing.T) {
	json := "{\n\t\"sibsim\": 1, \"name\": \"n\\/\\u0041\\ud83d\\ude00\",\r\n\t\"term\": {\"start\": \"2020-04\", \"months\": 12},\n" +
		`"outcomes":{"o0":{"name":"é中"}},"payers":{"a":{}},"shares":{"a":1},"tariffs":{"o0":1},` +
		`"pathway":{"o0":{"probability":1,"delay":0}},"capital":{"tranches":{"t":{"commitment":1}}},` +
		`"sites":{"s0":{"commissioner":"a","referrals":{"rate":1}}}}`
	d, err := Read("deal.json", []byte(json))
	if err != nil || d.Name() != "n/A😀" {
		t.Fatalf("%q, %v", d.Name(), err)
	}
	last := json[strings.LastIndexByte(json, '\n')+1:]
	for broken, want := range map[string]string{
		strings.Replace(json, `"rate":1`, `"rate":-1`, 1):              fmt.Sprintf("deal.json:4:%d: sites.s0.referrals.rate: -1 must be between 0 and 100000", utf8.RuneCountInString(last[:strings.Index(last, `"rate":`)])+8),
		strings.Replace(json, "\"sibsim\": 1,", "\"sibsim\": 1 ,,", 1): "deal.json:2:15: the character \",\" must be a key",
		strings.Replace(json, "\"sibsim\": 1,", "\"sibsim\": 1", 1):    "deal.json:2:14: the character \"\\\"\" must be a comma before the next key",
		json[:len(json)-1]: fmt.Sprintf("deal.json:4:%d: the end of the file must not come", utf8.RuneCountInString(last)),
		json + "\n{}":      "deal.json:5:1: the character \"{\" must not follow",
	} {
		if _, err := Read("deal.json", []byte(broken)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestOneMistake: a number that cannot be read, a key that nobody knows and
// an empty value give one fault each, there, and nothing follows from it. It
// catches checks of the deal that stumble over what is missing.
func TestOneMistake(t *testing.T) {
	for _, path := range []string{"testdata/base.yaml", "testdata/clauses.yaml"} {
		t.Run(path, func(t *testing.T) { oneMistake(t, path) })
	}
}

func oneMistake(t *testing.T, path string) {
	base, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(base), "\n")
	with := func(n *yaml.Node, old, text string) []byte {
		changed := append([]string(nil), lines...)
		line := changed[n.Line-1]
		if !strings.HasPrefix(line[n.Column-1:], old) {
			t.Fatalf("no %q at %d:%d", old, n.Line, n.Column)
		}
		changed[n.Line-1] = line[:n.Column-1] + text + line[n.Column-1+len(old):]
		return []byte(strings.Join(changed, ""))
	}
	one := func(what string, n *yaml.Node, text []byte) {
		t.Helper()
		_, err := Read("base.yaml", text)
		var bad *Error
		if !errors.As(err, &bad) {
			t.Errorf("%s at %d:%d: %v", what, n.Line, n.Column, err)
		} else if len(bad.Faults) != 1 || bad.Faults[0].Line != n.Line {
			t.Errorf("%s at %d:%d:\n%v", what, n.Line, n.Column, err)
		}
	}
	root, err := decodeYAML(base)
	if err != nil {
		t.Fatal(err)
	}
	numbers, keys := 0, 0
	fields := map[string]bool{}
	for _, g := range allGroups() {
		for _, name := range g.names() {
			fields[name] = true
		}
	}
	var walk func(n *yaml.Node, address string)
	walk = func(n *yaml.Node, address string) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				if word := child.Value; fields[word] && !strings.HasPrefix(address, "scenarios") && !isID(address) {
					one("a strange key", child, with(child, word, "zzzzzzzzz"))
					keys++
				}
				continue
			}
			at := address
			if n.Kind == yaml.MappingNode {
				at += "." + n.Content[i-1].Value
			}
			if child.Kind == yaml.ScalarNode && !strings.HasPrefix(at, ".scenarios") && !strings.HasPrefix(at, "scenarios") && decimal.MatchString(child.Value) {
				one("a bad number", child, with(child, child.Value, "'4 or 5'"))
				numbers++
			}
			walk(child, strings.TrimPrefix(at, "."))
		}
	}
	walk(root, "")
	if numbers < 60 || keys < 80 {
		t.Errorf("tried %d numbers and %d keys", numbers, keys)
	}
}

// isID reports whether the keys of the group at the address are IDs.
func isID(address string) bool {
	steps := strings.Split(address, ".")
	last := steps[len(steps)-1]
	switch last {
	case "measures", "rewards", "tests", "reviews", "resubmission", "measurement", "hours", "bands", "cohorts", "each", "pooled", "profit", "surplus",
		"outcomes", "payers", "shares", "tariffs", "grants", "pathway", "evidence", "factors", "site_effects", "levers", "effects", "indices",
		"costs", "fees", "tranches", "tables", "columns", "correlations", "sites", "loadings", "targets":
		return true
	}
	return false
}

func TestPositions(t *testing.T) {
	text := "name: n\nterm:\n  start: 2020-04\ntariffs:\n  job: 5\n  kept: {price: 6}\npathway:\n  job:\n    hazards:\n      - 0.1\n      - {value: 0.2,\n" +
		"         note: x}\nsites:\n  upton:\n    tariffs: {kept: {lag: 1}}\nscenarios: {slow: {set: {sites.*.cap: 5}}}\n"
	_, at, err := Parse("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]Place{
		"name": {1, 7}, "term": {2, 1}, "term.start": {3, 10}, "tariffs.job": {5, 8}, "tariffs.job.price": {5, 8},
		"tariffs.kept": {6, 3}, "tariffs.kept.price": {6, 17}, "pathway.job.hazards": {9, 5}, "pathway.job.hazards.0": {10, 9},
		"pathway.job.hazards.1": {11, 9}, "scenarios.slow.set.sites.*.cap": {16, 39}, "scenarios.slow.set.sites.*.cap.to": {16, 39},
	} {
		if got, ok := at.At(address); !ok || got != want {
			t.Errorf("%s is at %v, %v; want %v", address, got, ok, want)
		}
	}
	if _, ok := at.At("cap"); ok {
		t.Error("cap was not written")
	}
	for address, want := range map[string]string{
		"cap":                            "",
		"term.months":                    "term",
		"tariffs.job.lag":                "tariffs.job",
		"sites.upton.tariffs.kept.lag":   "sites.upton.tariffs.kept.lag",
		"sites.upton.tariffs.kept.price": "tariffs.kept.price",
		"sites.upton.tariffs.job.price":  "tariffs.job.price",
		"sites.upton.referrals.rate":     "sites.upton",
		"sites.upton.pathway.job.delay":  "pathway.job",
		"sites.upton.name":               "sites.upton",
		"payers.upton":                   "",
	} {
		if got, _ := at.Near(address); got != want {
			t.Errorf("near %s is %q, want %q", address, got, want)
		}
	}
}

// TestInherited: what is wrong with a default is said once, where it stands.
func TestInherited(t *testing.T) {
	fs := &faults{}
	_, at, err := Parse("p.yaml", []byte("tariffs: {job: 5}\nsites: {a: {}, b: {}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	fs.follow(errors.Join(&deal.Fault{Address: "sites.a.tariffs.job.price", Found: "5", Allowed: "must be 6"},
		&deal.Fault{Address: "sites.b.tariffs.job.price", Found: "5", Allowed: "must be 6"},
		errors.New("odd")), at)
	want := "p.yaml:1:1: odd must be a possible deal\np.yaml:1:16: tariffs.job.price: 5 must be 6"
	if err := fs.err("p.yaml"); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// TestManyFaults: a hundred are printed, the rest is counted, kept or not.
func TestManyFaults(t *testing.T) {
	for _, n := range []int{99, 100, 101, 5000} {
		_, err := Read("f", []byte(minimal()+"x:\n"+count(n-1, " a#: 1\n")+"tables: [\n"+count(n-1, "&a 1,\n")+"1]"))
		var bad *Error
		if !errors.As(err, &bad) {
			t.Fatal(err)
		}
		lines := strings.Split(err.Error(), "\n")
		found := len(bad.Faults) + bad.More
		if want := n + 1; found != want { // the anchors, x, and the list itself
			t.Errorf("%d faults found, want %d", found, want)
		}
		if found <= maxPrinted && len(lines) != found || found > maxPrinted && (len(lines) != maxPrinted+1 ||
			lines[maxPrinted] != fmt.Sprintf("and %d more", found-maxPrinted)) {
			t.Errorf("%d lines for %d faults, the last %s", len(lines), found, lines[len(lines)-1])
		}
		if len(bad.Faults) > 1000 {
			t.Errorf("%d faults kept", len(bad.Faults))
		}
	}
}

// TestSafe: nothing of a file, nor its name, reaches the terminal as a command.
func TestSafe(t *testing.T) {
	for s, want := range map[string]string{
		"Café 中": "Café 中", "a\x1b[31mb": `a\x1b[31mb`, "\u202e": `\u202e`, "a\nb": `a\nb`, "\xff": `\xff`, "\u0085": `\u0085`, `"`: `"`,
	} {
		if got := safe(s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
	_, err := Read("\x1b]0;x\a", []byte(`"k\x1b[2J": 1`+"\n\"\\u202e\u200b\": 2\nzz\u200bz: 1\n\"a\\nb\": {}\nname: \"\\x9b1m\"\n"))
	if err == nil || safe(strings.ReplaceAll(err.Error(), "\n", "")) != strings.ReplaceAll(err.Error(), "\n", "") {
		t.Errorf("%q", err)
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 5 {
		t.Errorf("%d lines:\n%v", lines, err)
	}
}
