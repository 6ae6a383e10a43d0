package dealfile

import (
	"os"
	"path/filepath"
	"testing"
)

type variant struct{ old, new, want string }

var variants = []variant{}

// badDeals returns all bad deals by name.
func badDeals(t *testing.T) map[string][]byte {
	deals := map[string][]byte{}
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if deals[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return deals
}
