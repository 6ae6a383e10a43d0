package contract

import "slices"

// clone returns terms that share no memory with t.
func (t Terms) clone() Terms {
	t.Indices = slices.Clone(t.Indices)
	t.Outcomes = slices.Clone(t.Outcomes)
	t.Payers = slices.Clone(t.Payers)
	for i := range t.Payers {
		p := &t.Payers[i]
		p.Years = slices.Clone(p.Years)
		p.Period.Amounts = slices.Clone(p.Period.Amounts)
	}
	t.Sites = slices.Clone(t.Sites)
	for i := range t.Sites {
		t.Sites[i].detach()
	}
	t.Grants = slices.Clone(t.Grants)
	for i := range t.Grants {
		t.Grants[i].Shares = slices.Clone(t.Grants[i].Shares)
	}
	t.Costs = slices.Clone(t.Costs)
	t.Capital.Tranches = slices.Clone(t.Capital.Tranches)
	t.Capital.Profit = slices.Clone(t.Capital.Profit)
	t.Capital.Surplus = slices.Clone(t.Capital.Surplus)
	t.Measures = slices.Clone(t.Measures)
	for i := range t.Measures {
		t.Measures[i].Cohorts = slices.Clone(t.Measures[i].Cohorts)
	}
	t.Rewards = slices.Clone(t.Rewards)
	for i := range t.Rewards {
		r := &t.Rewards[i]
		r.Each, r.Pooled = slices.Clone(r.Each), slices.Clone(r.Pooled)
		r.Shares = slices.Clone(r.Shares)
	}
	t.Tests = slices.Clone(t.Tests)
	t.Reviews = slices.Clone(t.Reviews)
	t.Period.Amounts = slices.Clone(t.Period.Amounts)
	return t
}

// detach gives the site memory of its own.
func (s *Site) detach() {
	s.Period.Amounts = slices.Clone(s.Period.Amounts)
	s.Tariffs = slices.Clone(s.Tariffs)
	for j := range s.Tariffs {
		k := &s.Tariffs[j]
		k.Prices, k.Bands = slices.Clone(k.Prices), slices.Clone(k.Bands)
		k.Period.Amounts = slices.Clone(k.Period.Amounts)
		k.Requires = slices.Clone(k.Requires)
		k.Shares = slices.Clone(k.Shares)
	}
	s.Provider.Blocks = slices.Clone(s.Provider.Blocks)
	s.Provider.Fees = slices.Clone(s.Provider.Fees)
	s.Targets = slices.Clone(s.Targets)
	for j := range s.Targets {
		s.Targets[j].Months = slices.Clone(s.Targets[j].Months)
	}
}
