package cli

import (
	"bytes"
	"strings"
	"testing"
)

// TestStatusOfRequirements: 0 if all are met, 1 if one is not, 2 if one cannot be read.
func TestStatusOfRequirements(t *testing.T) {
	for _, c := range []struct {
		want  int
		flags []string
	}{
		{exitDone, []string{"--require", "investor.npv.mean > -1bn"}},
		{exitDone, []string{"--require", "p(investor.payback > 1e6) <= 1", "--require", "investor.npv.p05 < 1bn"}},
		{exitNo, []string{"--require", "investor.npv.mean > -1bn", "--require", "investor.npv.mean > 1bn"}},
		{exitNo, []string{"--require", "investor.payback.mean < 1bn", "--json"}},
		{exitBadInput, []string{"--require", "investor.npv.mean > 1bn", "--require", "investor.npv > 1bn"}},
		{exitBadInput, []string{"--require", "nothing.mean > 1bn"}},
		{exitBadInput, []string{"--require", ""}},
	} {
		var out, errOut bytes.Buffer
		args := append([]string{"run", "../../examples/minimal/deal.yaml", "--paths", "100"}, c.flags...)
		if got := Main(args, strings.NewReader(""), &out, &errOut); got != c.want {
			t.Errorf("%q: status %d, want %d\n%s", c.flags, got, c.want, errOut.String())
		}
		if (out.Len() > 0) != (c.want != exitBadInput) {
			t.Errorf("%q: status %d with %d bytes of result", c.flags, c.want, out.Len())
		}
	}
}
