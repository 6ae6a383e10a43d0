package num

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "github.com/sibsim/sibsim"

// engine lists the packages whose arithmetic reaches a result. Those not written
// yet are skipped.
var engine = []string{"internal/num", "internal/random", "cashflow", "tally", "contract", "metric", "sim"}

// studies make results of results: nothing is fused in them either.
var studies = []string{"study", "internal/crossing", "internal/optimum"}

// present returns the engine packages that hold Go files, as paths below the root.
func present(t *testing.T) (root string, packages []string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range engine {
		files, _ := filepath.Glob(filepath.Join(root, p, "*.go"))
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				packages = append(packages, p)
				break
			}
		}
	}
	return root, packages
}

var (
	symbolLine = regexp.MustCompile(`^(\S+) STEXT`)
	fusedOp    = regexp.MustCompile(`\t(V?FN?M(?:ADD|SUB)[A-Z0-9]*)\t`)
)

// TestNothingFused compiles the engine for machines that have a fused multiply-add
// and fails if the compiler used one in our code. It catches one product left
// without its float64().
func TestNothingFused(t *testing.T) {
	if testing.Short() {
		t.Skip("cross-compiles")
	}
	root, packages := present(t)
	packages = append(packages, studies...)
	for _, target := range [][]string{
		{"GOARCH=arm64", "GOOS=linux"},
		{"GOARCH=amd64", "GOOS=linux", "GOAMD64=v3"},
	} {
		for _, p := range packages {
			build := exec.Command("go", "build", "-gcflags=-S", "./"+p)
			build.Dir = root
			build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), target...)
			listing, err := build.CombinedOutput()
			if err != nil {
				// Another package's fault is for its own tests to tell.
				if p == "internal/num" {
					t.Fatalf("%v %s: %v\n%s", target, p, err, tail(listing))
				}
				t.Logf("%v %s does not build: %v\n%s", target, p, err, tail(listing))
				continue
			}
			symbols, fused := scan(string(listing))
			if symbols == 0 {
				t.Errorf("%v %s: the compiler printed no function of ours", target, p)
			}
			for _, f := range fused {
				t.Errorf("%v %s", target, f)
			}
		}
	}
}

func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }

// scan counts the module's functions in an assembly listing and returns each fused
// instruction found in them.
func scan(listing string) (symbols int, fused []string) {
	ours, symbol := false, ""
	for line := range strings.Lines(listing) {
		if m := symbolLine.FindStringSubmatch(line); m != nil {
			symbol = m[1]
			if ours = strings.Contains(symbol, module+"/"); ours {
				symbols++
			}
			continue
		}
		if m := fusedOp.FindStringSubmatch(line); ours && m != nil {
			fused = append(fused, symbol+" has "+strings.TrimSpace(line))
		}
	}
	return symbols, fused
}

// TestScanSeesFusion makes sure the scanner recognises what it looks for, by
// compiling a product without its float64().
func TestScanSeesFusion(t *testing.T) {
	if testing.Short() {
		t.Skip("cross-compiles")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module "+module+"/fused\n\ngo 1.26\n")
	write("fused.go", "package fused\n\nfunc F(a, b, c float64) float64 { return a*b + c }\n")
	for _, target := range []string{"GOARCH=arm64", "GOAMD64=v3"} {
		build := exec.Command("go", "build", "-gcflags=-S", ".")
		build.Dir = dir
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", target)
		listing, err := build.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", target, err, listing)
		}
		if _, fused := scan(string(listing)); len(fused) == 0 {
			t.Errorf("%s: a fused instruction was not seen in\n%s", target, listing)
		}
	}
}

// banned are functions whose bits differ between machines or whose stream has a
// position.
var banned = regexp.MustCompile(`^(Exp|Exp2|Expm1|Log\w*|Pow\w*|Erf\w*|Gamma|Lgamma|A?(Sin|Cos|Tan)h?|Sincos|Atan2|` +
	`Cbrt|Hypot|FMA|[JY][01n])$`)

// TestSourceUsesNum reads the engine's source for functions it must not call.
func TestSourceUsesNum(t *testing.T) {
	root, packages := present(t)
	for _, p := range packages {
		files, _ := filepath.Glob(filepath.Join(root, p, "*.go"))
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range forbidden(t, p+"/"+filepath.Base(path), string(source)) {
				t.Error(fault)
			}
		}
	}
}

// forbidden lists the banned uses in one source file, with their positions.
func forbidden(t *testing.T, name, source string) (faults []string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Logf("%v", err) // the compiler will say so too
		return nil
	}
	maths := map[string]bool{}
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		switch path {
		case "math", "math/cmplx":
			local := filepath.Base(path)
			if spec.Name != nil {
				local = spec.Name.Name
			}
			if local == "." {
				faults = append(faults, set.Position(spec.Pos()).String()+": dot import of "+path)
			}
			maths[local] = true
		case "math/rand", "math/rand/v2", "golang.org/x/exp/rand":
			faults = append(faults, set.Position(spec.Pos()).String()+": import of "+path+": its streams have a position")
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if s.Sel.Name == "NormFloat64" || s.Sel.Name == "ExpFloat64" || ok && maths[x.Name] && banned.MatchString(s.Sel.Name) {
			faults = append(faults, set.Position(s.Pos()).String()+": "+s.Sel.Name+" has other bits on other machines; see internal/num")
		}
		return true
	})
	return faults
}

func TestForbiddenSees(t *testing.T) {
	const source = `package p
import (
	"math"
	m "math"
	"math/rand/v2"
	"golang.org/x/exp/rand"
)
var a = math.Exp(1) + m.Log2(3) + math.Sqrt(2) + math.FMA(1, 2, 3) + math.Abs(1) + math.Floor(math.Pow(2, 3))
func f(r *rand.Rand) float64 { return r.NormFloat64() + math.Sincos(1) }
`
	if got := forbidden(t, "p.go", source); len(got) != 8 {
		t.Errorf("found %d faults, want 8: %q", len(got), got)
	}
}
