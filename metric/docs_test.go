package metric

import (
	"os"
	"strings"
	"testing"
)

// tableRow is a metric's row of the table in docs/model.md.
func tableRow(d Doc) string {
	present, undefined := d.Present, d.Undefined
	if present == "always" {
		present = ""
	}
	if undefined == "never" {
		undefined = ""
	}
	return strings.Join([]string{"", " `" + d.Name + "` ", " " + string(d.Unit) + " ", " " + d.Formula + " ", " " + present + " ", " " + undefined + " ", ""}, "|")
}

// section returns the lines of a section of docs/model.md.
func section(t *testing.T, heading string) []string {
	t.Helper()
	text, err := os.ReadFile("../docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut("\n"+string(text), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("docs/model.md has no section %q", heading)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	return strings.Split(rest, "\n")
}

// TestModelTable holds the table of section 6 to the catalogue, row by row.
func TestModelTable(t *testing.T) {
	var rows []string
	for _, line := range section(t, "## 6. Metrics") {
		if strings.HasPrefix(line, "| `") {
			rows = append(rows, line)
		}
	}
	names := Names()
	for i, name := range names {
		d, ok := Explain(name)
		if !ok {
			t.Fatalf("%s is not explained", name)
		}
		if want := tableRow(d); i >= len(rows) || rows[i] != want {
			got := "no row"
			if i < len(rows) {
				got = rows[i]
			}
			t.Errorf("row %d of the table of section 6\n have %s\n want %s", i, got, want)
		}
	}
	for _, row := range rows[min(len(names), len(rows)):] {
		t.Errorf("not in the catalogue: %s", row)
	}
}

// TestCatalogue checks that the rich deal has a metric of every pattern, that
// every metric matches one pattern only, and that every definition is complete.
func TestCatalogue(t *testing.T) {
	s := newSet(t, full(t))
	var names []string
	for _, spec := range s.Specs() {
		names = append(names, spec.Name)
	}
	for _, r := range s.Ratios() {
		names = append(names, r.Name)
	}
	names = append(names, "investor.irr_of_mean")
	met := map[string]bool{}
	for _, name := range names {
		var patterns []string
		for _, p := range Names() {
			if matches(p, name) {
				patterns = append(patterns, p)
				met[p] = true
			}
		}
		if len(patterns) != 1 {
			t.Errorf("%s matches %q, want one pattern", name, patterns)
		}
	}
	for _, p := range Names() {
		if !met[p] {
			t.Errorf("the rich deal has no metric %s", p)
		}
		d, ok := Explain(p)
		if !ok || d.Name != p {
			t.Errorf("Explain(%q) is of %q", p, d.Name)
		}
		for what, text := range map[string]string{
			"unit": string(d.Unit), "grain": d.Grain, "sign": d.Sign, "text": d.Text, "formula": d.Formula,
			"present": d.Present, "undefined": d.Undefined, "source": d.Source,
		} {
			if text == "" {
				t.Errorf("%s has no %s", p, what)
			}
		}
		if strings.Contains(d.Formula, "|") {
			t.Errorf("%s: a bar in the formula would break the table", p)
		}
	}
	for _, name := range []string{"", "payer", "payer.north", "payer..spend", "payer.north.spend.more", "investors.irr"} {
		if d, ok := Explain(name); ok {
			t.Errorf("Explain(%q) is of %s, want none", name, d.Name)
		}
	}
	d, _ := Explain("site.enfield.outcome.job.met")
	if d.Name != "site.ID.outcome.OUT.met" || d.Unit != Flag {
		t.Errorf("site.enfield.outcome.job.met is explained by %s (%s)", d.Name, d.Unit)
	}
}
