package deal

import "testing"

// TestAddressesAgreeWithGet: both see the same deal.
func TestAddressesAgreeWithGet(t *testing.T) {
	d := mustNew(t, full())
	seen := map[string]bool{}
	for a, s := range d.Addresses() {
		if got, ok := d.Get(a); !ok || got != s {
			t.Errorf("%s is %q in Addresses, %q (%v) by Get", a, s, got, ok)
		}
		if seen[a] {
			t.Errorf("%s comes twice", a)
		}
		seen[a] = true
	}
	for _, a := range []string{"sites.harrow.pathway.engaged.probability", "sites.harrow.evidence.left", "sites.barnet.loadings.economy", "capital.tranches.senior.rank", "costs.manager.per"} {
		if !seen[a] {
			t.Errorf("%s is missing", a)
		}
	}
	n := 0
	for range d.Addresses() {
		if n++; n == 3 {
			break
		}
	}
}

func TestGetFindsNothing(t *testing.T) {
	d := mustNew(t, full())
	for _, a := range []string{"", "sites", "sites.*.cap", "sites.barnet.cap", "sites.nowhere.cap", "evidence.nothing", "zzz", "pathway.healthy.hazards.9"} {
		if s, ok := d.Get(a); ok {
			t.Errorf("Get(%q) = %q", a, s)
		}
	}
	if _, ok := d.Number("name"); ok {
		t.Error("a name is no number")
	}
	if q, ok := d.Number("sites.harrow.pathway.engaged.probability"); !ok || q.Dist != "beta" || q.Source == nil {
		t.Errorf("Number = %v, %v", q, ok)
	}
}
