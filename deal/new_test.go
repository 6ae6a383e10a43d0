package deal

import (
	"reflect"
	"testing"
)

func TestSmallAndFullAreDeals(t *testing.T) {
	for name, doc := range map[string]Document{"small": small(), "full": full()} {
		if _, err := New(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFullStatesEveryField keeps the full example full.
func TestFullStatesEveryField(t *testing.T) {
	doc, written := full(), map[string]bool{}
	walk(root, reflect.ValueOf(&doc).Elem(), "", func(n *node, v reflect.Value, _ string) bool {
		if n.leaf() && stated(n, v) {
			written[n.Pattern] = true
		}
		return true
	})
	delay := []string{"geometric", "weibull", "lognormal"}
	used := map[string]bool{}
	for _, d := range delay {
		for _, p := range map[string][]string{"geometric": {"mean"}, "weibull": {"shape", "mean"}, "lognormal": {"median", "sigma"}}[d] {
			used[d+"."+p] = true
		}
	}
	for f := range Fields() {
		if written[f.Pattern] {
			continue
		}
		p, _ := parse(f.Pattern)
		if k := len(p); k > 2 && reflect.ValueOf(Waiting{}).NumField() == 4 && isWaiting(p) && !used[p[k-2].key+"."+p[k-1].key] {
			continue // must not be written: a geometric delay has a mean only
		}
		t.Errorf("full() does not state %s", f.Pattern)
	}
}

func isWaiting(p path) bool {
	switch p[len(p)-2].key {
	case "geometric", "weibull", "lognormal":
		return true
	}
	return false
}
