package deal

import (
	"reflect"
	"regexp"
	"testing"
)

func TestSmallAndFullAreDeals(t *testing.T) {
	for name, doc := range map[string]Document{"small": small(), "full": full()} {
		if _, err := New(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFullStatesEveryField keeps the full example full: with its variant it
// states every field, but for the parameters that a waiting time of its form must not have.
func TestFullStatesEveryField(t *testing.T) {
	written := map[string]bool{}
	for _, doc := range []Document{full(), fullMonthly()} {
		walk(root, reflect.ValueOf(&doc).Elem(), "", func(n *node, v reflect.Value, _ string) bool {
			if n.leaf() && stated(n, v) {
				written[n.Pattern] = true
			}
			return true
		})
	}
	for f := range Fields() {
		if !written[f.Pattern] && !foreign.MatchString(f.Pattern) {
			t.Errorf("full() does not state %s", f.Pattern)
		}
		if f.Doc == "" {
			t.Errorf("%s has no doc", f.Pattern)
		}
	}
}

// foreign matches the parameters that a waiting time of its form must not have.
var foreign = regexp.MustCompile(`(geometric\.(shape|median|sigma)|weibull\.(median|sigma)|lognormal\.(mean|shape))$`)

func BenchmarkWith(b *testing.B) {
	d := mustNew(b, full())
	for b.Loop() {
		mustWith(b, d, Set("name", "x"))
	}
}
