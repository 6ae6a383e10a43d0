package sim_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
)

// userMetric is a metric of the test's own: the largest claim of one month.
var userMetric = metric.Spec{
	Name: "claim.largest", Unit: metric.Money, Scale: 100, Doc: "Largest claim of one month.",
	Of: func(l *contract.Ledger) (int64, bool) { return slices.Max(l.Claimed), true },
}

// examples lists the deals that ship with the project.
func examples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return files
}
