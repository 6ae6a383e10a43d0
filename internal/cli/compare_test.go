package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
)

// countdown is a context that ends when it was asked so many times whether it has.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// An interrupted comparison ends with status 3 and prints the cells that were
// finished, marked, as the whole prints them; the others are empty.
func TestInterruptedComparison(t *testing.T) {
	args := []string{
		"compare", "../../examples/minimal/deal.yaml", "--scenario", "times:referrals.rate=0.9", "--scenario", "times:referrals.rate=0.8",
		"--paths", "300", "--workers", "1",
	}
	compare := func(lifetimes int64, more ...string) (out string, status int, said string) {
		t.Helper()
		ctx := &countdown{Context: context.Background()}
		ctx.left.Store(lifetimes) // each is asked for before it is walked
		var stdout, stderr bytes.Buffer
		root := newRoot(&env{in: strings.NewReader(""), out: &stdout, err: &stderr})
		root.SetArgs(append(append([]string(nil), args...), more...))
		status = exit(root.ExecuteContext(ctx), &stderr)
		return stdout.String(), status, stderr.String()
	}
	read := func(text string) (partial bool, cells map[string]any) {
		t.Helper()
		var v struct {
			Partial bool
			Cells   map[string]map[string]any
		}
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		for _, row := range v.Cells {
			cells = row
		}
		return v.Partial, cells
	}
	all, status, _ := compare(1e9, "--json")
	partial, whole := read(all)
	if status != exitDone || partial || len(whole) != 3 {
		t.Fatalf("status %d, partial %v, %d cells", status, partial, len(whole))
	}
	some, status, said := compare(700, "--json")
	partial, part := read(some)
	if status != exitPartial || !partial || !strings.Contains(said, "interrupted") {
		t.Fatalf("status %d, partial %v, said %q", status, partial, said)
	}
	for name, done := range map[string]bool{"base": true, "times:referrals.rate=0.9": true, "times:referrals.rate=0.8": false} {
		cell := part[name].(map[string]any)
		if cell["done"] != done || done != reflect.DeepEqual(cell, whole[name]) || !done && cell["figures"] != nil {
			t.Errorf("%s: done %v, %v", name, cell["done"], cell)
		}
	}
	text, status, _ := compare(700)
	for _, want := range []string{"The comparison was stopped: 1 cell is not finished.", "[1] not finished", "times:referrals.rate=0.9", "2 cells: 600 lifetimes walked"} {
		if status != exitPartial || !strings.Contains(text, want) {
			t.Errorf("status %d, no %q in\n%s", status, want, text)
		}
	}
	csv, _, _ := compare(700, "--csv")
	if !strings.Contains(csv, "times:referrals.rate=0.8,investor,investor.npv.mean,money,,,,,,,,,,,,,,not finished\n") {
		t.Errorf("no empty row in\n%s", csv)
	}
	if out, status, said := compare(50); status != exitPartial || out != "" || !strings.Contains(said, "interrupted") {
		t.Errorf("stopped in the first cell: status %d, %q, %q", status, out, said)
	}
}
