package dealfile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// variant is a bad deal that differs from testdata/base.yaml in one place.
type variant struct {
	line          int // of testdata/variants.txt
	class         string
	old, new      []string
	want          []string
	begins, after int // where its text stands among the lines of the file
}

const variantsFile = "testdata/variants.txt"

// readVariants reads the variants: blocks of lines "- OLD", "+ NEW" and
// "= WANTED ERROR" under headings "# CLASS". In them <U+0001> stands for a
// character and <80> for a byte.
func readVariants(t testing.TB) (list []variant, lines []string) {
	t.Helper()
	text, err := os.ReadFile(variantsFile)
	if err != nil {
		t.Fatal(err)
	}
	lines = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	class, v := "", variant{}
	flush := func(i int) {
		if v.after = i; v.old != nil {
			list = append(list, v)
		}
		v = variant{class: class}
	}
	for i, line := range lines {
		sign, rest, _ := strings.Cut(line, " ")
		switch sign {
		case "#":
			flush(i)
			class = rest
			v.class = class
		case "":
			flush(i)
		case "-":
			if v.old == nil {
				v.line, v.begins = i+1, i
			}
			v.old = append(v.old, rest)
		case "+":
			v.new = append(v.new, rest)
		case "=":
			v.want = append(v.want, rest)
		default:
			t.Fatalf("%s:%d: %q", variantsFile, i+1, line)
		}
	}
	flush(len(lines))
	return list, lines
}

var special = regexp.MustCompile(`<(U\+[0-9A-F]{4}|[0-9A-F]{2})>`)

// text returns the bad deal.
func (v variant) text(t testing.TB, base string) []byte {
	t.Helper()
	old, new := strings.Join(v.old, "\n"), strings.Join(v.new, "\n")
	if !strings.Contains(base, old) {
		t.Fatalf("%s:%d: the base has no %q", variantsFile, v.line, old)
	}
	new = special.ReplaceAllStringFunc(new, func(s string) string {
		n, _ := strconv.ParseUint(strings.Trim(s, "<U+>"), 16, 32)
		if strings.Contains(s, "+") {
			return string(rune(n))
		}
		return string([]byte{byte(n)})
	})
	return []byte(strings.Replace(base, old, new, 1))
}

// TestVariants: every variant of the base has exactly its faults.
func TestVariants(t *testing.T) {
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read("base.yaml", base); err != nil {
		t.Fatal(err)
	}
	list, lines := readVariants(t)
	var renewed []string
	last := 0
	for _, v := range list {
		t.Run(fmt.Sprintf("%s:%d", v.class, v.line), func(t *testing.T) {
			got := strings.Split(strings.TrimSuffix(read(t, "base", v.text(t, string(base))), "\n"), "\n")
			renewed = append(renewed, lines[last:v.begins]...)
			for _, line := range lines[v.begins:v.after] {
				if !strings.HasPrefix(line, "=") {
					renewed = append(renewed, line)
				}
			}
			last = v.after
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "base:")
				renewed = append(renewed, "= "+got[i])
			}
			if !*update && strings.Join(got, "\n") != strings.Join(v.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(v.want, "\n"))
			}
		})
	}
	renewed = append(renewed, lines[last:]...)
	if *update && !t.Failed() {
		if err := os.WriteFile(variantsFile, []byte(strings.Join(renewed, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// badDeals returns all bad deals by name.
func badDeals(t testing.TB) map[string][]byte {
	t.Helper()
	deals := map[string][]byte{
		"long":         []byte(strings.Repeat("a: 1\n", all)[:all+1]),
		"nodes":        []byte("a: [" + rep("1,", 55_000) + "1]"),
		"marks":        []byte("a: [" + rep("1,", 65_000) + "1]"),
		"entries":      []byte(minimal("outcomes", count(501, "  o#: {}\n"))),
		"outcomes":     []byte(minimal("outcomes", count(410, "  o#: {}\n"), "sites", count(50, "  s#: {}\n"))),
		"defaults":     []byte(minimal("pathway", "  o0: {hazards: ["+rep("0.1,", 3_000)+"0]}\n", "sites", count(50, "  s#: {}\n"))),
		"correlations": []byte(minimal("correlations", "  c: {inputs: ["+rep("cap,", 400)+"cap]}\n")),
	}
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if deals[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := readVariants(t)
	for _, v := range list {
		deals[fmt.Sprintf("%s:%d", v.class, v.line)] = v.text(t, string(base))
	}
	return deals
}
