package deal

import "testing"

// TestEditFaults: an edit that cannot be made says why, as does one that makes no deal.
func TestEditFaults(t *testing.T) {
	d := mustNew(t, full())
	for _, tt := range []struct {
		edit Edit
		want string
	}{
		{Set("sites.enfield.tariffs.job_start.prise", 5), "sites.enfield.tariffs.job_start.prise: prise must be a field of sites.enfield.tariffs.job_start; did you mean price?"},
		{Set("zzzzzz", 5), "zzzzzz: zzzzzz must be a field of a deal: " + oneOf(root.keys())},
		{Set("sites.enfild.cap", 5), "sites.enfild.cap: enfild must be an ID of sites; did you mean enfield?"},
		{Set("sites.*.tariffs.job_strat.price", 5), "sites.*.tariffs.job_strat.price: stands for nothing that this deal has; must be IDs it has; did you mean job_start?"},
		{Set("tariffs.job_strat.price", 5), "tariffs.job_strat.price: job_strat must be an ID of tariffs; did you mean job_start?"},
		{Set("sites.enfield.costs.manager.amount", 5), "sites.enfield.costs.manager.amount: manager must be an ID of sites.enfield.costs"},
		{Set("capital", 5), "capital: is a section; must be one value, of hurdle, interest, reserve, distributions, on_exhaustion, grace, draws, recycling, first_loss, lock_up, profit, surplus, surplus_to or tranches"},
		{Set("sites", 5), "sites: is a table; must be one value"},
		{Set("sites.", 5), "sites.: has an empty step; must be keys and IDs joined by single dots"},
		{Set("name.x", 5), "name.x: x must not stand here: name has no fields"},
		{Set("pathway.healthy.hazards.x", 5), "pathway.healthy.hazards.x: x must be the position of an element of pathway.healthy.hazards, from 0"},
		{Set("pathway.healthy.hazards.01", 5), "pathway.healthy.hazards.01: 01 must be the position of an element of pathway.healthy.hazards, from 0"},
		{Set("pathway.healthy.hazards.4", 5), "pathway.healthy.hazards.4: 4 must be at most 3, after the last element of pathway.healthy.hazards"},
		{Set("tariffs.job_start.price", true), "tariffs.job_start.price: true must be a number"},
		{Set("name", []int{1}), "name: [1] must be a text"},
		{Set("tariffs.job_start.price", -5), "tariffs.job_start.price: -5 must be at least 0"},
		{Set("sites.*.cap", -5), "sites.enfield.cap: -5 must be at least 0\nsites.barnet.cap: -5 must be at least 0\nsites.harrow.cap: -5 must be at least 0"},
		{Scale("name", 2), "name: holds no number to multiply: must be one that is written or has a default"},
		{Scale("sites.barnet.cap", 2), "sites.barnet.cap: holds no number to multiply: must be one that is written or has a default"},
		{Scale("payers.*.name", 2), "payers.*.name: holds no number to multiply: must be one that is written or has a default"},
		{Scale("costs.staff.amount", 2), "costs.staff.amount: joint(fit.unit) must not be multiplied: its values are joint draws of a table"},
		{Scale("pathway.engaged.probability", 2), "pathway.engaged.probability: beta(mean 1.2, sd 0.1) must have mean above 0 and below 1\npathway.engaged.probability: engaged and left add up to 1.3; must add up to at most 1: group first is exclusive"},
		{Scale("referrals.rate", -1), "referrals.rate: gamma(mean 12, sd 2) must be multiplied by at least 0"},
		{Scale("costs.manager.amount", nan()), "costs.manager.amount: 4000 must be multiplied by a finite number"},
	} {
		_, err := d.With(tt.edit)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s:\n got %v\nwant %s", tt.edit.Address(), err, tt.want)
		}
		checkUnwraps(t, tt.edit.Address(), err)
	}
	if _, err := (Deal{}).With(Set("name", "x")); err == nil {
		t.Error("the zero deal was changed")
	}
}

func nan() float64 { zero := 0.0; return zero / zero }
