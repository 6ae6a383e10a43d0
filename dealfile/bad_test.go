package dealfile

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the wanted errors of testdata/bad anew")

// badClasses are the kinds of faults that the corpus covers.
var badClasses = []string{
	"encoding", "structure", "unknown-key", "type", "range", "probability-sum",
	"pathway-graph", "shares", "references", "dates", "correlation", "money",
}

// read returns the error of a bad file, by lines; it fails if there is none
// or it took long.
func read(t *testing.T, name string, data []byte) string {
	t.Helper()
	start := time.Now()
	_, err := Read(name, data)
	if took := time.Since(start); took > bombTime {
		t.Errorf("took %v", took)
	}
	if err == nil {
		t.Fatal("is a deal")
	}
	var bad *Error
	if !errors.As(err, &bad) {
		t.Fatalf("error is a %T", err)
	}
	for i, f := range bad.Faults {
		if f.Line < 1 || f.Col < 1 || f.Found == "" || f.Allowed == "" {
			t.Errorf("fault %d lacks something: %+v", i, f)
		}
	}
	return err.Error() + "\n"
}

// TestBadFiles: each bad file has exactly its faults, each at its place.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	perClass, manyFaults := map[string]int{}, 0
	for _, path := range files {
		name := filepath.Base(path)
		perClass[name[:strings.LastIndexByte(name, '-')]]++
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, name, data)
			if strings.Count(got, "\n") >= 3 {
				manyFaults++
			}
			wantPath := strings.TrimSuffix(path, ".yaml") + ".want"
			if *update {
				if err := os.WriteFile(wantPath, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(wantPath)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
	for _, class := range badClasses {
		if perClass[class] < 5 {
			t.Errorf("%d files of class %s, want 5", perClass[class], class)
		}
	}
	if len(perClass) != len(badClasses) {
		t.Errorf("classes %v", perClass)
	}
	if manyFaults < 10 {
		t.Errorf("%d files with three faults, want 10", manyFaults)
	}
	variants, _ := readVariants(t)
	if n := len(files) + len(variants); n < 150 {
		t.Errorf("%d bad deals, want 150", n)
	}
	t.Logf("%d files, %d variants", len(files), len(variants))
}
