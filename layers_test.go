package sibsim_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sibsim/sibsim"

// layers is the import table of docs/architecture.md: what each package may
// import of ours. Nothing travels backwards.
var layers = map[string][]string{
	"":                       {},
	"internal/num":           {},
	"internal/slip":          {},
	"internal/random":        {"internal/num"},
	"cashflow":               {"internal/num"},
	"tally":                  {"internal/num"},
	"contract":               {"cashflow", "internal/num"},
	"assumptions":            {},
	"deal":                   {"contract", "assumptions", "internal/num", "internal/slip"},
	"scenarios":              {"deal", "contract", "assumptions", "internal/num", "internal/slip"},
	"metric":                 {"contract", "cashflow", "internal/num", "internal/slip"},
	"sim":                    {"deal", "contract", "assumptions", "metric", "tally", "cashflow", "internal/random", "internal/num"},
	"sector":                 {},
	"internal/crossing":      {},
	"internal/optimum":       {},
	"study":                  {"assumptions", "cashflow", "contract", "deal", "sim", "metric", "tally", "internal/crossing", "internal/optimum", "internal/random", "internal/num"},
	"dealfile":               {"deal", "contract", "assumptions", "internal/slip"},
	"report":                 {"deal", "assumptions", "contract", "metric", "scenarios", "sector", "sim", "study", "tally", "cashflow"},
	"report/internal/sample": {"deal", "metric", "sim", "study"},
	"report/text":            {"report"},
	"report/html":            {"report", "report/chart"},
	"report/chart":           {"report"},
	"internal/cli":           {"contract", "deal", "dealfile", "metric", "report", "report/text", "report/html", "scenarios", "sim", "study"},
	"internal/check":         {},
	"cmd/sibsim":             {"internal/cli"},
}

// heavy are modules that may not reach someone who imports only the core.
var heavy = []string{"github.com/spf13/", "github.com/olekukonko/", "github.com/schollz/", "github.com/guptarohit/", "net/http"}

// core are the packages an importer of sim pulls in.
var core = []string{"internal/num", "internal/random", "cashflow", "tally", "contract", "assumptions", "deal", "scenarios", "metric", "sim"}

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || path == "examples" || path == "docs") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		pkg := filepath.ToSlash(filepath.Dir(path))
		if pkg == "." {
			pkg = ""
		}
		allowed, known := layers[pkg]
		if !known {
			t.Errorf("%s: package %q is not in the table", path, pkg)
			return nil
		}
		seen[pkg] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range file.Imports {
			name := strings.Trim(imp.Path.Value, `"`)
			if ours, ok := strings.CutPrefix(name, module+"/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s; %s may import only %v", path, ours, pkg, allowed)
			}
			for _, h := range heavy {
				if strings.HasPrefix(name, h) && slices.Contains(core, pkg) {
					t.Errorf("%s imports %s, which is too heavy for the core", path, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range layers {
		if !seen[pkg] {
			t.Errorf("package %q is in the table and has no code", pkg)
		}
	}
}
