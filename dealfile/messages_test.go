package dealfile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// unreachable are messages that no file can bring about, with the reason.
var unreachable = map[string]string{
	"must be a number or a distribution, not both":          "the reader refuses it first",
	"must name its distribution: ":                          "the reader refuses it first",
	"must be a number, as 12 or 0.35 or 1.2e6":              "the reader refuses it first",
	"must be a distribution: ":                              "the reader knows the names",
	"must not name a table: only joint does":                "the reader knows the parameters",
	"must not list values: only discrete does":              "the reader knows the parameters",
	"must not have parameters: %s has none":                 "the reader knows the parameters",
	"must not have %s: its parameters are %s%s":             "the reader knows the parameters",
	"must name %s once":                                     "the reader refuses keys that stand twice",
	"must have a finite %s":                                 "the reader refuses it first",
	"must have at least one row":                            "the reader refuses an empty list",
	"must have finite values":                               "the reader refuses it first",
	"must be a contract":                                    "for errors of another type",
	"must be a possible deal":                               "for errors of another type",
	"must be JSON: ":                                        "for complaints of another parser",
	"must be the end: groups and lists are nested too deep": "there are more marks than may be, or YAML says it",
	"must be YAML: ":                                        "for complaints of another parser",
}

// notRead are files whose faults are not those of a deal file: edits, counts.
var notRead = map[string]bool{"edit.go": true, "scale.go": true, "without.go": true, "counts.go": true, "counts_marks.go": true, "counts_people.go": true}

// TestEveryMessage: the corpus brings about every message that reading a file
// can give. Messages are the string constants in which "must" or "did you"
// stands, of this package and of package deal; a verb stands for anything.
func TestEveryMessage(t *testing.T) {
	said := corpus(t)
	used := map[string]bool{}
	for _, folder := range []string{".", "../deal"} {
		for where, text := range messages(t, folder) {
			if _, ok := unreachable[text]; ok {
				used[text] = true
				continue
			}
			if !pattern(text).MatchString(said) {
				t.Errorf("%s: no bad deal is answered %q", where, text)
			}
		}
	}
	for text := range unreachable {
		if !used[text] {
			t.Errorf("%q is nowhere", text)
		}
	}
}

// corpus returns what all bad deals are answered.
func corpus(t *testing.T) string {
	var all strings.Builder
	for name, data := range badDeals(t) {
		_, err := Read(name, data)
		if err == nil {
			t.Errorf("%s is a deal", name)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	return all.String()
}

// messages returns the messages in the sources of a folder by their places.
func messages(t *testing.T, folder string) map[string]string {
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || notRead[filepath.Base(path)] {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok { // what is wrong with the program
				if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
					return false
				}
			}
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err == nil && (strings.HasPrefix(text, "must ") || strings.Contains(text, "did you")) {
				found[set.Position(lit.Pos()).String()] = text
			}
			return true
		})
	}
	if len(found) < 20 {
		t.Errorf("%d messages in %s", len(found), folder)
	}
	return found
}

var verb = regexp.MustCompile(`%[a-z]`)

// pattern matches what a message becomes in an error.
func pattern(text string) *regexp.Regexp {
	parts := verb.Split(text, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(strings.Join(parts, ".*"))
}
