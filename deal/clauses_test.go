package deal

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Every pattern of a clause is one of the language, and not twice there.
func TestClausePatterns(t *testing.T) {
	known := map[string]bool{}
	for f := range Fields() {
		for p := f.Pattern; ; {
			known[p] = true
			i := strings.LastIndexByte(p, '.')
			if i < 0 {
				break
			}
			p = p[:i]
		}
	}
	patterns := ClausePatterns()
	for i, p := range patterns {
		if !known[p] {
			t.Errorf("%s is no field", p)
		}
		if slices.Contains(patterns[:i], p) {
			t.Errorf("%s stands twice", p)
		}
	}
}

func TestWithout(t *testing.T) {
	d := mustNew(t, full())
	d = mustWith(t, d, Set("tariffs.job_start.lag", 1), Set("sites.barnet.tariffs.job_start.lag", 2))
	list := d.Clauses()
	if !slices.Contains(list, "tariffs.job_start.lag") || slices.Contains(list, "sites.barnet.tariffs.job_start.lag") {
		t.Errorf("the lag of every site does not stand for that of one: %q", list)
	}
	taken := 0
	for _, address := range list {
		out, err := d.Without(address)
		if err != nil {
			t.Logf("without %s: %v", address, err) // another clause needs it
			continue
		}
		taken++
		if slices.Contains(out.Clauses(), address) {
			t.Errorf("%s is still there", address)
		}
		if _, err := out.Without(address); err == nil {
			t.Errorf("%s was taken away twice", address)
		}
	}
	if taken < len(list)*2/3 {
		t.Errorf("only %d of %d clauses could be taken away", taken, len(list))
	}
	out, err := d.Without("tariffs.job_start.lag")
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, out, "sites.barnet.tariffs.job_start.lag"); got != "0" {
		t.Errorf("without its lag the tariff has a lag of %s at a site", got)
	}
	var fault *Fault
	for _, address := range []string{"name", "payers.nobody.cap", "capital.nothing", "sites.barnet.tariffs.job_start.lag", "sites.*.cap", ""} {
		if _, err := d.Without(address); !errors.As(err, &fault) || fault.Address != address {
			t.Errorf("without %q: %v", address, err)
		}
	}
}
