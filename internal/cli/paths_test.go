package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestExplainedPathsAreTheRowsOfTheRun compares the ledger of every one of a
// thousand lifetimes with its row of --paths-out: what payers paid for
// outcomes, and what investors put in and got back, to the penny.
func TestExplainedPathsAreTheRowsOfTheRun(t *testing.T) {
	for deal, paths := range map[string]int{"../../examples/minimal/deal.yaml": 1000, "../../sim/testdata/rich.yaml": 100} {
		if testing.Short() {
			paths /= 10
		}
		file := filepath.Join(t.TempDir(), "paths.csv")
		var out, errOut bytes.Buffer
		if status := Main([]string{"run", deal, "--paths", fmt.Sprint(paths), "--seed", "5", "--paths-out", file, "--json"}, strings.NewReader(""), &out, &errOut); status != 0 {
			t.Fatalf("status %d: %s", status, &errOut)
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil || len(rows) != paths+1 {
			t.Fatalf("%d rows, error %v", len(rows), err)
		}
		column := func(name string) int {
			i := slices.Index(rows[0], name)
			if i < 0 {
				t.Fatalf("no column %s", name)
			}
			return i
		}
		total, drawn, repaid := column("payments.total"), column("investor.drawn"), column("investor.repaid")
		for n := range paths {
			out.Reset()
			if status := Main([]string{"explain", deal, "--path", fmt.Sprint(n), "--seed", "5", "--json"}, strings.NewReader(""), &out, &errOut); status != 0 {
				t.Fatalf("status %d: %s", status, &errOut)
			}
			var settled struct {
				Payments struct{ Total json.Number }
				Ledger   []struct {
					From, To string
					Amount   json.Number
				}
			}
			if err := json.Unmarshal(out.Bytes(), &settled); err != nil {
				t.Fatal(err)
			}
			var in, back int64
			for _, p := range settled.Ledger {
				if strings.HasPrefix(p.From, "capital.tranches.") {
					in += pence(t, string(p.Amount))
				}
				if strings.HasPrefix(p.To, "capital.tranches.") {
					back += pence(t, string(p.Amount))
				}
			}
			row := rows[n+1]
			if got, want := pence(t, string(settled.Payments.Total)), pence(t, row[total]); got != want {
				t.Fatalf("path %d: payments %d, row %d", n, got, want)
			}
			if in != pence(t, row[drawn]) || back != pence(t, row[repaid]) {
				t.Fatalf("path %d: drawn %d and repaid %d, row %s and %s", n, in, back, row[drawn], row[repaid])
			}
		}
	}
}

// pence reads an amount with two decimals without a float.
func pence(t *testing.T, s string) int64 {
	t.Helper()
	whole, minor, _ := strings.Cut(s, ".")
	var n int64
	if _, err := fmt.Sscanf(whole+(minor + "00")[:2], "%d", &n); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return n
}
