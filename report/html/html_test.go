package html_test

import (
	"bytes"
	"encoding/xml"
	"html/template"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/html"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/study"
)

func sideBySide(t *testing.T, names sample.Names, several bool) report.Report {
	t.Helper()
	return report.Compare(sample.Comparison(t, names, several, 40), report.Comparing{Against: study.First, Stories: sample.Stories})
}

func written(t *testing.T, r report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tags reads a page strictly, as XML (which it is, too), and returns its
// start tags. Unbalanced tags and bare < or & are errors.
func tags(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	var out []xml.StartElement
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%v near %q", err, page[max(0, d.InputOffset()-80):d.InputOffset()])
		}
		if s, ok := token.(xml.StartElement); ok {
			out = append(out, s.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) (string, bool) {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

func TestPageIsWellFormedAndAlone(t *testing.T) {
	run := sample.Result(t, sample.Document(sample.Plain), 300)
	plan := run.Plan()
	for _, r := range []report.Report{report.Run(run), report.Validation(plan), report.Settlement(plan, plan.PlanCase()), report.Run(sample.Result(t, sample.Clauses(sample.Plain), 100)), sideBySide(t, sample.Plain, true), sideBySide(t, sample.Plain, false), {}} {
		page := written(t, r)
		ids := map[string]bool{}
		var wants []string
		policy := false
		for _, e := range tags(t, page) {
			switch e.Name.Local {
			case "script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image":
				t.Errorf("%s: element %s", r.Subtitle, e.Name.Local)
			case "meta":
				if v, _ := attribute(e, "http-equiv"); v == "Content-Security-Policy" {
					c, _ := attribute(e, "content")
					policy = strings.HasPrefix(c, "default-src 'none'; style-src 'unsafe-inline'")
				}
			}
			for _, a := range e.Attr {
				switch {
				case strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "src" || a.Name.Local == "style":
					t.Errorf("%s: attribute %s on %s", r.Subtitle, a.Name.Local, e.Name.Local)
				case a.Name.Local == "id":
					if ids[a.Value] {
						t.Errorf("%s: id %s stands twice", r.Subtitle, a.Value)
					}
					ids[a.Value] = true
				case a.Name.Local == "href":
					wants = append(wants, strings.TrimPrefix(a.Value, "#"))
				case a.Name.Local == "aria-labelledby":
					wants = append(wants, strings.Fields(a.Value)...)
				}
			}
		}
		if !policy {
			t.Errorf("%s: no content security policy", r.Subtitle)
		}
		for _, id := range wants {
			if !ids[id] {
				t.Errorf("%s: nothing has the id %q", r.Subtitle, id)
			}
		}
		if s := regexp.MustCompile(`(?i)https?:|url\(|@import`).FindAllString(strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""), -1); len(s) > 0 {
			t.Errorf("%s: the page reaches out: %q", r.Subtitle, s)
		}
	}
}

// TestPageHasEveryCell holds that the page loses nothing of the report.
func TestPageHasEveryCell(t *testing.T) {
	for _, r := range []report.Report{report.Run(sample.Result(t, sample.Clauses(sample.Plain), 300)), sideBySide(t, sample.Plain, true), sideBySide(t, sample.Plain, false)} {
		hasEveryCell(t, r)
	}
}

func hasEveryCell(t *testing.T, r report.Report) {
	t.Helper()
	page := strings.ReplaceAll(written(t, r), "<wbr/>", "")
	pictures := 0
	for _, s := range r.Sections {
		pictures += 2 * len(s.Figures) // wide and narrow
	}
	if n := strings.Count(page, "<svg"); n != pictures || n == 0 {
		t.Errorf("%d pictures, want %d", n, pictures)
	}
	for _, s := range r.Sections {
		if n := strings.Count(page, ">"+s.Title+"<"); n < 2 { // in the list of parts and above the part
			t.Errorf("%q stands %d times", s.Title, n)
		}
		for _, f := range s.Figures {
			if !strings.Contains(page, f.Title) {
				t.Errorf("%s is not drawn", f.ID)
			}
		}
		for _, table := range s.Tables {
			for _, row := range table.Rows {
				for _, c := range row.Cells {
					if !strings.Contains(page, ">"+escape(c.Text)+"<") && !strings.Contains(page, ">"+template.HTMLEscapeString(c.Text)+"<") {
						t.Errorf("%s: no cell %q", table.Title, c.Text)
					}
				}
			}
			for _, n := range table.Notes {
				if !strings.Contains(page, escape(n)) {
					t.Errorf("%s: no note %q", table.Title, n)
				}
			}
		}
	}
}

// escape writes words as a page does.
func escape(s string) string {
	return strings.NewReplacer("'", "&#39;", "+", "&#43;", ">", "&gt;", "<", "&lt;").Replace(s)
}

// TestNoNameRuns plants every payload as every name: the page has the same
// tags as with harmless names.
func TestNoNameRuns(t *testing.T) {
	shape := func(names sample.Names) string {
		run := sample.Result(t, sample.Clauses(names), 3)
		var b strings.Builder
		for _, r := range []report.Report{report.Run(run), report.Settlement(run.Plan(), run.Plan().PlanCase()), sideBySide(t, names, true)} {
			page := written(t, r)
			for _, c := range page {
				if c != '\n' && !unicode.IsPrint(c) && !unicode.Is(unicode.Zs, c) {
					t.Errorf("%q: %U in the page", names.Deal, c)
				}
			}
			for _, e := range tags(t, page) {
				b.WriteString(e.Name.Local)
				for _, a := range e.Attr {
					b.WriteString(" " + a.Name.Local)
				}
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
	want := shape(sample.Plain)
	for _, payload := range sample.Payloads {
		if got := shape(sample.All(payload)); kinds(got) != kinds(want) {
			t.Errorf("%q changes the tags of the page", payload)
		}
	}
}

// kinds are the different tags, sorted by first sight.
func kinds(shape string) string {
	seen := map[string]bool{}
	var out []string
	for _, l := range strings.Split(shape, "\n") {
		if !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
