package dealfile

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"
)

func resolvedSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(&jsonschema.ResolveOptions{ValidateDefaults: true})
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// validate asks the schema about YAML.
func validate(schema *jsonschema.Resolved, data []byte) error {
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err // an infinity
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	return schema.Validate(v)
}

// TestSchema: the schema takes every good deal and refuses the bad ones whose
// fault is in one value or key.
func TestSchema(t *testing.T) {
	schema := resolvedSchema(t)
	for name, data := range goodDeals(t) {
		if err := validate(schema, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := readVariants(t)
	refused, taken := map[string]int{}, map[string][]string{}
	for _, v := range list {
		if v.class != "range" && v.class != "type" && v.class != "unknown-key" {
			continue
		}
		if err := validate(schema, v.text(t, string(base))); err != nil {
			refused[v.class]++
		} else {
			taken[v.class] = append(taken[v.class], strings.Join(v.new, " "))
		}
	}
	t.Logf("refused %v, taken %q", refused, taken)
	for class, least := range map[string]int{"range": 30, "type": 30, "unknown-key": 10} {
		if refused[class] < least {
			t.Errorf("%s: refuses %d of the bad deals, want %d", class, refused[class], least)
		}
	}
	for _, text := range []string{"[]", "{}", "sibsim: 2", minimal("outcomes", "  Big: {}\n"), minimal("budget", "  total: {}\n")} {
		if err := validate(schema, []byte(text)); err == nil {
			t.Errorf("takes %q", text)
		}
	}
}

// TestSchemaSaysAll: every doc of the tags stands in the schema and in the
// template.
func TestSchemaSaysAll(t *testing.T) {
	schema, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(schema, &plain); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if s, ok := v["description"].(string); ok {
				said[s] = true
			}
			for _, of := range v {
				visit(of)
			}
		case []any:
			for _, of := range v {
				visit(of)
			}
		}
	}
	visit(plain)
	template := strings.Join(strings.Fields(strings.ReplaceAll(string(Template()), "#", " ")), " ")
	fields := 0
	for _, g := range allGroups() {
		for i := range g.fields {
			f := &g.fields[i]
			fields++
			if f.tag.Get("doc") == "" {
				t.Errorf("%s has no doc", f.name)
			}
			if !said[f.sentence()] {
				t.Errorf("the schema does not say of %s: %s", f.name, f.sentence())
			}
			if want := f.name + ": " + strings.Join(strings.Fields(f.sentence()), " "); !strings.Contains(template, want) {
				t.Errorf("the template does not say: %s", want)
			}
		}
	}
	if fields < 100 {
		t.Errorf("%d fields", fields)
	}
}

// TestTemplate: the template is the sample with comments, and fits a screen.
func TestTemplate(t *testing.T) {
	d, err := Read("template", Template())
	if err != nil {
		t.Fatal(err)
	}
	of, err := Read("sample", sample)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := Write(d.Document())
	b, errB := Write(of.Document())
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("another deal than the sample: %v, %v", errA, errB)
	}
	for i, line := range strings.Split(string(Template()), "\n") {
		if len(line) > 120 {
			t.Errorf("line %d has %d characters", i+1, len(line))
		}
	}
	for _, dist := range distributions {
		if !strings.Contains(string(Template()), "#     "+dist.name+": "+strings.Join(dist.params, ", ")+"\n") {
			t.Errorf("no word of %s", dist.name)
		}
	}
}
