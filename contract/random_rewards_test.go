package contract_test

import (
	"fmt"

	"github.com/sibsim/sibsim/contract"
)

// What a random case pays by measure, and what follows targets and samples.

// rewards makes measures and what is paid by them.
func (d *draft) rewards() {
	t := &d.t
	if !d.chance(0.4) {
		return
	}
	for j := range d.between(1, 2) {
		m := contract.Measure{ID: fmt.Sprintf("measure%d", j), Site: d.site(0.5)}
		if d.chance(0.7) {
			m.Outcome = d.outcome()
			m.Per = []string{contract.PerReferrals, contract.PerTarget, d.outcome()}[d.IntN(3)]
			if m.Per == m.Outcome {
				m.Per = contract.PerReferrals
			}
		}
		month := d.IntN(min(6, t.Months))
		for len(m.Cohorts) < 4 && month < t.Months {
			c := contract.Cohort{Month: month, Weight: d.Int64N(100)}
			c.Until = d.between(0, month)
			c.From = d.between(0, c.Until)
			m.Cohorts = append(m.Cohorts, c)
			month += d.between(1, 8)
		}
		t.Measures = append(t.Measures, m)
		for i := range d.between(1, 2) {
			w := contract.Reward{ID: fmt.Sprintf("reward%d_%d", j, i), Measure: m.ID}
			if d.chance(0.7) {
				w.Each = d.ladder()
			}
			if w.Each == nil || d.chance(0.5) {
				w.Pooled = d.ladder()
			}
			if d.chance(0.5) {
				w.Lag = d.IntN(5)
			}
			if d.chance(0.5) {
				w.Cap = contract.AtMost(d.part(d.income, 0, 0.15))
			}
			w.Shares, w.Unpaid = d.shares()
			t.Rewards = append(t.Rewards, w)
		}
	}
}

// ladder makes a ladder that reaches up and often down.
func (d *draft) ladder() (steps []contract.Step) {
	size := min(d.part(d.income, 0.01, 0.15)+d.unit, 100_000_000_000)
	from := int64(d.between(-20, 5)) * 100_000
	for range d.between(1, 4) {
		s := contract.Step{From: from, Amount: d.upTo(size), PerPoint: d.upTo(size / 100)}
		if d.chance(0.35) {
			s.Amount = -s.Amount
		}
		if d.chance(0.1) {
			s.PerPoint = -s.PerPoint
		}
		steps = append(steps, s)
		from += int64(d.between(1, 1_000_000))
	}
	return steps
}

// followed makes reviews and audits.
func (d *draft) followed() {
	t := &d.t
	if t.Months > 1 && d.chance(0.3) {
		for i := range d.between(1, 3) {
			v := contract.Review{ID: fmt.Sprintf("review%d", i), Month: d.between(1, t.Months-1), Outcome: d.outcome()}
			v.Caps = contract.Follow{Part: d.upTo(1_500_000), Least: d.upTo(contract.Million)}
			v.Caps.Most = max(1, v.Caps.Least) + d.upTo(2*contract.Million)
			switch d.IntN(8) { // caps left alone, one way or the other
			case 0:
				v.Caps = contract.Follow{}
			case 1:
				v.Caps = contract.Follow{Most: 10 * contract.Million}
			}
			v.Volumes = contract.Follow{Most: 10 * contract.Million}
			t.Reviews = append(t.Reviews, v)
		}
	}
	if d.chance(0.35) {
		t.Audit = contract.Audit{
			Every: d.between(1, min(12, t.Months)), Sample: int64(d.between(1, 30)),
			Tolerance: d.upTo(200_000), Extrapolate: d.chance(0.5),
		}
		if d.chance(0.5) { // so that errors just tolerated come about
			t.Audit.Sample, t.Audit.Tolerance = int64(5*d.between(1, 4)), int64(d.between(0, 4))*50_000
		}
	}
}

// endings makes tests, last months of sites and what a failure brings.
func (d *draft) endings() {
	t := &d.t
	for i := range 3 {
		if t.Months < 2 || !d.chance(0.2) {
			continue
		}
		test := contract.Test{
			ID: fmt.Sprintf("test%d", i), Month: d.IntN(t.Months - 1), Outcome: d.outcome(), Site: d.site(0.5),
			Share: d.upTo(2 * contract.Million), Exit: i == 0,
		}
		if len(t.Tests) > 0 && d.chance(0.2) { // on one day
			test.Month = t.Tests[len(t.Tests)-1].Month
		}
		if test.Exit {
			test.Month /= 2
		} else {
			if d.chance(0.7) {
				test.RunOff = d.IntN(9)
			}
			if d.chance(0.6) {
				test.WindDown = d.part(d.spending, 0, 0.2)
			}
			if d.chance(0.6) {
				test.Payout, test.Payer = d.upTo(contract.Million), d.payer()
			}
		}
		t.Tests = append(t.Tests, test)
	}
	d.Shuffle(len(t.Tests), func(i, j int) { t.Tests[i], t.Tests[j] = t.Tests[j], t.Tests[i] })
	for s := range t.Sites {
		if d.chance(0.08) {
			t.Sites[s].Until = contract.AtMost(int64(d.IntN(t.Months)))
		}
		if d.chance(0.7) {
			t.Sites[s].StepIn.Gap = d.between(-1, 6)
		}
		if d.chance(0.7) {
			t.Sites[s].StepIn.Cost = d.upTo(d.monthly)
		}
	}
}
