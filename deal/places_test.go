package deal

import (
	"slices"
	"testing"
)

// A number with as many decimals as Places allows is taken, one with one more is not.
func TestPlaces(t *testing.T) {
	d := mustNew(t, full())
	for address, c := range map[string]struct {
		places  int
		fine    string
		tooFine string
	}{
		"tariffs.*.price":                 {2, "", ""},
		"tariffs.engaged":                 {2, "3000.25", "3000.255"},
		"sites.*.cap":                     {2, "900000.25", "900000.255"},
		"capital.distributions.every":     {0, "3", "3.5"},
		"capital.distributions.first":     {0, "3", "3.5"},
		"capital.hurdle":                  {-1, "0.061234567", ""},
		"pathway.*.probability":           {-1, "", ""},
		"shares.nothing":                  {6, "", ""},
		"sites.barnet.tariffs.left.price": {2, "", ""},
	} {
		places, ok := d.Places(address)
		if !ok || places != c.places {
			t.Errorf("%s: %d (%v), want %d", address, places, ok, c.places)
		}
		if c.fine != "" {
			if _, err := d.With(Set(address, c.fine)); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
		if c.tooFine != "" {
			if _, err := d.With(Set(address, c.tooFine)); err == nil {
				t.Errorf("%s may be %s", address, c.tooFine)
			}
		}
	}
	for _, address := range []string{"", "name", "sites", "nothing.here", "tariffs.*.index"} {
		if places, ok := d.Places(address); ok {
			t.Errorf("%s holds a number of %d places", address, places)
		}
	}
}

func TestMonthOfDeal(t *testing.T) {
	d := mustNew(t, full())
	agreed := d.Contract()
	start := agreed.Terms().Start
	for s, want := range map[string]int{"0": 0, "17": 17} {
		if m, ok := d.Month(s); !ok || m != want {
			t.Errorf("%s is month %d (%v)", s, m, ok)
		}
	}
	if m, ok := d.Month("2030-01"); !ok || m != 12*2030-int(start) {
		t.Errorf("2030-01 is month %d of a deal from %d (%v)", m, start, ok)
	}
	if _, ok := d.Month("soon"); ok {
		t.Error("soon is a month")
	}
}

func TestMatches(t *testing.T) {
	d := mustNew(t, full())
	for address, want := range map[string][]string{
		"capital.hurdle":            {"capital.hurdle"},
		"sites.*.tariffs.*.nothing": nil,
	} {
		if got := d.Matches(address); !slices.Equal(got, want) {
			t.Errorf("%s stands for %q, want %q", address, got, want)
		}
	}
	all := d.Matches("sites.*.pathway.*.probability")
	if len(all) < 2 || !slices.Contains(all, "sites.harrow.pathway.engaged.probability") {
		t.Errorf("sites.*.pathway.*.probability stands for %q", all)
	}
	if short, long := d.Matches("tariffs.*"), d.Matches("tariffs.*.price"); len(long) == 0 || !slices.Equal(short, long) {
		t.Errorf("tariffs.* stands for %q, tariffs.*.price for %q", short, long)
	}
}
