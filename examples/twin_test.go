package examples_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/internal/cli"
)

// TestTwinAgrees runs the independent simulator of docs/twin, written from
// docs/model.md alone, and compares every metric at z 4.89 and every figure of
// the plan case. With 1,000 twin paths an error of 0.15 standard deviations of
// a metric would be seen, with 400 one of 0.25.
func TestTwinAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("the twin takes tens of milliseconds a path: left out of -short")
	}
	python := os.Getenv("SIBSIM_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import numpy, scipy, yaml").CombinedOutput(); err != nil {
		t.Skipf("needs python3 with numpy, scipy and pyyaml: %s", bytes.TrimSpace(out))
	}
	dir := t.TempDir()
	for file, paths := range map[string]string{
		"minimal/deal.yaml": "2000", "mhep5/deal.yaml": "600", "mhep-lcf/deal.yaml": "600",
		// Deals of many clauses: people and rewards, events and capital, delivery and payers.
		"../docs/twin/testdata/rewards.yaml": "400", "../docs/twin/testdata/service.yaml": "400", "../docs/twin/testdata/care.yaml": "400",
		// Levers and benefits: nominal money with a deflator, then real.
		"../docs/twin/testdata/levers.yaml": "400", "../docs/twin/testdata/worth.yaml": "400",
	} {
		name := strings.NewReplacer("/deal.yaml", "", "../docs/twin/testdata/", "twin-", ".yaml", "").Replace(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errOut bytes.Buffer
			if status := cli.Main([]string{"run", file, "--json", "--paths", "20000"}, strings.NewReader(""), &out, &errOut); status != 0 {
				t.Fatalf("status %d: %s", status, &errOut)
			}
			program, twin := filepath.Join(dir, name+".json"), filepath.Join(dir, name+"-twin.json")
			if err := os.WriteFile(program, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(python, "../docs/twin/twin.py", file, "--paths", paths, "--seed", "1", "--json")
			cmd.Stderr = &errOut
			data, err := cmd.Output()
			if err != nil {
				t.Fatalf("twin: %v\n%s", err, &errOut)
			}
			if err := os.WriteFile(twin, data, 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(python, "../docs/twin/compare.py", program, twin).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
